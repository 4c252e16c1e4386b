// `npm run bench -- --commands`: how long each of the owner's commands takes, the first and the second time, started by npm as
// an owner starts it: on a local database, and on the deployed one, where a stand-in on this machine takes Cloudflare's
// place. A real Cloudflare adds three round trips. Asserts no timing.

import { spawn } from "node:child_process";
import { mkdtempSync, mkdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";

import { buildAdmin } from "../scripts/admin-build.mjs";
import { Trouble, root } from "../scripts/command.mjs";
import { databaseFile } from "../scripts/d1-file.mjs";
import { migrationStatements, workers } from "../scripts/workers.mjs";
import { cloudflareApi } from "../tests/workerd/kit/cloudflare-api.mjs";

/** Each is done twice; `N` is another word each time. */
const COMMANDS = [
  "client add --id app-N --name App --redirect-uri https://app.example/callback",
  "client list",
  "client show app-1",
  "client edit app-1 --name Other-N",
  "client rotate-secret app-1",
  "client remove app-N",
  "user add --username ada-N",
  "user list",
  "user list --search ada",
  "user show ada-1",
  "user edit ada-1 --name Ada-N",
  "user invite",
  "user remove ada-N",
  "group add staff-N",
  "group list",
  "group show staff-1",
  "keys list",
  "events tail",
  "events list",
  "events export --since 30d",
];

/** Prints the table. */
export async function timeCommands() {
  await buildAdmin();
  const folder = mkdtempSync(path.join(tmpdir(), "edgegrant-commands-"));
  makeDatabase(databaseFile("local", folder));
  const api = await cloudflareApi();
  const env = { CLOUDFLARE_API_BASE_URL: api.url, CLOUDFLARE_API_TOKEN: api.token, CLOUDFLARE_ACCOUNT_ID: api.account };
  try {
    console.log("| command | local, first | second | `--remote`, first | second |\n|---|---|---|---|---|");
    for (const command of COMMANDS) {
      const times = [];
      for (const where of [["--persist-to", folder], ["--remote"]]) {
        for (const time of [1, 2]) times.push((await seconds([...command.replaceAll("N", String(time)).split(" "), ...where], env)).toFixed(1));
      }
      console.log(`| \`${command.replaceAll(/-(N|1)\b/g, "")}\` | ${times.join(" | ")} |`);
    }
  } finally {
    await api.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function makeDatabase(file) {
  mkdirSync(path.dirname(file), { recursive: true });
  const database = new DatabaseSync(file);
  database.exec("PRAGMA journal_mode = WAL");
  for (const sql of migrationStatements(workers.server)) database.exec(sql);
  database.close();
}

async function seconds([subject, ...args], env) {
  const start = performance.now();
  const options = { cwd: root, env: { ...process.env, ...env }, stdio: ["ignore", "ignore", "pipe"], shell: process.platform === "win32" };
  const child = spawn("npm", ["run", "--silent", subject, "--", ...args], options);
  let said = "";
  child.stderr.on("data", (text) => (said += text));
  const code = await new Promise((resolve) => child.on("close", resolve));
  if (code !== 0) throw new Trouble(`npm run ${subject} -- ${args.join(" ")}: ${said}`);
  return (performance.now() - start) / 1000;
}

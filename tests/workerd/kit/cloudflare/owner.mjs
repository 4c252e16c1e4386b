// An owner with a folder of settings, who runs `npm run deploy` against the stand-in.

import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";

import { root } from "../../../../scripts/command.mjs";
import { settingsIn } from "../../../../scripts/settings/file.mjs";

/** Not to be seen by what an owner starts: whoever runs the tests may be logged in, or build in a CI. */
const HIDDEN = ["CI", "CLOUDFLARE_ACCOUNT_ID", "CLOUDFLARE_API_TOKEN", "CLOUDFLARE_API_KEY", "CLOUDFLARE_EMAIL", "CLOUDFLARE_ENV", "EDGEGRANT_SECRET"];

/**
 * `from`: the folder whose scripts the owner runs, that of this project if not given.
 *
 * - `run(script, args, {env})`: {code, stdout, stderr, all} of scripts/SCRIPT.mjs.
 * - `deploy(...args)`: the same of `npm run deploy -- --yes …`, which waits at most 20 seconds for the address.
 * - `write(values)`, `settings()`: edgegrant.jsonc; `secrets()`: edgegrant.secrets.json.
 */
export async function newOwner(cloudflare, { from = root } = {}) {
  const folder = await mkdtemp(path.join(os.tmpdir(), "edgegrant-owner-"));
  const file = path.join(folder, "edgegrant.jsonc");
  const secretsFile = path.join(folder, "edgegrant.secrets.json");
  const self = {
    folder,
    file,
    secretsFile,
    start(script, args, { env = {} } = {}) {
      const usual = Object.fromEntries(Object.entries(process.env).filter(([name]) => !HIDDEN.includes(name)));
      const child = spawn(process.execPath, [path.join(from, "scripts", `${script}.mjs`), ...args], {
        cwd: folder,
        env: { ...usual, ...cloudflare?.env, EDGEGRANT_SETTINGS: file, HOME: folder, XDG_CONFIG_HOME: folder, ...env },
        stdio: ["ignore", "pipe", "pipe"],
      });
      const heard = { stdout: "", stderr: "", all: "" };
      for (const name of ["stdout", "stderr"]) {
        child[name].setEncoding("utf8").on("data", (text) => {
          heard[name] += text;
          heard.all += text;
        });
      }
      const done = new Promise((resolve) => child.on("close", (code, signal) => resolve({ code: code ?? signal, ...heard })));
      return { child, done, heard };
    },
    run: (script, args, options) => self.start(script, args, options).done,
    deploy: (...args) => self.run("deploy", ["--yes", "--wait", "20", ...args]),
    write: (values) => writeFile(file, typeof values === "string" ? values : JSON.stringify(values, null, 2)),
    text: () => readFileSync(file, "utf8"),
    settings: () => (existsSync(file) ? settingsIn(readFileSync(file, "utf8")).values : undefined),
    secrets: () => JSON.parse(readFileSync(secretsFile, "utf8")),
    dispose: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }),
  };
  return self;
}

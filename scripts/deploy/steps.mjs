// The steps that change something at Cloudflare, after everything was looked at.

import { existsSync } from "node:fs";
import path from "node:path";

import { ApiError, ask } from "../cloudflare-api.mjs";
import { Trouble, root, run, say, timed } from "../command.mjs";
import { places, saveSettings } from "../settings/file.mjs";
import { writeWranglerConfig } from "../settings/worker.mjs";
import { deploymentNow } from "./look.mjs";
import { customDomains, secretsToSend } from "./plan.mjs";
import { inFile, noteSent } from "./secrets.mjs";
import { failed, wrangler } from "./wrangler.mjs";

/** Notes the account and the stores in edgegrant.jsonc, where every command finds them. */
export function note({ database, namespace }, account) {
  saveSettings(places().file, [
    [["worker", "account_id"], account.id],
    [["worker", "database_id"], database.id],
    [["worker", "kv_namespace_id"], namespace.id],
  ]);
}

/** Where the database can go back to: a bookmark of D1's time travel; undefined if Cloudflare gives none. */
export async function bookmark(account, database) {
  try {
    const { bookmark: name } = await ask("GET", `/accounts/${account.id}/d1/database/${database.id}/time_travel/bookmark`);
    return name;
  } catch (error) {
    if (error instanceof ApiError && error.status < 500) return undefined;
    throw error;
  }
}

/** Writes a backup of the whole database to `flags.backup`, or stops. */
export async function backUp(flags) {
  const { backUp: make } = await import("../backup/make.mjs");
  const { fromHere, instanceOf } = await import("../backup/instance.mjs");
  try {
    await make(instanceOf({ remote: true }), fromHere(flags.backup), flags);
  } catch (error) {
    if (!(error instanceof Trouble)) throw error;
    throw new Trouble(`${error.message}\nBecause there is no backup, nothing was migrated or deployed.`);
  }
}

/** Brings the database to this version's tables. What is applied stays applied, whatever happens after. */
export async function migrate(values, pending) {
  if (pending.length === 0) return;
  const config = writeWranglerConfig(values);
  const seen = new Set();
  const hear = (line) => {
    const [, name] = /(\d{4}_\w+\.sql)\s*│\s*✅/.exec(line) ?? [];
    if (name && !seen.has(name)) seen.add(name);
  };
  const done = await timed(`Applying ${pending.length} ${pending.length === 1 ? "migration" : "migrations"}`, () =>
    wrangler(["d1", "migrations", "apply", "DB", "--remote", "--config", config], { hear }));
  if (done.code !== 0) throw failed(`Migrating the database (${seen.size} of ${pending.length} were applied)`, done);
}

/**
 * Uploads the Worker with its settings, and with the secrets that it does not have as they are. Gives the id of its version. Stops if
 * the server changed since `there` was looked at.
 */
export async function upload(values, { account, name, tag, secrets, sent, there }) {
  if ((await deploymentNow(account, name)) !== there.worker?.deployment) {
    throw new Trouble("Somebody else has deployed this server in the meantime. Nothing was uploaded. Look at what they did (`npm run wrangler -- deployments list`), and run `npm run deploy` again.");
  }
  const config = writeWranglerConfig(values);
  const sending = secretsToSend({ secrets, sent }, there.worker);
  const done = await inFile(sending, (file) =>
    timed("Uploading the Worker", () =>
      wrangler(["deploy", "--config", config, "--tag", tag, "--message", `npm run deploy: ${tag}`, ...(file ? ["--secrets-file", file] : [])])));
  if (done.code !== 0) throw failed("Deploying the Worker", done);
  noteSent(sending);
  return done.told.find((it) => it.type === "deploy")?.version_id;
}

/** Refuses to take a host away from what answers there now. wrangler would, where it cannot ask. */
export async function requireFreeHosts(values, account, name) {
  for (const host of customDomains(values)) {
    const taken = await ask("GET", `/accounts/${account.id}/workers/domains?hostname=${host}`);
    const other = taken.find((it) => it.hostname === host && it.service !== name);
    if (other) {
      throw new Trouble(`${host} belongs to the Worker "${other.service}". Remove it from that Worker in Cloudflare's dashboard, or choose another address for ISSUER. Nothing was changed.`);
    }
    if (taken.some((it) => it.hostname === host)) continue;
    const answers = await answersNow(host);
    if (answers) {
      throw new Trouble(
        `${host} already leads to something else (${answers}), and deploying would replace that. Delete its DNS record in Cloudflare's dashboard, or say that it may be replaced: \`npm run deploy -- --replace-dns\`. Nothing was changed.`,
      );
    }
  }
}

async function answersNow(host) {
  const { resolve4, resolve6, resolveCname } = await import("node:dns/promises");
  for (const resolve of [resolveCname, resolve4, resolve6]) {
    const [first] = await resolve(host).catch((error) => {
      if (["ENOTFOUND", "ENODATA"].includes(error.code)) return [];
      throw new Trouble(`Nobody could be asked whether ${host} already leads to something else (DNS: ${error.code}). Look at your network and run \`npm run deploy\` again, or say that whatever is there may be replaced: \`npm run deploy -- --replace-dns\`. Nothing was changed.`);
    });
    if (first) return first;
  }
  return undefined;
}

function whyNot(stdout) {
  try {
    return JSON.parse(stdout).error;
  } catch {
    return undefined;
  }
}

/** The link where the first account is made; undefined if it could not be made. */
export async function setupLink() {
  const script = path.join(root, "scripts", "admin.mjs");
  const { code, stdout, stderr } = await run(process.execPath, [script, "user", "setup-link", "--remote", "--json"], {
    env: { EDGEGRANT_SETTINGS: places().file, npm_lifecycle_event: "user" },
  });
  if (code === 0) return JSON.parse(stdout).link;
  say(`The link for the first account could not be made: ${whyNot(stdout) ?? stderr.trim()}`);
  return undefined;
}

// What runs at Cloudflare now, before anything is changed there.

import { readFileSync } from "node:fs";
import path from "node:path";

import { ApiError, ask } from "../cloudflare-api.mjs";
import { root } from "../command.mjs";
import { knownMigrations } from "../known-migrations.mjs";
import { SEALED_KEY } from "../server-secret.mjs";
import { fingerprintOf } from "../remembered.mjs";
import { wranglerConfig } from "../settings/worker.mjs";
import { builtFiles } from "../workers.mjs";

/** Gives what `request` gives; undefined for what is not there. */
async function unlessMissing(request) {
  try {
    return await request;
  } catch (error) {
    if (error instanceof ApiError && (error.status === 404 || [10007, 10090, 7404, 7400].some((code) => error.has(code)))) return undefined;
    throw error;
  }
}

/**
 * The Worker as it is deployed; undefined if there is none of this name.
 *
 * - `bindings`: its settings and stores.
 * - `secrets`: the names of its secrets.
 * - `deployment`: the id of what is deployed now, and `version` that of the version in it.
 * - `tag`: which Edgegrant it is, as `npm run deploy` noted it.
 */
export async function deployedWorker(account, name) {
  const place = `/accounts/${account.id}/workers/scripts/${name}`;
  const [settings, secrets, deployments] = await Promise.all([
    unlessMissing(ask("GET", `${place}/settings`)),
    unlessMissing(ask("GET", `${place}/secrets`)),
    unlessMissing(ask("GET", `${place}/deployments`)),
  ]);
  if (settings === undefined) return undefined;
  const deployment = deployments?.deployments?.[0];
  const version = deployment?.versions?.[0]?.version_id;
  const detail = version && (await unlessMissing(ask("GET", `${place}/versions/${version}`)));
  return {
    bindings: settings.bindings ?? [],
    secrets: (secrets ?? []).map((secret) => secret.name),
    deployment: deployment?.id,
    version,
    tag: detail?.annotations?.["workers/tag"],
  };
}

/** The id of the deployment that counts now; undefined if there is none. */
export async function deploymentNow(account, name) {
  const answer = await unlessMissing(ask("GET", `/accounts/${account.id}/workers/scripts/${name}/deployments`));
  return answer?.deployments?.[0]?.id;
}

/** The database of this name or id; undefined if there is none. */
export async function findDatabase(account, nameOrId) {
  const found = await unlessMissing(ask("GET", `/accounts/${account.id}/d1/database/${encodeURIComponent(nameOrId)}`));
  return found && { id: found.uuid, name: found.name };
}

/** The KV namespace of this title; undefined if there is none. */
export async function findNamespace(account, title) {
  for (let page = 1; ; page++) {
    const list = await ask("GET", `/accounts/${account.id}/storage/kv/namespaces?per_page=100&page=${page}&order=title&direction=asc`);
    const found = list.find((it) => it.title === title);
    if (found || list.length < 100) return found && { id: found.id };
  }
}

/** The rows of one statement in a deployed database. */
export async function rows(account, database, sql) {
  const [answer] = await ask("POST", `/accounts/${account.id}/d1/database/${database.id}/query`, { body: { sql } });
  return answer.results;
}

/** Whether a deployed database has the logo with this hash. */
export async function hasLogo(account, database, hash) {
  const has = `SELECT 1 FROM logos WHERE hash = '${hash}'`;
  const [table] = await rows(account, database, "SELECT 1 FROM sqlite_master WHERE name = 'logos'");
  return table !== undefined && (await rows(account, database, has)).length > 0;
}

/** What a deployed database holds: `applied` and `pending` migrations, a `sealedKey` if it has keys, and whether there is an `administrator`. */
export async function contents(account, database) {
  const all = knownMigrations();
  const tables = (await rows(account, database, "SELECT name FROM sqlite_master WHERE type = 'table'")).map(({ name }) => name);
  const first = async (table, sql) => (tables.includes(table) ? (await rows(account, database, sql))[0] : undefined);
  const applied = tables.includes("d1_migrations") ? (await rows(account, database, "SELECT name FROM d1_migrations ORDER BY id")).map(({ name }) => name) : [];
  return {
    applied,
    pending: all.filter((name) => !applied.includes(name)),
    // A version after this one made them.
    newer: applied.filter((name) => !all.includes(name)),
    sealedKey: (await first("signing_keys", SEALED_KEY))?.private_key,
    administrator: (await first("first_administrator", "SELECT 1 FROM first_administrator LIMIT 1")) !== undefined,
  };
}

/**
 * What is to be deployed, in the 25 characters that Cloudflare keeps of it: the version, and what tells two builds apart,
 * and two configurations.
 */
export function tagOf(values) {
  const { version } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
  const built = builtFiles(path.join(root, "build")).map((file) => readFileSync(path.join(root, "build", file)));
  // Where the files are is the same to Cloudflare.
  const { main: _main, d1_databases: [{ migrations_dir: _folder, ...database }], ...rest } = wranglerConfig(values);
  const [build, config] = [built, [JSON.stringify([rest, database])]].map((parts) => fingerprintOf(parts).slice(0, 6));
  return `${version}+${build}.${config}`;
}

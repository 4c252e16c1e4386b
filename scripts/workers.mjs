// The three workers of the flow: where each lives, where `npm start` serves it, and what its
// wrangler.toml says. It is wrangler that reads it, so entry scripts load this file only after the
// toolchain has installed the npm packages; but it takes wrangler more than a second to load, so what
// it read is remembered.

import { existsSync, readFileSync, readdirSync } from "node:fs";
import { createRequire, enableCompileCache } from "node:module";
import path from "node:path";
import { parseEnv } from "node:util";

import { root } from "./command.mjs";
import { remembered } from "./remembered.mjs";
import { startPorts } from "./start-ports.mjs";

// wrangler and miniflare are files of many megabytes: the cache halves the time it takes to load them.
enableCompileCache?.(path.join(root, ".tools", "node-cache"));
const require = createRequire(import.meta.url);
const wranglerPackage = path.join(root, "node_modules", "wrangler", "package.json");

const [serverPort, appPort, apiPort] = startPorts();

/** `name` as in wrangler.toml, `folder` absolute, `port` of `npm start`. */
export const workers = {
  server: { name: "edgegrant", folder: root, port: serverPort },
  app: { name: "web-app", folder: path.join(root, "examples", "web-app"), port: appPort },
  api: { name: "notes-api", folder: path.join(root, "examples", "notes-api"), port: apiPort },
};

/** Where wrangler keeps the worker's local KV and D1. */
export function stateFolder(worker) {
  return path.join(worker.folder, ".wrangler", "state");
}

/** wrangler's own reading of the worker's wrangler.toml; of what is deployed with `env: "production"`. */
export function config(worker, { env = process.env.CLOUDFLARE_ENV ?? "" } = {}) {
  const file = path.join(worker.folder, "wrangler.toml");
  const from = [readFileSync(file, "utf8"), file, env, readFileSync(wranglerPackage, "utf8")];
  return remembered(["config", worker.name, ...(env === "" ? [] : [env])].join("-"), from, () =>
    require("wrangler").unstable_readConfig({ config: file, env: env === "" ? undefined : env }, { hideWarnings: true }));
}

/** The secrets in the worker's `.dev.vars`; none when there is no such file. */
export function localSecrets(worker) {
  const file = path.join(worker.folder, ".dev.vars");
  return existsSync(file) ? parseEnv(readFileSync(file, "utf8")) : {};
}

/** The migrations of the worker's database, in order: {name, sql}. */
export function migrationFiles(worker) {
  const [database] = config(worker).d1_databases;
  const folder = path.join(worker.folder, database.migrations_dir ?? "migrations");
  return readdirSync(folder)
    .filter((name) => name.endsWith(".sql"))
    .sort()
    .map((name) => ({ name, sql: readFileSync(path.join(folder, name), "utf8") }));
}

/** The SQL of each of them. */
export function migrations(worker) {
  return migrationFiles(worker).map(({ sql }) => sql);
}

/** The single statements of all of them. */
export function migrationStatements(worker) {
  const files = migrations(worker);
  return remembered(`migrations-${worker.name}`, [...files, readFileSync(wranglerPackage, "utf8")], () =>
    files.flatMap((sql) => require("wrangler").unstable_splitSqlQuery(sql)));
}

/**
 * What miniflare is to run: every module of the built worker, its bindings and its crons.
 * Only what these workers use is translated: variables, secrets, KV, D1, rate limiters, crons.
 *
 * `vars` replaces variables of wrangler.toml by name; `undefined` takes one away. `limited: false` takes the rate
 * limiters away. `flags` replaces the compatibility flags.
 */
export function runnable(worker, { vars = {}, secrets = {}, limited = true, flags } = {}) {
  const settings = config(worker);
  return {
    name: worker.name,
    compatibilityDate: settings.compatibility_date,
    compatibilityFlags: flags ?? settings.compatibility_flags,
    manifest: builtModules(worker, settings.main),
    env: {
      ...variables({ ...settings.vars, ...vars, ...secrets }),
      ...bindings("kv", settings.kv_namespaces, (it) => it.id),
      ...bindings("d1", settings.d1_databases, (it) => it.database_id),
      ...(limited ? limiters(settings.ratelimits ?? []) : {}),
    },
    triggers: (settings.triggers.crons ?? []).map((schedule) => ({ type: "scheduled", schedule })),
  };
}

function variables(values) {
  const known = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    known.map(([name, value]) => [name, { type: typeof value === "string" ? "text" : "json", value }]),
  );
}

function limiters(list) {
  return Object.fromEntries(
    list.map(({ name, namespace_id: namespace, simple }) => [name, { type: "rate-limit", namespace, simple }]),
  );
}

function bindings(type, list, id) {
  return Object.fromEntries(list.map((it) => [it.binding, { type, id: id(it) }]));
}

/** What kind of module a file is, by how its name ends. wrangler goes by the same. */
const MODULES = { ".js": "esm", ".wasm": "wasm", ".txt": "text" };

/** The files of a built worker, by their paths in `folder`, in order. */
export function builtFiles(folder) {
  const names = readdirSync(folder, { recursive: true }).map((file) => file.split(path.sep).join("/"));
  return names.filter((name) => path.extname(name) in MODULES).sort();
}

function builtModules(worker, main) {
  if (!existsSync(main)) {
    throw new Error(`${worker.name} is not built: run \`npm run build\` first`);
  }
  const modulesRoot = path.dirname(main);
  const modules = {};
  for (const name of builtFiles(modulesRoot)) {
    const type = MODULES[path.extname(name)];
    const bytes = readFileSync(path.join(modulesRoot, name));
    modules[name] = { type, contents: type === "wasm" ? new Uint8Array(bytes) : bytes.toString("utf8") };
  }
  return { mainModule: path.basename(main), modulesRoot, modules };
}

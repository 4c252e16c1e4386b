// What Cloudflare runs, in the stand-in for its API: the D1 databases, and the Workers that were uploaded, in workerd.

import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";

const require = createRequire(import.meta.url);
const { Miniflare, Log, LogLevel } = require("miniflare");

/** Binds every database, so that the API can ask it whether or not a Worker is there. */
const HOST = { mainModule: "host.js", modulesRoot: "/", modules: { "host.js": { type: "esm", contents: "export default { fetch: () => new Response() };" } } };

/** Where the origin travels: miniflare refuses those that are not its own. */
const ORIGIN = "origin-of-the-test";

const outside = (main) => `
  import Worker from "./${main}";

  function meant(request) {
    const headers = new Headers(request.headers);
    const origin = headers.get("${ORIGIN}");
    headers.delete("${ORIGIN}");
    if (origin !== null) headers.set("origin", origin);
    return new Request(request, { headers });
  }

  export default typeof Worker === "function"
    ? class extends Worker { fetch(request) { return super.fetch(meant(request)); } }
    : { fetch: (request, ...rest) => Worker.fetch(meant(request), ...rest) };
`;

/**
 * Databases and Workers.
 *
 * - `change({databases, scripts})`: what there is from now on: ids of databases, and scripts by their names as api.mjs has them.
 * - `query(id, sql)`: [{results, meta}] of each statement, in one transaction.
 * - `fetch(name, request)`: what the Worker answers.
 */
export async function edge() {
  const folder = await mkdtemp(path.join(os.tmpdir(), "edgegrant-cloudflare-"));
  let miniflare;
  let wanted = { databases: [], scripts: {} };
  let current;
  const ready = async () => {
    if (current === wanted) return miniflare;
    const now = wanted;
    const options = optionsFor(now, folder);
    if (miniflare) await miniflare.setOptions(options);
    else miniflare = new Miniflare(options);
    await miniflare.ready;
    current = now;
    return miniflare;
  };
  return {
    change: (next) => {
      wanted = { ...wanted, ...next };
    },
    async query(id, sql) {
      const bindings = await (await ready()).getBindings("host");
      const database = bindings[id];
      const statements = require("wrangler").unstable_splitSqlQuery(sql);
      const answers = await database.batch(statements.map((statement) => database.prepare(statement)));
      return answers.map(({ results, success, meta }) => ({ results, success, meta }));
    },
    async fetch(name, request) {
      const worker = await (await ready()).getWorker(name);
      const body = request.body ? await request.arrayBuffer() : undefined;
      const headers = [...request.headers].map(([name, value]) => [name === "origin" ? ORIGIN : name, value]);
      return worker.fetch(request.url, { method: request.method, headers, body, redirect: "manual" });
    },
    async dispose() {
      await miniflare?.dispose();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function optionsFor({ databases, scripts }, folder) {
  const date = "2026-11-01";
  const host = { name: "host", compatibilityDate: date, compatibilityFlags: [], manifest: HOST, env: databasesOf(databases), triggers: [] };
  const workers = Object.entries(scripts).map(([name, script]) => ({
    name,
    compatibilityDate: script.compatibilityDate,
    compatibilityFlags: script.compatibilityFlags,
    manifest: {
      mainModule: "outside.js",
      modulesRoot: "/",
      modules: { ...script.modules, "outside.js": { type: "esm", contents: outside(script.main) } },
    },
    env: Object.fromEntries(script.bindings.flatMap((binding) => asMiniflare(binding))),
    triggers: [],
  }));
  return {
    workers: [host, ...workers].map((config) => ({ config })),
    resourcePersistencePath: path.join(folder, "v3"),
    log: new Log(LogLevel.ERROR),
    telemetry: { enabled: false },
    cf: false,
    handleStructuredLogs: () => {},
  };
}

function databasesOf(ids) {
  return Object.fromEntries(ids.map((id) => [id, { type: "d1", id }]));
}

function asMiniflare(binding) {
  switch (binding.type) {
    case "plain_text":
    case "secret_text":
      return [[binding.name, { type: "text", value: binding.text }]];
    case "json":
      return [[binding.name, { type: "json", value: binding.json }]];
    case "kv_namespace":
      return [[binding.name, { type: "kv", id: binding.namespace_id }]];
    case "d1":
      return [[binding.name, { type: "d1", id: binding.id }]];
    case "ratelimit":
      return [[binding.name, { type: "rate-limit", namespace: binding.namespace_id, simple: binding.simple }]];
    default:
      return [];
  }
}

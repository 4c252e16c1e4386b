// The built workers, served on this machine: real workerd, real local KV and D1, through
// miniflare. `npm start`, the workerd and browser suites and the benchmark all stand on this.
//
// In a test, in a folder of tests/workerd:
//
//   import { after, before, test } from "node:test";
//   import { serveAuthorizationServer } from "../kit/serve.mjs";
//
//   let server;
//   before(async () => { server = await serveAuthorizationServer({ seed: true }); });
//   after(() => server.dispose());
//
//   test("the metadata names the issuer", async () => {
//     const response = await fetch(`${server.url}/.well-known/oauth-authorization-server`);
//     assert.equal((await response.json()).issuer, server.url);
//   });
//
// A server has:
//   url      the origin it is served at, and its ISSUER, such as http://localhost:40123
//   db       its D1 database: await server.db.prepare("SELECT …").bind(…).first()
//   kv       its KV namespace: await server.kv.list()
//   logs     every line it logged so far, parsed; one that is not JSON is {event: "console", level, message}
//   logged   await server.logged((entry) => entry.path === "/token"): the first such line, waited for
//            (a line arrives a moment after the response that it is about)
//   admin    await server.admin("client", "add", …): runs one of the owner's commands on this
//            server's database with --json and gives what it printed, parsed
//   scheduled  await server.scheduled(): runs the daily cron event; scheduled(cron): the event of that expression
//   pid      of the workerd process that serves it, for CPU time (undefined where there is no /proc)
//   dispose  stops it and forgets its data
// and, when asked for with `seed: true`, also
//   user     {username, password} of the demo user
//   client   {id, secret} of the demo client `web-app`
//
// Each server has its own workerd and its own data in a temporary folder. `serveFlow()` serves all
// three workers and gives {server, app, api, user, client, dispose}: open `app.url` in a browser.

import { randomBytes, randomUUID } from "node:crypto";
import { cp, mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";

import { mailbox } from "./mailbox.mjs";
import { freePort } from "./ports.mjs";
import { migrationStatements, runnable, workers } from "./workers.mjs";

export { freePort };

const require = createRequire(import.meta.url);
const { Log, LogLevel, Miniflare, Response: MiniflareResponse } = require("miniflare");

/** The settings with which mail is sent on this machine. */
export const MAIL = { MAIL: "cloudflare", MAIL_FROM: "Edgegrant <no-reply@edgegrant.example>" };

/** How long `logged` waits for a line, in milliseconds. */
const LOG_PATIENCE = 3000;

/**
 * The authorization server alone, on a free port.
 *
 * - `vars`: replaces variables of wrangler.toml by name; `undefined` takes one away.
 * - `secret`: EDGEGRANT_SECRET, a random one if not given; `null` for none.
 * - `migrate`: false leaves the database empty.
 * - `seed`: true adds the demo user and the demo client, with the product's own commands. Checking the demo
 *   user's password then costs next to nothing, unless `honestCost` is true.
 * - `persist`: a folder that keeps the data, to serve it again later; else it is forgotten.
 * - `port`: 0 for a free one.
 * - `secrets`: more secrets by name.
 * - `outbound`: answers what the worker fetches, in place of the Internet: (Request) => Response.
 * - `limited`: true has the rate limiter of wrangler.toml; else one test could keep the next one out.
 * - `mail`: true lets it send mail, with a stand-in as the binding: `mailbox` is its address (scripts/mailbox.mjs).
 * - `flags`: replaces the compatibility flags.
 * - `altered`: gives miniflare's configuration of the worker another shape, in a test.
 */
export async function serveAuthorizationServer({
  vars = {},
  secret = randomBytes(32).toString("base64url"),
  migrate = true,
  seed = false,
  honestCost = false,
  persist,
  port = 0,
  secrets = {},
  outbound,
  limited = false,
  mail = false,
  flags,
  altered = (config) => config,
} = {}) {
  port ||= await freePort();
  const mailPort = mail ? await freePort() : undefined;
  // Disposes at the end of this function of what was started, unless it was moved out.
  await using started = new AsyncDisposableStack();
  const data = persist ?? (await temporaryFolder(started));
  const seeded = seed ? await copySeed(data, { honestCost }) : {};
  const issuer = vars.ISSUER ?? origin(port);
  // Of a server with https, passwords never cost so little.
  const cheap = seed && !honestCost && issuer.startsWith("http:");
  const settings = {
    vars: { ISSUER: issuer, ...(cheap && { PASSWORD_COST: await cheapCost() }), ...(mail && MAIL), ...vars },
    secrets: { EDGEGRANT_SECRET: secret ?? undefined, ...secrets },
    limited,
    flags,
  };
  const server = await serve(() => altered(runnable(workers.server, settings)), { port, data, outbound, mailPort });
  started.defer(server.dispose);
  if (migrate && !seed) await applyMigrations(workers.server, server.db);
  const all = started.move();
  return {
    ...server,
    ...seeded,
    admin: (...args) => adminOn(data, args),
    dispose: () => all.disposeAsync(),
  };
}

/**
 * All three workers, seeded, each knowing the others' addresses. `vars`, `secrets`, `outbound`, `mail` and `port` are those of the
 * authorization server; the two others trust its ISSUER.
 */
export async function serveFlow({ vars = {}, secrets, outbound, mail, port } = {}) {
  await using started = new AsyncDisposableStack();
  const [serverPort, appPort, apiPort] = [port ?? (await freePort()), await freePort(), await freePort()];
  const server = await serveAuthorizationServer({
    port: serverPort,
    seed: true,
    vars: { RESOURCES: movedResources(origin(apiPort)), ...vars },
    secrets,
    outbound,
    mail,
  });
  started.defer(server.dispose);
  const issuer = vars.ISSUER ?? server.url;
  // The demo client was registered for the ports of `npm start`; here it lives on another one.
  const { redirectUri, postLogoutRedirectUri, backchannelLogoutUri, startUrl } = (await seed()).addressesAt(origin(appPort));
  await server.db
    .prepare(`UPDATE clients SET redirect_uris = json_array(?), post_logout_redirect_uris = json_array(?),
      backchannel_logout_uri = ?, initiate_login_uri = ? WHERE id = ?`)
    .bind(redirectUri, postLogoutRedirectUri, backchannelLogoutUri, startUrl, server.client.id)
    .run();
  const api = await serve(workers.api, {
    port: apiPort,
    data: await temporaryFolder(started),
    vars: { ISSUER: issuer, RESOURCE: origin(apiPort) },
  });
  started.defer(api.dispose);
  await applyMigrations(workers.api, api.db);
  const app = await serve(workers.app, {
    port: appPort,
    data: await temporaryFolder(started),
    vars: { ISSUER: issuer, BASE_URL: origin(appPort), NOTES_API: api.url },
    secrets: { CLIENT_SECRET: server.client.secret },
  });
  started.defer(app.dispose);
  const all = started.move();
  return { server, app, api, user: server.user, client: server.client, dispose: () => all.disposeAsync() };
}

/**
 * One worker on its port: the ground under the two above, for `npm start` and the benchmark.
 *
 * - `worker`: of workers.mjs, built; or a function that gives miniflare's worker configuration.
 * - `data`: the folder of its KV and D1, laid out as wrangler's `--persist-to`.
 * - `onLog`: called with each line logged, in place of collecting them in `logs`.
 *
 * - `outbound`: as for serveAuthorizationServer.
 * - `mailPort`: where the mailbox is, if the worker is bound to one; `mailbox` is its address.
 *
 * `reload()` starts it anew from what is on disk, on the same port and data.
 */
export async function serve(worker, { port, data, vars, secrets, onLog, outbound, mailPort }) {
  const logs = [];
  const waiting = new Set();
  const record = onLog ?? ((entry) => logs.push(entry));
  const marker = randomUUID();
  const configured = () => {
    const config = typeof worker === "function" ? worker() : runnable(worker, { vars, secrets });
    return mailPort === undefined ? config : { ...config, env: { ...config.env, ...mailbox.binding } };
  };
  const options = () => ({
    workers: [{
      config: configured(),
      // Straight to the worker: miniflare's own proxy in front would be most of a request's time.
      dev: {
        unsafeDirectSockets: [{ host: "localhost", port }],
        unsafeRegisterWorker: false,
        ...(outbound && { outboundService: { type: "fetcher", handler: answeredBy(outbound) } }),
      },
    }, ...(mailPort === undefined ? [] : [{
      config: mailbox.config,
      dev: { unsafeDirectSockets: [{ host: "localhost", port: mailPort }], unsafeRegisterWorker: false },
    }])],
    resourcePersistencePath: path.join(data, "v3"),
    unsafeRuntimeEnv: { EDGEGRANT_WORKERD: marker },
    log: new Log(LogLevel.WARN),
    logRequests: false,
    telemetry: { enabled: false },
    cf: false,
    handleStructuredLogs: ({ level, message }) => {
      const entry = parseLine(level, message);
      record(entry);
      for (const tell of waiting) tell(entry);
    },
  });
  const miniflare = new Miniflare(options());
  // What stands in for mail answers to every name.
  const bindings = await miniflare.ready.then(() => miniflare.getBindings()).then(({ EMAIL: _, ...rest }) => rest).catch(async (error) => {
    await miniflare.dispose().catch(() => {});
    throw error;
  });
  return {
    url: origin(port),
    ...(mailPort !== undefined && { mailbox: origin(mailPort) }),
    db: bindings.DB,
    kv: Object.values(bindings).find((it) => typeof it?.getWithMetadata === "function"),
    logs,
    logged: (wanted) => waitForLog(logs, waiting, wanted),
    pid: await workerdPid(marker),
    scheduled: async (cron = "0 3 * * *") => (await miniflare.getWorker()).scheduled({ cron }),
    reload: () => miniflare.setOptions(options()),
    dispose: () => miniflare.dispose(),
  };
}

/** Runs every migration of the worker on `db`. */
export async function applyMigrations(worker, db) {
  await db.batch(migrationStatements(worker).map((sql) => db.prepare(sql)));
}

function origin(port) {
  return `http://localhost:${port}`;
}

// RESOURCES of wrangler.toml, its one API moved to where this run serves it.
/** The APIs of wrangler.toml, at another address. */
export function movedResources(url) {
  const { value } = runnable(workers.server).env.RESOURCES;
  return value.map((resource) => ({ ...resource, resource: url }));
}

// Loaded when it is wanted: not every server is seeded.
function seed() {
  return import("./seed.mjs");
}

async function cheapCost() {
  return (await seed()).CHEAP_COST;
}

async function copySeed(data, options) {
  const { folder, user, client } = await (await seed()).seededState(options);
  await cp(folder, data, { recursive: true });
  return { user, client };
}

async function adminOn(data, args) {
  return (await seed()).admin([...args, "--json"], { persistTo: data });
}

function parseLine(level, message) {
  try {
    const entry = JSON.parse(message);
    if (typeof entry?.event === "string") return entry;
  } catch {
    // Not one of ours: workerd's own words, or a panic.
  }
  return { event: "console", level, message };
}

function waitForLog(logs, waiting, wanted) {
  const already = logs.find(wanted);
  if (already) return Promise.resolve(already);
  return new Promise((resolve, reject) => {
    const tell = (entry) => {
      if (!wanted(entry)) return;
      waiting.delete(tell);
      clearTimeout(timer);
      resolve(entry);
    };
    const timer = setTimeout(() => {
      waiting.delete(tell);
      reject(new Error(`no such line was logged within ${LOG_PATIENCE} ms; logged were ${JSON.stringify(logs)}`));
    }, LOG_PATIENCE);
    waiting.add(tell);
  });
}

/** An `outbound` as miniflare calls it, which takes responses of its own make only. */
export function answeredBy(outbound) {
  return async (request) => {
    const { status, headers, body } = await outbound(request);
    return new MiniflareResponse(body, { status, headers: Object.fromEntries(headers) });
  };
}

// miniflare does not tell; the process is found by the marker in its environment.
async function workerdPid(marker) {
  const pids = (await readdir("/proc").catch(() => [])).filter((name) => /^\d+$/.test(name));
  for (const pid of pids.reverse()) {
    const environment = await readFile(`/proc/${pid}/environ`, "utf8").catch(() => "");
    if (environment.includes(`EDGEGRANT_WORKERD=${marker}`)) return Number(pid);
  }
  return undefined;
}

// Goes when the stack is disposed of.
async function temporaryFolder(started) {
  const folder = await mkdtemp(path.join(os.tmpdir(), "edgegrant-"));
  started.defer(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

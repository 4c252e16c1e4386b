// Servers to test: the three workers as scripts/local.mjs serves them, and the authorization server with a
// clock that a test sets ahead, without patience, and as many isolates.

import { randomBytes, randomUUID } from "node:crypto";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";

import { answeredBy, freePort, serveAuthorizationServer } from "../../../scripts/local.mjs";
import { CHEAP_COST, seededState } from "../../../scripts/seed.mjs";
import { runnable, workers } from "../../../scripts/workers.mjs";

export { applyMigrations, freePort, serve, serveAuthorizationServer, serveFlow } from "../../../scripts/local.mjs";

const { Miniflare } = createRequire(import.meta.url)("miniflare");

/** The header of a request that comes without TLS to a server of `withTls`. */
export const PLAIN = "over-plain-http";

/** The header of a request to a server of `withPlace`: what Cloudflare says of where it came from, JSON. */
export const PLACE = "place-of-the-test";

/** Paths that no worker serves. */
const CLOCK = "/clock-of-the-test";
const PAUSES = "/pauses-of-the-test";

// The time in this isolate is as far ahead as it was set, and so is that of the database, unless only the isolate's was
// set: its statements read "unixepoch() + …".
const CLOCK_SOURCE = `
  let ahead = 0;
  let databaseAhead = 0;
  globalThis.Date = class extends Date {
    constructor(...values) {
      super(...(values.length === 0 ? [globalThis.Date.now()] : values));
    }
    static now() {
      return super.now() + ahead * 1000;
    }
  };

  let moved = false;
  function move(database) {
    if (moved) return;
    moved = true;
    // Statements in a session are prepared elsewhere.
    const prototypes = [database, database.withSession?.("first-primary") ?? database].map(Object.getPrototypeOf);
    for (const prototype of new Set(prototypes)) {
      const { prepare } = prototype;
      prototype.prepare = function (sql) {
        return prepare.call(this, sql.replaceAll("unixepoch()", \`(unixepoch() + \${Math.floor(databaseAhead)})\`));
      };
    }
  }

  export default {
    async fetch(request, env, context) {
      const { pathname, searchParams } = new URL(request.url);
      if (env.DB) move(env.DB);
      if (pathname !== "${CLOCK}") return Worker.fetch(request, env, context);
      ahead += Number(searchParams.get("seconds"));
      databaseAhead += Number(searchParams.get("database"));
      return new Response(null, { status: 204 });
    },

    async scheduled(event, env, context) {
      if (env.DB) move(env.DB);
      return Worker.scheduled(event, env, context);
    },
  };
`;

// Whatever comes is as good as over TLS, unless it says otherwise: workerd serves plain HTTP only, and Cloudflare tells
// a worker by the URL how a request came.
const TLS_SOURCE = `
  export default {
    ...Worker,
    async fetch(request, env, context) {
      const plain = request.headers.has("${PLAIN}");
      return Worker.fetch(plain ? request : new Request(request.url.replace(/^http:/, "https:"), request), env, context);
    },
  };
`;

// Cloudflare tells a worker where a request came from, which no header can.
const PLACE_SOURCE = `
  export default {
    ...Worker,
    async fetch(request, env, context) {
      const told = request.headers.get("${PLACE}");
      return Worker.fetch(told === null ? request : new Request(request, { cf: JSON.parse(told) }), env, context);
    },
  };
`;

// Waits a fifteenth of the time, and remembers how long it was told to wait.
const HASTY_SOURCE = `
  const HASTE = 15;
  const { setTimeout } = globalThis;
  const timeout = AbortSignal.timeout.bind(AbortSignal);
  const pauses = [];
  globalThis.setTimeout = (act, milliseconds, ...rest) => {
    pauses.push(milliseconds);
    return setTimeout(act, milliseconds / HASTE, ...rest);
  };
  AbortSignal.timeout = (milliseconds) => {
    pauses.push(milliseconds);
    return timeout(milliseconds / HASTE);
  };

  export default {
    ...Worker,
    async fetch(request, env, context) {
      if (new URL(request.url).pathname !== "${PAUSES}") return Worker.fetch(request, env, context);
      return Response.json(pauses.splice(0));
    },
  };
`;

/**
 * Waits until all that was asked of `server` is logged, with what it wrote afterwards, and gives the place in `logs` of the
 * line that says so. Its LOG_REQUESTS is on.
 */
export async function mark(server) {
  const path = `/${randomUUID()}`;
  await fetch(`${server.url}${path}`);
  await server.logged((entry) => entry.path === path);
  for (const { id } of server.logs.filter(({ event }) => event === "security")) {
    await server.logged((entry) => entry.event === "events" && entry.id === id);
  }
  server.logs.push({ event: "mark", path });
  return server.logs.length - 1;
}

/** miniflare's configuration of a worker (`runnable` of scripts/workers.mjs), with a clock to be set ahead. */
export function withClock(config) {
  return behind("clock.js", CLOCK_SOURCE, config);
}

/** The same for a worker that is reached over TLS, as on Cloudflare: its ISSUER is https. */
export function withTls(config) {
  return behind("tls.js", TLS_SOURCE, config);
}

/** The same for a worker that is told a place. */
export function withPlace(config) {
  return behind("place.js", PLACE_SOURCE, config);
}

/**
 * Sets the clock of the isolate behind `url` ahead, and that of the database as it sees it, by as much unless
 * `database` says otherwise. The isolate remembers what it remembered.
 */
export async function setAhead(url, seconds, { database = seconds } = {}) {
  await fetch(`${url}${CLOCK}?seconds=${seconds}&database=${database}`, { method: "POST" });
}

// In `source`, the worker is called `Worker`. The worker of an example is a class.
function behind(name, source, config) {
  const { manifest } = config;
  const contents = `
    import Main from "./index.js";

    const Worker = typeof Main === "object" ? Main : {
      fetch: (request, env, context) => new Main(context, env).fetch(request),
      scheduled: (event, env, context) => new Main(context, env).scheduled(event),
    };
    ${source}`;
  const modules = { ...manifest.modules, [name]: { type: "esm", contents } };
  return { ...config, manifest: { ...manifest, mainModule: name, modules } };
}

/**
 * As serveAuthorizationServer, seeded; `letPass(seconds)` sets its clock and the database's ahead, but not KV's, and
 * `now()` is what it shows, in seconds since 1970.
 */
export async function serveWithClock(options = {}) {
  const server = await serveAuthorizationServer({ seed: true, altered: withClock, ...options });
  return { ...server, ...clockOf([server.url]) };
}

function clockOf(urls) {
  let ahead = 0;
  return {
    now: () => Math.floor(Date.now() / 1000) + ahead,
    async letPass(seconds) {
      ahead += seconds;
      await Promise.all(urls.map((url) => setAhead(url, seconds)));
    },
  };
}

/**
 * As serveAuthorizationServer, seeded; it waits and gives up fifteen times as soon. `pauses()` gives for how
 * many milliseconds it meant to wait since last asked.
 */
export async function serveHasty() {
  const altered = (config) => behind("hasty.js", HASTY_SOURCE, config);
  const server = await serveAuthorizationServer({ seed: true, altered });
  return { ...server, pauses: async () => (await fetch(`${server.url}${PAUSES}`)).json() };
}

/**
 * As serveAuthorizationServer, seeded; its KV stores `puts` values and refuses the others, as on a plan whose day is
 * used up.
 */
export async function serveWithFullKv(puts) {
  const altered = (config) => behind("full.js", `
      let left = ${puts};
    let limited = false;
    function limit(namespace) {
      if (limited) return;
      limited = true;
      const prototype = Object.getPrototypeOf(namespace);
      const { put } = prototype;
      prototype.put = function (...values) {
        if (left <= 0) throw new Error("KV PUT failed: 429 Too Many Requests");
        left -= 1;
        return put.apply(this, values);
      };
    }

    export default {
      ...Worker,
      async fetch(request, env, context) {
        limit(env.CODES);
        return Worker.fetch(request, env, context);
      },
    };
  `, config);
  return serveAuthorizationServer({ seed: true, altered });
}

/**
 * The authorization server as Cloudflare runs it: `count` isolates, each with a memory of its own, over one
 * database and one KV namespace, on ports of their own, seeded: {url, urls, db, kv, user, client, dispose}, as in
 * scripts/local.mjs. `url` is the first isolate and the issuer of all. `letPass` and `now` are those of
 * serveWithClock, for all of them.
 *
 * - `vars`: replaces variables of wrangler.toml by name.
 * - `outbound`: answers what the isolates fetch, as in scripts/local.mjs.
 * - `altered`: changes miniflare's configuration of each isolate, after the clock was added.
 */
export async function serveIsolates(count, { vars = {}, outbound, altered = (config) => config } = {}) {
  const ports = await Promise.all(Array.from({ length: count }, freePort));
  const urls = ports.map((port) => `http://localhost:${port}`);
  const data = await mkdtemp(path.join(os.tmpdir(), "edgegrant-"));
  const { folder, user, client } = await seededState();
  await cp(folder, data, { recursive: true });
  const settings = {
    vars: { ISSUER: urls[0], PASSWORD_COST: CHEAP_COST, ...vars },
    secrets: { EDGEGRANT_SECRET: randomBytes(32).toString("base64url") },
    limited: false,
  };
  const miniflare = new Miniflare({
    workers: ports.map((port, index) => ({
      config: { ...altered(withClock(runnable(workers.server, settings))), name: `isolate-${index}` },
      dev: {
        unsafeDirectSockets: [{ host: "localhost", port }],
        unsafeRegisterWorker: false,
        ...(outbound && { outboundService: { type: "fetcher", handler: answeredBy(outbound) } }),
      },
    })),
    resourcePersistencePath: path.join(data, "v3"),
    handleStructuredLogs: () => {},
    telemetry: { enabled: false },
    cf: false,
  });
  await miniflare.ready;
  const bindings = await miniflare.getBindings("isolate-0");
  return {
    url: urls[0],
    urls,
    db: bindings.DB,
    kv: bindings.CODES,
    user,
    client,
    ...clockOf(urls),
    async dispose() {
      await miniflare.dispose();
      await rm(data, { recursive: true, force: true });
    },
  };
}

// A panic of Rust, or a trap of the WASM, spoils its instance. The next request gets a new one.

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";

import { applyMigrations, freePort, serve } from "../../../scripts/local.mjs";
import { runnable, workers } from "../../../scripts/workers.mjs";

/** A path that no worker serves. What it names goes wrong when the worker next wants it. */
const FAULT = "/fault-of-the-test";

/** `(module (func (export "trap") unreachable))`. */
const TRAP = Uint8Array.from(
  Buffer.from("0061736d0100000001040160000003020100070801047472617000000a05010300000b", "hex"),
);

const FAULTY = `
  import trap from "./trap.wasm";
  import Worker from "./index.js";

  const { trap: fall } = new WebAssembly.Instance(trap).exports;
  const faults = {
    // Without random bytes the worker panics.
    panic: { object: crypto, method: "getRandomValues", fail() { throw new Error("no random bytes"); } },
    // The trap ends all WASM that is being run, without a panic.
    trap: { object: Date, method: "now", fail: fall },
  };
  for (const fault of Object.values(faults)) {
    const { object, method, fail } = fault;
    const real = object[method].bind(object);
    object[method] = (...values) => {
      const armed = fault.armed;
      fault.armed = false;
      return armed ? fail() : real(...values);
    };
  }

  export default {
    async fetch(request, env, context) {
      const { pathname, searchParams } = new URL(request.url);
      if (pathname !== "${FAULT}") return Worker.fetch(request, env, context);
      faults[searchParams.get("name")].armed = true;
      return new Response(null, { status: 204 });
    },

    // The cron asks the database first.
    async scheduled(event, env, context) {
      const database = Object.getPrototypeOf(env.DB);
      const { prepare } = database;
      database.prepare = () => {
        database.prepare = prepare;
        fall();
      };
      return Worker.scheduled(event, env, context);
    },
  };
`;

function faulty(config) {
  const { manifest } = config;
  const modules = {
    ...manifest.modules,
    "faulty.js": { type: "esm", contents: FAULTY },
    "trap.wasm": { type: "wasm", contents: TRAP },
  };
  return { ...config, manifest: { ...manifest, mainModule: "faulty.js", modules } };
}

let server;
let data;

before(async () => {
  const port = await freePort();
  data = await mkdtemp(path.join(os.tmpdir(), "edgegrant-"));
  const settings = {
    vars: { ISSUER: `http://localhost:${port}` },
    secrets: { EDGEGRANT_SECRET: randomBytes(32).toString("base64url") },
  };
  server = await serve(() => faulty(runnable(workers.server, settings)), { port, data });
  await applyMigrations(workers.server, server.db);
});

after(async () => {
  await server.dispose();
  await rm(data, { recursive: true, force: true });
});

// What an instance remembers it need not read: whether it read tells whether it is new.
async function readsOfKeySet() {
  server.logs.length = 0;
  const { status } = await fetch(`${server.url}/.well-known/jwks.json`);
  const { d1_queries: reads = 0 } = await server.logged(({ path }) => path === "/.well-known/jwks.json");
  return { status, reads };
}

async function arm(name) {
  await readsOfKeySet();
  assert.deepEqual(await readsOfKeySet(), { status: 200, reads: 0 }, "it remembers the keys");
  server.logs.length = 0;
  await fetch(`${server.url}${FAULT}?name=${name}`, { method: "POST" });
}

/** The log says why, and the next request is answered by an instance that remembers nothing. */
async function assertReplaced() {
  const why = await server.logged(({ level, message }) => level === "error" && /^Critical RuntimeError/.test(message));
  assert.match(why.message, /unreachable/);
  const { status, reads } = await readsOfKeySet();
  assert.equal(status, 200);
  assert.ok(reads > 0, "it read the keys again");
  assert.equal((await readsOfKeySet()).reads, 0);
}

for (const name of ["panic", "trap"]) {
  test(`after a ${name} in a request the next one gets a new instance`, async () => {
    await arm(name);
    assert.equal((await fetch(`${server.url}/.well-known/jwks.json`)).status, 500);
    await assertReplaced();
  });
}

test("after a trap in the cron event the next request gets a new instance", async () => {
  await readsOfKeySet();
  server.logs.length = 0;
  assert.equal((await server.scheduled()).outcome, "exception");
  await assertReplaced();
});

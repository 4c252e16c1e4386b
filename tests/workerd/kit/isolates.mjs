// The authorization server as Cloudflare runs it: many isolates, each with a memory of its own,
// over one database and one KV namespace.

import { randomBytes } from "node:crypto";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";

import { answeredBy, freePort } from "../../../scripts/local.mjs";
import { seededState } from "../../../scripts/seed.mjs";
import { runnable, workers } from "../../../scripts/workers.mjs";
import { setAhead, withClock } from "./clock.mjs";

const { Miniflare } = createRequire(import.meta.url)("miniflare");

/**
 * `count` isolates on ports of their own, seeded: {url, urls, db, kv, user, client, dispose}, as in
 * scripts/local.mjs. `url` is the first isolate and the issuer of all. `letPass(seconds)` sets the clocks
 * of all ahead, but not those of KV and D1.
 *
 * - `vars`: replaces variables of wrangler.toml by name.
 * - `outbound`: answers what the isolates fetch, as in scripts/local.mjs.
 */
export async function serveIsolates(count, { vars = {}, outbound } = {}) {
  const ports = await Promise.all(Array.from({ length: count }, freePort));
  const urls = ports.map((port) => `http://localhost:${port}`);
  const data = await mkdtemp(path.join(os.tmpdir(), "edgegrant-"));
  const { folder, user, client } = await seededState();
  await cp(folder, data, { recursive: true });
  const settings = {
    vars: { ISSUER: urls[0], ...vars },
    secrets: { EDGEGRANT_SECRET: randomBytes(32).toString("base64url") },
  };
  const miniflare = new Miniflare({
    workers: ports.map((port, index) => ({
      config: { ...withClock(runnable(workers.server, settings)), name: `isolate-${index}` },
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
    letPass: (seconds) => Promise.all(urls.map((url) => setAhead(url, seconds))),
    async dispose() {
      await miniflare.dispose();
      await rm(data, { recursive: true, force: true });
    },
  };
}

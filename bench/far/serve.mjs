// The built Worker, far from its storage: a number of isolates, each behind distance.mjs.

import { readFileSync } from "node:fs";

import { serveIsolates } from "../../tests/workerd/kit/serve.mjs";

const SOURCE = readFileSync(new URL("distance.mjs", import.meta.url), "utf8");

/** How long each kind of trip takes, in milliseconds, if D1's primary and KV's central store are `far` away. */
export function delaysOf(far, near = Math.min(far, NEAR)) {
  return { primary: far, "kv put": far, "kv get": far, "kv known": near, replica: near };
}

/** How long a trip takes to a replica in the same region, or to what Workers KV keeps at hand. */
const NEAR = 5;

/**
 * Like serveIsolates, with a distance: `at(index)` is the server at one isolate, and `tell(index, orders)` talks
 * to its distance.mjs. With `replica: true` the replica is a database of its own, and holds what was stored when `copy()`
 * was last called.
 */
export async function serveFar({ isolates, replica = false, ...options }) {
  const altered = (config) => {
    const far = atADistance(config);
    return replica ? { ...far, env: { ...far.env, REPLICA: { type: "d1", id: "replica" } } } : far;
  };
  const server = await serveIsolates(isolates, { ...options, altered });
  return {
    ...server,
    at: (index) => ({ ...server, url: server.urls[index], issuer: server.url }),
    tell: (index, orders) => tell(server.urls[index], orders),
    copy: () => tell(server.url, { copy: true }),
  };
}

/** miniflare's configuration of a worker, with a distance in front. */
export function atADistance(config) {
  const { manifest } = config;
  const contents = SOURCE.replace("./index.js", `./${manifest.mainModule}`);
  const modules = { ...manifest.modules, "distance.js": { type: "esm", contents } };
  return { ...config, manifest: { ...manifest, mainModule: "distance.js", modules } };
}

async function tell(url, orders) {
  const answer = await fetch(`${url}/distance`, { method: "POST", body: JSON.stringify(orders) });
  if (!answer.ok) throw new Error(`the distance of ${url} answered ${answer.status}: ${await answer.text()}`);
  return answer.json();
}

/**
 * Does a deed: `steps` is a list of {act, soon, elsewhere}, each one request. `isolateOf(step)` gives the index of the isolate that is
 * asked; distance.mjs explains `sessions`. Gives the requests, with their trips, and how long the steps took, in milliseconds.
 */
export async function perform(server, steps, { isolateOf, delays, sessions }) {
  const requests = [];
  let known = [];
  let took = 0;
  for (const [number, { act, soon = false, elsewhere = false }] of steps.entries()) {
    const index = isolateOf(number);
    await server.tell(index, { delays, sessions, late: soon, known: elsewhere ? [] : known, take: true });
    const start = performance.now();
    await act(server.at(index));
    took += performance.now() - start;
    const taken = await server.tell(index, { delays: {}, take: true });
    known = taken.known;
    requests.push(...taken.requests);
  }
  return { requests, took };
}

// The server of a client, which is told that a session ended (Back-Channel Logout 1.0), and an authorization
// server that does not let a test wait.

import { randomBytes } from "node:crypto";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import os from "node:os";
import path from "node:path";

import { freePort, serve } from "../../../scripts/local.mjs";
import { seededState } from "../../../scripts/seed.mjs";
import { runnable, workers } from "../../../scripts/workers.mjs";

/** How long a test waits for a notice, in milliseconds. */
const PATIENCE = 5000;

/** A path that no worker serves. */
const PAUSES = "/pauses-of-the-test";

// Waits a fifteenth of the time, and remembers how long it was told to wait.
const HASTY = `
  import Worker from "../index.js";

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

  export default class extends Worker {
    async fetch(request) {
      if (new URL(request.url).pathname !== "${PAUSES}") return super.fetch(request);
      return Response.json(pauses.splice(0));
    }
  }
`;

/**
 * An authorization server, seeded, that waits and gives up fifteen times as soon: as serveAuthorizationServer
 * of scripts/local.mjs, and `pauses()` gives for how many milliseconds it meant to wait since last asked.
 */
export async function serveHasty() {
  const port = await freePort();
  const data = await mkdtemp(path.join(os.tmpdir(), "edgegrant-"));
  const { folder, user, client } = await seededState();
  await cp(folder, data, { recursive: true });
  const settings = {
    vars: { ISSUER: `http://localhost:${port}` },
    secrets: { EDGEGRANT_SECRET: randomBytes(32).toString("base64url") },
  };
  const server = await serve(() => hasty(runnable(workers.server, settings)), { port, data });
  return {
    ...server,
    user,
    client,
    pauses: async () => (await fetch(`${server.url}${PAUSES}`)).json(),
    async dispose() {
      await server.dispose();
      await rm(data, { recursive: true, force: true });
    },
  };
}

function hasty(config) {
  const { manifest } = config;
  const modules = { ...manifest.modules, "hasty.js": { type: "esm", contents: HASTY } };
  return { ...config, manifest: { ...manifest, mainModule: "hasty.js", modules } };
}

/**
 * A client's server on this machine. Each path of it is told of on its own: `at(path)` is {uri, notices, next},
 * `next()` waits for a notice {method, headers, body, token} that nobody waited for yet. `answer(path, act)` says
 * what happens with the notices there: `act(response, notice)`; else they are answered with 200.
 */
export async function serveListener() {
  const places = new Map();
  const place = (path) => {
    if (!places.has(path)) places.set(path, new Place(origin + path));
    return places.get(path);
  };
  const app = createServer(async (request, response) => {
    let body = "";
    for await (const piece of request) body += piece;
    const { method, url, headers } = request;
    place(url).tell({ method, headers, body, token: new URLSearchParams(body).get("logout_token") }, response);
  });
  await new Promise((listening) => app.listen(0, "localhost", listening));
  const origin = `http://localhost:${app.address().port}`;
  return {
    at: place,
    answer(path, act) {
      place(path).act = act;
    },
    dispose() {
      app.closeAllConnections();
      app.close();
    },
  };
}

class Place {
  notices = [];
  act = (response) => response.end();
  #waiting = [];
  #taken = 0;

  constructor(uri) {
    this.uri = uri;
  }

  tell(notice, response) {
    this.notices.push(notice);
    for (const look of this.#waiting.splice(0)) look();
    this.act(response, notice);
  }

  async next() {
    const index = this.#taken++;
    const late = AbortSignal.timeout(PATIENCE);
    while (this.notices.length <= index) {
      await new Promise((resolve, reject) => {
        this.#waiting.push(resolve);
        late.addEventListener("abort", () => reject(new Error(`nothing came to ${this.uri} within ${PATIENCE} ms`)));
      });
    }
    return this.notices[index];
  }
}

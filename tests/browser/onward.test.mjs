// A client whose callback leads on, to an address that nobody registered: another place on the web, or an app on
// the person's machine. Chromium holds all that follows a form to the policy of the form's page.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, describe, test } from "node:test";

import { serveAuthorizationServer } from "../workerd/kit/serve.mjs";
import { addClient } from "../workerd/kit/clients.mjs";
import { authorizationRequest } from "../workerd/kit/steps.mjs";
import { ENGINES, PRIVATE } from "./engines.mjs";

/** How long a browser may take to get there, in milliseconds. */
const PATIENCE = 10_000;

/** Who waits for somebody to arrive at a path of `home`. */
const arrivals = new Map();
const home = createServer((request, response) => {
  arrivals.get(request.url)?.();
  response.end("Arrived.");
});
// It leads everybody to where its path says, by way of yet another origin.
const callback = createServer((request, response) => {
  const { pathname } = new URL(request.url, "http://localhost");
  const again = `${origin(callback, "again.localhost")}${pathname}`;
  const secondTime = request.headers.host.startsWith("again.");
  response.writeHead(302, { location: secondTime ? decodeURIComponent(pathname.slice(1)) : again }).end();
});
const origin = (server, host = "localhost") => `http://${host}:${server.address().port}`;

let server;
before(async () => {
  for (const one of [home, callback]) await new Promise((listening) => one.listen(0, "localhost", listening));
  server = await serveAuthorizationServer({ seed: true });
});
after(async () => {
  await server?.dispose();
  for (const one of [home, callback]) {
    one.closeAllConnections();
    one.close();
  }
});

const FROM = {
  "the login page": { firstParty: true },
  "the consent page": { firstParty: false },
};

for (const [name, start] of Object.entries(ENGINES)) {
  describe(name, () => {
    let engine;
    before(async () => { engine = await start(); });
    after(() => engine?.dispose());

    for (const [from, { firstParty }] of Object.entries(FROM)) {
      for (const response_mode of ["query", "form_post"]) {
        const ways = { firstParty, response_mode };
        test(`from ${from}, ${response_mode}: a callback may lead on to anywhere on the web`, async () => {
          const place = `/${from.replaceAll(" ", "-")}/${response_mode}/${name}`;
          const there = new Promise((resolve) => arrivals.set(place, resolve));
          await throughCallback(await engine.visit(), `${origin(home, "elsewhere.localhost")}${place}`, ways);
          await soon(there);
        });

        test(`from ${from}, ${response_mode}: a callback may lead on into an app`, async () => {
          const person = await engine.visit();
          const app = `${PRIVATE}://signed-in?key=1`;
          await throughCallback(person, app, ways);
          assert.equal(await soon(person.handedOver()), app);
        });
      }
    }
  });
}

/** Signs in for a client whose one registered redirect URI leads on `to` somewhere, and allows it. */
async function throughCallback(person, to, { firstParty, response_mode }) {
  const redirectUri = `${origin(callback)}/${encodeURIComponent(to)}`;
  const client = await addClient(server, { redirectUris: [redirectUri], firstParty });
  await person.goto(server.url + authorizationRequest(client, { response_mode }).url);
  await person.fill("#username", server.user.username);
  await person.fill("#password", server.user.password);
  await person.press("#keep ~ button, label.keep ~ button");
  if (!firstParty) await person.press("button[value=allow]");
}

async function soon(promise) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error("The browser did not get there.")), PATIENCE);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

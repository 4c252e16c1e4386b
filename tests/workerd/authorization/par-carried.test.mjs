// When KV refuses to store what a client of the owner pushes that is long, the `request_uri` carries the request, sealed. D1 makes
// it good for one answer all the same.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { Browser } from "../kit/browser.mjs";
import { addClient } from "../kit/clients.mjs";
import { serveWithFullKv } from "../kit/serve.mjs";
import { approve, authorizationRequest, postAs, redeem } from "../kit/steps.mjs";

const PREFIX = "urn:ietf:params:oauth:request_uri:";
/** How many requests KV has room for. */
const PUTS = 2;

let server, client, other;
before(async () => {
  server = await serveWithFullKv(PUTS);
  client = await addClient(server);
  other = await addClient(server);
});
after(() => server?.dispose());

async function push(changes = {}) {
  const request = authorizationRequest(client, { state: "s".repeat(1000), ...changes });
  return { request, answer: await postAs(server, client, "/par", [...request.params]) };
}

const at = (uri, of = client) => `/authorize?${new URLSearchParams({ client_id: of.id, request_uri: uri })}`;

/** A pushed request that is carried. */
async function carried() {
  for (;;) {
    const { request, answer } = await push();
    assert.equal(answer.status, 201, answer.text);
    const uri = answer.json.request_uri;
    if (uri.startsWith(`${PREFIX}sealed.`)) return { request, uri };
  }
}

test("pushes go on when KV refuses, and the owner hears of it", async () => {
  const kinds = [];
  for (let number = 0; number < PUTS + 3; number++) {
    const { request, answer } = await push();
    assert.deepEqual([answer.status, answer.json.expires_in], [201, 540], answer.text);
    kinds.push(answer.json.request_uri.startsWith(`${PREFIX}sealed.`));
    const page = await approve(new Browser(server), { url: at(answer.json.request_uri) }, server.user);
    assert.equal((await redeem(server, client, request, page)).status, 200);
  }
  // The code of the first one took the second place.
  assert.deepEqual(kinds, [false, true, true, true, true]);
  const line = await server.logged((entry) => entry.event === "request" && entry.path === "/par" && entry.reason);
  assert.match(line.reason, /^KV: KV PUT failed: 429/);
  await server.logged((entry) => entry.event === "trouble" && entry.id === line.id);
});

test("what is carried is answered once, and for its client alone", async () => {
  const { request, uri } = await carried();
  const stranger = await new Browser(server).open(at(uri, other));
  assert.deepEqual([stranger.status, stranger.location], [400, null]);
  const browser = new Browser(server);
  const page = await approve(browser, { url: at(uri) }, server.user);
  assert.equal((await redeem(server, client, request, page)).status, 200);
  let again = await browser.open(at(uri));
  if (again.asksConsent) again = await browser.allow(again);
  assert.equal(again.status, 400);
  assert.match(again.text, /answered before/);
});

test("a request that is too long to be carried is answered with the fault of KV", async () => {
  await carried();
  const { answer } = await push({ state: "s".repeat(5000) });
  assert.deepEqual([answer.status, answer.json.error], [503, "temporarily_unavailable"]);
  assert.equal((await push({ state: "s".repeat(3000) })).answer.status, 201);
});

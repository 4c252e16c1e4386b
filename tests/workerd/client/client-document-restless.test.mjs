// A document that is another one at each fetch: a stranger must not be able to make this server fetch and write with
// each request that they send.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { Browser } from "../kit/browser.mjs";
import { rowOf } from "../kit/clients.mjs";
import { Web, documentOf, publish } from "../kit/documents.mjs";
import { newKey, setOf } from "../kit/keys.mjs";
import { addUser } from "../kit/people.mjs";
import { serveIsolates } from "../kit/serve.mjs";
import { authorizationRequest, obtainTokens, postAs, refresh } from "../kit/steps.mjs";

const ASKED = 8;

const web = new Web();
let server, isolates, user;
before(async () => {
  server = await serveIsolates(2, { outbound: web.outbound });
  isolates = server.urls.map((url) => ({ ...server, url }));
  user = await addUser(server);
});
after(() => server?.dispose());

/** A client that somebody allowed, and whose document has another name each time from now on. */
async function restless() {
  const client = publish(web);
  const { refresh_token } = await obtainTokens(server, new Browser(server), client, user);
  let times = 0;
  web.put(client.id, () => Response.json(documentOf(client.id, { client_name: `Paper ${++times}` })));
  await server.letPass(301);
  return { client, refreshToken: refresh_token };
}

describe("however often anybody asks, it is fetched once a minute at each isolate, and nothing is written:", () => {
  for (const [path, ask] of [
    ["/token", (isolate, client) => refresh(isolate, client, "unknown")],
    ["/revoke", (isolate, client) => postAs(isolate, client, "/revoke", { token: "unknown" })],
    ["/introspect", (isolate, client) => postAs(isolate, client, "/introspect", { token: "unknown" })],
    ["/logout", (isolate, client) => fetch(`${isolate.url}/logout?client_id=${encodeURIComponent(client.id)}`)],
    ["/authorize", (isolate, client) => new Browser(isolate).open(authorizationRequest(client).url)],
    ["/par", (isolate, client) => postAs(isolate, client, "/par", [...authorizationRequest(client).params])],
  ]) {
    test(`at ${path}`, async () => {
      const { client } = await restless();
      const [fetches, before] = [web.count(client.id), await rowOf(server, client.id)];
      for (const minute of [1, 2, 3]) {
        for (let times = 0; times < ASKED; times++) {
          for (const isolate of isolates) assert.ok((await ask(isolate, client)).status < 500);
        }
        // In the first minute there are two fetches: what is remembered is too old, and then the new document is in doubt.
        const most = (minute + 1) * isolates.length;
        assert.ok(web.count(client.id) - fetches <= most, `${web.count(client.id) - fetches} fetches`);
        await server.letPass(61);
      }
      assert.ok(web.count(client.id) > fetches);
      assert.deepEqual(await rowOf(server, client.id), before);
    });
  }
});

test("its tokens are refreshed, at every isolate", async () => {
  const { client, refreshToken } = await restless();
  let token = refreshToken;
  for (const isolate of [...isolates, ...isolates]) {
    const { status, json, text } = await refresh(isolate, client, token);
    assert.equal(status, 200, text);
    token = json.refresh_token;
    await server.letPass(61);
  }
});

test("what is written is what a person said yes to, and the document counts before that", async () => {
  const client = publish(web);
  const browser = new Browser(server);
  const { refresh_token } = await obtainTokens(server, browser, client, user);
  const { revision } = await rowOf(server, client.id);
  const key = await newKey();
  const changed = documentOf(client.id, { token_endpoint_auth_method: "private_key_jwt", jwks: setOf(key) });
  web.putJson(client.id, changed);
  await server.letPass(301);
  const { status, json } = await refresh(server, client, refresh_token);
  assert.deepEqual([status, json.error], [401, "invalid_client"]);
  assert.equal((await rowOf(server, client.id)).revision, revision);
  const page = await browser.open(authorizationRequest(client).url);
  assert.equal(page.asksConsent, true);
  await browser.allow(page);
  assert.notEqual((await rowOf(server, client.id)).revision, revision);
});

// How long a client's description is remembered, in each isolate, and what happens when it changes
// (draft-ietf-oauth-client-id-metadata-document section 5.2). The clock is set ahead; nobody waits.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { assertError } from "../kit/asserts.mjs";
import { Browser } from "../kit/browser.mjs";
import { rowOf } from "../kit/clients.mjs";
import { Web, documentOf, publish } from "../kit/documents.mjs";
import { asserted, assertion, newKey, setOf } from "../kit/keys.mjs";
import { addUser } from "../kit/people.mjs";
import { serveIsolates } from "../kit/serve.mjs";
import { authorizationRequest, now, obtainCode, obtainTokens, post, refresh, token } from "../kit/steps.mjs";

const MOVED = "https://paper.example/moved";
const HOUR = 3600; // seconds
const DAY = 24 * HOUR;

const web = new Web();
let server, isolates;
before(async () => {
  server = await serveIsolates(2, { outbound: web.outbound });
  isolates = server.urls.map((url) => ({ ...server, url }));
});
after(() => server?.dispose());

/** A visit of somebody who is not signed in: whether the client and its redirect URI are known. */
async function isKnown(isolate, client) {
  const page = await new Browser(isolate).open(authorizationRequest(client).url);
  assert.equal(page.status, page.asksToSignIn ? 200 : 400);
  return page.asksToSignIn;
}

/** A person who is signed in, as each isolate sees them. */
async function somebody() {
  const user = await addUser(server);
  const [first] = isolates;
  const browser = new Browser(first);
  return { user, browsers: isolates.map((isolate) => new Browser(isolate, browser.cookies)) };
}

function grantsOf(client) {
  return server.db.prepare("SELECT count(*) AS n FROM grants WHERE client_id = ?").bind(client.id).first("n");
}

describe("a document is remembered", () => {
  for (const [name, headers, seconds] of [
    ["for five minutes, when it says nothing", {}, 300],
    ["as long as max-age says", { "cache-control": "public, max-age=3600, must-revalidate" }, HOUR],
    ["as long as max-age says, in any case and in quotes", { "cache-control": 'PUBLIC, Max-Age="120"' }, 120],
    ["for a minute at least: max-age=0", { "cache-control": "max-age=0" }, 60],
    ["for a minute at least: no-store", { "cache-control": "no-store" }, 60],
    ["for a minute at least: no-cache", { "cache-control": "no-cache, max-age=3600" }, 60],
    ["for a minute at least: private", { "cache-control": "private" }, 60],
    ["for a day at most", { "cache-control": "max-age=99999999999999" }, DAY],
    ["for five minutes, when max-age is no number", { "cache-control": "max-age=soon" }, 300],
    ["for five minutes, whatever its ETag and Last-Modified", { etag: '"1"', "last-modified": "Sat, 01 Jan 2000 00:00:00 GMT" }, 300],
  ]) {
    test(name, async () => {
      const client = publish(web, {}, headers);
      const [isolate] = isolates;
      for (let visit = 0; visit < 3; visit++) assert.equal(await isKnown(isolate, client), true);
      assert.equal(web.count(client.id), 1);
      await server.letPass(seconds - 5);
      await isKnown(isolate, client);
      assert.equal(web.count(client.id), 1, "not yet");
      await server.letPass(6);
      await isKnown(isolate, client);
      assert.equal(web.count(client.id), 2);
      const again = web.requests.findLast(({ url }) => url === client.id);
      for (const header of ["if-none-match", "if-modified-since"]) assert.equal(again.headers.has(header), false);
    });
  }

  test("by each isolate for itself", async () => {
    const client = publish(web);
    for (const isolate of [...isolates, ...isolates]) await isKnown(isolate, client);
    assert.equal(web.count(client.id), 2);
  });

  test("and never in place of another", async () => {
    const first = publish(web, { client_name: "First" });
    const query = publish(web, { client_id: `${first.id}?`, client_name: "Second" });
    for (const client of [first, query]) await isKnown(isolates[0], client);
    assert.deepEqual([web.count(first.id), web.count(query.id)], [1, 1]);
  });

  test("no longer than it may be, even when it cannot be had any more", async () => {
    const client = publish(web);
    assert.equal(await isKnown(isolates[0], client), true);
    web.put(client.id, () => new Response("gone", { status: 404 }));
    assert.equal(await isKnown(isolates[0], client), true);
    await server.letPass(301);
    assert.equal(await isKnown(isolates[0], client), false);
  });
});

describe("a document that changed", () => {
  test("counts as soon as it is fetched again: a redirect URI that went is refused, a new one accepted", async () => {
    const client = publish(web);
    const moved = { ...client, redirectUri: MOVED };
    const { user, browsers: [browser] } = await somebody();
    const tokens = await obtainTokens(isolates[0], browser, client, user);

    web.putJson(client.id, documentOf(client.id, { client_name: "Stone", redirect_uris: [MOVED] }));
    assert.deepEqual([await isKnown(isolates[0], client), await isKnown(isolates[0], moved)], [true, false]);
    await server.letPass(301);
    assert.deepEqual([await isKnown(isolates[0], client), await isKnown(isolates[0], moved)], [false, true]);
    assert.equal((await rowOf(server, client.id)).name, "Paper", "nobody said yes to it yet");

    assert.ok((await obtainTokens(isolates[0], browser, moved, user)).access_token);
    const { name, redirect_uris } = await rowOf(server, client.id);
    assert.deepEqual([name, redirect_uris], ["Stone", JSON.stringify([MOVED])]);
    assert.equal(await grantsOf(client), 1, "the yes of before stays");
    assert.equal((await refresh(isolates[0], client, tokens.refresh_token)).status, 200);
  });

  test("is written down when it changed, and only then", async () => {
    const client = publish(web);
    const { user, browsers: [browser] } = await somebody();
    await obtainTokens(isolates[0], browser, client, user);
    const { revision } = await rowOf(server, client.id);
    await server.letPass(301);
    await obtainTokens(isolates[0], browser, client, user);
    assert.equal((await rowOf(server, client.id)).revision, revision);
  });

  test("from none to private_key_jwt makes the client prove who it is", async () => {
    const client = publish(web);
    const { user, browsers: [browser] } = await somebody();
    await obtainTokens(isolates[0], browser, client, user);

    const key = await newKey();
    web.putJson(client.id, documentOf(client.id, { token_endpoint_auth_method: "private_key_jwt", jwks: setOf(key) }));
    await server.letPass(301);
    const grant = await obtainCode(browser, client, user);
    assertError(await token(isolates[0], client, grant), "invalid_client");
    const times = { iat: server.now(), exp: server.now() + 60 };
    const proof = asserted(await assertion(server, client, key, times));
    const answer = await post(isolates[0], new URLSearchParams({ ...grant, ...proof }));
    assert.equal(answer.status, 200, answer.text);
  });

  test("is asked about again: the yes was for what the client was", async () => {
    const client = publish(web);
    const { user, browsers: [browser] } = await somebody();
    await obtainTokens(isolates[0], browser, client, user);
    const { url } = authorizationRequest(client);
    assert.ok((await browser.open(url)).answer.has("code"));
    web.putJson(client.id, documentOf(client.id, { client_name: "Stone" }));
    await server.letPass(301);
    const page = await browser.open(url);
    assert.equal(page.asksConsent, true);
    assert.match(page.text, /Stone/);
    assert.ok((await browser.allow(page)).answer.has("code"));
    assert.ok((await browser.open(url)).answer.has("code"));
  });

  test("counts at /token too, without a new sign-in: a client that now has keys is believed with them only", async () => {
    const client = publish(web);
    const { user, browsers: [browser] } = await somebody();
    const tokens = await obtainTokens(isolates[0], browser, client, user);
    const key = await newKey();
    web.putJson(client.id, documentOf(client.id, { token_endpoint_auth_method: "private_key_jwt", jwks: setOf(key) }));
    await server.letPass(301);
    assertError(await refresh(isolates[0], client, tokens.refresh_token), "invalid_client");
    const times = { iat: server.now(), exp: server.now() + 60 };
    const proof = asserted(await assertion(server, client, key, times));
    const grant = { grant_type: "refresh_token", refresh_token: tokens.refresh_token };
    const answer = await post(isolates[0], new URLSearchParams({ ...grant, ...proof }));
    assert.equal(answer.status, 200, answer.text);
  });

  test("may be seen by one isolate and not yet by another: both go on, and no token is lost", async () => {
    const client = publish(web, {}, { "cache-control": "max-age=86400" });
    const { user, browsers } = await somebody();
    assert.equal(await isKnown(isolates[1], client), true);
    web.putJson(client.id, documentOf(client.id, { redirect_uris: [client.redirectUri, MOVED] }));
    const knowing = [];
    for (const isolate of isolates) knowing.push(await isKnown(isolate, { ...client, redirectUri: MOVED }));
    assert.deepEqual(knowing, [true, false]);

    let tokens;
    for (const [at, redeemer] of [[0, 1], [1, 0], [0, 0], [1, 1]]) {
      const answer = await token(isolates[redeemer], client, await obtainCode(browsers[at], client, user));
      assert.equal(answer.status, 200, answer.text);
      if (tokens) {
        const refreshed = await refresh(isolates[at], client, tokens.refresh_token);
        assert.equal(refreshed.status, 200, refreshed.text);
      }
      tokens = answer.json;
    }
    assert.equal(await grantsOf(client), 1);
  });
});

test("a code of one isolate is redeemed at another, which looks at the document itself, once", async () => {
  const client = publish(web);
  const { user, browsers } = await somebody();
  const grant = await obtainCode(browsers[0], client, user);
  const answer = await token(isolates[1], client, grant);
  assert.equal(answer.status, 200, answer.text);
  assert.equal((await refresh(isolates[1], client, answer.json.refresh_token)).status, 200);
  assert.equal(web.count(client.id), 2);
});

test("of more than 64 documents an isolate forgets one for each new one, and all are still known", async () => {
  const clients = Array.from({ length: 70 }, () => publish(web));
  for (const client of clients) assert.equal(await isKnown(isolates[0], client), true);
  const fetches = () => clients.reduce((sum, client) => sum + web.count(client.id), 0);
  assert.equal(fetches(), 70);
  for (const client of clients) assert.equal(await isKnown(isolates[0], client), true);
  assert.ok(fetches() > 70);
});

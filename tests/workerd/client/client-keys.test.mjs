// The keys of a client at its jwks_uri (RFC 7591 section 2): fetched when they are needed, replaced
// when the client has new ones, and never a way to make the server do what a stranger wants.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { exportJWK } from "jose";

import { assertError } from "../kit/asserts.mjs";
import { Browser } from "../kit/browser.mjs";
import { addClient } from "../kit/clients.mjs";
import { ALGORITHMS, asserted, assertion, newKey, requestObject, setOf } from "../kit/keys.mjs";
import { serveIsolates } from "../kit/serve.mjs";
import { authorizationRequest, now, obtainCode, post } from "../kit/steps.mjs";

const SECONDS = 1000; // in milliseconds
const PATIENCE = 5; // seconds
const LONGEST = 16 * 1024; // bytes

/** What is at an address: {answer, fetches}. */
const served = new Map();

let server, browser, key;
before(async () => {
  server = await serveIsolates(2, { outbound: answer });
  browser = new Browser(server);
  key = await newKey("ES256", "first");
});
after(() => server?.dispose());

function answer(request) {
  const host = served.get(request.url);
  if (host === undefined) return new Response("nothing here", { status: 404 });
  host.fetches.push(Object.fromEntries(request.headers));
  return host.answer();
}

function json(document, headers = {}) {
  return new Response(JSON.stringify(document), { headers: { "content-type": "application/json", ...headers } });
}

/** JSON that comes piece by piece, and then ends or does not. */
function stream(pieces, ends) {
  const body = new ReadableStream({
    start(it) {
      for (const piece of pieces) it.enqueue(new TextEncoder().encode(piece));
      if (ends) it.close();
    },
  });
  return new Response(body, { headers: { "content-type": "application/json" } });
}

/** A client whose keys are at an address of its own, and what is served there. */
async function register(first = () => json(setOf(key)), more = {}) {
  const jwksUri = `https://${randomUUID()}.example/jwks`;
  const host = { answer: first, fetches: [] };
  served.set(jwksUri, host);
  const client = await addClient(server, { method: "private_key_jwt", jwksUri, firstParty: true, ...more });
  return { client, host };
}

/** Whether the client is believed with an assertion of this key: its status at an endpoint where nothing else counts. */
async function authenticate(client, with_ = key, header) {
  const times = { iat: server.now(), exp: server.now() + 60 };
  return send(await assertion(server, client, with_, times, header));
}

async function send(jwt, fields = { token: "none" }, path = "/revoke", isolate = server) {
  return (await post(isolate, new URLSearchParams({ ...fields, ...asserted(jwt) }), {}, path)).status;
}

test("keys of every kind are found there", async () => {
  const keys = await Promise.all(ALGORITHMS.map((alg) => newKey(alg, alg)));
  const { client, host } = await register(() => json(setOf(...keys), { "content-type": "application/jwk-set+json" }));
  for (const key of keys) assert.equal(await authenticate(client, key), 200, key.alg);
  assert.equal(host.fetches.length, 1);
});

test("a whole flow with keys that are elsewhere: request object, code, refresh", async () => {
  const { client, host } = await register(undefined, { requestObjectSigningAlg: "ES256" });
  const { params, verifier } = authorizationRequest(client);
  const at = { iat: server.now(), exp: server.now() + 60 };
  const request = await requestObject(server, client, key, params, at);
  let page = await browser.open(`/authorize?${new URLSearchParams({ client_id: client.id, request })}`);
  if (page.asksToSignIn) page = await browser.signIn(page, server.user);
  const fields = { grant_type: "authorization_code", code: page.answer.get("code"), redirect_uri: client.redirectUri, code_verifier: verifier };
  assert.equal(await send(await assertion(server, client, key, at), fields, "/token"), 200);
  assert.equal(host.fetches.length, 1, "one look is enough for both");
});

test("it is asked without a cookie, a token or anything else about anybody", async () => {
  const { client, host } = await register();
  await authenticate(client);
  assert.equal(host.fetches.length, 1);
  const { accept, ...others } = host.fetches[0];
  assert.equal(accept, "application/json");
  for (const name of Object.keys(others)) assert.ok(!/authorization|cookie|referer|origin/i.test(name), name);
});

describe("a new key", () => {
  test("is good as soon as it is there, and the old one no longer", async () => {
    const { client, host } = await register();
    assert.equal(await authenticate(client), 200);
    const second = await newKey("ES256", "second");
    host.answer = () => json(setOf(key, second));
    await server.letPass(61);
    assert.equal(await authenticate(client, second), 200);
    assert.equal(await authenticate(client), 200);
    host.answer = () => json(setOf(second));
    await server.letPass(301);
    assert.equal(await authenticate(client, second), 200);
    assert.equal(await authenticate(client), 401, "taken out of the set");
  });

  test("is found though it has the kid of the old one, or none", async () => {
    for (const kid of ["first", undefined]) {
      const { client, host } = await register(() => json(setOf({ ...key, kid })));
      assert.equal(await authenticate(client), 200);
      const second = await newKey("ES256", kid);
      host.answer = () => json(setOf(second));
      await server.letPass(61);
      assert.equal(await authenticate(client, second), 200);
    }
  });

  test("that nobody has does not make the server ask more than once a minute", async () => {
    const { client, host } = await register();
    assert.equal(await authenticate(client), 200);
    const stranger = await newKey("ES256", "stranger");
    for (const fetches of [1, 2, 3]) {
      const statuses = [];
      for (let i = 0; i < 10; i++) statuses.push(await authenticate(client, stranger), await authenticate(client));
      assert.deepEqual([...new Set(statuses)].toSorted(), [200, 401]);
      assert.equal(host.fetches.length, fetches);
      await server.letPass(61);
    }
  });

  test("is waited for as long as the answer's Cache-Control says, from one minute to ten", async () => {
    for (const [cacheControl, kept, gone] of [
      ["max-age=300", 290, 20],
      ["no-store", 50, 20],
      ["max-age=0", 50, 20],
      ["max-age=31536000", 590, 20],
    ]) {
      const { client, host } = await register(() => json(setOf(key), { "cache-control": cacheControl }));
      assert.equal(await authenticate(client), 200);
      await server.letPass(kept);
      assert.equal(await authenticate(client), 200);
      assert.equal(host.fetches.length, 1, cacheControl);
      await server.letPass(gone);
      assert.equal(await authenticate(client), 200);
      assert.equal(host.fetches.length, 2, cacheControl);
    }
  });
});

describe("invalid_client, and neither code nor jti is used up, when its answer", () => {
  const good = () => setOf(key);
  const moved = () => {
    const elsewhere = `https://${randomUUID()}.example/moved`;
    served.set(elsewhere, { answer: () => json(good()), fetches: [] });
    return elsewhere;
  };
  for (const [name, bad] of [
    ["is 500", () => new Response("broken", { status: 500 })],
    ["is 404", () => new Response(JSON.stringify(good()), { status: 404, headers: { "content-type": "application/json" } })],
    ["is 204", () => new Response(null, { status: 204 })],
    ["is a redirect to the keys, by 302", () => new Response(null, { status: 302, headers: { location: moved() } })],
    ["is a redirect to the keys, by 308", () => new Response(null, { status: 308, headers: { location: moved() } })],
    ["is not JSON", () => new Response("<keys/>", { headers: { "content-type": "application/json" } })],
    ["is HTML", () => new Response(JSON.stringify(good()), { headers: { "content-type": "text/html" } })],
    ["has no type", () => new Response(new TextEncoder().encode(JSON.stringify(good())))],
    ["is too long", () => json({ ...good(), more: "x".repeat(LONGEST) })],
    ["does not say how long it is, and is too long", () => stream([JSON.stringify(good()), " ".repeat(LONGEST)], true)],
  ]) {
    test(name, () => assertNotBelievedUntilGood(bad));
  }

  // Both at once: the server waits as long as it ever does.
  describe("after all the time there is", { concurrency: true }, () => {
    for (const [name, bad] of [
      ["never ends", () => stream([JSON.stringify(good())], false)],
      ["comes too late", async () => {
        await sleep((PATIENCE + 2) * SECONDS);
        return json(good());
      }],
    ]) {
      test(name, () => assertNotBelievedUntilGood(bad));
    }
  });

  async function assertNotBelievedUntilGood(bad) {
    const { client, host } = await register();
    const grant = await obtainCode(browser, client, server.user);
    const jwt = await assertion(server, client, key, { iat: server.now(), exp: server.now() + 60 });
    host.answer = bad;
    const start = performance.now();
    assert.equal(await send(jwt, grant, "/token"), 401);
    assert.ok(performance.now() - start < (PATIENCE + 1) * SECONDS);
    host.answer = () => json(good());
    assert.equal(await send(jwt, grant, "/token"), 401, "a failure is remembered for a minute");
    assert.equal(host.fetches.length, 1);
    const another = { ...server, url: server.urls[1] };
    assert.equal(await send(jwt, grant, "/token", another), 200, "the very same request, where nobody asked yet");
  }

  for (const [name, bad] of [
    ["is no key set", () => [key.jwk]],
    ["is one key", () => key.jwk],
    ["is an empty set", () => ({ keys: [] })],
    ["has a private key in it", async () => ({ keys: [key.jwk, await exportJWK((await newKey("ES256")).privateKey)] })],
    ["has a shared secret in it", () => ({ keys: [key.jwk, { kty: "oct", k: "c2VjcmV0" }] })],
    ["has keys for other algorithms only", async () => setOf(await newKey("ES384"), await newKey("ES512"))],
    ["has more keys than anybody needs", () => ({ keys: Array.from({ length: 17 }, () => key.jwk) })],
  ]) {
    test(`${name}; a minute later it is asked again, whatever it said about caches`, async () => {
      const mistake = await bad();
      const { client, host } = await register(() => json(mistake, { "cache-control": "max-age=86400" }));
      const jwt = await assertion(server, client, key, { iat: server.now(), exp: server.now() + 600 });
      assert.equal(await send(jwt), 401);
      host.answer = () => json(good());
      await server.letPass(61);
      assert.equal(await send(jwt), 200);
    });
  }

  test("is missing, and a request object needs it: a page, and invalid_request_object", async () => {
    const { client, host } = await register(undefined, { method: "none", requestObjectSigningAlg: "ES256" });
    const { params } = authorizationRequest(client);
    const request = await requestObject(server, client, key, params, { iat: server.now(), exp: server.now() + 60 });
    const fields = { client_id: client.id, request };
    host.answer = () => new Response(null, { status: 503 });
    const page = await browser.open(`/authorize?${new URLSearchParams({ ...fields, redirect_uri: client.redirectUri })}`);
    assert.deepEqual([page.status, page.location], [400, null]);
    const pushed = await post(server, new URLSearchParams(fields), {}, "/par");
    assertError(pushed, "invalid_request_object");
    assert.match(pushed.json.error_description, /^[\x20\x21\x23-\x5b\x5d-\x7e]+$/);
    host.answer = () => json(good());
    assert.equal((await post(server, new URLSearchParams(fields), {}, "/par")).status, 400, "for a minute");
    const another = { ...server, url: server.urls[1] };
    assert.equal((await post(another, new URLSearchParams(fields), {}, "/par")).status, 201);
  });

  test("is missing for one who knows the keys still", async () => {
    const { client, host } = await register();
    assert.equal(await authenticate(client), 200);
    host.answer = () => new Response(null, { status: 503 });
    await server.letPass(61);
    assert.equal(await authenticate(client), 200, "remembered");
    assert.equal(await authenticate(client, await newKey("ES256")), 401);
    assert.equal(await authenticate(client), 200, "and a stranger does not change that");
  });
});

describe("no address is asked but an https one of a public host", () => {
  for (const jwksUri of [
    "http://keys.example/jwks", "https://localhost/jwks", "https://127.0.0.1/jwks", "https://[::1]/jwks",
    "https://10.0.0.1/jwks", "https://169.254.169.254/latest/meta-data", "https://keys.internal/jwks",
    "https://user:secret@keys.example/jwks", "https://keys.example/jwks#part", "https://2130706433/jwks",
    "file:///etc/passwd", "data:application/json,{}",
  ]) {
    test(jwksUri, async () => {
      const host = { answer: () => json(setOf(key)), fetches: [] };
      served.set(jwksUri, host);
      served.set(URL.parse(jwksUri).href, host);
      const client = await addClient(server, { method: "private_key_jwt", jwksUri });
      assert.equal(await authenticate(client), 401);
      assert.equal(host.fetches.length, 0);
    });
  }
});

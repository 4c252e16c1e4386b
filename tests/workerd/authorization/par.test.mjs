// Pushed authorization requests (RFC 9126): what was pushed is what counts, for who pushed it and
// nobody else. What is refused when it is pushed is in par-refused.test.mjs, and that a reference is
// good for one answer in par-once.test.mjs.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { decodeJwt } from "jose";

import { assertNotice } from "../kit/asserts.mjs";
import { Browser } from "../kit/browser.mjs";
import { addClient, addKeyClient } from "../kit/clients.mjs";
import { serveAuthorizationServer } from "../kit/serve.mjs";
import { approve, authorizationRequest, basic, now, post, postAs, redeem, sha256, token } from "../kit/steps.mjs";

const STATE = "a b+c%20d&e=f?g#h\"l'm<n>é☃\u{1F511}%zz";
/** With it, a request is too long for a short `request_uri`, and is stored. */
const LONG = { state: "s".repeat(1000) };
const PREFIX = "urn:ietf:params:oauth:request_uri:";

let server, client;
before(async () => {
  server = await serveAuthorizationServer({ seed: true });
  client = await addClient(server);
});
after(() => server.dispose());

/** Pushes a correct request: {request, uri}. */
async function push(of = client, changes) {
  const request = authorizationRequest(of, changes);
  const answer = await postAs(server, of, "/par", [...request.params]);
  assert.equal(answer.status, 201, answer.text);
  return { request, uri: answer.json.request_uri };
}

/** The address for the browser: the reference, and perhaps something beside it. */
function addressOf(of, uri, beside = {}) {
  return `/authorize?${new URLSearchParams({ client_id: of.id, request_uri: uri, ...beside })}`;
}

function stored(uri) {
  return `par:${sha256(uri.slice(PREFIX.length))}`;
}

describe("the answer (section 2.2)", () => {
  test("has exactly these members, and nobody may keep it", async () => {
    const answer = await postAs(server, client, "/par", [...authorizationRequest(client).params]);
    assert.equal(answer.status, 201);
    assert.deepEqual(Object.keys(answer.json).sort(), ["expires_in", "request_uri"]);
    assert.equal(answer.json.expires_in, 540);
    assert.match(answer.json.request_uri, /^urn:ietf:params:oauth:request_uri:sealed\.[\w-]{300,}$/, "sealed");
    assert.ok(answer.json.request_uri.length <= 1024);
    assert.match((await push(client, LONG)).uri, /^urn:ietf:params:oauth:request_uri:[\w-]{43}$/, "256 bits");
    assert.equal(answer.headers.get("content-type"), "application/json");
    assert.equal(answer.headers.get("cache-control"), "no-store");
  });

  test("is another reference each time", async () => {
    const { params } = authorizationRequest(client);
    const answers = await Promise.all([1, 2, 3].map(() => postAs(server, client, "/par", [...params])));
    assert.equal(new Set(answers.map(({ json }) => json.request_uri)).size, 3);
  });

  for (const method of ["client_secret_basic", "client_secret_post", "none"]) {
    test(`is given to a client with ${method}, which gets its tokens`, async () => {
      const own = await addClient(server, { method, firstParty: true });
      const pushed = await push(own);
      const page = await approve(new Browser(server), { url: addressOf(own, pushed.uri) }, server.user);
      assert.equal((await redeem(server, own, pushed.request, page)).status, 200);
    });
  }

  test("is given to a client that is named by its credentials alone", async () => {
    const { params } = authorizationRequest(client, { client_id: undefined });
    const answer = await post(server, params, { authorization: basic(client.id, client.secret) }, "/par");
    assert.equal(answer.status, 201);
    const page = await approve(new Browser(server), { url: addressOf(client, answer.json.request_uri) }, server.user);
    assert.ok(page.answer.has("code"));
  });

  test("says what is kept of a long one: the request, without secrets, under a hash, for as long as was said", async () => {
    const poster = await addClient(server, { method: "client_secret_post" });
    const signer = await addKeyClient(server);
    for (const of of [client, poster, signer]) {
      const { request, uri } = await push(of, LONG);
      const { keys } = await server.kv.list({ prefix: stored(uri) });
      assert.equal(keys.length, 1);
      const left = keys[0].expiration - now();
      assert.ok(left >= 540 && left <= 610, `${left} s`);
      const value = await server.kv.get(keys[0].name);
      assert.ok(value.includes(request.params.get("code_challenge")));
      for (const secret of [uri.slice(PREFIX.length), of.secret ?? "client_assertion", "client_secret", "assertion"]) {
        assert.equal(value.includes(secret), false, secret);
      }
    }
  });
});

describe("the request that was pushed", () => {
  test("goes through login and consent, and its state comes back byte for byte, with iss", async () => {
    const pushed = await push(client, { state: STATE, scope: "profile notes:write" });
    const browser = new Browser(server);
    const login = await browser.open(addressOf(client, pushed.uri));
    assert.equal(login.asksToSignIn, true);
    const consent = await browser.signIn(login, server.user);
    assert.equal(consent.asksConsent, true);
    assert.match(consent.text, /Add notes in your name/);
    assert.doesNotMatch(consent.text, /Read your notes/);
    const page = await browser.allow(consent);
    assert.ok(page.location.startsWith(`${client.redirectUri}?code=`));
    assert.deepEqual([page.answer.get("state"), page.answer.get("iss")], [STATE, server.url]);
    assert.equal((await redeem(server, client, pushed.request, page)).json.scope, "profile notes:write");
  });

  test("may be refused by the person: access_denied, with state and iss", async () => {
    const { uri } = await push(await addClient(server, { id: "denied" }), { state: STATE });
    const browser = new Browser(server);
    const login = await browser.open(addressOf({ id: "denied" }, uri));
    const { answer } = await browser.deny(await browser.signIn(login, server.user));
    assert.deepEqual(["error", "state", "iss"].map((name) => answer.get(name)), ["access_denied", STATE, server.url]);
  });

  test("may be looked at again and again before it is answered", async () => {
    const { uri } = await push(await addClient(server, { id: "patient" }));
    const browser = new Browser(server);
    const address = addressOf({ id: "patient" }, uri);
    for (let time = 0; time < 3; time++) assert.equal((await browser.open(address)).asksToSignIn, true);
    await browser.signIn(await browser.open(address), server.user);
    for (let time = 0; time < 3; time++) assert.equal((await browser.open(address)).asksConsent, true);
    assert.equal((await browser.fetch(address, { method: "HEAD" })).status, 200);
    assert.ok((await browser.allow(await browser.open(address))).answer.has("code"));
  });

  test("keeps its resource and its response_mode", async () => {
    const own = await addClient(server, { firstParty: true });
    const pushed = await push(own, { resource: server.url, response_mode: "form_post" });
    const browser = new Browser(server);
    const page = await browser.signIn(await browser.open(addressOf(own, pushed.uri)), server.user);
    const { action, values } = page.form();
    assert.equal(action, own.redirectUri);
    const { json } = await token(server, own, {
      grant_type: "authorization_code", code: values.code, code_verifier: pushed.request.verifier, redirect_uri: own.redirectUri,
    });
    assert.equal(decodeJwt(json.access_token).aud, server.url);
  });

  test("may be posted to /authorize by reference too", async () => {
    const { uri } = await push();
    const body = new URLSearchParams({ client_id: client.id, request_uri: uri });
    assert.equal((await new Browser(server).open("/authorize", { method: "POST", body })).asksToSignIn, true);
  });

  test("parameters beside a request_uri change nothing", async () => {
    const own = await addClient(server, { firstParty: true, redirectUris: ["https://app.example/callback", "https://app.example/other"] });
    const pushed = await push(own, { state: "pushed", scope: "profile" });
    const page = await approve(new Browser(server), {
      url: addressOf(own, pushed.uri, {
        state: "other",
        redirect_uri: "https://app.example/other",
        scope: "profile notes:read notes:write",
        response_type: "token",
        response_mode: "form_post",
        resource: "http://localhost:8789",
        code_challenge: "x".repeat(43),
        code_challenge_method: "plain",
        dpop_jkt: "y".repeat(43),
      }),
    }, server.user);
    assert.ok(page.location.startsWith(`${own.redirectUri}?code=`), page.location);
    assert.equal(page.answer.get("state"), "pushed");
    const { json } = await redeem(server, own, pushed.request, page);
    assert.equal(json.scope, "profile");
    assert.equal(decodeJwt(json.access_token).aud, server.url);
  });
});

describe("a page, and no redirect, for a request_uri", () => {
  for (const [what, uri] of [
    ["that is unknown", `${PREFIX}${"x".repeat(43)}`],
    ["without a reference in it", PREFIX],
  ]) {
    test(what, async () => {
      assertNotice(await new Browser(server).open(addressOf(client, uri)));
      // Neither does a redirect_uri beside it make it a redirect.
      assertNotice(await new Browser(server).open(addressOf(client, uri, { redirect_uri: client.redirectUri, state: "s" })));
    });
  }

  test("that is too old", async () => {
    const { uri } = await push(client, LONG);
    const value = await server.kv.get(stored(uri), "json");
    assert.ok(Math.abs(value.expires_at - (now() + 540)) <= 2);
    await server.kv.put(stored(uri), JSON.stringify({ ...value, expires_at: now() }));
    assertNotice(await new Browser(server).open(addressOf(client, uri)));
    await server.kv.put(stored(uri), JSON.stringify({ ...value, expires_at: now() + 60 }));
    assert.equal((await new Browser(server).open(addressOf(client, uri))).asksToSignIn, true);
  });

  test("of another client, which is as good as before for its owner", async () => {
    const thief = await addClient(server);
    const { uri } = await push();
    assertNotice(await new Browser(server).open(addressOf(thief, uri)));
    assertNotice(await new Browser(server).open(addressOf({ id: "nobody" }, uri)));
    assert.equal((await new Browser(server).open(addressOf(client, uri))).asksToSignIn, true);
  });

  test("without a client_id, and with two", async () => {
    const { uri } = await push();
    assertNotice(await new Browser(server).open(`/authorize?request_uri=${uri}`));
    assertNotice(await new Browser(server).open(`${addressOf(client, uri)}&client_id=${client.id}`));
    assertNotice(await new Browser(server).open(`${addressOf(client, uri)}&request_uri=${uri}`));
  });

  test("whose redirect_uri was taken away from the client since", async () => {
    const own = await addClient(server);
    const { uri } = await push(own);
    await server.db.prepare("UPDATE clients SET redirect_uris = ? WHERE id = ?")
      .bind(JSON.stringify(["https://app.example/new"]), own.id).run();
    assertNotice(await new Browser(server).open(addressOf(own, uri)));
  });
});

describe("who must push", () => {
  const refused = async (at, of) => {
    const page = await new Browser(at).open(authorizationRequest(of, { state: STATE }).url);
    assert.ok(page.location.startsWith(`${of.redirectUri}?error=`), page.location);
    assert.deepEqual(["error", "state", "iss"].map((name) => page.answer.get(name)), ["invalid_request", STATE, at.url]);
  };

  test("a client that must push is refused without", async () => {
    const strict = await addClient(server, { requirePushedAuthorizationRequests: true });
    await refused(server, strict);
    const { uri } = await push(strict);
    assert.equal((await new Browser(server).open(addressOf(strict, uri))).asksToSignIn, true);
  });

  test("with REQUIRE_PUSHED_AUTHORIZATION_REQUESTS a request that was not pushed is refused", async () => {
    const strict = await serveAuthorizationServer({ seed: true, vars: { REQUIRE_PUSHED_AUTHORIZATION_REQUESTS: "true" } });
    try {
      const own = await addClient(strict);
      await refused(strict, own);
      const { json } = await postAs(strict, own, "/par", [...authorizationRequest(own).params]);
      assert.equal((await new Browser(strict).open(addressOf(own, json.request_uri))).asksToSignIn, true);
    } finally {
      await strict.dispose();
    }
  });
});

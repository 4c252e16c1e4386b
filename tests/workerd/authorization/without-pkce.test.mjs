// The one exception to PKCE (RFC 9700 section 2.1.1): a confidential client that its owner registered so,
// whose `nonce` then does what a challenge would. And that nobody is talked out of a challenge.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { decodeJwt } from "jose";

import { assertError, assertTold } from "../kit/asserts.mjs";
import { Browser } from "../kit/browser.mjs";
import { addClient, addKeyClient, registered, rowOf } from "../kit/clients.mjs";
import { newKey, requestObject, setOf } from "../kit/keys.mjs";
import { addUser, browserOf } from "../kit/people.mjs";
import { serveAuthorizationServer } from "../kit/serve.mjs";
import { ask, now, postAs, sha256, token } from "../kit/steps.mjs";

const NONE = { code_challenge: undefined, code_challenge_method: undefined };
const NONCE = "n-0S6_WzA2Mj ☃&=+%";

let server, user, browser, client, strict;
before(async () => {
  server = await serveAuthorizationServer({ seed: true, vars: { REGISTRATION: "open" } });
  user = await addUser(server);
  browser = await browserOf(server, user);
  client = await addClient(server, { firstParty: true, withoutPkce: true });
  strict = await addClient(server, { firstParty: true });
});
after(() => server?.dispose());

const without = (of = client, changes = {}) => ask(of, { ...NONE, nonce: NONCE, ...changes });

/** Redeems the code that the request gets. */
async function redeem(of, request, fields = {}) {
  const page = await browser.open(request.url);
  assert.ok(page.answer.has("code"), page.location);
  return token(server, of, {
    grant_type: "authorization_code", code: page.answer.get("code"), redirect_uri: of.redirectUri, ...fields,
  });
}

async function assertRefused(of, request) {
  assertTold(await browser.open(request.url), of, request, "invalid_request");
  const pushed = await postAs(server, of, "/par", [...request.params]);
  assertError(pushed, "invalid_request");
}

const assertInvalidGrant = (answer) => assertError(answer, "invalid_grant");

describe("a client that may leave the nonce out too", () => {
  test("gets its tokens with neither, with and without openid", async () => {
    const of = await addClient(server, { firstParty: true, withoutPkce: true, withoutNonce: true });
    for (const scope of ["openid profile", "profile"]) {
      const { status, json } = await redeem(of, ask(of, { ...NONE, nonce: undefined, scope }));
      assert.equal(status, 200);
      if (json.id_token !== undefined) assert.equal("nonce" in decodeJwt(json.id_token), false);
    }
    assert.equal(decodeJwt((await redeem(of, without(of))).json.id_token).nonce, NONCE);
  });

  test("does not without the one exception that it belongs to", async () => {
    const of = await addClient(server, { firstParty: true, withoutNonce: true });
    await assertRefused(of, without(of, { nonce: undefined }));
    const open = await addClient(server, { method: "none", withoutPkce: true, withoutNonce: true });
    await assertRefused(open, without(open, { nonce: undefined }));
  });
});

describe("a client that may leave PKCE out", () => {
  for (const method of ["client_secret_basic", "client_secret_post"]) {
    test(`gets its tokens with ${method}, and the nonce, byte for byte`, async () => {
      const of = await addClient(server, { firstParty: true, withoutPkce: true, method });
      const { status, json } = await redeem(of, without(of));
      assert.equal(status, 200);
      assert.equal(decodeJwt(json.id_token).nonce, NONCE);
    });
  }

  test("gets its tokens with private_key_jwt, pushed and signed too", async () => {
    const of = await addKeyClient(server, { firstParty: true, withoutPkce: true });
    assert.equal((await redeem(of, without(of))).status, 200);
    const { status, json } = await postAs(server, of, "/par", [...without(of).params]);
    assert.equal(status, 201);
    const reference = new URLSearchParams({ client_id: of.id, request_uri: json.request_uri });
    assert.equal((await redeem(of, { url: `/authorize?${reference}` })).status, 200);
    const key = await newKey();
    const signer = await addClient(server, { firstParty: true, withoutPkce: true, jwks: setOf(key), requestObjectSigningAlg: "ES256" });
    const object = await requestObject({ urls: [server.url] }, signer, key, without(signer).params);
    assert.equal((await redeem(signer, { url: `/authorize?${new URLSearchParams({ client_id: signer.id, request: object })}` })).status, 200);
  });

  test("may use it all the same, and then must", async () => {
    const request = ask(client);
    assert.equal((await redeem(client, request, { code_verifier: request.verifier })).status, 200);
    const second = ask(client, { nonce: NONCE });
    assertInvalidGrant(await redeem(client, second));
    assertInvalidGrant(await redeem(client, ask(client), { code_verifier: "x".repeat(43) }));
    // RFC 6749 section 3.2: an empty one is none.
    assertInvalidGrant(await redeem(client, ask(client), { code_verifier: "" }));
  });

  for (const [what, changes] of [
    ["no nonce", { nonce: undefined }],
    ["an empty nonce", { nonce: "" }],
    ["no openid", { scope: "profile" }],
    ["neither", { scope: "notes:read", nonce: undefined }],
    ["OPENID", { scope: "OPENID profile" }],
    ["openid within a word", { scope: "profile openidx" }],
  ]) {
    test(`is refused with ${what}`, async () => {
      const request = without(client, changes);
      const page = await browser.open(request.url);
      assertTold(page, client, request, "invalid_request");
      assert.equal((await postAs(server, client, "/par", [...request.params])).status, 400);
    });
  }

  for (const [what, changes] of [
    ["a method without a challenge", { code_challenge_method: "S256" }],
    ["the method plain without a challenge", { code_challenge_method: "plain" }],
    ["an empty challenge with a method", { code_challenge: "", code_challenge_method: "S256" }],
    ["a plain challenge", { code_challenge: "x".repeat(43), code_challenge_method: "plain" }],
    ["a challenge without a method, which means plain", { code_challenge: "x".repeat(43) }],
    ["a challenge that is none", { code_challenge: "x", code_challenge_method: "S256" }],
  ]) {
    test(`is refused with ${what}, nonce or not`, () => assertRefused(client, without(client, changes)));
  }
});

describe("who takes the challenge out of a request", () => {
  // RFC 9700 section 4.8.2: the client made a verifier, so it sent a challenge.
  test("gets a code that the client's verifier does not redeem", async () => {
    const request = ask(client, { nonce: NONCE });
    const stripped = { url: request.url.replace(/&code_challenge=[^&]*/, "").replace(/&code_challenge_method=[^&]*/, "") };
    assert.equal(stripped.url.includes("challenge"), false);
    assertInvalidGrant(await redeem(client, stripped, { code_verifier: request.verifier }));
    for (const code_verifier of ["x", "x".repeat(43), "☃"]) {
      assertInvalidGrant(await redeem(client, without(), { code_verifier }));
    }
  });

  test("gets a code whose nonce the client can compare, after a refresh no more", async () => {
    const { json } = await redeem(client, without(client, { scope: "openid offline_access" }));
    assert.equal(decodeJwt(json.id_token).nonce, NONCE);
    const again = await token(server, client, { grant_type: "refresh_token", refresh_token: json.refresh_token });
    assert.equal(decodeJwt(again.json.id_token).nonce, undefined);
  });

  test("gets nothing of a pushed or signed request, whatever stands beside it", async () => {
    const request = ask(client, { nonce: NONCE });
    const { json } = await postAs(server, client, "/par", [...request.params]);
    const beside = { client_id: client.id, code_challenge: "", nonce: NONCE, scope: "openid" };
    const pushed = { url: `/authorize?${new URLSearchParams({ ...beside, request_uri: json.request_uri })}` };
    assertInvalidGrant(await redeem(client, pushed));
    const key = await newKey();
    const signer = await addClient(server, { firstParty: true, withoutPkce: true, jwks: setOf(key), requestObjectSigningAlg: "ES256" });
    const object = await requestObject({ urls: [server.url] }, signer, key, ask(signer, { nonce: NONCE }).params, { exp: now() + 60 });
    assertInvalidGrant(await redeem(signer, { url: `/authorize?${new URLSearchParams({ ...beside, client_id: signer.id, request: object })}` }));
  });

  test("cannot put another one in its place", async () => {
    const request = ask(client, { nonce: NONCE });
    const changed = { url: request.url.replace(/code_challenge=[^&]*/, `code_challenge=${sha256("y".repeat(43))}`) };
    assertInvalidGrant(await redeem(client, changed, { code_verifier: request.verifier }));
    assertTold(await browser.open(`${request.url}&code_challenge=`), client, request, "invalid_request");
  });
});

describe("everybody else must", () => {
  test("a confidential client that is not registered so", async () => {
    await assertRefused(strict, without(strict));
    await assertRefused(strict, without(strict, { scope: "openid profile" }));
  });

  test("a public client, whatever is stored of it", async () => {
    for (const redirectUris of [["https://app.example/callback"], ["http://127.0.0.1/cb"]]) {
      const open = await addClient(server, { firstParty: true, method: "none", withoutPkce: true, redirectUris });
      await assertRefused(open, without(open));
    }
  });

  test("a public client, which the command does not register so", async () => {
    const add = ["client", "add", "--name", "App", "--redirect-uri", "https://app.example/cb", "--without-pkce"];
    await assert.rejects(server.admin(...add, "--public"), /cannot leave PKCE out/);
    const { client_id: id } = await server.admin(...add);
    assert.equal((await rowOf(server, id)).without_pkce, 1);
  });

  test("a client that registered itself, whatever it asks for", async () => {
    const { client_id: id } = await registered(server, { without_pkce: true, require_pkce: false, token_endpoint_auth_method: "client_secret_basic" });
    assert.equal((await rowOf(server, id)).without_pkce, 0);
  });

  test("a client that is registered so, once it is not any more", async () => {
    const of = await addClient(server, { firstParty: true, withoutPkce: true });
    assert.equal((await redeem(of, without(of))).status, 200);
    await server.db.prepare("UPDATE clients SET without_pkce = 0 WHERE id = ?").bind(of.id).run();
    await assertRefused(of, without(of));
  });
});

test("the code is still for its client and its redirect URI only, and for one use", async () => {
  const other = await addClient(server, { firstParty: true, withoutPkce: true });
  const code = async () => (await browser.open(without().url)).answer.get("code");
  const fields = { grant_type: "authorization_code", redirect_uri: client.redirectUri };
  assertInvalidGrant(await token(server, other, { ...fields, code: await code() }));
  assertInvalidGrant(await token(server, client, { ...fields, redirect_uri: "https://app.example/other", code: await code() }));
  const once = await code();
  assert.equal((await token(server, client, { ...fields, code: once })).status, 200);
  assertInvalidGrant(await token(server, client, { ...fields, code: once }));
});

test("the person sees the same pages, and may say no", async () => {
  const app = await addClient(server, { withoutPkce: true });
  const request = without(app);
  const login = await new Browser(server).open(request.url);
  assert.equal(login.asksToSignIn, true);
  const consent = await browser.open(request.url);
  assert.equal(consent.asksConsent, true);
  assertTold(await browser.deny(consent), app, request, "access_denied");
});

// `id_token_hint` (OpenID Connect Core section 3.1.2.1): an ID token that this server issued, however long
// ago, and nothing else. What it then leads to is in hints.test.mjs.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { decodeJwt, decodeProtectedHeader, exportSPKI, importJWK } from "jose";

import { assertTold } from "../kit/asserts.mjs";
import { ACCOUNT, Browser } from "../kit/browser.mjs";
import { addClient } from "../kit/clients.mjs";
import { forge, newKey, sign, tampered } from "../kit/keys.mjs";
import { addUser, browserOf } from "../kit/people.mjs";
import { serveAuthorizationServer, serveIsolates } from "../kit/serve.mjs";
import { ask, redeemed, silently, subOf } from "../kit/steps.mjs";

let server, alice, bob, client, tokens, hint, browser;
before(async () => {
  server = await serveIsolates(1);
  [alice, bob] = [await addUser(server), await addUser(server)];
  client = await addClient(server, { firstParty: true });
  tokens = await tokensOf(alice);
  hint = tokens.id_token;
  // Both are signed in, and no account was chosen since the browser was started.
  browser = await browserOf(server, alice, bob);
  browser.cookies.delete(ACCOUNT);
});
after(() => server?.dispose());

/** Everything that a client gets of a user who signs in. */
async function tokensOf(user, of = client) {
  const request = ask(of);
  return redeemed(server, of, request, await (await browserOf(server, user)).open(request.url));
}

/** `claims` that name a `sub`. */
function subjectOf(value) {
  return { claims: JSON.stringify({ id_token: { sub: { value } } }) };
}

describe("an id_token_hint of this server", () => {
  test("is as good when it has long expired", async () => {
    await server.letPass(3600);
    const request = ask(client, { id_token_hint: hint, prompt: "none" });
    const { claims } = await redeemed(server, client, request, await browser.open(request.url));
    assert.ok(claims.iat > decodeJwt(hint).exp);
    assert.equal(claims.sub, alice.id);
  });

  test("may be for another client, of another algorithm, and of a user who never came here", async () => {
    for (const idTokenSignedResponseAlg of ["RS256", "EdDSA"]) {
      const other = await addClient(server, { firstParty: true, idTokenSignedResponseAlg });
      const { id_token } = await tokensOf(alice, other);
      assert.equal(decodeProtectedHeader(id_token).alg, idTokenSignedResponseAlg);
      assert.equal(await subOf(server, browser, client, { id_token_hint: id_token }), alice.id);
    }
    const { id_token: stranger } = await tokensOf(await addUser(server));
    assert.equal(await silently(browser, client, { id_token_hint: stranger }), "login_required");
  });

  test("means the pairwise sub where there is one", async () => {
    const pairwise = await addClient(server, { firstParty: true, sectorIdentifier: "app.example" });
    const { id_token, claims } = await tokensOf(alice, pairwise);
    assert.notEqual(claims.sub, alice.id);
    assert.equal(await subOf(server, browser, pairwise, { id_token_hint: id_token, prompt: "none" }), claims.sub);
    assert.equal(await subOf(server, browser, pairwise, { ...subjectOf(claims.sub), prompt: "none" }), claims.sub);
    // It tells no client of another sector whom it is about, nor does a public sub here.
    assert.equal(await silently(browser, client, { id_token_hint: id_token }), "login_required");
    assert.equal(await silently(browser, pairwise, subjectOf(alice.id)), "login_required");
  });
});

describe("invalid_request is an id_token_hint", () => {
  async function assertBad(id_token_hint, why) {
    for (const changes of [{ id_token_hint }, { id_token_hint, prompt: "none" }]) {
      const request = ask(client, changes);
      const page = await browser.open(request.url);
      assert.equal(page.status, 303, `${why}: ${page.text}`);
      assertTold(page, client, request, "invalid_request");
    }
  }

  test("that is garbage", async () => {
    for (const garbage of ["x", "..", "a.b.c", "e30.e30.", "e30.e30.e30", "null", "{}", "☃", `${hint} `, ` ${hint}`, `${hint}.x.y`, "x".repeat(8000)]) {
      await assertBad(garbage, garbage.slice(0, 30));
    }
  });

  test("that was changed on the way", async () => {
    for (const jwt of tampered(hint)) await assertBad(jwt, jwt);
    const header = decodeProtectedHeader(hint);
    const [, , signature] = hint.split(".");
    await assertBad(forge(header, { ...decodeJwt(hint), sub: bob.id }, () => Buffer.from(signature, "base64url")), "another sub");
  });

  test("that somebody else signed, or nobody, or our public key as a secret", async () => {
    const { keys } = await (await fetch(`${server.url}/.well-known/jwks.json`)).json();
    const header = decodeProtectedHeader(hint);
    const jwk = keys.find((key) => key.kid === header.kid);
    const claims = decodeJwt(hint);
    const stranger = await newKey("ES256", jwk.kid);
    await assertBad(await sign(stranger, claims, { typ: "JWT" }), "another key by our name");
    await assertBad(await sign(stranger, claims, { typ: "JWT", jwk: stranger.jwk }), "a key that it brought along");
    await assertBad(await sign(await newKey("ES256", "unknown"), claims, { typ: "JWT" }), "an unknown kid");
    await assertBad(await sign(await newKey("ES256"), claims, { typ: "JWT" }), "no kid");
    await assertBad(await sign(await newKey("RS256", jwk.kid), claims, { typ: "JWT" }), "another algorithm");
    for (const alg of ["none", "None", "", undefined]) await assertBad(forge({ ...header, alg }, claims), `alg ${alg}`);
    const pem = await exportSPKI(await importJWK(jwk, "ES256", { extractable: true }));
    for (const secret of [pem, pem.trim(), JSON.stringify(jwk), jwk.x, ""]) {
      const hmac = (signed) => createHmac("sha256", secret).update(signed).digest();
      await assertBad(forge({ ...header, alg: "HS256" }, claims, hmac), "HS256");
    }
    await assertBad(forge(header, claims, () => Buffer.alloc(64)), "zeros");
  });

  test("that is a token of ours for something else", async () => {
    await assertBad(tokens.access_token, "an access token");
    const signing = await addClient(server, { firstParty: true, userinfoSignedResponseAlg: "ES256" });
    const { access_token } = await tokensOf(alice, signing);
    const userinfo = await fetch(`${server.url}/userinfo`, { headers: { authorization: `Bearer ${access_token}` } });
    assert.equal(userinfo.headers.get("content-type"), "application/jwt");
    await assertBad(await userinfo.text(), "a signed userinfo answer");
  });

  test("that is there twice", async () => {
    const request = ask(client, { id_token_hint: [hint, hint] });
    assertTold(await new Browser(server).open(request.url), client, request, "invalid_request");
  });

  test("of a key that was revoked, and is none of a key that signs no more", async () => {
    const { kid } = decodeProtectedHeader(hint);
    const set = (column) => server.db.prepare(`UPDATE signing_keys SET ${column} WHERE kid = ?`).bind(kid).run();
    const { private_key: sealed } = await server.db.prepare("SELECT private_key FROM signing_keys WHERE kid = ?").bind(kid).first();
    try {
      await set("private_key = ''");
      await server.letPass(3600);
      assert.equal(await silently(browser, client, { id_token_hint: hint }), "code");
      await set("revoked_at = 1");
      await server.letPass(3600);
      assert.equal(await silently(browser, client, { id_token_hint: hint }), "invalid_request");
    } finally {
      await server.db.prepare("UPDATE signing_keys SET private_key = ?, revoked_at = NULL WHERE kid = ?").bind(sealed, kid).run();
      await server.letPass(3600);
    }
  });
});

test("an id_token_hint of another issuer is invalid_request, even with the same key", async () => {
  const persist = await mkdtemp(path.join(os.tmpdir(), "edgegrant-"));
  const secret = "a-secret-of-both-".repeat(3);
  try {
    const first = await serveAuthorizationServer({ seed: true, persist, secret });
    const of = await addClient(first, { firstParty: true });
    const request = ask(of);
    const page = await (await browserOf(first, first.user)).open(request.url);
    const { id_token } = await redeemed(first, of, request, page);
    const { user } = first;
    await first.dispose();
    const second = await serveAuthorizationServer({ persist, secret, migrate: false });
    try {
      const browser = await browserOf(second, user);
      const own = ask(of);
      const { id_token: ours } = await redeemed(second, of, own, await browser.open(own.url));
      assert.equal(decodeProtectedHeader(ours).kid, decodeProtectedHeader(id_token).kid);
      assert.equal(await silently(browser, of, { id_token_hint: ours }), "code");
      assert.notEqual(decodeJwt(id_token).iss, decodeJwt(ours).iss);
      assert.equal(await silently(browser, of, { id_token_hint: id_token }), "invalid_request");
    } finally {
      await second.dispose();
    }
  } finally {
    await rm(persist, { recursive: true, force: true });
  }
});

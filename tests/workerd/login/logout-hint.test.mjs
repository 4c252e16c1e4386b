// What is no ID token of this server for this client proves nothing, and signs nobody out: the person is asked.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { decodeJwt, decodeProtectedHeader, importJWK } from "jose";

import { assertOnlyAsked, assertSignedIn } from "../kit/asserts.mjs";
import { asksToSignOut } from "../kit/browser.mjs";
import { SIGNED_OUT, addLeavable } from "../kit/clients.mjs";
import { confusions, forge, newKey, sign, tampered } from "../kit/keys.mjs";
import { signIn } from "../kit/people.mjs";
import { serveAuthorizationServer } from "../kit/serve.mjs";
import { logout, signOut } from "../kit/steps.mjs";

const NOT_OURS = /What the app sent as id_token_hint is not an ID token of this server/;

let server, client, browser, user, tokens, idToken, claims, header, stranger;
before(async () => {
  server = await serveAuthorizationServer({ seed: true });
  client = await addLeavable(server, { userinfoSignedResponseAlg: "ES256" });
  ({ browser, user, tokens, idToken } = await signIn(server, { client }));
  claims = decodeJwt(idToken);
  header = decodeProtectedHeader(idToken);
  stranger = await newKey("ES256", header.kid);
});
after(async () => {
  // All the refusals were about the hints: the person was there to be signed out.
  await logout(browser, { id_token_hint: idToken });
  await assertSignedIn(server, browser);
  await server.dispose();
});

async function assertNotOurs(hint) {
  const page = await logout(browser, { id_token_hint: hint, post_logout_redirect_uri: SIGNED_OUT, state: "s" });
  assertOnlyAsked(page, NOT_OURS);
  await assertSignedIn(server, browser, user);
}

describe("no ID token of this server:", () => {
  for (const [what, make] of [
    ["words", () => "x"],
    ["two dots", () => ".."],
    ["a JSON object", () => JSON.stringify(claims)],
    ["an access token", () => tokens.access_token],
    ["the claims without a signature", () => forge({ alg: "none" }, claims)],
    ["one of another issuer", () => sign(stranger, { ...claims, iss: "https://other.example" }, header)],
    ["one of another issuer that names this one's key", () => sign(stranger, { ...claims, iss: `${server.url}/` }, header)],
    ["one that somebody else signed in this server's name", () => sign(stranger, claims, header)],
    ["one signed by the key in its own header", () => sign(stranger, claims, { ...header, jwk: stranger.jwk })],
    ["one that says where its key is", () => sign(stranger, claims, { ...header, jku: "https://evil.example/jwks" })],
    ["one without the name of its key", () => sign(stranger, claims, { ...header, kid: undefined })],
    ["one whose type is another", () => sign(stranger, claims, { ...header, typ: "at+jwt" })],
    ["one without a client", () => sign(stranger, { ...claims, aud: undefined }, header)],
    ["one with numbers for names", () => sign(stranger, { ...claims, sub: 1, aud: 2, sid: 3 }, header)],
    ["one with a header that must be understood", () => sign(stranger, claims, { ...header, crit: ["x"], x: 1 })],
    ["one that is encrypted", () => `${idToken.split(".")[0]}.a.b.c.d`],
    ["two in one", () => `${idToken} ${idToken}`],
    ["one with a space before it", () => ` ${idToken}`],
    ["one with a line end", () => `${idToken}\n`],
    ["12 kB of dots", () => ".".repeat(12_000)],
    ["12 kB that begin well", () => `${idToken}${"A".repeat(12_000)}`],
    ["deep brackets", () => idToken.replace(/\.[^.]*\./, `.${Buffer.from("[".repeat(8000)).toString("base64url")}.`)],
  ]) {
    test(what, async () => assertNotOurs(await make()));
  }

  test("one that was changed on the way", async () => {
    for (const hint of tampered(idToken)) await assertNotOurs(hint);
  });

  // It has an issuer, an audience and a subject too, and the type of an ID token.
  test("a signed answer of userinfo", async () => {
    const there = await signIn(server, { client });
    const headers = { authorization: `Bearer ${there.tokens.access_token}` };
    const answer = await (await fetch(`${server.url}/userinfo`, { headers })).text();
    assert.equal(decodeJwt(answer).sub, there.user.id);
    assertOnlyAsked(await logout(there.browser, { id_token_hint: answer }), NOT_OURS);
    await assertSignedIn(server, there.browser, there.user);
  });

  test("one with an algorithm that libraries were fooled by", async () => {
    const { keys } = await (await fetch(`${server.url}/.well-known/jwks.json`)).json();
    // Whoever knows the public key can try to use it as if it were a shared secret.
    const ours = keys.find((key) => key.kid === header.kid);
    const key = { ...stranger, publicKey: await importJWK(ours, "ES256", { extractable: true }), jwk: ours };
    for (const hint of await confusions(key, claims, header)) await assertNotOurs(hint);
  });
});

// It may have been this server's once, before its key was thrown away (RP-Initiated Logout section 2: the
// OP asks the person).
describe("an ID token whose key is not known", () => {
  const forgotten = async (changes = {}) => sign(await newKey("ES256", "no-longer-known"), { ...claims, ...changes }, { typ: "JWT" });

  test("is asked about, and the answer counts", async () => {
    const there = await signIn(server, { client });
    const page = await logout(there.browser, {
      id_token_hint: await forgotten(),
      post_logout_redirect_uri: SIGNED_OUT,
      state: "s",
    });
    assert.ok(asksToSignOut(page), `${page.status} ${page.location} ${page.text}`);
    await assertSignedIn(server, there.browser, there.user);
    assert.equal((await signOut(there.browser, page)).location, `${SIGNED_OUT}?state=s`);
    await assertSignedIn(server, there.browser);
  });

  test("opens no address that its client did not register", async () => {
    const hint = await forgotten();
    assertOnlyAsked(await logout(browser, { id_token_hint: hint, post_logout_redirect_uri: "https://evil.example/" }), /not registered for it/);
    const page = await logout(browser, { id_token_hint: await forgotten({ aud: "nobody" }), post_logout_redirect_uri: SIGNED_OUT });
    assertOnlyAsked(page, /client_id is unknown/);
  });

  test("of another issuer is no ID token of this server", async () => {
    await assertNotOurs(await forgotten({ iss: "https://other.example" }));
  });

  test("with another algorithm tells the server nothing new", async () => {
    for (const alg of ["RS256", "EdDSA"]) {
      const hint = await sign(await newKey(alg, "no-longer-known"), claims, { typ: "JWT" });
      assert.ok(asksToSignOut(await logout(browser, { id_token_hint: hint })));
    }
    await assertSignedIn(server, browser, user);
  });
});

describe("an ID token is for one client", () => {
  test("and not good with the client_id of another", async () => {
    const other = await addLeavable(server);
    for (const client_id of [other.id, "nobody", client.id.toUpperCase(), `${client.id} `]) {
      const page = await logout(browser, { id_token_hint: idToken, client_id, post_logout_redirect_uri: SIGNED_OUT });
      assertOnlyAsked(page, /id_token_hint of another app/);
    }
    await assertSignedIn(server, browser, user);
  });

  test("and not good when that client is gone", async () => {
    const gone = await signIn(server);
    await server.db.batch(["token_families", "grants", "clients"].map((table) =>
      server.db.prepare(`DELETE FROM ${table} WHERE ${table === "clients" ? "id" : "client_id"} = ?`).bind(gone.client.id)));
    const page = await logout(gone.browser, { id_token_hint: gone.idToken, post_logout_redirect_uri: SIGNED_OUT });
    assertOnlyAsked(page, /client_id is unknown/);
    await assertSignedIn(server, gone.browser, gone.user);
  });
});

test("an address without anything that says whose it is leads nowhere, and the person is asked", async () => {
  assertOnlyAsked(await logout(browser, { post_logout_redirect_uri: SIGNED_OUT, state: "s" }), /did not say which app it is/);
  assertOnlyAsked(await logout(browser, { client_id: "nobody", post_logout_redirect_uri: SIGNED_OUT }), /client_id is unknown/);
  assertOnlyAsked(await logout(browser, { client_id: "nobody" }), /client_id is unknown/);
  await assertSignedIn(server, browser, user);
});

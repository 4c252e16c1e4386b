// jose, unmodified, verifies all that the server signs, as a client does that has no other library.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, test } from "node:test";
import { createRemoteJWKSet, errors, jwtVerify } from "jose";

import { Browser } from "../kit/browser.mjs";
import { addClient } from "../kit/clients.mjs";
import { ALGORITHMS } from "../kit/issued.mjs";
import { SCOPE, addPerson } from "../kit/people.mjs";
import { serveAuthorizationServer } from "../kit/serve.mjs";
import { obtainTokens, refresh, visit } from "../kit/steps.mjs";

const BACKCHANNEL = "https://app.example/backchannel-logout";
const SIGNED_OUT = "https://app.example/signed-out";

let server;
let person;
const delivered = [];
before(async () => {
  server = await serveAuthorizationServer({
    seed: true,
    outbound: async (request) => {
      delivered.push({ url: request.url, form: new URLSearchParams(await request.text()) });
      return new Response(null, { status: 200 });
    },
  });
  person = await addPerson(server);
});
after(() => server.dispose());

/** How a client with these keys verifies what is meant for it. */
function verifier(jwks) {
  return (jwt, client, alg, options) =>
    jwtVerify(jwt, jwks, { issuer: server.url, audience: client.id, algorithms: [alg], ...options });
}

/** `at_hash`: all three algorithms are used with SHA-256, but Ed25519 has SHA-512 inside. */
function hashed(accessToken, alg) {
  const digest = createHash(alg === "EdDSA" ? "sha512" : "sha256").update(accessToken).digest();
  return digest.subarray(0, digest.length / 2).toString("base64url");
}

/** The logout token that was delivered, waited for: it is sent after the browser has its answer. */
async function logoutToken() {
  for (let tries = 0; delivered.length === 0; tries++) {
    assert.ok(tries < 100, "no logout token was delivered");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const { url, form } = delivered.pop();
  assert.equal(url, BACKCHANNEL);
  return form.get("logout_token");
}

for (const alg of ALGORITHMS) {
  test(`ID tokens, userinfo and logout tokens signed with ${alg}`, async () => {
    const verify = verifier(createRemoteJWKSet(new URL(`${server.url}/.well-known/jwks.json`)));
    const client = await addClient(server, {
      scope: SCOPE,
      idTokenSignedResponseAlg: alg,
      userinfoSignedResponseAlg: alg,
      postLogoutRedirectUris: [SIGNED_OUT],
      backchannelLogoutUri: BACKCHANNEL,
    });
    const browser = new Browser(server);
    const tokens = await obtainTokens(server, browser, client, person, { scope: SCOPE, nonce: "of this test" });

    const required = ["exp", "iat", "auth_time", "nonce", "at_hash", "sid"];
    const { payload, protectedHeader } = await verify(tokens.id_token, client, alg, {
      typ: "JWT",
      maxTokenAge: "60 s",
      requiredClaims: required,
    });
    assert.ok(protectedHeader.kid);
    assert.equal(payload.sub, person.id);
    assert.equal(payload.nonce, "of this test");
    assert.equal(payload.at_hash, hashed(tokens.access_token, alg));

    const again = (await refresh(server, client, tokens.refresh_token)).json;
    const later = (await verify(again.id_token, client, alg, { typ: "JWT" })).payload;
    assert.deepEqual([later.sub, later.sid, later.auth_time], [payload.sub, payload.sid, payload.auth_time]);
    assert.equal(later.at_hash, hashed(again.access_token, alg));

    const headers = { authorization: `Bearer ${again.access_token}` };
    const response = await fetch(`${server.url}/userinfo`, { headers });
    assert.match(response.headers.get("content-type"), /^application\/jwt\b/);
    const userinfo = await verify(await response.text(), client, alg);
    assert.equal(userinfo.payload.sub, payload.sub);
    assert.equal(userinfo.payload.email, person.email);

    // What is meant for another client, or signed with what this one did not register, is not for it.
    await assert.rejects(verify(tokens.id_token, { id: "another" }, alg), errors.JWTClaimValidationFailed);
    await assert.rejects(verify(tokens.id_token, client, "HS256"), errors.JOSEAlgNotAllowed);

    const query = new URLSearchParams({ id_token_hint: tokens.id_token, post_logout_redirect_uri: SIGNED_OUT });
    assert.equal((await visit(browser, `/logout?${query}`)).href, SIGNED_OUT);
    const logout = await verify(await logoutToken(), client, alg, {
      typ: "logout+jwt",
      maxTokenAge: "60 s",
      requiredClaims: ["jti", "exp", "sub", "sid", "events"],
    });
    assert.equal(logout.payload.sid, payload.sid);
    assert.equal(logout.payload.nonce, undefined);
    assert.deepEqual(logout.payload.events, { "http://schemas.openid.net/event/backchannel-logout": {} });
  });
}

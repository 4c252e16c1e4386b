// oauth4webapi, unmodified, as an OpenID Connect client, with every check that it has.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import * as oauth from "oauth4webapi";

import { Browser } from "../kit/browser.mjs";
import { addClient, addKeyClient } from "../kit/clients.mjs";
import { ALGORITHMS } from "../kit/issued.mjs";
import { SCOPE, addPerson } from "../kit/people.mjs";
import { serveAuthorizationServer } from "../kit/serve.mjs";
import { now, visit } from "../kit/steps.mjs";

const CALLBACK = "https://app.example/callback";
const SIGNED_OUT = "https://app.example/signed-out";
const http = { [oauth.allowInsecureRequests]: true };

let server;
let person;
before(async () => {
  server = await serveAuthorizationServer({ seed: true });
  person = await addPerson(server);
});
after(() => server.dispose());

async function discover() {
  const issuer = new URL(server.url);
  return oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, { algorithm: "oidc", ...http }));
}

function authenticationOf(client) {
  return {
    client_secret_basic: () => oauth.ClientSecretBasic(client.secret),
    client_secret_post: () => oauth.ClientSecretPost(client.secret),
    private_key_jwt: () => oauth.PrivateKeyJwt(client.privateKey),
    none: () => oauth.None(),
  }[client.method]();
}

/** The whole life of a sign-in; `metadata` is what the client knows of its own registration. */
async function live(registered, metadata = {}, { pkce = true } = {}) {
  const as = await discover();
  const client = { client_id: registered.id, require_auth_time: true, ...metadata };
  const authentication = authenticationOf(registered);
  const browser = new Browser(server);
  const start = now();

  const verifier = oauth.generateRandomCodeVerifier();
  const [state, nonce] = [oauth.generateRandomState(), oauth.generateRandomNonce()];
  const url = new URL(as.authorization_endpoint);
  url.search = new URLSearchParams({
    client_id: client.client_id,
    response_type: "code",
    redirect_uri: CALLBACK,
    scope: SCOPE,
    state,
    nonce,
    max_age: "60",
    ...(pkce && {
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: "S256",
    }),
  });
  const params = oauth.validateAuthResponse(as, client, await visit(browser, url, person), state);
  const response = await oauth.authorizationCodeGrantRequest(
    as, client, authentication, params, CALLBACK, pkce ? verifier : oauth.nopkce, http);
  const tokens = await oauth.processAuthorizationCodeResponse(as, client, response, {
    expectedNonce: nonce,
    maxAge: 60,
    requireIdToken: true,
  });
  await oauth.validateApplicationLevelSignature(as, response, http);
  const claims = oauth.getValidatedIdTokenClaims(tokens);
  assert.ok(claims.auth_time >= start && claims.auth_time <= claims.iat, `${claims.auth_time}`);

  const answer = await oauth.userInfoRequest(as, client, tokens.access_token, http);
  const userinfo = await oauth.processUserInfoResponse(as, client, claims.sub, answer);
  if (client.userinfo_signed_response_alg) await oauth.validateApplicationLevelSignature(as, answer, http);
  for (const [name, value] of Object.entries(person.claims)) assert.deepEqual(userinfo[name], value, name);

  const again = await oauth.refreshTokenGrantRequest(as, client, authentication, tokens.refresh_token, http);
  const refreshed = await oauth.processRefreshTokenResponse(as, client, again);
  await oauth.validateApplicationLevelSignature(as, again, http);
  const later = oauth.getValidatedIdTokenClaims(refreshed);
  assert.deepEqual(
    [later.iss, later.sub, later.aud, later.auth_time, later.azp, later.nonce],
    [claims.iss, claims.sub, claims.aud, claims.auth_time, claims.azp, undefined],
  );

  const logout = new URL(as.end_session_endpoint);
  logout.search = new URLSearchParams({
    id_token_hint: refreshed.id_token,
    post_logout_redirect_uri: SIGNED_OUT,
    state,
  });
  assert.equal((await visit(browser, logout)).href, `${SIGNED_OUT}?state=${state}`);
  return claims;
}

const REGISTRATION = { redirectUris: [CALLBACK], scope: SCOPE, postLogoutRedirectUris: [SIGNED_OUT] };

for (const alg of ALGORITHMS) {
  test(`everything signed with ${alg}`, async () => {
    const signed = { idTokenSignedResponseAlg: alg, userinfoSignedResponseAlg: alg };
    const claims = await live(await addClient(server, { ...REGISTRATION, ...signed }), {
      id_token_signed_response_alg: alg,
      userinfo_signed_response_alg: alg,
    });
    assert.equal(claims.sub, person.id);
  });
}

for (const [method, add] of [
  ["client_secret_post", addClient],
  ["private_key_jwt", addKeyClient],
  ["none", addClient],
]) {
  test(`a client that authenticates with ${method}`, async () => {
    await live(await add(server, { ...REGISTRATION, method }));
  });
}

test("a client that sends a nonce and no PKCE", async () => {
  await live(await addClient(server, { ...REGISTRATION, withoutPkce: true }), {}, { pkce: false });
});

test("a client with a default_max_age", async () => {
  await live(await addClient(server, { ...REGISTRATION, defaultMaxAge: 30 }), { default_max_age: 30 });
});

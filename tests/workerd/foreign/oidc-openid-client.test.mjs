// openid-client, unmodified, as an OpenID Connect client: discovery, sign-in, the ID token and its
// signature, userinfo, refresh and logout.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import * as openid from "openid-client";

import { Browser } from "../kit/browser.mjs";
import { addClient, addKeyClient } from "../kit/clients.mjs";
import { ALGORITHMS } from "../kit/issued.mjs";
import { SCOPE, addPerson } from "../kit/people.mjs";
import { serveAuthorizationServer } from "../kit/serve.mjs";
import { visit } from "../kit/steps.mjs";

const CALLBACK = "https://app.example/callback";
const SIGNED_OUT = "https://app.example/signed-out";
const REGISTRATION = { redirectUris: [CALLBACK], scope: SCOPE, postLogoutRedirectUris: [SIGNED_OUT] };

/** The checks of signatures are off in this library where TLS would vouch for the server. */
const execute = [openid.allowInsecureRequests, openid.enableNonRepudiationChecks];

let server;
let person;
before(async () => {
  server = await serveAuthorizationServer({ seed: true, vars: { REGISTRATION: "open" } });
  person = await addPerson(server);
});
after(() => server.dispose());

/** The configuration of a client of the kit; `metadata` as the client knows its own registration. */
function configure(client, metadata) {
  const authentication = {
    client_secret_basic: () => openid.ClientSecretBasic(client.secret),
    client_secret_post: () => openid.ClientSecretPost(client.secret),
    private_key_jwt: () => openid.PrivateKeyJwt(client.privateKey),
    none: () => openid.None(),
  }[client.method]();
  return openid.discovery(new URL(server.url), client.id, metadata, authentication, { execute });
}

/**
 * Signs the person in: {tokens, claims, url}, `url` the authorization request.
 *
 * - `pushed`: whether by a pushed authorization request.
 * - `pkce`: whether with PKCE.
 * - `options`: of the token request.
 */
async function signIn(config, browser, { pushed = false, pkce = true, options, ...parameters } = {}) {
  const verifier = openid.randomPKCECodeVerifier();
  const checks = { expectedNonce: openid.randomNonce(), expectedState: openid.randomState(), idTokenExpected: true };
  const all = {
    redirect_uri: CALLBACK,
    scope: SCOPE,
    state: checks.expectedState,
    nonce: checks.expectedNonce,
    ...(pkce && { code_challenge: await openid.calculatePKCECodeChallenge(verifier), code_challenge_method: "S256" }),
    ...parameters,
  };
  const url = pushed
    ? await openid.buildAuthorizationUrlWithPAR(config, all, options)
    : openid.buildAuthorizationUrl(config, all);
  const callback = await visit(browser, url, person);
  if (pkce) checks.pkceCodeVerifier = verifier;
  if (parameters.max_age) checks.maxAge = Number(parameters.max_age);
  const tokens = await openid.authorizationCodeGrant(config, callback, checks, undefined, options);
  return { tokens, claims: tokens.claims(), url };
}

/** Everything that comes after signing in. */
async function useAndEnd(config, browser, { tokens, claims }, options) {
  const userinfo = await openid.fetchUserInfo(config, tokens.access_token, claims.sub, options);
  for (const [name, value] of Object.entries(person.claims)) assert.deepEqual(userinfo[name], value, name);

  const refreshed = await openid.refreshTokenGrant(config, tokens.refresh_token, undefined, options);
  const { sub, auth_time, nonce } = refreshed.claims();
  assert.deepEqual({ sub, auth_time, nonce }, { sub: claims.sub, auth_time: claims.auth_time, nonce: undefined });

  const logout = openid.buildEndSessionUrl(config, {
    post_logout_redirect_uri: SIGNED_OUT,
    id_token_hint: refreshed.id_token,
    state: "after",
  });
  assert.equal((await visit(browser, logout)).href, `${SIGNED_OUT}?state=after`);
}

for (const alg of ALGORITHMS) {
  test(`ID tokens signed with ${alg}`, async () => {
    const client = await addClient(server, { ...REGISTRATION, idTokenSignedResponseAlg: alg });
    const config = await configure(client, { id_token_signed_response_alg: alg });
    const browser = new Browser(server);
    const session = await signIn(config, browser, { max_age: "600" });
    assert.equal(session.claims.sub, person.id);
    await useAndEnd(config, browser, session);
  });
}

for (const [method, add] of [
  ["client_secret_post", addClient],
  ["private_key_jwt", addKeyClient],
  ["none", addClient],
]) {
  test(`a client that authenticates with ${method}`, async () => {
    const client = await add(server, { ...REGISTRATION, method });
    const config = await configure(client);
    const browser = new Browser(server);
    await useAndEnd(config, browser, await signIn(config, browser));
  });
}

test("pushed requests and tokens that are bound to a key", async () => {
  const client = await addKeyClient(server, {
    ...REGISTRATION,
    requirePushedAuthorizationRequests: true,
    dpopBoundAccessTokens: true,
  });
  const config = await configure(client);
  const options = { DPoP: openid.getDPoPHandle(config, await openid.randomDPoPKeyPair()) };
  const browser = new Browser(server);
  const session = await signIn(config, browser, { pushed: true, options });
  assert.equal(session.tokens.token_type, "dpop");
  await useAndEnd(config, browser, session, options);
});

for (const alg of ALGORITHMS) {
  test(`userinfo signed with ${alg}`, async () => {
    const client = await addClient(server, { ...REGISTRATION, userinfoSignedResponseAlg: alg });
    const config = await configure(client, { userinfo_signed_response_alg: alg });
    const browser = new Browser(server);
    await useAndEnd(config, browser, await signIn(config, browser));
  });
}

test("a client that registers itself", async () => {
  const config = await openid.dynamicClientRegistration(new URL(server.url), {
    client_name: "Made by openid-client",
    redirect_uris: [CALLBACK],
    grant_types: ["authorization_code", "refresh_token"],
    post_logout_redirect_uris: [SIGNED_OUT],
    // What the library does by itself with a secret that it was given.
    token_endpoint_auth_method: "client_secret_post",
    id_token_signed_response_alg: "RS256",
  }, undefined, { execute });
  const browser = new Browser(server);
  await useAndEnd(config, browser, await signIn(config, browser));
});

test("a client that sends a nonce and no PKCE", async () => {
  const client = await addClient(server, { ...REGISTRATION, withoutPkce: true });
  const config = await configure(client);
  const browser = new Browser(server);
  await useAndEnd(config, browser, await signIn(config, browser, { pkce: false }));
});

test("pairwise subjects", async () => {
  const subs = await Promise.all(["one.example", "other.example"].map(async (sectorIdentifier) => {
    const client = await addClient(server, { ...REGISTRATION, sectorIdentifier });
    const config = await configure(client, { subject_type: "pairwise" });
    const browser = new Browser(server);
    const session = await signIn(config, browser);
    await useAndEnd(config, browser, session);
    return session.claims.sub;
  }));
  assert.equal(new Set([...subs, person.id]).size, 3);
});

test("claims asked for one by one", async () => {
  const client = await addClient(server, REGISTRATION);
  const config = await configure(client);
  const asked = { id_token: { nickname: { essential: true }, auth_time: null }, userinfo: { birthdate: null } };
  const { tokens, claims } = await signIn(config, new Browser(server), {
    scope: "openid",
    claims: JSON.stringify(asked),
  });
  assert.deepEqual([claims.nickname, claims.birthdate], [person.claims.nickname, undefined]);
  const { birthdate } = person.claims;
  assert.deepEqual(
    await openid.fetchUserInfo(config, tokens.access_token, claims.sub),
    { sub: claims.sub, birthdate },
  );
});

test("silent sign-in, and the answer when it cannot be", async () => {
  const client = await addClient(server, REGISTRATION);
  const config = await configure(client);
  const browser = new Browser(server);
  const { tokens, claims } = await signIn(config, browser);
  const silent = await signIn(config, browser, { prompt: "none", id_token_hint: tokens.id_token });
  assert.deepEqual(
    [silent.claims.sub, silent.claims.auth_time, silent.claims.sid],
    [claims.sub, claims.auth_time, claims.sid],
  );
  await assert.rejects(signIn(config, new Browser(server), { prompt: "none" }), { error: "login_required" });
});

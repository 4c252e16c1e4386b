// The endpoints beside /authorize and /token, by client libraries that are written against the RFCs:
// pushed requests, resource indicators, form_post, introspection and revocation.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import * as oauth from "oauth4webapi";
import * as openid from "openid-client";

import { Browser } from "../kit/browser.mjs";
import { addClient, addKeyClient } from "../kit/clients.mjs";
import { serveAuthorizationServer } from "../kit/serve.mjs";

const NOTES = "http://localhost:8789";
const METHODS = ["client_secret_basic", "client_secret_post", "private_key_jwt", "none"];

let server, browser, api;
before(async () => {
  server = await serveAuthorizationServer({ seed: true });
  browser = new Browser(server);
  api = await addClient(server, { introspects: [NOTES], redirectUris: [] });
});
after(() => server.dispose());

function register(method) {
  const registration = { firstParty: true };
  return method === "private_key_jwt" ? addKeyClient(server, registration) : addClient(server, { method, ...registration });
}

function discover(client, authentication) {
  return openid.discovery(new URL(server.url), client.id, undefined, authentication, {
    algorithm: "oauth2",
    execute: [openid.allowInsecureRequests],
  });
}

/** Opens an address as the demo user; a client of the owner asks nothing. */
async function visit(url) {
  const page = await browser.open(url.href);
  return page.asksToSignIn ? browser.signIn(page, server.user) : page;
}

for (const method of METHODS) {
  test(`openid-client pushes, has its token introspected and revokes it, with ${method}`, async () => {
    const client = await register(method);
    const config = await discover(client, {
      client_secret_basic: () => openid.ClientSecretBasic(client.secret),
      client_secret_post: () => openid.ClientSecretPost(client.secret),
      private_key_jwt: () => openid.PrivateKeyJwt(client.privateKey),
      none: () => openid.None(),
    }[method]());
    const speaking = await discover(api, openid.ClientSecretBasic(api.secret));

    const verifier = openid.randomPKCECodeVerifier();
    const state = openid.randomState();
    const url = await openid.buildAuthorizationUrlWithPAR(config, {
      redirect_uri: client.redirectUri,
      scope: "profile notes:read",
      resource: NOTES,
      state,
      code_challenge: await openid.calculatePKCECodeChallenge(verifier),
      code_challenge_method: "S256",
    });
    assert.deepEqual([...url.searchParams.keys()].sort(), ["client_id", "request_uri"]);
    const callback = new URL((await visit(url)).location);
    const tokens = await openid.authorizationCodeGrant(config, callback, { pkceCodeVerifier: verifier, expectedState: state });
    assert.equal(tokens.scope, "notes:read");

    const known = await openid.tokenIntrospection(speaking, tokens.access_token);
    assert.deepEqual([known.active, known.client_id, known.aud, known.scope], [true, client.id, NOTES, "notes:read"]);
    const refreshed = await openid.refreshTokenGrant(config, tokens.refresh_token);
    await openid.tokenRevocation(config, refreshed.access_token, { token_type_hint: "access_token" });
    assert.deepEqual(await openid.tokenIntrospection(speaking, refreshed.access_token), { active: false });
    assert.equal((await openid.tokenIntrospection(speaking, tokens.access_token)).active, true);
    await openid.tokenRevocation(config, refreshed.refresh_token);
    assert.deepEqual(await openid.tokenIntrospection(speaking, tokens.access_token), { active: false });
    await assert.rejects(openid.refreshTokenGrant(config, refreshed.refresh_token), { error: "invalid_grant" });
  });
}

test("oauth4webapi reads the errors of each endpoint", async () => {
  const http = { [oauth.allowInsecureRequests]: true };
  const issuer = new URL(server.url);
  const as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, { algorithm: "oauth2", ...http }));
  const registered = await register("client_secret_basic");
  const client = { client_id: registered.id };
  const authentication = oauth.ClientSecretBasic(registered.secret);
  const wrong = oauth.ClientSecretBasic("not the secret");
  const params = new URLSearchParams({
    response_type: "code", redirect_uri: registered.redirectUri, scope: "everything",
    code_challenge: await oauth.calculatePKCECodeChallenge(oauth.generateRandomCodeVerifier()), code_challenge_method: "S256",
  });

  const pushed = await oauth.pushedAuthorizationRequest(as, client, authentication, params, http);
  await assert.rejects(oauth.processPushedAuthorizationResponse(as, client, pushed), { error: "invalid_scope", status: 400 });
  const told = await oauth.introspectionRequest(as, client, authentication, "x", http);
  await assert.rejects(oauth.processIntrospectionResponse(as, client, told), { error: "unauthorized_client", status: 400 });
  const revoked = await oauth.revocationRequest(as, client, wrong, "x", http);
  await assert.rejects(oauth.processRevocationResponse(revoked), (error) => error.status === 401 && error.cause[0].scheme === "basic");
});

test("oauth4webapi accepts the answer of form_post", async () => {
  const http = { [oauth.allowInsecureRequests]: true };
  const issuer = new URL(server.url);
  const as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, { algorithm: "oauth2", ...http }));
  const registered = await register("none");
  const client = { client_id: registered.id };
  const verifier = oauth.generateRandomCodeVerifier();
  const state = oauth.generateRandomState();
  const url = new URL(as.authorization_endpoint);
  url.search = new URLSearchParams({
    client_id: client.client_id,
    response_type: "code",
    response_mode: "form_post",
    redirect_uri: registered.redirectUri,
    state,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
  });
  const { values } = (await visit(url)).form();
  const answer = oauth.validateAuthResponse(as, client, new URLSearchParams(values), state);
  const tokens = await oauth.processAuthorizationCodeResponse(as, client,
    await oauth.authorizationCodeGrantRequest(as, client, oauth.None(), answer, registered.redirectUri, verifier, http));
  assert.equal(tokens.token_type, "bearer");
  await assert.rejects(async () => oauth.validateAuthResponse(as, client, new URLSearchParams({ ...values, iss: "https://attacker.example" }), state));
});

// The whole flow by client libraries that are written against the RFCs, not against this server.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { createRemoteJWKSet, jwtVerify } from "jose";
import * as oauth from "oauth4webapi";
import * as openid from "openid-client";

import { Browser } from "../kit/browser.mjs";
import { addClient } from "../kit/clients.mjs";
import { serveAuthorizationServer } from "../kit/serve.mjs";
import { now, visit } from "../kit/steps.mjs";

const SCOPE = "openid profile offline_access notes:read";
const METHODS = ["client_secret_basic", "client_secret_post", "none"];

let server;
before(async () => {
  server = await serveAuthorizationServer({ seed: true });
});
after(() => server.dispose());

/** RFC 9068 section 4, with a library of its own. */
async function verifyAccessToken(accessToken, client, authenticatedAfter) {
  const jwks = createRemoteJWKSet(new URL(`${server.url}/.well-known/jwks.json`));
  const { payload, protectedHeader } = await jwtVerify(accessToken, jwks, {
    issuer: server.url,
    audience: "http://localhost:8789",
    algorithms: ["ES256"],
    typ: "at+jwt",
  });
  const person = await server.db.prepare("SELECT id FROM users WHERE username = ?")
    .bind(server.user.username).first();
  assert.deepEqual(Object.keys(protectedHeader).sort(), ["alg", "kid", "typ"]);
  assert.deepEqual(
    Object.keys(payload).sort(),
    ["acr", "aud", "auth_time", "client_id", "exp", "iat", "iss", "jti", "scope", "sub"],
  );
  assert.equal(payload.sub, person.id);
  assert.deepEqual(payload.aud, [server.url, "http://localhost:8789"]);
  assert.equal(payload.client_id, client.id);
  // `offline_access` means nothing to an API (RFC 9068 section 2.2.3).
  assert.equal(payload.scope, SCOPE.replace("offline_access ", ""));
  assert.equal(payload.exp - payload.iat, 600);
  assert.ok(Math.abs(payload.iat - now()) <= 5);
  assert.ok(payload.auth_time >= authenticatedAfter && payload.auth_time <= payload.iat);
  assert.ok(payload.jti.length >= 20);
  return payload;
}

for (const method of METHODS) {
  test(`openid-client runs the whole flow with ${method}`, async () => {
    const start = now();
    const client = await addClient(server, { method });
    const authentication = {
      client_secret_basic: () => openid.ClientSecretBasic(client.secret),
      client_secret_post: () => openid.ClientSecretPost(client.secret),
      none: () => openid.None(),
    }[method]();
    const config = await openid.discovery(new URL(server.url), client.id, undefined, authentication, {
      algorithm: "oauth2",
      execute: [openid.allowInsecureRequests],
    });

    const verifier = openid.randomPKCECodeVerifier();
    const state = openid.randomState();
    const url = openid.buildAuthorizationUrl(config, {
      redirect_uri: client.redirectUri,
      scope: SCOPE,
      state,
      code_challenge: await openid.calculatePKCECodeChallenge(verifier),
      code_challenge_method: "S256",
    });
    const callback = await visit(new Browser(server), url, server.user);
    const checks = { pkceCodeVerifier: verifier, expectedState: state };
    const tokens = await openid.authorizationCodeGrant(config, callback, checks);
    assert.equal(tokens.token_type, "bearer");
    assert.equal(tokens.expires_in, 600);
    assert.equal(tokens.scope, SCOPE);
    const claims = await verifyAccessToken(tokens.access_token, client, start);

    const refreshed = await openid.refreshTokenGrant(config, tokens.refresh_token);
    assert.notEqual(refreshed.refresh_token, tokens.refresh_token);
    const later = await verifyAccessToken(refreshed.access_token, client, start);
    assert.notEqual(later.jti, claims.jti);
    assert.equal(later.auth_time, claims.auth_time);

    const { updated_at, ...person } = await openid.fetchUserInfo(config, refreshed.access_token, claims.sub);
    assert.ok(Number.isInteger(updated_at) && updated_at <= now(), String(updated_at));
    assert.deepEqual(person, { sub: claims.sub, preferred_username: "demo", name: "Demo Person" });

    // The library refuses an answer without `state` and `iss`, or with others, before it asks for tokens.
    for (const name of ["state", "iss"]) {
      const blamed = (error) => error.cause.message.includes(`"${name}"`);
      const forged = new URL(callback);
      forged.searchParams.set(name, "https://attacker.example");
      await assert.rejects(openid.authorizationCodeGrant(config, forged, checks), blamed);
      forged.searchParams.delete(name);
      await assert.rejects(openid.authorizationCodeGrant(config, forged, checks), blamed);
    }
  });

  test(`oauth4webapi runs the whole flow with ${method}`, async () => {
    const start = now();
    const http = { [oauth.allowInsecureRequests]: true };
    const registered = await addClient(server, { method });
    const client = { client_id: registered.id };
    const authentication = {
      client_secret_basic: () => oauth.ClientSecretBasic(registered.secret),
      client_secret_post: () => oauth.ClientSecretPost(registered.secret),
      none: () => oauth.None(),
    }[method]();
    const issuer = new URL(server.url);
    const discovered = await oauth.discoveryRequest(issuer, { algorithm: "oauth2", ...http });
    const as = await oauth.processDiscoveryResponse(issuer, discovered);
    assert.ok(as.token_endpoint_auth_methods_supported.includes(method));

    const verifier = oauth.generateRandomCodeVerifier();
    const state = oauth.generateRandomState();
    const url = new URL(as.authorization_endpoint);
    url.search = new URLSearchParams({
      client_id: client.client_id,
      response_type: "code",
      redirect_uri: registered.redirectUri,
      scope: SCOPE,
      state,
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: "S256",
    });
    const params = oauth.validateAuthResponse(as, client, await visit(new Browser(server), url, server.user), state);
    const tokens = await oauth.processAuthorizationCodeResponse(as, client,
      await oauth.authorizationCodeGrantRequest(
        as, client, authentication, params, registered.redirectUri, verifier, http));
    const claims = await verifyAccessToken(tokens.access_token, registered, start);

    const request = new Request("http://localhost:8789/notes", {
      headers: { authorization: `Bearer ${tokens.access_token}` },
    });
    const validated = await oauth.validateJwtAccessToken(as, request, "http://localhost:8789", http);
    assert.equal(validated.sub, claims.sub);

    const refreshed = await oauth.processRefreshTokenResponse(as, client,
      await oauth.refreshTokenGrantRequest(as, client, authentication, tokens.refresh_token, http));
    await verifyAccessToken(refreshed.access_token, registered, start);

    const userinfo = await oauth.userInfoRequest(as, client, refreshed.access_token, http);
    const person = await oauth.processUserInfoResponse(as, client, claims.sub, userinfo);
    assert.equal(person.preferred_username, server.user.username);
  });
}

describe("openid-client reads what this server refuses", () => {
  async function discover(client, secret = client.secret) {
    return openid.discovery(new URL(server.url), client.id, undefined, openid.ClientSecretBasic(secret), {
      algorithm: "oauth2",
      execute: [openid.allowInsecureRequests],
    });
  }

  test("access_denied", async () => {
    const client = await addClient(server);
    const config = await discover(client);
    const verifier = openid.randomPKCECodeVerifier();
    const url = openid.buildAuthorizationUrl(config, {
      redirect_uri: client.redirectUri,
      scope: SCOPE,
      state: "denied",
      code_challenge: await openid.calculatePKCECodeChallenge(verifier),
      code_challenge_method: "S256",
    });
    const browser = new Browser(server);
    const consent = await browser.signIn(await browser.open(url), server.user);
    const denied = new URL((await browser.deny(consent)).location);
    await assert.rejects(
      openid.authorizationCodeGrant(config, denied, { pkceCodeVerifier: verifier, expectedState: "denied" }),
      { error: "access_denied" },
    );
  });

  test("invalid_client, by its challenge", async () => {
    const client = await addClient(server);
    await assert.rejects(
      openid.refreshTokenGrant(await discover(client, "not the secret"), "nothing.1.real"),
      (error) => error.status === 401 && error.cause[0].scheme === "basic",
    );
  });

  test("invalid_grant", async () => {
    const client = await addClient(server);
    await assert.rejects(
      openid.refreshTokenGrant(await discover(client), "nothing.1.real"),
      { status: 400, error: "invalid_grant" },
    );
  });
});

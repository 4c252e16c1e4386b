// Client libraries, unmodified, with all that keys are for at once: private_key_jwt, a signed request
// that is pushed, and tokens bound by DPoP, with the nonces that this server asks for.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { calculateJwkThumbprint, decodeJwt } from "jose";
import * as oauth from "oauth4webapi";
import * as openid from "openid-client";

import { Browser } from "../kit/browser.mjs";
import { addClient } from "../kit/clients.mjs";
import { newKey, setOf } from "../kit/keys.mjs";
import { serveIsolates } from "../kit/serve.mjs";
import { approve, visit } from "../kit/steps.mjs";

const SCOPE = "openid profile offline_access notes:read";
const NOTES = "http://localhost:8789";
const ALGORITHMS = ["ES256", "RS256", "PS256", "Ed25519"];

let server;
before(async () => {
  server = await serveIsolates(1);
});
after(() => server?.dispose());

/** A client that must do all of it, and speaks for the notes API too. */
function register(key) {
  return addClient(server, {
    method: "private_key_jwt",
    jwks: setOf(key),
    requestObjectSigningAlg: key.alg,
    requireSignedRequestObject: true,
    requirePushedAuthorizationRequests: true,
    dpopBoundAccessTokens: true,
    introspects: [NOTES],
  });
}

/** Sends a person through the pages, after a look at the address: all but a reference was pushed. */
async function visitPushed(url) {
  assert.deepEqual([...url.searchParams.keys()].toSorted(), ["client_id", "request_uri"]);
  return visit(new Browser(server), url, server.user);
}

async function assertBound(accessToken, proofKey) {
  assert.equal(decodeJwt(accessToken).cnf.jkt, await calculateJwkThumbprint(proofKey.jwk));
}

for (const alg of ALGORITHMS) {
  test(`openid-client authenticates, signs, pushes and proves with ${alg}`, async () => {
    const [key, proofKey] = [await newKey(alg, "first"), await newKey(alg)];
    const client = await register(key);
    const privateKey = { key: key.privateKey, kid: key.kid };
    const config = await openid.discovery(
      new URL(server.url), client.id, undefined, openid.PrivateKeyJwt(privateKey),
      { algorithm: "oauth2", execute: [openid.allowInsecureRequests] },
    );
    const DPoP = openid.getDPoPHandle(config, proofKey);

    const verifier = openid.randomPKCECodeVerifier();
    const state = openid.randomState();
    const signed = await openid.buildAuthorizationUrlWithJAR(config, {
      redirect_uri: client.redirectUri,
      scope: SCOPE,
      state,
      code_challenge: await openid.calculatePKCECodeChallenge(verifier),
      code_challenge_method: "S256",
    }, privateKey);
    const pushed = await openid.buildAuthorizationUrlWithPAR(config, signed.searchParams, { DPoP });
    const callback = await visitPushed(pushed);
    const checks = { pkceCodeVerifier: verifier, expectedState: state };
    const tokens = await openid.authorizationCodeGrant(config, callback, checks, undefined, { DPoP });
    assert.equal(tokens.token_type, "dpop");
    await assertBound(tokens.access_token, proofKey);

    const refreshed = await openid.refreshTokenGrant(config, tokens.refresh_token, undefined, { DPoP });
    await assertBound(refreshed.access_token, proofKey);
    const { sub } = decodeJwt(refreshed.access_token);
    const person = await openid.fetchUserInfo(config, refreshed.access_token, sub, { DPoP });
    assert.equal(person.preferred_username, server.user.username);
    await assert.rejects(openid.fetchUserInfo(config, refreshed.access_token, sub), { status: 401 });

    const known = await openid.tokenIntrospection(config, refreshed.access_token);
    assert.deepEqual([known.active, known.cnf.jkt], [true, await DPoP.calculateThumbprint()]);
    await openid.tokenRevocation(config, refreshed.refresh_token);
    assert.equal((await openid.tokenIntrospection(config, refreshed.access_token)).active, false);
  });

  test(`oauth4webapi authenticates, signs, pushes and proves with ${alg}`, async () => {
    const [key, proofKey] = [await newKey(alg, "first"), await newKey(alg)];
    const registered = await register(key);
    const client = { client_id: registered.id };
    const privateKey = { key: key.privateKey, kid: key.kid };
    const authentication = oauth.PrivateKeyJwt(privateKey);
    const DPoP = oauth.DPoP(client, proofKey);
    const http = { [oauth.allowInsecureRequests]: true };
    const issuer = new URL(server.url);
    const discovered = await oauth.discoveryRequest(issuer, { algorithm: "oauth2", ...http });
    const as = await oauth.processDiscoveryResponse(issuer, discovered);
    for (const use of ["token_endpoint_auth", "request_object", "dpop"]) {
      const list = as[`${use}_signing_alg_values_supported`];
      assert.ok(list.includes(alg), `${use}: ${list}`);
    }
    /** Asks again with the nonce of the answer, once, as the library's own examples do. */
    const ask = async (send, read) => {
      try {
        return await read(await send());
      } catch (error) {
        if (!oauth.isDPoPNonceError(error)) throw error;
        return read(await send());
      }
    };

    const verifier = oauth.generateRandomCodeVerifier();
    const state = oauth.generateRandomState();
    const params = {
      response_type: "code",
      redirect_uri: registered.redirectUri,
      scope: SCOPE,
      resource: NOTES,
      state,
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: "S256",
    };
    const request = await oauth.issueRequestObject(as, client, params, privateKey);
    const { request_uri } = await ask(
      () => oauth.pushedAuthorizationRequest(as, client, authentication, { request }, { DPoP, ...http }),
      (response) => oauth.processPushedAuthorizationResponse(as, client, response),
    );
    const url = new URL(as.authorization_endpoint);
    url.search = new URLSearchParams({ client_id: client.client_id, request_uri });
    const answer = oauth.validateAuthResponse(as, client, await visitPushed(url), state);
    const tokens = await ask(
      () => oauth.authorizationCodeGrantRequest(
        as, client, authentication, answer, registered.redirectUri, verifier, { DPoP, ...http }),
      (response) => oauth.processAuthorizationCodeResponse(as, client, response),
    );
    assert.equal(tokens.token_type, "dpop");
    await assertBound(tokens.access_token, proofKey);

    const refreshed = await ask(
      () => oauth.refreshTokenGrantRequest(as, client, authentication, tokens.refresh_token, { DPoP, ...http }),
      (response) => oauth.processRefreshTokenResponse(as, client, response),
    );
    await assertBound(refreshed.access_token, proofKey);

    // What an API would do: the library verifies the token and the proof that comes with it.
    const headers = new Headers({ authorization: `DPoP ${refreshed.access_token}` });
    await DPoP.addProof(new URL(`${NOTES}/notes`), headers, "GET", refreshed.access_token);
    const seen = new Request(`${NOTES}/notes`, { headers });
    const claims = await oauth.validateJwtAccessToken(as, seen, NOTES, { requireDPoP: true, ...http });
    assert.deepEqual([claims.aud, claims.scope], [NOTES, "notes:read"]);
  });
}

test("openid-client signs a request by value, and names its key in it, without a secret and without /par", async () => {
  const [key, proofKey] = [await newKey("ES256"), await newKey("ES256")];
  const client = await addClient(server, { method: "none", jwks: setOf(key), requestObjectSigningAlg: "ES256" });
  const config = await openid.discovery(
    new URL(server.url), client.id, undefined, openid.None(),
    { algorithm: "oauth2", execute: [openid.allowInsecureRequests] },
  );
  const DPoP = openid.getDPoPHandle(config, proofKey);
  const verifier = openid.randomPKCECodeVerifier();
  const state = openid.randomState();
  const url = await openid.buildAuthorizationUrlWithJAR(config, {
    redirect_uri: client.redirectUri,
    scope: SCOPE,
    state,
    dpop_jkt: await DPoP.calculateThumbprint(),
    code_challenge: await openid.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
  }, key.privateKey);
  assert.equal(url.searchParams.has("redirect_uri"), false);
  const page = await approve(new Browser(server), { url }, server.user);
  const checks = { pkceCodeVerifier: verifier, expectedState: state };
  const tokens = await openid.authorizationCodeGrant(config, new URL(page.location), checks, undefined, { DPoP });
  await assertBound(tokens.access_token, proofKey);
  await assertBound((await openid.refreshTokenGrant(config, tokens.refresh_token, undefined, { DPoP })).access_token, proofKey);
});

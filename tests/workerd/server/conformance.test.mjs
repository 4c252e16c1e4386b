// What the OpenID Foundation's conformance suite looks at and no other test here does (docs/conformance.md). Clients
// are as its plans want them: for Basic OP with a secret and without PKCE, for FAPI 2.0 with a key,
// DPoP and pushed requests.

import assert from "node:assert/strict";
import { randomBytes, randomUUID } from "node:crypto";
import { after, before, describe, test } from "node:test";

import { assertError } from "../kit/asserts.mjs";
import { Browser } from "../kit/browser.mjs";
import { addClient } from "../kit/clients.mjs";
import { hashOf, userinfo, verified } from "../kit/issued.mjs";
import { asserted, assertion, newKey, prove, setOf, withAlgorithm } from "../kit/keys.mjs";
import { addUser } from "../kit/people.mjs";
import { serveIsolates } from "../kit/serve.mjs";
import { approve, authorizationRequest, now, post, sha256, token } from "../kit/steps.mjs";

const SCOPE = "openid profile email offline_access";

let server, user, browser;
before(async () => {
  server = await serveIsolates(1);
  user = await addUser(server);
  browser = new Browser(server);
});
after(() => server?.dispose());

describe("Basic OP", () => {
  let client;
  before(async () => {
    client = await addClient(server, { firstParty: true, withoutPkce: true, idTokenSignedResponseAlg: "RS256" });
  });

  /** An authorization request of the plan; the pairs of its query in any order. */
  function request(changes = {}) {
    const { params } = authorizationRequest(client, {
      scope: "openid email", nonce: randomUUID(), code_challenge: undefined, code_challenge_method: undefined, ...changes,
    });
    return { params, url: `/authorize?${params}` };
  }

  async function redeem(page) {
    const fields = { grant_type: "authorization_code", code: page.answer.get("code"), redirect_uri: client.redirectUri };
    return token(server, client, fields);
  }

  test("a request counts in any order of its parameters and its scopes", async () => {
    const { params } = request({ scope: "email openid" });
    const reversed = `/authorize?${new URLSearchParams([...params].reverse())}`;
    const { json } = await redeem(await approve(browser, { url: reversed }, user));
    const { payload } = await verified(server, json.id_token, client, { alg: "RS256" });
    assert.equal(payload.nonce, params.get("nonce"));
    assert.deepEqual(json.scope.split(" ").toSorted(), ["email", "openid"]);
    assert.equal((await userinfo(server, json.access_token)).json.email, user.email);
  });

  test("a code that comes again after 30 seconds is refused, and takes its access token with it", async () => {
    const page = await approve(browser, request(), user);
    const { json } = await redeem(page);
    assert.equal((await userinfo(server, json.access_token)).status, 200);
    await server.letPass(30);
    const again = await redeem(page);
    assertError(again, "invalid_grant");
    assert.equal((await userinfo(server, json.access_token)).status, 401);
  });

  test("without PKCE a nonce is required, which no module of the plan but one leaves out", async () => {
    const page = await approve(browser, request({ nonce: undefined }), user);
    assert.equal(page.answer.get("error"), "invalid_request");
  });
});

describe("FAPI 2.0", () => {
  let key, proofKey, client;
  before(async () => {
    [key, proofKey] = [await newKey("ES256", "own"), await newKey("ES256")];
    client = await register(key);
  });

  async function register(key) {
    const registered = await addClient(server, {
      method: "private_key_jwt", jwks: setOf(key), firstParty: true,
      requirePushedAuthorizationRequests: true, dpopBoundAccessTokens: true,
    });
    return { ...registered, key };
  }

  /** Posts as the client does: with an assertion, and a proof if one is given. */
  async function send(path, fields, { proof, claims, of = client, by = of.key } = {}) {
    const jwt = await assertion(server, of, by, { iat: server.now(), exp: server.now() + 60, ...claims });
    const headers = proof === undefined ? {} : { dpop: proof };
    return post(server, new URLSearchParams({ ...fields, ...asserted(jwt) }), headers, path);
  }

  function proof(claims = {}, header = {}) {
    return prove(server, proofKey, { iat: server.now(), ...claims }, header);
  }

  function pushed(changes) {
    const { params, verifier } = authorizationRequest(client, { scope: SCOPE, nonce: "n", ...changes });
    return { fields: Object.fromEntries(params), verifier };
  }

  /** The whole flow: {request, answer, tokens, claims}, `claims` of the ID token. */
  async function flow({ changes, proofOf = proof } = {}) {
    const request = pushed(changes);
    const { status, json, text } = await send("/par", request.fields);
    assert.equal(status, 201, text);
    const url = `/authorize?${new URLSearchParams({ client_id: client.id, request_uri: json.request_uri })}`;
    const { answer } = await approve(browser, { url }, user);
    assert.equal(answer.get("iss"), server.url);
    const fields = {
      grant_type: "authorization_code", code: answer.get("code"), redirect_uri: client.redirectUri, code_verifier: request.verifier,
    };
    const tokens = await send("/token", fields, { proof: await proofOf() });
    assert.equal(tokens.status, 200, tokens.text);
    assert.equal(tokens.json.token_type, "DPoP");
    const currentDate = new Date(server.now() * 1000);
    const { payload } = await verified(server, tokens.json.id_token, client, { currentDate });
    assert.equal(payload.at_hash, hashOf(tokens.json.access_token));
    return { request: request.fields, answer, tokens: tokens.json, claims: payload };
  }

  /** Asks userinfo, the resource of the plan, with a proof. */
  async function ask(accessToken, { claims, header, scheme = "DPoP" } = {}) {
    const ath = sha256(accessToken);
    const dpop = await proof({ path: "/userinfo", htm: "GET", ath, ...claims }, header);
    return userinfo(server, undefined, { headers: { authorization: `${scheme} ${accessToken}`, dpop } });
  }

  for (const [what, changes] of [
    ["a state and a nonce", {}],
    ["no state", { state: undefined }],
    ["no nonce", { nonce: undefined }],
    ["a nonce of 64 characters", { nonce: "x".repeat(64) }],
    ["a nonce of 384 characters", { nonce: randomBytes(192).toString("hex") }],
    ["a state of 384 characters", { state: randomBytes(192).toString("hex") }],
    ["its scopes in another order", { scope: "offline_access email profile openid" }],
  ]) {
    test(`the whole flow, with ${what}`, async () => {
      const { request, answer, tokens, claims } = await flow({ changes });
      assert.equal(answer.get("state"), request.state ?? null);
      assert.equal(claims.nonce, request.nonce);
      const { status, json } = await ask(tokens.access_token);
      assert.deepEqual([status, json.sub, json.email], [200, user.id, user.email]);
      for (const scheme of ["dpop", "DPOP"]) assert.equal((await ask(tokens.access_token, { scheme })).status, 200, scheme);
    });
  }

  for (const [what, claims, header] of [
    ["from 10 seconds ago", () => ({ iat: server.now() - 10 })],
    ["from 10 seconds ahead", () => ({ iat: server.now() + 10 })],
    ["with nbf and exp", () => ({ nbf: server.now(), exp: server.now() + 300 })],
    ["with members that nobody knows", () => ({ more: { x: [1] } }), { more: "x" }],
  ]) {
    test(`a proof ${what} is good at the token endpoint and at the resource`, async () => {
      const { tokens } = await flow({ proofOf: () => proof(claims(), header) });
      assert.equal((await ask(tokens.access_token, { claims: claims(), header })).status, 200);
    });
  }

  test("a proof may have a query and a fragment in htu, and may not be for another address", async () => {
    const { tokens } = await flow();
    const at = async (htu) => (await ask(tokens.access_token, { claims: { htu } })).status;
    assert.equal(await at(`${server.url}/userinfo?query=1#fragment`), 200);
    assert.equal(await at(`${server.url}/userinfo/more`), 401);
  });

  test("an assertion may be from 8 seconds ahead, and no more than a minute", async () => {
    const status = async (claims) => (await send("/par", pushed().fields, { claims })).status;
    assert.equal(await status({ iat: server.now() + 8, nbf: server.now() + 8 }), 201);
    assert.equal(await status({ nbf: server.now() + 70, exp: server.now() + 130 }), 401);
    assert.equal(await status({ iat: server.now() - 600, exp: server.now() - 300 }), 401);
  });

  test("an assertion with RS256 is refused where the client's key says that it is for PS256", async () => {
    const rsa = await newKey("PS256", "rsa");
    const of = await register({ ...rsa, jwk: { ...rsa.jwk, alg: "PS256" } });
    const fields = { ...pushed().fields, client_id: of.id };
    assert.equal((await send("/par", fields, { of, by: rsa })).status, 201);
    const refused = await send("/par", fields, { of, by: await withAlgorithm(rsa, "RS256") });
    assertError(refused, "invalid_client");
  });

  test("a pushed request without a redirect URI is refused, although the client has only one", async () => {
    const { redirect_uri, ...fields } = pushed().fields;
    assert.equal(redirect_uri, client.redirectUri);
    const { status, json } = await send("/par", fields);
    assert.deepEqual([status, json.error], [400, "invalid_request"]);
  });

  test("a code is for its own client, though another proves the same key", async () => {
    const other = await register(await newKey("ES256", "other"));
    const { fields, verifier } = pushed();
    const { json } = await send("/par", fields);
    const url = `/authorize?${new URLSearchParams({ client_id: client.id, request_uri: json.request_uri })}`;
    const code = (await approve(browser, { url }, user)).answer.get("code");
    const grant = { grant_type: "authorization_code", code, redirect_uri: client.redirectUri, code_verifier: verifier };
    const refused = await send("/token", grant, { of: other, proof: await proof() });
    assertError(refused, "invalid_grant");
    assertError(await send("/token", grant, { of: other, by: key, proof: await proof() }), "invalid_client");
    assertError(await send("/token", grant), "invalid_dpop_proof");
    assert.equal((await send("/token", grant, { proof: await proof() })).status, 200);
  });

  test("a refresh whose answer was lost can be repeated 30 seconds later", async () => {
    const { tokens, claims } = await flow();
    const refresh = async (refresh_token, more) => send("/token", { grant_type: "refresh_token", refresh_token }, more);
    const first = await refresh(tokens.refresh_token, { proof: await proof() });
    await server.letPass(30);
    const again = await refresh(tokens.refresh_token, { proof: await proof() });
    assert.equal(again.json.refresh_token, first.json.refresh_token);
    const currentDate = new Date(server.now() * 1000);
    const { payload } = await verified(server, again.json.id_token, client, { currentDate });
    for (const name of ["iss", "sub", "aud", "auth_time"]) assert.deepEqual(payload[name], claims[name], name);
    assertError(await refresh(first.json.refresh_token), "invalid_dpop_proof");
    const other = await register(await newKey("ES256", "other"));
    assertError(await refresh(first.json.refresh_token, { of: other, proof: await proof() }), "invalid_grant");
  });
});

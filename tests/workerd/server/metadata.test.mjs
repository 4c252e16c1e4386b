// The metadata (RFC 8414) under every setting, and that whatever it promises is served. Its exact
// members are in server.test.mjs.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { SignJWT, calculateJwkThumbprint, decodeJwt, exportJWK, generateKeyPair } from "jose";

import { assertError } from "../kit/asserts.mjs";
import { Browser } from "../kit/browser.mjs";
import { addClient, addKeyClient } from "../kit/clients.mjs";
import { serveAuthorizationServer } from "../kit/serve.mjs";
import { authorizationRequest, obtainCode, obtaining, post, postAs, refresh, token } from "../kit/steps.mjs";

const DOCUMENT = "https://app.example/client.json";

let server, metadata, browser;
before(async () => {
  // As much of it as there can be.
  server = await serveAuthorizationServer({
    seed: true,
    vars: { REGISTRATION: "open", CLIENT_ID_METADATA_DOCUMENTS: "true", DPOP_NONCE: "optional" },
    outbound: () => Response.json({
      client_id: DOCUMENT,
      client_name: "By document",
      redirect_uris: ["https://app.example/callback"],
      token_endpoint_auth_method: "none",
    }),
  });
  metadata = await discover(server);
  browser = new Browser(server);
});
after(() => server.dispose());

async function discover({ url }) {
  return (await fetch(`${url}/.well-known/oauth-authorization-server`)).json();
}

/** Registers a client with a method; it belongs to the owner, so that nobody need be asked. */
function register(method, registration) {
  return method === "private_key_jwt"
    ? addKeyClient(server, { firstParty: true, ...registration })
    : addClient(server, { method, firstParty: true, ...registration });
}

const obtain = obtaining(() => ({ server, browser }));

test("no member is null, and no list is empty (section 3.2)", () => {
  for (const [name, value] of Object.entries(metadata)) {
    assert.notEqual(value, null, name);
    if (Array.isArray(value)) assert.ok(value.length > 0, name);
  }
});

test("every address is served, and none needs to be known otherwise", async () => {
  const addresses = Object.entries(metadata).filter(([name]) => /_(endpoint|uri)$/.test(name));
  assert.equal(addresses.length, 10);
  for (const [name, address] of addresses) {
    assert.ok(address.startsWith(`${server.url}/`), name);
    const body = new URLSearchParams();
    const answers = [await fetch(address), await fetch(address, { method: "POST", body, redirect: "manual" })];
    const statuses = answers.map((answer) => answer.status);
    assert.ok(statuses.every((status) => status < 500 && status !== 404), `${name}: ${statuses}`);
    assert.ok(statuses.some((status) => status !== 405), `${name}: ${statuses}`);
  }
});

test("every authentication method gets a client its tokens, and every grant type works", async () => {
  // The others have tests of their own, in tests/workerd/token.
  assert.deepEqual(metadata.grant_types_supported.slice(0, 2), ["authorization_code", "refresh_token"]);
  for (const method of metadata.token_endpoint_auth_methods_supported) {
    const client = await register(method);
    const tokens = await obtain(client);
    assert.equal((await refresh(server, client, tokens.refresh_token)).status, 200, method);
  }
});

test("every authentication method lets a client revoke", async () => {
  for (const method of metadata.revocation_endpoint_auth_methods_supported) {
    const client = await register(method);
    const { refresh_token } = await obtain(client);
    assert.equal((await postAs(server, client, "/revoke", { token: refresh_token })).status, 200, method);
    assert.equal((await refresh(server, client, refresh_token)).status, 400, method);
  }
});

test("every authentication method lets an API introspect", async () => {
  const { access_token } = await obtain(await register("none"));
  for (const method of metadata.introspection_endpoint_auth_methods_supported) {
    const api = await register(method, { introspects: [server.url], redirectUris: [] });
    const { json } = await postAs(server, api, "/introspect", { token: access_token });
    assert.equal(json.active, true, method);
  }
});

test("every algorithm is good for a client assertion, wherever it is sent", async () => {
  for (const alg of metadata.token_endpoint_auth_signing_alg_values_supported) {
    assert.ok(metadata.revocation_endpoint_auth_signing_alg_values_supported.includes(alg));
    assert.ok(metadata.introspection_endpoint_auth_signing_alg_values_supported.includes(alg));
    const client = await addKeyClient(server, { alg, firstParty: true, introspects: [server.url] });
    const { access_token } = await obtain(client);
    assert.equal((await postAs(server, client, "/introspect", { token: access_token })).json.active, true, alg);
    assert.equal((await postAs(server, client, "/revoke", { token: access_token })).status, 200, alg);
    const { params } = authorizationRequest(client);
    assert.equal((await postAs(server, client, "/par", [...params])).status, 201, alg);
  }
});

test("every algorithm is good for a DPoP proof", async () => {
  const client = await register("none");
  for (const alg of metadata.dpop_signing_alg_values_supported) {
    const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
    const jwk = await exportJWK(publicKey);
    const proof = await new SignJWT({ htm: "POST", htu: metadata.token_endpoint, jti: randomUUID() })
      .setProtectedHeader({ alg, typ: "dpop+jwt", jwk })
      .setIssuedAt()
      .sign(privateKey);
    const grant = await obtainCode(browser, client, server.user);
    const { json } = await post(server, new URLSearchParams({ ...grant, client_id: client.id }), { dpop: proof });
    assert.equal(json.token_type, "DPoP", alg);
    assert.equal(decodeJwt(json.access_token).cnf.jkt, await calculateJwkThumbprint(jwk), alg);
  }
});

test("every algorithm is good for a request object", async () => {
  assert.equal(metadata.request_parameter_supported, true);
  for (const alg of metadata.request_object_signing_alg_values_supported) {
    const client = await addKeyClient(server, { alg, firstParty: true, requestObjectSigningAlg: alg });
    const { params } = authorizationRequest(client);
    const request = await new SignJWT(Object.fromEntries(params))
      .setProtectedHeader({ alg, typ: "oauth-authz-req+jwt" })
      .setIssuer(client.id)
      .setAudience(server.url)
      .setIssuedAt()
      .setExpirationTime("1m")
      .sign(client.privateKey);
    const page = await signedIn({ client_id: client.id, request });
    assert.ok(page.location?.startsWith(`${client.redirectUri}?code=`), `${alg}: ${page.text}`);
  }
});

/** Opens `/authorize` in a browser in which the demo user is signed in. */
async function signedIn(params) {
  const page = await browser.open(`/authorize?${new URLSearchParams(params)}`);
  return page.asksToSignIn ? browser.signIn(page, server.user) : page;
}

test("a request_uri elsewhere is refused, as it says", async () => {
  assert.equal(metadata.request_uri_parameter_supported, false);
  const client = await register("none");
  const { url } = authorizationRequest(client, { request_uri: "https://app.example/request" });
  assert.equal((await browser.open(url)).answer.get("error"), "request_uri_not_supported");
});

test("every response type, mode and challenge method gets a code, with iss", async () => {
  const client = await register("none");
  assert.equal(metadata.authorization_response_iss_parameter_supported, true);
  for (const response_type of metadata.response_types_supported) {
    for (const response_mode of metadata.response_modes_supported) {
      for (const code_challenge_method of metadata.code_challenge_methods_supported) {
        const { params } = authorizationRequest(client, { response_type, response_mode, code_challenge_method });
        const page = await signedIn(params);
        const answer = page.location === null ? new URLSearchParams(page.form().values) : page.answer;
        assert.ok(answer.has("code"), response_mode);
        assert.equal(answer.get("iss"), metadata.issuer);
      }
    }
  }
});

test("every scope can be granted", async () => {
  const scope = metadata.scopes_supported.join(" ");
  const client = await addClient(server, { scope, firstParty: true });
  const grant = await obtainCode(browser, client, server.user, { scope });
  assert.equal((await token(server, client, grant)).json.scope, scope);
});

test("every protected resource can be named, and is an audience", async () => {
  const client = await addClient(server, { firstParty: true });
  for (const resource of metadata.protected_resources) {
    const { access_token } = await obtain(client, { resource, scope: undefined });
    assert.equal(decodeJwt(access_token).aud, resource);
  }
});

test("a client registers itself at the registration endpoint, and is known", async () => {
  const response = await fetch(metadata.registration_endpoint, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ redirect_uris: ["https://app.example/callback"], token_endpoint_auth_method: "none" }),
  });
  const registered = await response.json();
  assert.equal(response.status, 201);
  const client = { id: registered.client_id, redirectUri: registered.redirect_uris[0] };
  assert.equal((await new Browser(server).open(authorizationRequest(client, { scope: "profile" }).url)).asksToSignIn, true);
});

test("a client_id may be the URL of a document", async () => {
  assert.equal(metadata.client_id_metadata_document_supported, true);
  const client = { id: DOCUMENT, redirectUri: "https://app.example/callback" };
  assert.equal((await new Browser(server).open(authorizationRequest(client, { scope: "profile" }).url)).asksToSignIn, true);
});

describe("a setting changes what is served, and what is said with it", () => {
  let plain;
  before(async () => {
    plain = await serveAuthorizationServer({
      seed: true,
      vars: { CLIENT_ID_METADATA_DOCUMENTS: "false", REQUIRE_PUSHED_AUTHORIZATION_REQUESTS: "true" },
    });
  });
  after(() => plain.dispose());

  test("REGISTRATION is closed by default: no endpoint is named, and nobody registers", async () => {
    assert.equal("registration_endpoint" in (await discover(plain)), false);
    const headers = { "content-type": "application/json" };
    const answer = await post(plain, JSON.stringify({ redirect_uris: ["https://app.example/callback"] }), headers, "/register");
    assertError(answer, "access_denied", { status: 403 });
  });

  test("CLIENT_ID_METADATA_DOCUMENTS=false: said, and a URL is an unknown client", async () => {
    assert.equal((await discover(plain)).client_id_metadata_document_supported, false);
    const page = await new Browser(plain).open(authorizationRequest({ id: DOCUMENT, redirectUri: "https://app.example/callback" }).url);
    assert.deepEqual([page.status, page.location], [400, null]);
    assert.match(page.text, /client_id is unknown/);
  });

  test("REQUIRE_PUSHED_AUTHORIZATION_REQUESTS=true: said, and asked of every client", async () => {
    assert.equal((await discover(plain)).require_pushed_authorization_requests, true);
    const client = await addClient(plain);
    const { answer } = await new Browser(plain).open(authorizationRequest(client).url);
    assert.equal(answer.get("error"), "invalid_request");
    const { status } = await postAs(plain, client, "/par", [...authorizationRequest(client).params]);
    assert.equal(status, 201);
  });

  test("REGISTRATION=token: the endpoint is named, for those who have the token", async () => {
    const secrets = { REGISTRATION_TOKEN: "an initial access token, which is long" };
    const closed = await serveAuthorizationServer({ vars: { REGISTRATION: "token" }, secrets });
    try {
      const { registration_endpoint } = await discover(closed);
      assert.equal(registration_endpoint, `${closed.url}/register`);
      assert.equal((await fetch(registration_endpoint, { method: "POST", body: "{}" })).status, 401);
    } finally {
      await closed.dispose();
    }
  });
});

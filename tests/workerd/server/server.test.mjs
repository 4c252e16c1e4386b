// What the server says about itself (RFC 8414, RFC 7517). What every answer has in common is in
// every-answer.test.mjs.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { calculateJwkThumbprint } from "jose";

import { Browser } from "../kit/browser.mjs";
import { addClient } from "../kit/clients.mjs";
import { languages } from "../kit/languages.mjs";
import { serveAuthorizationServer } from "../kit/serve.mjs";
import { authorizationRequest, token } from "../kit/steps.mjs";

const METADATA = "/.well-known/openid-configuration";

let server, client;
before(async () => {
  server = await serveAuthorizationServer({ seed: true });
  client = await addClient(server);
});
after(() => server.dispose());

async function metadata() {
  return (await fetch(`${server.url}/.well-known/oauth-authorization-server`)).json();
}

describe("the metadata (RFC 8414)", () => {
  test("says what is served, and nothing else", async () => {
    const url = (path) => `${server.url}${path}`;
    const algorithms = ["ES256", "RS256", "PS256", "Ed25519", "EdDSA"];
    const methods = ["client_secret_basic", "client_secret_post", "private_key_jwt"];
    assert.deepEqual(await metadata(), {
      issuer: server.url,
      authorization_endpoint: url("/authorize"),
      token_endpoint: url("/token"),
      jwks_uri: url("/.well-known/jwks.json"),
      userinfo_endpoint: url("/userinfo"),
      revocation_endpoint: url("/revoke"),
      introspection_endpoint: url("/introspect"),
      pushed_authorization_request_endpoint: url("/par"),
      device_authorization_endpoint: url("/device_authorization"),
      scopes_supported: ["address", "email", "groups", "openid", "phone", "profile", "notes:read", "notes:write", "offline_access"],
      response_types_supported: ["code"],
      response_modes_supported: ["query", "form_post"],
      grant_types_supported: ["authorization_code", "refresh_token", "client_credentials", "urn:ietf:params:oauth:grant-type:device_code", "urn:ietf:params:oauth:grant-type:token-exchange"],
      token_endpoint_auth_methods_supported: [...methods, "none"],
      token_endpoint_auth_signing_alg_values_supported: algorithms,
      revocation_endpoint_auth_methods_supported: [...methods, "none"],
      revocation_endpoint_auth_signing_alg_values_supported: algorithms,
      introspection_endpoint_auth_methods_supported: methods,
      introspection_endpoint_auth_signing_alg_values_supported: algorithms,
      code_challenge_methods_supported: ["S256"],
      dpop_signing_alg_values_supported: algorithms,
      request_parameter_supported: true,
      request_uri_parameter_supported: false,
      request_object_signing_alg_values_supported: algorithms,
      require_pushed_authorization_requests: false,
      client_id_metadata_document_supported: true,
      authorization_response_iss_parameter_supported: true,
      protected_resources: [server.url, "http://localhost:8789"],
      end_session_endpoint: url("/logout"),
      backchannel_logout_supported: true,
      backchannel_logout_session_supported: true,
      subject_types_supported: ["public", "pairwise"],
      id_token_signing_alg_values_supported: ["ES256", "RS256", "EdDSA"],
      userinfo_signing_alg_values_supported: ["ES256", "RS256", "EdDSA"],
      claim_types_supported: ["normal"],
      claims_supported: [
        "sub", "name", "given_name", "family_name", "middle_name", "nickname", "preferred_username", "profile", "picture",
        "website", "gender", "birthdate", "zoneinfo", "locale", "updated_at", "email", "email_verified", "address",
        "phone_number", "phone_number_verified", "groups",
      ],
      claims_parameter_supported: true,
      acr_values_supported: ["phr", `${server.url}/acr/two-factors`, "1"],
      prompt_values_supported: ["none", "login", "consent", "select_account"],
      display_values_supported: ["page"],
      ui_locales_supported: languages,
    });
  });

  test("is JSON that may be kept", async () => {
    const { headers } = await fetch(`${server.url}/.well-known/oauth-authorization-server`);
    assert.equal(headers.get("content-type"), "application/json");
    assert.equal(headers.get("cache-control"), "public, max-age=3600");
  });
});

test("the key set has one public ES256 key, named by its thumbprint (RFC 7638)", async () => {
  const response = await fetch(`${server.url}/.well-known/jwks.json`);
  assert.equal(response.headers.get("content-type"), "application/jwk-set+json");
  assert.equal(response.headers.get("cache-control"), "public, max-age=240");
  const { keys } = await response.json();
  assert.equal(keys.length, 1);
  const { kid, x, y, ...key } = keys[0];
  assert.deepEqual(key, { kty: "EC", crv: "P-256", use: "sig", alg: "ES256" });
  assert.equal(kid, await calculateJwkThumbprint({ kty: "EC", crv: "P-256", x, y }));
});

test("the home page says what this is and links the metadata", async () => {
  const page = await new Browser(server).open("/");
  assert.equal(page.status, 200);
  assert.match(page.text, /<html lang="en"/);
  for (const address of page.text.matchAll(/href="([^"]*\.well-known[^"]*)"/g)) {
    assert.equal((await fetch(new URL(address[1], server.url))).status, 200, address[1]);
  }
  assert.ok(page.text.includes(`href="${METADATA}"`));
});

test("health is ok", async () => {
  const response = await fetch(`${server.url}/health`);
  assert.deepEqual([response.status, await response.json()], [200, { status: "ok" }]);
});

test("HEAD is answered as GET, without the body", async () => {
  const browser = new Browser(server);
  for (const path of [
    "/",
    "/health",
    "/style.css",
    "/.well-known/oauth-authorization-server",
    METADATA,
    "/.well-known/jwks.json",
    "/logout",
    authorizationRequest(client).url,
    "/authorize",
    authorizationRequest(client, { response_type: "x" }).url,
    authorizationRequest(client).url.replace("/authorize", "/login"),
    "/userinfo",
    "/no-such-page",
  ]) {
    const [get, head] = [await browser.fetch(path), await browser.fetch(path, { method: "HEAD" })];
    assert.equal(head.text, "", path);
    assert.equal(head.status, get.status, path);
    const comparable = ({ headers }) => Object.fromEntries(
      [...headers].filter(([name]) => !["connection", "content-length", "transfer-encoding", "set-cookie"].includes(name)));
    assert.deepEqual(comparable(head), comparable(get), path);
  }
});

test("405 says which methods there are (RFC 9110 section 15.5.6)", async () => {
  for (const [method, path, allow] of [
    ["POST", "/", "GET, HEAD"],
    ["POST", "/health", "GET, HEAD"],
    ["PUT", "/authorize", "GET, HEAD, POST"],
    ["DELETE", "/style.css", "GET, HEAD"],
    ["PUT", "/.well-known/oauth-authorization-server", "GET, HEAD"],
    ["POST", METADATA, "GET, HEAD"],
    ["POST", "/.well-known/jwks.json", "GET, HEAD"],
    ["PUT", "/login", "GET, HEAD, POST"],
    ["DELETE", "/userinfo", "GET, HEAD, POST"],
    ["PUT", "/select-account", "GET, HEAD, POST"],
    ["DELETE", "/logout", "GET, HEAD, POST"],
    ["GET", "/logout/confirm", "POST"],
    ["GET", "/consent", "POST"],
    ["HEAD", "/token", "POST"],
    ["GET", "/revoke", "POST"],
    ["GET", "/introspect", "POST"],
    ["GET", "/par", "POST"],
    ["GET", "/register", "POST"],
    ["POST", "/register/x", "GET, HEAD, PUT, DELETE"],
  ]) {
    const response = await fetch(`${server.url}${path}`, { method });
    assert.equal(response.status, 405, path);
    assert.equal(response.headers.get("allow"), allow, path);
  }
});

test("404 is a page for a person, whatever the method", async () => {
  for (const method of ["GET", "POST", "DELETE"]) {
    const page = await new Browser(server).fetch("/no-such-page", { method });
    assert.equal(page.status, 404);
    assert.match(page.text, /<h1>Page not found<\/h1>/);
  }
});

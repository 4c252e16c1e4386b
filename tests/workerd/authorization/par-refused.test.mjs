// What the pushed authorization request endpoint refuses (RFC 9126 section 2.3): whatever /authorize
// would refuse, with the same error, but told to the client at once and as JSON.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { assertError } from "../kit/asserts.mjs";
import { Browser } from "../kit/browser.mjs";
import { addClient } from "../kit/clients.mjs";
import { serveAuthorizationServer } from "../kit/serve.mjs";
import { authorizationRequest, basic, post, postAs } from "../kit/steps.mjs";

const CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

let server, client;
before(async () => {
  server = await serveAuthorizationServer({ seed: true });
  client = await addClient(server);
});
after(async () => {
  const { keys } = await server.kv.list({ prefix: "par:" });
  await server.dispose();
  assert.deepEqual(keys, [], "nothing that was refused is kept");
});

function push(of, changes) {
  return postAs(server, of, "/par", [...authorizationRequest(of, changes).params]);
}

describe("the same error as at /authorize:", () => {
  for (const [error, what, changes] of [
    ["invalid_request", "response_type is missing", { response_type: undefined }],
    ["unsupported_response_type", "response_type=token", { response_type: "token" }],
    ["unsupported_response_type", "response_type=code id_token", { response_type: "code id_token" }],
    ["invalid_request", "response_mode=fragment", { response_mode: "fragment" }],
    ["invalid_request", "response_mode=web_message", { response_mode: "web_message" }],
    ["invalid_scope", "a scope that nobody defines", { scope: "everything" }],
    ["invalid_scope", "a scope that is none", { scope: 'profile "notes:read"' }],
    ["invalid_request", "no PKCE at all", { code_challenge: undefined, code_challenge_method: undefined }],
    ["invalid_request", "code_challenge_method is missing, which means plain", { code_challenge_method: undefined }],
    ["invalid_request", "code_challenge_method=plain", { code_challenge_method: "plain" }],
    ["invalid_request", "a code_challenge that is too short", { code_challenge: CHALLENGE.slice(1) }],
    ["invalid_request", "a code_challenge with padding", { code_challenge: `${CHALLENGE}=` }],
    ["invalid_target", "a resource that nobody knows", { resource: "https://unknown.example" }],
    ["invalid_target", "a resource with a fragment", { resource: "http://localhost:8789#f" }],
    ["invalid_request", "a dpop_jkt that is no thumbprint", { dpop_jkt: "x" }],
    ["request_not_supported", "a request object of a client that registered none", { request: "e30.e30." }],
  ]) {
    test(`${error}: ${what}`, async () => {
      assertError(await push(client, changes), error);
      const page = await new Browser(server).open(authorizationRequest(client, changes).url);
      assert.equal(page.answer.get("error"), error);
    });
  }

  test("unauthorized_client: a client that is not registered for the code grant", async () => {
    const other = await addClient(server, { grantTypes: ["refresh_token"] });
    assertError(await push(other), "unauthorized_client");
    const page = await new Browser(server).open(authorizationRequest(other).url);
    assert.equal(page.answer.get("error"), "unauthorized_client");
  });

  test("invalid_scope: only what the client did not register", async () => {
    assertError(await push(await addClient(server, { scope: "email" })), "invalid_scope");
  });
});

describe("invalid_request: what /authorize would show to the person", () => {
  for (const redirect_uri of [
    "https://attacker.example/callback",
    "https://app.example/callback/",
    "https://app.example:443/callback",
    "https://app.example/%63allback",
    "https://app.example/callback#fragment",
  ]) {
    test(`redirect_uri ${redirect_uri} is not the registered one`, async () => {
      assertError(await push(client, { redirect_uri }), "invalid_request");
    });
  }

  test("redirect_uri is missing, and several are registered", async () => {
    const several = await addClient(server, { redirectUris: ["https://app.example/a", "https://app.example/b"] });
    assertError(await push(several, { redirect_uri: undefined }), "invalid_request");
  });
});

describe("invalid_request", () => {
  // Section 2.1.
  for (const [what, request_uri] of [
    ["a request_uri elsewhere", "https://app.example/request"],
    ["a request_uri of this server", "urn:ietf:params:oauth:request_uri:x"],
  ]) {
    test(what, async () => assertError(await push(client, { request_uri }), "invalid_request"));
  }

  for (const name of ["scope", "state", "redirect_uri", "client_id", "code_challenge", "unknown"]) {
    test(`${name} is repeated`, async () => {
      const { params } = authorizationRequest(client, { unknown: "1" });
      assertError(await postAs(server, client, "/par", [...params, [name, "again"]]), "invalid_request");
    });
  }

  test("a client_id in the body that is not the one of the header", async () => {
    const other = await addClient(server);
    const { params } = authorizationRequest(client, { client_id: other.id });
    assertError(await post(server, params, { authorization: basic(client.id, client.secret) }, "/par"), "invalid_request");
  });

  test("parameters in the URL, which count for nothing", async () => {
    const { params } = authorizationRequest(client);
    const headers = { authorization: basic(client.id, client.secret) };
    assertError(await post(server, new URLSearchParams(), headers, `/par?${params}`), "invalid_request");
    params.delete("client_id");
    assertError(await post(server, new URLSearchParams(), headers, `/par?${params}`), "invalid_request");
  });

  for (const [what, body, type, status] of [
    ["JSON", "{}", "application/json", 400],
    ["a % without digits", "scope=%zz", undefined, 400],
    ["more than 64 kB", `x=${"y".repeat(70_000)}`, undefined, 413],
  ]) {
    test(what, async () => {
      const headers = {
        authorization: basic(client.id, client.secret),
        "content-type": type ?? "application/x-www-form-urlencoded",
      };
      assertError(await post(server, body, headers, "/par"), "invalid_request", { status });
    });
  }
});

test("a confidential client that does not authenticate is invalid_client", async () => {
  const { params } = authorizationRequest(client);
  for (const [headers, fields] of [
    [{}, {}],
    [{ authorization: basic(client.id, "wrong") }, {}],
    [{ authorization: basic("nobody", client.secret) }, { client_id: "nobody" }],
    [{ authorization: "Bearer x" }, {}],
    [{}, { client_secret: "wrong" }],
    [{}, { client_id: "nobody" }],
  ]) {
    const body = new URLSearchParams({ ...Object.fromEntries(params), ...fields });
    assertError(await post(server, body, headers, "/par"), "invalid_client");
  }
});

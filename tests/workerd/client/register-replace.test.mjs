// A client that registered itself replaces its registration (RFC 7592 section 2.2): what it says, its secret,
// and what people said yes to.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { assertError } from "../kit/asserts.mjs";
import { Browser } from "../kit/browser.mjs";
import { LEAST, asClient, manage, registered, rowOf } from "../kit/clients.mjs";
import { newKey, setOf } from "../kit/keys.mjs";
import { serveAuthorizationServer } from "../kit/serve.mjs";
import { authorizationRequest, isBelieved, obtainTokens, sha256 } from "../kit/steps.mjs";

const MOVED = "https://self.example/moved";
const BOTH = ["authorization_code", "refresh_token"];

let server;
before(async () => {
  server = await serveAuthorizationServer({ seed: true, vars: { REGISTRATION: "open" } });
});
after(() => server?.dispose());

/** Replaces a registration, which must work. */
async function replaced(information, metadata) {
  const answer = await manage(information, "PUT", { client_id: information.client_id, ...LEAST, ...metadata });
  assert.equal(answer.status, 200, answer.text);
  return answer.json;
}

describe("replacing (section 2.2)", () => {
  test("replaces everything: what is left out goes", async () => {
    const information = await registered(server, {
      client_name: "Paper",
      scope: "profile",
      grant_types: BOTH,
      jwks: setOf(await newKey()),
      request_object_signing_alg: "ES256",
      require_pushed_authorization_requests: true,
      dpop_bound_access_tokens: true,
    });
    const answer = await replaced(information, { redirect_uris: [MOVED], token_endpoint_auth_method: "none" });
    const { client_id, registration_client_uri, registration_access_token } = information;
    const expected = {
      client_id, registration_client_uri, registration_access_token,
      client_name: "self.example",
      redirect_uris: [MOVED],
      grant_types: BOTH,
      response_types: ["code"],
      token_endpoint_auth_method: "none",
      id_token_signed_response_alg: "RS256",
      subject_type: "public",
    };
    assert.deepEqual(answer, expected);
    assert.deepEqual((await manage(information)).json, expected);
  });

  test("counts from the next request on", async () => {
    const information = await registered(server);
    const client = asClient(information);
    await obtainTokens(server, new Browser(server), client, server.user);
    await replaced(information, { redirect_uris: [MOVED], grant_types: BOTH });
    const old = await new Browser(server).open(authorizationRequest(client).url);
    assert.deepEqual([old.status, old.location], [400, null]);
    const tokens = await obtainTokens(server, new Browser(server), { ...client, redirectUri: MOVED }, server.user);
    assert.ok(tokens.refresh_token);
  });

  test("ignores what only the server decides", async () => {
    const information = await registered(server);
    await replaced(information, {
      first_party: true, registered_by: "owner", introspects: ["*"], client_id_issued_at: 1, client_secret_expires_at: 1,
      registration_access_token: "mine", registration_client_uri: "https://self.example/", scope: "everything",
    });
    const row = await rowOf(server, information.client_id);
    const { first_party, registered_by, introspects, scope, registration_token_hash } = row;
    assert.deepEqual({ first_party, registered_by, introspects, scope, registration_token_hash }, {
      first_party: 0, registered_by: "itself", introspects: "[]", scope: "",
      registration_token_hash: sha256(information.registration_access_token),
    });
  });

  for (const [name, changes, error = "invalid_client_metadata"] of [
    ["no client_id", { client_id: undefined }],
    ["another client_id", { client_id: "nobody" }],
    ["a client_id that is no text", { client_id: 5 }],
    ["a wrong client_secret", { client_secret: "wrong" }],
    ["an empty client_secret", { client_secret: "" }],
    ["a client_secret that is no text", { client_secret: 5 }],
    ["no redirect_uris", { redirect_uris: undefined }, "invalid_redirect_uri"],
    ["a redirect URI that may not be registered", { redirect_uris: ["http://self.example/"] }, "invalid_redirect_uri"],
    ["metadata that is not valid", { grant_types: ["implicit"] }],
  ]) {
    test(`${name} is ${error}, and all stays as it was`, async () => {
      const information = await registered(server);
      const row = await rowOf(server, information.client_id);
      const put = { client_id: information.client_id, ...LEAST, client_name: "Mallory", ...changes };
      assertError(await manage(information, "PUT", put), error);
      assert.deepEqual(await rowOf(server, information.client_id), row);
    });
  }

  test("a body that is no JSON is invalid_client_metadata", async () => {
    const information = await registered(server);
    for (const body of ["", "x", "[]"]) assertError(await manage(information, "PUT", body), "invalid_client_metadata");
  });

  describe("of the secret", () => {
    test("keeps it, when the right one or none is sent, and does not tell it again", async () => {
      const information = await registered(server);
      for (const client_secret of [undefined, null, information.client_secret]) {
        const answer = await replaced(information, { client_secret });
        assert.equal("client_secret" in answer, false);
        assert.equal("client_secret_expires_at" in answer, false);
        assert.equal(await isBelieved(server, asClient(information)), true);
      }
    });

    test("refuses one from a client that has none", async () => {
      const information = await registered(server, { token_endpoint_auth_method: "none" });
      const put = { client_id: information.client_id, ...LEAST, client_secret: "mine" };
      assertError(await manage(information, "PUT", put), "invalid_client_metadata");
      assert.equal((await rowOf(server, information.client_id)).secret_hash, null);
    });

    test("keeps it from basic to post", async () => {
      const information = await registered(server);
      const token_endpoint_auth_method = "client_secret_post";
      await replaced(information, { token_endpoint_auth_method });
      assert.equal((await rowOf(server, information.client_id)).token_endpoint_auth_method, token_endpoint_auth_method);
      // The same secret, either way.
      assert.equal(await isBelieved(server, asClient({ ...information, token_endpoint_auth_method })), true);
      assert.equal(await isBelieved(server, asClient(information)), true);
    });

    test("makes one for a client that had none, and forgets it when it is not needed", async () => {
      const information = await registered(server, { token_endpoint_auth_method: "none" });
      const first = await replaced(information, { token_endpoint_auth_method: "client_secret_basic" });
      assert.match(first.client_secret, /^[\w-]{43}$/);
      assert.equal(first.client_secret_expires_at, 0);
      assert.equal(await isBelieved(server, asClient(first)), true);
      assert.equal(await isBelieved(server, asClient(information)), false);

      const none = await replaced(information, { token_endpoint_auth_method: "none" });
      assert.equal("client_secret" in none, false);
      assert.equal((await rowOf(server, information.client_id)).secret_hash, null);
      const second = await replaced(information, { token_endpoint_auth_method: "client_secret_basic" });
      assert.notEqual(second.client_secret, first.client_secret);
      assert.equal(await isBelieved(server, asClient(first)), false);
      assert.equal(await isBelieved(server, asClient(second)), true);
    });
  });
});

test("a person is asked again about a client that changed: the yes was for what it was", async () => {
  const information = await registered(server, { client_name: "Paper", grant_types: BOTH });
  const client = asClient(information);
  const browser = new Browser(server);
  await obtainTokens(server, browser, client, server.user);
  assert.ok((await browser.open(authorizationRequest(client).url)).answer.has("code"));
  await replaced(information, { redirect_uris: [MOVED] });
  const page = await browser.open(authorizationRequest({ ...client, redirectUri: MOVED }).url);
  assert.deepEqual([page.asksConsent, page.location], [true, null]);
});

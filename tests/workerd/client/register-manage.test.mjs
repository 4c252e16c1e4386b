// A client that registered itself reads, changes and removes its registration (RFC 7592).

import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";

import { assertChallenge, assertError } from "../kit/asserts.mjs";
import { Browser } from "../kit/browser.mjs";
import { LEAST, addClient, asClient, countClients, manage, register, registered, rowOf } from "../kit/clients.mjs";
import { newKey, setOf } from "../kit/keys.mjs";
import { serveAuthorizationServer } from "../kit/serve.mjs";
import { authorizationRequest, obtainTokens, postAs, refresh, sha256 } from "../kit/steps.mjs";

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

/** Whether the client is believed with its secret, or without one. */
async function isBelieved(client) {
  const { status, text } = await postAs(server, client, "/revoke", { token: "unknown" });
  assert.ok([200, 401].includes(status), text);
  return status === 200;
}

describe("reading (section 2.1)", () => {
  test("gives what was registered, but no secret: the server has only its hash", async () => {
    const { client_id_issued_at, client_secret, client_secret_expires_at, ...information } =
      await registered(server, { client_name: "Paper", grant_types: BOTH });
    const answer = await manage(information);
    assert.equal(answer.status, 200);
    assert.deepEqual(answer.json, information);
    assert.equal(answer.headers.get("content-type"), "application/json");
    assert.equal(answer.headers.get("cache-control"), "no-store");
    assert.equal(answer.headers.get("pragma"), "no-cache");
  });

  test("works for every method of authentication", async () => {
    for (const token_endpoint_auth_method of ["client_secret_post", "none", "private_key_jwt"]) {
      const jwks_uri = "https://self.example/keys";
      const information = await registered(server, { token_endpoint_auth_method, jwks_uri });
      assert.equal((await manage(information)).json.token_endpoint_auth_method, token_endpoint_auth_method);
    }
  });

  test("goes on when registration was closed since", async () => {
    const persist = await mkdtemp(path.join(os.tmpdir(), "edgegrant-"));
    try {
      const first = await serveAuthorizationServer({ persist, vars: { REGISTRATION: "open" } });
      const information = await registered(first).finally(first.dispose);
      const closed = await serveAuthorizationServer({ persist, migrate: false });
      const here = { ...information, registration_client_uri: `${closed.url}/register/${information.client_id}` };
      try {
        assertError(await register(closed), "access_denied", { status: 403 });
        assert.equal((await manage(here)).status, 200);
        assert.equal((await manage(here, "DELETE")).status, 204);
      } finally {
        await closed.dispose();
      }
    } finally {
      await rm(persist, { recursive: true, force: true });
    }
  });
});

describe("without the client's own token nothing is told or changed", () => {
  let information, other, owned;
  before(async () => {
    information = await registered(server);
    other = await registered(server);
    owned = await addClient(server);
  });

  const nobody = () => ({ ...information, registration_client_uri: `${server.url}/register/nobody` });
  const withToken = (registration_access_token) => ({ ...information, registration_access_token });
  for (const [name, as, error = "invalid_token"] of [
    ["no token", () => withToken(undefined), null],
    ["an empty token", () => withToken("")],
    ["a wrong token", () => withToken("x".repeat(43))],
    ["another client's token", () => withToken(other.registration_access_token)],
    ["the client's secret", () => withToken(information.client_secret)],
    ["the hash of the token", () => withToken(sha256(information.registration_access_token))],
    ["a client that is not there", nobody],
    ["a client of the owner", () => ({ ...information, registration_client_uri: `${server.url}/register/${owned.id}` })],
  ]) {
    test(name, async () => {
      const row = await rowOf(server, information.client_id);
      const put = { client_id: information.client_id, ...LEAST, client_name: "Mallory" };
      const answers = [await manage(as()), await manage(as(), "PUT", put), await manage(as(), "DELETE")];
      // fetch takes the space of an empty token away, and with it the scheme's.
      for (const answer of answers) assertChallenge(answer, name === "an empty token" ? undefined : error ?? undefined);
      assert.deepEqual(await rowOf(server, information.client_id), row);
      assert.notEqual(await rowOf(server, owned.id), null);
    });
  }

  test("and nobody learns which clients there are", async () => {
    const [wrong, unknown] = [await manage(withToken("x")), await manage({ ...nobody(), registration_access_token: "x" })];
    assert.equal(wrong.text, unknown.text);
  });
});

describe("replacing (section 2.2)", () => {
  test("replaces everything: what is left out goes", async () => {
    const information = await registered(server, {
      client_name: "Paper",
      grant_types: BOTH,
      jwks: setOf(await newKey()),
      request_object_signing_alg: "ES256",
      require_pushed_authorization_requests: true,
      dpop_bound_access_tokens: true,
    });
    const answer = await replaced(information, { redirect_uris: [MOVED], token_endpoint_auth_method: "none" });
    const { client_id, registration_client_uri, registration_access_token, scope } = information;
    const expected = {
      client_id, registration_client_uri, registration_access_token, scope,
      client_name: "self.example",
      redirect_uris: [MOVED],
      grant_types: ["authorization_code"],
      response_types: ["code"],
      token_endpoint_auth_method: "none",
      id_token_signed_response_alg: "ES256",
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
      first_party: 0, registered_by: "itself", introspects: "[]", scope: information.scope,
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
        assert.equal(await isBelieved(asClient(information)), true);
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
      assert.equal(await isBelieved(asClient({ ...information, token_endpoint_auth_method })), true);
      assert.equal(await isBelieved(asClient(information)), false);
    });

    test("makes one for a client that had none, and forgets it when it is not needed", async () => {
      const information = await registered(server, { token_endpoint_auth_method: "none" });
      const first = await replaced(information, { token_endpoint_auth_method: "client_secret_basic" });
      assert.match(first.client_secret, /^[\w-]{43}$/);
      assert.equal(first.client_secret_expires_at, 0);
      assert.equal(await isBelieved(asClient(first)), true);
      assert.equal(await isBelieved(asClient(information)), false);

      const none = await replaced(information, { token_endpoint_auth_method: "none" });
      assert.equal("client_secret" in none, false);
      assert.equal((await rowOf(server, information.client_id)).secret_hash, null);
      const second = await replaced(information, { token_endpoint_auth_method: "client_secret_basic" });
      assert.notEqual(second.client_secret, first.client_secret);
      assert.equal(await isBelieved(asClient(first)), false);
      assert.equal(await isBelieved(asClient(second)), true);
    });
  });
});

describe("removing (section 2.3)", () => {
  test("ends the client with all its codes, grants and tokens", async () => {
    const api = await addClient(server, { introspects: ["http://localhost:8789"] });
    const information = await registered(server, { grant_types: BOTH });
    const client = asClient(information);
    const scope = "openid offline_access notes:read";
    const tokens = await obtainTokens(server, new Browser(server), client, server.user, { scope });
    const bearer = { headers: { authorization: `Bearer ${tokens.access_token}` } };
    const isActive = async () => (await postAs(server, api, "/introspect", { token: tokens.access_token })).json.active;
    assert.equal(await isActive(), true);
    assert.equal((await fetch(`${server.url}/userinfo`, bearer)).status, 200);

    const answer = await manage(information, "DELETE");
    assert.deepEqual([answer.status, answer.text], [204, ""]);
    assert.equal(answer.headers.get("cache-control"), "no-store");

    assert.equal(await isActive(), false);
    assert.equal((await fetch(`${server.url}/userinfo`, bearer)).status, 401);
    assertError(await refresh(server, client, tokens.refresh_token), "invalid_client");
    const page = await new Browser(server).open(authorizationRequest(client).url);
    assert.deepEqual([page.status, page.location], [400, null]);
    for (const table of ["grants", "token_families"]) {
      assert.equal(await server.db.prepare(`SELECT count(*) AS n FROM ${table} WHERE client_id = ?`).bind(client.id).first("n"), 0);
    }
    for (const again of [await manage(information), await manage(information, "PUT", LEAST), await manage(information, "DELETE")]) {
      assertChallenge(again, "invalid_token");
    }
  });

  test("takes no other client with it", async () => {
    const [one, other] = [await registered(server), await registered(server)];
    const count = await countClients(server);
    await manage(one, "DELETE");
    assert.equal(await countClients(server), count - 1);
    assert.equal(await isBelieved(asClient(other)), true);
  });
});

describe("the token of a registration", () => {
  test("is no access token, and an access token opens no registration", async () => {
    const information = await registered(server);
    const { access_token } = await obtainTokens(server, new Browser(server), asClient(information), server.user);
    const headers = { authorization: `Bearer ${information.registration_access_token}` };
    assert.equal((await fetch(`${server.url}/userinfo`, { headers })).status, 401);
    assertChallenge(await manage({ ...information, registration_access_token: access_token }), "invalid_token");
  });

  test("is not looked for in the address", async () => {
    const { registration_client_uri, registration_access_token } = await registered(server);
    assert.equal((await fetch(`${registration_client_uri}?access_token=${registration_access_token}`)).status, 401);
  });
});

test("there are no other methods, and no other paths", async () => {
  const information = await registered(server);
  for (const method of ["POST", "PATCH"]) {
    const answer = await manage(information, method, LEAST);
    assert.deepEqual([answer.status, answer.headers.get("allow")], [405, "GET, HEAD, PUT, DELETE"]);
  }
  const head = await manage(information, "HEAD");
  assert.deepEqual([head.status, head.text], [200, ""]);
  for (const registration_client_uri of [`${server.url}/register/`, `${information.registration_client_uri}/`]) {
    assert.equal((await manage({ ...information, registration_client_uri })).status, 404);
  }
  assert.equal((await fetch(`${server.url}/register`)).status, 405);
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

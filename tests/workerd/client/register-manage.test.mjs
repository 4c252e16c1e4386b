// A client that registered itself reads and removes its registration, and nobody else does (RFC 7592). How
// it is replaced is in register-replace.test.mjs.

import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";

import { assertChallenge, assertError } from "../kit/asserts.mjs";
import { Browser } from "../kit/browser.mjs";
import { LEAST, addClient, asClient, countClients, manage, register, registered, rowOf } from "../kit/clients.mjs";
import { serveAuthorizationServer } from "../kit/serve.mjs";
import { authorizationRequest, isBelieved, obtainTokens, postAs, refresh, sha256 } from "../kit/steps.mjs";

const BOTH = ["authorization_code", "refresh_token"];

let server;
before(async () => {
  server = await serveAuthorizationServer({ seed: true, vars: { REGISTRATION: "open" } });
});
after(() => server?.dispose());

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
    // What is left of it is worth nothing, and the sweep takes it.
    await server.scheduled();
    assert.equal(await server.db.prepare("SELECT count(*) AS n FROM grants WHERE client_id = ?").bind(client.id).first("n"), 0);
    for (const again of [await manage(information), await manage(information, "PUT", LEAST), await manage(information, "DELETE")]) {
      assertChallenge(again, "invalid_token");
    }
  });

  test("takes no other client with it", async () => {
    const [one, other] = [await registered(server), await registered(server)];
    const count = await countClients(server);
    await manage(one, "DELETE");
    assert.equal(await countClients(server), count - 1);
    assert.equal(await isBelieved(server, asClient(other)), true);
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

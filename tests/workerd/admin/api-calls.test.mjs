// What a call of the Admin API takes: the token, its key, and that whoever has it still may.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import {
  addAdminClient, assertChallenge, assertProblem, call, callingAlone, callingAs, proofFor, send,
} from "../kit/admin-api.mjs";
import { addAdministrator } from "../kit/administrators.mjs";
import { Browser } from "../kit/browser.mjs";
import { addClient } from "../kit/clients.mjs";
import { newKey, postWith, prove } from "../kit/keys.mjs";
import { addUser } from "../kit/people.mjs";
import { mark, serveWithClock, setAhead } from "../kit/serve.mjs";
import { logout, obtainCode, obtainTokens, postAs, signOut } from "../kit/steps.mjs";

let server, client, admin;
before(async () => {
  server = await serveWithClock();
  server.urls ??= [server.url];
  [client, admin] = [await addAdminClient(server), await addAdministrator(server)];
});
after(() => server?.dispose());

const fresh = (changes = {}) => callingAs(server, { admin, client, ...changes });
const run = (sql, ...values) => server.db.prepare(sql).bind(...values).run();
const list = (caller, options) => call(server, caller, "GET", "/users", options);
const refused = async (caller) => assertChallenge(await list(caller), "invalid_token");

describe("a call", () => {
  test("of an administrator or of a program is answered", async () => {
    for (const caller of [await fresh(), await callingAlone(server)]) {
      const { status, json, headers } = await list(caller);
      assert.equal(status, 200);
      assert.ok(json.items.length > 0);
      assert.equal(headers.get("content-type"), "application/json");
      assert.equal(headers.get("cache-control"), "no-store");
      assert.match(headers.get("dpop-nonce"), /./);
    }
  });

  test("without a token says how to come back", async () => {
    const answer = assertProblem(await send(server, "GET", "/users"), 401);
    assert.match(answer.headers.get("www-authenticate"), /DPoP algs="ES256/);
  });

  test("with a token but without its proof, as a bearer token, or with an old, foreign or second-hand proof is refused", async () => {
    const caller = await fresh();
    const authorization = `DPoP ${caller.accessToken}`;
    const sent = (headers) => send(server, "GET", "/users", { headers });
    assertChallenge(await sent({ authorization }), "invalid_dpop_proof");
    assertChallenge(await sent({ authorization: `Bearer ${caller.accessToken}` }), "invalid_token");
    const dpop = await proofFor(server, caller, "GET", "/users");
    assert.equal((await sent({ authorization, dpop })).status, 200);
    assertChallenge(await sent({ authorization, dpop }), "invalid_dpop_proof");
    const other = { ...caller, key: await newKey() };
    assertChallenge(await sent({ authorization, dpop: await proofFor(server, other, "GET", "/users") }), "invalid_token");
    for (const [method, path, claims] of [
      ["POST", "/users", {}], ["GET", "/users/x", {}], ["GET", "/users", { ath: "x" }], ["GET", "/users", { iat: 1 }], ["GET", "/users", { nonce: "x" }],
    ]) {
      const wrong = await sent({ authorization, dpop: await proofFor(server, caller, method, path, claims) });
      assert.equal(wrong.status, 401, `${method} ${path} ${JSON.stringify(claims)}`);
    }
  });

  test("with a token for something else is refused: of an ordinary user, or of a client for another API", async () => {
    const other = await addClient(server, { method: "none", firstParty: true, scope: "openid profile notes:read" });
    const key = await newKey();
    const code = await obtainCode(new Browser(server), other, server.user, { scope: "openid" });
    const { json } = await postWith(server, other, code, await prove(server, key));
    assertChallenge(await list({ accessToken: json.access_token, key }), "invalid_token");
    const plain = await obtainTokens(server, new Browser(server), other, server.user, { scope: "notes:read" });
    assertChallenge(await send(server, "GET", "/users", { headers: { authorization: `Bearer ${plain.access_token}` } }), "invalid_token");
  });

  test("with a token that is no longer right is refused: expired, changed, or no token at all", async () => {
    const caller = await fresh();
    for (const accessToken of [`${caller.accessToken}x`, "x", "x.y.z", caller.accessToken.replace(/^.*?\./, "e30.")]) {
      assertChallenge(await list({ ...caller, accessToken }), "invalid_token");
    }
    await setAhead(server.url, 301);
    await refused(caller);
    await setAhead(server.url, -301);
  });
});

describe("a token ends at once", () => {
  test("when its client gives it back", async () => {
    const [caller, alone] = [await fresh(), await callingAlone(server)];
    for (const it of [caller, alone]) {
      assert.equal((await list(it)).status, 200);
      assert.equal((await postAs(server, it.client, "/revoke", { token: it.accessToken })).status, 200);
      await refused(it);
    }
  });

  for (const [when, end] of [
    ["is no administrator any more", (it) => run("UPDATE users SET administrator = 0 WHERE id = ?", it.admin.id)],
    ["is disabled", (it) => run("UPDATE users SET disabled_at = unixepoch() WHERE id = ?", it.admin.id)],
    ["has another password", (it) => run("UPDATE users SET credential_version = credential_version + 1 WHERE id = ?", it.admin.id)],
    ["signed out", async (it) => signOut(it.browser, await logout(it.browser))],
    ["signed out everywhere", (it) => run("UPDATE users SET signed_out_at = unixepoch() + 1 WHERE id = ?", it.admin.id)],
    ["is gone", (it) => run("DELETE FROM users WHERE id = ?", it.admin.id)],
  ]) {
    test(`when its administrator ${when}`, async () => {
      const caller = await fresh({ admin: await addAdministrator(server) });
      assert.equal((await list(caller)).status, 200);
      await end(caller);
      await refused(caller);
    });
  }

  test("when its owner takes the scope or the client away, or blocks it", async () => {
    for (const end of ["UPDATE clients SET scope = 'openid' WHERE id = ?", "DELETE FROM clients WHERE id = ?", "UPDATE clients SET registered_by = 'itself' WHERE id = ?", "UPDATE clients SET blocked_at = 1 WHERE id = ?"]) {
      for (const caller of [await fresh({ client: await addAdminClient(server) }), await callingAlone(server)]) {
        assert.equal((await list(caller)).status, 200);
        await run(end, caller.client.id);
        await refused(caller);
      }
    }
    const caller = await callingAlone(server);
    await run("UPDATE clients SET token_endpoint_auth_method = 'client_secret_basic', secret_hash = 'x' WHERE id = ?", caller.client.id);
    await refused(caller);
  });
});

describe("what cannot be undone", () => {
  test("waits for a sign-in of the last ten minutes: the client hears what it takes (RFC 9470)", async () => {
    const { browser } = await fresh();
    await run("UPDATE sessions SET authenticated_at = authenticated_at - 700 WHERE user_id = ?", admin.id);
    const [caller, user] = [await fresh({ browser }), await addUser(server)];
    assert.equal((await list(caller)).status, 200);
    const answer = await call(server, caller, "DELETE", `/users/${user.id}`);
    assertChallenge(answer, "insufficient_user_authentication");
    assert.match(answer.headers.get("www-authenticate"), /max_age=600, acr_values="phr [^"]*\/acr\/two-factors"/);
    assert.equal((await call(server, await fresh({ browser, changes: { max_age: "600" } }), "DELETE", `/users/${user.id}`)).status, 204);
  });
});

describe("what is not there", () => {
  test("is 404, and 405 with the methods that are", async () => {
    const caller = await fresh();
    assertProblem(await call(server, caller, "GET", "/nothing"), 404);
    assertProblem(await call(server, caller, "GET", ""), 404);
    assertProblem(await call(server, caller, "GET", "/users/nobody"), 404);
    assertProblem(await call(server, caller, "GET", "/users/%00"), 404);
    const wrong = assertProblem(await call(server, caller, "PUT", "/users/nobody"), 405);
    assert.equal(wrong.headers.get("allow"), "GET, PATCH, DELETE, HEAD");
  });
});

describe("the description (OpenAPI 3.1)", () => {
  test("is for everybody, and each route of it is served, and no other method of its path", async () => {
    const response = await fetch(`${server.url}/admin/api/openapi.json`);
    assert.deepEqual([response.status, response.headers.get("content-type")], [200, "application/json"]);
    const { openapi, paths } = await response.json();
    assert.equal(openapi, "3.1.0");
    for (const [template, methods] of Object.entries(paths)) {
      const path = template.replaceAll(/\{.*?\}/g, "some-id");
      const described = Object.keys(methods).map((method) => method.toUpperCase());
      for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE"]) {
        const { status, headers } = template === "/openapi.json" ? await fetch(`${server.url}/admin/api${path}`, { method }) : await send(server, method, path);
        const expected = !described.includes(method) ? 405 : template === "/openapi.json" ? 200 : 401;
        assert.equal(status, expected, `${method} ${template}`);
        if (status === 405) {
          assert.deepEqual(headers.get("allow").split(", ").filter((it) => it !== "HEAD").sort(), described.toSorted(), template);
        }
      }
    }
  });
});

test("what a program does is an event with its client as the actor", async () => {
  const [caller, user] = [await callingAlone(server), await addUser(server)];
  assert.equal((await call(server, caller, "POST", `/users/${user.id}/disable`)).status, 200);
  await mark(server);
  const event = await server.db.prepare("SELECT kind, actor FROM events WHERE user_id = ? ORDER BY id DESC").bind(user.id).first();
  assert.deepEqual(event, { kind: "user_disabled", actor: caller.client.id });
});

// Apps by the Admin API; and what is made once, however often a program asks for it with the same Idempotency-Key.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, test } from "node:test";

import { addAdminClient, addMachine, assertProblem, call, callingAlone, callingAs } from "../kit/admin-api.mjs";
import { addAdministrator } from "../kit/administrators.mjs";
import { Browser } from "../kit/browser.mjs";
import { addClient, registered, rowOf } from "../kit/clients.mjs";
import { newKey, setOf } from "../kit/keys.mjs";
import { addUser } from "../kit/people.mjs";
import { mark, serveWithClock } from "../kit/serve.mjs";
import { obtainTokens } from "../kit/steps.mjs";

const CALLBACK = "https://app.example/callback";

let server, caller;
before(async () => {
  server = await serveWithClock({ vars: { REGISTRATION: "open" } });
  server.urls ??= [server.url];
  caller = await callingAs(server, { admin: await addAdministrator(server), client: await addAdminClient(server) });
});
after(() => server?.dispose());

const api = (method, path, options) => call(server, caller, method, path, options);
const named = (key = randomUUID()) => ({ "idempotency-key": `"${key}"` });
const counted = (sql, ...values) => server.db.prepare(sql).bind(...values).first("n");
const called = (name) => counted("SELECT count(*) AS n FROM clients WHERE name = ?", name);

describe("an app", () => {
  test("is added with a secret that works at once, and that nothing else tells", async () => {
    const made = await api("POST", "/apps", { body: { name: "New one", redirect_uris: [CALLBACK], scope: "openid profile" } });
    assert.equal(made.status, 201, made.text);
    const { client_id: id, client_secret: secret, ...app } = made.json;
    assert.deepEqual([app.token_endpoint_auth_method, app.redirect_uris, app.registered_by], ["client_secret_basic", [CALLBACK], "owner"]);
    await obtainTokens(server, new Browser(server), { id, secret, method: "client_secret_basic", redirectUri: CALLBACK }, server.user, { scope: "openid" });
    const shown = await api("GET", `/apps/${id}`);
    assert.deepEqual(shown.json, { client_id: id, ...app });
    assert.equal(shown.headers.get("etag"), made.headers.get("etag"));
    assert.ok(!shown.text.includes("secret_hash"));
    await mark(server);
    const event = await server.db.prepare("SELECT actor, details FROM events WHERE client_id = ? AND kind = 'app_added'").bind(id).first();
    assert.equal(event.actor, caller.admin.id);
    assert.ok(!JSON.stringify([event, server.logs]).includes(secret));
  });

  test("is changed in what is sent, and keeps the rest", async () => {
    const jwks = await setOf(await newKey());
    const { json: { client_secret: none, ...json } } = await api("POST", "/apps", { body: { name: "Before", kind: "public", redirect_uris: [CALLBACK] } });
    assert.equal(none, null);
    const at = `/apps/${json.client_id}`;
    const changed = await api("PATCH", at, { body: { name: "After", access_token_lifetime: 600, post_logout_redirect_uris: [`${CALLBACK}/out`], dpop_bound_access_tokens: true } });
    assert.equal(changed.status, 200, changed.text);
    assert.deepEqual(changed.json, { ...json, name: "After", access_token_lifetime: 600, post_logout_redirect_uris: [`${CALLBACK}/out`], dpop_bound_access_tokens: true });
    assert.equal((await api("PATCH", at, { body: { access_token_lifetime: null } })).json.access_token_lifetime, null);
    const stale = { "if-match": changed.headers.get("etag") };
    assertProblem(await api("PATCH", at, { body: { name: "Late" }, headers: stale }), 412);
    for (const body of [
      { scope: "openid admin_api" }, { scope: "invented" }, { redirect_uris: ["javascript:alert(1)"] }, { redirect_uris: "x" }, { access_token_lifetime: 1 },
      { groups: ["nothing-like-it"] }, { registered_by: "owner" }, { client_secret: "x" }, { first_party: "1" }, { without_pkce: true }, { redirect_uris: ["https://a.example/\nhttps://b.example/"] },
    ]) {
      const refused = assertProblem(await api("PATCH", at, { body }), 400);
      const [member] = Object.keys(body);
      if (refused.json.errors) assert.equal(refused.json.errors[0].pointer, `#/${member}`);
    }
    const { json: program } = await api("POST", "/apps", { body: { name: "Key", kind: "program", scope: "notes:read", jwks } });
    assert.deepEqual([program.jwks.keys.length, program.client_secret, program.grant_types], [1, null, ["client_credentials"]], JSON.stringify(program));
  });

  test("gets another secret, is blocked, let in again and removed", async () => {
    const app = await addClient(server, { method: "client_secret_basic" });
    const at = `/apps/${app.id}`;
    const secret = await api("POST", `${at}/secret`, { body: { keep: 7 } });
    assert.equal(secret.status, 201, secret.text);
    assert.ok(secret.json.client_secret && secret.json.old_secret_ends_at > 0);
    assertProblem(await api("POST", `${at}/secret`, { body: { keep: 7 } }), 400);
    assertProblem(await api("POST", `${at}/secret`, { body: { keep: 5 } }), 400);
    const blocked = await api("POST", `${at}/block`);
    assert.ok(blocked.json.blocked_at > 0, blocked.text);
    assertProblem(await api("POST", `${at}/block`), 409);
    assert.equal((await api("POST", `${at}/unblock`)).json.blocked_at, null);
    assert.equal((await api("DELETE", at)).status, 204);
    assertProblem(await api("GET", at), 404);
  });

  test("that came by itself is the owner's once somebody vouches for it", async () => {
    const { client_id: id } = await registered(server, { scope: "openid profile" });
    assertProblem(await api("PATCH", `/apps/${id}`, { body: { name: "Mine" } }), 409, /Vouch/);
    assertProblem(await api("POST", `/apps/${id}/vouch`, { body: { scope: "openid admin_api" } }), 400, /admin_api/);
    assertProblem(await api("POST", `/apps/${id}/vouch`, { body: { scope: null } }), 400);
    const vouched = await api("POST", `/apps/${id}/vouch`, { body: { scope: "openid" } });
    assert.deepEqual([vouched.json.registered_by, vouched.json.scope], ["owner", "openid"]);
  });

  test("is listed to the end, and found by the beginning of its name", async () => {
    for (let i = 0; i < 25; i++) await addClient(server, { name: `Many ${i}` });
    const seen = [];
    for (let next = ""; next !== null;) {
      const { json } = await api("GET", `/apps?after=${encodeURIComponent(next)}`);
      seen.push(...json.items.map(({ client_id: id }) => id));
      next = json.next;
    }
    assert.equal(new Set(seen).size, await counted("SELECT count(*) AS n FROM clients"));
    assert.equal((await api("GET", "/apps?q=Many 24")).json.items.length, 1);
  });
});

describe("nobody makes themselves another way in: an app that may use the Admin API", () => {
  test("is not added by a program", async () => {
    const jwks = await setOf(await newKey());
    for (const who of [caller, await callingAlone(server)]) {
      for (const body of [
        { name: "Way in", kind: "program", scope: "admin_api", jwks }, { name: "Way in", redirect_uris: [CALLBACK], scope: "openid admin_api", first_party: true },
      ]) assertProblem(await call(server, who, "POST", "/apps", { body }), 400, /admin_api/);
    }
    assert.equal(await called("Way in"), 0);
  });

  test("is not changed, given a secret or let in again by a program", async () => {
    const [machine, tool] = [await addMachine(server), await addAdminClient(server, { method: "client_secret_basic" })];
    const jwks = await setOf(await newKey());
    for (const who of [caller, await callingAlone(server)]) {
      for (const app of [machine, tool]) {
        const before = await rowOf(server, app.id);
        for (const body of [{ jwks }, { redirect_uris: ["https://attacker.example/"] }, { name: "x" }]) {
          assertProblem(await call(server, who, "PATCH", `/apps/${app.id}`, { body }), 403, /may use the Admin API/);
        }
        assertProblem(await call(server, who, "POST", `/apps/${app.id}/secret`, { body: {} }), 403);
        assert.deepEqual(await rowOf(server, app.id), before);
      }
      assert.equal((await api("POST", `/apps/${machine.id}/block`)).status, 200);
      assertProblem(await call(server, who, "POST", `/apps/${machine.id}/unblock`), 403);
      await server.db.prepare("UPDATE clients SET blocked_at = NULL WHERE id = ?").bind(machine.id).run();
    }
  });

  test("is neither blocked nor removed by a program in its own name", async () => {
    const alone = await callingAlone(server);
    const [tool, plain] = [await addAdminClient(server), await addClient(server)];
    for (const app of [tool, alone.client]) {
      const before = await rowOf(server, app.id);
      assertProblem(await call(server, alone, "POST", `/apps/${app.id}/block`), 403, /administrator does this/);
      assertProblem(await call(server, alone, "DELETE", `/apps/${app.id}`), 403, /administrator does this/);
      assert.deepEqual(await rowOf(server, app.id), before);
    }
    assert.equal((await call(server, alone, "POST", `/apps/${plain.id}/block`)).status, 200);
    assert.equal((await call(server, alone, "DELETE", `/apps/${plain.id}`)).status, 204);
    assert.equal((await api("DELETE", `/apps/${tool.id}`)).status, 204);
  });
});

describe("with an Idempotency-Key", () => {
  test("an app is made once, with one secret, however often it is asked for", async () => {
    const [headers, body] = [named(), { name: "Once", redirect_uris: [CALLBACK] }];
    const first = await api("POST", "/apps", { body, headers });
    const second = await api("POST", "/apps", { body, headers });
    assert.deepEqual([first.status, second.status], [201, 201], second.text);
    assert.deepEqual(second.json, first.json);
    assert.ok(first.json.client_secret);
    const bare = { "idempotency-key": headers["idempotency-key"].replaceAll("\"", "") };
    assert.deepEqual((await api("POST", "/apps", { body, headers: bare })).json, first.json);
    assert.equal(await called("Once"), 1);
    await mark(server);
    assert.equal(await counted("SELECT count(*) AS n FROM events WHERE client_id = ? AND kind = 'app_added'", first.json.client_id), 1);
  });

  test("of several at once, one makes it, and nobody gets another", async () => {
    const [headers, body] = [named(), { name: "Raced", redirect_uris: [CALLBACK] }];
    const answers = await Promise.all(Array.from({ length: 5 }, () => api("POST", "/apps", { body, headers })));
    const made = answers.filter(({ status }) => status === 201);
    assert.ok(made.length > 0 && answers.every(({ status }) => [201, 409].includes(status)), JSON.stringify(answers.map(({ status }) => status)));
    assert.equal(new Set(made.map(({ text }) => text)).size, 1);
    assert.equal(await called("Raced"), 1);
  });

  test("another body is refused, at the same time too, and nothing is made of it", async () => {
    const headers = named();
    assert.equal((await api("POST", "/groups", { body: { name: "first-body" }, headers })).status, 201);
    assertProblem(await api("POST", "/groups", { body: { name: "other-body" }, headers }), 422);
    const raced = named();
    const answers = await Promise.all(["raced-1", "raced-2"].map((name) => api("POST", "/groups", { body: { name }, headers: raced })));
    const statuses = answers.map(({ status }) => status).sort();
    assert.equal(statuses[0], 201);
    assert.ok([409, 422].includes(statuses[1]), statuses.join());
    assert.equal(await counted("SELECT count(*) AS n FROM user_groups WHERE name LIKE 'raced-%' OR name = 'other-body'"), 1);
  });

  test("what was refused is not remembered", async () => {
    const headers = named();
    assert.equal((await api("POST", "/groups", { body: { name: "there-already" } })).status, 201);
    assertProblem(await api("POST", "/groups", { body: { name: "there-already" }, headers }), 400);
    assert.equal((await api("POST", "/groups", { body: { name: "not-there-yet" }, headers })).status, 201);
  });

  test("links and secrets are the same ones again", async () => {
    const [app, user] = [await addClient(server, { method: "client_secret_basic" }), await addUser(server)];
    for (const [path, body, what] of [
      ["/invitations", { uses: 1, days: 1 }, "link"], [`/users/${user.id}/recovery-link`, undefined, "link"], [`/apps/${app.id}/secret`, { keep: 1 }, "client_secret"],
    ]) {
      const headers = named();
      const [first, second] = [await api("POST", path, { body, headers }), await api("POST", path, { body, headers })];
      assert.deepEqual([first.status, second.status], [201, 201], second.text);
      assert.ok(first.json[what]);
      assert.deepEqual(second.json, first.json);
    }
  });

  test("nobody gets what somebody else's key made, and no later secret is told", async () => {
    const [headers, body] = [named(), { name: "Whose", redirect_uris: [CALLBACK] }];
    const mine = await api("POST", "/apps", { body, headers });
    const theirs = await call(server, await callingAlone(server), "POST", "/apps", { body, headers });
    assert.notEqual(theirs.json.client_id, mine.json.client_id);
    assert.notEqual(theirs.json.client_secret, mine.json.client_secret);
    await api("POST", `/apps/${mine.json.client_id}/secret`, { body: {} });
    assert.equal((await api("POST", "/apps", { body, headers })).json.client_secret, null);
    await api("DELETE", `/apps/${mine.json.client_id}`);
    assertProblem(await api("POST", "/apps", { body, headers }), 404);
  });

  test("a key is a text of some length", async () => {
    for (const key of ["short", "x".repeat(256), "with space and more"]) {
      assertProblem(await api("POST", "/groups", { body: { name: "no-key" }, headers: { "idempotency-key": key } }), 400, /Idempotency-Key/);
    }
  });
});

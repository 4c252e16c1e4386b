// Users by the Admin API.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { addAdminClient, assertProblem, call, callingAlone, callingAs } from "../kit/admin-api.mjs";
import { addAdministrator } from "../kit/administrators.mjs";
import { addUser, signIn } from "../kit/people.mjs";
import { mark, serveWithClock } from "../kit/serve.mjs";

let server, caller;
before(async () => {
  server = await serveWithClock();
  server.urls ??= [server.url];
  caller = await callingAs(server, { admin: await addAdministrator(server), client: await addAdminClient(server) });
});
after(() => server?.dispose());

const api = (method, path, options) => call(server, caller, method, path, options);
const rowOf = (user) => server.db.prepare("SELECT * FROM users WHERE id = ?").bind(user.id).first();
async function eventsAbout(user) {
  await mark(server);
  return (await server.db.prepare("SELECT kind, actor, details FROM events WHERE user_id = ? AND actor IS NOT NULL ORDER BY id").bind(user.id).all()).results;
}

describe("the list", () => {
  test("is read to its end by the cursor, each user once", async () => {
    for (let i = 0; i < 45; i++) await addUser(server);
    const [seen, sizes] = [[], []];
    for (let next = ""; next !== null;) {
      const { status, json } = await api("GET", `/users?after=${encodeURIComponent(next)}`);
      assert.equal(status, 200);
      seen.push(...json.items.map(({ id }) => id));
      sizes.push(json.items.length);
      next = json.next;
    }
    assert.equal(new Set(seen).size, seen.length);
    assert.equal(seen.length, await server.db.prepare("SELECT count(*) AS n FROM users").first("n"));
    assert.ok(Math.max(...sizes) === 20 && sizes.length > 2);
  });

  test("finds by the beginning of a name", async () => {
    const user = await addUser(server);
    const { json } = await api("GET", `/users?q=${user.username}`);
    assert.deepEqual(json.items.map(({ id }) => id), [user.id]);
    assert.equal(json.next, null);
    assert.deepEqual((await api("GET", "/users?q=zzzz-nobody")).json, { items: [], next: null });
  });
});

describe("a user", () => {
  test("is told without a secret", async () => {
    const user = await addUser(server);
    const { status, json, text, headers } = await api("GET", `/users/${user.id}`);
    assert.equal(status, 200);
    assert.deepEqual(json, {
      id: user.id, username: user.username, name: "Test Person", email: user.email, unverified_email: null,
      administrator: false, disabled: false, claims: {}, own_claims: {}, created_at: 0, disabled_at: null,
    });
    assert.doesNotMatch(text, /password|hash|salt/);
    assert.match(headers.get("etag"), /^"[\w-]{43}"$/);
    assert.equal((await api("HEAD", `/users/${user.id}`)).status, 200);
  });

  test("is changed in the members that are sent, and null takes one away", async () => {
    const user = await addUser(server);
    const changed = await api("PATCH", `/users/${user.id}`, { body: { name: "Ada <b>L" } });
    assert.equal(changed.status, 200, changed.text);
    assert.deepEqual([changed.json.name, changed.json.username, changed.json.email], ["Ada <b>L", user.username, user.email]);
    const without = await api("PATCH", `/users/${user.id}`, { body: { email: null }, headers: { "content-type": "application/merge-patch+json" } });
    assert.equal(without.json.email, null);
    assert.equal((await rowOf(user)).email, null);
    const events = await eventsAbout(user);
    assert.deepEqual(events.map(({ kind, actor }) => [kind, actor]), [["user_changed", caller.admin.id], ["user_changed", caller.admin.id]]);
    const details = events.map((event) => JSON.parse(event.details));
    assert.deepEqual(details.toSorted((one, other) => ("email" in one) - ("email" in other)), [
      { name: ["Test Person", "Ada <b>L"] }, { email: [user.email, null] },
    ]);
    const same = await api("PATCH", `/users/${user.id}`, { body: {} });
    assert.equal(same.headers.get("etag"), without.headers.get("etag"));
    assert.equal((await eventsAbout(user)).length, 2);
  });

  test("is not changed by what cannot be", async () => {
    const [user, other] = [await addUser(server), await addUser(server)];
    const before = await rowOf(user);
    const patch = (body, headers) => api("PATCH", `/users/${user.id}`, { body, headers });
    assertProblem(await patch({ username: "with space \u0007" }), 400, /username/i);
    assertProblem(await patch({ username: other.username }), 400);
    assertProblem(await patch({ administrator: true }), 400, /"administrator" is unknown/);
    assertProblem(await patch({ name: { a: 1 } }), 400, /"name" is not of the right kind/);
    assertProblem(await patch({ name: "a\0b" }), 400);
    for (const body of ["[]", "null", "{", "\"x\""]) assertProblem(await patch(body), 400);
    assertProblem(await patch("name=x", { "content-type": "application/x-www-form-urlencoded" }), 415);
    assertProblem(await patch(`{"name":"${"x".repeat(70_000)}"}`), 413);
    assert.deepEqual(await rowOf(user), before);
  });

  test("is not overwritten where If-Match names an earlier state", async () => {
    const user = await addUser(server);
    const { headers } = await api("GET", `/users/${user.id}`);
    const ifMatch = { "if-match": headers.get("etag") };
    const [first, second] = await Promise.all(["First", "Second"].map((name) => api("PATCH", `/users/${user.id}`, { body: { name }, headers: ifMatch })));
    assert.deepEqual([first.status, second.status].sort(), [200, 412]);
    assertProblem([first, second].find(({ status }) => status === 412), 412);
    assertProblem(await api("DELETE", `/users/${user.id}`, { headers: ifMatch }), 412);
    assertProblem(await api("PATCH", `/users/${user.id}`, { body: { name: "x" }, headers: { "if-match": `W/${headers.get("etag")}` } }), 412);
    assert.equal((await api("PATCH", `/users/${user.id}`, { body: { name: "Any" }, headers: { "if-match": "*" } })).status, 200);
  });

  test("is shut out, let in again and signed out, each once", async () => {
    const { user } = await signIn(server);
    const sessions = await api("GET", `/users/${user.id}/sessions`);
    assert.deepEqual(sessions.json.items.map(({ method }) => method), ["password"]);
    assert.doesNotMatch(sessions.text, /hash/);
    assert.equal((await api("DELETE", `/users/${user.id}/sessions`)).status, 200);
    assert.deepEqual((await api("GET", `/users/${user.id}/sessions`)).json.items, []);
    for (const times of [1, 2]) {
      const disabled = await api("POST", `/users/${user.id}/disable`);
      assert.deepEqual([disabled.status, disabled.json.disabled], [200, true], `${times}`);
    }
    for (const times of [1, 2]) {
      const enabled = await api("POST", `/users/${user.id}/enable`);
      assert.deepEqual([enabled.status, enabled.json.disabled], [200, false], `${times}`);
    }
    assert.deepEqual((await eventsAbout(user)).map(({ kind }) => kind).sort(), ["user_disabled", "user_enabled", "user_signed_out"]);
  });

  test("is told with the apps that they let in", async () => {
    const user = await addUser(server);
    const client = await addAdminClient(server);
    await server.db.prepare("INSERT INTO grants (user_id, client_id, scope, claims, granted_at, client_revision, registration_id) SELECT ?1, id, 'openid', '', 7, revision, registration_id FROM clients WHERE id = ?2").bind(user.id, client.id).run();
    const { json } = await api("GET", `/users/${user.id}/apps`);
    assert.deepEqual(json.items, [{ client_id: client.id, name: "Test client", scope: "openid", granted_at: 7 }]);
    assertProblem(await api("GET", "/users/nobody/apps"), 404);
  });

  test("is removed, once", async () => {
    const user = await addUser(server);
    const gone = await api("DELETE", `/users/${user.id}`);
    assert.deepEqual([gone.status, gone.text], [204, ""]);
    assert.equal(await rowOf(user), null);
    assertProblem(await api("DELETE", `/users/${user.id}`), 404);
    assert.deepEqual((await eventsAbout(user)).map(({ kind }) => kind), ["user_removed"]);
  });

  test("is neither disabled nor removed if they are the last administrator", async () => {
    await server.db.prepare("UPDATE users SET administrator = 0 WHERE id <> ?").bind(caller.admin.id).run();
    const alone = await callingAlone(server);
    for (const [who, why] of [[caller, /cannot do this for your own account/], [alone, /last administrator/]]) {
      assertProblem(await call(server, who, "POST", `/users/${caller.admin.id}/disable`), 400, why);
      assertProblem(await call(server, who, "DELETE", `/users/${caller.admin.id}`), 400, why);
    }
    assert.equal((await rowOf(caller.admin)).disabled_at, null);
  });

  test("an administrator gets no other name or address from a program in its own name, and stays an administrator", async () => {
    const [admin, alone] = [await addAdministrator(server), await callingAlone(server)];
    const before = await rowOf(admin);
    for (const body of [{ email: "else@example.com" }, { email: null }, { name: "Grace" }, { username: "grace" }]) {
      assertProblem(await call(server, alone, "PATCH", `/users/${admin.id}`, { body }), 403, /administrator does this/);
    }
    assert.deepEqual(await rowOf(admin), before);
    const user = await addUser(server);
    assert.equal((await call(server, alone, "PATCH", `/users/${user.id}`, { body: { name: "Grace", email: "grace@example.com" } })).status, 200);
    assert.equal((await call(server, caller, "PATCH", `/users/${admin.id}`, { body: { name: "Grace" } })).status, 200);
    // It could open the account while it is none, and wait.
    assertProblem(await call(server, alone, "POST", `/users/${admin.id}/unmake-administrator`), 403, /administrator does this/);
    assert.equal((await rowOf(admin)).administrator, 1);
  });

  test("is signed out in one browser only", async () => {
    const { user } = await signIn(server);
    await signIn(server, { user });
    const { json } = await api("GET", `/users/${user.id}/sessions`);
    assert.equal(json.items.length, 2);
    assert.equal((await api("DELETE", `/users/${user.id}/sessions/${json.items[0].id}`)).status, 200);
    const left = await api("GET", `/users/${user.id}/sessions`);
    assert.deepEqual(left.json.items.map(({ id }) => id), [json.items[1].id]);
  });
});

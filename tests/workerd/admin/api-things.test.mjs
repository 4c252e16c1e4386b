// Groups, invitations, keys, APIs, events and counts by the Admin API.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { addAdminClient, assertChallenge, assertProblem, call, callingAlone, callingAs } from "../kit/admin-api.mjs";
import { addAdministrator, addGroup } from "../kit/administrators.mjs";
import { addUser } from "../kit/people.mjs";
import { mark, serveWithClock } from "../kit/serve.mjs";

let server, caller;
before(async () => {
  server = await serveWithClock({ vars: { CLAIM_SCOPES: JSON.stringify({ plan: { claims: ["plan", "seats"], words: "see your plan" } }) } });
  server.urls ??= [server.url];
  caller = await callingAs(server, { admin: await addAdministrator(server), client: await addAdminClient(server) });
});
after(() => server?.dispose());

const api = (method, path, options) => call(server, caller, method, path, options);
const one = (sql, ...values) => server.db.prepare(sql).bind(...values).first();
async function events(kind) {
  await mark(server);
  return (await server.db.prepare("SELECT kind, actor, user_id, details FROM events WHERE kind = ? AND actor IS NOT NULL ORDER BY id").bind(kind).all()).results;
}
/** A caller who signed in so many seconds ago. */
async function signedInBefore(seconds) {
  const { admin, client, browser } = await callingAs(server);
  await server.db.prepare("UPDATE sessions SET authenticated_at = authenticated_at - ? WHERE user_id = ?").bind(seconds, admin.id).run();
  return callingAs(server, { admin, client, browser });
}

describe("a group", () => {
  test("is added, renamed, given claims and members, and removed", async () => {
    const added = await api("POST", "/groups", { body: { name: "staff" } });
    assert.equal(added.status, 201, added.text);
    const at = `/groups/${added.json.id}`;
    assert.equal(added.headers.get("location"), `${server.url}/admin/api${at}`);
    assert.deepEqual(added.json, { id: added.json.id, name: "staff", claims: {}, created_at: added.json.created_at });
    const shown = await api("GET", at);
    assert.deepEqual([shown.json, shown.headers.get("etag")], [added.json, added.headers.get("etag")]);
    const renamed = await api("PATCH", at, { body: { name: "crew" }, headers: { "if-match": shown.headers.get("etag") } });
    assert.equal(renamed.json.name, "crew", renamed.text);
    assertProblem(await api("PATCH", at, { body: { name: "late" }, headers: { "if-match": shown.headers.get("etag") } }), 412);

    const claims = await api("PATCH", `${at}/claims`, { body: { claims: { plan: "pro" } } });
    assert.deepEqual(claims.json.claims, { plan: "pro" }, claims.text);
    assertProblem(await api("PATCH", `${at}/claims`, { body: { claims: { sub: "x" } } }), 400);

    const user = await addUser(server);
    assert.equal((await api("PUT", `${at}/members/${user.id}`)).status, 200);
    assert.equal((await api("PUT", `${at}/members/${user.id}`)).status, 200);
    assertProblem(await api("PUT", `${at}/members/nobody`), 400);
    assert.deepEqual((await api("GET", `${at}/members`)).json.items.map(({ id }) => id), [user.id]);
    assert.deepEqual((await api("GET", `/users/${user.id}/groups`)).json.items.map(({ id }) => id), [added.json.id]);
    assert.equal((await api("DELETE", `${at}/members/${user.id}`)).status, 200);
    assert.deepEqual((await api("GET", `${at}/members`)).json, { items: [], next: null });
    assert.equal((await events("user_groups_changed")).filter((it) => it.user_id === user.id).length, 2);

    assert.equal((await api("DELETE", at)).status, 204);
    for (const method of ["GET", "DELETE"]) assertProblem(await api(method, at), 404);
    assertProblem(await api("GET", `${at}/members`), 404);
  });

  test("is listed to the end, and found by the beginning of its name", async () => {
    for (let i = 0; i < 25; i++) await addGroup(server, `many${i}`);
    const seen = [];
    for (let next = ""; next !== null;) {
      const { json } = await api("GET", `/groups?after=${encodeURIComponent(next)}`);
      seen.push(...json.items.map(({ name }) => name));
      next = json.next;
    }
    assert.equal(new Set(seen).size, await server.db.prepare("SELECT count(*) AS n FROM user_groups").first("n"));
    assert.deepEqual((await api("GET", "/groups?q=many24")).json.items.map(({ name }) => name), ["many24"]);
  });

  test("has a name that is its own", async () => {
    await addGroup(server, "taken");
    assertProblem(await api("POST", "/groups", { body: { name: "taken" } }), 400);
    for (const body of [{}, { name: "" }, { name: 1 }, { name: "a", id: "mine" }]) assertProblem(await api("POST", "/groups", { body }), 400);
  });

  test("of the administrators is neither changed nor joined here", async () => {
    const { json } = await api("GET", "/groups?q=admin");
    const [{ id }] = json.items;
    const user = await addUser(server);
    assertProblem(await api("PUT", `/groups/${id}/members/${user.id}`), 400);
    assertProblem(await api("PATCH", `/groups/${id}`, { body: { name: "others" } }), 400);
    assertProblem(await api("DELETE", `/groups/${id}`), 400);
    assert.equal((await one("SELECT administrator FROM users WHERE id = ?", user.id)).administrator, 0);
  });
});

describe("an invitation", () => {
  test("is made, listed without its link, and withdrawn", async () => {
    const made = await api("POST", "/invitations", { body: { uses: 2, days: 3 } });
    assert.equal(made.status, 201, made.text);
    assert.equal(made.json.mailed, false);
    assert.match((await fetch(made.json.link)).url, /invitation/);
    const listed = await api("GET", "/invitations");
    const [link] = listed.json.items.filter(({ id }) => id === made.json.id);
    assert.deepEqual([link.purpose, link.uses_left, link.expires_at - link.created_at], ["invitation", 2, 3 * 24 * 3600]);
    assert.ok(!listed.text.includes(new URL(made.json.link).searchParams.get("link")));
    assert.equal((await api("DELETE", `/invitations/${made.json.id}`)).status, 204);
    assertProblem(await api("DELETE", `/invitations/${made.json.id}`), 404);
    for (const body of [{}, { uses: 0, days: 1 }, { uses: 1, days: 1, email: "x" }, { uses: 1, days: 1, groups: ["administrators"] }, { uses: 1, days: 1, groups: ["nothing-like-it"] }]) {
      assertProblem(await api("POST", "/invitations", { body }), 400);
    }
  });
});

describe("a user", () => {
  test("has claims, which a patch changes one by one", async () => {
    const user = await addUser(server);
    const patch = (body) => api("PATCH", `/users/${user.id}/claims`, { body });
    const first = await patch({ claims: { given_name: "Ada", nickname: "A", address: { locality: "Berlin" } } });
    assert.equal(first.status, 200, first.text);
    assertProblem(await patch({ claims: { website: "javascript:alert(1)" } }), 400, /begin with https/);
    assertProblem(await patch({ claims: { address: { country: "D\u202eE" } } }), 400);
    const second = await patch({ claims: { nickname: null, address: { country: "DE" }, email_verified: true } });
    const { updated_at: at, ...claims } = second.json.claims;
    assert.deepEqual(claims, { given_name: "Ada", address: { locality: "Berlin", country: "DE" }, email_verified: true });
    assert.equal(typeof at, "number");
    for (const claims of [{ sub: "x" }, { groups: ["a"] }, { name: "x" }, { nickname: "a\nemail_verified=true" }, { "nickname=a\nemail_verified": "true" }]) {
      const answer = await patch({ claims });
      assert.equal(answer.status, 400, JSON.stringify(claims));
    }
    assertProblem(await patch({ own_claims: { undefined_here: 1 } }), 400);
    const own = await patch({ own_claims: { plan: "1.10", seats: { of: [5, "5", null] } } });
    assert.deepEqual(own.json.own_claims, { plan: "1.10", seats: { of: [5, "5", null] } });
    assert.deepEqual((await patch({ own_claims: { plan: null } })).json.own_claims, { seats: { of: [5, "5", null] } });
    const { updated_at: later, ...kept } = (await api("GET", `/users/${user.id}`)).json.claims;
    assert.ok(later >= at);
    assert.deepEqual(kept, claims);
  });

  test("gets a recovery link that only this answer holds", async () => {
    const user = await addUser(server);
    const made = await api("POST", `/users/${user.id}/recovery-link`);
    assert.equal(made.status, 201, made.text);
    assert.deepEqual([made.json.mailed, Object.keys(made.json).sort()], [false, ["link", "mailed"]]);
    assert.equal((await fetch(made.json.link)).status, 200);
    assertProblem(await api("POST", `/users/${user.id}/recovery-mail`), 409, /mail/);
    await mark(server);
    assert.ok(!JSON.stringify(server.logs).includes(new URL(made.json.link).searchParams.get("link")));
  });

  test("is made an administrator and a user like any other by an administrator", async () => {
    const user = await addUser(server);
    assert.equal((await api("POST", `/users/${user.id}/make-administrator`)).json.administrator, true);
    assert.equal((await api("POST", `/users/${user.id}/unmake-administrator`)).json.administrator, false);
    assertProblem(await api("POST", `/users/${caller.admin.id}/unmake-administrator`), 400, /your own account/);
  });

  test("a program in its own name opens no account of an administrator", async () => {
    const [admin, user, alone] = [await addAdministrator(server), await addUser(server), await callingAlone(server)];
    const post = (path, method = "POST", body) => call(server, alone, method, path, { body });
    assertProblem(await post(`/users/${user.id}/make-administrator`), 403);
    for (const deed of ["recovery-link", "recovery-mail", "verification-link"]) assertProblem(await post(`/users/${admin.id}/${deed}`), 403);
    assertProblem(await post(`/users/${admin.id}/second-factor`, "DELETE"), 403);
    assertProblem(await post(`/users/${admin.id}`, "PATCH", { email: "a@attacker.example" }), 403);
    assert.equal((await post(`/users/${user.id}/recovery-link`)).status, 201);
    assert.equal(await server.db.prepare("SELECT count(*) AS n FROM one_time_links WHERE user_id = ?").bind(admin.id).first("n"), 0);
  });
});

describe("the server", () => {
  test("tells its keys, and the next one signs soon when it is asked to", async () => {
    const { json } = await api("GET", "/keys");
    const signing = json.items.find(({ state }) => state === "signing");
    assert.doesNotMatch(JSON.stringify(json), /private|sealed/);
    assertProblem(await api("POST", "/keys/nothing/rotate"), 404);
    assert.equal((await api("POST", `/keys/${signing.algorithm}/rotate`)).status, 204);
    assert.equal((await events("key_rotated")).length, 1);
    assertProblem(await api("POST", "/keys/nothing/revoke"), 404);
  });

  test("tells its APIs and its counts", async () => {
    const apis = await api("GET", "/apis");
    assert.equal(apis.json.next, null);
    assert.ok(apis.json.items.every(({ resource, scopes }) => URL.canParse(resource) && Array.isArray(scopes)));
    assert.ok(!apis.text.includes("admin_api"));
    const overview = await api("GET", "/overview");
    assert.ok(overview.json.administrators > 0);
  });

  test("tells what happened, by filter and to the end", async () => {
    await mark(server);
    const seen = [];
    for (let next = ""; next !== null;) {
      const { json } = await api("GET", `/events?after=${encodeURIComponent(next)}`);
      seen.push(...json.items);
      next = json.next;
    }
    assert.equal(new Set(seen.map(({ id }) => id)).size, seen.length);
    assert.deepEqual(seen.map(({ id }) => id), seen.map(({ id }) => id).toSorted().reverse());
    const added = await api("GET", "/events?kind=group_added");
    assert.ok(added.json.items.length > 0 && added.json.items.every(({ kind, actor }) => kind === "group_added" && actor === caller.admin.id));
    assertProblem(await api("GET", "/events?from=yesterday"), 400);
  });
});

test("what cannot be undone waits for a sign-in of the last ten minutes", async () => {
  const user = await addUser(server);
  const late = await signedInBefore(700);
  for (const [method, path] of [
    ["DELETE", `/users/${user.id}`], ["POST", `/users/${user.id}/disable`], ["POST", `/users/${user.id}/make-administrator`],
    ["POST", `/users/${user.id}/recovery-link`], ["POST", "/invitations"], ["POST", "/keys/ES256/rotate"], ["DELETE", "/groups/some-group"], ["PUT", "/apps/some-app/logo"], ["DELETE", "/apps/some-app/logo"],
  ]) {
    const options = { "/invitations": { body: { uses: 1, days: 1 } }, "/apps/some-app/logo": { headers: { "content-type": "image/png" } } }[path];
    const answer = await call(server, late, method, path, options);
    assert.match(assertChallenge(answer, "insufficient_user_authentication").headers.get("www-authenticate"), /max_age=600/);
  }
  assertChallenge(await call(server, late, "PATCH", `/users/${user.id}`, { body: { email: "new@example.com" } }), "insufficient_user_authentication");
  assert.equal((await call(server, late, "PATCH", `/users/${user.id}`, { body: { name: "New" } })).status, 200);
});

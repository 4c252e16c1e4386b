// What Microsoft Entra ID sends, as its documentation of SCIM endpoints has it.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, test } from "node:test";

import { addUser } from "../kit/people.mjs";
import { mark, serveWithClock } from "../kit/serve.mjs";
import { ENTERPRISE, GROUP, PATCH, USER, directory, membersOf, rowOf } from "./directory.mjs";

let server, entra;
before(async () => {
  server = await serveWithClock({ vars: { SCIM: "on" } });
  entra = await directory(server, { name: "entra" });
});
after(() => server?.dispose());

const query = (filter, more = "") => `?filter=${encodeURIComponent(filter)}${more}`;

/** The body with which Entra makes somebody. */
const newcomer = (name, more = {}) => ({
  schemas: [USER, ENTERPRISE],
  externalId: randomUUID(),
  userName: name,
  active: true,
  displayName: "Test User",
  emails: [{ primary: true, type: "work", value: name }],
  meta: { resourceType: "User" },
  name: { formatted: "Test User", familyName: "User", givenName: "Test" },
  roles: [],
  [ENTERPRISE]: { department: "Sales" },
  ...more,
});

describe("users", () => {
  test("the connection is tested by asking for somebody who is not there", async () => {
    const { status, headers, body } = await entra.call("GET", `/Users${query(`userName eq "${randomUUID()}"`)}`);
    assert.equal(status, 200);
    assert.match(headers.get("content-type"), /^application\/scim\+json/);
    assert.deepEqual(body, {
      schemas: ["urn:ietf:params:scim:api:messages:2.0:ListResponse"], totalResults: 0, startIndex: 1, itemsPerPage: 0, Resources: [],
    });
  });

  test("somebody is made, is found by both names, and can be signed in by their address", async () => {
    const name = `${randomUUID()}@Example.com`;
    const sent = newcomer(name);
    const { status, headers, body } = await entra.call("POST", "/Users", sent);
    assert.equal(status, 201, JSON.stringify(body));
    assert.equal(headers.get("location"), `${server.url}/scim/v2/Users/${body.id}`);
    assert.equal(headers.get("etag"), body.meta.version);
    const { meta, id, ...rest } = body;
    assert.deepEqual(rest, {
      schemas: [USER], externalId: sent.externalId, userName: name, active: true, displayName: "Test User", emails: sent.emails, name: sent.name,
    });
    assert.equal(meta.resourceType, "User");
    assert.match(meta.created, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    for (const filter of [`userName eq "${name.toUpperCase()}"`, `externalId eq "${sent.externalId}"`, `emails[type eq "work"].value eq "${name}"`,
      `id eq "${id}" and userName eq "${name}"`]) {
      const found = await entra.call("GET", `/Users${query(filter)}`);
      assert.deepEqual(found.body.Resources?.map((it) => it.id), [id], filter);
    }
    const row = await rowOf(server, id);
    assert.deepEqual(
      [row.username, row.email, row.name, row.password_hash, row.directory, JSON.parse(row.claims).given_name],
      [id, name, "Test User", "", "entra", "Test"],
    );
  });

  test("attributes are replaced, added and removed, in capitals and by paths with filters", async () => {
    const user = await entra.addUser(undefined, newcomer(`${randomUUID()}@example.com`));
    const address = `updated-${randomUUID()}@example.com`;
    const { status, body } = await entra.call("PATCH", `/Users/${user.id}`, {
      schemas: [PATCH],
      Operations: [
        { op: "Replace", path: "emails[type eq \"work\"].value", value: address },
        { op: "Replace", path: "name.familyName", value: "Other" },
        { op: "Add", path: "phoneNumbers[type eq \"mobile\"].value", value: "+44 1632 960000" },
        { op: "Add", path: "addresses[type eq \"work\"].streetAddress", value: "1 Main Street" },
        { op: "Add", path: "addresses[type eq \"work\"].locality", value: "Berlin" },
        { op: "Add", path: `${ENTERPRISE}:manager`, value: "someone" },
        { op: "Remove", path: "displayName" },
        { op: "Add", value: { nickName: "Testy", "name.givenName": "Tess", [`${ENTERPRISE}:department`]: "IT" } },
      ],
    });
    assert.equal(status, 200, JSON.stringify(body));
    assert.deepEqual(body.emails, [{ primary: true, type: "work", value: address }]);
    assert.deepEqual(body.addresses, [{ type: "work", streetAddress: "1 Main Street", locality: "Berlin" }]);
    assert.deepEqual(body.phoneNumbers, [{ type: "mobile", value: "+44 1632 960000" }]);
    assert.deepEqual([body.nickName, body.displayName, body.name.familyName], ["Testy", undefined, "Other"]);
    const row = await rowOf(server, user.id);
    const { updated_at: _, ...claims } = JSON.parse(row.claims);
    assert.deepEqual([row.email, row.name, claims], [address, "Test User", {
      given_name: "Tess", family_name: "Other", nickname: "Testy", phone_number: "+44 1632 960000",
      address: { street_address: "1 Main Street", locality: "Berlin" },
    }]);
  });

  test("what the owner says of them besides stays", async () => {
    const user = await entra.addUser(undefined, newcomer(`${randomUUID()}@example.com`));
    await server.db.prepare("UPDATE users SET claims = json_set(claims, '$.website', 'https://test.example'), own_claims = '{\"plan\":\"pro\"}' WHERE id = ?").bind(user.id).run();
    assert.equal((await entra.patch(`/Users/${user.id}`, { op: "Remove", path: "name" })).status, 200);
    const row = await rowOf(server, user.id);
    const claims = JSON.parse(row.claims);
    assert.deepEqual([claims.website, claims.given_name, row.own_claims], ["https://test.example", undefined, "{\"plan\":\"pro\"}"]);
  });

  test("what the directory does not say is theirs", async () => {
    const [user, username] = [await entra.addUser(), `own-${randomUUID()}`];
    await server.db.prepare("UPDATE users SET username = ?1, username_folded = ?1, name = 'Own' WHERE id = ?2").bind(username, user.id).run();
    assert.equal((await entra.patch(`/Users/${user.id}`, { op: "Add", path: "nickName", value: "N" })).status, 200);
    const row = await rowOf(server, user.id);
    assert.deepEqual([row.username, row.name, row.email], [username, "Own", user.userName]);
    await entra.patch(`/Users/${user.id}`, { op: "Add", path: "displayName", value: "Said" });
    await entra.patch(`/Users/${user.id}`, { op: "Remove", path: "displayName" });
    assert.equal((await rowOf(server, user.id)).name, null);
  });

  test("active as a text shuts them out, and lets them in again", async () => {
    const user = await entra.addUser();
    await server.db.prepare("INSERT INTO sessions (user_id, id, hash, authenticated_at, expires_at, credential_version) VALUES (?1, ?1, ?1, unixepoch(), unixepoch() + 900, 1)").bind(user.id).run();
    const off = await entra.patch(`/Users/${user.id}`, { op: "Replace", path: "active", value: "False" });
    assert.deepEqual([off.status, off.body.active], [200, false]);
    const row = await rowOf(server, user.id);
    assert.ok(row.disabled_at > 0);
    assert.equal(row.credential_version, 2, "nothing counts that began before");
    assert.equal(await server.db.prepare("SELECT count(*) AS n FROM sessions WHERE user_id = ?").bind(user.id).first("n"), 0);
    const on = await entra.patch(`/Users/${user.id}`, { op: "Replace", path: "active", value: "True" });
    assert.deepEqual([on.status, on.body.active], [200, true]);
    assert.equal((await rowOf(server, user.id)).disabled_at, null);
  });

  test("they are removed, and the places close up", async () => {
    const own = await directory(server);
    const users = [];
    for (let i = 0; i < 4; i++) users.push(await own.addUser());
    assert.equal((await own.call("DELETE", `/Users/${users[1].id}`)).status, 204);
    assert.equal((await own.call("GET", `/Users/${users[1].id}`)).status, 404);
    assert.equal((await own.call("DELETE", `/Users/${users[1].id}`)).status, 404);
    const listed = async (more) => (await own.call("GET", `/Users?${more}`)).body;
    const { totalResults, Resources } = await listed("");
    assert.deepEqual([totalResults, Resources.map(({ id }) => id)], [3, [users[0], users[3], users[2]].map(({ id }) => id)]);
    const second = await listed("startIndex=2&count=1");
    assert.deepEqual([second.totalResults, second.startIndex, second.itemsPerPage, second.Resources[0].id], [3, 2, 1, users[3].id]);
    assert.deepEqual((await listed("count=0")).Resources, []);
    // Also when it was somebody else who removed them.
    await server.db.prepare("DELETE FROM users WHERE id IN (?, ?)").bind(users[0].id, users[2].id).run();
    assert.deepEqual((await listed("")).Resources.map(({ id }) => id), [users[3].id]);
  });

  test("nobody who was not in a group has an event that they left, and no address counts as proved that the directory brought", async () => {
    const [inside, outside] = [await entra.addUser(), await entra.addUser()];
    const stranger = await addUser(server);
    const group = await entra.addGroup(undefined, [inside]);
    const leave = { op: "Remove", path: "members", value: [inside, outside, stranger, { id: "<script>" }].map(({ id }) => ({ value: id })) };
    assert.equal((await entra.patch(`/Groups/${group.id}`, leave)).status, 204);
    assert.equal((await entra.patch(`/Groups/${group.id}`, leave)).status, 204);
    await mark(server);
    const { results } = await server.db.prepare("SELECT user_id FROM events WHERE kind = 'user_groups_changed' AND details ->> '$.group[1]' IS NULL AND user_id IN (?, ?, ?, '<script>')")
      .bind(inside.id, outside.id, stranger.id).all();
    assert.deepEqual(results, [{ user_id: inside.id }]);

    await server.db.prepare("UPDATE users SET email = 'proved@example.com', email_folded = 'proved@example.com', claims = '{\"email_verified\":true}' WHERE id = ?").bind(inside.id).run();
    assert.equal((await entra.patch(`/Users/${inside.id}`, { op: "Replace", path: "nickName", value: "Nick" })).status, 200);
    const row = await rowOf(server, inside.id);
    assert.equal(row.email, inside.userName);
    assert.equal(JSON.parse(row.claims).email_verified, undefined);
  });

  test("each change is an event by the directory", async () => {
    const user = await entra.addUser();
    await entra.patch(`/Users/${user.id}`, { op: "Replace", path: "displayName", value: "Else" }, { op: "Replace", path: "active", value: "False" });
    await entra.call("DELETE", `/Users/${user.id}`);
    await mark(server);
    const { results } = await server.db.prepare("SELECT kind, actor, details FROM events WHERE user_id = ? ORDER BY kind").bind(user.id).all();
    assert.deepEqual(results.map(({ kind, actor, details }) => [kind, actor, JSON.parse(details)]), [
      ["user_added", "scim entra", { userName: [null, user.userName] }],
      ["user_changed", "scim entra", { displayName: [null, "Else"] }],
      ["user_disabled", "scim entra", null],
      ["user_removed", "scim entra", { userName: [user.userName, null] }],
    ]);
  });
});

describe("groups", () => {
  test("a group is made, found without its members, renamed and removed", async () => {
    const sent = { schemas: [GROUP, "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group"], externalId: randomUUID(), displayName: `Sales Team ${randomUUID()}`, meta: { resourceType: "Group" } };
    const { status, body } = await entra.call("POST", "/Groups", sent);
    assert.equal(status, 201, JSON.stringify(body));
    assert.deepEqual([body.displayName, body.externalId, body.members], [sent.displayName, sent.externalId, []]);
    const found = await entra.call("GET", `/Groups${query(`displayName eq "${sent.displayName}"`, "&excludedAttributes=members")}`);
    assert.equal(found.body.Resources[0].id, body.id);
    assert.ok(!("members" in found.body.Resources[0]));
    assert.equal((await entra.call("GET", `/Groups/${body.id}?excludedAttributes=members`)).body.members, undefined);
    const name = async () => server.db.prepare("SELECT name FROM user_groups WHERE id = ?").bind(body.id).first("name");
    assert.equal(await name(), sent.displayName.replaceAll(" ", "-"));
    const other = `Renamed ${randomUUID()}`;
    assert.equal((await entra.patch(`/Groups/${body.id}`, { op: "Replace", path: "displayName", value: other })).status, 204);
    assert.equal(await name(), other.replaceAll(" ", "-"));
    assert.equal((await entra.call("DELETE", `/Groups/${body.id}`)).status, 204);
    assert.equal(await name(), null);
  });

  test("members come and go, many at once", async () => {
    const users = [];
    for (let i = 0; i < 25; i++) users.push(await entra.addUser());
    const ids = users.map(({ id }) => id).sort();
    const group = await entra.addGroup();
    const value = users.map(({ id }) => ({ $ref: null, value: id }));
    assert.equal((await entra.patch(`/Groups/${group.id}`, { op: "Add", path: "members", value })).status, 204);
    assert.deepEqual(await membersOf(server, group), ids);
    const shown = await entra.call("GET", `/Groups/${group.id}`);
    assert.deepEqual(shown.body.members.map((it) => it.value), ids);
    assert.equal((await entra.patch(`/Groups/${group.id}`, { op: "Remove", path: "members", value: value.slice(0, 2) })).status, 204);
    assert.equal((await entra.patch(`/Groups/${group.id}`, { op: "Remove", path: `members[value eq "${users[2].id}"]` })).status, 204);
    assert.deepEqual(await membersOf(server, group), users.slice(3).map(({ id }) => id).sort());
    await mark(server);
    const { results } = await server.db.prepare("SELECT kind, details FROM events WHERE user_id = ? OR details ->> 'group' = ? ORDER BY kind").bind(users[0].id, group.displayName.replaceAll(" ", "-")).all();
    assert.deepEqual(results.map((it) => it.kind), ["group_changed", "user_added", "user_groups_changed"]);
    assert.equal(JSON.parse(results[0].details)["members added"], 25);
  });

  test("whoever leaves a group loses the apps that are only for it, for good", async () => {
    const [user, group] = [await entra.addUser(), await entra.addGroup()];
    await entra.patch(`/Groups/${group.id}`, { op: "Add", path: "members", value: [{ value: user.id }] });
    const app = randomUUID();
    await server.db.batch([
      server.db.prepare("INSERT INTO clients (id, name, redirect_uris, scope, grant_types, token_endpoint_auth_method, first_party, created_at, allowed_groups) VALUES (?1, 'App', '[]', 'openid', '[]', 'none', 0, 0, json_array(?2))").bind(app, group.id),
      server.db.prepare("INSERT INTO user_clients (user_id, client_id, since, last_at) VALUES (?, ?, 0, 0)").bind(user.id, app),
    ]);
    await entra.patch(`/Groups/${group.id}`, { op: "Remove", path: "members", value: [{ value: user.id }] });
    assert.equal(await server.db.prepare("SELECT revoked FROM user_clients WHERE user_id = ?").bind(user.id).first("revoked"), 1);
  });
});

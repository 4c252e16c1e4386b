// What Okta sends, as its SCIM 2.0 reference has it.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";

import { serveWithClock } from "../kit/serve.mjs";
import { GROUP, PATCH, USER, directory, membersOf, rowOf } from "./directory.mjs";

let server, okta;
before(async () => {
  server = await serveWithClock({ vars: { SCIM: "on" } });
  okta = await directory(server, { name: "okta" });
});
after(() => server?.dispose());

const newcomer = (name) => ({
  schemas: [USER],
  userName: name,
  name: { givenName: "Test", familyName: "User" },
  emails: [{ primary: true, value: name, type: "work" }],
  displayName: "Test User",
  locale: "en-US",
  externalId: `00u${randomUUID()}`.slice(0, 20),
  groups: [],
  password: "1mz050nq",
  active: true,
});

test("somebody is looked for, made, read and replaced; the password is forgotten", async () => {
  const name = `${randomUUID()}@okta.example`;
  const asked = `/Users?filter=userName%20eq%20%22${encodeURIComponent(name)}%22&startIndex=1&count=100`;
  assert.equal((await okta.call("GET", asked)).body.totalResults, 0);
  const { status, body } = await okta.call("POST", "/Users", newcomer(name));
  assert.equal(status, 201);
  assert.ok(!JSON.stringify(body).includes("1mz050nq"));
  assert.equal((await rowOf(server, body.id)).password_hash, "");
  assert.equal((await okta.call("GET", asked)).body.Resources[0].id, body.id);
  const read = await okta.call("GET", `/Users/${body.id}`);
  const put = { ...read.body, name: { ...read.body.name, middleName: "Excited" }, displayName: "Test E. User" };
  const replaced = await okta.call("PUT", `/Users/${body.id}`, put);
  assert.equal(replaced.status, 200);
  assert.deepEqual([replaced.body.name.middleName, (await rowOf(server, body.id)).name], ["Excited", "Test E. User"]);
});

test("somebody who is unassigned is shut out, by PATCH without a path or by PUT", async () => {
  for (const way of ["PATCH", "PUT"]) {
    const user = await okta.addUser();
    const body = way === "PUT" ? { ...user, active: false } : { schemas: [PATCH], Operations: [{ op: "replace", value: { active: false } }] };
    const off = await okta.call(way, `/Users/${user.id}`, body);
    assert.deepEqual([off.status, off.body.active], [200, false], way);
    assert.ok((await rowOf(server, user.id)).disabled_at > 0);
  }
});

test("groups are pushed: made with members, renamed by an object with an id, replaced whole", async () => {
  const users = [await okta.addUser(), await okta.addUser(), await okta.addUser()];
  const listed = await okta.call("GET", "/Groups?startIndex=1&count=100");
  assert.equal(listed.status, 200);
  const members = users.slice(0, 2).map(({ id, userName }) => ({ value: id, display: userName }));
  const name = `Test SCIMv2 ${randomUUID()}`;
  const { status, body: group } = await okta.call("POST", "/Groups", { schemas: [GROUP], displayName: name, members });
  assert.equal(status, 201);
  assert.deepEqual(group.members.map((it) => it.value), users.slice(0, 2).map(({ id }) => id).sort());
  const renamed = await okta.patch(`/Groups/${group.id}`, { op: "replace", value: { id: group.id, displayName: `${name} 2` } });
  assert.equal(renamed.status, 204);
  const changed = await okta.patch(`/Groups/${group.id}`,
    { op: "remove", path: `members[value eq "${users[0].id}"]` },
    { op: "add", path: "members", value: [{ value: users[2].id, display: users[2].userName }] });
  assert.equal(changed.status, 204);
  assert.deepEqual(await membersOf(server, group), [users[1].id, users[2].id].sort());
  const put = await okta.call("PUT", `/Groups/${group.id}`, { schemas: [GROUP], id: group.id, displayName: `${name} 2`, members: [{ value: users[0].id }] });
  assert.deepEqual([put.status, put.body.members.map((it) => it.value)], [200, [users[0].id]]);
  await okta.patch(`/Groups/${group.id}`, { op: "replace", path: "members", value: [{ value: users[1].id }] });
  assert.deepEqual(await membersOf(server, group), [users[1].id]);
  await okta.patch(`/Groups/${group.id}`, { op: "remove", path: "members" });
  assert.deepEqual(await membersOf(server, group), []);
});

test("users are imported page by page", async () => {
  const own = await directory(server);
  for (let i = 0; i < 53; i++) await own.addUser();
  const first = (await own.call("GET", "/Users?startIndex=1&count=100")).body;
  assert.deepEqual([first.totalResults, first.itemsPerPage], [53, 50]);
  const second = (await own.call("GET", "/Users?startIndex=51&count=100")).body;
  assert.deepEqual([second.totalResults, second.itemsPerPage], [53, 3]);
  assert.equal(new Set([...first.Resources, ...second.Resources].map(({ id }) => id)).size, 53);
});

// What SCIM reads and writes, however much is stored.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";

import { addGroup, putInto } from "../kit/administrators.mjs";
import { mark, serveWithClock } from "../kit/serve.mjs";
import { USER, directory } from "./directory.mjs";

const MOST_READ = 60;

let server, own, users, group;
before(async () => {
  server = await serveWithClock({ vars: { SCIM: "on" } });
  own = await directory(server, { name: "large" });
  const numbers = "WITH RECURSIVE n (value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n LIMIT 3000)";
  await server.db.batch([
    `${numbers} INSERT INTO users (id, username, username_folded, email, email_folded, password_hash, created_at, directory, directory_place, directory_name, external_id, directory_record)
      SELECT printf('%024x', value), printf('%024x', value), printf('%024x', value), value || '@large.example', value || '@large.example', '', 0,
      'large', value, value || '@large.example', 'e' || value, json_object('userName', value || '@large.example', 'externalId', 'e' || value) FROM n`,
    `${numbers} INSERT INTO user_groups (id, name, created_at, directory, directory_place, directory_name, external_id)
      SELECT printf('%024x', value), 'g' || value, 0, 'large', value, 'G ' || value, 'e' || value FROM n`,
    `${numbers} INSERT INTO group_members (user_id, group_id) SELECT printf('%024x', value), printf('%024x', 1) FROM n WHERE value <= 400`,
    `${numbers} INSERT INTO group_members (user_id, group_id) SELECT printf('%024x', value), printf('%024x', 2) FROM n`,
  ].map((sql) => server.db.prepare(sql)));
  users = [];
  for (let i = 0; i < 3; i++) users.push(await own.addUser());
  group = await own.addGroup();
  for (let i = 0; i < 3; i++) await putInto(server, users[0], await addGroup(server, `rows-${i}`));
});
after(() => server?.dispose());

const idOf = (number) => number.toString(16).padStart(24, "0");

/** What a request costs: {status, body, read, written}. */
async function cost(method, path, body) {
  const start = await mark(server);
  const answer = await own.call(method, path, body);
  const line = server.logs.slice(start, await mark(server)).find((it) => it.event === "request" && it.path?.startsWith("/scim"));
  return { ...answer, read: line.d1_rows_read ?? 0, written: line.d1_rows_written ?? 0 };
}

test("reading takes at most 60 rows", async (t) => {
  const filter = (text) => `?filter=${encodeURIComponent(text)}`;
  for (const [path, found] of [
    ["/Users", 3003], ["/Users?startIndex=2500&count=100", 3003], [`/Users${filter("userName eq \"77@large.example\"")}`, 1],
    [`/Users${filter("externalId eq \"e77\"")}`, 1], [`/Users${filter("emails.value eq \"77@large.example\"")}`, 1],
    [`/Users${filter(`id eq "${idOf(77)}" and userName eq "77@large.example" and externalId eq "e77"`)}`, 1],
    [`/Users${filter("userName eq \"nobody\"")}`, 0],
    ["/Groups", 3001], ["/Groups?startIndex=2500", 3001], [`/Groups${filter("displayName eq \"g 77\"")}`, 1], [`/Groups${filter("externalId eq \"e77\"")}`, 1],
    [`/Users/${idOf(5)}`], [`/Groups/${idOf(1)}?excludedAttributes=members`], [`/Groups/${idOf(2)}?excludedAttributes=members`],
    ["/Schemas", 2], ["/ResourceTypes", 2], ["/ServiceProviderConfig"],
  ]) {
    const { status, body, read, written } = await cost("GET", path);
    assert.equal(status, 200, path);
    assert.equal(body.totalResults, found, path);
    t.diagnostic(`${path}: ${read} rows read`);
    assert.ok(read <= MOST_READ, `${path}: ${read} rows read`);
    assert.ok(written <= 1);
  }
});

test("an externalId that many users have is looked for once, however often a filter names it", async () => {
  const numbers = (from) => `WITH RECURSIVE n (value) AS (SELECT ${from} UNION ALL SELECT value + 1 FROM n LIMIT 300)`;
  for (const [external, from] of [["many", 10_001], ["others", 20_001]]) {
    await server.db.batch([
      `${numbers(from)} INSERT INTO users (id, username, username_folded, password_hash, created_at, directory, directory_place, directory_name, external_id, directory_record)
        SELECT printf('%024x', value), printf('%024x', value), printf('%024x', value), '', 0, 'large', value, 'n' || value, '${external}',
        json_object('userName', 'n' || value, 'externalId', '${external}') FROM n`,
      `${numbers(from)} INSERT INTO user_groups (id, name, created_at, directory, directory_place, directory_name, external_id)
        SELECT printf('%024x', value), 'x' || value, 0, 'large', value, 'X ' || value, '${external}' FROM n`,
    ].map((sql) => server.db.prepare(sql)));
  }
  for (const [kind, name] of [["Users", "userName eq \"n10077\""], ["Groups", "displayName eq \"X 10077\""]]) {
    const [many, others] = ["many", "others"].map((id) => `externalId eq "${id}"`);
    for (const [conditions, found] of [
      [[many], 50], [[many, many, many, many], 50], [[many, others], 0], [[others, many, others], 0], [[many, name], 1], [[name, many], 1], [[name, others], 0],
    ]) {
      const filter = conditions.join(" and ");
      const { status, body, read } = await cost("GET", `/${kind}?filter=${encodeURIComponent(filter)}`);
      assert.deepEqual([status, body.totalResults], [200, found], filter);
      assert.ok(read <= MOST_READ, `${kind}, ${filter}: ${read} rows read`);
    }
  }
});

test("the members of a group cost three rows each, and those of a large one are not told", async () => {
  const some = await cost("GET", `/Groups/${idOf(1)}`);
  assert.equal(some.body.members.length, 400);
  assert.ok(some.read <= 400 * 3 + 10, `${some.read} rows read`);
  const many = await cost("GET", `/Groups/${idOf(2)}`);
  assert.equal(many.body.members, undefined);
  assert.ok(many.read <= 501 * 3 + 10, `${many.read} rows read`);
  const replaced = await own.patch(`/Groups/${idOf(2)}`, { op: "replace", path: "members", value: [] });
  assert.deepEqual([replaced.status, replaced.body.scimType], [400, "tooMany"]);
});

test("who goes costs a few rows each, for each app that is limited to the group, however many apps they use", async () => {
  const numbers = "WITH RECURSIVE n (value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n LIMIT 400)";
  await server.db.batch([
    `${numbers} INSERT INTO clients (id, name, redirect_uris, scope, grant_types, token_endpoint_auth_method, first_party, created_at, registration_id, allowed_groups)
      SELECT 'app-' || value, 'App', '[]', '', '[]', 'none', 1, 0, 'r' || value, json_array(CASE WHEN value <= 2 THEN '${idOf(1)}' ELSE 'else' END) FROM n WHERE value <= 20`,
    `${numbers} INSERT INTO user_clients (user_id, client_id, since, last_at) SELECT printf('%024x', n.value), 'app-' || apps.value, 0, 5 FROM n, (${numbers} SELECT value FROM n WHERE value <= 20) AS apps`,
  ].map((sql) => server.db.prepare(sql)));
  const going = Array.from({ length: 100 }, (_, at) => ({ value: idOf(at + 1) }));
  const seen = await cost("PATCH", `/Groups/${idOf(1)}`, { Operations: [{ op: "Remove", path: "members", value: going }] });
  assert.equal(seen.status, 204);
  assert.ok(seen.read <= 100 * 2 * 13, `${seen.read} rows read`);
  const ended = await server.db.prepare("SELECT client_id, count(*) AS n FROM user_clients WHERE revoked = 1 GROUP BY 1 ORDER BY 1").all();
  assert.deepEqual(ended.results, [{ client_id: "app-1", n: 100 }, { client_id: "app-2", n: 100 }]);
});

test("changing takes at most 60 rows", async (t) => {
  const name = `${randomUUID()}@example.com`;
  const replace = (path, value) => ({ Operations: [{ op: "Replace", path, value }] });
  const members = (...list) => ({ Operations: [{ op: "Add", path: "members", value: list.map(({ id }) => ({ value: id })) }] });
  for (const [method, path, body, status, most] of [
    ["POST", "/Users", { schemas: [USER], userName: name, displayName: "A", externalId: "x" }, 201, 14],
    ["POST", "/Users", { schemas: [USER], userName: name }, 409, 1],
    ["PATCH", `/Users/${users[0].id}`, replace("displayName", "Other"), 200, 14],
    ["PATCH", `/Users/${users[0].id}`, replace("displayName", "Other"), 200, 1],
    ["PATCH", `/Users/${users[0].id}`, replace("active", "False"), 200, 8],
    ["PATCH", `/Users/${users[0].id}`, replace("active", "True"), 200, 8],
    ["PUT", `/Users/${users[1].id}`, { userName: name.replace("@", "-2@") }, 200, 20],
    ["DELETE", `/Users/${users[2].id}`, undefined, 204, 26],
    ["POST", "/Groups", { displayName: "Rows" }, 201, 8],
    ["PATCH", `/Groups/${group.id}`, members(users[0], users[1]), 204, 8],
    ["PATCH", `/Groups/${group.id}`, replace("displayName", "Other rows"), 204, 8],
    ["PUT", `/Groups/${group.id}`, { displayName: "Put rows", members: [{ value: users[0].id }] }, 200, 10],
    ["PATCH", `/Groups/${group.id}`, { Operations: [{ op: "Remove", path: "members", value: [{ value: users[0].id }] }] }, 204, 8],
    ["DELETE", `/Groups/${group.id}`, undefined, 204, 14],
  ]) {
    const seen = await cost(method, path, body);
    assert.equal(seen.status, status, `${method} ${path} ${JSON.stringify(seen.body)}`);
    t.diagnostic(`${method} ${path.split("/")[1]} ${status}: ${seen.read} rows read, ${seen.written} written`);
    assert.ok(seen.read <= MOST_READ, `${method} ${path}: ${seen.read} rows read`);
    assert.ok(seen.written <= most, `${method} ${path}: ${seen.written} rows written`);
  }
});

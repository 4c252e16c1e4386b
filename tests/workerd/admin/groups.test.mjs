// What administrators see of groups, and what they do to them.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, test } from "node:test";

import { administering, later } from "../kit/administrators.mjs";
import { Browser } from "../kit/browser.mjs";
import { addClient } from "../kit/clients.mjs";
import { addUser } from "../kit/people.mjs";
import { mark, serveWithClock } from "../kit/serve.mjs";

const CLAIM_SCOPES = { plan: { claims: ["plan", "seats"], words: "See your plan" } };

let server;
before(async () => { server = await serveWithClock({ vars: { CLAIM_SCOPES } }); });
after(() => server?.dispose());

const about = (id) => `/admin/group?id=${id}`;
const run = (sql, ...values) => server.db.prepare(sql).bind(...values).run();
const one = (sql, ...values) => server.db.prepare(sql).bind(...values).first();
const all = async (sql, ...values) => (await server.db.prepare(sql).bind(...values).all()).results;
const rowOf = (id) => one("SELECT name, claims FROM user_groups WHERE id = ?", id);
const isIn = async (user, id) => (await one("SELECT 1 AS yes FROM group_members WHERE user_id = ? AND group_id = ?", user.id, id)) !== null;

let number = 0;
/** A group: its id, which is its name too. */
async function addGroup({ members = [], claims = {} } = {}) {
  const id = `group-${number += 1}`;
  await run("INSERT INTO user_groups (id, name, claims, created_at) VALUES (?1, ?1, ?2, 1790000000)", id, JSON.stringify(claims));
  for (const user of members) await run("INSERT INTO group_members VALUES (?, ?)", user.id, id);
  return id;
}

async function eventsBy(admin) {
  await mark(server);
  const events = await all("SELECT kind, user_id, details FROM events WHERE actor = ? ORDER BY id", admin.id);
  return events.map(({ kind, user_id, details }) => ({ kind, ...(user_id && { user: user_id }), ...JSON.parse(details) }));
}

describe("the list of groups", () => {
  test("finds them by the beginning of the name, and shows some at a time", async () => {
    const { browser } = await administering(server);
    for (let i = 0; i < 22; i++) await run("INSERT INTO user_groups (id, name, created_at) VALUES (?1, ?1, 0)", `many-${i}`);
    const seen = (page) => [...page.text.matchAll(/\/admin\/group\?id=([^"]+)"/g)].map(([, id]) => id);
    const first = await browser.open("/admin/groups?q=MANY");
    assert.equal(seen(first).length, 20);
    const next = first.text.match(/href="([^"]*after=[^"]*)"/)[1].replaceAll("&amp;", "&").replaceAll("&#38;", "&");
    assert.equal(seen(await browser.open(next)).length, 2);
    assert.match((await browser.open("/admin/groups?q=zzz")).text, /No group was found/);
    assert.ok(seen(await browser.open("/admin/groups")).includes("administrators"));
  });

  test("a group is added, and its name is one that apps can use", async () => {
    const { browser, admin } = await administering(server);
    const list = await browser.open("/admin/groups");
    const bad = await browser.submitTo(list, "/admin/groups/add", { fields: { name: "\"><script>alert(1)</script>" } });
    assert.equal(bad.status, 400);
    assert.match(bad.text, /1 to 64 characters/);
    assert.ok(!bad.text.includes("<script>alert"));
    assert.ok(bad.text.includes("&#60;script&#62;"), "what was typed is still there");
    const name = `staff-${randomUUID()}`;
    const added = await browser.submitTo(bad, "/admin/groups/add", { fields: { name } });
    assert.equal(new URL(added.url).pathname, "/admin/group");
    assert.ok(added.text.includes(`<h1>${name}</h1>`));
    const again = await browser.submitTo(list, "/admin/groups/add", { fields: { name: name.toUpperCase() } });
    assert.equal(again.status, 400);
    assert.match(again.text, /already a group/);
    assert.deepEqual(await eventsBy(admin), [{ kind: "group_added", name: [null, name] }]);
  });
});

describe("a group", () => {
  test("shows who is in it, 20 at a time, and leads to them", async () => {
    const { browser } = await administering(server);
    const members = [];
    for (let i = 0; i < 22; i++) members.push(await addUser(server));
    await run("UPDATE users SET name = '<i>Ada' WHERE id = ?", members[0].id);
    const id = await addGroup({ members });
    const links = (page) => [...page.text.matchAll(/\/admin\/user\?id=([^"]+)"/g)].map(([, sub]) => sub);
    const first = await browser.open(about(id));
    assert.equal(links(first).length, 20);
    const next = first.text.match(/href="([^"]*after=[^"]*)"/)[1].replaceAll("&#38;", "&").replaceAll("&amp;", "&");
    const second = await browser.open(next);
    assert.deepEqual([...links(first), ...links(second)].sort(), members.map((user) => user.id).sort());
    assert.ok((first.text + second.text).includes("&#60;i&#62;Ada"));
    assert.ok(!(first.text + second.text).includes("<i>Ada"));
  });

  test("gets another name, unless another group has it", async () => {
    const { browser, admin } = await administering(server);
    const [id, other] = [await addGroup(), await addGroup()];
    const page = await browser.open(about(id));
    const taken = await browser.submitTo(page, "/admin/group/rename", { fields: { name: other.toUpperCase() } });
    assert.equal(taken.status, 400);
    assert.match(taken.text, /already a group/);
    assert.ok(taken.text.includes(`value="${other.toUpperCase()}"`));
    const renamed = await browser.submitTo(taken, "/admin/group/rename", { fields: { name: `new-${id}` } });
    assert.ok(renamed.text.includes(`<h1>new-${id}</h1>`));
    assert.deepEqual(await eventsBy(admin), [{ kind: "group_changed", name: [id, `new-${id}`] }]);
  });

  test("gets claims that the settings define, and says what changed", async () => {
    const { browser, admin } = await administering(server);
    const id = await addGroup({ claims: { gone: "<b>", plan: "free" } });
    const page = await browser.open(about(id));
    assert.ok(page.text.includes("gone=&#60;b&#62;\nplan=free"));
    const save = (claims, from = page) => browser.submitTo(from, "/admin/group/claims", { fields: { claims } });
    for (const claims of ["rank=1", "gone=2", "plan=a\nplan=b", "plan", `plan=${"x".repeat(300)}`, "plan=null"]) {
      const refused = await save(claims);
      assert.equal(refused.status, 400, claims);
      assert.match(refused.text, /on a line of its own/);
    }
    assert.equal((await rowOf(id)).claims, JSON.stringify({ gone: "<b>", plan: "free" }));
    const saved = await save("\r\nplan=pro\r\nseats = 5 \r\n");
    assert.ok(saved.text.includes("plan=pro\nseats=5"));
    assert.deepEqual(JSON.parse((await rowOf(id)).claims), { plan: "pro", seats: 5 });
    assert.deepEqual(await eventsBy(admin), [{
      kind: "group_changed", group: id, "claims.gone": ["<b>", null], "claims.plan": ["free", "pro"], "claims.seats": [null, 5],
    }]);
  });

  test("somebody is put into it by username or address, and taken out", async () => {
    const { browser, admin } = await administering(server);
    const [ada, bob] = [await addUser(server), await addUser(server)];
    const id = await addGroup();
    let page = await browser.open(about(id));
    const nobody = await browser.submitTo(page, "/admin/group/join", { fields: { user: "nobody <b>" } });
    assert.equal(nobody.status, 400);
    assert.match(nobody.text, /Nobody signs in with this/);
    assert.ok(nobody.text.includes("nobody &#60;b&#62;"));
    page = await browser.submitTo(page, "/admin/group/join", { fields: { user: ada.username } });
    assert.ok(page.text.includes(ada.username));
    page = await browser.submitTo(page, "/admin/group/join", { fields: { user: ` ${bob.email.toUpperCase()} ` } });
    assert.ok(page.text.includes(bob.username));
    page = await browser.submitTo(page, "/admin/group/join", { fields: { user: bob.username } });
    assert.equal(page.status, 200, "once more makes no difference");
    page = await browser.submitTo(page, "/admin/group/leave", { fields: { which: ada.id } });
    assert.equal(page.status, 200);
    assert.deepEqual([await isIn(ada, id), await isIn(bob, id)], [false, true]);
    const told = (await eventsBy(admin)).map((event) => JSON.stringify(event));
    assert.deepEqual(told.sort(), [
      { kind: "user_groups_changed", user: ada.id, group: [null, id] },
      { kind: "user_groups_changed", user: bob.id, group: [null, id] },
      { kind: "user_groups_changed", user: ada.id, group: [id, null] },
    ].map((event) => JSON.stringify(event)).sort());
  });

  test("whoever is taken out loses the apps that are limited to it", async () => {
    const { browser } = await administering(server);
    const user = await addUser(server);
    const id = await addGroup({ members: [user] });
    const client = await addClient(server, { allowedGroups: [id] });
    await run("INSERT INTO user_clients (user_id, client_id, since, last_at) VALUES (?, ?, 1, 1)", user.id, client.id);
    await browser.submitTo(await browser.open(about(id)), "/admin/group/leave", { fields: { which: user.id } });
    assert.equal((await one("SELECT revoked FROM user_clients WHERE user_id = ? AND client_id = ?", user.id, client.id)).revoked, 1);
  });

  test("two administrators put somebody into their 16th group at once, and one of them is told", async () => {
    const [one, two] = [await administering(server), await administering(server)];
    const user = await addUser(server);
    for (let i = 0; i < 15; i++) await addGroup({ members: [user] });
    const groups = [await addGroup(), await addGroup()];
    const pages = await Promise.all([one.browser.open(about(groups[0])), two.browser.open(about(groups[1]))]);
    const answers = await Promise.all([one, two].map(({ browser }, i) =>
      browser.submitTo(pages[i], "/admin/group/join", { fields: { user: user.username } })));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 400]);
    assert.match(answers.find(({ status }) => status === 400).text, /in 16 groups/);
    const { n } = await server.db.prepare("SELECT count(*) AS n FROM group_members WHERE user_id = ?").bind(user.id).first();
    assert.equal(n, 16);
  });

  test("is not changed by a page that is too old", async () => {
    const [one, two] = [await administering(server), await administering(server)];
    const user = await addUser(server);
    const id = await addGroup({ members: [user] });
    const [page, old] = [await one.browser.open(about(id)), await two.browser.open(about(id))];
    const apps = await two.browser.open(`/admin/group/apps?id=${id}`);
    await one.browser.submitTo(page, "/admin/group/claims", { fields: { claims: "plan=pro" } });
    for (const [from, path, fields] of [
      [old, "rename", { name: `late-${id}` }], [old, "claims", { claims: "plan=free" }], [old, "join", { user: user.username }],
      [old, "leave", { which: user.id }], [apps, "remove", {}],
    ]) {
      const late = await two.browser.submitTo(from, `/admin/group/${path}`, { fields });
      assert.equal(late.status, 409, path);
      assert.match(late.text, /Nothing was changed/);
    }
    assert.deepEqual(await rowOf(id), { name: id, claims: '{"plan":"pro"}' });
    assert.ok(await isIn(user, id));
  });

  test("a form of another administrator, from elsewhere or about another group does nothing", async () => {
    const [one, two] = [await administering(server), await administering(server)];
    const user = await addUser(server);
    const [id, other] = [await addGroup({ members: [user] }), await addGroup({ members: [user] })];
    const page = await one.browser.open(about(id));
    const { values } = page.formTo("/admin/group/leave");
    const post = (who, fields = {}, headers = {}) => who.fetch("/admin/group/leave", {
      method: "POST", headers: { origin: server.url, ...headers }, body: new URLSearchParams({ ...values, ...fields }),
    });
    assert.equal((await post(one.browser, { id: other })).status, 409);
    assert.equal((await post(two.browser)).status, 409);
    assert.equal((await post(one.browser, {}, { origin: "https://evil.example" })).status, 403);
    assert.equal((await post(new Browser(server))).status, 303);
    assert.deepEqual([await isIn(user, id), await isIn(user, other)], [true, true]);
    assert.equal((await one.browser.fetch("/admin/group/leave", { method: "POST", headers: { origin: server.url }, body: new URLSearchParams({ id }) })).status, 409);
  });

  test("is removed, with what that ends, after a recent sign-in", async () => {
    const { browser } = await administering(server);
    const members = [await addUser(server), await addUser(server)];
    const id = await addGroup({ members });
    const client = await addClient(server, { name: "Wiki <b>", allowedGroups: ["other", id] });
    const early = await browser.open(`/admin/group/apps?id=${id}`);
    assert.match(early.text, /2 people are no longer members. One app is no longer open to these members/);
    assert.ok(early.text.includes("Wiki &#60;b&#62;") && early.text.includes(client.id));
    await later(server, 700);
    const page = await browser.open(`/admin/group/apps?id=${id}`);
    assert.ok(!page.text.includes("/admin/group/remove"));
    assert.match(page.text, /confirm that it is you/);
    const refused = await browser.submitTo(early, "/admin/group/remove");
    assert.equal(new URL(refused.url).pathname, "/login");
    assert.ok(await rowOf(id));
    const { browser: again, admin } = await administering(server);
    const gone = await again.submitTo(await again.open(`/admin/group/apps?id=${id}`), "/admin/group/remove");
    assert.equal(new URL(gone.url).pathname, "/admin/groups");
    assert.equal(await rowOf(id), null);
    assert.equal((await again.open(about(id))).status, 404);
    assert.equal((await again.open(`/admin/group/apps?id=${id}`)).status, 404);
    assert.deepEqual(await eventsBy(admin), [{ kind: "group_removed", name: [id, null] }]);
    assert.match((await one("SELECT allowed_groups FROM clients WHERE id = ?", client.id)).allowed_groups, new RegExp(id), "the app stays limited");
  });

  test("apps beyond those that were looked at are found further on", async () => {
    const { browser } = await administering(server);
    const id = await addGroup();
    for (let i = 0; i < 45; i++) {
      await run(`INSERT INTO clients (id, name, redirect_uris, scope, grant_types, token_endpoint_auth_method, first_party, created_at, registration_id, allowed_groups)
        VALUES (?1, ?1, '[]', '', '[]', 'none', 0, 0, ?1, ?2)`, `limited-${i + 10}`, JSON.stringify(i % 15 === 0 ? [id] : ["other"]));
    }
    const found = [];
    let next = `/admin/group/apps?id=${id}`;
    for (let step = 0; next && step < 10; step++) {
      const page = await browser.open(next);
      found.push(...[...page.text.matchAll(/client_id: (limited-\d+)/g)].map(([, client]) => client));
      next = page.text.match(/href="([^"]*after=[^"]*)"/)?.[1].replaceAll("&#38;", "&").replaceAll("&amp;", "&");
      if (next) assert.match(page.text, /looked at 20 apps/);
    }
    assert.deepEqual(found, ["limited-10", "limited-25", "limited-40"]);
    await run("DELETE FROM clients WHERE id LIKE 'limited-%'");
  });

  test("that of the administrators is shown, and not changed here", async () => {
    const { browser, admin } = await administering(server);
    const user = await addUser(server);
    const page = await browser.open(about("administrators"));
    assert.ok(page.text.includes(admin.username));
    assert.match(page.text, /This group always exists/);
    assert.ok(!page.text.includes("<form"), "there is nothing to do");
    assert.ok(!(await browser.open("/admin/group/apps?id=administrators")).text.includes("<form"));
    assert.ok(!(await isIn(user, "administrators")));
  });
});

describe("with much of everything", () => {
  test("no page reads more than 60 rows", async () => {
    const { browser } = await administering(server);
    const id = await addGroup();
    const n = (most) => `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${most})`;
    await run(`INSERT INTO users (id, username, username_folded, password_hash, created_at) ${n(2000)} SELECT 'm' || i, 'm' || i, 'm' || i, '', 0 FROM n`);
    await run(`INSERT INTO group_members ${n(2000)} SELECT 'm' || i, ? FROM n`, id);
    await run(`INSERT INTO user_groups (id, name, created_at) ${n(2000)} SELECT 'g' || i, 'g' || i, 0 FROM n`);
    await run(`INSERT INTO clients (id, name, redirect_uris, scope, grant_types, token_endpoint_auth_method, first_party, created_at, registration_id, allowed_groups)
      ${n(300)} SELECT 'most-' || i, 'Most', '[]', '', '[]', 'none', 0, 0, hex(randomblob(8)), json_array(?) FROM n`, id);
    const start = await mark(server);
    for (const page of ["/admin/groups", "/admin/groups?q=g", "/admin/groups?q=g&after=g1500", about(id), `${about(id)}&after=m1500`,
      `/admin/group/apps?id=${id}`, `/admin/group/apps?id=${id}&after=most-15`]) assert.equal((await browser.open(page)).status, 200);
    assert.match((await browser.open(`/admin/group/apps?id=${id}`)).text, /10\+ people are no longer members\. [12]\d\+ apps/);
    await mark(server);
    const lines = server.logs.slice(start).filter(({ event, path }) => event === "request" && path.startsWith("/admin"));
    assert.equal(lines.length, 8);
    for (const line of lines) assert.ok(line.d1_rows_read <= 60, `${line.path}: ${line.d1_rows_read} rows`);
  });
});

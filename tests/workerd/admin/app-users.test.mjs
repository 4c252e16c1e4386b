// Who uses an app, as administrators look through it.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { administering } from "../kit/administrators.mjs";
import { Browser } from "../kit/browser.mjs";
import { addClient, registered } from "../kit/clients.mjs";
import { addUser } from "../kit/people.mjs";
import { mark, serveWithClock } from "../kit/serve.mjs";
import { obtainTokens } from "../kit/steps.mjs";

const HOSTILE = `<img src=x onerror=alert(1)>"'&`;
const DAY = 86_400;

let server, browser;
before(async () => {
  server = await serveWithClock({ vars: { REGISTRATION: "open" } });
  ({ browser } = await administering(server));
});
after(() => server?.dispose());

const pageOf = ({ id }) => `/admin/app/users?id=${encodeURIComponent(id)}`;
const named = (page) => [...page.text.matchAll(/\/admin\/user\?id=([^"]+)"/g)].map(([, id]) => id);
const next = (page) => page.text.match(/href="([^"]*after=[^"]*)"/)?.[1].replaceAll("&#38;", "&");
async function allowed(user, client, revision = null) {
  const grant = "INSERT INTO grants (user_id, client_id, registration_id, scope, granted_at, client_revision) VALUES (?, ?, '', 'openid', ?, ?)";
  await server.db.prepare(grant).bind(user.id, client.id, DAY, revision).run();
  await server.db.prepare("INSERT INTO user_clients (user_id, client_id, since, last_at) VALUES (?, ?, 0, 0)").bind(user.id, client.id).run();
}

/** Every page from `address` on: the users that they name, and what each read and wrote. */
async function walk(address) {
  const found = [], costs = [];
  const start = await mark(server);
  for (let pages = 0; address !== undefined; pages++) {
    assert.ok(pages < 30);
    const page = await browser.open(address);
    assert.equal(page.status, 200);
    found.push(...named(page));
    address = next(page);
  }
  const end = await mark(server);
  for (const { path, d1_rows_read, d1_rows_written } of server.logs.slice(start, end)) {
    if (path?.startsWith("/admin")) costs.push([d1_rows_read, d1_rows_written]);
  }
  return { found, costs };
}

test("whoever allowed it something, or signed in to it without being asked, is there, with the day", async () => {
  const asks = await addClient(server);
  const own = await addClient(server, { firstParty: true });
  const user = await addUser(server);
  const person = new Browser(server);
  for (const client of [asks, own]) await obtainTokens(server, person, client, user);
  const other = await addUser(server);
  await server.db.prepare("UPDATE users SET name = ? WHERE id = ?").bind(HOSTILE, other.id).run();
  await allowed(other, own);
  assert.deepEqual((await walk(pageOf(asks))).found, [user.id]);
  assert.deepEqual((await walk(pageOf(own))).found.sort(), [user.id, other.id].sort());
  const { text } = await browser.open(pageOf(own));
  assert.match(text, /Last signed in on /);
  assert.match(text, /Access given on 2 January 1970/);
  assert.ok(!text.includes("<img src=x"));
  const app = await browser.open(`/admin/app?id=${own.id}`);
  assert.match(app.text, /2 people use it/);
  assert.deepEqual(named(app).toSorted(), [user.id, other.id].toSorted());
  // Whoever took everything back is noted, and no longer shown.
  await server.db.prepare("DELETE FROM grants WHERE user_id = ?").bind(other.id).run();
  assert.deepEqual((await walk(pageOf(own))).found, [user.id]);
});

test("what nobody uses says so, and what is not there is not found", async () => {
  const nobody = await addClient(server);
  assert.deepEqual((await walk(pageOf(nobody))).found, []);
  const last = await browser.open(`${pageOf(nobody)}&after=zzzz`);
  assert.match(last.text, /Nobody uses it yet/);
  assert.equal((await browser.open("/admin/app/users?id=nothing")).status, 404);
});

test("of an app with more users than one page has, each is on one page", async () => {
  const stranger = await registered(server, {});
  const crowd = [];
  for (let i = 0; i < 17; i++) crowd.push(await addUser(server));
  for (const user of crowd) await allowed(user, { id: stranger.client_id }, "revision");
  const { found, costs } = await walk(pageOf({ id: stranger.client_id }));
  assert.deepEqual(found.sort(), crowd.map(({ id }) => id).sort());
  assert.equal(costs.length, 2);
  const { text } = await browser.open(`/admin/app?id=${stranger.client_id}`);
  assert.match(text, /17 people use it/);
  assert.match(text, /\/admin\/app\/users\?id=/);
});

test("each look reads at most 60 rows, however many users there are and use it", async () => {
  const client = await addClient(server);
  await server.db.batch([
    `INSERT INTO users (id, username, password_hash, created_at) WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 200)
     SELECT 'many-' || i, 'many-' || i, '', 0 FROM n`,
    `INSERT INTO grants (user_id, client_id, registration_id, scope, granted_at) SELECT id, '${client.id}', '', 'openid', 0 FROM users WHERE id LIKE 'many-%'`,
    `INSERT INTO user_clients (user_id, client_id, since, last_at) SELECT id, '${client.id}', 0, ${DAY} FROM users WHERE id LIKE 'many-%'`,
  ].map((sql) => server.db.prepare(sql)));
  const { found, costs } = await walk(pageOf(client));
  assert.equal(found.length, 200);
  assert.equal(new Set(found).size, 200);
  for (const [read, written] of costs) {
    assert.ok(read <= 60, `${read} rows read`);
    assert.equal(written, 0);
  }
});

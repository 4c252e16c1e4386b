// How much an account may do on its own pages, and how much of it a download holds.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { Browser } from "../kit/browser.mjs";
import { addClient } from "../kit/clients.mjs";
import { addPasskey } from "../kit/passkeys.mjs";
import { addUser } from "../kit/people.mjs";
import { mark, serveWithClock } from "../kit/serve.mjs";
import { beginFamily } from "../kit/steps.mjs";

let server, client;
before(async () => {
  server = await serveWithClock();
  client = await addClient(server);
});
after(() => server?.dispose());

const SECURITY = "/account/security";
const DATA = "/account/data";

async function at(path, person, browser = new Browser(server)) {
  person ??= await addUser(server);
  return { person, browser, page: await browser.signIn(await browser.open(path), person) };
}

/** Sends a form of a page, and does not follow where it leads. */
function post(browser, page, path, { id, ...fields } = {}) {
  const { action, values } = page.formTo(path, id);
  return browser.fetch(action, { method: "POST", headers: { origin: browser.origin }, body: new URLSearchParams({ ...values, ...fields }) });
}

const rename = (browser, page, name) => post(browser, page, "/account/profile", { name });
const nameOf = ({ id }) => server.db.prepare("SELECT name FROM users WHERE id = ?").bind(id).first("name");
const levelOf = async ({ id }, bucket = "account") =>
  Math.round((await server.db.prepare("SELECT level FROM attempts WHERE key = ? ORDER BY day DESC").bind(`${bucket}:${id}`).first("level")) ?? 0);

/** As if the account had done as much as it may, and more: the clock of the server may be ahead. */
async function fill({ id }, bucket = "account", level = 25) {
  await server.db.prepare("INSERT INTO attempts (day, key, level, at) VALUES (unixepoch() / 86400, ?, ?, unixepoch()) ON CONFLICT DO UPDATE SET level = excluded.level, at = excluded.at")
    .bind(`${bucket}:${id}`, level).run();
}

/** How many rows there are that the forms of an account write. */
async function rows(person) {
  await mark(server);
  return server.db.prepare("SELECT (SELECT count(*) FROM events WHERE user_id = ?1) AS events, (SELECT group_concat(key || level) FROM attempts WHERE key LIKE '%' || ?1) AS attempts, signed_out_at FROM users WHERE id = ?1").bind(person.id).first();
}

describe("the forms of one account", () => {
  test("are 20, and then one more every 15 minutes: the 21st changes nothing and says how long to wait", async () => {
    const { person, browser, page } = await at("/account");
    for (let number = 1; number <= 20; number++) assert.equal((await rename(browser, page, `Name ${number}`)).status, 303);
    const before = await rows(person);
    const refused = await rename(browser, page, "Name 21");
    assert.equal(refused.status, 429);
    const wait = Number(refused.headers.get("retry-after"));
    assert.ok(wait > 800 && wait <= 900, `${wait}`);
    assert.match(refused.text, /Too many changes for now/);
    assert.match(refused.text, /Try again in 1[45] minutes/);
    assert.equal(await nameOf(person), "Name 20");
    assert.deepEqual(await rows(person), before);
    const stranger = await at("/account");
    assert.equal((await rename(stranger.browser, stranger.page, "Somebody else")).status, 303);
    await server.letPass(900);
    assert.equal((await rename(browser, page, "Name 22")).status, 303);
    assert.equal((await rename(browser, page, "Name 23")).status, 429);
    assert.equal(await nameOf(person), "Name 22");
  });

  test("at once are no more either", async () => {
    const { person, browser, page } = await at("/account");
    const answers = await Promise.all(Array.from({ length: 40 }, (_, number) => rename(browser, page, `Name ${number}`)));
    const count = (status) => answers.filter((answer) => answer.status === status).length;
    assert.deepEqual([count(303), count(429)], [20, 20]);
    assert.equal(await levelOf(person), 20);
  });

  test("that another site sends take no place", async () => {
    const { person, browser, page } = await at("/account");
    const { action, values } = page.formTo("/account/profile");
    for (const [origin, token] of [["https://evil.example", values.token], [browser.origin, "forged"]]) {
      await browser.fetch(action, { method: "POST", headers: { origin }, body: new URLSearchParams({ ...values, token }) });
    }
    assert.equal(await levelOf(person), 0);
  });

  test("that end something are never refused, and take no place", async () => {
    const { person, browser } = await at(SECURITY);
    await addPasskey(server, person);
    await addPasskey(server, person);
    const elsewhere = await at("/account", person);
    await fill(person);
    await fill(person, "safety", 65);
    const page = await browser.open(SECURITY);
    assert.equal((await post(browser, page, "/account/passkey/name", { name: "Mine" })).status, 429);
    assert.equal((await post(browser, page, "/account/password", { password: "seven quiet rivers at noon" })).status, 429);
    assert.equal((await post(browser, page, "/account/sessions/end", { id: "" })).status, 303);
    assert.equal((await elsewhere.browser.fetch("/account")).status, 303, "they are signed out there");
    assert.equal((await post(browser, page, "/account/passkey/remove")).status, 303);
    assert.equal((await post(browser, page, "/account/password/remove")).status, 303);
    assert.equal((await post(browser, await browser.open(DATA), "/account/data/delete", { sure: "yes" })).status, 200);
    assert.equal(await nameOf(person), null);
  });

  test("where nothing ends, nothing is written", async () => {
    const { person, browser } = await at(SECURITY);
    const other = await at(SECURITY, person);
    const page = await browser.open(SECURITY);
    assert.equal((await post(browser, page, "/account/sessions/end", { id: "" })).status, 303);
    const before = await rows(person);
    assert.ok(before.events > 0 && before.signed_out_at > 0);
    await server.letPass(5);
    for (let times = 0; times < 3; times++) {
      assert.equal((await post(browser, page, "/account/sessions/end", { id: "" })).status, 303);
    }
    assert.deepEqual(await rows(person), before);
    assert.equal((await other.browser.fetch("/account")).status, 303);
  });

  test("that take back an app, or set a password, go on when the others are used up", async () => {
    const { person, browser } = await at(SECURITY);
    await beginFamily(server, browser, client, person, { scope: "openid" });
    await fill(person);
    const apps = await browser.open("/account/apps");
    const revoked = () => server.db.prepare("SELECT revoked FROM user_clients WHERE user_id = ?").bind(person.id).first("revoked");
    for (let times = 0; times < 3; times++) {
      assert.equal((await post(browser, apps, "/account/apps/revoke", { id: client.id })).status, 303);
      assert.equal(await revoked(), 1, "what was taken back is not taken back again");
    }
    const set = await post(browser, await browser.open(SECURITY), "/account/password", { password: "seven quiet rivers at noon" });
    assert.equal(set.status, 303);
    assert.deepEqual([await levelOf(person), await levelOf(person, "safety")], [25, 1]);
  });
});

describe("a download", () => {
  const numbers = (most) => `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${most})`;
  async function addApps(person, most) {
    await server.db.prepare(`INSERT INTO user_clients (user_id, client_id, since, last_at) ${numbers(most)} SELECT ?, printf('app-%05d', i), i, i FROM n`).bind(person.id).run();
    await server.db.prepare(`INSERT INTO grants (user_id, client_id, registration_id, scope, granted_at) SELECT ?, id, registration_id, 'openid', 5 FROM clients WHERE id = ?`).bind(person.id, client.id).run();
  }
  const addEvents = (person, most) =>
    server.db.prepare(`INSERT INTO events (id, at, kind, count, request, user_id) ${numbers(most)} SELECT printf('%010d.%s', i, ?1), i, 'signed_in', 1, 'x', ?1 FROM n`).bind(person.id).run();
  async function download(browser) {
    const answer = await post(browser, await browser.open(DATA), "/account/data/download");
    assert.equal(answer.status, 200, answer.text);
    return JSON.parse(answer.text);
  }

  test("has every app and event, however many pages they fill, every session, and what an account began with", async () => {
    const { person, browser } = await at(DATA);
    await at("/account", person);
    await mark(server);
    await addApps(person, 55);
    await addEvents(person, 150);
    const all = await download(browser);
    assert.equal(all.incomplete, null);
    assert.equal(all.apps.length, 56);
    const app = all.apps.find(({ client_id: id }) => id === client.id);
    assert.deepEqual([app.scope, app.granted_at, app.since], ["openid", 5, null]);
    assert.equal(all.apps.filter(({ since }) => since !== null).length, 55);
    assert.equal(all.events.filter(({ request }) => request === "x").length, 150);
    assert.deepEqual(all.sessions.map((it) => it.this).sort(), [false, true]);
    assert.ok(all.sessions.every(({ browser, method, signed_in_at: since }) => browser && method === "password" && since > 0));
    assert.equal(all.account.created_at, 0);
    assert.equal(await levelOf(person), 5);
  });

  test("that is cut off says so, and who has the rest; it reads so many rows and no more", async () => {
    const { person, browser } = await at(DATA);
    await addApps(person, 900);
    await addEvents(person, 2000);
    const start = await mark(server);
    const all = await download(browser);
    await mark(server);
    assert.deepEqual([all.apps.length, all.events.length], [200, 700]);
    assert.match(all.incomplete, /runs this server.*npm run events -- export/s);
    const line = server.logs.slice(start).find(({ event, path }) => event === "request" && path === "/account/data/download");
    assert.ok(line.d1_rows_read > 900 && line.d1_rows_read <= 2600, `${line.d1_rows_read} rows`);
  });

  test("takes five places, so that four fit in", async () => {
    const { browser } = await at(DATA);
    for (let times = 0; times < 4; times++) await download(browser);
    assert.equal((await post(browser, await browser.open(DATA), "/account/data/download")).status, 429);
  });
});

// What happened is stored as well, once the answer is on its way, and the owner reads it with `npm run events`.

import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { after, before, beforeEach, describe, test } from "node:test";

import { Browser, SESSION } from "../kit/browser.mjs";
import { addClient } from "../kit/clients.mjs";
import { begun, told } from "../kit/commands.mjs";
import { addUser } from "../kit/people.mjs";
import { mark, serveAuthorizationServer } from "../kit/serve.mjs";
import { atConsent, atLogin, authorizationRequest, obtainCode, obtainTokens, refresh } from "../kit/steps.mjs";

const DAY = 24 * 3600; // seconds

let server, folder, client, user, sub;
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "edgegrant-events-"));
  server = await serveAuthorizationServer({ seed: true, persist: folder, vars: { EVENTS_RETENTION_DAYS: "30" } });
  client = await addClient(server);
  user = await addUser(server);
  sub = await server.db.prepare("SELECT id FROM users WHERE username = ?").bind(user.username).first("id");
  // The first key is made now.
  await fetch(`${server.url}/.well-known/jwks.json`);
});
after(async () => {
  await server?.dispose();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  await mark(server);
  await server.db.prepare("DELETE FROM events").run();
  await server.db.prepare("DELETE FROM attempts").run();
});

/** The events, the earliest first. */
async function stored() {
  await mark(server);
  const { results } = await server.db.prepare("SELECT * FROM events ORDER BY id").all();
  return results;
}

const kinds = async () => (await stored()).map(({ kind }) => kind);

test("a sign-in stores its event, with its client and its user, and where it came from", async () => {
  const { browser, page } = await atLogin(server, client);
  const { action, values } = page.form();
  const body = new URLSearchParams({ ...values, ...user });
  await browser.fetch(action, { method: "POST", headers: { "cf-connecting-ip": "203.0.113.77" }, body });
  const [event, ...more] = await stored();
  assert.deepEqual(more, []);
  const line = await server.logged((entry) => entry.event === "security" && entry.id === event.request);
  assert.equal(line.what, "signed_in_unknown_browser");
  const { id, at, request, ...rest } = event;
  assert.equal(id, `${at}.${request}.0`);
  assert.ok(Math.abs(at - Date.now() / 1000) < 60);
  assert.deepEqual(rest, {
    kind: "signed_in_unknown_browser", count: 1, address: "203.0.113.0/24", user_id: sub, client_id: client.id, family: null, kid: null, reason: null, actor: null, details: null,
  });
});

test("a sign-in writes at most 8 rows with its event, a first one with its yes and its code at most 14, and a repeated one none", async () => {
  const browser = new Browser(server);
  const written = async (run) => {
    const start = await mark(server);
    await run();
    const lines = server.logs.slice(start, await mark(server));
    return lines.reduce((sum, line) => sum + (line.d1_rows_written ?? 0), 0);
  };
  let consent;
  assert.equal(await written(async () => {
    const login = await browser.open(authorizationRequest(client).url);
    consent = await browser.signIn(login, user);
  }), 7);
  assert.equal(await written(() => browser.allow(consent)), 3);
  assert.deepEqual((await kinds()).toSorted(), ["allowed", "signed_in_unknown_browser"]);
  assert.equal(await written(() => obtainCode(browser, client, user)), 0);
  browser.cookies.delete(SESSION);
  assert.equal(await written(() => obtainCode(browser, client, user)), 4, "signed in again, in a known browser");
});

test("a person who is signed in already, and a refresh, store none", async () => {
  const browser = new Browser(server);
  const tokens = await obtainTokens(server, browser, client, user);
  const before = await stored();
  await obtainTokens(server, browser, client, user);
  assert.equal((await refresh(server, client, tokens.refresh_token)).status, 200);
  assert.deepEqual(await stored(), before);
});

test("50 wrong passwords are one row that counts them, and so are 50 for names of nobody", async () => {
  const guess = async (username) => {
    const { browser, page } = await atLogin(server, client);
    assert.equal((await browser.signIn(page, { username, password: "wrong" })).status, 400);
    // Otherwise too many came from here.
    await server.db.prepare("DELETE FROM attempts").run();
  };
  for (let number = 0; number < 50; number += 1) {
    await guess(user.username);
    await guess(`nobody-${number}`);
  }
  const hours = await stored();
  // The hour may have changed meanwhile.
  assert.ok(hours.length <= 4, JSON.stringify(hours));
  for (const whose of [sub, null]) {
    const rows = hours.filter((row) => row.user_id === whose);
    assert.equal(rows.reduce((sum, row) => sum + row.count, 0), 50);
    for (const row of rows) assert.deepEqual([row.kind, row.client_id], ["sign_in_failed", client.id]);
  }
});

test("an event that cannot be stored harms nothing, and the log says so", async () => {
  const another = await addClient(server);
  await server.db.prepare("ALTER TABLE events RENAME TO away").run();
  try {
    const tokens = await obtainTokens(server, new Browser(server), another, user);
    assert.ok(tokens.access_token);
    const lines = [];
    for (const what of ["signed_in_unknown_browser", "allowed"]) {
      const told = server.logs.findLast((entry) => entry.what === what);
      lines.push(await server.logged((entry) => entry.event === "events" && entry.id === told?.id));
    }
    for (const line of lines) assert.match(line.reason, /no such table/);
  } finally {
    await server.db.prepare("ALTER TABLE away RENAME TO events").run();
  }
});

test("events go when they are older than EVENTS_RETENTION_DAYS", async () => {
  const insert = "INSERT INTO events (id, at, kind, count, request) SELECT printf('%010d.r.0', at), at, 'signed_in', 1, 'r' FROM (SELECT unixepoch() - ? AS at)";
  for (const age of [30 * DAY + 60, 30 * DAY - 60]) await server.db.prepare(insert).bind(age).run();
  const [, young] = await stored();
  await server.scheduled();
  assert.deepEqual(await stored(), [young]);
});

describe("npm run events", () => {
  const lines = (text) => text.trim().split("\n").filter(Boolean).map((line) => JSON.parse(line));
  const run = async (...args) => {
    const { stdout, stderr } = await told(folder, "events", ...args);
    return { events: lines(stdout), stderr };
  };

  /** Events of so many seconds ago. */
  async function insert(ages, whose = sub, kind = "signed_in") {
    await server.db.prepare(`INSERT INTO events (id, at, kind, count, request, user_id)
      SELECT printf('%010d.%s.0', unixepoch() - value, value), unixepoch() - value, ?2, 1, value, ?3 FROM json_each(?1)`)
      .bind(JSON.stringify(ages), kind, whose).run();
  }

  const ids = ({ events }) => events.map(({ id }) => Number(id));
  const downFrom = (from, to) => Array.from({ length: from - to + 1 }, (_, index) => from - index);

  test("tail shows the newest 20, as the log has them, the latest at the end", async () => {
    await insert(downFrom(130, 101));
    const shown = await run("tail");
    assert.deepEqual(ids(shown), downFrom(120, 101));
    const { at, ...event } = shown.events[0];
    assert.ok(Math.abs(Date.now() / 1000 - 120 - at) < 60);
    assert.deepEqual(event, { what: "signed_in", id: "120", user_id: sub });
  });

  test("tail and export show only what concerns a user, or is of a kind", async () => {
    await insert(downFrom(160, 101), "other");
    await insert([90, 80]);
    await insert([85], sub, "denied");
    assert.deepEqual(ids(await run("tail", "--user", user.username)), [90, 85, 80]);
    assert.deepEqual(ids(await run("export", "--user", user.username, "--kind", "signed_in")), [90, 80]);
    assert.deepEqual(ids(await run("tail", "--kind", "denied")), [85]);
    assert.deepEqual(ids(await run("export", "--kind", "denied")), [85]);
    await assert.rejects(run("tail", "--kind", "unheard_of"), /unheard_of/);
  });

  test("export gives all of them in parts, or those since a time, and says on standard error how many", async () => {
    await insert(downFrom(2 * DAY + 200, 2 * DAY));
    await insert(downFrom(600, 500));
    const all = await run("export");
    assert.equal(all.events.length, 302);
    assert.match(all.stderr, /302 of 302 events/);
    const since = await run("export", "--since", "1d");
    assert.deepEqual(ids(since), downFrom(600, 500));
    for (const bad of ["1", "d", "1w", "-1d", "one"]) await assert.rejects(run("export", `--since=${bad}`), /such as 90s, 10m, 8h or 30d/);
  });

  test("tail --follow goes on with what happens, and with what is counted", { timeout: 60_000 }, async () => {
    await insert([100]);
    const child = await begun(folder, "events", "tail", "--follow");
    try {
      const heard = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
      const next = async () => JSON.parse((await heard.next()).value);
      assert.equal((await next()).id, "100");
      await atConsent(server, await addClient(server), user);
      assert.equal((await next()).what, "signed_in_unknown_browser");
      const wrong = async () => {
        const { browser, page } = await atLogin(server, client);
        await browser.signIn(page, { username: "nobody", password: "wrong" });
        const { what, count } = await next();
        return [what, count];
      };
      assert.deepEqual(await wrong(), ["sign_in_failed", undefined]);
      assert.deepEqual(await wrong(), ["sign_in_failed", 2]);
    } finally {
      child.kill();
    }
  });
});

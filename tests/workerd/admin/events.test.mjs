// What administrators see of what happened: filters, parts, and the file.

import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";

import { addAdministrator, administering, later } from "../kit/administrators.mjs";
import { Browser } from "../kit/browser.mjs";
import { addClient } from "../kit/clients.mjs";
import { told } from "../kit/commands.mjs";
import { addUser, signIn } from "../kit/people.mjs";
import { mark, serveWithClock } from "../kit/serve.mjs";

const EVENTS = "/admin/events";
const FILE = "/admin/events/file";

let server, folder;
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "edgegrant-admin-events-"));
  server = await serveWithClock({ persist: folder });
});
after(async () => {
  await server?.dispose();
  await rm(folder, { recursive: true, force: true });
});

const run = (sql, ...values) => server.db.prepare(sql).bind(...values).run();
/** The text of a page, without its tags. */
const read = (page) => page.text.replace(/<select[^]*?<\/select>/g, "").replace(/<[^>]*>/g, " ").replaceAll("&#39;", "'").replace(/\s+/g, " ");
const link = (page, text) => page.text.match(new RegExp(`href="([^"]*)">${text}<`))?.[1].replaceAll("&#38;", "&").replaceAll("&amp;", "&");
const query = (path, fields) => `${path}?${new URLSearchParams(fields)}`;
const lines = (page) => page.text.trimEnd().split("\n").filter(Boolean).map((line) => JSON.parse(line));

/** Events that happened one second after the other, from `at` on. */
async function addEvents(events, at) {
  for (const [index, event] of events.entries()) {
    const time = at + index;
    const row = { at: time, kind: "signed_in", count: 1, request: `r${time}`, ...event };
    const names = ["id", ...Object.keys(row)];
    await run(`INSERT INTO events (${names}) VALUES (${names.map(() => "?")})`, `${String(time).padStart(10, "0")}.x${index}.0`, ...Object.values(row));
  }
}
const clear = () => run("DELETE FROM events");

describe("the events", () => {
  test("say when, what, who, from where, why, who did it and what changed, and hold no markup", async () => {
    await clear();
    const { browser, admin } = await administering(server);
    await mark(server);
    await clear();
    const user = await addUser(server);
    await run("UPDATE users SET name = 'Ada <b>' WHERE id = ?", user.id);
    await addEvents([
      { kind: "user_changed", user_id: user.id, actor: admin.id, details: JSON.stringify({ name: [null, "<script>x"], claims: { a: 1 }, gone: ["<i>", null] }) },
      { kind: "sign_in_failed", user_id: user.id, count: 7, address: "192.0.2.0/24", reason: "because <u>" },
      { kind: "allowed", user_id: "gone-user", client_id: "app \"><script>" },
      { kind: "key_revoked", kid: "the-kid" },
      { kind: "of_a_later_version", details: "no JSON" },
    ], 1_790_000_000);
    const page = await browser.open(EVENTS);
    const text = read(page);
    assert.match(text, /of_a_later_version 21 September 2026, 14:13 UTC A signing key was revoked .* Key: the-kid/);
    assert.match(text, /Somebody failed to sign in .* 7 times within an hour Network: 192.0.2.0\/24 Reason: because &#60;u&#62; User: Ada &#60;b&#62;/);
    assert.match(text, /Account changed by an administrator .*? UTC claims: \{&#34;a&#34;:1\} gone: &#60;i&#62; → – name: – → &#60;script&#62;x User: Ada &#60;b&#62; \([^)]+\) Done by: Test Person/);
    assert.match(text, /Allowed an app .*? UTC User: gone-user App: app &#34;&#62;&#60;script&#62;/);
    assert.ok(page.text.includes(`/admin/user?id=${user.id}"`) && page.text.includes(`/admin/user?id=${admin.id}"`));
    assert.ok(!page.text.includes("<script") && !page.text.includes("<b>") && !page.text.includes("<u>"));
  });

  test("are found by person, by whatever they are called", async () => {
    const { browser } = await administering(server);
    const [ada, bob] = [await addUser(server), await addUser(server)];
    await clear();
    await addEvents([ada, bob, ada].map((user) => ({ user_id: user.id, reason: `of ${user.id}` })).concat({ user_id: "removed", reason: "of removed" }), 1_790_000_000);
    for (const q of [ada.id, ada.username, ada.email, ada.username.toUpperCase()]) {
      const text = read(await browser.open(query(EVENTS, { q })));
      assert.equal(text.split(`of ${ada.id}`).length - 1, 2, q);
      assert.ok(!text.includes(`of ${bob.id}`));
    }
    assert.match(read(await browser.open(query(EVENTS, { q: "removed" }))), /of removed/);
    assert.match(read(await browser.open(query(EVENTS, { q: "nobody <b>" }))), /No event was found/);
    await addUser(server);
  });

  test("are found by who did it, and by who did it to whom; a program leads to its own page", async () => {
    await clear();
    const { browser, admin } = await administering(server);
    await mark(server);
    await clear();
    const [ada, bob] = [await addUser(server), await addUser(server)];
    const program = await addClient(server, { name: "Robot" });
    await addEvents([
      { kind: "user_changed", user_id: ada.id, actor: admin.id },
      { kind: "user_disabled", user_id: bob.id, actor: admin.id },
      { kind: "user_enabled", user_id: bob.id, actor: program.id },
      { kind: "signed_in", user_id: ada.id },
    ], 1_790_000_000);
    const shown = async (query) => {
      const { text } = await browser.open(`${EVENTS}?${new URLSearchParams(query)}`);
      return ["Account changed", "Account disabled", "Account enabled", "Signed in"].filter((it) => text.includes(`<bdi>${it}`));
    };
    assert.deepEqual(await shown({ actor: admin.username }), ["Account changed", "Account disabled"]);
    assert.deepEqual(await shown({ actor: admin.id, q: bob.username }), ["Account disabled"]);
    assert.deepEqual(await shown({ actor: program.id }), ["Account enabled"]);
    assert.deepEqual(await shown({ actor: ada.username }), []);
    const { text } = await browser.open(`${EVENTS}?actor=${program.id}`);
    assert.match(text, new RegExp(`/admin/app[?]id=${program.id}"><bdi>Done by: Robot`));
  });

  test("are found by app, kind and day, and what was typed stays", async () => {
    const { browser } = await administering(server);
    await clear();
    const day = Date.UTC(2026, 10, 20) / 1000;
    await addEvents([{ reason: "before" }], day - 1);
    await addEvents([{ client_id: "notes", reason: "first" }, { client_id: "wiki", kind: "denied", reason: "second" }], day);
    await addEvents([{ client_id: "https://app.example/doc?…", reason: "last" }], day + 86399);
    await addEvents([{ reason: "after" }], day + 86400);
    const found = async (fields) => read(await browser.open(query(EVENTS, fields))).match(/(?<=Reason: )\w+/g) ?? [];
    assert.deepEqual(await found({ app: "wiki" }), ["second"]);
    assert.deepEqual(await found({ app: "https://app.example/doc?x=1" }), ["last"], "as it was written down");
    assert.deepEqual(await found({ kind: "denied" }), ["second"]);
    assert.deepEqual(await found({ kind: "denied", app: "notes" }), []);
    assert.deepEqual(await found({ from: "2026-11-20", to: "2026-11-20" }), ["last", "second", "first"]);
    assert.deepEqual(await found({ from: "2026-11-21" }), ["after"]);
    assert.deepEqual(await found({ to: "2026-11-19" }), ["before"]);
    const page = await browser.open(query(EVENTS, { app: "\"><b>", kind: "denied", from: "2026-11-20" }));
    assert.ok(page.text.includes('value="&#34;&#62;&#60;b&#62;"') && page.text.includes('value="2026-11-20"'));
    assert.match(page.text, /<option value="denied" selected>/);
    for (const from of ["2026-02-30", "20.11.2026", "<b>"]) {
      assert.match(read(await browser.open(query(EVENTS, { from }))), /Enter a day as/);
      assert.equal((await browser.open(query(FILE, { from }))).status, 404);
    }
  });

  test("are shown some at a time, and none is left out", async () => {
    const { browser } = await administering(server);
    await clear();
    await addEvents(Array.from({ length: 45 }, (_, index) => ({ reason: `number ${index}.` })), 1_790_000_000);
    const seen = [];
    let next = EVENTS;
    for (let step = 0; next && step < 10; step++) {
      const page = await browser.open(next);
      seen.push(...read(page).match(/(?<=number )\d+/g).map(Number));
      next = link(page, "Look further back");
    }
    assert.deepEqual(seen, Array.from({ length: 45 }, (_, index) => 44 - index));
  });

  test("are looked for in parts where there is no index, and the page says so", async () => {
    const { browser } = await administering(server);
    await clear();
    await addEvents(Array.from({ length: 100 }, (_, index) => ({ kind: index % 50 === 3 ? "denied" : "signed_in", reason: `number ${index}.` })), 1_790_000_000);
    const [seen, said] = [[], []];
    let next = query(EVENTS, { kind: "denied" });
    for (let step = 0; next && step < 10; step++) {
      const page = await browser.open(next);
      said.push(/This page looked at 40 events, back to 21 September 2026, 14:1\d UTC. There are earlier ones/.test(read(page)));
      seen.push(...(read(page).match(/(?<=number )\d+/g) ?? []).map(Number));
      next = link(page, "Look further back");
    }
    assert.deepEqual(seen, [53, 3]);
    assert.deepEqual(said, [true, true, false]);
  });

  test("every kind can be asked for, in words", async () => {
    const { browser } = await administering(server);
    const options = [...(await browser.open(EVENTS)).text.matchAll(/<option value="(\w*)"[^>]*>([^<]*)</g)];
    assert.ok(options.length > 60);
    for (const [, kind, words] of options) {
      assert.ok(words.length > 3 && !words.includes("_"), `${kind}: ${words}`);
      assert.ok(!/\b[Yy]ou\b/.test(words) && !/\byour\b/.test(words), `${kind}: ${words}`);
    }
  });
});

describe("the file", () => {
  test("has a line for each event that is meant, the earliest first, as the command writes them", async () => {
    const { browser } = await administering(server);
    await clear();
    const at = Date.UTC(2026, 10, 20) / 1000;
    await addEvents([
      { kind: "sign_in_failed", count: 3, user_id: "u", address: "192.0.2.0/24", reason: "a \"reason\"\n<b>", client_id: "notes" },
      { kind: "denied", kid: "k", family: "f", actor: "a", details: "{}" },
    ], at);
    const page = await browser.open(EVENTS);
    const file = await browser.open(link(page, "Download these events"));
    assert.equal(file.status, 200);
    assert.equal(file.headers.get("content-type"), "application/jsonl");
    assert.equal(file.headers.get("content-disposition"), 'attachment; filename="events.jsonl"');
    assert.equal(file.headers.get("cache-control"), "no-store");
    assert.equal(file.headers.get("x-content-type-options"), "nosniff");
    const written = lines(file).slice(0, 2);
    assert.deepEqual(written[0], { at, what: "sign_in_failed", count: 3, id: `r${at}`, client_id: "notes", user_id: "u", reason: "a \"reason\"\n<b>", address: "192.0.2.0/24" });
    const { stdout } = await told(folder, "events", "export", "--until", "2026-11-20");
    assert.deepEqual(stdout.trim().split("\n").map((line) => JSON.parse(line)), written);
    const some = await browser.open(link(await browser.open(query(EVENTS, { kind: "denied", to: "2026-11-20" })), "Download these events"));
    assert.deepEqual(lines(some), [written[1]]);
  });

  test("goes on in the next one, whose address its last line has", async () => {
    const { browser } = await administering(server);
    await clear();
    await run(`INSERT INTO events (id, at, kind, count, request, user_id) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1100)
      SELECT printf('%010d.x.0', 1700000000 + i), i, 'signed_in', 1, 'r' || i, 'u' FROM n`);
    for (const [filters, parts] of [[{ to: "2026-01-01" }, [501, 501, 100]], [{ q: "u", to: "2026-01-01" }, [251, 251, 251, 251, 100]]]) {
      const all = [];
      let next = query(FILE, filters);
      for (const count of parts) {
        const part = lines(await browser.open(next));
        assert.equal(part.length, count);
        next = part.at(-1).next;
        if (next) assert.ok(next.startsWith(`${server.url}${FILE}?`));
        all.push(...part.filter((line) => !line.next));
      }
      assert.equal(next, undefined);
      assert.deepEqual(all.map((line) => line.at), Array.from({ length: 1100 }, (_, index) => index + 1));
    }
  });

  test("is for those who see the page, and nobody else", async () => {
    const admin = await addAdministrator(server);
    const { browser } = await administering(server, admin);
    assert.equal((await browser.open(FILE)).status, 200);
    await later(server, 3700);
    const asked = await browser.open(FILE);
    assert.equal(new URL(asked.url).pathname, "/login");
    assert.equal(new URL(asked.url).searchParams.get("for"), EVENTS);
    const { browser: theirs } = await signIn(server);
    assert.equal((await theirs.open(FILE)).status, 403);
    assert.equal((await new Browser(server).fetch(FILE)).status, 303);
    assert.equal((await browser.fetch(FILE, { method: "POST" })).status, 405);
  });
});

test("with much of everything, no page reads more than 60 rows", async () => {
  const { browser } = await administering(server);
  await clear();
  const n = (most) => `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${most})`;
  await run(`INSERT INTO users (id, username, username_folded, email, email_folded, password_hash, created_at)
    ${n(3000)} SELECT 'm' || i, 'm' || i, 'm' || i, 'm' || i || '@x.example', 'm' || i || '@x.example', '', 0 FROM n`);
  await run(`INSERT INTO events (id, at, kind, count, request, user_id, actor, client_id, details)
    ${n(3000)} SELECT printf('%010d.x.0', 1700000000 + i), i, 'signed_in', 1, 'r', 'm' || i, 'm' || (i + 1), 'app', '{}' FROM n`);
  await run(`INSERT INTO events (id, at, kind, count, request, user_id, actor)
    ${n(300)} SELECT printf('%010d.y.0', 1700000000 + i), i, 'signed_in', 1, 'r', 'm7', 'm' || (i + 1) FROM n`);
  const start = await mark(server);
  const asked = [{}, { kind: "signed_in" }, { app: "app" }, { app: "no" }, { q: "m7" }, { q: "M7@X.EXAMPLE", kind: "signed_in" }, { q: "nobody" },
    { from: "2023-11-01", to: "2023-11-15" }, { kind: "signed_in", before: "1700002000" }];
  for (const fields of asked) assert.equal((await browser.open(query(EVENTS, fields))).status, 200);
  await mark(server);
  const costs = server.logs.slice(start).filter(({ event, path }) => event === "request" && path === EVENTS);
  assert.equal(costs.length, asked.length);
  costs.forEach((line, index) => assert.ok(line.d1_rows_read <= 60, `${JSON.stringify(asked[index])}: ${line.d1_rows_read} rows`));
});

// The administrators' first page: what it shows, what it warns of, and that it reads few rows.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { addAdministrator, administering } from "../kit/administrators.mjs";
import { Browser } from "../kit/browser.mjs";
import { fill } from "../kit/crowd.mjs";
import { addPerson, addUser } from "../kit/people.mjs";
import { mark, serveWithClock } from "../kit/serve.mjs";

const HOURLY = "47 * * * *";
const DAY = 24 * 3600;

let server;
before(async () => { server = await serveWithClock(); });
after(() => server?.dispose());

const run = (sql, ...values) => server.db.prepare(sql).bind(...values).run();
const today = () => Math.floor(server.now() / DAY);

/** The text of a page, without its tags. */
const read = (page) => page.text.replace(/<[^>]*>/g, " ").replaceAll("&#34;", '"').replace(/\s+/g, " ");

/** The overview, as an administrator sees it now. */
async function overview(at = server) {
  const { browser } = await administering(at);
  const page = await browser.open("/admin");
  assert.equal(page.status, 200);
  return page;
}

describe("the overview", () => {
  test("says how many users and apps there are, once they were counted, and when", async () => {
    assert.match(read(await overview()), /Users Not counted yet/);
    await fetch(`${server.url}/.well-known/jwks.json`);
    await server.scheduled(HOURLY);
    const users = await server.db.prepare("SELECT count(*) AS n FROM users").first("n");
    const page = read(await overview());
    assert.match(page, new RegExp(`Users ${users}, counted on \\d+ \\w+ \\d{4},? [^.]*UTC`));
    assert.match(page, /Apps \d+, counted on/);
    assert.match(page, /Administrators [2-9]/);
    assert.match(page, /Database \d+ MB\. The free plan allows 500 MB/);
    assert.match(page, /Version of Edgegrant \d+\.\d+/);
    assert.match(page, /ES256 [\w-]{8} In use since/);
  });

  test("has a bar and a row of a table for each day", async () => {
    const { username } = await addUser(server);
    const browser = new Browser(server);
    const login = await browser.open("/account");
    await browser.signIn(login, { username, password: "wrong" });
    await mark(server);
    await run("INSERT INTO daily_totals (day, sign_ins, refusals) VALUES (?1 - 1, 20, 0), (?1 - 3, 1000, 3)", today());
    // The events of this hour count when it is over.
    await run("UPDATE server_counts SET upto = printf('%010d', unixepoch() / 3600 * 3600 - 3600) WHERE name = 'totals'");
    await server.scheduled(HOURLY);
    await run("UPDATE events SET id = printf('%010d', substr(id, 1, 10) - 3600) || substr(id, 11)");
    await run("UPDATE server_counts SET upto = printf('%010d', unixepoch() / 3600 * 3600 - 7200) WHERE name = 'totals'");
    await server.scheduled(HOURLY);
    const page = await overview();
    const bars = [...page.text.matchAll(/<svg class="chart"[^>]*aria-label="([^"]*)"><path d="([^"]*)"/g)];
    assert.equal(bars.length, 3);
    const [signIns, failed, limits] = bars.map(([, text, path]) => ({ text, path: path.split("z").slice(0, -1) }));
    assert.match(signIns.text, /The highest is .*, with 1,000\.$/);
    assert.deepEqual(signIns.path.slice(0, 2), ["M261 60v-56h8V60", "M281 60v-1h8V60"]);
    assert.equal(failed.path.length, 1, "somebody gave a wrong password");
    assert.deepEqual(limits.path, ["M261 60v-56h8V60"]);
    assert.match(read(page), /Day Sign-ins Failed Limits New accounts New apps/);
    assert.match(read(page), / 1,000 0 3 0 0 /);
    assert.match(read(page), /numbers go up to \d+ \w+ \d{4}/);
    assert.equal((page.text.match(/<th scope="row">/g) ?? []).length, 30);
    assert.ok(!/ style=/.test(page.text), "the policy allows no style in the page");
  });

  test("says what today's requests cost, those that were not reported too", async () => {
    const requests = async () => {
      const [, number] = read(await overview()).match(/Requests ([\d,]+) of 100,000/);
      return Number(number.replaceAll(",", ""));
    };
    const before = await requests();
    await fetch(`${server.url}/.well-known/jwks.json`);
    const now = await requests();
    assert.ok(now > before && now < before + 30, `${before} ${now}`);
    const page = read(await overview());
    assert.match(page, /Rows read in D1 [1-9][\d,]* of 5,000,000 Rows written in D1 [1-9][\d,]* of 100,000/);
    assert.match(page, /Writes in KV [\d,]+ of 1,000/);
  });

  test("reads at most 60 rows, whatever is stored", async () => {
    const client = server.client;
    const user = await addPerson(server);
    const sub = await server.db.prepare("SELECT id FROM users WHERE username = ?").bind(user.username).first("id");
    await fill(server.db, 3000, { user: sub, client: client.id });
    await run("WITH RECURSIVE days (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM days WHERE n < 390) INSERT INTO daily_totals (day, sign_ins) SELECT ?1 - 390 + n, n FROM days WHERE true ON CONFLICT DO NOTHING", today());
    for (let i = 0; i < 12; i++) await addAdministrator(server);
    const { browser } = await administering(server);
    const start = await mark(server);
    const page = await browser.open("/admin");
    const end = await mark(server);
    const { d1_rows_read, d1_rows_written, d1_queries } = server.logs.slice(start, end).find(({ path }) => path === "/admin");
    assert.ok(d1_rows_read <= 60, `${d1_rows_read} rows read`);
    assert.equal(d1_rows_written, 0);
    assert.ok(d1_queries <= 6, `${d1_queries} queries`);
    assert.match(read(page), /Administrators 10 or more/);
  });
});

test("what requests cost is written down once in a hundred requests", async () => {
  await run("UPDATE daily_totals SET reports = 150");
  await server.scheduled(HOURLY);
  const spent = () => server.db.prepare("SELECT sum(requests) AS requests, sum(reports) AS reports FROM daily_totals").first();
  const before = await spent();
  for (let i = 0; i < 350; i++) await fetch(`${server.url}/.well-known/jwks.json`);
  await mark(server);
  const after = await spent();
  assert.equal(after.reports - before.reports, 3);
  assert.equal(after.requests - before.requests, 300);
});

describe("what the hourly event reads", () => {
  test("is a part of what is stored", async () => {
    await run("WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 60000) INSERT INTO events (id, at, kind, count, request) SELECT printf('%010d.many.%d', unixepoch() - 100 * 86400 + n, n), 0, 'signed_in', 1, 'r' FROM n");
    await run("UPDATE server_counts SET upto = '' WHERE name = 'totals'");
    const spent = () => server.db.prepare("SELECT total(rows_read) AS read, total(rows_written) AS written, total(reports) AS reports FROM daily_totals").first();
    const before = await spent();
    await server.scheduled(HOURLY);
    const after = await spent();
    assert.equal(after.reports, before.reports + 1);
    assert.ok(after.read - before.read <= 40_500, `${after.read - before.read} rows read`);
    assert.ok(after.written - before.written <= 40, `${after.written - before.written} rows written`);
  });
});

describe("warnings", () => {
  const WARNINGS = {
    one: /There is only one administrator/,
    password: /Your password alone signs you in/,
    sweep: /Old data is not deleted fast enough/,
    missing: /The daily event does not run/,
    lost: /Some events are missing here/,
    strangers: /Strangers have reached today’s limit/,
    registration: /Any app can register itself/,
    signUp: /Anybody can make an account/,
    mail: /Mail could not be sent/,
    secret: /The previous secret is still accepted/,
    passkeys: /Nobody can sign in with a passkey/,
  };
  const shown = (page) => Object.keys(WARNINGS).filter((name) => WARNINGS[name].test(read(page)));

  test("there are few on a server that is as it should be", async () => {
    await run("UPDATE users SET administrator = 0");
    await addAdministrator(server);
    // An administrator of these tests has a password and no second factor.
    assert.deepEqual(shown(await overview()), ["password"]);
  });

  test("each is there while there is a reason, and says what to do", async () => {
    for (const [name, begin, end] of [
      ["one", "UPDATE users SET administrator = 0", ""],
      ["sweep", "UPDATE server_counts SET count = 3, at = unixepoch() WHERE name = 'sweep'", "UPDATE server_counts SET count = 2 WHERE name = 'sweep'"],
      ["missing", "UPDATE server_counts SET at = unixepoch() - 172900 WHERE name = 'sweep'", "UPDATE server_counts SET at = unixepoch() WHERE name = 'sweep'"],
      ["lost", "UPDATE daily_totals SET events_lost = 2 WHERE day = unixepoch() / 86400", "UPDATE daily_totals SET events_lost = 0"],
      ["strangers", "INSERT INTO attempts (day, key, level, at) VALUES (unixepoch() / 86400, 'refusals', 900, 0) ON CONFLICT DO UPDATE SET level = 900", "UPDATE attempts SET level = 899 WHERE key = 'refusals'"],
    ]) {
      await run(begin);
      assert.deepEqual(shown(await overview()), ["one", "password", name].filter((it, at, all) => all.indexOf(it) === at && (it !== "one" || name === "one")).sort((a, b) => Object.keys(WARNINGS).indexOf(a) - Object.keys(WARNINGS).indexOf(b)), name);
      if (end) await run(end);
      await addAdministrator(server);
      assert.deepEqual(shown(await overview()), ["password"], name);
    }
  });

  test("whoever has no password is not told to secure it", async () => {
    const admin = await addAdministrator(server);
    await run("UPDATE users SET password_hash = '' WHERE id = ?", admin.id);
    const { browser } = await administering(server, admin);
    assert.deepEqual(shown(await browser.open("/admin")), []);
  });

  test("passkeys that are for another host", async () => {
    const moved = await serveWithClock();
    try {
      const admin = await addAdministrator(moved);
      await moved.db.prepare("UPDATE passkeys SET rp_id = 'old.example'").run();
      const browser = new Browser(moved);
      await browser.signIn(await browser.open("/admin"), admin);
      await moved.db.prepare("UPDATE sessions SET method = 'password_otp'").run();
      await addAdministrator({ ...moved, url: "https://old.example" });
      assert.deepEqual(shown(await browser.open("/admin")), ["password", "passkeys"]);
    } finally {
      await moved.dispose();
    }
  });

  test("events that cannot be written are counted, and are in the log", async () => {
    const { browser } = await administering(server);
    await run("ALTER TABLE events RENAME TO events_elsewhere");
    const { username } = await addUser(server);
    const stranger = new Browser(server);
    await stranger.signIn(await stranger.open("/account"), { username, password: "wrong" });
    await server.logged(({ event, reason }) => event === "events" && reason !== undefined);
    await run("ALTER TABLE events_elsewhere RENAME TO events");
    const page = await browser.open("/admin");
    assert.deepEqual(shown(page), ["password", "lost"]);
    assert.match(read(page), /could not write to the database: 1\./);
    await server.scheduled(HOURLY);
    assert.equal(await server.db.prepare("SELECT sum(events_lost) AS n FROM daily_totals").first("n"), 1);
    await run("UPDATE daily_totals SET events_lost = 0");
  });

  test("what is open, the previous secret, and mail that fails", async () => {
    const open = await serveWithClock({
      vars: { REGISTRATION: "open", SIGN_UP: "open" }, mail: true, secrets: { EDGEGRANT_SECRET_PREVIOUS: "previous".repeat(8) },
    });
    try {
      await open.db.prepare("INSERT INTO mail_trouble VALUES (1, '<b>refused', unixepoch() - 3600)").run();
      await addAdministrator(open);
      const page = await overview(open);
      assert.deepEqual(shown(page), ["password", "registration", "signUp", "mail", "secret"]);
      assert.ok(!page.text.includes("<b>refused"));
      await open.db.prepare("UPDATE mail_trouble SET at = unixepoch() - 90000").run();
      assert.deepEqual(shown(await overview(open)), ["password", "registration", "signUp", "secret"]);
    } finally {
      await open.dispose();
    }
  });
});

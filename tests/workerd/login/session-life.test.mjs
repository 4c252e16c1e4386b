// How long somebody stays signed in: as they want, at most as long as the settings say, and no longer than they keep
// coming. And what their session says about the device.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { Browser, SESSION } from "../kit/browser.mjs";
import { addClient } from "../kit/clients.mjs";
import { addPasskey, optionsOf, show, signInWith } from "../kit/passkeys.mjs";
import { addUser } from "../kit/people.mjs";
import { PLACE, mark, serveAuthorizationServer, serveWithClock, withPlace } from "../kit/serve.mjs";
import { ask, atLogin, now, obtainCode, sha256, silently, token } from "../kit/steps.mjs";

const HOUR = 3600; // seconds
const DAY = 24 * HOUR;

let server, client;
before(async () => {
  server = await serveWithClock({ vars: { SESSION_LIFETIME: "20d", SESSION_IDLE_LIFETIME: "3d", SESSION_BRIEF_LIFETIME: "2h" } });
  client = await addClient(server, { firstParty: true });
  // The signing key is made.
  await fetch(`${server.url}/.well-known/jwks.json`);
});
after(() => server?.dispose());

/** The row of the one session behind this browser's cookie. */
function sessionOf(browser, db = server.db) {
  return db.prepare("SELECT * FROM sessions WHERE hash = ?").bind(sha256(browser.cookies.get(SESSION))).first();
}

/** Sends a form of the login page, and gives what it says about the session's cookie. */
async function send(browser, page, id, fields) {
  const { action, values } = page.form(id);
  const answer = await browser.fetch(action, {
    method: "POST", headers: { origin: browser.origin }, body: new URLSearchParams({ ...values, ...fields }),
  });
  assert.equal(answer.status, 303, answer.text);
  const [cookie] = answer.headers.getSetCookie().filter((it) => it.startsWith(`${SESSION}=`));
  return cookie.split("; ").slice(1).toSorted();
}

const ATTRIBUTES = ["HttpOnly", "Path=/", "SameSite=Lax", "Secure"];

describe("\"Keep me signed in\"", () => {
  const ways = {
    "a password": async (user) => ({ id: undefined, fields: () => user }),
    "a passkey": async (user) => {
      const passkey = await addPasskey(server, user);
      const answer = (browser, page) => JSON.stringify(show(passkey, optionsOf(page), { origin: browser.origin }));
      return { id: "passkey", fields: (browser, page) => ({ passkey: answer(browser, page) }) };
    },
  };
  for (const [how, way] of Object.entries(ways)) {
    test(`is the person's choice, with ${how}: the cookie stays, or goes with the browser and soon ends`, async () => {
      for (const [keep, maxAge, lives] of [["on", ["Max-Age=1728000"], 20 * DAY], ["", [], 2 * HOUR]]) {
        const { id, fields } = await way(await addUser(server));
        const { browser, page } = await atLogin(server, client);
        const attributes = await send(browser, page, id, { ...fields(browser, page), keep });
        assert.deepEqual(attributes, [...ATTRIBUTES, ...maxAge].toSorted());
        const { kept, authenticated_at: from, expires_at: to } = await sessionOf(browser);
        assert.deepEqual([kept, to - from], [keep === "on" ? 1 : 0, lives]);
      }
    });
  }

  test("is ticked at first, and stays as it was left when the page comes again", async () => {
    const { browser, page } = await atLogin(server, client);
    const box = /<input type="checkbox" id="keep" name="keep" value="on"( checked)?> Keep me signed in on this device</;
    assert.deepEqual(page.text.match(box)?.slice(1), [" checked"]);
    assert.equal(page.text.match(/name="keep"/g).length, 1, "one for every way to sign in");
    const wrong = { username: server.user.username, password: "wrong" };
    let again = page;
    for (const [keep, checked] of [["on", " checked"], ["", undefined]]) {
      again = await browser.submit(again, { ...wrong, keep });
      assert.equal(again.status, 400);
      assert.deepEqual(again.text.match(box)?.slice(1), [checked]);
    }
  });

  test("stands with the passkey where there are no passwords", async (t) => {
    const without = await serveAuthorizationServer({ seed: true, vars: { PASSWORDS: "off" } });
    t.after(() => without.dispose());
    const { page } = await atLogin(without, await addClient(without));
    assert.equal(page.form("passkey").values.keep, "on");
  });

  test("counts for a cookie only if everybody who is signed in with it said so", async () => {
    const [one, other] = [await addUser(server), await addUser(server)];
    const { browser, page, request } = await atLogin(server, client);
    await send(browser, page, undefined, { ...one, keep: "" });
    const login = () => browser.open(request.url.replace("/authorize", "/login"));
    assert.deepEqual(await send(browser, await login(), undefined, other), ATTRIBUTES);
    assert.deepEqual(await send(browser, await login(), undefined, one), [...ATTRIBUTES, "Max-Age=1728000"].toSorted());
  });

  test("without it, a session ends although the browser still runs", async () => {
    const { browser, page } = await atLogin(server, client);
    await send(browser, page, undefined, { ...await addUser(server), keep: "" });
    assert.equal(await silently(browser, client), "code");
    await server.letPass(2 * HOUR);
    assert.equal(await silently(browser, client), "login_required");
  });
});

describe("a session that nobody uses", () => {
  async function signedIn() {
    const { browser, page } = await atLogin(server, client);
    await browser.signIn(page, await addUser(server));
    return browser;
  }

  /** Waits until a visit was noted. */
  const noted = async (count) => {
    await mark(server);
    for (let tries = 0; seen().length < count && tries < 50; tries++) await mark(server);
  };
  const seen = () => server.logs.filter(({ event }) => event === "seen");

  test("ends after a while, and goes on for who comes every day, until its time is over", async () => {
    const [idle, daily] = [await signedIn(), await signedIn()];
    for (let day = 1; day <= 19; day++) {
      await server.letPass(DAY);
      const before = seen().length;
      assert.equal(await silently(daily, client), "code", `day ${day}`);
      await noted(before + 1);
    }
    assert.equal(await silently(idle, client), "login_required");
    await server.letPass(DAY);
    assert.equal(await silently(daily, client), "login_required");
  });

  test("is noted once a day, after the answer: one row, so that the first repeat of a day writes three", async () => {
    const browser = await signedIn();
    const written = async () => {
      const start = await mark(server);
      const code = await obtainCode(browser, client, server.user);
      assert.equal((await token(server, client, code)).status, 200);
      await noted(0);
      const lines = server.logs.slice(start).filter(({ d1_rows_written: rows }) => rows > 0);
      return lines.map((line) => [line.path ?? line.event, line.d1_rows_written]).toSorted();
    };
    await written();
    const repeat = [["/token", 1]];
    assert.deepEqual(await written(), repeat);
    const before = (await sessionOf(browser)).last_seen_at;
    await server.letPass(DAY + 1);
    // And that the person signed in to the client on this day.
    assert.deepEqual(await written(), [["/token", 2], ["seen", 1]]);
    assert.deepEqual(await written(), repeat);
    const { last_seen_at: after, authenticated_at: began } = await sessionOf(browser);
    assert.ok(after - before >= DAY && after > began);
  });
});

test("a passkey that was removed signs nobody in, though its page was open", async () => {
  const user = await addUser(server);
  const passkey = await addPasskey(server, user);
  const { browser, page } = await atLogin(server, client);
  await server.db.prepare("DELETE FROM passkeys WHERE id = ?").bind(passkey.id).run();
  const answer = await signInWith(browser, page, passkey);
  assert.equal(answer.status, 400);
  assert.equal(browser.cookies.has(SESSION), false);
  assert.equal(await server.db.prepare("SELECT count(*) AS n FROM sessions WHERE user_id = ?").bind(user.id).first("n"), 0);
});

describe("a session says where it began", () => {
  const FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
  let placed, app;
  before(async () => {
    placed = await serveAuthorizationServer({ seed: true, altered: withPlace });
    app = await addClient(placed);
  });
  after(() => placed?.dispose());

  for (const [what, headers, agent, place] of [
    ["in a browser, at a place", { "user-agent": FIREFOX, [PLACE]: JSON.stringify({ city: "Porto", country: "PT" }) }, "Firefox/Linux", "Porto, PT"],
    ["in a country", { "user-agent": FIREFOX, [PLACE]: JSON.stringify({ country: "PT", city: 7 }) }, "Firefox/Linux", "PT"],
    ["nobody knows in what or where", { "user-agent": "something of their own <b>" }, "/", null],
  ]) {
    test(`${what}, and no header is stored`, async () => {
      const browser = new Browser(placed);
      const page = await browser.open(ask(app).url);
      await browser.submit(page, placed.user, headers);
      const { user_id: _, ...row } = await sessionOf(browser, placed.db);
      assert.deepEqual([row.agent, row.place], [agent, place]);
      assert.equal(JSON.stringify(row).includes(headers["user-agent"]), false);
      assert.ok(Math.abs(row.last_seen_at - now()) < 60);
    });
  }
});

// The session that a sign-in begins: its cookie, what is kept of it, and whose it is when several people
// sign in in one browser.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { SESSION, Browser } from "../kit/browser.mjs";
import { addClient } from "../kit/clients.mjs";
import { addUser } from "../kit/people.mjs";
import { serveAuthorizationServer } from "../kit/serve.mjs";
import { atLogin, now, sha256 } from "../kit/steps.mjs";

const TWO_WEEKS = 14 * 24 * 3600; // seconds

let server, client;
before(async () => {
  server = await serveAuthorizationServer({ seed: true });
  client = await addClient(server);
});
after(() => server.dispose());

/** The session rows behind a cookie, found by its hash: one for each user who is signed in. */
async function sessionsOf(cookie = "") {
  return (await server.db.prepare("SELECT * FROM sessions WHERE hash = ?").bind(sha256(cookie)).all()).results;
}

/** The one session row of a browser in which one user is signed in. */
async function sessionOf(browser) {
  const rows = await sessionsOf(browser.cookies.get(SESSION));
  assert.equal(rows.length, 1);
  return rows[0];
}

describe("the session", () => {
  test("is a cookie that only this host sets, and that no script or other site reads", async () => {
    const { browser, page } = await atLogin(server, client);
    const { action, values } = page.form();
    const answer = await browser.fetch(action, {
      method: "POST",
      body: new URLSearchParams({ ...values, ...server.user }),
    });
    // The session; the account that was chosen, until the browser is closed; that it was chosen, for one request; and what a replica
    // of the database has to know.
    const expected = [
      [new RegExp(`^${SESSION}=[\\w-]{43}$`), `Max-Age=${TWO_WEEKS}`],
      [/^__Host-edgegrant-known=[\w-]{22}\.\d{5}-[\w-]{43}$/, `Max-Age=${400 * 24 * 3600}`],
      [/^__Host-edgegrant-account=[\w-]{43}$/],
      [/^__Host-edgegrant-answers=[\w-]{16}~[\w-]{43}~\d+\.[\w-]{43}$/, "Max-Age=3600"],
      [/^__Host-edgegrant-bookmark=[0-9a-f-]{59}$/, "Max-Age=600"],
    ];
    const cookies = answer.headers.getSetCookie();
    assert.equal(cookies.length, expected.length, cookies.join("\n"));
    for (const [index, cookie] of cookies.entries()) {
      const [pair, ...attributes] = cookie.split("; ");
      const [form, ...lasts] = expected[index];
      assert.match(pair, form);
      assert.deepEqual(new Set(attributes), new Set(["Path=/", "Secure", "HttpOnly", "SameSite=Lax", ...lasts]));
    }
  });

  test("is not in the other cookies: who has only those is nobody", async () => {
    const { browser, page, request } = await atLogin(server, client);
    await browser.signIn(page, server.user);
    const secret = browser.cookies.get(SESSION);
    browser.cookies.delete(SESSION);
    assert.ok(browser.cookies.size >= 2);
    assert.equal([...browser.cookies.values()].some((value) => value.includes(secret)), false);
    assert.equal((await browser.open(request.url)).asksToSignIn, true);
  });

  test("is in D1 by its hash and with its expiry, never the cookie itself", async () => {
    const { browser, page } = await atLogin(server, client);
    await browser.signIn(page, server.user);
    const row = await sessionOf(browser);
    assert.ok(Math.abs(row.authenticated_at - now()) <= 5);
    assert.equal(row.expires_at, row.authenticated_at + TWO_WEEKS);
    const everything = await server.db.prepare("SELECT * FROM sessions").all();
    assert.equal(JSON.stringify(everything.results).includes(browser.cookies.get(SESSION)), false);
  });

  test("ends when it expires, whatever the browser still sends", async () => {
    const { browser, page } = await atLogin(server, client);
    await browser.signIn(page, server.user);
    await server.db.prepare("UPDATE sessions SET expires_at = ? WHERE hash = ?")
      .bind(now() - 1, sha256(browser.cookies.get(SESSION))).run();
    assert.equal((await atLogin(server, client, { browser })).page.asksToSignIn, true);
  });

  test("ends with its user", async () => {
    const user = await addUser(server);
    const { browser, page } = await atLogin(server, client);
    await browser.signIn(page, user);
    await server.db.prepare("DELETE FROM users WHERE id = ?").bind(user.id).run();
    assert.equal((await atLogin(server, client, { browser })).page.asksToSignIn, true);
  });

  for (const cookie of ["", "made-up", "%00", "A".repeat(5000)]) {
    test(`is not begun by the cookie ${JSON.stringify(cookie.slice(0, 20))}`, async () => {
      const browser = new Browser(server, new Map([[SESSION, cookie]]));
      assert.equal((await atLogin(server, client, { browser })).page.asksToSignIn, true);
    });
  }

  test("is new at each sign-in, so that nobody can plant one", async () => {
    const planted = "planted-by-somebody-else";
    const { browser, page } = await atLogin(server, client, { browser: new Browser(server, new Map([[SESSION, planted]])) });
    await browser.signIn(page, server.user);
    assert.notEqual(browser.cookies.get(SESSION), planted);
    assert.deepEqual(await sessionsOf(planted), []);
  });

  test("is new too where somebody planted a session of their own: their copy of the cookie opens nothing", async () => {
    const attacker = await addUser(server);
    const elsewhere = await atLogin(server, client);
    await elsewhere.browser.signIn(elsewhere.page, attacker);
    const planted = elsewhere.browser.cookies.get(SESSION);
    const browser = new Browser(server, new Map([[SESSION, planted]]));
    const { request } = elsewhere;
    await browser.signIn(await browser.open(request.url.replace("/authorize", "/login")), server.user);
    assert.notEqual(browser.cookies.get(SESSION), planted);
    assert.deepEqual(await sessionsOf(planted), []);
    assert.equal((await elsewhere.browser.open(request.url)).asksToSignIn, true);
  });

  test("can be changed for another user's, from the consent page", async () => {
    const { browser, page } = await atLogin(server, client);
    const consent = await browser.signIn(page, server.user);
    const link = consent.text.match(/href="(\/login\?[^"]*)"/)[1].replaceAll("&#38;", "&").replaceAll("&amp;", "&");
    const other = await addUser(server);
    const before = browser.cookies.get(SESSION);
    const [first] = await sessionsOf(before);
    const login = await browser.open(link);
    assert.equal(login.asksToSignIn, true);
    const next = await browser.signIn(login, other);
    assert.ok(next.text.includes(other.username));
    assert.equal(next.text.includes(`<bdi>${server.user.username}</bdi>`), false);
    // The first user's session goes on behind the new cookie, and is the same one; the old cookie is dead.
    assert.deepEqual(await sessionsOf(before), []);
    const after = await sessionsOf(browser.cookies.get(SESSION));
    assert.equal(after.length, 2);
    const { hash, ...moved } = after.find((row) => row.user_id === first.user_id);
    assert.deepEqual({ ...moved, hash: first.hash }, first);
    assert.ok(after.some((row) => row.user_id === other.id));
  });

  test("is one for each user: who signs in again in the same browser has their old one replaced", async () => {
    const { browser, page, request } = await atLogin(server, client);
    await browser.signIn(page, server.user);
    const before = browser.cookies.get(SESSION);
    await browser.signIn(await browser.open(request.url.replace("/authorize", "/login")), server.user);
    assert.deepEqual(await sessionsOf(before), []);
    assert.equal((await sessionsOf(browser.cookies.get(SESSION))).length, 1);
  });
});

// Signing in: who gets a session, and which forms are accepted. The session is in sessions.test.mjs.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, test } from "node:test";

import { LOGIN, SESSION, Browser } from "../kit/browser.mjs";
import { addClient } from "../kit/clients.mjs";
import { addUser } from "../kit/people.mjs";
import { serveAuthorizationServer } from "../kit/serve.mjs";
import { atLogin, authorizationRequest, sha256 } from "../kit/steps.mjs";

let server, client;
before(async () => {
  server = await serveAuthorizationServer({ seed: true });
  client = await addClient(server);
});
after(() => server.dispose());

/** A user whom the product's own command adds: checking their password costs what it costs a real user. */
async function addHonestUser() {
  return server.admin("user", "add", "--username", `honest-${randomUUID()}`);
}

/** The session row of the browser, found by the hash of its cookie. */
function sessionOf(browser) {
  return server.db.prepare("SELECT * FROM sessions WHERE hash = ?")
    .bind(sha256(browser.cookies.get(SESSION) ?? "")).first();
}

async function countSessions() {
  return (await server.db.prepare("SELECT count(*) AS count FROM sessions").first()).count;
}

describe("the person is signed in", () => {
  for (const [how, login] of [
    ["by username", (user) => user.username],
    ["by email address", (user) => user.email],
    ["by username in capitals", (user) => user.username.toUpperCase()],
    ["by email address in capitals", (user) => user.email.toUpperCase()],
    ["with spaces around the username", (user) => ` ${user.username} `],
  ]) {
    test(how, async () => {
      const user = await addUser(server);
      const { browser, page } = await atLogin(server, client);
      const consent = await browser.signIn(page, { username: login(user), password: user.password });
      assert.equal(consent.asksConsent, true);
      assert.ok(consent.text.includes(user.username));
      assert.equal((await sessionOf(browser)).user_id, user.id);
    });
  }

  test("after the command added them, whose passwords cost what OWASP recommends", async () => {
    const user = await addHonestUser();
    const stored = await server.db.prepare("SELECT password_hash FROM users WHERE id = ?").bind(user.sub).first("password_hash");
    assert.ok(stored.startsWith("$argon2id$v=19$m=19456,t=2,p=1$"), stored);
    const { browser, page } = await atLogin(server, client);
    assert.equal((await browser.signIn(page, user)).asksConsent, true);
    assert.equal((await sessionOf(browser)).user_id, user.sub);
  });

  test("and stays so for the next request", async () => {
    const { browser, page } = await atLogin(server, client);
    await browser.signIn(page, server.user);
    const next = await browser.open(authorizationRequest(client).url);
    assert.equal(next.asksToSignIn, false);
    assert.equal(next.asksConsent, true);
  });

  test("and goes back to the very request that brought them", async () => {
    const { browser, page, request } = await atLogin(server, client, { state: "a b&c=d" });
    const { action, values } = page.form();
    const answer = await browser.fetch(action, {
      method: "POST",
      body: new URLSearchParams({ ...values, ...server.user }),
    });
    assert.equal(answer.status, 303);
    assert.equal(answer.location, request.url);
  });

  test("by the same name as another user's email address: the username wins", async () => {
    const [first, second] = [await addUser(server), await addUser(server)];
    await server.db.prepare("UPDATE users SET username = ? WHERE id = ?").bind(first.email, second.id).run();
    const { browser, page } = await atLogin(server, client);
    await browser.signIn(page, { username: first.email, password: first.password });
    assert.equal((await sessionOf(browser)).user_id, second.id);
  });
});

describe("the person is not signed in", () => {
  const wrong = [
    ["a wrong password", { password: "Take-a-look-around" }],
    ["an unknown user", { username: "nobody" }],
    ["a wrong password for an email address", { username: "demo@example.com", password: "no" }],
    ["a password with a space behind it", { password: "take-a-look-around " }],
    ["a wildcard for a username", { username: "%" }],
    ["SQL for a username", { username: "demo' OR 1=1 --" }],
  ];
  for (const [how, changes] of wrong) {
    test(`with ${how}, in the words that hide which of the two it was`, async () => {
      const { browser, page } = await atLogin(server, client);
      const before = await countSessions();
      const again = await browser.signIn(page, { ...server.user, ...changes });
      assert.equal(again.status, 400);
      const said = again.text.match(/role="alert">(.*?)<\/p>/)[1].replace(/<[^>]*>/g, "");
      assert.equal(said, "Error: That username or password is wrong. Check both and try again.");
      assert.equal(browser.cookies.has(SESSION), false);
      assert.equal(await countSessions(), before);
    });
  }

  for (const missing of ["username", "password"]) {
    test(`with an empty or no ${missing}`, async () => {
      const { browser, page } = await atLogin(server, client);
      const again = await browser.signIn(page, { ...server.user, [missing]: "" });
      assert.equal(again.status, 400);
      assert.match(again.text, /Enter your username and your password/);
      assert.equal(browser.cookies.has(SESSION), false);
    });
  }

  test("and the page keeps the username, never the password", async () => {
    const { browser, page } = await atLogin(server, client);
    const again = await browser.signIn(page, { username: '"><b>x', password: "a-wrong-password" });
    assert.equal(again.form().values.username, '"><b>x');
    assert.equal(again.text.includes("<b>x"), false);
    assert.equal(again.text.includes("a-wrong-password"), false);
    // The form of that page works.
    assert.equal((await browser.signIn(again, server.user)).asksConsent, true);
  });
});

describe("the login form is refused, and signs nobody in,", () => {
  /** Posts `page`'s form from `browser`, just as it is told. */
  async function assertRefused(browser, action, fields, { status = 403, headers = {} } = {}) {
    const before = await countSessions();
    const answer = await browser.fetch(action, {
      method: "POST",
      headers,
      body: new URLSearchParams(fields),
    });
    assert.equal(answer.status, status, answer.text);
    assert.equal(answer.location, null);
    assert.equal(await countSessions(), before);
    assert.equal(answer.headers.getSetCookie().some((cookie) => cookie.startsWith(SESSION)), false);
  }

  test("without a token, with an empty one and with a made-up one", async () => {
    const { browser, page } = await atLogin(server, client);
    const { action, values } = page.form();
    const [shownAt, mac] = values.token.split(".");
    await assertRefused(browser, action, server.user);
    for (const token of ["", "x", ".", `${shownAt}.`, `${shownAt}.AAAA`, `${Number(shownAt) + 1}.${mac}`]) {
      await assertRefused(browser, action, { ...server.user, token });
    }
  });

  test("from another browser, which was not shown it", async () => {
    const { page } = await atLogin(server, client);
    const { action, values } = page.form();
    const { browser: other } = await atLogin(server, client);
    await assertRefused(other, action, { ...values, ...server.user });
    await assertRefused(new Browser(server), action, { ...values, ...server.user });
  });

  test("for another request, even of the same browser", async () => {
    const { browser, page } = await atLogin(server, client);
    const { page: tab } = await atLogin(server, client, { browser });
    const fields = { ...page.form().values, ...server.user };
    await assertRefused(browser, tab.form().action, fields);
    await assertRefused(browser, `${page.form().action}&more=1`, fields);
  });

  for (const origin of ["https://attacker.example", "null", "http://localhost", "HTTP://LOCALHOST:1"]) {
    test(`from the origin ${origin}`, async () => {
      const { browser, page } = await atLogin(server, client);
      const { action, values } = page.form();
      await assertRefused(browser, action, { ...values, ...server.user }, { headers: { origin } });
    });
  }

  test("with the token of a consent page", async () => {
    const { browser, page } = await atLogin(server, client);
    const consent = await browser.signIn(page, server.user);
    const fields = { ...consent.form().values, ...server.user };
    await assertRefused(browser, page.form().action, fields);
    // Not even when both cookies are the same.
    browser.cookies.set(LOGIN, browser.cookies.get(SESSION));
    await assertRefused(browser, page.form().action, fields);
  });

  test("to another client, and to one that was removed meanwhile", async () => {
    const { browser, page } = await atLogin(server, client);
    const { action, values } = page.form();
    await assertRefused(browser, action.replace(client.id, "nobody"), { ...values, ...server.user });
    const removed = await addClient(server);
    const other = await atLogin(server, removed);
    const form = other.page.form();
    await server.db.prepare("DELETE FROM clients WHERE id = ?").bind(removed.id).run();
    await assertRefused(other.browser, form.action, { ...form.values, ...server.user }, { status: 400 });
  });
});

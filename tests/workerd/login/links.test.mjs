// Links that are good once: the first account, invitations, the way back in, and the proof of an address.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, test } from "node:test";

import { Browser } from "../kit/browser.mjs";
import { addClient } from "../kit/clients.mjs";
import { creationOptionsOf, joinWith } from "../kit/new-passkeys.mjs";
import { addPasskey, signInWith } from "../kit/passkeys.mjs";
import { addUser, browserOf, signIn } from "../kit/people.mjs";
import { mark, serveIsolates, serveWithClock } from "../kit/serve.mjs";
import { ask, atLogin, refresh, sha256 } from "../kit/steps.mjs";

const PASSWORD = "a phrase of my own, for once";

let server, client;
before(async () => {
  server = await serveWithClock();
  client = await addClient(server);
});
after(() => server?.dispose());

/** Makes a link with the owner's command, and gives it as an address of this server, whose clock may be ahead. */
async function make(on, ...args) {
  const { link, ...told } = await on.admin("user", ...args);
  const { pathname, search } = new URL(link);
  const secret = new URLSearchParams(search).get("link");
  await on.db
    .prepare("UPDATE one_time_links SET expires_at = expires_at + ? WHERE hash = ?")
    .bind(on.now() - Math.floor(Date.now() / 1000), sha256(secret)).run();
  return { address: `${on.url}${pathname}${search}`, secret, ...told };
}

const PATHS = { invitation: "invitation", recovery: "recovery", email_verification: "verify-email", setup: "setup" };

/** Puts a link into the database, as the command does, but at once. */
async function put(on, purpose, { user = null, email = null, uses = 1, lifetime = 3600 } = {}) {
  const secret = randomUUID();
  await on.db
    .prepare("INSERT INTO one_time_links (hash, purpose, user_id, email, uses_left, expires_at, created_at) VALUES (?, ?, ?, ?, ?, ?, 0)")
    .bind(sha256(secret), purpose, user?.id ?? null, email, uses, on.now() + lifetime).run();
  return { address: `${on.url}/${PATHS[purpose]}?link=${secret}`, secret };
}

const count = (table, on = server) => on.db.prepare(`SELECT count(*) AS n FROM ${table}`).first("n");
const userOf = (name, on = server) => on.db.prepare("SELECT * FROM users WHERE username = ?").bind(name).first();
const usesLeft = (link, on = server) =>
  on.db.prepare("SELECT uses_left FROM one_time_links WHERE hash = ?").bind(sha256(link.secret)).first("uses_left");

/** Who is signed in at this browser, by id. */
async function isSignedIn(browser, on = server) {
  const cookie = browser.cookies.get("__Host-edgegrant-session") ?? "";
  return on.db.prepare("SELECT user_id FROM sessions WHERE hash = ?").bind(sha256(cookie)).first("user_id");
}

async function lastEvent() {
  await mark(server);
  return server.logs.findLast((entry) => entry.event === "security");
}

/** Sends the form with a password. */
function joinByPassword(browser, page, fields = {}) {
  return browser.submit(page, { password: PASSWORD, ...fields });
}

describe("an invitation", () => {
  test("makes an account with a passkey, that signs in from then on, and no other one", async () => {
    const link = await make(server, "invite");
    const browser = new Browser(server);
    const page = await browser.open(link.address);
    assert.equal(page.status, 200, page.text);
    assert.equal(page.headers.get("referrer-policy"), "no-referrer");
    const { page: done, passkey } = await joinWith(browser, page, { username: "invited", called: "In Vited", email: "i@example.com" });
    assert.equal(new URL(done.url).pathname, "/account", done.text);
    const user = await userOf("invited");
    assert.deepEqual(
      [user.id, user.name, user.email, user.unverified_email, user.password_hash, user.administrator],
      [passkey.user, "In Vited", null, "i@example.com", "", 0],
    );
    assert.equal(await isSignedIn(browser), user.id);
    const event = await lastEvent();
    assert.deepEqual([event.what, event.user_id, event.reason], ["account_made", user.id, "an invitation"]);
    const other = await atLogin(server, client);
    assert.ok((await signInWith(other.browser, other.page, passkey)).asksConsent);

    const again = await new Browser(server).open(link.address);
    assert.equal(again.status, 410);
    assert.match(again.text, /This invitation no longer works/);
    assert.match((await lastEvent()).reason, /the link was used/);
  });

  test("makes one with a password and a username", async () => {
    const link = await put(server, "invitation");
    const browser = new Browser(server);
    const page = await browser.open(link.address);
    const nameless = await joinByPassword(browser, page);
    assert.equal(nameless.status, 400);
    assert.match(nameless.text, /Choose a username/);
    const short = await joinByPassword(browser, page, { username: "phrase", password: "too short" });
    assert.match(short.text, /at least 15 characters/);
    assert.match(short.text, /value="phrase"/, "what was typed is still there");
    const done = await joinByPassword(browser, page, { username: "phrase" });
    assert.equal(new URL(done.url).pathname, "/account", done.text);
    const other = await atLogin(server, client);
    assert.ok((await other.browser.signIn(other.page, { username: "phrase", password: PASSWORD })).asksConsent);
  });

  test("makes one with nothing but a passkey, and nobody sees its sub as a name", async () => {
    const link = await put(server, "invitation");
    const browser = new Browser(server);
    const { passkey } = await joinWith(browser, await browser.open(link.address));
    assert.equal(await isSignedIn(browser), passkey.user);
    const asked = await browser.open(ask(client, { scope: "openid profile email" }).url);
    assert.match(asked.text, /Account without a name/);
    assert.ok(!asked.text.includes(passkey.user), asked.text);
    const typed = await atLogin(server, client);
    assert.equal((await typed.browser.signIn(typed.page, { username: passkey.user, password: "" })).status, 400);
    assert.equal((await typed.browser.signIn(typed.page, { username: passkey.user, password: "x" })).status, 400);
  });

  test("gives the address that the owner says, to sign in with, and says it on the page", async () => {
    const link = await make(server, "invite", "--email", "guest@example.com");
    const browser = new Browser(server);
    const page = await browser.open(link.address);
    assert.match(page.text, /<bdi>guest@example.com<\/bdi>/);
    assert.ok(!page.text.includes('name="email"'));
    const done = await joinByPassword(browser, page, { email: "other@example.com" });
    assert.equal(new URL(done.url).pathname, "/account", done.text);
    const other = await atLogin(server, client);
    const user = { username: "guest@example.com", password: PASSWORD };
    assert.ok((await other.browser.signIn(other.page, user)).asksConsent);
    await assert.rejects(server.admin("user", "invite", "--email", "Guest@example.com"), /is taken/);
  });

  test("makes as many accounts as it says, at several isolates at once", async (t) => {
    const isolates = await serveIsolates(3);
    t.after(() => isolates.dispose());
    const link = await put(isolates, "invitation", { uses: 3 });
    const before = await count("users", isolates);
    const statuses = await Promise.all(Array.from({ length: 12 }, async (_, number) => {
      const browser = new Browser({ url: isolates.url });
      const page = await browser.open(link.address);
      if (page.status !== 200) return page.status;
      // The same form, sent to another isolate.
      page.text = page.text.replaceAll('action="/', `action="${isolates.urls[number % 3]}/`);
      return (await joinWith(browser, page)).page.status;
    }));
    assert.equal(await count("users", isolates), before + 3, `${statuses}`);
    assert.equal(await count("passkeys", isolates), 3);
  });

  test("is not used up by what is refused, nor by whoever only opens it", async () => {
    const link = await put(server, "invitation");
    const [users, start] = [await count("users"), await mark(server)];
    for (const method of ["GET", "HEAD", "GET"]) {
      assert.equal((await fetch(link.address, { method })).status, 200);
    }
    const browser = new Browser(server);
    const page = await browser.open(link.address);
    const other = new Browser(server);
    const theirs = await other.open(link.address);
    for (const [what, send, status] of [
      ["a form of another browser", () => joinWith(other, page), 403],
      ["a form of another user", () => joinWith(browser, page, { subject: "0".repeat(24) }), 403],
      ["a form from another site", () => joinWith(browser, page, {}, { headers: { origin: "https://evil.example" } }), 403],
      ["a taken name", () => joinWith(browser, page, { username: server.user.username }), 400],
      ["a name with a space", () => joinWith(browser, page, { username: "a b" }), 400],
      ["a name like a sub", () => joinWith(browser, page, { username: "a".repeat(24) }), 400],
      ["no address", () => joinWith(browser, page, { email: "x" }), 400],
      ["another challenge", () => joinWith(browser, page, {}, { changes: { clientData: { challenge: "AAAA" } } }), 400],
      ["another ceremony", () => joinWith(browser, page, {}, { changes: { clientData: { type: "webauthn.get" } } }), 400],
      ["another origin", () => joinWith(browser, page, {}, { changes: { origin: "https://evil.example" } }), 400],
      ["another host", () => joinWith(browser, page, {}, { changes: { rpId: "evil.example" } }), 400],
      ["somebody who was not verified", () => joinWith(browser, page, {}, { changes: { flags: 1 | 8 | 64 } }), 400],
    ]) {
      const { page: refused } = await send();
      assert.equal(refused.status, status, `${what}: ${refused.text}`);
      assert.equal(await count("users"), users, what);
    }
    assert.equal(await usesLeft(link), 1);
    await mark(server);
    const written = server.logs.slice(start).filter((entry) => entry.path === "/invitation").map((line) => line.d1_rows_written);
    assert.ok(written.every((rows) => rows === 0), `${written}`);
    // As browsers send a form from a page with this policy.
    const { page: done } = await joinWith(other, theirs, {}, { headers: { origin: "null" } });
    assert.equal(new URL(done.url).pathname, "/account", done.text);
  });

  test("is too old after its days", async () => {
    const link = await make(server, "invite", "--days", "2", "--uses", "5");
    assert.deepEqual([link.uses, link.expires_in], [5, 2 * 86400]);
    const browser = new Browser(server);
    const page = await browser.open(link.address);
    await server.letPass(2 * 86400);
    assert.equal((await browser.open(link.address)).status, 410);
    const { page: late } = await joinWith(browser, page);
    assert.equal(late.status, 410);
    assert.match((await lastEvent()).reason, /too old/);
    assert.equal(await usesLeft(link), 5);
  });

  test("cannot be guessed, and is good for nothing else", async () => {
    const link = await put(server, "invitation");
    for (const path of ["setup", "recovery", "verify-email"]) {
      const page = await new Browser(server).open(`${server.url}/${path}?link=${link.secret}`);
      assert.equal(page.status, 410, path);
    }
    for (const query of ["", "?link=", "?link=x", `?link=${link.secret}x`, `?link=${link.secret}&link=${link.secret}`]) {
      const page = await new Browser(server).open(`${server.url}/invitation${query}`);
      assert.equal(page.status, 410, query);
    }
    await mark(server);
    assert.ok(!JSON.stringify(server.logs).includes(link.secret), "no log has it");
  });
});

describe("a recovery link", () => {
  test("sets a passkey, ends every session and token of before, and is good once", async () => {
    const { user, browser: old, tokens, client: app } = await signIn(server, { scope: "openid offline_access" });
    const former = await addPasskey(server, user);
    const link = await make(server, "recovery-link", user.username);
    const browser = new Browser(server);
    const page = await browser.open(link.address);
    assert.match(page.text, /Test Person/);
    assert.deepEqual(creationOptionsOf(page).excludeCredentials.map(({ id }) => id), [former.id]);
    const { page: done, passkey } = await joinWith(browser, page);
    assert.equal(new URL(done.url).pathname, "/account", done.text);
    assert.equal(passkey.user, user.id);
    assert.equal(await isSignedIn(browser), user.id);
    assert.deepEqual([(await lastEvent()).what, (await lastEvent()).user_id], ["recovered", user.id]);
    assert.ok((await old.open(ask(client).url)).asksToSignIn, "the other browser is signed out");
    assert.equal((await refresh(server, app, tokens.refresh_token)).status, 400);
    const again = await browser.open(link.address);
    assert.equal(again.status, 410);
    for (const credential of [passkey, former]) {
      const other = await atLogin(server, client);
      const answer = await signInWith(other.browser, other.page, credential);
      assert.ok(answer.asksConsent, answer.text);
    }
    const other = await atLogin(server, client);
    assert.ok((await other.browser.signIn(other.page, user)).asksConsent, "the password stays");
  });

  test("sets a password in any browser, and takes away what was there before", async () => {
    const user = await addUser(server);
    const former = await addPasskey(server, user);
    const elsewhere = await browserOf(server, await addUser(server));
    const link = await put(server, "recovery", { user });
    const page = await elsewhere.open(link.address);
    const done = await joinByPassword(elsewhere, page, { former: "go" });
    assert.equal(new URL(done.url).pathname, "/account", done.text);
    const { browser, page: login } = await atLogin(server, client);
    assert.equal((await signInWith(browser, login, former)).status, 400);
    assert.equal((await browser.signIn(login, user)).status, 400);
    const fresh = await atLogin(server, client);
    assert.ok((await fresh.browser.signIn(fresh.page, { ...user, password: PASSWORD })).asksConsent);
  });

  test("is over once there is a newer one, and after a day", async () => {
    const user = await addUser(server);
    const first = await make(server, "recovery-link", user.username);
    const second = await make(server, "recovery-link", user.username);
    const browser = new Browser(server);
    assert.equal((await browser.open(first.address)).status, 410);
    const page = await browser.open(second.address);
    await server.letPass(86400);
    const { page: late } = await joinWith(browser, page);
    assert.equal(late.status, 410);
    assert.match(late.text, /ask whoever runs this server for a new link/);
    assert.equal(await isSignedIn(browser), null);
  });

  test("does nothing for somebody who was disabled meanwhile, and says so", async () => {
    const user = await addUser(server);
    const link = await put(server, "recovery", { user });
    const browser = new Browser(server);
    const page = await browser.open(link.address);
    await server.admin("user", "disable", user.username);
    for (const answer of [(await joinWith(browser, page)).page, await browser.open(link.address)]) {
      assert.equal(answer.status, 403);
      assert.match(answer.text, /This account is disabled/);
    }
    assert.equal(await isSignedIn(browser), null);
    assert.equal(await usesLeft(link), 1);
    await assert.rejects(server.admin("user", "recovery-link", user.username), /is disabled/);
  });
});

describe("a verification link", () => {
  test("proves an address, with which the user then signs in", async () => {
    const user = await addUser(server);
    const address = `new-${user.id}@example.com`;
    await server.db
      .prepare("UPDATE users SET email = NULL, email_folded = NULL, unverified_email = ? WHERE id = ?")
      .bind(address, user.id).run();
    const before = await atLogin(server, client);
    assert.equal((await before.browser.signIn(before.page, { ...user, username: address })).status, 400);
    const link = await make(server, "verification-link", user.username);
    const browser = new Browser(server);
    const page = await browser.open(link.address);
    assert.ok(page.text.includes(address));
    const done = await browser.submit(page);
    assert.equal(done.status, 200, done.text);
    assert.match(done.text, /Your address is confirmed/);
    assert.deepEqual([(await lastEvent()).what, (await lastEvent()).user_id], ["email_verified", user.id]);
    const { browser: mine, page: login } = await atLogin(server, client);
    assert.ok((await mine.signIn(login, { ...user, username: address })).asksConsent);
    assert.equal((await browser.submit(page)).status, 410, "once");
    await assert.rejects(server.admin("user", "verification-link", user.username), /verified already/);
  });

  test("says that somebody else has the address only to whoever proves to read its mail", async () => {
    const [owner, user] = [await addUser(server), await addUser(server)];
    await server.db.prepare("UPDATE users SET unverified_email = ? WHERE id = ?").bind(owner.email, user.id).run();
    const link = await put(server, "email_verification", { user, email: owner.email });
    const browser = new Browser(server);
    const taken = await browser.submit(await browser.open(link.address));
    assert.equal(taken.status, 409);
    assert.match(taken.text, /Another account has this address/);
    assert.equal((await userOf(user.username)).email, user.email);
  });
});

describe("the setup link", () => {
  let empty;
  before(async () => (empty = await serveWithClock({ seed: false })));
  after(() => empty?.dispose());

  test("is replaced by a newer one, and is too old after an hour", async () => {
    const first = await make(empty, "setup-link");
    const second = await make(empty, "setup-link");
    assert.equal(second.expires_in, 3600);
    const browser = new Browser(empty);
    assert.equal((await browser.open(first.address)).status, 410);
    const page = await browser.open(second.address);
    assert.match(page.text, /Set up this server/);
    await empty.letPass(3600);
    const { page: late } = await joinWith(browser, page);
    assert.equal(late.status, 410);
    assert.match(late.text, /npm run user -- setup-link/);
    assert.equal(await count("users", empty), 0);
  });

  test("of two at once makes one administrator, and nothing reopens it", async () => {
    const link = await put(empty, "setup");
    const browsers = [new Browser(empty), new Browser(empty)];
    const pages = await Promise.all(browsers.map((browser) => browser.open(link.address)));
    const done = await Promise.all(browsers.map((browser, at) => joinWith(browser, pages[at], { username: `admin${at}` })));
    const made = done.filter(({ page }) => new URL(page.url).pathname === "/account");
    assert.equal(made.length, 1);
    const { results } = await empty.db.prepare("SELECT username, administrator FROM users").all();
    assert.deepEqual(results.map(({ administrator }) => administrator), [1]);
    const again = await new Browser(empty).open(link.address);
    assert.equal(again.status, 410);
    assert.match(again.text, /This server is set up/);
    await assert.rejects(empty.admin("user", "setup-link"), /There has been an administrator already/);
    await empty.db.prepare("DELETE FROM users").run();
    await assert.rejects(empty.admin("user", "setup-link"), /There has been an administrator already/);
  });
});

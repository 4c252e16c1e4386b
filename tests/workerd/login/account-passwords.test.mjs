// The password on the account's page, where somebody is signed in, and the offer of a passkey after a password.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { assertError } from "../kit/asserts.mjs";
import { Browser } from "../kit/browser.mjs";
import { addClient } from "../kit/clients.mjs";
import { joinWith } from "../kit/new-passkeys.mjs";
import { addPasskey } from "../kit/passkeys.mjs";
import { addUser } from "../kit/people.mjs";
import { serveWithClock } from "../kit/serve.mjs";
import { ask, beginFamily, refresh } from "../kit/steps.mjs";

const SECURITY = "/account/security";
const NEW = "seven quiet rivers at noon";

let server, client;
before(async () => {
  server = await serveWithClock();
  client = await addClient(server);
});
after(() => server?.dispose());

async function at(path = SECURITY, { person, browser = new Browser(server), headers } = {}) {
  person ??= await addUser(server);
  const login = await browser.open(path);
  const page = await browser.submit(login, { username: person.username, password: person.password }, headers);
  return { person, browser, page };
}

const hashOf = (person) => server.db.prepare("SELECT password_hash FROM users WHERE id = ?").bind(person.id).first("password_hash");

describe("the password", () => {
  test("is set, and everything else that was begun before is over", async () => {
    const { person, browser, page } = await at();
    const { browser: elsewhere } = await at("/account", { person });
    const family = await beginFamily(server, new Browser(server), client, person, { scope: "openid offline_access" });
    assert.match(page.text, /autocomplete="new-password"/);
    const done = await browser.submitTo(page, "/account/password", { fields: { password: NEW } });
    assert.deepEqual([done.status, new URL(done.url).pathname], [200, SECURITY]);
    assert.equal((await browser.fetch("/account")).status, 200, "this session goes on");
    assert.equal((await elsewhere.fetch("/account")).status, 303);
    assertError(await refresh(server, client, family.refresh_token), "invalid_grant");
    const other = new Browser(server);
    const old = await other.signIn(await other.open(SECURITY), person);
    assert.equal(old.status, 400);
    assert.equal((await other.signIn(old, { ...person, password: NEW })).status, 200);
  });

  for (const [what, password, message] of [
    ["short", () => "fourteen chars", /15/],
    ["common", () => "password123456789", /among the first that others try/],
    ["the username", ({ username }) => username, /name/i],
    ["longer than 1,024 bytes", () => "x".repeat(1025), /too long/],
    ["empty", () => "", /15/],
  ]) {
    test(`that is ${what} is refused with the reason, and the old one stays`, async () => {
      const { person, browser, page } = await at();
      const before = await hashOf(person);
      const refused = await browser.submitTo(page, "/account/password", { fields: { password: password(person) } });
      assert.equal(refused.status, 400);
      assert.match(refused.text.match(/role="alert">(.*?)<\/p>/s)[1], message);
      assert.equal(await hashOf(person), before);
      assert.equal((await browser.fetch("/account")).status, 200);
    });
  }

  test("takes a recent sign-in", async () => {
    const { person, browser, page } = await at();
    await addPasskey(server, person);
    const security = await browser.open(SECURITY);
    const before = await hashOf(person);
    await server.letPass(601);
    for (const [on, path, fields] of [[page, "/account/password", { password: NEW }], [security, "/account/password/remove", {}]]) {
      assert.ok((await browser.submitTo(on, path, { fields })).asksToSignIn);
    }
    assert.equal(await hashOf(person), before);
    assert.doesNotMatch((await browser.open(SECURITY)).text, /account\/password/);
  });

  test("is removed only where a passkey is left, and then signs nobody in", async () => {
    const { person, browser, page } = await at();
    assert.throws(() => page.formTo("/account/password/remove"));
    const passkey = await addPasskey(server, person);
    const offered = await browser.open(SECURITY);
    await server.db.prepare("UPDATE passkeys SET rp_id = 'old.example' WHERE id = ?").bind(passkey.id).run();
    const refused = await browser.submitTo(offered, "/account/password/remove");
    assert.equal(refused.status, 400);
    assert.match(refused.text, /you would have no way to sign in/);
    await server.db.prepare("UPDATE passkeys SET rp_id = 'localhost' WHERE id = ?").bind(passkey.id).run();
    const gone = await browser.submitTo(await browser.open(SECURITY), "/account/password/remove");
    assert.match(gone.text, /You have no password/);
    assert.equal(await hashOf(person), "");
    const other = new Browser(server);
    for (const password of [person.password, ""]) {
      assert.equal((await other.signIn(await other.open("/account"), { ...person, password })).status, 400);
    }
    // And then there may be one again.
    await browser.submitTo(gone, "/account/password", { fields: { password: NEW } });
    assert.equal((await other.signIn(await other.open("/account"), { ...person, password: NEW })).status, 200);
  });
});

describe("where somebody is signed in", () => {
  const CHROME = { "user-agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36" };
  const FIREFOX = { "user-agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0" };

  test("shows every browser, and ends one or all others", async () => {
    const { person, browser } = await at(SECURITY, { headers: CHROME });
    const others = [];
    for (let number = 0; number < 3; number++) others.push(await at("/account", { person, headers: FIREFOX }));
    const page = await browser.open(SECURITY);
    assert.match(page.text, /Chrome on Linux/);
    assert.equal(page.text.match(/Firefox on Windows/g).length >= 3, true);
    assert.equal(page.text.match(/This browser/g).length, 1);
    const ids = [...page.text.matchAll(/name="id" value="([^"]+)"/g)].map(([, id]) => id);
    assert.equal(ids.length, 3, "not the one in which they look");
    const after = await browser.submitTo(page, "/account/sessions/end", { id: ids[0] });
    assert.equal(after.status, 200);
    const count = async () => (await Promise.all(others.map(({ browser: it }) => it.fetch("/account")))).filter(({ status }) => status === 200).length;
    assert.equal(await count(), 2);
    await browser.submitTo(after, "/account/sessions/end", { id: "" });
    assert.equal(await count(), 0);
    assert.equal((await browser.fetch("/account")).status, 200);
  });

  test("nobody ends the session of somebody else", async () => {
    const { browser: theirs, person } = await at();
    const id = await server.db.prepare("SELECT id FROM sessions WHERE user_id = ?").bind(person.id).first("id");
    const { browser, person: other } = await at();
    await at("/account", { person: other });
    const page = await browser.open(SECURITY);
    await browser.submitTo(page, "/account/sessions/end", { fields: { id } });
    assert.equal((await theirs.fetch("/account")).status, 200);
  });
});

describe("after a password, a passkey is offered", () => {
  const able = { passkeys: "1" };

  /** Signs in on the way to a client, in a browser that can make passkeys unless `fields` say otherwise. */
  async function signIn(person, { browser = new Browser(server), fields = able } = {}) {
    const page = await browser.submit(await browser.open(ask(client).url), { username: person.username, password: person.password, ...fields });
    return { browser, page };
  }
  const isOffered = (page) => new URL(page.url).pathname === "/account/passkey";

  test("once a month, and whoever says no goes on to the app", async () => {
    const person = await addUser(server);
    const { browser, page } = await signIn(person);
    assert.ok(isOffered(page), page.url);
    const back = page.text.match(/<p><a href="([^"]*)">Not now/)[1].replaceAll("&#38;", "&");
    assert.ok((await browser.open(back)).asksConsent);
    const cookie = page.headers.getSetCookie().concat([...browser.cookies.keys()]).join();
    assert.match(cookie, /__Host-edgegrant-offered/);
    const again = await browser.submit(await browser.open(ask(client, { prompt: "login" }).url), { username: person.username, password: person.password, ...able });
    assert.ok(again.asksConsent, again.url);
  });

  test("and whoever makes one goes on to the app, too", async () => {
    const person = await addUser(server);
    const { browser, page } = await signIn(person);
    const { page: next } = await joinWith(browser, page);
    assert.ok(next.asksConsent, next.text);
    const { page: later } = await signIn(person);
    assert.ok(later.asksConsent, "whoever has one is not asked");
  });

  test("only where the browser can make one", async () => {
    const { page } = await signIn(await addUser(server), { fields: {} });
    assert.ok(page.asksConsent);
  });
});

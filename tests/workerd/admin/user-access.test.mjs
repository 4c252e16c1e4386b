// How a user signs in, as administrators see it: sessions, passkeys, the second factor, and links for whoever cannot get in.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, describe, test } from "node:test";

import { about, administering, eventsAbout, later, linkShown } from "../kit/administrators.mjs";
import { Browser } from "../kit/browser.mjs";
import { addPasskey } from "../kit/passkeys.mjs";
import { addUser, signIn } from "../kit/people.mjs";
import { turnOn } from "../kit/phone.mjs";
import { serveWithClock } from "../kit/serve.mjs";
import { refresh } from "../kit/steps.mjs";

const PHRASE = "seven quiet rivers at noon";

let server;
before(async () => { server = await serveWithClock(); });
after(() => server?.dispose());

const count = (table, user) => server.db.prepare(`SELECT count(*) AS n FROM ${table} WHERE user_id = ?`).bind(user.id).first("n");
const isSignedOut = async (browser) => new URL((await browser.open("/account")).url).pathname === "/login";
const open = (browser, user) => browser.open(about(user, "/access"));

describe("the sessions of a user", () => {
  test("end one by one", async () => {
    const { browser, admin } = await administering(server);
    const { user, browser: one } = await signIn(server);
    const { browser: other } = await signIn(server, { user });
    const page = await open(browser, user);
    assert.match(page.text, /2 sessions end/);
    const ids = [...page.text.matchAll(/name="which" value="([^"]+)"/g)].map(([, id]) => id);
    assert.equal(ids.length, 2);
    const left = await browser.submitTo(page, "/admin/user/end-sessions", { fields: { which: ids[0] } });
    assert.equal(left.status, 200);
    assert.deepEqual([await isSignedOut(one), await isSignedOut(other)].sort(), [false, true]);
    assert.deepEqual(await eventsAbout(server, user), [{ kind: "user_signed_out", actor: admin.id, details: { sessions: 1 } }]);
    await browser.submitTo(left, "/admin/user/end-sessions", { fields: { which: "of-nobody" } });
    assert.equal(await count("sessions", user), 1);
  });

  test("end all at once, however many there are, with what lasts only as long; what lasts longer goes on", async () => {
    const { browser } = await administering(server);
    const { user, client, tokens, browser: theirs } = await signIn(server, { scope: "openid offline_access" });
    const { tokens: short } = await signIn(server, { user, client });
    await server.db.prepare(`INSERT INTO sessions (id, hash, user_id, authenticated_at, expires_at, method, agent, credential_version, last_seen_at, idle_lifetime, kept)
      SELECT printf('0-%03d', value), hash || value, user_id, authenticated_at, expires_at, method, agent, credential_version, last_seen_at, idle_lifetime, kept
      FROM (SELECT * FROM sessions WHERE user_id = ?1 LIMIT 1),
      (WITH RECURSIVE n (value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n LIMIT 40) SELECT value FROM n)`).bind(user.id).run();
    const page = await open(browser, user);
    assert.match(page.text, /13\+ sessions end/);
    const which = page.text.match(/<form\b[^]*?<\/form>/g).filter((form) => form.includes("/end-sessions") && !form.includes('name="which"'));
    assert.equal(which.length, 1, "one form for all");
    const { values } = page.formTo("/admin/user/end-sessions");
    const done = await browser.open("/admin/user/end-sessions", {
      method: "POST", headers: { origin: server.url }, body: new URLSearchParams({ ...values, which: "" }),
    });
    assert.match(done.text, /Many of their sessions have ended/);
    assert.ok(!done.text.includes('name="which"'));
    assert.equal(await isSignedOut(theirs), true);
    const row = await server.db.prepare("SELECT signed_out_at, signed_out_in FROM users WHERE id = ?").bind(user.id).first();
    assert.ok(row.signed_out_at > 0 && row.signed_out_in === null);
    assert.equal((await refresh(server, client, short.refresh_token)).status, 400);
    assert.equal((await refresh(server, client, tokens.refresh_token)).status, 200);
    assert.deepEqual((await eventsAbout(server, user)).map(({ details }) => details), [{ sessions: 20 }]);
  });
});

describe("what a user signs in with", () => {
  test("is shown, and no secret is", async () => {
    const { browser } = await administering(server);
    const user = await addUser(server);
    const passkey = await addPasskey(server, user);
    await server.db.prepare("INSERT INTO provider_accounts (account, provider, user_id, label, linked_at) VALUES (?, 'gone', ?, 'ada@elsewhere.example', 0)")
      .bind(`https://elsewhere.example ${user.id}`, user.id).run();
    const page = await open(browser, user);
    assert.match(page.text, /<bdi>Laptop<\/bdi>/);
    assert.match(page.text, /Never used/);
    assert.match(page.text, /ada@elsewhere\.example/);
    assert.match(page.text, /no second factor/);
    for (const secret of [passkey.id, "argon2"]) assert.ok(!page.text.includes(secret));
  });

  test("their second factor is turned off, with what that ends", async () => {
    const { browser, admin } = await administering(server);
    const { user, browser: theirs } = await signIn(server);
    const { codes } = await turnOn(server, theirs);
    const page = await open(browser, user);
    assert.match(page.text, /The codes of their app and 10 recovery codes stop working/);
    for (const code of codes) assert.ok(!page.text.includes(code));
    const off = await browser.submitTo(page, "/admin/user/second-factor-off");
    assert.match(off.text, /no second factor/);
    assert.equal(await count("second_factors", user), 0);
    const event = (await eventsAbout(server, user)).at(-1);
    assert.deepEqual([event.kind, event.actor], ["second_factor_removed", admin.id]);
  });

  test("nobody turns their own off here, or makes themselves a link", async () => {
    const { browser, admin } = await administering(server);
    const page = await open(browser, admin);
    for (const deed of ["second-factor-off", "recovery-link", "verification-link"]) assert.ok(!page.text.includes(deed), deed);
  });
});

describe("a link for somebody who cannot get in", () => {
  test("is shown once, is in no address, and lets them in without the second factor", async () => {
    const { browser, admin } = await administering(server);
    const { user, browser: theirs } = await signIn(server);
    await turnOn(server, theirs);
    const page = await browser.submitTo(await open(browser, user), "/admin/user/recovery-link");
    assert.equal(page.status, 200);
    assert.equal(new URL(page.url).pathname, "/admin/user/recovery-link");
    assert.equal(page.headers.get("cache-control"), "no-store");
    const link = new URL(linkShown(page));
    assert.equal(`${link.origin}${link.pathname}`, `${server.url}/recovery`);
    const secret = link.searchParams.get("link");
    assert.ok(!page.url.includes(secret) && secret.length === 43);
    for (const again of ["/admin/user", "/admin/user/access", "/admin/invitations"]) {
      assert.ok(!(await browser.open(`${again}?id=${user.id}`)).text.includes(secret), again);
    }
    const stored = await server.db.prepare("SELECT hash FROM one_time_links WHERE user_id = ?").bind(user.id).first("hash");
    assert.equal(stored, createHash("sha256").update(secret).digest("base64url"));
    const event = (await eventsAbout(server, user)).at(-1);
    assert.deepEqual(event, { kind: "link_made", actor: admin.id, details: { purpose: "recovery" } });
    const fresh = new Browser(server);
    const done = await fresh.submit(await fresh.open(link.pathname + link.search), { password: PHRASE });
    assert.equal(new URL(done.url).pathname, "/account", done.text);
    assert.ok(!server.logs.some((line) => JSON.stringify(line).includes(secret)), "the log knows nothing of it");
  });

  test("ends the one before, and none is made for somebody who is disabled", async () => {
    const { browser } = await administering(server);
    const user = await addUser(server);
    const first = linkShown(await browser.submitTo(await open(browser, user), "/admin/user/recovery-link"));
    const page = await open(browser, user);
    await browser.submitTo(page, "/admin/user/recovery-link");
    assert.equal((await new Browser(server).open(new URL(first).pathname + new URL(first).search)).status, 410);
    await server.db.prepare("UPDATE users SET disabled_at = 1 WHERE id = ?").bind(user.id).run();
    assert.equal((await browser.submitTo(page, "/admin/user/recovery-link")).status, 409, "they were changed meanwhile");
    assert.ok(!(await open(browser, user)).text.includes("/admin/user/recovery-link"));
  });

  test("proves their address, until it is proved", async () => {
    const { browser } = await administering(server);
    const user = await addUser(server);
    const page = await browser.submitTo(await open(browser, user), "/admin/user/verification-link");
    assert.ok(page.text.includes(`Send the link to ${user.email}`));
    const link = new URL(linkShown(page));
    const theirs = new Browser(server);
    await theirs.submit(await theirs.open(link.pathname + link.search));
    const claims = await server.db.prepare("SELECT claims FROM users WHERE id = ?").bind(user.id).first("claims");
    assert.equal(JSON.parse(claims).email_verified, true);
    assert.ok(!(await open(browser, user)).text.includes("/admin/user/verification-link"));
  });

  test("waits for a sign-in of the last ten minutes", async () => {
    const { browser } = await administering(server);
    const user = await addUser(server);
    const early = await open(browser, user);
    await later(server, 700);
    const page = await open(browser, user);
    for (const deed of ["recovery-link", "verification-link", "end-sessions"]) {
      assert.ok(!page.text.includes(`/admin/user/${deed}`));
      if (!early.text.includes(`/admin/user/${deed}`)) continue;
      assert.equal(new URL((await browser.submitTo(early, `/admin/user/${deed}`)).url).pathname, "/login");
    }
    assert.equal(await count("one_time_links", user), 0);
  });
});

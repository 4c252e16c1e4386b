// Everything that administrators do about users, attacked: by whoever has no right to, with forms that are not theirs, and with
// names that would be more than names.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { about, addAdministrator, addGroup, administering, putInto } from "../kit/administrators.mjs";
import { Browser } from "../kit/browser.mjs";
import { addPasskey, signInWith } from "../kit/passkeys.mjs";
import { addUser, signIn } from "../kit/people.mjs";
import { turnOn } from "../kit/phone.mjs";
import { serveWithClock } from "../kit/serve.mjs";

let server;
before(async () => { server = await serveWithClock(); });
after(() => server?.dispose());

/** The page that each deed is on, for the user that it is about. */
const DEEDS = {
  "/admin/user/edit": "", "/admin/user/claims": "", "/admin/user/disable": "", "/admin/user/remove": "",
  "/admin/user/end-sessions": "/access", "/admin/user/second-factor-off": "/access", "/admin/user/recovery-link": "/access",
  "/admin/user/verification-link": "/access", "/admin/user/join": "/groups", "/admin/user/leave": "/groups",
  "/admin/user/make-administrator": "/groups", "/admin/invitations/invite": null, "/admin/invitations/withdraw": null,
};

/** Somebody with something of everything. */
async function victim() {
  const { user, browser } = await signIn(server);
  await turnOn(server, browser);
  const group = await addGroup(server, `of-${user.id}`);
  await putInto(server, user, group);
  await server.db.prepare("INSERT INTO one_time_links (hash, purpose, user_id, uses_left, expires_at, created_at) VALUES (?, 'recovery', ?, 1, unixepoch() + 60, 0)")
    .bind(`of-${user.id}`, user.id).run();
  return user;
}

/** All that could be changed about them, and who there is. */
async function state(user) {
  const all = {};
  for (const [table, column] of [["users", "id"], ["sessions", "user_id"], ["second_factors", "user_id"], ["group_members", "user_id"], ["one_time_links", "user_id"]]) {
    all[table] = (await server.db.prepare(`SELECT * FROM ${table} WHERE ${column} = ? ORDER BY 1`).bind(user.id).all()).results;
  }
  all.links = await server.db.prepare("SELECT count(*) AS n FROM one_time_links").first("n");
  return all;
}

describe("a form that does not count changes nothing", () => {
  for (const [deed, page] of Object.entries(DEEDS)) {
    test(deed, async () => {
      const { browser } = await administering(server);
      const { browser: other } = await administering(server);
      const [user, bystander] = [await victim(), await victim()];
      const address = page === null ? "/admin/invitations" : about(user, page);
      const { values } = (await browser.open(address)).formTo(deed);
      const before = [await state(user), await state(bystander)];
      const change = { name: "x", username: `x-${user.id}`, claims: "nickname=x", group: `of-${bystander.id}` };
      const post = (who, fields, headers = {}) => who.fetch(deed, {
        method: "POST", headers: { origin: server.url, ...headers }, body: new URLSearchParams({ ...change, ...values, ...fields }),
      });
      const ordinary = new Browser(server);
      const passkey = await addPasskey(server, bystander);
      await signInWith(ordinary, await ordinary.open("/admin"), passkey);
      before[1] = await state(bystander);
      assert.equal((await post(browser, { token: "" })).status, 409, "no token");
      assert.equal((await post(browser, { token: values.token.slice(0, -2) })).status, 409, "another token");
      if (values.id !== "") assert.notEqual((await post(browser, { id: bystander.id })).status, 200, "about somebody else");
      assert.equal((await post(other, {})).status, 409, "another administrator's");
      assert.equal((await post(browser, {}, { origin: "https://evil.example" })).status, 403, "from elsewhere");
      assert.equal((await post(ordinary, {})).status, 403, "an ordinary user");
      assert.equal((await post(new Browser(server), {})).status, 303, "nobody");
      assert.equal((await browser.fetch(`${deed}?${new URLSearchParams(values)}`)).status, 405, "with GET");
      assert.deepEqual([await state(user), await state(bystander)], before);
    });
  }
});

test("an administrator who is signed out meanwhile changes nothing", async () => {
  const { browser, admin } = await administering(server);
  const user = await victim();
  const page = await browser.open(about(user, "/access"));
  const before = await state(user);
  await server.db.prepare("UPDATE users SET signed_out_at = unixepoch() + 1 WHERE id = ?").bind(admin.id).run();
  const refused = await browser.submitTo(page, "/admin/user/second-factor-off");
  assert.equal(new URL(refused.url).pathname, "/login");
  assert.deepEqual(await state(user), before);
});

test("names that would be more than names are text in every page", async () => {
  const { browser } = await administering(server);
  const evil = `"><script>alert(1)</script>'&\u202e`;
  const { user } = await signIn(server);
  const group = await addGroup(server, `evil${evil}`);
  await putInto(server, user, group);
  await addPasskey(server, user);
  const claims = JSON.stringify({ nickname: `</textarea>${evil}` });
  for (const [sql, ...values] of [
    ["UPDATE users SET name = ?2, unverified_email = ?2, claims = ?3, own_claims = ?3 WHERE id = ?1", user.id, evil, claims],
    ["UPDATE passkeys SET name = ?2 WHERE user_id = ?1", user.id, evil],
    ["UPDATE sessions SET place = ?2 WHERE user_id = ?1", user.id, evil],
    ["UPDATE clients SET name = ?2 WHERE id IN (SELECT client_id FROM grants WHERE user_id = ?1)", user.id, evil],
    ["INSERT INTO provider_accounts (account, provider, user_id, label, linked_at) VALUES (?2, ?2, ?1, ?2, 0)", user.id, evil],
    ["INSERT INTO one_time_links (hash, purpose, email, uses_left, expires_at, created_at) VALUES (?1, 'invitation', ?1, 1, unixepoch() + 60, 0)", evil],
  ]) await server.db.prepare(sql).bind(...values).run();
  for (const address of [`/admin/users?q=${user.username}`, about(user), about(user, "/access"), about(user, "/groups"), "/admin/invitations"]) {
    const page = await browser.open(address);
    assert.equal(page.status, 200, address);
    assert.ok(page.text.includes("alert(1)"), `${address} shows it`);
    assert.ok(!page.text.includes("<script"), address);
    assert.doesNotMatch(page.text, /="[^"]*"?>alert/, address);
    // Whatever reverses the direction of its text does so within its own element.
    for (const [, before] of page.text.matchAll(/(.{0,400})\u202e/gs)) {
      const isolated = before.lastIndexOf("<bdi>") > before.lastIndexOf("</bdi>");
      const field = before.lastIndexOf('value="') > before.lastIndexOf(">") || before.lastIndexOf("<textarea") > before.lastIndexOf("</textarea>");
      const title = before.lastIndexOf("<title>") > before.lastIndexOf("</title>") || before.lastIndexOf("<h1>") > before.lastIndexOf("</h1>");
      assert.ok(isolated || field || title, `${address}: ${before.slice(-80)}`);
    }
  }
});

test("ids that nobody has, and queries that are no queries, are answered with a page", async () => {
  const { browser } = await administering(server);
  for (const page of ["", "/access", "/groups"]) {
    for (const id of ["nobody", "", "' OR 1=1 --", "%00", "x".repeat(5000)]) {
      const { status } = await browser.open(`/admin/user${page}?id=${id.startsWith("%") ? id : encodeURIComponent(id)}`);
      assert.ok(status >= 400 && status < 500, `${page} ${id.slice(0, 20)}: ${status}`);
    }
  }
  assert.equal((await browser.open("/admin/invitations?after=%F0%9F%98%80")).status, 200);
});

test("an administrator who was one when the page was opened is told that they are none", async () => {
  const admin = await addAdministrator(server);
  const { browser } = await administering(server, admin);
  const user = await victim();
  const page = await browser.open(about(user));
  await server.db.prepare("UPDATE users SET administrator = 0 WHERE id = ?").bind(admin.id).run();
  const before = await state(user);
  assert.equal((await browser.submitTo(page, "/admin/user/disable")).status, 403);
  assert.deepEqual(await state(user), before);
});

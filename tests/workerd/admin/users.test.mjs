// What administrators see of users, and what they do to them.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { about, administering, eventsAbout, later } from "../kit/administrators.mjs";
import { Browser } from "../kit/browser.mjs";
import { addUser, signIn } from "../kit/people.mjs";
import { serveWithClock } from "../kit/serve.mjs";

let server;
before(async () => { server = await serveWithClock(); });
after(() => server?.dispose());

const rowOf = (user) => server.db.prepare("SELECT * FROM users WHERE id = ?").bind(user.id).first();

describe("the list of users", () => {
  test("finds them by the beginning of a name or an address, and shows some at a time", async () => {
    const { browser } = await administering(server);
    const user = await addUser(server);
    const found = await browser.open(`/admin/users?q=${user.username.slice(0, 20)}`);
    assert.ok(found.text.includes(`id=${user.id}"`));
    for (let i = 0; i < 22; i++) await addUser(server);
    const first = await browser.open("/admin/users");
    const next = first.text.match(/href="([^"]*after=[^"]*)"/)[1].replaceAll("&amp;", "&");
    const seen = (page) => [...page.text.matchAll(/\/admin\/user\?id=([^"]+)"/g)].map(([, id]) => id);
    const second = await browser.open(next);
    assert.equal(seen(first).length, 20);
    assert.deepEqual(seen(first).filter((id) => seen(second).includes(id)), []);
    assert.match((await browser.open("/admin/users?q=zzzz-nobody")).text, /No user was found/);
  });

  test("finds a full name whose first letter is not in ASCII, however it is typed", async () => {
    const { browser } = await administering(server);
    const user = await addUser(server);
    await server.db.prepare("UPDATE users SET name = 'Élodie Straße' WHERE id = ?").bind(user.id).run();
    for (const typed of ["élodie", "ÉLODIE STRAß"]) {
      const found = await browser.open(`/admin/users?q=${encodeURIComponent(typed)}`);
      assert.ok(found.text.includes(`id=${user.id}"`), typed);
    }
  });
});

describe("a user", () => {
  test("gets other names, and what changed is an event", async () => {
    const { browser, admin } = await administering(server);
    const user = await addUser(server);
    const page = await browser.open(about(user));
    const changed = await browser.submitTo(page, "/admin/user/edit", { fields: { name: "Ada <b>L", username: `ada-${user.id}`, email: user.email } });
    assert.equal(changed.status, 200);
    assert.ok(changed.text.includes("Ada &#60;b&#62;L"));
    assert.equal((await rowOf(user)).username, `ada-${user.id}`);
    const [event] = await eventsAbout(server, user);
    assert.equal(event.kind, "user_changed");
    assert.equal(event.actor, admin.id);
    assert.deepEqual(event.details, {
      name: ["Test Person", "Ada <b>L"], username: [user.username, `ada-${user.id}`],
    });
  });

  test("is not overwritten by a page that is too old", async () => {
    const { browser } = await administering(server);
    const { browser: other } = await administering(server);
    const user = await addUser(server);
    const [one, two] = [await browser.open(about(user)), await other.open(about(user))];
    await browser.submitTo(one, "/admin/user/edit", { fields: { name: "First" } });
    const late = await other.submitTo(two, "/admin/user/edit", { fields: { name: "Second" } });
    assert.equal(late.status, 409);
    assert.match(late.text, /Nothing was changed/);
    assert.equal((await rowOf(user)).name, "First");
  });

  test("is shut out, with what that ends, and let in again", async () => {
    const { browser } = await administering(server);
    const { user, browser: theirs } = await signIn(server);
    const page = await browser.open(about(user));
    assert.match(page.text, /One session ends/);
    const disabled = await browser.submitTo(page, "/admin/user/disable");
    assert.equal(disabled.status, 200);
    assert.notEqual((await rowOf(user)).disabled_at, null);
    assert.equal(new URL((await theirs.open("/account")).url).pathname, "/login");
    await browser.submitTo(disabled, "/admin/user/enable");
    assert.equal((await rowOf(user)).disabled_at, null);
    assert.deepEqual((await eventsAbout(server, user)).map(({ kind }) => kind).sort(), ["user_disabled", "user_enabled"]);
  });

  test("is removed, with what that ends", async () => {
    const { browser } = await administering(server);
    const { user } = await signIn(server);
    const page = await browser.open(about(user));
    assert.match(page.text, /One session ends\. One app loses its access/);
    const gone = await browser.submitTo(page, "/admin/user/remove");
    assert.equal(new URL(gone.url).pathname, "/admin/users");
    assert.equal(await rowOf(user), null);
    assert.equal((await eventsAbout(server, user)).at(-1).kind, "user_removed");
  });

  test("what cannot be undone waits for a sign-in of the last ten minutes", async () => {
    const { browser } = await administering(server);
    const user = await addUser(server);
    const early = await browser.open(about(user));
    await later(server, 700);
    const page = await browser.open(about(user));
    assert.ok(!page.text.includes("/admin/user/remove"));
    assert.match(page.text, /confirm that it is you/);
    const refused = await browser.submitTo(early, "/admin/user/remove");
    assert.equal(new URL(refused.url).pathname, "/login");
    assert.notEqual(await rowOf(user), null);
  });

  test("a form from elsewhere, of another administrator or about somebody else does nothing", async () => {
    const { browser } = await administering(server);
    const { browser: other } = await administering(server);
    const [user, victim] = [await addUser(server), await addUser(server)];
    const page = await browser.open(about(user));
    const { values } = page.formTo("/admin/user/remove");
    const post = (who, fields, headers = {}) => who.fetch("/admin/user/remove", {
      method: "POST", headers: { origin: server.url, ...headers }, body: new URLSearchParams({ ...values, ...fields }),
    });
    assert.equal((await post(browser, { id: victim.id })).status, 409);
    assert.equal((await post(other, {})).status, 409);
    assert.equal((await post(browser, {}, { origin: "https://evil.example" })).status, 403);
    assert.equal((await post(new Browser(server), {})).status, 303);
    for (const it of [user, victim]) assert.notEqual(await rowOf(it), null);
  });

  test("another address takes a sign-in of the last ten minutes, and another name does not", async () => {
    const { browser } = await administering(server);
    const user = await addUser(server);
    await later(server, 700);
    const form = async (fields) => browser.submitTo(await browser.open(about(user)), "/admin/user/edit", { fields });
    assert.equal(new URL((await form({ email: "other@example.com" })).url).pathname, "/login");
    assert.equal((await rowOf(user)).email, user.email);
    assert.equal((await form({ name: "Later" })).status, 200);
    assert.equal((await rowOf(user)).name, "Later");
  });

  test("what was typed is still there when it is refused", async () => {
    const { browser } = await administering(server);
    const user = await addUser(server);
    const page = await browser.submitTo(await browser.open(about(user)), "/admin/user/edit", { fields: { username: "two words" } });
    assert.equal(page.status, 400);
    assert.ok(page.text.includes('value="two words"'));
    assert.equal((await rowOf(user)).username, user.username);
    const again = await browser.submitTo(page, "/admin/user/edit", { fields: { username: `one-${user.id}` } });
    assert.equal(again.status, 200);
  });

  test("no administrator shuts themselves out or removes themselves", async () => {
    const { browser, admin } = await administering(server);
    const user = await addUser(server);
    const page = await browser.open(about(admin));
    assert.match(page.text, /You cannot do this for your own account/);
    for (const deed of ["remove", "disable"]) assert.ok(!page.text.includes(`"/admin/user/${deed}"`));
    const { values } = (await browser.open(about(user))).formTo("/admin/user/remove");
    // The form is for somebody else, so it does not count; were it for them, the rule would still stand.
    const post = await browser.fetch("/admin/user/remove", {
      method: "POST", headers: { origin: server.url }, body: new URLSearchParams({ ...values, id: admin.id }),
    });
    assert.equal(post.status, 409);
    assert.notEqual(await rowOf(admin), null);
  });
});

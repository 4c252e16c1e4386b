// Who may see the pages of the administrators, and how sure it has to be that it is them.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { addAdministrator, administering, later } from "../kit/administrators.mjs";
import { Browser } from "../kit/browser.mjs";
import { addPasskey, signInWith } from "../kit/passkeys.mjs";
import { addUser } from "../kit/people.mjs";
import { serveWithClock } from "../kit/serve.mjs";

let server;
before(async () => { server = await serveWithClock(); });
after(() => server?.dispose());

const PAGES = ["/admin", "/admin/users"];

describe("who may look after others", () => {
  test("an administrator with a passkey", async () => {
    const { browser } = await administering(server);
    for (const page of PAGES) assert.equal((await browser.open(page)).status, 200, page);
  });

  test("nobody who is not signed in: they sign in first, and come back", async () => {
    const admin = await addAdministrator(server);
    const other = await addUser(server);
    const browser = new Browser(server);
    const asked = await browser.open(`/admin/user?id=${other.id}`);
    assert.equal(new URL(asked.url).pathname, "/login");
    const page = await signInWith(browser, asked, admin.passkey);
    assert.equal(page.status, 200);
    assert.ok(page.text.includes(other.username));
  });

  test("no other user, however they sign in", async () => {
    const user = await addUser(server);
    const passkey = await addPasskey(server, user);
    const browser = new Browser(server);
    const page = await signInWith(browser, await browser.open("/admin/users"), passkey);
    assert.equal(page.status, 403);
    assert.match(page.text, /for administrators/);
    assert.ok(!page.text.includes("/admin/user?"));
  });

  test("no administrator with a password alone", async () => {
    const admin = await addAdministrator(server);
    const browser = new Browser(server);
    const page = await browser.signIn(await browser.open("/admin"), admin);
    assert.equal(page.status, 403);
    assert.match(page.text, /passkey or with a second factor/);
  });

  test("nobody who signed in more than an hour ago", async () => {
    const { browser } = await administering(server);
    await later(server, 3500);
    assert.equal((await browser.open("/admin")).status, 200);
    await later(server, 200);
    assert.equal(new URL((await browser.open("/admin")).url).pathname, "/login");
  });

  test("nobody who was made a user like any other since", async () => {
    const { browser, admin } = await administering(server);
    await server.db.prepare("UPDATE users SET administrator = 0 WHERE id = ?").bind(admin.id).run();
    assert.equal((await browser.open("/admin")).status, 403);
  });

  test("paths that lead nowhere", async () => {
    const { browser } = await administering(server);
    assert.equal((await browser.open("/admin/nothing")).status, 404);
    assert.equal((await browser.fetch("/admin/users", { method: "DELETE" })).status, 405);
    assert.equal((await browser.open("/admin/user?id=nobody")).status, 404);
  });
});

// The groups of a user, and who is an administrator.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { about, addAdministrator, addGroup, administering, eventsAbout, putInto } from "../kit/administrators.mjs";
import { addClient } from "../kit/clients.mjs";
import { addUser, signIn } from "../kit/people.mjs";
import { serveWithClock } from "../kit/serve.mjs";

let server;
before(async () => { server = await serveWithClock(); });
after(() => server?.dispose());

const isIn = async (user, group) => await server.db.prepare("SELECT 1 FROM group_members WHERE user_id = ? AND group_id = ?").bind(user.id, group).first() !== null;
const isAdministrator = async (user) => await server.db.prepare("SELECT administrator FROM users WHERE id = ?").bind(user.id).first("administrator") === 1;

describe("the groups of a user", () => {
  test("are shown, and they are put into another one by its name, in whatever case", async () => {
    const { browser, admin } = await administering(server);
    const user = await addUser(server);
    const [one, other] = [await addGroup(server, "one"), await addGroup(server, "other")];
    await putInto(server, user, one);
    const page = await browser.open(about(user, "/groups"));
    assert.ok(page.text.includes("<bdi>one</bdi>"));
    const joined = await browser.submitTo(page, "/admin/user/join", { fields: { group: " OTHER " } });
    assert.equal(joined.status, 200);
    assert.ok(await isIn(user, other));
    await browser.submitTo(joined, "/admin/user/join", { fields: { group: "other" } });
    assert.deepEqual(await eventsAbout(server, user), [{ kind: "user_groups_changed", actor: admin.id, details: { group: [null, "other"] } }], "once");
  });

  test("they are taken out of one, and an app that is for nobody else loses its access", async () => {
    const { browser } = await administering(server);
    const [staff, guests] = [await addGroup(server, "staff"), await addGroup(server, "guests")];
    const user = await addUser(server);
    for (const group of [staff, guests]) await putInto(server, user, group);
    const client = await addClient(server);
    await signIn(server, { user, client });
    const allow = (...groups) => server.db.prepare("UPDATE clients SET allowed_groups = ? WHERE id = ?").bind(JSON.stringify(groups), client.id).run();
    const formOf = (page, group) => page.text.match(/<form\b[^]*?<\/form>/g).find((form) => form.includes(`value="${group}"`));
    await allow(staff, guests);
    const both = await browser.open(about(user, "/groups"));
    assert.match(formOf(both, staff), /No app loses its access/);
    await allow(staff);
    const page = await browser.open(about(user, "/groups"));
    assert.match(formOf(page, staff), /One app loses its access/);
    assert.match(formOf(page, guests), /No app loses its access/);
    const left = await browser.submitTo(page, "/admin/user/leave", { fields: { which: staff } });
    assert.equal(left.status, 200);
    assert.ok(!(await isIn(user, staff)) && await isIn(user, guests));
    const revoked = await server.db.prepare("SELECT revoked FROM user_clients WHERE user_id = ? AND client_id = ?").bind(user.id, client.id).first("revoked");
    assert.equal(revoked, 1);
    assert.deepEqual((await eventsAbout(server, user)).map(({ details }) => details), [{ group: ["staff", null] }]);
  });

  test("a name that no group has, and the group of the administrators, are refused", async () => {
    const { browser } = await administering(server);
    const user = await addUser(server);
    for (const [group, sentence] of [["<i>no</i>", /no group called &#60;i&#62;no/], ["administrators", /cannot add anybody to the group administrators here/], ["", /no group called \./]]) {
      const page = await browser.submitTo(await browser.open(about(user, "/groups")), "/admin/user/join", { fields: { group } });
      assert.equal(page.status, 400);
      assert.match(page.text, sentence);
    }
    assert.equal(await isAdministrator(user), false);
  });

  test("are 16 at most", async () => {
    const { browser } = await administering(server);
    const user = await addUser(server);
    for (let i = 0; i < 16; i++) await putInto(server, user, await addGroup(server, `of-many-${i}`));
    await addGroup(server, "one-more");
    const page = await browser.open(about(user, "/groups"));
    assert.equal(page.text.match(/"\/admin\/user\/leave"/g).length, 16);
    const full = await browser.submitTo(page, "/admin/user/join", { fields: { group: "one-more" } });
    assert.equal(full.status, 400);
    assert.match(full.text, /16 groups/);
    assert.ok(!(await isIn(user, "id-of-one-more")));
  });
});

describe("administrators", () => {
  test("are made and unmade, with how many there are then", async () => {
    await server.db.prepare("UPDATE users SET administrator = 0").run();
    const { browser, admin } = await administering(server);
    const user = await addUser(server);
    const page = await browser.open(about(user, "/groups"));
    assert.match(page.text, /There are then 2 administrators/);
    const made = await browser.submitTo(page, "/admin/user/make-administrator");
    assert.ok(await isAdministrator(user));
    assert.match(made.text, /There is then one administrator\. No app loses its access/);
    await browser.submitTo(made, "/admin/user/unmake-administrator");
    assert.ok(!(await isAdministrator(user)));
    const events = await eventsAbout(server, user);
    assert.deepEqual(events.map(({ kind, actor }) => [kind, actor]).sort(), [["administrator_made", admin.id], ["administrator_unmade", admin.id]]);
  });

  test("no link of before opens the account of somebody who has become one", async () => {
    const { browser } = await administering(server);
    const user = await addUser(server);
    const other = await addUser(server);
    for (const [purpose, { id }] of [["recovery", user], ["email_verification", user], ["recovery", other]]) {
      await server.db.prepare("INSERT INTO one_time_links (hash, purpose, user_id, uses_left, expires_at, created_at) VALUES (?, ?, ?, 1, unixepoch() + 600, unixepoch())")
        .bind(`${purpose} of ${id}`, purpose, id).run();
    }
    await browser.submitTo(await browser.open(about(user, "/groups")), "/admin/user/make-administrator");
    assert.ok(await isAdministrator(user));
    const left = await server.db.prepare("SELECT hash FROM one_time_links WHERE user_id IN (?, ?)").bind(user.id, other.id).all();
    assert.deepEqual(left.results, [{ hash: `recovery of ${other.id}` }]);
  });

  test("nobody takes their own rights away, and nobody who is disabled gets them", async () => {
    const { browser, admin } = await administering(server);
    const own = await browser.open(about(admin, "/groups"));
    assert.ok(!own.text.includes("make-administrator"));
    assert.match(own.text, /cannot do this for your own account/);
    const user = await addUser(server);
    await server.db.prepare("UPDATE users SET disabled_at = 1 WHERE id = ?").bind(user.id).run();
    const page = await browser.open(about(user, "/groups"));
    assert.ok(!page.text.includes("make-administrator"));
    assert.match(page.text, /Enable it first/);
  });

  test("one who is made a user like any other meanwhile changes nothing any more", async () => {
    const first = await administering(server);
    const second = await administering(server, await addAdministrator(server));
    const user = await addUser(server);
    const page = await second.browser.open(about(user, "/groups"));
    await first.browser.submitTo(await first.browser.open(about(second.admin, "/groups")), "/admin/user/unmake-administrator");
    const refused = await second.browser.submitTo(page, "/admin/user/make-administrator");
    assert.equal(refused.status, 403);
    assert.ok(!(await isAdministrator(user)));
  });
});

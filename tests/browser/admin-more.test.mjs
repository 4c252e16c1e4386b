// The administrators' pages about groups, signing keys and events, in a browser: sound, accessible in light and dark, and used as people would.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";

import { administering } from "../workerd/kit/administrators.mjs";
import { addClient } from "../workerd/kit/clients.mjs";
import { addUser } from "../workerd/kit/people.mjs";
import { assertAccessible, assertSound } from "./sound.mjs";
import { openStage } from "./stage.mjs";

const CLAIM_SCOPES = { plan: { claims: ["plan", "seats"], words: "See your plan" } };
const LONG_NAME = "Donaudampfschifffahrtsgesellschaftskapitänsmützenfabrikantenwitwenrentenauszahlungsstellenleiterin";

let stage, server, visitor, admin;
before(async () => {
  stage = await openStage({ CLAIM_SCOPES });
  server = { ...stage.server, user: stage.user };
  visitor = await stage.visitor();
  const signedIn = await administering(server);
  ({ admin } = signedIn);
  const { hostname } = new URL(server.url);
  await visitor.context.addCookies([...signedIn.browser.cookies].map(([name, value]) => (
    { name, value, domain: hostname, path: "/", secure: true, httpOnly: true }
  )));
});
after(() => stage?.dispose());

const open = (path) => visitor.page.goto(server.url + path);
/** The page is sound and accessible. With SHOTS, a folder, it is pictured there. */
async function assertGood(name) {
  await assertSound(visitor);
  await assertAccessible(visitor.page);
  for (const colorScheme of process.env.SHOTS ? ["light", "dark"] : []) {
    await visitor.page.emulateMedia({ colorScheme });
    await visitor.page.screenshot({ path: `${process.env.SHOTS}/${name}-${colorScheme}.png`, fullPage: true });
    await visitor.page.emulateMedia({ colorScheme: null });
  }
}

test("a group is added, gets people, claims and another name, and is removed", async () => {
  const { page } = visitor;
  const [ada, bob] = [await addUser(server), await addUser(server)];
  await server.db.prepare("UPDATE users SET name = ? WHERE id = ?").bind(LONG_NAME, ada.id).run();
  await open("/admin/groups");
  await assertGood("groups");
  await page.getByLabel("Name").last().fill("no name");
  await visitor.press("Add the group");
  await assertGood("groups-wrong");
  await page.getByLabel("Name").last().fill("staff");
  await visitor.press("Add the group");
  assert.equal(await visitor.heading(), "staff");
  await assertGood("group-empty");
  for (const user of [ada, bob]) {
    await page.getByLabel("Username or email address").fill(user.username);
    await visitor.press("Add to the group");
  }
  await page.getByLabel("Claims").fill("plan=pro\nseats=5");
  await visitor.press("Save claims");
  await assertGood("group");
  await visitor.leave(() => page.getByRole("button", { name: `Remove ${LONG_NAME}` }).click());
  assert.equal(await page.getByText(LONG_NAME).count(), 0);
  await page.getByLabel("Name", { exact: true }).fill("team");
  await visitor.press("Rename the group");
  assert.equal(await visitor.heading(), "team");
  const { id } = await server.db.prepare("SELECT id FROM user_groups WHERE name = 'team'").first();
  await addClient(server, { name: "Wiki", allowedGroups: [id] });
  await visitor.leave(() => page.getByRole("link", { name: "See its apps" }).click());
  assert.ok(await page.getByText("One person is no longer a member. One app is no longer open to these members").isVisible());
  await assertGood("group-apps");
  await visitor.press("Remove the group");
  assert.equal(await visitor.heading(), "Groups");
  assert.equal(await page.getByRole("link", { name: "team" }).count(), 0);
  await open("/admin/group?id=administrators");
  await assertGood("group-administrators");
});

test("another name and other colours are tried", async () => {
  const { page } = visitor;
  await open("/admin");
  await visitor.leave(() => page.getByRole("link", { name: "Brand" }).click());
  assert.equal(await visitor.heading(), "Brand");
  await assertGood("brand");
  await page.getByLabel("Name").fill("Harbour of somebody with a long name");
  await page.getByLabel("Colour").fill("#ffdd00");
  await visitor.press("Try it");
  await assertGood("brand-tried");
  assert.match(await page.locator(".once").textContent(), /^"color":"#ffdd00","name":"Harbour of somebody with a long name"$/);
  assert.equal(await page.getByRole("img", { name: "Dark" }).locator("text").first().textContent(), "Harbour of somebody with a long name");
  await page.getByLabel("Background").fill("blue");
  await visitor.press("Try it");
  await assertGood("brand-wrong");
  assert.ok(await page.getByText("Enter # and six digits").isVisible());
});

test("a key is rotated and revoked", async () => {
  const { page } = visitor;
  await fetch(`${server.url}/.well-known/jwks.json`);
  await open("/admin/keys");
  await assertGood("keys");
  await page.getByText("Revoke", { exact: false }).first().click();
  await assertGood("keys-open");
  await visitor.press("Rotate the key now");
  await assertGood("keys-asked");
  await page.locator("summary").first().click();
  await visitor.leave(() => page.getByRole("button", { name: "Revoke the key" }).first().click());
  assert.ok(await page.getByText("Nothing that it signed is trusted").isVisible());
  await assertGood("keys-revoked");
  await server.db.prepare("UPDATE sessions SET authenticated_at = authenticated_at - 700").run();
  await open("/admin/keys");
  await assertGood("keys-stale");
  await server.db.prepare("UPDATE sessions SET authenticated_at = authenticated_at + 700").run();
});

test("events are found, looked through and downloaded", async () => {
  const { page } = visitor;
  const user = await addUser(server);
  await server.db.prepare(`INSERT INTO events (id, at, kind, count, request, address, user_id, client_id, reason, actor, details)
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 90)
    SELECT printf('%010d.x.0', unixepoch() - 1000 - i), unixepoch() - 1000 - i, iif(i % 45, 'signed_in', 'user_changed'), 1 + i % 3, 'r',
      '192.0.2.0/24', ?1, 'notes', iif(i % 7, NULL, 'too many attempts'), iif(i % 45, NULL, ?2), iif(i % 45, NULL, '{"name":["Ada","Ada Lovelace"],"email":[null,"ada@example.com"]}') FROM n`)
    .bind(user.id, admin.id).run();
  await open("/admin/events");
  await assertGood("events");
  await page.getByLabel("What happened").selectOption("Account changed by an administrator");
  await page.getByLabel("User", { exact: true }).fill(user.username);
  await visitor.press("Show events");
  assert.ok(await page.getByText("This page looked at 12 events").isVisible());
  await page.getByLabel("User", { exact: true }).fill("");
  await visitor.press("Show events");
  await assertGood("events-found");
  await visitor.leave(() => page.getByRole("link", { name: "Look further back" }).click());
  assert.ok(await page.getByText("name: Ada → Ada Lovelace").first().isVisible());
  assert.equal(await page.getByLabel("What happened").inputValue(), "user_changed");
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Download these events" }).click()]);
  assert.equal(download.suggestedFilename(), "events.jsonl");
  const lines = (await readFile(await download.path(), "utf8")).trim().split("\n");
  assert.equal(lines.length, 2);
  assert.equal(JSON.parse(lines[0]).what, "user_changed");
  await visitor.leave(() => page.getByRole("link", { name: "User: Test Person" }).first().click().catch(() => open(`/admin/user?id=${user.id}`)));
});

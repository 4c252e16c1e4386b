// The administrators' pages about users and invitations, in a browser: sound, accessible in light and dark, and used as people would.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { about, addGroup, administering, putInto } from "../workerd/kit/administrators.mjs";
import { addPasskey } from "../workerd/kit/passkeys.mjs";
import { addPerson, signIn } from "../workerd/kit/people.mjs";
import { turnOn } from "../workerd/kit/phone.mjs";
import { assertAccessible, assertSound } from "./sound.mjs";
import { openStage } from "./stage.mjs";

const CLAIM_SCOPES = JSON.stringify({ plan: { claims: ["plan", "seats"], words: "See your plan" } });
const LONG_NAME = "Donaudampfschifffahrtsgesellschaftskapitänsmützenfabrikantenwitwenrentenauszahlungsstellenleiterin";

let stage, server, visitor, admin, user;
before(async () => {
  stage = await openStage({ CLAIM_SCOPES });
  server = { ...stage.server, user: stage.user };
  visitor = await stage.visitor();
  const signedIn = await administering(server);
  admin = signedIn.admin;
  const { hostname } = new URL(server.url);
  await visitor.context.addCookies([...signedIn.browser.cookies].map(([name, value]) => ({ name, value, domain: hostname, path: "/", secure: true, httpOnly: true })));
  user = await addPerson(server);
  const { browser } = await signIn(server, { user });
  await turnOn(server, browser);
  await addPasskey(server, user);
  for (const name of ["staff", "editors-of-the-handbook"]) await putInto(server, user, await addGroup(server, name));
  await server.db.batch([
    server.db.prepare("UPDATE users SET name = ?2, unverified_email = 'another@example.com', own_claims = '{\"plan\":\"pro\"}' WHERE id = ?1").bind(user.id, LONG_NAME),
    server.db.prepare("INSERT INTO provider_accounts (account, provider, user_id, label, linked_at) VALUES ('at', 'gone', ?1, 'ada@elsewhere.example', 0)").bind(user.id),
  ]);
});
after(() => stage?.dispose());

const open = (path) => visitor.page.goto(server.url + path);
/** Where pictures go, if somebody wants to look at them. */
const shots = process.env.SHOTS;
async function assertGood(name) {
  await assertSound(visitor);
  await assertAccessible(visitor.page);
  if (!shots) return;
  for (const colorScheme of ["light", "dark"]) {
    await visitor.page.emulateMedia({ colorScheme });
    await visitor.page.screenshot({ path: `${shots}/${name}-${colorScheme}.png`, fullPage: true });
  }
  await visitor.page.emulateMedia({ colorScheme: null });
}

test("somebody is found by their name and looked at", async () => {
  const { page } = visitor;
  await open("/admin/users");
  await assertGood("users");
  await page.getByLabel("Name, username or email address").fill("donau");
  await visitor.leave(() => page.getByRole("button", { name: "Search" }).click());
  await assertGood("users-found");
  await visitor.leave(() => page.getByRole("link", { name: LONG_NAME }).click());
  assert.equal(await visitor.heading(), LONG_NAME);
  await assertGood("user");
  await page.getByLabel("Standard claims").fill("no claim");
  await visitor.press("Save claims");
  assert.equal(await page.getByLabel("Standard claims").inputValue(), "no claim");
  await assertGood("user-wrong");
});

test("how they sign in, and a link that is shown once", async () => {
  const { page } = visitor;
  await open(about(user));
  await visitor.leave(() => page.getByRole("link", { name: "Sign-in" }).click());
  await assertGood("access");
  await visitor.press("Make a recovery link");
  await assertGood("once");
  await visitor.leave(() => page.getByRole("link", { name: "Go back" }).click());
  await visitor.press("Turn the second factor off");
  assert.ok(await page.getByText("They have no second factor.").isVisible());
  await visitor.press("Sign them out everywhere");
  assert.ok(await page.getByText("They are not signed in anywhere.").isVisible());
  await assertGood("access-empty");
});

test("they are put into a group, taken out of one, and made an administrator", async () => {
  const { page } = visitor;
  await open(about(user));
  await visitor.leave(() => page.locator(".starts").getByRole("link", { name: "Groups" }).click());
  await assertGood("groups");
  await page.getByLabel("Name of the group").fill("nobody");
  await visitor.press("Add to the group");
  await assertGood("groups-wrong");
  await page.getByText("Remove from the group staff").first().click();
  await visitor.leave(() => page.getByRole("button", { name: "Remove from the group staff" }).click());
  assert.equal(await page.getByText("staff", { exact: true }).count(), 0);
  await visitor.press("Make them an administrator");
  await assertGood("groups-administrator");
});

test("an administrator sees what they cannot do to themselves", async () => {
  for (const [name, page] of [["own", ""], ["own-access", "/access"], ["own-groups", "/groups"]]) {
    await open(about(admin, page));
    await assertGood(name);
  }
});

test("somebody is invited, and the link is taken back", async () => {
  const { page } = visitor;
  await open("/admin/invitations");
  await page.getByLabel("How many accounts").fill("3");
  await visitor.press("Make an invitation");
  await assertGood("invited");
  await visitor.leave(() => page.getByRole("link", { name: "Go back" }).click());
  await assertGood("invitations");
  await page.getByText("Withdraw the link For whoever has the link").first().click();
  await visitor.leave(() => page.getByRole("button", { name: "Withdraw the link For whoever has the link" }).click());
  assert.equal(await page.getByText("For whoever has the link").count(), 0);
});

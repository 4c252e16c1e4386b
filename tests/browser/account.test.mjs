// The account in a browser, with an authenticator that Chromium plays.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { addUser } from "../workerd/kit/people.mjs";
import { eventually, plugIn } from "./authenticator.mjs";
import { PHONE, assertSound, tabTo } from "./sound.mjs";
import { authorizationUrl, openStage } from "./stage.mjs";

const CONSENT = "Notes wants to use your account";

let stage;
before(async () => { stage = await openStage(); });
after(() => stage?.dispose());

/** A person at a page of their account, with an authenticator; `able`: whether they are offered a passkey on the way. */
async function at(path, { authenticator = {}, ...options } = {}) {
  const visitor = await stage.visitor(options);
  const { page } = visitor;
  const device = authenticator && (await plugIn(page, { present: false, ...authenticator }));
  const person = await addUser({ ...stage.server, user: stage.user });
  await signIn(visitor, `${stage.server.url}${path}`, person);
  if (await page.getByRole("link", { name: "Not now" }).count()) await visitor.leave(() => page.getByRole("link", { name: "Not now" }).click());
  return { visitor, page, device, person };
}

async function signIn(visitor, address, person) {
  const { page } = visitor;
  await page.goto(address);
  await page.getByLabel("Username or email").fill(person.username);
  await page.getByLabel("Password", { exact: true }).fill(person.password);
  await visitor.press("Sign in");
}

describe("a person adds passkeys, signs in with them and removes them", () => {
  test("by the button and, with a second one, for the account itself", async () => {
    const { visitor, page, device } = await at("/account/security");
    await device.presence(true);
    await visitor.leave(() => page.getByRole("link", { name: "Add a passkey" }).click());
    assert.equal(await visitor.heading(), "Add a passkey");
    await page.getByLabel("Name").fill("Laptop");
    await visitor.press("Create a passkey");
    assert.equal(await visitor.heading(), "Security");
    assert.ok(await page.getByText("Laptop").first().isVisible());

    // The same authenticator has one already, and says so without asking the server.
    await visitor.leave(() => page.getByRole("link", { name: "Add a passkey" }).click());
    await page.getByRole("button", { name: "Create a passkey" }).click();
    await page.locator("#new-passkey-there").waitFor({ state: "visible" });
    await visitor.leave(() => page.getByRole("link", { name: "Not now" }).click());

    // Sign out, and in again by the passkey.
    await page.context().clearCookies();
    await device.presence(false);
    await page.goto(`${stage.server.url}/account/security`);
    await device.asked();
    await device.presence(true);
    await visitor.press("Sign in with a passkey");
    assert.equal(await visitor.heading(), "Security");
    assert.ok(await page.getByText(/Last used on/).first().isVisible());

    await page.getByText("Rename or remove").click();
    await visitor.press("Remove Laptop");
    assert.ok(await page.getByText("You have no passkey yet").isVisible());
    assert.deepEqual(visitor.complaints, []);
  });

  test("not without being verified, and the page says what to do", async () => {
    const { visitor, page } = await at("/account/passkey?for=/account/security", { authenticator: { present: true, verified: false } });
    await page.goto(`${stage.server.url}/account/passkey?for=/account/security`);
    await page.getByRole("button", { name: "Create a passkey" }).click();
    await page.locator("#new-passkey-hint").waitFor({ state: "visible" });
    assert.equal(await visitor.heading(), "Add a passkey");
  });

  test("after a password they are asked once, and go on to the app", async () => {
    const visitor = await stage.visitor();
    const device = await plugIn(visitor.page, { present: false });
    const person = await addUser({ ...stage.server, user: stage.user });
    await signIn(visitor, authorizationUrl(stage, { scope: "openid" }), person);
    assert.equal(await visitor.heading(), "Add a passkey");
    await device.presence(true);
    await visitor.press("Create a passkey");
    assert.equal(await visitor.heading(), CONSENT);
    await eventually(async () => (await device.held()).length, 1);
    assert.deepEqual(visitor.complaints, []);
  });
});

describe("the account", () => {
  test("works without scripts: a name, a password, an app and the end of the account", async () => {
    const { visitor, page, person } = await at("/account", { authenticator: false, javaScriptEnabled: false });
    await page.getByLabel("Name", { exact: true }).fill("Ada");
    await visitor.press("Save profile");
    assert.equal(await page.getByLabel("Name", { exact: true }).inputValue(), "Ada");
    await page.goto(`${stage.server.url}/account/security`);
    await page.getByLabel("New password").fill("seven quiet rivers at noon");
    await visitor.press("Change the password");
    assert.equal(await visitor.heading(), "Security");
    await page.goto(authorizationUrl(stage, { scope: "openid" }));
    await visitor.press("Allow");
    await page.goto(`${stage.server.url}/account/apps`);
    await page.getByText("Take back access").first().click();
    await visitor.press("Take back access Notes");
    await page.goto(`${stage.server.url}/account/data`);
    await page.getByLabel("Yes, delete my account for ever").check();
    await visitor.press("Delete my account");
    assert.equal(await visitor.heading(), "Your account is deleted");
    assert.equal(await stage.server.db.prepare("SELECT 1 FROM users WHERE id = ?").bind(person.id).first(), null);
  });

  test("is reached by keyboard alone", async () => {
    const { visitor, page } = await at("/account");
    await page.reload();
    await tabTo(page, "Security");
    await visitor.leave(() => page.keyboard.press("Enter"));
    assert.equal(await visitor.heading(), "Security");
  });
});

test("the account page starts an app, and the person is signed in there", async () => {
  const { visitor, page } = await at("/account", PHONE);
  assert.equal(await visitor.heading(), "Profile");
  assert.ok(await page.getByRole("heading", { name: "Open an app" }).isVisible());
  await assertSound(visitor);
  await visitor.leave(() => page.getByRole("link", { name: "Notes", exact: true }).click());
  assert.equal(await visitor.heading(), CONSENT);
  await visitor.press("Allow");
  assert.equal(new URL(page.url()).origin, stage.app.url);
  assert.deepEqual(visitor.complaints, []);
});

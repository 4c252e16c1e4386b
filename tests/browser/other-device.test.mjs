// Signing in on a screen with a passkey on a phone: two browsers, one person.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { addPasskey } from "../workerd/kit/passkeys.mjs";
import { pictured } from "../workerd/kit/phone.mjs";
import { plugIn } from "./authenticator.mjs";
import { PHONE, assertSound } from "./sound.mjs";
import { authorizationUrl, openStage } from "./stage.mjs";

const OTHER = "Use a passkey on another device";
const ASKED = "Sign in with another device";
const CONSENT = "Notes wants to use your account";

let stage;
before(async () => { stage = await openStage(); });
after(() => stage?.dispose());

/** A screen that shows a code. */
async function screenWith(options) {
  const screen = await stage.visitor(options);
  await screen.page.goto(authorizationUrl(stage, { scope: "openid" }));
  await screen.press(OTHER);
  assert.equal(await screen.heading(), ASKED);
  return screen;
}

const scanned = async (page) => pictured(await page.content());

/** A phone with a passkey of the demo user. */
async function phoneWith(options = {}) {
  const phone = await stage.visitor({ ...PHONE, javaScriptEnabled: true, ...options });
  const authenticator = await plugIn(phone.page);
  await authenticator.hold(await addPasskey(stage.server, stage.user));
  return phone;
}

describe("a screen is signed in", () => {
  for (const colorScheme of ["light", "dark"]) {
    test(`by itself, once the code was scanned and confirmed, where it is ${colorScheme}`, async () => {
      const [screen, phone] = [await screenWith({ colorScheme }), await phoneWith({ colorScheme })];
      await assertSound(screen);
      const address = await scanned(screen.page);
      assert.ok(address.startsWith(`${stage.server.url}/device?code=`), address);
      await phone.page.goto(address);
      assert.equal(await phone.heading(), "Sign in on this other device?");
      await assertSound(phone);
      const code = await screen.page.locator(".code").innerText();
      assert.ok((await phone.page.locator("dl").innerText()).includes(code));
      await phone.press("Confirm with my passkey");
      assert.equal(await phone.heading(), "Confirmed");
      await assertSound(phone);
      const onward = screen.page.getByRole("button", { name: "Continue as Demo Person" });
      await onward.waitFor();
      await assertSound(screen);
      assert.equal(await screen.page.getByRole("checkbox").isChecked(), false);
      await screen.press("Continue as Demo Person");
      assert.equal(await screen.heading(), CONSENT);
      assert.deepEqual(screen.complaints, []);
    });
  }

  test("without scripts, by a code that was typed", async () => {
    const [screen, phone] = [await screenWith({ javaScriptEnabled: false }), await phoneWith()];
    await screen.press("I have confirmed it");
    assert.equal(await screen.page.getByRole("status").innerText(), "It is not confirmed yet. Confirm it on the device that has your passkey.");
    await phone.page.goto(`${stage.server.url}/device`);
    await assertSound(phone);
    await phone.page.getByLabel("Code").fill((await screen.page.locator(".code").innerText()).toLowerCase());
    await phone.press("Continue");
    await phone.press("Confirm with my passkey");
    await screen.press("I have confirmed it");
    await screen.press("Continue as Demo Person");
    assert.equal(await screen.heading(), CONSENT);
  });
});

describe("nobody is signed in", () => {
  test("where the person says that it is not their device, and both sides hear of it", async () => {
    const [screen, phone] = [await screenWith(), await phoneWith()];
    await phone.page.goto(await scanned(screen.page));
    await phone.press("This is not my device");
    assert.equal(await phone.heading(), "Nobody was signed in");
    await screen.page.getByText("Somebody refused this on the other device.").waitFor();
    await assertSound(screen);
  });

  test("where the other device runs no scripts: it says what it takes", async () => {
    const [screen, phone] = [await screenWith(), await stage.visitor(PHONE)];
    await phone.page.goto(await scanned(screen.page));
    await phone.page.getByText("You need a passkey to sign in here").waitFor();
    await assertSound(phone);
  });
});

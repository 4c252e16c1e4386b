// Passkeys in a browser, with an authenticator that Chromium plays.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { addPasskey } from "../workerd/kit/passkeys.mjs";
import { eventually, plugIn } from "./authenticator.mjs";
import { PHONE, assertAccessible, assertSound, tabTo } from "./sound.mjs";
import { authorizationUrl, openStage } from "./stage.mjs";

const BUTTON = "Sign in with a passkey";
const OTHER = "Use a passkey on another device";
const HINT = "#passkey-hint";
const CONSENT = "Notes wants to use your account";

let stage;
before(async () => { stage = await openStage(); });
after(() => stage?.dispose());

/** A person with an authenticator that holds a passkey of the demo user. */
async function withPasskey({ on = stage, ...options } = {}) {
  const visitor = await on.visitor();
  const authenticator = await plugIn(visitor.page, options);
  const passkey = await addPasskey(on.server, on.user);
  await authenticator.hold(passkey);
  return { visitor, page: visitor.page, authenticator, passkey };
}

const open = (page, on = stage) => page.goto(authorizationUrl(on, { scope: "openid" }));
const button = (page) => page.getByRole("button", { name: BUTTON });
const posted = (visitor) => visitor.requests.filter((url) => new URL(url).pathname === "/login/passkey").length;

describe("with a passkey a person signs in", () => {
  test("by the button", async () => {
    const { visitor, page, authenticator, passkey } = await withPasskey({ present: false });
    await open(page);
    assert.equal(await visitor.heading(), "Sign in");
    await authenticator.asked();
    await authenticator.presence(true);
    await visitor.press(BUTTON);
    assert.equal(await visitor.heading(), CONSENT);
    assert.deepEqual(visitor.complaints, []);
    const row = await stage.server.db.prepare("SELECT counter, last_used_at FROM passkeys WHERE id = ?").bind(passkey.id).first();
    assert.ok(row.counter > 0 && row.last_used_at > 0, JSON.stringify(row));
    await visitor.press("Allow");
    assert.equal(new URL(page.url()).origin, stage.app.url);
  });

  for (const colorScheme of ["light", "dark"]) {
    test(`and finds one way before the other, where it is ${colorScheme}`, async () => {
      const filled = (page) => page.getByRole("button").evaluateAll((buttons) =>
        buttons.filter((it) => !/, 0\)$/.test(getComputedStyle(it).backgroundColor)).map((it) => it.innerText));
      const { page } = await withPasskey({ present: false });
      await page.emulateMedia({ colorScheme });
      await open(page);
      await button(page).waitFor();
      await page.getByRole("button", { name: "Sign in", exact: true }).hover();
      // What fades in is waited for.
      await page.evaluate(() => Promise.all(document.getAnimations().map((it) => it.finished)));
      assert.deepEqual(await filled(page), [BUTTON]);
      const without = await stage.visitor({ javaScriptEnabled: false, colorScheme });
      await open(without.page);
      assert.deepEqual(await filled(without.page), ["Sign in"]);
    });
  }

  test("by autofill, without a click", async () => {
    const { visitor, page } = await withPasskey();
    await visitor.leave(() => open(page));
    await page.waitForFunction((text) => document.querySelector("h1")?.innerText === text, CONSENT);
    assert.equal(posted(visitor), 1);
    assert.deepEqual(visitor.complaints, []);
  });

  test("by keyboard", async () => {
    const { visitor, page, authenticator } = await withPasskey({ present: false });
    await open(page);
    await authenticator.asked();
    await authenticator.presence(true);
    await page.locator("h1").click();
    assert.deepEqual(await tabTo(page, BUTTON), [BUTTON], "it is the first thing on the page");
    await visitor.leave(() => page.keyboard.press("Enter"));
    assert.equal(await visitor.heading(), CONSENT);
  });

  test("in a second tab too, each with its own challenge", async () => {
    const { visitor, page, authenticator } = await withPasskey({ present: false });
    await open(page);
    const other = await visitor.openTab();
    await open(other);
    await page.bringToFront();
    visitor.page = page;
    await authenticator.asked();
    await authenticator.presence(true);
    await visitor.press(BUTTON);
    assert.equal(await visitor.heading(), CONSENT);
  });
});

describe("when a passkey is not accepted", () => {
  test("because nobody was verified, the page says so and goes on working", async () => {
    const { visitor, page, authenticator } = await withPasskey({ present: false, verified: false });
    await open(page);
    await authenticator.asked();
    await authenticator.presence(true);
    assert.ok(!(await page.locator(HINT).isVisible()));
    await button(page).click();
    await page.locator(HINT).waitFor();
    assert.equal(await page.locator(HINT).innerText(), "No passkey was used. Try again, or sign in another way.");
    assert.equal(posted(visitor), 0, "nothing was sent");
    await assertAccessible(page);
    await assertSound(visitor);
    // Once more, and it is still no.
    await button(page).click();
    await page.locator(HINT).waitFor();
    await authenticator.verification(true);
    await visitor.press(BUTTON);
    assert.equal(await visitor.heading(), CONSENT);
  });

  test("the password still is", async () => {
    const { visitor, page, authenticator } = await withPasskey({ present: false, verified: false });
    await open(page);
    await authenticator.asked();
    await authenticator.presence(true);
    await button(page).click();
    await page.locator(HINT).waitFor();
    await visitor.signIn();
    assert.equal(await visitor.heading(), CONSENT);
  });

  test("because it is not known here, the page says so and the browser forgets it", async () => {
    const { visitor, page, authenticator, passkey } = await withPasskey({ present: false });
    await stage.server.db.prepare("DELETE FROM passkeys WHERE id = ?").bind(passkey.id).run();
    await open(page);
    await authenticator.asked();
    await authenticator.presence(true);
    await visitor.press(BUTTON);
    assert.match(await page.getByRole("alert").first().innerText(), /This passkey is not known here, or was removed\./);
    await eventually(() => authenticator.held(), []);
    assert.equal(posted(visitor), 1, "it was not offered again");
    await assertAccessible(page);
    await assertSound(visitor);
    await visitor.signIn();
    assert.equal(await visitor.heading(), CONSENT);
  });
});

describe("the login page with a passkey", () => {
  test("has its one obvious way first, on a phone and on a screen", async () => {
    const { visitor, page } = await withPasskey({ present: false });
    await open(page);
    const [way, other] = await Promise.all([button(page), page.getByRole("button", { name: "Sign in", exact: true })].map((it) => it.boundingBox()));
    assert.ok(way.y < other.y);
    await assertAccessible(page);
    await assertSound(visitor);
  });

  test("hides the button where there are no scripts, and the password works", async () => {
    const visitor = await stage.visitor(PHONE);
    await open(visitor.page);
    assert.equal(await visitor.page.getByRole("button", { name: BUTTON, includeHidden: true }).isVisible(), false);
    await visitor.signIn();
    assert.equal(await visitor.heading(), CONSENT);
  });

  test("hides it where the browser knows no passkeys", async () => {
    const visitor = await stage.visitor();
    await visitor.page.addInitScript(() => { delete globalThis.PublicKeyCredential; });
    await open(visitor.page);
    assert.equal(await button(visitor.page).isVisible(), false);
    assert.deepEqual(visitor.complaints, []);
    await visitor.signIn();
    assert.equal(await visitor.heading(), CONSENT);
  });
});

describe("without passwords the page", () => {
  const OFF = /You need a passkey to sign in here, and this page cannot ask your browser for one\. Allow scripts/;
  let bare;
  before(async () => { bare = await openStage({ PASSWORDS: "off" }); });
  after(() => bare?.dispose());

  test("has one way, and it works", async () => {
    const { visitor, page, authenticator } = await withPasskey({ on: bare, present: false, verified: false });
    await open(page, bare);
    assert.deepEqual(await page.locator("button:visible, input:visible:not([type=checkbox])").allInnerTexts(), [BUTTON, OTHER]);
    assert.doesNotMatch(await page.locator("main").innerText(), OFF);
    await assertAccessible(page);
    await assertSound(visitor);
    await authenticator.asked();
    await authenticator.presence(true);
    await button(page).click();
    await page.locator(HINT).waitFor();
    assert.equal(await page.locator(HINT).innerText(), "No passkey was used. Try again, or use the device that has your passkey.");
    await authenticator.verification(true);
    await visitor.press(BUTTON);
    assert.equal(await visitor.heading(), CONSENT);
  });

  for (const [what, options, prepare] of [
    ["scripts", { javaScriptEnabled: false }, () => {}],
    ["passkeys", {}, (page) => page.addInitScript(() => { delete globalThis.PublicKeyCredential; })],
  ]) {
    test(`says what to do where the browser has no ${what}`, async () => {
      const visitor = await bare.visitor(options);
      const { page } = visitor;
      await prepare(page);
      await open(page, bare);
      assert.deepEqual(await page.locator("button:visible").allInnerTexts(), [OTHER]);
      assert.match(await page.locator("main").innerText(), OFF);
      if (what === "passkeys") {
        await assertAccessible(page);
        await assertSound(visitor);
      }
    });
  }
});

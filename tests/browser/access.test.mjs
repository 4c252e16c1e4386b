// The same flow for people who use no mouse, or no JavaScript on a phone.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { openStage } from "./stage.mjs";

/** More presses of Tab than any page has places to go. */
const LONGEST_PAGE = 20;

let stage;
before(async () => { stage = await openStage(); });
after(() => stage?.dispose());

test("the flow works by keyboard, and one always sees where one is", async () => {
  const visitor = await stage.visitor();
  const { page } = visitor;
  const { keyboard } = page;
  const enter = async (heading) => {
    await visitor.leave(() => keyboard.press("Enter"));
    assert.equal(await visitor.heading(), heading);
  };

  await page.goto(stage.app.url);
  await tabTo(page, "Sign in with Edgegrant");
  await enter("Sign in");

  await tellsFocus(page, "Username or email");
  await keyboard.type(stage.user.username);
  await keyboard.press("Tab");
  await tellsFocus(page, "Password");
  await keyboard.type("wrong");
  await enter("Sign in");
  assert.equal(await page.getByRole("alert").count(), 1);
  await tellsFocus(page, "Password");
  await keyboard.type(stage.user.password);
  await enter("Notes wants to use your account");

  assert.deepEqual(await tabTo(page, "Allow"), ["Not you? Use another account", "Sign out", "Deny", "Allow"]);
  await enter("Your notes");

  await tabTo(page, "New note");
  await keyboard.type("By keyboard");
  await keyboard.press("Tab");
  await tellsFocus(page, "Add note");
  await enter("Your notes");
  assert.equal(await page.getByRole("status").innerText(), "Note added.");
  await tabTo(page, "Refresh");
  await enter("Your notes");
  assert.equal(await page.getByRole("status").innerText(), "You have a new access token.");
  await tabTo(page, "Sign out");
  await enter("A quiet place for short notes");
});

test("Deny can be reached by keyboard, and Enter alone allows nothing", async () => {
  const visitor = await stage.visitor();
  const { page } = visitor;
  await visitor.begin();
  await visitor.signIn();
  await page.keyboard.press("Enter");
  assert.equal(await visitor.heading(), "Notes wants to use your account");
  await tabTo(page, "Deny");
  await visitor.leave(() => page.keyboard.press("Space"));
  assert.equal(await visitor.heading(), "You did not give access");
});

test("the flow works without JavaScript, on a phone", async () => {
  const visitor = await stage.visitor({
    javaScriptEnabled: false,
    viewport: { width: 390, height: 844 },
    isMobile: true,
    hasTouch: true,
  });
  const { page } = visitor;
  const tap = (name) => visitor.leave(() => page.getByRole("button", { name, exact: true }).tap());
  await page.goto(stage.app.url);
  await tap("Sign in with Edgegrant");
  assert.equal(await page.getByRole("button", { name: "Show password" }).count(), 0, "it would do nothing");
  await page.getByLabel("Username or email").fill(stage.user.username);
  await page.getByLabel("Password").fill(stage.user.password);
  await tap("Sign in");
  await tap("Allow");
  await page.getByLabel("New note").fill("Without a script");
  await tap("Add note");
  assert.deepEqual(await page.locator(".notes li p").allInnerTexts(), ["Without a script"]);
  await tap("Refresh");
  assert.equal(await page.getByRole("status").innerText(), "You have a new access token.");
  await tap("Sign out");
  assert.equal(await visitor.heading(), "A quiet place for short notes");
});

test("a button shows what is typed as a password, and what is sent is hidden again", async () => {
  const visitor = await stage.visitor();
  const { page } = visitor;
  await visitor.begin();
  const field = page.locator("#password");
  await page.getByLabel("Username or email").fill(stage.user.username);
  // Pasted, as from a password manager.
  await field.evaluate((it, text) => {
    it.focus();
    document.execCommand("insertText", false, text);
  }, stage.user.password);
  assert.equal(await field.getAttribute("type"), "password");
  await page.keyboard.press("Tab");
  await tellsFocus(page, "Show password");
  await page.keyboard.press("Enter");
  assert.equal(await field.getAttribute("type"), "text");
  await tellsFocus(page, "Hide password");
  await page.keyboard.press("Space");
  assert.equal(await field.getAttribute("type"), "password");
  await page.getByRole("button", { name: "Show password" }).click();
  await page.evaluate(() => {
    const { form } = document.getElementById("password");
    addEventListener("submit", () => sessionStorage.setItem("type", form.password.type));
  });
  await visitor.press("Sign in");
  assert.equal(await visitor.heading(), "Notes wants to use your account");
  assert.equal(await page.evaluate(() => sessionStorage.getItem("type")), "password");
  assert.deepEqual(visitor.complaints, []);
});

// Presses Tab until the focus is on `name`; gives the names it came by.
async function tabTo(page, name) {
  const passed = [];
  while (passed.at(-1) !== name) {
    assert.ok(passed.length < LONGEST_PAGE, `Tab does not reach ${name}, only ${passed.join(", ")}`);
    await page.keyboard.press("Tab");
    passed.push(await tellsFocus(page));
  }
  return passed;
}

// Asserts that the focus can be seen, and gives the name of what has it.
async function tellsFocus(page, name) {
  const focus = await page.evaluate(() => {
    const { activeElement: it } = document;
    const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(it);
    return {
      name: (it.labels?.[0] ?? it).innerText.trim(),
      tag: it.tagName,
      outline: outlineStyle === "none" || /, 0\)$/.test(outlineColor) ? 0 : parseFloat(outlineWidth),
    };
  });
  assert.notEqual(focus.tag, "BODY", "something has the focus");
  assert.ok(focus.outline >= 2, `${focus.name} shows that it has the focus`);
  if (name !== undefined) assert.equal(focus.name, name);
  return focus.name;
}

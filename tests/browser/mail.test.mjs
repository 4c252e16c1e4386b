// Mail in a browser: the mailbox of `npm start`, a link and a code from there, and a mail as HTML.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { codeIn, linkIn, mailTo, mailsTo, until } from "../workerd/kit/mail.mjs";
import { assertAccessible, assertFits } from "./sound.mjs";
import { authorizationUrl, openStage } from "./stage.mjs";

let stage;
before(async () => {
  stage = await openStage({}, {}, { mail: true });
});
after(() => stage?.dispose());

test("somebody who cannot sign in finds the link in the mailbox, and sets a new password", async () => {
  const visitor = await stage.visitor();
  const { page } = visitor;
  const { server, user } = stage;
  await page.goto(authorizationUrl(stage, { scope: "openid" }));
  await visitor.leave(() => page.getByRole("link", { name: "Can’t sign in?" }).click());
  await page.getByLabel("Username or email").fill(user.username);
  await visitor.press("Send me a link");
  assert.equal(await visitor.heading(), "Check your email");
  const mail = await mailTo(server, user.email);

  await page.goto(server.mailbox);
  assert.equal(await visitor.heading(), "Mailbox");
  await assertNarrow(page);
  await assertAccessible(page);
  await visitor.leave(() => page.getByRole("link", { name: "Show it as HTML" }).first().click());
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    await assertNarrow(page);
    await assertAccessible(page);
  }
  await visitor.leave(() => page.getByRole("link", { name: "Set a new way to sign in" }).click());
  assert.equal(page.url(), linkIn(mail));
  await page.getByText("Use a password instead").click();
  await page.locator("details form").getByLabel("Password", { exact: true }).fill("seven quiet rivers at noon");
  await visitor.press("Continue with a password");
  assert.equal(new URL(page.url()).pathname, "/account");
});

test("a code from the mailbox signs somebody in to an app", async () => {
  const visitor = await stage.visitor();
  const { page } = visitor;
  const { server, user } = stage;
  await visitor.begin();
  await visitor.leave(() => page.getByRole("link", { name: "Email me a code" }).click());
  await page.getByLabel("Username or email").fill(user.email);
  await visitor.press("Email me a code");
  const mail = await until(async () => {
    const mails = await mailsTo(server, user.email);
    return mails.find(({ subject }) => subject === "Your sign-in code");
  }, "a code");
  await page.getByLabel("Code from the email").fill(codeIn(mail));
  await visitor.press("Sign in");
  await visitor.press("Allow");
  assert.equal(await visitor.heading(), "Your notes");
});

/** Nothing is cut off on the smallest phone. */
async function assertNarrow(page) {
  const usual = page.viewportSize();
  await page.setViewportSize({ width: 320, height: 640 });
  await assertFits(page, 320);
  await page.setViewportSize(usual);
}

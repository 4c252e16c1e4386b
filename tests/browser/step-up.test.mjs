// Before the example app deletes all notes, the API wants to be sure that it is the person (RFC 9470): they confirm
// with a passkey.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { addPasskey } from "../workerd/kit/passkeys.mjs";
import { plugIn } from "./authenticator.mjs";
import { PHONE, assertSound } from "./sound.mjs";
import { openStage } from "./stage.mjs";

const NOTES = "Your notes";
const NOT_CONFIRMED = "Nothing was deleted. That takes a passkey, to be sure that it is you.";

let stage;
before(async () => { stage = await openStage(); });
after(() => stage?.dispose());

/** Somebody who signed in to the app with a password, and has a note there. */
async function withNote(options) {
  const visitor = await stage.visitor(options);
  await visitor.begin();
  await visitor.signIn();
  await visitor.press("Allow");
  await visitor.page.getByLabel("New note").fill("Only mine");
  await visitor.press("Add note");
  return visitor;
}

const notes = () => stage.api.db.prepare("SELECT count(*) AS n FROM notes").first("n");
const said = (visitor) => visitor.page.locator(".flash").innerText();

describe("all notes are deleted", () => {
  test("by a person who confirms with a passkey, and who goes on at once", async () => {
    const visitor = await withNote();
    const { page } = visitor;
    const authenticator = await plugIn(page, { present: false });
    await authenticator.hold(await addPasskey(stage.server, stage.user));
    await visitor.press("Delete all notes");
    assert.equal(await visitor.heading(), "Sign in");
    await page.getByText("You are signed in already, but the app needs to be more certain that it is you.").waitFor();
    assert.equal(await page.getByLabel("Password").count(), 0);
    await assertSound(visitor);
    assert.equal(await notes(), 1, "nothing is deleted before");
    await authenticator.presence(true);
    await visitor.press("Sign in with a passkey");
    assert.equal(await visitor.heading(), NOTES);
    assert.equal(await said(visitor), "All your notes are deleted.");
    assert.equal(await notes(), 0);
  });

  test("not by one who goes back without it, and who stays signed in", async () => {
    const visitor = await withNote();
    await visitor.press("Delete all notes");
    await visitor.press("Return to the app without signing in this way");
    assert.equal(await visitor.heading(), NOTES);
    assert.equal(await said(visitor), NOT_CONFIRMED);
    assert.equal(await notes(), 1);
  });

  test("nor where the browser runs no scripts: the page says what it takes", async () => {
    const visitor = await withNote(PHONE);
    await visitor.press("Delete all notes");
    await visitor.page.getByText("You need a passkey to sign in here").waitFor();
    await assertSound(visitor);
    await visitor.press("Return to the app without signing in this way");
    assert.equal(await said(visitor), NOT_CONFIRMED);
    assert.equal(await notes(), 1);
  });
});

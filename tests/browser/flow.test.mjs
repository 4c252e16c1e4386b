// The whole flow as a person goes through it: client, authorization server, resource server.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";

import { authorizationUrl, openStage } from "./stage.mjs";

let stage;
before(async () => { stage = await openStage(); });
after(() => stage?.dispose());

test("from signing in to signing out", async (t) => {
  const visitor = await stage.visitor();
  const { page } = visitor;

  await t.test("the app sends a person to the login page", async () => {
    await visitor.begin();
    assert.equal(new URL(page.url()).origin, stage.server.url);
    assert.equal(await visitor.heading(), "Sign in");
    assert.match(await page.locator("main").innerText(), /to continue to Notes/);
  });

  await t.test("login leads to consent, which says who asks whom for what", async () => {
    await visitor.signIn();
    assert.equal(await visitor.heading(), "Notes wants to use your account");
    const words = await page.locator("main").innerText();
    assert.match(words, /Signed in as Demo Person \(demo\)/);
    const permissions = await page.getByRole("listitem").allInnerTexts();
    assert.deepEqual(permissions.slice(-2), ["Read your notes", "Add notes in your name"]);
    assert.deepEqual(permissions.slice(0, -2), [
      "Know that it is you",
      "See your name, username and profile",
      "See your email address",
      "Stay connected while you are away",
    ]);
    assert.ok(words.includes(new URL(stage.app.url).host), "it says where one will return to");
  });

  await t.test("allowed, the app shows who signed in and that there are no notes", async () => {
    await visitor.press("Allow");
    assert.equal(page.url(), `${stage.app.url}/`);
    assert.equal(await visitor.heading(), "Your notes");
    assert.match(await page.getByRole("banner").innerText(), /Signed in as Demo Person \(demo@example\.com\)/);
    assert.match(await page.locator("main").innerText(), /No notes yet/);
  });

  await t.test("a note is added", async () => {
    const text = "Milk & <b>bread</b>\nfor Møller";
    await page.getByLabel("New note").fill(text);
    await visitor.press("Add note");
    assert.equal(await page.getByRole("status").innerText(), "Note added.");
    assert.deepEqual(await page.locator(".notes li p").allInnerTexts(), [text]);
    await page.reload();
    assert.deepEqual(await page.locator(".notes li p").allInnerTexts(), [text], "it was stored once");
    assert.equal(await page.getByRole("status").count(), 0, "it is said once");
  });

  await t.test("a note of blanks is refused, in words tied to its field", async () => {
    await page.getByLabel("New note").fill("  \n ");
    await visitor.press("Add note");
    const error = page.getByRole("alert");
    assert.equal(await page.getByLabel("New note").getAttribute("aria-describedby"), await error.getAttribute("id"));
    assert.ok((await error.innerText()).length > 10);
    assert.equal(await page.locator(".notes li").count(), 1);
  });

  await t.test("the token is refreshed", async () => {
    await page.goto(stage.app.url);
    const old = await visitor.claims();
    assert.equal(old.client_id, stage.client.id);
    assert.equal(old.exp - old.iat, 600);
    await sleep(1100); // The claims count in seconds.
    await visitor.press("Refresh");
    assert.equal(await page.getByRole("status").innerText(), "You have a new access token.");
    const fresh = await visitor.claims();
    assert.notEqual(fresh.jti, old.jti);
    assert.ok(fresh.iat > old.iat && fresh.exp > old.exp, JSON.stringify({ old, fresh }));
    assert.match(await page.locator(".life").innerText(), /Expires in\s+(10 minutes|9 minutes 5\d seconds)/);
    assert.equal(await page.locator(".notes li").count(), 1, "the new token opens the notes");
  });

  await t.test("a visit by a browser that the server knows asks nothing", async () => {
    await visitor.leaveApp();
    await page.goto(stage.app.url);
    visitor.shown.length = 0;
    await visitor.press("Sign in with Edgegrant");
    assert.equal(await visitor.heading(), "Your notes");
    assert.deepEqual(visitor.shown, [`${stage.app.url}/`], "no page of the server was shown");
    assert.equal(await page.locator(".notes li").count(), 1, "the notes belong to the person");
  });

  await t.test("signed out, the app and the server have forgotten the person", async () => {
    visitor.shown.length = 0;
    await visitor.press("Sign out");
    assert.deepEqual(visitor.shown, [`${stage.app.url}/`], "the way over the server asks nothing");
    assert.equal(await page.getByRole("status").innerText(), "You are signed out of Notes.");
    await page.goto(stage.app.url);
    assert.equal(await page.getByRole("status").count(), 0, "it is said once");
    assert.equal(await page.getByRole("button", { name: "Sign in with Edgegrant" }).count(), 1);
    assert.equal(await stage.server.db.prepare("SELECT count(*) AS n FROM sessions").first("n"), 0);
  });

  await t.test("the next visit asks for the password, and for nothing that was allowed", async () => {
    await visitor.press("Sign in with Edgegrant");
    assert.equal(await visitor.heading(), "Sign in");
    await visitor.signIn();
    assert.equal(await visitor.heading(), "Your notes");
    assert.equal(await page.locator(".notes li").count(), 1);
  });
});

test("more scopes than were allowed are asked for, fewer are not", async () => {
  const visitor = await stage.visitor();
  const { page } = visitor;
  await page.goto(authorizationUrl(stage, { scope: "profile notes:read" }));
  await visitor.signIn();
  assert.equal(await page.getByText("Add notes in your name").count(), 0);
  await visitor.press("Allow");
  await page.goto(authorizationUrl(stage, { scope: "notes:read" }));
  assert.equal(new URL(page.url()).pathname, "/callback");
  await page.goto(authorizationUrl(stage, { scope: "profile notes:read notes:write" }));
  assert.equal(await visitor.heading(), "Notes wants to use your account");
  assert.equal(await page.getByText("Add notes in your name").count(), 1);
});

test("a wrong password and an unknown user are told the same, beside the field", async () => {
  const visitor = await stage.visitor();
  const { page } = visitor;
  await visitor.begin();
  const said = [];
  for (const username of [stage.user.username, "nobody"]) {
    await visitor.signIn({ username, password: "not the password" });
    const error = page.getByRole("alert");
    said.push(await error.innerText());
    for (const field of [page.getByLabel("Username or email"), page.getByLabel("Password")]) {
      assert.equal(await field.getAttribute("aria-invalid"), "true");
      assert.equal(await field.getAttribute("aria-describedby"), await error.getAttribute("id"));
    }
    assert.equal(await page.getByLabel("Username or email").inputValue(), username);
    assert.equal(await page.getByLabel("Password").inputValue(), "", "a password is never shown again");
    assert.match(await page.title(), /^Error: /);
    assert.equal(await visitor.cookie("__Host-edgegrant-session"), undefined);
  }
  assert.equal(said[0], said[1]);
  await visitor.signIn();
  assert.equal(await visitor.heading(), "Notes wants to use your account");
});

test("denied, the app says so in words and shares nothing, and one may try again", async () => {
  const visitor = await stage.visitor();
  const { page } = visitor;
  await visitor.begin();
  await visitor.signIn();
  await visitor.press("Deny");
  assert.equal(new URL(page.url()).origin, stage.app.url);
  assert.equal(await visitor.heading(), "You did not give access");
  const words = await page.locator("main").innerText();
  assert.match(words, /Nothing was shared/);
  assert.doesNotMatch(words, /access_denied|error/i);
  await visitor.press("Try again");
  assert.equal(await visitor.heading(), "Notes wants to use your account", "a no is not remembered");
  await visitor.press("Allow");
  assert.equal(await visitor.heading(), "Your notes");
});

test("another account can be used, from the consent page", async () => {
  const { db } = stage.server;
  await db
    .prepare(`INSERT INTO users (id, username, email, name, password_hash, created_at)
      SELECT 'other-id', 'other', 'other@example.com', 'Other Person', password_hash, 0 FROM users WHERE username = ?`)
    .bind(stage.user.username)
    .run();
  const visitor = await stage.visitor();
  const { page } = visitor;
  await visitor.begin();
  await visitor.signIn();
  await visitor.leave(() => page.getByRole("link", { name: /another account/ }).click());
  assert.equal(await visitor.heading(), "Sign in");
  await visitor.signIn({ username: "other@example.com", password: stage.user.password });
  assert.match(await page.locator("main").innerText(), /Signed in as Other Person \(other\)/);
  await visitor.press("Allow");
  assert.match(await page.getByRole("banner").innerText(), /Signed in as Other Person \(other@example\.com\)/);
  assert.equal((await visitor.claims()).sub, "other-id");

  // The first one is still signed in: the app, asked again, is told the last one who was chosen.
  await visitor.leaveApp();
  await visitor.begin();
  assert.match(await page.getByRole("banner").innerText(), /Signed in as Other Person/);
  // When that one signs out, the first one is not signed out with them.
  await visitor.press("Sign out");
  await visitor.press("Sign in with Edgegrant");
  assert.equal(await visitor.heading(), "Notes wants to use your account");
  assert.match(await page.locator("main").innerText(), /Signed in as Demo Person \(demo\)/);
});

test("an access token that has run out is renewed unseen; a revoked one ends the visit in words", async () => {
  const visitor = await stage.visitor();
  const { page } = visitor;
  await visitor.reachNotes();
  const old = await visitor.claims();
  const cookie = (await visitor.cookie("__Host-notes-app")).value;
  const key = `session:${createHash("sha256").update(cookie).digest("base64url")}`;
  const session = await stage.app.kv.get(key, "json");
  await stage.app.kv.put(key, JSON.stringify({ ...session, expires_at: 0 }));
  await page.goto(stage.app.url);
  assert.notEqual((await visitor.claims()).jti, old.jti);
  assert.equal((await visitor.cookie("__Host-notes-app")).value, cookie);

  await stage.server.db.prepare("DELETE FROM token_families").run();
  await visitor.press("Refresh");
  assert.match(await page.getByRole("alert").innerText(), /access has ended.*Sign in/);
  assert.equal(await page.getByRole("button", { name: "Sign in with Edgegrant" }).count(), 1);
});

// The pages where links lead, in a browser with an authenticator that Chromium plays.

import assert from "node:assert/strict";
import { createHash, randomUUID } from "node:crypto";
import { after, before, describe, test } from "node:test";

import { plugIn } from "./authenticator.mjs";
import { openStage } from "./stage.mjs";

let stage;
before(async () => { stage = await openStage({ SIGN_UP: "open" }); });
after(() => stage?.dispose());

/** Puts a link into the database, and gives its address. */
async function put(purpose, path, user = null) {
  const secret = randomUUID();
  await stage.server.db
    .prepare("INSERT INTO one_time_links (hash, purpose, user_id, email, uses_left, expires_at, created_at) VALUES (?, ?, ?, NULL, 1, unixepoch() + 3600, unixepoch())")
    .bind(createHash("sha256").update(secret).digest("base64url"), purpose, user)
    .run();
  return `${stage.server.url}${path}?link=${secret}`;
}

async function withAuthenticator() {
  const visitor = await stage.visitor();
  await plugIn(visitor.page, {});
  return { visitor, page: visitor.page };
}

const userOf = (username) => stage.server.db.prepare("SELECT * FROM users WHERE username = ?").bind(username).first();

describe("with a passkey, a person", () => {
  test("sets the server up and becomes its administrator", async () => {
    const { visitor, page } = await withAuthenticator();
    await page.goto(await put("setup", "/setup"));
    assert.equal(await visitor.heading(), "Set up this server");
    await page.getByLabel("Username (optional)").fill("owner");
    await visitor.press("Continue with a passkey");
    assert.equal(new URL(page.url()).pathname, "/account");
    assert.equal((await userOf("owner")).administrator, 1);
    assert.deepEqual(visitor.complaints, []);
  });

  test("comes by an invitation, with a password too", async () => {
    const { visitor, page } = await withAuthenticator();
    await page.goto(await put("invitation", "/invitation"));
    await page.getByText("Use a password instead").click();
    const form = page.locator("details form");
    await form.getByLabel("Username").fill("guest");
    await form.getByLabel("Password", { exact: true }).fill("a phrase of my own, for once");
    await visitor.press("Continue with a password");
    assert.equal(new URL(page.url()).pathname, "/account");
    assert.deepEqual(visitor.complaints, []);
  });

  test("gets back in by a recovery link", async () => {
    const { id } = await userOf("demo");
    const { visitor, page } = await withAuthenticator();
    await page.goto(await put("recovery", "/recovery", id));
    assert.equal(await visitor.heading(), "Get back in");
    await page.getByText("Use a password instead").click();
    assert.equal(await page.getByRole("button", { name: "Continue with a passkey" }).isVisible(), false, "one way at a time");
    await page.getByText("Use a passkey instead").click();
    await visitor.press("Continue with a passkey");
    assert.equal(new URL(page.url()).pathname, "/account");
    const { n } = await stage.server.db.prepare("SELECT count(*) AS n FROM passkeys WHERE user_id = ?").bind(id).first();
    assert.equal(n, 1);
    assert.deepEqual(visitor.complaints, []);
  });
});

// Signing out, as a person does it: from an app that asks, and from the server's own page.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { PHONE, assertSound, focused, tabTo } from "./sound.mjs";
import { authorizationUrl, openStage, strangers } from "./stage.mjs";

const SESSION = "__Host-edgegrant-session";
const STRANGE = "https://paper.example/signed-out";

let stage, itself;
before(async () => {
  stage = await openStage();
  ({ itself } = await strangers(stage));
  const { db } = stage.server;
  const leave = db.prepare("UPDATE clients SET post_logout_redirect_uris = ? WHERE id = ?");
  await db.batch([
    leave.bind(JSON.stringify([`${stage.app.url}/`]), stage.client.id),
    leave.bind(JSON.stringify([STRANGE]), itself),
    db.prepare(`INSERT INTO users (id, username, email, name, password_hash, created_at, pairwise_salt)
      SELECT 'zoe-id', 'zoe', 'zoe@example.com', 'Zoë <Person>', password_hash, 0, 'salt' FROM users WHERE username = ?`)
      .bind(stage.user.username),
  ]);
});
after(() => stage?.dispose());

/** A person who is signed in at the server, and has let the app use the account. */
async function signedIn(options) {
  const visitor = await stage.visitor(options);
  await visitor.page.goto(authorizationUrl(stage));
  await visitor.signIn();
  await visitor.press("Allow");
  return visitor;
}

/** Signs in as one more. */
async function also(visitor) {
  await visitor.page.goto(authorizationUrl(stage, { prompt: "login" }));
  await visitor.signIn({ username: "zoe", password: stage.user.password });
}

function logoutUrl(params = {}) {
  return `${stage.server.url}/logout?${new URLSearchParams(params)}`;
}

/** As the app would send its people. */
function fromApp(params = {}) {
  return logoutUrl({ client_id: stage.client.id, post_logout_redirect_uri: `${stage.app.url}/`, ...params });
}

describe("the page that asks whether to sign out", () => {
  test("is reached from the server's own address, and leads to a page that says it is done", async () => {
    const visitor = await signedIn();
    const { page } = visitor;
    await page.goto(stage.server.url);
    await assertSound(visitor);
    await visitor.leave(() => page.getByRole("link", { name: "Sign out" }).click());
    assert.equal(await visitor.heading(), "Sign out?");
    const words = await page.locator("main").innerText();
    assert.match(words, /Demo Person \(demo\)/);
    assert.doesNotMatch(words, /asks to sign you out/);
    assert.match(await page.title(), /^Sign out\? – /);
    await assertSound(visitor);
    await visitor.press("Sign out");
    assert.equal(await visitor.heading(), "You are signed out");
    assert.equal(await visitor.cookie(SESSION), undefined);
    await assertSound(visitor);
    await page.goto(authorizationUrl(stage));
    assert.equal(await visitor.heading(), "Sign in");
  });

  test("says which app asks, and returns there (the page's policy lets it)", async () => {
    const visitor = await signedIn();
    const { page } = visitor;
    await page.goto(fromApp({ state: "s" }));
    assert.match(await page.locator("main").innerText(), /Notes asks to sign you out here/);
    await visitor.press("Sign out");
    assert.equal(page.url(), `${stage.app.url}/?state=s`);
    assert.deepEqual(visitor.complaints, []);
    assert.equal(await visitor.cookie(SESSION), undefined);
  });

  test("names everybody who will be signed out", async () => {
    const visitor = await signedIn();
    await also(visitor);
    await visitor.page.goto(logoutUrl());
    assert.deepEqual((await visitor.page.getByRole("listitem").allInnerTexts()).toSorted(), ["Demo Person (demo)", "Zoë <Person> (zoe)"]);
    await assertSound(visitor);
    await visitor.press("Sign out");
    await visitor.page.goto(authorizationUrl(stage, { prompt: "select_account" }));
    assert.equal(await visitor.heading(), "Sign in");
  });

  test("can be left, and then nothing has changed", async () => {
    const visitor = await signedIn();
    await visitor.page.goto(fromApp());
    await visitor.press("Stay signed in");
    assert.equal(await visitor.heading(), "You are still signed in");
    await assertSound(visitor);
    await visitor.page.goto(authorizationUrl(stage));
    assert.equal(new URL(visitor.page.url()).origin, stage.app.url);
  });

  test("works by keyboard, and Enter alone signs nobody out", async () => {
    const visitor = await signedIn();
    const { page } = visitor;
    await page.goto(fromApp());
    await page.keyboard.press("Enter");
    assert.equal(await visitor.heading(), "Sign out?");
    assert.deepEqual(await tabTo(page, "Sign out"), ["Stay signed in", "Sign out"]);
    await page.keyboard.press("Shift+Tab");
    assert.equal(await focused(page), "Stay signed in");
    await page.keyboard.press("Tab");
    await visitor.leave(() => page.keyboard.press("Enter"));
    assert.equal(page.url(), `${stage.app.url}/`);
  });

  test("works without scripts, on a phone", async () => {
    const visitor = await signedIn(PHONE);
    const { page } = visitor;
    const tap = (name) => visitor.leave(() => page.getByRole("button", { name, exact: true }).tap());
    await page.goto(logoutUrl());
    await tap("Stay signed in");
    await page.goto(logoutUrl());
    await tap("Sign out");
    assert.equal(await visitor.heading(), "You are signed out");
    assert.equal(await visitor.cookie(SESSION), undefined);
  });

  test("cannot be shown in a frame", async () => {
    const { page } = await signedIn();
    const response = await page.goto(logoutUrl());
    assert.equal(response.headers()["x-frame-options"], "DENY");
    assert.match(response.headers()["content-security-policy"], /frame-ancestors 'none'/);
  });

  test("is no dead end when a tab signed out before", async () => {
    const visitor = await signedIn();
    const first = visitor.page;
    await first.goto(fromApp());
    const second = await visitor.openTab();
    await second.goto(logoutUrl());
    await visitor.press("Sign out");
    visitor.page = first;
    await visitor.press("Sign out");
    assert.equal(first.url(), `${stage.app.url}/`);
  });
});

describe("an ID token signs its person out", () => {
  // The app is what has one; here it is fetched as the app would fetch it.
  async function idToken(visitor, scope = "openid") {
    const { page } = visitor;
    const answer = page.waitForRequest((request) => request.url().startsWith(`${stage.app.url}/callback?`));
    await visitor.context.route(`${stage.app.url}/callback?*`, (route) => route.fulfill({ body: "kept" }));
    await page.goto(authorizationUrl(stage, { scope }));
    if (await page.getByRole("button", { name: "Allow" }).count()) await visitor.press("Allow");
    const { searchParams } = new URL((await answer).url());
    const response = await fetch(`${stage.server.url}/token`, {
      method: "POST",
      headers: { authorization: `Basic ${btoa(`${stage.client.id}:${stage.client.secret}`)}` },
      body: new URLSearchParams({
        grant_type: "authorization_code",
        code: searchParams.get("code"),
        redirect_uri: `${stage.app.url}/callback`,
        // Of RFC 7636 appendix B.
        code_verifier: "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
      }),
    });
    const tokens = await response.json();
    assert.equal(response.status, 200, JSON.stringify(tokens));
    return tokens.id_token;
  }

  before(async () => {
    await stage.server.db.prepare("UPDATE clients SET scope = 'openid ' || scope WHERE id = ? AND scope NOT LIKE '%openid%'")
      .bind(stage.client.id).run();
  });

  test("without a question", async () => {
    const visitor = await signedIn();
    const id_token_hint = await idToken(visitor);
    visitor.shown.length = 0;
    await visitor.page.goto(fromApp({ id_token_hint, state: "s" }));
    assert.deepEqual(visitor.shown, [`${stage.app.url}/?state=s`], "no page of the server was shown");
    assert.equal(await visitor.cookie(SESSION), undefined);
  });

  test("and whoever else is signed in there is told that they still are", async () => {
    const visitor = await signedIn();
    const id_token_hint = await idToken(visitor);
    await also(visitor);
    await visitor.page.goto(logoutUrl({ id_token_hint }));
    assert.equal(await visitor.heading(), "You are signed out");
    assert.match(await visitor.page.locator("main").innerText(), /Other accounts are still signed in/);
    await assertSound(visitor);
    await visitor.page.goto(authorizationUrl(stage, { prompt: "select_account" }));
    assert.deepEqual((await visitor.page.locator(".accounts button").allInnerTexts()).length, 1);
  });

  test("and one that is none leads to a page on which they can sign out all the same", async () => {
    const visitor = await signedIn();
    await visitor.page.goto(fromApp({ id_token_hint: "x" }));
    assert.equal(await visitor.heading(), "Sign out?");
    assert.match(await visitor.page.locator("main").innerText(), /you will not be sent back to it[^]*Reference: \w+/);
    await assertSound(visitor);
    await visitor.press("Sign out");
    assert.equal(await visitor.heading(), "You are signed out");
    assert.equal(new URL(visitor.page.url()).origin, stage.server.url);
    assert.equal(await visitor.cookie(SESSION), undefined);
  });
});

test("an app that nobody vouches for gets a link, with the place it leads to in words", async () => {
  const visitor = await stage.visitor();
  const { page } = visitor;
  await page.goto(logoutUrl({ client_id: itself, post_logout_redirect_uri: STRANGE, state: "s" }));
  assert.equal(await visitor.heading(), "You are signed out");
  const link = page.getByRole("link", { name: "Continue to paper.example" });
  assert.equal(await link.getAttribute("href"), `${STRANGE}?state=s`);
  await assertSound(visitor);
});

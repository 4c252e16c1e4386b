// Several people, or one with several accounts, at one browser: who goes on, and who is asked what.

import assert from "node:assert/strict";
import { createHash, randomUUID } from "node:crypto";
import { after, before, describe, test } from "node:test";

import { PHONE, assertSound, focused, tabTo } from "./sound.mjs";
import { authorizationUrl, openStage } from "./stage.mjs";

const LONG = "Donaudampfschifffahrtsgesellschaftskapitänsmützenfabrikantenwitwenrentenauszahlungsstellenleiterin";

/** Standard scopes, and two claims that no scope of these brings. */
const MUCH = "openid profile email address phone offline_access notes:read notes:write";
const ONE_BY_ONE = JSON.stringify({ userinfo: { birthdate: { essential: true }, phone_number: null }, id_token: { no_such_claim: null } });

let stage, zoe, nameless, long;
before(async () => {
  stage = await openStage();
  await stage.server.db.prepare("UPDATE clients SET scope = ? WHERE id = ?").bind(MUCH, stage.client.id).run();
  zoe = await addUser("zoe", "Zoë <Person>");
  nameless = await addUser("nameless", null);
  long = await addUser(`l${"ong".repeat(20)}`, LONG);
});
after(() => stage?.dispose());

async function addUser(username, name) {
  await stage.server.db
    .prepare(`INSERT INTO users (id, username, email, name, password_hash, created_at, pairwise_salt)
      SELECT ?, ?, ?, ?, password_hash, 0, ? FROM users WHERE username = ?`)
    .bind(`${username}-id`, username, `${username}@example.com`, name, username, stage.user.username)
    .run();
  return { username, name, password: stage.user.password };
}

/** A person who is signed in as each of these: the first by the page, the others as if by it. */
async function signedIn([first, ...others], options) {
  const visitor = await stage.visitor(options);
  await visitor.page.goto(authorizationUrl(stage, { scope: "openid" }));
  await visitor.signIn(first);
  const { value } = await visitor.cookie("__Host-edgegrant-session");
  const hash = createHash("sha256").update(value).digest("base64url");
  for (const { username } of others) {
    await stage.server.db
      .prepare(`INSERT INTO sessions (hash, user_id, id, authenticated_at, expires_at)
        SELECT hash, (SELECT id FROM users WHERE username = ?), ?, authenticated_at, expires_at FROM sessions WHERE hash = ? LIMIT 1`)
      .bind(username, randomUUID(), hash)
      .run();
  }
  return visitor;
}

function choose(params = {}) {
  return authorizationUrl(stage, { scope: "openid", prompt: "select_account", ...params });
}

function names(page) {
  return page.locator(".accounts button").allInnerTexts();
}

describe("the page that asks which account", () => {
  test("shows each with its name and username, and no name twice", async () => {
    const { page } = await signedIn([stage.user, zoe, nameless]);
    await page.goto(choose());
    assert.equal(await page.locator("h1").innerText(), "Choose an account");
    assert.match(await page.title(), /^Choose an account to continue to Notes – /);
    assert.match(await page.locator("main").innerText(), /to continue to Notes/);
    const expected = [["Demo Person", "demo"], ["Zoë <Person>", "zoe"], ["nameless"]];
    assert.deepEqual((await names(page)).map((text) => text.split(/\s*\n\s*/)).toSorted(), expected.toSorted());
  });

  test("is sound with names that do not fit", async () => {
    const visitor = await signedIn([stage.user, long, nameless]);
    await visitor.page.goto(choose());
    assert.equal((await names(visitor.page)).length, 3);
    await assertSound(visitor);
  });

  test("goes on as whoever was chosen, and remembers it while the browser runs", async () => {
    const visitor = await signedIn([stage.user, zoe, nameless]);
    const { page } = visitor;
    for (const [label, username] of [[/^Zoë <Person>/, "zoe"], [/^Demo Person/, "demo"]]) {
      await page.goto(choose({ state: `to be ${username}` }));
      await visitor.leave(() => page.getByRole("button", { name: label }).click());
      assert.match(await page.locator(".who").innerText(), new RegExp(`\\(${username}\\)`));
      await page.goto(authorizationUrl(stage, { scope: "openid", state: `after ${username}` }));
      assert.match(await page.locator(".who").innerText(), new RegExp(`\\(${username}\\)`));
    }
    const chosen = await visitor.cookie("__Host-edgegrant-account");
    assert.deepEqual([chosen.expires, chosen.httpOnly, chosen.secure, chosen.sameSite], [-1, true, true, "Lax"]);
  });

  test("leads to the login page for another account, and back", async () => {
    const visitor = await signedIn([stage.user]);
    const { page } = visitor;
    await page.goto(choose());
    await visitor.leave(() => page.getByRole("link", { name: "Use another account" }).click());
    assert.equal(await visitor.heading(), "Sign in");
    await visitor.signIn(zoe);
    assert.match(await page.locator(".who").innerText(), /Signed in as Zoë <Person> \(zoe\)/);
    await visitor.press("Allow");
    assert.equal(new URL(page.url()).origin, stage.app.url);
    await page.goto(choose({ state: "again" }));
    assert.equal((await names(page)).length, 2);
  });

  test("works by keyboard", async () => {
    const visitor = await signedIn([stage.user, zoe]);
    const { page } = visitor;
    await page.goto(choose());
    const [first, second] = (await names(page)).map((text) => text.replace(/\s+/g, " "));
    assert.deepEqual(await tabTo(page, "Use another account"), [first, second, "Use another account"]);
    await page.keyboard.press("Shift+Tab");
    assert.equal(await focused(page), second);
    await visitor.leave(() => page.keyboard.press("Enter"));
    assert.match(await page.locator(".who").innerText(), new RegExp(`\\(${second.split(" ").at(-1)}\\)`));
  });

  test("works without scripts, on a phone", async () => {
    const visitor = await signedIn([stage.user, zoe], PHONE);
    const { page } = visitor;
    await page.goto(choose());
    await visitor.leave(() => page.getByRole("button", { name: /^Demo Person/ }).tap());
    await visitor.leave(() => page.getByRole("button", { name: "Allow" }).tap());
    const answer = new URL(page.url());
    assert.equal(answer.origin, stage.app.url);
  });

  test("cannot be shown in a frame, nor sent from another tab's request", async () => {
    const visitor = await signedIn([stage.user, zoe]);
    const { page } = visitor;
    const response = await page.goto(choose({ state: "first" }));
    assert.equal(response.headers()["x-frame-options"], "DENY");
    const token = await page.locator("input[name=token]").inputValue();
    await page.goto(choose({ state: "second" }));
    await page.locator("input[name=token]").evaluate((input, it) => { input.value = it; }, token);
    await visitor.leave(() => page.getByRole("button", { name: /^Zoë/ }).click());
    assert.equal(await visitor.heading(), "Choose an account", "it is asked again");
  });

  test("is no dead end after the browser's cookies are gone", async () => {
    const visitor = await signedIn([stage.user, zoe]);
    const { page } = visitor;
    await page.goto(choose());
    await visitor.context.clearCookies();
    await visitor.leave(() => page.getByRole("button", { name: /^Zoë/ }).click());
    assert.equal(await visitor.heading(), "Sign in");
  });
});

describe("the login page", () => {
  test("has the name that the app knows, and asks for the password only", async () => {
    const visitor = await stage.visitor();
    const { page } = visitor;
    await page.goto(authorizationUrl(stage, { scope: "openid", login_hint: "zoe@example.com" }));
    assert.equal(await page.getByLabel("Username or email").inputValue(), "zoe@example.com");
    assert.equal(await focused(page), "Password");
    await assertSound(visitor);
    await page.goto(authorizationUrl(stage, { scope: "openid", login_hint: "zoe@example.com" }));
    assert.equal(await focused(page), "Password");
    await page.keyboard.type(zoe.password);
    await visitor.leave(() => page.keyboard.press("Enter"));
    assert.match(await page.locator(".who").innerText(), /\(zoe\)/);
  });

  test("shows what it is given as text, whatever it is", async () => {
    const visitor = await stage.visitor();
    for (const hint of ['"><script>alert(1)</script>', "<b>x</b>", "' onfocus='x", "&quot;", LONG.repeat(3)]) {
      await visitor.page.goto(authorizationUrl(stage, { scope: "openid", login_hint: hint }));
      assert.equal(await visitor.page.getByLabel("Username or email").inputValue(), hint);
    }
    await assertSound(visitor);
  });

  test("is shown by prompt=login to whoever is signed in, and the session goes on", async () => {
    const visitor = await signedIn([stage.user]);
    await visitor.page.goto(authorizationUrl(stage, { scope: "openid", prompt: "login", state: "again" }));
    assert.equal(await visitor.heading(), "Sign in");
    await visitor.signIn();
    assert.equal(await visitor.heading(), "Notes wants to use your account");
  });
});

describe("the consent page", () => {
  const permissions = (page) => page.getByRole("listitem").allInnerTexts();

  test("says in words what each scope is, under the API that it is of", async () => {
    const visitor = await signedIn([stage.user]);
    const { page } = visitor;
    await page.goto(authorizationUrl(stage, { scope: MUCH }));
    assert.deepEqual(await page.locator("h3").allInnerTexts(), ["Your account", "Notes"]);
    const words = await permissions(page);
    assert.equal(words.length, MUCH.split(" ").length);
    assert.equal(new Set(words).size, words.length);
    for (const text of [/username/, /email/, /postal address/, /phone number/, /while you are away/]) {
      assert.equal(words.filter((it) => text.test(it)).length, 1, `${text} in ${words}`);
    }
    assert.doesNotMatch(words.join(), /openid|offline_access|notes:/, "words, not scopes");
    await assertSound(visitor);
  });

  test("names claims that are asked for one by one, each once, and asks again for another", async () => {
    const visitor = await signedIn([stage.user]);
    const { page } = visitor;
    await page.goto(authorizationUrl(stage, { scope: "openid", claims: ONE_BY_ONE }));
    const words = await permissions(page);
    assert.equal(words.length, 3, words.join());
    assert.match(words.join(), /date of birth/);
    assert.match(words.join(), /phone number/);
    assert.doesNotMatch(words.join(), /no_such_claim|birthdate|phone_number/);
    await assertSound(visitor);
    await visitor.press("Allow");
    await page.goto(authorizationUrl(stage, { scope: "openid", claims: ONE_BY_ONE }));
    assert.equal(new URL(page.url()).origin, stage.app.url, "the yes is remembered");
    await page.goto(authorizationUrl(stage, { scope: "openid", claims: JSON.stringify({ id_token: { email: null } }) }));
    assert.equal(await visitor.heading(), "Notes wants to use your account");
    assert.match((await permissions(page)).join(), /email/);
  });

  test("works by keyboard and without scripts with all of this", async () => {
    const visitor = await signedIn([stage.user], { javaScriptEnabled: false });
    const { page } = visitor;
    await page.goto(authorizationUrl(stage, { scope: MUCH, claims: ONE_BY_ONE }));
    for (const name of ["Not you? Use another account", "Sign out", "Deny", "Allow"]) {
      await page.keyboard.press("Tab");
      assert.equal((await page.locator(":focus-visible").innerText()).trim(), name);
    }
    await visitor.leave(() => page.keyboard.press("Enter"));
    assert.equal(new URL(page.url()).origin, stage.app.url);
  });
});

// Whom a client means: `id_token_hint`, a `sub` in `claims`, and `login_hint` (OpenID Connect Core sections
// 3.1.2.1, 3.1.2.2 and 5.5.1). Which ID tokens are taken for a hint is in id-token-hint.test.mjs.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { assertTold } from "../kit/asserts.mjs";
import { ACCOUNT, Browser, asksForAccount, isAbout } from "../kit/browser.mjs";
import { addClient } from "../kit/clients.mjs";
import { addUser, browserOf, choose } from "../kit/people.mjs";
import { serveAuthorizationServer } from "../kit/serve.mjs";
import { ask, grant, redeemed, silently, subOf } from "../kit/steps.mjs";

let server, alice, bob, client, hint;
before(async () => {
  server = await serveAuthorizationServer({ seed: true });
  [alice, bob] = [await addUser(server), await addUser(server)];
  client = await addClient(server, { firstParty: true });
  const request = ask(client);
  const page = await (await browserOf(server, alice)).open(request.url);
  hint = (await redeemed(server, client, request, page)).id_token;
});
after(() => server?.dispose());

/** A browser in which both are signed in, and no account was chosen since it was started. */
async function ofBoth() {
  const browser = await browserOf(server, alice, bob);
  browser.cookies.delete(ACCOUNT);
  return browser;
}

/** `claims` that name a `sub`. */
function subject(value, place = "id_token") {
  return { claims: JSON.stringify({ [place]: { sub: { value } } }) };
}

const MEANINGS = [
  ["id_token_hint", () => ({ id_token_hint: hint })],
  ["the sub of claims", () => subject(alice.id)],
  ["the sub of claims, at the userinfo endpoint", () => subject(alice.id, "userinfo")],
  ["the one of several subs of claims", () => ({ claims: JSON.stringify({ id_token: { sub: { essential: true, values: [alice.id] } } }) })],
];

for (const [what, meaning] of MEANINGS) {
  describe(what, () => {
    test("decides between accounts, even against the one that was chosen", async () => {
      assert.equal(await subOf(server, await ofBoth(), client, meaning()), alice.id);
      assert.equal(await subOf(server, await ofBoth(), client, { ...meaning(), prompt: "none" }), alice.id);
      assert.equal(await subOf(server, await browserOf(server, alice, bob), client, meaning()), alice.id);
    });

    test("with prompt=none is login_required unless that user is signed in", async () => {
      for (const browser of [new Browser(server), await browserOf(server, bob)]) {
        const request = ask(client, { prompt: "none", ...meaning() });
        assertTold(await browser.open(request.url), client, request, "login_required");
      }
      assert.equal(await silently(await browserOf(server, alice), client, { ...meaning(), max_age: "0" }), "login_required");
    });

    test("asks that user to sign in, and is login_required after somebody else did", async () => {
      for (const browser of [new Browser(server), await browserOf(server, bob)]) {
        const request = ask(client, meaning());
        const login = await browser.open(request.url);
        assert.equal(login.asksToSignIn, true, login.location);
        assertTold(await browser.signIn(login, bob), client, request, "login_required");
        const again = await browser.open(request.url);
        assert.equal(again.asksToSignIn, true, again.location);
        const page = await browser.signIn(again, alice);
        assert.equal((await redeemed(server, client, request, page)).claims.sub, alice.id);
      }
    });

    test("is not forgotten on the way over prompt=login and select_account", async () => {
      const browser = await browserOf(server, alice, bob);
      const request = ask(client, { ...meaning(), prompt: "login" });
      const login = await browser.open(request.url);
      assert.equal(login.form().values.username, alice.username);
      assertTold(await browser.signIn(login, bob), client, request, "login_required");
      const select = ask(client, { ...meaning(), prompt: "select_account" });
      const page = await browser.open(select.url);
      assert.equal(asksForAccount(page), true);
      const chosen = await choose(browser, page, bob);
      assert.equal(chosen.asksToSignIn, true, chosen.location);
    });

    test("gives nobody a yes that they did not give", async () => {
      const app = await addClient(server);
      const browser = await ofBoth();
      assert.ok(isAbout(await browser.open(ask(app, meaning()).url), alice));
      await grant(browser, app, alice, meaning());
      assert.equal(await silently(browser, app, meaning()), "code");
      assert.equal(await silently(browser, app, subject(bob.id)), "consent_required");
    });
  });
}

describe("two that disagree", () => {
  // Section 3.1.2.2: no ID token for another user than the one whose `sub` is asked for there.
  for (const [what, error, changes] of [
    ["id_token_hint and the sub of claims", "login_required", () => ({ id_token_hint: hint, ...subject(bob.id) })],
    ["the subs for the ID token and for userinfo", "invalid_request", () => ({
      claims: JSON.stringify({ id_token: { sub: { value: alice.id } }, userinfo: { sub: { value: bob.id } } }),
    })],
    ["the same, the other way round", "invalid_request", () => ({
      claims: JSON.stringify({ userinfo: { sub: { value: bob.id } }, id_token: { sub: { value: alice.id } } }),
    })],
  ]) {
    test(`are nobody: ${what}`, async () => {
      for (const browser of [await ofBoth(), await browserOf(server, bob), await browserOf(server, alice)]) {
        assert.equal(await silently(browser, client, changes()), error);
      }
    });
  }

  test("but do not: the same sub for the ID token and for userinfo", async () => {
    const sub = { value: alice.id };
    assert.equal(await subOf(server, await ofBoth(), client, { claims: JSON.stringify({ id_token: { sub }, userinfo: { sub, email: null } }) }), alice.id);
  });

  test("id_token_hint counts for more than login_hint", async () => {
    assert.equal(await subOf(server, await ofBoth(), client, { id_token_hint: hint, login_hint: bob.username }), alice.id);
  });
});

describe("login_hint", () => {
  test("is the username that the login page starts with, as text", async () => {
    for (const login_hint of [alice.username, alice.email, "nobody", "<b>\"&'x", "☃ \u{1F511}"]) {
      const page = await new Browser(server).open(ask(client, { login_hint }).url);
      assert.equal(page.asksToSignIn, true);
      assert.equal(page.form().values.username.replaceAll("&#39;", "'"), login_hint);
      assert.equal(page.text.includes("<b>"), false);
    }
  });

  test("prefers the account that has this username or email address, in any case", async () => {
    const browser = await ofBoth();
    for (const login_hint of [alice.username, alice.email, alice.username.toUpperCase(), ` ${alice.email} `]) {
      assert.equal(await subOf(server, browser, client, { login_hint }), alice.id, login_hint);
      assert.equal(await subOf(server, browser, client, { login_hint, prompt: "none" }), alice.id, login_hint);
    }
  });

  test("of nobody who is signed in here makes the person choose, and tells the client nothing", async () => {
    const stranger = await addUser(server);
    for (const browser of [await browserOf(server, bob), await ofBoth()]) {
      for (const login_hint of [stranger.username, "nobody"]) {
        assert.equal(asksForAccount(await browser.open(ask(client, { login_hint }).url)), true);
        assert.equal(await silently(browser, client, { login_hint }), "login_required");
      }
    }
  });

  test("is only a hint: who signs in or is chosen goes on", async () => {
    const browser = new Browser(server);
    const request = ask(client, { login_hint: alice.username });
    const page = await browser.signIn(await browser.open(request.url), bob);
    assert.equal((await redeemed(server, client, request, page)).claims.sub, bob.id);
  });
});

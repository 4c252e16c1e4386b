// `prompt` (OpenID Connect Core section 3.1.2.1): which pages are shown although they need not be, what is
// said where none may be. `prompt=login` alone is in prompt-login.test.mjs.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { assertError, assertNotice, assertTold } from "../kit/asserts.mjs";
import { SESSION, Browser, asksForAccount, isAbout } from "../kit/browser.mjs";
import { addClient } from "../kit/clients.mjs";
import { addUser, browserOf, choose } from "../kit/people.mjs";
import { serveIsolates } from "../kit/serve.mjs";
import { ask, grant, postAs, redeemed, sha256, silently } from "../kit/steps.mjs";

let server, user, app, ours;
before(async () => {
  server = await serveIsolates(1);
  user = await addUser(server);
  app = await addClient(server);
  ours = await addClient(server, { firstParty: true });
});
after(() => server?.dispose());

/** A new client that the user, who is signed in in the browser, has granted `openid`. */
async function granted(browser, registration) {
  const client = await addClient(server, registration);
  await grant(browser, client, user);
  return client;
}

describe("prompt=none", () => {
  test("gives a code to who is signed in and said yes before, or need not be asked", async () => {
    const browser = await browserOf(server, user);
    assert.equal(await silently(browser, ours), "code");
    assert.equal(await silently(browser, await granted(browser)), "code");
  });

  test("without a session is login_required", async () => {
    for (const client of [app, ours]) {
      const request = ask(client, { prompt: "none" });
      assertTold(await new Browser(server).open(request.url), client, request, "login_required");
    }
  });

  test("after the session expired is login_required", async () => {
    const browser = await browserOf(server, user);
    await server.db.prepare("UPDATE sessions SET expires_at = 1 WHERE hash = ?")
      .bind(sha256(browser.cookies.get(SESSION))).run();
    assert.equal(await silently(browser, ours), "login_required");
  });

  test("without a yes, or with a yes to less, is consent_required", async () => {
    const browser = await browserOf(server, user);
    assert.equal(await silently(browser, app), "consent_required");
    const client = await granted(browser);
    const request = ask(client, { prompt: "none", scope: "openid email" });
    assertTold(await browser.open(request.url), client, request, "consent_required");
  });

  // RFC 8252 section 8.6: the yes is there, but does not answer.
  test("for a public client on the person's own machine is interaction_required", async () => {
    const browser = await browserOf(server, user);
    const onTheMachine = { method: "none", redirectUris: ["http://127.0.0.1/cb"] };
    const native = await addClient(server, onTheMachine);
    assert.equal(await silently(browser, native), "consent_required");
    await grant(browser, native, user);
    assert.equal(await silently(browser, native), "interaction_required");
    assert.equal(await silently(browser, await addClient(server, { ...onTheMachine, firstParty: true })), "interaction_required");
  });

  test("is answered the same by POST, pushed and as a form for the client", async () => {
    const request = ask(app, { prompt: "none" });
    const posted = await new Browser(server).open("/authorize", { method: "POST", body: request.params });
    assertTold(posted, app, request, "login_required");
    const { json } = await postAs(server, app, "/par", [...request.params]);
    const pushed = new URLSearchParams({ client_id: app.id, request_uri: json.request_uri });
    assertTold(await new Browser(server).open(`/authorize?${pushed}`), app, request, "login_required");
    const form = (await new Browser(server).open(ask(app, { prompt: "none", response_mode: "form_post" }).url)).form();
    assert.equal(form.action, app.redirectUri);
    assert.equal(form.values.error, "login_required");
  });

  // RFC 9110 section 9.2.1: HEAD is safe, so that it uses nothing up.
  test("is not used up by HEAD, and once by GET, when it was pushed", async () => {
    const browser = await browserOf(server, user);
    const client = await granted(browser);
    const request = ask(client, { prompt: "none", max_age: "0" });
    const { json } = await postAs(server, client, "/par", [...request.params]);
    const url = `/authorize?${new URLSearchParams({ client_id: client.id, request_uri: json.request_uri })}`;
    await browser.fetch(url, { method: "HEAD" });
    assertTold(await browser.open(url), client, request, "login_required");
    assertNotice(await browser.open(url));
  });

  test("counts a sign-in for another request only as what it is", async () => {
    const browser = await browserOf(server, user);
    await browser.signIn(await browser.open(ask(ours, { prompt: "login" }).url), user);
    assert.equal(await silently(browser, ours), "code");
    assert.equal(await silently(browser, ours, { max_age: "0" }), "login_required");
  });
});

describe("prompt=consent", () => {
  test("asks who said yes before, and again when the same URL comes again", async () => {
    const browser = await browserOf(server, user);
    const { url } = ask(await granted(browser), { prompt: "consent" });
    for (let time = 0; time < 2; time++) {
      const page = await browser.open(url);
      assert.ok(isAbout(page, user), page.location);
      assert.ok((await browser.allow(page)).answer.has("code"));
    }
    assert.equal((await browser.open(url)).asksConsent, true);
  });

  test("asks for a first-party client too", async () => {
    const browser = await browserOf(server, user);
    assert.equal((await browser.open(ask(ours, { prompt: "consent" }).url)).asksConsent, true);
  });

  test("answered with no is access_denied, and takes nothing back", async () => {
    const browser = await browserOf(server, user);
    const client = await granted(browser);
    const request = ask(client, { prompt: "consent" });
    assertTold(await browser.deny(await browser.open(request.url)), client, request, "access_denied");
    assert.equal(await silently(browser, client), "code");
  });
});

describe("several values ask for several pages", () => {
  for (const prompt of ["login consent", "consent login", "login  consent login"]) {
    test(prompt, async () => {
      const browser = await browserOf(server, user);
      const { url } = ask(await granted(browser), { prompt });
      const login = await browser.open(url);
      assert.equal(login.asksToSignIn, true);
      const consent = await browser.signIn(login, user);
      assert.equal(consent.asksConsent, true);
      assert.ok((await browser.allow(consent)).answer.has("code"));
      // The old form without a new sign-in.
      assert.equal((await browser.allow(consent)).asksToSignIn, true);
    });
  }

  test("select_account login consent, in this order, each as who was chosen", async () => {
    const other = await addUser(server);
    const browser = await browserOf(server, user, other);
    const request = ask(ours, { prompt: "consent login select_account" });
    const page = await browser.open(request.url);
    assert.equal(asksForAccount(page), true, page.text);
    const login = await choose(browser, page, user);
    assert.equal(login.asksToSignIn, true);
    assert.equal(login.form().values.username, user.username);
    const consent = await browser.signIn(login, user);
    assert.ok(isAbout(consent, user), consent.text);
    const { claims } = await redeemed(server, ours, request, await browser.allow(consent));
    assert.equal(claims.sub, user.id);
    assert.equal(asksForAccount(await browser.open(request.url)), true);
  });

  test("login select_account where nobody is signed in is one login page", async () => {
    const browser = new Browser(server);
    const login = await browser.open(ask(ours, { prompt: "login select_account" }).url);
    assert.equal(login.asksToSignIn, true);
    assert.ok((await browser.signIn(login, user)).answer.has("code"));
  });
});

describe("invalid_request, signed in or not, is", () => {
  let browser;
  before(async () => {
    browser = await browserOf(server, user);
  });
  for (const prompt of [
    "none login", "login none", "none consent", "none select_account", "none login consent select_account",
    "Create", "none create", "Login", "NONE", "login,consent", "login\tconsent", "login unknown", "none unknown", "\u{1F511}", "x".repeat(4000),
  ]) {
    test(`prompt=${JSON.stringify(prompt.slice(0, 40))}`, async () => {
      for (const visitor of [browser, new Browser(server)]) {
        const request = ask(ours, { prompt });
        assertTold(await visitor.open(request.url), ours, request, "invalid_request");
      }
      const pushed = await postAs(server, ours, "/par", [...ask(ours, { prompt }).params]);
      assertError(pushed, "invalid_request");
    });
  }

  test("prompt twice", async () => {
    const request = ask(ours, { prompt: ["login", "consent"] });
    assertTold(await browser.open(request.url), ours, request, "invalid_request");
  });
});

test("an empty prompt is none at all", async () => {
  const browser = await browserOf(server, user);
  for (const prompt of ["", undefined]) {
    assert.ok((await browser.open(ask(ours, { prompt }).url)).answer.has("code"));
  }
});

test("other wishes about the sign-in change nothing, known or not", async () => {
  const browser = await browserOf(server, user);
  const request = ask(ours, {
    display: "hologram", ui_locales: "tlh zh-Hant x", claims_locales: "xx", acr_values: "9 urn:mace:incommon:iap:silver",
  });
  const { claims } = await redeemed(server, ours, request, await browser.open(request.url));
  assert.equal(claims.acr, "1");
});

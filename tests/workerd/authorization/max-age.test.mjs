// `max_age` and `default_max_age` (OpenID Connect Core sections 2 and 3.1.2.1): how long ago a person may
// have signed in, and what `auth_time` tells of it.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { decodeJwt } from "jose";

import { assertError, assertTold } from "../kit/asserts.mjs";
import { Browser } from "../kit/browser.mjs";
import { addClient } from "../kit/clients.mjs";
import { newKey, requestObject, setOf } from "../kit/keys.mjs";
import { addUser, browserOf } from "../kit/people.mjs";
import { serveIsolates } from "../kit/serve.mjs";
import { ask, now, postAs, redeemed, refresh, silently } from "../kit/steps.mjs";

let server, user, client;
before(async () => {
  server = await serveIsolates(1);
  user = await addUser(server);
  client = await addClient(server, { firstParty: true });
});
after(() => server?.dispose());

/** A browser in which the user signed in so many seconds ago. */
async function signedInAgo(seconds) {
  const browser = await browserOf(server, user);
  await server.letPass(seconds);
  return browser;
}

/** What the request leads to: "login" or "code". */
async function leads(browser, changes, of = client) {
  const page = await browser.open(ask(of, changes).url);
  if (page.asksToSignIn) return "login";
  assert.ok(page.answer.has("code"), page.location);
  return "code";
}

/** The ID token of a request that is answered at once. */
async function idToken(browser, changes) {
  const request = ask(client, changes);
  return (await redeemed(server, client, request, await browser.open(request.url))).claims;
}

describe("max_age", () => {
  test("asks who signed in longer ago to sign in again, and nobody else", async () => {
    const browser = await signedInAgo(100);
    for (const [max_age, expected] of [["10", "login"], ["99", "login"], ["200", "code"], ["000200", "code"]]) {
      assert.equal(await leads(browser, { max_age }), expected, max_age);
    }
  });

  test("and the ID token says when they did", async () => {
    const browser = await signedInAgo(100);
    const before = await idToken(browser, { max_age: "500" });
    const age = before.iat - before.auth_time;
    assert.ok(Number.isInteger(before.auth_time) && age >= 100 && age < 160, `${age} s`);
    const request = ask(client, { max_age: "50" });
    const login = await browser.open(request.url);
    assert.equal(login.form().values.username, user.username);
    const { claims } = await redeemed(server, client, request, await browser.signIn(login, user));
    assert.ok(claims.iat - claims.auth_time < 50, "it is new");
    assert.ok(claims.auth_time >= before.auth_time + 100);
    // It counts for the requests that follow.
    assert.equal((await idToken(browser, { max_age: "50" })).auth_time, claims.auth_time);
  });

  test("0 always asks, and one sign-in answers once", async () => {
    const browser = await browserOf(server, user);
    const { url } = ask(client, { max_age: "0" });
    for (let time = 0; time < 2; time++) {
      const login = await browser.open(url);
      assert.equal(login.asksToSignIn, true);
      assert.ok((await browser.signIn(login, user)).answer.has("code"));
    }
    assert.equal((await browser.open(url)).asksToSignIn, true);
  });

  test("with prompt=none is login_required where somebody would have to sign in again", async () => {
    const browser = await signedInAgo(100);
    assert.equal(await silently(browser, client, { max_age: "99" }), "login_required");
    assert.equal(await silently(browser, client, { max_age: "0" }), "login_required");
    assert.equal(await silently(browser, client, { max_age: "200" }), "code");
  });

  test("may be as large as it likes", async () => {
    const browser = await signedInAgo(100);
    for (const max_age of ["2147483648", "4294967295", "4294967296", "9223372036854775808", "18446744073709551616", "9".repeat(2000)]) {
      assert.equal(await leads(browser, { max_age }), "code", max_age);
    }
  });

  test("counts still when the consent page is answered", async () => {
    const browser = await browserOf(server, user);
    const consent = await browser.open(ask(await addClient(server), { max_age: "60" }).url);
    assert.equal(consent.asksConsent, true);
    await server.letPass(100);
    const login = await browser.allow(consent);
    assert.equal(login.asksToSignIn, true, login.location);
    assert.equal((await browser.signIn(login, user)).asksConsent, true);
  });

  test("empty is none at all", async () => {
    assert.equal(await leads(await signedInAgo(1000), { max_age: "" }), "code");
  });
});

test("a later sign-in does not change what the tokens of the first one say", async () => {
  const browser = await browserOf(server, user);
  const request = ask(client, { scope: "openid offline_access" });
  const first = await redeemed(server, client, request, await browser.open(request.url));
  await server.letPass(100);
  const login = ask(client, { max_age: "0" });
  const later = await redeemed(server, client, login, await browser.signIn(await browser.open(login.url), user));
  assert.ok(later.claims.auth_time >= first.claims.auth_time + 100);
  const { status, json } = await refresh(server, client, first.refresh_token);
  assert.equal(status, 200);
  assert.equal(decodeJwt(json.id_token).auth_time, first.claims.auth_time);
});

describe("default_max_age", () => {
  test("counts where the request says nothing, and only there", async () => {
    const browser = await signedInAgo(100);
    const strict = await addClient(server, { firstParty: true, defaultMaxAge: 50 });
    assert.equal(await leads(browser, {}, strict), "login");
    assert.equal(await leads(browser, { max_age: "" }, strict), "login");
    assert.equal(await leads(browser, { max_age: "500" }, strict), "code");
    assert.equal(await leads(browser, { max_age: "10" }, strict), "login");
    assert.equal(await silently(browser, strict), "login_required");
    const lax = await addClient(server, { firstParty: true, defaultMaxAge: 500 });
    assert.equal(await leads(browser, {}, lax), "code");
    assert.equal(await leads(browser, { max_age: "50" }, lax), "login");
  });

  test("0 asks at every request", async () => {
    const browser = await browserOf(server, user);
    const always = await addClient(server, { firstParty: true, defaultMaxAge: 0 });
    assert.equal(await leads(browser, {}, always), "login");
    const signedIn = await browser.signIn(await browser.open(ask(always).url), user);
    assert.ok(signedIn.answer.has("code"));
    assert.equal(await leads(browser, {}, always), "login");
  });
});

describe("invalid_request, signed in or not, is max_age", () => {
  let browser;
  before(async () => {
    browser = await browserOf(server, user);
  });
  for (const max_age of [
    "-1", "-0", "+5", "5.0", "0.5", "1e3", "0x10", " 5", "5 ", "1,000", "1_000", "abc", "NaN", "Infinity", "null", "true", "[5]",
    "\u0661\u0662", "\uff15", "5\n",
  ]) {
    test(JSON.stringify(max_age), async () => {
      for (const [visitor, changes] of [[browser, { max_age }], [browser, { max_age, prompt: "none" }], [new Browser(server), { max_age }]]) {
        const request = ask(client, changes);
        assertTold(await visitor.open(request.url), client, request, "invalid_request");
      }
      const pushed = await postAs(server, client, "/par", [...ask(client, { max_age }).params]);
      assertError(pushed, "invalid_request");
    });
  }

  test("twice, be they the same", async () => {
    const request = ask(client, { max_age: ["5", "5"] });
    assertTold(await browser.open(request.url), client, request, "invalid_request");
  });
});

test("in a signed request object it may be a number, and must be a right one", async () => {
  const key = await newKey();
  const signer = await addClient(server, { firstParty: true, method: "none", jwks: setOf(key), requestObjectSigningAlg: "ES256" });
  // The clock of the server is ahead of this one.
  const ahead = (await idToken(await browserOf(server, user))).iat - now();
  const browser = await signedInAgo(100);
  const open = async (max_age) => {
    const request = ask(signer);
    const times = { iat: now() + ahead + 100, exp: now() + ahead + 400 };
    const object = await requestObject(server, signer, key, request.params, { ...times, max_age });
    const page = await browser.open(`/authorize?${new URLSearchParams({ client_id: signer.id, request: object })}`);
    return { request, page };
  };
  for (const max_age of [50, "50", 0]) assert.equal((await open(max_age)).page.asksToSignIn, true, `${max_age}`);
  for (const max_age of [500, "500", 2 ** 40, null]) assert.ok((await open(max_age)).page.answer.has("code"), `${max_age}`);
  for (const max_age of [-1, 0.5, 1e300, "-1", true, [500], { max: 500 }]) {
    const { request, page } = await open(max_age);
    assertTold(page, signer, request, "invalid_request");
  }
});

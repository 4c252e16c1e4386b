// RP-Initiated Logout 1.0, when the client proves with an ID token whom it means: who is signed out, and
// where the browser goes.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { assertOnlyAsked, assertSignedIn } from "../kit/asserts.mjs";
import { SESSION, Browser, asksToSignOut } from "../kit/browser.mjs";
import { SIGNED_OUT, addLeavable } from "../kit/clients.mjs";
import { signIn } from "../kit/people.mjs";
import { serveAuthorizationServer, serveIsolates } from "../kit/serve.mjs";
import { authorizationRequest, logout, silently } from "../kit/steps.mjs";

const DAY = 24 * 3600; // seconds

let server, client;
before(async () => {
  server = await serveAuthorizationServer({ seed: true });
  client = await addLeavable(server);
});
after(() => server.dispose());

describe("an ID token ends its session at once", () => {
  test("and leads to the registered address, with the state as it was sent", async () => {
    const { browser, idToken } = await signIn(server, { client });
    assert.equal(await silently(browser, client), "code");
    const page = await logout(browser, { id_token_hint: idToken, post_logout_redirect_uri: SIGNED_OUT, state: "s-1" });
    assert.equal(page.status, 303, page.text);
    assert.equal(page.location, `${SIGNED_OUT}?state=s-1`);
    assert.equal(page.headers.get("cache-control"), "no-store");
    await assertSignedIn(server, browser);
    assert.equal(browser.cookies.has(SESSION), false);
    assert.equal(await silently(browser, client), "login_required");
  });

  test("and whoever kept the cookie has nothing", async () => {
    const { browser, idToken } = await signIn(server, { client });
    const stolen = new Map(browser.cookies);
    await logout(browser, { id_token_hint: idToken });
    assert.equal(await silently(new Browser(server, stolen), client), "login_required");
    assert.ok((await new Browser(server, stolen).open(`/select-account?${authorizationRequest(client).params}`)).asksToSignIn);
  });

  test("and says so where no address was sent, whatever the state", async () => {
    for (const state of [undefined, "s"]) {
      const { browser, idToken } = await signIn(server, { client });
      const page = await logout(browser, { id_token_hint: idToken, state });
      assert.deepEqual([page.status, page.location], [200, null]);
      assert.match(page.text, /<h1>You are signed out<\/h1>/);
      assert.doesNotMatch(page.text, /<form|<main>[^]*<a /);
      await assertSignedIn(server, browser);
    }
  });

  test("and without a state the address is just what was registered", async () => {
    const { browser, idToken } = await signIn(server, { client });
    const page = await logout(browser, { id_token_hint: idToken, client_id: client.id, post_logout_redirect_uri: SIGNED_OUT });
    assert.equal(page.location, SIGNED_OUT);
  });

  test("and a state of any characters arrives", async () => {
    for (const state of ["a b&c=d#e?f", "é☃", "%2e%00", "'\"<script>\r\nSet-Cookie: a=b", "x".repeat(2000)]) {
      const { browser, idToken } = await signIn(server, { client });
      const page = await logout(browser, { id_token_hint: idToken, post_logout_redirect_uri: SIGNED_OUT, state });
      assert.equal(page.status, 303, page.text);
      assert.deepEqual([...page.answer], [["state", state]]);
      assert.ok(page.location.startsWith(`${SIGNED_OUT}?state=`));
    }
  });

  test("and the query that was registered stays", async () => {
    const withQuery = `${SIGNED_OUT}?from=edgegrant&x=%2F`;
    const keeping = await addLeavable(server, { postLogoutRedirectUris: [SIGNED_OUT, withQuery, "com.example.app:/out"] });
    for (const [uri, expected] of [
      [withQuery, `${withQuery}&state=s`],
      [SIGNED_OUT, `${SIGNED_OUT}?state=s`],
      ["com.example.app:/out", "com.example.app:/out?state=s"],
    ]) {
      const { browser, idToken } = await signIn(server, { client: keeping });
      assert.equal((await logout(browser, { id_token_hint: idToken, post_logout_redirect_uri: uri, state: "s" })).location, expected);
    }
  });

  test("in that browser only", async () => {
    const { browser, user, idToken } = await signIn(server, { client });
    const elsewhere = await signIn(server, { client, user });
    await logout(browser, { id_token_hint: idToken });
    await assertSignedIn(server, elsewhere.browser, user);
    assert.equal(await silently(elsewhere.browser, client), "code");
  });

  test("of several accounts only the one it is about", async () => {
    const first = await signIn(server, { client });
    const { browser } = first;
    const second = await signIn(server, { client, browser });
    await assertSignedIn(server, browser, first.user, second.user);
    const page = await logout(browser, { id_token_hint: first.idToken, post_logout_redirect_uri: SIGNED_OUT, state: "s" });
    assert.equal(page.location, `${SIGNED_OUT}?state=s`);
    await assertSignedIn(server, browser, second.user);
    assert.equal(await silently(browser, client), "code");
    assert.equal(await silently(browser, client, { id_token_hint: first.idToken }), "login_required");
    await logout(browser, { id_token_hint: second.idToken });
    await assertSignedIn(server, browser);
    assert.equal(await silently(browser, client), "login_required");
  });

  test("and says so truly when others stay signed in", async () => {
    const first = await signIn(server, { client });
    const second = await signIn(server, { client, browser: first.browser });
    const page = await logout(first.browser, { id_token_hint: first.idToken });
    await assertSignedIn(server, first.browser, second.user);
    assert.equal(page.status, 200);
    assert.doesNotMatch(page.text, /will ask for your password/);
  });

  test("of a client for whom the person has another name", async () => {
    const pairwise = await addLeavable(server, { sectorIdentifier: "app.example" });
    const { browser, user, idToken } = await signIn(server, { client: pairwise });
    const other = await signIn(server, { client: pairwise, browser });
    await logout(browser, { id_token_hint: idToken });
    await assertSignedIn(server, browser, other.user);
    assert.notEqual(user.id, other.user.id);
  });

  test("of a client that nobody vouches for, too", async () => {
    const stranger = await addLeavable(server, { registeredBy: "itself" });
    const { browser, idToken } = await signIn(server, { client: stranger });
    const page = await logout(browser, { id_token_hint: idToken, post_logout_redirect_uri: SIGNED_OUT, state: "s" });
    assert.equal(page.location, `${SIGNED_OUT}?state=s`);
    await assertSignedIn(server, browser);
  });
});

describe("an ID token that is old", () => {
  let later;
  before(async () => { later = await serveIsolates(1); });
  after(() => later.dispose());

  // RP-Initiated Logout section 2: accepted even when the exp time has passed.
  test("ends its session too", async () => {
    const { browser, client, idToken } = await signIn(later);
    await later.letPass(10 * DAY);
    assert.equal(await silently(browser, client), "code");
    const page = await logout(browser, { id_token_hint: idToken, post_logout_redirect_uri: SIGNED_OUT });
    assert.equal(page.location, SIGNED_OUT);
    await assertSignedIn(later, browser);
  });

  test("leads on when its session ended by itself", async () => {
    const { browser, client, idToken } = await signIn(later);
    await later.letPass(15 * DAY);
    assert.equal(await silently(browser, client), "login_required");
    const page = await logout(browser, { id_token_hint: idToken, post_logout_redirect_uri: SIGNED_OUT });
    assert.equal(page.location, SIGNED_OUT);
  });
});

// RP-Initiated Logout section 2: the person MUST be asked if the ID token belongs to neither the session of
// this browser nor whoever is signed in there.
describe("an ID token of somebody who is not signed in here", () => {
  test("signs nobody out without asking", async () => {
    const away = await signIn(server, { client });
    const { browser, user } = await signIn(server, { client });
    const page = await logout(browser, { id_token_hint: away.idToken, post_logout_redirect_uri: SIGNED_OUT, state: "s" });
    await assertSignedIn(server, browser, user);
    await assertSignedIn(server, away.browser, away.user);
    assert.ok(asksToSignOut(page), `${page.status} ${page.location} ${page.text}`);
    assert.ok(page.text.includes(user.username));
    assert.equal(page.text.includes(away.user.username), false, "a hint tells no names");
  });

  test("never says that all are signed out while somebody is", async () => {
    const away = await signIn(server, { client });
    const { browser, user } = await signIn(server, { client });
    const page = await logout(browser, { id_token_hint: away.idToken });
    assert.doesNotMatch(page.text, /You are signed out/);
    await assertSignedIn(server, browser, user);
  });
});

describe("when nobody is signed in", () => {
  const leave = async (registration) => {
    const { client, idToken } = await signIn(server, { client: await addLeavable(server, registration) });
    const page = (params) => logout(new Browser(server), { post_logout_redirect_uri: SIGNED_OUT, state: "a&b", ...params });
    return [await page({ id_token_hint: idToken }), await page({ client_id: client.id })];
  };

  test("a client of the owner gets the browser back", async () => {
    for (const page of await leave({})) {
      assert.equal(page.status, 303);
      assert.equal(page.location, `${SIGNED_OUT}?state=a%26b`);
    }
  });

  // Or anybody could register, and have addresses on this host that lead anywhere.
  test("a client that nobody vouches for gets a link that the person sees first", async () => {
    for (const page of await leave({ registeredBy: "itself" })) {
      assert.deepEqual([page.status, page.location], [200, null]);
      assert.match(page.text, /<h1>You are signed out<\/h1>/);
      assert.deepEqual(page.text.match(/<a [^>]*>/g), ['<a href="https://app.example/signed-out?state=a%26b">']);
      assert.match(page.text, /<a [^>]*>[^]*app\.example[^]*<\/a>/);
    }
  });

  test("a hint that is none counts for nothing, and is told", async () => {
    const { idToken } = await signIn(server, { client });
    assertOnlyAsked(await logout(new Browser(server), { id_token_hint: `${idToken}x` }), /id_token_hint/, { signedIn: false });
  });
});

describe("an address that is not registered, byte for byte, leads nowhere, and the person is asked:", () => {
  const REGISTERED = ["https://app.example/signed-out?keep=1", "http://localhost:3000/signed-out", "http://127.0.0.1:3000/signed-out"];
  let exact, browser, user, idToken;
  before(async () => {
    exact = await addLeavable(server, { postLogoutRedirectUris: REGISTERED });
    ({ browser, user, idToken } = await signIn(server, { client: exact }));
  });

  for (const [what, uri] of [
    ["without its query", "https://app.example/signed-out"],
    ["with a parameter more", "https://app.example/signed-out?keep=1&more=2"],
    ["with another query", "https://app.example/signed-out?keep=2"],
    ["with an empty fragment", "https://app.example/signed-out?keep=1#"],
    ["with a fragment", "https://app.example/signed-out?keep=1#x"],
    ["with a trailing slash", "https://app.example/signed-out/?keep=1"],
    ["with its path in capitals", "https://app.example/Signed-Out?keep=1"],
    ["with its host in capitals", "https://APP.example/signed-out?keep=1"],
    ["with its scheme in capitals", "HTTPS://app.example/signed-out?keep=1"],
    ["with its default port", "https://app.example:443/signed-out?keep=1"],
    ["with another port", "https://app.example:8443/signed-out?keep=1"],
    ["with plain http", "http://app.example/signed-out?keep=1"],
    ["with a user name", "https://app.example@evil.example/signed-out?keep=1"],
    ["with a host below it", "https://evil.app.example/signed-out?keep=1"],
    ["with a host behind it", "https://app.example.evil.example/signed-out?keep=1"],
    ["with a dot at the host's end", "https://app.example./signed-out?keep=1"],
    ["with a backslash", "https://app.example\\@evil.example/signed-out?keep=1"],
    ["with dot segments", "https://app.example/x/../signed-out?keep=1"],
    ["percent-encoded", "https://app.example/signed%2Dout?keep=1"],
    ["with a space before it", " https://app.example/signed-out?keep=1"],
    ["with a line end", "https://app.example/signed-out?keep=1\n"],
    ["without a scheme", "//app.example/signed-out?keep=1"],
    ["two in one", "https://app.example/signed-out?keep=1 https://app.example/signed-out?keep=1"],
    ["localhost with another port", "http://localhost:3001/signed-out"],
    ["loopback with another port", "http://127.0.0.1:3001/signed-out"],
    ["loopback by another name", "http://[::1]:3000/signed-out"],
    ["a redirect URI of the client", "https://app.example/callback"],
    ["a script", "javascript:alert(1)"],
    ["this server", "/"],
  ]) {
    test(what, async () => {
      for (const proof of [{ id_token_hint: idToken }, { client_id: exact.id }]) {
        const page = await logout(browser, { ...proof, post_logout_redirect_uri: uri, state: "s" });
        assertOnlyAsked(page, /not registered for it/);
      }
      await assertSignedIn(server, browser, user);
    });
  }

  test("one of another client", async () => {
    assertOnlyAsked(await logout(browser, { id_token_hint: idToken, post_logout_redirect_uri: SIGNED_OUT }), /not registered for it/);
    await assertSignedIn(server, browser, user);
  });

  test("but each that is registered is good", async () => {
    for (const uri of REGISTERED) {
      const { browser, idToken } = await signIn(server, { client: exact });
      assert.equal((await logout(browser, { id_token_hint: idToken, post_logout_redirect_uri: uri })).location, uri);
    }
  });
});

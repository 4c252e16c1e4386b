// RP-Initiated Logout 1.0, when nothing proves whom the client means: the person is asked, and only their own
// answer, from the page that was shown to them, counts.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, test } from "node:test";

import { assertOnlyAsked, assertRefused, assertSignedIn } from "../kit/asserts.mjs";
import { SESSION, Browser, asksToSignOut } from "../kit/browser.mjs";
import { SIGNED_OUT, addLeavable } from "../kit/clients.mjs";
import { signIn } from "../kit/people.mjs";
import { freePort, serveAuthorizationServer, serveIsolates } from "../kit/serve.mjs";
import { authorizationRequest, logout, logoutPath, now, sha256, signOut, silently } from "../kit/steps.mjs";

const FOREIGN = /does not belong to this sign-in/;

let server, client;
before(async () => {
  server = await serveAuthorizationServer({ seed: true });
  client = await addLeavable(server, { name: "Left & <b>Right</b>" });
});
after(() => server.dispose());

/** A person who is asked: {browser, user, page}. */
async function asked(params = { client_id: client.id, post_logout_redirect_uri: SIGNED_OUT, state: "a b" }) {
  const { browser, user } = await signIn(server, { client });
  const page = await logout(browser, params);
  assert.ok(asksToSignOut(page), `${page.status} ${page.text}`);
  return { browser, user, page };
}

describe("the page", () => {
  test("asks who is signed in, in whose name, and changes nothing", async () => {
    const { browser, user, page } = await asked();
    assert.match(page.text, /<h1>Sign out\?<\/h1>/);
    assert.match(page.text, /Left &#38; &#60;b&#62;Right/);
    assert.ok(page.text.includes(user.username));
    assert.equal(page.headers.get("cache-control"), "no-store");
    assert.equal(page.headers.get("x-frame-options"), "DENY");
    // It would hold for the redirects that follow the form too.
    assert.doesNotMatch(page.headers.get("content-security-policy"), /form-action/);
    await assertSignedIn(server, browser, user);
    assert.equal(await silently(browser, client), "code");
  });

  test("names an app that nobody vouches for with its host, and not at all where none is known", async () => {
    const name = "Your Bank";
    const itself = await addLeavable(server, { registeredBy: "itself", name });
    const documented = await addLeavable(server, { id: "https://paper.example/client.json", registeredBy: "document", name });
    const CALLS_ITSELF = /An app that calls itself <strong><bdi>Your Bank<\/bdi><\/strong> asks to sign you out here/;
    for (const [params, host] of [
      [{ client_id: itself.id, post_logout_redirect_uri: SIGNED_OUT }, "app.example"],
      [{ client_id: documented.id }, "paper.example"],
    ]) {
      const { page } = await asked(params);
      assert.match(page.text, CALLS_ITSELF);
      assert.match(page.text, /This app is not verified/);
      assert.ok(page.text.includes(`<strong><bdi>${host}</bdi></strong>`), page.text);
    }
    const { page } = await asked({ client_id: itself.id });
    assert.equal(page.text.includes(name), false);
    const vouched = await asked();
    assert.equal(vouched.page.text.includes("not verified"), false);
  });

  test("is shown for whatever proves nothing", async () => {
    for (const params of [
      {}, { state: "s" }, { client_id: client.id }, { logout_hint: "anybody" }, { ui_locales: "nl en" }, { unknown: "x" },
      { id_token_hint: "" }, { client_id: "", post_logout_redirect_uri: "" },
    ]) {
      const { browser, user, page } = await asked(params);
      assert.equal(page.text.includes("asks to sign you out"), params.client_id === client.id);
      const after = await signOut(browser, page);
      assert.deepEqual([after.status, after.location], [200, null], user.username);
      assert.match(after.text, /<h1>You are signed out<\/h1>/);
      await assertSignedIn(server, browser);
    }
  });

  // RP-Initiated Logout section 4: what cannot be believed is not used, and the person may sign out all the same.
  test("is shown for a request of which nothing counts, and whoever signs out there stays there", async () => {
    const other = await addLeavable(server);
    for (const params of [
      { id_token_hint: "x", client_id: client.id, post_logout_redirect_uri: SIGNED_OUT },
      { client_id: client.id, post_logout_redirect_uri: "https://evil.example/" },
      { client_id: "nobody" },
      { post_logout_redirect_uri: SIGNED_OUT },
      { client_id: [client.id, other.id] },
    ]) {
      const { browser, page } = await asked(params);
      assertOnlyAsked(page, /made a mistake/);
      const after = await signOut(browser, page);
      assert.deepEqual([after.status, after.location], [200, null]);
      assert.match(after.text, /<h1>You are signed out<\/h1>/);
      await assertSignedIn(server, browser);
    }
    const entry = await server.logged((line) => line.path === "/logout" && line.reason?.includes("post_logout_redirect_uri is not"));
    assert.equal(entry.status, 200);
  });

  test("names everybody, and the answer is for everybody", async () => {
    const first = await signIn(server, { client });
    const second = await signIn(server, { client, browser: first.browser });
    const page = await logout(first.browser);
    for (const { user } of [first, second]) assert.ok(page.text.includes(user.username));
    await signOut(first.browser, page);
    await assertSignedIn(server, first.browser);
    assert.equal(first.browser.cookies.has(SESSION), false);
  });

  test("is not shown where nobody is signed in", async () => {
    for (const params of [{}, { state: "s" }, { client_id: client.id }]) {
      const page = await logout(new Browser(server), params);
      assert.deepEqual([page.status, page.location], [200, null]);
      assert.match(page.text, /<h1>You are signed out<\/h1>/);
    }
    const cookies = new Map([[SESSION, "of-nobody"]]);
    assert.match((await logout(new Browser(server, cookies))).text, /<h1>You are signed out<\/h1>/);
  });
});

describe("the answer", () => {
  test("yes signs out, and leads to the registered address with the state", async () => {
    const { browser, page } = await asked();
    const stolen = new Map(browser.cookies);
    const after = await signOut(browser, page);
    assert.equal(after.status, 303);
    assert.equal(after.location, `${SIGNED_OUT}?state=a+b`);
    await assertSignedIn(server, browser);
    assert.equal(browser.cookies.has(SESSION), false);
    assert.equal(await silently(new Browser(server, stolen), client), "login_required");
  });

  test("yes is enough for a client that nobody vouches for, too", async () => {
    const stranger = await addLeavable(server, { registeredBy: "itself" });
    const { browser, page } = await asked({ client_id: stranger.id, post_logout_redirect_uri: SIGNED_OUT });
    assert.equal((await signOut(browser, page)).location, SIGNED_OUT);
  });

  test("no, or none, leaves everything as it was, and goes nowhere", async () => {
    for (const decision of ["stay", "", "SIGN-OUT", "sign-out ", "allow"]) {
      const { browser, user, page } = await asked();
      const after = await browser.submit(page, { decision });
      assert.deepEqual([after.status, after.location], [200, null]);
      assert.match(after.text, /still signed in/);
      await assertSignedIn(server, browser, user);
      assert.equal(await silently(browser, client), "code");
    }
  });

  test("given twice is no trouble", async () => {
    const { browser, page } = await asked();
    const again = new Browser(server, new Map(browser.cookies));
    await signOut(browser, page);
    const second = await signOut(again, page);
    assert.equal(second.location, `${SIGNED_OUT}?state=a+b`);
  });

  test("after the browser forgot its cookie signs nobody out", async () => {
    const { browser, user, page } = await asked();
    await signOut(new Browser(server), page);
    await assertSignedIn(server, browser, user);
  });
});

describe("a form that was not shown to this browser for this request is refused:", () => {
  const refuses = async (victim, page, fields, headers) => {
    const after = await victim.browser.submit(page, { decision: "sign-out", ...fields }, headers);
    assertRefused(after, FOREIGN, 403);
    await assertSignedIn(server, victim.browser, victim.user);
  };
  const tokenOf = (page) => page.form().values.token;

  test("without a token, or with one that is made up", async () => {
    const victim = await asked();
    const [time, mac] = tokenOf(victim.page).split(".");
    for (const token of ["", "x", ".", `${time}.`, `.${mac}`, `${Number(time) + 1}.${mac}`, `${time}.${mac}x`, `${time}.${"A".repeat(mac.length)}`]) {
      await refuses(victim, victim.page, { token });
    }
  });

  test("with the token of another browser", async () => {
    const [victim, mallory] = [await asked(), await asked()];
    await refuses(victim, victim.page, { token: tokenOf(mallory.page) });
  });

  test("with the token of another tab's request", async () => {
    const victim = await asked();
    const other = await logout(victim.browser, { client_id: client.id });
    await refuses(victim, victim.page, { token: tokenOf(other) });
  });

  test("with the token of another question, asked for the same query", async () => {
    const { browser, user } = await signIn(server, { client });
    // The parameters of both endpoints at once: each ignores those of the other.
    const query = authorizationRequest(client, { scope: "openid", post_logout_redirect_uri: SIGNED_OUT }).params;
    const choice = await browser.open(`/select-account?${query}`);
    const question = await browser.open(`/logout?${query}`);
    assert.ok(choice.text.includes('name="session"'));
    assert.ok(asksToSignOut(question));
    await refuses({ browser, user }, question, { token: tokenOf(choice) });
    const login = await browser.open(`/login?${query}`);
    await refuses({ browser, user }, question, { token: tokenOf(login) });
    // And the other way round: nobody is chosen.
    const session = choice.text.match(/name="session" value="([^"]*)"/)[1];
    const chosen = await browser.fetch(choice.form().action, {
      method: "POST",
      headers: { origin: server.url },
      body: new URLSearchParams({ token: tokenOf(question), session }),
    });
    assert.equal(chosen.headers.getSetCookie().length, 0);
  });

  test("from another origin, with the right token", async () => {
    const victim = await asked();
    for (const origin of ["https://evil.example", "null", "http://localhost", `${server.url}.evil.example`, server.url.replace("localhost", "127.0.0.1")]) {
      await refuses(victim, victim.page, {}, { origin });
    }
  });

  test("and there is no way around it by GET", async () => {
    const victim = await asked();
    const { action, values } = victim.page.form();
    const page = await victim.browser.open(`${action}&${new URLSearchParams({ ...values, decision: "sign-out" })}`);
    assert.equal(page.status, 405);
    await logout(victim.browser, { ...values, decision: "sign-out" });
    await assertSignedIn(server, victim.browser, victim.user);
  });

  test("and one that was open for too long asks again", async () => {
    const later = await serveIsolates(1);
    try {
      const { browser, user } = await signIn(later);
      const page = await logout(browser, { state: "s" });
      await later.letPass(3601);
      const again = await signOut(browser, page);
      assert.ok(asksToSignOut(again), again.text);
      assert.ok(again.url.endsWith("/logout?state=s"));
      await assertSignedIn(later, browser, user);
      await signOut(browser, again);
      await assertSignedIn(later, browser);
    } finally {
      await later.dispose();
    }
  });
});

describe("a request that is posted (section 2)", () => {
  const post = (browser, fields) =>
    browser.fetch("/logout", { method: "POST", headers: { origin: "https://app.example" }, body: new URLSearchParams(fields) });

  test("becomes one that is not, with the same parameters, and does nothing by itself", async () => {
    const { browser, user, idToken } = await signIn(server, { client });
    const params = { id_token_hint: idToken, post_logout_redirect_uri: SIGNED_OUT, state: "a&b=é" };
    for (const sender of [browser, new Browser(server)]) {
      const page = await post(sender, params);
      assert.deepEqual([page.status, page.location], [303, logoutPath(params)]);
      assert.equal(page.headers.getSetCookie().length, 0);
      await assertSignedIn(server, browser, user);
    }
    assert.equal((await browser.open(logoutPath(params))).location, `${SIGNED_OUT}?state=a%26b%3D%C3%A9`);
    await assertSignedIn(server, browser);
  });

  test("without a hint is asked about", async () => {
    const { browser, user } = await signIn(server, { client });
    const page = await browser.open("/logout", { method: "POST", body: new URLSearchParams({ state: "s" }) });
    assert.ok(asksToSignOut(page));
    await assertSignedIn(server, browser, user);
  });
});

test("all of it lives below an issuer that has a path", async () => {
  const port = await freePort();
  const origin = `http://localhost:${port}`;
  const below = await serveAuthorizationServer({ seed: true, port, vars: { ISSUER: `${origin}/auth` } });
  try {
    const cookie = randomUUID();
    await below.db
      .prepare("INSERT INTO sessions (hash, user_id, id, authenticated_at, expires_at) SELECT ?, id, 'session', ?, ? FROM users WHERE username = ?")
      .bind(sha256(cookie), now(), now() + 600, below.user.username)
      .run();
    const browser = new Browser(below, new Map([[SESSION, cookie]]));
    const posted = await browser.fetch("/auth/logout", { method: "POST", body: new URLSearchParams({ state: "s" }) });
    assert.equal(posted.location, "/auth/logout?state=s");
    const page = await browser.open(posted.location);
    assert.ok(asksToSignOut(page));
    assert.equal(page.form().action, "/auth/logout/confirm?state=s");
    assert.match((await signOut(browser, page)).text, /<h1>You are signed out<\/h1>/);
    assert.equal(browser.cookies.has(SESSION), false);
    assert.equal(await below.db.prepare("SELECT count(*) AS n FROM sessions").first("n"), 0);
    assert.equal((await browser.fetch("/logout")).status, 404);
  } finally {
    await below.dispose();
  }
});

// Several people signed in in one browser: who goes on, how they choose, and that nobody goes on as
// somebody else (OpenID Connect Core section 3.1.2.1, `select_account`).

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { assertTold } from "../kit/asserts.mjs";
import { ACCOUNT, ANSWERS, SESSION, Browser, answersOf, asksForAccount, isAbout } from "../kit/browser.mjs";
import { addClient } from "../kit/clients.mjs";
import { accountsOn, addUser, browserOf, choose, signInTo } from "../kit/people.mjs";
import { serveAuthorizationServer } from "../kit/serve.mjs";
import { ask, grant, redeemed, sha256, silently, subOf } from "../kit/steps.mjs";

let server, alice, bob, client;
before(async () => {
  server = await serveAuthorizationServer({ seed: true });
  [alice, bob] = [await addUser(server), await addUser(server)];
  client = await addClient(server, { firstParty: true });
});
after(() => server?.dispose());

/** Alice, then Bob signed in; with `restarted`, the browser was closed since. */
async function ofBoth({ restarted = false } = {}) {
  const browser = await browserOf(server, alice, bob);
  if (restarted) browser.cookies.delete(ACCOUNT);
  return browser;
}

function open(browser, changes, of = client) {
  return browser.open(ask(of, changes).url);
}

async function sessionIds(browser) {
  const { results } = await server.db.prepare("SELECT user_id, id FROM sessions WHERE hash = ?")
    .bind(sha256(browser.cookies.get(SESSION))).all();
  return Object.fromEntries(results.map(({ user_id: user, id }) => [user, id]));
}

describe("the page to choose on", () => {
  test("names everybody who is signed in, the client, and the way to yet another account", async () => {
    const browser = await ofBoth();
    await server.db.prepare("UPDATE users SET name = '<i>Ann & \"x\"' WHERE id = ?").bind(alice.id).run();
    const request = ask(await addClient(server, { name: "Paper <Pen>" }), { prompt: "select_account" });
    const page = await browser.open(request.url);
    const accounts = accountsOn(page);
    assert.equal(accounts.length, 2);
    assert.ok(accounts.some(({ text }) => text.includes(alice.username) && text.includes("&#60;i&#62;Ann &#38; &#34;x&#34;")), page.text);
    assert.ok(accounts.some(({ text }) => text.includes(bob.username) && text.includes("Test Person")));
    assert.ok(page.text.includes("Paper &#60;Pen&#62;"));
    assert.equal(page.headers.get("cache-control"), "no-store");
    assert.match(page.headers.get("content-security-policy"), /frame-ancestors 'none'$/);
    const another = page.text.match(/<a href="([^"]*)">Use another account</)[1].replaceAll("&#38;", "&");
    assert.equal(another, request.url.replace("/authorize", "/login"));
    assert.equal((await browser.open(another)).asksToSignIn, true);
  });

  test("is shown for prompt=select_account, also to one person, and once for each request", async () => {
    const browser = await browserOf(server, alice);
    for (let time = 0; time < 2; time++) {
      const page = await open(browser, { prompt: "select_account" });
      assert.equal(accountsOn(page).length, 1);
      assert.ok((await choose(browser, page, alice)).answer.has("code"));
    }
  });

  test("is shown where there are several and none was chosen since the browser was started", async () => {
    const browser = await ofBoth({ restarted: true });
    const request = ask(client, { prompt: "none" });
    assertTold(await browser.open(request.url), client, request, "account_selection_required");
    await choose(browser, await open(browser), alice);
    assert.equal(await silently(browser, client), "code");
    assert.equal(await subOf(server, browser, client), alice.id);
  });

  test("is the login page where nobody is signed in", async () => {
    const browser = new Browser(server);
    assert.equal((await open(browser, { prompt: "select_account" })).asksToSignIn, true);
    const { url } = ask(client);
    assert.equal((await browser.open(url.replace("/authorize", "/select-account"))).asksToSignIn, true);
  });

  test("does not name whose session has expired, who then cannot be chosen", async () => {
    const browser = await ofBoth();
    const page = await open(browser, { prompt: "select_account" });
    await server.db.prepare("UPDATE sessions SET expires_at = 1 WHERE hash = ? AND user_id = ?")
      .bind(sha256(browser.cookies.get(SESSION)), alice.id).run();
    const again = await choose(browser, page, alice);
    assert.equal(accountsOn(again).length, 1);
    assert.equal(accountsOn(again)[0].text.includes(bob.username), true);
  });
});

describe("who goes on", () => {
  test("is who was chosen, now and until another is", async () => {
    const browser = await ofBoth();
    for (const user of [alice, bob, alice]) {
      const request = ask(client, { prompt: "select_account" });
      const page = await choose(browser, await browser.open(request.url), user);
      assert.equal((await redeemed(server, client, request, page)).claims.sub, user.id);
      assert.equal(await subOf(server, browser, client), user.id);
      assert.equal(await silently(browser, client), "code");
    }
  });

  test("is who signed in last, where nobody chose", async () => {
    const browser = await ofBoth();
    assert.equal(await subOf(server, browser, client), bob.id);
    await signInTo(server, browser, alice);
    assert.equal(await subOf(server, browser, client), alice.id);
    assert.equal(accountsOn(await open(browser, { prompt: "select_account" })).length, 2, "one account for each");
  });

  test("is in a session of their own, which no other client knows by the same name", async () => {
    const browser = await ofBoth();
    const other = await addClient(server, { firstParty: true });
    const sids = [];
    for (const [of, user] of [[client, alice], [client, bob], [other, alice], [client, alice]]) {
      const request = ask(of, { prompt: "select_account" });
      const page = await choose(browser, await browser.open(request.url), user);
      sids.push((await redeemed(server, of, request, page)).claims.sid);
    }
    assert.equal(new Set(sids).size, 3);
    assert.equal(sids[0], sids[3]);
    const ids = Object.values(await sessionIds(browser));
    assert.equal(sids.some((sid) => ids.includes(sid)), false);
  });

  test("was asked for consent as themselves", async () => {
    const app = await addClient(server);
    const browser = await ofBoth();
    await choose(browser, await open(browser, { prompt: "select_account" }), alice);
    await grant(browser, app, alice);
    const consent = await choose(browser, await open(browser, { prompt: "select_account" }, app), bob);
    assert.ok(isAbout(consent, bob), consent.location);
    assert.equal(await silently(browser, app), "consent_required");
    assert.ok(consent.text.includes("/select-account?"), "there is a way back to the other account");
  });

  test("one person's form is refused in another's name, and nothing is remembered of either", async () => {
    const app = await addClient(server);
    const browser = await ofBoth();
    const { url } = ask(app);
    const [, consentOfAlice] = [await choose(browser, await open(browser, { prompt: "select_account" }), alice), await browser.open(url)];
    assert.ok(isAbout(consentOfAlice, alice));
    await choose(browser, await open(browser, { prompt: "select_account" }), bob);
    const refused = await browser.allow(consentOfAlice);
    assert.deepEqual([refused.status, refused.location], [403, null]);
    const { count } = await server.db.prepare("SELECT count(*) AS count FROM grants WHERE client_id = ?").bind(app.id).first();
    assert.equal(count, 0);
    // As the one who was shown it, it is as good as before.
    await choose(browser, await open(browser, { prompt: "select_account" }), alice);
    assert.ok((await browser.allow(consentOfAlice)).answer.has("code"));
  });
});

describe("the cookie of the browser", () => {
  test("is another one after each login, and the one before is dead", async () => {
    const browser = await browserOf(server, alice);
    for (const user of [bob, alice, alice]) {
      const before = new Map(browser.cookies);
      const ids = await sessionIds(browser);
      await signInTo(server, browser, user);
      assert.notEqual(browser.cookies.get(SESSION), before.get(SESSION));
      const after = await sessionIds(browser);
      for (const [id, session] of Object.entries(ids)) assert.equal(after[id], session, "who was signed in stays so");
      const stale = new Browser(server, before);
      assert.equal((await open(stale)).asksToSignIn, true);
      assert.equal(await silently(stale, client), "login_required");
      assert.equal(await server.db.prepare("SELECT 1 FROM sessions WHERE hash = ?").bind(sha256(before.get(SESSION))).first(), null);
    }
  });

  test("stays what it was when a login fails", async () => {
    const browser = await browserOf(server, alice);
    const before = browser.cookies.get(SESSION);
    await browser.signIn(await open(browser, { prompt: "login" }), { ...bob, password: "wrong" });
    assert.equal(browser.cookies.get(SESSION), before);
    assert.equal(await subOf(server, browser, client), alice.id);
  });

  test("that somebody planted gets them nothing of who signs in over it", async () => {
    const attacker = await browserOf(server, bob);
    const victim = new Browser(server, new Map(attacker.cookies));
    await signInTo(server, victim, alice);
    assert.equal((await open(attacker)).asksToSignIn, true);
    assert.equal(await subOf(server, victim, client), alice.id);
  });

  test("that names the chosen account opens no other browser's", async () => {
    const elsewhere = await sessionIds(await browserOf(server, alice));
    const one = await browserOf(server, bob);
    one.cookies.set(ACCOUNT, elsewhere[alice.id]);
    assert.equal(await subOf(server, one, client), bob.id);
    const both = await ofBoth();
    for (const forged of [elsewhere[alice.id], alice.id, "", "%", "x".repeat(5000), "' OR 1=1 --"]) {
      both.cookies.set(ACCOUNT, forged);
      assert.equal(asksForAccount(await open(both)), true, forged);
    }
    const nobody = new Browser(server, new Map([[ACCOUNT, elsewhere[alice.id]]]));
    assert.equal((await open(nobody)).asksToSignIn, true);
  });
});

describe("a choice counts for nothing", () => {
  /** Chooses as it is told; the question is asked again, or refused, and nothing is remembered. */
  async function assertNotChosen(browser, page, fields, { status = 200, headers } = {}) {
    const before = [browser.cookies.get(ACCOUNT), browser.cookies.get(ANSWERS)];
    const { action } = page.form();
    const answer = await browser.open(action, { method: "POST", headers: { origin: server.url, ...headers }, body: new URLSearchParams(fields) });
    assert.equal(answer.status, status, answer.location ?? answer.text);
    assert.equal(asksForAccount(answer), status === 200, answer.text);
    assert.deepEqual([browser.cookies.get(ACCOUNT), browser.cookies.get(ANSWERS)], before);
  }

  const select = (browser) => open(browser, { prompt: "select_account" });

  test("of an account that is not signed in here", async () => {
    const browser = await ofBoth();
    const carol = await addUser(server);
    const elsewhere = [...Object.values(await sessionIds(await browserOf(server, alice))), ...Object.values(await sessionIds(await browserOf(server, carol)))];
    const page = await select(browser);
    const { token } = page.form().values;
    for (const session of [...elsewhere, alice.id, alice.username, "", "%", "' OR 1=1 --", "x".repeat(5000)]) {
      await assertNotChosen(browser, page, { token, session });
    }
    await assertNotChosen(browser, page, { token });
    const ids = await sessionIds(browser);
    await assertNotChosen(browser, page, [["token", token], ["session", ids[alice.id]], ["session", ids[bob.id]]], { status: 400 });
  });

  test("without the token of this page", async () => {
    const browser = await ofBoth();
    const session = (await sessionIds(browser))[alice.id];
    const [page, tab] = [await select(browser), await select(browser)];
    const [shownAt, mac] = page.form().values.token.split(".");
    const login = await browser.open(page.form().action.replace("/select-account", "/login"));
    const strangers = await ofBoth();
    const stranger = await strangers.open(page.form().action.replace("/select-account", "/authorize"));
    for (const token of [
      "", ".", shownAt, `${shownAt}.`, `${shownAt}.AAAA`, `${Number(shownAt) + 1}.${mac}`,
      tab.form().values.token, login.form().values.token, stranger.form().values.token,
    ]) {
      await assertNotChosen(browser, page, { token, session });
    }
    await assertNotChosen(browser, page, { session });
    assert.ok((await browser.submit(page, { session })).answer.has("code"), "with it, it counts");
  });

  for (const origin of ["https://attacker.example", "null"]) {
    test(`from the origin ${origin}`, async () => {
      const browser = await ofBoth();
      const page = await select(browser);
      const session = (await sessionIds(browser))[alice.id];
      await assertNotChosen(browser, page, { ...page.form().values, session }, { status: 403, headers: { origin } });
    });
  }

  test("that was made in another browser", async () => {
    const elsewhere = await ofBoth();
    const { url } = ask(await addClient(server), { prompt: "select_account" });
    await choose(elsewhere, await elsewhere.open(url), alice);
    const browser = await ofBoth();
    const [{ request, token }] = answersOf(elsewhere);
    browser.cookies.set(ANSWERS, elsewhere.cookies.get(ANSWERS));
    assert.equal(asksForAccount(await browser.open(url)), true);
    const mine = (await sessionIds(browser))[alice.id];
    browser.cookies.set(ANSWERS, `${request}~${mine}~${token}`);
    assert.equal(asksForAccount(await browser.open(url)), true);
  });
});

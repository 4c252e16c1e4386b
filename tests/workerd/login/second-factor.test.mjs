// The second factor of people who sign in with a password: codes from an app, which is npm `otpauth` here, and recovery
// codes.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { Browser, KNOWN, SESSION } from "../kit/browser.mjs";
import { addClient } from "../kit/clients.mjs";
import { addPasskey, signInWith } from "../kit/passkeys.mjs";
import { asksForCode, codeOf, codesOn, scan, SET_UP, submitRecoveryCode, turnOn } from "../kit/phone.mjs";
import { addUser } from "../kit/people.mjs";
import { mark, serveWithClock } from "../kit/serve.mjs";
import { ask, beginFamily, redeemed } from "../kit/steps.mjs";

const SECURITY = "/account/security";
const PHRASE = "a phrase of my own, for once";

let server, client;
before(async () => {
  server = await serveWithClock();
  client = await addClient(server, { firstParty: true });
});
after(() => server?.dispose());

/** Somebody with a second factor: {person, app, codes, browser}. The code that set it up is of two steps ago. */
async function someone() {
  const [person, browser] = [await addUser(server), new Browser(server)];
  await browser.signIn(await browser.open("/account"), person);
  const { app, codes } = await turnOn(server, browser);
  await server.letPass(60);
  return { person, browser, app, codes };
}

/** The page after the password, on the way to a client: {browser, page, request}. */
async function afterPassword(person, { browser = new Browser(server), changes = {}, address } = {}) {
  const request = ask(client, changes);
  const page = await browser.signIn(await browser.open(address ?? request.url), person);
  assert.ok(asksForCode(page), page.text);
  return { browser, page, request };
}

const give = (browser, page, code) => browser.submit(page, { code });
const sessions = (person) => server.db.prepare("SELECT count(*) AS n FROM sessions WHERE user_id = ?").bind(person.id).first("n");

async function eventsOf(person) {
  await mark(server);
  const { results } = await server.db.prepare("SELECT kind, count FROM events WHERE user_id = ? ORDER BY id").bind(person.id).all();
  return results.flatMap(({ kind, count }) => Array(count).fill(kind));
}

const errorOn = (page) => page.text.match(/role="alert">(.*?)<\/p>/s)?.[1] ?? "";

describe("setting it up", () => {
  test("takes a code of the app, which reads the picture, the link or the key", async () => {
    const [person, browser] = [await addUser(server), new Browser(server)];
    await browser.signIn(await browser.open(SECURITY), person);
    const page = await browser.open(SET_UP);
    const app = scan(page);
    assert.deepEqual([app.issuer, app.label, app.algorithm, app.digits, app.period],
      [new URL(server.url).host.replace(":", " "), person.username, "SHA1", 6, 30]);
    assert.equal(app.secret.bytes.length, 20);
    assert.match(page.headers.get("content-security-policy"), /default-src 'none'/);
    const refused = await give(browser, page, codeOf(server, app, 7));
    assert.equal(refused.status, 400);
    assert.match(errorOn(refused), /does not match/);
    assert.equal(scan(refused).secret.base32, app.secret.base32);
    const done = await give(browser, refused, ` ${codeOf(server, app).replace(/^.../, "$& ")}`);
    assert.equal(done.status, 200, done.text);
    const codes = codesOn(done);
    assert.equal(codes.length, 10);
    for (const code of codes) assert.match(code, /^[a-z2-7]{4}(-[a-z2-7]{4}){3}$/);
    assert.match((await browser.open(SECURITY)).text, /Since .*also takes a code from your app\.\s+You have 10 recovery codes left/s);
    assert.deepEqual((await eventsOf(person)).filter((kind) => kind.startsWith("second")), ["second_factor_added"]);
    // Nothing of it is stored as it is.
    const row = await server.db.prepare("SELECT * FROM second_factors WHERE user_id = ?").bind(person.id).first();
    const stored = JSON.stringify(row);
    for (const secret of [app.secret.base32, app.secret.hex, Buffer.from(app.secret.bytes).toString("base64"), ...codes, ...codes.map((code) => code.replaceAll("-", ""))]) {
      assert.ok(!stored.includes(secret));
    }
    assert.ok(!server.logs.some((line) => JSON.stringify(line).includes(app.secret.base32)));
  });

  test("is for whoever has a password, and not in somebody else's browser", async () => {
    const [person, other] = [await addUser(server), await addUser(server)];
    const [browser, foreign] = [new Browser(server), new Browser(server)];
    await browser.signIn(await browser.open(SECURITY), person);
    await foreign.signIn(await foreign.open(SECURITY), other);
    const [mine, theirs] = [await browser.open(SET_UP), await foreign.open(SET_UP)];
    // The form of one with the secret of the other.
    const stolen = await browser.submit(mine, { secret: theirs.form().values.secret, code: codeOf(server, scan(theirs)) });
    assert.notEqual(scan(stolen).secret.base32, scan(theirs).secret.base32);
    assert.equal(await server.db.prepare("SELECT count(*) AS n FROM second_factors WHERE user_id IN (?, ?)").bind(person.id, other.id).first("n"), 0);
    await addPasskey(server, person);
    const page = await browser.submitTo(await browser.open(SECURITY), "/account/password/remove");
    assert.doesNotMatch(page.text, /Second factor/);
    assert.equal(new URL((await browser.open(SET_UP)).url).pathname, SECURITY);
  });
});

describe("a sign-in with a password", () => {
  test("goes on once a code is given, and tokens say so", async () => {
    const { person, app } = await someone();
    const { browser, page, request } = await afterPassword(person);
    assert.equal(browser.cookies.has(SESSION), false);
    assert.equal(browser.cookies.has(KNOWN), false);
    assert.match(page.text, /inputmode="numeric" autocomplete="one-time-code"/);
    const done = await give(browser, page, codeOf(server, app));
    assert.equal(done.status, 303, done.text);
    const { amr, acr } = (await redeemed(server, client, request, done)).claims;
    assert.deepEqual([amr, acr], [["pwd", "otp", "mfa"], `${server.url}/acr/two-factors`]);
    assert.ok((await eventsOf(person)).includes("signed_in_unknown_browser"));
  });

  for (const [what, changes] of [["prompt=login", { prompt: "login" }], ["max_age", { max_age: 0 }], ["select_account", { prompt: "select_account" }]]) {
    test(`is asked for the code again by ${what}`, async () => {
      const { person, browser, app } = await someone();
      const request = ask(client, changes);
      let page = await browser.open(request.url);
      if (!page.asksToSignIn) page = await browser.open(request.url.replace("/authorize", "/login"));
      page = await browser.signIn(page, person);
      assert.ok(asksForCode(page), page.text);
      const done = await give(browser, page, codeOf(server, app));
      assert.ok(done.answer.has("code"), done.text);
    });
  }

  test("goes on to the account, and keeps what was ticked", async () => {
    const { person, app } = await someone();
    for (const keep of ["on", undefined]) {
      const browser = new Browser(server);
      const login = await browser.open(SECURITY);
      const { action, values } = login.form();
      const fields = { ...values, username: person.username, password: person.password };
      delete fields.keep;
      const page = await browser.fetch(action, {
        method: "POST", headers: { origin: server.url }, body: new URLSearchParams(keep ? { ...fields, keep } : fields),
      });
      const form = page.form();
      const done = await browser.fetch(form.action, {
        method: "POST", headers: { origin: server.url }, body: new URLSearchParams({ ...form.values, code: codeOf(server, app) }),
      });
      assert.equal(done.location, SECURITY, done.text);
      const cookie = done.headers.getSetCookie().find((it) => it.startsWith(SESSION));
      assert.equal(/Max-Age/.test(cookie), keep === "on");
      await server.letPass(60);
    }
  });

  test("with a passkey asks for no code", async () => {
    const { person } = await someone();
    const passkey = await addPasskey(server, person);
    const browser = new Browser(server);
    const done = await signInWith(browser, await browser.open(ask(client).url), passkey);
    assert.ok(done.answer.has("code"), done.text);
  });
});

describe("a code", () => {
  for (const [what, steps, good] of [
    ["two steps late is refused", -2, false],
    ["one step late is good", -1, true],
    ["of this moment is good", 0, true],
    ["one step early is good", 1, true],
    ["two steps early is refused", 2, false],
    ["a day late is refused", -2880, false],
  ]) {
    test(what, async () => {
      const { person, app } = await someone();
      const { browser, page } = await afterPassword(person);
      const done = await give(browser, page, codeOf(server, app, steps));
      assert.equal(done.status, good ? 303 : 400, done.text);
      if (good) return;
      assert.match(errorOn(done), /wrong or too old/);
      assert.ok(asksForCode(done), "the next step is there");
      assert.equal(await sessions(person), 1, "the one before");
      assert.ok((await eventsOf(person)).includes("second_factor_failed"));
      assert.equal((await give(browser, done, codeOf(server, app))).status, 303);
    });
  }

  test("is good once, whoever is faster", async () => {
    const { person, app } = await someone();
    const pages = [];
    for (let number = 0; number < 4; number++) pages.push(await afterPassword(person));
    const code = codeOf(server, app);
    const all = await Promise.all(pages.map(({ browser, page }) => give(browser, page, code)));
    assert.deepEqual(all.map(({ status }) => status).sort(), [303, 400, 400, 400]);
    for (const page of all.filter(({ status }) => status === 400)) assert.match(errorOn(page), /has already been used/);
    assert.equal(await sessions(person), 2);
  });

  test("is of no use in another browser, nor after ten minutes", async () => {
    const { person, app } = await someone();
    const { browser, page } = await afterPassword(person);
    const other = new Browser(server);
    await other.open(ask(client).url);
    const refused = await give(other, page, codeOf(server, app));
    assert.equal(refused.status, 403);
    assert.match(refused.text, /does not belong to this sign-in/);
    await server.letPass(601);
    const late = await give(browser, page, codeOf(server, app));
    assert.equal(late.status, 400);
    assert.match(errorOn(late), /ten minutes/);
    assert.ok(late.asksToSignIn);
    assert.equal(await sessions(person), 1);
    assert.ok((await eventsOf(person)).includes("sign_in_refused"));
  });

  for (const [what, change] of [
    ["is of no use once the password was changed", (person) => server.admin("user", "set-password", person.username)],
    ["is of no use once the second factor was turned off", (person) => server.admin("user", "remove-second-factor", person.username)],
    ["is of no use once the account was disabled", (person) => server.admin("user", "disable", person.username)],
    ["is of no use once the account was removed", (person) => server.admin("user", "remove", person.username)],
  ]) {
    test(what, async () => {
      const { person, app } = await someone();
      const { browser, page } = await afterPassword(person);
      await change(person);
      const before = await sessions(person);
      const refused = await give(browser, page, codeOf(server, app));
      assert.equal(refused.status, 400);
      assert.match(errorOn(refused), /was changed while you signed in/);
      assert.ok(refused.asksToSignIn);
      assert.equal(browser.cookies.has(SESSION), false);
      assert.equal(await sessions(person), before);
      assert.ok((await eventsOf(person)).includes("sign_in_refused"));
    });
  }

  test("is guessed five times, then once in an hour and a half, and nobody is kept from other ways in", async () => {
    const { person, browser: known, app, codes } = await someone();
    const { browser, page } = await afterPassword(person);
    const wrong = Array.from({ length: 20 }, (_, number) => `${number}`.padStart(6, "0"));
    const all = await Promise.all(wrong.map((code) => give(browser, page, code)));
    assert.deepEqual([400, 429].map((status) => all.filter((it) => it.status === status).length), [5, 15]);
    const full = all.find(({ status }) => status === 429);
    assert.match(full.text, /Too many wrong codes.*in (2 hours|90 minutes)/s);
    assert.ok(Number(full.headers.get("retry-after")) <= 5400);
    // Not with the right code, not with the password given anew, and not in the person's own browser.
    for (const at of [browser, new Browser(server), known]) {
      const again = await afterPassword(person, { browser: at, changes: { prompt: "login" } });
      assert.equal((await give(again.browser, again.page, codeOf(server, app))).status, 429);
    }
    const recovered = await afterPassword(person);
    assert.equal((await submitRecoveryCode(recovered.browser, recovered.page, codes[0])).status, 200);
    const passkey = await addPasskey(server, person);
    const byPasskey = new Browser(server);
    assert.ok((await signInWith(byPasskey, await byPasskey.open(ask(client).url), passkey)).answer.has("code"));
    const kinds = await eventsOf(person);
    assert.ok(kinds.includes("second_factor_failed") && kinds.includes("sign_in_refused"));
    await server.letPass(5400);
    const later = await afterPassword(person);
    assert.equal((await give(later.browser, later.page, codeOf(server, app))).status, 303);
  });
});

describe("a recovery code", () => {
  test("signs in once, says how many are left, and leads on", async () => {
    const { person, app, codes } = await someone();
    const { browser, page } = await afterPassword(person);
    const used = await submitRecoveryCode(browser, page, codes[2].toUpperCase().replaceAll("-", " "));
    assert.equal(new URL(used.url).pathname, "/account/recovery-code-used", used.text);
    assert.match(used.text, /You have 9 recovery codes left/);
    const on = used.text.match(/<a class="button yes" href="([^"]+)"/)[1].replaceAll("&#38;", "&");
    assert.ok((await browser.open(on)).answer.has("code"));
    assert.ok((await eventsOf(person)).includes("recovery_code_used"));
    // Whoever has lost the app sets up another one, or turns it off, without it.
    const another = await turnOn(server, browser);
    assert.notEqual(another.app.secret.base32, app.secret.base32);
    const second = await afterPassword(person);
    for (const code of [codes[2], codes[3]]) {
      const refused = await submitRecoveryCode(second.browser, second.page, code);
      assert.equal(refused.status, 400);
      assert.match(errorOn(refused), /or has already been used/);
      assert.match(refused.text, /<details open>/);
    }
    const off = await browser.submitTo(await browser.open(SECURITY), "/account/second-factor/remove");
    assert.match(off.text, /nobody can sign in with your password alone/);
    const plain = new Browser(server);
    assert.ok((await plain.signIn(await plain.open(ask(client).url), person)).answer.has("code"));
  });

  test("is used by one of two who have it", async () => {
    const { person, codes } = await someone();
    const pages = [await afterPassword(person), await afterPassword(person)];
    const all = await Promise.all(pages.map(({ browser, page }) => submitRecoveryCode(browser, page, codes[0])));
    assert.deepEqual(all.map(({ status }) => status).sort(), [200, 400]);
  });

  test("is replaced by new ones", async () => {
    const { person, browser, codes } = await someone();
    const shown = await browser.submitTo(await browser.open(SECURITY), "/account/recovery-codes");
    const renewed = codesOn(shown);
    assert.equal(renewed.length, 10);
    const { browser: other, page } = await afterPassword(person);
    assert.equal((await submitRecoveryCode(other, page, codes[0])).status, 400);
    assert.equal((await submitRecoveryCode(other, page, renewed[9])).status, 200);
    assert.ok((await eventsOf(person)).includes("recovery_codes_made"));
  });
});

describe("what is sensitive", () => {
  test("takes both factors, in whatever browser", async () => {
    const [person, browser, elsewhere] = [await addUser(server), new Browser(server), new Browser(server)];
    await elsewhere.signIn(await elsewhere.open(SECURITY), person);
    const form = await elsewhere.open(SECURITY);
    await browser.signIn(await browser.open(SECURITY), person);
    const { app } = await turnOn(server, browser);
    assert.equal((await elsewhere.fetch("/account")).status, 200, "that session goes on");
    const refused = await elsewhere.submitTo(form, "/account/password", { fields: { password: PHRASE } });
    assert.ok(refused.asksToSignIn, refused.text);
    await server.letPass(60);
    const page = await elsewhere.signIn(refused, person);
    assert.ok(asksForCode(page));
    const there = await give(elsewhere, page, codeOf(server, app));
    assert.equal(new URL(there.url).pathname, SECURITY);
    const changed = await elsewhere.submitTo(there, "/account/password", { fields: { password: PHRASE } });
    assert.equal(changed.status, 200, changed.text);
    assert.match(changed.text, /also takes a code from your app/, "it stays with a new password");
  });
});

describe("the owner", () => {
  test("sees it, turns it off, and never sees the secret", async () => {
    const { person, browser } = await someone();
    const shown = await server.admin("user", "show", person.username);
    assert.equal(shown.second_factor.recovery_codes_left, 10);
    assert.deepEqual(Object.keys(shown.second_factor).sort(), ["recovery_codes_left", "since"]);
    await browser.open(SECURITY);
    const download = await browser.submitTo(await browser.open("/account/data"), "/account/data/download");
    const own = JSON.parse(download.text);
    assert.deepEqual(Object.keys(own.second_factor).sort(), ["recovery_codes_left", "since"]);
    await server.admin("user", "remove-second-factor", person.username);
    assert.equal((await server.admin("user", "show", person.username)).second_factor, null);
    await assert.rejects(server.admin("user", "remove-second-factor", person.username), /has no second factor/);
    const plain = new Browser(server);
    assert.ok((await plain.signIn(await plain.open(ask(client).url), person)).answer.has("code"));
  });

  test("gives a link that turns it off, and says so", async () => {
    const { person } = await someone();
    const { link } = await server.admin("user", "recovery-link", person.username);
    const { pathname, search } = new URL(link);
    await server.db.prepare("UPDATE one_time_links SET expires_at = ? WHERE user_id = ?").bind(server.now() + 600, person.id).run();
    const browser = new Browser(server);
    const page = await browser.open(`${pathname}${search}`);
    assert.match(page.text, /turns your second factor off/);
    const done = await browser.submit(page, { password: PHRASE });
    assert.equal(new URL(done.url).pathname, "/account", done.text);
    assert.match((await browser.open(SECURITY)).text, /Turn on/);
    assert.ok((await eventsOf(person)).includes("second_factor_removed"));
    const plain = new Browser(server);
    const signedIn = await plain.signIn(await plain.open(ask(client).url), { ...person, password: PHRASE });
    assert.ok(signedIn.answer.has("code"));
  });
});

test("whoever does not know the password cannot tell who has a second factor", async () => {
  const [{ person }, other] = [await someone(), await addUser(server)];
  const answers = [];
  for (const username of [person.username, other.username]) {
    const browser = new Browser(server);
    const login = await browser.open(ask(client).url);
    const refused = await browser.signIn(login, { username, password: "wrong" });
    answers.push([refused.status, refused.text.replace(/ (value|data-options|href|action)="[^"]*"/g, "")]);
  }
  assert.deepEqual(answers[0], answers[1]);
});

test("a family that began with both factors goes on when it is turned off", async () => {
  const { person, browser } = await someone();
  const family = await beginFamily(server, browser, client, person, { scope: "openid offline_access" });
  assert.ok(family.refresh_token);
  await browser.submitTo(await browser.open(SECURITY), "/account/second-factor/remove");
  assert.equal((await browser.fetch("/account")).status, 200);
});

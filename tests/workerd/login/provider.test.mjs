// Signing in with an account at another OpenID provider: who comes back is signed in, makes an account, or hears why not.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { decodeJwt } from "jose";

import { Browser, SESSION } from "../kit/browser.mjs";
import { addClient } from "../kit/clients.mjs";
import { addPasskey } from "../kit/passkeys.mjs";
import { addUser } from "../kit/people.mjs";
import { asksForCode, codeOf, turnOn } from "../kit/phone.mjs";
import { StandIn, goBy, internetOf, leave, linkTo, personAt, settingsOf } from "../kit/providers.mjs";
import { serveWithClock } from "../kit/serve.mjs";
import { ask, sha256, token } from "../kit/steps.mjs";

const work = new StandIn("work", "https://op.example");
const other = new StandIn("other-one", "https://login.example/tenant/", { userinfo: { email: "by-userinfo@elsewhere.example", email_verified: true } });

/** It has a say in groups, and userinfo says more than its ID tokens. */
const mixed = new (class extends StandIn {
  get setting() {
    return { ...super.setting, groups: { claim: "groups", map: { theirs: "ours" } } };
  }
})("mixed", "https://mixed.example", { userinfo: {} });

let open, closed, client;
before(async () => {
  const options = { outbound: internetOf(work, other, mixed), ...settingsOf(work, other, mixed) };
  open = await serveWithClock({ ...options, vars: { ...options.vars, SIGN_UP: "open" } });
  closed = await serveWithClock(options);
  client = await addClient(closed, { firstParty: true });
});
after(() => Promise.all([open?.dispose(), closed?.dispose()]));

const accounts = async (server, where = "1 = 1") => (await server.db.prepare(`SELECT * FROM provider_accounts WHERE ${where}`).all()).results;

/** A user of `server` who has linked `person`: {user, browser}. */
async function linked(server, person, provider = work) {
  const [user, browser] = [await addUser(server), new Browser(server)];
  await browser.signIn(await browser.open("/account/security"), user);
  const page = await linkTo(browser, provider, person);
  assert.equal(page.status, 200, page.text);
  return { user, browser };
}

describe("somebody who has linked an account elsewhere", () => {
  test("signs in with it, and tokens say no more than that", async () => {
    const person = personAt({ amr: ["pwd"], acr: "phr" });
    const { user } = await linked(closed, person);
    const browser = new Browser(closed);
    const request = ask(client, { scope: "openid email" });
    const back = await goBy(browser, await browser.open(request.url), work, person);
    assert.ok(back.answer.has("code"), back.location ?? back.text);
    const { json } = await token(closed, client, { grant_type: "authorization_code", code: back.answer.get("code"), code_verifier: request.verifier, redirect_uri: client.redirectUri });
    const claims = decodeJwt(json.id_token);
    assert.equal(claims.sub, user.id);
    assert.equal(claims.acr, "1");
    assert.equal(claims.amr, undefined);
    const { results } = await closed.db.prepare("SELECT method, provider FROM sessions WHERE user_id = ?").bind(user.id).all();
    assert.ok(results.some(({ method, provider }) => method === "provider" && provider === "work "), JSON.stringify(results));
  });

  test("is told nothing new: neither another address nor another name is taken over", async () => {
    const person = personAt();
    const { user } = await linked(closed, person);
    const browser = new Browser(closed);
    const changed = { ...person, email: "changed@elsewhere.example", name: "Another Name" };
    assert.equal((await goBy(browser, await browser.open("/login?for=/account"), work, changed)).status, 200);
    const row = await closed.db.prepare("SELECT email, name FROM users WHERE id = ?").bind(user.id).first();
    assert.deepEqual({ ...row }, { email: user.email, name: "Test Person" });
  });

  test("meets a client that wants two factors only if the provider says so", async () => {
    const strict = await addClient(closed, { firstParty: true });
    const values = `${closed.url}/acr/two-factors`;
    const claims = JSON.stringify({ id_token: { acr: { essential: true, values: [values] } } });
    const person = personAt();
    await linked(closed, person);
    const browser = new Browser(closed);
    const refused = await goBy(browser, await browser.open(ask(strict, { claims }).url), work, person);
    assert.equal(refused.status, 200);
    assert.match(refused.text, /needs to be more certain/);
    const accepted = await goBy(new Browser(closed), await browser.open(ask(strict, { claims }).url), work, { ...person, amr: ["pwd", "mfa"] }).catch(() => null);
    assert.equal(accepted?.location ?? null, null, "another browser is not the one that left");
    const done = await goBy(browser, await browser.open(ask(strict, { claims }).url), work, { ...person, amr: ["pwd", "mfa"] });
    assert.ok(done.answer.has("code"));
  });

  test("is asked for their second factor, unless the provider says that it asked for several", async () => {
    const person = personAt();
    const { browser: own } = await linked(closed, person);
    const { app } = await turnOn(closed, own);
    const browser = new Browser(closed);
    const request = ask(client);
    const page = await goBy(browser, await browser.open(request.url), work, person);
    assert.equal(asksForCode(page), true, page.text);
    assert.equal(browser.cookies.has(SESSION), false);
    const done = await browser.submit(page, { code: codeOf(closed, app, 1) });
    assert.ok(done.answer.has("code"), done.text);
    const { json } = await token(closed, client, { grant_type: "authorization_code", code: done.answer.get("code"), code_verifier: request.verifier, redirect_uri: client.redirectUri });
    assert.deepEqual(decodeJwt(json.id_token).amr, ["otp", "mfa"]);

    const another = new Browser(closed);
    const at = await goBy(another, await another.open(ask(client).url), work, { ...person, amr: ["mfa"] });
    assert.ok(at.answer.has("code"), at.text);
  });

  test("is refused while the owner has disabled them", async () => {
    const person = personAt();
    const { user } = await linked(closed, person);
    await closed.db.prepare("UPDATE users SET disabled_at = 1 WHERE id = ?").bind(user.id).run();
    const browser = new Browser(closed);
    const page = await goBy(browser, await browser.open(ask(client).url), work, person);
    assert.match(page.text, /This account is disabled/);
    assert.equal(browser.cookies.has(SESSION), false);
  });

  test("stays signed in only as they said", async () => {
    const person = personAt();
    await linked(closed, person);
    for (const keep of [true, false]) {
      const browser = new Browser(closed);
      const page = await browser.open("/login?for=/account");
      const away = await browser.submitTo(page, "/login/provider", { fields: { provider: "work", keep: keep ? "on" : "" } });
      const back = await browser.fetch(work.signIn(away.location, person));
      const cookie = back.headers.getSetCookie().find((it) => it.startsWith(SESSION));
      assert.equal(/Max-Age/.test(cookie), keep, cookie);
    }
  });

  test("writes three rows, and an event", async () => {
    const person = personAt();
    const { user } = await linked(closed, person);
    const count = async () => (await closed.db.prepare("SELECT count(*) AS n FROM events WHERE user_id = ?").bind(user.id).first("n"));
    const [before, seen] = [await count(), closed.logs.length];
    const browser = new Browser(closed);
    await goBy(browser, await browser.open("/login?for=/account"), work, person);
    const isBack = (it) => closed.logs.indexOf(it) >= seen && it.event === "request" && it.method === "GET" && it.path === "/login/provider/work";
    assert.equal((await closed.logged(isBack)).d1_rows_written, 3);
    assert.equal(await count(), before + 1);
    assert.deepEqual((await accounts(closed, `user_id = '${user.id}'`)).length, 1);
  });
});

describe("what is sent to the provider", () => {
  test("is a request with everything that binds the answer, and what the app wishes", async () => {
    const browser = new Browser(closed);
    const page = await browser.open(ask(client, { login_hint: "erin@elsewhere.example", prompt: "login" }).url);
    const asked = new URL(await leave(browser, page, work)).searchParams;
    assert.equal(asked.get("redirect_uri"), `${closed.url}/login/provider/work`);
    assert.equal(asked.get("scope"), "openid email profile");
    assert.equal(asked.get("login_hint"), "erin@elsewhere.example");
    assert.equal(asked.get("prompt"), "login");
    assert.equal(asked.get("max_age"), "0");
    for (const name of ["state", "nonce", "code_challenge"]) assert.match(asked.get(name), /^[\w-]{43}$/, name);
    const again = new URL(await leave(browser, page, work)).searchParams;
    for (const name of ["state", "nonce", "code_challenge"]) assert.notEqual(again.get(name), asked.get(name), name);
  });

  test("asks for a sign-in now where somebody looks after their account, whether or not they are signed in here", async () => {
    const person = personAt();
    await linked(closed, person);
    const ago = Math.floor(Date.now() / 1000) - 7200;
    const tomorrow = Math.floor(Date.now() / 1000) + 86_400;
    for (const [auth_time, good] of [[ago, false], [tomorrow, false], [undefined, true]]) {
      const browser = new Browser(closed);
      const page = await browser.open("/login?for=/account/security");
      const asked = await leave(browser, page, work);
      assert.equal(new URL(asked).searchParams.get("prompt"), "login");
      const back = await browser.open(work.signIn(asked, { ...person, auth_time }));
      assert.equal(browser.cookies.has(SESSION), good, back.text);
    }
  });

  test("is answered at the address of that provider only", async () => {
    const person = personAt();
    await linked(closed, person);
    const browser = new Browser(closed);
    const away = await leave(browser, await browser.open(ask(client).url), work);
    const back = new URL(work.signIn(away, person));
    const elsewhere = await browser.open(`/login/provider/other-one${back.search}`);
    assert.equal(elsewhere.status, 400, elsewhere.text);
    assert.match(elsewhere.text, /Please start again/);
    assert.ok((await browser.open(back.href)).answer.has("code"), "and still is there");
  });

  test("counts: who had to sign in again there and did not is refused", async () => {
    const person = personAt();
    await linked(closed, person);
    const ago = Math.floor(Date.now() / 1000) - 600;
    for (const [auth_time, good] of [[undefined, false], [ago, false], [ago + 590, true]]) {
      const browser = new Browser(closed);
      const page = await browser.open(ask(client, { prompt: "login" }).url);
      const back = await goBy(browser, page, work, { ...person, auth_time });
      assert.equal(back.location !== null, good, back.text);
    }
  });

  test("keeps a long request, and refuses one that no cookie holds", async () => {
    const person = personAt();
    await linked(closed, person);
    const browser = new Browser(closed);
    const page = await browser.open(ask(client, { state: "s".repeat(3000) }).url);
    const done = await goBy(browser, page, work, person);
    assert.equal(done.answer.get("state").length, 3000);
    const long = await browser.open(ask(client, { prompt: "login", state: "s".repeat(6000) }).url);
    const refused = await browser.submitTo(long, "/login/provider", { fields: { provider: "work" } });
    assert.equal(refused.status, 400);
    assert.match(refused.text, /is too long for signing in with The work/);
    assert.equal(refused.asksToSignIn, true, "another way is offered");
  });
});

describe("somebody whom nobody has linked", () => {
  test("hears where nobody may sign up how to link the account, and nothing is saved", async () => {
    const user = await addUser(closed);
    const person = personAt({ email: user.email });
    const before = await accounts(closed);
    const browser = new Browser(closed);
    const page = await goBy(browser, await browser.open(ask(client).url), work, person);
    assert.equal(page.status, 400);
    assert.match(page.text, /Your account at The work is not linked to an account here/);
    assert.equal(page.asksToSignIn, true);
    assert.equal(browser.cookies.has(SESSION), false);
    assert.deepEqual(await accounts(closed), before, "an address joins no accounts");
  });

  test("makes an account where anybody may, and signs in with it from then on", async () => {
    const person = personAt({ preferred_username: `erin-${randomUUID()}`, sid: "there" });
    const app = await addClient(open, { firstParty: true });
    const browser = new Browser(open);
    const request = ask(app, { scope: "openid email profile" });
    const page = await goBy(browser, await browser.open(request.url), work, person);
    assert.equal(page.status, 200, page.text);
    assert.match(page.text, /You signed in at <strong><bdi>The work<\/bdi><\/strong> as <strong><bdi>[^<]+@elsewhere\.example/);
    assert.equal((await accounts(open, `account LIKE '%${person.sub}'`)).length, 0, "nothing is saved before they say yes");
    const { values } = page.formTo("/sign-up");
    assert.equal(values.called, "Erin Elsewhere");
    assert.equal(values.username, person.preferred_username);
    assert.equal("email" in values, false, "a proved address is not asked for");
    const done = await browser.submitTo(page, "/sign-up");
    assert.ok(done.answer.has("code"), done.text);
    const [account] = await accounts(open, `account LIKE '%${person.sub}'`);
    assert.equal(account.account, `https://op.example ${person.sub}`);
    assert.equal(account.label, person.email);
    const user = await open.db.prepare("SELECT * FROM users WHERE id = ?").bind(account.user_id).first();
    assert.equal(user.email, person.email);
    assert.equal(JSON.parse(user.claims).email_verified, true);
    assert.equal(user.password_hash, "");

    const elsewhere = new Browser(open);
    const again = await goBy(elsewhere, await elsewhere.open("/login?for=/account"), work, person);
    assert.equal(again.status, 200, again.text);
    assert.match(again.text, /Erin Elsewhere/);
    const twice = await browser.submitTo(page, "/sign-up");
    assert.equal(twice.location, null, "the form makes one account");
  });

  test("signs nobody in with the form and the cookies of before", async () => {
    const person = personAt();
    const browser = new Browser(open);
    const page = await goBy(browser, await browser.open("/login?for=/account"), work, person);
    const before = new Map(browser.cookies);
    assert.equal((await browser.submitTo(page, "/sign-up")).status, 200);
    const [{ user_id }] = await accounts(open, `account LIKE '%${person.sub}'`);
    const sessions = () => open.db.prepare("SELECT count(*) AS n FROM sessions WHERE user_id = ?").bind(user_id).first("n");
    assert.equal(await sessions(), 1);
    const again = await new Browser(open, before).submitTo(page, "/sign-up");
    assert.match(again.text, /linked already/);
    assert.equal(await sessions(), 1);
    await open.db.prepare("DELETE FROM users WHERE id = ?").bind(user_id).run();
    await new Browser(open, new Map(before)).submitTo(page, "/sign-up");
    const [account] = await accounts(open, `account LIKE '%${person.sub}'`);
    assert.notEqual(account?.user_id, user_id, "nobody gets the sub of somebody who is gone");
  });

  test("is signed in at once where they pressed the button to sign up, and have an account", async () => {
    const person = personAt();
    const app = await addClient(open, { firstParty: true });
    const browser = new Browser(open);
    await browser.submitTo(await goBy(browser, await browser.open(ask(app).url), work, person), "/sign-up");
    const elsewhere = new Browser(open);
    const done = await goBy(elsewhere, await elsewhere.open(ask(app, { prompt: "create" }).url), work, person);
    assert.ok(done.answer.has("code"), done.text);
  });

  test("has an address that the provider does not prove confirmed first", async () => {
    const person = personAt({ email_verified: false });
    const browser = new Browser(open);
    const page = await goBy(browser, await browser.open("/sign-up"), work, person);
    assert.equal(page.formTo("/sign-up").values.email, person.email);
    const done = await browser.submitTo(page, "/sign-up");
    assert.equal(done.status, 200, done.text);
    const [{ user_id }] = await accounts(open, `account LIKE '%${person.sub}'`);
    const user = await open.db.prepare("SELECT email, unverified_email, claims FROM users WHERE id = ?").bind(user_id).first();
    assert.deepEqual([user.email, user.unverified_email, JSON.parse(user.claims).email_verified], [null, person.email, undefined]);
  });

  test("gets no account with the address of another one", async () => {
    const user = await addUser(open);
    const person = personAt({ email: user.email });
    const browser = new Browser(open);
    const page = await goBy(browser, await browser.open("/sign-up"), work, person);
    const refused = await browser.submitTo(page, "/sign-up");
    assert.equal(refused.status, 400);
    assert.match(refused.text, /sign in to it as before. Then link/);
    assert.equal((await accounts(open, `account LIKE '%${person.sub}'`)).length, 0);
  });

  test("may choose another way", async () => {
    const browser = new Browser(open);
    const page = await goBy(browser, await browser.open("/sign-up"), work, personAt());
    assert.match(page.text, /Create the account/);
    const back = await browser.submitTo(page, "/login/provider", { fields: { provider: "" } });
    assert.match(back.text, /Continue with a passkey/);
    assert.doesNotMatch(back.text, /You signed in at/);
  });

  test("has no address that the ID token and userinfo prove only together, nor more factors than the ID token says", async () => {
    const person = personAt({ email: "ceo@corp.example", email_verified: undefined, name: undefined });
    mixed.userinfo = { email: "erin@evil.example", email_verified: true, amr: ["mfa"], name: "By Userinfo", groups: ["theirs"] };
    const browser = new Browser(open);
    const page = await goBy(browser, await browser.open("/login?for=/account"), mixed, person);
    assert.equal(page.formTo("/sign-up").values.email, "ceo@corp.example", "it has to be confirmed");
    assert.equal(page.formTo("/sign-up").values.called, "By Userinfo");
    await browser.submitTo(page, "/sign-up");
    const [{ user_id }] = await accounts(open, `account LIKE '%${person.sub}'`);
    const user = await open.db.prepare("SELECT email, unverified_email FROM users WHERE id = ?").bind(user_id).first();
    assert.deepEqual({ ...user }, { email: null, unverified_email: "ceo@corp.example" });
    const app = await addClient(open, { firstParty: true });
    const claims = JSON.stringify({ id_token: { acr: { essential: true, values: [`${open.url}/acr/two-factors`] } } });
    const elsewhere = new Browser(open);
    const refused = await goBy(elsewhere, await elsewhere.open(ask(app, { claims }).url), mixed, person);
    assert.match(refused.text, /needs to be more certain/);
    // While it says nothing of their groups, nobody is taken out of them.
    mixed.instead.userinfo = () => new Response("down", { status: 500 });
    const third = new Browser(open);
    const failed = await goBy(third, await third.open(ask(app).url), mixed, person);
    delete mixed.instead.userinfo;
    assert.match(failed.text, /The mixed did not respond as expected/);
  });

  test("is known by what userinfo says where the ID token lacks it", async () => {
    const { sub } = personAt();
    const browser = new Browser(open);
    const page = await goBy(browser, await browser.open("/sign-up"), other, { sub });
    assert.match(page.text, /by-userinfo@elsewhere\.example/);
  });
});

describe("the page Security", () => {
  test("shows what is linked, and removes it", async () => {
    const person = personAt();
    const { user, browser } = await linked(closed, person);
    const page = await browser.open("/account/security");
    assert.match(page.text, new RegExp(`The work</bdi>[^]*${person.email}`));
    const [{ account }] = await accounts(closed, `user_id = '${user.id}'`);
    const gone = await browser.submitTo(page, "/account/provider/remove", { id: account });
    assert.equal(gone.status, 200, gone.text);
    assert.equal((await accounts(closed, `user_id = '${user.id}'`)).length, 0);
    const events = await closed.db.prepare("SELECT kind FROM events WHERE user_id = ? AND kind LIKE 'provider%' ORDER BY kind").bind(user.id).all();
    assert.deepEqual(events.results.map(({ kind }) => kind), ["provider_linked", "provider_removed"]);
    const elsewhere = new Browser(closed);
    const refused = await goBy(elsewhere, await elsewhere.open(ask(client).url), work, person);
    assert.match(refused.text, /is not linked/);
  });

  test("does not remove the last way in, and lets another one take its place", async () => {
    const person = personAt();
    const { user, browser } = await linked(closed, person);
    const page = await browser.open("/account/security");
    await closed.db.prepare("UPDATE users SET password_hash = '' WHERE id = ?").bind(user.id).run();
    const [{ account }] = await accounts(closed, `user_id = '${user.id}'`);
    const kept = await browser.submitTo(page, "/account/provider/remove", { id: account });
    assert.equal(kept.status, 400);
    assert.match(kept.text, /your only way to sign in/);
    assert.equal((await accounts(closed, `user_id = '${user.id}'`)).length, 1);
    await addPasskey(closed, user);
    await browser.submitTo(page, "/account/provider/remove", { id: account });
    assert.equal((await accounts(closed, `user_id = '${user.id}'`)).length, 0);
  });

  test("counts a linked account as a way in when the password or the last passkey goes", async () => {
    const { user, browser } = await linked(closed, personAt());
    const passkey = await addPasskey(closed, user);
    const page = await browser.open("/account/security");
    await browser.submitTo(page, "/account/password/remove");
    assert.equal(await closed.db.prepare("SELECT password_hash FROM users WHERE id = ?").bind(user.id).first("password_hash"), "");
    const now = await browser.open("/account/security");
    await browser.submitTo(now, "/account/passkey/remove", { id: passkey.id });
    assert.equal(await closed.db.prepare("SELECT count(*) AS n FROM passkeys WHERE user_id = ?").bind(user.id).first("n"), 0);
  });

  test("does not link what is somebody else's", async () => {
    const person = personAt();
    const { user } = await linked(closed, person);
    const { browser } = await linked(closed, personAt(), other);
    const page = await linkTo(browser, work, person);
    assert.equal(page.status, 400);
    assert.match(page.text, /That account at The work is linked to another account here/);
    assert.deepEqual((await accounts(closed, `account LIKE '%${person.sub}'`)).map(({ user_id }) => user_id), [user.id]);
  });

  test("links only in the session in which somebody left, and while its sign-in is recent", async () => {
    const person = personAt();
    const [user, browser] = [await addUser(closed), new Browser(closed)];
    await browser.signIn(await browser.open("/account/security"), user);
    const away = await browser.submitTo(await browser.open("/account/security"), "/account/provider", { id: "work" });
    const back = work.signIn(away.location, person);
    await browser.signIn(await browser.open("/login?for=/account"), await addUser(closed));
    await browser.open(back);
    assert.equal((await accounts(closed, `account LIKE '%${person.sub}'`)).length, 0);
  });

  test("has the links in the download, and takes them with the account", async () => {
    const person = personAt();
    const { user, browser } = await linked(closed, person);
    const file = await browser.submitTo(await browser.open("/account/data"), "/account/data/download");
    const [{ account, provider }] = JSON.parse(file.text).provider_accounts;
    assert.deepEqual([account, provider], [`https://op.example ${person.sub}`, "work"]);
    await browser.submitTo(await browser.open("/account/data"), "/account/data/delete", { fields: { sure: "yes" } });
    assert.equal((await accounts(closed, `user_id = '${user.id}'`)).length, 0);
  });
});

test("somebody who gets back in and removes every other way in removes the links too", async () => {
  for (const former of [false, true]) {
    const { user } = await linked(closed, personAt());
    const secret = randomUUID();
    await closed.db.prepare("INSERT INTO one_time_links (hash, purpose, user_id, uses_left, expires_at, created_at) VALUES (?, 'recovery', ?, 1, unixepoch() + 999, 0)").bind(sha256(secret), user.id).run();
    const browser = new Browser(closed);
    const page = await browser.open(`/recovery?link=${secret}`);
    const done = await browser.submit(page, { password: "seven quiet rivers at noon", ...(former && { former: "go" }) });
    assert.equal(done.status, 200, done.text);
    assert.equal((await accounts(closed, `user_id = '${user.id}'`)).length, former ? 0 : 1);
  }
});

test("a provider that is for one app is on its page and on that of the account, and nowhere else", async () => {
  const [one, other] = [await addClient(closed), await addClient(closed)];
  const limited = await serveWithClock({
    vars: { PROVIDERS: JSON.stringify([{ ...work.setting, clients: [one.id] }]) },
    secrets: { PROVIDER_SECRET_WORK: work.secret },
    outbound: internetOf(work),
  });
  try {
    const clients = await Promise.all([one, other].map(({ id }) => addClient(limited, { id })));
    const offers = async (address) => (await new Browser(limited).open(address)).text.includes("Continue with <bdi>The work");
    assert.deepEqual([await offers(ask(clients[0]).url), await offers(ask(clients[1]).url), await offers("/login?for=/account")], [true, false, true]);
    // Nor does a form of another page help.
    const browser = new Browser(limited);
    const { values } = (await browser.open(ask(clients[1]).url)).form();
    const sent = await browser.fetch(ask(clients[1]).url.replace("/authorize", "/login/provider"), { method: "POST", headers: { origin: limited.url }, body: new URLSearchParams({ ...values, provider: "work" }) });
    assert.notEqual(sent.location?.startsWith("https://op.example"), true);
  } finally {
    await limited.dispose();
  }
});

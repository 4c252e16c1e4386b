// The account: what a person sees of it and changes about it, and what nobody else can.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { decodeJwt } from "jose";

import { assertError } from "../kit/asserts.mjs";
import { ACCOUNT, Browser, SESSION } from "../kit/browser.mjs";
import { addClient } from "../kit/clients.mjs";
import { joinWith } from "../kit/new-passkeys.mjs";
import { FLAGS, addPasskey as givePasskey, base64url, signInWith } from "../kit/passkeys.mjs";
import { addUser } from "../kit/people.mjs";
import { mark, serveWithClock } from "../kit/serve.mjs";
import { ask, beginFamily, obtainCode, postAs, refresh, silently, token } from "../kit/steps.mjs";

let server, client;
before(async () => {
  server = await serveWithClock();
  client = await addClient(server, { introspects: [server.url], name: "Notes of <b>everybody</b>" });
});
after(() => server?.dispose());

const SECURITY = "/account/security";

/** Somebody with a name of their own. */
async function somebody() {
  const person = await addUser(server);
  const name = `Person ${person.id}`;
  await server.db.prepare("UPDATE users SET name = ? WHERE id = ?").bind(name, person.id).run();
  return { ...person, name };
}

/** Somebody at a page of their account: {person, browser, page}. */
async function at(path, { person, browser = new Browser(server) } = {}) {
  person ??= await somebody();
  const login = await browser.open(path);
  return { person, browser, page: await browser.signIn(login, person) };
}

/** The kinds of what happened to somebody, the latest last. */
async function eventsOf(person) {
  await mark(server);
  const { results } = await server.db.prepare("SELECT kind FROM events WHERE user_id = ? ORDER BY id").bind(person.id).all();
  return results.map(({ kind }) => kind);
}

const rowOf = (person) => server.db.prepare("SELECT * FROM users WHERE id = ?").bind(person.id).first();
const passkeysOf = async (person) =>
  (await server.db.prepare("SELECT * FROM passkeys WHERE user_id = ? ORDER BY name").bind(person.id).all()).results;

/** Adds a passkey on the page for it: {page, passkey}. */
async function addPasskey(browser, fields, how) {
  return joinWith(browser, await browser.open("/account/passkey?for=/account/security"), fields, how);
}

describe("signing in to the account", () => {
  test("leads to each of its pages, which says who it is, and how to sign out", async () => {
    for (const path of ["/account", SECURITY, "/account/apps", "/account/activity", "/account/data"]) {
      const { person, page } = await at(path);
      assert.deepEqual([page.status, new URL(page.url).pathname], [200, path]);
      assert.match(page.text, new RegExp(`Signed in as <strong><bdi>${person.name}</bdi>`));
      assert.match(page.text, new RegExp(`href="${path}" aria-current="page"`));
      assert.match(page.text, /href="\/logout">Sign out/);
    }
  });

  test("leads nowhere else, whatever the query asks for", async () => {
    for (const page of ["https://evil.example", "//evil.example", "/logout", "/account/", "/account/security%20", ""]) {
      const login = await new Browser(server).fetch(`/login?for=${page}`);
      assert.equal(login.status, 400, page);
    }
  });

  test("the root is the account for whoever is signed in, and for nobody else", async () => {
    const { browser } = await at("/account");
    assert.match((await browser.open("/")).text, /Signed in as/);
    assert.match((await new Browser(server).open("/")).text, /Authorization server/);
    browser.cookies.set(SESSION, "x");
    assert.match((await browser.open("/")).text, /Authorization server/);
  });

  test("a passkey does it too, and a wrong password does not", async () => {
    const { person, browser } = await at(SECURITY);
    const { passkey } = await addPasskey(browser);
    const other = new Browser(server);
    const login = await other.open(SECURITY);
    const wrong = await other.signIn(login, { ...person, password: "wrong" });
    assert.equal(wrong.status, 400);
    const page = await signInWith(other, wrong, passkey);
    assert.deepEqual([page.status, new URL(page.url).pathname], [200, SECURITY]);
  });

  test("of several people in one browser, the page is about the one who signed in last", async () => {
    const { person: first, browser } = await at("/account");
    await server.letPass(1);
    const { person: second, page } = await at("/login?for=/account", { browser });
    assert.ok(page.text.includes(`<bdi>${second.name}</bdi>`));
    assert.equal(page.text.includes(first.name), false);
    browser.cookies.delete(ACCOUNT);
    assert.ok((await browser.open("/account")).text.includes(second.name));
  });
});

describe("a passkey", () => {
  test("is added, gets another name, signs in, and is removed", async () => {
    const { person, browser } = await at(SECURITY);
    const { page, passkey } = await addPasskey(browser, { name: "My <i>phone</i>" });
    assert.equal(new URL(page.url).pathname, SECURITY);
    assert.match(page.text, /My &#60;i&#62;phone&#60;\/i&#62;/);
    assert.match(page.text, /Never used/);
    const [row] = await passkeysOf(person);
    assert.deepEqual([row.name, row.rp_id, row.algorithm, row.backed_up], ["My <i>phone</i>", "localhost", "ES256", 1]);

    const renamed = await browser.submitTo(page, "/account/passkey/name", { id: passkey.id, fields: { name: " Phone " } });
    assert.match(renamed.text, /<bdi>Phone<\/bdi>/);
    const other = new Browser(server);
    assert.equal((await signInWith(other, await other.open(SECURITY), passkey)).status, 200);

    const removed = await browser.submitTo(await browser.open(SECURITY), "/account/passkey/remove", { id: passkey.id });
    assert.match(removed.text, /You have no passkey yet/);
    assert.deepEqual(await passkeysOf(person), []);
    const refused = await signInWith(other, await other.open(`/login?for=${SECURITY}`), passkey);
    assert.match(refused.text, /This passkey is not known here, or was removed/);
    assert.deepEqual((await eventsOf(person)).filter((kind) => kind.startsWith("passkey")).sort(), ["passkey_added", "passkey_removed"]);
  });

  test("that is removed ends every other session and every app's tokens, and this session goes on", async () => {
    const { person, browser } = await at(SECURITY);
    const { passkey } = await addPasskey(browser);
    const { browser: elsewhere } = await at("/account", { person });
    const family = await beginFamily(server, new Browser(server), client, person, { scope: "openid offline_access" });
    const code = await obtainCode(new Browser(server), client, person, { scope: "openid" });
    await browser.submitTo(await browser.open(SECURITY), "/account/passkey/remove", { id: passkey.id });
    assert.equal((await browser.fetch("/account")).status, 200);
    assert.equal((await elsewhere.fetch("/account")).status, 303);
    assertError(await refresh(server, client, family.refresh_token), "invalid_grant");
    assertError(await token(server, client, code), "invalid_grant");
  });

  test("is not removed while it is the only way in", async () => {
    const { person, browser } = await at(SECURITY);
    const { page, passkey } = await addPasskey(browser);
    const form = page.formTo("/account/passkey/remove", passkey.id);
    await server.db.prepare("UPDATE users SET password_hash = '' WHERE id = ?").bind(person.id).run();
    const refused = await browser.open(form.action, { method: "POST", headers: { origin: browser.origin }, body: new URLSearchParams(form.values) });
    assert.equal(refused.status, 400);
    assert.match(refused.text, /That passkey was not removed/);
    assert.match(refused.text, /This is your only way to sign in/);
    assert.throws(() => refused.formTo("/account/passkey/remove"), "the page offers it no longer");
    assert.equal((await passkeysOf(person)).length, 1);
  });

  for (const [what, changes, reason] of [
    ["another challenge", { clientData: { challenge: base64url("other") } }, /challenge/],
    ["a page of another origin", { origin: "https://evil.example" }, /origin/],
    ["a page in a frame", { clientData: { crossOrigin: true } }, /frame/],
    ["another ceremony", { clientData: { type: "webauthn.get" } }, /ceremony/],
    ["another RP ID", { rpId: "evil.example" }, /another host/],
    ["nobody there", { flags: FLAGS.verified | FLAGS.credential }, /anybody/],
    ["somebody who was not verified", { flags: FLAGS.present | FLAGS.credential }, /verify/],
    ["a backup that cannot be", { flags: FLAGS.present | FLAGS.verified | FLAGS.credential | FLAGS.backedUp }, /backed up/],
    ["no credential", { flags: FLAGS.present | FLAGS.verified }, /damaged|credential/],
  ]) {
    test(`is refused: ${what}; the browser may forget it`, async () => {
      const { person, browser } = await at(SECURITY);
      const start = await mark(server);
      const { page, passkey } = await addPasskey(browser, {}, { changes });
      assert.equal(page.status, 400, page.text);
      assert.match(page.text, /That passkey could not be added/);
      assert.match(page.text, new RegExp(`data-unknown="${passkey.id}"`));
      assert.deepEqual(await passkeysOf(person), []);
      await mark(server);
      const line = server.logs.slice(start).find((entry) => entry.method === "POST" && entry.path === "/account/passkey");
      assert.match(line.reason, reason);
    });
  }

  test("that the browser made by itself is refused without a word, unless it verified the person", async () => {
    const { person, browser } = await at(SECURITY);
    const silent = { changes: { flags: FLAGS.credential } };
    const { page, passkey } = await addPasskey(browser, { conditional: "1" }, silent);
    assert.equal(page.status, 200);
    assert.doesNotMatch(page.text, /role="alert"/);
    assert.match(page.text, new RegExp(`data-unknown="${passkey.id}"`));
    const verified = { changes: { flags: FLAGS.credential | FLAGS.verified } };
    await addPasskey(browser, { conditional: "1" }, verified);
    assert.equal((await passkeysOf(person)).length, 1);
  });

  test("is not asked for where there are as many as may be", async () => {
    const { person, browser } = await at(SECURITY);
    for (let count = 0; count < 10; count += 1) await givePasskey(server, person);
    assert.doesNotMatch((await browser.open(SECURITY)).text, /\/account\/passkey\?for=/);
    const page = await browser.open("/account/passkey?for=/account");
    assert.match(page.text, /You have as many passkeys as an account can have/);
    assert.doesNotMatch(page.text, /id="new-passkey"/);
  });

  test("that comes twice stays, and the browser does not forget it", async () => {
    const { person, browser } = await at(SECURITY);
    const page = await browser.open("/account/passkey?for=/account/security");
    const { passkey } = await joinWith(browser, page);
    const again = await joinWith(browser, page, {}, { passkey });
    assert.equal(again.page.status, 400);
    assert.doesNotMatch(again.page.text, /data-unknown/);
    assert.equal((await passkeysOf(person)).length, 1);
  });

  test("is added once for one challenge, also after it was removed", async () => {
    const { person, browser } = await at(SECURITY);
    const page = await browser.open("/account/passkey?for=/account/security");
    const first = await joinWith(browser, page);
    await browser.submitTo(await browser.open(SECURITY), "/account/passkey/remove", { id: first.passkey.id });
    const again = await joinWith(browser, page, {}, { passkey: first.passkey });
    assert.equal(again.page.status, 400);
    assert.deepEqual(await passkeysOf(person), []);
  });

  test("of somebody else is not renamed and not removed", async () => {
    const { browser: theirs, person: other } = await at(SECURITY);
    const { passkey } = await addPasskey(theirs);
    const { browser, person } = await at(SECURITY);
    const { page, passkey: own } = await addPasskey(browser);
    for (const [path, status] of [["/account/passkey/name", 403], ["/account/passkey/remove", 400]]) {
      const answer = await browser.submitTo(page, path, { id: own.id, fields: { id: passkey.id, name: "Mine" } });
      assert.equal(answer.status, status);
    }
    const taken = await addPasskey(browser, {}, { passkey });
    assert.equal(taken.page.status, 400, "two people have one passkey");
    assert.deepEqual((await passkeysOf(other)).map(({ name }) => name), ["Passkey"]);
    assert.equal((await passkeysOf(person)).length, 1);
  });
});

describe("what is sensitive takes a recent sign-in", () => {
  test("ten minutes later the page asks to confirm, and a form from before changes nothing", async () => {
    const { person, browser, page } = await at(SECURITY);
    const { passkey, page: security } = await addPasskey(browser);
    const data = await browser.open("/account/data");
    const profile = await browser.open("/account");
    await server.letPass(601);
    for (const path of [SECURITY, "/account/data", "/account"]) {
      const asks = await browser.open(path);
      assert.match(asks.text, /Confirm that it is you/, path);
      assert.doesNotMatch(asks.text, /passkey\/remove|data\/delete|data\/download|account\/email/, path);
    }
    for (const [on, path, options] of [
      [security, "/account/passkey/remove", { id: passkey.id }],
      [data, "/account/data/download"],
      [data, "/account/data/delete", { fields: { sure: "yes" } }],
      [profile, "/account/email", { fields: { email: "new@example.com" } }],
      [profile, "/account/profile", { fields: { username: `${person.username}-2` } }],
    ]) {
      const answer = await browser.submitTo(on, path, options);
      assert.ok(answer.asksToSignIn, path);
    }
    assert.equal((await browser.fetch("/account/passkey?for=/account/security")).status, 303);
    assert.equal((await passkeysOf(person)).length, 1);
    assert.deepEqual([(await rowOf(person)).unverified_email, (await rowOf(person)).username], [null, person.username]);
    // A name alone is not.
    await browser.submitTo(profile, "/account/profile", { fields: { name: "Somebody" } });
    assert.equal((await rowOf(person)).name, "Somebody");
    const login = await browser.open(`/login?for=${SECURITY}`);
    assert.match((await browser.signIn(login, person)).text, /passkey\/remove/);
    assert.ok(page);
  });
});

describe("the profile", () => {
  test("is what apps are told", async () => {
    const { person, browser, page } = await at("/account");
    const fields = { name: "Ada <Lovelace>", username: `ada-${person.id.slice(0, 6)}`, picture: "https://img.example/ada.png" };
    const saved = await browser.submitTo(page, "/account/profile", { fields });
    assert.equal(saved.status, 200);
    assert.ok(saved.text.includes("Ada &#60;Lovelace&#62;"));
    const { access_token } = await beginFamily(server, browser, client, person, { scope: "openid profile" });
    const told = await (await fetch(`${server.url}/userinfo`, { headers: { authorization: `Bearer ${access_token}` } })).json();
    assert.deepEqual([told.name, told.preferred_username, told.picture, told.sub], [fields.name, fields.username, fields.picture, person.id]);
    const cleared = await browser.submitTo(saved, "/account/profile", { fields: { name: "", picture: "" } });
    assert.equal(cleared.status, 200);
    const row = await rowOf(person);
    assert.deepEqual([row.name, JSON.parse(row.claims).picture], [null, undefined]);
    assert.deepEqual((await eventsOf(person)).filter((kind) => kind === "profile_changed").length, 2);
  });

  for (const [what, fields, message] of [
    ["a username of somebody", (other) => ({ username: other.username.toUpperCase() }), /That username cannot be used/],
    ["a username with a space", () => ({ username: "a b" }), /A username has 1 to 100/],
    ["a username that is an address", () => ({ username: "a@b.example" }), /A username has 1 to 100/],
    ["no username where there is only a password", () => ({ username: "" }), /That username cannot be used/],
    ["a name of two lines", () => ({ name: "a\nb" }), /A name has 1 to 100/],
    ["a name that is too long", () => ({ name: "x".repeat(101) }), /A name has 1 to 100/],
    ["a picture without TLS", () => ({ picture: "http://img.example/a" }), /The address of a picture/],
    ["a picture that is a script", () => ({ picture: "javascript:alert(1)" }), /The address of a picture/],
    ["a picture with a password", () => ({ picture: "https://a:b@img.example/a" }), /The address of a picture/],
  ]) {
    test(`refuses ${what}, and nothing is changed`, async () => {
      const other = await addUser(server);
      const { person, browser, page } = await at("/account");
      await server.db.prepare("UPDATE users SET email = NULL, email_folded = NULL WHERE id = ?").bind(person.id).run();
      const before = await rowOf(person);
      const answer = await browser.submitTo(page, "/account/profile", { fields: fields(other) });
      assert.equal(answer.status, 400);
      assert.match(answer.text, message);
      assert.deepEqual(await rowOf(person), before);
    });
  }

  test("an address is noted, and is no way in before it is verified", async () => {
    const { person, browser, page } = await at("/account");
    const email = `new-${person.id}@example.com`;
    const saved = await browser.submitTo(page, "/account/email", { fields: { email } });
    assert.match(saved.text, new RegExp(`until you have confirmed the new one, ${email}\\.`));
    const other = new Browser(server);
    const refused = await other.signIn(await other.open("/account"), { username: email, password: person.password });
    assert.equal(refused.status, 400);
    for (const bad of ["x", "a@b", "a b@c.example", "a@b.example\r\nBcc: x@y.example"]) {
      const answer = await browser.submitTo(saved, "/account/email", { fields: { email: bad } });
      assert.equal(answer.status, 400, bad);
    }
    await browser.submitTo(saved, "/account/email", { fields: { email: "" } });
    assert.equal((await rowOf(person)).unverified_email, null);
  });
});

describe("apps", () => {
  test("are shown with what they can do, and what was taken back has ended", async () => {
    const { person, browser } = await at("/account");
    const own = await addClient(server, { firstParty: true, introspects: [server.url] });
    const family = await beginFamily(server, browser, client, person, { scope: "openid notes:read offline_access" });
    const ownFamily = await beginFamily(server, browser, own, person, { scope: "openid offline_access" });
    const code = await obtainCode(browser, client, person, { scope: "openid notes:read offline_access" });
    const page = await browser.open("/account/apps");
    assert.ok(page.text.includes("Notes of &#60;b&#62;everybody"), page.text);
    assert.match(page.text, /Read your notes/);
    for (const { id } of [client, own]) assert.ok(page.formTo("/account/apps/revoke", id));

    const after = await browser.submitTo(page, "/account/apps/revoke", { id: client.id });
    assert.equal(after.status, 200);
    assert.throws(() => after.formTo("/account/apps/revoke", client.id), "it has nothing any more");
    assertError(await refresh(server, client, family.refresh_token), "invalid_grant");
    assertError(await token(server, client, code), "invalid_grant");
    const { json } = await postAs(server, client, "/introspect", { token: family.access_token });
    assert.equal(json.active, false);
    assert.equal((await fetch(`${server.url}/userinfo`, { headers: { authorization: `Bearer ${family.access_token}` } })).status, 401);
    assert.equal((await refresh(server, own, ownFamily.refresh_token)).status, 200, "another app goes on");
    assert.equal(await silently(browser, client), "consent_required");
    assert.ok((await eventsOf(person)).includes("app_revoked"));

    // A new yes begins anew.
    const again = await beginFamily(server, browser, client, person, { scope: "openid offline_access" });
    assert.equal((await refresh(server, client, again.refresh_token)).status, 200);
    assert.ok((await browser.open("/account/apps")).formTo("/account/apps/revoke", client.id));
  });

  test("that need no consent lose what they had, too", async () => {
    const { person, browser } = await at("/account");
    const own = await addClient(server, { firstParty: true });
    const family = await beginFamily(server, browser, own, person, { scope: "openid offline_access" });
    const code = await obtainCode(browser, own, person, { scope: "openid" });
    await browser.submitTo(await browser.open("/account/apps"), "/account/apps/revoke", { id: own.id });
    assertError(await refresh(server, own, family.refresh_token), "invalid_grant");
    assertError(await token(server, own, code), "invalid_grant");
    const again = await beginFamily(server, browser, own, person, { scope: "openid offline_access" });
    assert.equal(decodeJwt(again.access_token).sub, person.id);
  });

  test("of somebody else are not touched, and there is nothing to take from an app that has nothing", async () => {
    const { browser } = await at("/account/apps");
    const other = await addUser(server);
    const family = await beginFamily(server, new Browser(server), client, other, { scope: "openid offline_access" });
    const own = await addClient(server);
    const mine = await at("/account/apps");
    await beginFamily(server, mine.browser, own, mine.person, { scope: "openid" });
    const page = await mine.browser.open("/account/apps");
    const answer = await mine.browser.submitTo(page, "/account/apps/revoke", { id: own.id, fields: { id: client.id } });
    assert.equal(new URL(answer.url).pathname, "/account/apps");
    assert.equal((await refresh(server, client, family.refresh_token)).status, 200);
    assert.match((await browser.open("/account/apps")).text, /No app can use your account/);
  });

  test("a page shows six of them, and leads to the next ones", async () => {
    const { person, browser } = await at("/account/apps");
    for (let number = 0; number < 8; number++) {
      await server.db.prepare("INSERT INTO grants (user_id, client_id, registration_id, scope, granted_at) SELECT ?, id, registration_id, 'openid', 0 FROM clients WHERE id = ?")
        .bind(person.id, (await addClient(server)).id).run();
    }
    const first = await browser.open("/account/apps");
    const next = first.text.match(/href="([^"]*after=[^"]*)"/)[1];
    const second = await browser.open(next);
    const count = (page) => page.text.match(/apps\/revoke/g).length;
    assert.deepEqual([count(first), count(second)], [6, 2]);
  });
});

describe("apps to start", () => {
  const linksOf = ({ text }) =>
    [...text.matchAll(/<a class="button" href="([^"]*)"><bdi>([^<]*)<\/bdi><\/a>/g)].map(([, href, name]) => [name, href.replaceAll("&#38;", "&")]);
  const forget = () => server.db.prepare("UPDATE clients SET initiate_login_uri = NULL").run();

  test("are the owner's that have a link, by name, told who asks; and no client puts itself there", async (t) => {
    t.after(forget);
    await forget();
    const { browser, page } = await at("/account");
    assert.deepEqual(linksOf(page), []);
    assert.doesNotMatch(page.text, /Open an app/);
    await addClient(server, { name: "Zoo & <b>Co</b>", initiateLoginUri: "https://zoo.example/start?to=/a%20b&x" });
    await addClient(server, { name: "Books", initiateLoginUri: "https://books.example/" });
    for (const registeredBy of ["itself", "document"]) {
      await addClient(server, { name: "Aaa", registeredBy, initiateLoginUri: "https://evil.example/" });
    }
    const issuer = encodeURIComponent(server.url);
    assert.deepEqual(linksOf(await browser.open("/account")), [
      ["Books", `https://books.example/?iss=${issuer}`],
      ["Zoo &#38; &#60;b&#62;Co&#60;/b&#62;", `https://zoo.example/start?to=/a%20b&x&iss=${issuer}`],
    ]);
  });

  test("are 20 on a page, which reads at most 60 rows with eight people in the browser, and leads to the others", async (t) => {
    t.after(forget);
    const browser = new Browser(server);
    for (let number = 0; number < 8; number += 1) await at("/login?for=/account", { browser });
    await server.db.prepare(`INSERT INTO clients (id, name, redirect_uris, scope, grant_types, token_endpoint_auth_method, first_party, created_at, registration_id, initiate_login_uri)
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300)
      SELECT 'many-' || i, 'Many', '[]', '', '[]', 'none', 0, 0, hex(randomblob(8)), CASE WHEN i <= 45 THEN 'https://many.example/' || i END FROM n`).run();
    const start = await mark(server);
    const seen = [];
    let path = "/account";
    while (path) {
      const page = await browser.open(path);
      seen.push(linksOf(page).map(([, href]) => new URL(href).pathname));
      path = page.text.match(/href="(\/account\?after=[^"]*)"/)?.[1];
    }
    assert.deepEqual(seen.map(({ length }) => length), [20, 20, 5]);
    assert.equal(new Set(seen.flat()).size, 45);
    await mark(server);
    const lines = server.logs.slice(start).filter((entry) => entry.event === "request" && entry.path === "/account");
    assert.equal(lines.length, 3);
    for (const line of lines) assert.ok(line.d1_rows_read <= 60, `${line.d1_rows_read} rows`);
  });
});

describe("activity and data", () => {
  test("a person sees what happened, with wrong passwords counted", async () => {
    const person = await somebody();
    const other = new Browser(server);
    let login = await other.open("/account");
    for (let times = 0; times < 3; times++) login = await other.signIn(login, { ...person, password: "wrong" });
    await mark(server);
    const { page } = await at("/account/activity", { person });
    assert.match(page.text, /Somebody failed to sign in/);
    assert.match(page.text, /3 times within an hour/);
    assert.equal(page.headers.get("cache-control"), "no-store");
  });

  test("a download has what is stored about a person, and no secret", async () => {
    const { person, browser } = await at("/account/data");
    await addPasskey(browser, { name: "Phone" });
    await beginFamily(server, browser, client, person, { scope: "openid notes:read" });
    await mark(server);
    const answer = await browser.submitTo(await browser.open("/account/data"), "/account/data/download");
    assert.match(answer.headers.get("content-disposition"), /^attachment/);
    assert.equal(answer.headers.get("cache-control"), "no-store");
    const all = JSON.parse(answer.text);
    assert.deepEqual([all.sub, all.claims.preferred_username, all.password], [person.id, person.username, true]);
    assert.deepEqual(all.passkeys.map(({ name }) => name), ["Phone"]);
    assert.deepEqual(all.apps.map(({ client_id, scope }) => [client_id, scope]), [[client.id, "openid http://localhost:8789#notes:read"]]);
    assert.ok(all.events.some(({ what }) => what === "passkey_added"));
    assert.deepEqual([all.incomplete, all.sessions.length], [null, 1]);
    const { password_hash, pairwise_salt } = await rowOf(person);
    assert.equal(answer.text.includes(password_hash) || answer.text.includes(pairwise_salt), false);
  });

  test("an account is deleted at once, with every session and token, and not without a word for it", async () => {
    const { person, browser, page } = await at("/account/data");
    await addPasskey(browser);
    const family = await beginFamily(server, browser, client, person, { scope: "openid offline_access" });
    const unsure = await browser.submitTo(page, "/account/data/delete");
    assert.equal(unsure.status, 400);
    assert.ok(await rowOf(person));
    const gone = await browser.submitTo(await browser.open("/account/data"), "/account/data/delete", { fields: { sure: "yes" } });
    assert.match(gone.text, /Your account is deleted/);
    assert.equal(await rowOf(person), null);
    assert.deepEqual(await passkeysOf(person), []);
    assertError(await refresh(server, client, family.refresh_token), "invalid_grant");
    assert.equal((await browser.fetch("/account")).status, 303);
    assert.ok((await eventsOf(person)).includes("account_deleted"));
  });

  test("the last administrator stays", async () => {
    const { person, browser, page } = await at("/account/data");
    await server.db.prepare("UPDATE users SET administrator = 1 WHERE id = ?").bind(person.id).run();
    const answer = await browser.submitTo(page, "/account/data/delete", { fields: { sure: "yes" } });
    assert.match(answer.text, /you are the only administrator/);
    assert.ok(await rowOf(person));
    await server.db.prepare("UPDATE users SET administrator = 0 WHERE id = ?").bind(person.id).run();
  });
});

describe("a form", () => {
  test("from before another sign-in in this browser says that nothing was changed, and leads back to its page", async () => {
    const { person, browser, page } = await at("/account");
    await browser.signIn(await browser.open("/login?for=/account"), person);
    const answer = await browser.submitTo(page, "/account/profile", { fields: { name: "Changed" } });
    assert.equal(answer.status, 403);
    assert.match(answer.text, /Nothing was changed[^]*href="[^"]*\/account">Open the page again/);
    assert.equal((await rowOf(person)).name, person.name);
  });

  test("of somebody who was disabled changes nothing", async () => {
    const { person, browser, page } = await at("/account");
    await server.db.prepare("UPDATE users SET disabled_at = unixepoch(), credential_version = credential_version + 1 WHERE id = ?").bind(person.id).run();
    const answer = await browser.submitTo(page, "/account/profile", { fields: { name: "Changed" } });
    assert.ok(answer.asksToSignIn);
    assert.equal((await rowOf(person)).name, person.name);
  });
});

test("no page reads more than 60 rows, however much there is, and with eight people in the browser", async () => {
  const { person, browser } = await at(SECURITY);
  const n = (most) => `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${most})`;
  const fill = (statement, ...values) => server.db.prepare(statement).bind(...values).run();
  const { id: user } = person;
  await fill(`INSERT INTO events (id, at, kind, count, request, user_id) ${n(300)} SELECT printf('%010d.x.%d', i, i), i, 'signed_in', 1, 'x', ? FROM n`, user);
  await fill(`INSERT INTO clients (id, name, redirect_uris, scope, grant_types, token_endpoint_auth_method, first_party, created_at, registration_id)
    ${n(300)} SELECT 'most-' || i, 'Most', '[]', '', '[]', 'none', 0, 0, hex(randomblob(8)) FROM n`);
  await fill(`INSERT INTO user_clients (user_id, client_id, since, last_at) ${n(300)} SELECT ?, 'most-' || i, 1, 1 FROM n`, user);
  await fill(`INSERT INTO grants (user_id, client_id, scope, granted_at) ${n(300)} SELECT ?, 'most-' || i, 'openid', 1 FROM n`, user);
  for (let count = 0; count < 10; count += 1) await givePasskey(server, person);
  await fill(`INSERT INTO provider_accounts ${n(2)} SELECT 'https://op.example most-' || i, 'gone', ?, 'most', i FROM n`, user);
  await fill(`INSERT INTO sessions (user_id, id, hash, authenticated_at, expires_at) ${n(200)} SELECT ?, 'most-' || i, 'most-' || i, unixepoch(), unixepoch() + 999 FROM n`, user);
  await fill(`INSERT INTO users (id, username, username_folded, password_hash, created_at) ${n(7)} SELECT 'beside-' || i, 'beside-' || i, 'beside-' || i, '', 0 FROM n`);
  await fill(`INSERT INTO sessions (user_id, id, hash, authenticated_at, expires_at) ${n(7)} SELECT 'beside-' || i, 'beside-' || i,
    (SELECT hash FROM sessions WHERE user_id = ? AND id NOT LIKE 'most-%'), 1, unixepoch() + 99999 FROM n`, user);
  const beside = "SELECT count(*) AS n FROM sessions WHERE hash = (SELECT hash FROM sessions WHERE user_id = ? AND id NOT LIKE 'most-%')";
  assert.equal(await server.db.prepare(beside).bind(user).first("n"), 8);
  const start = await mark(server);
  const paths = ["/", "/account", SECURITY, "/account/apps", "/account/activity", "/account/data", "/account/passkey?for=/account"];
  for (const path of paths) await browser.open(path);
  await mark(server);
  const lines = server.logs.slice(start).filter((entry) => entry.event === "request");
  assert.ok(lines.length >= paths.length);
  for (const line of lines) {
    assert.ok(line.d1_rows_read <= 60, `${line.path}: ${line.d1_rows_read} rows`);
    assert.equal(line.d1_rows_written, 0);
  }
  await fill("DELETE FROM clients WHERE id LIKE 'most-%'");
});

test("nor does signing out everywhere else, however many sessions there are", async () => {
  const { person, browser } = await at(SECURITY);
  await server.db.prepare("INSERT INTO sessions (user_id, id, hash, authenticated_at, expires_at) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200) SELECT ?, 'session-' || i, 'browser-' || i, i, unixepoch() + 999 FROM n").bind(person.id).run();
  const start = await mark(server);
  await browser.submitTo(await browser.open(SECURITY), "/account/sessions/end", { id: "" });
  await mark(server);
  const lines = server.logs.slice(start).filter((entry) => entry.event === "request" && entry.path.startsWith("/account"));
  assert.equal(lines.length, 3);
  for (const line of lines) assert.ok(line.d1_rows_read <= 60, `${line.path}: ${line.d1_rows_read} rows`);
  const { n } = await server.db.prepare("SELECT count(*) AS n FROM sessions WHERE user_id = ?").bind(person.id).first();
  assert.equal(n, 196, "their rows are swept later");
  const page = await browser.open(SECURITY);
  assert.deepEqual(page.text.match(/Signed in on /g).length, 1, "but there is no other session");
});

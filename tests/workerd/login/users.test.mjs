// `npm run user`: what the owner does about people, and what these people and their apps see of it.

import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";

import { assertError } from "../kit/asserts.mjs";
import { Browser, neutral } from "../kit/browser.mjs";
import { addClient } from "../kit/clients.mjs";
import { told } from "../kit/commands.mjs";
import { addUser } from "../kit/people.mjs";
import { serveAuthorizationServer } from "../kit/serve.mjs";
import { ask, atConsent, authorizationRequest, beginFamily, isSignedIn, obtainCode, postAs, refresh, silently, token } from "../kit/steps.mjs";

let server, folder, client, api;
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "edgegrant-users-"));
  server = await serveAuthorizationServer({ seed: true, persist: folder });
  client = await addClient(server);
  api = await addClient(server, { introspects: [server.url], redirectUris: [], grantTypes: [] });
});
after(async () => {
  await server?.dispose();
  await rm(folder, { recursive: true, force: true });
});

const user = (...args) => server.admin("user", ...args);

/** What a command says to a person. */
async function said(...args) {
  const { stdout } = await told(folder, "user", ...args);
  return stdout;
}

const OFFLINE = "openid profile email offline_access notes:read";

/** As the command does it, in less time. */
function disable(person) {
  return server.db.prepare("UPDATE users SET disabled_at = unixepoch(), credential_version = credential_version + 1 WHERE id = ?")
    .bind(person.id).run();
}

/** Somebody who is signed in and let the client in: {person, browser, family}. */
async function somebody() {
  const person = await addUser(server);
  const browser = new Browser(server);
  const family = await beginFamily(server, browser, client, person, { scope: OFFLINE });
  return { person, browser, family };
}

async function isActive(accessToken) {
  const { json } = await postAs(server, api, "/introspect", { token: accessToken });
  return json.active;
}

function userinfo(accessToken) {
  return fetch(`${server.url}/userinfo`, { headers: { authorization: `Bearer ${accessToken}` } });
}

function signIn(page, browser, person, password = person.password) {
  return browser.signIn(page, { username: person.username, password });
}

describe("a person who is disabled", () => {
  test("loses sessions, codes, tokens and apps at once, and nothing of it comes back when they are enabled", async () => {
    const { person, browser, family } = await somebody();
    const code = await obtainCode(browser, client, person, { scope: OFFLINE });
    assert.equal(await isActive(family.access_token), true);
    const answer = await user("disable", person.username);
    assert.deepEqual(answer, { disabled: person.username, sessions_ended: 1 });

    for (const when of ["disabled", "enabled again"]) {
      assert.equal(await silently(browser, client), "login_required", when);
      assertError(await token(server, client, code), "invalid_grant");
      assertError(await refresh(server, client, family.refresh_token), "invalid_grant");
      assert.equal(await isActive(family.access_token), false, when);
      assert.equal((await userinfo(family.access_token)).status, 401, when);
      if (when === "disabled") assert.deepEqual(await user("enable", person.username), { enabled: person.username });
    }
    // Whoever signs in again begins anew, with what they once allowed.
    const page = await signIn(await browser.open(ask(client).url), browser, person);
    assert.ok(page.answer.has("code"), page.text);
  });

  test("hears of it after the right password alone, on a page where another account can sign in", async () => {
    const { person } = await somebody();
    const other = await addUser(server);
    await disable(person);
    const browser = new Browser(server);
    const before = await browser.open(ask(client).url);
    const wrong = await signIn(before, browser, person, "wrong");
    assert.equal(wrong.status, 400);
    assert.match(wrong.text, /That username or password is wrong/);
    const unknown = await browser.signIn(wrong, { username: "nobody-at-all", password: "wrong" });
    assert.equal(neutral(wrong), neutral(unknown), "no more than of nobody");

    const right = await signIn(unknown, browser, person);
    assert.equal(right.status, 400);
    assert.match(right.text, /This account is disabled\. Use another one, or ask whoever runs this server/);
    assert.equal(right.asksToSignIn, true);
    const { event, what, user_id: of, reason } = await server.logged((line) => line.reason === "the user is disabled" && line.what);
    assert.deepEqual([event, what, of, reason], ["security", "sign_in_failed", person.id, "the user is disabled"]);
    assert.equal((await signIn(right, browser, other)).asksConsent, true);
  });

  test("on the consent page says yes to nothing, and is asked to sign in", async () => {
    for (const decision of ["allow", "deny"]) {
      const { page, browser, user: person } = await atConsent(server, client, await addUser(server));
      await disable(person);
      const answer = await browser.submit(page, { decision });
      assert.equal(answer.asksToSignIn, true, answer.text);
      assert.match((await signIn(answer, browser, person)).text, /This account is disabled/);
      const { results } = await server.db.prepare("SELECT 1 FROM grants WHERE user_id = ?").bind(person.id).all();
      assert.deepEqual(results, []);
    }
  });

});

test("sessions end in every browser; what may go on without the person goes on, and so do browsers that know them", async () => {
  const { person, browser, family } = await somebody();
  const other = new Browser(server);
  const bound = await beginFamily(server, other, client, person, { scope: "openid" });
  assert.deepEqual(await user("sessions", "end", person.username), { username: person.username, sessions_ended: 2 });
  for (const ended of [browser, other]) assert.equal(await isSignedIn(ended, new URL(ask(client).url, server.url)), false);
  assert.equal((await refresh(server, client, family.refresh_token)).status, 200);
  if (bound.refresh_token) assertError(await refresh(server, client, bound.refresh_token), "invalid_grant");
  assert.equal(await isActive(bound.access_token), false);
  const written = await server.db.prepare("SELECT count(*) AS n FROM attempts").first("n");
  assert.ok((await signIn(await browser.open(ask(client).url), browser, person)).answer.has("code"));
  assert.equal(await server.db.prepare("SELECT count(*) AS n FROM attempts").first("n"), written, "no stranger's browser");
});

describe("edit", () => {
  test("changes what is known, and not who they are", async () => {
    const { person, browser, family } = await somebody();
    await server.db.prepare("UPDATE users SET claims = ? WHERE id = ?").bind('{"email_verified":true,"given_name":"Ada"}', person.id).run();
    const username = `${person.username}-Ü`;
    const edited = await user("edit", person.username, "--username", username, "--name", "Ada L.", "--claim", "family_name=L.");
    assert.deepEqual([edited.sub, edited.username, edited.email, edited.name], [person.id, username, person.email, "Ada L."]);
    const claims = await (await userinfo(family.access_token)).json();
    assert.deepEqual([claims.sub, claims.preferred_username, claims.name, claims.given_name, claims.family_name, claims.email_verified],
      [person.id, username, "Ada L.", "Ada", "L.", true]);
    assert.equal(await silently(browser, client), "code", "still signed in");

    // Another address was not verified, unless the owner says so.
    await user("edit", username, "--email", `new-${person.email}`);
    const told = await (await userinfo(family.access_token)).json();
    assert.deepEqual([told.email, told.email_verified], [`new-${person.email}`, undefined]);
    assert.equal((await user("edit", username, "--email", person.email, "--email-verified")).claims.email_verified, true);
    assert.equal((await user("edit", username, "--no-email")).email, null);

    const anew = new Browser(server);
    const page = await anew.open(ask(client, { prompt: "login" }).url);
    assert.ok((await anew.signIn(page, { username: username.toUpperCase(), password: person.password })).answer.has("code"));
    const former = new Browser(server);
    assert.equal((await former.signIn(await former.open(ask(client).url), person)).location, null, "the old name is nobody's");
  });

  test("keeps to the rules of add", async () => {
    const [one, other] = [await addUser(server), await addUser(server)];
    await assert.rejects(user("edit", one.username, "--username", other.username.toUpperCase()), /taken, or looks like one/);
    await assert.rejects(user("edit", one.username, "--username", "a b"), /must not contain spaces or @/);
    await assert.rejects(user("edit", one.username, "--email", "x"), /is not an email address/);
    await assert.rejects(user("edit", "nobody-at-all", "--name", "x"), /There is no user/);
    await assert.rejects(user("edit", one.username), /Say what to change/);
    await assert.rejects(user("edit", one.username, "--email", "a@b.example", "--no-email"), /cannot be used with/);
  });
});

test("list --search finds by the beginning of a username or an address, 20 names at a time", async () => {
  const added = [];
  for (let number = 10; number < 32; number++) {
    const name = `Finding${number}`;
    added.push(name);
    await server.db.prepare(`INSERT INTO users (id, username, username_folded, email, email_folded, password_hash, created_at)
      VALUES (?1, ?1, lower(?1), ?2, lower(?2), 'x', 0)`).bind(name, `${number === 11 ? "finding" : "other"}${number}@example.com`).run();
  }
  const first = await user("list", "--search", "fINDing");
  assert.deepEqual(first.users.map(({ username }) => username), added.slice(0, 20), "usernames come before addresses");
  const rest = await user("list", "--search", "finding", "--after", first.next);
  assert.deepEqual(rest.users.map(({ username }) => username), added.slice(20), "nobody is there twice");
  assert.equal(rest.next, null);
  assert.match(await said("list", "--search", "finding"), /There may be more: `npm run user -- list --search finding --after \S*finding\d\d/);
});

test("show tells what is known of a person, and list who is disabled", async () => {
  const { person } = await somebody();
  await server.db.prepare(`INSERT INTO passkeys (id, user_id, rp_id, name, public_key, algorithm, counter, backup_eligible, backed_up, aaguid, created_at)
    VALUES (?1, ?1, 'localhost', 'Laptop', '{}', 'ES256', 0, 0, 0, '', 0)`).bind(person.id).run();
  await server.db.prepare("UPDATE sessions SET agent = 'Firefox/Linux', place = 'Porto, PT', last_seen_at = authenticated_at + 1 WHERE user_id = ?")
    .bind(person.id).run();
  const shown = await user("show", person.username.toUpperCase());
  assert.deepEqual([shown.sub, shown.username, shown.email, shown.email_verified, shown.disabled, shown.administrator],
    [person.id, person.username, person.email, false, false, false]);
  const now = Date.now() / 1000;
  assert.deepEqual([shown.sessions.length, shown.sessions[0].method, shown.more_sessions], [1, "password", false]);
  assert.ok(Math.abs(shown.sessions[0].authenticated_at - now) < 60 && Math.abs(shown.last_seen_at - now) < 60);
  assert.deepEqual(shown.apps.map(({ client_id, scope }) => [client_id, scope]), [[client.id, OFFLINE.replace("notes", "http://localhost:8789#notes")]]);
  assert.deepEqual(shown.passkeys.map(({ name, rp_id, last_used_at }) => [name, rp_id, last_used_at]), [["Laptop", "localhost", null]]);
  assert.equal(JSON.stringify(shown).includes("argon2"), false);
  const [{ browser, system, place, authenticated_at, last_seen_at }] = shown.sessions;
  assert.deepEqual([browser, system, place, last_seen_at], ["Firefox", "Linux", "Porto, PT", authenticated_at + 1]);
  const day = String.raw`\d{4}-\d\d-\d\d \d\d:\d\d UTC`;
  assert.match(await said("show", person.username),
    new RegExp(`\nsession        Firefox on Linux, Porto, PT, since ${day}, with a password, last seen ${day}\n`));

  await disable(person);
  await server.db.prepare("UPDATE users SET administrator = 1 WHERE id = ?").bind(person.id).run();
  const text = await said("show", person.username);
  const today = new Date().toISOString().slice(0, 10);
  for (const line of [`sub            ${person.id}`, `email          ${person.email}, not verified`, `last seen      ${today} `,
    "passkey        Laptop for localhost, added 1970-01-01 00:00 UTC, never used", `disabled       ${today} `, "administrator  yes", "sessions       0",
    "apps           1", `(${client.id}), since ${today} `]) {
    assert.ok(text.includes(line), `${line}\n${text}`);
  }
  assert.match(await said("list", "--search", person.username), /\(administrator\) {2}\(disabled\)/);
  await server.db.prepare("UPDATE users SET administrator = 0 WHERE id = ?").bind(person.id).run();
});

test("administrators: one who may sign in always stays", async () => {
  const [one, other] = [await addUser(server), await addUser(server)];
  assert.deepEqual(await user("administrator", one.username), { username: one.username, administrator: true });
  for (const command of [["administrator", "--remove"], ["disable"], ["remove"]]) {
    await assert.rejects(user(...command, one.username), /last administrator/, command[0]);
  }
  await server.db.prepare("UPDATE users SET administrator = 1 WHERE id = ?").bind(other.id).run();
  assert.deepEqual(await user("administrator", "--remove", one.username), { username: one.username, administrator: false });
  await disable(one);
  await assert.rejects(user("administrator", one.username), /is disabled/);
});

test("what ends people's access says in numbers what it ends", async () => {
  const { person, browser } = await somebody();
  await obtainCode(browser, await addClient(server), person);
  assert.match(await said("set-password", person.username), /Sessions that ended: 1\. Apps that have to ask again for access: 2\./);
  assert.match(await said("disable", person.username), /^Disabled .*: 0 sessions ended/);
  assert.match(await said("remove", person.username), /Sessions that ended: 0\. Apps that lost their access: 2\./);
});

test("and says the same in JSON", async () => {
  const { person, browser } = await somebody();
  await obtainCode(browser, await addClient(server), person);
  const { password, ...changed } = await user("set-password", person.username);
  assert.deepEqual(changed, { username: person.username, sessions_ended: 1, more_sessions: false, apps_ended: 2, more_apps: false });
  assert.equal(typeof password, "string");
  const removed = await user("remove", person.username);
  assert.deepEqual(removed, { removed: person.username, sessions_ended: 0, more_sessions: false, apps_ended: 2, more_apps: false });
});

test("a person is sent back to a page of this server, never to the app, while the account is disabled", async () => {
  const { person, browser } = await somebody();
  await disable(person);
  const page = await browser.open(authorizationRequest(client).url);
  assert.equal(page.location, null);
  assert.equal(page.asksToSignIn, true);
});

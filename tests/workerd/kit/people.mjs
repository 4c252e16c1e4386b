// People: users of every kind, browsers in which they are signed in, and who is signed in at one.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";

import { Browser, SESSION, asksForAccount } from "./browser.mjs";
import { addClient, addLeavable } from "./clients.mjs";
import { ask, obtainTokens, sha256 } from "./steps.mjs";

/** Every scope that OpenID Connect Core defines (sections 5.4 and 11). */
export const SCOPE = "openid profile email address phone offline_access";

/** OpenID Connect Core section 5.1, without what addUser makes up by itself. */
const CLAIMS = {
  given_name: "Zoë",
  family_name: "Person",
  middle_name: "Q.",
  nickname: "zo",
  profile: "https://people.example/zoe",
  picture: "https://people.example/zoe.png",
  website: "https://zoe.example/",
  gender: "female",
  birthdate: "1990-02-28",
  zoneinfo: "Europe/Amsterdam",
  locale: "en-GB",
  updated_at: 1_700_000_000,
  email_verified: true,
  phone_number: "+31 20 555 0100",
  phone_number_verified: false,
  address: { formatted: "1 Main Street\nAmsterdam", locality: "Amsterdam", country: "NL" },
};

/**
 * Adds a user whose password is the demo user's, and gives {id, username, email, password}. `claims` are
 * standard claims that have no column.
 */
export async function addUser(server, { claims = {} } = {}) {
  const id = randomUUID();
  const user = { id, username: `user-${id}`, email: `${id}@example.com`, password: server.user.password };
  await server.db
    .prepare(`INSERT INTO users (id, username, email, username_folded, email_folded, name, password_hash, created_at, claims, pairwise_salt)
      SELECT ?1, ?2, ?3, ?2, ?3, 'Test Person', password_hash, 0, ?4, ?5 FROM users WHERE username = ?6`)
    .bind(user.id, user.username, user.email, JSON.stringify(claims), randomUUID(), server.user.username)
    .run();
  return user;
}

/** Adds a person of whom everything is known: {id, username, email, password, claims}, `claims` without `sub`. */
export async function addPerson(server) {
  const user = await addUser(server);
  await server.db.prepare("UPDATE users SET claims = ? WHERE id = ?").bind(JSON.stringify(CLAIMS), user.id).run();
  const claims = { name: "Test Person", preferred_username: user.username, email: user.email, ...CLAIMS };
  return { ...user, claims };
}

/** A browser in which these users signed in, one after the other. */
export async function browserOf(server, ...users) {
  const browser = new Browser(server);
  await signInTo(server, browser, ...users);
  return browser;
}

/** Signs users in, one after the other, for nothing else than that. */
export async function signInTo(server, browser, ...users) {
  const client = await addClient(server, { firstParty: true });
  for (const user of users) {
    const page = await browser.open(ask(client).url.replace("/authorize", "/login"));
    assert.ok((await browser.signIn(page, user)).answer.has("code"));
  }
}

/**
 * A person who signed in to a client: {browser, user, client, tokens, idToken}. In a browser where others
 * are signed in already they are one more. `changes` are those of the authorization request.
 */
export async function signIn(server, { client, user, browser = new Browser(server), ...changes } = {}) {
  user ??= await addUser(server);
  client ??= await addLeavable(server);
  const prompt = browser.cookies.has(SESSION) ? "login" : undefined;
  const tokens = await obtainTokens(server, browser, client, user, { scope: "openid", prompt, ...changes });
  return { browser, user, client, tokens, idToken: tokens.id_token };
}

/** The ids of the users whose sessions this browser has the cookie of, sorted. */
export async function signedInAt(server, browser) {
  const { results } = await server.db
    .prepare("SELECT user_id FROM sessions WHERE hash = ? ORDER BY user_id")
    .bind(sha256(browser.cookies.get(SESSION) ?? ""))
    .all();
  return results.map((row) => row.user_id);
}

/** The accounts to choose from, as the page has them: [{session, text}]. */
export function accountsOn(page) {
  assert.equal(asksForAccount(page), true, page.location ?? page.text);
  const buttons = page.text.matchAll(/<button name="session" value="([^"]+)">(.*?)<\/button>/g);
  return [...buttons].map(([, session, text]) => ({ session, text }));
}

/** Presses the button of an account, and follows where it leads. */
export function choose(browser, page, user) {
  const { session } = accountsOn(page).find(({ text }) => text.includes(`<bdi>${user.username}</bdi>`));
  return browser.submit(page, { session });
}

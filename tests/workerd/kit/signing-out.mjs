// What the tests of logout have in common: people who are signed in, ways to sign out, and who is left.

import assert from "node:assert/strict";

import { Browser } from "./browser.mjs";
import { addClient, addUser, authorizationRequest, obtainTokens, sha256 } from "./steps.mjs";

export const SESSION = "__Host-edgegrant-session";

/** Where the clients of these tests want people next. */
export const SIGNED_OUT = "https://app.example/signed-out";

/** Registers a client that has a place for people who signed out. */
export function addLeavable(server, registration = {}) {
  return addClient(server, { postLogoutRedirectUris: [SIGNED_OUT], ...registration });
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

/** A query of its own, in which `undefined` leaves a parameter out and a list repeats it. */
export function logoutPath(params = {}) {
  const pairs = Object.entries(params).flatMap(([name, value]) =>
    [value].flat().filter((it) => it !== undefined).map((it) => [name, it]));
  return `/logout?${new URLSearchParams(pairs)}`;
}

/** Opens the logout endpoint. */
export function logout(browser, params) {
  return browser.open(logoutPath(params));
}

export function asksToSignOut(page) {
  return page.status === 200 && page.text.includes('value="sign-out"');
}

export function signOut(browser, page) {
  return browser.submit(page, { decision: "sign-out" });
}

/** The ids of the users whose sessions this browser has the cookie of, sorted. */
export async function signedInAt(server, browser) {
  const { results } = await server.db
    .prepare("SELECT user_id FROM sessions WHERE hash = ? ORDER BY user_id")
    .bind(sha256(browser.cookies.get(SESSION) ?? ""))
    .all();
  return results.map((row) => row.user_id);
}

export async function assertSignedIn(server, browser, ...users) {
  assert.deepEqual(await signedInAt(server, browser), users.map((user) => user.id).toSorted());
}

/** What a client hears that asks without a word to the person: "code", or the error. */
export async function silently(browser, client, changes = {}) {
  const request = authorizationRequest(client, { scope: "openid", prompt: "none", ...changes });
  const page = await browser.open(request.url);
  assert.equal(page.status, 303, page.text);
  return page.answer.get("error") ?? (page.answer.has("code") ? "code" : page.location);
}

/** A page that refuses: nobody is signed out, nobody is sent anywhere, and the log can be searched. */
export function assertRefused(page, words, status = 400) {
  assert.equal(page.status, status, page.text);
  assert.equal(page.location, null);
  assert.match(page.headers.get("content-type"), /^text\/html/);
  assert.match(page.text, words);
  assert.match(page.text, /Reference: <code>[0-9a-f]{16}</);
  assert.equal(page.headers.getSetCookie().length, 0);
}

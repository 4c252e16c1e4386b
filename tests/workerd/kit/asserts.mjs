// What must hold of an answer, wherever it comes from.

import assert from "node:assert/strict";

import { asksForAccount, asksToSignOut } from "./browser.mjs";
import { signedInAt } from "./people.mjs";

/** What a description may have in it (RFC 6749 section 5.2). */
const DESCRIPTION = /^[\x20\x21\x23-\x5b\x5d-\x7e]+$/;

/**
 * An endpoint for clients refuses (RFC 6749 section 5.2, to the letter): exactly these members, which nobody
 * may keep, and a challenge for a client that tried the header, and for no other. `description` is the sentence, where it matters.
 */
export function assertError(answer, error, { status = error === "invalid_client" ? 401 : 400, description } = {}) {
  assert.deepEqual([answer.status, answer.json?.error], [status, error], answer.text);
  const { error_description: said } = answer.json;
  assert.deepEqual(Object.entries(answer.json), [["error", error], ["error_description", description ?? said]]);
  assert.match(said, DESCRIPTION);
  assert.equal(answer.headers.get("content-type"), "application/json");
  assert.equal(answer.headers.get("cache-control"), "no-store");
  assert.equal(answer.headers.get("pragma"), "no-cache");
  assert.equal(answer.headers.get("location"), null);
  assert.equal(answer.headers.get("www-authenticate"), status === 401 && answer.hadHeader ? 'Basic realm="token"' : null);
}

/** RFC 6750 section 3: `error` only when a token was sent. */
export function assertChallenge(answer, error) {
  assert.equal(answer.status, 401, answer.text);
  assert.equal(answer.headers.get("www-authenticate"), error === undefined ? "Bearer" : `Bearer error="${error}"`);
  assert.equal(answer.headers.get("cache-control"), "no-store");
}

/** RFC 6749 section 4.1.2.1 and RFC 9207: told to the client, with its `state` and our `iss`, and no page. */
export function assertTold(page, client, request, error) {
  assert.equal(page.status, 303, page.text);
  assert.ok(page.location.startsWith(`${client.redirectUri}?`), page.location);
  const { error_description: description, ...answer } = Object.fromEntries(page.answer);
  const state = request.params.has("state") ? { state: request.params.get("state") } : {};
  assert.deepEqual(answer, { error, ...state, iss: new URL(page.url).origin });
  assert.match(description, DESCRIPTION);
  assert.equal(page.headers.get("cache-control"), "no-store");
}

/** Told to the person: nobody is redirected, and nothing is asked. */
export function assertNotice(page, status = 400) {
  assert.equal(page.status, status, page.location ?? page.text);
  assert.equal(page.location, null);
  assert.match(page.headers.get("content-type"), /^text\/html/);
  assert.deepEqual([page.asksToSignIn, page.asksConsent, asksForAccount(page)], [false, false, false]);
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

/**
 * The page of a logout request of which nothing counts, with the reason: a person who is signed in is asked, nobody is
 * signed out or sent anywhere, and the log can be searched.
 */
export function assertOnlyAsked(page, words, { signedIn = true } = {}) {
  assertRefused(page, words, 200);
  assert.match(page.text, /you will not be sent back to it/);
  assert.equal(asksToSignOut(page), signedIn, page.text);
  assert.doesNotMatch(page.text, /<a |you will continue to|asks to sign you out/);
}

export async function assertSignedIn(server, browser, ...users) {
  assert.deepEqual(await signedInAt(server, browser), users.map((user) => user.id).toSorted());
}

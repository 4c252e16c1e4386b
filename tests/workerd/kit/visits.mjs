// Visits to the authorization endpoint as OpenID Connect has them: browsers in which people are signed
// in, the page where they choose between accounts, and what a client is told.

import assert from "node:assert/strict";
import { decodeJwt } from "jose";

import { Browser } from "./browser.mjs";
import { addClient, approve, authorizationRequest, token } from "./steps.mjs";

export const SESSION = "__Host-edgegrant-session";
export const ACCOUNT = "__Host-edgegrant-account";
const ANSWER = "__Host-edgegrant-answer-";

/** An authentication request: an authorization request with the scope `openid`. */
export function ask(client, changes = {}) {
  return authorizationRequest(client, { scope: "openid", ...changes });
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

/** Says yes to what the client asks for, once and for all. */
export async function grant(browser, client, user, changes) {
  await approve(browser, ask(client, changes), user);
}

/** What is said when no page may be shown: "code", or the error. */
export async function silently(browser, client, changes) {
  const { answer } = await browser.open(ask(client, { prompt: "none", ...changes }).url);
  return answer.has("code") ? "code" : answer.get("error");
}

/** The claims of the ID token that a code brings, and everything that came with it. */
export async function redeemed(server, client, request, page) {
  assert.ok(page.answer.has("code"), page.location);
  const { status, text, json } = await token(server, client, {
    grant_type: "authorization_code",
    code: page.answer.get("code"),
    redirect_uri: client.redirectUri,
    ...(request.params.has("code_challenge") && { code_verifier: request.verifier }),
  });
  assert.equal(status, 200, text);
  return { ...json, claims: decodeJwt(json.id_token) };
}

/** RFC 6749 section 4.1.2.1: told to the client, with its `state` and our `iss`, and no page. */
export function assertTold(page, client, request, error) {
  assert.equal(page.status, 303, page.text);
  assert.ok(page.location.startsWith(`${client.redirectUri}?`), page.location);
  const { error_description: description, ...answer } = Object.fromEntries(page.answer);
  assert.deepEqual(answer, { error, state: request.params.get("state"), iss: new URL(page.url).origin });
  assert.match(description, /^[\x20\x21\x23-\x5b\x5d-\x7e]+$/);
  assert.equal(page.headers.get("cache-control"), "no-store");
}

/** Told to the person: nobody is redirected, and nothing is asked. */
export function assertNotice(page, status = 400) {
  assert.equal(page.status, status, page.location ?? page.text);
  assert.equal(page.location, null);
  assert.match(page.headers.get("content-type"), /^text\/html/);
  assert.deepEqual([page.asksToSignIn, page.asksConsent, asksForAccount(page)], [false, false, false]);
}

/** Who a consent page, or the code of a first-party client, is about. */
export function isAbout(page, user) {
  return page.asksConsent && page.text.includes(`(<bdi>${user.username}</bdi>)`);
}

export function asksForAccount(page) {
  return page.status === 200 && page.text.includes('name="session"');
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

/** The cookies that attest what was done for requests: [[name, value]]. */
export function answersOf(browser) {
  return [...browser.cookies].filter(([name]) => name.startsWith(ANSWER));
}

// The steps of the flow: an authorization request, a page that asks, a code, the token endpoint, and the
// end of a session.
//
// A client here is one of clients.mjs: {id, secret, method, redirectUri}; one with a key has
// {alg, privateKey} too. A browser is one of browser.mjs, a server any of serve.mjs.

import assert from "node:assert/strict";
import { createHash, randomBytes, randomUUID } from "node:crypto";
import { SignJWT, decodeJwt } from "jose";

import { Browser } from "./browser.mjs";

/** The SHA-256 of a secret as the server stores it. */
export function sha256(text) {
  return createHash("sha256").update(text).digest("base64url");
}

/** Seconds since 1970, as the server counts. */
export function now() {
  return Math.floor(Date.now() / 1000);
}

/**
 * A correct authorization request: {params, verifier, url}, `url` for the browser. `changes`
 * replaces parameters by name; `undefined` leaves one out, a list repeats it.
 */
export function authorizationRequest(client, changes = {}) {
  const verifier = randomBytes(32).toString("base64url");
  const all = {
    response_type: "code",
    client_id: client.id,
    redirect_uri: client.redirectUri,
    scope: "profile notes:read",
    state: randomUUID(),
    code_challenge: sha256(verifier),
    code_challenge_method: "S256",
    ...changes,
  };
  const params = form(all);
  return { params, verifier, url: `/authorize?${params}` };
}

/** An authentication request: an authorization request with the scope `openid`. */
export function ask(client, changes = {}) {
  return authorizationRequest(client, { scope: "openid", ...changes });
}

/** Opens the request and says yes to whatever is asked; ends at the redirect to the client. */
export async function approve(browser, request, user) {
  let page = await browser.open(request.url);
  if (page.asksToSignIn) page = await browser.signIn(page, user);
  if (page.asksConsent) page = await browser.allow(page);
  assert.equal(page.status, 303, page.text);
  return page;
}

/** The login page, in a browser in which nobody is signed in if nothing else is said: {page, browser, request}. */
export async function atLogin(server, client, { browser = new Browser(server), ...changes } = {}) {
  const request = authorizationRequest(client, changes);
  return { page: await browser.open(request.url), browser, request };
}

/**
 * The consent page, and who is there: {page, client, user, browser, request}. `user` signs in, in a browser in
 * which nobody was. `changes` are those of the authorization request.
 */
export async function atConsent(server, client, user, changes) {
  const browser = new Browser(server);
  const request = authorizationRequest(client, changes);
  const page = await browser.signIn(await browser.open(request.url), user);
  assert.equal(page.asksConsent, true, page.text);
  return { page, client, user, browser, request };
}

/** Says yes to what the client asks for, once and for all. */
export async function grant(browser, client, user, changes) {
  await approve(browser, ask(client, changes), user);
}

/** What a client hears that asks without a word to the person: "code", or the error. */
export async function silently(browser, client, changes) {
  const page = await browser.open(ask(client, { prompt: "none", ...changes }).url);
  assert.equal(page.status, 303, page.text);
  return page.answer.get("error") ?? (page.answer.has("code") ? "code" : page.location);
}

/** Opens an address of the server, says yes to whatever is asked, and gives where it leads: a URL. */
export async function visit(browser, url, user) {
  return new URL((await approve(browser, { url }, user)).location);
}

/** Whether this browser is still signed in: without a word to the person, there is a code or `login_required`. */
export async function isSignedIn(browser, url) {
  const silent = new URL(url);
  silent.searchParams.set("prompt", "none");
  const answer = (await browser.open(silent)).answer;
  assert.ok(answer.has("code") || answer.get("error") === "login_required", `${answer}`);
  return answer.has("code");
}

/** A fresh code, as the fields of the token request that redeems it. */
export async function obtainCode(browser, client, user, changes) {
  const request = authorizationRequest(client, changes);
  const page = await approve(browser, request, user);
  assert.ok(page.answer.has("code"), page.location);
  return {
    grant_type: "authorization_code",
    code: page.answer.get("code"),
    code_verifier: request.verifier,
    ...(request.params.has("redirect_uri") && { redirect_uri: client.redirectUri }),
  };
}

/** The tokens of a whole flow. */
export async function obtainTokens(server, browser, client, user, changes) {
  const answer = await token(server, client, await obtainCode(browser, client, user, changes));
  assert.equal(answer.status, 200, JSON.stringify(answer.json));
  return answer.json;
}

/**
 * The one way to obtain tokens in a test file: gives `obtain(client, changes, {browser, user})`. `usual()`
 * gives {server, user, browser, changes} for when nothing else is said: without `user` the demo user,
 * without `browser` a new one.
 */
export function obtaining(usual) {
  return (client, changes, { browser, user } = {}) => {
    const { server, ...known } = usual();
    const visitor = browser ?? known.browser ?? new Browser(server);
    return obtainTokens(server, visitor, client, user ?? known.user ?? server.user, { ...known.changes, ...changes });
  };
}

/** Asks so many times at once, one isolate after the other: `ask(isolate, number)`. */
export function atOnce(times, isolates, ask) {
  return Promise.all(Array.from({ length: times }, (_, number) => ask(isolates[number % isolates.length], number)));
}

/** A new token family: its `code`, and what it brought. */
export async function beginFamily(server, browser, client, user, changes) {
  const grant = await obtainCode(browser, client, user, changes);
  const answer = await token(server, client, grant);
  assert.equal(answer.status, 200, answer.text);
  return { code: grant.code, ...answer.json };
}

/** Redeems the code on which a browser ended. `request` is what `authorizationRequest` gave. */
export function redeem(server, client, request, page, fields = {}) {
  return token(server, client, {
    grant_type: "authorization_code",
    code: page.answer.get("code"),
    redirect_uri: client.redirectUri,
    ...(request.params.has("code_challenge") && { code_verifier: request.verifier }),
    ...fields,
  });
}

/** Whom the next ID token is about, when nothing is asked. */
export async function subOf(server, browser, client, changes) {
  const request = ask(client, changes);
  return (await redeemed(server, client, request, await browser.open(request.url))).claims.sub;
}

/** The claims of the ID token that a code brings, and everything that came with it. */
export async function redeemed(server, client, request, page) {
  assert.ok(page.answer.has("code"), page.location);
  const { status, text, json } = await redeem(server, client, request, page);
  assert.equal(status, 200, text);
  return { ...json, claims: decodeJwt(json.id_token) };
}

/** Asks the token endpoint, the client authenticated as it registered: {status, headers, text, json}. */
export function token(server, client, fields, headers) {
  return postAs(server, client, "/token", fields, headers);
}

/** Posts to any endpoint for clients, the client authenticated as it registered. */
export async function postAs(server, client, path, fields, more = {}) {
  const body = form(fields);
  const headers = { ...more };
  if (client.method === "client_secret_basic") headers.authorization = basic(client.id, client.secret);
  else body.set("client_id", client.id);
  if (client.method === "client_secret_post") body.set("client_secret", client.secret);
  if (client.method === "private_key_jwt") {
    body.set("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
    body.set("client_assertion", await clientAssertion(server, client));
  }
  return post(server, body, headers, path);
}

/** Whether the client is believed with its secret, or without one. */
export async function isBelieved(server, client) {
  const { status, text } = await postAs(server, client, "/revoke", { token: "unknown" });
  assert.ok([200, 401].includes(status), text);
  return status === 200;
}

/** Fields, or pairs, as a form: `undefined` leaves one out, a list repeats it. */
export function form(fields) {
  const pairs = Array.isArray(fields) ? fields : Object.entries(fields);
  return new URLSearchParams(pairs.flatMap(([name, value]) =>
    [value].flat().filter((it) => it !== undefined).map((it) => [name, it])));
}

/** RFC 7523 section 3. */
function clientAssertion(server, client) {
  return new SignJWT({ iss: client.id, sub: client.id, aud: server.url, jti: randomUUID() })
    .setProtectedHeader({ alg: client.alg })
    .setIssuedAt()
    .setExpirationTime("1m")
    .sign(client.privateKey);
}

/**
 * Posts just as it is told, to the token endpoint if nothing else is said; `json` only where there is a body.
 * `hadHeader` is whether the client tried the `Authorization` header.
 */
export async function post(server, body, headers = {}, path = "/token") {
  const response = await fetch(`${server.url}${path}`, { method: "POST", body, headers });
  const text = await response.text();
  const hadHeader = new Headers(headers).has("authorization");
  const json = text === "" ? undefined : JSON.parse(text);
  return { status: response.status, headers: response.headers, hadHeader, text, json };
}

/** Refreshes. */
export function refresh(server, client, refreshToken, fields = {}) {
  return token(server, client, { grant_type: "refresh_token", refresh_token: refreshToken, ...fields });
}

/** The `Authorization` header of RFC 6749 section 2.3.1: both halves form-encoded. */
export function basic(id, secret) {
  const encode = (text) => new URLSearchParams({ "": text }).toString().slice(1);
  return `Basic ${Buffer.from(`${encode(id)}:${encode(secret)}`).toString("base64")}`;
}

/** The token family that a code became, as it is in D1. */
export function familyOf(server, code) {
  return server.db.prepare("SELECT * FROM token_families WHERE id = ?").bind(sha256(code)).first();
}

/** Moves a family's last rotation into the past, as if so many seconds had gone by since. */
export async function letPass(server, code, seconds) {
  await server.db
    .prepare("UPDATE token_families SET rotated_at = rotated_at - ?, expires_at = expires_at - ? WHERE id = ?")
    .bind(seconds, seconds, sha256(code))
    .run();
}

/** A query of its own, in which `undefined` leaves a parameter out and a list repeats it. */
export function logoutPath(params = {}) {
  return `/logout?${form(params)}`;
}

/** Opens the logout endpoint. */
export function logout(browser, params) {
  return browser.open(logoutPath(params));
}

export function signOut(browser, page) {
  return browser.submit(page, { decision: "sign-out" });
}

/** The text with another first character: never the text itself, whatever it begins with. */
export function otherFirst(text) {
  return `${text.startsWith("A") ? "B" : "A"}${text.slice(1)}`;
}

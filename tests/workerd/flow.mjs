// The steps of the flow, for tests that are about one of them: an authorization request, a code,
// the token endpoint, and clients and users of every kind.
//
// A client here is {id, secret, method, redirectUri}.

import assert from "node:assert/strict";
import { createHash, randomBytes, randomUUID } from "node:crypto";

/** The SHA-256 of a secret as the server stores it. */
export function sha256(text) {
  return createHash("sha256").update(text).digest("base64url");
}

/** Seconds since 1970, as the server counts. */
export function now() {
  return Math.floor(Date.now() / 1000);
}

/** The demo client of a seeded server. */
export function demoClient(server) {
  return { ...server.client, method: "client_secret_basic", redirectUri: "http://localhost:8788/callback" };
}

/** Registers a client directly in D1: quicker than the command, and in any shape. */
export async function addClient(server, {
  id = randomUUID(),
  name = "Test client",
  redirectUris = ["https://app.example/callback"],
  scope = "profile notes:read notes:write",
  grantTypes = ["authorization_code", "refresh_token"],
  method = "client_secret_basic",
  secret = method === "none" ? null : randomBytes(32).toString("base64url"),
  firstParty = false,
} = {}) {
  await server.db
    .prepare(`INSERT INTO clients (id, name, redirect_uris, scope, grant_types,
      token_endpoint_auth_method, secret_hash, first_party, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0)`)
    .bind(id, name, JSON.stringify(redirectUris), scope, JSON.stringify(grantTypes), method,
      secret === null ? null : sha256(secret), firstParty ? 1 : 0)
    .run();
  return { id, secret, method, redirectUri: redirectUris[0] };
}

/** Adds a user whose password is the demo user's, and gives {id, username, email, password}. */
export async function addUser(server) {
  const id = randomUUID();
  const user = { id, username: `user-${id}`, email: `${id}@example.com`, password: server.user.password };
  await server.db
    .prepare(`INSERT INTO users (id, username, email, name, password_hash, created_at)
      SELECT ?, ?, ?, 'Test Person', password_hash, 0 FROM users WHERE username = ?`)
    .bind(user.id, user.username, user.email, server.user.username)
    .run();
  return user;
}

/**
 * A correct authorization request: {params, verifier, url}, `url` for the browser. `changes`
 * replaces parameters by name; `undefined` leaves one out.
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
  const params = new URLSearchParams(Object.entries(all).filter(([, value]) => value !== undefined));
  return { params, verifier, url: `/authorize?${params}` };
}

/** Opens the request and says yes to whatever is asked; ends at the redirect to the client. */
export async function approve(browser, request, user) {
  let page = await browser.open(request.url);
  if (page.asksToSignIn) page = await browser.signIn(page, user);
  if (page.asksConsent) page = await browser.allow(page);
  assert.equal(page.status, 303, page.text);
  return page;
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

/** Asks the token endpoint, the client authenticated as it registered: {status, headers, json}. */
export function token(server, client, fields) {
  const body = new URLSearchParams(fields);
  const headers = {};
  if (client.method === "client_secret_basic") headers.authorization = basic(client.id, client.secret);
  else body.set("client_id", client.id);
  if (client.method === "client_secret_post") body.set("client_secret", client.secret);
  return post(server, body, headers);
}

/** Posts to the token endpoint just as it is told. */
export async function post(server, body, headers = {}, path = "/token") {
  const response = await fetch(`${server.url}${path}`, { method: "POST", body, headers });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: JSON.parse(text) };
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

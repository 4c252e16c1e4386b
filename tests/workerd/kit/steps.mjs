// The steps of the flow, for tests that are about one of them: an authorization request, a code,
// the token endpoint, and clients and users of every kind.
//
// A client here is {id, secret, method, redirectUri}; one with a key has {alg, privateKey} too.

import assert from "node:assert/strict";
import { createHash, randomBytes, randomUUID } from "node:crypto";
import { SignJWT, exportJWK, generateKeyPair } from "jose";

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

/**
 * Registers a client directly in D1: quicker than the command, and in any shape. `jwks` is a JWK Set,
 * `introspects` the resource identifiers whose tokens it may introspect.
 */
export async function addClient(server, {
  id = randomUUID(),
  name = "Test client",
  redirectUris = ["https://app.example/callback"],
  scope = "openid profile email address phone offline_access notes:read notes:write",
  grantTypes = ["authorization_code", "refresh_token"],
  method = "client_secret_basic",
  secret = /^client_secret_/.test(method) ? randomBytes(32).toString("base64url") : null,
  firstParty = false,
  jwks,
  jwksUri,
  requestObjectSigningAlg,
  requireSignedRequestObject = false,
  requirePushedAuthorizationRequests = false,
  dpopBoundAccessTokens = false,
  introspects = [],
  registeredBy = "owner",
  idTokenSignedResponseAlg = "ES256",
  userinfoSignedResponseAlg,
  sectorIdentifier,
  defaultMaxAge,
  postLogoutRedirectUris = [],
  backchannelLogoutUri,
  withoutPkce = false,
  refreshWithoutOfflineAccess = false,
  claimsInIdToken = false,
} = {}) {
  const columns = {
    id,
    name,
    redirect_uris: JSON.stringify(redirectUris),
    scope,
    grant_types: JSON.stringify(grantTypes),
    token_endpoint_auth_method: method,
    secret_hash: secret === null ? null : sha256(secret),
    first_party: Number(firstParty),
    jwks: jwks === undefined ? null : JSON.stringify(jwks),
    jwks_uri: jwksUri ?? null,
    request_object_signing_alg: requestObjectSigningAlg ?? null,
    require_signed_request_object: Number(requireSignedRequestObject),
    require_pushed_authorization_requests: Number(requirePushedAuthorizationRequests),
    dpop_bound_access_tokens: Number(dpopBoundAccessTokens),
    introspects: JSON.stringify(introspects),
    registered_by: registeredBy,
    id_token_signed_response_alg: idTokenSignedResponseAlg,
    userinfo_signed_response_alg: userinfoSignedResponseAlg ?? null,
    sector_identifier: sectorIdentifier ?? null,
    default_max_age: defaultMaxAge ?? null,
    post_logout_redirect_uris: JSON.stringify(postLogoutRedirectUris),
    backchannel_logout_uri: backchannelLogoutUri ?? null,
    without_pkce: Number(withoutPkce),
    refresh_without_offline_access: Number(refreshWithoutOfflineAccess),
    claims_in_id_token: Number(claimsInIdToken),
    created_at: 0,
  };
  const names = Object.keys(columns);
  await server.db
    .prepare(`INSERT INTO clients (${names}) VALUES (${names.map(() => "?")})`)
    .bind(...Object.values(columns))
    .run();
  return { id, secret, method, redirectUri: redirectUris[0] };
}

/** Registers a client with a key of its own: {…, alg, privateKey}. It authenticates with private_key_jwt. */
export async function addKeyClient(server, { alg = "ES256", ...registration } = {}) {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  const jwks = { keys: [{ ...(await exportJWK(publicKey)), alg }] };
  const client = await addClient(server, { method: "private_key_jwt", jwks, ...registration });
  return { ...client, alg, privateKey };
}

/**
 * Adds a user whose password is the demo user's, and gives {id, username, email, password}. `claims` are
 * standard claims that have no column.
 */
export async function addUser(server, { claims = {} } = {}) {
  const id = randomUUID();
  const user = { id, username: `user-${id}`, email: `${id}@example.com`, password: server.user.password };
  await server.db
    .prepare(`INSERT INTO users (id, username, email, name, password_hash, created_at, claims, pairwise_salt)
      SELECT ?, ?, ?, 'Test Person', password_hash, 0, ?, ? FROM users WHERE username = ?`)
    .bind(user.id, user.username, user.email, JSON.stringify(claims), randomUUID(), server.user.username)
    .run();
  return user;
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

/** Asks the token endpoint, the client authenticated as it registered: {status, headers, text, json}. */
export function token(server, client, fields) {
  return postAs(server, client, "/token", fields);
}

/** Posts to any endpoint for clients, the client authenticated as it registered. */
export async function postAs(server, client, path, fields) {
  const body = form(fields);
  const headers = {};
  if (client.method === "client_secret_basic") headers.authorization = basic(client.id, client.secret);
  else body.set("client_id", client.id);
  if (client.method === "client_secret_post") body.set("client_secret", client.secret);
  if (client.method === "private_key_jwt") {
    body.set("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
    body.set("client_assertion", await clientAssertion(server, client));
  }
  return post(server, body, headers, path);
}

/** Fields, or pairs, as a form: `undefined` leaves one out, a list repeats it. */
function form(fields) {
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

/** Posts just as it is told, to the token endpoint if nothing else is said; `json` only where there is a body. */
export async function post(server, body, headers = {}, path = "/token") {
  const response = await fetch(`${server.url}${path}`, { method: "POST", body, headers });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: text === "" ? undefined : JSON.parse(text) };
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

// Clients of every kind: put into D1 directly, or registered as RFC 7591 and RFC 7592 have it.
//
// A client here is {id, secret, method, redirectUri}; one with a key has {alg, privateKey} too.

import assert from "node:assert/strict";
import { randomBytes, randomUUID } from "node:crypto";
import { exportJWK, generateKeyPair } from "jose";

import { sha256 } from "./steps.mjs";

export const CALLBACK = "https://self.example/callback";

/** The least that can be registered. */
export const LEAST = { redirect_uris: [CALLBACK] };

/** Where the clients of the tests of logout want people next. */
export const SIGNED_OUT = "https://app.example/signed-out";

/** The demo client of a seeded server. */
export function demoClient(server) {
  return { ...server.client, method: "client_secret_basic", redirectUri: "http://localhost:8788/callback" };
}

/** What a client is if a test does not say otherwise, by the names of its columns in camel case. */
const USUAL = {
  name: "Test client",
  redirectUris: ["https://app.example/callback"],
  scope: "openid profile email address phone offline_access notes:read notes:write",
  grantTypes: ["authorization_code", "refresh_token"],
  firstParty: false,
  requireSignedRequestObject: false,
  requirePushedAuthorizationRequests: false,
  dpopBoundAccessTokens: false,
  introspects: [],
  registeredBy: "owner",
  idTokenSignedResponseAlg: "ES256",
  postLogoutRedirectUris: [],
  withoutPkce: false,
  refreshWithoutOfflineAccess: false,
  claimsInIdToken: false,
  createdAt: 0,
};

/**
 * Registers a client directly in D1: quicker than the command, and in any shape. `registration` names columns
 * in camel case: `jwks` is a JWK Set, `introspects` the resource identifiers whose tokens it may introspect.
 */
export async function addClient(server, {
  id = randomUUID(),
  method = "client_secret_basic",
  secret = /^client_secret_/.test(method) ? randomBytes(32).toString("base64url") : null,
  ...registration
} = {}) {
  const known = Object.entries(registration).filter(([, value]) => value !== undefined);
  const all = { ...USUAL, ...Object.fromEntries(known) };
  const secretHash = secret === null ? null : sha256(secret);
  const columns = Object.entries({ ...all, id, tokenEndpointAuthMethod: method, secretHash });
  const names = columns.map(([name]) => name.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`));
  await server.db
    .prepare(`INSERT INTO clients (${names}, registration_id) VALUES (${names.map(() => "?")}, hex(randomblob(8)))`)
    .bind(...columns.map(([, value]) => stored(value)))
    .run();
  return { id, secret, method, redirectUri: all.redirectUris[0] };
}

function stored(value) {
  if (typeof value === "boolean") return Number(value);
  return typeof value === "object" && value !== null ? JSON.stringify(value) : value;
}

/** Registers a client with a key of its own: {…, alg, privateKey}. It authenticates with private_key_jwt. */
export async function addKeyClient(server, { alg = "ES256", ...registration } = {}) {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  const jwks = { keys: [{ ...(await exportJWK(publicKey)), alg }] };
  const client = await addClient(server, { method: "private_key_jwt", jwks, ...registration });
  return { ...client, alg, privateKey };
}

/** Registers a client that has a place for people who signed out. */
export function addLeavable(server, registration = {}) {
  return addClient(server, { postLogoutRedirectUris: [SIGNED_OUT], ...registration });
}

/**
 * Posts `metadata` to /register: {status, headers, text, json}. Text is sent as it is. `token` is sent as
 * a Bearer token.
 */
export function register(server, metadata = LEAST, { token, headers = {} } = {}) {
  return send(`${server.url}/register`, { method: "POST", metadata, token, headers });
}

/** Reads, replaces (`PUT`, with `metadata`) or removes (`DELETE`) a registration, the answer to `register`. */
export function manage({ registration_client_uri, registration_access_token }, method = "GET", metadata) {
  return send(registration_client_uri, { method, metadata, token: registration_access_token });
}

async function send(url, { method, metadata, token, headers }) {
  const response = await fetch(url, {
    method,
    headers: {
      ...(metadata !== undefined && { "content-type": "application/json" }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...headers,
    },
    body: metadata === undefined || typeof metadata === "string" ? metadata : JSON.stringify(metadata),
  });
  const text = await response.text();
  const isJson = text !== "" && response.headers.get("content-type") === "application/json";
  return { status: response.status, headers: response.headers, text, json: isJson ? JSON.parse(text) : undefined };
}

/** What was registered, when it must work. */
export async function registered(server, metadata = {}, options) {
  const answer = await register(server, { ...LEAST, ...metadata }, options);
  assert.equal(answer.status, 201, answer.text);
  return answer.json;
}

/** A registration as a client of the tests. */
export function asClient({ client_id, client_secret, token_endpoint_auth_method, redirect_uris }) {
  return { id: client_id, secret: client_secret, method: token_endpoint_auth_method, redirectUri: redirect_uris[0] };
}

/** The row of a client in D1, or null. */
export function rowOf(server, id) {
  return server.db.prepare("SELECT * FROM clients WHERE id = ?").bind(id).first();
}

export function countClients(server) {
  return server.db.prepare("SELECT count(*) AS n FROM clients").first("n");
}

// Clients that register themselves: RFC 7591, RFC 7592.

import assert from "node:assert/strict";

export const CALLBACK = "https://self.example/callback";

/** The least that can be registered. */
export const LEAST = { redirect_uris: [CALLBACK] };

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

/** A registration as a client of flow.mjs. */
export function asClient({ client_id, client_secret, token_endpoint_auth_method, redirect_uris }) {
  return { id: client_id, secret: client_secret, method: token_endpoint_auth_method, redirectUri: redirect_uris[0] };
}

/** RFC 7591 section 3.2.2, with the words of RFC 6749 section 5.2. */
export function assertError(answer, error, status = 400) {
  assert.deepEqual([answer.status, answer.json?.error], [status, error], answer.text);
  assert.deepEqual(Object.keys(answer.json).toSorted(), ["error", "error_description"]);
  assert.match(answer.json.error_description, /^[\x20\x21\x23-\x5b\x5d-\x7e]+$/);
  assert.equal(answer.headers.get("cache-control"), "no-store");
}

/** RFC 6750 section 3: `error` only when a token was sent. */
export function assertChallenge(answer, error) {
  assert.equal(answer.status, 401, answer.text);
  assert.equal(answer.headers.get("www-authenticate"), error === undefined ? "Bearer" : `Bearer error="${error}"`);
  assert.equal(answer.headers.get("cache-control"), "no-store");
}

/** The row of a client in D1, or null. */
export function rowOf(server, id) {
  return server.db.prepare("SELECT * FROM clients WHERE id = ?").bind(id).first();
}

export function countClients(server) {
  return server.db.prepare("SELECT count(*) AS n FROM clients").first("n");
}

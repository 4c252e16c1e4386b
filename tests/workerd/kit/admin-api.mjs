// Who calls the Admin API: an administrator by a client that the owner named for it, and a program in its own name.
//
// A caller here is {accessToken, key}, `key` one of keys.mjs. A server is one of serveIsolates, or has `urls`.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";

import { addAdministrator } from "./administrators.mjs";
import { Browser } from "./browser.mjs";
import { addClient, addKeyClient } from "./clients.mjs";
import { newKey, postWith, prove } from "./keys.mjs";
import { addPasskey, signInWith } from "./passkeys.mjs";
import { authorizationRequest, token } from "./steps.mjs";

export const SCOPE = "admin_api";

/** What a request names that wants it. */
export const apiOf = (server) => `${server.url}/admin/api`;

/** A client that the owner named for the Admin API, for people. */
export function addAdminClient(server, changes = {}) {
  return addClient(server, { method: "none", scope: `openid profile offline_access ${SCOPE}`, ...changes });
}

/** The same for a program that nobody signs in to. */
export function addMachine(server, changes = {}) {
  return addKeyClient(server, { scope: SCOPE, redirectUris: [], grantTypes: ["client_credentials"], ...changes });
}

/** The request of such a client. */
export function adminRequest(server, client, changes = {}) {
  return authorizationRequest(client, { scope: SCOPE, resource: apiOf(server), ...changes });
}

/** Signs an administrator in for the request, as far as a page asks for it, and says yes: the page that leads back. */
export async function approveAs(server, admin, request, browser = new Browser(server)) {
  let page = await browser.open(request.url);
  // A passkey answers one challenge a second, so each time it is another one.
  if (page.text.includes('id="passkey"')) page = await signInWith(browser, page, await addPasskey(server, admin));
  assert.ok(page.asksConsent, page.text);
  return browser.allow(page);
}

/** Redeems the code on that page, bound to a key. */
export async function redeemWith(server, client, request, page, key) {
  assert.ok(page.answer.has("code"), page.location);
  const fields = { grant_type: "authorization_code", code: page.answer.get("code"), redirect_uri: client.redirectUri, code_verifier: request.verifier };
  return postWith(server, client, fields, key && (await prove(server, key)));
}

/** An administrator with a token: {accessToken, key, admin, client, browser}. */
export async function callingAs(server, { admin, client, browser = new Browser(server), changes = {} } = {}) {
  admin ??= await addAdministrator(server);
  client ??= await addAdminClient(server);
  const [key, request] = [await newKey(), adminRequest(server, client, changes)];
  const answer = await redeemWith(server, client, request, await approveAs(server, admin, request, browser), key);
  assert.equal(answer.status, 200, answer.text);
  return { accessToken: answer.json.access_token, answer: answer.json, key, admin, client, browser };
}

/** A program with a token of its own: {accessToken, key, client}. */
export async function callingAlone(server, { client } = {}) {
  client ??= await addMachine(server);
  const key = await newKey();
  const answer = await tokenOf(server, client, { dpop: await prove(server, key) });
  assert.equal(answer.status, 200, answer.text);
  return { accessToken: answer.json.access_token, answer: answer.json, key, client };
}

/** Asks for such a token. */
export function tokenOf(server, client, headers = {}, fields = {}) {
  return token(server, client, { grant_type: "client_credentials", scope: SCOPE, resource: apiOf(server), ...fields }, headers);
}

/** A proof for a call with this token. */
export function proofFor(server, { accessToken, key }, method, path, claims = {}) {
  const ath = createHash("sha256").update(accessToken).digest("base64url");
  return prove(server, key, { htm: method, path: `/admin/api${path.split("?")[0]}`, ath, ...claims });
}

/** Calls the API: {status, headers, text, json}. */
export async function call(server, caller, method, path, { body, headers = {} } = {}) {
  const proof = headers.dpop ?? (await proofFor(server, caller, method, path));
  return send(server, method, path, { body, headers: { authorization: `DPoP ${caller.accessToken}`, dpop: proof, ...headers } });
}

/** The same, just as it is told. */
export async function send(server, method, path, { body, headers = {} } = {}) {
  const picture = body instanceof Uint8Array;
  const type = body === undefined ? {} : { "content-type": picture ? "image/png" : "application/json" };
  const response = await fetch(`${server.url}/admin/api${path}`, {
    method, headers: { ...type, ...headers }, body: body === undefined || typeof body === "string" || picture ? body : JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: text === "" ? undefined : JSON.parse(text) };
}

/** Problem details with this status (RFC 9457), and what they say. */
export function assertProblem(answer, status, detail = /./) {
  assert.equal(answer.status, status, answer.text);
  assert.equal(answer.headers.get("content-type"), "application/problem+json");
  assert.equal(answer.json.status, status);
  assert.match(answer.json.detail, detail);
  assert.match(answer.json.instance, /./);
  return answer;
}

/** A challenge with this error (RFC 6750 section 3, RFC 9449 section 7.1, RFC 9470 section 3). */
export function assertChallenge(answer, error, status = 401) {
  assertProblem(answer, status);
  assert.match(answer.headers.get("www-authenticate"), new RegExp(`error="${error}"`));
  return answer;
}

// What the server issues, looked at as a careful client does: signatures, hashes, and the userinfo
// endpoint asked in every way. A server is any with a `url`.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { createLocalJWKSet, decodeJwt, jwtVerify } from "jose";

/** What ID tokens can be signed with. */
export const ALGORITHMS = ["ES256", "RS256", "EdDSA"];

/** The key set, as it is now. */
export async function keySet({ url }) {
  const response = await fetch(`${url}/.well-known/jwks.json`);
  assert.equal(response.status, 200);
  return response.json();
}

/** A JWT of this server for `client`, its signature and times verified: {payload, protectedHeader}. */
export async function verified(server, jwt, client, { alg = "ES256", ...options } = {}) {
  return jwtVerify(jwt, createLocalJWKSet(await keySet(server)), {
    issuer: server.url, audience: client.id, algorithms: [alg], typ: "JWT", ...options,
  });
}

/** `at_hash` (OpenID Connect Core section 3.1.3.6). EdDSA with Ed25519 hashes with SHA-512. */
export function hashOf(accessToken, alg = "ES256") {
  const digest = createHash(alg === "EdDSA" ? "sha512" : "sha256").update(accessToken).digest();
  return digest.subarray(0, digest.length / 2).toString("base64url");
}

/** The claims of an ID token that must stay the same for a whole session of a client. */
export function sessionOf(idToken) {
  const { iss, sub, aud, azp, auth_time, sid } = decodeJwt(idToken);
  return { iss, sub, aud, azp, auth_time, sid };
}

/** Asks the userinfo endpoint: {status, headers, text, json}. */
export async function userinfo(server, accessToken, { method = "GET", headers = {}, body } = {}) {
  const authorization = accessToken === undefined ? {} : { authorization: `Bearer ${accessToken}` };
  const response = await fetch(`${server.url}/userinfo`, { method, headers: { ...authorization, ...headers }, body });
  const text = await response.text();
  const isJson = response.headers.get("content-type") === "application/json" && text !== "";
  return { status: response.status, headers: response.headers, text, json: isJson ? JSON.parse(text) : undefined };
}

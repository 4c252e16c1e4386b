// Key pairs of every kind, and what clients sign with them: assertions, request objects, DPoP proofs.
//
// A key here is {alg, kid, privateKey, publicKey, jwk}, `jwk` the public half. A server is one of
// serveIsolates in serve.mjs.

import { createHmac, randomUUID } from "node:crypto";
import { SignJWT, exportJWK, exportSPKI, generateKeyPair, importJWK } from "jose";

import { basic, now, otherFirst, post } from "./steps.mjs";

/** Every algorithm that a client may sign with. */
export const ALGORITHMS = ["ES256", "RS256", "PS256", "Ed25519", "EdDSA"];

const ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

export async function newKey(alg = "ES256", kid = undefined) {
  const pair = await generateKeyPair(alg, { extractable: true });
  return { alg, kid, ...pair, jwk: await exportJWK(pair.publicKey) };
}

/** The same key, to sign with another algorithm. */
export async function withAlgorithm(key, alg) {
  return { ...key, alg, privateKey: await importJWK(await exportJWK(key.privateKey), alg) };
}

/** A JWK Set of the public halves. */
export function setOf(...keys) {
  return { keys: keys.map(({ jwk, kid }) => present({ ...jwk, kid })) };
}

/** A JWT. Of claims and header `undefined` leaves a member out. */
export function sign(key, claims, header = {}) {
  const crit = Object.fromEntries((header.crit ?? []).map((name) => [name, true]));
  return new SignJWT(present(claims))
    .setProtectedHeader(present({ alg: key.alg, kid: key.kid, ...header }))
    .sign(key.privateKey, { crit });
}

/** A JWT of whatever is given, "signed" by `signature`, which gets text and gives bytes. */
export function forge(header, claims, signature = () => "") {
  const signed = [header, claims].map((part) => encode(JSON.stringify(present(part)))).join(".");
  return `${signed}.${encode(signature(signed))}`;
}

/** The same claims with every wrong `alg` that a library was ever fooled by; `header` is the honest one. */
export async function confusions(key, claims, header) {
  const pem = await exportSPKI(key.publicKey);
  const hmac = (secret) => (signed) => createHmac("sha256", secret).update(signed).digest();
  return [
    ...["none", "None", "NONE", ""].map((alg) => forge({ ...header, alg }, claims)),
    forge({ ...header, alg: "HS256" }, claims, hmac(pem)),
    forge({ ...header, alg: "HS256" }, claims, hmac(JSON.stringify(key.jwk))),
    forge({ ...header, alg: undefined }, claims),
    // The right bytes, under another name.
    ...(await Promise.all(["es256", "ES384", "RS256", "EdDSA", "ES256K"].map(async (alg) => {
      const [, payload, signature] = (await sign(key, claims, header)).split(".");
      return [encode(JSON.stringify(present({ ...header, alg }))), payload, signature].join(".");
    }))),
  ];
}

/** A JWT that was changed on the way: its signature, its header, its claims, or its form. */
export function tampered(jwt) {
  const [header, payload, signature] = jwt.split(".");
  const flipped = otherFirst(signature);
  const changed = (part) => encode(JSON.stringify({ ...JSON.parse(Buffer.from(part, "base64url")), more: 1 }));
  return [
    [header, payload, flipped],
    [header, payload, ""],
    [header, payload, signature.slice(0, -2)],
    [header, payload, encode(Buffer.alloc(Buffer.from(signature, "base64url").length))],
    [header, changed(payload), signature],
    [changed(header), payload, signature],
    [header, payload],
    [header, payload, signature, signature],
    [header, payload, `${signature}=`],
    [header, "", signature],
    ["", payload, signature],
  ].map((parts) => parts.join("."));
}

/** A client assertion (RFC 7523 section 3). */
export function assertion(server, client, key, claims = {}, header = {}) {
  return sign(key, {
    iss: client.id,
    sub: client.id,
    aud: server.urls[0],
    jti: randomUUID(),
    iat: now(),
    exp: now() + 60,
    ...claims,
  }, header);
}

/** The form fields with which it is sent. */
export function asserted(jwt) {
  return { client_assertion_type: ASSERTION_TYPE, client_assertion: jwt };
}

/** A request object (RFC 9101 section 4) with the parameters of an authorization request. */
export function requestObject(server, client, key, params, claims = {}, header = {}) {
  return sign(key, {
    ...Object.fromEntries(params),
    iss: client.id,
    client_id: client.id,
    aud: server.urls[0],
    iat: now(),
    exp: now() + 300,
    ...claims,
  }, { typ: "oauth-authz-req+jwt", ...header });
}

/** What a DPoP proof for POST /token says (RFC 9449 section 4.2), if nothing else is said. */
export function proofClaims(server, { path = "/token", ...claims } = {}) {
  return { jti: randomUUID(), htm: "POST", htu: `${server.urls[0]}${path}`, iat: now(), ...claims };
}

/** A DPoP proof with a nonce of the server. */
export async function prove(server, key, claims = {}, header = {}) {
  return sign(
    key,
    proofClaims(server, { nonce: await nonceOf(server), ...claims }),
    { typ: "dpop+jwt", jwk: key.jwk, kid: undefined, ...header },
  );
}

/** A nonce, as it comes with any answer to a proof (RFC 9449 section 8). */
export async function nonceOf(server) {
  const answer = await post(server, new URLSearchParams(), { dpop: "any" });
  return answer.headers.get("dpop-nonce");
}

/** Posts for a client with a secret or with nothing, with a proof or without one. */
export function postWith(server, client, fields, proof, path = "/token") {
  const { id, secret } = client;
  const headers = {
    ...(secret && { authorization: basic(id, secret) }),
    ...(proof !== undefined && { dpop: proof }),
  };
  return post(server, new URLSearchParams({ ...(!secret && { client_id: id }), ...fields }), headers, path);
}

function present(members) {
  return JSON.parse(JSON.stringify(members));
}

function encode(bytes) {
  return Buffer.from(bytes).toString("base64url");
}

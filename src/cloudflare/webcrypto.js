// WebCrypto.

import * as wasm from "./index.js";
import { settled } from "./border.js";

const { subtle } = crypto;

// RFC 7518 section 3.5: a salt as long as the hash.
const ALGORITHMS = {
  ES256: { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" },
  RS256: { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" },
  PS256: { name: "RSA-PSS", hash: "SHA-256", saltLength: 32 },
  Ed25519: { name: "Ed25519" },
  EdDSA: { name: "Ed25519" },
};

// Bytes cross as a view of the WASM's memory, which moves, so they are copied before anything is awaited.

export function generate_key(name, number) {
  const rsa = { modulusLength: 2048, publicExponent: Uint8Array.of(1, 0, 1) };
  const made = async () => {
    const pair = await subtle.generateKey({ ...ALGORITHMS[name], ...rsa }, true, ["sign", "verify"]);
    const [bytes, jwk] = await Promise.all([subtle.exportKey("pkcs8", pair.privateKey), subtle.exportKey("jwk", pair.publicKey)]);
    return (it) => wasm.settle_key(it, JSON.stringify(jwk), new Uint8Array(bytes));
  };
  settled(number, made);
}

export function import_key(pkcs8, name, number) {
  const bytes = pkcs8.slice();
  settled(number, () => subtle.importKey("pkcs8", bytes, ALGORITHMS[name], false, ["sign"]));
}

export function sign(key, name, message, number) {
  const bytes = message.slice();
  settled(number, () => subtle.sign(ALGORITHMS[name], key, bytes), told);
}

const told = (buffer) => new Uint8Array(buffer);

/** Tells something if the signature is right, and nothing if it is not. A key that cannot be imported has signed nothing. */
export function verify(jwk, name, message, signature, number) {
  const [signed, bytes] = [signature.slice(), message.slice()];
  const verified = async () => {
    const key = await subtle.importKey("jwk", JSON.parse(jwk), ALGORITHMS[name], false, ["verify"]).catch(() => undefined);
    return key !== undefined && (await subtle.verify(ALGORITHMS[name], key, signed, bytes));
  };
  settled(number, verified, (right) => (right ? "right" : undefined));
}

export function sha512(message, number) {
  const bytes = message.slice();
  settled(number, () => subtle.digest("SHA-512", bytes), told);
}

export function seal(key, nonce, plaintext, purpose, number) {
  const [raw, bytes, parameters] = [key.slice(), plaintext.slice(), aes(nonce, purpose)];
  settled(number, () => aesKey(raw, "encrypt").then((it) => subtle.encrypt(parameters, it, bytes)), told);
}

export function open(key, nonce, sealed, purpose, number) {
  const [raw, bytes, parameters] = [key.slice(), sealed.slice(), aes(nonce, purpose)];
  settled(number, () => aesKey(raw, "decrypt").then((it) => subtle.decrypt(parameters, it, bytes)), told);
}

function aes(nonce, purpose) {
  return { name: "AES-GCM", iv: nonce.slice(), additionalData: purpose.slice() };
}

function aesKey(bytes, usage) {
  return subtle.importKey("raw", bytes, "AES-GCM", false, [usage]);
}

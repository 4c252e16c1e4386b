// An authenticator that makes passkeys, for the pages where people add one.

import { createHash } from "node:crypto";

import { attribute } from "./browser.mjs";
import { FLAGS, base64url, newPasskey } from "./passkeys.mjs";

const USUAL = FLAGS.present | FLAGS.verified | FLAGS.eligible | FLAGS.backedUp | FLAGS.credential;

const sha256 = (bytes) => createHash("sha256").update(bytes).digest();

/** What a page asks the browser to make. */
export function creationOptionsOf(page) {
  const form = page.text.match(/<form\b[^>]* id="new-passkey"[^>]*>/)[0];
  return JSON.parse(attribute(form, "data-options"));
}

/** The answer to those options, as `toJSON()` of the browser writes it, with an ES256 key. */
export function create(passkey, options, { origin, clientData, rpId = options.rp.id, flags = USUAL } = {}) {
  const client = Buffer.from(JSON.stringify({
    type: "webauthn.create", challenge: options.challenge, origin, crossOrigin: false, ...clientData,
  }));
  const id = Buffer.from(passkey.id, "base64url");
  const length = Buffer.alloc(2);
  length.writeUInt16BE(id.length);
  const data = Buffer.concat([
    sha256(rpId), Buffer.from([flags]), Buffer.alloc(4), Buffer.alloc(16), length, id, coseKey(passkey),
  ]);
  // {"fmt": "none", "attStmt": {}, "authData": …}
  const attestation = Buffer.concat([
    Buffer.from([0xa3]), text("fmt"), text("none"), text("attStmt"), Buffer.from([0xa0]), text("authData"), bytes(data),
  ]);
  return {
    id: passkey.id, rawId: passkey.id, type: "public-key", clientExtensionResults: {},
    response: { clientDataJSON: base64url(client), attestationObject: base64url(attestation) },
  };
}

function coseKey({ publicKey }) {
  const { x, y } = publicKey.export({ format: "jwk" });
  const coordinate = (value) => bytes(Buffer.from(value, "base64url"));
  // {1: 2, 3: -7, -1: 1, -2: x, -3: y}
  return Buffer.concat([
    Buffer.from([0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21]), coordinate(x), Buffer.from([0x22]), coordinate(y),
  ]);
}

const text = (value) => Buffer.concat([Buffer.from([0x60 + value.length]), Buffer.from(value)]);

function bytes(value) {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(value.length);
  const head = value.length < 256 ? Buffer.from([0x58, value.length]) : Buffer.concat([Buffer.from([0x59]), length]);
  return Buffer.concat([head, value]);
}

/**
 * Makes a passkey on a page that asks for one, sends its form with `fields`, and follows where it leads. Gives
 * {page, passkey}; `passkey` is one of kit/passkeys.mjs.
 */
export async function joinWith(browser, page, fields = {}, { changes = {}, passkey = newPasskey(), headers = {} } = {}) {
  const { action, values } = page.form("new-passkey");
  const options = creationOptionsOf(page);
  const answer = create(passkey, options, { origin: new URL(browser.origin).origin, ...changes });
  const sent = await browser.open(action, {
    method: "POST",
    headers: { origin: browser.origin, ...headers },
    body: new URLSearchParams({ ...values, passkey: JSON.stringify(answer), ...fields }),
  });
  const user = Buffer.from(options.user.id, "base64url").toString();
  return { page: sent, passkey: { ...passkey, user } };
}

// An authenticator, as far as this server sees one: it makes passkeys and shows them. What it writes is put together
// byte by byte here, so that a test can change each of them.

import { createHash, randomBytes, sign, generateKeyPairSync } from "node:crypto";

import { attribute } from "./browser.mjs";

/** The flags of authenticator data (WebAuthn section 6.1). */
export const FLAGS = { present: 1, verified: 4, eligible: 8, backedUp: 16, credential: 64, extensions: 128 };
const USUAL = FLAGS.present | FLAGS.verified | FLAGS.eligible | FLAGS.backedUp;

const KINDS = {
  ES256: () => generateKeyPairSync("ec", { namedCurve: "P-256" }),
  RS256: () => generateKeyPairSync("rsa", { modulusLength: 2048 }),
  EdDSA: () => generateKeyPairSync("ed25519"),
};

export const base64url = (bytes) => Buffer.from(bytes).toString("base64url");
const sha256 = (bytes) => createHash("sha256").update(bytes).digest();

/** A passkey that is in no database yet. */
export function newPasskey(alg = "ES256") {
  return { alg, id: base64url(randomBytes(32)), counter: 0, ...KINDS[alg]() };
}

/** A passkey of `user` that the server knows. */
export async function addPasskey(server, user, alg = "ES256") {
  const passkey = newPasskey(alg);
  const id = await server.db.prepare("SELECT id FROM users WHERE username = ?").bind(user.username).first("id");
  const { kty, crv, x, y, n, e } = passkey.publicKey.export({ format: "jwk" });
  await server.db
    .prepare(
      "INSERT INTO passkeys (id, user_id, rp_id, name, public_key, algorithm, counter, backup_eligible, backed_up, aaguid, created_at) " +
        "VALUES (?, ?, ?, 'Laptop', ?, ?, 0, 1, 0, ?, unixepoch())",
    )
    .bind(passkey.id, id, new URL(server.url).hostname, JSON.stringify({ kty, crv, x, y, n, e }), alg, "0".repeat(32))
    .run();
  return { ...passkey, user: id };
}

/** What the login page asks the browser for. */
export function optionsOf(page) {
  const form = page.text.match(/<form\b[^>]* id="passkey"[^>]*>/)[0];
  return JSON.parse(attribute(form, "data-options"));
}

/**
 * The answer to those options, as `toJSON()` of the browser writes it. Each part can be replaced: `clientData` has
 * members of the client data, the others are what they are called.
 */
export function show(passkey, options, { origin, clientData, rpId = options.rpId, flags = USUAL, counter, user, rest = "", change = (it) => it } = {}) {
  const data = Buffer.concat([
    sha256(rpId), Buffer.from([flags]), Buffer.alloc(4), Buffer.from(rest),
  ]);
  data.writeUInt32BE(counter ?? passkey.counter, 33);
  const client = Buffer.from(JSON.stringify({
    type: "webauthn.get", challenge: options.challenge, origin, crossOrigin: false, ...clientData,
  }));
  const message = Buffer.concat([data, sha256(client)]);
  const signature = sign(passkey.alg === "EdDSA" ? null : "sha256", message, passkey.privateKey);
  return change({
    id: passkey.id, rawId: passkey.id, type: "public-key", clientExtensionResults: {}, authenticatorAttachment: "platform",
    response: {
      clientDataJSON: base64url(client), authenticatorData: base64url(data), signature: base64url(signature),
      userHandle: user === undefined ? base64url(passkey.user) : user,
    },
  });
}

/** Signs in with a passkey on a login page: sends its form, and follows where it leads. */
export function signInWith(browser, page, passkey, changes = {}) {
  const { action, values } = page.form("passkey");
  const answer = show(passkey, optionsOf(page), { origin: new URL(browser.origin).origin, ...changes });
  const { token = values.token, fields = {} } = changes;
  return browser.open(action, {
    method: "POST",
    headers: { origin: browser.origin },
    body: new URLSearchParams({ ...fields, token, passkey: JSON.stringify(answer) }),
  });
}

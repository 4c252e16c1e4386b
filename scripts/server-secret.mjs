// Whether a secret is the one that a server has, without showing it. Cloudflare shows none, but the server's signing keys are
// sealed under its EDGEGRANT_SECRET, and they are in its database.

import { createDecipheriv, createHmac } from "node:crypto";

/** The same for the same secret, and tells nothing else about it. */
export function checkValue(secret) {
  return createHmac("sha256", secret).update("edgegrant backup: which secret").digest("base64url");
}

/** The statement that gives one sealed key as `private_key`; no row where there is none yet. */
export const SEALED_KEY = "SELECT private_key FROM signing_keys WHERE private_key <> '' ORDER BY created_at DESC LIMIT 1";

const NONCE = 12;
const TAG = 16;

/** Whether one of `secrets` opens a key that `SEALED_KEY` gave. As src/protocol/secret.rs derives what seals it. */
export function opensKey(secrets, sealed) {
  const bytes = Buffer.from(sealed, "base64");
  return secrets.some((secret) => {
    const decipher = createDecipheriv("aes-256-gcm", sealKey(secret), bytes.subarray(0, NONCE)).setAuthTag(bytes.subarray(-TAG));
    decipher.update(bytes.subarray(NONCE, -TAG));
    try {
      decipher.final();
      return true;
    } catch {
      return false;
    }
  });
}

function sealKey(secret) {
  const mac = createHmac("sha256", secret.trim());
  for (const part of ["edgegrant", "seal"]) {
    const length = Buffer.alloc(8);
    length.writeBigUInt64BE(BigInt(part.length));
    mac.update(length).update(part);
  }
  return mac.digest();
}

// Whether an EDGEGRANT_SECRET is that of a server. Cloudflare never shows a secret, but the server's signing keys are sealed
// under it, and they are in its database.

import { createDecipheriv, createHmac } from "node:crypto";

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

// An authenticator in one tab of Chromium: the virtual one of the DevTools protocol. A person is there and lets
// themselves be verified, unless a test says otherwise.

import assert from "node:assert/strict";

/** What the protocol wants is base64, where JSON of WebAuthn has base64url. */
const base64 = (text, encoding) => Buffer.from(text, encoding).toString("base64");

/**
 * Plugs one into `page`. `present`: whether somebody touches it whenever it asks; a request that waits for it is not
 * answered when that changes later. `verified`: whether it can tell that it is them.
 */
export async function plugIn(page, { present = true, verified = true } = {}) {
  await page.addInitScript(() => {
    const get = navigator.credentials?.get.bind(navigator.credentials);
    if (!get) return;
    navigator.credentials.get = (options) => {
      self.asked = true;
      return get(options);
    };
  });
  const session = await page.context().newCDPSession(page);
  const send = (method, params) => session.send(`WebAuthn.${method}`, params);
  await send("enable", { enableUI: false });
  const { authenticatorId } = await send("addVirtualAuthenticator", {
    options: {
      protocol: "ctap2", ctap2Version: "ctap2_1", transport: "internal",
      hasResidentKey: true, hasUserVerification: true, isUserVerified: verified,
      automaticPresenceSimulation: present,
      defaultBackupEligibility: true, defaultBackupState: true,
    },
  });
  return {
    /** Puts a passkey into it, as `newPasskey` and `addPasskey` make them. */
    hold: ({ id, user, privateKey, counter }) => send("addCredential", {
      authenticatorId,
      credential: {
        credentialId: base64(id, "base64url"), isResidentCredential: true, rpId: "localhost",
        privateKey: privateKey.export({ format: "der", type: "pkcs8" }).toString("base64"),
        userHandle: base64(user, "utf8"), signCount: counter,
        backupEligibility: true, backupState: true,
      },
    }),
    /** The ids of those that it holds, base64url. */
    async held() {
      const { credentials } = await send("getCredentials", { authenticatorId });
      return credentials.map(({ credentialId }) => Buffer.from(credentialId, "base64").toString("base64url"));
    },
    /** Waits until the page has asked for a passkey, as it does for autofill. */
    asked: () => page.waitForFunction(() => self.asked),
    /** From now on somebody is there, or nobody. */
    presence: (enabled) => send("setAutomaticPresenceSimulation", { authenticatorId, enabled }),
    /** From now on it can tell that it is them, or cannot. */
    verification: (isUserVerified) => send("setUserVerified", { authenticatorId, isUserVerified }),
  };
}

/** Waits until `look` gives what is wanted, or fails with what it gave last. */
export async function eventually(look, wanted) {
  let found;
  for (const late = Date.now() + 5000; Date.now() < late; await new Promise((resolve) => setTimeout(resolve, 50))) {
    found = await look();
    if (JSON.stringify(found) === JSON.stringify(wanted)) return;
  }
  assert.deepEqual(found, wanted);
}

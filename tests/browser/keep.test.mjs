// "Keep me signed in": one box for every way to sign in, and what the browser keeps.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { addPasskey } from "../workerd/kit/passkeys.mjs";
import { openStage } from "./stage.mjs";

let stage;
before(async () => { stage = await openStage(); });
after(() => stage?.dispose());

/** An authenticator in the visitor's tab with a passkey of the user; it does nothing yet. Gives what makes it answer. */
async function withPasskey({ context, page }) {
  const passkey = await addPasskey(stage.server, stage.user);
  const base64 = (bytes) => Buffer.from(bytes).toString("base64");
  const devtools = await context.newCDPSession(page);
  await devtools.send("WebAuthn.enable", { enableUI: false });
  const { authenticatorId } = await devtools.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2", ctap2Version: "ctap2_1", transport: "internal", hasResidentKey: true, hasUserVerification: true,
      isUserVerified: true, automaticPresenceSimulation: false, defaultBackupEligibility: true, defaultBackupState: true,
    },
  });
  await devtools.send("WebAuthn.addCredential", {
    authenticatorId,
    credential: {
      credentialId: base64(Buffer.from(passkey.id, "base64url")), isResidentCredential: true, rpId: "localhost", signCount: 1,
      privateKey: base64(passkey.privateKey.export({ type: "pkcs8", format: "der" })), userHandle: base64(passkey.user),
      backupEligibility: true, backupState: true,
    },
  });
  return () => devtools.send("WebAuthn.setAutomaticPresenceSimulation", { authenticatorId, enabled: true });
}

describe("the box is for", () => {
  const ways = {
    "the password": async () => (visitor) => visitor.signIn(),
    "a passkey, by its button": async (visitor) => {
      const answer = await withPasskey(visitor);
      return async () => {
        await answer();
        await visitor.press("Sign in with a passkey");
      };
    },
  };
  for (const [how, way] of Object.entries(ways)) {
    test(how, async () => {
      for (const keep of [true, false]) {
        const visitor = await stage.visitor();
        const signIn = await way(visitor);
        await visitor.begin();
        const box = visitor.page.getByRole("checkbox", { name: "Keep me signed in on this device" });
        assert.equal(await box.isChecked(), true);
        if (!keep) {
          await box.focus();
          await visitor.page.keyboard.press("Space");
          assert.equal(await box.isChecked(), false);
        }
        await signIn(visitor);
        assert.equal(await visitor.heading(), "Notes wants to use your account");
        const { expires } = await visitor.cookie("__Host-edgegrant-session");
        assert.equal(expires > Date.now() / 1000 + 24 * 3600, keep, `${expires}`);
        if (!keep) assert.equal(expires, -1, "it goes with the browser");
        assert.deepEqual(visitor.complaints, []);
      }
    });
  }
});

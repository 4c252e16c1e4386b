// The pages of the device authorization grant, on a phone: the code, the question whose device it is, and the consent.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { addClient } from "../workerd/kit/clients.mjs";
import { postAs, token } from "../workerd/kit/steps.mjs";
import { PHONE, assertSound } from "./sound.mjs";
import { openStage } from "./stage.mjs";

const DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code";

let stage, client;
before(async () => {
  stage = await openStage();
  client = await addClient(stage.server, {
    name: "Television", method: "none", scope: "openid profile notes:read", redirectUris: [], grantTypes: [DEVICE_CODE],
  });
});
after(() => stage?.dispose());

const showing = async () => (await postAs(stage.server, client, "/device_authorization", { scope: "openid notes:read" })).json;
const poll = (codes) => token(stage.server, client, { grant_type: DEVICE_CODE, device_code: codes.device_code });

describe("a person", () => {
  for (const [colorScheme, javaScriptEnabled] of [["light", true], ["dark", false]]) {
    test(`types the code, signs in and says yes, where it is ${colorScheme}${javaScriptEnabled ? "" : " and without scripts"}`, async () => {
      const [codes, phone] = [await showing(), await stage.visitor({ ...PHONE, javaScriptEnabled, colorScheme })];
      await phone.page.goto(codes.verification_uri);
      await assertSound(phone);
      await phone.page.getByLabel("Code").fill(codes.user_code.toLowerCase());
      await phone.press("Continue");
      assert.equal(await phone.heading(), "Let this other device use your account?");
      await assertSound(phone);
      assert.ok((await phone.page.locator("dl").innerText()).includes(codes.user_code));
      await phone.press("Sign in and see what the app asks for");
      await phone.page.getByLabel("Username or email").fill(stage.user.username);
      await phone.page.getByLabel("Password", { exact: true }).fill(stage.user.password);
      await phone.press("Sign in");
      if (await phone.page.getByRole("button", { name: "Not now" }).count()) await phone.press("Not now");
      assert.equal(await phone.heading(), "Television wants to use your account");
      await assertSound(phone);
      assert.ok((await phone.page.locator("dl").innerText()).includes(codes.user_code));
      await phone.press("Allow");
      assert.equal(await phone.heading(), "You can go back to the other device");
      await assertSound(phone);
      assert.equal((await poll(codes)).status, 200);
      assert.deepEqual(phone.complaints, []);
    });
  }

  test("says that it is not their device", async () => {
    const [codes, phone] = [await showing(), await stage.visitor(PHONE)];
    await phone.page.goto(codes.verification_uri_complete);
    await phone.press("This is not my device");
    assert.equal((await poll(codes)).json.error, "access_denied");
    await assertSound(phone);
  });
});

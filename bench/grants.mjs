// The same for the grants besides the code, and for signing in with an account elsewhere: [name, prepare] for each.

import assert from "node:assert/strict";

import { Browser } from "../tests/workerd/kit/browser.mjs";
import { addClient } from "../tests/workerd/kit/clients.mjs";
import { StandIn, internetOf, leave, linkTo, personAt, settingsOf } from "../tests/workerd/kit/providers.mjs";
import { authorizationRequest, obtainTokens, postAs } from "../tests/workerd/kit/steps.mjs";

const DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code";
const EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
const NOTES = "http://localhost:8789";

const work = new StandIn("work", "https://op.example");
/** The same in every server of a run: they share their data, and so the account is linked once. */
const person = personAt();

/** What a server needs for them. */
export const settings = { ...settingsOf(work), outbound: internetOf(work) };

/** Each of them at `server`, whose user has a password. */
export async function grants(server) {
  const television = await addClient(server, {
    method: "none", scope: "openid notes:read", redirectUris: [], grantTypes: [DEVICE_CODE, "refresh_token"],
  });
  const program = await addClient(server, { scope: "notes:read", redirectUris: [], grantTypes: ["client_credentials"] });
  const api = await addClient(server, { introspects: [NOTES], scope: "notes:read", redirectUris: [], grantTypes: [EXCHANGE] });
  const client = await addClient(server, { firstParty: true });

  const browser = new Browser(server);
  await browser.signIn(await browser.open("/account/security"), server.user);
  const linked = (await browser.open("/account/security")).text.includes('action="/account/provider/remove"');
  if (!linked) assert.equal((await linkTo(browser, work, person)).status, 200);

  const sent = (expected, send) => async () => {
    const answer = await send();
    assert.equal(answer.status, expected, answer.text);
    return answer;
  };
  const post = (visitor, page, action, changes, expected = 303) => {
    const form = page.formTo(action);
    const body = new URLSearchParams({ ...form.values, ...changes });
    return sent(expected, () => visitor.fetch(form.action, { method: "POST", headers: { origin: server.url }, body }));
  };
  const codes = async () => (await postAs(server, television, "/device_authorization", { scope: "openid notes:read" })).json;
  const poll = (expected, { device_code }) => sent(expected, () => postAs(server, television, "/token", { grant_type: DEVICE_CODE, device_code }));
  const asked = async (shown) => {
    const phone = new Browser(server);
    const login = await phone.submitTo(await phone.open(shown.verification_uri_complete), "/authorize");
    return { phone, page: await phone.signIn(login, server.user) };
  };

  return [
    ["POST /device_authorization", async () => sent(200, () => postAs(server, television, "/device_authorization", { scope: "openid notes:read" }))],
    ["GET /device, with a code of an app", async () => {
      const [phone, { verification_uri_complete: address }] = [new Browser(server), await codes()];
      return sent(200, () => phone.fetch(address));
    }],
    ["POST /consent, for a device", async () => {
      const { phone, page } = await asked(await codes());
      return post(phone, page, "/consent", { decision: "allow" }, 200);
    }],
    ["POST /token, a device code that waits", async () => poll(400, await codes())],
    ["POST /token, a device code", async () => {
      const shown = await codes();
      const { phone, page } = await asked(shown);
      await phone.allow(page);
      return poll(200, shown);
    }],
    ["POST /token, client credentials", async () => sent(200, () => postAs(server, program, "/token", { grant_type: "client_credentials" }))],
    ["POST /token, an exchange", async () => {
      const { access_token } = await obtainTokens(server, browser, client, server.user);
      const fields = { grant_type: EXCHANGE, subject_token: access_token, subject_token_type: "urn:ietf:params:oauth:token-type:access_token", resource: NOTES };
      return sent(200, () => postAs(server, api, "/token", fields));
    }],
    ["POST /login/provider", async () => {
      const visitor = new Browser(server);
      return post(visitor, await visitor.open(authorizationRequest(client).url), "/login/provider", { provider: work.id });
    }],
    ["GET /login/provider/…", async () => {
      const visitor = new Browser(server);
      const back = work.signIn(await leave(visitor, await visitor.open(authorizationRequest(client).url), work), person);
      return sent(303, () => visitor.fetch(back));
    }],
  ];
}

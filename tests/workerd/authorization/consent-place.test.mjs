// A client that returns to several places: to the web, and into an app on the person's machine, where any other app
// may pose as it (RFC 8252 section 8.6). How a yes was given stays with it: one of the machine, where people are
// asked each time, does not answer for the web.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { assertNotice } from "../kit/asserts.mjs";
import { addClient, asClient, registered } from "../kit/clients.mjs";
import { Web, publish } from "../kit/documents.mjs";
import { addUser, browserOf } from "../kit/people.mjs";
import { serveAuthorizationServer } from "../kit/serve.mjs";
import { ask, silently } from "../kit/steps.mjs";

const ON_THE_WEB = "https://paper.example/callback";
const ON_THE_MACHINE = { "a loopback address": "http://127.0.0.1/callback", "a private scheme": "com.example.paper:/callback" };
const SCOPE = "openid email";

const web = new Web();
let server;
before(async () => {
  server = await serveAuthorizationServer({ seed: true, vars: { REGISTRATION: "open" }, outbound: web.outbound });
});
after(() => server?.dispose());

const public_ = { token_endpoint_auth_method: "none", scope: SCOPE };
/** Clients that are asked about each time when they return to the machine, by who vouches for them. */
const KINDS = {
  "of the owner, without a secret": (uris) => addClient(server, { method: "none", redirectUris: uris }),
  "that registered itself": async (uris) => asClient(await registered(server, { ...public_, redirect_uris: uris })),
  "that registered itself and has a secret": async (uris) =>
    asClient(await registered(server, { scope: SCOPE, redirect_uris: uris })),
  "that a document describes": async (uris) => publish(web, { ...public_, redirect_uris: uris }),
};

/** Asks to return there: {asked, allow}, in the browser of somebody new. */
async function visit(newClient, machine) {
  const client = await newClient([ON_THE_WEB, machine]);
  const user = await addUser(server);
  const browser = await browserOf(server, user);
  const open = (redirect_uri, changes) => browser.open(ask(client, { scope: SCOPE, redirect_uri, ...changes }).url);
  return {
    client, user, browser, open,
    async allow(redirect_uri, changes) {
      const page = await open(redirect_uri, changes);
      assert.equal(page.asksConsent, true, page.text);
      assert.ok((await browser.allow(page)).answer.has("code"));
    },
    isRecorded: async () => (await server.db.prepare("SELECT count(*) AS n FROM grants WHERE user_id = ? AND client_id = ?")
      .bind(user.id, client.id).first("n")) === 1,
  };
}

for (const [kind, newClient] of Object.entries(KINDS)) {
  for (const [place, machine] of Object.entries(ON_THE_MACHINE)) {
    describe(`a client ${kind}, with ${place}:`, () => {
      test("a yes there does not answer for its web address, and is recorded", async () => {
        const { open, allow, isRecorded } = await visit(newClient, machine);
        await allow(machine);
        assert.equal(await isRecorded(), true);
        assert.equal((await open(ON_THE_WEB)).asksConsent, true);
        await allow(ON_THE_WEB);
        assert.ok((await open(ON_THE_WEB)).answer.has("code"), "a yes for the web does");
      });

      test("a yes for the web does not answer there, and what is allowed there adds nothing to it", async () => {
        const { open, allow } = await visit(newClient, machine);
        await allow(ON_THE_WEB, { scope: "openid" });
        assert.equal((await open(machine, { scope: "openid" })).asksConsent, true);
        await allow(machine, { scope: "openid email" });
        assert.ok((await open(ON_THE_WEB, { scope: "openid" })).answer.has("code"));
        assert.equal((await open(ON_THE_WEB, { scope: "openid email" })).asksConsent, true);
      });

      test("without a page, it hears interaction_required there and consent_required on the web", async () => {
        const { client, browser, open, allow } = await visit(newClient, machine);
        if (kind.startsWith("of the owner")) {
          assert.equal(await silently(browser, client, { redirect_uri: machine }), "consent_required");
        } else {
          assertNotice(await open(machine, { prompt: "none" }));
        }
        await allow(machine);
        assert.equal(await silently(browser, client, { redirect_uri: machine }), "interaction_required");
        assert.equal(await silently(browser, client, { redirect_uri: ON_THE_WEB }), "consent_required");
        await allow(ON_THE_WEB);
        assert.equal(await silently(browser, client, { redirect_uri: machine }), "interaction_required");
        assert.equal(await silently(browser, client, { redirect_uri: ON_THE_WEB }), "code");
      });
    });
  }
}

test("a client of the owner that proves itself with a secret is believed in both places", async () => {
  const [machine] = Object.values(ON_THE_MACHINE);
  const { open, allow } = await visit((uris) => addClient(server, { redirectUris: uris }), machine);
  await allow(machine);
  assert.ok((await open(ON_THE_WEB)).answer.has("code"));
});

// `prompt=none` from clients that nobody vouches for: they could send a browser from this address to any
// place by asking what cannot be had (RFC 9700 section 4.11.2), so only a person who knows them is sent on.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { assertNotice, assertTold } from "../kit/asserts.mjs";
import { Browser, isAbout } from "../kit/browser.mjs";
import { asClient, registered } from "../kit/clients.mjs";
import { Web, publish } from "../kit/documents.mjs";
import { addUser, browserOf } from "../kit/people.mjs";
import { serveAuthorizationServer } from "../kit/serve.mjs";
import { ask, grant, silently } from "../kit/steps.mjs";

const web = new Web();

let server, user;
before(async () => {
  const vars = { REGISTRATION: "open", CLIENT_ID_METADATA_DOCUMENTS: "true" };
  server = await serveAuthorizationServer({ seed: true, vars, outbound: web.outbound });
  user = await addUser(server);
});
after(() => server?.dispose());

const KINDS = [
  ["registered itself", async () => asClient(await registered(server, { scope: "openid email", token_endpoint_auth_method: "none" }))],
  ["is described by a document", async () => publish(web)],
];

for (const [how, newClient] of KINDS) {
  describe(`a client that ${how}`, () => {
    let client, browser;
    before(async () => {
      client = await newClient();
      browser = await browserOf(server, user);
    });

    const open = (visitor, changes) => visitor.open(ask(client, changes).url);

    test("hears nothing of who does not know it, signed in or not", async () => {
      for (const visitor of [browser, new Browser(server)]) {
        assertNotice(await open(visitor, { prompt: "none" }));
        assertNotice(await open(visitor, { prompt: "none login" }));
        assertNotice(await open(visitor, { max_age: "-1" }));
        assertNotice(await open(visitor, { claims: "[]" }));
        assertNotice(await open(visitor, { id_token_hint: "e30.e30.e30" }));
        assertNotice(await open(visitor, { claims: '{"id_token":{"acr":{"essential":true,"value":"9"}}}' }));
      }
    });

    test("hears what cannot be had of who granted it something", async () => {
      await grant(browser, client, user);
      assert.equal(await silently(browser, client), "code");
      for (const [error, changes] of [
        ["consent_required", { scope: "openid email" }],
        ["consent_required", { claims: '{"userinfo":{"email":null}}' }],
        ["login_required", { max_age: "0" }],
      ]) {
        const request = ask(client, { prompt: "none", ...changes });
        assertTold(await browser.open(request.url), client, request, error);
      }
    });

    test("learns nothing by guessing names that it may not know", async () => {
      await grant(browser, client, user);
      for (const login_hint of [user.username, user.email, "somebody-else"]) {
        assert.equal(await silently(browser, client, { login_hint }), "code");
      }
      await grant(browser, client, user, { scope: "openid profile email" });
      assert.equal(await silently(browser, client, { login_hint: user.email }), "code");
      assert.equal(await silently(browser, client, { login_hint: "somebody-else" }), "login_required");
    });

    test("hears nothing in a browser where another is signed in, or nobody", async () => {
      for (const visitor of [new Browser(server), await browserOf(server, await addUser(server))]) {
        assertNotice(await open(visitor, { prompt: "none" }));
        assertNotice(await open(visitor, { prompt: "none", max_age: "0" }));
      }
    });

    test("is asked about anew with prompt=consent, and signed in to anew with prompt=login", async () => {
      await grant(browser, client, user);
      assert.ok(isAbout(await open(browser, { prompt: "consent" }), user));
      assert.equal((await open(browser, { prompt: "login" })).asksToSignIn, true);
    });

    test("gets no page instead of an answer for ever when somebody else signed in than was meant", async () => {
      const visitor = new Browser(server);
      const { url } = ask(await newClient(), { claims: JSON.stringify({ id_token: { sub: { value: user.id } } }) });
      const other = await addUser(server);
      assertNotice(await visitor.signIn(await visitor.open(url), other));
      // The person may start the same request again, and sign in as the one who is meant.
      const login = await visitor.open(url);
      assert.equal(login.asksToSignIn, true, login.text);
      assert.ok(isAbout(await visitor.signIn(login, user), user));
    });
  });
}

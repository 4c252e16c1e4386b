// Who gets a token for the Admin API, and what it takes.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { decodeJwt } from "jose";

import { SCOPE, addAdminClient, addMachine, adminRequest, apiOf, approveAs, callingAlone, callingAs, redeemWith, tokenOf } from "../kit/admin-api.mjs";
import { addAdministrator, administering, later } from "../kit/administrators.mjs";
import { assertError } from "../kit/asserts.mjs";
import { Browser } from "../kit/browser.mjs";
import { addClient, registered, asClient } from "../kit/clients.mjs";
import { newKey, prove } from "../kit/keys.mjs";
import { addPasskey, signInWith } from "../kit/passkeys.mjs";
import { addUser, browserOf } from "../kit/people.mjs";
import { serveWithClock } from "../kit/serve.mjs";
import { postAs, token } from "../kit/steps.mjs";

const NOTES = "https://notes.example";

let server, client, admin;
before(async () => {
  const resource = { resource: NOTES, name: "Notes", scopes: { "notes:read": "Read" } };
  server = await serveWithClock({ vars: { REGISTRATION: "open", RESOURCES: [resource] } });
  server.urls ??= [server.url];
  [client, admin] = [await addAdminClient(server), await addAdministrator(server)];
});
after(() => server?.dispose());

/** What the client hears, or the page that is shown instead. */
async function outcome(of, changes = {}, browser = new Browser(server)) {
  return browser.open(adminRequest(server, of, changes).url);
}

describe("an administrator with a passkey", () => {
  test("is asked, and the client gets a token for five minutes that is bound to its key, and nothing else", async () => {
    const { answer } = await callingAs(server, { admin, client });
    assert.deepEqual(Object.keys(answer).sort(), ["access_token", "expires_in", "scope", "token_type"]);
    assert.deepEqual([answer.token_type, answer.expires_in, answer.scope], ["DPoP", 300, SCOPE]);
    const claims = decodeJwt(answer.access_token);
    assert.deepEqual([claims.aud, claims.scope, claims.acr, claims.exp - claims.iat], [apiOf(server), SCOPE, "phr", 300]);
    assert.ok(claims.auth_time > 0 && claims.cnf.jkt);
  });

  test("is asked each time, also for a first-party client, and never silently", async () => {
    const own = await addAdminClient(server, { firstParty: true, method: "client_secret_basic" });
    for (const of of [client, own]) {
      const { browser } = await callingAs(server, { admin, client: of });
      const again = await outcome(of, {}, browser);
      assert.ok(again.asksConsent, again.text);
      assert.match(again.text, /Manage everybody’s accounts/);
      const silent = await outcome(of, { prompt: "none" }, browser);
      assert.match(silent.answer.get("error"), /interaction_required|consent_required/);
    }
    assert.equal((await server.db.prepare("SELECT count(*) AS n FROM grants WHERE scope LIKE '%admin_api%'").first("n")), 0);
  });

  test("keeps no refresh token, whatever the client asks for", async () => {
    const { answer } = await callingAs(server, { admin, client, changes: { scope: `openid offline_access ${SCOPE}` } });
    assert.equal(answer.refresh_token, undefined);
    assert.deepEqual(decodeJwt(answer.access_token).aud, apiOf(server));
    assert.ok(!answer.scope.includes("offline_access"));
  });

  test("signs in again after an hour", async () => {
    const { browser } = await callingAs(server, { admin, client });
    await later(server, 3700);
    const page = await outcome(client, {}, browser);
    assert.equal(page.asksConsent, false);
    assert.match(page.text, /id="passkey"/);
  });
});

describe("a code for the Admin API", () => {
  test("is redeemed with a proof only", async () => {
    const request = adminRequest(server, client);
    const page = await approveAs(server, admin, request);
    assertError(await redeemWith(server, client, request, page), "invalid_dpop_proof");
    assert.equal((await redeemWith(server, client, request, page, await newKey())).status, 200);
  });
});

describe("no such token for", () => {
  test("a user who is no administrator: the page says so, and the client hears access_denied", async () => {
    const user = await addUser(server);
    const [browser, passkey] = [new Browser(server), await addPasskey(server, user)];
    const page = await signInWith(browser, await outcome(client, {}, browser), passkey);
    assert.equal(page.status, 403, page.text);
    assert.match(page.text, /You cannot use/);
    assert.equal((await browser.submit(page, { decision: "allow" })).status, 403);
    assert.equal((await browser.submit(page, { decision: "deny" })).answer.get("error"), "access_denied");
  });

  test("an administrator who gave a password alone: the login page wants more", async () => {
    const browser = await browserOf(server, admin);
    const asked = await outcome(client, {}, browser);
    assert.equal(asked.asksConsent, false);
    assert.match(asked.text, /needs to be more certain/);
    const surer = await signInWith(browser, asked, await addPasskey(server, admin));
    assert.ok(surer.asksConsent, surer.text);
  });

  test("a passkey on another device", async () => {
    const { browser } = await administering(server, admin);
    await server.db.prepare("UPDATE sessions SET method = 'other_device' WHERE user_id = ?").bind(admin.id).run();
    assert.equal((await outcome(client, {}, browser)).asksConsent, false);
  });

  test("a client that the owner did not name for it", async () => {
    const other = await addClient(server, { method: "none", scope: "openid profile" });
    assert.equal((await outcome(other)).answer.get("error"), "invalid_scope");
    const request = adminRequest(server, other, { scope: `openid ${SCOPE}` });
    const page = await approveAs(server, admin, request);
    assert.equal((await redeemWith(server, other, request, page, await newKey())).json.scope, "openid");
  });

  test("a client that registered itself, whatever it asks for", async () => {
    const json = await registered(server, { scope: `openid ${SCOPE}`, token_endpoint_auth_method: "none" });
    assert.ok(!`${json.scope}`.includes(SCOPE));
    const page = await outcome(asClient(json));
    assert.equal(page.asksConsent, false);
    assert.ok(!page.text.includes('id="passkey"'), page.text);
  });

  test("a request that does not name the API, or another one too", async () => {
    for (const resource of [undefined, server.url, [apiOf(server), server.url]]) {
      const page = await outcome(client, { resource });
      assert.equal(page.answer.get("error"), "invalid_scope", `${resource}`);
    }
    const { browser } = await administering(server, admin);
    const both = await addAdminClient(server, { scope: `notes:read ${SCOPE}` });
    const request = adminRequest(server, both, { scope: `notes:read ${SCOPE}`, resource: [apiOf(server), NOTES] });
    const page = await browser.open(request.url);
    assert.doesNotMatch(page.text, /Manage everybody/);
  });

  test("a device", async () => {
    const of = await addAdminClient(server, { grantTypes: ["urn:ietf:params:oauth:grant-type:device_code"] });
    assertError(await postAs(server, of, "/device_authorization", { scope: SCOPE, resource: apiOf(server) }), "invalid_scope");
  });

  test("the exchange of another token", async () => {
    const { accessToken, key } = await callingAs(server, { admin, client });
    const of = await addClient(server, {
      scope: SCOPE, introspects: [apiOf(server)], grantTypes: ["urn:ietf:params:oauth:grant-type:token-exchange"], redirectUris: [],
    });
    const answer = await token(server, of, {
      grant_type: "urn:ietf:params:oauth:grant-type:token-exchange", subject_token: accessToken,
      subject_token_type: "urn:ietf:params:oauth:token-type:access_token", resource: apiOf(server),
    }, { dpop: await prove(server, key) });
    assertError(answer, "invalid_target");
  });
});

describe("a program in its own name", () => {
  test("gets a token for five minutes with a key of its own", async () => {
    const { answer, client: machine } = await callingAlone(server);
    assert.deepEqual(Object.keys(answer).sort(), ["access_token", "expires_in", "scope", "token_type"]);
    assert.deepEqual([answer.token_type, answer.expires_in], ["DPoP", 300]);
    const claims = decodeJwt(answer.access_token);
    assert.deepEqual([claims.sub, claims.aud, claims.scope], [machine.id, apiOf(server), SCOPE]);
  });

  test("gets none without a proof, with a secret, or without the scope", async () => {
    assertError(await tokenOf(server, await addMachine(server)), "invalid_dpop_proof");
    const key = await newKey();
    const withSecret = await addClient(server, { scope: SCOPE, redirectUris: [], grantTypes: ["client_credentials"] });
    assertError(await tokenOf(server, withSecret, { dpop: await prove(server, key) }), "unauthorized_client");
    const other = await addMachine(server, { scope: "notes:read" });
    assertError(await tokenOf(server, other, { dpop: await prove(server, key) }), "invalid_scope");
  });
});

test("strangers are not told of it", async () => {
  for (const path of ["/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"]) {
    const text = await (await fetch(`${server.url}${path}`)).text();
    assert.doesNotMatch(text, /admin/);
  }
});

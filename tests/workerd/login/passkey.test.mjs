// Signing in with a passkey, and everything that an authenticator could answer instead.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { decodeJwt } from "jose";

import { Browser } from "../kit/browser.mjs";
import { addClient } from "../kit/clients.mjs";
import { FLAGS, addPasskey, base64url, newPasskey, optionsOf, show, signInWith } from "../kit/passkeys.mjs";
import { addUser } from "../kit/people.mjs";
import { mark, serveIsolates, serveWithClock } from "../kit/serve.mjs";
import { ask, atLogin, obtainTokens, postAs, refresh, token } from "../kit/steps.mjs";

const { present, verified, eligible, backedUp, credential, extensions } = FLAGS;

let server, client, user, passkey;
before(async () => {
  server = await serveWithClock();
  client = await addClient(server, { introspects: [server.url] });
  user = await addUser(server);
  passkey = await addPasskey(server, user);
});
after(() => server?.dispose());

const countSessions = () => server.db.prepare("SELECT count(*) AS n FROM sessions").first("n");

/** Whether the login page let somebody in: it is followed by the consent page, or the client. */
const isIn = (page) => page.asksConsent || page.location?.startsWith("https://app.example/");

/** The last security event. */
async function lastEvent() {
  await mark(server);
  return server.logs.findLast((entry) => entry.event === "security");
}

describe("a passkey signs its user in", () => {
  for (const alg of ["ES256", "RS256", "EdDSA"]) {
    test(`with ${alg}, and every token says how`, async () => {
      const own = await addPasskey(server, await addUser(server), alg);
      const request = ask(client, { scope: "openid notes:read offline_access" });
      const browser = new Browser(server);
      const asked = await signInWith(browser, await browser.open(request.url), own);
      assert.ok(asked.asksConsent, asked.text);
      const { answer } = await browser.allow(asked);
      const tokens = await token(server, client, {
        grant_type: "authorization_code", code: answer.get("code"), code_verifier: request.verifier,
        redirect_uri: client.redirectUri,
      });
      assert.equal(tokens.status, 200, tokens.text);
      const again = await refresh(server, client, tokens.json.refresh_token);
      for (const { id_token, access_token } of [tokens.json, again.json]) {
        const { acr, amr, auth_time } = decodeJwt(id_token);
        assert.deepEqual([acr, amr], ["phr", ["pop", "user", "mfa"]]);
        const access = decodeJwt(access_token);
        assert.deepEqual([access.acr, access.auth_time], ["phr", auth_time]);
        const told = await postAs(server, client, "/introspect", { token: access_token });
        assert.deepEqual([told.json.acr, told.json.auth_time], ["phr", auth_time]);
      }
      await mark(server);
      const event = server.logs.findLast((entry) => entry.event === "security" && entry.what === "signed_in_unknown_browser");
      assert.deepEqual([event.client_id, event.user_id], [client.id, own.user]);
    });
  }

  test("while a password says that it was one", async () => {
    const tokens = await obtainTokens(server, new Browser(server), client, user, { scope: "openid" });
    assert.deepEqual([decodeJwt(tokens.id_token).acr, decodeJwt(tokens.id_token).amr], ["1", ["pwd"]]);
    assert.equal(decodeJwt(tokens.access_token).acr, "1");
  });

  test("and writes three rows for it", async () => {
    const own = await addPasskey(server, user);
    const { browser, page } = await atLogin(server, client);
    const start = await mark(server);
    assert.ok(isIn(await signInWith(browser, page, own)));
    await mark(server);
    const lines = server.logs.slice(start).filter((entry) => entry.path === "/login/passkey");
    assert.deepEqual(lines.map((line) => line.d1_rows_written), [3]);
  });

  test("and is remembered with its counter, its backup and when it was used", async () => {
    const own = await addPasskey(server, user);
    const { browser, page } = await atLogin(server, client);
    await signInWith(browser, page, own, { counter: 7 });
    const row = await server.db.prepare("SELECT * FROM passkeys WHERE id = ?").bind(own.id).first();
    assert.deepEqual([row.counter, row.backed_up], [7, 1]);
    assert.ok(Math.abs(row.last_used_at - Date.now() / 1000) < 60);
  });
});

describe("one answer signs in once", () => {
  test("of 20 at once, at several isolates, one is let in", async (t) => {
    const isolates = await serveIsolates(3);
    t.after(() => isolates.dispose());
    const own = await addPasskey(isolates, await addUser(isolates));
    const { browser, page } = await atLogin(isolates, await addClient(isolates));
    const { action, values } = page.form("passkey");
    const answer = show(own, optionsOf(page), { origin: browser.origin });
    const body = new URLSearchParams({ token: values.token, passkey: JSON.stringify(answer) });
    const cookie = [...browser.cookies].map((pair) => pair.join("=")).join("; ");
    const answers = await Promise.all(Array.from({ length: 20 }, (_, number) =>
      fetch(new URL(action, isolates.urls[number % 3]), {
        method: "POST", redirect: "manual", body, headers: { cookie, origin: isolates.url },
      })));
    const statuses = answers.map(({ status }) => status);
    assert.equal(statuses.filter((status) => status === 303).length, 1, `${statuses}`);
  });

  test("and not again, in this browser or another", async () => {
    const own = await addPasskey(server, user);
    const { browser, page } = await atLogin(server, client);
    const answer = show(own, optionsOf(page), { origin: browser.origin });
    const again = { change: () => answer };
    assert.ok(isIn(await signInWith(browser, page, own, again)));
    const before = await countSessions();
    const second = await signInWith(browser, page, own, again);
    assert.equal(second.status, 400);
    assert.match(second.text, /That did not work\. Try again\./);
    const other = await atLogin(server, client);
    assert.equal((await signInWith(other.browser, other.page, own, again)).status, 400);
    assert.equal(await countSessions(), before);
    // The page that says so has another challenge, which is good once its second is another one.
    await server.letPass(1);
    const fresh = await atLogin(server, client);
    assert.ok(isIn(await signInWith(fresh.browser, fresh.page, own)));
  });
});

describe("refused, and nothing is written:", () => {
  const evil = "https://evil.example";
  for (const [what, changes, reason] of [
    ["another challenge", { clientData: { challenge: base64url("other") } }, /challenge/],
    ["a page of another origin", { origin: evil }, /origin/],
    ["a page in a frame", { clientData: { crossOrigin: true } }, /frame/],
    ["a page in a frame of another origin", { clientData: { topOrigin: evil } }, /frame/],
    ["another ceremony", { clientData: { type: "webauthn.create" } }, /ceremony/],
    ["another RP ID", { rpId: "evil.example" }, /another host/],
    ["nobody there", { flags: verified | eligible }, /anybody/],
    ["somebody who was not verified", { flags: present | eligible }, /verify/],
    ["a backup that cannot be", { flags: present | verified | backedUp }, /backed up/],
    ["another kind of passkey than it was", { flags: present | verified }, /backed up/],
    ["another user", { user: base64url("somebody") }, /another user/],
    ["no user", { user: null }, /another user/],
    ["a credential without its data", { flags: present | verified | eligible | credential }, /damaged/],
    ["extensions that are no CBOR", { flags: present | verified | eligible | extensions, rest: [0xff] }, /CBOR/],
    ["something after the data", { rest: [0] }, /damaged/],
    ["a signature of another key", { change: (it) => ({ ...it, response: { ...it.response, signature: show(newPasskeyOf(), { challenge: "", rpId: "localhost" }).response.signature } }) }, /signature/],
    ["a signature that is none", { change: (it) => ({ ...it, response: { ...it.response, signature: "AAAA" } }) }, /signature/],
    ["an answer that is no JSON", { change: () => "x" }, /JSON/],
    ["an answer without its parts", { change: () => ({}) }, /JSON/],
  ]) {
    test(what, async () => {
      const before = await countSessions();
      const { browser, page } = await atLogin(server, client);
      const start = await mark(server);
      const answer = await signInWith(browser, page, passkey, changes);
      assert.equal(answer.status, 400, answer.text);
      assert.match(answer.text, /That did not work\. Try again\./);
      assert.ok(answer.form("passkey").values.token, "with another challenge");
      assert.equal(await countSessions(), before);
      const event = await lastEvent();
      assert.deepEqual([event.what, event.client_id], ["sign_in_failed", client.id]);
      assert.match(event.reason, reason);
      const lines = server.logs.slice(start).filter((entry) => entry.path === "/login/passkey");
      assert.ok(lines.every((line) => line.d1_rows_written === 0));
    });
  }

  function newPasskeyOf() {
    return { ...newPasskey(), user: passkey.user };
  }

  test("a counter that went back", async () => {
    const own = await addPasskey(server, user);
    const first = await atLogin(server, client);
    assert.ok(isIn(await signInWith(first.browser, first.page, own, { counter: 7 })));
    await server.letPass(1);
    for (const counter of [7, 6, 0]) {
      const { browser, page } = await atLogin(server, client);
      assert.equal((await signInWith(browser, page, own, { counter })).status, 400, `${counter}`);
      assert.match((await lastEvent()).reason, /copied/);
    }
  });

  test("a passkey that nobody knows, which the browser may forget", async () => {
    const unknown = newPasskeyOf();
    const { browser, page } = await atLogin(server, client);
    const answer = await signInWith(browser, page, unknown);
    assert.equal(answer.status, 400);
    assert.match(answer.text, /This passkey is not known here, or was removed/);
    assert.match(answer.text, new RegExp(`data-unknown="${unknown.id}"`));
  });

  test("a passkey of a person who is disabled, who hears it", async () => {
    const person = await addUser(server);
    const own = await addPasskey(server, person);
    const disable = "UPDATE users SET disabled_at = unixepoch(), credential_version = credential_version + 1 WHERE id = ?";
    await server.db.prepare(disable).bind(own.user).run();
    const before = await countSessions();
    const { browser, page } = await atLogin(server, client);
    // Whoever holds no such passkey does not hear it.
    const forged = await signInWith(browser, page, { ...newPasskeyOf(), id: own.id, user: own.user });
    assert.match(forged.text, /That did not work\. Try again\./);
    const answer = await signInWith(browser, forged, own);
    assert.equal(answer.status, 400);
    assert.match(answer.text, /This account is disabled\. Use another one, or ask whoever runs this server/);
    assert.equal(await countSessions(), before);
    const { what, user_id, reason } = await lastEvent();
    assert.deepEqual([what, user_id, reason], ["sign_in_failed", own.user, "the user is disabled"]);
    await server.db.prepare("UPDATE users SET disabled_at = NULL WHERE id = ?").bind(own.user).run();
    await server.letPass(1);
    const enabled = await atLogin(server, client);
    assert.ok(isIn(await signInWith(enabled.browser, enabled.page, own)));
  });

  test("a passkey for another host", async () => {
    const own = await addPasskey(server, user);
    await server.db.prepare("UPDATE passkeys SET rp_id = 'old.example' WHERE id = ?").bind(own.id).run();
    const { browser, page } = await atLogin(server, client);
    assert.equal((await signInWith(browser, page, own)).status, 400);
  });

  test("a challenge of another browser, of another request, or of the password form", async () => {
    const { browser, page } = await atLogin(server, client);
    const other = await atLogin(server, client);
    for (const token of [other.page.form("passkey").values.token, page.form().values.token, "", "x"]) {
      const answer = await signInWith(browser, page, passkey, { token });
      assert.equal(answer.status, 403);
    }
    const changed = await browser.open(ask(client, { scope: "openid profile" }).url);
    const { values } = page.form("passkey");
    assert.equal((await signInWith(browser, changed, passkey, { token: values.token })).status, 403);
  });

  test("a challenge that is older than an hour", async () => {
    const { browser, page } = await atLogin(server, client);
    await server.letPass(3601);
    const answer = await signInWith(browser, page, passkey);
    assert.ok(!isIn(answer));
  });

  test("a form from another site", async () => {
    const { browser, page } = await atLogin(server, client);
    const { action, values } = page.form("passkey");
    const body = new URLSearchParams({ ...values, passkey: JSON.stringify(show(passkey, optionsOf(page), { origin: browser.origin })) });
    const answer = await browser.open(action, { method: "POST", headers: { origin: evil }, body });
    assert.equal(answer.status, 403);
  });
});

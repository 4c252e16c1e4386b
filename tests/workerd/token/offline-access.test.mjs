// Who gets a refresh token (OpenID Connect Core section 11): with scope `openid` only with `offline_access`,
// or by a setting of the client; without `openid` as OAuth has it; and never a client that may not refresh.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { decodeJwt } from "jose";

import { assertError } from "../kit/asserts.mjs";
import { Browser } from "../kit/browser.mjs";
import { addClient, asClient, registered } from "../kit/clients.mjs";
import { CALLBACK, Web, publish } from "../kit/documents.mjs";
import { addUser } from "../kit/people.mjs";
import { serveAuthorizationServer } from "../kit/serve.mjs";
import { atConsent, authorizationRequest, obtainCode, obtaining, refresh, token } from "../kit/steps.mjs";

const WORDS = "Stay connected while you are away";
const NOTES = "http://localhost:8789";
const BOTH = ["authorization_code", "refresh_token"];

const web = new Web();
let server, user;
before(async () => {
  server = await serveAuthorizationServer({ seed: true, vars: { REGISTRATION: "open" }, outbound: web.outbound });
  user = await addUser(server);
});
after(() => server?.dispose());

const obtain = obtaining(() => ({ server, user }));

const yesAndNo = [true, false];
for (const mayRefresh of yesAndNo) {
  describe(`a client that ${mayRefresh ? "may" : "may not"} refresh`, () => {
    for (const setting of yesAndNo) {
      for (const openid of yesAndNo) {
        for (const offline of yesAndNo) {
          const scope = [openid && "openid", offline && "offline_access", "profile"].filter(Boolean).join(" ");
          const expected = mayRefresh && (!openid || offline || setting);
          const set = setting ? ", registered with refresh_without_offline_access," : "";
          test(`asks for ${scope}${set} and gets ${expected ? "a" : "no"} refresh token`, async () => {
            const client = await addClient(server, {
              firstParty: true,
              grantTypes: mayRefresh ? BOTH : ["authorization_code"],
              refreshWithoutOfflineAccess: setting,
            });
            const tokens = await obtain(client, { scope });
            assert.equal("refresh_token" in tokens, expected);
            assert.equal("id_token" in tokens, openid);
            // Who may not refresh has not been granted it (section 11).
            const granted = scope.split(" ").filter((it) => it !== "offline_access" || mayRefresh);
            assert.deepEqual(tokens.scope.split(" ").toSorted(), granted.toSorted());
            if (!expected) return;
            const again = await refresh(server, client, tokens.refresh_token);
            assert.deepEqual([again.status, "refresh_token" in again.json], [200, true], again.text);
          });
        }
      }
    }
  });
}

describe("offline_access", () => {
  test("that is asked for nowhere else is enough for an OAuth client", async () => {
    const client = await addClient(server, { firstParty: true });
    const tokens = await obtain(client, { scope: "offline_access" });
    assert.equal("refresh_token" in tokens, true);
    assert.equal("id_token" in tokens, false);
  });

  test("is part of what a client gets that names no scope", async () => {
    const client = await addClient(server, { firstParty: true, scope: "openid offline_access" });
    const tokens = await obtain(client, { scope: undefined });
    assert.deepEqual(["refresh_token" in tokens, "id_token" in tokens], [true, true]);
    const without = await addClient(server, { firstParty: true, scope: "openid profile" });
    assert.equal("refresh_token" in (await obtain(without, { scope: undefined })), false);
  });

  test("that is not registered for the client is passed over, and the answer tells", async () => {
    const client = await addClient(server, { firstParty: true, scope: "openid profile" });
    const tokens = await obtain(client, { scope: "openid offline_access" });
    assert.deepEqual([tokens.scope, "refresh_token" in tokens], ["openid", false]);
  });

  test("counts whichever API the access token is for (RFC 8707)", async () => {
    const client = await addClient(server, { firstParty: true });
    const tokens = await obtain(client, { scope: "openid offline_access notes:read", resource: NOTES });
    const { aud, scope } = decodeJwt(tokens.access_token);
    assert.deepEqual([tokens.scope, scope, aud], ["openid offline_access notes:read", "notes:read", NOTES]);
    const again = await refresh(server, client, tokens.refresh_token);
    assert.deepEqual([again.status, decodeJwt(again.json.access_token).aud], [200, NOTES]);
    const without = await obtain(client, { scope: "openid notes:read", resource: NOTES });
    assert.equal("refresh_token" in without, false);
  });

  test("is not lost when a refresh asks for less, and cannot be gained by one", async () => {
    const client = await addClient(server, { firstParty: true });
    const tokens = await obtain(client, { scope: "openid offline_access profile" });
    const less = await refresh(server, client, tokens.refresh_token, { scope: "openid" });
    assert.equal(less.json.scope, "openid");
    const again = await refresh(server, client, less.json.refresh_token);
    assert.deepEqual(again.json.scope.split(" ").toSorted(), ["offline_access", "openid", "profile"]);

    const lenient = await addClient(server, { firstParty: true, refreshWithoutOfflineAccess: true });
    const { refresh_token } = await obtain(lenient, { scope: "openid profile" });
    for (const scope of ["offline_access", "openid offline_access"]) {
      assertError(await refresh(server, lenient, refresh_token, { scope }), "invalid_scope");
    }
    assert.equal((await refresh(server, lenient, refresh_token)).status, 200);
  });

  test("of the token request is not heeded", async () => {
    const client = await addClient(server, { firstParty: true });
    const grant = await obtainCode(new Browser(server), client, user, { scope: "openid" });
    const { status, json } = await token(server, client, { ...grant, scope: "openid offline_access" });
    assert.equal(status, 200);
    assert.deepEqual([json.scope, "refresh_token" in json], ["openid", false]);
  });

  test("is nothing to a client that may not refresh, even with a refresh token of another", async () => {
    const one = await addClient(server, { firstParty: true });
    const other = await addClient(server, { firstParty: true, grantTypes: ["authorization_code"] });
    const { refresh_token } = await obtain(one, { scope: "openid offline_access" });
    const answer = await refresh(server, other, refresh_token);
    assertError(answer, "unauthorized_client");
    assert.equal((await refresh(server, one, refresh_token)).status, 200);
  });
});

describe("the person is asked about offline_access", () => {
  test("in words, when it is asked for, and else not", async () => {
    const client = await addClient(server);
    for (const [scope, expected] of [
      ["openid profile offline_access", true],
      ["openid profile", false],
      ["profile offline_access", true],
      ["profile", false],
    ]) {
      const { page } = await atConsent(server, client, user, { scope });
      assert.equal(page.text.includes(WORDS), expected, scope);
    }
  });

  test("not by a client that may not refresh", async () => {
    const client = await addClient(server, { grantTypes: ["authorization_code"] });
    const { page, browser } = await atConsent(server, client, user, { scope: "openid profile offline_access" });
    assert.equal(page.text.includes(WORDS), false);
    assert.ok((await browser.allow(page)).answer.has("code"));
  });

  test("although they said yes to everything else", async () => {
    const client = await addClient(server);
    const { browser, page } = await atConsent(server, client, user, { scope: "openid profile" });
    await browser.allow(page);
    assert.ok((await browser.open(authorizationRequest(client, { scope: "openid profile" }).url)).answer.has("code"));

    const request = authorizationRequest(client, { scope: "openid profile offline_access" });
    const silent = await browser.open(`${request.url}&prompt=none`);
    assert.equal(silent.answer.get("error"), "consent_required");
    const asked = await browser.open(request.url);
    assert.deepEqual([asked.asksConsent, asked.text.includes(WORDS)], [true, true]);
    const denied = await browser.deny(asked);
    assert.equal(denied.answer.get("error"), "access_denied");

    const tokens = await obtain(client, { scope: "openid profile offline_access" }, { browser });
    assert.equal("refresh_token" in tokens, true);
    // And a yes to more is one to less.
    const { answer } = await browser.open(authorizationRequest(client, { scope: "openid" }).url);
    assert.ok(answer.has("code"));
  });

  test("who says no gives nothing", async () => {
    const client = await addClient(server);
    const { browser, page } = await atConsent(server, client, user, { scope: "openid offline_access" });
    const { answer } = await browser.deny(page);
    assert.deepEqual([answer.get("error"), answer.has("code")], ["access_denied", false]);
    const { n } = await server.db.prepare("SELECT count(*) AS n FROM token_families WHERE client_id = ?").bind(client.id).first();
    assert.equal(n, 0);
  });
});

describe("a client that nobody vouches for", () => {
  const kinds = {
    "registered itself": async () => asClient(await registered(server, { redirect_uris: [CALLBACK], grant_types: BOTH })),
    "is described by a document": async () => publish(web, { grant_types: BOTH }),
  };
  for (const [kind, make] of Object.entries(kinds)) {
    test(`because it ${kind} has no exception of its own making`, async () => {
      const client = await make();
      assert.equal("refresh_token" in (await obtain(client, { scope: "openid profile" })), false);
      const tokens = await obtain(client, { scope: "openid profile offline_access" });
      assert.equal((await refresh(server, client, tokens.refresh_token)).status, 200);
    });
  }

  test("cannot ask for one: refresh_without_offline_access is the owner's to give", async () => {
    const metadata = { redirect_uris: [CALLBACK], grant_types: BOTH, refresh_without_offline_access: true };
    const information = await registered(server, metadata);
    assert.equal("refresh_without_offline_access" in information, false);
    assert.equal("refresh_token" in (await obtain(asClient(information), { scope: "openid" })), false);
    const described = publish(web, { grant_types: BOTH, refresh_without_offline_access: true });
    assert.equal("refresh_token" in (await obtain(described, { scope: "openid" })), false);
  });
});

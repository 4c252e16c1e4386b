// The token endpoint: RFC 6749 sections 2.3, 4.1.3, 5 and 6, RFC 7636 section 4.6.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { assertError } from "../kit/asserts.mjs";
import { Browser } from "../kit/browser.mjs";
import { addClient } from "../kit/clients.mjs";
import { addUser } from "../kit/people.mjs";
import { serveAuthorizationServer } from "../kit/serve.mjs";
import { basic, familyOf, now, obtainCode, obtainTokens, post, refresh, sha256, token } from "../kit/steps.mjs";

const SCOPE = "profile notes:read";

// The sentences are part of the answer: one for all that is wrong with a code, one for all that is
// wrong with a refresh token, so that nobody can probe which it is.
const BAD_CODE =
  "The code is unknown, expired or used, or it was issued for another client, redirect_uri or code_verifier.";
const BAD_REFRESH_TOKEN =
  "The refresh token is unknown, expired, revoked or replaced, or it was issued to another client.";
const BAD_CLIENT = "Unknown client, wrong secret, or not the authentication method it registered.";

let server, client, browser;
before(async () => {
  server = await serveAuthorizationServer({ seed: true });
  client = await addClient(server, { firstParty: true });
  browser = new Browser(server);
});
after(() => server.dispose());

function code(of = client, changes) {
  return obtainCode(browser, of, server.user, changes);
}

function tokens(changes) {
  return obtainTokens(server, browser, client, server.user, changes);
}

describe("the answer (section 5.1)", () => {
  test("to a code has exactly these members, and nobody may keep it", async () => {
    const answer = await token(server, client, await code());
    assert.equal(answer.status, 200);
    assert.deepEqual(Object.keys(answer.json).sort(), ["access_token", "expires_in", "refresh_token", "scope", "token_type"]);
    const { token_type, expires_in, scope } = answer.json;
    assert.deepEqual({ token_type, expires_in, scope }, { token_type: "Bearer", expires_in: 600, scope: SCOPE });
    assert.equal(answer.headers.get("content-type"), "application/json");
    assert.equal(answer.headers.get("cache-control"), "no-store");
    assert.equal(answer.headers.get("pragma"), "no-cache");
  });

  test("has no refresh token for a client that may not refresh", async () => {
    const shortLived = await addClient(server, { firstParty: true, grantTypes: ["authorization_code"] });
    const answer = await token(server, shortLived, await code(shortLived));
    assert.equal(answer.status, 200);
    assert.equal("refresh_token" in answer.json, false);
  });

  test("to a refresh has a new refresh token", async () => {
    const first = await tokens();
    const answer = await refresh(server, client, first.refresh_token);
    assert.equal(answer.status, 200);
    assert.notEqual(answer.json.refresh_token, first.refresh_token);
    assert.equal(answer.json.scope, SCOPE);
  });
});

describe("invalid_request", () => {
  const cases = [
    ["no grant_type", { grant_type: "" }],
    ["no code", { grant_type: "authorization_code", code: "" }],
    ["no refresh_token", { grant_type: "refresh_token" }],
  ];
  for (const [name, fields] of cases) {
    test(name, async () => assertError(await token(server, client, fields), "invalid_request"));
  }

  for (const name of ["grant_type", "code", "redirect_uri", "code_verifier", "client_id", "unknown"]) {
    test(`${name} is repeated, and the code is not burnt`, async () => {
      const grant = await code();
      const fields = [...Object.entries({ client_id: client.id, unknown: "", ...grant }), [name, "again"]];
      assertError(await token(server, client, fields), "invalid_request");
      assert.equal((await token(server, client, grant)).status, 200);
    });
  }

  test("two authentication methods at once", async () => {
    const fields = { ...(await code()), client_id: client.id, client_secret: client.secret };
    assertError(await token(server, client, fields), "invalid_request");
  });

  test("a client_id in the body that is not the one of the header", async () => {
    const other = await addClient(server);
    assertError(await token(server, client, { ...(await code()), client_id: other.id }), "invalid_request");
  });

  for (const name of ["client_id", "client_secret", "code", "refresh_token"]) {
    test(`${name} in the URL (section 2.3.1)`, async () => {
      const grant = await code();
      const answer = await post(server, new URLSearchParams(grant),
        { authorization: basic(client.id, client.secret) }, `/token?${name}=x`);
      assertError(answer, "invalid_request");
      assert.equal((await token(server, client, grant)).status, 200);
    });
  }
});

describe("unsupported_grant_type", () => {
  for (const grant_type of [
    "password", "implicit", "AUTHORIZATION_CODE",
    "urn:ietf:params:oauth:grant-type:saml2-bearer",
  ]) {
    test(grant_type, async () => {
      assertError(await token(server, client, { grant_type }), "unsupported_grant_type");
    });
  }
});

describe("unauthorized_client", () => {
  test("a client that is not registered for the code grant", async () => {
    const other = await addClient(server, { grantTypes: ["refresh_token"] });
    assertError(await token(server, other, await code()), "unauthorized_client");
  });

  test("a client that is not registered for the refresh grant", async () => {
    const other = await addClient(server, { grantTypes: ["authorization_code"] });
    assertError(await refresh(server, other, (await tokens()).refresh_token), "unauthorized_client");
  });
});

describe("invalid_client is 401 with a challenge, and does not burn the code", () => {
  for (const [name, headers, fields] of [
    ["no authentication at all", () => ({}), () => ({})],
    ["a wrong secret", () => ({ authorization: basic(client.id, "wrong") }), () => ({})],
    ["an empty secret", () => ({ authorization: basic(client.id, "") }), () => ({})],
    ["the hash of the secret", () => ({ authorization: basic(client.id, sha256(client.secret)) }), () => ({})],
    ["an unknown client", () => ({ authorization: basic("nobody", client.secret) }), () => ({})],
    ["a Bearer header", () => ({ authorization: "Bearer x" }), () => ({})],
    ["nothing where basic is registered", () => ({}), () => ({ client_id: client.id })],
  ]) {
    test(name, async () => {
      const grant = await code();
      const answer = await post(server, new URLSearchParams({ ...grant, ...fields() }), headers());
      assertError(answer, "invalid_client");
      assert.equal((await token(server, client, grant)).status, 200);
    });
  }

  test("post where only basic is registered", async () => {
    const other = await addClient(server, { method: "client_secret_basic", authMethodOnly: true, firstParty: true });
    const grant = await code(other);
    assertError(await token(server, { ...other, method: "client_secret_post" }, grant), "invalid_client");
    assertError(await token(server, { ...other, secret: "wrong" }, grant), "invalid_client", { description: BAD_CLIENT });
    assert.equal((await token(server, other, grant)).status, 200);
  });

  test("a secret from a public client, which has none", async () => {
    const other = await addClient(server, { method: "none", firstParty: true });
    const grant = await code(other);
    for (const method of ["client_secret_basic", "client_secret_post"]) {
      assertError(await token(server, { ...other, secret: "x", method }, grant), "invalid_client", { description: BAD_CLIENT });
    }
    assert.equal((await token(server, other, grant)).status, 200);
  });

  test("all who are not believed hear the same", async () => {
    const fields = { grant_type: "refresh_token", refresh_token: "x" };
    const wrongSecret = await token(server, { ...client, secret: "wrong" }, fields);
    const unknown = await token(server, { ...client, id: "nobody" }, fields);
    assert.equal(wrongSecret.text, unknown.text);
    assertError(wrongSecret, "invalid_client", { description: BAD_CLIENT });
  });
});

describe("HTTP Basic is form-encoded (section 2.3.1)", () => {
  for (const [id, secret] of [
    ["https://app.example:8443/id?a=b", "p%73s: +&=/ö☃\u{1F511}"],
    ["with space", "100%"],
    ["ünïcode", ":"],
  ]) {
    test(`client ${JSON.stringify(id)}, secret ${JSON.stringify(secret)}`, async () => {
      const odd = await addClient(server, { id, secret, firstParty: true });
      assert.equal((await token(server, odd, await code(odd))).status, 200);
    });
  }

  test("the scheme is read in any case", async () => {
    const headers = { authorization: basic(client.id, client.secret).replace("Basic", "bAsIc") };
    assert.equal((await post(server, new URLSearchParams(await code()), headers)).status, 200);
  });

  test("client_id may be in the body too", async () => {
    assert.equal((await token(server, client, { ...(await code()), client_id: client.id })).status, 200);
  });
});

test("a verifier may have 43 to 128 characters, and any that RFC 7636 section 4.1 allows", async () => {
  const every = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  for (const code_verifier of [every.slice(-43), every, (every + every).slice(0, 128)]) {
    const grant = await code(client, { code_challenge: sha256(code_verifier) });
    assert.equal((await token(server, client, { ...grant, code_verifier })).status, 200);
  }
});

describe("invalid_grant for a code", () => {
  for (const [name, change] of [
    ["an unknown code", () => ({ code: "x".repeat(43) })],
    ["a code in another case", (grant) => ({ code: swapCase(grant.code) })],
    ["the hash of the code", (grant) => ({ code: sha256(grant.code) })],
    ["a wrong verifier", () => ({ code_verifier: "x".repeat(43) })],
    ["the challenge as the verifier", (grant) => ({ code_verifier: sha256(grant.code_verifier) })],
    ["another redirect_uri", () => ({ redirect_uri: "https://app.example/other" })],
    ["the redirect_uri with a slash more", (grant) => ({ redirect_uri: `${grant.redirect_uri}/` })],
    ["no redirect_uri where the request named one", () => ({ redirect_uri: "" })],
    ["no verifier", () => ({ code_verifier: "" })],
    ["a verifier that is too short", () => ({ code_verifier: "x".repeat(42) })],
    ["a verifier that is too long", () => ({ code_verifier: "x".repeat(129) })],
    ["a verifier with a forbidden character", (grant) => ({ code_verifier: `${grant.code_verifier}+` })],
  ]) {
    test(`${name}, which does not burn the code for its owner`, async () => {
      const grant = await code();
      assertError(await token(server, client, { ...grant, ...change(grant) }), "invalid_grant");
      assert.equal((await token(server, client, grant)).status, 200);
    });
  }

  test("another client's code, which is not burnt for its owner", async () => {
    const thief = await addClient(server);
    const grant = await code();
    assertError(await token(server, thief, grant), "invalid_grant", { description: BAD_CODE });
    assert.equal((await token(server, client, grant)).status, 200);
  });

  test("a redirect_uri where the request named none", async () => {
    const grant = await code(client, { redirect_uri: undefined });
    const named = { ...grant, redirect_uri: client.redirectUri };
    assertError(await token(server, client, named), "invalid_grant", { description: BAD_CODE });
    assert.equal((await token(server, client, grant)).status, 200);
  });

  test("a code that is a minute old", async () => {
    const grant = await code();
    const key = `code:${sha256(grant.code)}`;
    const approved = await server.kv.get(key, "json");
    assert.ok(Math.abs(approved.expires_at - (now() + 60)) <= 2);
    await server.kv.put(key, JSON.stringify({ ...approved, expires_at: now() }));
    assertError(await token(server, client, grant), "invalid_grant", { description: BAD_CODE });
    assert.equal(await familyOf(server, grant.code), null);
    await server.kv.put(key, JSON.stringify({ ...approved, expires_at: now() + 5 }));
    assert.equal((await token(server, client, grant)).status, 200);
  });

  test("a code that was used, and its tokens with it", async () => {
    const grant = await code();
    const first = await token(server, client, grant);
    assertError(await token(server, client, grant), "invalid_grant", { description: BAD_CODE });
    assertError(await refresh(server, client, first.json.refresh_token), "invalid_grant", { description: BAD_REFRESH_TOKEN });
  });

  test("the code of a user who is gone", async () => {
    const user = await addUser(server);
    const grant = await obtainCode(new Browser(server), client, user);
    await server.db.prepare("DELETE FROM users WHERE id = ?").bind(user.id).run();
    assertError(await token(server, client, grant), "invalid_grant", { description: BAD_CODE });
  });

  test("is kept in KV by the code's hash, with a TTL, and never the code itself", async () => {
    const grant = await code();
    const { keys } = await server.kv.list({ prefix: `code:${sha256(grant.code)}` });
    assert.equal(keys.length, 1);
    assert.ok(keys[0].expiration - now() <= 180);
    assert.equal((await server.kv.get(keys[0].name)).includes(grant.code), false);
  });
});

function swapCase(text) {
  return text.replace(/[a-z]/i, (letter) =>
    letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase());
}

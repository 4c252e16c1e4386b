// Introspection (RFC 7662): an API that may ask hears all about a good access token that is meant for
// it, and of every other token only that it is not active.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { SignJWT, decodeJwt, exportJWK, generateKeyPair } from "jose";

import { assertError } from "../kit/asserts.mjs";
import { Browser } from "../kit/browser.mjs";
import { addClient, demoClient } from "../kit/clients.mjs";
import { addUser } from "../kit/people.mjs";
import { serveIsolates } from "../kit/serve.mjs";
import { basic, now, obtainCode, obtainTokens, obtaining, post, postAs, refresh, token } from "../kit/steps.mjs";

const NOTES = "http://localhost:8789";

let server, client, api, browser;
before(async () => {
  server = await serveIsolates(2);
  client = await addClient(server, { firstParty: true });
  api = await addClient(server, { introspects: [NOTES], redirectUris: [], grantTypes: [] });
  browser = new Browser(server);
});
after(() => server.dispose());

function introspect(of, sent, fields = {}, path = "/introspect") {
  return postAs(server, of, path, { token: sent, ...fields });
}

const obtain = obtaining(() => ({ server, browser, changes: { scope: "notes:read" } }));

/** Section 2.2: nothing else is said, so that nobody learns why. */
function assertInactive(answer) {
  assert.equal(answer.status, 200, answer.text);
  assert.equal(answer.text, '{"active":false}');
  assert.equal(answer.headers.get("content-type"), "application/json");
  assert.equal(answer.headers.get("cache-control"), "no-store");
}

async function assertActive(of, sent) {
  const { json } = await introspect(of, sent);
  assert.equal(json.active, true);
}

describe("an access token that is good", () => {
  test("is active, with exactly these members", async () => {
    const { access_token } = await obtain(client);
    const answer = await introspect(api, access_token);
    const { sub, iat, exp, jti, auth_time } = decodeJwt(access_token);
    const person = await server.db.prepare("SELECT id FROM users WHERE username = ?").bind(server.user.username).first();
    assert.equal(sub, person.id);
    assert.deepEqual(answer.json, {
      active: true,
      scope: "notes:read",
      client_id: client.id,
      token_type: "Bearer",
      exp,
      iat,
      sub,
      aud: NOTES,
      iss: server.url,
      jti,
      auth_time,
      acr: "1",
    });
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get("content-type"), "application/json");
    assert.equal(answer.headers.get("cache-control"), "no-store");
  });

  test("is known to each API that it is meant for, which hears nothing about the others, nor a name", async () => {
    const { access_token } = await obtain(client, { scope: "openid profile offline_access notes:read" });
    assert.deepEqual(decodeJwt(access_token).aud, [server.url, NOTES]);
    const own = await addClient(server, { introspects: [server.url], redirectUris: [] });
    const both = await addClient(server, { introspects: [NOTES, server.url, "https://other.example"], redirectUris: [] });
    for (const [asker, aud, scope] of [
      [api, NOTES, "notes:read"],
      [own, server.url, "openid profile"],
      [both, [NOTES, server.url], "openid profile notes:read"],
    ]) {
      const { json } = await introspect(asker, access_token);
      assert.deepEqual([json.active, json.aud, json.scope], [true, aud, scope]);
      assert.equal("username" in json, false);
    }
  });

  test("and says only who signed in has no scope, not an empty one", async () => {
    const { access_token, scope } = await obtain(client, { scope: "openid", resource: NOTES });
    assert.equal(scope, "openid");
    const { json } = await introspect(api, access_token);
    assert.deepEqual([json.active, json.aud, "scope" in json], [true, NOTES, false]);
  });

  test("is known at every isolate, however often it is asked about", async () => {
    const { access_token } = await obtain(client);
    for (const url of [...server.urls, ...server.urls]) {
      assert.equal((await postAs({ url }, api, "/introspect", { token: access_token })).json.active, true);
    }
  });

  for (const hint of ["access_token", "refresh_token", "other", ""]) {
    test(`is found with token_type_hint=${hint}`, async () => {
      const { access_token } = await obtain(client);
      assert.equal((await introspect(api, access_token, { token_type_hint: hint })).json.active, true);
    });
  }

  test("is active after a refresh, and so is the new one", async () => {
    const first = await obtain(client);
    const { json } = await refresh(server, client, first.refresh_token);
    await assertActive(api, first.access_token);
    await assertActive(api, json.access_token);
  });
});

describe("inactive, and nothing else is said:", () => {
  for (const [what, sent] of [
    ["garbage", "x"],
    ["two dots", ".."],
    ["bytes that are no ASCII", "☃"],
    ["a JWT of somebody else", `${btoa('{"alg":"none","typ":"at+jwt"}')}.${btoa("{}")}.`],
  ]) {
    test(what, async () => assertInactive(await introspect(api, sent)));
  }

  test("an access token for another API is inactive, and nothing else is said", async () => {
    const { access_token } = await obtain(client, { scope: "profile" });
    assertInactive(await introspect(api, access_token));
    const elsewhere = await addClient(server, { introspects: ["https://api.example", `${NOTES}/`], redirectUris: [] });
    assertInactive(await introspect(elsewhere, (await obtain(client)).access_token));
  });

  test("not even to the client it was issued to, unless that speaks for the API", async () => {
    const own = await addClient(server, { firstParty: true, introspects: [server.url] });
    const { access_token } = await obtainTokens(server, browser, own, server.user, { scope: "notes:read" });
    assertInactive(await introspect(own, access_token));
  });

  test("a refresh token, live or not", async () => {
    const { refresh_token } = await obtain(client);
    assertInactive(await introspect(api, refresh_token, { token_type_hint: "refresh_token" }));
    await refresh(server, client, refresh_token);
    assertInactive(await introspect(api, refresh_token));
  });

  test("a code", async () => {
    assertInactive(await introspect(api, (await obtainCode(browser, client, server.user)).code));
  });

  test("an access token that was revoked, at every isolate", async () => {
    const { access_token } = await obtain(client);
    await postAs(server, client, "/revoke", { token: access_token });
    for (const url of server.urls) {
      assertInactive(await postAs({ url }, api, "/introspect", { token: access_token }));
    }
  });

  test("an access token whose refresh token was revoked", async () => {
    const { access_token, refresh_token } = await obtain(client);
    await postAs(server, client, "/revoke", { token: refresh_token });
    assertInactive(await introspect(api, access_token));
  });

  test("an access token whose code was used twice is inactive", async () => {
    const grant = await obtainCode(browser, client, server.user, { scope: "notes:read" });
    const { json } = await token(server, client, grant);
    await assertActive(api, json.access_token);
    assertError(await token(server, client, grant), "invalid_grant");
    assertInactive(await introspect(api, json.access_token));
  });

  test("an access token whose refresh token was used twice", async () => {
    const first = await obtain(client);
    const { json: second } = await refresh(server, client, first.refresh_token);
    await refresh(server, client, second.refresh_token);
    assertError(await refresh(server, client, first.refresh_token), "invalid_grant");
    assertInactive(await introspect(api, first.access_token));
    assertInactive(await introspect(api, second.access_token));
  });

  test("an access token of a user who is gone", async () => {
    const user = await addUser(server);
    const { access_token } = await obtainTokens(server, new Browser(server), client, user, { scope: "notes:read" });
    await assertActive(api, access_token);
    await server.db.prepare("DELETE FROM users WHERE id = ?").bind(user.id).run();
    assertInactive(await introspect(api, access_token));
  });

  test("an access token of a client that is gone", async () => {
    const own = await addClient(server, { firstParty: true });
    const { access_token } = await obtainTokens(server, browser, own, server.user, { scope: "notes:read" });
    await assertActive(api, access_token);
    await server.db.prepare("DELETE FROM clients WHERE id = ?").bind(own.id).run();
    assertInactive(await introspect(api, access_token));
  });
});

// The second isolate knows a signing key that is ours, so that a token can be right but for one rule.
describe("inactive is a token that is signed", () => {
  let other, genuine, key;
  before(async () => {
    other = await serveIsolates(2);
    other.api = await addClient(other, { introspects: [NOTES], redirectUris: [] });
    genuine = await obtainTokens(other, new Browser(other), demoClient(other), other.user, { scope: "notes:read" });
    key = await generateKeyPair("ES256", { extractable: true });
    const jwk = { ...(await exportJWK(key.publicKey)), kid: "ours", use: "sig", alg: "ES256" };
    await other.db.prepare("UPDATE signing_keys SET kid = ?, public_jwk = ?").bind("ours", JSON.stringify(jwk)).run();
  });
  after(() => other.dispose());

  async function ask({ claims = {}, header = {}, by = key.privateKey } = {}) {
    const all = JSON.parse(JSON.stringify({ ...decodeJwt(genuine.access_token), ...claims }));
    const signed = await new SignJWT(all)
      .setProtectedHeader({ alg: "ES256", typ: "at+jwt", kid: "ours", ...header })
      .sign(by);
    return postAs({ url: other.urls[1] }, other.api, "/introspect", { token: signed });
  }

  test("and breaks one rule; and one that breaks none is active", async () => {
    assert.equal((await ask()).json.active, true);
    for (const broken of [
      { claims: { exp: now() } },
      { claims: { exp: undefined } },
      { claims: { iss: "https://attacker.example" } },
      { claims: { aud: "https://api.example" } },
      { claims: { aud: [] } },
      { claims: { jti: "no-family.x" } },
      { header: { typ: "JWT" } },
      { header: { kid: "theirs" } },
      { by: (await generateKeyPair("ES256")).privateKey },
    ]) {
      assertInactive(await ask(broken));
    }
  });
});

describe("who may ask", () => {
  test("a client that does not authenticate is invalid_client", async () => {
    const { access_token } = await obtain(client);
    for (const [headers, fields] of [
      [{}, {}],
      [{}, { client_id: api.id }],
      [{ authorization: basic(api.id, "wrong") }, {}],
      [{ authorization: basic("nobody", api.secret) }, {}],
      [{ authorization: `Bearer ${access_token}` }, {}],
      [{}, { client_id: api.id, client_secret: "wrong" }],
    ]) {
      const body = new URLSearchParams({ token: access_token, ...fields });
      assertError(await post(server, body, headers, "/introspect"), "invalid_client");
    }
  });

  // Section 2.1: else anybody could try out what they found.
  test("a public client is invalid_client, whatever it is registered for", async () => {
    const open = await addClient(server, { method: "none", introspects: [NOTES] });
    assertError(await introspect(open, (await obtain(client)).access_token), "invalid_client");
  });

  test("a client that speaks for no API is unauthorized_client, whatever it sends", async () => {
    const { access_token } = await obtain(client);
    for (const sent of [access_token, "x"]) assertError(await introspect(client, sent), "unauthorized_client");
  });

  test("a client that speaks for one no longer is unauthorized_client at once", async () => {
    const { access_token } = await obtain(client);
    const former = await addClient(server, { introspects: [NOTES], redirectUris: [] });
    await assertActive(former, access_token);
    await server.db.prepare("UPDATE clients SET introspects = '[]' WHERE id = ?").bind(former.id).run();
    assertError(await introspect(former, access_token), "unauthorized_client");
  });

  test("with client_secret_post too", async () => {
    const poster = await addClient(server, { method: "client_secret_post", introspects: [NOTES], redirectUris: [] });
    await assertActive(poster, (await obtain(client)).access_token);
  });
});

describe("invalid_request", () => {
  test("no token, and an empty one", async () => {
    assertError(await introspect(api, undefined), "invalid_request");
    assertError(await introspect(api, ""), "invalid_request");
  });

  test("a token in the URL", async () => {
    const { access_token } = await obtain(client);
    assertError(await introspect(api, access_token, {}, `/introspect?token=${access_token}`), "invalid_request");
  });

  test("two tokens", async () => {
    const { access_token } = await obtain(client);
    assertError(await introspect(api, [access_token, access_token]), "invalid_request");
  });
});

test("503 while it cannot be known, and never active", async () => {
  const { access_token } = await obtain(client);
  await server.db.prepare("ALTER TABLE spent_ids RENAME TO gone").run();
  try {
    const answer = await introspect(api, access_token);
    assertError(answer, "temporarily_unavailable", { status: 503 });
    assert.equal("active" in answer.json, false);
  } finally {
    await server.db.prepare("ALTER TABLE gone RENAME TO spent_ids").run();
  }
  await assertActive(api, access_token);
});

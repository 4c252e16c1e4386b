// The userinfo endpoint (OpenID Connect Core section 5.3): how it is asked, what it tells, and in which
// form. Whom it tells nothing is in userinfo-refused.test.mjs.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { Browser } from "../kit/browser.mjs";
import { addClient } from "../kit/clients.mjs";
import { ALGORITHMS, userinfo, verified } from "../kit/issued.mjs";
import { newKey, postWith, prove } from "../kit/keys.mjs";
import { addPerson, addUser } from "../kit/people.mjs";
import { serveAuthorizationServer } from "../kit/serve.mjs";
import { obtainCode, obtainTokens, refresh } from "../kit/steps.mjs";

const EVERYTHING = "openid profile email address phone";
const OF_SCOPE = {
  profile: [
    "name", "family_name", "given_name", "middle_name", "nickname", "preferred_username", "profile", "picture",
    "website", "gender", "birthdate", "zoneinfo", "locale", "updated_at",
  ],
  email: ["email", "email_verified"],
  address: ["address"],
  phone: ["phone_number", "phone_number_verified"],
};

let server, person, client;
before(async () => {
  server = await serveAuthorizationServer({ seed: true });
  person = await addPerson(server);
  client = await addClient(server, { firstParty: true });
});
after(() => server?.dispose());

async function accessToken(changes, { of = client, as = person } = {}) {
  return (await obtainTokens(server, new Browser(server), of, as, { scope: "openid", ...changes })).access_token;
}

/** What is told for a token that is good. */
async function told(token) {
  const { status, text, json } = await userinfo(server, token);
  assert.equal(status, 200, text);
  return json;
}

function form(access_token) {
  return new URLSearchParams({ access_token });
}

describe("the access token may come", () => {
  let token;
  before(async () => {
    token = await accessToken({ scope: "openid email" });
  });

  for (const [how, ask] of [
    ["in the header of a GET", () => userinfo(server, token)],
    ["in the header of a POST", () => userinfo(server, token, { method: "POST" })],
    ["in the header of a POST with an empty form", () => userinfo(server, token, { method: "POST", body: new URLSearchParams() })],
    ["in the header of a POST with another form", () => userinfo(server, token, { method: "POST", body: new URLSearchParams({ schema: "openid" }) })],
    ["in the header of a POST of another type", () =>
      userinfo(server, token, { method: "POST", body: "{}", headers: { "content-type": "application/json" } })],
    ["in a form", () => userinfo(server, undefined, { method: "POST", body: form(token) })],
    ["with a scheme in any case (RFC 9110 section 11.1)", () => userinfo(server, undefined, { headers: { authorization: `bEARER ${token}` } })],
  ]) {
    test(how, async () => {
      const { status, headers, json, text } = await ask();
      assert.equal(status, 200, text);
      assert.deepEqual(json, { sub: person.id, email: person.email, email_verified: true });
      assert.equal(headers.get("content-type"), "application/json");
      assert.equal(headers.get("cache-control"), "no-store");
      assert.equal(headers.get("access-control-allow-origin"), "*");
      assert.equal(headers.has("access-control-allow-credentials"), false);
      assert.deepEqual(headers.getSetCookie(), []);
    });
  }

  test("as a token that is bound to a key, with a proof of it", async () => {
    const key = await newKey();
    const grant = await obtainCode(new Browser(server), client, person, { scope: "openid" });
    const at = { ...server, urls: [server.url] };
    const { json } = await postWith(at, client, grant, await prove(at, key));
    for (const method of ["GET", "POST"]) {
      const ath = Buffer.from(await crypto.subtle.digest("SHA-256", Buffer.from(json.access_token))).toString("base64url");
      const dpop = await prove(at, key, { path: "/userinfo", htm: method, ath });
      const answer = await userinfo(server, undefined, { method, headers: { authorization: `DPoP ${json.access_token}`, dpop } });
      assert.deepEqual([answer.status, answer.json], [200, { sub: person.id }], answer.text);
    }
  });
});

describe("what is told", () => {
  test("is sub, and nothing else, for openid alone", async () => {
    assert.deepEqual(await told(await accessToken()), { sub: person.id });
  });

  for (const [scope, names] of Object.entries(OF_SCOPE)) {
    test(`for ${scope} is exactly what section 5.4 says`, async () => {
      const expected = Object.fromEntries(names.map((name) => [name, person.claims[name]]));
      assert.equal(Object.values(expected).includes(undefined), false);
      assert.deepEqual(await told(await accessToken({ scope: `openid ${scope}` })), { sub: person.id, ...expected });
    });
  }

  test("for all of them together is all that is known, each of its type", async () => {
    const all = await told(await accessToken({ scope: EVERYTHING }));
    assert.deepEqual(all, { sub: person.id, ...person.claims });
    assert.deepEqual(
      ["updated_at", "email_verified", "phone_number_verified", "address"].map((name) => typeof all[name]),
      ["number", "boolean", "boolean", "object"],
    );
  });

  test("has no member for what is not known: no null, no empty text", async () => {
    const stranger = await addUser(server);
    const { username, email } = stranger;
    const token = await accessToken({ scope: EVERYTHING }, { as: stranger });
    assert.deepEqual(await told(token), { sub: stranger.id, name: "Test Person", preferred_username: username, email });
    await server.db.prepare(`UPDATE users SET name = NULL, email = NULL, claims = '{"email_verified":true}' WHERE id = ?`).bind(stranger.id).run();
    assert.deepEqual(await told(token), { sub: stranger.id, preferred_username: username });
  });

  test("is what is true now, not when the token was issued", async () => {
    const someone = await addUser(server, { claims: { nickname: "before" } });
    const token = await accessToken({ scope: "openid profile" }, { as: someone });
    assert.equal((await told(token)).nickname, "before");
    await server.db.prepare(`UPDATE users SET name = 'New', claims = '{"nickname":"after"}' WHERE id = ?`).bind(someone.id).run();
    const { name, nickname } = await told(token);
    assert.deepEqual([name, nickname], ["New", "after"]);
  });

  test("is never a claim that is not a standard one, whatever is written about the person", async () => {
    const claims = { sub: "x", iss: "x", aud: "x", exp: 1, active: false, password_hash: "x", roles: ["admin"], username: "x", nickname: "n" };
    const someone = await addUser(server, { claims: { ...claims, preferred_username: "x", name: "x", email: "x" } });
    const { username, email } = someone;
    const token = await accessToken({ scope: EVERYTHING }, { as: someone });
    assert.deepEqual(await told(token), { sub: someone.id, name: "Test Person", preferred_username: username, email, nickname: "n" });
  });
});

describe("only what was consented to is told", () => {
  test("to this token, whatever the person granted the client before", async () => {
    const browser = new Browser(server);
    const own = await addClient(server);
    const all = await obtainTokens(server, browser, own, person, { scope: `${EVERYTHING} offline_access` });
    const less = await obtainTokens(server, browser, own, person, { scope: "openid phone" });
    assert.deepEqual(Object.keys(await told(less.access_token)).toSorted(), ["phone_number", "phone_number_verified", "sub"]);
    const narrowed = await refresh(server, own, all.refresh_token, { scope: "openid address" });
    assert.deepEqual(Object.keys(await told(narrowed.json.access_token)).toSorted(), ["address", "sub"]);
  });

  test("claims asked for one by one, in the place that they were asked for", async () => {
    const claims = JSON.stringify({ userinfo: { email: null, birthdate: { essential: true } }, id_token: { gender: null, phone_number: null } });
    const own = await addClient(server);
    const token = await accessToken({ scope: "openid address", claims }, { of: own });
    const { address, email, birthdate } = person.claims;
    assert.deepEqual(await told(token), { sub: person.id, address, email, birthdate });
  });

  test("and a claim whose value is not the one that was asked for is left out (section 5.5.1)", async () => {
    const claims = JSON.stringify({ userinfo: {
      email: { value: "other@example.com", essential: true },
      locale: { values: ["nl-NL", person.claims.locale] },
      updated_at: { value: String(person.claims.updated_at) },
      zoneinfo: { value: person.claims.zoneinfo },
      password_hash: null,
    } });
    const { locale, zoneinfo } = person.claims;
    assert.deepEqual(await told(await accessToken({ claims })), { sub: person.id, locale, zoneinfo });
  });
});

test("a claim whose scope the owner did not register for the client is not told, however it is asked for", async () => {
  for (const firstParty of [true, false]) {
    const own = await addClient(server, { scope: "openid phone", firstParty });
    const claims = JSON.stringify({ userinfo: { email: { essential: true }, address: null, phone_number: null } });
    const { phone_number } = person.claims;
    assert.deepEqual(await told(await accessToken({ claims }, { of: own })), { sub: person.id, phone_number });
  }
});

describe("a signed answer (section 5.3.2)", () => {
  for (const alg of ALGORITHMS) {
    test(`with ${alg} is a JWT for the client, of the same claims`, async () => {
      const own = await addClient(server, { firstParty: true, userinfoSignedResponseAlg: alg });
      const token = await accessToken({ scope: EVERYTHING }, { of: own });
      for (const how of [{}, { method: "POST" }]) {
        const { status, headers, text } = await userinfo(server, token, how);
        assert.equal(status, 200, text);
        assert.equal(headers.get("content-type"), "application/jwt");
        assert.equal(headers.get("cache-control"), "no-store");
        const { payload, protectedHeader } = await verified(server, text, own, { alg, typ: undefined });
        assert.equal(protectedHeader.alg, alg);
        assert.deepEqual(payload, { iss: server.url, aud: own.id, sub: person.id, ...person.claims });
      }
    });
  }

  test("is signed with what was registered for it, not with what signs the ID token", async () => {
    const own = await addClient(server, { firstParty: true, idTokenSignedResponseAlg: "RS256", userinfoSignedResponseAlg: "EdDSA" });
    const tokens = await obtainTokens(server, new Browser(server), own, person, { scope: "openid" });
    await verified(server, tokens.id_token, own, { alg: "RS256" });
    await verified(server, (await userinfo(server, tokens.access_token)).text, own, { alg: "EdDSA", typ: undefined });
  });

  test("comes for no refusal: that is the same for everybody", async () => {
    const own = await addClient(server, { firstParty: true, userinfoSignedResponseAlg: "ES256" });
    const { status, headers } = await userinfo(server, await accessToken({ scope: "profile" }, { of: own }));
    assert.deepEqual([status, headers.get("content-type")], [403, "application/json"]);
  });
});

test("HEAD is answered as GET, and nothing is told; other methods are not served", async () => {
  const token = await accessToken({ scope: "openid email" });
  const head = await userinfo(server, token, { method: "HEAD" });
  assert.deepEqual([head.status, head.text, head.headers.get("content-type")], [200, "", "application/json"]);
  for (const method of ["PUT", "DELETE", "PATCH"]) {
    const { status, headers } = await userinfo(server, token, { method });
    assert.deepEqual([status, headers.get("allow")], [405, "GET, HEAD, POST"]);
  }
});

test("a script of another origin may ask with both methods", async () => {
  const headers = { origin: "https://spa.example", "access-control-request-method": "POST", "access-control-request-headers": "authorization" };
  const preflight = await fetch(`${server.url}/userinfo`, { method: "OPTIONS", headers });
  assert.equal(preflight.status, 204);
  assert.equal(preflight.headers.get("access-control-allow-origin"), "*");
  assert.deepEqual(preflight.headers.get("access-control-allow-methods").split(", ").filter((it) => it !== "HEAD").toSorted(), ["GET", "POST"]);
});

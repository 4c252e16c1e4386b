// private_key_jwt (RFC 7523): a client proves who it is with a key. Where its keys come from is in
// client-keys.test.mjs.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { randomUUID } from "node:crypto";

import { assertError } from "../kit/asserts.mjs";
import { Browser } from "../kit/browser.mjs";
import { addClient } from "../kit/clients.mjs";
import {
  ALGORITHMS, asserted, assertion, confusions, newKey, prove, requestObject, setOf, tampered, withAlgorithm,
} from "../kit/keys.mjs";
import { serveIsolates } from "../kit/serve.mjs";
import { authorizationRequest, basic, now, obtainCode, obtainTokens, post } from "../kit/steps.mjs";

const RACERS = 50;
const NOTES = "http://localhost:8789";
const ENDPOINTS = ["/token", "/par", "/revoke", "/introspect"];

let server, other, browser, key, client;
before(async () => {
  server = await serveIsolates(2);
  other = { ...server, url: server.urls[1] };
  browser = new Browser(server);
  key = await newKey("ES256");
  client = await register(setOf(key));
});
after(() => server?.dispose());

function register(jwks, more = {}) {
  return addClient(server, { method: "private_key_jwt", jwks, firstParty: true, introspects: [NOTES], ...more });
}

function code(of = client) {
  return obtainCode(browser, of, server.user);
}

/** An assertion of the client with its key, with claims and members of its header replaced. */
function own(claims, header) {
  return assertion(server, client, key, claims, header);
}

function send(jwt, fields, { path = "/token", at = server, headers } = {}) {
  return post(at, new URLSearchParams({ ...fields, ...asserted(jwt) }), headers, path);
}

/** What may be sent to an endpoint: only a client that is believed hears that nothing is wrong. */
function fieldsFor(path) {
  if (path === "/par") return Object.fromEntries(authorizationRequest(client).params);
  if (path === "/token") return { grant_type: "refresh_token", refresh_token: "none" };
  return { token: "none" };
}

function assertBelieved(answer, path) {
  const good = { "/token": [400, "invalid_grant"], "/par": [201], "/revoke": [200], "/introspect": [200] }[path];
  assert.deepEqual([answer.status, answer.json?.error].slice(0, good.length), good, answer.text);
}

const assertInvalidClient = (answer) => assertError(answer, "invalid_client");

/** None is believed, and none uses up the code that comes with it. */
async function assertNoneIsBelieved(assertions) {
  const grant = await code();
  for (const jwt of assertions) assertInvalidClient(await send(jwt, grant));
  assert.equal((await send(await own(), grant)).status, 200);
}

for (const alg of ALGORITHMS) {
  test(`a client with a key for ${alg} runs the whole flow`, async () => {
    const key = await newKey(alg, "first");
    const client = await register(setOf(key));
    const own = () => assertion(server, client, key);
    const ask = async (path, fields) => send(await own(), fields, { path });
    const { json: first } = await ask("/token", await code(client));
    const { json } = await ask("/token", { grant_type: "refresh_token", refresh_token: first.refresh_token });
    const active = async () => (await ask("/introspect", { token: json.access_token })).json.active;
    assert.equal(await active(), true);
    assert.equal((await ask("/revoke", { token: json.refresh_token })).status, 200);
    assert.equal(await active(), false);
  });
}

describe("an assertion is believed", () => {
  for (const path of ENDPOINTS) {
    test(`at ${path} for the issuer, the token endpoint, the endpoint itself, and a list of them`, async () => {
      const [issuer, token, endpoint] = [server.url, `${server.url}/token`, `${server.url}${path}`];
      for (const aud of [issuer, token, endpoint, [issuer], [issuer, token], [endpoint, issuer]]) {
        assertBelieved(await send(await own({ aud }), fieldsFor(path), { path }), path);
      }
    });
  }

  test("without iat and nbf, with typ JWT or of its own, and with client_id beside it", async () => {
    for (const [claims, header, fields] of [
      [{ iat: undefined }],
      [{ nbf: now() - 5 }],
      [{ exp: now() + 3600 }],
      [{}, { typ: "JWT" }],
      [{}, { typ: "client-authentication+jwt" }],
      [{}, {}, { client_id: client.id }],
    ]) {
      const path = "/revoke";
      assertBelieved(await send(await own(claims, header), { ...fieldsFor(path), ...fields }, { path }), path);
    }
  });

  test("with any of several keys, by its kid or without one", async () => {
    const keys = await Promise.all([newKey("ES256", "a"), newKey("ES256", "b"), newKey("RS256", "c"), newKey("EdDSA")]);
    const client = await register(setOf(...keys));
    for (const key of keys) {
      for (const kid of [key.kid, undefined]) {
        const jwt = await assertion(server, client, key, {}, { kid });
        assertBelieved(await send(jwt, fieldsFor("/revoke"), { path: "/revoke" }), "/revoke");
      }
    }
    const misnamed = await assertion(server, client, keys[0], {}, { kid: "b" });
    assertInvalidClient(await send(misnamed, fieldsFor("/revoke"), { path: "/revoke" }));
  });
});

describe("invalid_client, and the code is not burnt", () => {
  test("a signature that is wrong, or made with a key that is not registered", async () => {
    await assertNoneIsBelieved([
      ...tampered(await own()),
      await assertion(server, client, await newKey("ES256")),
      await assertion(server, client, await newKey("RS256")),
      await assertion(server, client, { ...(await newKey("ES256")), kid: "first" }),
      "x", "..", "a.b.c", "x".repeat(20_000),
    ]);
  });

  test("alg none, HS256 with the public key for a secret, and an algorithm that does not suit the key", async () => {
    const claims = { iss: client.id, sub: client.id, aud: server.url, jti: randomUUID(), iat: now(), exp: now() + 60 };
    await assertNoneIsBelieved(await confusions(key, claims, { alg: "ES256" }));
    // An RSA key is good for RS256 and PS256, unless it says for which.
    const rsa = await newKey("RS256");
    const pss = await withAlgorithm(rsa, "PS256");
    const either = await register(setOf(rsa));
    const pinned = await register({ keys: [{ ...rsa.jwk, alg: "RS256" }] });
    const fields = fieldsFor("/revoke");
    for (const [of, key, verdict] of [
      [either, rsa, assertBelieved], [either, pss, assertBelieved],
      [pinned, rsa, assertBelieved], [pinned, pss, assertInvalidClient],
    ]) {
      verdict(await send(await assertion(server, of, key), fields, { path: "/revoke" }), "/revoke");
    }
    for (const alg of ["ES384", "RS512", "PS384", "ES512"]) {
      const strange = await newKey(alg);
      const client = await register({ keys: [strange.jwk, key.jwk] });
      assertInvalidClient(await send(await assertion(server, client, strange), fields, { path: "/revoke" }));
    }
  });

  test("a key that the assertion brings along itself, by jwk, jku or x5u", async () => {
    const foreign = await newKey("ES256");
    const address = "https://attacker.example/keys";
    await assertNoneIsBelieved(await Promise.all([
      { jwk: foreign.jwk },
      { jku: address },
      { x5u: address },
      { jwk: foreign.jwk, jku: address, kid: address },
    ].map((header) => assertion(server, client, foreign, {}, header))));
  });

  test("a secret, or nothing, where private_key_jwt is registered", async () => {
    const grant = await code();
    const ask = (fields, headers) => post(server, new URLSearchParams({ ...grant, ...fields }), headers);
    assertInvalidClient(await ask({ client_id: client.id }));
    assertInvalidClient(await ask({ client_id: client.id, client_secret: "guessed" }));
    for (const secret of ["guessed", ""]) assertInvalidClient(await ask({}, { authorization: basic(client.id, secret) }));
    assert.equal((await send(await own(), grant)).status, 200);
  });

  test("an extension that must be understood (crit)", async () => {
    await assertNoneIsBelieved([
      await own({}, { crit: ["more"], more: 1 }),
      await own({}, { crit: ["exp"], exp: now() + 60 }),
    ]);
  });

  test("iss or sub is another client, missing or of another kind", async () => {
    const stranger = await register(setOf(await newKey("ES256")));
    await assertNoneIsBelieved(await Promise.all([
      { iss: stranger.id },
      { sub: stranger.id },
      { iss: stranger.id, sub: stranger.id },
      { iss: undefined },
      { sub: undefined },
      { iss: "", sub: "" },
      { sub: [client.id] },
      { iss: server.url },
      { iss: "nobody", sub: "nobody" },
    ].map((claims) => own(claims))));
  });

  test("one that expired, is not valid yet, has no exp, or is valid for more than an hour", async () => {
    await assertNoneIsBelieved(await Promise.all([
      { exp: now() - 1 },
      { exp: now() - 3600 },
      { exp: undefined },
      { exp: null },
      { exp: String(now() + 60) },
      { exp: 0 },
      { exp: now() + 3600 + 120 },
      { exp: Number.MAX_SAFE_INTEGER },
      { exp: 1e300 },
      { nbf: now() + 120 },
      { iat: now() + 120 },
      { iat: now() - 3600 - 5 },
      { iat: Number.MIN_SAFE_INTEGER },
      { iat: Number.MAX_SAFE_INTEGER },
    ].map((claims) => own(claims))));
  });

  test("for another audience, or for another one too", async () => {
    await assertNoneIsBelieved(await Promise.all([
      "https://other.example/token",
      [server.url, "https://other.example"],
      ["https://other.example"],
      [],
      "",
      undefined,
      `${server.url}/`,
      `${server.url}/token/`,
      `${server.url}/par`,
      `${server.url}/authorize`,
      server.url.toUpperCase(),
      { issuer: server.url },
    ].map((aud) => own({ aud }))));
  });

  test("jti is missing, empty, of another kind or too long", async () => {
    await assertNoneIsBelieved(await Promise.all(
      [undefined, "", 7, null, "j".repeat(257)].map((jti) => own({ jti }))));
  });

  test("a request object, a DPoP proof or an access token in its place", async () => {
    const secretive = await addClient(server, { firstParty: true });
    const { access_token } = await obtainTokens(server, browser, secretive, server.user);
    const { params } = authorizationRequest(client);
    const both = { sub: client.id, jti: randomUUID(), exp: now() + 60 };
    await assertNoneIsBelieved([
      access_token,
      await requestObject(server, client, key, params),
      await requestObject(server, client, key, params, { jti: randomUUID() }, { typ: undefined }),
      await requestObject(server, client, key, params, both),
      await prove(server, key),
      await prove(server, key, { iss: client.id, aud: server.url, ...both }),
      await own({}, { typ: "at+jwt" }),
    ]);
  });
});

describe("a jti is used up by the assertion that is believed", () => {
  test("a jti is accepted once, however many send it at once", async () => {
    for (let round = 0; round < 10; round++) {
      const grant = await code();
      const jwt = await own();
      const answers = await Promise.all(Array.from({ length: RACERS }, (_, racer) =>
        send(jwt, grant, { at: racer % 2 === 0 ? server : other })));
      const winners = answers.filter((answer) => answer.status === 200);
      assert.equal(winners.length, 1);
      answers.filter((answer) => answer !== winners[0]).forEach(assertInvalidClient);
      // Whoever was not believed ended nothing.
      const fields = { grant_type: "refresh_token", refresh_token: winners[0].json.refresh_token };
      assert.equal((await send(await own(), fields)).status, 200);
    }
  });

  test("in another assertion and at another endpoint too", async () => {
    const jti = randomUUID();
    assertBelieved(await send(await own({ jti }), fieldsFor("/revoke"), { path: "/revoke" }), "/revoke");
    for (const path of ENDPOINTS) assertInvalidClient(await send(await own({ jti, exp: now() + 90 }), fieldsFor(path), { path }));
  });

  test("but not by one that is refused", async () => {
    const jti = randomUUID();
    const forged = await assertion(server, client, await newKey("ES256"), { jti });
    assertInvalidClient(await send(forged, fieldsFor("/revoke"), { path: "/revoke" }));
    assertInvalidClient(await send(await own({ jti, exp: now() - 1 }), fieldsFor("/revoke"), { path: "/revoke" }));
    assertBelieved(await send(await own({ jti }), fieldsFor("/revoke"), { path: "/revoke" }), "/revoke");
  });

  test("and not for another client, whatever either is called", async () => {
    const base = randomUUID();
    for (const [ids, jtis] of [
      [[`${base}a`, `${base}b`], [base, base]],
      [[`${base} 1`, base], ["2", "1 2"]],
    ]) {
      for (const [index, id] of ids.entries()) {
        const client = await register(setOf(key), { id });
        const jwt = await assertion(server, client, key, { jti: jtis[index] });
        assertBelieved(await send(jwt, fieldsFor("/revoke"), { path: "/revoke" }), "/revoke");
      }
    }
  });
});

// Request objects by value (RFC 9101): an authorization request that its client signed. Where a
// client's keys come from is in client-keys.test.mjs.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { CompactSign, calculateJwkThumbprint, decodeJwt } from "jose";

import { assertError, assertNotice } from "../kit/asserts.mjs";
import { Browser } from "../kit/browser.mjs";
import { addClient } from "../kit/clients.mjs";
import {
  ALGORITHMS, assertion, confusions, newKey, prove, requestObject, setOf, tampered, withAlgorithm,
} from "../kit/keys.mjs";
import { serveIsolates } from "../kit/serve.mjs";
import { authorizationRequest, now, postAs, redeem, token } from "../kit/steps.mjs";

const NOTES = "http://localhost:8789";

let server, browser, key, client;
before(async () => {
  server = await serveIsolates(1);
  browser = new Browser(server);
  key = await newKey("ES256");
  client = await register({ jwks: setOf(key), requestObjectSigningAlg: "ES256" });
  const page = await browser.open(authorizationRequest(client).url);
  await browser.signIn(page, server.user);
});
after(() => server?.dispose());

function register(more) {
  return addClient(server, { method: "none", firstParty: true, ...more });
}

/** A request of the client as a signed object, with parameters, claims and members of the header replaced. */
async function signed({ of = client, by = key, params = {}, claims, header } = {}) {
  const request = authorizationRequest(of, params);
  return { ...request, object: await requestObject(server, of, by, request.params, claims, header) };
}

/** What the browser is answered, with the object and nothing else but the client_id. */
function open(request, beside = {}) {
  return browser.open(`/authorize?${new URLSearchParams({ client_id: client.id, request, ...beside })}`);
}

function push(of, request, beside = {}) {
  return postAs(server, of, "/par", { request, ...beside });
}

/** RFC 6749 section 4.1.2.1: nothing in it is to be trusted, least of all where the answer goes. */
function assertPage(page) {
  assertNotice(page);
  assert.ok(page.text.includes("request"), page.text);
}

/** A page at /authorize, whatever is beside it, and invalid_request_object at /par. */
async function assertNoneIsAccepted(objects, of = client) {
  for (const object of objects) {
    const beside = { client_id: of.id, redirect_uri: of.redirectUri, state: "state" };
    assertPage(await open(object, beside));
    assertError(await push(of, object), "invalid_request_object");
  }
}

for (const alg of ALGORITHMS) {
  test(`a request signed with ${alg} leads to tokens`, async () => {
    const key = await newKey(alg, "first");
    const client = await register({ jwks: setOf(key), requestObjectSigningAlg: alg });
    const request = await signed({ of: client, by: key });
    const page = await open(request.object, { client_id: client.id });
    assert.equal(page.answer.get("state"), request.params.get("state"));
    assert.equal(page.answer.get("iss"), server.url);
    const answer = await redeem(server, client, request, page);
    assert.deepEqual([answer.status, answer.json.scope], [200, "profile notes:read"], answer.text);
  });
}

describe("a request object", () => {
  test("goes through sign-in and consent, and is proved at each step", async () => {
    const other = await register({ jwks: setOf(key), requestObjectSigningAlg: "ES256", firstParty: false });
    const request = await signed({ of: other });
    const visitor = new Browser(server);
    let page = await visitor.open(`/authorize?${new URLSearchParams({ client_id: other.id, request: request.object })}`);
    page = await visitor.signIn(page, server.user);
    assert.equal(page.asksConsent, true);
    page = await visitor.allow(page);
    assert.equal((await redeem(server, other, request, page)).status, 200);
  });

  test("may be posted to /authorize, and has any state", async () => {
    const state = "ü &=%20+\"'<>";
    const request = await signed({ params: { state } });
    const body = new URLSearchParams({ client_id: client.id, request: request.object });
    const page = await browser.open("/authorize", { method: "POST", body });
    assert.equal(page.answer.get("state"), state);
  });

  test("may be pushed, and alone counts there too", async () => {
    const { object, ...request } = await signed();
    const beside = { scope: "notes:write", redirect_uri: "https://attacker.example/", state: "other", code_challenge: "x" };
    const pushed = await push(client, object, beside);
    assert.equal(pushed.status, 201, pushed.text);
    const page = await browser.open(`/authorize?${new URLSearchParams({ client_id: client.id, request_uri: pushed.json.request_uri })}`);
    assert.equal(page.answer.get("state"), request.params.get("state"));
    assert.equal((await redeem(server, client, request, page)).json.scope, "profile notes:read");
  });

  test("names one API or a list of them in resource", async () => {
    for (const resource of [NOTES, [NOTES], [server.url, NOTES]]) {
      const request = await signed({ claims: { resource } });
      const { json } = await redeem(server, client, request, await open(request.object));
      const { aud } = decodeJwt(json.access_token);
      assert.deepEqual([aud].flat().toSorted(), [resource].flat().toSorted());
    }
    const { object } = await signed({ claims: { resource: [NOTES, "https://other.example"] } });
    assert.equal((await open(object)).answer.get("error"), "invalid_target");
  });

  test("fixes the response mode, and the key of the code by dpop_jkt", async () => {
    const { object } = await signed({ params: { response_mode: "form_post" } });
    const page = await open(object, { response_mode: "query" });
    assert.equal(page.location, null);
    assert.equal(page.form().action, client.redirectUri);

    const bound = await signed({ claims: { dpop_jkt: await calculateJwkThumbprint(key.jwk) } });
    assertError(await redeem(server, client, bound, await open(bound.object)), "invalid_grant");
  });

  test("is accepted with aud in a list, with typ JWT or none, and in the media type's long form", async () => {
    for (const [claims, header] of [
      [{ aud: [server.url, "https://other.example"] }],
      [{ iat: undefined, nbf: now() - 5, jti: randomUUID() }],
      [{}, { typ: undefined }],
      [{}, { typ: "JWT" }],
      [{}, { typ: "application/oauth-authz-req+jwt" }],
      [{ state: null }],
    ]) {
      const request = await signed({ claims, header });
      assert.ok((await open(request.object)).answer.has("code"));
    }
  });

  test("breaks a rule of any request: the client hears it at its redirect URI", async () => {
    for (const [params, error] of [
      [{ scope: "unknown" }, "invalid_scope"],
      [{ response_type: "token" }, "unsupported_response_type"],
      [{ code_challenge: undefined }, "invalid_request"],
      [{ code_challenge_method: "plain" }, "invalid_request"],
    ]) {
      const { object, params: sent } = await signed({ params });
      const { answer } = await open(object, authorizationRequest(client).params);
      assert.deepEqual([answer.get("error"), answer.get("state")], [error, sent.get("state")]);
      assertError(await push(client, object), error);
    }
    const { object } = await signed({ params: { redirect_uri: "https://attacker.example/" } });
    assertPage(await open(object));
    assertError(await push(client, object), "invalid_request");
  });
});

test("parameters beside the request object change nothing", async () => {
  const request = await signed();
  const forged = authorizationRequest(client, {
    redirect_uri: "https://attacker.example/callback",
    scope: "notes:write",
    response_type: "token",
    response_mode: "fragment",
    resource: "https://attacker.example",
    dpop_jkt: "x",
    more: "1",
  });
  const page = await open(request.object, Object.fromEntries(forged.params));
  assert.ok(page.location.startsWith(`${client.redirectUri}?`));
  assert.equal(page.answer.get("state"), request.params.get("state"));
  assertError(await redeem(server, client, forged, page), "invalid_grant");
  assert.equal((await redeem(server, client, request, page)).json.scope, "profile notes:read");

  // Nor do they fill in what the object leaves out.
  const { object } = await signed({ params: { code_challenge: undefined, state: undefined } });
  const { answer } = await open(object, Object.fromEntries(authorizationRequest(client).params));
  assert.deepEqual([answer.get("error"), answer.has("state")], ["invalid_request", false]);
});

describe("a page, never a redirect, and at /par invalid_request_object", () => {
  const objects = (changes) => Promise.all(changes.map(async (claims) => (await signed({ claims })).object));

  test("a signature that is wrong, or made with a key that is not registered", async () => {
    const stranger = await newKey("ES256");
    await assertNoneIsAccepted([
      ...tampered((await signed()).object),
      (await signed({ by: stranger })).object,
      (await signed({ by: stranger, header: { jwk: stranger.jwk } })).object,
      (await signed({ by: stranger, header: { jku: "https://attacker.example/jwks" } })).object,
      (await signed({ header: { crit: ["more"], more: 1 } })).object,
      "x", "..", "x".repeat(7_000),
    ]);
  });

  test("alg none, and another algorithm than the registered one", async () => {
    const claims = decodeJwt((await signed()).object);
    await assertNoneIsAccepted(await confusions(key, claims, { typ: "oauth-authz-req+jwt", alg: "ES256" }));
    const rsa = await newKey("RS256");
    const pss = await withAlgorithm(rsa, "PS256");
    const other = await register({ jwks: setOf(rsa, key), requestObjectSigningAlg: "PS256" });
    assert.equal((await push(other, (await signed({ of: other, by: pss })).object)).status, 201);
    const wrong = [await signed({ of: other, by: rsa }), await signed({ of: other, by: key })];
    await assertNoneIsAccepted(wrong.map(({ object }) => object), other);
  });

  test("one that expired, is not valid yet, has no exp, or is valid for more than an hour", async () => {
    await assertNoneIsAccepted(await objects([
      { exp: now() - 1 }, { exp: undefined }, { exp: null }, { exp: "soon" }, { exp: 0 },
      { exp: now() + 3600 + 120 }, { exp: Number.MAX_SAFE_INTEGER }, { exp: 1e300 },
      { nbf: now() + 120 }, { iat: now() + 120 }, { nbf: "now" }, { iat: Number.MAX_SAFE_INTEGER },
    ]));
  });

  test("for another audience", async () => {
    await assertNoneIsAccepted(await objects([
      "https://other.example", ["https://other.example"], [], "", undefined, null, `${server.url}/`,
      `${server.url}/authorize`, `${server.url}/par`, { issuer: server.url },
    ].map((aud) => ({ aud }))));
  });

  test("of another client, or without a word whose it is", async () => {
    const other = await register({ jwks: setOf(key), requestObjectSigningAlg: "ES256" });
    await assertNoneIsAccepted([
      ...(await objects([
        { iss: other.id }, { iss: undefined }, { iss: [client.id] }, { client_id: other.id }, { client_id: undefined },
        { client_id: client.id.toUpperCase() }, { client_id: 1 },
      ])),
      (await signed({ of: other })).object,
    ]);
  });

  test("a client assertion in its place", async () => {
    const { params } = authorizationRequest(client);
    await assertNoneIsAccepted([
      await assertion(server, client, key),
      await assertion(server, client, key, { ...Object.fromEntries(params), client_id: client.id }),
      ...(await objects([{ sub: client.id }, { sub: "anybody" }])),
      await prove(server, key),
      (await signed({ header: { typ: "client-authentication+jwt" } })).object,
      (await signed({ header: { typ: "dpop+jwt" } })).object,
      (await signed({ header: { typ: "at+jwt" } })).object,
    ]);
  });

  test("one with another request in it", async () => {
    const { object } = await signed();
    const request_uri = "urn:ietf:params:oauth:request_uri:x";
    await assertNoneIsAccepted(await objects([{ request: object }, { request_uri }, { request: null }]));
  });

  test("claims that are no object, or hold a NUL", async () => {
    await assertNoneIsAccepted([
      ...(await objects([{ state: "a\0b" }, { resource: [1] }])),
      ...(await Promise.all(["[]", '"x"', "", "{", "\xff"].map((text) =>
        new CompactSign(Buffer.from(text, "latin1")).setProtectedHeader({ alg: "ES256" }).sign(key.privateKey)))),
    ]);
  });
});

test("the request parameter twice is a page", async () => {
  const { object } = await signed();
  const twice = new URLSearchParams([["client_id", client.id], ["request", object], ["request", object]]);
  assertPage(await browser.open(`/authorize?${twice}`));
});

// Whom the userinfo endpoint tells nothing, and how it says why (RFC 6750 section 3, RFC 9449 section 7.1).

import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";

import { assertError } from "../kit/asserts.mjs";
import { Browser } from "../kit/browser.mjs";
import { addClient } from "../kit/clients.mjs";
import { userinfo } from "../kit/issued.mjs";
import { newKey, postWith, prove } from "../kit/keys.mjs";
import { addUser } from "../kit/people.mjs";
import { serveIsolates } from "../kit/serve.mjs";
import {
  authorizationRequest, obtainCode, obtainTokens, obtaining, otherFirst, postAs, refresh, sha256, token as redeem,
} from "../kit/steps.mjs";

const NOTES = "http://localhost:8789";
const ALGS = 'algs="ES256 RS256 PS256 Ed25519 EdDSA"';
const SENTENCE = "The access token is not valid here, or it has expired";
const INVALID = `Bearer error="invalid_token", error_description="${SENTENCE}"`;
const INVALID_BOUND = `DPoP ${ALGS}, error="invalid_token", error_description="${SENTENCE}"`;
const NONE = `Bearer, DPoP ${ALGS}`;
const TWICE = /^Bearer error="invalid_request", error_description="[^"]+"$/;

let server, user, client, browser;
before(async () => {
  server = await serveIsolates(1);
  user = await addUser(server, { claims: { nickname: "told to nobody" } });
  client = await addClient(server, { firstParty: true });
  browser = new Browser(server);
});
after(() => server?.dispose());

const obtain = obtaining(() => ({ server, browser, user, changes: { scope: "openid profile offline_access" } }));

function post(fields, how = {}) {
  return userinfo(server, undefined, { method: "POST", body: new URLSearchParams(fields), ...how });
}

function assertRefused({ status, headers, text }, expected, challenge) {
  assert.equal(status, expected, text);
  if (challenge instanceof RegExp) assert.match(headers.get("www-authenticate"), challenge);
  else assert.equal(headers.get("www-authenticate"), challenge);
  assert.equal(text.includes(user.id) || text.includes("told to nobody"), false);
  assert.equal(headers.get("cache-control"), "no-store");
  // Else a script could not read the challenge.
  assert.equal(headers.get("access-control-allow-origin"), "*");
  assert.match(headers.get("access-control-expose-headers"), /\bWWW-Authenticate\b/i);
}

/** What the browser of the person would send along. */
function cookies() {
  return [...browser.cookies].map((pair) => pair.join("=")).join("; ");
}

/** In both ways that a token can be sent. */
async function assertInvalid(token) {
  assertRefused(await userinfo(server, token), 401, INVALID);
  assertRefused(await post({ access_token: token }), 401, INVALID);
}

async function assertGood(token) {
  const { status, text } = await userinfo(server, token);
  assert.equal(status, 200, text);
}

describe("without a token the challenge names no error (RFC 6750 section 3.1)", () => {
  let good;
  before(async () => {
    good = (await obtain(client)).access_token;
  });

  for (const [name, ask] of [
    ["nothing at all", () => userinfo(server)],
    ["an empty POST", () => userinfo(server, undefined, { method: "POST" })],
    ["an empty form", () => post({})],
    ["an empty access_token", () => post({ access_token: "" })],
    ["the scheme alone", () => userinfo(server, undefined, { headers: { authorization: "Bearer" } })],
    ["another scheme", () => userinfo(server, undefined, { headers: { authorization: `Basic ${btoa(`x:${good}`)}` } })],
    ["no scheme", () => userinfo(server, undefined, { headers: { authorization: good } })],
    ["the cookie of a person who is signed in", () => userinfo(server, undefined, { headers: { cookie: cookies() } })],
    ["a token in a form of another type", () => post({}, { body: `access_token=${good}`, headers: { "content-type": "text/plain" } })],
    ["a token in JSON", () => post({}, { body: JSON.stringify({ access_token: good }), headers: { "content-type": "application/json" } })],
  ]) {
    test(name, async () => assertRefused(await ask(), 401, NONE));
  }

  test("a token in the address (RFC 9700 section 4.3.2)", async () => {
    for (const method of ["GET", "POST"]) {
      const response = await fetch(`${server.url}/userinfo?access_token=${good}`, { method });
      assert.deepEqual([response.status, response.headers.get("www-authenticate")], [401, NONE]);
    }
  });
});

const bearer = (token) => ({ headers: { authorization: `Bearer ${token}` } });

describe("a token that comes more than once is invalid_request, even the same one (RFC 6750 section 3.1)", () => {
  for (const [name, ask] of [
    ["in the header and in the form", (good) => post({ access_token: good }, bearer(good))],
    ["in the header as a bound one, and in the form", (good) => post({ access_token: good }, { headers: { authorization: `DPoP ${good}` } })],
    ["good in the header, bad in the form", (good) => post({ access_token: "x" }, bearer(good))],
    ["twice in the form", (good) => post([["access_token", good], ["access_token", good]])],
    ["twice in the form, and in the header", (good) => post([["access_token", "x"], ["access_token", "y"]], bearer(good))],
  ]) {
    test(name, async () => {
      const { status, headers, text } = await ask((await obtain(client)).access_token);
      assert.equal(status, 400, text);
      assert.match(headers.get("www-authenticate"), /^(Bearer|DPoP algs="[^"]+",) error="invalid_request", error_description="[^"]+"$/);
      assert.equal(text.includes(user.id), false);
    });
  }

  test("and two in one header are none that is good", async () => {
    const good = (await obtain(client)).access_token;
    const headers = { authorization: `Bearer ${good}, Bearer ${good}` };
    assertRefused(await userinfo(server, undefined, { headers }), 401, INVALID);
  });

  test("a form that cannot be read is invalid_request too", async () => {
    for (const body of ["access_token=%zz", "access_token=%ff"]) {
      const headers = { "content-type": "application/x-www-form-urlencoded" };
      assertRefused(await post({}, { body, headers }), 400, TWICE);
    }
  });
});

describe("invalid_token", () => {
  let tokens;
  beforeEach(async () => {
    tokens = await obtain(client);
  });

  test("is every text that is no token of this server", async () => {
    const [header, payload, signature] = tokens.access_token.split(".");
    for (const text of [
      "x", "a.b.c", "..", "null", "{}", "é".repeat(10), "x".repeat(5000),
      `${header}.${payload}.`, `${header}.${payload}`, `${header}.${payload}.${signature}.`, `${signature}.${payload}.${header}`,
      `${tokens.access_token}x`, tokens.access_token.slice(1), tokens.access_token.toLowerCase(),
    ]) {
      // A header holds no such characters.
      if (/^[!-~]*$/.test(text)) assertRefused(await userinfo(server, text), 401, INVALID);
      assertRefused(await post({ access_token: text }), 401, INVALID);
    }
    await assertGood(tokens.access_token);
  });

  test("is every other token that a client has of it: an ID token, a refresh token, a code", async () => {
    await assertInvalid(tokens.id_token);
    await assertInvalid(tokens.refresh_token);
    await assertInvalid((await obtainCode(browser, client, user, { scope: "openid" })).code);
    await assertGood(tokens.access_token);
  });

  test("is its own signed answer", async () => {
    const own = await addClient(server, { firstParty: true, userinfoSignedResponseAlg: "ES256" });
    const { access_token } = await obtainTokens(server, browser, own, user, { scope: "openid" });
    await assertInvalid((await userinfo(server, access_token)).text);
  });

  test("is an access token for another API, although openid was granted (RFC 9068 section 4)", async () => {
    await assertInvalid((await obtain(client, { scope: "openid profile notes:read", resource: NOTES })).access_token);
    await assertInvalid((await obtain(client, { scope: "notes:read" })).access_token);
  });

  test("is what a refresh makes of a grant for another API: it cannot become one for here (RFC 8707 section 2.2)", async () => {
    for (const scope of ["openid profile offline_access notes:read", "openid profile offline_access"]) {
      const granted = await obtain(client, { scope, resource: NOTES });
      const { status, json } = await refresh(server, client, granted.refresh_token, { resource: server.url });
      assert.deepEqual([status, json.error], [400, "invalid_target"], scope);
    }
  });

  test("is an access token from the second on that it expires", async () => {
    const own = await serveIsolates(1);
    try {
      const of = await addClient(own, { firstParty: true });
      const { access_token } = await obtainTokens(own, new Browser(own), of, own.user, { scope: "openid" });
      await own.letPass(590);
      assert.equal((await userinfo(own, access_token)).status, 200);
      await own.letPass(10);
      const { status, headers } = await userinfo(own, access_token);
      assert.deepEqual([status, headers.get("www-authenticate")], [401, INVALID]);
    } finally {
      await own.dispose();
    }
  });

  test("is an access token that was revoked, and no other of its family", async () => {
    const again = (await refresh(server, client, tokens.refresh_token)).json;
    assert.equal((await postAs(server, client, "/revoke", { token: tokens.access_token })).status, 200);
    await assertInvalid(tokens.access_token);
    await assertGood(again.access_token);
  });

  test("is every access token of a family that was revoked", async () => {
    const again = (await refresh(server, client, tokens.refresh_token)).json;
    assert.equal((await postAs(server, client, "/revoke", { token: again.refresh_token })).status, 200);
    await assertInvalid(tokens.access_token);
    await assertInvalid(again.access_token);
  });

  test("is what came of a code that was used twice", async () => {
    const grant = await obtainCode(browser, client, user, { scope: "openid" });
    const { json } = await redeem(server, client, grant);
    await assertGood(json.access_token);
    assertError(await redeem(server, client, grant), "invalid_grant");
    await assertInvalid(json.access_token);
  });

  test("is an access token of a user or a client that is gone", async () => {
    const gone = await addUser(server);
    const of = await addClient(server, { firstParty: true });
    const first = await obtainTokens(server, new Browser(server), client, gone, { scope: "openid" });
    const second = await obtainTokens(server, browser, of, user, { scope: "openid" });
    await server.db.prepare("DELETE FROM users WHERE id = ?").bind(gone.id).run();
    await assertInvalid(first.access_token);
    await server.db.prepare("DELETE FROM clients WHERE id = ?").bind(of.id).run();
    await assertInvalid(second.access_token);
  });
});

test("insufficient_scope is a token without openid, whatever else it has", async () => {
  for (const scope of ["profile", "profile email address phone notes:read", "offline_access profile"]) {
    const { access_token } = await obtain(client, { scope });
    for (const answer of [await userinfo(server, access_token), await post({ access_token })]) {
      assertRefused(answer, 403, 'Bearer error="insufficient_scope", scope="openid"');
    }
  }
  const { refresh_token } = await obtain(client);
  const narrowed = await refresh(server, client, refresh_token, { scope: "profile" });
  assertRefused(await userinfo(server, narrowed.json.access_token), 403, 'Bearer error="insufficient_scope", scope="openid"');
});

describe("a token that is bound to a key", () => {
  let key, token, ath;
  beforeEach(async () => {
    key = await newKey();
    const grant = await obtainCode(browser, client, user, { scope: "openid profile" });
    token = (await postWith(server, client, grant, await prove(server, key))).json.access_token;
    ath = sha256(token);
  });

  /** With the DPoP scheme, and a proof of `by` unless there is none. */
  async function withProof(by, claims = {}, sent = token) {
    const proof = by && (await prove(server, by, { path: "/userinfo", htm: "GET", ath, ...claims }));
    return userinfo(server, undefined, { headers: { authorization: `DPoP ${sent}`, ...(proof && { dpop: proof }) } });
  }

  test("is worth nothing as a bearer token, with a proof or without one (RFC 9449 section 7.2)", async () => {
    await assertInvalid(token);
    const dpop = await prove(server, key, { path: "/userinfo", htm: "GET", ath });
    assertRefused(await userinfo(server, token, { headers: { dpop } }), 401, INVALID);
    const inForm = await prove(server, key, { path: "/userinfo", ath });
    assertRefused(await post({ access_token: token }, { headers: { dpop: inForm } }), 401, INVALID);
    assert.equal((await withProof(key)).status, 200);
  });

  test("is worth nothing without a proof, or with one for something else", async () => {
    const proof = new RegExp(`^DPoP ${ALGS}, error="invalid_dpop_proof", error_description="[^"]+"$`);
    assertRefused(await withProof(undefined), 401, proof);
    for (const claims of [{ htm: "POST" }, { path: "/token" }, { ath: undefined }, { ath: otherFirst(ath) }]) {
      assertRefused(await withProof(key, claims), 401, proof);
    }
  });

  test("is worth nothing with another key", async () => {
    assertRefused(await withProof(await newKey()), 401, INVALID_BOUND);
  });

  test("and one that is not cannot be used as if it were", async () => {
    const { access_token } = await obtain(client);
    const claims = { ath: sha256(access_token) };
    assertRefused(await withProof(key, claims, access_token), 401, INVALID_BOUND);
    await assertGood(access_token);
  });
});

test("a signed answer of userinfo is no ID token, and no hint at one (RFC 8725 section 3.12)", async () => {
  const own = await addClient(server, { firstParty: true, userinfoSignedResponseAlg: "ES256" });
  const { access_token, id_token } = await obtainTokens(server, browser, own, user, { scope: "openid" });
  const { text } = await userinfo(server, access_token);
  const open = (id_token_hint) => browser.open(authorizationRequest(own, { scope: "openid", prompt: "none", id_token_hint }).url);
  assert.ok((await open(id_token)).answer.has("code"));
  assert.equal((await open(text)).answer.get("error"), "invalid_request");
  assert.equal((await open(access_token)).answer.get("error"), "invalid_request");
});

// What stays bound to a DPoP key on the way: pushed requests and codes (RFC 9449 section 10), refresh
// tokens (section 5), and what is left of all that when answers are lost and many come at once.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { calculateJwkThumbprint, decodeJwt } from "jose";

import { assertError } from "../kit/asserts.mjs";
import { Browser } from "../kit/browser.mjs";
import { addClient } from "../kit/clients.mjs";
import { newKey, postWith, prove } from "../kit/keys.mjs";
import { serveIsolates } from "../kit/serve.mjs";
import { approve, atOnce, authorizationRequest, familyOf, letPass, obtainCode } from "../kit/steps.mjs";

const RACERS = 50;
const GRACE = 60; // seconds, the default

let server, other, browser, key, stranger, jkt, client, confidential;
before(async () => {
  server = await serveIsolates(2);
  other = { ...server, url: server.urls[1] };
  browser = new Browser(server);
  [key, stranger] = [await newKey("ES256"), await newKey("EdDSA")];
  jkt = await calculateJwkThumbprint(key.jwk);
  client = await addClient(server, { method: "none", firstParty: true });
  confidential = await addClient(server, { firstParty: true });
});
after(() => server?.dispose());

function code(of, changes) {
  return obtainCode(browser, of, server.user, changes);
}

/** Asks the token endpoint with a new proof of `by`, or with none. */
async function token(of, fields, by, at = server) {
  return postWith(at, of, fields, by && (await prove(server, by)));
}

function refresh(of, refresh_token, by, at) {
  return token(of, { grant_type: "refresh_token", refresh_token }, by, at);
}

async function push(of, fields, by) {
  return postWith(server, of, fields, by && (await prove(server, by, { path: "/par" })), "/par");
}

const race = (ask) => atOnce(RACERS, [server, other], ask);

function assertBound(answer, to = jkt) {
  assert.deepEqual([answer.status, answer.json.token_type], [200, "DPoP"], answer.text);
  assert.equal(decodeJwt(answer.json.access_token).cnf.jkt, to);
}

function assertBearer(answer) {
  assert.deepEqual([answer.status, answer.json.token_type], [200, "Bearer"], answer.text);
}

/** The grant that a pushed request leads to. */
async function pushedCode(of, changes, by) {
  const request = authorizationRequest(of, changes);
  const pushed = await push(of, Object.fromEntries(request.params), by);
  assert.equal(pushed.status, 201, pushed.text);
  const url = `/authorize?${new URLSearchParams({ client_id: of.id, request_uri: pushed.json.request_uri })}`;
  const page = await approve(browser, { url }, server.user);
  return {
    grant_type: "authorization_code",
    code: page.answer.get("code"),
    redirect_uri: of.redirectUri,
    code_verifier: request.verifier,
  };
}

describe("a pushed request (section 10.1)", () => {
  for (const [name, changes, by] of [
    ["by its proof", () => ({}), () => key],
    ["by its dpop_jkt", () => ({ dpop_jkt: jkt }), () => undefined],
    ["by both", () => ({ dpop_jkt: jkt }), () => key],
  ]) {
    test(`binds the code to the key ${name}`, async () => {
      for (const of of [client, confidential]) {
        const grant = await pushedCode(of, changes(), by());
        assertError(await token(of, grant), "invalid_grant");
        assertError(await token(of, grant, stranger), "invalid_grant");
        assertBound(await token(of, grant, key));
      }
    });
  }

  test("whose dpop_jkt is not the key of its proof is refused", async () => {
    const { params } = authorizationRequest(client, { dpop_jkt: jkt });
    assertError(await push(client, Object.fromEntries(params), stranger), "invalid_request");
  });

  test("with a proof for /token is refused", async () => {
    const { params } = authorizationRequest(client);
    const proof = await prove(server, key, { path: "/token" });
    assertError(await postWith(server, client, Object.fromEntries(params), proof, "/par"), "invalid_dpop_proof");
  });
});

test("a dpop_jkt that is no thumbprint is invalid_request", async () => {
  for (const dpop_jkt of ["x", jkt.slice(1), `${jkt}A`, `${jkt}=`, jkt.replace(/.$/, "!")]) {
    const { params, url } = authorizationRequest(client, { dpop_jkt });
    const page = await browser.open(url);
    assert.equal(page.answer.get("error"), "invalid_request");
    assertError(await push(client, Object.fromEntries(params)), "invalid_request");
  }
});

test("a code that names no key is bound to the one that redeems it", async () => {
  const grant = await code(client);
  const first = await token(client, grant, key);
  assertBound(first);
  assertError(await refresh(client, first.json.refresh_token, stranger), "invalid_grant");
});

describe("a refresh token of a confidential client", () => {
  test("is good with another key, but not without one", async () => {
    const first = await token(confidential, await code(confidential), key);
    assertError(await refresh(confidential, first.json.refresh_token), "invalid_grant");
    const second = await refresh(confidential, first.json.refresh_token, stranger);
    assertBound(second, await calculateJwkThumbprint(stranger.jwk));
    assertError(await refresh(confidential, second.json.refresh_token), "invalid_grant");
    assertBound(await refresh(confidential, second.json.refresh_token, key));
  });

  test("that was never bound is good with a key and without", async () => {
    const first = await token(confidential, await code(confidential));
    assertBearer(first);
    const second = await refresh(confidential, first.json.refresh_token, key);
    assertBound(second);
    assert.equal((await refresh(confidential, second.json.refresh_token, stranger)).json.token_type, "DPoP");
  });
});

test("a public client's refresh token is bound to the first key that is proved (section 5)", async () => {
  const first = await token(client, await code(client));
  assertBearer(first);
  const second = await refresh(client, first.json.refresh_token);
  assertBearer(second);
  const third = await refresh(client, second.json.refresh_token, key);
  assertBound(third);
  assertError(await refresh(client, third.json.refresh_token), "invalid_grant");
  assertError(await refresh(client, third.json.refresh_token, stranger), "invalid_grant");
  assertBound(await refresh(client, third.json.refresh_token, key));
});

test("a stolen refresh token that the thief bound to a key is still found out when its owner uses it", async () => {
  const grant = await code(client);
  const first = await token(client, grant);
  const thief = await refresh(client, first.json.refresh_token, stranger);
  assertBound(thief, await calculateJwkThumbprint(stranger.jwk));
  await letPass(server, grant.code, GRACE + 1);
  assertError(await refresh(client, first.json.refresh_token), "invalid_grant");
  assert.notEqual((await familyOf(server, grant.code)).revoked_at, null);
  assertError(await refresh(client, thief.json.refresh_token, stranger), "invalid_grant");
});

test("proof and client both count: neither another client nor another key may refresh", async () => {
  const thief = await addClient(server, { method: "none" });
  const first = await token(client, await code(client), key);
  assertError(await refresh(thief, first.json.refresh_token, key), "invalid_grant");
  assertBound(await refresh(client, first.json.refresh_token, key));
});

test("a refresh that is refused uses up no proof, and one whose proof was used refreshes nothing", async () => {
  const spent = () => server.db.prepare("SELECT count(*) AS n FROM spent_ids").first("n");
  const grant = await code(client);
  const { json } = await token(client, grant, key);
  const thief = await addClient(server, { method: "none" });
  const fields = { grant_type: "refresh_token", refresh_token: json.refresh_token };
  const [used, before] = [await prove(server, key), await spent()];
  assertError(await refresh(client, "x", key), "invalid_grant");
  assertError(await refresh(thief, json.refresh_token, key), "invalid_grant");
  assertError(await refresh(client, json.refresh_token, stranger), "invalid_grant");
  assertError(await postWith(server, client, { ...fields, scope: "notes:write" }, used), "invalid_scope");
  assert.equal(await spent(), before);

  assertBound(await postWith(server, client, fields, used));
  assert.equal(await spent(), before + 1);
  const { generation } = await familyOf(server, grant.code);
  const next = await refresh(client, json.refresh_token, key);
  assertError(await postWith(server, client, { ...fields, refresh_token: next.json.refresh_token }, used), "invalid_dpop_proof");
  assert.equal((await familyOf(server, grant.code)).generation, generation);
  await letPass(server, grant.code, 31 * 24 * 3600);
  const count = await spent();
  assertError(await refresh(client, next.json.refresh_token, key), "invalid_grant");
  assert.equal(await spent(), count, "nor does one that has expired");
});

describe("a lost answer", () => {
  test("to a refresh is given again to the same key, with a new proof", async () => {
    const grant = await code(client);
    const { json } = await token(client, grant, key);
    const lost = await refresh(client, json.refresh_token, key);
    const again = await refresh(client, json.refresh_token, key, other);
    assertBound(again);
    assert.equal(again.json.refresh_token, lost.json.refresh_token);
    assert.equal((await familyOf(server, grant.code)).generation, 2);
  });

  test("is not given to another key, nor to no key, which ends nothing", async () => {
    const grant = await code(client);
    const { json } = await token(client, grant, key);
    const next = await refresh(client, json.refresh_token, key);
    for (const passed of [0, GRACE + 1]) {
      await letPass(server, grant.code, passed);
      assertError(await refresh(client, json.refresh_token, stranger), "invalid_grant");
      assertError(await refresh(client, json.refresh_token), "invalid_grant");
    }
    assertBound(await refresh(client, next.json.refresh_token, key));
  });

  test("to the very same request, sent again, ends nothing either", async () => {
    const grant = await code(client);
    const proof = await prove(server, key);
    const { json } = await postWith(server, client, grant, proof);
    assertError(await postWith(server, client, grant, proof), "invalid_dpop_proof");
    const fields = { grant_type: "refresh_token", refresh_token: json.refresh_token };
    const again = await prove(server, key);
    const next = await postWith(server, client, fields, again);
    await letPass(server, grant.code, GRACE + 1);
    assertError(await postWith(server, client, fields, again), "invalid_dpop_proof");
    assertBound(await refresh(client, next.json.refresh_token, key));
  });

  test("after the grace is a reuse, and revokes the family", async () => {
    const grant = await code(client);
    const { json } = await token(client, grant, key);
    const next = await refresh(client, json.refresh_token, key);
    await letPass(server, grant.code, GRACE + 1);
    assertError(await refresh(client, json.refresh_token, key), "invalid_grant");
    assertError(await refresh(client, next.json.refresh_token, key), "invalid_grant");
  });
});

describe(`${RACERS} at once, each with a proof of its own`, () => {
  test("redeem a code once", async () => {
    for (let round = 0; round < 5; round++) {
      const grant = await code(client);
      const answers = await race((at) => token(client, grant, key, at));
      assert.equal(answers.filter((answer) => answer.status === 200).length, 1);
      assert.notEqual((await familyOf(server, grant.code)).revoked_at, null);
    }
  });

  test("of whom one has the key: the others get nothing, and take nothing from it", async () => {
    const grant = await code(client, { dpop_jkt: jkt });
    const answers = await Promise.all(Array.from({ length: RACERS }, (_, racer) =>
      token(client, grant, racer === 25 ? key : stranger, racer % 2 === 0 ? server : other)));
    for (const [racer, answer] of answers.entries()) {
      if (racer === 25) assertBound(answer);
      else assertError(answer, "invalid_grant");
    }
    assertBound(await refresh(client, answers[25].json.refresh_token, key));
  });

  test("get the one successor of a refresh token", async () => {
    for (const of of [client, confidential]) {
      const grant = await code(of);
      const { json } = await token(of, grant, key);
      const answers = await race((at) => refresh(of, json.refresh_token, key, at));
      for (const answer of answers) assertBound(answer);
      assert.equal(new Set(answers.map((answer) => answer.json.refresh_token)).size, 1);
      assert.equal((await familyOf(server, grant.code)).generation, 2);
    }
  });
});

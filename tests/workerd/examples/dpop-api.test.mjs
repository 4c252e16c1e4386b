// Access tokens that are bound to a key, at the API that they are for (RFC 9449 section 7). The tokens
// are the authorization server's own.

import assert from "node:assert/strict";
import { createHmac, generateKeyPairSync, randomBytes, sign as signBytes } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { calculateJwkThumbprint, decodeJwt, exportJWK } from "jose";
import * as oauth from "oauth4webapi";

import { forge, newKey } from "../kit/keys.mjs";
import { now, sha256 } from "../kit/steps.mjs";
import { ALGORITHMS, assertRefused, serveBoundApi } from "./bound-api.mjs";

let stage, key, token;
before(async () => {
  stage = await serveBoundApi();
  ({ key, token } = stage);
});
after(() => stage?.dispose());

for (const alg of ALGORITHMS) {
  test(`a token bound to a key for ${alg} reads and adds notes`, async () => {
    const key = await newKey(alg);
    const token = await stage.bind(key);
    assert.equal(decodeJwt(token).cnf.jkt, await calculateJwkThumbprint(key.jwk));
    const ath = sha256(token);
    const text = `signed with ${alg}`;
    const added = await stage.ask(await stage.prove(key, { htm: "POST", ath }), {
      token,
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ text }),
    });
    assert.equal(added.status, 201, JSON.stringify(added.json));
    const listed = await stage.ask(await stage.prove(key, { ath }), { token });
    assert.equal(listed.status, 200, JSON.stringify(listed.json));
    assert.ok(listed.json.notes.some((note) => note.text === text));
    assert.equal(listed.headers.get("dpop-nonce"), null, "no secret, no nonces");
  });
}

test("a client library's proofs are accepted", async () => {
  const dpop = oauth.DPoP({ client_id: stage.client.id }, key);
  const url = new URL(`${stage.notes}?page=1#top`);
  for (let i = 0; i < 3; i++) {
    const response = await oauth.protectedResourceRequest(token, "GET", url, undefined, null, {
      DPoP: dpop,
      [oauth.allowInsecureRequests]: true,
    });
    assert.equal(response.status, 200);
  }
});

describe("a bound token is of no use", () => {
  test("as a bearer token, with or without a proof", async () => {
    for (const proof of [undefined, await stage.prove(key)]) {
      assertRefused(await stage.ask(proof, { scheme: "Bearer" }), "invalid_token");
    }
  });

  test("without a proof", async () => {
    assertRefused(await stage.ask(), "invalid_dpop_proof");
  });

  test("with the proof of another key", async () => {
    assertRefused(await stage.ask(await stage.prove(await newKey("ES256"))), "invalid_token");
    assertRefused(await stage.ask(await stage.prove(await newKey("RS256"))), "invalid_token");
  });

  test("with a proof that says the right key but is signed by another", async () => {
    const { privateKey } = await newKey("ES256");
    assertRefused(await stage.ask(await stage.prove({ ...key, privateKey })), "invalid_dpop_proof");
  });

  test("with two proofs", async () => {
    const headers = new Headers({ authorization: `DPoP ${token}` });
    for (let i = 0; i < 2; i++) headers.append("dpop", await stage.prove(key));
    const response = await fetch(stage.notes, { headers });
    assert.equal(response.status, 401);
    assert.equal((await response.json()).error, "invalid_dpop_proof");
  });

  test("with a proof for another request, another time or another token", async () => {
    const other = await stage.bind(key);
    for (const claims of [
      { htm: "POST" },
      { htm: "get" },
      { htu: `${stage.api.url}/` },
      { htu: `${stage.flow.server.url}/notes` },
      { htu: stage.notes.replace("http:", "https:") },
      { htu: undefined },
      { iat: now() - 310 },
      { iat: now() + 70 },
      { iat: undefined },
      { ath: sha256(other) },
      { ath: undefined },
      { jti: "" },
      { jti: "x".repeat(257) },
      { jti: undefined },
    ]) {
      const answer = await stage.ask(await stage.prove(key, claims));
      assertRefused(answer, "invalid_dpop_proof");
    }
  });

  test("with a proof of the wrong type or with a key that is not public", async () => {
    const header = { typ: "dpop+jwt", alg: "ES256", jwk: key.jwk };
    for (const changes of [
      { typ: "JWT" },
      { typ: "at+jwt" },
      { typ: undefined },
      { jwk: undefined },
      { jwk: await exportJWK(key.privateKey) },
    ]) {
      const signed = await stage.prove(key, {}, changes);
      assertRefused(await stage.ask(signed), "invalid_dpop_proof");
    }
    assert.equal((await stage.ask(await stage.prove(key, {}, header))).status, 200);
  });

  test("with an algorithm that is none of the four, or not the key's", async () => {
    const es384 = await newKey("ES384");
    assertRefused(await stage.ask(await stage.prove(es384)), "invalid_dpop_proof");
    const secret = JSON.stringify(key.jwk);
    const hmac = (signed) => createHmac("sha256", secret).update(signed).digest();
    for (const alg of ["none", "HS256", "RS256", "EdDSA", "ES384"]) {
      const proof = forge({ typ: "dpop+jwt", alg, jwk: key.jwk }, stage.claims(), hmac);
      assertRefused(await stage.ask(proof), "invalid_dpop_proof");
    }
    const none = forge({ typ: "dpop+jwt", alg: "none", jwk: key.jwk }, stage.claims(), () => "");
    assertRefused(await stage.ask(none), "invalid_dpop_proof");
  });

  test("with an RSA key of fewer than 2048 bits", async () => {
    const pair = generateKeyPairSync("rsa", { modulusLength: 1024 });
    const jwk = pair.publicKey.export({ format: "jwk" });
    const sign = (signed) => signBytes("sha256", Buffer.from(signed), pair.privateKey);
    const answer = await stage.ask(forge({ typ: "dpop+jwt", alg: "RS256", jwk }, stage.claims(), sign));
    assertRefused(answer, "invalid_dpop_proof");
    assert.match(answer.json.message, /does not fit its alg/);
  });
});

test("a signature of any length or form is refused, not stumbled over", async () => {
  for (const alg of ALGORITHMS) {
    const key = await newKey(alg);
    const token = await stage.bind(key);
    for (const length of [0, 1, 63, 64, 65, 256, 1000]) {
      const claims = { ...stage.claims(), ath: sha256(token) };
      const proof = forge({ typ: "dpop+jwt", alg, jwk: key.jwk }, claims, () => randomBytes(length));
      assertRefused(await stage.ask(proof, { token }), "invalid_dpop_proof");
    }
  }
});

test("the URL in a proof may be written in another way", async () => {
  const { host } = new URL(stage.api.url);
  for (const htu of [`HTTP://${host.toUpperCase()}/notes`, `http://${host}/x/../%6Eotes`, `http://${host}/notes?a#b`]) {
    assert.equal((await stage.ask(await stage.prove(key, { htu }))).status, 200, htu);
  }
});

test("a token that is not bound passes as a bearer token only", async () => {
  const token = await stage.unbound();
  assert.equal((await stage.ask(undefined, { scheme: "Bearer", token })).status, 200);
  assertRefused(await stage.ask(await stage.prove(key, { ath: sha256(token) }), { token }), "invalid_token");
});

test("a bound token without the scope is refused, and its proof not used up", async () => {
  const token = await stage.bind(key, "profile notes:write");
  const proof = await stage.prove(key, { ath: sha256(token) });
  for (let i = 0; i < 2; i++) {
    const { status, challenge } = await stage.ask(proof, { token });
    assert.equal(status, 403);
    assert.match(challenge, /^DPoP error="insufficient_scope".*, scope="notes:read"$/);
  }
});

test("what the API takes is said in its challenge and its metadata", async () => {
  const place = `${stage.api.url}/.well-known/oauth-protected-resource`;
  await assert.rejects(
    oauth.protectedResourceRequest("x", "GET", new URL(stage.notes), new Headers(), null, {
      [oauth.allowInsecureRequests]: true,
      // A request without a token, which the library does not make by itself.
      [oauth.customFetch]: (url, { headers: { authorization, ...headers }, ...init }) => fetch(url, { ...init, headers }),
    }),
    ({ cause }) => {
      const parameters = { resource_metadata: place, scope: "notes:read" };
      assert.deepEqual(cause, [
        { scheme: "bearer", parameters },
        { scheme: "dpop", parameters: { algs: ALGORITHMS.join(" "), ...parameters } },
      ]);
      return true;
    },
  );
  const metadata = await (await fetch(place)).json();
  assert.deepEqual(metadata.dpop_signing_alg_values_supported, ALGORITHMS);
  assert.equal(metadata.dpop_bound_access_tokens_required, false);
});

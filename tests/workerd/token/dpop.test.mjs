// DPoP (RFC 9449) at the authorization server: what a proof must be, and what is bound to its key.
// Nonces are in dpop-nonce.test.mjs, refresh tokens and pushed requests in dpop-binding.test.mjs.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { calculateJwkThumbprint, decodeJwt, exportJWK } from "jose";

import { assertError } from "../kit/asserts.mjs";
import { Browser } from "../kit/browser.mjs";
import { addClient } from "../kit/clients.mjs";
import { userinfo } from "../kit/issued.mjs";
import {
  ALGORITHMS, assertion, confusions, forge, newKey, nonceOf, postWith, proofClaims, prove, setOf, sign, tampered,
} from "../kit/keys.mjs";
import { send } from "../kit/raw.mjs";
import { serveIsolates } from "../kit/serve.mjs";
import { authorizationRequest, now, obtainCode, post, postAs, sha256 } from "../kit/steps.mjs";

const RACERS = 50;
const ISSUED = 200;
const SCOPE = "openid offline_access notes:read";

let server, other, browser, key, client, confidential;
before(async () => {
  server = await serveIsolates(2);
  other = { ...server, url: server.urls[1] };
  browser = new Browser(server);
  key = await newKey("ES256");
  client = await addClient(server, { method: "none", firstParty: true });
  confidential = await addClient(server, { firstParty: true, introspects: ["http://localhost:8789"] });
});
after(() => server?.dispose());

function code(of = client, changes) {
  return obtainCode(browser, of, server.user, { scope: SCOPE, ...changes });
}

async function bound(of = client, by = key) {
  const answer = await postWith(server, of, await code(of), await prove(server, by));
  assert.deepEqual([answer.status, answer.json.token_type], [ISSUED, "DPoP"], answer.text);
  return answer.json;
}

function refresh(of, refresh_token, proof) {
  return postWith(server, of, { grant_type: "refresh_token", refresh_token }, proof);
}

/** The claims of a proof for GET /userinfo with this access token. */
function forUserinfo(token, claims = {}) {
  return { path: "/userinfo", htm: "GET", ath: sha256(token), ...claims };
}

function askUserinfo(token, proof, scheme = "DPoP") {
  return userinfo(server, undefined, { headers: { authorization: `${scheme} ${token}`, ...(proof !== undefined && { dpop: proof }) } });
}

function assertChallenged({ status, headers }, error, scheme = "DPoP") {
  assert.equal(status, 401);
  const challenge = headers.get("www-authenticate");
  assert.ok(challenge.startsWith(`${scheme} `), challenge);
  assert.ok(challenge.includes(`error="${error}"`), challenge);
  if (scheme === "DPoP") assert.ok(challenge.includes(`algs="${ALGORITHMS.join(" ")}"`), challenge);
}

/**
 * Refused at /token, /par and /userinfo, where nothing is used up by it. `attempts` are functions that
 * make a proof around the claims they are given, which are right for where it is sent.
 */
async function assertNoneIsAccepted(attempts, error = "invalid_dpop_proof") {
  const [grant, { access_token }] = [await code(), await bound()];
  const { params } = authorizationRequest(client);
  const nonce = await nonceOf(server);
  for (const make of attempts) {
    assertError(await postWith(server, client, grant, await make(proofClaims(server, { nonce }))), error);
    const pushed = await make(proofClaims(server, { nonce, path: "/par" }));
    assertError(await postWith(server, client, Object.fromEntries(params), pushed, "/par"), error);
    const shown = await make(proofClaims(server, { nonce, ...forUserinfo(access_token) }));
    assertChallenged(await askUserinfo(access_token, shown), error);
  }
  assert.equal((await postWith(server, client, grant, await prove(server, key))).status, ISSUED);
}

/** Signs the claims, some replaced, under a header with some members replaced. */
function altered(claims, header = {}, by = key) {
  return (right) => sign(by, { ...right, ...claims }, { typ: "dpop+jwt", jwk: key.jwk, ...header });
}

for (const alg of ALGORITHMS) {
  test(`a key for ${alg} gets, uses and refreshes tokens`, async () => {
    const key = await newKey(alg);
    const first = await bound(client, key);
    const { access_token } = first;
    assert.equal((await askUserinfo(access_token, await prove(server, key, forUserinfo(access_token)))).status, 200);
    const next = await refresh(client, first.refresh_token, await prove(server, key));
    assert.deepEqual([next.status, next.json.token_type], [ISSUED, "DPoP"]);
    assert.equal(decodeJwt(next.json.access_token).cnf.jkt, await calculateJwkThumbprint(key.jwk));
  });
}

test("the access token holds the thumbprint of the key", async () => {
  const jkt = await calculateJwkThumbprint(key.jwk);
  const { access_token } = await bound(confidential);
  assert.deepEqual(decodeJwt(access_token).cnf, { jkt });
  const known = await postAs(server, confidential, "/introspect", { token: access_token });
  assert.deepEqual([known.json.active, known.json.token_type, known.json.cnf], [true, "DPoP", { jkt }]);

  const plain = await postWith(server, confidential, await code(confidential));
  assert.equal(plain.json.token_type, "Bearer");
  assert.equal("cnf" in decodeJwt(plain.json.access_token), false);
});

test("a client that must use DPoP gets no token without a proof", async () => {
  for (const method of ["none", "client_secret_basic"]) {
    const strict = await addClient(server, { method, firstParty: true, dpopBoundAccessTokens: true });
    const grant = await code(strict);
    assertError(await postWith(server, strict, grant), "invalid_dpop_proof");
    const { json } = await postWith(server, strict, grant, await prove(server, key));
    assert.equal(json.token_type, "DPoP", "the code was not burnt");
    assertError(await refresh(strict, json.refresh_token), "invalid_dpop_proof");
    assert.equal((await refresh(strict, json.refresh_token, await prove(server, key))).status, ISSUED);
  }
});

test("a public client's refresh token is good only with the key it was bound to", async () => {
  const { refresh_token } = await bound();
  assertError(await refresh(client, refresh_token), "invalid_grant");
  assertError(await refresh(client, refresh_token, await prove(server, await newKey("ES256"))), "invalid_grant");
  const next = await refresh(client, refresh_token, await prove(server, key));
  assert.equal(next.status, ISSUED, "who tried with other keys ended nothing");
  assertError(await refresh(client, next.json.refresh_token, await prove(server, await newKey("EdDSA"))), "invalid_grant");
  assert.equal((await refresh(client, next.json.refresh_token, await prove(server, key))).status, ISSUED);
});

test("a code with a dpop_jkt is redeemed only with that key", async () => {
  const dpop_jkt = await calculateJwkThumbprint(key.jwk);
  for (const of of [client, confidential]) {
    const grant = await code(of, { dpop_jkt });
    assertError(await postWith(server, of, grant), "invalid_grant");
    assertError(await postWith(server, of, grant, await prove(server, await newKey("ES256"))), "invalid_grant");
    const answer = await postWith(server, of, grant, await prove(server, key));
    assert.equal(answer.status, ISSUED, "it was not burnt");
    assert.equal(decodeJwt(answer.json.access_token).cnf.jkt, dpop_jkt);
  }
});

describe("at /userinfo", () => {
  test("a bound access token is refused as Bearer, and with a proof of another key", async () => {
    const { access_token } = await bound();
    const good = (by = key) => prove(server, by, forUserinfo(access_token));
    assertChallenged(await askUserinfo(access_token, undefined, "Bearer"), "invalid_token", "Bearer");
    assertChallenged(await askUserinfo(access_token, await good(), "Bearer"), "invalid_token", "Bearer");
    assertChallenged(await askUserinfo(access_token), "invalid_dpop_proof");
    assertChallenged(await askUserinfo(access_token, await good(await newKey("ES256"))), "invalid_token");
    assert.equal((await askUserinfo(access_token, await good(), "dpop")).status, 200, "the scheme in any case");
  });

  test("a bearer token is refused with the scheme DPoP", async () => {
    const { json } = await postWith(server, client, await code());
    const proof = () => prove(server, key, forUserinfo(json.access_token));
    assertChallenged(await askUserinfo(json.access_token, await proof()), "invalid_token");
    assert.equal((await askUserinfo(json.access_token, await proof(), "Bearer")).status, 200, "a proof beside it changes nothing");
  });

  test("a proof for another access token, or for none", async () => {
    const { access_token } = await bound();
    for (const ath of [undefined, null, "", sha256("x"), access_token, sha256(access_token).slice(1)]) {
      const proof = await prove(server, key, forUserinfo(access_token, { ath }));
      assertChallenged(await askUserinfo(access_token, proof), "invalid_dpop_proof");
    }
  });
});

test("a proof is accepted once, however many send it at once", async () => {
  const fields = Object.fromEntries(authorizationRequest(client).params);
  for (let round = 0; round < 10; round++) {
    const proof = await prove(server, key, { path: "/par" });
    const answers = await Promise.all(Array.from({ length: RACERS }, (_, racer) =>
      postWith(racer % 2 === 0 ? server : other, client, fields, proof, "/par")));
    const winners = answers.filter((answer) => answer.status === 201);
    assert.equal(winners.length, 1);
    answers.filter((answer) => answer !== winners[0]).forEach((answer) => assertError(answer, "invalid_dpop_proof"));
  }
});

/** One proof, sent at the same time with many tokens. The batch that decides about each token uses up the proof. */
test("of 20 codes, 20 refresh tokens and 20 requests for who signed in, one is served with one proof", async () => {
  const codes = [];
  for (let number = 0; number < 20; number++) codes.push(await code());
  const atOnce = (all, ask) => Promise.all(all.map((one, number) => ask(number % 2 === 0 ? server : other, one)));
  const assertOne = (answers, assertRefused) => {
    const served = answers.filter((answer) => answer.status === ISSUED);
    assert.equal(served.length, 1);
    answers.filter((answer) => answer !== served[0]).forEach(assertRefused);
    return served[0].json;
  };
  const invalid = (answer) => assertError(answer, "invalid_dpop_proof");

  let proof = await prove(server, key);
  const answers = await atOnce(codes, (at, grant) => postWith(at, client, grant, proof));
  const issued = [assertOne(answers, invalid)];
  for (const grant of codes.filter((_, number) => answers[number].status !== ISSUED)) {
    const { status, json } = await postWith(server, client, grant, await prove(server, key));
    assert.equal(status, ISSUED, "nobody else's proof used the code up");
    issued.push(json);
  }
  proof = await prove(server, key);
  const refreshing = ({ refresh_token }) => ({ grant_type: "refresh_token", refresh_token });
  assertOne(await atOnce(issued, (at, it) => postWith(at, client, refreshing(it), proof)), invalid);
  const { access_token } = issued[0];
  proof = await prove(server, key, forUserinfo(access_token));
  const headers = { authorization: `DPoP ${access_token}`, dpop: proof };
  const who = (at) => userinfo(at, undefined, { headers });
  assertOne(await atOnce(issued, who), (answer) => assertChallenged(answer, "invalid_dpop_proof"));
});

test("a jti belongs to its key, at every endpoint, once it was accepted", async () => {
  const jti = randomUUID();
  const grant = await code();
  const refused = await postWith(server, client, { ...grant, code: "x" }, await prove(server, key, { jti }));
  assertError(refused, "invalid_grant");
  const { json } = await postWith(server, client, grant, await prove(server, key, { jti }));
  assert.equal(json.token_type, "DPoP", "what was refused used nothing up");

  const again = () => prove(server, key, { jti, iat: now() - 1 });
  assertError(await refresh(client, json.refresh_token, await again()), "invalid_dpop_proof");
  const elsewhere = await prove(server, key, forUserinfo(json.access_token, { jti }));
  assertChallenged(await askUserinfo(json.access_token, elsewhere), "invalid_dpop_proof");
  const stranger = await newKey("ES256");
  assert.equal((await postWith(server, client, await code(), await prove(server, stranger, { jti }))).status, ISSUED);
});

describe("invalid_dpop_proof (section 4.3)", () => {
  test("a proof with a wrong signature", async () => {
    const nth = (index) => async (right) => tampered(await altered()(right))[index];
    const { length } = tampered(await altered()({}));
    const stranger = await newKey("ES256");
    await assertNoneIsAccepted([...Array.from({ length }, (_, index) => nth(index)), altered({}, {}, stranger)]);
  });

  test("a proof with alg none, with HS256 or with a private key in it", async () => {
    const header = { typ: "dpop+jwt", alg: "ES256", jwk: key.jwk };
    const nth = (index) => async (right) => (await confusions(key, right, header))[index];
    const { length } = await confusions(key, {}, header);
    const oct = { kty: "oct", k: Buffer.from("secret").toString("base64url") };
    await assertNoneIsAccepted([
      ...Array.from({ length }, (_, index) => nth(index)),
      altered({}, { jwk: await exportJWK(key.privateKey) }),
      altered({}, { jwk: { ...key.jwk, k: oct.k } }),
      altered({}, { jwk: oct }),
    ]);
  });

  test("a jwk that is missing, malformed, weak or of another kind than alg", async () => {
    const [rsa, edwards, p384] = await Promise.all(["RS256", "EdDSA", "ES384"].map((alg) => newKey(alg)));
    const small = Buffer.alloc(128, 0xff).toString("base64url");
    const jwks = [
      undefined, null, "x", [], {}, setOf(key), rsa.jwk, edwards.jwk, p384.jwk,
      { ...key.jwk, kty: "ec" }, { ...key.jwk, crv: "P-384" }, { ...key.jwk, use: "enc" }, { ...key.jwk, alg: "RS256" },
      { ...key.jwk, y: undefined }, { ...key.jwk, x: `${key.jwk.x}=` }, { ...key.jwk, x: `AA${key.jwk.x}` },
      { ...key.jwk, y: key.jwk.x }, // not on the curve
      JSON.stringify(key.jwk),
    ];
    await assertNoneIsAccepted([
      ...jwks.map((jwk) => altered({}, { jwk })),
      altered({}, { jwk: { ...rsa.jwk, n: small } }, rsa),
      ...["AQ", "Ag", "AA", ""].map((e) => altered({}, { jwk: { ...rsa.jwk, e } }, rsa)),
      altered({}, { jwk: p384.jwk }, p384),
    ]);
  });

  test("a proof from more than 5 minutes ago or ahead", async () => {
    const times = [now() - 310, now() + 310, 0, -1, Number.MAX_SAFE_INTEGER, 1e300, String(now()), null, undefined];
    await assertNoneIsAccepted(times.map((iat) => altered({ iat })));
    for (const iat of [now() - 280, now() + 50]) {
      assert.equal((await postWith(server, client, await code(), await prove(server, key, { iat }))).status, ISSUED);
    }
  });

  test("a proof for another method or address", async () => {
    const { url, urls } = server;
    await assertNoneIsAccepted([
      ...["PUT", "post", "get", "", null, undefined].map((htm) => altered({ htm })),
      ...[
        "https://attacker.example/token", `${urls[1]}/token`, `${url}/`, url, `${url}/token/`, `${url}/TOKEN`,
        `${url.replace("http:", "https:")}/token`, `${url.replace("//", "//user@")}/token`, "/token", "token", "", null,
        undefined,
      ].map((htu) => altered({ htu })),
    ]);
    const crossed = await prove(server, key, { path: "/par" });
    assertError(await postWith(server, client, await code(), crossed), "invalid_dpop_proof");
    for (const htu of [`${url}/token?x=1#y`, `${url.toUpperCase()}/token`, `${url}/./token`]) {
      const proof = await prove(server, key, { htu });
      assert.equal((await postWith(server, client, await code(), proof)).status, ISSUED, htu);
    }
  });

  test("a JWT of another type in place of a proof", async () => {
    const keyed = await addClient(server, { method: "private_key_jwt", jwks: setOf(key) });
    const { access_token } = await bound();
    await assertNoneIsAccepted([
      ...[undefined, "JWT", "at+jwt", "dpop", "dpop+jwt2", null, 1].map((typ) => altered({}, { typ })),
      () => assertion(server, keyed, key),
      () => access_token,
    ]);
  });

  test("a claim is missing or of another kind, or the JWT is not one", async () => {
    await assertNoneIsAccepted([
      ...[undefined, "", 1, null, "j".repeat(257)].map((jti) => altered({ jti })),
      altered({}, { crit: ["more"], more: 1 }),
      () => forge({ typ: "dpop+jwt", alg: "ES256", jwk: key.jwk }, []),
      ...["", "x", "..", "{}", "x".repeat(8_000)].map((text) => () => text),
    ]);
  });

  test("two proofs at once, in two headers or in one", async () => {
    const grant = await code();
    const two = [await prove(server, key), await prove(server, key)];
    const body = new URLSearchParams({ ...grant, client_id: client.id }).toString();
    const headers = [["Content-Type", "application/x-www-form-urlencoded"], ...two.map((proof) => ["DPoP", proof])];
    const answer = await send(server, { method: "POST", target: "/token", headers, body });
    assert.deepEqual([answer.status, JSON.parse(answer.text).error], [400, "invalid_dpop_proof"]);
    assertError(await postWith(server, client, grant, two.join(", ")), "invalid_dpop_proof");
    assertError(await post(server, new URLSearchParams(body), { dpop: two.join(" ") }), "invalid_dpop_proof");
    assert.equal((await postWith(server, client, grant, two[0])).status, ISSUED, "neither was used up");
  });
});

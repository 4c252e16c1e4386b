// Nonces of the server in DPoP proofs (RFC 9449 sections 8 and 9): with them, nobody can make proofs
// today for a day to come.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { assertError } from "../kit/asserts.mjs";
import { Browser } from "../kit/browser.mjs";
import { addClient } from "../kit/clients.mjs";
import { newKey, nonceOf, postWith, proofClaims, prove, sign } from "../kit/keys.mjs";
import { serveIsolates } from "../kit/serve.mjs";
import { authorizationRequest, now, obtainCode, post, sha256 } from "../kit/steps.mjs";

const LIFETIME = 300; // seconds

/** A server, with a public client, a key, and proofs made by the server's clock. */
class Stage {
  static async open(vars) {
    const server = await serveIsolates(2, { vars });
    const client = await addClient(server, { method: "none", firstParty: true });
    return Object.assign(new Stage(), { server, client, key: await newKey("ES256"), browser: new Browser(server) });
  }

  code() {
    return obtainCode(this.browser, this.client, this.server.user, { scope: "openid offline_access" });
  }

  prove(claims = {}) {
    return prove(this.server, this.key, { iat: this.server.now(), ...claims });
  }

  /** Asks for tokens with the claims replaced. */
  async ask(claims, { at = this.server, grant } = {}) {
    return postWith(at, this.client, grant ?? (await this.code()), await this.prove(claims));
  }
}

function assertNonceWanted(answer) {
  assertError(answer, "use_dpop_nonce");
  assert.match(answer.headers.get("dpop-nonce"), /^[\x21\x23-\x5b\x5d-\x7e]+$/); // NQCHAR, section 8.1
  assert.equal(answer.headers.get("cache-control"), "no-store");
}

function assertIssued(answer) {
  assert.deepEqual([answer.status, answer.json.token_type], [200, "DPoP"], answer.text);
}

describe("nonces are required unless the settings say otherwise", () => {
  let stage, server, client;
  before(async () => {
    stage = await Stage.open({});
    ({ server, client } = stage);
  });
  after(() => server?.dispose());

  test("a proof without a nonce hears which to use, and the code is not burnt", async () => {
    const grant = await stage.code();
    for (const nonce of [undefined, null, ""]) {
      assertNonceWanted(await stage.ask({ nonce }, { grant }));
    }
    const refused = await stage.ask({ nonce: undefined }, { grant });
    assertIssued(await stage.ask({ nonce: refused.headers.get("dpop-nonce") }, { grant }));
  });

  test("a proof that was refused for its nonce did not use up its jti", async () => {
    const grant = await stage.code();
    const jti = "again-with-a-nonce";
    assertNonceWanted(await stage.ask({ jti, nonce: undefined }, { grant }));
    assertIssued(await stage.ask({ jti }, { grant }));
  });

  test("so at /par", async () => {
    const fields = Object.fromEntries(authorizationRequest(client).params);
    const ask = async (claims) => postWith(server, client, fields, await stage.prove({ path: "/par", ...claims }), "/par");
    const refused = await ask({ nonce: undefined });
    assertNonceWanted(refused);
    assert.equal((await ask({ nonce: refused.headers.get("dpop-nonce") })).status, 201);
  });

  test("so at /userinfo, where the challenge says it (section 9)", async () => {
    const { json } = await stage.ask();
    const ath = sha256(json.access_token);
    const ask = async (claims) => fetch(`${server.url}/userinfo`, {
      headers: {
        authorization: `DPoP ${json.access_token}`,
        dpop: await stage.prove({ path: "/userinfo", htm: "GET", ath, ...claims }),
      },
    });
    const refused = await ask({ nonce: undefined });
    assert.equal(refused.status, 401);
    assert.match(refused.headers.get("www-authenticate"), /^DPoP .*error="use_dpop_nonce"/);
    const told = await ask({ nonce: refused.headers.get("dpop-nonce") });
    assert.equal(told.status, 200);
    assert.ok(told.headers.has("dpop-nonce"), "the next one");
  });

  test("every answer to a proof has the next one, and no other answer has any", async () => {
    const grant = await stage.code();
    assert.equal((await postWith(server, client, { ...grant, code: "x" })).headers.has("dpop-nonce"), false);
    const refused = await stage.ask({}, { grant: { ...grant, code: "x" } });
    assertError(refused, "invalid_grant");
    const malformed = await postWith(server, client, grant, "x");
    const issued = await stage.ask({}, { grant });
    assertIssued(issued);
    for (const answer of [refused, malformed, issued]) {
      const nonce = answer.headers.get("dpop-nonce");
      assertIssued(await stage.ask({ nonce }));
    }
  });

  test("one nonce is good for many proofs, and at every isolate", async () => {
    const nonce = await nonceOf(server);
    const other = { ...server, url: server.urls[1] };
    for (let i = 0; i < 4; i++) assertIssued(await stage.ask({ nonce }, { at: i % 2 === 0 ? server : other }));
  });

  test("one that the server did not make is none", async () => {
    const nonce = await nonceOf(server);
    const later = nonce.replace(/^\d+/, (time) => String(Number(time) + 60));
    const flipped = nonce.slice(0, 20) + (nonce[20] === "A" ? "B" : "A") + nonce.slice(21);
    const elsewhere = await serveIsolates(1);
    const foreign = await nonceOf(elsewhere);
    await elsewhere.dispose();
    const grant = await stage.code();
    for (const forged of [foreign, later, flipped, `${nonce}x`, `0${nonce}`, `+${nonce}`, "x", ".", nonce.split(".")[0]]) {
      assertNonceWanted(await stage.ask({ nonce: forged }, { grant }));
    }
    assertIssued(await stage.ask({ nonce }, { grant }));
  });

  test("one is good for five minutes", async () => {
    const nonce = await nonceOf(server);
    await stage.server.letPass(LIFETIME - 10);
    assertIssued(await stage.ask({ nonce }));
    await stage.server.letPass(20);
    const refused = await stage.ask({ nonce });
    assertNonceWanted(refused);
    assertIssued(await stage.ask({ nonce: refused.headers.get("dpop-nonce") }));
  });

  test("a proof made in advance is of no use when its time has come", async () => {
    const ahead = 1000;
    const claims = proofClaims(server, { iat: stage.server.now() + ahead, nonce: await nonceOf(server) });
    const proof = await sign(stage.key, claims, { typ: "dpop+jwt", jwk: stage.key.jwk });
    await stage.server.letPass(ahead);
    assertNonceWanted(await postWith(server, client, await stage.code(), proof));
  });
});

describe('with DPOP_NONCE = "optional"', () => {
  let stage;
  before(async () => {
    stage = await Stage.open({ DPOP_NONCE: "optional" });
  });
  after(() => stage?.server.dispose());

  test("a proof needs none, and hears of one", async () => {
    const answer = await stage.ask({ nonce: undefined });
    assertIssued(answer);
    assertIssued(await stage.ask({ nonce: answer.headers.get("dpop-nonce") }));
  });

  test("one that is sent must be good", async () => {
    const grant = await stage.code();
    const stale = await nonceOf(stage.server);
    for (const nonce of ["x", `${stale}x`]) assertNonceWanted(await stage.ask({ nonce }, { grant }));
    assertIssued(await stage.ask({ nonce: undefined }, { grant }));
    await stage.server.letPass(LIFETIME + 10);
    assertNonceWanted(await stage.ask({ nonce: stale }));
  });

  test("a proof is still accepted once, for as long as it is not too old", async () => {
    const iat = stage.server.now() + 50;
    const proof = await stage.prove({ nonce: undefined, iat });
    const ask = async () => postWith(stage.server, stage.client, await stage.code(), proof);
    assertIssued(await ask());
    for (const seconds of [0, 60, LIFETIME - 20]) {
      await stage.server.letPass(seconds);
      await stage.server.db.prepare("DELETE FROM spent_ids WHERE expires_at <= ?").bind(stage.server.now()).run();
      assertError(await ask(), "invalid_dpop_proof");
    }
  });
});

test("DPOP_NONCE is one of two words", async () => {
  for (const word of ["", "off", "Required", "false"]) {
    const server = await serveIsolates(1, { vars: { DPOP_NONCE: word } });
    const answer = await post(server, new URLSearchParams({ grant_type: "refresh_token" }));
    await server.dispose();
    assert.equal(answer.status, 503, word);
  }
});

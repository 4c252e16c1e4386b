// Signing keys that look after themselves, over months that the clock skips: made, published, switched,
// retired, revoked. What a client can verify is what `jose` verifies with the key set as that client
// fetched it.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from "jose";

import { admin } from "../../../scripts/seed.mjs";
import { Browser } from "../kit/browser.mjs";
import { addClient, demoClient } from "../kit/clients.mjs";
import { keySet, userinfo } from "../kit/issued.mjs";
import { serveIsolates, serveWithClock } from "../kit/serve.mjs";
import { obtainTokens, refresh, token } from "../kit/steps.mjs";

const SCOPE = "openid profile offline_access";
const MINUTE = 60, HOUR = 3600, DAY = 24 * HOUR; // seconds

async function kids(url) {
  return (await keySet({ url })).keys.map((key) => key.kid);
}

/** Whether somebody who fetched `jwks` a while ago believes the token; its age is not the question here. */
async function isBelieved(jwt, jwks) {
  const currentDate = new Date(decodeJwt(jwt).iat * 1000);
  try {
    await jwtVerify(jwt, createLocalJWKSet(jwks), { currentDate });
    return true;
  } catch (error) {
    if (["ERR_JWKS_NO_MATCHING_KEY", "ERR_JWS_SIGNATURE_VERIFICATION_FAILED"].includes(error.code)) return false;
    throw error;
  }
}

const kidOf = (jwt) => decodeProtectedHeader(jwt).kid;

/** A server with a clock; `tend()` runs the daily event, and gives what the log says of the keys. */
async function serveTended(options) {
  const server = await serveWithClock(options);
  return {
    ...server,
    async tend() {
      const seen = server.logs.length;
      await server.scheduled();
      return server.logged((entry) => entry.event === "keys" && server.logs.indexOf(entry) >= seen);
    },
  };
}

describe("the key set", () => {
  let server;
  before(async () => {
    server = await serveIsolates(1);
  });
  after(() => server.dispose());

  test("has one ES256 key at first, and one of each algorithm that a client registers", async () => {
    const response = await fetch(`${server.url}/.well-known/jwks.json`);
    assert.equal(response.headers.get("cache-control"), "public, max-age=240");
    assert.deepEqual((await response.json()).keys.map((key) => key.alg), ["ES256"]);
    const client = await addClient(server);
    await server.db.prepare("UPDATE clients SET id_token_signed_response_alg = 'RS256', userinfo_signed_response_alg = 'EdDSA' WHERE id = ?")
      .bind(client.id).run();
    await server.letPass(MINUTE);
    const { keys } = await keySet(server);
    const others = ["RS256", "EdDSA"].map((alg) => keys.find((key) => key.alg === alg));
    assert.equal(keys.length, 3);
    assert.deepEqual(others.map(({ kty, crv, alg, use }) => ({ kty, crv, alg, use })), [
      { kty: "RSA", crv: undefined, alg: "RS256", use: "sig" },
      { kty: "OKP", crv: "Ed25519", alg: "EdDSA", use: "sig" },
    ]);
    for (const key of keys) {
      assert.deepEqual(Object.keys(key).filter((name) => ["d", "p", "q", "dp", "dq", "qi", "k"].includes(name)), []);
    }
    const rsa = others[0];
    assert.equal(Buffer.from(rsa.n, "base64url").length, 256);
    assert.equal(rsa.e, "AQAB");
    await server.letPass(MINUTE);
    assert.deepEqual((await kids(server.url)).sort(), keys.map((key) => key.kid).sort(), "they stay");
  });
});

describe("a daily event", () => {
  let server, browser, client, tokens, old;
  before(async () => {
    server = await serveTended();
    browser = new Browser(server);
    client = demoClient(server);
    tokens = await obtainTokens(server, browser, client, server.user, { scope: SCOPE });
    old = kidOf(tokens.access_token);
  });
  after(() => server.dispose());

  async function next() {
    const answer = await refresh(server, client, tokens.refresh_token);
    assert.equal(answer.status, 200, answer.text);
    tokens = answer.json;
    return tokens.access_token;
  }

  test("leaves a young key alone", async () => {
    const line = await server.tend();
    assert.deepEqual(line, { event: "keys", made: 0, resealed: 0, destroyed: 0, deleted: 0 });
    assert.deepEqual(await kids(server.url), [old]);
  });

  test("publishes the next key a day before it signs, and under load nobody meets a key unknown to them", async () => {
    for (let month = 0; month < 4; month++) {
      await server.letPass(22 * DAY);
      await next();
    }
    assert.equal((await server.tend()).made, 1);
    assert.equal((await server.tend()).made, 0);
    await server.letPass(MINUTE);
    const both = await kids(server.url);
    assert.equal(both.length, 2);
    assert.ok(both.includes(old));
    assert.equal(kidOf(await next()), old);

    // In steps across the switch: whoever keeps the key set for five minutes knows every key.
    await server.letPass(2 * DAY - 30 * MINUTE);
    const STEP = 29; // seconds
    const kept = [];
    const signers = new Set();
    const started = [];
    for (let at = 0; at < 60 * MINUTE; at += STEP) {
      kept.push({ at, jwks: await keySet(server) });
      const fiveMinutesOld = kept.findLast((it) => it.at <= at - 5 * MINUTE) ?? kept[0];
      const burst = await Promise.all(Array.from({ length: 3 }, () => refresh(server, client, tokens.refresh_token)));
      for (const { status, json } of burst) {
        assert.equal(status, 200);
        signers.add(kidOf(json.access_token));
        assert.ok(await isBelieved(json.access_token, fiveMinutesOld.jwks), `at ${at}`);
        started.push({ at, jwt: json.access_token });
      }
      // A token that is about to end is still believed by the set of now, and by us.
      const oldest = started.find((it) => it.at >= at - 9 * MINUTE);
      assert.ok(await isBelieved(oldest.jwt, kept.at(-1).jwks));
      assert.equal((await userinfo(server, oldest.jwt)).status, 200);
      tokens = burst[0].json;
      await server.letPass(STEP);
    }
    assert.deepEqual([...signers].sort(), [...both].sort(), "the switch was in that hour");
    assert.equal(kidOf(await next()), both.find((kid) => kid !== old));
  });

  test("destroys the private half of a key that has retired, and deletes it after 420 days", async () => {
    await server.letPass(26 * HOUR);
    assert.ok(!(await kids(server.url)).includes(old));
    assert.equal((await server.tend()).destroyed, 1);
    const row = () => server.db.prepare("SELECT private_key FROM signing_keys WHERE kid = ?").bind(old).first();
    assert.deepEqual(await row(), { private_key: "" });
    await server.letPass(421 * DAY);
    assert.equal((await server.tend()).deleted, 1);
    assert.equal(await row(), null);
  });

  test("that fails says why, and does not stop the sweep", async () => {
    await server.db.prepare("ALTER TABLE signing_keys RENAME TO gone").run();
    const seen = server.logs.length;
    const line = await server.tend();
    assert.match(line.reason, /not migrated/);
    assert.ok(server.logs.slice(seen).some((entry) => entry.event === "sweep" && entry.rows !== undefined));
    await server.db.prepare("ALTER TABLE gone RENAME TO signing_keys").run();
    await server.db.prepare("ALTER TABLE sessions RENAME TO gone").run();
    assert.equal((await server.tend()).reason, undefined, "nor the other way round");
  });
});

describe("npm run keys", () => {
  let server, client, tokens;
  before(async () => {
    server = await serveTended();
    client = demoClient(server);
    tokens = await obtainTokens(server, new Browser(server), client, server.user, { scope: SCOPE });
  });
  after(() => server.dispose());

  test("rotate: the next key is published within a minute and signs after fifteen", async () => {
    const [{ kid, state }] = await server.admin("keys", "list");
    assert.deepEqual([kid, state], [kidOf(tokens.access_token), "signing"]);
    assert.deepEqual(await server.admin("keys", "rotate", "--algorithm", "ES256"), { algorithms: ["ES256"], signs_in: 900 });
    await server.letPass(MINUTE);
    const published = await keySet(server);
    assert.equal(published.keys.length, 2);
    const listed = await server.admin("keys", "list");
    assert.deepEqual(listed.map((key) => key.state).sort(), ["next", "signing"]);
    await server.letPass(14 * MINUTE - 30);
    const before = (await refresh(server, client, tokens.refresh_token)).json;
    assert.equal(kidOf(before.access_token), kid);
    await server.letPass(2 * MINUTE);
    tokens = (await refresh(server, client, before.refresh_token)).json;
    assert.notEqual(kidOf(tokens.access_token), kid);
    assert.ok(await isBelieved(tokens.access_token, published), "it was known by then");
    assert.equal((await userinfo(server, before.access_token)).status, 200);
  });

  test("rotate: an algorithm without a key is refused", async () => {
    await assert.rejects(server.admin("keys", "rotate", "--algorithm", "RS256"), /There is no RS256 key to rotate/);
    await assert.rejects(server.admin("keys", "rotate", "--algorithm", "HS256"), /HS256/);
  });

  test("revoke: a kid that nobody knows is refused", async () => {
    await assert.rejects(server.admin("keys", "revoke", "nobody"), /There is no key "nobody"; nothing was revoked/);
  });

  test("revoke: what the key signed is not believed, and clients refresh", async () => {
    const kid = kidOf(tokens.access_token);
    assert.deepEqual(await server.admin("keys", "revoke", kid), { revoked: kid, within: 300 });
    const listed = await server.admin("keys", "list");
    assert.equal(listed.find((key) => key.kid === kid).state, "revoked");
    await server.letPass(MINUTE);
    assert.equal((await userinfo(server, tokens.access_token)).status, 401);
    assert.ok(!(await kids(server.url)).includes(kid));
    const answer = await refresh(server, client, tokens.refresh_token);
    assert.equal(answer.status, 200);
    assert.notEqual(kidOf(answer.json.access_token), kid);
    assert.equal((await userinfo(server, answer.json.access_token)).status, 200);
  });
});

test("a key that is revoked in one isolate is out of every other within a minute", async () => {
  const server = await serveIsolates(2);
  try {
    const tokens = await obtainTokens(server, new Browser(server), demoClient(server), server.user, { scope: SCOPE });
    const [here, there] = server.urls;
    const [kid] = await kids(there);
    assert.equal((await userinfo({ url: there }, tokens.access_token)).status, 200);
    await server.db.prepare("UPDATE signing_keys SET revoked_at = 1, private_key = '' WHERE kid = ?").bind(kid).run();
    await server.letPass(MINUTE);
    for (const url of [here, there]) {
      assert.equal((await userinfo({ url }, tokens.access_token)).status, 401);
      const [other, ...more] = await kids(url);
      assert.deepEqual(more, []);
      assert.notEqual(other, kid);
    }
    assert.deepEqual(await kids(here), await kids(there), "both made one, and it is the same");
  } finally {
    await server.dispose();
  }
});

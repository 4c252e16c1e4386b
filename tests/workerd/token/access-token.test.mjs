// What the server itself demands of an access token (RFC 9068 section 4, RFC 8725 section 3).
//
// The second isolate knows a signing key that is ours, so that every token here is right but for
// the one rule that the test is about.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { SignJWT, decodeJwt, exportJWK, generateKeyPair } from "jose";

import { Browser } from "../kit/browser.mjs";
import { demoClient } from "../kit/clients.mjs";
import { addUser } from "../kit/people.mjs";
import { serveIsolates } from "../kit/serve.mjs";
import { now, obtainCode, obtainTokens, sha256, token as redeem } from "../kit/steps.mjs";

const KID = "ours";

let server, url, genuine, key, publicJwk;
before(async () => {
  server = await serveIsolates(2);
  url = server.urls[1];
  genuine = await obtainTokens(server, new Browser(server), demoClient(server), server.user, { scope: "openid" });
  key = await generateKeyPair("ES256", { extractable: true });
  publicJwk = { ...(await exportJWK(key.publicKey)), kid: KID, use: "sig", alg: "ES256" };
  await server.db.prepare("UPDATE signing_keys SET kid = ?, public_jwk = ?").bind(KID, JSON.stringify(publicJwk)).run();
});
after(() => server.dispose());

/** The genuine token's claims, signed again with `changes`; `undefined` leaves a claim out. */
function sign({ claims = {}, header = {}, by = key.privateKey } = {}) {
  const all = { ...decodeJwt(genuine.access_token), ...claims };
  return new SignJWT(JSON.parse(JSON.stringify(all)))
    .setProtectedHeader({ alg: "ES256", typ: "at+jwt", kid: KID, ...header })
    .sign(by);
}

function ask(token, address = url) {
  return fetch(`${address}/userinfo`, { headers: { authorization: `Bearer ${token}` } });
}

async function assertRefused(token) {
  const response = await ask(token);
  assert.equal(response.status, 401);
  assert.match(response.headers.get("www-authenticate"), /\bBearer error="invalid_token"/);
}

function part(value) {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

test("an access token that breaks no rule is admitted, however often", async () => {
  assert.equal((await ask(genuine.access_token, server.url)).status, 200);
  const token = await sign();
  for (let i = 0; i < 2; i++) assert.equal((await ask(token)).status, 200);
  assert.equal((await ask(await sign({ header: { typ: "application/at+jwt" } }))).status, 200);
});

describe("an access token is refused", () => {
  test("whose claims were changed after it was signed", async () => {
    const [header, , signature] = (await sign()).split(".");
    const claims = { ...decodeJwt(genuine.access_token), sub: "somebody-else" };
    await assertRefused(`${header}.${part(claims)}.${signature}`);
  });

  test("without its signature, and with one cut short", async () => {
    const token = await sign();
    await assertRefused(token.slice(0, token.lastIndexOf(".") + 1));
    await assertRefused(token.slice(0, -2));
  });

  test("signed with another key under the kid of ours", async () => {
    const { privateKey } = await generateKeyPair("ES256");
    await assertRefused(await sign({ by: privateKey }));
  });

  test("signed with a key that it brings along itself", async () => {
    const other = await generateKeyPair("ES256", { extractable: true });
    const jwk = await exportJWK(other.publicKey);
    for (const header of [{ jwk }, { jku: "https://attacker.example/keys" }, { x5u: "https://attacker.example/x5" }]) {
      await assertRefused(await sign({ by: other.privateKey, header }));
    }
  });

  test("with alg none, with and without a signature", async () => {
    const claims = part(decodeJwt(genuine.access_token));
    const header = part({ alg: "none", typ: "at+jwt", kid: KID });
    await assertRefused(`${header}.${claims}.`);
    await assertRefused(`${header}.${claims}.${(await sign()).split(".")[2]}`);
  });

  test("with alg HS256 and the public key for a secret", async () => {
    const signed = `${part({ alg: "HS256", typ: "at+jwt", kid: KID })}.${part(decodeJwt(genuine.access_token))}`;
    for (const secret of [JSON.stringify(publicJwk), Buffer.from(publicJwk.x, "base64url"), publicJwk.x]) {
      await assertRefused(`${signed}.${createHmac("sha256", secret).update(signed).digest("base64url")}`);
    }
  });

  test("with a kid that nobody has, and without one", async () => {
    await assertRefused(await sign({ header: { kid: "theirs" } }));
    await assertRefused(await sign({ header: { kid: undefined } }));
  });

  test("that is a JWT of another type", async () => {
    for (const typ of ["JWT", "dpop+jwt", "oauth-authz-req+jwt", "token-introspection+jwt", undefined]) {
      await assertRefused(await sign({ header: { typ } }));
    }
  });

  test("from another issuer", async () => {
    for (const iss of ["https://attacker.example", `${server.url}/`, server.url.toUpperCase(), undefined]) {
      await assertRefused(await sign({ claims: { iss } }));
    }
  });

  test("for another audience", async () => {
    for (const aud of ["http://localhost:8789", [], [`${server.url}/userinfo`], undefined]) {
      await assertRefused(await sign({ claims: { aud } }));
    }
    assert.equal((await ask(await sign({ claims: { aud: ["https://a.example", server.url] } }))).status, 200);
  });

  test("from the second of its exp on, and without one", async () => {
    for (const exp of [now(), now() - 600, 0, undefined, "never"]) await assertRefused(await sign({ claims: { exp } }));
    assert.equal((await ask(await sign({ claims: { exp: now() + 30 } }))).status, 200);
  });

  test("of a user who is gone", async () => {
    const user = await addUser(server);
    const tokens = await obtainTokens(server, new Browser(server), demoClient(server), user, { scope: "openid" });
    const { sub, jti } = decodeJwt(tokens.access_token);
    const token = await sign({ claims: { sub, jti } });
    assert.equal((await ask(token)).status, 200);
    await server.db.prepare("DELETE FROM users WHERE id = ?").bind(user.id).run();
    await assertRefused(token);
  });

  test("of a token family that ended, that nobody knows, and of none", async () => {
    const grant = await obtainCode(new Browser(server), demoClient(server), server.user, { scope: "openid" });
    const { json } = await redeem(server, demoClient(server), grant);
    const { jti } = decodeJwt(json.access_token);
    const token = await sign({ claims: { jti } });
    assert.equal((await ask(token)).status, 200);
    await server.db.prepare("UPDATE token_families SET revoked_at = 1 WHERE id = ?").bind(sha256(grant.code)).run();
    await assertRefused(token);
    for (const other of ["nobody.x", "x", ".x", "", undefined]) await assertRefused(await sign({ claims: { jti: other } }));
  });
});

test("an access token in the URL is not looked at (RFC 9700 section 4.3.2)", async () => {
  const token = await sign();
  for (const method of ["GET", "POST"]) {
    const response = await fetch(`${url}/userinfo?access_token=${token}`, { method });
    assert.equal(response.status, 401);
    // RFC 6750 section 3.1: no error is named to a request without a token.
    assert.match(response.headers.get("www-authenticate"), /\bBearer\b/);
    assert.doesNotMatch(response.headers.get("www-authenticate"), /error/);
  }
});

test("an access token in a form breaks no rule either (RFC 6750 section 2.2)", async () => {
  const post = (access_token) => fetch(`${url}/userinfo`, { method: "POST", body: new URLSearchParams({ access_token }) });
  assert.equal((await post(await sign())).status, 200);
  const { privateKey } = await generateKeyPair("ES256");
  for (const wrong of [{ by: privateKey }, { claims: { exp: now() } }, { claims: { aud: [] } }, { header: { typ: "JWT" } }]) {
    const refused = await post(await sign(wrong));
    assert.equal(refused.status, 401, JSON.stringify(wrong));
    assert.match(refused.headers.get("www-authenticate"), /\bBearer error="invalid_token"/);
  }
});

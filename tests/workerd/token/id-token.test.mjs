// ID tokens (OpenID Connect Core sections 2, 3.1.3.3 and 12.2): every claim, every algorithm, and when
// there is none.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { calculateJwkThumbprint, decodeJwt, decodeProtectedHeader } from "jose";

import { Browser } from "../kit/browser.mjs";
import { addClient, addKeyClient } from "../kit/clients.mjs";
import { ALGORITHMS, hashOf, keySet, sessionOf, verified } from "../kit/issued.mjs";
import { newKey, postWith, prove, requestObject } from "../kit/keys.mjs";
import { addPerson, addUser } from "../kit/people.mjs";
import { serveIsolates } from "../kit/serve.mjs";
import { approve, authorizationRequest, now, obtainCode, obtaining, postAs, refresh, token } from "../kit/steps.mjs";

const RACERS = 50;
const NOTES = "http://localhost:8789";
const OFFLINE = "openid offline_access";
/** All that a key in the key set may have beside its type. */
const PUBLIC = {
  EC: ["alg", "crv", "kid", "use", "x", "y"],
  RSA: ["alg", "e", "kid", "n", "use"],
  OKP: ["alg", "crv", "kid", "use", "x"],
};

let server, other, user;
before(async () => {
  server = await serveIsolates(2);
  other = { ...server, url: server.urls[1] };
  user = await addUser(server);
});
after(() => server?.dispose());

/** A client of the owner: nobody need be asked. */
function add(registration = {}) {
  return addClient(server, { firstParty: true, ...registration });
}

const obtain = obtaining(() => ({ server, user, changes: { scope: OFFLINE } }));

async function claimsOf(client, changes, options) {
  return decodeJwt((await obtain(client, changes, options)).id_token);
}

describe("an ID token", () => {
  for (const alg of ALGORITHMS) {
    test(`signed with ${alg} has exactly these claims, and its key is in the key set`, async () => {
      const client = await add({ idTokenSignedResponseAlg: alg });
      const start = now();
      const tokens = await obtain(client, { nonce: "n-0S6_WzA2Mj" });
      const { payload, protectedHeader } = await verified(server, tokens.id_token, client, { alg });

      const { kid, ...header } = protectedHeader;
      assert.deepEqual(header, { alg, typ: "JWT" });
      const { keys } = await keySet(server);
      const [key, ...namesakes] = keys.filter((it) => it.kid === kid);
      assert.deepEqual([key.alg, key.use, namesakes], [alg, "sig", []]);
      assert.equal(kid, await calculateJwkThumbprint(key));
      for (const { kty, ...rest } of keys) assert.deepEqual(Object.keys(rest).toSorted(), PUBLIC[kty]);

      const { iat, auth_time, sid, ...claims } = payload;
      assert.deepEqual(claims, {
        iss: server.url,
        sub: user.id,
        aud: client.id,
        azp: client.id,
        exp: iat + 600,
        nonce: "n-0S6_WzA2Mj",
        acr: "1",
        amr: ["pwd"],
        at_hash: hashOf(tokens.access_token, alg),
      });
      assert.ok(Number.isInteger(iat) && iat >= start && iat <= now(), `${iat}`);
      assert.ok(Number.isInteger(auth_time) && auth_time >= start && auth_time <= iat, `${auth_time}`);
      assert.match(sid, /^[\w-]{16,}$/);
    });
  }

  test("leaves the access token as it is for everybody: ES256, at+jwt", async () => {
    const tokens = await obtain(await add({ idTokenSignedResponseAlg: "RS256" }));
    const { alg, typ } = decodeProtectedHeader(tokens.access_token);
    assert.deepEqual({ alg, typ }, { alg: "ES256", typ: "at+jwt" });
  });

  test("is signed with what the client is registered for now", async () => {
    const client = await add();
    const browser = new Browser(server);
    const tokens = await obtain(client, {}, { browser });
    await server.db.prepare("UPDATE clients SET id_token_signed_response_alg = 'EdDSA' WHERE id = ?").bind(client.id).run();
    const again = (await refresh(server, client, tokens.refresh_token)).json;
    await verified(server, again.id_token, client, { alg: "EdDSA" });
    assert.equal(decodeJwt(again.id_token).at_hash, hashOf(again.access_token, "EdDSA"));
    await verified(server, (await obtain(client, {}, { browser })).id_token, client, { alg: "EdDSA" });
  });

  test("is bound to no key, although the access token is (RFC 9449)", async () => {
    const client = await add({ method: "none" });
    const key = await newKey();
    const grant = await obtainCode(new Browser(server), client, user, { scope: OFFLINE, nonce: "x" });
    const { json } = await postWith(server, client, grant, await prove(server, key));
    assert.equal(json.token_type, "DPoP");
    const { payload } = await verified(server, json.id_token, client);
    assert.equal(payload.at_hash, hashOf(json.access_token));
    assert.equal("cnf" in payload, false);
    const again = await postWith(
      server, client, { grant_type: "refresh_token", refresh_token: json.refresh_token }, await prove(server, key));
    assert.deepEqual(sessionOf(again.json.id_token), sessionOf(json.id_token));
    assert.equal(decodeJwt(again.json.id_token).at_hash, hashOf(again.json.access_token));
  });
});

describe("there is an ID token", () => {
  test("only with scope openid", async () => {
    const client = await add();
    for (const scope of ["profile email", "notes:read", "offline_access profile"]) {
      const tokens = await obtain(client, { scope, nonce: "x" });
      assert.equal("id_token" in tokens, false, scope);
      assert.equal("id_token" in (await refresh(server, client, tokens.refresh_token)).json, false, scope);
    }
    const { id_token, scope } = await obtain(client, { scope: "openid" });
    assert.equal(typeof id_token, "string");
    assert.equal(scope, "openid");
  });

  test("also when the access token is for another API (RFC 8707)", async () => {
    const client = await add();
    const scope = "openid offline_access profile notes:read";
    const tokens = await obtain(client, { scope, resource: NOTES, nonce: "x" });
    // The answer tells what was granted; the access token holds what its API knows.
    const { aud, scope: allowed } = decodeJwt(tokens.access_token);
    assert.deepEqual([tokens.scope, allowed, aud], [scope, "notes:read", NOTES]);
    const { payload } = await verified(server, tokens.id_token, client);
    assert.deepEqual([payload.at_hash, payload.nonce], [hashOf(tokens.access_token), "x"]);
    const again = (await refresh(server, client, tokens.refresh_token, { resource: NOTES })).json;
    assert.deepEqual([again.scope, sessionOf(again.id_token)], [scope, sessionOf(tokens.id_token)]);

    // Named at the token endpoint only.
    const grant = await obtainCode(new Browser(server), client, user, { scope });
    const { json } = await token(server, client, { ...grant, resource: NOTES });
    assert.deepEqual([json.scope, decodeJwt(json.id_token).at_hash], [scope, hashOf(json.access_token)]);
  });

  test("no longer when a refresh asks for less than openid, and again when it does not", async () => {
    const client = await add();
    let tokens = await obtain(client, { scope: "openid offline_access profile notes:read" });
    for (const [scope, expected] of [["profile", false], ["openid", true], ["notes:read", false], [undefined, true], ["openid notes:read", true]]) {
      const { json } = await refresh(server, client, tokens.refresh_token, { scope });
      assert.equal("id_token" in json, expected, scope);
      if (scope) assert.equal(json.scope, scope);
      tokens = json;
    }
  });

  test("never with an error", async () => {
    const client = await add();
    const grant = await obtainCode(new Browser(server), client, user, { scope: OFFLINE });
    for (const changes of [{ code_verifier: "x".repeat(43) }, { redirect_uri: "https://other.example/" }, { resource: "https://nobody.example" }]) {
      const { status, text } = await token(server, client, { ...grant, ...changes });
      assert.deepEqual([status, text.includes("id_token")], [400, false]);
    }
    assert.equal((await token(server, client, grant)).status, 200);
  });
});

describe("nonce", () => {
  test("is what the request said, byte for byte", async () => {
    const client = await add();
    const browser = new Browser(server);
    for (const nonce of ["0", "null", 'a"b\\c&d=e+f%20', "é€😀\u202e", "x".repeat(1000)]) {
      assert.equal((await claimsOf(client, { nonce }, { browser })).nonce, nonce);
    }
  });

  test("is not there when there was none, or an empty one (RFC 6749 section 3.1)", async () => {
    const client = await add();
    for (const nonce of [undefined, ""]) assert.equal("nonce" in (await claimsOf(client, { nonce })), false);
  });

  test("of the token request is not heeded: whoever stole a code could make it fit", async () => {
    const client = await add();
    for (const nonce of [undefined, "right"]) {
      const grant = await obtainCode(new Browser(server), client, user, { scope: OFFLINE, nonce });
      const { json } = await token(server, client, { ...grant, nonce: "injected" });
      assert.equal(decodeJwt(json.id_token).nonce, nonce);
      const again = await refresh(server, client, json.refresh_token, { nonce: "injected" });
      assert.equal("nonce" in decodeJwt(again.json.id_token), false);
    }
  });

  test("of a pushed request and of a request object counts, and not the one beside it", async () => {
    const client = await add();
    const pushed = authorizationRequest(client, { scope: "openid", nonce: "pushed" });
    const { json } = await postAs(server, client, "/par", [...pushed.params]);
    const signing = { ...(await addKeyClient(server, { firstParty: true, requestObjectSigningAlg: "ES256" })), kid: undefined };
    const signed = authorizationRequest(signing, { scope: "openid", nonce: "signed" });
    const request = await requestObject(server, signing, signing, signed.params);
    for (const [of, { verifier }, parameters, nonce] of [
      [client, pushed, { request_uri: json.request_uri }, "pushed"],
      [signing, signed, { request }, "signed"],
    ]) {
      const query = new URLSearchParams({ client_id: of.id, ...parameters, nonce: "beside it", scope: "openid", response_type: "code" });
      const { answer } = await approve(new Browser(server), { url: `/authorize?${query}` }, user);
      const grant = { grant_type: "authorization_code", code: answer.get("code"), redirect_uri: of.redirectUri, code_verifier: verifier };
      const tokens = await token(server, of, grant);
      assert.equal(decodeJwt(tokens.json.id_token).nonce, nonce);
    }
  });
});

describe("claims of the person", () => {
  // What the owner wrote about them must not become what this server says.
  const forged = { sub: "x", iss: "x", aud: "x", nonce: "x", acr: "9", sid: "x", at_hash: "x", exp: 9999999999, admin: true };

  test("are in it only for a client with claims_in_id_token, and then those of its scopes", async () => {
    const person = await addPerson(server);
    const { name, email, email_verified } = person.claims;
    await server.db.prepare("UPDATE users SET claims = json_patch(claims, ?) WHERE id = ?").bind(JSON.stringify(forged), person.id).run();
    const [plain, full] = [await add(), await add({ claimsInIdToken: true })];
    const usual = Object.keys(await claimsOf(plain, { scope: "openid" }, { user: person })).toSorted();
    const more = async (client, scope) => {
      const claims = await claimsOf(client, { scope }, { user: person });
      assert.deepEqual([claims.sub, claims.iss, claims.aud, claims.acr], [person.id, server.url, client.id, "1"]);
      return Object.fromEntries(Object.entries(claims).filter(([claim]) => !usual.includes(claim)));
    };
    assert.deepEqual(await more(plain, "openid profile email address phone"), {});
    assert.deepEqual(await more(full, "openid"), {});
    assert.deepEqual(await more(full, "openid email"), { email, email_verified });
    assert.deepEqual(await more(full, "openid profile email address phone"), person.claims);
    assert.equal((await more(full, "openid profile")).name, name);
  });

  test("are fewer when a refresh asks for less", async () => {
    const person = await addPerson(server);
    const client = await add({ claimsInIdToken: true });
    const tokens = await obtain(client, { scope: "openid profile email offline_access" }, { user: person });
    const { email, name } = decodeJwt(tokens.id_token);
    assert.deepEqual([email, name], [person.email, person.claims.name]);
    const some = (await refresh(server, client, tokens.refresh_token, { scope: "openid email" })).json;
    const less = decodeJwt(some.id_token);
    assert.deepEqual([less.email, "name" in less], [person.email, false]);
    const all = decodeJwt((await refresh(server, client, some.refresh_token)).json.id_token);
    assert.deepEqual([all.email, all.name], [person.email, person.claims.name]);
  });

  test("are in it, whichever API the access token is for", async () => {
    const person = await addPerson(server);
    const client = await add({ claimsInIdToken: true });
    const claims = await claimsOf(client, { scope: "openid email notes:read", resource: NOTES }, { user: person });
    assert.deepEqual([claims.email, "name" in claims], [person.email, false]);
  });

  test("are as they are at the time of the refresh", async () => {
    const person = await addPerson(server);
    const client = await add({ claimsInIdToken: true });
    const { refresh_token } = await obtain(client, { scope: "openid email offline_access" }, { user: person });
    await server.db.prepare("UPDATE users SET email = 'moved@example.com' WHERE id = ?").bind(person.id).run();
    const { json } = await refresh(server, client, refresh_token);
    assert.equal(decodeJwt(json.id_token).email, "moved@example.com");
  });
});

test(`of ${RACERS} who redeem one code at once, exactly one gets an ID token`, async () => {
  const client = await add();
  const grant = await obtainCode(new Browser(server), client, user, { scope: OFFLINE, nonce: "x" });
  const answers = await Promise.all(Array.from({ length: RACERS }, (_, racer) => token(racer % 2 === 0 ? server : other, client, grant)));
  const winners = answers.filter(({ text }) => text.includes("id_token"));
  assert.deepEqual(winners.map(({ status }) => status), [200]);
  const [{ json }] = winners;
  const { payload } = await verified(server, json.id_token, client);
  assert.deepEqual([payload.nonce, payload.at_hash], ["x", hashOf(json.access_token)]);
});

test(`${RACERS} who refresh at once get ID tokens of one session, each for its own access token`, async () => {
  const client = await add();
  const { id_token, refresh_token } = await obtain(client, { nonce: "x" });
  const answers = await Promise.all(Array.from({ length: RACERS }, (_, racer) => refresh(racer % 2 === 0 ? server : other, client, refresh_token)));
  for (const { status, json } of answers) {
    assert.equal(status, 200);
    const { payload } = await verified(server, json.id_token, client);
    assert.deepEqual([payload.at_hash, payload.nonce], [hashOf(json.access_token), undefined]);
    assert.deepEqual(sessionOf(json.id_token), sessionOf(id_token));
  }
  assert.equal(new Set(answers.map(({ json }) => json.access_token)).size, RACERS);
});

// Pairwise subjects (OpenID Connect Core section 8.1): one person is another `sub` in every sector, always the
// same one there, and nobody can tell from one what another is. Where sectors come from when clients
// register themselves is in sector-identifier.test.mjs.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { decodeJwt } from "jose";

import { Browser } from "../kit/browser.mjs";
import { addClient } from "../kit/clients.mjs";
import { userinfo, verified } from "../kit/issued.mjs";
import { addUser } from "../kit/people.mjs";
import { serveAuthorizationServer } from "../kit/serve.mjs";
import { authorizationRequest, obtaining, postAs, refresh } from "../kit/steps.mjs";

const SCOPE = "openid profile offline_access";
const NOTES = "http://localhost:8789";

let server, user;
before(async () => {
  server = await serveAuthorizationServer({ seed: true });
  user = await addUser(server);
});
after(() => server?.dispose());

function add(sectorIdentifier, registration = {}) {
  return addClient(server, { firstParty: true, sectorIdentifier, ...registration });
}

const obtain = obtaining(() => ({ server, user, changes: { scope: SCOPE } }));

async function subject(client, options) {
  return decodeJwt((await obtain(client, {}, options)).id_token).sub;
}

function columns(id) {
  return server.db.prepare("SELECT * FROM users WHERE id = ?").bind(id).first();
}

describe("sub", () => {
  test("is the same at every sign-in and refresh, in every browser, whatever changes about the person", async () => {
    const client = await add("same.example");
    const browser = new Browser(server);
    const someone = await addUser(server);
    const { id_token, refresh_token } = await obtain(client, {}, { browser, user: someone });
    const { sub } = decodeJwt(id_token);
    assert.equal(await subject(client, { browser, user: someone }), sub);
    assert.equal(await subject(client, { user: someone }), sub);
    assert.equal(decodeJwt((await refresh(server, client, refresh_token)).json.id_token).sub, sub);
    await server.db.prepare("UPDATE users SET username = ?, email = NULL, name = NULL WHERE id = ?").bind(`renamed-${someone.id}`, someone.id).run();
    assert.equal(await subject(client, { user: { ...someone, username: `renamed-${someone.id}` } }), sub);
  });

  test("is the same for the clients of one sector, another in every other, and never the public one", async () => {
    const one = [await add("one.example"), await add("one.example", { method: "none", redirectUris: ["https://elsewhere.example/"] })];
    const subs = [];
    for (const client of one) subs.push(await subject(client));
    assert.equal(subs[0], subs[1]);
    const others = [await add("two.example"), await add("sub.one.example"), await add("one.example.org"), await add(undefined)];
    for (const client of others) subs.push(await subject(client));
    assert.equal(new Set(subs).size, 5);
    assert.equal(subs.at(-1), user.id);
  });

  test("is another for every person", async () => {
    const client = await add("one.example");
    const subs = [];
    for (let i = 0; i < 3; i++) subs.push(await subject(client, { user: await addUser(server) }));
    assert.equal(new Set(subs).size, 3);
  });

  test("is one in everything that is issued: ID token, access token, userinfo, signed userinfo, introspection", async () => {
    const client = await add("one.example");
    const signing = await add("one.example", { userinfoSignedResponseAlg: "ES256" });
    const api = await addClient(server, { introspects: [server.url, NOTES], redirectUris: [] });
    const tokens = await obtain(client, { scope: `${SCOPE} notes:read` });
    const { sub } = decodeJwt(tokens.id_token);
    assert.match(sub, /^[\x21-\x7e]{20,255}$/);
    assert.equal(decodeJwt(tokens.access_token).sub, sub);
    assert.equal((await userinfo(server, tokens.access_token)).json.sub, sub);
    assert.equal((await postAs(server, api, "/introspect", { token: tokens.access_token })).json.sub, sub);
    const again = (await refresh(server, client, tokens.refresh_token)).json;
    assert.deepEqual([decodeJwt(again.id_token).sub, decodeJwt(again.access_token).sub], [sub, sub]);

    const { access_token } = await obtain(signing);
    const { payload } = await verified(server, (await userinfo(server, access_token)).text, signing, { typ: undefined });
    assert.equal(payload.sub, sub);
    // Without openid too: an API must not learn more than the client.
    const plain = await obtain(client, { scope: "notes:read" });
    assert.equal(decodeJwt(plain.access_token).sub, sub);
  });

  test("of what was issued stays, when the owner makes the client another one", async () => {
    const client = await add("one.example");
    let tokens = await obtain(client);
    const { sub } = decodeJwt(tokens.id_token);
    for (const sector of ["two.example", null]) {
      await server.db.prepare("UPDATE clients SET sector_identifier = ? WHERE id = ?").bind(sector, client.id).run();
      tokens = (await refresh(server, client, tokens.refresh_token)).json;
      assert.deepEqual([decodeJwt(tokens.id_token).sub, decodeJwt(tokens.access_token).sub], [sub, sub]);
    }
    assert.equal(await subject(client), user.id);
  });
});

describe("nobody can work it out", () => {
  test("not even an API that serves clients of several sectors: introspection has no username", async () => {
    const api = await addClient(server, { introspects: [server.url, NOTES], redirectUris: [] });
    const introspected = async (sector) => {
      const { access_token } = await obtain(await add(sector), { scope: "openid notes:read" });
      return (await postAs(server, api, "/introspect", { token: access_token })).json;
    };
    const [pairwise, everybody] = [await introspected("one.example"), await introspected(undefined)];
    assert.deepEqual([pairwise.active, "username" in pairwise, "username" in everybody], [true, false, false]);
    const { iat, exp, auth_time, jti, client_id, ...rest } = pairwise;
    assert.equal(JSON.stringify(rest).includes(user.id), false);
  });

  test("every user has a salt, also one who was added with the command", async () => {
    const demo = await server.db.prepare("SELECT * FROM users WHERE username = ?").bind(server.user.username).first();
    assert.ok(demo.pairwise_salt.length >= 22, demo.pairwise_salt);
  });

  test("without the salt: it is no hash of what is known", async () => {
    const sub = await subject(await add("one.example"));
    const hashes = ["sha256", "sha384", "sha512"].flatMap((alg) => ["", "\n", " ", ":", "|", ".", "/"].flatMap((gap) => [
      ["one.example", user.id], [user.id, "one.example"], ["https://one.example", user.id], ["", user.id, "one.example"],
    ].flatMap((parts) => ["base64url", "hex"].map((form) => createHash(alg).update(parts.join(gap)).digest(form)))));
    assert.equal(hashes.some((hash) => hash.startsWith(sub) || sub.startsWith(hash.slice(0, 20))), false);
  });

  test("and the salt and the public sub are in nothing that a client or an API gets", async () => {
    const client = await addClient(server, { sectorIdentifier: "one.example", claimsInIdToken: true });
    const api = await addClient(server, { introspects: [server.url, NOTES], redirectUris: [] });
    const { pairwise_salt } = await columns(user.id);
    const browser = new Browser(server);
    const wishes = { pairwise_salt: null, salt: null, id: null, user_id: null, sub: null };
    const claims = JSON.stringify({ id_token: wishes, userinfo: wishes });
    const request = authorizationRequest(client, { scope: `${SCOPE} address phone notes:read`, claims });
    const login = await browser.open(request.url);
    const consent = await browser.signIn(login, user);
    const code = await browser.allow(consent);
    // The username and the address are what the person let it have; here they hold the id.
    await server.db.prepare("UPDATE users SET username = 'pair', email = 'pair@example.com' WHERE id = ?").bind(user.id).run();
    try {
      const tokens = await obtain(client, { scope: `${SCOPE} address phone notes:read`, claims }, { browser });
      const seen = [
        login.text, consent.text, JSON.stringify(server.logs), code.location,
        JSON.stringify(tokens), JSON.stringify(decodeJwt(tokens.id_token)), JSON.stringify(decodeJwt(tokens.access_token)),
        (await userinfo(server, tokens.access_token)).text,
        (await postAs(server, api, "/introspect", { token: tokens.access_token })).text,
      ];
      for (const text of seen) assert.equal(text.includes(pairwise_salt), false, text.slice(0, 200));
      // The consent page shows the person their own username, and the log is the owner's.
      for (const text of seen.slice(3)) assert.equal(text.includes(user.id), false, text.slice(0, 200));
    } finally {
      await server.db.prepare("UPDATE users SET username = ?, email = ? WHERE id = ?").bind(user.username, user.email, user.id).run();
    }
  });

  test("nor does sid tell that two clients see one person", async () => {
    const browser = new Browser(server);
    const sids = [];
    for (const client of [await add("one.example"), await add("one.example"), await add("two.example"), await add(undefined)]) {
      sids.push(decodeJwt((await obtain(client, {}, { browser })).id_token).sid);
    }
    assert.equal(new Set(sids).size, 4);
  });
});

describe("whom a request means (sub of the claims parameter, id_token_hint) is read in the sector of the client", () => {
  async function silently(client, browser, changes) {
    const { answer } = await browser.open(authorizationRequest(client, { scope: "openid", prompt: "none", ...changes }).url);
    return answer.has("code") ? "code" : answer.get("error");
  }

  test("so that its own sub finds the person, and the sub of another does not", async () => {
    const [one, two, everybody] = [await add("one.example"), await add("two.example"), await add(undefined)];
    const browser = new Browser(server);
    const own = await subject(one, { browser });
    const meaning = (value) => ({ claims: JSON.stringify({ id_token: { sub: { value } } }) });
    assert.equal(await silently(one, browser, meaning(own)), "code");
    // Else a client could try out who the subs of others are.
    assert.equal(await silently(one, browser, meaning(user.id)), "login_required");
    assert.equal(await silently(two, browser, meaning(own)), "login_required");
    assert.equal(await silently(everybody, browser, meaning(own)), "login_required");
    assert.equal(await silently(everybody, browser, meaning(user.id)), "code");
  });

  test("and a hint of the client itself is good", async () => {
    const one = await add("one.example");
    const browser = new Browser(server);
    const { id_token } = await obtain(one, {}, { browser });
    assert.equal(await silently(one, browser, { id_token_hint: id_token }), "code");
  });
});

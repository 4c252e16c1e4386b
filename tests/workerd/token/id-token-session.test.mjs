// What ID tokens say of the session they are from: `auth_time` and `sid` over time, in one browser and
// in several, and after refreshes (OpenID Connect Core sections 2 and 12.2).

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { decodeJwt } from "jose";

import { Browser } from "../kit/browser.mjs";
import { addClient } from "../kit/clients.mjs";
import { hashOf, sessionOf } from "../kit/issued.mjs";
import { addUser } from "../kit/people.mjs";
import { serveIsolates } from "../kit/serve.mjs";
import { obtainTokens, obtaining, refresh } from "../kit/steps.mjs";

const SCOPE = "openid offline_access";

let server, user, client;
before(async () => {
  server = await serveIsolates(1);
  user = await addUser(server);
  client = await addClient(server, { firstParty: true });
});
after(() => server?.dispose());

const obtain = obtaining(() => ({ server, user, changes: { scope: SCOPE } }));

async function claims(browser, changes, of = client) {
  return decodeJwt((await obtain(of, changes, { browser })).id_token);
}

describe("auth_time", () => {
  test("is when the person signed in, however much later the client asks", async () => {
    const browser = new Browser(server);
    const first = await claims(browser);
    await server.letPass(3000);
    const second = await claims(browser);
    assert.equal(second.auth_time, first.auth_time);
    assert.ok(second.iat >= first.iat + 3000);
    assert.equal(second.exp, second.iat + 600);
  });

  test("is a later one after they signed in again, and the session is the same", async () => {
    const browser = new Browser(server);
    const first = await claims(browser);
    await server.letPass(100);
    const second = await claims(browser, { prompt: "login" });
    assert.ok(second.auth_time >= first.auth_time + 100);
    assert.deepEqual([second.sub, second.sid], [first.sub, first.sid]);
    const { auth_time } = decodeJwt((await obtain(client, {}, { browser })).access_token);
    assert.equal(auth_time, second.auth_time, "the access token says so too");
  });
});

describe("sid", () => {
  test("is the same for one client in one browser, and another in every other browser", async () => {
    const [browser, elsewhere] = [new Browser(server), new Browser(server)];
    const sids = [await claims(browser), await claims(browser, { scope: "openid" }), await claims(elsewhere)].map(({ sid }) => sid);
    assert.equal(sids[0], sids[1]);
    assert.notEqual(sids[0], sids[2]);
  });

  test("is another for every client, so that two of them cannot tell that they see one person", async () => {
    const browser = new Browser(server);
    const pairwise = { firstParty: true, sectorIdentifier: "one.example" };
    const clients = [client, await addClient(server, { firstParty: true }), await addClient(server, pairwise), await addClient(server, pairwise)];
    const sids = [];
    for (const each of clients) sids.push((await claims(browser, {}, each)).sid);
    assert.equal(new Set(sids).size, clients.length);
  });

  test("is nothing that the database or the browser knows", async () => {
    const browser = new Browser(server);
    const { sid } = await claims(browser);
    const { results } = await server.db.prepare("SELECT * FROM sessions").all();
    assert.ok(results.length > 0);
    const secrets = [...results.flatMap(({ hash, id }) => [hash, id]), ...browser.cookies.values()];
    for (const secret of secrets) assert.equal(secret.includes(sid) || sid.includes(secret), false);
  });
});

describe("after a refresh", () => {
  test("the ID token is of the first sign-in: same auth_time, sub and sid, no nonce, new times and at_hash", async () => {
    const browser = new Browser(server);
    const first = await obtain(client, { nonce: "once" }, { browser });
    assert.equal(decodeJwt(first.id_token).nonce, "once");
    let { refresh_token } = first;
    for (let round = 1; round <= 3; round++) {
      await server.letPass(5000);
      const { json } = await refresh(server, client, refresh_token);
      const later = decodeJwt(json.id_token);
      assert.deepEqual(sessionOf(json.id_token), sessionOf(first.id_token));
      assert.deepEqual(Object.keys(later).toSorted(), Object.keys(decodeJwt(first.id_token)).filter((name) => name !== "nonce").toSorted());
      assert.ok(later.iat >= decodeJwt(first.id_token).iat + round * 5000);
      assert.equal(later.exp, later.iat + 600);
      assert.equal(later.at_hash, hashOf(json.access_token));
      ({ refresh_token } = json);
    }
  });

  test("it is, even when they have signed in again since", async () => {
    const browser = new Browser(server);
    const first = await obtain(client, {}, { browser });
    await server.letPass(100);
    await claims(browser, { prompt: "login" });
    await claims(new Browser(server));
    const { json } = await refresh(server, client, first.refresh_token);
    assert.deepEqual(sessionOf(json.id_token), sessionOf(first.id_token));
  });

  test("a lost answer, asked for again, has an ID token too", async () => {
    const { refresh_token, id_token } = await obtain(client);
    const [lost, again] = [await refresh(server, client, refresh_token), await refresh(server, client, refresh_token)];
    for (const { json } of [lost, again]) {
      assert.deepEqual(sessionOf(json.id_token), sessionOf(id_token));
      assert.equal(decodeJwt(json.id_token).at_hash, hashOf(json.access_token));
    }
  });

  test("nothing is told of a user who is gone", async () => {
    const gone = await addUser(server);
    const { refresh_token } = await obtainTokens(server, new Browser(server), client, gone, { scope: SCOPE });
    await server.db.prepare("DELETE FROM users WHERE id = ?").bind(gone.id).run();
    const { status, text, json } = await refresh(server, client, refresh_token);
    assert.deepEqual([status, json.error, text.includes("id_token")], [400, "invalid_grant", false]);
  });
});

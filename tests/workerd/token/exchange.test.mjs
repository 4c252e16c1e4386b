// Token exchange (RFC 8693), narrowed: an API gets a token with which it calls another API in a person's name. Audience and scope
// only shrink, the token names who acts, and it ends with the one that it came from.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { calculateJwkThumbprint, decodeJwt } from "jose";

import { assertError } from "../kit/asserts.mjs";
import { Browser } from "../kit/browser.mjs";
import { addClient } from "../kit/clients.mjs";
import { userinfo } from "../kit/issued.mjs";
import { newKey, postWith, prove } from "../kit/keys.mjs";
import { addUser } from "../kit/people.mjs";
import { serveWithClock } from "../kit/serve.mjs";
import { obtainCode, obtaining, postAs, token } from "../kit/steps.mjs";

const EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
const ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";
const [NOTES, FILES, MAIL] = ["https://notes.example", "https://files.example", "https://mail.example"];
const SCOPE = "openid notes:read files:read files:write mail:send shared";

let server, app, api, browser;
before(async () => {
  const described = (resource, ...scopes) => ({
    resource, name: resource, scopes: Object.fromEntries(scopes.map((scope) => [scope, `Do ${scope}`])),
  });
  server = await serveWithClock({
    vars: {
      RESOURCES: [
        described(NOTES, "notes:read", "shared"), described(FILES, "files:read", "files:write", "shared"), described(MAIL, "mail:send"),
      ],
    },
  });
  server.urls = [server.url];
  app = await addClient(server, { firstParty: true, scope: SCOPE });
  api = await add();
  browser = new Browser(server);
});
after(() => server?.dispose());

const add = (changes) => addClient(server, {
  introspects: [NOTES], scope: "files:read mail:send shared", redirectUris: [], grantTypes: [EXCHANGE], ...changes,
});
const obtain = obtaining(() => ({ server, browser, changes: { scope: SCOPE } }));
const subject = async (changes, options) => (await obtain(app, changes, options)).access_token;
const fields = (subject_token, changes = {}) => ({
  grant_type: EXCHANGE, subject_token, subject_token_type: ACCESS_TOKEN, resource: FILES, ...changes,
});
const exchange = (of, subject_token, changes) => token(server, of, fields(subject_token, changes));

async function exchanged(of, subject_token, changes) {
  const { status, json, text } = await exchange(of, subject_token, changes);
  assert.equal(status, 200, text);
  return json;
}

/** What the API behind `resource` hears of a token. */
async function active(sent, resource = FILES) {
  const asking = await addClient(server, { introspects: [resource], redirectUris: [], grantTypes: [] });
  return (await postAs(server, asking, "/introspect", { token: sent })).json;
}

describe("an API", () => {
  test("gets a token for another API, in the person's name, that says who acts", async () => {
    const original = await subject();
    const { access_token, ...answer } = await exchanged(api, original);
    assert.deepEqual(Object.keys(answer).sort(), ["expires_in", "issued_token_type", "scope", "token_type"]);
    assert.deepEqual([answer.issued_token_type, answer.token_type, answer.scope], [ACCESS_TOKEN, "Bearer", "files:read shared"]);
    const { iat, exp, jti, ...claims } = decodeJwt(access_token);
    const before = decodeJwt(original);
    assert.deepEqual(claims, {
      iss: server.url, sub: before.sub, client_id: api.id, aud: FILES, scope: "files:read shared", act: { sub: api.id },
      auth_time: before.auth_time, acr: before.acr,
    });
    assert.ok(exp <= before.exp && exp > iat);
    assert.equal(jti.split(".")[0], before.jti.split(".")[0]);
    const told = await active(access_token);
    assert.deepEqual([told.active, told.sub, told.client_id, told.act], [true, before.sub, api.id, { sub: api.id }]);
  });

  for (const [sent, scope, aud] of [
    [{ scope: "files:read" }, "files:read", FILES],
    [{ resource: undefined, audience: MAIL }, "mail:send", MAIL],
    [{ resource: [FILES, MAIL], scope: "files:read mail:send" }, "files:read mail:send", [FILES, MAIL]],
    [{ subject_token_type: "urn:ietf:params:oauth:token-type:jwt", requested_token_type: ACCESS_TOKEN }, "files:read shared", FILES],
  ]) {
    test(`asks for ${JSON.stringify(sent)}`, async () => {
      const answer = await exchanged(api, await subject(), sent);
      const claims = decodeJwt(answer.access_token);
      assert.deepEqual([answer.scope, claims.scope, claims.aud], [scope, scope, aud]);
    });
  }

  for (const [why, sent, error] of [
    ["no subject_token", { subject_token: undefined }, "invalid_request"],
    ["another kind of subject_token", { subject_token_type: "urn:ietf:params:oauth:token-type:id_token" }, "invalid_request"],
    ["no kind of subject_token", { subject_token_type: undefined }, "invalid_request"],
    ["a refresh token in return", { requested_token_type: "urn:ietf:params:oauth:token-type:refresh_token" }, "invalid_request"],
    ["an actor_token", { actor_token: "x", actor_token_type: ACCESS_TOKEN }, "invalid_request"],
    ["no API", { resource: undefined }, "invalid_request"],
    ["an unknown API", { resource: "https://unknown.example" }, "invalid_target"],
    ["an unknown audience", { resource: undefined, audience: "mail" }, "invalid_target"],
    ["a scope that is not registered for it", { scope: "files:write" }, "invalid_scope"],
    ["a scope of another API", { scope: "mail:send" }, "invalid_target"],
  ]) {
    test(`is refused with ${why}`, async () => {
      assertError(await exchange(api, await subject(), sent), error);
    });
  }

  test("gets no more scope than the token at hand has, although it is registered for it", async () => {
    const original = await subject({ scope: "notes:read files:write" });
    assertError(await exchange(api, original, { scope: "files:read" }), "invalid_scope");
    assertError(await exchange(api, original), "invalid_scope");
  });

  test("gets nothing at an API for which the token at hand is not, although both define the scope", async () => {
    const original = await subject({ scope: "openid shared", resource: NOTES });
    assertError(await exchange(api, original, { scope: "shared" }), "invalid_target");
  });

  test("gets nothing of the person: userinfo is for the app that they let in", async () => {
    assertError(await exchange(api, await subject(), { resource: server.url }), "invalid_target");
    const { access_token } = await exchanged(api, await subject());
    assert.equal((await userinfo(server, access_token)).status, 401);
  });
});

describe("the token at hand must be", () => {
  test("for this API", async () => {
    const other = await add({ introspects: [MAIL] });
    assertError(await exchange(other, await subject({ scope: "notes:read files:read" })), "invalid_request");
  });

  test("good", async () => {
    assertError(await exchange(api, "x"), "invalid_request");
    const { id_token } = await obtain(app);
    assertError(await exchange(api, id_token), "invalid_request");
    const [original, given] = [await subject(), await subject()];
    assert.equal((await postAs(server, app, "/revoke", { token: original })).status, 200);
    assertError(await exchange(api, original), "invalid_request");
    await exchanged(api, given);
  });

  test("a person's", async () => {
    const both = await add({ id: "client-both", grantTypes: [EXCHANGE, "client_credentials"], introspects: [FILES] });
    const own = (await token(server, both, { grant_type: "client_credentials", scope: "files:read" })).json.access_token;
    assertError(await exchange(both, own), "invalid_request");
  });
});

describe("the new token ends", () => {
  test("with the family that it came from", async () => {
    const tokens = await obtain(app, { scope: `${SCOPE} offline_access` });
    const grant = await obtainCode(browser, app, server.user, { scope: SCOPE });
    const first = (await token(server, app, grant)).json;
    const { access_token } = await exchanged(api, first.access_token);
    assert.equal((await active(access_token)).active, true);
    await token(server, app, grant);
    assert.deepEqual(await active(access_token), { active: false });
    assert.ok(tokens.access_token);
  });

  test("with the very token that it came from, over several steps", async () => {
    const original = await subject();
    const second = await exchanged(api, original, { resource: [FILES, MAIL] });
    const files = await add({ introspects: [FILES] });
    const third = await exchanged(files, second.access_token, { resource: MAIL });
    assert.deepEqual(decodeJwt(third.access_token).act, { sub: files.id, act: { sub: api.id } });
    assert.equal((await active(third.access_token, MAIL)).active, true);
    assert.equal((await postAs(server, app, "/revoke", { token: original })).status, 200);
    assert.deepEqual(await active(second.access_token), { active: false });
    assert.deepEqual(await active(third.access_token, MAIL), { active: false });
  });

  test("with its API, and with the person", async () => {
    const going = await add();
    const person = await addUser(server);
    const original = await subject({}, { user: person, browser: new Browser(server) });
    const [one, two] = [await exchanged(going, original), await exchanged(api, original)];
    await server.db.prepare("DELETE FROM clients WHERE id = ?").bind(going.id).run();
    assert.deepEqual(await active(one.access_token), { active: false });
    assert.equal((await active(two.access_token)).active, true);
    await server.db.prepare("UPDATE users SET disabled_at = 1 WHERE id = ?").bind(person.id).run();
    assert.deepEqual(await active(two.access_token), { active: false });
  });

  test("when the owner turns the grant off for its API", async () => {
    const other = await add();
    const { access_token } = await exchanged(other, await subject());
    assert.equal((await active(access_token)).active, true);
    await server.db.prepare("UPDATE clients SET grant_types = '[]' WHERE id = ?").bind(other.id).run();
    assert.equal((await active(access_token)).active, false);
  });

  test("when its API gives it back, and the one before stays", async () => {
    const original = await subject();
    const { access_token } = await exchanged(api, original);
    assert.equal((await postAs(server, api, "/revoke", { token: access_token })).status, 200);
    assert.deepEqual(await active(access_token), { active: false });
    assert.equal((await active(original)).active, true);
  });
});

describe("a token that is bound to a key", () => {
  let key, original;
  before(async () => {
    key = await newKey("ES256");
    const grant = await obtainCode(browser, app, server.user, { scope: SCOPE });
    original = (await postWith(server, app, grant, await prove(server, key))).json.access_token;
  });

  test("needs its proof, and yields one that is bound to it", async () => {
    assertError(await exchange(api, original), "invalid_request");
    assertError(await postWith(server, api, fields(original), await prove(server, await newKey("ES256"))), "invalid_request");
    const { status, json, text } = await postWith(server, api, fields(original), await prove(server, key));
    assert.equal(status, 200, text);
    assert.equal(json.token_type, "DPoP");
    assert.equal(decodeJwt(json.access_token).cnf.jkt, await calculateJwkThumbprint(key.jwk));
  });

  test("can come of one that was not: the API proves its own", async () => {
    const own = await newKey("ES256");
    const { json } = await postWith(server, api, fields(await subject()), await prove(server, own));
    assert.equal(decodeJwt(json.access_token).cnf.jkt, await calculateJwkThumbprint(own.jwk));
  });
});

describe("nobody else exchanges", () => {
  for (const [who, changes] of [
    ["an API whose owner did not turn it on", { grantTypes: [] }],
    ["a public client", { method: "none" }],
    ["a client that is no API", { introspects: [] }],
    ["a client that registered itself", { registeredBy: "itself" }],
  ]) {
    test(`${who}, whatever the database says`, async () => {
      const other = await add(changes);
      assertError(await exchange(other, await subject()), "unauthorized_client");
    });
  }

  test("npm run client -- add --token-exchange wants an API", async () => {
    const command = (...args) => server.admin("client", "add", "--name", "Notes API", "--token-exchange", "--scope", "notes:read", ...args);
    await assert.rejects(command("--redirect-uri", "https://app.example/callback"), /--introspects/);
    const { client_id } = await command("--introspects", "http://localhost:8789");
    assert.deepEqual((await server.admin("client", "show", client_id)).grant_types, [EXCHANGE]);
  });
});

// Last, because time does not go back.
test("no later than the one before, and that is exchanged three times at most", async () => {
  const original = await subject();
  await server.letPass(400);
  let { access_token, expires_in } = await exchanged(api, original);
  assert.ok(expires_in <= 200, `${expires_in}`);
  const files = await add({ introspects: [FILES] });
  for (let time = 0; time < 2; time++) ({ access_token } = await exchanged(files, access_token));
  assertError(await exchange(files, access_token), "invalid_request");
});

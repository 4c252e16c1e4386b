// Client credentials (RFC 6749 section 4.4): a client gets tokens in its own name, for APIs and never about a person,
// once its owner turned that on.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { calculateJwkThumbprint, decodeJwt } from "jose";
import * as openid from "openid-client";

import { assertError } from "../kit/asserts.mjs";
import { Browser } from "../kit/browser.mjs";
import { addClient, addKeyClient } from "../kit/clients.mjs";
import { userinfo } from "../kit/issued.mjs";
import { newKey, postWith, prove } from "../kit/keys.mjs";
import { serveAuthorizationServer } from "../kit/serve.mjs";
import { obtainTokens, postAs, token } from "../kit/steps.mjs";

const NOTES = "https://notes.example";
const FILES = "https://files.example";
const SCOPE = "openid profile offline_access notes:read notes:write files:read";
const OF_APIS = "notes:read notes:write files:read";
const GRANT = { grant_type: "client_credentials" };

let server, client, api;
before(async () => {
  const api_ = (resource, ...scopes) => ({
    resource, name: resource, scopes: Object.fromEntries(scopes.map((scope) => [scope, `Do ${scope}`])),
  });
  server = await serveAuthorizationServer({
    seed: true,
    vars: { RESOURCES: [api_(NOTES, "notes:read", "notes:write"), api_(FILES, "files:read")], REGISTRATION: "open" },
  });
  server.urls = [server.url];
  client = await add();
  api = await addClient(server, { introspects: [NOTES, FILES], redirectUris: [], grantTypes: [] });
});
after(() => server.dispose());

const add = (changes) => addClient(server, {
  scope: SCOPE, redirectUris: [], grantTypes: ["client_credentials"], ...changes,
});
const ask = (of, fields = {}) => token(server, of, { ...GRANT, ...fields });
const introspect = async (sent) => (await postAs(server, api, "/introspect", { token: sent })).json;

describe("a client whose owner turned it on", () => {
  test("gets an access token of its own, and nothing else", async () => {
    const { status, json } = await ask(client);
    assert.equal(status, 200);
    assert.deepEqual(Object.keys(json).sort(), ["access_token", "expires_in", "scope", "token_type"]);
    assert.deepEqual([json.token_type, json.expires_in, json.scope], ["Bearer", 600, OF_APIS]);
    const { iat, exp, jti, ...claims } = decodeJwt(json.access_token);
    assert.deepEqual(claims, {
      iss: server.url, sub: client.id, client_id: client.id, aud: [NOTES, FILES], scope: OF_APIS,
    });
    assert.equal(exp - iat, 600);
    assert.match(jti, /^\.[\w-]{22}$/);
  });

  for (const [sent, scope, aud] of [
    [{ scope: "notes:read" }, "notes:read", NOTES],
    [{ scope: "openid profile offline_access files:read" }, "files:read", FILES],
    [{ resource: FILES }, "files:read", FILES],
    [{ scope: OF_APIS, resource: NOTES }, "notes:read notes:write", NOTES],
  ]) {
    test(`asks for ${new URLSearchParams(sent)}`, async () => {
      const { status, json, text } = await ask(client, sent);
      assert.equal(status, 200, text);
      const claims = decodeJwt(json.access_token);
      assert.deepEqual([json.scope, claims.scope, claims.aud], [scope, scope, aud]);
    });
  }

  for (const [sent, error] of [
    [{ scope: "openid profile" }, "invalid_scope"],
    [{ scope: "nonsense" }, "invalid_scope"],
    [{ scope: "\"" }, "invalid_scope"],
    [{ resource: "https://unknown.example" }, "invalid_target"],
    [{ resource: "not a URI" }, "invalid_target"],
    [{ scope: ["notes:read", "notes:read"] }, "invalid_request"],
  ]) {
    test(`is refused ${new URLSearchParams(Object.entries(sent).flatMap(([k, v]) => [v].flat().map((it) => [k, it])))}`, async () => {
      assertError(await ask(client, sent), error);
    });
  }

  test("for the issuer's own resource gets nothing: userinfo is about people", async () => {
    assertError(await ask(client, { resource: server.url }), "invalid_scope");
  });

  test("may only have what is registered for it", async () => {
    const other = await add({ scope: "openid notes:read" });
    assertError(await ask(other, { scope: "files:read" }), "invalid_scope");
    assert.equal((await ask(other)).json.scope, "notes:read");
  });

  test("has a token that stands for nobody at userinfo", async () => {
    const { json } = await ask(client);
    assert.equal((await userinfo(server, json.access_token)).status, 401);
  });

  test("writes nothing", async () => {
    const count = async () => (await server.db.prepare(
      "SELECT (SELECT count(*) FROM token_families) + (SELECT count(*) FROM spent_ids) + (SELECT count(*) FROM events) AS n",
    ).first()).n;
    const before = await count();
    assert.equal((await ask(client)).status, 200);
    assert.equal(await count(), before);
  });

  test("with a DPoP proof has a token that is bound to the key, and with dpop_bound_access_tokens no other", async () => {
    const key = await newKey("ES256");
    const proof = await prove(server, key);
    const { status, json } = await postWith(server, client, GRANT, proof);
    assert.deepEqual([status, json.token_type], [200, "DPoP"]);
    assert.equal(decodeJwt(json.access_token).cnf.jkt, await calculateJwkThumbprint(key.jwk));
    assertError(await postWith(server, client, GRANT, proof), "invalid_dpop_proof");
    assertError(await ask(await add({ dpopBoundAccessTokens: true })), "invalid_dpop_proof");
  });

  test("may prove itself with a key", async () => {
    const signing = await addKeyClient(server, { scope: SCOPE, redirectUris: [], grantTypes: ["client_credentials"] });
    assert.equal((await ask(signing)).status, 200);
  });
});

describe("introspection of such a token", () => {
  test("tells what it is, without a word about a person", async () => {
    const { json } = await ask(client, { scope: "notes:read" });
    const { iat, exp, jti } = decodeJwt(json.access_token);
    assert.deepEqual(await introspect(json.access_token), {
      active: true, scope: "notes:read", client_id: client.id, token_type: "Bearer",
      exp, iat, sub: client.id, aud: NOTES, iss: server.url, jti,
    });
  });

  test("is over once the client gave it back", async () => {
    const { json } = await ask(client);
    const another = (await ask(client)).json.access_token;
    assert.equal((await postAs(server, client, "/revoke", { token: json.access_token })).status, 200);
    assert.deepEqual(await introspect(json.access_token), { active: false });
    assert.equal((await introspect(another)).active, true);
  });

  test("is over once the client is removed, or its owner turns it off", async () => {
    for (const end of [
      "DELETE FROM clients WHERE id = ?",
      "UPDATE clients SET grant_types = '[]' WHERE id = ?",
    ]) {
      const ending = await add();
      const { access_token } = (await ask(ending)).json;
      assert.equal((await introspect(access_token)).active, true);
      await server.db.prepare(end).bind(ending.id).run();
      assert.deepEqual(await introspect(access_token), { active: false }, end);
      assert.notEqual((await ask(ending)).status, 200, end);
    }
  });
});

describe("nobody else gets one", () => {
  test("a client whose owner did not turn it on", async () => {
    assertError(await ask(await addClient(server, { scope: SCOPE })), "unauthorized_client");
  });

  for (const [who, changes] of [
    ["a public client", { method: "none" }],
    ["a client that registered itself", { registeredBy: "itself" }],
    ["a client with a metadata document", { registeredBy: "document" }],
    ["a client with an id like a user's", { id: "0123456789abcdef01234567" }],
    ["a client with an id like a pairwise subject", { id: "A".repeat(43) }],
  ]) {
    test(`${who}, whatever the database says`, async () => {
      const other = await add(changes);
      const answer = await ask(other);
      assert.ok(answer.status === 400 || answer.status === 401, answer.text);
      assert.ok(["unauthorized_client", "invalid_client"].includes(answer.json.error), answer.text);
    });
  }

  test("a client that registers itself for it is registered without it", async () => {
    const response = await fetch(`${server.url}/register`, {
      method: "POST", headers: { "content-type": "application/json" },
      body: JSON.stringify({
        redirect_uris: ["https://self.example/callback"], grant_types: ["authorization_code", "client_credentials"],
      }),
    });
    const registered = await response.json();
    assert.deepEqual(registered.grant_types, ["authorization_code"]);
    const self = { id: registered.client_id, secret: registered.client_secret, method: "client_secret_basic" };
    assertError(await ask(self, { scope: "notes:read" }), "unauthorized_client");
  });

  test("a wrong secret", async () => {
    assertError(await ask({ ...client, secret: "wrong" }), "invalid_client");
  });
});

test("every user's sub reads like one, so that no client with such tokens can have it", async () => {
  const code = { grantTypes: ["authorization_code", "client_credentials"], redirectUris: ["https://app.example/callback"], firstParty: true };
  for (const sector of [undefined, "app.example"]) {
    const asking = await addClient(server, { ...code, sectorIdentifier: sector });
    const tokens = await obtainTokens(server, new Browser(server), asking, server.user, { scope: "openid" });
    const { sub } = decodeJwt(tokens.id_token);
    assert.match(sub, /^([0-9a-f]{24}|[\w-]{43})$/);
  }
});

test("openid-client gets a token", async () => {
  const config = await openid.discovery(new URL(server.url), client.id, undefined, openid.ClientSecretBasic(client.secret), {
    execute: [openid.allowInsecureRequests],
  });
  assert.ok(config.serverMetadata().grant_types_supported.includes("client_credentials"));
  const tokens = await openid.clientCredentialsGrant(config, { scope: "notes:read", resource: NOTES });
  assert.deepEqual([tokens.scope, tokens.refresh_token, tokens.id_token], ["notes:read", undefined, undefined]);
});

describe("npm run client", () => {
  const command = (action, ...args) => server.admin("client", action, ...args);
  const ADD = ["--name", "Nightly job", "--client-credentials"];

  test("add --client-credentials registers a client that needs no redirect URI", async () => {
    const added = await command("add", ...ADD, "--scope", "notes:read");
    assert.match(added.client_id, /^client-[0-9a-f]{24}$/);
    const own = { id: added.client_id, secret: added.client_secret, method: "client_secret_basic" };
    assert.equal((await ask(own)).json.scope, "notes:read");
    await command("edit", own.id, "--client-credentials=false", "--redirect-uri", "https://app.example/callback");
    assertError(await ask(own), "unauthorized_client");
  });

  for (const [why, args] of [
    [/scope of an API/i, ADD],
    [/scope of an API/i, [...ADD, "--scope", "openid profile"]],
    [/public client/i, [...ADD, "--scope", "notes:read", "--public"]],
    [/reads like the identifier of a person/, [...ADD, "--scope", "notes:read", "--id", "0123456789abcdef01234567"]],
  ]) {
    test(`add ${args.slice(3).join(" ")} is refused: ${why.source}`, async () => {
      await assert.rejects(command("add", ...args), (error) => why.test(`${error.message}${error.stderr}`));
    });
  }
});

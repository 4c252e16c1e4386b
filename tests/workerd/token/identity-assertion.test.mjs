// Identity assertions (draft-ietf-oauth-identity-assertion-authz-grant-04, RFC 7523): a provider that the settings trust says who a
// person is, and a client that the owner lets gets an access token for them. Only for accounts that are linked, and once for each.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { calculateJwkThumbprint, decodeJwt, generateKeyPair } from "jose";

import { assertError } from "../kit/asserts.mjs";
import { Browser } from "../kit/browser.mjs";
import { addClient, addKeyClient } from "../kit/clients.mjs";
import { userinfo } from "../kit/issued.mjs";
import { confusions, forge, newKey, postWith, prove, sign, tampered } from "../kit/keys.mjs";
import { addUser } from "../kit/people.mjs";
import { StandIn, internetOf, linkTo, personAt, settingsOf } from "../kit/providers.mjs";
import { mark, serveWithClock } from "../kit/serve.mjs";
import { atOnce, postAs, token } from "../kit/steps.mjs";

const GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer";
const TYPE = "oauth-id-jag+jwt";
const [NOTES, FILES] = ["https://notes.example", "https://files.example"];
/** What docs/providers.md says. */
const ROWS_READ = 11;
const SCOPE = "openid profile email offline_access notes:read notes:write files:read shared";

/** A provider whose assertions are trusted, unless the setting is changed. */
class Asserting extends StandIn {
  trusted = true;
  get setting() {
    return { ...super.setting, ...(this.trusted !== undefined && { identity_assertion: this.trusted }) };
  }
}

const work = new Asserting("work", "https://op.example");
const quiet = Object.assign(new Asserting("quiet", "https://quiet.example"), { trusted: undefined });
// Nobody ever signs in at these, so that whatever is fetched of them is fetched for an assertion.
const fresh = new Asserting("fresh", "https://fresh.example");
const unused = Object.assign(new Asserting("unused", "https://unused.example"), { trusted: undefined });
const providers = [work, quiet, fresh, unused];

let server, client, person, user, browser;
before(async () => {
  const described = (resource, defaults, ...scopes) => ({
    resource, name: resource, scopes: Object.fromEntries(scopes.map((scope) => [scope, `Do ${scope}`])), default_scopes: defaults,
  });
  const { vars, secrets } = settingsOf(...providers);
  const RESOURCES = [described(NOTES, ["notes:read"], "notes:read", "notes:write", "shared"), described(FILES, [], "files:read", "shared")];
  server = await serveWithClock({ outbound: internetOf(...providers), vars: { ...vars, RESOURCES }, secrets });
  server.urls = [server.url];
  for (const provider of providers) provider.now = server.now;
  client = await add();
  ({ person, user, browser } = await somebody());
  for (const provider of providers) if (!provider.keys) await provider.newKeys();
});
after(() => server?.dispose());

const add = (changes) => addClient(server, { scope: SCOPE, redirectUris: [], grantTypes: [GRANT], ...changes });

/** Somebody who has linked an account at `work`. */
async function somebody(provider = work) {
  const [user, browser, person] = [await addUser(server), new Browser(server), personAt()];
  await browser.signIn(await browser.open("/account/security"), user);
  assert.equal((await linkTo(browser, provider, person)).status, 200);
  return { user, browser, person };
}

const keyOf = (provider) => ({ alg: provider.alg, kid: provider.kid, privateKey: provider.keys.privateKey, publicKey: provider.keys.publicKey });

/** What an assertion says; of `changes`, `undefined` leaves a claim out. */
function claimsOf(changes = {}, provider = work) {
  const now = provider.now();
  return {
    iss: provider.issuer, sub: person.sub, aud: server.url, client_id: client.id, jti: randomUUID(), iat: now, exp: now + 300,
    scope: "notes:read", resource: NOTES, ...changes,
  };
}

const assertion = (changes, header = {}, provider = work) => sign(keyOf(provider), claimsOf(changes, provider), { typ: TYPE, ...header });
const redeem = (sent, of = client, changes = {}) => token(server, of, { grant_type: GRANT, assertion: sent, ...changes });

async function redeemed(sent, of, changes) {
  const { status, json, text } = await redeem(sent, of, changes);
  assert.equal(status, 200, text);
  return json;
}

async function refused(sent, error = "invalid_grant", of = client, changes = {}) {
  const answer = await redeem(sent, of, changes);
  assertError(answer, error);
  return answer.json.error_description;
}

/** What the API behind `resource` hears of a token. */
async function active(sent, resource = NOTES) {
  const asking = await addClient(server, { introspects: [resource], redirectUris: [], grantTypes: [] });
  return (await postAs(server, asking, "/introspect", { token: sent })).json;
}

const families = () => server.db.prepare("SELECT count(*) AS n FROM token_families").first("n");

describe("an assertion of a trusted provider", () => {
  test("becomes an access token for the person who linked that account, and nothing else", async () => {
    const { access_token, ...answer } = await redeemed(await assertion({ auth_time: work.now() - 100, email: "x@example.com", amr: ["mfa"] }));
    assert.deepEqual(answer, { token_type: "Bearer", expires_in: 600, scope: "notes:read" });
    const { iat, exp, jti, auth_time, ...claims } = decodeJwt(access_token);
    assert.deepEqual(claims, { iss: server.url, sub: user.id, client_id: client.id, aud: NOTES, scope: "notes:read" });
    assert.ok(exp === iat + 600 && auth_time < iat && jti);
    const told = await active(access_token);
    assert.deepEqual([told.active, told.sub, told.client_id, told.scope], [true, user.id, client.id, "notes:read"]);
  });

  test("is redeemed by a client with a key, too", async () => {
    const of = await addKeyClient(server, { scope: SCOPE, redirectUris: [], grantTypes: [GRANT] });
    await redeemed(await assertion({ client_id: of.id, aud: [server.url], auth_time: undefined }), of);
  });

  test("names a person as the client knows them, with a pairwise subject", async () => {
    const of = await add({ sectorIdentifier: "app.example" });
    const { access_token } = await redeemed(await assertion({ client_id: of.id }), of);
    assert.match(decodeJwt(access_token).sub, /^[\w-]{43}$/);
  });

  test("costs 4 queries and 1 row, or 3 rows the first time", async () => {
    const of = await add();
    await redeemed(await assertion());
    for (const written of [3, 1]) {
      const start = await mark(server);
      await redeemed(await assertion({ client_id: of.id }), of);
      const end = await mark(server);
      const { d1_queries, d1_rows_read, d1_rows_written, kv_reads, kv_writes } = server.logs.slice(start, end).find(({ path }) => path === "/token");
      assert.deepEqual({ d1_queries, d1_rows_written, kv_reads, kv_writes }, { d1_queries: 4, d1_rows_written: written, kv_reads: 0, kv_writes: 0 });
      assert.ok(d1_rows_read <= ROWS_READ, `${d1_rows_read}`);
    }
  });
});

describe("scope and audience are at most", () => {
  for (const [what, said, asked, scope, aud] of [
    ["what the assertion says", { scope: "notes:read notes:write" }, {}, "notes:read notes:write", NOTES],
    ["what the client asks for", { scope: "notes:read notes:write" }, { scope: "notes:write" }, "notes:write", NOTES],
    ["the APIs of the assertion", { scope: "notes:read files:read shared" }, {}, "notes:read shared", NOTES],
    ["the API that the client names", { scope: "notes:read files:read", resource: [NOTES, FILES] }, { resource: FILES }, "files:read", FILES],
    ["the API that the client names, where the assertion names none", { scope: "notes:read files:read", resource: undefined }, { resource: FILES }, "files:read", FILES],
    ["the default scopes, where the assertion has none", { scope: undefined }, {}, "notes:read", NOTES],
    ["what the owner registered", { scope: "notes:read unknown" }, {}, "notes:read", NOTES],
    ["no offline access", { scope: "notes:read offline_access" }, {}, "notes:read", NOTES],
    ["no userinfo, where another API is named", { scope: "notes:read openid profile" }, {}, "notes:read", NOTES],
  ]) {
    test(what, async () => {
      const answer = await redeemed(await assertion(said), client, asked);
      const claims = decodeJwt(answer.access_token);
      assert.deepEqual([answer.scope, claims.scope, claims.aud], [scope, scope, aud]);
      assert.equal((await userinfo(server, answer.access_token)).status, 401);
    });
  }

  for (const [why, said, asked, error] of [
    ["more scope than the assertion has", {}, { scope: "notes:read notes:write" }, "invalid_scope"],
    ["more scope than its defaults", { scope: undefined }, { scope: "notes:write" }, "invalid_scope"],
    ["an API that the assertion is not for", {}, { resource: FILES }, "invalid_target"],
    ["an API that nobody knows", { resource: undefined }, { resource: "https://unknown.example" }, "invalid_target"],
    ["an assertion for an API that nobody knows", { resource: [NOTES, "https://unknown.example"] }, {}, "invalid_grant"],
    ["an assertion without scope for an API without defaults", { scope: undefined, resource: FILES }, {}, "invalid_grant"],
    ["an assertion with neither", { scope: undefined, resource: undefined }, {}, "invalid_grant"],
    ["a scope of another API", { scope: "files:read" }, {}, "invalid_scope"],
    ["offline access alone", { scope: "offline_access", resource: undefined }, {}, "invalid_scope"],
  ]) {
    test(`${why} is refused`, async () => refused(await assertion(said), error, client, asked));
  }

  test("what is registered for the client", async () => {
    const of = await add({ scope: "notes:read" });
    const answer = await redeemed(await assertion({ client_id: of.id, scope: "notes:read notes:write" }), of);
    assert.equal(answer.scope, "notes:read");
    await refused(await assertion({ client_id: of.id, scope: "notes:write" }), "invalid_scope", of);
    await refused(await assertion({ client_id: of.id, scope: "openid notes:read", resource: undefined }), "invalid_scope", of);
  });

  test("userinfo as far as the scope allows, where this server itself is meant", async () => {
    const { access_token } = await redeemed(await assertion({ scope: "openid email", resource: undefined }));
    const { status, json } = await userinfo(server, access_token);
    assert.equal(status, 200);
    assert.deepEqual(json, { sub: user.id, email: user.email });
    const none = await redeemed(await assertion({ scope: "email", resource: undefined }));
    assert.equal((await userinfo(server, none.access_token)).status, 403);
  });
});

describe("an assertion is refused", () => {
  for (const [why, changes, header] of [
    ["of another type", {}, { typ: "JWT" }],
    ["of no type", {}, { typ: undefined }],
    ["for another server", { aud: "https://other.example" }],
    ["for the token endpoint", { aud: "/token" }],
    ["for two servers", { aud: [] }],
    ["for another client", { client_id: "other" }],
    ["for no client", { client_id: undefined }],
    ["of another issuer", { iss: "https://other.example" }],
    ["of almost this issuer", { iss: "https://op.example/" }],
    ["that has expired", { exp: -61, iat: -200 }],
    ["of the future", { iat: 120, exp: 300 }],
    ["that is not valid yet", { nbf: 120 }],
    ["that is valid for too long", { exp: 1260 }],
    ["that never expires", { exp: undefined }],
    ["that does not say when it was made", { iat: undefined }],
    ["that cannot be told from others", { jti: undefined }],
    ["about nobody", { sub: undefined }],
    ["with authorization details", { authorization_details: [{ type: "payment" }] }],
    ["of an actor", { act: { sub: "agent" } }],
    ["of a tenant", { tenant: "acme" }],
  ]) {
    test(why, async () => {
      const now = work.now();
      const said = { ...changes };
      for (const name of ["exp", "iat", "nbf"]) if (said[name] !== undefined) said[name] += now;
      if (said.aud?.length === 0) said.aud = [server.url, "https://other.example"];
      if (said.aud === "/token") said.aud = `${server.url}/token`;
      const before = await families();
      await refused(await assertion(said, header));
      assert.equal(await families(), before);
    });
  }

  test("that is not signed by a key of its issuer", async () => {
    const stranger = { ...(await generateKeyPair("RS256", { extractable: true })), alg: "RS256", kid: work.kid };
    await refused(await sign(stranger, claimsOf(), { typ: TYPE }));
    // That of another provider, under this issuer.
    await refused(await sign(keyOf(quiet), claimsOf(), { typ: TYPE }));
    for (const sent of tampered(await assertion())) await refused(sent);
    await refused(forge({ typ: TYPE, alg: "none" }, claimsOf()));
    const own = await newKey("ES256", "own");
    for (const sent of await confusions(own, claimsOf(), { typ: TYPE, kid: "own" })) await refused(sent);
  });

  test("of a provider whose assertions the settings do not trust", async () => {
    const { person: theirs } = await somebody(quiet);
    await refused(await assertion({ sub: theirs.sub }, {}, quiet));
    await refused(await assertion({}, {}, unused));
    assert.deepEqual(unused.requests, [], "nothing is fetched for it");
  });

  test("that was used before, by whomever, and its token lives on", async () => {
    const sent = await assertion();
    const { access_token } = await redeemed(sent);
    await refused(sent);
    await refused(await assertion({ jti: decodeJwt(sent).jti, scope: "notes:write" }));
    assert.equal((await active(access_token)).active, true);
  });

  test("about somebody who has not linked that account, and says what to do", async () => {
    const says = await refused(await assertion({ sub: randomUUID() }));
    assert.match(says, /must sign in once, and link it/);
    // An address leads to nobody.
    await refused(await assertion({ sub: randomUUID(), email: user.email, email_verified: true }));
    await refused(await assertion({ sub: user.id }));
  });

  test("about somebody who is disabled, or not in the groups of the client", async () => {
    const { person: theirs, user: them } = await somebody();
    const of = await add({ allowedGroups: ["a-group"] });
    await refused(await assertion({ sub: theirs.sub, client_id: of.id }), "invalid_grant", of);
    await server.db.prepare("INSERT INTO user_groups (id, name, created_at) VALUES ('a-group', 'A group', 0)").run();
    await server.db.prepare("INSERT INTO group_members (user_id, group_id) VALUES (?, 'a-group')").bind(them.id).run();
    await redeemed(await assertion({ sub: theirs.sub, client_id: of.id }), of);
    await server.db.prepare("UPDATE users SET disabled_at = 1 WHERE id = ?").bind(them.id).run();
    await refused(await assertion({ sub: theirs.sub, client_id: of.id }), "invalid_grant", of);
    await refused(await assertion({ sub: theirs.sub }));
  });

  test("in the URL, or not at all", async () => {
    const answer = await token(server, client, { grant_type: GRANT });
    assertError(answer, "invalid_request");
    assertError(await postAs(server, client, `/token?assertion=${await assertion()}`, { grant_type: GRANT, assertion: await assertion() }), "invalid_request");
  });
});

test("of twenty uses of one assertion at once, one becomes a token", async () => {
  for (let round = 0; round < 5; round++) {
    const sent = await assertion();
    const answers = await atOnce(20, [server], (isolate) => token(isolate, client, { grant_type: GRANT, assertion: sent }));
    assert.equal(answers.filter(({ status }) => status === 200).length, 1);
    for (const answer of answers) if (answer.status !== 200) assertError(answer, "invalid_grant");
  }
});

describe("nobody else redeems", () => {
  for (const [who, changes] of [
    ["a client whose owner did not turn it on", { grantTypes: [] }],
    ["a public client", { method: "none" }],
    ["a client that registered itself", { registeredBy: "itself" }],
  ]) {
    test(`${who}, whatever the database says`, async () => {
      const other = await add(changes);
      await refused(await assertion({ client_id: other.id }), "unauthorized_client", other);
    });
  }

  test("a client with a wrong secret, for which nothing is fetched or verified", async () => {
    await refused(await assertion({}, {}, fresh), "invalid_client", { ...client, secret: "wrong" });
    const without = await add({ grantTypes: [] });
    await refused(await assertion({ client_id: without.id }, {}, fresh), "unauthorized_client", without);
    await refused(await assertion({ aud: "https://other.example" }, {}, fresh));
    assert.deepEqual(fresh.requests, []);
    assert.match(await refused(await assertion({}, {}, fresh)), /sign in once/);
    assert.deepEqual(fresh.requests.map(({ name }) => name), ["openid-configuration", "keys"]);
  });

  test("npm run client -- add --identity-assertion wants a client that proves who it is", async () => {
    const command = (...args) => server.admin("client", "add", "--name", "Agent", "--identity-assertion", "--scope", "notes:read", ...args);
    await assert.rejects(command("--public"), /--identity-assertion is for a client that proves who it is/);
    const { client_id } = await command();
    assert.deepEqual((await server.admin("client", "show", client_id)).grant_types, [GRANT]);
    await server.admin("client", "edit", client_id, "--identity-assertion=false", "--introspects", "http://localhost:8789");
    assert.deepEqual((await server.admin("client", "show", client_id)).grant_types, []);
  });
});

test("keys that do not fit are fetched again once a minute, however many assertions come", async () => {
  await server.letPass(61);
  const before = work.count("keys");
  for (let time = 0; time < 5; time++) await refused(await sign(await newKey("ES256", "unknown"), claimsOf(), { typ: TYPE }));
  assert.equal(work.count("keys"), before + 1);
});

describe("the token ends", () => {
  let theirs, them, their;
  const given = async (of = client) => (await redeemed(await assertion({ sub: theirs.sub, client_id: of.id }), of)).access_token;
  before(async () => {
    ({ person: theirs, user: them, browser: their } = await somebody());
  });

  for (const [when, sql, undo] of [
    ["the person is disabled", "UPDATE users SET disabled_at = 1 WHERE id = ?", "UPDATE users SET disabled_at = NULL WHERE id = ?"],
    ["the owner turns the grant off", "UPDATE clients SET grant_types = '[\"client_credentials\"]' WHERE id = ?", undefined],
    ["the client is removed", "DELETE FROM clients WHERE id = ?", undefined],
  ]) {
    test(`when ${when}`, async () => {
      const of = await add();
      const sent = await given(of);
      assert.equal((await active(sent)).active, true);
      await server.db.prepare(sql).bind(undo ? them.id : of.id).run();
      assert.deepEqual(await active(sent), { active: false });
      if (undo) await server.db.prepare(undo).bind(them.id).run();
    });
  }

  test("when the client gives it back, and the assertion is not good again", async () => {
    const sent = await assertion({ sub: theirs.sub });
    const { access_token } = await redeemed(sent);
    assert.equal((await postAs(server, client, "/revoke", { token: access_token })).status, 200);
    assert.deepEqual(await active(access_token), { active: false });
    await refused(sent);
  });

  test("when the person takes back what the client had, on the page of their account", async () => {
    const sent = await given();
    await server.db.prepare("UPDATE user_clients SET revoked = revoked + 1 WHERE user_id = ? AND client_id = ?").bind(them.id, client.id).run();
    assert.deepEqual(await active(sent), { active: false });
    // The provider decides, each time.
    assert.equal((await active(await given())).active, true);
  });

  test("when the person removes the link, and there is no other", async () => {
    const sent = await given();
    const page = await their.open("/account/security");
    const gone = await their.submitTo(page, "/account/provider/remove", { id: `${work.issuer} ${theirs.sub}` });
    assert.equal(gone.status, 200, gone.text);
    assert.deepEqual(await active(sent), { active: false });
    await refused(await assertion({ sub: theirs.sub }));
  });

  test("when its time is over", async () => {
    const { access_token } = await redeemed(await assertion());
    await server.letPass(601);
    assert.deepEqual(await active(access_token), { active: false });
  });
});

describe("DPoP (RFC 9449)", () => {
  let key;
  before(async () => {
    key = await newKey("ES256");
  });
  const sendWith = async (sent, proved) => postWith(server, client, { grant_type: GRANT, assertion: sent }, proved && (await prove(server, proved, { iat: server.now() })));

  test("a proof binds the token", async () => {
    const { status, json, text } = await sendWith(await assertion(), key);
    assert.equal(status, 200, text);
    assert.equal(json.token_type, "DPoP");
    assert.equal(decodeJwt(json.access_token).cnf.jkt, await calculateJwkThumbprint(key.jwk));
  });

  test("an assertion that is bound to a key needs a proof of it", async () => {
    const bound = { cnf: { jkt: await calculateJwkThumbprint(key.jwk) } };
    assertError(await sendWith(await assertion(bound)), "invalid_grant");
    assertError(await sendWith(await assertion(bound), await newKey("ES256")), "invalid_grant");
    assertError(await sendWith(await assertion({ cnf: { "x5t#S256": "x" } }), key), "invalid_grant");
    assert.equal((await sendWith(await assertion(bound), key)).status, 200);
  });
});

describe("the metadata", () => {
  const read = async (of) => (await fetch(`${of.url}/.well-known/oauth-authorization-server`)).json();

  test("names the grant and its profile, and no issuer", async () => {
    const metadata = await read(server);
    assert.ok(metadata.grant_types_supported.includes(GRANT));
    assert.deepEqual(metadata.authorization_grant_profiles_supported, ["urn:ietf:params:oauth:grant-profile:id-jag"]);
    assert.ok(!JSON.stringify(metadata).includes("op.example"));
  });

  test("says nothing of it where no provider is trusted, and the grant is not served", async () => {
    const closed = await serveWithClock({ outbound: internetOf(quiet), ...settingsOf(quiet) });
    try {
      const metadata = await read(closed);
      assert.ok(!metadata.grant_types_supported.includes(GRANT));
      assert.equal(metadata.authorization_grant_profiles_supported, undefined);
      const of = await addClient(closed, { redirectUris: [], grantTypes: [GRANT] });
      assertError(await token(closed, of, { grant_type: GRANT, assertion: await assertion() }), "unsupported_grant_type");
    } finally {
      await closed.dispose();
    }
  });
});

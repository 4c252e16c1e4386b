// The discovery document (OpenID Connect Discovery section 3): one document at both places, and every
// value in it true when it is tried. What it says about OAuth is tried in metadata.test.mjs.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { decodeJwt } from "jose";

import { Browser } from "../kit/browser.mjs";
import { addClient } from "../kit/clients.mjs";
import { keySet, userinfo, verified } from "../kit/issued.mjs";
import { addPasskey, signInWith } from "../kit/passkeys.mjs";
import { addPerson } from "../kit/people.mjs";
import { languages } from "../kit/languages.mjs";
import { serveAuthorizationServer } from "../kit/serve.mjs";
import { authorizationRequest, obtainTokens, obtaining } from "../kit/steps.mjs";

const OPENID = "/.well-known/openid-configuration";
const OAUTH = "/.well-known/oauth-authorization-server";
const BACKCHANNEL = "https://app.example/backchannel";

const delivered = [];
let server, metadata, person, browser;
before(async () => {
  server = await serveAuthorizationServer({
    seed: true,
    vars: { REGISTRATION: "open" },
    outbound: async (request) => {
      delivered.push(new URLSearchParams(await request.text()));
      return new Response();
    },
  });
  metadata = await (await fetch(`${server.url}${OPENID}`)).json();
  person = await addPerson(server);
  browser = new Browser(server);
});
after(() => server?.dispose());

function add(registration = {}) {
  return addClient(server, { firstParty: true, ...registration });
}

const obtain = obtaining(() => ({ server, browser, user: person, changes: { scope: "openid" } }));

describe("the document", () => {
  test("is the same at both places, byte for byte", async () => {
    const [openid, oauth] = await Promise.all([OPENID, OAUTH].map((path) => fetch(`${server.url}${path}`)));
    assert.equal(await openid.text(), await oauth.text());
    for (const name of ["content-type", "cache-control", "access-control-allow-origin"]) {
      assert.equal(openid.headers.get(name), oauth.headers.get(name), name);
    }
  });

  test("has every member that is required, and those of OpenID Connect that are served", () => {
    const { issuer } = metadata;
    assert.equal(issuer, server.url);
    const expected = {
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      userinfo_endpoint: `${issuer}/userinfo`,
      end_session_endpoint: `${issuer}/logout`,
      registration_endpoint: `${issuer}/register`,
      jwks_uri: `${issuer}/.well-known/jwks.json`,
      response_types_supported: ["code"],
      subject_types_supported: ["public", "pairwise"],
      id_token_signing_alg_values_supported: ["ES256", "RS256", "EdDSA"],
      userinfo_signing_alg_values_supported: ["ES256", "RS256", "EdDSA"],
      claim_types_supported: ["normal"],
      claims_parameter_supported: true,
      request_parameter_supported: true,
      request_uri_parameter_supported: false,
      acr_values_supported: ["phr", `${server.url}/acr/two-factors`, "1"],
      prompt_values_supported: ["none", "login", "consent", "select_account"],
      display_values_supported: ["page"],
      ui_locales_supported: languages,
      backchannel_logout_supported: true,
      backchannel_logout_session_supported: true,
    };
    const said = Object.fromEntries(Object.keys(expected).map((name) => [name, metadata[name]]));
    assert.deepEqual(said, expected);
    for (const scope of ["openid", "profile", "email", "address", "phone", "offline_access"]) {
      assert.ok(metadata.scopes_supported.includes(scope), scope);
    }
  });

  test("promises nothing that is not there", () => {
    for (const name of [
      "check_session_iframe", "frontchannel_logout_supported", "id_token_encryption_alg_values_supported",
      "userinfo_encryption_alg_values_supported", "request_object_encryption_alg_values_supported", "service_documentation",
    ]) {
      assert.equal(name in metadata, false, name);
    }
    // "none" may be listed only by who would issue it (section 3).
    assert.equal(JSON.stringify(metadata.id_token_signing_alg_values_supported).includes("none"), false);
  });

  test("is kept for an hour, asked for with HEAD too, and by no other method", async () => {
    for (const path of [OPENID, OAUTH]) {
      const [get, head] = [await fetch(`${server.url}${path}`), await fetch(`${server.url}${path}`, { method: "HEAD" })];
      assert.deepEqual([get.status, head.status, await head.text()], [200, 200, ""]);
      for (const { headers } of [get, head]) {
        assert.equal(headers.get("content-type"), "application/json");
        assert.equal(headers.get("cache-control"), "public, max-age=3600");
        assert.equal(headers.get("access-control-allow-origin"), "*");
        assert.deepEqual(headers.getSetCookie(), []);
      }
      for (const method of ["POST", "PUT", "DELETE"]) {
        const { status, headers } = await fetch(`${server.url}${path}`, { method });
        assert.deepEqual([status, headers.get("allow")], [405, "GET, HEAD"]);
      }
      const headers = { origin: "https://spa.example", "access-control-request-method": "GET" };
      const preflight = await fetch(`${server.url}${path}`, { method: "OPTIONS", headers });
      assert.deepEqual([preflight.status, preflight.headers.get("access-control-allow-origin")], [204, "*"]);
    }
  });

  test("does not depend on the query or on who asks, and is nowhere else", async () => {
    const text = await (await fetch(`${server.url}${OPENID}`)).text();
    for (const [path, headers] of [
      [`${OPENID}?issuer=https://evil.example`, {}],
      [OPENID, { forwarded: "host=evil.example", "x-forwarded-host": "evil.example" }],
    ]) {
      assert.equal(await (await fetch(`${server.url}${path}`, { headers })).text(), text);
    }
    for (const path of [`${OPENID}/`, `${OPENID}/x`, `${OPENID}.json`, "/openid-configuration", `/x${OPENID}`]) {
      assert.equal((await fetch(`${server.url}${path}`)).status, 404, path);
    }
  });

  test("costs no storage, and neither does the key set when it is warm", async () => {
    const paths = [OPENID, OAUTH, "/.well-known/jwks.json"];
    await keySet(server);
    const marks = server.logs.length;
    for (const path of paths) await fetch(`${server.url}${path}`);
    await server.logged((entry) => server.logs.indexOf(entry) >= marks && entry.path === paths.at(-1));
    const lines = server.logs.slice(marks).filter((entry) => paths.includes(entry.path));
    assert.deepEqual(lines.map(({ path }) => path).toSorted(), paths.toSorted());
    for (const { path, kv_reads, kv_writes, d1_queries } of lines) assert.deepEqual([kv_reads, kv_writes, d1_queries], [0, 0, 0], path);
  });
});

describe("every value is true when it is tried:", () => {
  test("endpoints answer, each in its own way", async () => {
    for (const [name, method, status] of [
      ["authorization_endpoint", "GET", 400],
      ["token_endpoint", "POST", 400],
      ["userinfo_endpoint", "GET", 401],
      ["userinfo_endpoint", "POST", 401],
      ["end_session_endpoint", "GET", 200],
      ["registration_endpoint", "POST", 400],
      ["jwks_uri", "GET", 200],
    ]) {
      const body = method === "POST" ? new URLSearchParams({ grant_type: "x" }) : undefined;
      const answer = await fetch(metadata[name], { method, body, redirect: "manual" });
      assert.equal(answer.status, status, name);
    }
  });

  test("algorithms of ID tokens and of userinfo", async () => {
    for (const alg of metadata.id_token_signing_alg_values_supported) {
      const client = await add({ idTokenSignedResponseAlg: alg });
      await verified(server, (await obtain(client)).id_token, client, { alg });
    }
    for (const alg of metadata.userinfo_signing_alg_values_supported) {
      const client = await add({ userinfoSignedResponseAlg: alg });
      const { text } = await userinfo(server, (await obtain(client)).access_token);
      await verified(server, text, client, { alg, typ: undefined });
    }
  });

  test("subject types", async () => {
    const subs = { public: await add(), pairwise: await add({ sectorIdentifier: "one.example" }) };
    assert.deepEqual(Object.keys(subs).toSorted(), metadata.subject_types_supported.toSorted());
    assert.equal(decodeJwt((await obtain(subs.public)).id_token).sub, person.id);
    assert.notEqual(decodeJwt((await obtain(subs.pairwise)).id_token).sub, person.id);
  });

  test("claims: each can be had, by the scopes and by the claims parameter", async () => {
    const scope = metadata.scopes_supported.join(" ");
    const client = await add({ scope });
    const names = metadata.claims_supported.toSorted();
    assert.equal(new Set(names).size, names.length);
    const tokens = await obtain(client, { scope });
    const told = { ...decodeJwt(tokens.id_token), ...(await userinfo(server, tokens.access_token)).json };
    assert.deepEqual(names.filter((name) => !(name in told)), []);
    for (const name of Object.keys(person.claims)) assert.ok(names.includes(name), name);

    const wishes = Object.fromEntries(names.map((name) => [name, null]));
    const asked = await obtain(client, { claims: JSON.stringify({ userinfo: wishes, id_token: wishes }) });
    const inUserinfo = (await userinfo(server, asked.access_token)).json;
    const inIdToken = decodeJwt(asked.id_token);
    for (const name of Object.keys(person.claims)) {
      assert.deepEqual([inUserinfo[name], inIdToken[name]], [person.claims[name], person.claims[name]], name);
    }
  });

  test("acr values: those of a passkey and of a password, and every ID token has one", async () => {
    const client = await add();
    const acrs = [];
    const passkey = await addPasskey(server, person);
    const other = new Browser(server);
    await signInWith(other, await other.open(authorizationRequest(client, { scope: "openid" }).url), passkey);
    for (const visitor of [other, browser]) {
      const changes = { scope: "openid", acr_values: metadata.acr_values_supported.join(" ") };
      acrs.push(decodeJwt((await obtainTokens(server, visitor, client, person, changes)).id_token).acr);
    }
    const [highest, , lowest] = metadata.acr_values_supported;
    assert.deepEqual(acrs, [highest, lowest]);
  });

  test("prompts: each does what it says, and no other is known", async () => {
    const client = await add();
    await obtain(client);
    const open = (prompt) => browser.open(authorizationRequest(client, { scope: "openid", prompt }).url);
    const expected = {
      none: (page) => page.answer.has("code"),
      login: (page) => page.asksToSignIn,
      consent: (page) => page.asksConsent,
      select_account: (page) => page.text.includes('name="session"'),
    };
    assert.deepEqual(Object.keys(expected), metadata.prompt_values_supported);
    for (const [prompt, shown] of Object.entries(expected)) assert.ok(shown(await open(prompt)), prompt);
    // Where nobody can sign up, it is not supported, and leads to the login page all the same.
    assert.match((await open("create")).text, /The app asks you to create an account/);
    for (const prompt of ["Login", "none login"]) assert.equal((await open(prompt)).answer.get("error"), "invalid_request");
  });

  test("display and languages: the pages are what they are said to be", async () => {
    const client = await add();
    for (const display of [...metadata.display_values_supported, "popup"]) {
      const changes = { scope: "openid", display, ui_locales: "fr nl en" };
      const page = await new Browser(server).open(authorizationRequest(client, changes).url);
      assert.equal(page.asksToSignIn, true);
      assert.ok(metadata.ui_locales_supported.includes(page.text.match(/<html lang="([^"]+)"/)[1]));
    }
  });

  test("a request_uri that is not of a pushed request is refused", async () => {
    const { answer } = await browser.open(authorizationRequest(await add(), { scope: "openid", request_uri: "https://app.example/request" }).url);
    assert.equal(answer.get("error"), "request_uri_not_supported");
  });

  test("back-channel logout, with the session in it", async () => {
    const client = await add({ backchannelLogoutUri: BACKCHANNEL });
    const visitor = new Browser(server);
    const { id_token } = await obtainTokens(server, visitor, client, person, { scope: "openid" });
    await visitor.open(`${metadata.end_session_endpoint}?${new URLSearchParams({ id_token_hint: id_token })}`);
    await server.logged((entry) => entry.event === "backchannel_logout");
    const { payload } = await verified(server, delivered.at(-1).get("logout_token"), client, { typ: "logout+jwt" });
    const { sub, sid } = decodeJwt(id_token);
    assert.deepEqual([payload.sub, payload.sid], [sub, sid]);
  });
});

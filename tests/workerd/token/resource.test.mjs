// Resource indicators (RFC 8707): an access token is for the APIs that were named, and a client can
// have a token for each of them alone.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { decodeJwt } from "jose";

import { assertError } from "../kit/asserts.mjs";
import { Browser } from "../kit/browser.mjs";
import { addClient } from "../kit/clients.mjs";
import { serveAuthorizationServer } from "../kit/serve.mjs";
import {
  approve, authorizationRequest, familyOf, obtainCode, obtaining, postAs, refresh, sha256, token,
} from "../kit/steps.mjs";

const NOTES = "https://notes.example";
const FILES = "https://api.example/files/v1";
const MAIL = "urn:example:mail";
const EVERYTHING = "profile notes:read notes:write files:read mail:send";

let server, client, browser;
before(async () => {
  const api = (resource, ...scopes) => ({
    resource, name: resource, scopes: Object.fromEntries(scopes.map((scope) => [scope, `Do ${scope}`])),
  });
  server = await serveAuthorizationServer({
    seed: true,
    vars: { RESOURCES: [api(NOTES, "notes:read", "notes:write"), api(FILES, "files:read"), api(MAIL, "mail:send")] },
  });
  client = await addClient(server, { firstParty: true, scope: EVERYTHING });
  browser = new Browser(server);
});
after(() => server.dispose());

/** What a token is for, and what for: [aud, scope], the answer's scope being the same. */
function meant({ access_token, scope }) {
  const claims = decodeJwt(access_token);
  assert.equal(claims.scope, scope);
  return [claims.aud, scope];
}

const obtain = obtaining(() => ({ server, browser, changes: { scope: EVERYTHING } }));

function code(changes) {
  return obtainCode(browser, client, server.user, { scope: EVERYTHING, ...changes });
}

describe("without a resource", () => {
  for (const [scope, aud] of [
    ["notes:read", NOTES],
    ["profile", "issuer"],
    ["mail:send files:read", [FILES, MAIL]],
    [EVERYTHING, ["issuer", NOTES, FILES, MAIL]],
  ]) {
    test(`a token for ${scope} is for all that define a part of it`, async () => {
      const expected = JSON.parse(JSON.stringify(aud).replace("issuer", server.url));
      assert.deepEqual(meant(await obtain(client, { scope })), [expected, scope]);
    });
  }

  test("an empty one is as good as none", async () => {
    assert.deepEqual(meant(await obtain(client, { scope: "notes:read", resource: "" })), [NOTES, "notes:read"]);
  });
});

describe("at /authorize and /par", () => {
  test("the access token is for the API that was named and for no other, and its scope is what that API defines", async () => {
    assert.deepEqual(meant(await obtain(client, { resource: NOTES })), [NOTES, "notes:read notes:write"]);
    assert.deepEqual(meant(await obtain(client, { resource: MAIL })), [MAIL, "mail:send"]);
    assert.deepEqual(meant(await obtain(client, { resource: server.url })), [server.url, "profile"]);
    assert.deepEqual(meant(await obtain(client, { resource: NOTES, scope: "notes:read files:read" })), [NOTES, "notes:read"]);
  });

  test("several may be named, once or twice", async () => {
    const expected = [[NOTES, FILES], "notes:read notes:write files:read"];
    assert.deepEqual(meant(await obtain(client, { resource: [FILES, NOTES] })), expected);
    assert.deepEqual(meant(await obtain(client, { resource: [FILES, NOTES, FILES] })), expected);
  });

  test("without a scope it is all that the client registered and the API defines", async () => {
    assert.deepEqual(meant(await obtain(client, { scope: undefined, resource: NOTES })), [NOTES, "notes:read notes:write"]);
  });

  test("the person is asked about nothing else", async () => {
    const asking = await addClient(server, { scope: EVERYTHING });
    const { url } = authorizationRequest(asking, { scope: EVERYTHING, resource: FILES });
    const consent = await browser.open(url);
    assert.match(consent.text, /Do files:read/);
    assert.doesNotMatch(consent.text, /Do (notes|mail)|See your name/);
    await browser.allow(consent);
    // And what was not asked about was not granted.
    assert.equal((await browser.open(authorizationRequest(asking, { scope: EVERYTHING }).url)).asksConsent, true);
  });

  test("it can be pushed, repeated", async () => {
    const { params, verifier } = authorizationRequest(client, { scope: EVERYTHING, resource: [FILES, MAIL] });
    const { json } = await postAs(server, client, "/par", [...params]);
    const url = `/authorize?${new URLSearchParams({ client_id: client.id, request_uri: json.request_uri })}`;
    const page = await approve(browser, { url }, server.user);
    const grant = { grant_type: "authorization_code", code: page.answer.get("code"), code_verifier: verifier };
    const answer = await token(server, client, { ...grant, redirect_uri: client.redirectUri });
    assert.deepEqual(meant(answer.json), [[FILES, MAIL], "files:read mail:send"]);
  });

  test("it can be posted to /authorize, repeated", async () => {
    const { params, verifier } = authorizationRequest(client, { scope: EVERYTHING, resource: [FILES, MAIL] });
    const { answer } = await browser.open("/authorize", { method: "POST", body: params });
    const grant = { grant_type: "authorization_code", code: answer.get("code"), code_verifier: verifier };
    const { json } = await token(server, client, { ...grant, redirect_uri: client.redirectUri });
    assert.deepEqual(meant(json), [[FILES, MAIL], "files:read mail:send"]);
  });

  for (const [written, configured] of [
    ["https://notes.example/", NOTES],
    ["HTTPS://NOTES.example", NOTES],
    ["https://notes.example:443", NOTES],
  ]) {
    // Libraries normalize what they are given (RFC 3986 section 6.2).
    test(`${written} is ${configured}, and the token says ${configured}`, async () => {
      assert.equal(meant(await obtain(client, { resource: written }))[0], configured);
    });
  }
});

describe("invalid_target", () => {
  /** The same everywhere: by redirect, when it is pushed, and at the token endpoint. */
  async function assertEverywhere(resource) {
    const { url, params } = authorizationRequest(client, { resource, state: "s t" });
    const page = await browser.open(url);
    assert.ok(page.location.startsWith(`${client.redirectUri}?error=invalid_target&`), page.location ?? page.text);
    assert.deepEqual([page.answer.get("state"), page.answer.get("iss")], ["s t", server.url]);
    assertError(await postAs(server, client, "/par", [...params]), "invalid_target");
    const grant = await code();
    assertError(await token(server, client, { ...grant, resource }), "invalid_target");
    // It burns neither a code nor a refresh token.
    const { json } = await token(server, client, grant);
    assertError(await refresh(server, client, json.refresh_token, { resource }), "invalid_target");
    assert.equal((await refresh(server, client, json.refresh_token)).status, 200);
    assert.equal((await familyOf(server, grant.code)).generation, 2);
  }

  test("an API that is not registered is invalid_target", async () => {
    await assertEverywhere("https://unknown.example");
    await assertEverywhere([NOTES, "https://unknown.example"]);
  });

  for (const resource of [
    "notes", "/notes", "//notes.example", "https://", "https://notes.example#", "https://notes.example#read",
    "https://notes.example/other", "https://notes.example?x", "http://notes.example", "https://notes.example:8443",
    "https://user@notes.example", "https://notes.example.attacker.example", "https://api.example", "https://api.example/files",
    "https://api.example/files/v1/", "https://api.example/Files/v1", "urn:example:Mail", "*", " ", "https://notes.example https://unknown.example",
  ]) {
    test(`${JSON.stringify(resource)} is none of the registered ones`, () => assertEverywhere(resource));
  }
});

describe("at /token", () => {
  test("a code can be redeemed for one of the APIs, and the others are there at a refresh", async () => {
    const first = await token(server, client, { ...(await code()), resource: NOTES });
    assert.deepEqual(meant(first.json), [NOTES, "notes:read notes:write"]);
    const second = await refresh(server, client, first.json.refresh_token, { resource: [MAIL, FILES] });
    assert.deepEqual(meant(second.json), [[FILES, MAIL], "files:read mail:send"]);
    const third = await refresh(server, client, second.json.refresh_token);
    assert.deepEqual(meant(third.json), [[server.url, NOTES, FILES, MAIL], EVERYTHING]);
  });

  test("scope and resource narrow together", async () => {
    const { refresh_token } = await obtain(client, { resource: [NOTES, FILES] });
    const answer = await refresh(server, client, refresh_token, { resource: NOTES, scope: "notes:read files:read" });
    assert.deepEqual(meant(answer.json), [NOTES, "notes:read"]);
  });

  test("a refresh token gives no access to an API that was not granted", async () => {
    const { refresh_token } = await obtain(client, { resource: [NOTES, FILES] });
    for (const resource of [MAIL, server.url, [NOTES, MAIL]]) {
      assertError(await refresh(server, client, refresh_token, { resource }), "invalid_target");
    }
    assert.deepEqual(meant((await refresh(server, client, refresh_token)).json)[0], [NOTES, FILES]);
  });

  test("a code gives no access to an API that was not granted, and is not burnt", async () => {
    for (const granted of [{ resource: FILES }, { scope: "files:read" }]) {
      const grant = await code(granted);
      assertError(await token(server, client, { ...grant, resource: NOTES }), "invalid_target");
      assertError(await token(server, client, { ...grant, resource: [FILES, NOTES] }), "invalid_target");
      assert.deepEqual(meant((await token(server, client, { ...grant, resource: FILES })).json), [FILES, "files:read"]);
    }
  });

  test("an API that the owner took away is given to nobody any more", async () => {
    const grant = await code({ scope: "files:read notes:read" });
    const { json } = await token(server, client, grant);
    await server.db.prepare("UPDATE token_families SET scope = 'notes:read gone:read', resources = ? WHERE id = ?")
      .bind(`${NOTES} https://gone.example`, sha256(grant.code)).run();
    assert.deepEqual(meant((await refresh(server, client, json.refresh_token)).json), [NOTES, "notes:read"]);
  });
});

// RFC 6749 appendix A.4: a scope has at least one token; and a token for nothing is of no use.
describe("invalid_scope: what is asked for is nothing that the named API defines", () => {
  test("at /authorize and /par", async () => {
    const { url, params } = authorizationRequest(client, { scope: "notes:read", resource: FILES });
    assert.equal((await browser.open(url)).answer.get("error"), "invalid_scope");
    assertError(await postAs(server, client, "/par", [...params]), "invalid_scope");
  });

  test("at /authorize without a scope, where the client registered none of that API", async () => {
    const other = await addClient(server, { firstParty: true, scope: "profile" });
    const { url } = authorizationRequest(other, { scope: undefined, resource: FILES });
    assert.equal((await browser.open(url)).answer.get("error"), "invalid_scope");
  });

  test("at a refresh", async () => {
    const { refresh_token } = await obtain(client);
    assertError(await refresh(server, client, refresh_token, { scope: "notes:read", resource: FILES }), "invalid_scope");
    assert.equal((await refresh(server, client, refresh_token)).status, 200);
  });

  test("for a code, where two APIs were named and the scope is of one", async () => {
    const grant = await code({ scope: "notes:read", resource: [NOTES, FILES] });
    assertError(await token(server, client, { ...grant, resource: FILES }), "invalid_target");
    assert.deepEqual(meant((await token(server, client, { ...grant, resource: NOTES })).json), [NOTES, "notes:read"]);
  });
});

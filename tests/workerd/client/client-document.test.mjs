// Client ID Metadata Documents: a client_id that is the address of the client's own description
// (draft-ietf-oauth-client-id-metadata-document).

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { decodeJwt } from "jose";

import { assertError } from "../kit/asserts.mjs";
import { Browser } from "../kit/browser.mjs";
import { addClient, rowOf } from "../kit/clients.mjs";
import { CALLBACK, Web, newAddress, publish } from "../kit/documents.mjs";
import { newKey, setOf } from "../kit/keys.mjs";
import { addUser } from "../kit/people.mjs";
import { serveAuthorizationServer } from "../kit/serve.mjs";
import {
  approve, atConsent, authorizationRequest, familyOf, obtainCode, obtainTokens, post, postAs, refresh, token,
} from "../kit/steps.mjs";

const web = new Web();
let server, browser;
before(async () => {
  server = await serveAuthorizationServer({ seed: true, outbound: web.outbound });
  browser = new Browser(server);
});
after(() => server?.dispose());

function open(client, changes) {
  return browser.open(authorizationRequest(client, changes).url);
}

/** A consent page for a client that nobody saw before. */
async function visitNewClient(description) {
  return atConsent(server, publish(web, description), await addUser(server));
}

/** How many rows each table has. */
/** How many rows each table has. What happened is written down in any case. */
async function countRows() {
  const { results } = await server.db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'events' AND name NOT LIKE '\\_cf%' ESCAPE '\\'").all();
  const counts = results.map(async ({ name }) => [name, await server.db.prepare(`SELECT count(*) AS n FROM ${name}`).first("n")]);
  return Object.fromEntries(await Promise.all(counts));
}

describe("the whole flow", () => {
  test("works for a public client, whose tokens name its address", async () => {
    const client = publish(web);
    const tokens = await obtainTokens(server, browser, client, server.user);
    assert.equal(decodeJwt(tokens.access_token).client_id, client.id);
    assert.equal((await refresh(server, client, tokens.refresh_token)).status, 200);
    const { registered_by, name, token_endpoint_auth_method, first_party } = await rowOf(server, client.id);
    assert.deepEqual({ registered_by, name, token_endpoint_auth_method, first_party },
      { registered_by: "document", name: "Paper", token_endpoint_auth_method: "none", first_party: 0 });
  });

  for (const where of ["jwks", "jwks_uri"]) {
    test(`works with private_key_jwt and ${where}, and not without an assertion`, async () => {
      const key = await newKey();
      const keys = setOf(key);
      const jwks_uri = newAddress();
      web.putJson(jwks_uri, keys);
      const published = publish(web, {
        token_endpoint_auth_method: "private_key_jwt",
        ...(where === "jwks" ? { jwks: keys } : { jwks_uri }),
      });
      const client = { ...published, ...key };
      const grant = await obtainCode(browser, client, server.user);
      assertError(await token(server, { ...client, method: "none" }, grant), "invalid_client");
      const stranger = { ...client, ...(await newKey()) };
      assertError(await token(server, stranger, grant), "invalid_client");
      const tokens = (await token(server, client, grant)).json;
      assert.ok(tokens.access_token, JSON.stringify(tokens));
      assert.equal((await refresh(server, client, tokens.refresh_token)).status, 200);
    });
  }

  test("asks for the document without any credentials, and says what it takes", async () => {
    const client = publish(web);
    await open(client);
    const request = web.requests.find(({ url }) => url === client.id);
    assert.equal(request.method, "GET");
    assert.equal(request.headers.get("accept"), "application/json");
    for (const name of ["cookie", "authorization", "referer", "origin"]) assert.equal(request.headers.has(name), false, name);
  });

  test("grants any scope that is asked for, and no refresh token to a client that names the code grant alone", async () => {
    const client = publish(web, { scope: "profile", grant_types: ["authorization_code"] });
    const tokens = await obtainTokens(server, browser, client, server.user, { scope: "notes:write" });
    assert.equal(tokens.scope, "notes:write");
    assert.equal("refresh_token" in tokens, false);
  });

  test("grants a refresh token to a client that names no grant types", async () => {
    const client = publish(web, { grant_types: undefined });
    const tokens = await obtainTokens(server, browser, client, server.user, { scope: "notes:write" });
    assert.equal((await refresh(server, client, tokens.refresh_token)).status, 200);
  });

  test("goes to any port of localhost", async () => {
    const client = publish(web, { redirect_uris: ["http://localhost/callback", "http://127.0.0.1/callback"] });
    for (const redirectUri of ["http://localhost:49152/callback", "http://127.0.0.1:49153/callback"]) {
      assert.ok((await obtainTokens(server, browser, { ...client, redirectUri }, server.user)).access_token);
    }
  });

  test("a document may have members that are not known", async () => {
    const client = publish(web, {
      application_type: "native", client_uri: "", logo_uri: "", contacts: 5, software_statement: "e30.e30.",
      grant_types: ["authorization_code", "urn:ietf:params:oauth:grant-type:device_code"], response_types: ["code", "token"],
    });
    assert.ok((await obtainTokens(server, browser, client, server.user)).access_token);
  });

  test("a client that the owner registered is not looked for elsewhere, whatever its id", async () => {
    const client = await addClient(server, { id: newAddress() });
    assert.ok((await obtainTokens(server, browser, client, server.user)).access_token);
    assert.equal(web.count(client.id), 0);
  });

  test("is advertised in the metadata", async () => {
    const metadata = await (await fetch(`${server.url}/.well-known/oauth-authorization-server`)).json();
    assert.equal(metadata.client_id_metadata_document_supported, true);
    assert.ok(metadata.token_endpoint_auth_methods_supported.includes("none"));
  });
});

describe("the consent page", () => {
  test("a client by document is shown as unverified, with the host of its client_id", async () => {
    const { page } = await visitNewClient({ client_name: "Your Bank" });
    assert.match(page.text, /class="warning"/);
    assert.ok(page.text.includes("This app is not verified."), page.text);
    assert.ok(page.text.includes("<bdi>client.example</bdi>"), page.text);
    assert.ok(page.text.includes("<bdi>paper.example</bdi>"), "and with the host that it returns to");
  });

  test("shows an internationalized host in the form that cannot be mistaken", async () => {
    const { page } = await visitNewClient({ client_id: `https://xn--pypal-4ve.example/${crypto.randomUUID()}` });
    assert.ok(page.text.includes("<bdi>xn--pypal-4ve.example</bdi>"), page.text);
  });

  test("loads and links nothing of the document", async () => {
    const elsewhere = "https://elsewhere.example/";
    const { page } = await visitNewClient({ logo_uri: elsewhere, client_uri: elsewhere, tos_uri: elsewhere, policy_uri: elsewhere });
    assert.equal(page.text.includes("elsewhere.example"), false);
    assert.equal(web.count(elsewhere), 0);
  });

  test("shows a name as text", async () => {
    const { page } = await visitNewClient({ client_name: "</h1><script>alert(1)</script>" });
    assert.ok(page.text.includes("&#60;script&#62;"));
    assert.doesNotMatch(page.text, /<script/);
  });

  test("makes the person decide: a no goes to the client, and so does a yes", async () => {
    const denied = await visitNewClient();
    const no = await denied.browser.deny(denied.page);
    assert.deepEqual([no.status, no.location.startsWith(`${CALLBACK}?`), no.answer.get("error")], [303, true, "access_denied"]);
    const allowed = await visitNewClient();
    const yes = await allowed.browser.allow(allowed.page);
    assert.deepEqual([yes.status, yes.answer.has("code")], [303, true]);
  });
});

describe("before somebody said yes", () => {
  test("nothing of a document is written down, and after a no neither", async () => {
    const { client, browser: visitor, page } = await visitNewClient();
    const before = await countRows();
    assert.equal((await post(server, new URLSearchParams({ client_id: client.id, grant_type: "refresh_token", refresh_token: "x" }))).status, 401);
    await visitor.open(authorizationRequest(client).url);
    await visitor.deny(page);
    assert.deepEqual(await countRows(), before);
    assert.equal(await rowOf(server, client.id), null);

    await approve(visitor, authorizationRequest(client), server.user);
    assert.deepEqual(await countRows(), { ...before, clients: before.clients + 1, grants: before.grants + 1 });
  });

  for (const [name, changes] of [
    ["no response_type", { response_type: undefined }],
    ["another response_mode", { response_mode: "fragment" }],
    ["no code_challenge", { code_challenge: undefined }],
    ["an unknown scope", { scope: "no-such-scope" }],
    ["an unknown resource", { resource: "https://elsewhere.example" }],
    ["a request object", { request: "e30.e30." }],
    ["a request_uri elsewhere", { request_uri: "https://paper.example/request" }],
    ["form_post", { response_type: "token", response_mode: "form_post" }],
  ]) {
    test(`a broken request of a client by document redirects nobody: ${name}`, async () => {
      const client = publish(web);
      const page = await open(client, changes);
      assert.deepEqual([page.status, page.location], [400, null], page.text);
      assert.equal(page.text.includes("paper.example"), false);
      assert.equal(await rowOf(server, client.id), null);
    });
  }

  test("a broken request of a client by document redirects nobody", async () => {
    const client = publish(web);
    for (const redirectUri of ["https://attacker.example/", `${CALLBACK}/`, `${CALLBACK}?x`, "https://PAPER.example/callback", client.id]) {
      const page = await open({ ...client, redirectUri });
      assert.deepEqual([page.status, page.location], [400, null], redirectUri);
    }
  });
});

describe("a client by document", () => {
  test("that the owner removes loses its tokens, and needs consent to come back", async () => {
    const client = publish(web);
    const tokens = await obtainTokens(server, browser, client, server.user);
    const api = await addClient(server, { introspects: ["http://localhost:8789"] });
    const isActive = async () => (await postAs(server, api, "/introspect", { token: tokens.access_token })).json.active;
    assert.equal(await isActive(), true);
    assert.ok((await open(client)).answer.has("code"), "the yes is remembered");

    await server.admin("client", "remove", client.id);
    assert.equal(await isActive(), false);
    assertError(await refresh(server, client, tokens.refresh_token), "invalid_client");
    assert.equal((await open(client)).asksConsent, true);
  });

  test("ends its own tokens at /revoke", async () => {
    const client = publish(web);
    const tokens = await obtainTokens(server, browser, client, server.user);
    assert.equal((await postAs(server, client, "/revoke", { token: tokens.refresh_token })).status, 200);
    assertError(await refresh(server, client, tokens.refresh_token), "invalid_grant");
  });

  test("can push its first request, before anybody knows it", async () => {
    const client = publish(web);
    const { params } = authorizationRequest(client);
    const pushed = await postAs(server, client, "/par", Object.fromEntries(params));
    assert.equal(pushed.status, 201, pushed.text);
    const page = await browser.open(`/authorize?${new URLSearchParams({ client_id: client.id, request_uri: pushed.json.request_uri })}`);
    assert.equal(page.asksConsent, true, page.text);
  });

  test("cannot redeem the code of another", async () => {
    const [client, thief] = [publish(web), publish(web)];
    await obtainTokens(server, browser, thief, server.user);
    const grant = await obtainCode(browser, client, server.user);
    assertError(await token(server, thief, grant), "invalid_grant");
    assert.equal((await token(server, client, grant)).status, 200);
    assert.equal((await familyOf(server, grant.code)).client_id, client.id);
  });
});

test("switched off, no client_id is an address, and nothing is fetched", async () => {
  const vars = { CLIENT_ID_METADATA_DOCUMENTS: "false" };
  const off = await serveAuthorizationServer({ vars, outbound: web.outbound });
  try {
    const client = publish(web);
    const page = await new Browser(off).open(authorizationRequest(client).url);
    assert.deepEqual([page.status, page.location], [400, null]);
    assert.match(page.text, /client_id is unknown/);
    // Nor for a client that came by one before.
    const known = await addClient(off, { id: client.id, method: "none", registeredBy: "document" });
    const stale = { grant_type: "refresh_token", refresh_token: "x" };
    assertError(await token(off, known, stale), "invalid_client");
    assert.equal((await new Browser(off).open(authorizationRequest(known).url)).status, 400);
    assert.equal(web.count(client.id), 0);
    const metadata = await (await fetch(`${off.url}/.well-known/oauth-authorization-server`)).json();
    assert.equal(metadata.client_id_metadata_document_supported, false);
  } finally {
    await off.dispose();
  }
});

// Which redirect URIs a client may have: one that cannot be used does not keep it from the others, apps have
// schemes of their own, and nobody returns to what browsers act on or to this server itself.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { assertError, assertNotice } from "../kit/asserts.mjs";
import { Browser } from "../kit/browser.mjs";
import { CALLBACK, addClient, asClient, countClients, register, registered } from "../kit/clients.mjs";
import { Web, publish } from "../kit/documents.mjs";
import { addUser } from "../kit/people.mjs";
import { serveAuthorizationServer } from "../kit/serve.mjs";
import { atConsent, authorizationRequest, obtainTokens, refresh } from "../kit/steps.mjs";

const CURSOR = "cursor://anysphere.cursor-mcp/oauth/callback";

const web = new Web();
let server;
before(async () => {
  server = await serveAuthorizationServer({ seed: true, vars: { REGISTRATION: "open" }, outbound: web.outbound });
});
after(() => server?.dispose());

async function withVars(vars, use) {
  const other = await serveAuthorizationServer({ vars: { REGISTRATION: "open", ...vars } });
  try {
    await use(other);
  } finally {
    await other.dispose();
  }
}

/** How the owner's command answers. */
async function added(...options) {
  try {
    return await server.admin("client", "add", "--name", "By command", ...options);
  } catch (error) {
    return String(error.stderr ?? error.message ?? error);
  }
}

describe("a registration with redirect URIs that cannot be used", () => {
  for (const [name, sent, kept] of [
    ["plain http", [CALLBACK, "http://self.example/callback"], [CALLBACK]],
    ["a scheme of nobody", ["nobody://callback", CALLBACK], [CALLBACK]],
    ["a script", ["javascript:alert(1)", CALLBACK, "data:text/html,x"], [CALLBACK]],
    ["a wildcard", ["https://*.self.example/", CALLBACK], [CALLBACK]],
    ["one of more than 1000 bytes", [`https://self.example/${"x".repeat(980)}`, CALLBACK], [CALLBACK]],
    [
      "what browsers read as another text, or as an address with a user",
      ["https://SELF.example/", "https://self.example:443/", "http://127.1/", "http://[0:0::1]/", "https://s%65lf.example/", "https://a@self.example/", CALLBACK],
      [CALLBACK],
    ],
    ["port 0", ["http://127.0.0.1:0/callback", "http://127.0.0.1/callback"], ["http://127.0.0.1/callback"]],
  ]) {
    test(`keeps the others: ${name}`, async () => {
      assert.deepEqual((await registered(server, { redirect_uris: sent })).redirect_uris, kept);
    });
  }

  test("is refused if none is left, and the answer says why", async () => {
    const before = await countClients(server);
    const answer = await register(server, { redirect_uris: ["http://self.example/callback", "javascript:x"] });
    assertError(answer, "invalid_redirect_uri");
    assert.match(answer.json.error_description, /^None of the redirect_uris can be registered\. The first one: plain http /);
    assert.equal(await countClients(server), before);
  });

  test("signs people in by what was kept, and never by what was not", async () => {
    const redirect_uris = ["https://self.example/a", "http://self.example/b"];
    const client = asClient(await registered(server, { redirect_uris }));
    assert.ok((await obtainTokens(server, new Browser(server), client, server.user)).access_token);
    assertNotice(await new Browser(server).open(authorizationRequest({ ...client, redirectUri: redirect_uris[1] }).url));
  });

  test("keeps its places after signing out in the same way", async () => {
    const post_logout_redirect_uris = ["http://self.example/out", "https://self.example/out"];
    const answer = await registered(server, { post_logout_redirect_uris });
    assert.deepEqual(answer.post_logout_redirect_uris, [post_logout_redirect_uris[1]]);
    const none = await register(server, { redirect_uris: [CALLBACK], post_logout_redirect_uris: ["http://self.example/out"] });
    assertError(none, "invalid_client_metadata");
  });
});

describe("schemes of apps, without a dot", () => {
  // As Cursor registers.
  const ofCursor = [CURSOR, "https://www.cursor.com/agents/mcp/oauth/callback", "http://localhost:8787/callback"];

  test("those of MCP clients can be registered by anybody", () => withVars({}, async (fresh) => {
    for (const uri of [
      CURSOR, "vscode://saoudrizwan.claude-dev/mcp-auth/callback/abc", "vscode-insiders://x/y", "vscodium://x/y",
      "windsurf://x/y", "claude://claude.ai/mcp-auth-callback/sdk", "warp://mcp/oauth2callback", "com.raycast:/oauth",
    ]) {
      assert.deepEqual((await registered(fresh, { redirect_uris: [uri] })).redirect_uris, [uri]);
    }
    assert.deepEqual((await registered(fresh, { redirect_uris: ofCursor })).redirect_uris, ofCursor);
  }));

  test("a setting lists others in their place", () => withVars({ REDIRECT_SCHEMES: "my-app" }, async (fresh) => {
    const answer = await registered(fresh, { redirect_uris: [...ofCursor, "my-app://callback"] });
    assert.deepEqual(answer.redirect_uris, [...ofCursor.slice(1), "my-app://callback"]);
  }));

  test("an owner may register any of them, and reads that people are asked each time", async () => {
    const { client_id } = await added("--redirect-uri", "audiobookshelf://oauth", "--scope", "profile");
    assert.ok(client_id);
  });

  for (const [name, method, registeredBy] of [
    ["of the owner, with a secret", "client_secret_basic", "owner"],
    ["of the owner, public", "none", "owner"],
    ["that registered itself", "none", "itself"],
  ]) {
    test(`a client ${name} is asked about each time`, async () => {
      const client = await addClient(server, { method, registeredBy, redirectUris: [CURSOR] });
      const { browser, page } = await atConsent(server, client, await addUser(server));
      const yes = await browser.allow(page);
      assert.ok(yes.location.startsWith(`${CURSOR}?code=`), yes.location);
      assert.equal((await browser.open(authorizationRequest(client).url)).asksConsent, true);
    });
  }

  test("a first-party client too, and with prompt=none it is told so", async () => {
    const client = await addClient(server, { firstParty: true, redirectUris: [CURSOR] });
    const { browser, page } = await atConsent(server, client, await addUser(server));
    await browser.allow(page);
    const silent = await browser.open(authorizationRequest(client, { prompt: "none" }).url);
    assert.equal(silent.answer.get("error"), "interaction_required");
  });
});

describe("what browsers and systems act on", () => {
  const acted = ["javascript:alert(1)", "ms-settings:privacy", "chrome://settings", "x-extension://a/b", "view-source:https://a.example/"];

  test("can be registered by no stranger", async () => {
    for (const uri of acted) assertError(await register(server, { redirect_uris: [uri] }), "invalid_redirect_uri");
  });

  test("cannot be listed", () => withVars({ REDIRECT_SCHEMES: "cursor javascript" }, async (fresh) => {
    assert.equal((await register(fresh)).status, 503);
    const { reason } = await fresh.logged((entry) => entry.path === "/register");
    assert.match(reason, /^REDIRECT_SCHEMES has "javascript", but browsers or systems act on that scheme themselves/);
  }));

  test("is refused even when an owner types it", async () => {
    for (const uri of acted) assert.match(await added("--redirect-uri", uri), /browsers or systems act on its scheme/, uri);
  });
});

describe("an address of this server", () => {
  test("cannot be registered by anybody", async () => {
    for (const uri of [`${server.url}/callback`, server.url, `${server.url}/%63allback`]) {
      assertError(await register(server, { redirect_uris: [uri] }), "invalid_redirect_uri");
      const page = await new Browser(server).open(authorizationRequest(publish(web, { redirect_uris: [uri] })).url);
      assertNotice(page);
      assert.match(page.text, /redirect_uris that cannot be used/);
      assert.match(page.text, /it is an address of the authorization server itself/);
    }
    // The command reads ISSUER from wrangler.toml.
    const own = "http://localhost:8787/callback";
    for (const option of ["--redirect-uri", "--post-logout-redirect-uri"]) {
      const rest = option === "--redirect-uri" ? [] : ["--redirect-uri", CALLBACK];
      assert.match(await added(option, own, ...rest), /it is an address of the authorization server itself/);
    }
    assert.ok((await added("--redirect-uri", "http://localhost:8788/callback")).client_id);
  });

  test("is left out beside one that can be used", async () => {
    const redirect_uris = [`${server.url}/callback`, CALLBACK];
    assert.deepEqual((await registered(server, { redirect_uris })).redirect_uris, [CALLBACK]);
  });
});

test("http://app.localhost is this machine, so a client returns there, and is asked about each time", async () => {
  const uri = "http://app.localhost:5173/callback";
  const client = asClient(await registered(server, { redirect_uris: [uri], token_endpoint_auth_method: "none" }));
  const { browser, page } = await atConsent(server, client, await addUser(server));
  assert.ok((await browser.allow(page)).location.startsWith(`${uri}?code=`));
  assert.equal((await browser.open(authorizationRequest(client).url)).asksConsent, true);
  const elsewhere = { ...client, redirectUri: "http://app.localhost:5174/callback" };
  assertNotice(await new Browser(server).open(authorizationRequest(elsewhere).url));
  assert.ok((await added("--public", "--redirect-uri", uri)).client_id);
});

test("a client that names no grant types may stay connected, if the person allows it", async () => {
  const answer = await registered(server);
  assert.deepEqual(answer.grant_types, ["authorization_code", "refresh_token"]);
  const client = asClient(answer);
  const tokens = await obtainTokens(server, new Browser(server), client, server.user, { scope: "notes:read" });
  assert.equal((await refresh(server, client, tokens.refresh_token)).status, 200);
  // With openid it is a question of its own (OpenID Connect Core section 11).
  const openid = await obtainTokens(server, new Browser(server), client, server.user, { scope: "openid" });
  assert.equal("refresh_token" in openid, false);
  const offline = await obtainTokens(server, new Browser(server), client, server.user, { scope: "openid offline_access" });
  assert.equal((await refresh(server, client, offline.refresh_token)).status, 200);
});

// `npm run client -- edit`: changes a client, and takes nothing from the people who use it; and `add --for`, which
// knows what libraries and apps need.

import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, beforeEach, describe, test } from "node:test";
import { decodeJwt, decodeProtectedHeader } from "jose";

import { assertError } from "../kit/asserts.mjs";
import { Browser } from "../kit/browser.mjs";
import { addClient, asClient, registered, rowOf } from "../kit/clients.mjs";
import { told } from "../kit/commands.mjs";
import { serveAuthorizationServer } from "../kit/serve.mjs";
import { ask, obtainCode, obtainTokens, redeem, refresh, token } from "../kit/steps.mjs";

const SCOPE = "openid profile offline_access";

let server, folder;
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "edgegrant-edit-"));
  server = await serveAuthorizationServer({ seed: true, persist: folder, vars: { REGISTRATION: "open" } });
});
after(async () => {
  await server?.dispose();
  await rm(folder, { recursive: true, force: true });
});

const edit = (id, ...options) => server.admin("client", "edit", id, ...options);

describe("edit", () => {
  let client, browser, tokens;
  beforeEach(async () => {
    const added = await server.admin("client", "add", "--name", "Before", "--redirect-uri", "https://app.example/callback",
      "--scope", SCOPE);
    client = { id: added.client_id, secret: added.client_secret, method: "client_secret_basic", redirectUri: "https://app.example/callback" };
    browser = new Browser(server);
    tokens = await obtainTokens(server, browser, client, server.user, { scope: SCOPE });
  });

  test("keeps the secret, the grants, the tokens and a code on its way", async () => {
    const grant = await obtainCode(browser, client, server.user, { scope: SCOPE });
    const before = await rowOf(server, client.id);
    await edit(client.id, "--name", "After", "--redirect-uri", "https://app.example/moved", "--first-party=false",
      "--auth-method", "client_secret_post", "--claims-in-id-token", "--id-token-signed-response-alg", "RS256",
      "--access-token-lifetime", "1h", "--post-logout-redirect-uri", "https://app.example/out", "--default-max-age", "3600");

    const row = await rowOf(server, client.id);
    const kept = ["id", "secret_hash", "registration_id", "registered_by", "created_at", "sector_identifier", "scope", "grant_types"];
    for (const name of kept) assert.equal(row[name], before[name], name);
    assert.notEqual(row.revision, before.revision);
    assert.deepEqual([row.name, row.token_endpoint_auth_method, row.default_max_age], ["After", "client_secret_post", 3600]);

    assert.equal((await token(server, client, grant)).status, 200, "a code that was issued before");
    const { status, json } = await refresh(server, client, tokens.refresh_token);
    assert.equal(status, 200);
    assert.equal(json.expires_in, 3600);
    assert.equal(decodeProtectedHeader(json.id_token).alg, "RS256");
    const moved = { ...client, redirectUri: "https://app.example/moved" };
    const page = await browser.open(ask(moved, { scope: SCOPE }).url);
    assert.ok(page.answer.has("code"), "nobody is asked again");
    assert.equal((await browser.open(ask(client, { scope: SCOPE }).url)).status, 400);
  });

  test("switches off again, and takes away what was said", async () => {
    await edit(client.id, "--without-pkce", "--without-nonce", "--only", "--session-lifetime", "1h", "--refresh-token-idle-lifetime", "7d",
      "--backchannel-logout-uri", "https://app.example/logout", "--no-refresh-token");
    const changed = await rowOf(server, client.id);
    assert.deepEqual([changed.without_pkce, changed.without_nonce, changed.auth_method_only], [1, 1, 1]);
    assert.deepEqual([changed.session_lifetime, changed.refresh_token_idle_lifetime], [3600, 604_800]);
    assert.deepEqual(JSON.parse(changed.grant_types), ["authorization_code"]);

    await edit(client.id, "--without-pkce=false", "--without-nonce=false", "--only=false", "--no-refresh-token=false",
      "--clear", "session-lifetime", "refresh-token-idle-lifetime", "backchannel-logout-uri");
    const { revision, registration_id, ...row } = await rowOf(server, client.id);
    assert.deepEqual([row.without_pkce, row.without_nonce, row.auth_method_only], [0, 0, 0]);
    assert.deepEqual([row.session_lifetime, row.refresh_token_idle_lifetime, row.backchannel_logout_uri], [null, null, null]);
    assert.deepEqual(JSON.parse(row.grant_types), ["authorization_code", "refresh_token"]);
    assert.equal((await refresh(server, client, tokens.refresh_token)).status, 200);
  });

  test("says where people start it, which is shown and can be taken away", async () => {
    const url = "https://app.example/start?to=notes";
    await edit(client.id, "--start-url", url);
    assert.equal((await rowOf(server, client.id)).initiate_login_uri, url);
    assert.equal((await server.admin("client", "show", client.id)).initiate_login_uri, url);
    await edit(client.id, "--clear", "start-url");
    assert.equal((await rowOf(server, client.id)).initiate_login_uri, null);
    await edit(client.id, "--start-url", "http://localhost:3000/start");
    assert.equal((await rowOf(server, client.id)).initiate_login_uri, "http://localhost:3000/start");
  });

  for (const [what, options, sentence] of [
    ["to be started in plain http", ["--start-url", "http://app.example/start"], /cannot be a start URL: plain http/],
    ["to be started in an app of a machine", ["--start-url", "com.example.app:/start"], /cannot be a start URL: it must be an https URL/],
    ["to be started by a script", ["--start-url", "javascript:alert(1)"], /cannot be a start URL/],
    ["to be started at this server", ["--start-url", "http://localhost:8787/logout"], /cannot be a start URL: it is an address of the authorization server/],
    ["to be started with a query that says who asks", ["--start-url", "https://app.example/start?iss=x"], /cannot be a start URL/],
    ["how it proves who it is", ["--auth-method", "private_key_jwt", "--jwks-uri", "https://app.example/jwks"], /cannot change to private_key_jwt/],
    ["into a client without an address", ["--clear", "redirect-uri"], /needs a --redirect-uri/],
    ["to leave out the nonce where PKCE is needed", ["--without-nonce"], /--without-nonce is for --without-pkce/],
    ["to a scope that is not defined", ["--scope", "openid invented"], /"invented" is not defined/],
    ["to a lifetime out of bounds", ["--access-token-lifetime", "2d"], /from 1m to 1d/],
    ["to a lifetime without a unit", ["--session-lifetime", "3600"], /from 5m to 400d/],
    ["to signed requests without keys", ["--request-object-signing-alg", "ES256"], /It needs keys/],
  ]) {
    test(`changes nothing: ${what}`, async () => {
      const before = await rowOf(server, client.id);
      await assert.rejects(edit(client.id, ...options), sentence);
      assert.deepEqual(await rowOf(server, client.id), before);
    });
  }

  test("is for the owner's clients only, and for those that there are", async () => {
    const stranger = asClient(await registered(server));
    await assert.rejects(edit(stranger.id, "--name", "x"), /registered itself/);
    const described = await addClient(server, { id: "https://app.example/client.json", method: "none", registeredBy: "document" });
    await assert.rejects(edit(described.id, "--name", "x"), /what the document at its client_id says/);
    await assert.rejects(edit("nobody", "--name", "x"), /There is no client "nobody"/);
  });
});

test("with --only the other way is refused by its name, by every isolate, at once", async () => {
  const added = await server.admin("client", "add", "--name", "Strict", "--redirect-uri", "https://app.example/callback", "--first-party",
    "--scope", "openid profile notes:read");
  const client = { id: added.client_id, secret: added.client_secret, method: "client_secret_post", redirectUri: "https://app.example/callback" };
  const browser = new Browser(server);
  assert.equal((await token(server, client, await obtainCode(browser, client, server.user))).status, 200);
  await edit(client.id, "--only");
  const refused = await token(server, client, await obtainCode(browser, client, server.user));
  assertError(refused, "invalid_client");
  assert.match(refused.json.error_description, /client_secret_basic only/);
});

describe("add --for", () => {
  const add = (...options) => server.admin("client", "add", ...options);

  test("registers what the app needs: Gitea signs people in without PKCE and without a nonce", async () => {
    const added = await add("--for", "gitea", "--url", "https://git.example/", "--first-party");
    const redirectUri = "https://git.example/user/oauth2/edgegrant/callback";
    const client = { id: added.client_id, secret: added.client_secret, method: "client_secret_post", redirectUri };
    const row = await rowOf(server, client.id);
    assert.deepEqual([row.name, JSON.parse(row.redirect_uris), row.scope], ["Gitea", [redirectUri], "openid profile email"]);
    const browser = new Browser(server);
    const request = ask(client, { code_challenge: undefined, code_challenge_method: undefined, nonce: undefined, scope: "openid profile email" });
    const page = await browser.signIn(await browser.open(request.url), server.user);
    const { status, json } = await redeem(server, client, request, page);
    assert.equal(status, 200);
    assert.equal(decodeProtectedHeader(json.id_token).alg, "RS256");
    assert.equal(decodeJwt(json.id_token).nonce, undefined);
  });

  test("gives way to the owner's other options", async () => {
    const { client_id: id } = await add("--for", "home-assistant", "--url", "https://home.example", "--name", "Home",
      "--auth-method", "client_secret_post", "--id-token-signed-response-alg", "ES256", "--redirect-uri", "https://home.example/other");
    const row = await rowOf(server, id);
    assert.deepEqual([row.name, row.token_endpoint_auth_method, row.id_token_signed_response_alg, row.claims_in_id_token],
      ["Home", "client_secret_post", "ES256", 1]);
    assert.deepEqual(JSON.parse(row.redirect_uris), ["https://home.example/other"]);
  });

  test("shows the app's own settings, ready to be copied, and says in plain words what is lost", async () => {
    const said = await shown("--for", "gitea", "--url", "https://git.example");
    const [, id] = said.match(/^client_id +(\S+)$/m);
    const [, secret] = said.match(/^client_secret +(\S+)$/m);
    assert.match(said, /nothing at all stops a stolen code from being used/);
    assert.ok(said.includes(`--key ${id} --secret ${secret}`), said);
    assert.ok(said.includes("--auto-discover-url http://localhost:8787/.well-known/openid-configuration"), said);
  });

  test("is refused without the app's address, for an app that it does not know, and where the address is no redirect URI", async () => {
    await assert.rejects(add("--for", "gitea"), /--url/);
    await assert.rejects(add("--for", "gitae", "--url", "https://git.example"), /gitea/);
    await assert.rejects(add("--for", "gitea", "--url", "git.example"), /cannot be a redirect URI/);
  });

  /** What the command says to a person. */
  async function shown(...options) {
    const { stdout } = await told(folder, "client", "add", ...options);
    return stdout;
  }
});

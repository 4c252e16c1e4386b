// The pages about APIs: which access tokens the API of the page lets in, and what it says to the others.

import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { SignJWT, decodeJwt, decodeProtectedHeader, generateKeyPair } from "jose";

import { root } from "../../../scripts/command.mjs";
import { freePort, serveAuthorizationServer } from "../../../scripts/local.mjs";
import { Browser } from "../../workerd/kit/browser.mjs";
import { addClient } from "../../workerd/kit/clients.mjs";
import { newKey, postWith, prove } from "../../workerd/kit/keys.mjs";
import { obtainCode, obtainTokens } from "../../workerd/kit/steps.mjs";
import { Follower, readPage, settingsOf } from "./page.mjs";

const OTHER = { resource: "https://other.example", name: "Other", scopes: { "other:read": "Read something else" } };
const SCOPE = "openid books:read books:write other:read";

/** The tests of the page `name`. `steps`: the API asks for a sign-in just now; `patience` as for sign-in. */
export function testApi(name, { steps = false, patience } = {}) {
  const started = new AsyncDisposableStack();
  let server, client, url, ask;

  before(async () => {
    const port = await freePort();
    url = `http://localhost:${port}`;
    server = await serveAuthorizationServer({ seed: true, vars: { RESOURCES: [...resources(name, port), OTHER] } });
    started.defer(server.dispose);
    client = await addClient(server, { scope: SCOPE, firstParty: true });
    ask = await serve(port, server.url);
  });
  after(() => started.disposeAsync());

  async function serve(port, issuer) {
    const follower = await Follower.of(name, { issuer, port });
    started.defer(() => follower.dispose());
    follower.write();
    await follower.serve(`http://localhost:${port}`, { patience });
    return (authorization, method = "GET") =>
      fetch(`http://localhost:${port}/books`, { method, headers: authorization ? { authorization } : {} });
  }

  const tokens = (scope, { as = client, browser = new Browser(server), ...changes } = {}) =>
    obtainTokens(server, browser, as, server.user, { scope, ...changes });

  async function refuses(authorization, status, challenge, method) {
    const answer = await ask(authorization, method);
    assert.equal(answer.status, status, await answer.text());
    assert.match(answer.headers.get("www-authenticate"), challenge);
  }

  test("lets in an access token for this API with the scope", async () => {
    for (const resource of [url, undefined]) {
      const answer = await ask(`Bearer ${(await tokens("books:read", { resource })).access_token}`);
      assert.equal(answer.status, 200, await answer.clone().text());
      const { sub, books } = await answer.json();
      assert.equal(typeof sub, "string");
      assert.deepEqual(books, ["Middlemarch"]);
    }
    const { access_token } = await tokens("books:read books:write other:read");
    assert.equal((await ask(`bearer ${access_token}`)).status, 200, "as one of several APIs, and in lower case");
    assert.equal((await ask(`Bearer ${access_token}`, "POST")).status, 200);
  });

  test("asks for a token where there is none", async () => {
    for (const none of [undefined, "Basic YTpi", "Bearer", "Bearer "]) await refuses(none, 401, /^Bearer$/);
  });

  test("refuses what is not a good token", async () => {
    const { access_token: good } = await tokens("books:read");
    const header = decodeProtectedHeader(good);
    const { privateKey } = await generateKeyPair("ES256");
    const signed = (claims, changes = {}) =>
      new SignJWT({ ...decodeJwt(good), ...claims }).setProtectedHeader({ ...header, ...changes }).sign(privateKey);
    const [first, claims, signature] = good.split(".");
    const other = signature.startsWith("A") ? "B" : "A";
    const bad = {
      "no JWT": "something",
      "for another API": (await tokens("other:read")).access_token,
      "an ID token": (await tokens("openid books:read")).id_token,
      "signed by somebody else": await signed({}),
      "signed by a key that is not there": await signed({}, { kid: "unknown" }),
      "with another signature": `${first}.${claims}.${other}${signature.slice(1)}`,
      "not signed": `${Buffer.from('{"alg":"none","typ":"at+jwt"}').toString("base64url")}.${claims}.`,
    };
    for (const [what, it] of Object.entries(bad)) {
      const answer = await ask(`Bearer ${it}`);
      assert.equal(answer.status, 401, what);
      assert.match(answer.headers.get("www-authenticate"), /^Bearer error="invalid_token"/, what);
    }
  });

  test("refuses a token that expired", async () => {
    const brief = await addClient(server, { scope: SCOPE, firstParty: true, accessTokenLifetime: 1 });
    const { access_token } = await tokens("books:read", { as: brief });
    await sleep(decodeJwt(access_token).exp * 1000 - Date.now() + 1100);
    await refuses(`Bearer ${access_token}`, 401, /^Bearer error="invalid_token"/);
  });

  test("refuses a token that is bound to a key", async () => {
    const key = await newKey();
    const code = await obtainCode(new Browser(server), client, server.user, { scope: "books:read" });
    const { json: { access_token } } = await postWith(server, client, code, await prove({ ...server, urls: [server.url] }, key));
    assert.ok(decodeJwt(access_token).cnf);
    await refuses(`Bearer ${access_token}`, 401, /^Bearer error="invalid_token"/);
  });

  test("refuses a token without the scope", async () => {
    const { access_token } = await tokens("books:read");
    await refuses(`Bearer ${access_token}`, 403, /^Bearer error="insufficient_scope", scope="books:write"$/, "POST");
  });

  test("blames nobody when the keys cannot be fetched", async () => {
    const { access_token } = await tokens("books:read");
    const [port, nobody] = [await freePort(), await freePort()];
    const alone = await serve(port, `http://localhost:${nobody}`);
    assert.equal((await alone(`Bearer ${access_token}`)).status, 503);
  });

  if (steps) test("asks for a sign-in just now", async () => {
    const browser = new Browser(server);
    const { access_token: fresh } = await tokens("books:write", { browser });
    await server.db.prepare("UPDATE sessions SET authenticated_at = authenticated_at - 400").run();
    const { access_token: stale } = await tokens("books:write", { browser });
    await refuses(`Bearer ${stale}`, 401, /^Bearer error="insufficient_user_authentication", max_age="300"$/, "DELETE");
    assert.equal((await ask(`Bearer ${fresh}`, "DELETE")).status, 200);
  });
}

/** RESOURCES with what the page adds to wrangler.toml, at the place that it says. */
export function resources(name, port) {
  const added = settingsOf(readPage(name)).replaceAll("4000", String(port));
  const settings = readFileSync(path.join(root, "wrangler.toml"), "utf8");
  const place = settings.indexOf("[triggers]");
  const folder = mkdtempSync(path.join(os.tmpdir(), "edgegrant-"));
  try {
    const file = path.join(folder, "wrangler.toml");
    writeFileSync(file, `${settings.slice(0, place)}\n${added}\n${settings.slice(place)}`);
    const { unstable_readConfig } = createRequire(import.meta.url)("wrangler");
    return unstable_readConfig({ config: file }, { hideWarnings: true }).vars.RESOURCES;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

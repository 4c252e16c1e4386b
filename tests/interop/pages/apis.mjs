// The pages about APIs: which access tokens the API of the page lets in, and what it says to the others.

import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { SignJWT, decodeJwt, decodeProtectedHeader, exportJWK, generateKeyPair } from "jose";

import { root } from "../../../scripts/command.mjs";
import { freePort, serveAuthorizationServer } from "../../../scripts/local.mjs";
import { serveApp } from "../../workerd/kit/apps.mjs";
import { Browser } from "../../workerd/kit/browser.mjs";
import { addClient } from "../../workerd/kit/clients.mjs";
import { newKey, postWith, prove } from "../../workerd/kit/keys.mjs";
import { obtainCode, obtainTokens } from "../../workerd/kit/steps.mjs";
import { Follower, readPage, settingsOf } from "./page.mjs";

const OTHER = { resource: "https://other.example", name: "Other", scopes: { "other:read": "Read something else" } };
const CLIENT = { scope: "openid books:read books:write other:read", firstParty: true };
/** What a claim of a good token may not be. */
const WRONG = {
  iss: ["https://other.example", undefined],
  aud: ["https://other.example", undefined],
  exp: [1_700_000_000, undefined],
  sub: [undefined],
  client_id: [undefined],
  cnf: [{ jkt: "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I" }],
};
const INVALID = /^Bearer error="invalid_token"/;

/** The tests of the page `name`. `steps`: the API asks for a sign-in just now; `patience` as for sign-in. */
export function testApi(name, { steps = false, patience } = {}) {
  let stage;
  before(async () => { stage = await open(name, { patience }); });
  after(() => stage?.dispose());

  test("lets in an access token for this API with the scope", async () => {
    const access = ({ access_token }, method) => stage.ask(`bearer ${access_token}`, method);
    for (const resource of [stage.url, undefined]) {
      const answer = await access(await stage.tokens("books:read", { resource }));
      assert.equal(answer.status, 200, await answer.clone().text());
      const { sub, books } = await answer.json();
      assert.equal(typeof sub, "string");
      assert.deepEqual(books, ["Middlemarch"]);
    }
    const ofSeveral = await stage.tokens("books:read books:write other:read");
    assert.equal((await access(ofSeveral)).status, 200);
    assert.equal((await access(ofSeveral, "POST")).status, 200);
  });

  test("asks for a token where there is none", async () => {
    for (const none of [undefined, "Basic YTpi", "Bearer", "Bearer "]) await stage.refuses(none, 401, /^Bearer$/);
  });

  test("refuses what is not a good token", async () => {
    for (const [what, bad] of Object.entries(await badTokens(stage))) {
      await stage.refuses(`Bearer ${bad}`, 401, INVALID, { what });
    }
  });

  test("refuses a token that expired", async () => {
    const as = await addClient(stage.server, { ...CLIENT, accessTokenLifetime: 1 });
    const { access_token } = await stage.tokens("books:read", { as });
    await sleep(decodeJwt(access_token).exp * 1000 - Date.now() + 1100);
    await stage.refuses(`Bearer ${access_token}`, 401, INVALID);
  });

  test("refuses a token that is bound to a key", async () => {
    const { server, client } = stage;
    const code = await obtainCode(new Browser(server), client, server.user, { scope: "books:read" });
    const proof = await prove({ ...server, urls: [server.url] }, await newKey());
    const { access_token } = (await postWith(server, client, code, proof)).json;
    assert.ok(decodeJwt(access_token).cnf);
    for (const scheme of ["Bearer", "DPoP"]) {
      await stage.refuses(`${scheme} ${access_token}`, 401, scheme === "Bearer" ? INVALID : /^Bearer$/);
    }
  });

  test("refuses a token without the scope", async () => {
    const { access_token } = await stage.tokens("books:read");
    const challenge = /^Bearer error="insufficient_scope", scope="books:write"$/;
    await stage.refuses(`Bearer ${access_token}`, 403, challenge, { method: "POST" });
  });

  test("blames nobody while the keys cannot be fetched, and then reads every claim", async () => {
    const issuer = await standIn();
    try {
      const alone = await stage.serve(await freePort(), issuer.url);
      const good = { aud: alone.url, scope: "books:read" };
      const ask = async (claims, header) => (await alone(`Bearer ${await issuer.token({ ...good, ...claims }, header)}`)).status;
      assert.equal(await ask({}), 503);
      issuer.recover();
      assert.equal(await ask({}), 200);
      assert.equal(await ask({ aud: ["https://other.example", alone.url] }), 200);
      assert.equal(await ask({ scope: undefined }), 403);
      assert.equal(await ask({ scope: "books:reader" }), 403);
      for (const [claim, values] of Object.entries(WRONG)) {
        for (const value of values) assert.equal(await ask({ [claim]: value }), 401, `${claim}: ${value}`);
      }
      for (const typ of ["JWT", undefined]) assert.equal(await ask({}, { typ }), 401, `typ: ${typ}`);
    } finally {
      issuer.dispose();
    }
  });

  if (steps) test("asks for a sign-in just now", async () => {
    const browser = new Browser(stage.server);
    const { access_token: fresh } = await stage.tokens("books:write", { browser });
    await stage.server.db.prepare("UPDATE sessions SET authenticated_at = authenticated_at - 400").run();
    const { access_token: stale } = await stage.tokens("books:write", { browser });
    const challenge = /^Bearer error="insufficient_user_authentication", max_age="300"$/;
    await stage.refuses(`Bearer ${stale}`, 401, challenge, { method: "DELETE" });
    assert.equal((await stage.ask(`Bearer ${fresh}`, "DELETE")).status, 200);
  });
}

/**
 * The server and the API of the page: {server, client, url, ask, serve, tokens, refuses, dispose}. `ask(authorization, method)` asks the API;
 * `serve(port, issuer)` serves one more, which trusts another issuer, and gives its `ask`.
 */
async function open(name, { patience }) {
  await using started = new AsyncDisposableStack();
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const server = await serveAuthorizationServer({ seed: true, vars: { RESOURCES: [...resources(name, port), OTHER] } });
  started.defer(server.dispose);
  const client = await addClient(server, CLIENT);
  const serve = async (at, issuer) => {
    const follower = await Follower.of(name, { issuer, port: at });
    all.defer(() => follower.dispose());
    follower.write();
    await follower.serve(`http://localhost:${at}`, { patience });
    const asks = (authorization, method = "GET") =>
      fetch(`http://localhost:${at}/books`, { method, headers: authorization ? { authorization } : {} });
    return Object.assign(asks, { url: `http://localhost:${at}` });
  };
  let all = started;
  const ask = await serve(port, server.url);
  all = started.move();
  return {
    server, client, url, ask, serve,
    tokens: (scope, { as = client, browser = new Browser(server), ...changes } = {}) =>
      obtainTokens(server, browser, as, server.user, { scope, ...changes }),
    async refuses(authorization, status, challenge, { method, what } = {}) {
      const answer = await ask(authorization, method);
      assert.equal(answer.status, status, `${what ?? authorization}: ${await answer.text()}`);
      assert.match(answer.headers.get("www-authenticate"), challenge, what);
    },
    dispose: () => all.disposeAsync(),
  };
}

/**
 * Something that issues whatever a test wants: {url, token, recover, dispose}. Nobody can fetch its keys before `recover()`.
 * `token(claims, header)` is an access token as it should be, with these claims and members of the header in place of its own.
 */
async function standIn() {
  const { publicKey, privateKey } = await generateKeyPair("ES256");
  const keys = { keys: [{ ...(await exportJWK(publicKey)), kid: "one", alg: "ES256", use: "sig" }] };
  let works = false;
  const { url, dispose } = await serveApp((request, response) => {
    if (!works || request.url !== "/.well-known/jwks.json") return response.writeHead(500).end();
    response.setHeader("content-type", "application/json").end(JSON.stringify(keys));
  });
  const token = (claims, header = {}) => {
    const all = { iss: url, sub: "somebody", client_id: "app", exp: Math.floor(Date.now() / 1000) + 600, ...claims };
    return new SignJWT(all).setProtectedHeader({ alg: "ES256", kid: "one", typ: "at+jwt", ...header }).sign(privateKey);
  };
  return { url, token, dispose, recover: () => { works = true; } };
}

/** Tokens that no API may take, by what is wrong with each. */
async function badTokens({ tokens }) {
  const { access_token: good } = await tokens("books:read");
  const header = decodeProtectedHeader(good);
  const { privateKey } = await generateKeyPair("ES256");
  const signed = (changes = {}) => new SignJWT(decodeJwt(good)).setProtectedHeader({ ...header, ...changes }).sign(privateKey);
  const [first, claims, signature] = good.split(".");
  const other = signature.startsWith("A") ? "B" : "A";
  const unsigned = Buffer.from('{"alg":"none","typ":"at+jwt"}').toString("base64url");
  return {
    "no JWT": "something",
    "for another API": (await tokens("other:read")).access_token,
    "an ID token": (await tokens("openid books:read")).id_token,
    "signed by somebody else": await signed(),
    "signed by a key that is not there": await signed({ kid: "unknown" }),
    "with another signature": `${first}.${claims}.${other}${signature.slice(1)}`,
    "not signed": `${unsigned}.${claims}.`,
  };
}

/** RESOURCES with what the page adds to wrangler.toml, at the place that it says. */
function resources(name, port) {
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

// Another EDGEGRANT_SECRET, in the steps that docs/operate.md has: at every one of them everything that was handed out
// before goes on.

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { decodeProtectedHeader } from "jose";

import { Browser } from "../kit/browser.mjs";
import { addClient, demoClient } from "../kit/clients.mjs";
import { userinfo } from "../kit/issued.mjs";
import { freePort, serveAuthorizationServer } from "../kit/serve.mjs";
import { authorizationRequest, obtainCode, obtainTokens, refresh, token } from "../kit/steps.mjs";

const SCOPE = "openid profile offline_access";

const kidOf = (jwt) => decodeProtectedHeader(jwt).kid;

let persist, port;
before(async () => {
  persist = await mkdtemp(path.join(os.tmpdir(), "edgegrant-"));
  port = await freePort();
});
after(() => rm(persist, { recursive: true, force: true }));

/** What was handed out so far: a client, its tokens and a code of it, and a consent page that is open. */
const kept = {};
const cookies = new Map();

/** Serves the same data with this secret and the one before, for as long as `run` takes. */
async function configured(secret, previous, run, more) {
  const server = await serveAuthorizationServer({
    port, persist, secret, migrate: false, secrets: previous && { EDGEGRANT_SECRET_PREVIOUS: previous }, ...more,
  });
  try {
    return await run(server);
  } finally {
    await server.dispose();
  }
}

async function handOutAll(server) {
  kept.user = server.user;
  kept.client = demoClient(server);
  kept.tokens = await obtainTokens(server, new Browser(server, cookies), kept.client, kept.user, { scope: SCOPE });
  kept.kid = kidOf(kept.tokens.access_token);
  await handOut(server);
}

async function handOut(server) {
  const browser = new Browser(server, cookies);
  kept.code = await obtainCode(browser, kept.client, kept.user);
  // Another client each time, so that consent is asked.
  const asking = await addClient(server);
  kept.form = await browser.open(authorizationRequest(asking).url);
  assert.ok(kept.form.asksConsent, kept.form.text);
}

/** Everything that was handed out goes on, and is replaced by what this configuration hands out. */
async function goOn(server) {
  const browser = new Browser(server, cookies);
  const { client, form } = kept;
  const answer = await refresh(server, client, kept.tokens.refresh_token);
  assert.equal(answer.status, 200, answer.text);
  assert.equal(kidOf(answer.json.access_token), kept.kid);
  assert.equal((await userinfo(server, kept.tokens.access_token)).status, 200);
  kept.tokens = answer.json;
  const redeemed = await token(server, client, kept.code);
  assert.equal(redeemed.status, 200, redeemed.text);
  // A consent page that was open meanwhile is answered.
  const allowed = await browser.allow(form);
  assert.equal(allowed.status, 303, allowed.text);
  assert.ok(allowed.answer.has("code"));
  await handOut(server);
}

test("EDGEGRANT_SECRET can be changed, and nobody loses anything", async () => {
  const [first, second] = [randomBytes(32), randomBytes(32)].map((bytes) => bytes.toString("base64url"));
  await configured(first, undefined, handOutAll, { seed: true });
  // 1. Every instance accepts the new one, while others know nothing of it yet.
  await configured(first, second, goOn);
  await configured(first, undefined, goOn);
  // 2. They change places, while some instances have not heard.
  await configured(second, first, goOn);
  await configured(first, second, goOn);
  await configured(second, first, async (server) => {
    await goOn(server);
    await server.scheduled();
    const line = await server.logged((entry) => entry.event === "keys");
    assert.equal(line.resealed, 1);
  });
  // 3. The old one is deleted.
  await configured(second, undefined, goOn);
  await configured(first, undefined, async (server) => {
    assert.equal((await fetch(`${server.url}/.well-known/jwks.json`)).status, 503, "it is worth nothing now");
  });
});

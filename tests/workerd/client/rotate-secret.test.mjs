// `npm run client -- rotate-secret`, with and without `--keep`: which secrets count, and until when.

import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, beforeEach, test } from "node:test";

import { Browser } from "../kit/browser.mjs";
import { told } from "../kit/commands.mjs";
import { serveAuthorizationServer } from "../kit/serve.mjs";
import { obtainTokens, refresh } from "../kit/steps.mjs";

const SCOPE = "openid offline_access";
const WEEK = 7 * 24 * 3600;

let server, folder, client, tokens;
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "edgegrant-rotate-"));
  server = await serveAuthorizationServer({ seed: true, persist: folder });
});
after(async () => {
  await server?.dispose();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  const added = await server.admin("client", "add", "--name", "App", "--redirect-uri", "https://app.example/callback", "--scope", SCOPE);
  client = { id: added.client_id, secret: added.client_secret, method: "client_secret_basic", redirectUri: "https://app.example/callback" };
  tokens = await obtainTokens(server, new Browser(server), client, server.user, { scope: SCOPE });
});

const rotate = (...options) => server.admin("client", "rotate-secret", client.id, ...options);
const ends = async () => (await server.admin("client", "show", client.id)).old_secret_ends_at;

/** Whether the client gets new tokens with this secret, by HTTP Basic and in the form. */
async function counts(secret) {
  const statuses = [];
  for (const method of ["client_secret_basic", "client_secret_post"]) {
    const { status, json } = await refresh(server, { ...client, secret, method }, tokens.refresh_token);
    if (status === 200) tokens = json;
    else assert.equal(json.error, "invalid_client");
    statuses.push(status === 200);
  }
  assert.equal(statuses[0], statuses[1]);
  return statuses[0];
}

test("without --keep the old secret ends at once, and so does one that was kept", async () => {
  const second = (await rotate("--keep", "7d")).client_secret;
  const third = await rotate();
  assert.equal(third.old_secret_ends_at, null);
  assert.deepEqual([await counts(client.secret), await counts(second), await counts(third.client_secret)], [false, false, true]);
  assert.equal(await ends(), null);
});

test("with --keep both count until the date, also where the client is remembered, and nobody else does", async () => {
  const { client_secret: second, old_secret_ends_at: at } = await rotate("--keep", "7d");
  assert.ok(Math.abs(at - Date.now() / 1000 - WEEK) < 60);
  assert.equal(await ends(), at);
  assert.match((await told(folder, "client", "show", client.id)).stdout, /^old secret {5}works until 20\d\d-/m);
  for (let time = 0; time < 2; time += 1) assert.deepEqual([await counts(client.secret), await counts(second)], [true, true]);
  assert.equal(await counts("another"), false);
  // Its time comes: no row changes, and no isolate may remember the old one.
  await server.db.prepare("UPDATE clients SET old_secret_ends_at = unixepoch() + 2 WHERE id = ?").bind(client.id).run();
  assert.equal(await counts(client.secret), true);
  await new Promise((resolve) => setTimeout(resolve, 2500));
  assert.deepEqual([await counts(client.secret), await counts(second)], [false, true]);
  assert.equal(await ends(), null);
});

test("a second one is not kept beside the first, but the newest can be replaced alone", async () => {
  const { client_secret: lost, old_secret_ends_at: at } = await rotate("--keep", "7d");
  await assert.rejects(rotate("--keep", "1d"), /kept already, until 20.*never more than two.*`npm run client -- rotate-secret .* --again`/);
  assert.equal(await counts(lost), true, "nothing was changed");
  const again = await rotate("--again");
  assert.equal(again.old_secret_ends_at, at);
  assert.deepEqual([await counts(client.secret), await counts(lost), await counts(again.client_secret)], [true, false, true]);
});

test("what cannot be kept is refused", async () => {
  await assert.rejects(rotate("--again"), /No old secret is kept/);
  for (const bad of ["0d", "91d", "week", "7"]) await assert.rejects(rotate(`--keep=${bad}`), /at most 90d|such as 90s/);
  const spa = await server.admin("client", "add", "--public", "--name", "SPA", "--redirect-uri", "https://spa.example/callback");
  await assert.rejects(server.admin("client", "rotate-secret", spa.client_id, "--keep", "1d"), /has no secret/);
  await assert.rejects(server.admin("client", "rotate-secret", "nobody"), /There is no client "nobody"/);
  assert.equal(await counts(client.secret), true);
});

test("an edit keeps both", async () => {
  const { client_secret: second } = await rotate("--keep", "7d");
  await server.admin("client", "edit", client.id, "--name", "After");
  assert.deepEqual([await counts(client.secret), await counts(second)], [true, true]);
});

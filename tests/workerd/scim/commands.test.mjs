// `npm run scim`: the tokens of directories.

import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";

import { serveAuthorizationServer } from "../kit/serve.mjs";
import { ask } from "./directory.mjs";

let server, folder;
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "edgegrant-scim-"));
  server = await serveAuthorizationServer({ seed: true, persist: folder, vars: { SCIM: "on" } });
});
after(async () => {
  await server?.dispose();
  await rm(folder, { recursive: true, force: true });
});

const scim = (...args) => server.admin("scim", ...args);

test("a token is made, works, is listed and removed; there are at most four", async () => {
  assert.deepEqual(await scim("list"), []);
  const made = await scim("add", "entra");
  assert.match(made.token, /^[\w-]{43}$/);
  assert.match(made.url, /\/scim\/v2$/);
  const year = 365 * 86400;
  assert.ok(Math.abs(made.ends_at - Date.now() / 1000 - year) < 60);
  assert.equal((await ask(server, made.token, "GET", "/Users")).status, 200);
  const [listed] = await scim("list");
  assert.deepEqual([listed.id, listed.directory, listed.ends_at], [made.id, "entra", made.ends_at]);
  assert.equal(listed.used_on, new Date().toISOString().slice(0, 10));
  assert.ok(!JSON.stringify(listed).includes(made.token));
  const { results } = await server.db.prepare("SELECT * FROM directory_tokens").all();
  assert.ok(!JSON.stringify(results).includes(made.token));
  for (let i = 0; i < 3; i++) await scim("add", "okta", "--days", "1");
  await assert.rejects(scim("add", "okta"), /There are 4 tokens already/);
  await assert.rejects(scim("add", "a b"), /cannot be a directory/);
  await assert.rejects(scim("add", "okta", "--days", "1096"), /1095/);
  assert.deepEqual(await scim("remove", made.id), { id: made.id, removed: true });
  await assert.rejects(scim("remove", made.id), /There is no token/);
  assert.equal((await ask(server, made.token, "GET", "/Users")).status, 401);
});

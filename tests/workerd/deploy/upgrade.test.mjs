// `npm run deploy` over a server of a version before: it says what will change and how to go back, and migrates before it
// uploads.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";

import { buildAdmin } from "../../../scripts/admin-build.mjs";
import { root } from "../../../scripts/command.mjs";
import { OWNER, standIn } from "../kit/cloudflare/serve.mjs";
import { newOwner } from "../kit/cloudflare/owner.mjs";

const ISSUER = "https://edgegrant.owner.workers.dev";
const SECRET = "the-secret-of-before-0123456789abcdefghij";
const folder = path.join(root, "migrations");
const all = readdirSync(folder).sort();
const APPLIED = all.length - 3;

let cloudflare, owner, account, database, wayBack;
before(async () => {
  await buildAdmin();
  cloudflare = await standIn();
  owner = await newOwner(cloudflare);
  account = cloudflare.world.accounts[OWNER.id];
  // The server of before: a database with fewer migrations, and some Worker.
  database = { uuid: "11111111-2222-4333-8444-555555555555", name: "edgegrant", bookmark: 7 };
  account.databases.push(database);
  account.namespaces.push({ id: "c".repeat(32), title: "a title that somebody chose" });
  cloudflare.edge.change({ databases: [database.uuid] });
  const names = all.slice(0, APPLIED);
  for (const name of names) await cloudflare.edge.query(database.uuid, readFileSync(path.join(folder, name), "utf8"));
  const values = names.map((name) => `('${name}')`).join(",");
  await cloudflare.edge.query(database.uuid, `CREATE TABLE d1_migrations(id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE, applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL); INSERT INTO d1_migrations (name) VALUES ${values};`);
  const version = {
    id: "99999999-2222-4333-8444-555555555555", annotations: {}, main: "old.js",
    modules: { "old.js": { type: "esm", contents: "export default { fetch: () => new Response('old') };" } },
    bindings: [
      { type: "plain_text", name: "ISSUER", text: ISSUER }, { type: "plain_text", name: "LOG_REQUESTS", text: "true" },
      { type: "d1", name: "DB", id: database.uuid }, { type: "kv_namespace", name: "CODES", namespace_id: "c".repeat(32) },
      { type: "secret_text", name: "EDGEGRANT_SECRET", text: SECRET },
    ],
    compatibilityDate: "2026-11-01", compatibilityFlags: [],
  };
  account.scripts.edgegrant = {
    name: "edgegrant", tag: "a".repeat(32), tags: [], versions: [version], live: version, subdomain: { enabled: true, previews_enabled: false },
    deployments: [{ id: "88888888-2222-4333-8444-555555555555", versions: [{ version_id: version.id, percentage: 100 }] }],
  };
});
after(async () => {
  await owner?.dispose();
  await cloudflare?.dispose();
});

test("without the backup that its owner wants, nothing changes", async () => {
  const { live } = account.scripts.edgegrant;
  for (const [options, pattern] of [[{ env: {} }, /needs a passphrase/], [{ env: { EDGEGRANT_BACKUP_PASSPHRASE: "too short" } }, /too short/]]) {
    const done = await owner.run("deploy", ["--yes", "--backup", path.join(owner.folder, "before.backup")], options);
    assert.equal(done.code, 1, done.all);
    assert.match(done.stderr, pattern);
    assert.match(done.stderr, /nothing was migrated or deployed/);
  }
  assert.equal(account.scripts.edgegrant.live, live);
  const [{ results }] = await cloudflare.edge.query(database.uuid, "SELECT count(*) AS number FROM d1_migrations");
  assert.equal(results[0].number, APPLIED);
});

test("a version before becomes this one, in an order that works at every moment", async () => {
  cloudflare.calls.length = 0;
  const backup = path.join(owner.folder, "before.backup");
  const done = await owner.run("deploy", ["--yes", "--wait", "20", "--backup", backup], { env: { EDGEGRANT_BACKUP_PASSPHRASE: "four quiet words of mine" } });
  assert.equal(done.code, 0, done.all);
  assert.match(readFileSync(backup, "latin1"), /^edgegrant backup 1\n\{"cipher":"aes-256-gcm"/);
  assert.match(done.stderr, /Edgegrant \(an earlier version\) becomes \d+\.\d+\.\d+\+/);
  assert.match(done.stderr, /3 migrations of the database/);
  assert.match(done.stderr, /npm run wrangler -- rollback 99999999-2222-4333-8444-555555555555/);
  assert.match(done.stderr, /npm run wrangler -- d1 time-travel restore DB --bookmark=0000\d+-00000000-00004f51-/);
  wayBack = done.stderr.match(/d1 time-travel restore DB --bookmark=\S+/)[0].split(" ");
  const { calls } = cloudflare;
  const upload = calls.indexOf("POST /accounts/:account/workers/scripts/:script/versions");
  const bookmark = calls.indexOf("GET /accounts/:account/d1/database/:database/time_travel/bookmark");
  const lastQueryBefore = calls.slice(0, upload).lastIndexOf("POST /accounts/:account/d1/database/:database/query");
  const copied = calls.indexOf("POST /accounts/:account/d1/database/:database/export");
  assert.ok(copied !== -1 && copied < lastQueryBefore, calls.join("\n"));
  assert.ok(bookmark !== -1 && bookmark < lastQueryBefore && lastQueryBefore < upload, calls.join("\n"));
  const [{ results }] = await cloudflare.edge.query(database.uuid, "SELECT count(*) AS number FROM d1_migrations");
  assert.equal(results[0].number, all.length);
});

test("the owner's settings are those that it ran with, though they were not in this folder", () => {
  const { $schema: _, worker, ...values } = owner.settings();
  assert.deepEqual({ ...values }, { ISSUER, LOG_REQUESTS: "true" });
  assert.deepEqual({ ...worker }, { name: "edgegrant", account_id: OWNER.id, database_id: database.uuid, kv_namespace_id: "c".repeat(32) });
});

test("its stores and its secret are those of before, whatever they are called", () => {
  const { bindings } = account.scripts.edgegrant.live;
  assert.equal(bindings.find(({ name }) => name === "EDGEGRANT_SECRET").text, SECRET);
  assert.equal(bindings.find(({ name }) => name === "CODES").namespace_id, "c".repeat(32));
  assert.equal(bindings.find(({ name }) => name === "DB").id, database.uuid);
  assert.equal(account.databases.length, 1);
  assert.equal(account.namespaces.length, 1);
});

test("the line that it printed for the way back is one that wrangler and Cloudflare take, and so are those of docs/backup.md", async () => {
  const travel = async (line) => {
    const { child, done } = owner.start("wrangler", line, { env: { CI: "true", WRANGLER_SEND_METRICS: "false" } });
    const late = setTimeout(() => child.kill("SIGTERM"), 40_000);
    return done.finally(() => clearTimeout(late));
  };
  const back = await travel(wayBack);
  assert.equal(back.code, 0, back.all);
  assert.equal(database.travelledTo, wayBack.at(-1).split("=")[1]);
  const page = readFileSync(path.join(root, "docs", "backup.md"), "utf8");
  // wrangler goes to no moment that is to come.
  const past = new Date(Date.now() - 3_600_000).toISOString();
  const lines = [...page.matchAll(/^npm run wrangler -- (d1 time-travel .*)$/gm)].map(([, line]) => line.replace(/\d{4}-\S+Z/, past).split(" "));
  assert.equal(lines.length, 2);
  for (const line of lines) {
    const done = await travel(line);
    assert.equal(done.code, 0, done.all);
  }
  assert.match(database.travelledTo, /^\d{8}-\d{8}-/, "it asks for the bookmark of that time first");
});

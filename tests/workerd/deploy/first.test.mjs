// `npm run deploy` against the stand-in for Cloudflare: from nothing to the page where the first account is made, and then
// from one setting, and from one version, to the next.

import assert from "node:assert/strict";
import { existsSync, readdirSync, statSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { after, before, describe, test } from "node:test";

import { buildAdmin } from "../../../scripts/admin-build.mjs";
import { Browser } from "../kit/browser.mjs";
import { OWNER, standIn } from "../kit/cloudflare/serve.mjs";
import { newOwner } from "../kit/cloudflare/owner.mjs";
import { joinWith } from "../kit/new-passkeys.mjs";

const ISSUER = "https://edgegrant.owner.workers.dev";
const CHANGES = /^(POST|PUT|PATCH|DELETE) (?!.*\/query$)/;

let cloudflare, owner;
before(async () => {
  await buildAdmin();
  cloudflare = await standIn();
  owner = await newOwner(cloudflare);
  // A browser of the kit reaches the server there.
  globalThis.fetch = (address, init) => cloudflare.edge.fetch("edgegrant", new Request(address, init));
});
after(async () => {
  await owner?.dispose();
  await cloudflare?.dispose();
});

const account = () => cloudflare.world.accounts[OWNER.id];
const script = () => account().scripts.edgegrant;

/** The calls of `work`, and what it gives. */
async function calls(work) {
  const from = cloudflare.calls.length;
  const done = await work();
  return { ...done, calls: cloudflare.calls.slice(from) };
}

describe("the first time", () => {
  test("--dry-run says what it would do, and calls nothing that changes", async () => {
    const done = await calls(() => owner.deploy("--dry-run"));
    assert.equal(done.code, 0, done.all);
    assert.match(done.stderr, /a new Worker "edgegrant", Edgegrant .*, at https:\/\/edgegrant\.owner\.workers\.dev\n.*a new D1 database "edgegrant"\n.*a new KV namespace "edgegrant-codes"\n.*migrations.*0001 to.*\n.*a new EDGEGRANT_SECRET/);
    assert.deepEqual(done.calls.filter((call) => CHANGES.test(call)), []);
    assert.equal(existsSync(owner.file), false);
    assert.equal(existsSync(owner.secretsFile), false);
  });

  test("one command leads to the page where the first account is made", async (t) => {
    const start = performance.now();
    const done = await owner.deploy();
    assert.equal(done.code, 0, done.all);
    const [, link] = /(https:\/\/edgegrant\.owner\.workers\.dev\/setup\?link=\S+)/.exec(done.stdout) ?? [];
    assert.ok(link, done.all);
    const browser = new Browser({ url: ISSUER });
    const { page } = await joinWith(browser, await browser.open(link), { username: "owner" });
    assert.equal(new URL(page.url).pathname, "/account", page.text);
    t.diagnostic(`1 command and 1 page, ${((performance.now() - start) / 1000).toFixed(0)} s from a built clone to the first sign-in`);
    assert.deepEqual(cloudflare.unknown, []);
  });

  test("the settings are the template with the owner's values, and the ids of what was made", () => {
    const { ISSUER: issuer, worker } = owner.settings();
    assert.equal(issuer, ISSUER);
    assert.equal(worker.account_id, OWNER.id);
    assert.equal(worker.database_id, account().databases[0].uuid);
    assert.equal(worker.kv_namespace_id, account().namespaces[0].id);
    assert.match(owner.text(), /\/\/ "open": everybody can make an account/);
  });

  test("the secret is in a file that its owner alone can read, at the server, and nowhere else", async () => {
    const { EDGEGRANT_SECRET: secret } = owner.secrets();
    assert.match(secret, /^[\w-]{43}$/);
    if (process.platform !== "win32") assert.equal(statSync(owner.secretsFile).mode & 0o777, 0o600);
    assert.equal(script().live.bindings.find(({ name }) => name === "EDGEGRANT_SECRET").text, secret);
    assert.deepEqual(readdirSync(path.join(owner.folder, ".edgegrant")).filter((name) => /secret|deploying|unfinished|output/.test(name)), []);
    const again = await owner.deploy("--dry-run");
    assert.equal(again.all.includes(secret), false);
  });

  test("the Worker has its stores, its crons and its address, and no preview", () => {
    const { live, crons, subdomain } = script();
    assert.deepEqual(live.bindings.map(({ name }) => name).sort(), ["CODES", "DB", "EDGEGRANT_SECRET", "ISSUER", "PASSWORDS", "RATE_LIMIT", "SESSION_IDLE_LIFETIME"]);
    assert.deepEqual(live.compatibilityFlags, ["global_fetch_strictly_public"]);
    assert.deepEqual(crons, ["17 3 * * *", "47 * * * *"]);
    assert.deepEqual(subdomain, { enabled: true, previews_enabled: false });
  });
});

describe("again", () => {
  test("without a change nothing is uploaded", async () => {
    const done = await calls(() => owner.deploy("--backup", path.join(owner.folder, "none.backup")));
    assert.equal(done.code, 0, done.all);
    assert.match(done.stderr, /Nothing needs to change\. No backup was made: `npm run backup -- --remote` makes one/);
    assert.deepEqual(done.calls.filter((call) => CHANGES.test(call)), []);
  });

  test("once there is an administrator, no link is made", async () => {
    const done = await owner.deploy();
    assert.match(done.stdout, /Edgegrant runs at/);
    assert.doesNotMatch(done.all, /setup/);
  });

  test("where CI is set, no link is printed", async () => {
    await cloudflare.edge.query(account().databases[0].uuid, "DELETE FROM first_administrator");
    const done = await owner.run("deploy", ["--yes"], { env: { CI: "true" } });
    assert.equal(done.code, 0, done.all);
    assert.doesNotMatch(done.all, /\?link=/);
    assert.match(done.stdout, /npm run user -- setup-link --remote/);
  });

  test("a changed setting is named, and is at the server afterwards", async () => {
    await owner.write(owner.text().replace('"PASSWORDS": "off"', '"PASSWORDS": "on"'));
    const done = await owner.deploy();
    assert.equal(done.code, 0, done.all);
    assert.match(done.stderr, /PASSWORDS: "off" becomes "on"/);
    assert.equal(script().live.bindings.find(({ name }) => name === "PASSWORDS").text, "on");
  });

  test("a change that is no variable is brought there too", async () => {
    await owner.write(owner.text().replace('"name": "edgegrant",', '"name": "edgegrant",\n    "crons": ["17 3,15 * * *", "47 * * * *"],'));
    const done = await owner.deploy();
    assert.equal(done.code, 0, done.all);
    assert.match(done.stderr, /the Worker's routes, crons or bindings/);
    assert.deepEqual(script().crons, ["17 3,15 * * *", "47 * * * *"]);
  });

  test("a secret that the server lacks is taken from the file; one that it has is never replaced", async () => {
    const before = script().live.bindings.find(({ name }) => name === "EDGEGRANT_SECRET").text;
    await writeFile(owner.secretsFile, JSON.stringify({ EDGEGRANT_SECRET: "x".repeat(43), REGISTRATION_TOKEN: "t".repeat(43) }));
    await owner.write(owner.text().replace('"PASSWORDS": "on"', '"PASSWORDS": "on",\n  "REGISTRATION": "token"'));
    const another = await owner.deploy();
    assert.equal(another.code, 1);
    assert.match(another.stderr, /is not the one of this database: .*or take it out: the server keeps the one that it has/);
    await writeFile(owner.secretsFile, JSON.stringify({ REGISTRATION_TOKEN: "t".repeat(43) }));
    const done = await owner.deploy();
    assert.equal(done.code, 0, done.all);
    const secrets = Object.fromEntries(script().live.bindings.filter(({ type }) => type === "secret_text").map(({ name, text }) => [name, text]));
    assert.deepEqual(secrets, { EDGEGRANT_SECRET: before, REGISTRATION_TOKEN: "t".repeat(43) });
  });
});

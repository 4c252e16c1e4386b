// `npm run deploy -- --env staging`: a second server of the same owner, which nothing confuses with the first.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { after, before, test } from "node:test";

import { buildAdmin } from "../../../scripts/admin-build.mjs";
import { settingsIn } from "../../../scripts/settings/file.mjs";
import { OWNER, standIn } from "../kit/cloudflare/serve.mjs";
import { newOwner } from "../kit/cloudflare/owner.mjs";

let cloudflare, owner, account, staging;
before(async () => {
  await buildAdmin();
  cloudflare = await standIn();
  account = cloudflare.world.accounts[OWNER.id];
  owner = await newOwner(cloudflare);
  staging = path.join(owner.folder, "edgegrant.staging.jsonc");
  await owner.write({ ISSUER: "https://edgegrant.owner.workers.dev" });
  const first = await owner.deploy();
  assert.equal(first.code, 0, first.all);
  const second = await owner.deploy("--env", "staging");
  assert.equal(second.code, 0, second.all);
});
after(async () => {
  await owner?.dispose();
  await cloudflare?.dispose();
});

test("it has a Worker, stores, settings and a secret of its own", () => {
  assert.deepEqual(Object.keys(account.scripts), ["edgegrant", "edgegrant-staging"]);
  assert.deepEqual(account.databases.map(({ name }) => name), ["edgegrant", "edgegrant-staging"]);
  const { EDGEGRANT_SECRET: other } = JSON.parse(readFileSync(path.join(owner.folder, "edgegrant.staging.secrets.json"), "utf8"));
  assert.notEqual(other, owner.secrets().EDGEGRANT_SECRET);
  const secretOf = (name) => account.scripts[name].live.bindings.find((it) => it.name === "EDGEGRANT_SECRET").text;
  assert.deepEqual([secretOf("edgegrant"), secretOf("edgegrant-staging")], [owner.secrets().EDGEGRANT_SECRET, other]);
});

test("the lines that it prints name it, and are what wrangler does to it alone, however the name is given", async () => {
  await writeFile(staging, JSON.stringify({ ...settingsIn(readFileSync(staging, "utf8")).values, LOG_REQUESTS: "true" }));
  const done = await owner.deploy("--env", "staging");
  assert.equal(done.code, 0, done.all);
  const [, line] = /npm run wrangler -- (--env staging d1 time-travel restore DB --bookmark=\S+)/.exec(done.stderr) ?? [];
  assert.ok(line, done.stderr);
  const rest = line.replace("--env staging ", "");
  for (const [words, env] of [[line], [`${rest} --env=staging`], [`${rest} -e staging`], [`-e=staging ${rest}`], [rest, { CLOUDFLARE_ENV: "staging" }]]) {
    for (const database of account.databases) delete database.travelledTo;
    const { code, all } = await owner.run("wrangler", words.split(" "), { env: { CI: "true", WRANGLER_SEND_METRICS: "false", ...env } });
    assert.equal(code, 0, all);
    assert.deepEqual(account.databases.map(({ travelledTo }) => travelledTo !== undefined), [false, true], words);
  }
  const unknown = await owner.run("wrangler", ["tail", "--env", "another"]);
  assert.match(unknown.stderr, /there is no edgegrant\.another\.jsonc\. `npm run deploy -- --env another` makes it\./);
  const wrong = await owner.run("wrangler", [...rest.split(" "), "--env"]);
  assert.match(wrong.stderr, /"" cannot be the name of a server/);
  await writeFile(staging, "{");
  assert.match((await owner.deploy("--env", "staging")).stderr, /edgegrant\.staging\.jsonc:1/);
});

test("a secret that changed in its file is sent, and EDGEGRANT_SECRET never is", async () => {
  const settings = { ...owner.settings(), MAIL: "resend", MAIL_FROM: "auth@of-the-owner.dev" };
  await owner.write(settings);
  const { EDGEGRANT_SECRET } = owner.secrets();
  const key = () => account.scripts.edgegrant.live.bindings.find(({ name }) => name === "MAIL_API_KEY")?.text;
  for (const [value, said] of [["key-1", /the secret MAIL_API_KEY, from edgegrant\.secrets\.json$/m], ["key-2", /MAIL_API_KEY, from .* where it changed$/m], ["key-2", /Nothing needs to change/]]) {
    await writeFile(owner.secretsFile, JSON.stringify({ EDGEGRANT_SECRET, MAIL_API_KEY: value }));
    const done = await owner.deploy();
    assert.equal(done.code, 0, done.all);
    assert.match(done.stderr, said);
    assert.equal(key(), value);
    assert.equal(done.all.includes(value), false);
  }
});

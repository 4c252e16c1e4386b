// What the scripts write into the owner's folder.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmodSync, lstatSync, readdirSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";

import { root } from "../../../scripts/command.mjs";
import { readSecrets } from "../../../scripts/deploy/secrets.mjs";
import { readSettings, replaceFile, saveSettings } from "../../../scripts/settings/file.mjs";
import { newOwner } from "../kit/cloudflare/owner.mjs";

const ISSUER = "https://auth.of-the-owner.dev";

describe("a file that is written anew", { skip: process.platform === "win32" }, () => {
  let folder;
  const at = (name) => path.join(folder, name);
  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), "edgegrant-files-"));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  test("stays where a link leads, with the rights that it had, and with the owner's comments", () => {
    writeFileSync(at("real.jsonc"), `\uFEFF// mine\r\n{ "ISSUER": "${ISSUER}" }\r\n`, { mode: 0o600 });
    symlinkSync("real.jsonc", at("edgegrant.jsonc"));
    saveSettings(at("edgegrant.jsonc"), [[["worker", "account_id"], "a"]]);
    assert.ok(lstatSync(at("edgegrant.jsonc")).isSymbolicLink());
    assert.equal(statSync(at("real.jsonc")).mode & 0o777, 0o600);
    const { values, text, mistakes } = readSettings(at("edgegrant.jsonc"));
    assert.deepEqual([values.ISSUER, values.worker.account_id, mistakes], [ISSUER, "a", []]);
    assert.match(text, /^\/\/ mine\r\n/);
    assert.deepEqual(readdirSync(folder).sort(), ["edgegrant.jsonc", "real.jsonc"]);
  });

  test("is said to be one that cannot be, and its draft is nothing that git would take", () => {
    assert.throws(() => replaceFile(at("nowhere/edgegrant.jsonc"), "{}"), /edgegrant\.jsonc cannot be written \(ENOENT\)/);
    const drafts = [".77-edgegrant.jsonc", ".77-edgegrant.secrets.json", ".77-edgegrant.staging.secrets.json", ".0123456789abcdef.backup", "edgegrant.secrets.json"];
    const ignored = execFileSync("git", ["check-ignore", ...drafts], { cwd: root, encoding: "utf8" });
    assert.deepEqual(ignored.trim().split("\n"), drafts);
  });
});

test("a file of secrets that others may read is told of", { skip: process.platform === "win32" }, async () => {
  const owner = await newOwner();
  await owner.write({ ISSUER });
  writeFileSync(owner.secretsFile, JSON.stringify({ EDGEGRANT_SECRET: "s".repeat(40) }), { mode: 0o644 });
  const backup = () => owner.run("backup", ["--remote", "--no-passphrase", path.join(owner.folder, "missing", "a.backup")]);
  assert.match((await backup()).stderr, /Others on this machine may read edgegrant\.secrets\.json\. `chmod 600 .*edgegrant\.secrets\.json` keeps it to yourself/);
  chmodSync(owner.secretsFile, 0o600);
  assert.doesNotMatch((await backup()).stderr, /Others on this machine/);
  await owner.dispose();
});

test("a file of secrets may have the mark that Windows puts before a text", async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), "edgegrant-files-"));
  const secrets = path.join(folder, "edgegrant.secrets.json");
  writeFileSync(secrets, `\uFEFF{ "MAIL_API_KEY": "a key" }\r\n`);
  assert.equal(readSecrets({ secrets }).MAIL_API_KEY, "a key");
  await rm(folder, { recursive: true });
});

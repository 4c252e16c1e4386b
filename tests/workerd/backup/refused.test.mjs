// What `npm run backup` does not do: one sentence, exit code 1, and no file.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";

import { readContainer, writeContainer } from "../../../scripts/backup/container.mjs";
import { linesOf, load } from "../../../scripts/backup/content.mjs";
import { run as runProgram } from "../../../scripts/command.mjs";
import { databaseFile, onFile } from "../../../scripts/d1-file.mjs";
import { readSettings } from "../../../scripts/owner-settings.mjs";
import { migrate } from "../../../scripts/seed.mjs";
import { workers } from "../../../scripts/workers.mjs";
import { run } from "./kit.mjs";

let folder;
const at = (name) => path.join(folder, name);
const fileOf = (name) => databaseFile(readSettings().database.local, at(name));
before(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "edgegrant-backup-"));
  await migrate(workers.server, { persistTo: at("old") });
});
after(() => rm(folder, { recursive: true, force: true }));

describe("a backup", () => {
  test("is not begun where it cannot be written", async () => {
    await symlink(at("nowhere"), at("link.backup"));
    await mkdir(at("folder"));
    const cases = [["folder", /already exists/], ["link.backup", /already exists/], ["missing/a.backup", /cannot be written \(ENOENT\)\. No backup was made/], [`${"n".repeat(300)}.backup`, /cannot be written \(ENAMETOOLONG\)/]];
    for (const [name, pattern] of cases) {
      const { code, stderr } = await run("backup", [at(name), "--persist-to", at("old")]);
      assert.equal(code, 1, stderr);
      assert.match(stderr, pattern);
      assert.doesNotMatch(stderr, /\n\s+at /);
    }
    assert.deepEqual((await readdir(folder)).filter((name) => name.startsWith(".")), []);
  });

  test("is not made of what is no database", async () => {
    await cp(at("old"), at("broken"), { recursive: true });
    for (const end of ["-wal", "-shm"]) await rm(`${fileOf("broken")}${end}`, { force: true });
    await writeFile(fileOf("broken"), "not a database, though it is long enough to be looked at".repeat(100));
    const { code, stderr } = await run("backup", [at("broken.backup"), "--persist-to", at("broken")]);
    assert.equal(code, 1);
    assert.match(stderr, /The local database cannot be used \(file is not a database\)\. No backup was made/);
  });

  test("needs a passphrase that is long enough, or that somebody says there is none", async () => {
    const short = await run("backup", [at("b.backup"), "--persist-to", at("old")], { passphrase: "short" });
    assert.match(short.stderr, /too short: at least 12/);
    const none = await run("backup", [at("b.backup"), "--persist-to", at("old")], { passphrase: null });
    assert.match(none.stderr, /needs a passphrase, and nobody can be asked here/);
    const eaten = await run("backup", [at("b.backup")], { env: { npm_config_remote: "true" } });
    assert.match(eaten.stderr, /npm kept --remote for itself/);
    const bytes = (...parts) => Buffer.concat(parts.map((part) => Buffer.from(part)));
    const long = await run("backup", [at("b.backup"), "--persist-to", at("old")], { passphrase: bytes("x".repeat(200_000)) });
    assert.match(long.stderr, /too long: the first line of standard input may have 4096 bytes/);
    const binary = await run("backup", [at("b.backup"), "--persist-to", at("old")], { passphrase: bytes([0xff, 0xfe], "twelve and more\n") });
    assert.match(binary.stderr, /not text in UTF-8/);
    const both = await run("backup", [at("b.backup"), "--persist-to", at("old"), "--no-passphrase"]);
    assert.match(both.stderr, /Either --no-passphrase or --passphrase-stdin/);
    assert.ok(!existsSync(at("b.backup")));
  });
});

test("a number too large for an integer comes back as it was", async () => {
  const lines = await onFile(fileOf("old"), (database) => {
    database.exec("INSERT INTO attempts (day, key, level, at) VALUES (20000, 'a', 1e300, 1)");
    return [...linesOf(database, { version: "0", made_at: 1, issuer: "http://localhost", secrets: [] })];
  });
  writeContainer(at("large.backup"), lines, undefined);
  const { database } = load(at("large.backup"), readContainer(at("large.backup")).bytes(), () => {});
  assert.equal(database.prepare("SELECT level FROM attempts").get().level, 1e300);
  database.close();
});

test("no program that a script starts is told the passphrase", async () => {
  process.env.EDGEGRANT_BACKUP_PASSPHRASE = "four quiet words of mine";
  const { stdout } = await runProgram(process.execPath, ["-p", "process.env.EDGEGRANT_BACKUP_PASSPHRASE"]);
  delete process.env.EDGEGRANT_BACKUP_PASSPHRASE;
  assert.equal(stdout.trim(), "undefined");
});

// What holds for all of the owner's commands: they work while the server does not run, their help names lines that work,
// errors are JSON where JSON is asked for, and lists are searched and dated.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync } from "node:fs";
import { cp, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { after, before, describe, test } from "node:test";

import { adminProgram } from "../../../scripts/admin.mjs";
import { root } from "../../../scripts/command.mjs";
import { databaseFile } from "../../../scripts/d1-file.mjs";
import { admin, seededState } from "../../../scripts/seed.mjs";

const DAY = 24 * 3600;

let folder;
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "edgegrant-commands-"));
  await cp((await seededState()).folder, folder, { recursive: true });
});
after(() => rm(folder, { recursive: true, force: true }));

const command = (...args) => admin([...args, "--json"], { persistTo: folder });

/** {code, stdout, stderr} of a command, started by npm or, with `installed`, as `edgegrant`. */
function run(args, { installed = false, env = {}, where = folder } = {}) {
  const [program, ...first] = adminProgram;
  const { npm_lifecycle_event: _, ...rest } = process.env;
  const options = { cwd: root, env: { ...rest, ...(!installed && { npm_lifecycle_event: args[0] }), ...env } };
  const all = where === undefined ? args : [...args, "--persist-to", where];
  return new Promise((resolve) => {
    execFile(program, [...first, ...all], options, (error, stdout, stderr) => resolve({ code: error?.code ?? 0, stdout, stderr }));
  });
}

function sqlite(sql, ...values) {
  const database = new DatabaseSync(databaseFile("local", folder));
  try {
    database.prepare(sql).run(...values);
  } finally {
    database.close();
  }
}

describe("help and errors", () => {
  test("usage shows the line that works, by npm and installed", async () => {
    const help = await run(["client", "add", "--help"], { where: undefined });
    assert.equal(help.code, 0);
    assert.match(help.stdout, /^Usage: npm run client -- add \[OPTIONS\]/m);
    const installed = await run(["client", "add", "--help"], { where: undefined, installed: true });
    assert.match(installed.stdout, /^Usage: edgegrant client add \[OPTIONS\]/m);
    assert.match((await run(["user", "show", "nobody"])).stderr, /^There is no user "nobody"\. `npm run user -- list` shows them all\.$/m);
    assert.match((await run(["user", "show", "nobody"], { installed: true })).stderr, /`edgegrant user list` shows/);
  });

  test("the installed program knows the commands, backup and the others", async () => {
    const { bin } = JSON.parse(await readFile(path.join(root, "package.json"), "utf8"));
    const edgegrant = (...args) => new Promise((resolve) => {
      const { npm_lifecycle_event: _, ...env } = process.env;
      execFile(process.execPath, [path.join(root, bin.edgegrant), ...args], { cwd: folder, env }, (error, stdout) => resolve({ code: error?.code ?? 0, stdout }));
    });
    assert.match((await edgegrant("client", "add", "--help")).stdout, /^Usage: edgegrant client add/m);
    assert.match((await edgegrant("--help")).stdout, /`edgegrant start`, `check`, `deploy`, `backup` and `restore`/);
    assert.match((await edgegrant("backup", "--help")).stdout, /writes a backup of the local server/);
    assert.equal((await edgegrant("user", "list", "--persist-to", folder, "--json")).code, 0);
    assert.equal((await edgegrant("nonsense")).code, 1);
  });

  test("a wrong line exits with 1 and says what is wrong", async () => {
    const { code, stdout, stderr } = await run(["client", "list", "--nonsense"]);
    assert.deepEqual([code, stdout], [1, ""]);
    assert.match(stderr, /unexpected argument '--nonsense'.*Usage: npm run client -- list/s);
    const nothing = await run(["client"], { where: undefined });
    assert.equal(nothing.code, 1);
    assert.match(nothing.stderr, /Usage: npm run client -- <COMMAND>/);
    const other = await run(["clients", "list"], { installed: true, where: undefined });
    assert.match(other.stderr, /There is no command "clients"\..*`edgegrant client --help`/s);
  });

  test("with --json every error is one object on standard output", async () => {
    for (const [args, pattern] of [
      [["client", "list", "--nonsense", "--json"], /^unexpected argument '--nonsense' found$/],
      [["client", "add", "--json"], /--name/],
      [["user", "add", "--json"], /required arguments were not provided: --username/],
      [["user", "show", "nobody", "--json"], /^There is no user "nobody"/],
      [["keys", "rotate", "--algorithm", "HS256", "--json"], /HS256/],
      [["client", "list", "--since", "yesterday", "--json"], /such as 90s, 10m, 8h or 30d, or a day such as 2026-11-30/],
      [["client", "--json"], /./],
      [["nothing", "--json"], /^There is no command "nothing"\.$/],
    ]) {
      const { code, stdout } = await run(args);
      const { error, ...rest } = JSON.parse(stdout);
      assert.match(error, pattern);
      assert.equal(error.includes("\n"), false);
      assert.deepEqual([code, rest], [1, {}]);
    }
  });

  test("what npm keeps for itself is not passed over", async () => {
    const { code, stderr } = await run(["client", "list"], { env: { npm_config_remote: "true" } });
    assert.equal(code, 1);
    assert.match(stderr, /npm kept --remote for itself\. Write `npm run client -- …`/);
    const kept = await run(["client", "rotate-secret", "web-app"], { env: { npm_config_keep: "7d" } });
    assert.match(kept.stderr, /npm kept --keep for itself/);
  });

  test("no name moves the terminal, whoever wrote it, and JSON stays the same", async () => {
    const name = "Ev\u001b[2Jil\u009b31m\u202eapp\rx";
    sqlite("UPDATE clients SET name = ? WHERE id = 'web-app'", name);
    const { stdout } = await run(["client", "list"]);
    assert.match(stdout, /Ev\\u001b\[2Jil\\u009b31m\\u202eapp\\u000dx/);
    const shown = await command("client", "show", "web-app");
    assert.equal(JSON.stringify(shown).includes(JSON.stringify(name).slice(1, -1)), true);
    sqlite("UPDATE clients SET name = 'Notes' WHERE id = 'web-app'");
  });

  test("without a database the sentence says what to do", async () => {
    const empty = path.join(folder, "nowhere");
    assert.match((await run(["user", "list"], { where: empty })).stderr, /There is no local database yet\. `npm start` makes it/);
    const file = databaseFile("local", empty);
    mkdirSync(path.dirname(file), { recursive: true });
    new DatabaseSync(file).close();
    assert.match((await run(["user", "list"], { where: empty })).stderr, /The local database is not migrated\. Run `npm start` once/);
  });
});

describe("lists", () => {
  before(async () => {
    for (const [name, age] of [["Wiki", 40], ["wiki two", 10], ["Board", 0]]) {
      const { client_id: id } = await command("client", "add", "--name", name, "--redirect-uri", "https://app.example/callback");
      sqlite("UPDATE clients SET created_at = unixepoch() - ? WHERE id = ?", age * DAY, id);
    }
    for (let number = 10; number < 60; number += 1) {
      sqlite("INSERT INTO users (id, username, username_folded, password_hash, created_at) VALUES (?, ?, ?, 'x', unixepoch() - ?)",
        `id-${number}`, `many-${number}`, `many-${number}`, number * DAY);
    }
  });
  const names = ({ clients }) => clients.map(({ client_name: name }) => name);

  test("clients are found by how their names begin, and by when they were added", async () => {
    assert.deepEqual(names(await command("client", "list", "--search", "wiki")), ["Wiki", "wiki two"]);
    assert.deepEqual(names(await command("client", "list", "--search", "wiki", "--since", "30d")), ["wiki two"]);
    assert.deepEqual(names(await command("client", "list", "--search", "Wi", "--until", "30d")), ["Wiki"]);
    const today = new Date().toISOString().slice(0, 10);
    assert.ok(names(await command("client", "list", "--since", today, "--until", today)).includes("Board"));
    assert.match((await run(["client", "list", "--search", "Board"])).stdout, /Board {2}\(confidential, since 20\d\d-\d\d-\d\d \d\d:\d\d UTC\)/);
    assert.match((await run(["client", "list", "--search", "zzz"])).stdout, /No client fits/);
    const [{ client_id: id, client_id_issued_at: at }] = (await command("client", "list", "--search", "Board")).clients;
    assert.equal((await command("client", "show", id)).client_id_issued_at, at);
  });

  test("users of some days are found on whatever page they are, and the line that goes on works", async () => {
    const { users, next } = await command("user", "list", "--until", "45d", "--since", "58d");
    assert.deepEqual([users.map(({ username }) => username), next], [Array.from({ length: 13 }, (_, index) => `many-${index + 45}`), null]);
    const { stdout } = await run(["user", "list", "--search", "many"]);
    const [, line] = /There may be more: `npm run user -- (.*)`/.exec(stdout);
    const more = await run(["user", ...line.split(" ")]);
    assert.match(more.stdout, /^many-30 .* since 20/m);
    assert.doesNotMatch(more.stdout, /^many-29 /m);
  });

  test("groups too", async () => {
    for (const name of ["staff", "Staff-2"]) await command("group", "add", name);
    const { groups } = await command("group", "list", "--search", "STAFF", "--since", "1d");
    assert.deepEqual(groups.map(({ name }) => name), ["staff", "Staff-2"]);
    assert.ok(Math.abs(groups[0].created_at - Date.now() / 1000) < 600);
  });

  test("links are listed as long as they are good, and never shown again", async () => {
    const { link } = await command("user", "invite", "--email", "new@example.com", "--days", "2");
    await command("user", "recovery-link", "demo");
    sqlite("INSERT INTO one_time_links (hash, purpose, uses_left, expires_at, created_at) VALUES ('used', 'invitation', 0, unixepoch() + 60, 0)");
    sqlite("INSERT INTO one_time_links (hash, purpose, uses_left, expires_at, created_at) VALUES ('over', 'invitation', 1, unixepoch(), 0)");
    const { links, next } = await command("user", "links");
    const some = links.map(({ purpose, username, email, uses_left: uses }) => [purpose, username, email, uses]);
    assert.deepEqual(some.sort(), [["invitation", null, "new@example.com", 1], ["recovery", "demo", null, 1]]);
    assert.ok(links.every((it) => it.expires_at - it.created_at >= DAY) && next === null);
    const { stdout } = await run(["user", "links"]);
    assert.match(stdout, /^invitation +new@example\.com {2}made 20.*, until 20.*, uses left: 1$/m);
    assert.equal(stdout.includes(new URL(link).searchParams.get("link")), false);
    assert.deepEqual((await command("user", "links", "--until", "1d")).links, []);
  });

  test("events are shown a page at a time, the latest first, and between two days", async () => {
    for (let number = 0; number < 50; number += 1) {
      sqlite(`INSERT INTO events (id, at, kind, count, request, user_id)
        SELECT printf('%010d.%s.0', at, ?1), at, 'signed_in', 1, ?1, 'somebody' FROM (SELECT unixepoch() - 3600 - ?2 AS at)`, String(number), number * DAY);
    }
    const first = await command("events", "list");
    assert.deepEqual([first.events.length, first.events[0].id, first.events[19].id], [20, "0", "19"]);
    const second = await command("events", "list", "--after", first.next);
    assert.deepEqual(second.events.map(({ id }) => id), Array.from({ length: 20 }, (_, index) => String(index + 20)));
    const some = await command("events", "list", "--since", "44d", "--until", "40d", "--user", "somebody");
    assert.deepEqual([some.events.map(({ id }) => id), some.next], [["40", "41", "42", "43"], null]);
    const exported = (await run(["events", "export", "--since", "44d", "--until", "40d"])).stdout.trim().split("\n");
    assert.deepEqual(exported.map((line) => JSON.parse(line).id), ["43", "42", "41", "40"]);
  });
});

// A backup of the local server, brought into an empty one: people sign in, apps work, and tokens live on.

import assert from "node:assert/strict";
import { cp, mkdtemp, readFile, readdir, rm, stat, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { after, before, describe, test } from "node:test";

import { AWAY } from "../../../scripts/backup/into-d1.mjs";
import { writeContainer } from "../../../scripts/backup/container.mjs";
import { linesOf } from "../../../scripts/backup/content.mjs";
import { databaseFile, onFile } from "../../../scripts/d1-file.mjs";
import { readSettings } from "../../../scripts/owner-settings.mjs";
import { freePort } from "../../../scripts/ports.mjs";
import { CHEAP_COST, migrate } from "../../../scripts/seed.mjs";
import { workers } from "../../../scripts/workers.mjs";
import { Browser } from "../kit/browser.mjs";
import { addClient } from "../kit/clients.mjs";
import { keySet, userinfo } from "../kit/issued.mjs";
import { addPasskey, signInWith } from "../kit/passkeys.mjs";
import { addUser } from "../kit/people.mjs";
import { asksForCode, codeOf, turnOn } from "../kit/phone.mjs";
import { serveAuthorizationServer, setAhead, withClock } from "../kit/serve.mjs";
import { ask, beginFamily, refresh, silently } from "../kit/steps.mjs";
import { SECRET, everything, rewritten, run, started } from "./kit.mjs";

const SCOPE = "openid profile offline_access";

let folder, port, server, client, people, link, tokens, signedIn, app;
const at = (name) => path.join(folder, name);
const fileOf = (name) => databaseFile(readSettings().database.local, at(name));
const serve = (name) => serveAuthorizationServer({ persist: at(name), port, secret: SECRET, migrate: false, altered: withClock, vars: { PASSWORD_COST: CHEAP_COST } });

before(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "edgegrant-backup-"));
  port = await freePort();
  const old = await serveAuthorizationServer({ seed: true, persist: at("old"), port, secret: SECRET, altered: withClock });
  await migrate(workers.server, { persistTo: at("empty") });
  try {
    client = await addClient(old, { scope: SCOPE });
    people = { ada: await addUser(old), bob: await addUser(old), eve: await addUser(old) };
    people.key = await addPasskey(old, people.bob);
    signedIn = new Browser(old);
    tokens = await beginFamily(old, signedIn, client, people.ada, { scope: SCOPE });
    const browser = new Browser(old);
    await browser.signIn(await browser.open("/account"), people.eve);
    ({ app } = await turnOn(old, browser));
    await old.admin("group", "add", "staff");
    await old.admin("group", "add-user", "staff", people.ada.username);
    link = (await old.admin("user", "invite")).link;
    const done = await run("backup", [at("a.backup"), "--persist-to", at("old")]);
    assert.equal(done.code, 0, done.stderr);
    const open = await run("backup", [at("open.backup"), "--persist-to", at("old"), "--no-passphrase"], { passphrase: null });
    assert.equal(open.code, 0, open.stderr);
    assert.match(open.stderr, /It has NO passphrase/);
  } finally {
    await old.dispose();
  }
});
after(async () => {
  await server?.dispose();
  await rm(folder, { recursive: true, force: true });
});

/** A copy of the empty server's data, which made its own keys if `used`. */
async function empty(name) {
  await cp(at("empty"), at(name), { recursive: true });
  return at(name);
}

const rowsIn = (name) => {
  const database = new DatabaseSync(fileOf(name), { readOnly: true });
  const rows = everything(database);
  database.close();
  return rows;
};

describe("the file", () => {
  test("is its owner's alone, and says nothing of anybody without the passphrase", async () => {
    if (process.platform !== "win32") for (const name of ["a.backup", "open.backup"]) assert.equal((await stat(at(name))).mode & 0o777, 0o600);
    const sealed = await readFile(at("a.backup"), "latin1");
    for (const word of [people.ada.username, people.ada.email, "localhost", "users", SECRET]) assert.ok(!sealed.includes(word), word);
  });

  test("has no secret: neither the server's nor that of an app, a link, a code or a token", async () => {
    const open = await readFile(at("open.backup"), "utf8");
    assert.ok(open.includes(people.ada.username));
    const secrets = [SECRET, client.secret, people.ada.password, tokens.refresh_token, tokens.access_token, tokens.code, app.secret.base32, new URL(link).hash.slice(1), new URL(link).pathname.split("/").at(-1)];
    for (const secret of secrets.filter((it) => it?.length > 12)) assert.ok(!open.includes(secret), secret);
  });

  test("is never half there, and never replaces another", async () => {
    const half = function* () {
      yield "x".repeat(200_000);
      throw new Error("the power goes");
    };
    assert.throws(() => writeContainer(at("half.backup"), half(), "a passphrase"), /the power goes/);
    assert.ok(!(await readdir(folder)).some((name) => name.includes("half")));
    const again = await run("backup", [at("a.backup"), "--persist-to", at("old")]);
    assert.equal(again.code, 1);
    assert.match(again.stderr, /already exists/);
  });

  test("is of one moment, though somebody writes meanwhile", async () => {
    await cp(at("old"), at("busy"), { recursive: true });
    const other = new DatabaseSync(fileOf("busy"));
    const lines = await onFile(fileOf("busy"), (database) => {
      database.exec("BEGIN");
      const all = linesOf(database, {});
      const first = all.next().value;
      other.exec("DELETE FROM users; DELETE FROM clients");
      return [first, ...all];
    });
    other.close();
    const counts = JSON.parse(lines[0]).edgegrant.tables;
    assert.ok(counts.users >= 4);
    assert.equal(lines.length, 2 + Object.keys(counts).length + Object.values(counts).reduce((sum, count) => sum + count, 0));
  });
});

describe("what cannot be restored is refused before anything is written", () => {
  let target, before;
  const refused = async (pattern, file, { args = [], ...options } = {}) => {
    const done = await run("restore", [file, "--persist-to", target, ...args], options);
    assert.equal(done.code, 1, done.stderr);
    assert.match(done.stderr, pattern);
    assert.deepEqual(rowsIn("refusing"), before);
  };
  const changed = (name, change) => rewritten(at("open.backup"), at(name), change);
  test("there is an empty server", async () => {
    target = await empty("refusing");
    before = rowsIn("refusing");
  });

  test("another passphrase", () => refused(/not the passphrase/, at("a.backup"), { passphrase: "another passphrase" }));
  test("another secret", () => refused(/another EDGEGRANT_SECRET than the one in \.dev\.vars/, at("a.backup"), { env: { EDGEGRANT_SECRET: "another secret of another server, long" } }));
  test("a secret that is not the server's own", async () => {
    const { code, stderr } = await run("backup", [at("refused.backup"), "--persist-to", at("old")], { env: { EDGEGRANT_SECRET: "another secret of another server, long" } });
    assert.equal(code, 1);
    assert.match(stderr, /The EDGEGRANT_SECRET in \.dev\.vars is another one than the server has/);
  });
  test("another RP ID, if there are passkeys", () => refused(/passkeys in the backup are for the host auth\.example.*RP_ID/, changed("rp.backup", (about) => { about.rp_id = "auth.example"; })));
  test("another issuer", () => refused(/The backup is from https:\/\/auth\.example.*--new-issuer/, changed("issuer.backup", (about) => { about.issuer = "https://auth.example"; })));
  test("a newer version", () => refused(/of a newer version of Edgegrant, with 9999_new\.sql/, changed("newer.backup", (about) => about.migrations.push("9999_new.sql"))));
  test("a newer form of the file", async () => {
    await writeFile(at("form.backup"), (await readFile(at("a.backup"), "latin1")).replace("backup 1", "backup 2"), "latin1");
    await refused(/made by a newer version/, at("form.backup"));
  });
  test("a file that is not encrypted, though there is a passphrase", () =>
    refused(/is not encrypted, so anybody may have made it/, at("open.backup"), { passphrase: "four quiet words of mine" }));
  test("a first line that says nothing useful, or would move on a terminal", async () => {
    const wrong = { issuer: "https://auth.example\u001b[2J", version: 7, secrets: "all", rp_id: ["x"], tables: undefined, made_at: 1e300, migrations: [1] };
    for (const [name, value] of Object.entries(wrong)) await refused(/cut off or changed/, changed(`${name}-odd.backup`, (about) => { about[name] = value; }));
  });
  test("rows that do not fit the tables", async () => {
    await refused(/cut off or changed/, changed("odd.backup", (_, lines) => lines.push('{"table":"users","columns":["id"]}')));
    await refused(/cut off or changed/, changed("fewer.backup", (_, lines) => lines.splice(lines.findIndex((line) => line.startsWith("[")), 1)));
  });
  test("something that is no backup, and nothing", async () => {
    await writeFile(at("other.backup"), "PK\u0003\u0004");
    await refused(/is not a backup of Edgegrant/, at("other.backup"));
    await refused(/cannot be read \(ENOENT\)/, at("nothing.backup"));
    await refused(/cannot be read \(it is no file\)/, folder);
  });

  for (const [name, kind] of [["a.backup", "encrypted"], ["open.backup", "plain"]]) {
    test(`a file that was cut or changed at any place, ${kind}`, async () => {
      const whole = await readFile(at(name));
      const head = whole.indexOf("\n", whole.indexOf("\n") + 1) + 1;
      const places = [head, head + 1, Math.floor(whole.length / 2), whole.length - 1];
      for (const place of [...places, head + 65552].filter((it) => it < whole.length)) {
        await writeFile(at("spoiled.backup"), whole.subarray(0, place));
        await refused(/cut off or changed/, at("spoiled.backup"));
      }
      for (const place of places.slice(0, 3)) {
        const bytes = Buffer.from(whole);
        bytes[place] ^= 1;
        await writeFile(at("spoiled.backup"), bytes);
        await refused(/cut off or changed/, at("spoiled.backup"));
      }
    });
  }

  test("a server that has somebody already", async () => {
    const done = await run("restore", [at("a.backup"), "--persist-to", at("old")]);
    assert.equal(done.code, 1);
    assert.match(done.stderr, /The local server already has users or clients/);
  });
});

test("without its owner's word for it, nobody knows a secret that was not known when the backup was made", async () => {
  const target = await empty("unknown");
  const file = rewritten(at("open.backup"), at("unknown.backup"), (about) => { about.secrets = []; });
  assert.match((await run("restore", [file, "--persist-to", target])).stderr, /add --same-secret/);
  assert.equal((await run("restore", [file, "--persist-to", target, "--same-secret"])).code, 0);
});

test("another issuer is taken if that is meant", async () => {
  const target = await empty("moved");
  const file = rewritten(at("open.backup"), at("moved.backup"), (about) => { about.issuer = "https://auth.example"; });
  const done = await run("restore", [file, "--persist-to", target, "--new-issuer"]);
  assert.equal(done.code, 0, done.stderr);
  assert.deepEqual(rowsIn("moved"), rowsIn("old"));
});

test("whoever stops it leaves the server empty", async () => {
  const target = await empty("stopped");
  const before = rowsIn("stopped");
  const file = rewritten(at("open.backup"), at("large.backup"), (about, lines) => {
    const from = lines.findIndex((line) => line.includes('"table":"spent_ids"')) + 1;
    const more = Array.from({ length: 150_000 }, (_, number) => JSON.stringify([`dpop:${number}`, 9_999_999_999]));
    lines.splice(from, 0, more.join("\n"));
    about.tables.spent_ids += 150_000;
  });
  const { child, done } = started("restore", [file, "--persist-to", target], { passphrase: null });
  let [heard, killed] = ["", undefined];
  child.stderr.on("data", (piece) => {
    heard += piece;
    if (heard.includes("Restoring it") && !killed) killed = setTimeout(() => child.kill("SIGKILL"), 50);
  });
  assert.equal((await done).code, "SIGKILL");
  assert.deepEqual(rowsIn("stopped"), before);
});

describe("in the restored server", () => {
  before(async () => {
    const target = await empty("new");
    // It made keys of its own.
    const fresh = await serve("new");
    const { keys } = await keySet(fresh).finally(fresh.dispose);
    assert.ok(keys.length > 0);
    const done = await run("restore", [at("a.backup"), "--persist-to", target]);
    assert.equal(done.code, 0, done.stderr);
    assert.match(done.stderr, /Restored \d users and 2 clients into the local server/);
    assert.deepEqual(rowsIn("new"), rowsIn("old"), "every row of every table");
    server = await serve("new");
  });

  test("an access token of before is good, and a refresh token gives new ones", async () => {
    const info = await userinfo(server, tokens.access_token);
    assert.equal(info.status, 200);
    const { status, json, text } = await refresh(server, client, tokens.refresh_token);
    assert.equal(status, 200, text);
    assert.equal((await userinfo(server, json.access_token)).status, 200);
  });

  test("a browser that was signed in still is, and what somebody allowed is remembered", async () => {
    const browser = new Browser(server, new Map(signedIn.cookies));
    assert.equal(await silently(browser, client, { scope: SCOPE }), "code");
  });

  test("people sign in with a password", async () => {
    const browser = new Browser(server);
    const page = await browser.signIn(await browser.open(ask(client).url), people.ada);
    assert.ok(page.status === 303 || page.asksConsent, page.text);
  });

  test("and with a passkey", async () => {
    const browser = new Browser(server);
    const page = await signInWith(browser, await browser.open(ask(client).url), people.key);
    assert.ok(page.status === 303 || page.asksConsent, page.text);
  });

  test("and with a second factor", async () => {
    await setAhead(server.url, 60);
    const browser = new Browser(server);
    const page = await browser.signIn(await browser.open(ask(client).url), people.eve);
    assert.ok(asksForCode(page), page.text);
    const next = await browser.submit(page, { code: codeOf(server, app, 2) });
    assert.ok(next.status === 303 || next.asksConsent, next.text);
  });

  test("an invitation is good, and the group has who was in it", async () => {
    const { pathname, search } = new URL(link);
    const page = await new Browser(server).open(`${pathname}${search}`);
    assert.equal(page.status, 200, page.text);
    const group = await server.admin("group", "show", "staff");
    assert.ok(JSON.stringify(group).includes(people.ada.username));
  });

  test("as long as a restoration is not done, the Worker says 503 to everybody, and afterwards goes on", async () => {
    const asks = () => Promise.all(["/health", ask(client).url].map(async (place) => (await fetch(`${server.url}${place}`, { redirect: "manual" })).status));
    await setAhead(server.url, 120);
    await server.db.batch(AWAY.map((table) => server.db.prepare(`ALTER TABLE ${table} RENAME TO restoring_${table}`)));
    assert.deepEqual(await asks(), [503, 503]);
    assert.equal((await refresh(server, client, tokens.refresh_token)).status, 503);
    await setAhead(server.url, 120);
    await server.db.batch(AWAY.map((table) => server.db.prepare(`ALTER TABLE restoring_${table} RENAME TO ${table}`)));
    assert.ok((await asks()).every((status) => status < 400));
    const browser = new Browser(server);
    const page = await browser.signIn(await browser.open(ask(client).url), people.ada);
    assert.ok(page.status === 303 || page.asksConsent, page.text);
  });

  test("it is sound, and healthy", async () => {
    assert.equal((await server.db.prepare("SELECT count(*) AS n FROM pragma_foreign_key_check").first("n")), 0);
    assert.equal((await fetch(`${server.url}/health`)).status, 200);
  });
});

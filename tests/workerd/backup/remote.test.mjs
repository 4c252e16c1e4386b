// A backup of the deployed server, and one brought into another: against a stand-in for D1's HTTP API, and interrupted at each
// request.

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { after, afterEach, before, describe, test } from "node:test";

import { cloudflareApi } from "../kit/cloudflare-api.mjs";
import { SECRET, everything, run, started } from "./kit.mjs";

const LONG = `It's; "long" \\n -- and ü🙂\n`.repeat(6000);
const USERS = 3000;

let folder, source, target, counter = 0;
const at = (name) => path.join(folder, name);

before(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "edgegrant-backup-"));
  await writeFile(at("edgegrant.jsonc"), JSON.stringify({ ISSUER: "https://auth.example" }));
  await writeFile(at("edgegrant.secrets.json"), JSON.stringify({ EDGEGRANT_SECRET: SECRET }));
  source = await cloudflareApi();
  fill(source.database.sqlite);
  const done = await remote(source, "backup", [at("a.backup")]);
  assert.equal(done.code, 0, done.stderr);
});
after(async () => {
  await source?.close();
  await rm(folder, { recursive: true, force: true });
});
afterEach(async () => {
  await target?.close();
  target = undefined;
  source.failures.length = 0;
});

function fill(sqlite) {
  const add = sqlite.prepare("INSERT INTO users (id, username, email, name, password_hash, created_at, administrator, claims) VALUES (?, ?, ?, ?, ?, 1800000000, ?, ?)");
  for (let number = 0; number < USERS; number++) {
    add.run(`id-${number}`, `user-${number}`, number % 2 ? `user-${number}@example.com` : null, `O'Neil; ${"x".repeat(number % 300)}`, "hash", number === 7 ? 1 : 0, "{}");
  }
  add.run("long", "long", null, LONG.replaceAll("\\n", ""), "hash", 0, JSON.stringify({ about: LONG.slice(0, 150_000) }));
  sqlite.exec(`INSERT INTO clients (id, name, redirect_uris, scope, grant_types, token_endpoint_auth_method, first_party, created_at, revision)
    VALUES ('app', 'App', '[]', 'openid', '[]', 'none', 0, 1800000000, 'as it was');
    INSERT INTO grants (user_id, client_id, scope, granted_at) SELECT id, 'app', 'openid', 1800000000 FROM users LIMIT 500;
    INSERT INTO attempts (day, key, level, at) VALUES (20000, 'a', 0.5, 1), (20000, 'b', 2, 1);`);
}

/** Runs a script on the deployed server that `api` stands in for. */
function remote(api, script, args = [], options = {}) {
  return start(api, script, args, options).done;
}

function start(api, script, args, { env = {}, ...options } = {}) {
  return started(script, [...args, "--remote"], {
    ...options,
    env: {
      CLOUDFLARE_API_BASE_URL: api.url, CLOUDFLARE_API_TOKEN: api.token, CLOUDFLARE_ACCOUNT_ID: "", EDGEGRANT_SECRET: "",
      EDGEGRANT_SETTINGS: at("edgegrant.jsonc"), ...env,
    },
  });
}

const queries = (api) => api.requests.filter(({ path: place }) => place.endsWith("/query"));
const restored = () => assert.deepEqual(everything(target.database.sqlite), everything(source.database.sqlite));
const schemaOf = ({ database }) => database.sqlite.prepare("SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite%' ORDER BY name").all()
  .map(({ type, name, sql }) => `${type} ${name} ${sql?.replaceAll('"', "").replace(/\s+/g, " ")}`);
/** The Worker's question whether all tables are there: without them it answers 503. */
const isAway = () => assert.throws(() => target.database.sqlite.prepare("SELECT old_secret_ends_at FROM clients WHERE id = ''"), /no such table: clients/);

describe("the backup", () => {
  test("is Cloudflare's own copy of one moment, and asks for nothing else", async () => {
    source.requests.length = 0;
    source.exporting = 2;
    const { code, stderr } = await remote(source, "backup", [at("b.backup")]);
    assert.equal(code, 0, stderr);
    assert.match(stderr, /Until it has finished, the server answers 503/);
    const asked = source.requests.filter(({ method }) => method === "POST");
    assert.equal(asked.length, 3);
    assert.ok(asked.every(({ path: place, body }) => place.endsWith("/export") && body.output_format === "polling"));
    assert.deepEqual(asked.map(({ body }) => body.current_bookmark !== undefined), [false, true, true]);
  });

  for (const [what, pattern, failure] of [
    ["a copy that could not be made", /could not copy the database: too large\. No backup was made/, { result: { success: false, status: "error", error: "too large", messages: [] } }],
    ["trouble at Cloudflare", /Internal error/, { status: 500, errors: [{ code: 7500, message: "Internal error" }] }],
    ["a login that may not", /refuses this login/, { status: 403, errors: [{ code: 10000, message: "Authentication error" }] }],
    ["a connection that breaks off", /cannot be reached/, "hang up"],
  ]) {
    test(`is not made of ${what}, and leaves no file`, async () => {
      source.fail(({ path: place }) => (place.endsWith("/export") ? failure : undefined));
      const { code, stderr } = await remote(source, "backup", [at("none.backup")]);
      assert.equal(code, 1);
      assert.match(stderr, pattern);
      assert.ok(!(await readdir(folder)).some((name) => name.includes("none")));
    });
  }

  for (const failure of ["hang up", { status: 502 }, { status: 429, errors: [{ code: 971, message: "Please wait" }] }]) {
    test(`goes on when one of its questions has no answer: ${JSON.stringify(failure)}`, async () => {
      source.exporting = 1;
      source.fail(({ body }) => (body?.current_bookmark ? failure : undefined));
      const name = at(`goes-on-${counter++}.backup`);
      const { code, stderr } = await remote(source, "backup", [name]);
      assert.equal(code, 0, stderr);
      assert.deepEqual(source.failures, []);
    });
  }

  for (const result of [null, {}, { status: "complete" }, { status: "complete", result: { signed_url: "nowhere" } }]) {
    test(`is not made of an answer that says nothing: ${JSON.stringify(result)}`, async () => {
      source.fail(({ path: place }) => (place.endsWith("/export") ? { result } : undefined));
      const { code, stderr } = await remote(source, "backup", [at("none.backup")]);
      assert.equal(code, 1);
      assert.match(stderr, /Cloudflare's answer cannot be understood\. No backup was made\. Try again later\.\n$/);
    });
  }

  test("is not made of a copy that lacks its end", async () => {
    source.cut = true;
    const { code, stderr } = await remote(source, "backup", [at("none.backup")]);
    source.cut = false;
    assert.equal(code, 1);
    assert.match(stderr, /The database lacks the .*No backup was made/);
  });
});

describe("restored into another server", () => {
  test("every row is there, none through a statement that D1 would refuse, and the tables are as they were", async () => {
    target = await cloudflareApi();
    const before = schemaOf(target);
    target.database.sqlite.exec("INSERT INTO signing_keys (kid, algorithm, sequence, public_jwk, private_key, created_at, signs_from) VALUES ('its own', 'ES256', 1, '{}', '', 1, 1)");
    const { code, stderr } = await remote(target, "restore", [at("a.backup")]);
    assert.equal(code, 0, stderr);
    assert.match(stderr, new RegExp(`Restored ${USERS + 1} users and 1 clients into the server https://auth\\.example`));
    restored();
    assert.deepEqual(schemaOf(target), before);
    assert.ok(queries(target).length > 5);
  });

  test("a request that fails for a moment is sent again", async () => {
    target = await cloudflareApi();
    for (const failure of ["hang up", "hang up after"]) target.fail(({ body }) => (body?.sql?.includes("INSERT OR REPLACE") ? failure : undefined));
    const { code, stderr } = await remote(target, "restore", [at("a.backup")]);
    assert.equal(code, 0, stderr);
    restored();
  });

  test("the answer to the last request may be lost", async () => {
    target = await cloudflareApi();
    target.fail(({ body }) => (body?.sql?.includes("DROP TABLE restoring") ? "hang up after" : undefined));
    const { code, stderr } = await remote(target, "restore", [at("a.backup")]);
    assert.equal(code, 0, stderr);
    restored();
  });

  test("a server that has somebody already is not touched", async () => {
    target = await cloudflareApi();
    fill(target.database.sqlite);
    target.database.sqlite.exec("DELETE FROM users WHERE id <> 'id-1'");
    const before = everything(target.database.sqlite);
    const { code, stderr } = await remote(target, "restore", [at("a.backup")]);
    assert.equal(code, 1);
    assert.match(stderr, /The server https:\/\/auth\.example already has users or clients.*Nothing was changed/);
    assert.deepEqual(everything(target.database.sqlite), before);
  });

  test("one with other tables is not touched, and one whose secret is not known here is not asked", async () => {
    target = await cloudflareApi();
    target.database.sqlite.exec("DELETE FROM d1_migrations WHERE name LIKE '0031%'");
    assert.match((await remote(target, "restore", [at("a.backup")])).stderr, /does not have the tables of this version\. `npm run deploy`/);
    target.requests.length = 0;
    const other = { EDGEGRANT_SETTINGS: at("other.jsonc") };
    await writeFile(at("other.jsonc"), JSON.stringify({ ISSUER: "https://auth.example" }));
    assert.match((await remote(target, "restore", [at("a.backup")], { env: other })).stderr, /EDGEGRANT_SECRET is not in other\.secrets\.json/);
    assert.deepEqual(target.requests, []);
  });

  test("a secret that is not the one of the server", async () => {
    target = await cloudflareApi();
    for (const [api, script] of [[source, "backup"], [target, "restore"]]) {
      const { sqlite } = api.database;
      sqlite.prepare(`INSERT INTO signing_keys (kid, algorithm, sequence, public_jwk, private_key, created_at, signs_from)
        VALUES ('of another secret', 'ES256', 1, '{}', ?, 0, 0)`).run(randomBytes(150).toString("base64"));
      const done = await remote(api, script, [script === "backup" ? at("refused.backup") : at("a.backup")]);
      assert.equal(done.code, 1);
      assert.match(done.stderr, /The EDGEGRANT_SECRET in edgegrant\.secrets\.json is another one than the server has.*Nothing was changed\./);
      sqlite.exec("DELETE FROM signing_keys");
    }
    assert.deepEqual((await readdir(folder)).filter((name) => name.startsWith("refused")), []);
  });
});

test("an answer that says nothing ends it with a sentence, before or while it writes", async () => {
  target = await cloudflareApi();
  target.fail(({ path: place }) => (place.endsWith("/query") ? { result: null } : undefined));
  assert.match((await remote(target, "restore", [at("a.backup")])).stderr, /Cloudflare's answer cannot be understood\. Nothing was changed/);
  const failing = ({ body }) => {
    if (!body?.sql?.includes("INSERT OR REPLACE")) return undefined;
    target.failures.push(failing);
    return { result: [] };
  };
  target.fail(failing);
  assert.match((await remote(target, "restore", [at("a.backup")])).stderr, /cannot be understood\.\n.*only partly restored/);
  target.failures.length = 0;
  assert.equal((await remote(target, "restore", [at("a.backup")])).code, 0);
  restored();
});

describe("interrupted", () => {
  /** Kills the restoration when `when(request, number)` says so: before the request is done. */
  async function killed(when) {
    let number = 0;
    const { child, done } = start(target, "restore", [at("a.backup")]);
    const watch = (request) => {
      if (!request.path.endsWith("/query") || !when(request, ++number)) return undefined;
      child.kill("SIGKILL");
      return "hang up";
    };
    target.fail(watch);
    const { code } = await done;
    target.failures.length = 0;
    return code;
  }

  test("at any request: until it is whole the server answers nothing, and the next run goes on", async () => {
    target = await cloudflareApi();
    const first = await remote(target, "restore", [at("a.backup")]);
    assert.equal(first.code, 0, first.stderr);
    const all = queries(target).length;
    const steps = queries(target).filter(({ body }) => body.sql.includes("UPDATE restoring SET done")).length;
    await target.close();
    for (const place of [4, 5, 7, all]) {
      target = await cloudflareApi();
      assert.equal(await killed((_, number) => number === place), "SIGKILL");
      if (place > 4) isAway();
      target.requests.length = 0;
      const { code, stderr } = await remote(target, "restore", [at("a.backup")]);
      assert.equal(code, 0, stderr);
      if (place > 4) assert.match(stderr, /Continuing the restore that was interrupted/);
      const again = queries(target).filter(({ body }) => body.sql.includes("UPDATE restoring SET done")).length;
      assert.equal(again, steps - Math.max(0, place - 5), `interrupted at ${place} of ${all}`);
      restored();
      if (place !== all) await target.close();
    }
  });

  test("and followed by another backup, it begins anew", async () => {
    target = await cloudflareApi();
    await killed((_, number) => number === 7);
    source.database.sqlite.exec("UPDATE users SET name = 'Somebody else' WHERE id = 'id-3'; DELETE FROM users WHERE id = 'id-4'");
    const name = at(`later-${counter++}.backup`);
    assert.equal((await remote(source, "backup", [name])).code, 0);
    const { code, stderr } = await remote(target, "restore", [name]);
    assert.equal(code, 0, stderr);
    assert.match(stderr, /Starting over with this one/);
    restored();
  });

  test("by another restoration, the first one stops", async () => {
    target = await cloudflareApi();
    target.fail(({ body }) => {
      if (!body?.sql?.includes("INSERT OR REPLACE")) return undefined;
      target.database.sqlite.exec("UPDATE restoring SET run = 'another'");
      return { status: 429, errors: [{ code: 971, message: "Please wait" }] };
    });
    const { code, stderr } = await remote(target, "restore", [at("a.backup")]);
    assert.equal(code, 1);
    assert.match(stderr, /Somebody else is restoring into this database/);
    isAway();
  });

  test("it says what is left to do", async () => {
    target = await cloudflareApi();
    const failing = (request) => {
      if (!request.body?.sql?.includes("INSERT OR REPLACE")) return undefined;
      target.failures.push(failing);
      return { status: 400, errors: [{ code: 7500, message: "Your account has exceeded D1's free tier limit of rows written" }] };
    };
    target.fail(failing);
    const { code, stderr } = await remote(target, "restore", [at("a.backup")]);
    assert.equal(code, 1);
    assert.match(stderr, /rows written.*\n.*partly restored, and the server answers 503 until it is complete\. Run the same line again/s);
    assert.doesNotMatch(stderr, /Nothing was changed/);
  });
});

// The owner's commands on the deployed database, by D1's HTTP API: against a stand-in, and each way in which it can fail.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { after, afterEach, before, describe, test } from "node:test";

import { buildAdmin } from "../../../scripts/admin-build.mjs";
import { adminProgram } from "../../../scripts/admin.mjs";
import { root } from "../../../scripts/command.mjs";
import { cloudflareApi } from "../kit/cloudflare-api.mjs";

let api, folder;
before(async () => {
  await buildAdmin();
  folder = await mkdtemp(path.join(tmpdir(), "edgegrant-remote-"));
  await writeFile(path.join(folder, "edgegrant.jsonc"), JSON.stringify({ ISSUER: "https://auth.example" }));
  api = await cloudflareApi();
});
after(async () => {
  await api?.close();
  await rm(folder, { recursive: true, force: true });
});
afterEach(() => {
  api.requests.length = 0;
  api.failures.length = 0;
});

const [program, script] = adminProgram;

/** Runs a command with `--remote`, and gives {code, stdout, stderr}. */
async function remote(args, { env = {}, input } = {}) {
  const child = spawn(program, [script, ...args, "--remote"], {
    cwd: root,
    env: {
      ...process.env,
      CLOUDFLARE_API_BASE_URL: api.url,
      CLOUDFLARE_API_TOKEN: api.token,
      CLOUDFLARE_ACCOUNT_ID: "",
      EDGEGRANT_SETTINGS: path.join(folder, "edgegrant.jsonc"),
      npm_lifecycle_event: args[0],
      ...env,
    },
  });
  child.stdin.end(input);
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const code = child.exitCode ?? (await new Promise((resolve) => child.on("exit", resolve)));
  return { code, stdout, stderr };
}

async function inJson(args, options) {
  const done = await remote([...args, "--json"], options);
  return { ...done, answer: JSON.parse(done.stdout) };
}

/** What a person has who never logged in, and their home. */
async function withHome(work) {
  const home = await mkdtemp(path.join(tmpdir(), "edgegrant-home-"));
  try {
    await work({ CLOUDFLARE_API_TOKEN: "", CLOUDFLARE_API_KEY: "", HOME: home, USERPROFILE: home, XDG_CONFIG_HOME: home, CI: "true" }, home);
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

const ADD = ["client", "add", "--name", "It's; a \"test\"", "--redirect-uri", "https://app.example/callback"];
const clients = () => api.database.sqlite.prepare("SELECT count(*) AS number FROM clients").get().number;
const queries = () => api.requests.filter(({ path }) => path.endsWith("/query"));

describe("what is asked for is done", () => {
  test("values with quotes and semicolons arrive as they are, and only the hash of a secret does", async () => {
    const { code, answer } = await inJson(ADD);
    assert.equal(code, 0);
    const row = api.database.sqlite.prepare("SELECT name FROM clients WHERE id = ?").get(answer.client_id);
    assert.equal(row.name, "It's; a \"test\"");
    assert.equal(JSON.stringify(api.requests).includes(answer.client_secret), false);
    const listed = await inJson(["client", "list"]);
    assert.ok(listed.answer.clients.some((it) => it.client_id === answer.client_id));
  });

  test("several statements are one request, and one transaction", async () => {
    const added = await inJson(["user", "add", "--username", "ada", "--password-stdin"], { input: "a-quiet-walk-by-the-sea\n" });
    assert.equal(added.code, 0, added.stdout);
    api.requests.length = 0;
    const shown = await inJson(["user", "show", "ada"]);
    assert.equal(shown.answer.username, "ada");
    assert.ok(queries().some(({ body }) => body.sql.includes("; ")));
  });

  test("without an id in the settings the database is found by its name, in the only account", async () => {
    await inJson(["keys", "list"]);
    assert.deepEqual(api.requests.map(({ method, path }) => `${method} ${path}`), [
      "GET /accounts",
      `GET /accounts/${api.account}/d1/database/edgegrant`,
      `POST /accounts/${api.account}/d1/database/${api.database.uuid}/query`,
    ]);
  });

  test("without a token in the environment, it is wrangler's login that counts", async () => {
    await withHome(async (env, home) => {
      const folder = path.join(home, ".wrangler", "config");
      await mkdir(folder, { recursive: true });
      const login = { oauth_token: api.token, refresh_token: "unused", expiration_time: "2099-01-01T00:00:00.000Z" };
      await writeFile(path.join(folder, "default.toml"), Object.entries(login).map(([name, value]) => `${name} = "${value}"\n`).join(""));
      const { code, stdout } = await remote(["keys", "list"], { env });
      assert.equal(code, 0, stdout);
      assert.equal(queries().length, 1);
    });
  });

  test("too many requests are sent again", async () => {
    api.fail(({ path }) => (path.endsWith("/query") ? { status: 429, errors: [{ code: 971, message: "Please wait" }] } : undefined));
    assert.equal((await remote(["keys", "list"])).code, 0);
    assert.equal(queries().length, 2);
  });
});

describe("each failure is one sentence, and nothing is half done", () => {
  /** Runs `client add` and expects this sentence; `stored` clients come of it. */
  async function fails(pattern, { env, stored = 0 } = {}) {
    const before = clients();
    const { code, stdout, stderr, answer } = await inJson(ADD, { env });
    assert.equal(code, 1);
    assert.match(answer.error, pattern);
    assert.deepEqual(Object.keys(answer), ["error"]);
    assert.equal(clients(), before + stored);
    assert.equal(`${stdout}${stderr}`.includes(api.token), false, "the token is never shown");
  }
  const onQuery = (failure) => api.fail(({ path }) => (path.endsWith("/query") ? failure : undefined));
  const error = (status, code, message) => ({ status, errors: [{ code, message }] });

  test("a token that Cloudflare does not know", () => fails(/refuses this login .*wrangler login/, { env: { CLOUDFLARE_API_TOKEN: "another" } }));
  test("an account that is not of this login", () => fails(/refuses this login/, { env: { CLOUDFLARE_ACCOUNT_ID: "0".repeat(32) } }));
  test("an environment that is not in the settings", async () => {
    const { code, answer } = await inJson(["client", "list", "--env", "nowhere"]);
    assert.deepEqual([code, answer.error], [1, "Nothing has been deployed from here: there is no edgegrant.nowhere.jsonc. `npm run deploy -- --env nowhere` makes it."]);
  });

  test("several accounts", async () => {
    api.accounts.push({ id: "f".repeat(32), name: "Other" });
    await fails(/several accounts\. Set CLOUDFLARE_ACCOUNT_ID.*\n.*Example\n.*Other/s);
    api.accounts.pop();
  });

  test("no such database", async () => {
    api.database.name = "moved";
    await fails(/There is no database "edgegrant" in the account .* Deploy first/);
    api.database.name = "edgegrant";
  });

  test("a database that is not migrated", async () => {
    const other = await cloudflareApi({ migrated: false });
    const { code, answer } = await inJson(ADD, { env: { CLOUDFLARE_API_BASE_URL: other.url, CLOUDFLARE_API_TOKEN: other.token } });
    await other.close();
    assert.equal(code, 1);
    assert.match(answer.error, /not migrated\. Run `npm run deploy`/);
  });

  test("Cloudflare cannot be reached", async () => {
    const closed = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => closed.on("listening", resolve));
    const { port } = closed.address();
    await new Promise((resolve) => closed.close(resolve));
    await fails(/cannot be reached \(ECONNREFUSED\)\. Nothing was changed/, { env: { CLOUDFLARE_API_BASE_URL: `http://127.0.0.1:${port}` } });
  });

  test("the network goes before the request arrives", async () => {
    onQuery("hang up");
    await fails(/broke off before it answered .*everything or nothing/);
  });

  test("the network goes after it was done", async () => {
    onQuery("hang up after");
    await fails(/broke off before it answered .*everything or nothing/, { stored: 1 });
  });

  test("a request that only reads changes nothing, whenever the network goes", async () => {
    onQuery("hang up after");
    assert.match((await inJson(["client", "list"])).answer.error, /Nothing was changed/);
  });

  test("Cloudflare has trouble", async () => {
    onQuery(error(503, 7500, "Internal error"));
    await fails(/Cloudflare had trouble \(Internal error\)/);
  });

  test("a busy database", async () => {
    onQuery(error(400, 7500, "database is locked: SQLITE_BUSY"));
    await fails(/is busy .* Try again in a moment/);
  });

  test("always too many requests", async () => {
    for (let time = 0; time < 3; time += 1) onQuery(error(429, 971, "Please wait"));
    await fails(/too many requests/);
  });

  test("no login at all", async () => {
    await withHome(async (env) => fails(/not logged in to Cloudflare\. Run `npx wrangler login`/, { env }));
  });

  test("without --json, the sentence stands alone on standard error", async () => {
    onQuery(error(400, 7500, "database is locked: SQLITE_BUSY"));
    const { code, stdout, stderr } = await remote(ADD);
    assert.deepEqual([code, stdout], [1, ""]);
    assert.equal(stderr.trim().split("\n").length, 1);
  });
});

// `npm run check`: every mistake in edgegrant.jsonc is named, with its line and what would be right.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { promisify } from "node:util";

import { root } from "../../../scripts/command.mjs";
import { mistakesIn } from "../../../scripts/settings/check.mjs";
import { TEMPLATE, settingsIn, withValue } from "../../../scripts/settings/file.mjs";
import { formerSettings, textWith } from "../../../scripts/settings/former.mjs";
import { schema, serverSettings } from "../../../scripts/settings/shape.mjs";
import { wranglerConfig } from "../../../scripts/settings/worker.mjs";
import { newOwner } from "../kit/cloudflare/owner.mjs";

const ISSUER = "https://auth.of-the-owner.dev";
const API = { resource: "https://api.of-the-owner.dev", name: "API", scopes: { "a:read": "Read" } };

/** [[name, line, says]] of the mistakes in a text, or in values, one on each line from the second on. */
async function mistakes(settings) {
  const lines = (values) => `{\n${Object.entries(values).map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`).join(",\n")}\n}`;
  const found = await mistakesIn(settingsIn(typeof settings === "string" ? settings : lines(settings)));
  return found.map(({ name, line, says }) => [name, line, says]);
}

/** Expects exactly these: [name, line, pattern]. */
async function assertMistakes(settings, expected) {
  const found = await mistakes(settings);
  assert.deepEqual(found.map(([name, line]) => [name, line]), expected.map(([name, line]) => [name, line]), JSON.stringify(found, null, 1));
  found.forEach(([, , says], at) => assert.match(says, expected[at][2]));
}

describe("each mistake is named", () => {
  test("right settings have none", () => assertMistakes({ ISSUER, RESOURCES: [API], LOG_REQUESTS: true, KEY_ROTATION_DAYS: 30, MAIL: "resend", MAIL_FROM: "a@of-the-owner.dev" }, []));

  test("a value that means nothing, of every setting at once", async () => {
    const wrong = {
      RP_ID: "another.dev", RP_ID_BEFORE: "https://x", PASSWORD_COST: "cheap", REDIRECT_SCHEMES: "javascript",
      RESOURCES: [{ ...API, resource: "api" }], CLAIM_SCOPES: { plan: { claims: ["sub"], words: "See it" } }, DPOP_NONCE: "no",
    };
    const free = ["ISSUER", "MAIL_FROM", "TURNSTILE_SITE_KEY"];
    const values = Object.fromEntries(serverSettings.filter((name) => !free.includes(name)).map((name) => [name, wrong[name] ?? "perhaps"]));
    const found = await mistakes({ ISSUER, ...values });
    assert.deepEqual([...new Set(found.map(([name]) => name.split(/[.[]/)[0]))].sort(), Object.keys(values).sort());
  });

  test("an issuer with a slash, and one for this machine only", async () => {
    await assertMistakes({ ISSUER: `${ISSUER}/` }, [["ISSUER", 2, /not even a slash/]]);
    await assertMistakes({ ISSUER: "http://localhost:8787", RP_ID: "localhost" }, [["ISSUER", 2, /for this machine only.*https/]]);
    await assertMistakes({ PASSWORDS: "on" }, [["ISSUER", 1, /ISSUER is not set/]]);
  });

  test("mail without an address that it comes from", () => assertMistakes({ ISSUER, MAIL: "cloudflare" }, [["MAIL_FROM", 3, /with MAIL it must be an address of yours/]]));

  test("each API and each scope on its own line", async () => {
    const text = `{
      "ISSUER": "${ISSUER}",
      // Mine.
      "RESOURCES": [
        { "resource": "api", "name": "API", "scopes": { "a:read": "Read" } },
        { "resource": "https://b.of-the-owner.dev", "name": "B", "scopes": {
          "openid": "Know you",
          "b:read": "Read",
          "email": "Read mail"
        } }
      ]
    }`;
    await assertMistakes(text, [
      ["RESOURCES[0]", 5, /"api" is not an absolute URI; write it like/],
      ["RESOURCES[1].scopes.openid", 7, /one of this server's own; choose another name/],
      ["RESOURCES[1].scopes.email", 9, /one of this server's own/],
    ]);
    await assertMistakes({ ISSUER, RESOURCES: [API, API] }, [["RESOURCES", 3, /is there twice/]]);
  });

  test("an unknown member, with the one that was meant", () =>
    assertMistakes({ ISSUER, PASWORDS: "on", RESOURCES: [{ ...API, default_scope: [] }], worker: { databse_id: "" } }, [
      ["PASWORDS", 3, /did you mean "PASSWORDS"\?/],
      ["RESOURCES[0].default_scope", 4, /did you mean "default_scopes"\?/],
      ["worker.databse_id", 5, /did you mean "database_id"\?/],
    ]));

  test("an unknown member that every object has", () =>
    assertMistakes(`{\n"ISSUER": "${ISSUER}",\n"constructor": 1,\n"__proto__": {},\n"worker": { "toString": "x" }\n}`, [
      ["constructor", 3, /there is no "constructor" here/], ["__proto__", 4, /there is no "__proto__" here/], ["worker.toString", 5, /there is no "toString" here/],
    ]));
  test("a value of another kind, and one that cannot be an id", () =>
    assertMistakes({ ISSUER, RESOURCES: API, PASSWORDS: true, worker: { account_id: "mine" } }, [
      ["RESOURCES", 3, /this is members in braces.*it must be a list in brackets/],
      ["PASSWORDS", 4, /this is true or false; it must be text in quotation marks/],
      ["worker.account_id", 5, /32 hexadecimal digits/],
    ]));

  test("examples that nobody replaced", () =>
    assertMistakes({ ISSUER: "https://auth.example.com", RP_ID: "example.com", MAIL: "resend", MAIL_FROM: "Example <no-reply@example.com>", RESOURCES: [{ ...API, resource: "https://notes.example.com" }] }, [
      ["ISSUER", 2, /only an example/],
      ["RP_ID", 3, /only an example/],
      ["MAIL_FROM", 5, /only an example/],
      ["RESOURCES[0].resource", 6, /only an example/],
    ]));

  test("what is no JSON with comments, and a member that stands there twice", async () => {
    await assertMistakes(`{\n  "ISSUER": "${ISSUER}"\n  "PASSWORDS": "on"\n}`, [["", 3, /not JSON with comments \(comma expected\)/]]);
    await assertMistakes(`{\n  "ISSUER": "${ISSUER}",\n  "PASSWORDS": "on",\n  // again\n  "PASSWORDS": "off"\n}`, [["PASSWORDS", 5, /a second time/]]);
    await assertMistakes("[]", [["", 1, /one pair of braces/]]);
    await assertMistakes("[".repeat(300_000), [["", 1, /more brackets within brackets/]]);
  });
});

test("the template has no mistake but the example of an issuer", () => assertMistakes(readFileSync(TEMPLATE, "utf8"), [["ISSUER", 8, /only an example/]]));

describe("the command", () => {
  let owner;
  before(async () => {
    owner = await newOwner();
  });
  after(() => owner?.dispose());

  test("names them all and fails; with --json as a list", async () => {
    await owner.write({ ISSUER: `${ISSUER}/`, SIGN_UP: "all" });
    const { code, stderr } = await owner.run("check", []);
    assert.equal(code, 1);
    assert.match(stderr, /These 2 settings have to be corrected:\nedgegrant\.jsonc:2: ISSUER is .*\nedgegrant\.jsonc:3: SIGN_UP is "all"; it must be/);
    const json = await owner.run("check", ["--json"]);
    assert.equal(json.code, 1);
    assert.deepEqual(JSON.parse(json.stdout).map(({ file, line, name }) => [file, line, name]), [["edgegrant.jsonc", 2, "ISSUER"], ["edgegrant.jsonc", 3, "SIGN_UP"]]);
  });

  test("is content with right ones", async () => {
    await owner.write({ ISSUER });
    const { code, stderr } = await owner.run("check", []);
    assert.equal(code, 0, stderr);
    assert.match(stderr, /All settings are valid/);
  });

  test("what cannot be read at all is a sentence, and with --json an object", async () => {
    const toml = path.join(owner.folder, "odd.toml");
    await writeFile(toml, "[env.production]\nname = = \u001b[2J\n");
    await rm(owner.file, { force: true });
    for (const [args, pattern] of [
      [["--take-over", owner.folder], /cannot be read \(EISDIR\)\. Nothing was changed\.$/],
      [["--take-over", toml], /odd\.toml cannot be read: .*Nothing was changed\.$/],
      [["--env", "nowhere"], /There is no edgegrant\.nowhere\.jsonc\.$/],
      [["--bogus"], /^Unknown option '--bogus'\./],
    ]) {
      const { code, stdout, stderr } = await owner.run("check", [...args, "--json"]);
      assert.equal(code, 1, stderr);
      assert.match(JSON.parse(stdout).error, pattern);
      assert.doesNotMatch(stdout + stderr, /\n\s+at |\u001b\[2J/);
    }
    await mkdir(owner.file);
    assert.match((await owner.run("check", [])).stderr, /edgegrant\.jsonc cannot be read \(EISDIR\)\. Nothing was changed\.\n$/);
    await rm(owner.file, { recursive: true });
  });

  test("names thousands of mistakes in moments, none of which moves the terminal", async () => {
    await owner.write(`{ "ISSUER": "${ISSUER}",\n${Array.from({ length: 20_000 }, (_, at) => `"x\\u001b[2J${at % 10_000}": 1`).join(",\n")} }`);
    const start = performance.now();
    const { code, stderr } = await owner.run("check", []);
    assert.equal(code, 1);
    assert.ok(performance.now() - start < 15_000);
    assert.match(stderr, /edgegrant\.jsonc:20001: .*is here a second time/);
    assert.equal(stderr.includes("\u001b[2J"), false);
  });

  test("looks at no other settings than those that are meant", async () => {
    for (const [args, env, pattern] of [
      [["--env", ""], {}, /"" cannot be the name of a server/],
      [["--env", "nowhere"], {}, /There is no edgegrant\.nowhere\.jsonc/],
      [[], { npm_config_env: "true" }, /npm kept --env for itself\. Write `npm run check -- …`/],
    ]) {
      const { code, stderr } = await owner.run("check", args, { env });
      assert.equal(code, 1, stderr);
      assert.match(stderr, pattern);
    }
    const { code, stderr } = await owner.run("start", [], { env: { npm_config_port: "true" } });
    assert.equal(code, 1);
    assert.match(stderr, /npm kept --port for itself\. Write `npm run start -- …`/);
  });
});

describe("what wrangler is given", () => {
  const routesOf = (values) => wranglerConfig(values).routes;
  test("the host of ISSUER, or its path with the two documents that belong to it", () => {
    assert.deepEqual(routesOf({ ISSUER }), [{ pattern: "auth.of-the-owner.dev", custom_domain: true }]);
    assert.deepEqual(routesOf({ ISSUER: "https://of-the-owner.dev/auth" }), [
      "of-the-owner.dev/auth", "of-the-owner.dev/auth/*",
      "of-the-owner.dev/.well-known/oauth-authorization-server/auth", "of-the-owner.dev/.well-known/openid-configuration/auth",
    ]);
    assert.deepEqual(routesOf({ ISSUER: "https://edgegrant.owner.workers.dev" }), []);
    assert.deepEqual(routesOf({ ISSUER, worker: { custom_domain: false, routes: [{ pattern: "x.dev/*", zone_name: "x.dev" }] } }), [{ pattern: "x.dev/*", zone_name: "x.dev" }]);
  });

  test("where the Worker runs, if the owner says so", () => {
    assert.equal(wranglerConfig({ ISSUER }).placement, undefined);
    assert.deepEqual(wranglerConfig({ ISSUER, worker: { placement_region: "aws:eu-central-1" } }).placement, { region: "aws:eu-central-1" });
  });

  test("text for every variable but the two lists, and the binding that mail needs", () => {
    const config = wranglerConfig({ ISSUER, KEY_ROTATION_DAYS: 30, LOG_REQUESTS: true, RESOURCES: [API], MAIL: "cloudflare" });
    assert.deepEqual(config.vars, { ISSUER, RESOURCES: [API], MAIL: "cloudflare", KEY_ROTATION_DAYS: "30", LOG_REQUESTS: "true" });
    assert.deepEqual(config.send_email, [{ name: "EMAIL" }]);
    assert.equal(config.workers_dev, false);
    assert.equal(config.preview_urls, false);
  });

  test("nothing of this machine's variables", () => {
    assert.deepEqual(wranglerConfig({ ISSUER }).vars, { ISSUER });
    assert.equal(wranglerConfig({ ISSUER }).name, "edgegrant");
  });
});

describe("the settings of this machine reach no server", () => {
  for (const command of [["deploy"], ["deploy", "--dry-run"], ["versions", "upload"]]) {
    test(`\`wrangler ${command.join(" ")}\` stops, and says what deploys`, async () => {
      const wrangler = path.join(root, "node_modules", "wrangler", "bin", "wrangler.js");
      const env = { ...process.env, CLOUDFLARE_API_BASE_URL: "http://127.0.0.1:9/", CLOUDFLARE_API_TOKEN: "none", CLOUDFLARE_ACCOUNT_ID: "0".repeat(32), WRANGLER_SEND_METRICS: "false" };
      const done = await promisify(execFile)(process.execPath, [wrangler, ...command], { cwd: root, env }).then(() => ({ code: 0, stderr: "", stdout: "" }), (error) => error);
      assert.notEqual(done.code, 0);
      assert.match(`${done.stdout}${done.stderr}`, /wrangler\.toml has the settings of this machine only\. `npm run deploy` deploys the server/);
    });
  }
});

describe("a wrangler.toml of before", () => {
  const BEFORE = `name = "edgegrant"
main = "build/index.js"
compatibility_date = "2026-11-01"
[vars]
ISSUER = "http://localhost:8787"
[env.production]
name = "my-auth"
routes = [{ pattern = "auth.of-the-owner.dev", custom_domain = true }, { pattern = "of-the-owner.dev/.well-known/webfinger", zone_name = "of-the-owner.dev" }]
[[env.production.kv_namespaces]]
binding = "CODES"
id = "0123456789abcdef0123456789abcdef"
[[env.production.d1_databases]]
binding = "DB"
database_name = "edgegrant"
database_id = "11111111-2222-4333-8444-555555555555"
[env.production.vars]
ISSUER = "${ISSUER}"
LOG_REQUESTS = "true"
OWN = "x"
[[env.production.vars.RESOURCES]]
resource = "https://api.of-the-owner.dev"
name = "API"
[env.production.vars.RESOURCES.scopes]
"a:read" = "Read"
`;
  let owner;
  before(async () => {
    owner = await newOwner();
    await writeFile(path.join(owner.folder, "before.toml"), BEFORE);
  });
  after(() => owner?.dispose());

  test("becomes edgegrant.jsonc, with its ids, and without what the template would change", async () => {
    const { code, all } = await owner.run("check", ["--take-over", "before.toml"]);
    assert.equal(code, 0, all);
    assert.match(all, /Not taken over, because Edgegrant does not know them: OWN\./);
    const { $schema, ...values } = JSON.parse(JSON.stringify(owner.settings()));
    assert.deepEqual(values, {
      ISSUER, LOG_REQUESTS: "true", RESOURCES: [API],
      worker: {
        name: "my-auth", database_id: "11111111-2222-4333-8444-555555555555", database_name: "edgegrant", kv_namespace_id: "0123456789abcdef0123456789abcdef",
        routes: [{ pattern: "of-the-owner.dev/.well-known/webfinger", zone_name: "of-the-owner.dev" }],
      },
    });
    assert.equal($schema, schema.properties.$schema ? "./edgegrant.schema.json" : undefined);
    assert.equal((await owner.run("check", ["--take-over", "before.toml"])).code, 1, "it is there already");
  });

  test("that nobody filled in is none", async () => {
    const file = path.join(owner.folder, "untouched.toml");
    await writeFile(file, BEFORE.replace(ISSUER, "https://auth.example.com"));
    assert.equal(formerSettings(file), undefined);
  });

  test("a value goes where the template has it behind //", () => {
    const text = textWith({ ISSUER, MAIL: "resend", RESOURCES: [API] });
    assert.match(text, /docs\/mail\.md\.\n {2}"MAIL": "resend",\n {2}\/\/ "MAIL_FROM"/);
    assert.deepEqual(settingsIn(text).mistakes, []);
    assert.deepEqual(settingsIn(withValue(text, ["MAIL"], undefined)).values.MAIL, undefined);
  });
});

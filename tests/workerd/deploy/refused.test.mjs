// What `npm run deploy` does not do: one sentence, exit code 1, and nothing was changed.

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { after, afterEach, before, describe, test } from "node:test";

import { OWNER, TOKEN, standIn } from "../kit/cloudflare/serve.mjs";
import { newOwner } from "../kit/cloudflare/owner.mjs";

const OTHER = { id: "fedcba9876543210fedcba9876543210", name: "Another account" };
const ISSUER = "https://edgegrant.owner.workers.dev";

let cloudflare, owner, account;
before(async () => {
  cloudflare = await standIn({ logins: { [TOKEN]: [OWNER], other: [OTHER], both: [OWNER, OTHER] } });
  account = cloudflare.world.accounts[OWNER.id];
});
after(() => cloudflare?.dispose());
afterEach(async () => {
  Object.assign(account, { databases: [], namespaces: [], scripts: {}, domains: [], subdomain: "owner" });
  cloudflare.before = async () => {};
  await owner?.dispose();
});

/** Expects the refusal, and that nothing was changed. */
async function refused(pattern, { settings, args = [], env, calls = 0 } = {}) {
  owner = await newOwner(cloudflare);
  if (settings) await owner.write(settings);
  return refusedNow(pattern, { args, env, calls });
}

async function refusedNow(pattern, { args = [], env, calls = 0 } = {}) {
  const from = cloudflare.calls.length;
  const done = await owner.run("deploy", ["--yes", "--wait", "5", ...args], { env });
  assert.equal(done.code, 1, done.all);
  assert.match(done.stderr, pattern);
  const changing = cloudflare.calls.slice(from).filter((call) => /^(POST|PUT|PATCH|DELETE) (?!.*\/query$)/.test(call));
  assert.equal(changing.length, calls, changing.join("\n"));
  return done;
}

const script = (bindings) => {
  const live = { id: "v", main: "a.js", modules: {}, bindings, annotations: {} };
  return { name: "edgegrant", tag: "t", tags: [], versions: [live], live, deployments: [], subdomain: { enabled: true } };
};

describe("a line that does not say what was meant", () => {
  const cases = [["dry-run", "true"], ["env", "true"], ["name", "staging"], ["backup", "true"], ["passphrase", ""]];
  for (const [option, value] of cases) {
    test(`npm kept --${option} for itself, and without it this would be another deployment`, () =>
      refused(/npm kept --\S+ for itself\. Write `npm run deploy -- …`/, { env: { [`npm_config_${option.replace("-", "_")}`]: value } }));
  }
  test("--env with a variable of the shell that is empty, a path, or what lies beside the settings", async () => {
    for (const name of ["", "../production", "a/b", "example", "deploying"]) {
      await refused(/"[^"]*" cannot be the name of a server: .*Nothing was changed\./, { settings: { ISSUER }, args: ["--env", name] });
      assert.equal(owner.settings().worker, undefined);
      await owner.dispose();
    }
  });
});

describe("who deploys", () => {
  test("nobody is logged in", () => refused(/not logged in to Cloudflare\. Run `npx wrangler login`/, { env: { CLOUDFLARE_API_TOKEN: "" } }));
  test("a token that Cloudflare does not know", () => refused(/Cloudflare refuses this login/, { env: { CLOUDFLARE_API_TOKEN: "wrong" } }));
  test("a login of several accounts", () => refused(/several accounts:\n.*Owner's account\n.*Another account\n.*--account ID/s, { env: { CLOUDFLARE_API_TOKEN: "both" } }));
  test("a login of another account than the last deployment's", () =>
    refused(/The server is in the account 0123.*, which this login cannot see; it can see:\n.*Another account/s, {
      settings: { ISSUER, worker: { account_id: OWNER.id } }, env: { CLOUDFLARE_API_TOKEN: "other" },
    }));
});

describe("where to", () => {
  test("an account whose name would move the terminal", async () => {
    const [first, second] = cloudflare.world.logins.both;
    cloudflare.world.logins.odd = [first, { ...second, name: "Ev\u001b[2Jil" }];
    const done = await refused(/several accounts:\n.*\n.*Ev\\u001b\[2Jil\n/, { env: { CLOUDFLARE_API_TOKEN: "odd" } });
    assert.equal(done.all.includes("\u001b[2J"), false);
  });
  test("an account without a name below workers.dev, and nobody to ask", async () => {
    account.subdomain = undefined;
    await refused(/no name below workers\.dev yet.*--subdomain NAME/s);
  });
  test("an address below somebody else's name", () => refused(/this Worker's address is https:\/\/edgegrant\.owner\.workers\.dev/, { settings: { ISSUER: "https://edgegrant.else.workers.dev" } }));
  test("a host that another Worker has", async () => {
    account.domains.push({ id: "d", hostname: "auth.of-the-owner.dev", service: "shop" });
    await refused(/auth\.of-the-owner\.dev belongs to the Worker "shop"/, { settings: { ISSUER: "https://auth.of-the-owner.dev" } });
  });
  test("a host that leads to something else, or of which nobody knows that", async () => {
    const settings = { ISSUER: "https://auth.of-the-owner.dev" };
    const dns = (said) => ({ STAND_IN_DNS: JSON.stringify({ "auth.of-the-owner.dev": said }) });
    await refused(/auth\.of-the-owner\.dev already leads to something else \(203\.0\.113\.7\).*--replace-dns/, { settings, env: dns("203.0.113.7") });
    await owner.dispose();
    await refused(/Nobody could be asked whether auth\.of-the-owner\.dev already leads to something else \(DNS: ETIMEOUT\)/, { settings, env: dns("ETIMEOUT") });
  });
  test("a Worker of this name that is something else", async () => {
    account.scripts.edgegrant = script([]);
    await refused(/another Worker with the name "edgegrant", which is not Edgegrant/, { settings: { ISSUER } });
  });
  test("a database that is gone", () =>
    refused(/names the database 1{8}-.*, which is not in the account/, { settings: { ISSUER, worker: { database_id: "11111111-2222-4333-8444-555555555555" } } }));
  test("another address than the settings have", () => refused(/ISSUER in edgegrant\.jsonc is/, { settings: { ISSUER }, args: ["--address", "https://other.owner.workers.dev"] }));
});

describe("what", () => {
  test("settings that the server cannot use", () => refused(/edgegrant\.jsonc:\d+: PASSWORDS is "perhaps"; .*\n.*SIGN_UP is/, { settings: { ISSUER, PASSWORDS: "perhaps", SIGN_UP: "no" } }));
  test("a setting whose secret is nowhere", () => refused(/MAIL names a service, but the secret MAIL_API_KEY is not set/, { settings: { ISSUER, MAIL: "resend", MAIL_FROM: "a@of-the-owner.dev" } }));

  test("a file of secrets with a slip in it, which shows none of it", async () => {
    owner = await newOwner(cloudflare);
    await owner.write({ ISSUER });
    await writeFile(owner.secretsFile, '{ "EDGEGRANT_SECRET": "abcdefgh", ');
    const done = await refusedNow(/edgegrant\.secrets\.json is not JSON/);
    assert.equal(done.all.includes("abcdefgh"), false);
    await writeFile(owner.secretsFile, '{ "EDGEGRANT_SECRETS": "abcdefgh" }');
    await refusedNow(/Edgegrant does not know "EDGEGRANT_SECRETS"; did you mean "EDGEGRANT_SECRET"\?/);
  });

  test("a secret of the environment that is too short, before anything is made", async () => {
    const done = await refused(/The environment: EDGEGRANT_SECRET is too short/, { settings: { ISSUER }, env: { EDGEGRANT_SECRET: "abcdefgh" } });
    assert.equal(done.all.includes("abcdefgh"), false);
  });

  test("a line that it does not know, in one sentence before the help", async () => {
    await refused(/^\nUnknown option '--bogus'\.\n\nnpm run deploy /, { args: ["--bogus"] });
    await refusedNow(/^\nUnexpected argument 'production'\.\n/, { args: ["production"] });
    await refusedNow(/^\n--wait is "soon"; it must be a number of seconds\.\n/, { args: ["--wait", "soon"] });
  });

  test("a database of a newer version, or one whose secret is lost", async () => {
    const database = { uuid: "11111111-2222-4333-8444-555555555555", name: "edgegrant", bookmark: 0 };
    account.databases = [database];
    cloudflare.edge.change({ databases: [database.uuid] });
    const query = (sql) => cloudflare.edge.query(database.uuid, sql);
    await query("CREATE TABLE d1_migrations(id INTEGER PRIMARY KEY, name TEXT); INSERT INTO d1_migrations (name) VALUES ('9999_later.sql')");
    await refused(/database belongs to a newer version \(9999_later\.sql\)/, { settings: { ISSUER } });
    await owner.dispose();
    const sealed = randomBytes(150).toString("base64");
    await query(`DELETE FROM d1_migrations; CREATE TABLE signing_keys(private_key TEXT, created_at INTEGER); INSERT INTO signing_keys VALUES ('${sealed}', 0)`);
    await refused(/sealed with an EDGEGRANT_SECRET that is neither here nor on the server/, { settings: { ISSUER } });
    assert.equal(existsSync(owner.secretsFile), false);
    await owner.dispose();
    const env = { EDGEGRANT_SECRET: "a-secret-of-another-server-0123456789abcdef" };
    await refused(/is not the one of this database: it does not open its keys/, { settings: { ISSUER }, env });
  });
});

test("in a CI nobody would keep a secret that is made there, so it has to be given one", async () => {
  const CI = { CI: "true" };
  await refused(/one that is made in CI would be lost\. Give CI a secret EDGEGRANT_SECRET/, { settings: { ISSUER }, env: CI });
  assert.equal(existsSync(owner.secretsFile), false);
  const secret = "a-secret-of-the-ci-0123456789abcdefghijklm";
  const done = await owner.run("deploy", ["--wait", "20"], { env: { ...CI, EDGEGRANT_SECRET: secret } });
  assert.equal(done.code, 0, done.all);
  assert.equal(account.scripts.edgegrant.live.bindings.find(({ name }) => name === "EDGEGRANT_SECRET").text, secret);
  assert.equal(done.all.includes(secret), false);
});

describe("two at once", () => {
  test("on one machine the second one stops", async () => {
    owner = await newOwner(cloudflare);
    await owner.write({ ISSUER });
    let wait = () => {};
    const waiting = new Promise((resolve) => (wait = resolve));
    const reached = new Promise((resolve) => {
      cloudflare.before = async () => {
        resolve();
        await waiting;
      };
    });
    const first = owner.start("deploy", ["--yes", "--dry-run"]);
    await reached;
    await refusedNow(/Another `npm run deploy` is running \(process \d+\)/);
    wait();
    assert.equal((await first.done).code, 0);
  });

  test("a run that was killed leaves nothing in the way", async () => {
    owner = await newOwner(cloudflare);
    await owner.write({ ISSUER });
    const reached = new Promise((resolve) => {
      cloudflare.before = () => new Promise(() => resolve());
    });
    const first = owner.start("deploy", ["--yes", "--dry-run"]);
    await reached;
    first.child.kill("SIGKILL");
    await first.done;
    assert.ok(existsSync(path.join(owner.folder, ".edgegrant", "deploying")));
    cloudflare.before = async () => {};
    const left = [".77-edgegrant.secrets.json", ".77-edgegrant.jsonc", ".edgegrant/secrets-77.json", ".edgegrant/output-77.jsonl"].map((name) => path.join(owner.folder, name));
    const others = [".77-edgegrant.staging.secrets.json", ".edgegrant/wrangler.jsonc"].map((name) => path.join(owner.folder, name));
    for (const file of [...left, ...others]) await writeFile(file, "{}");
    assert.equal((await owner.deploy("--dry-run")).code, 0);
    assert.deepEqual([left.filter(existsSync), others.filter(existsSync)], [[], others]);
  });

  test("whoever deployed elsewhere meanwhile is noticed before the upload", async () => {
    owner = await newOwner(cloudflare);
    await owner.write({ ISSUER });
    assert.equal((await owner.deploy()).code, 0);
    await owner.write({ ...owner.settings(), PASSWORDS: "on" });
    let looks = 0;
    cloudflare.before = async (call) => {
      if (call === "GET /accounts/:account/workers/scripts/:script/deployments" && ++looks === 2) {
        account.scripts.edgegrant.deployments.unshift({ ...account.scripts.edgegrant.deployments[0], id: "77777777-2222-4333-8444-555555555555" });
      }
    };
    await refusedNow(/Somebody else has deployed this server in the meantime\. Nothing was uploaded/);
  });
});

// Whatever call to Cloudflare fails, and however: `npm run deploy` ends with a sentence that says what to do, and the next run
// goes on to the end.

import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { after, before, describe, test } from "node:test";

import { buildAdmin } from "../../../scripts/admin-build.mjs";
import { OWNER, TOKEN, standIn } from "../kit/cloudflare/serve.mjs";
import { newOwner } from "../kit/cloudflare/owner.mjs";

const FAULTS = [500, "close", 403, 401];
const ISSUER = "https://edgegrant.owner.workers.dev";
const DOMAIN = "https://auth.of-the-owner.dev";

let cloudflare;
before(async () => {
  await buildAdmin();
  cloudflare = await standIn();
});
after(() => cloudflare?.dispose());

/** Every call so far that failed once. */
const failed = new Set();

/** Deploys until nothing is left that can fail; each run fails at the first call that never failed before. */
async function deployThroughFailures(owner, { also = () => undefined } = {}) {
  for (let time = 0; ; time += 1) {
    let hit;
    const fault = FAULTS[time % FAULTS.length];
    cloudflare.fault = (call, body) => {
      const name = [call, also(body)].filter(Boolean).join(" ");
      if (hit === undefined && !failed.has(name)) failed.add((hit = name));
      return name === hit ? fault : undefined;
    };
    const done = await owner.deploy();
    if (hit === undefined) return done;
    assertSaid(done, `${hit}: ${fault}`);
    // wrangler gets along without a few of its calls. What comes after them can still fail.
    if (done.code === 0) await writeFile(path.join(owner.folder, ".edgegrant", "unfinished"), "");
  }
}

function assertSaid({ code, all, stderr }, what) {
  if (code === 0) return;
  assert.equal(code, 1, `${what}\n${all}`);
  const told = stderr.trim().split("\n\n").at(-1);
  assert.match(told, /again|wrangler login/i, `${what}\n${all}`);
  assert.doesNotMatch(told, /`list` or `show`/, `${what}\n${all}`);
  assert.doesNotMatch(all, /\n\s+at .*\.m?js|undefined|\[object|github\.com/, `${what}\n${all}`);
  assert.equal(all.includes(TOKEN), false, what);
}

test("a first deployment in which the answer to each call that changes something is lost", async () => {
  const owner = await newOwner(cloudflare);
  await owner.write({ ISSUER: "https://lost.owner.workers.dev", worker: { name: "lost" } });
  const lost = new Set();
  for (;;) {
    let hit;
    cloudflare.fault = (call, body) => {
      const changes = /^(POST|PUT|PATCH)/.test(call) && (!call.endsWith("/query") || /^\s*(CREATE|INSERT)/i.test(JSON.parse(body).sql ?? ""));
      const name = call.endsWith("/query") ? `${call} ${/\d{4}_\w+/.exec(body)}` : call;
      if (hit !== undefined || !changes || lost.has(name) || /000[2-9]_|00[1-9]\d_/.test(name)) return undefined;
      lost.add((hit = name));
      return "close after";
    };
    const done = await owner.deploy();
    assertSaid(done, `${hit}: the answer is lost`);
    if (hit === undefined) break;
    if (done.code === 0) await writeFile(path.join(owner.folder, ".edgegrant", "unfinished"), "");
  }
  const { databases, namespaces, scripts } = cloudflare.world.accounts[OWNER.id];
  assert.ok(scripts.lost, "it came to its end");
  assert.deepEqual([databases, namespaces].map((all) => all.filter((it) => (it.name ?? it.title).startsWith("lost")).length), [1, 1], [...lost].join("\n"));
  assert.equal(owner.secrets().EDGEGRANT_SECRET, scripts.lost.live.bindings.find(({ name }) => name === "EDGEGRANT_SECRET").text);
  assert.ok(lost.size >= 5, [...lost].join("\n"));
  Object.assign(cloudflare.world.accounts[OWNER.id], { databases: [], namespaces: [], scripts: {}, domains: [] });
  cloudflare.fault = () => undefined;
  await owner.dispose();
});

describe("a first deployment in which every call fails once", () => {
  let owner;
  before(async () => {
    owner = await newOwner(cloudflare);
  });
  after(() => owner?.dispose());

  test("comes to its end, with one of everything", async () => {
    const done = await deployThroughFailures(owner, { also: (body) => (body.includes("0010_") && body.includes("INSERT INTO") ? "(a migration)" : undefined) });
    assert.equal(done.code, 0, done.all);
    const { databases, namespaces, scripts } = cloudflare.world.accounts[OWNER.id];
    assert.deepEqual([databases.length, namespaces.length, Object.keys(scripts)], [1, 1, ["edgegrant"]]);
    assert.equal(scripts.edgegrant.subdomain.enabled, true);
    assert.equal(scripts.edgegrant.crons.length, 2);
    const secret = scripts.edgegrant.live.bindings.find(({ name }) => name === "EDGEGRANT_SECRET").text;
    assert.equal(owner.secrets().EDGEGRANT_SECRET, secret);
    const health = await cloudflare.edge.fetch("edgegrant", new Request(`${ISSUER}/health`));
    assert.equal(health.status, 200);
  });

  test("had all the calls that change something among them", () => {
    for (const call of [
      "POST /accounts/:account/d1/database", "POST /accounts/:account/storage/kv/namespaces", "PUT /accounts/:account/workers/scripts/:script",
      "POST /accounts/:account/d1/database/:database/query (a migration)", "POST /accounts/:account/workers/scripts/:script/subdomain",
      "PUT /accounts/:account/workers/scripts/:script/schedules",
    ]) {
      assert.ok(failed.has(call), `${call}\n${[...failed].join("\n")}`);
    }
  });

  test("an address that does not work yet is waited for, and then said", async () => {
    cloudflare.fault = () => undefined;
    cloudflare.outside = (url) => (url.endsWith("/health") ? 404 : undefined);
    const done = await owner.run("deploy", ["--yes", "--wait", "4"]);
    assert.equal(done.code, 1);
    assert.match(done.stderr, /not yet: .*\/health answers 404/);
    assert.match(done.stderr, /The server was deployed, but after 4 seconds .*\/health answers 404\.\n.*run `npm run deploy` again/);
    let times = 0;
    cloudflare.outside = () => (times++ < 1 ? "close" : undefined);
    const soon = await owner.deploy();
    assert.equal(soon.code, 0, soon.all);
    cloudflare.outside = () => undefined;
  });
});

test("the same with a domain of the owner's, and over a Worker that is there", async () => {
  const owner = await newOwner(cloudflare);
  await owner.write({ ISSUER: DOMAIN, worker: { name: "second" } });
  const first = await deployThroughFailures(owner);
  assert.equal(first.code, 0, first.all);
  const { domains, scripts } = cloudflare.world.accounts[OWNER.id];
  assert.deepEqual(domains.map(({ hostname, service }) => [hostname, service]), [["auth.of-the-owner.dev", "second"]]);
  assert.equal(scripts.second.subdomain.enabled, false);
  await owner.write({ ...owner.settings(), PASSWORDS: "off" });
  const second = await deployThroughFailures(owner);
  assert.equal(second.code, 0, second.all);
  assert.equal(scripts.second.live.bindings.find(({ name }) => name === "PASSWORDS").text, "off");
  assert.ok(failed.has("POST /accounts/:account/workers/scripts/:script/versions"));
  await owner.dispose();
});

test("what the plan of the account does not cover is said in a sentence", async () => {
  const owner = await newOwner(cloudflare);
  await owner.write({ ISSUER: "https://third.owner.workers.dev", worker: { name: "third" } });
  cloudflare.fault = (call) => (call === "POST /accounts/:account/d1/database" ? { status: 400, code: 7406, message: "You have reached the maximum number of databases for your plan" } : undefined);
  const stores = await owner.deploy();
  assert.equal(stores.code, 1);
  assert.match(stores.stderr, /The D1 database third could not be made: .*maximum number.*\n.*paid plan/);
  cloudflare.fault = (call) => (call === "PUT /accounts/:account/workers/scripts/:script" ? { status: 403, code: 10195, message: "This feature requires a Workers Paid plan" } : undefined);
  const upload = await owner.deploy();
  assert.equal(upload.code, 1);
  assert.match(upload.stderr, /Deploying the Worker failed: .*Workers Paid.*\n.*Get the paid plan of Workers, or remove the setting that needs it/);
  cloudflare.fault = () => undefined;
  const done = await owner.deploy();
  assert.equal(done.code, 0, done.all);
  await owner.dispose();
});

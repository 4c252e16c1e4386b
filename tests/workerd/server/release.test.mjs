// A release: everything that an owner does works in it with Node alone, and what is inside is listed.

import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, copyFileSync, existsSync, linkSync, mkdirSync, readFileSync, readdirSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { promisify } from "node:util";

import { buildAdmin } from "../../../scripts/admin-build.mjs";
import { root } from "../../../scripts/command.mjs";
import { freePorts } from "../../../scripts/ports.mjs";
import { makeRelease } from "../../../scripts/release/make.mjs";
import { OWNER, standIn } from "../kit/cloudflare/serve.mjs";
import { newOwner } from "../kit/cloudflare/owner.mjs";

/** Of the commit, in seconds since 1970: years ago. */
const TIME = 1_600_000_000;
const PROGRAMS_OF_RUST = ["cargo", "rustc", "rustup", "cc", "wasm-bindgen"];

let home, made, release, env;
before(async () => {
  await buildAdmin();
  home = await mkdtemp(path.join(os.tmpdir(), "edgegrant-release-"));
  made = await makeRelease({ folder: path.join(home, "one"), time: TIME });
  await promisify(execFile)("tar", ["-xzf", made.packed, "-C", home]);
  release = path.join(home, path.basename(made.unpacked));
  env = { PATH: nodeAlone(), HOME: home, CARGO_HOME: path.join(home, "none") };
  installed();
});
after(() => home && rm(home, { recursive: true, force: true, maxRetries: 5 }));

/** A PATH with Node, and with programs that note that somebody called them. */
function nodeAlone() {
  const bin = path.join(home, "bin");
  mkdirSync(bin);
  symlinkSync(process.execPath, path.join(bin, "node"));
  for (const name of PROGRAMS_OF_RUST) {
    writeFileSync(path.join(bin, name), `#!/bin/sh\necho ${name} >> ${home}/called\nexit 1\n`);
    chmodSync(path.join(bin, name), 0o755);
  }
  return bin;
}

/** The npm packages of the release's own lock, and no others, as npm would install them. */
function installed() {
  const lock = readFileSync(path.join(release, "package-lock.json"));
  const places = Object.keys(JSON.parse(lock).packages).filter((place) => place !== "" && existsSync(path.join(root, place)));
  for (const place of places) linked(path.join(root, place), path.join(release, place));
  writeFileSync(path.join(release, "node_modules", ".edgegrant"), createHash("sha256").update(lock).digest("hex"));
}

function linked(from, to) {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [path.join(from, entry.name), path.join(to, entry.name)];
    if (entry.name === "node_modules") continue;
    if (entry.isDirectory()) linked(source, target);
    else {
      try {
        linkSync(source, target);
      } catch {
        // Another disk.
        copyFileSync(source, target);
      }
    }
  }
}

/** {code, stdout, stderr} of a script of the release. The last argument can be more of an environment. */
function run(script, ...all) {
  const args = all.filter((it) => typeof it === "string");
  const options = { cwd: release, env: { ...env, npm_lifecycle_event: args[0], ...all.find((it) => typeof it === "object") } };
  return promisify(execFile)(path.join(env.PATH, "node"), [path.join("scripts", `${script}.mjs`), ...args], options)
    .then((done) => ({ code: 0, ...done }), ({ code, stdout, stderr }) => ({ code, stdout, stderr }));
}

describe("what is inside", () => {
  test("two releases of one build are the same, byte for byte", async () => {
    const again = await makeRelease({ folder: path.join(home, "two"), time: TIME });
    for (const file of ["packed", "creator"]) assert.ok(readFileSync(again[file]).equals(readFileSync(made[file])), file);
  });

  test("the archive holds exactly the files that SHA256SUMS lists, and they are as it says", () => {
    const lines = readFileSync(path.join(release, "SHA256SUMS"), "utf8").trim().split("\n").map((line) => line.split("  "));
    for (const [sum, file] of lines) assert.equal(createHash("sha256").update(readFileSync(path.join(release, file))).digest("hex"), sum, file);
    const there = [...made.files.keys()].filter((file) => file !== "SHA256SUMS");
    assert.deepEqual(lines.map(([, file]) => file).sort(), there.sort());
  });

  test("the pages name the archive by its version", () => {
    for (const page of ["README.md", "docs/deploy.md"]) {
      const named = made.files.get(page).toString().match(/edgegrant-[\d.]+\d/g);
      assert.deepEqual([...new Set(named)], [path.basename(made.unpacked)], page);
    }
  });

  test("nothing that an owner makes would be replaced when it is unpacked over another one", () => {
    for (const file of made.files.keys()) assert.doesNotMatch(file, /^(edgegrant(\..*)?\.(jsonc|secrets\.json)|\.dev\.vars|\.wrangler\/.*|\.edgegrant\/.*)$(?<!example\.jsonc)/);
  });

  test("no source, no test, and nothing of the folders that it was built in", () => {
    for (const [file, bytes] of made.files) {
      assert.doesNotMatch(file, /\.rs$|Cargo|\.test\.mjs$|^tools\/|node_modules|stamp$/);
      for (const folder of [root, path.join(os.homedir(), ".cargo")]) assert.equal(bytes.includes(folder), false, file);
    }
  });

  test("the bill names each crate and each npm package, with licence and checksum, and what needs what", () => {
    const { specVersion, components, dependencies } = JSON.parse(readFileSync(path.join(release, "sbom.cdx.json"), "utf8"));
    assert.equal(specVersion, "1.6");
    const refs = components.map((it) => it["bom-ref"]);
    assert.equal(new Set(refs).size, refs.length);
    for (const it of components) {
      assert.ok(it.licenses, it.name);
      if (/^pkg:(cargo|npm)/.test(it.purl)) assert.ok(it.hashes, it.name);
    }
    for (const { ref, dependsOn } of dependencies) for (const it of [ref, ...dependsOn]) assert.ok(refs.includes(it) || it === "edgegrant", it);
    const of = (name) => dependencies.find(({ ref }) => ref === name).dependsOn.join(" ");
    assert.match(of("worker"), /pkg:cargo\/argon2@/);
    assert.match(of("commands"), /pkg:cargo\/clap_builder@/);
    assert.doesNotMatch(of("worker"), /clap|proptest|rusqlite/);
    assert.match(of("edgegrant"), /pkg:npm\/wrangler@/);
  });

  test("the licences of all crates are there", () => {
    const text = readFileSync(path.join(release, "THIRD-PARTY-LICENSES.txt"), "utf8");
    const { components } = JSON.parse(readFileSync(path.join(release, "sbom.cdx.json"), "utf8"));
    for (const { name, version, purl } of components) {
      if (purl?.startsWith("pkg:cargo/")) assert.ok(text.includes(`\n${name} ${version} (`), name);
    }
    assert.match(text, /Redistribution and use in source and binary forms/);
  });

  test("package-lock.json holds what the owner's packages need, and nothing for tests", () => {
    const { packages } = JSON.parse(readFileSync(path.join(release, "package-lock.json"), "utf8"));
    assert.ok("node_modules/workerd" in packages);
    for (const name of ["node", "playwright-core", "axe-core", "jose"]) assert.equal(`node_modules/${name}` in packages, false, name);
    assert.equal(Object.values(packages).some((it) => it.dev || it.devOptional), false);
  });
});

test("`npm create edgegrant` makes the same folder", async () => {
  await promisify(execFile)("tar", ["-xzf", made.creator, "-C", home]);
  const target = path.join(home, "created");
  await promisify(execFile)(process.execPath, [path.join(home, "package", "create.mjs"), target]);
  for (const [file, bytes] of made.files) assert.ok(readFileSync(path.join(target, file)).equals(bytes), file);
  await assert.rejects(promisify(execFile)(process.execPath, [path.join(home, "package", "create.mjs"), target]), /is not empty\. Nothing was changed/);
});

describe("with Node alone", () => {
  let cloudflare, owner;
  after(async () => {
    await owner?.dispose();
    await cloudflare?.dispose();
  });

  test("`npm run check` says what is wrong with the settings", async () => {
    writeFileSync(path.join(release, "edgegrant.jsonc"), '{\n  "ISSUER": "https://auth.of-the-owner.dev/"\n}\n');
    const { code, stderr } = await run("check");
    assert.equal(code, 1);
    assert.match(stderr, /edgegrant\.jsonc:2: ISSUER is .* not even a slash/);
    await rm(path.join(release, "edgegrant.jsonc"));
    assert.equal((await run("check")).code, 0);
  });

  test("`npm run model` says what it costs", async () => {
    const { code, stdout, stderr } = await run("model", "--people", "1000");
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^1,000 people, .*The free plan is enough for this\..*One database is enough for this\./s);
  });

  test("the npm packages of another version are installed once, however old its files say they are", async () => {
    const lock = path.join(release, "package-lock.json");
    writeFileSync(lock, `${readFileSync(lock, "utf8")}\n`);
    utimesSync(lock, TIME, TIME);
    const npm = path.join(home, "npm.js");
    writeFileSync(npm, `require("node:fs").appendFileSync(${JSON.stringify(path.join(home, "installed"))}, process.argv[2] + "\\n")`);
    for (let time = 0; time < 2; time += 1) assert.equal((await run("check", { npm_execpath: npm })).code, 0);
    assert.equal(readFileSync(path.join(home, "installed"), "utf8"), "install\n");
  });

  test("`npm start` serves all three, and a command works on their database meanwhile", async (t) => {
    const start = performance.now();
    // The usual ones may be in use on the machine of who tests.
    const ports = await freePorts(4);
    const child = spawn(path.join(env.PATH, "node"), ["scripts/start.mjs", "--port", String(ports[0])], { cwd: release, env, stdio: ["ignore", "pipe", "pipe"] });
    const gone = new Promise((resolve) => child.on("exit", resolve));
    t.after(() => child.kill("SIGTERM") && gone);
    await running(child);
    t.diagnostic(`npm start of a release: ${((performance.now() - start) / 1000).toFixed(1)} s until it runs`);
    const answers = await Promise.all(ports.slice(0, 3).map((port, at) => fetch(`http://localhost:${port}${["/health", "/", "/notes"][at]}`)));
    assert.deepEqual(answers.map(({ status }) => status), [200, 200, 401]);
    const list = await run("edgegrant", "client", "list", "--json");
    assert.equal(list.code, 0, list.stderr);
    assert.match(list.stdout, /"web-app"/);
  });

  test("`npm run deploy` leads to the page where the first account is made", async () => {
    cloudflare = await standIn();
    owner = await newOwner(cloudflare, { from: release });
    const done = await owner.run("deploy", ["--yes", "--wait", "20"], { env });
    assert.equal(done.code, 0, done.all);
    assert.match(done.stdout, /https:\/\/edgegrant\.owner\.workers\.dev\/setup\?link=\S+/);
    const { main, modules } = cloudflare.world.accounts[OWNER.id].scripts.edgegrant.live;
    assert.ok(main in modules);
    assert.deepEqual(cloudflare.unknown, []);
  });

  test("and nothing of Rust was called", () => assert.equal(existsSync(path.join(home, "called")), false));
});

/** Until `npm start` says that it runs. */
function running(child) {
  return new Promise((resolve, reject) => {
    let said = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text) => {
        said += text;
        if (said.includes("Edgegrant is running.")) resolve();
      });
    }
    child.on("exit", () => reject(new Error(said)));
    setTimeout(() => reject(new Error(`It did not start:\n${said}`)), 60_000).unref();
  });
}

// `npm test`: everything that has to hold, in order: formatting, clippy on the host and on wasm32,
// the native suite, the build, the suite on workerd and the suite in a browser. A failed step does
// not stop the later ones. `npm test -- native`, `workerd` or `browser` runs that suite and what
// it needs. The last line printed is the sum of all tests and failed steps.

import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { stripVTControlCharacters } from "node:util";

import { Trouble, main, root, run } from "./command.mjs";
import { nodeTests } from "./node-tests.mjs";
import { toolchain } from "./toolchain.mjs";

const deny = ["--", "-D", "warnings"];
const aloud = { hear: (line) => console.log(line), env: { CARGO_TERM_COLOR: process.stdout.isTTY ? "always" : "never" } };

// Each step gives {passed, failed, ignored} or throws.
const steps = [
  { suite: "native", name: "Formatting", run: () => cargo("fmt", "--all", "--check") },
  {
    suite: "native",
    name: "Clippy on the host",
    run: () => cargo("clippy", "--locked", "--workspace", "--all-targets", ...deny),
  },
  {
    suite: "native",
    name: "Clippy on wasm32",
    run: () => cargo("clippy", "--locked", "--workspace", "--lib", "--target", "wasm32-unknown-unknown", ...deny),
  },
  { suite: "native", name: "Native tests", run: nativeTests },
  { suite: "build", name: "Build", run: buildWorkers },
  { suite: "workerd", name: "Tests on workerd", run: () => suite("workerd") },
  { suite: "browser", name: "Tests in a browser", run: browserTests },
];

async function test([only]) {
  const wanted = only === undefined ? steps : steps.filter((step) => wants(only, step.suite));
  if (wanted.length === 0) throw new Trouble(`There is no suite "${only}"; there are native, workerd and browser.`);
  await toolchain({ lint: true });
  const results = [];
  for (const step of wanted) results.push(await take(step));
  return summary(results);
}

function wants(only, suite) {
  return suite === only || (suite === "build" && (only === "workerd" || only === "browser"));
}

async function take(step) {
  console.log(`\n── ${step.name} ${"─".repeat(Math.max(0, 74 - step.name.length))}\n`);
  const start = performance.now();
  let result;
  try {
    result = await step.run();
  } catch (error) {
    console.log(error instanceof Trouble ? error.message : error.stack);
    result = { failed: 1 };
  }
  return { name: step.name, passed: 0, failed: 0, ignored: 0, ...result, seconds: (performance.now() - start) / 1000 };
}

function summary(results) {
  console.log("\n── Summary ────────────────────────────────────────────────────────────────────\n");
  for (const { name, passed, failed, ignored, seconds } of results) {
    const counts = [
      passed > 0 && `${passed} passed`,
      failed > 0 && `${failed} failed`,
      ignored > 0 && `${ignored} ignored`,
    ];
    const said = counts.filter(Boolean).join(", ") || "done";
    console.log(`${failed > 0 ? "FAILED" : "ok    "}  ${name.padEnd(20)} ${said}  (${seconds.toFixed(0)} s)`);
  }
  const sum = (name) => results.reduce((total, result) => total + result[name], 0);
  console.log(`\n${sum("passed")} passed, ${sum("failed")} failed`);
  return sum("failed") === 0;
}

async function cargo(...args) {
  const { code } = await run("cargo", args, aloud);
  return { failed: code === 0 ? 0 : 1 };
}

async function nativeTests() {
  const { code, stdout } = await run("cargo", ["test", "--locked", "--workspace", "--no-fail-fast"], aloud);
  const counts = { passed: 0, failed: 0, ignored: 0 };
  const line = /^test result: \w+\. (\d+) passed; (\d+) failed; (\d+) ignored/gm;
  for (const [, passed, failed, ignored] of stripVTControlCharacters(stdout).matchAll(line)) {
    counts.passed += Number(passed);
    counts.failed += Number(failed);
    counts.ignored += Number(ignored);
  }
  // What does not compile, or crashes, fails no test and must fail the step.
  if (code !== 0) counts.failed = Math.max(counts.failed, 1);
  if (counts.passed + counts.failed === 0) throw new Trouble("cargo ran no test at all.");
  return counts;
}

async function buildWorkers() {
  const { buildAll } = await import("./build.mjs");
  await buildAll();
}

async function browserTests() {
  const { ensureChromium } = await import("./browser.mjs");
  console.log(`Browser: ${await ensureChromium()}\n`);
  return suite("browser");
}

async function suite(name) {
  const folder = path.join(root, "tests", name);
  const files = (existsSync(folder) ? readdirSync(folder) : [])
    .filter((file) => file.endsWith(".test.mjs"))
    .map((file) => path.join(folder, file));
  if (files.length === 0) throw new Trouble(`There is no test in tests/${name}.`);
  return nodeTests(files);
}

await main(async () => {
  process.exitCode = (await test(process.argv.slice(2))) ? 0 : 1;
});

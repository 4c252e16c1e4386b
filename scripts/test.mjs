// `npm test`: everything that has to hold. `npm test -- --help` says what else it can do.
//
// A failed step does not stop the later ones. The last line printed is the sum of all tests and failed steps.

import { parseArgs } from "node:util";

import { cargo } from "./cargo.mjs";
import { Trouble, main } from "./command.mjs";
import { allNativeTests, nativeTestsIn } from "./native-tests.mjs";
import { nodeTests } from "./node-tests.mjs";
import { NODE_SUITES, filesOf, filesThatFit } from "./test-files.mjs";
import { report } from "./test-report.mjs";
import { toolchain } from "./toolchain.mjs";

const HELP = `npm test                      everything: lints, all tests, on a machine with Rust, Node and git
npm test -- WORD …            the test files that have every WORD in their path below tests/
npm test -- SUITE …           whole suites: lint, docs, native, build, workerd, browser
npm test -- SUITE … WORD …    the files of these suites that have every WORD in their path

  --verbose   shows every test, not only the failed ones, and what tests print
  --help      shows this

Only what the chosen files need is built. Lints run only when everything or "lint" is asked for.

npm test -- dpop              every file about DPoP, in Rust and on workerd
npm test -- workerd consent   those about consent on workerd
npm test -- tests/workerd/token/refresh.test.mjs
npm test -- lint native       what takes no built Worker
`;

const SUITES = ["lint", "docs", "native", "build", "workerd", "browser"];
const NEEDS_WORKERS = ["workerd", "browser"];
const TITLES = { docs: "Documents", workerd: "Tests on workerd", browser: "Tests in a browser" };

async function test(args) {
  const { values: options, positionals } = understood(args);
  if (options.help) {
    console.log(HELP);
    return true;
  }
  const chosen = choose(positionals);
  await toolchain({ lint: "lint" in chosen, wasm: "lint" in chosen || "build" in chosen });
  return report(SUITES.filter((suite) => suite in chosen).flatMap((suite) => stepsOf(suite, chosen[suite], options)));
}

function understood(args) {
  try {
    const options = { help: { type: "boolean", short: "h" }, verbose: { type: "boolean", short: "v" } };
    return parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    throw new Trouble(`${error.message}\n\`npm test -- --help\` says what there is.`);
  }
}

/** What is to run, as {suite: its files, or undefined for all of it}. */
function choose(asked) {
  const suites = SUITES.filter((suite) => asked.includes(suite));
  const words = asked.filter((word) => !SUITES.includes(word));
  const chosen = words.length > 0 ? someFiles(suites, words) : wholeSuites(suites.length > 0 ? suites : SUITES);
  if (NEEDS_WORKERS.some((suite) => suite in chosen)) chosen.build = undefined;
  return chosen;
}

function wholeSuites(suites) {
  return Object.fromEntries(suites.map((suite) => [suite, undefined]));
}

function someFiles(suites, words) {
  const withFiles = ["native", ...NODE_SUITES];
  const useless = suites.find((suite) => !withFiles.includes(suite));
  if (useless) throw new Trouble(`"${useless}" has no files to choose from: give it without "${words.join(" ")}".`);
  return filesThatFit(words, suites.length > 0 ? suites : withFiles);
}

function stepsOf(suite, files, options) {
  switch (suite) {
    case "lint":
      return lints;
    case "native":
      return [{ name: "Native tests", run: () => (files ? nativeTestsIn(files, options) : allNativeTests(options)) }];
    case "build":
      return [{ name: "Build", run: buildWorkers }];
    default:
      return [{ name: TITLES[suite], run: () => inNode(suite, files, options) }];
  }
}

const workspace = ["--locked", "--workspace"];
const denied = ["--", "-D", "warnings"];
const lints = [
  { name: "Formatting", run: () => lint("fmt", "--all", "--check") },
  { name: "Clippy on the host", run: () => lint("clippy", ...workspace, "--all-targets", ...denied) },
  {
    name: "Clippy on wasm32",
    run: () => lint("clippy", ...workspace, "--lib", "--target", "wasm32-unknown-unknown", ...denied),
  },
];

async function lint(...args) {
  const said = [];
  const hear = (line) => {
    console.log(line);
    said.push(line);
  };
  const { code, said: complaint } = await cargo(args, { hear });
  if (code === 0) return {};
  return { failed: 1, failures: [{ error: [...said, complaint].join("\n") }] };
}

async function buildWorkers() {
  const { buildAdmin } = await import("./admin-build.mjs");
  const { buildAll } = await import("./build.mjs");
  await buildAll();
  await buildAdmin();
}

async function inNode(suite, files, options) {
  if (suite === "browser") {
    const { ensureBrowsers } = await import("./browser.mjs");
    console.log(`Browsers: ${(await ensureBrowsers()).join(", ")}\n`);
  }
  return nodeTests(suite, files ?? filesOf(suite), options);
}

await main(async () => {
  process.exitCode = (await test(process.argv.slice(2))) ? 0 : 1;
});

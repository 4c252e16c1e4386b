// `npm run interop [-- NAME… | --all | --pages]`: clients that are not ours sign people in against the built server, and
// APIs that are not ours let them in. Some of them are the code of a page of docs/. It installs what each needs: into
// .tools what comes from npm, PyPI and crates.io, and with apt what Debian packages. A second run only looks. Those with
// a large download run with --all or by name. (The clients that are among our own npm packages are a part of `npm
// test`.) The last line printed is the sum. --pages only says which pages have code that a test runs.

import { buildAll } from "./build.mjs";
import { Trouble, main, say } from "./command.mjs";
import { docsPages, followedPages } from "../tests/interop/pages/list.mjs";
import { nodeTests } from "./node-tests.mjs";
import { report, seconds } from "./test-report.mjs";
import { toolchain } from "./toolchain.mjs";

/** Each a folder of tests/interop, with the function of its setup.mjs that makes it ready. */
const clients = {
  authlib: "ensureAuthlib",
  "better-auth": "ensureBetterAuth",
  "django-allauth": "ensureDjangoAllauth",
  "express-openid-connect": "ensureExpressOpenidConnect",
  hono: "ensureHono",
  "mcp-python": "ensurePythonSdk",
  "mcp-remote": "ensureMcpRemote",
  mod_auth_openidc: "ensureApache",
  openidconnect: "ensureRelyingParty",
  schemathesis: "ensureSchemathesis",
  scim: "ensureScimTester",
};

/** Those that are hundreds of megabytes. */
const large = {
  "claude-code": "ensureClaudeCode",
  codex: "ensureCodex",
  "go-oidc": "ensureGoOidc",
};

const setups = { ...clients, ...large };
/** Pages of docs/, by name. Each is followed by a test of tests/interop/pages. */
const pages = followedPages();
/** Those of them that compile for minutes, or are hundreds of megabytes. */
const largePages = ["apis/rust", "sign-in/next"];

const all = [...Object.keys(setups), ...pages];
const usual = [...Object.keys(clients), ...pages.filter((name) => !largePages.includes(name))];

async function interop(wanted) {
  const unknown = wanted.find((name) => !all.includes(name) && name !== "--all");
  if (unknown) throw new Trouble(`There is no client "${unknown}". Choose from ${all.join(", ")}, or say --all.`);
  await toolchain();
  const names = wanted.includes("--all") ? all : wanted.length > 0 ? wanted : usual;
  const followed = names.filter((name) => pages.includes(name));
  // What cannot be installed fails by itself, and does not stop the others.
  return report([
    { name: "Build", run: () => buildAll({ names: ["edgegrant"] }) },
    ...names.filter((name) => name in setups).map((name) => ({ name, run: () => signIn(name) })),
    ...(followed.length > 0 ? [{ name: "Pages of docs", run: () => follow(followed) }] : []),
  ]);
}

async function signIn(name) {
  const start = performance.now();
  const setup = await import(`../tests/interop/${name}/setup.mjs`);
  await setup[setups[name]]();
  say(`ready after ${seconds(start).toFixed(1)} s`);
  return nodeTests("interop", [`interop/${name}/${name}.test.mjs`]);
}

async function follow(names) {
  const start = performance.now();
  const { ensurePage } = await import("../tests/interop/pages/page.mjs");
  // Its test will say why.
  for (const name of names) await ensurePage(name).catch(() => {});
  say(`ready after ${seconds(start).toFixed(1)} s`);
  return nodeTests("interop", names.map((name) => `interop/pages/${name}/page.test.mjs`));
}

/** Says of each page of docs/ whether a test runs its code, and how many there are. */
function tellPages() {
  const known = docsPages();
  for (const page of known) {
    const run = pages.includes(page) ? `tests/interop/pages/${page}${largePages.includes(page) ? ", with --all" : ""}` : "-";
    console.log(`docs/${page}.md`.padEnd(32), run);
  }
  console.log(`\nA test runs the code of ${pages.length} pages of docs/, of ${known.length}.`);
}

await main(async () => {
  if (process.argv.includes("--pages")) return tellPages();
  process.exitCode = (await interop(process.argv.slice(2))) ? 0 : 1;
});

// `npm run interop [-- NAME… | --all]`: clients that are not ours sign people in against the built server, and an
// API that is not ours lets them in. It installs what each needs: into .tools what comes from npm, PyPI and
// crates.io, and with apt what Debian packages. A second run only looks. Those with a large download run with --all
// or by name. (The clients that are among our own npm packages are a part of `npm test`.) The last line printed is
// the sum.

import { buildAll } from "./build.mjs";
import { Trouble, main, say } from "./command.mjs";
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
};

/** Those that are hundreds of megabytes. */
const large = {
  codex: "ensureCodex",
  "go-oidc": "ensureGoOidc",
};

const all = { ...clients, ...large };

async function interop(wanted) {
  const unknown = wanted.find((name) => !(name in all) && name !== "--all");
  if (unknown) throw new Trouble(`There is no client "${unknown}". Choose from ${Object.keys(all).join(", ")}, or say --all.`);
  await toolchain();
  const names = wanted.includes("--all") ? Object.keys(all) : wanted.length > 0 ? wanted : Object.keys(clients);
  // What cannot be installed fails by itself, and does not stop the others.
  return report([
    { name: "Build", run: () => buildAll({ names: ["edgegrant"] }) },
    ...names.map((name) => ({ name, run: () => signIn(name) })),
  ]);
}

async function signIn(name) {
  const start = performance.now();
  const setup = await import(`../tests/interop/${name}/setup.mjs`);
  await setup[all[name]]();
  say(`ready after ${seconds(start).toFixed(1)} s`);
  return nodeTests("interop", [`interop/${name}/${name}.test.mjs`]);
}

await main(async () => {
  process.exitCode = (await interop(process.argv.slice(2))) ? 0 : 1;
});

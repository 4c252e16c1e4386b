// `npm run interop [-- NAME…]`: clients that are not ours, and not written in JavaScript, sign people in
// against the built server: Authlib and the MCP SDK (Python), the crate openidconnect, and Apache's
// mod_auth_openidc. It installs what each needs: Apache with apt, the others into .tools. A second run only looks.
// (Those in JavaScript are a part of `npm test`.) The last line printed is the sum.

import { buildAll } from "./build.mjs";
import { Trouble, main, say } from "./command.mjs";
import { nodeTests } from "./node-tests.mjs";
import { report, seconds } from "./test-report.mjs";
import { toolchain } from "./toolchain.mjs";

/** Each a folder of tests/interop, with the function of its setup.mjs that makes it ready. */
const clients = {
  authlib: "ensureAuthlib",
  "mcp-python": "ensurePythonSdk",
  openidconnect: "ensureRelyingParty",
  mod_auth_openidc: "ensureApache",
};

async function interop(wanted) {
  const unknown = wanted.find((name) => !(name in clients));
  if (unknown) throw new Trouble(`There is no client "${unknown}". Choose from ${Object.keys(clients).join(", ")}.`);
  await toolchain();
  const names = wanted.length > 0 ? wanted : Object.keys(clients);
  // What cannot be installed fails by itself, and does not stop the others.
  return report([
    { name: "Build", run: () => buildAll({ names: ["edgegrant"] }) },
    ...names.map((name) => ({ name, run: () => signIn(name) })),
  ]);
}

async function signIn(name) {
  const start = performance.now();
  const setup = await import(`../tests/interop/${name}/setup.mjs`);
  await setup[clients[name]]();
  say(`ready after ${seconds(start).toFixed(1)} s`);
  return nodeTests("interop", [`interop/${name}/${name}.test.mjs`]);
}

await main(async () => {
  process.exitCode = (await interop(process.argv.slice(2))) ? 0 : 1;
});

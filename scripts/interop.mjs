// `npm run interop [-- NAME…]`: clients that are not ours, and not written in JavaScript, sign people in
// against the built server: Authlib (Python), the crate openidconnect, and Apache's mod_auth_openidc. It
// installs what each needs: the first two into .tools, Apache with apt. A second run only looks.
// (Those in JavaScript are a part of `npm test`.) The last line printed is the sum.

import path from "node:path";

import { buildAll } from "./build.mjs";
import { Trouble, main, root } from "./command.mjs";
import { nodeTests } from "./node-tests.mjs";
import { toolchain } from "./toolchain.mjs";

/** Each a folder of tests/interop, with the function of its setup.mjs that makes it ready. */
const clients = {
  authlib: "ensureAuthlib",
  openidconnect: "ensureRelyingParty",
  mod_auth_openidc: "ensureApache",
};

async function interop(wanted) {
  const unknown = wanted.find((name) => !(name in clients));
  if (unknown) throw new Trouble(`There is no client "${unknown}". Choose from ${Object.keys(clients).join(", ")}.`);
  await toolchain();
  await buildAll({ names: ["edgegrant"] });
  const total = { passed: 0, failed: 0 };
  for (const name of wanted.length > 0 ? wanted : Object.keys(clients)) {
    console.log(`\n── ${name} ${"─".repeat(Math.max(0, 74 - name.length))}\n`);
    const { passed, failed } = await take(name);
    total.passed += passed;
    total.failed += failed;
  }
  console.log(`\n${total.passed} passed, ${total.failed} failed`);
  return total.failed === 0;
}

// What cannot be installed fails by itself, and does not stop the others.
async function take(name) {
  try {
    const setup = await import(`../tests/interop/${name}/setup.mjs`);
    await setup[clients[name]]();
    return await nodeTests([path.join(root, "tests", "interop", name, `${name}.test.mjs`)]);
  } catch (error) {
    console.log(error instanceof Trouble ? error.message : error.stack);
    return { passed: 0, failed: 1 };
  }
}

await main(async () => {
  process.exitCode = (await interop(process.argv.slice(2))) ? 0 : 1;
});

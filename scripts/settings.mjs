// `npm run settings [-- FILE]`: would the server start with these settings? The built Worker itself reads those
// of every environment in wrangler.toml. `npm start` does this, and so does the build step of `wrangler deploy`,
// so that a wrong setting is found before anybody meets it.

import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { Trouble, main, root, say } from "./command.mjs";
import { toolchain } from "./toolchain.mjs";

const require = createRequire(import.meta.url);

/** A document that needs nothing but the settings. */
const DOCUMENT = "/.well-known/oauth-authorization-server";

/** Throws `Trouble` with every environment of `file` whose settings are wrong, and what would be right. */
export async function requireSettings(file = path.join(root, "wrangler.toml")) {
  const wrong = [];
  for (const { name, vars } of environments(file)) {
    const reason = await reasonAgainst(vars);
    if (reason !== undefined) wrong.push(`${name} of ${path.relative(process.cwd(), file)}: ${reason}`);
  }
  if (wrong.length > 0) throw new Trouble(`The server would not start.\n${wrong.join("\n")}`);
}

/** The variables of each environment, as wrangler reads them. */
function environments(file) {
  const read = (env) => require("wrangler").unstable_readConfig({ config: file, env }, { hideWarnings: true });
  const top = read(undefined);
  const named = top.definedEnvironments ?? [];
  return [
    { name: "[vars]", vars: top.vars },
    ...named.map((name) => ({ name: `[env.${name}.vars]`, vars: read(name).vars })),
  ];
}

/** Why the built Worker would refuse every request with these variables, in its own words. */
async function reasonAgainst(vars) {
  const { freePort, serve } = await import("./local.mjs");
  const { runnable, workers } = await import("./workers.mjs");
  const usual = Object.fromEntries(Object.keys(runnable(workers.server).env).map((name) => [name, undefined]));
  const data = await mkdtemp(path.join(os.tmpdir(), "edgegrant-settings-"));
  const random = () => randomBytes(32).toString("base64url");
  const server = await serve(workers.server, {
    port: await freePort(),
    data,
    vars: { ...usual, ...vars },
    // Secrets are not in the file.
    secrets: { EDGEGRANT_SECRET: random(), REGISTRATION_TOKEN: random(), MAIL_API_KEY: random() },
  });
  try {
    const { status } = await fetch(`${server.url}${DOCUMENT}`, { redirect: "manual" });
    if (status !== 503) return undefined;
    return (await server.logged((entry) => entry.event === "request" && entry.status === 503)).reason;
  } finally {
    await server.dispose();
    await rm(data, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await main(async () => {
    await toolchain();
    await requireSettings(process.argv[2]);
    say("The settings of every environment can be used.");
  });
}

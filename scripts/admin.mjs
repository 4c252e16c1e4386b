// `npm run client -- …`, and `user`, `group`, `keys` and `events`; and `edgegrant client …` (edgegrant.mjs).
// The rules are Rust in WASM (admin/), which is built when its sources changed, and run by this Node.

import { existsSync, realpathSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

import { buildAdmin, builtAdmin, isAdminBuilt } from "./admin-build.mjs";
import { Trouble, main, root } from "./command.mjs";
import { refuseEaten, underNewNode } from "./newer-node.mjs";

/** Options without which a command would do something else, and which npm keeps for itself when `--` is left out. No setting
 * of its own has such a name. */
const EATEN = [
  ...["again", "algorithm", "claim", "clear", "days", "email-verified", "env", "first-party", "group", "keep", "logo", "password-stdin"],
  ...["persist-to", "public", "redirect-uri", "remote", "remove", "search", "send", "since", "until", "username", "uses"],
];

const script = fileURLToPath(import.meta.url);

/** How the commands are started without npm: a program and the beginning of its arguments. */
export const adminProgram = [process.execPath, script];

async function administer(args) {
  const [subject] = args;
  // Only npm sets both.
  const installed = process.env.npm_lifecycle_event !== subject;
  if (!installed) refuseEaten(subject, args, EATEN);
  if (!isAdminBuilt() || !existsSync(path.join(root, "node_modules", "smol-toml"))) await prepare();
  const { host } = await import("./admin-host.mjs");
  const { run } = await import(pathToFileURL(builtAdmin).href);
  process.exitCode = await run(args, host({ installed }));
}

async function prepare() {
  const { toolchain } = await import("./toolchain.mjs");
  await toolchain();
  await buildAdmin();
}

// With `--json`, whoever reads standard output finds the reason there.
async function started() {
  const args = process.argv.slice(2);
  try {
    await underNewNode(() => administer(args));
  } catch (error) {
    if (!(error instanceof Trouble) || !args.includes("--json")) throw error;
    console.log(JSON.stringify({ error: error.message }));
    process.exitCode = 1;
  }
}

// Whoever reads this may have heard enough, as `head` does.
process.stdout.on("error", (error) => process.exit(error.code === "EPIPE" ? 0 : 1));

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === script) await main(started);

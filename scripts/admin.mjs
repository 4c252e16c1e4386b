// `npm run client -- …`, `npm run user -- …` and `npm run keys -- …`: builds the native admin command
// when its sources changed and hands over to it. Arguments, standard streams and the exit code are its own.

import path from "node:path";
import { fileURLToPath } from "node:url";

import { becomeProgram, main, must, root, say } from "./command.mjs";
import { toolchain } from "./toolchain.mjs";

let built;

/** Builds the admin command, once, and gives its path. What compiles is shown, on standard error. */
export function buildAdmin() {
  built ??= must("The admin command could not be built.", "cargo", ["build", "--bin", "admin"], {
    hear: (line) => /^ *Compiling/.test(line) && say(line),
  }).then(() => path.join(root, "target", "debug", process.platform === "win32" ? "admin.exe" : "admin"));
  return built;
}

async function administer(args) {
  await toolchain({ wasm: false });
  await becomeProgram(await buildAdmin(), args);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await main(() => administer(process.argv.slice(2)));
}

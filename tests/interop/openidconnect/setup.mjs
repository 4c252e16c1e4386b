// The relying party of this folder, compiled.

import path from "node:path";

import { must, root, say } from "../../../scripts/command.mjs";

const target = path.join(root, ".tools", "interop", "openidconnect");
const exe = process.platform === "win32" ? ".exe" : "";

/** Compiles it if it changed, and gives the program. */
export async function ensureRelyingParty() {
  let compiles = false;
  await must("It could not be compiled.", "cargo", ["build", "--locked", "--target-dir", target], {
    cwd: import.meta.dirname,
    hear(line) {
      if (compiles || !/^ *Compiling/.test(line)) return;
      compiles = true;
      say("Compiling a client with the crate openidconnect (a minute, once) …");
    },
  });
  return path.join(target, "debug", `relying-party${exe}`);
}

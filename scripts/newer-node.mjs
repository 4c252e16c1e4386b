// What the entry scripts of the commands look at first: whether this Node has SQLite, and whether npm kept an option for itself.
// Imports no packages, for on a first run there are none.

import { existsSync } from "node:fs";
import path from "node:path";

import { Trouble, becomeProgram, root } from "./command.mjs";

/** The oldest Node that brings SQLite along. */
const OLDEST_NODE = [22, 13];

/** Whether this Node is `oldest` or newer, which is [major, minor]. */
export function isNew(oldest) {
  const [major, minor] = process.versions.node.split(".").map(Number);
  return major > oldest[0] || (major === oldest[0] && minor >= oldest[1]);
}

/** The Node of the npm package `node`, which this project brings; undefined if it is not installed. */
export function newerNode() {
  const bin = path.join(root, "node_modules", "node", "bin");
  return ["node", "node.exe"].map((name) => path.join(bin, name)).find(existsSync);
}

/** `work`, or this program once more with a Node that is new enough. */
export async function underNewNode(work) {
  if (isNew(OLDEST_NODE)) return work();
  // On a first run there are no packages yet.
  if (newerNode() === undefined) await withPackages();
  const newer = newerNode();
  if (newer !== undefined) return becomeProgram(newer, process.argv.slice(1));
  throw new Trouble(`Node ${OLDEST_NODE.join(".")} or newer is needed, and this is ${process.versions.node}. Get it from https://nodejs.org.`);
}

/** Installs the npm packages that the commands need, where they are missing. */
export async function withPackages() {
  if (existsSync(path.join(root, "node_modules", "smol-toml"))) return;
  const { toolchain } = await import("./toolchain.mjs");
  await toolchain({ rust: false });
}

/** Refuses to run when npm kept one of these `options` for itself, because the two hyphens were left out. */
export function refuseEaten(subject, args, options) {
  const eaten = options.find((name) => process.env[`npm_config_${name.replaceAll("-", "_")}`] !== undefined && !args.includes(`--${name}`));
  if (eaten !== undefined) {
    throw new Trouble(`npm kept --${eaten} for itself. Write \`npm run ${subject} -- …\`, with the two hyphens before the options.`);
  }
}

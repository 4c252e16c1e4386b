// `npm run client -- …`, and `user`, `group`, `keys` and `events`: builds the native admin command when its sources
// changed and hands over to it. Arguments, standard streams and the exit code are its own.

import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { becomeProgram, main, must, root, say } from "./command.mjs";
import { fingerprintOf } from "./remembered.mjs";
import { toolchain } from "./toolchain.mjs";

/** All that the command is made from. */
const sources = ["Cargo.toml", "Cargo.lock", "rust-toolchain.toml", ".cargo", "build.rs", "src", "templates", "static", "migrations"];

const binary = path.join(root, "target", "debug", process.platform === "win32" ? "admin.exe" : "admin");
/** Says what the binary beside it was made from. */
const stamp = path.join(root, "target", "debug", "admin.stamp");

let built;

/** Builds the admin command, once, and gives its path. What compiles is shown, on standard error. */
export function buildAdmin() {
  built ??= buildChanged();
  return built;
}

// Half a second of cargo, in each of many test files, only to hear that nothing changed.
async function buildChanged() {
  const before = fingerprintOf(contents());
  if (isStamped(before)) return binary;
  await must("The admin command could not be built.", "cargo", ["build", "--bin", "admin"], {
    hear: (line) => /^ *Compiling/.test(line) && say(line),
  });
  writeFileSync(stamp, `${before} ${identity()}`);
  return binary;
}

function isStamped(fingerprint) {
  if (!existsSync(binary) || !existsSync(stamp)) return false;
  return readFileSync(stamp, "utf8") === `${fingerprint} ${identity()}`;
}

// Another cargo may have built it from other sources since.
function identity() {
  const { mtimeMs, size } = statSync(binary);
  return `${mtimeMs} ${size}`;
}

function contents() {
  const files = sources.map((name) => path.join(root, name)).filter(existsSync).flatMap(filesUnder);
  return files.flatMap((file) => [path.relative(root, file), readFileSync(file)]);
}

function filesUnder(place) {
  if (!statSync(place).isDirectory()) return [place];
  return readdirSync(place, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
}

async function administer(args) {
  await toolchain({ wasm: false });
  await becomeProgram(await buildAdmin(), args);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await main(() => administer(process.argv.slice(2)));
}

// Builds the commands, which are Rust, to WASM that Node runs: admin/build. A release brings it along.

import { existsSync, readFileSync, readdirSync, statSync, writeFileSync, rmSync } from "node:fs";
import path from "node:path";

import { Trouble, root, timed } from "./command.mjs";
import { fingerprintOf } from "./remembered.mjs";

const folder = path.join(root, "admin", "build");
const stamp = path.join(folder, "stamp");

/** All that the commands are made from. */
const sources = [
  ...["Cargo.toml", "Cargo.lock", "rust-toolchain.toml", ".cargo", "admin/Cargo.toml", "admin/src", "src", "templates", "words/Cargo.toml", "words/src", "tools"],
  ...["scripts/admin-build.mjs", "scripts/bindgen.mjs", "scripts/compile.mjs"],
];

/** The built module. */
export const builtAdmin = path.join(folder, "index.js");

/** Whether what is built is of these sources. Where there are no sources, as in a release, it is. */
export function isAdminBuilt() {
  if (!existsSync(builtAdmin)) return false;
  if (!existsSync(path.join(root, "admin", "Cargo.toml"))) return true;
  return existsSync(stamp) && readFileSync(stamp, "utf8") === fingerprintOf(contents());
}

let building;

/** Builds the commands if their sources changed, once. It takes the toolchain. */
export function buildAdmin() {
  building ??= isAdminBuilt() ? Promise.resolve() : timed("Building the commands", make);
  return building;
}

async function make() {
  const fingerprint = fingerprintOf(contents());
  // These need the npm packages, which may have been installed just now.
  const { bindgen, bundle } = await import("./bindgen.mjs");
  const { compile } = await import("./compile.mjs");
  const [, { compiled, refused }] = await Promise.all([bindgen(), compile({ "edgegrant-admin": "admin" })]);
  const wasm = compiled.get("edgegrant-admin");
  if (wasm === undefined) throw new Trouble(`The commands could not be built. What the compiler said:\n\n${refused.get("edgegrant-admin")}`);
  rmSync(stamp, { force: true });
  await bundle(wasm, folder, { entry: 'export { run } from "./index.js";', loaded: fromFile });
  writeFileSync(stamp, fingerprint);
}

// Node has no import for a WASM module as workerd has.
function fromFile(script) {
  return script.replace(
    /import (?:source )?(\w+) from ?"\.\/index_bg\.wasm";?/,
    (_, name) =>
      `import{readFileSync as readWasm}from"node:fs";const ${name}=new WebAssembly.Module(readWasm(new URL("./index_bg.wasm",import.meta.url)));`,
  );
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

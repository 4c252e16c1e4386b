// Makes sure of what building, serving and testing need, and installs what is missing: the npm
// packages and Rust's wasm32 target. The packages go into the project's own ignored folders; the
// target is rustup's. A second run only looks. In a release there is nothing to compile, so only the packages count.
//
// Imports no packages: on a first run there are none.

import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

import { Trouble, becomeProgram, exists, root, run, timed } from "./command.mjs";
import { isNew, newerNode } from "./newer-node.mjs";

/** The oldest Node that wrangler (22.12) and `await using` run on. */
const OLDEST_NODE = [24, 0];

const modules = path.join(root, "node_modules");
/** Which package-lock.json the npm packages were installed by. */
const installed = path.join(modules, ".edgegrant");
const exe = process.platform === "win32" ? ".exe" : "";

/**
 * Installs what is missing. May start the script anew under the Node of the npm packages, and then
 * does not return.
 *
 * - `rust`: also what compiling anything needs, where there are sources.
 * - `wasm`: also what compiling a worker needs.
 * - `lint`: also rustfmt and clippy.
 *
 * Throws `Trouble` for what the reader has to install.
 */
export async function toolchain({ rust = true, wasm = true, lint = false } = {}) {
  await npmPackages();
  await rightNode();
  if (!rust || !existsSync(path.join(root, "Cargo.toml"))) return;
  findCargo();
  await rustVersion();
  if (lint) await rustComponents();
  if (!wasm) return;
  await wasmTarget();
}

async function npmPackages() {
  // By what it says, and not by its date: a release that is unpacked over the one before brings a date of its own.
  const lock = createHash("sha256").update(readFileSync(path.join(root, "package-lock.json"))).digest("hex");
  if (existsSync(installed) && readFileSync(installed, "utf8") === lock) return;
  const done = await timed("Installing the npm packages", () => npmInstall([], { show: true }));
  if (done.code !== 0) {
    throw new Trouble("The npm packages could not be installed. Correct what npm says above, and start again.");
  }
  writeFileSync(installed, lock);
}

/** Installs what package-lock.json lists, as `npm install` with these arguments more; `options` are those of `run`. */
export function npmInstall(more, options) {
  const npm = process.env.npm_execpath;
  const [program, first] = /\.c?js$/.test(npm ?? "") ? [process.execPath, [npm]] : npmOfNode();
  // Not `npm ci`: that fails where the registry has no package for one of the other platforms.
  // With `--no-save` the versions are those of package-lock.json all the same.
  const args = ["install", "--no-save", "--no-audit", "--no-fund", "--loglevel=error"];
  return run(program, [...first, ...args, ...more], options);
}

// Windows has a script for npm, which cannot be started without a shell. What it starts lies beside Node.
function npmOfNode() {
  const cli = path.join(path.dirname(process.execPath), "node_modules", "npm", "bin", "npm-cli.js");
  return exe && existsSync(cli) ? [process.execPath, [cli]] : ["npm", []];
}

async function rightNode() {
  if (isNew(OLDEST_NODE)) return;
  const newer = newerNode();
  if (!existsSync(path.join(modules, "node"))) {
    throw new Trouble(`Node ${OLDEST_NODE[0]} or newer is needed, and this is ${process.versions.node}. Get it from https://nodejs.org.`);
  }
  if (newer === undefined || !exists(newer)) {
    throw new Trouble(
      `Node ${process.versions.node} is too old for wrangler, and the npm package "node", which brings a newer ` +
        "one, was installed without its install script. Run `npm rebuild node`, or install Node 24.",
    );
  }
  await becomeProgram(newer, process.argv.slice(1));
}

// rustup puts its folder on the path of the next login only.
function findCargo() {
  if (exists("cargo")) return;
  const home = path.join(process.env.CARGO_HOME ?? path.join(os.homedir(), ".cargo"), "bin");
  if (existsSync(path.join(home, `cargo${exe}`))) {
    process.env.PATH = home + path.delimiter + process.env.PATH;
    if (exists("cargo")) return;
    throw new Trouble("Rust has no toolchain yet. Run `rustup default stable` and start again.");
  }
  throw new Trouble("Rust is missing. Install it from https://rustup.rs and start again.");
}

async function rustVersion() {
  const [, needed] = /^rust-version = "([\d.]+)"/m.exec(readFileSync(path.join(root, "Cargo.toml"), "utf8"));
  const [, found] = /^rustc ([\d.]+)/.exec((await run("rustc", ["--version"])).stdout) ?? [, "0.0.0"];
  const [minor, neededMinor] = [found, needed].map((version) => Number(version.split(".")[1]));
  if (minor < neededMinor) {
    throw new Trouble(`Rust ${needed} or newer is needed and this is ${found}. Run \`rustup update stable\`.`);
  }
  if (!exe && !["cc", "gcc", "clang"].some((compiler) => exists(compiler))) {
    throw new Trouble(
      "A C compiler is missing, which Rust needs to link programs. Install one (Debian: `apt-get install " +
        "build-essential`, macOS: `xcode-select --install`) and start again.",
    );
  }
}

async function rustComponents() {
  const missing = ["fmt", "clippy"].filter((name) => !exists("cargo", [name, "--version"]));
  const components = missing.map((name) => (name === "fmt" ? "rustfmt" : name));
  if (missing.length > 0) await rustup(["component", "add", ...components], components.join(" and "));
}

async function wasmTarget() {
  const { stdout } = await run("rustc", ["--print", "sysroot"]);
  const target = "wasm32-unknown-unknown";
  if (existsSync(path.join(stdout.trim(), "lib", "rustlib", target, "lib"))) return;
  await rustup(["target", "add", target], `the target ${target}`);
}

async function rustup(args, what) {
  if (!exists("rustup")) {
    throw new Trouble(
      `Rust is here without rustup and lacks ${what}. Install Rust from https://rustup.rs, ` +
        "or that part with the package manager that installed Rust.",
    );
  }
  const done = await timed(`Adding ${what} to Rust`, () => run("rustup", args, { show: true }));
  if (done.code !== 0) throw new Trouble(`\`rustup ${args.join(" ")}\` failed; correct what it says above.`);
}

// Makes sure of what building, serving and testing need, and installs what is missing: the npm
// packages, Rust's wasm32 target, worker-build and wasm-bindgen. Everything goes into the project's
// own ignored folders, except the wasm32 target, which is rustup's. A second run only looks.
//
// Imports no packages: on a first run there are none.

import { existsSync, mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

import { Trouble, becomeProgram, exists, root, run, say, timed } from "./command.mjs";

/** The oldest Node that wrangler (22.12) and `await using` run on. */
const OLDEST_NODE = [24, 0];
const WORKER_BUILD = "0.8.7";

const modules = path.join(root, "node_modules");
const tools = path.join(root, ".tools");
const exe = process.platform === "win32" ? ".exe" : "";

/** What worker-build is to be told, because it would download these by itself otherwise. */
export const buildEnvironment = {
  WASM_BINDGEN_BIN: path.join(tools, "bin", `wasm-bindgen${exe}`),
  WASM_OPT_BIN: npmProgram("wasm-opt"),
  ESBUILD_BIN: npmProgram("esbuild"),
};

export const workerBuild = path.join(tools, "bin", `worker-build${exe}`);

/**
 * Installs what is missing. May start the script anew under the Node of the npm packages, and then
 * does not return.
 *
 * - `wasm`: also what compiling a worker needs.
 * - `lint`: also rustfmt and clippy.
 *
 * Throws `Trouble` for what the reader has to install.
 */
export async function toolchain({ wasm = true, lint = false } = {}) {
  await npmPackages();
  await rightNode();
  findCargo();
  await rustVersion();
  if (lint) await rustComponents();
  if (!wasm) return;
  await wasmTarget();
  await cargoTools();
}

async function npmPackages() {
  const lock = path.join(root, "package-lock.json");
  const installed = path.join(modules, ".package-lock.json");
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return;
  const npm = process.env.npm_execpath;
  const [program, first] = npm?.endsWith(".js") ? [process.execPath, [npm]] : [`npm${exe && ".cmd"}`, []];
  // Not `npm ci`: that fails where the registry has no package for one of the other platforms.
  // With `--no-save` the versions are those of package-lock.json all the same.
  const args = ["install", "--no-save", "--no-audit", "--no-fund", "--loglevel=error"];
  const done = await timed("Installing the npm packages", () => run(program, [...first, ...args], { show: true }));
  if (done.code !== 0) {
    throw new Trouble("The npm packages could not be installed. Put right what npm says above and start again.");
  }
  // npm leaves it as it was when nothing was missing.
  const now = new Date();
  utimesSync(installed, now, now);
}

async function rightNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return;
  const newer = npmProgram("node");
  if (!exists(newer)) {
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
  if (done.code !== 0) throw new Trouble(`\`rustup ${args.join(" ")}\` failed; put right what it says above.`);
}

async function cargoTools() {
  const stamp = path.join(tools, "versions.json");
  const installed = existsSync(stamp) ? JSON.parse(readFileSync(stamp, "utf8")) : {};
  const wanted = [
    { name: "worker-build", version: WORKER_BUILD, program: "worker-build" },
    { name: "wasm-bindgen-cli", version: wasmBindgenVersion(), program: "wasm-bindgen" },
  ];
  const missing = wanted.filter(
    ({ name, version, program }) =>
      installed[name] !== version || !existsSync(path.join(tools, "bin", program + exe)),
  );
  for (const { name, version, program } of missing) {
    await timed(`Building ${name} ${version} into .tools (a few minutes, once)`, () =>
      cargoInstall(name, version, program),
    );
    installed[name] = version;
    writeFileSync(stamp, JSON.stringify(installed));
  }
  // Hundreds of megabytes that only the installation needed.
  if (missing.length > 0) rmSync(path.join(tools, "target"), { recursive: true, force: true });
}

// The two must be the same: the generated code and its tool speak a private protocol.
function wasmBindgenVersion() {
  const lock = readFileSync(path.join(root, "Cargo.lock"), "utf8");
  return /name = "wasm-bindgen"\nversion = "([^"]+)"/.exec(lock.replaceAll("\r", ""))[1];
}

async function cargoInstall(name, version, program) {
  mkdirSync(tools, { recursive: true });
  const args = ["install", name, "--version", `=${version}`, "--bin", program, "--debug", "--force"];
  const into = ["--root", tools, "--target-dir", path.join(tools, "target")];
  // Unoptimised they would be slow and optimised slow to build: this is the middle.
  const env = {
    CARGO_PROFILE_DEV_OPT_LEVEL: "1",
    CARGO_PROFILE_DEV_DEBUG: "0",
    CARGO_PROFILE_DEV_INCREMENTAL: "false",
  };
  let done = await run("cargo", [...args, "--locked", ...into], { env, show: true });
  if (done.code !== 0) {
    say(`${name} cannot be built with its own lock file (a dependency may have been withdrawn); trying without.`);
    done = await run("cargo", [...args, ...into], { env, show: true });
  }
  if (done.code !== 0) {
    throw new Trouble(`${name} ${version} could not be built. Put right what cargo says above and start again.`);
  }
}

function npmProgram(name) {
  return path.join(modules, ".bin", exe ? `${name}.cmd` : name);
}

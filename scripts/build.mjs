// `npm run build [-- WORKER…]`: compiles the named workers, or all three, to build/index.js and
// build/index_bg.wasm in the worker's own folder, as wrangler deploys them. Skips a worker whose
// sources are those it was last built from.

import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";
import { gzipSync } from "node:zlib";

import { Trouble, main, root, run, say } from "./command.mjs";
import { buildEnvironment, toolchain, workerBuild } from "./toolchain.mjs";

/** Every worker's folder, relative to the project's. */
export const folders = { edgegrant: ".", "web-app": "examples/web-app", "notes-api": "examples/notes-api" };

/** What a worker is made from: these in its folder … */
export const sources = ["Cargo.toml", "src", "templates", "static"];
/** … and these at the top. */
const shared = ["Cargo.toml", "Cargo.lock", "scripts/build.mjs", ".tools/versions.json"];

/**
 * Builds one worker if its sources changed. Gives whether it did. Throws `Trouble` with what
 * cargo said; the last good build then stays until the next one.
 *
 * - `show`: the compiler's output goes to the terminal while it works.
 * - `onStart`: called when there is something to build.
 */
export async function build(name, { show = false, onStart = () => {} } = {}) {
  const folder = path.join(root, folders[name]);
  const stamp = path.join(folder, "build", "stamp");
  if (isBuilt(name)) return false;
  onStart();
  const fingerprint = fingerprintOf(folder);
  rmSync(stamp, { force: true });
  const done = await run(workerBuild, ["--release"], {
    cwd: folder,
    env: { ...buildEnvironment, CARGO_TERM_COLOR: process.stderr.isTTY ? "always" : "never", RUST_BACKTRACE: "0" },
    hear: show ? (line) => isNews(line) && say(line) : undefined,
  });
  if (done.code !== 0 || !existsSync(path.join(folder, "build", "index.js"))) {
    throw new Trouble(`${name} could not be built. ${show ? "The reason is above." : compilerWords(done.stderr)}`);
  }
  await stripNames(path.join(folder, "build"));
  writeFileSync(stamp, fingerprint);
  return true;
}

// worker-build keeps the names of all functions, an eighth of the file, for stack traces of panics.
async function stripNames(folder) {
  for (const file of wasmIn(folder)) {
    const args = [file, "--strip-debug", "--strip-producers", "-o", file];
    const done = await run(buildEnvironment.WASM_OPT_BIN, args);
    if (done.code !== 0) throw new Trouble(`${file} could not be stripped. wasm-opt said: ${done.stderr.trim()}`);
  }
}

function wasmIn(folder) {
  return readdirSync(folder, { recursive: true })
    .filter((file) => file.endsWith(".wasm"))
    .map((file) => path.join(folder, file));
}

/** Builds every worker that changed, with a line for each. */
export async function buildAll({ names = Object.keys(folders), show = true } = {}) {
  const failures = [];
  for (const name of names) {
    const start = performance.now();
    try {
      const built = await build(name, { show, onStart: () => say(`Building ${name} …`) });
      const seconds = ((performance.now() - start) / 1000).toFixed(1);
      say(`${name}: ${built ? `built in ${seconds} s` : "unchanged"}, ${kilobytes(gzippedSize(name))} gzipped`);
    } catch (error) {
      if (!(error instanceof Trouble)) throw error;
      failures.push(error.message);
    }
  }
  if (failures.length > 0) throw new Trouble(failures.join("\n"));
}

/** Bytes of the worker's WASM after gzip, which is what Cloudflare limits. */
export function gzippedSize(name) {
  const folder = path.join(root, folders[name], "build");
  return wasmIn(folder).reduce((total, file) => total + gzipSync(readFileSync(file), { level: 9 }).length, 0);
}

/** Bytes as people read them. */
export function kilobytes(bytes) {
  return `${(bytes / 1000).toFixed(0)} kB`;
}

function isBuilt(name) {
  const folder = path.join(root, folders[name]);
  const stamp = path.join(folder, "build", "stamp");
  return existsSync(stamp) && readFileSync(stamp, "utf8") === fingerprintOf(folder);
}

function fingerprintOf(folder) {
  const hash = createHash("sha256");
  const inputs = [...shared.map((file) => path.join(root, file)), ...sources.map((file) => path.join(folder, file))];
  for (const file of inputs.flatMap(filesUnder)) {
    hash.update(`${path.relative(root, file)}\0`).update(readFileSync(file));
  }
  return hash.digest("hex");
}

function filesUnder(place) {
  if (!existsSync(place)) return [];
  if (!statSync(place).isDirectory()) return [place];
  return readdirSync(place, { recursive: true })
    .map((name) => path.join(place, name))
    .filter((file) => statSync(file).isFile())
    .sort();
}

// cargo's lines and errors; worker-build's steps and esbuild's summary tell a reader nothing.
function isNews(line) {
  return !/^\[INFO\]|^\s*$|index\.js +[\d.]+kb|⚡ Done/i.test(stripVTControlCharacters(line));
}

// Without what compiled well, and without worker-build's account of the command that failed.
function compilerWords(stderr) {
  const lines = stderr.split("\n").filter((line) => isNews(line));
  const plain = lines.map((line) => stripVTControlCharacters(line));
  const first = Math.max(0, plain.findIndex((line) => /^\s*(error|warning)/.test(line)));
  const last = plain.findIndex((line) => line.startsWith("Error: Compiling your crate"));
  return `What the compiler said:\n\n${lines.slice(first, last < 0 ? undefined : last).join("\n").trim()}`;
}

async function buildNamed(names) {
  const unknown = names.find((name) => !(name in folders));
  if (unknown) throw new Trouble(`There is no worker "${unknown}"; there are ${Object.keys(folders).join(", ")}.`);
  await toolchain();
  await buildAll({ names: names.length > 0 ? names : undefined });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await main(() => buildNamed(process.argv.slice(2)));
}

// `npm run build [-- WORKER…]`: compiles the named workers, or all three, to build/index.js and
// build/index_bg.wasm in the worker's own folder, as wrangler deploys them, and what the server's pages are made of to build/texts. Skips a worker whose
// sources are those it was last built from. Then the authorization server must accept its settings.

import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

import { Trouble, main, root, say, timed } from "./command.mjs";
import { toolchain } from "./toolchain.mjs";

/** Every worker's folder, relative to the project's. */
export const folders = { edgegrant: ".", "web-app": "examples/web-app", "notes-api": "examples/notes-api" };

/** The server. Its words and parts are in files beside the WASM, and so are the scripts of its border. */
const SERVER = "edgegrant";
const EDGE = path.join(root, "src", "cloudflare");

/** What a worker is made from: these in its folder … */
export const sources = ["Cargo.toml", "src", "templates", "static", "words/Cargo.toml", "words/src"];
/** … and these, relative to the project's, of all: also how they are compiled, and what generates their JavaScript. */
const shared = [".cargo", "Cargo.lock", "Cargo.toml", "tools", "scripts/bindgen.mjs", "scripts/compile.mjs"];

/**
 * Builds one worker if its sources changed. Gives whether it did. Throws `Trouble` with what the
 * compiler said; the last good build then stays until the next one.
 *
 * - `onStart`: called when there is something to build.
 */
export async function build(name, { onStart = () => {} } = {}) {
  if (isBuilt(name)) return false;
  onStart();
  const failures = await make([name]);
  if (failures.size > 0) throw failures.get(name);
  return true;
}

/** Builds every worker that changed, with a line for each. The compiler's words go to the terminal. */
export async function buildAll({ names = Object.keys(folders) } = {}) {
  const stale = names.filter((name) => !isBuilt(name));
  const start = performance.now();
  const failures =
    stale.length > 0 ? await timed(`Building ${stale.join(", ")}`, () => make(stale, { show: true })) : new Map();
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  for (const name of names.filter((it) => !failures.has(it))) {
    const done = stale.includes(name) ? `built in ${seconds} s` : "unchanged";
    say(`${name}: ${done}, ${kilobytes(gzippedSize(name))} gzipped`);
  }
  if (failures.size > 0) throw new Trouble([...failures.values()].map(({ message }) => message).join("\n"));
}

// Gives a Map of each worker that could not be built to its `Trouble`.
async function make(names, { show = false } = {}) {
  // A release lacks both.
  const { bindgen, bundle } = await import("./bindgen.mjs");
  const { compile, texts } = await import("./compile.mjs");
  const fingerprints = new Map(names.map((name) => [name, fingerprintOf(path.join(root, folders[name]))]));
  // Both use all there is of the machine only when they compile at the same time.
  const wanted = Object.fromEntries(names.map((name) => [name, folders[name]]));
  const [tool, cargo] = await Promise.allSettled([bindgen(), compile(wanted, { show })]);
  for (const { reason } of [tool, cargo]) if (reason) throw reason;
  const { compiled, refused } = cargo.value;
  const failures = new Map();
  for (const name of names) {
    if (!compiled.has(name)) {
      failures.set(name, new Trouble(`${name} could not be built. ${show ? "The reason is above." : said(refused.get(name))}`));
      continue;
    }
    const folder = path.join(root, folders[name], "build");
    const stamp = path.join(folder, "stamp");
    rmSync(stamp, { force: true });
    await bundle(compiled.get(name), folder, name === SERVER ? { texts, edge: EDGE } : {});
    writeFileSync(stamp, fingerprints.get(name));
  }
  return failures;
}

function said(words) {
  return `What the compiler said:\n\n${words}`;
}

/** Bytes of the worker's WASM after gzip, which is what Cloudflare limits. */
export function gzippedSize(name) {
  return gzipSync(readFileSync(path.join(root, folders[name], "build", "index_bg.wasm")), { level: 9 }).length;
}

/** Bytes as people read them. */
export function kilobytes(bytes) {
  return `${(bytes / 1000).toFixed(0)} kB`;
}

/** Whether what is built is of these sources. Where there are no sources, as in a release, it is. */
export function isBuilt(name) {
  const folder = path.join(root, folders[name]);
  if (!existsSync(path.join(folder, "src"))) return existsSync(path.join(folder, "build", "index.js"));
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

/** wrangler's commands that put a Worker on the Internet. */
const DEPLOYING = ["deploy", "versions upload"];

async function buildNamed(names) {
  // wrangler says so in the build step of wrangler.toml. The examples can be deployed in this way.
  if (names.includes("edgegrant") && DEPLOYING.includes(process.env.WRANGLER_COMMAND)) {
    throw new Trouble("wrangler.toml has the settings of this machine only. `npm run deploy` deploys the server, with those of edgegrant.jsonc.");
  }
  const unknown = names.find((name) => !(name in folders));
  if (unknown) throw new Trouble(`There is no worker "${unknown}"; there are ${Object.keys(folders).join(", ")}.`);
  await toolchain();
  await buildAll({ names: names.length > 0 ? names : undefined });
  if (names.length > 0 && !names.includes("edgegrant")) return;
  const { requireLocalSettings } = await import("./settings/check.mjs");
  await requireLocalSettings();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await main(() => buildNamed(process.argv.slice(2)));
}

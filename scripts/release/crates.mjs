// The Rust crates that the WASM modules are made of, as cargo knows them, and the licences that came with them.

import { existsSync, readFileSync, readdirSync } from "node:fs";
import path from "node:path";

import { must, root } from "../command.mjs";

const TARGET = "wasm32-unknown-unknown";
const LICENCE = /^(licen[cs]e|copying|notice|unlicense|copyright)/i;

/** What is compiled to WASM: {name, crate}. */
export const modules = [
  { name: "worker", crate: "edgegrant" },
  { name: "commands", crate: "edgegrant-admin" },
  { name: "web-app", crate: "web-app" },
  { name: "notes-api", crate: "notes-api" },
];

/**
 * The crates of others: [{name, version, license, authors, repository, sha256, texts, inside, needs}], by name.
 *
 * - `texts`: the licences that the crate brings along.
 * - `inside`: the names of the modules that it is in.
 * - `needs`: the keys, "name@version", of the crates that it needs itself.
 */
export async function crates() {
  const { packages, resolve } = JSON.parse(await cargo("metadata", "--format-version", "1", "--filter-platform", TARGET));
  const insideOf = await insides();
  const sums = checksums();
  const foreign = packages.filter((it) => it.source !== null && insideOf.has(keyOf(it)));
  const keys = new Map(packages.map((it) => [it.id, keyOf(it)]));
  const needed = new Map(resolve.nodes.map(({ id, deps }) => [id, deps.filter(isNormal).map((it) => keys.get(it.pkg))]));
  return foreign
    .map(({ id, name, version, license, authors, repository, manifest_path: manifest }) => ({
      name, version, authors, repository,
      license: license?.replaceAll("/", " OR "),
      sha256: sums.get(`${name}@${version}`),
      texts: textsIn(path.dirname(manifest)),
      inside: insideOf.get(`${name}@${version}`),
      needs: needed.get(id).filter((key) => insideOf.has(key)).sort(),
    }))
    .sort((a, b) => (`${a.name} ${a.version}` < `${b.name} ${b.version}` ? -1 : 1));
}

/** The standard library of the compiler, which is inside too: {version, texts}. */
export async function standardLibrary() {
  const otherwise = "rustc did not answer.";
  const { stdout: version } = await must(otherwise, "rustc", ["--version"]);
  const { stdout: sysroot } = await must(otherwise, "rustc", ["--print", "sysroot"]);
  const licences = ["MIT.txt", "Apache-2.0.txt"].map((name) => path.join(sysroot.trim(), "share", "doc", "rust", "licenses", name));
  return { version: /^rustc (\S+)/.exec(version)[1], texts: licences.filter(existsSync).map((file) => readFileSync(file, "utf8")) };
}

// What runs while compiling, such as macros, is not inside.
async function insides() {
  const found = new Map();
  for (const { name, crate } of modules) {
    const tree = await cargo("tree", "--package", crate, "--target", TARGET, "--edges", "normal,no-proc-macro", "--prefix", "none", "--format", "{p}");
    for (const [, dependency, version] of tree.matchAll(/^(\S+) v(\S+)/gm)) {
      const key = `${dependency}@${version}`;
      const modulesOfIt = found.get(key) ?? [];
      if (!modulesOfIt.includes(name)) found.set(key, [...modulesOfIt, name]);
    }
  }
  return found;
}

async function cargo(command, ...args) {
  const { stdout } = await must(`\`cargo ${command}\` failed, which knows the crates that are inside.`, "cargo", [command, "--locked", ...args]);
  return stdout;
}

function keyOf({ name, version }) {
  return `${name}@${version}`;
}

function isNormal({ dep_kinds: kinds }) {
  return kinds.some(({ kind }) => kind === null);
}

function checksums() {
  const lock = readFileSync(path.join(root, "Cargo.lock"), "utf8").replaceAll("\r", "");
  const entries = lock.matchAll(/name = "([^"]+)"\nversion = "([^"]+)"\nsource = "[^"]+"\nchecksum = "([0-9a-f]{64})"/g);
  return new Map([...entries].map(([, name, version, sum]) => [`${name}@${version}`, sum]));
}

function textsIn(folder) {
  const names = readdirSync(folder, { withFileTypes: true }).filter((it) => it.isFile() && LICENCE.test(it.name)).map((it) => it.name);
  const texts = names.sort().map((name) => readFileSync(path.join(folder, name), "utf8"));
  return texts.length > 0 ? texts : aboveTheCode(path.join(folder, "src", "lib.rs"));
}

// Some have no file for it, and begin their code with it.
function aboveTheCode(file) {
  const [, words] = /^\/\*([^]*?)\*\//.exec(existsSync(file) ? readFileSync(file, "utf8") : "") ?? [];
  return words?.includes("Permission is hereby granted") ? [words.replace(/^ \* ?/gm, "")] : [];
}

// Compiling the workers to WASM, with cargo.

import { cpSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { stripVTControlCharacters } from "node:util";

import { Trouble, root, run, say } from "./command.mjs";

/**
 * Compiles the workers of `folders` ({name: folder relative to the project's}). Gives a Map of each
 * that compiled to its WASM, and another of each that did not to what the compiler had to say.
 *
 * - `show`: what cargo says goes to the terminal while it works.
 */
export async function compile(folders, { show = false } = {}) {
  const compiled = new Map();
  const refused = new Map();
  // One after the other: cargo lets no second run into its folder.
  for (const [name, folder] of Object.entries(folders)) {
    const { wasm, words } = await compileOne(name, path.join(root, folder, "Cargo.toml"), { show });
    if (wasm) compiled.set(name, wasm);
    else refused.set(name, words);
  }
  return { compiled, refused };
}

async function compileOne(name, manifest, { show }) {
  let wasm;
  const complaints = [];
  const hear = (line) => {
    if (!line.startsWith("{")) return show && isNews(line) && say(line);
    const message = JSON.parse(line);
    if (message.reason === "compiler-artifact" && message.manifest_path === manifest) {
      wasm = message.filenames.find((file) => file.endsWith(".wasm"));
    }
    if (message.reason !== "compiler-message") return;
    complaints.push(message.message.rendered.trim());
    if (show) say(message.message.rendered.trimEnd());
  };
  const color = process.stderr.isTTY;
  const done = await run(
    "cargo",
    [
      ...["rustc", "--release", "--lib", "--target", "wasm32-unknown-unknown", "--package", name],
      // Where somebody keeps the sources of crates makes no difference to what is built, and is nobody's business.
      ...["--config", `target.wasm32-unknown-unknown.rustflags=[${JSON.stringify(`--remap-path-prefix=${registry()}=crates`)}]`],
      // Without what other crates could link: the optimiser then knows every caller, and a worker is 17 kB smaller.
      ...["--crate-type", "cdylib"],
      `--message-format=${color ? "json-diagnostic-rendered-ansi" : "json"}`,
      // What is moved is moved by one instruction, not word by word, and nothing is computed twice so as to be there
      // sooner: 22 kB less. Before Rust 1.95 the first has no effect. Addresses in a loop are computed from its counter, not
      // each counted up by itself: 3 kB less, and Argon2 is no slower. What would still call others is copied to its callers less often:
      // 1.7 kB less, and what hashes is the same.
      ...["--", "-C", "llvm-args=-max-store-memcpy=1 -enable-pre=false -enable-load-pre=false -disable-lsr -inline-call-penalty=50"],
      // What refers to what, for tools/bindgen, which leaves out what nothing refers to.
      ...["-C", "link-arg=--emit-relocs"],
    ],
    { hear, env: { CARGO_TERM_COLOR: color ? "always" : "never" } },
  );
  return { wasm, words: complaints.length > 0 ? complaints.join("\n\n") : cargoWords(done.stderr) };
}

/**
 * Writes what the server reads as text to `folder`: every word of its pages, a file for each language, what else they are made of
 * (src/page/part.rs), and what describes its Admin API and SCIM.
 */
export async function texts(folder) {
  const done = await run("cargo", ["run", "--quiet", "--package", "edgegrant-words", "--bin", "texts", "--", folder]);
  if (done.code !== 0) throw new Trouble(`The words of the pages could not be written. What cargo said:\n\n${cargoWords(done.stderr)}`);
  const templates = path.join(root, "templates");
  for (const file of readdirSync(templates, { recursive: true }).filter((it) => /\.(css|js|svg)$/.test(it))) {
    cpSync(path.join(templates, file), path.join(folder, `${path.basename(file)}.txt`));
  }
  for (const name of ["openapi", "scim"]) {
    const described = JSON.parse(readFileSync(path.join(root, "static", `${name}.json`), "utf8"));
    writeFileSync(path.join(folder, `${name}.txt`), JSON.stringify(described));
  }
}

function registry() {
  return path.join(process.env.CARGO_HOME ?? path.join(os.homedir(), ".cargo"), "registry", "src");
}

function isNews(line) {
  return stripVTControlCharacters(line).trim() !== "";
}

/** What cargo wrote from its first error on: what compiled well before is no news. All, if there is none. */
export function cargoWords(stderr) {
  const lines = stderr.split("\n").filter(isNews);
  const first = lines.findIndex((line) => /^\s*error/.test(stripVTControlCharacters(line)));
  return lines.slice(Math.max(0, first)).join("\n").trim();
}

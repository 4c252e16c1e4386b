// Compiling the workers to WASM, with cargo.

import path from "node:path";
import { stripVTControlCharacters } from "node:util";

import { root, run, say } from "./command.mjs";

/**
 * Compiles the workers of `folders` ({name: folder relative to the project's}), all in one run of
 * cargo. Gives a Map of each that compiled to its WASM, and `words(name)`, which is what the
 * compiler had to say to one that did not.
 *
 * - `show`: what cargo says goes to the terminal while it works.
 */
export async function compile(folders, { show = false } = {}) {
  const compiled = new Map();
  const complaints = [];
  const nameOf = ({ manifest_path: file }) =>
    Object.keys(folders).find((name) => path.join(root, folders[name], "Cargo.toml") === file);
  const hear = (line) => {
    if (!line.startsWith("{")) return show && isNews(line) && say(line);
    const message = JSON.parse(line);
    const name = nameOf(message);
    const wasm = message.filenames?.find((file) => file.endsWith(".wasm"));
    if (message.reason === "compiler-artifact" && name && wasm) compiled.set(name, wasm);
    if (message.reason !== "compiler-message") return;
    complaints.push({ name, text: message.message.rendered });
    if (show) say(message.message.rendered.trimEnd());
  };
  const color = process.stderr.isTTY;
  const done = await run(
    "cargo",
    [
      ...["build", "--release", "--lib", "--keep-going", "--target", "wasm32-unknown-unknown"],
      `--message-format=${color ? "json-diagnostic-rendered-ansi" : "json"}`,
      // Always all, so that each dependency has the same features, and is compiled once, whichever
      // worker is wanted: what was tested is then what is deployed, too.
      ...Object.keys(folders).flatMap((name) => ["--package", name]),
    ],
    { hear, env: { CARGO_TERM_COLOR: color ? "always" : "never" } },
  );
  const words = (name) => {
    const others = Object.keys(folders).filter((other) => other !== name);
    const own = complaints.filter((complaint) => !others.includes(complaint.name)).map(({ text }) => text.trim());
    return own.length > 0 ? own.join("\n\n") : cargoWords(done.stderr);
  };
  return { compiled, words };
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

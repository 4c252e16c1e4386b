// The files in which the tests stand, and the choice among them that words make. A file goes by its path
// below tests/, such as `workerd/token/refresh.test.mjs` or `native/token/refresh.rs`.

import { existsSync, readFileSync, readdirSync } from "node:fs";
import path from "node:path";

import { Trouble, root } from "./command.mjs";
import { edits } from "./nearest.mjs";

const tests = path.join(root, "tests");

/** The suites whose tests are JavaScript, each a folder of tests/. */
export const NODE_SUITES = ["docs", "workerd", "browser"];

/** How many names an error suggests. */
const SUGGESTIONS = 5;

/** Every test file of a suite, `native` among them. None is a `Trouble`. */
export function filesOf(suite) {
  const found = suite === "native" ? nativeFiles() : nodeFiles(suite);
  if (found.length === 0) throw new Trouble(`There is no test in tests/${suite === "native" ? "" : suite}.`);
  return found;
}

/**
 * The files of `suites` whose name has every word in it, as {suite: files}; a suite without any is left
 * out. No file at all is a `Trouble` that names the nearest.
 */
export function filesThatFit(words, suites) {
  const all = suites.map((suite) => [suite, existing(suite)]);
  const plain = words.map(plainName);
  const chosen = all
    .map(([suite, files]) => [suite, files.filter((file) => plain.every((word) => plainName(file).includes(word)))])
    .filter(([, files]) => files.length > 0);
  if (chosen.length === 0) throw new Trouble(nothingFits(plain, words, all.flatMap(([, files]) => files)));
  return Object.fromEntries(chosen);
}

// A suite that has no folder yet has no file that could fit.
function existing(suite) {
  return suite === "native" ? nativeFiles() : nodeFiles(suite);
}

function nodeFiles(suite) {
  return namesUnder(path.join(tests, suite))
    .filter((name) => name.endsWith(".test.mjs"))
    .map((name) => `${suite}/${name}`);
}

// Helpers have no test of their own and are not listed; neither is what is a client's, below interop/.
function nativeFiles() {
  return namesUnder(tests).filter(
    (name) => name.endsWith(".rs") && !name.startsWith("interop/") && /#\[test\]/.test(read(name)),
  );
}

function read(name) {
  return readFileSync(path.join(tests, name), "utf8");
}

function namesUnder(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join("/"))
    .sort();
}

// A shell completes `tests/workerd/…`, and Rust's files have `_` where the others have `-`.
function plainName(name) {
  return name.toLowerCase().replace(/^(\.\/)?tests\//, "").replaceAll("_", "-");
}

function nothingFits(plain, words, files) {
  const distances = files.map((file) => ({ file, far: plain.reduce((sum, word) => sum + distance(word, file), 0) }));
  const near = distances.sort((a, b) => a.far - b.far).slice(0, SUGGESTIONS);
  return [
    `No test file has ${words.map((word) => `"${word}"`).join(" and ")} in its name. The nearest are:`,
    ...near.map(({ file }) => `  ${file}`),
    "`npm test -- --help` says what words can be.",
  ].join("\n");
}

/** How far a word is from the part of a file's name that is most like it; 0 when it is a part. */
function distance(word, file) {
  const name = plainName(file).replace(/(\.test\.mjs|\.rs)$/, "");
  if (name.includes(word)) return 0;
  const parts = [name, ...name.split("/"), ...name.split(/[/-]/)];
  return Math.min(...parts.map((part) => edits(word, part)));
}

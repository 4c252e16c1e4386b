// A page of the documentation that maps requirements to tests: its rows, and whether what they name is there.

import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

import { root } from "../../scripts/command.mjs";

/** How a reason may begin: a row without a test says in the first words what that means. */
const REASON = /^\*\*(Not met|Not met by default|Partly met|Not applicable)\*\*: \S.{20,}$/;
const TEST = /^\[[^\]]+\]\(\.\.\/([^)]+)\): (.+)$/;

/**
 * The rows of every table whose first cell begins as `first` says: {heading, names, told, proof}, `names`
 * those of the first cell, `told` the cells between, `proof` the lines of the last cell.
 */
export function rowsOf(markdown, first) {
  const rows = [];
  let heading = "";
  for (const line of markdown.split("\n")) {
    if (line.startsWith("## ")) heading = line.slice(3);
    if (!line.startsWith("| ") || !first.test(line.slice(2))) continue;
    const cells = line.slice(1, -1).split("|").map((cell) => cell.trim());
    rows.push({
      heading,
      names: cells[0].split(/,\s*/).map((name) => name.replaceAll("`", "")),
      told: cells.slice(1, -1),
      proof: cells.at(-1).split("<br>").map((it) => it.trim()),
    });
  }
  return rows;
}

/** What is wrong with a row, in sentences; none when it is as it should be. */
export function faultsOf({ told, proof }) {
  const faults = told.length > 0 && told.every((cell) => cell !== "") ? [] : ["A cell is empty."];
  for (const line of proof) {
    const [, file, name] = line.match(TEST) ?? [];
    if (file === undefined) {
      if (!REASON.test(line)) faults.push(`Neither a test nor a reason: "${line}"`);
    } else if (!existsSync(path.join(root, file))) {
      faults.push(`There is no file ${file}, which should have the test "${name}".`);
    } else if (!hasTest(file, readFileSync(path.join(root, file), "utf8"), name)) {
      faults.push(`There is no test "${name}" in ${file}.`);
    }
  }
  return faults;
}

function hasTest(file, source, name) {
  if (file.endsWith(".rs")) {
    return new RegExp(`#\\[test\\](\\s*#\\[[^\\]]*\\])*\\s*fn ${name}\\(`).test(source);
  }
  const calls = source.matchAll(/(?:(?<![\w.)/])|\bt\.)test\(\s*("(?:[^"\\]|\\.)*"|`(?:[^`\\]|\\.)*`|\w+)/g);
  return [...calls].some(([, argument]) => {
    if (argument.startsWith('"')) return argument === JSON.stringify(name);
    // A name that is made up of cases: each part of it must be a case, a text or number of the file.
    const literals = argument.startsWith("`") ? argument.slice(1, -1).split(/\$\{[^}]*\}/) : ["", ""];
    const parts = name.match(new RegExp(`^${literals.map(RegExp.escape).join("(.*?)")}$`))?.slice(1);
    return parts?.every((part) => isCase(source, part) || importsOf(file, source).some((it) => isCase(it, part))) ?? false;
  });
}

/** The sources of what a test takes its cases from. */
function importsOf(file, source) {
  const names = [...source.matchAll(/ from "(\.\.?\/[\w/-]+\.mjs)"/g)].map(([, name]) => name);
  return names.map((name) => readFileSync(path.join(root, path.dirname(file), name), "utf8"));
}

/** Whether `text` is an item of a list or a member of an object in the source, or a number anywhere in it. */
function isCase(source, text) {
  if (/^\d+$/.test(text)) return new RegExp(`\\b${text}\\b`).test(source);
  // A name may show its case as JSON.
  const spellings = [JSON.stringify(text), `'${text}'`, ...(/^".*"$/.test(text) ? [text] : [])];
  const item = spellings.some((it) => new RegExp(`(?<=[[,]\\s*)${RegExp.escape(it)}`).test(source));
  return item || new RegExp(`(?<=[{,]\\s*)${RegExp.escape(text)}(?=:)`).test(source);
}

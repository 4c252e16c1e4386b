// edgegrant.jsonc: the owner's settings, JSON with comments, kept by git out of the repository. What is read from it
// knows its line, and what the scripts write into it leaves the owner's comments as they are.

import { chmodSync, existsSync, readFileSync, realpathSync, renameSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

import { Trouble, root } from "../command.mjs";

// Its files for `import` cannot be loaded by Node.
const { applyEdits, findNodeAtLocation, getNodeValue, modify, parseTree, printParseErrorCode } =
  createRequire(import.meta.url)("jsonc-parser");

const SPACES = { formattingOptions: { insertSpaces: true, tabSize: 2, eol: "\n" } };

/** What beginners of such a file get. */
export const TEMPLATE = path.join(root, "edgegrant.example.jsonc");

/** The settings of the server that people use. Those of another, such as `staging`, are in edgegrant.staging.jsonc. */
export const PRODUCTION = "production";

/** What lies beside the settings of production under such a name: the template, and what a deployment leaves there. */
const TAKEN = ["example", "logs", "deploying", "unfinished"];

/** `places` of the server of this name. Throws `Trouble` for what cannot be one, such as a variable of the shell that is empty. */
export function placesOf(name) {
  if (!/^[\w-]+$/.test(name) || TAKEN.includes(name)) {
    throw new Trouble(`"${name}" cannot be the name of a server: use letters from a to z, digits and hyphens, such as --env staging${TAKEN.includes(name) ? `; "${name}" means something else here` : ""}. Nothing was changed.`);
  }
  const { file } = places();
  return name === PRODUCTION ? places(file) : places(path.join(path.dirname(file), `edgegrant.${name}.jsonc`));
}

/**
 * A text for the owner with the lines and files of the server that these settings are of. Sources write those of
 * edgegrant.jsonc.
 */
export function asTyped(text, { server } = places()) {
  if (server === undefined) return text;
  return text
    .replace(/\bnpm run (deploy|check|wrangler)\b(?! -- --env)( --(?= ))?/g, `npm run $1 -- --env ${server}`)
    .replace(/(?<= --remote)\b(?! --env)/g, ` --env ${server}`)
    .replace(/\bedgegrant\.(jsonc|secrets\.json)\b/g, `edgegrant.${server}.$1`);
}

/**
 * Where the settings are, and what lies beside them. EDGEGRANT_SETTINGS names another file than edgegrant.jsonc of
 * this folder.
 *
 * - `file`: the settings.
 * - `secrets`: the secrets that go to the server with them, JSON.
 * - `folder`: what the scripts make of both, and how far a deployment came. Nobody edits it.
 * - `server`: which one it is, as `--env` names it; undefined for that of edgegrant.jsonc.
 */
export function places(file = process.env.EDGEGRANT_SETTINGS ?? path.join(root, "edgegrant.jsonc")) {
  const full = path.resolve(file);
  const { dir, name } = path.parse(full);
  const folder = path.join(dir, ".edgegrant", ...(name === "edgegrant" ? [] : [name.replace(/^edgegrant\./, "")]));
  const [, server] = /^edgegrant\.(.+)$/.exec(name) ?? [];
  return { file: full, secrets: path.join(dir, `${name}.secrets.json`), folder, server };
}

/**
 * The settings of `file`; undefined if there is no such file.
 *
 * - `values`: what they say, as far as the file can be read.
 * - `mistakes`: [{path, line, says}] of what is no JSON with comments, or stands there twice.
 * - `lineOf(path)`: the line of a member, such as ["RESOURCES", 0, "resource"], or of the nearest around it.
 */
export function readSettings(file = places().file) {
  if (!existsSync(file)) return undefined;
  return settingsIn(textOf(file).replace(/^\uFEFF/, ""));
}

/** The text of a file; `Trouble` if it cannot be read. */
export function textOf(file) {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new Trouble(`${file} cannot be read (${error.code}). Nothing was changed.`);
  }
}

/** The same, of a text. */
export function settingsIn(text) {
  try {
    return parsedSettings(text);
  } catch (error) {
    // The parser calls itself for each pair of brackets within another.
    if (!(error instanceof RangeError)) throw error;
    return { text, values: {}, mistakes: [{ path: [], line: 1, says: "this has more brackets within brackets than settings have" }], lineOf: () => 1 };
  }
}

function parsedSettings(text) {
  const errors = [];
  const tree = parseTree(text, errors, { allowTrailingComma: true });
  const lineAt = linesOf(text);
  const mistakes = errors.map(({ error, offset }) => ({
    path: [],
    line: lineAt(offset),
    says: `this is not JSON with comments (${spaced(printParseErrorCode(error))}); look for a comma, a quotation mark or a bracket`,
  }));
  if (errors.length === 0 && tree?.type !== "object") {
    mistakes.push({ path: [], line: 1, says: "the settings must be in one pair of braces: { … }" });
  }
  const lineOf = (steps) => {
    for (let length = steps.length; length > 0; length--) {
      const node = tree && findNodeAtLocation(tree, steps.slice(0, length));
      if (node) return lineAt((node.parent?.type === "property" ? node.parent : node).offset);
    }
    return 1;
  };
  const values = tree?.type === "object" ? getNodeValue(tree) : {};
  if (tree) mistakes.push(...doubles(tree, lineAt));
  return { text, values, mistakes: distinct(mistakes), lineOf };
}

// Gives the line of an offset. There may be a mistake on each of many lines.
function linesOf(text) {
  const ends = [];
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) ends.push(at);
  return (offset) => {
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (ends[middle] < offset) low = middle + 1;
      else high = middle;
    }
    return low + 1;
  };
}

/** `text` with `value` at `path`; undefined takes it away. Everything else stays as the owner wrote it. */
export function withValue(text, steps, value) {
  return applyEdits(text, modify(text, steps, value, SPACES));
}

/** Writes each [path, value] into the settings of `file`. */
export function saveSettings(file, changes) {
  const before = readFileSync(file, "utf8");
  const after = changes.reduce((text, [steps, value]) => withValue(text, steps, value), before);
  if (after !== before) replaceFile(file, after);
}

/**
 * Writes a whole file, or leaves the old one: nobody ever reads half of it. It stays where a link leads, and who may read it stays
 * the same unless `mode` says who.
 */
export function replaceFile(file, text, { mode } = {}) {
  try {
    const { full, before } = whereItIs(file);
    // git must not know the draft either, should the process be killed now.
    const draft = path.join(path.dirname(full), `.${process.pid}-${path.basename(full)}`);
    const rights = mode ?? before ?? 0o644;
    writeFileSync(draft, text, { mode: rights, flush: true });
    chmodSync(draft, rights);
    renameSync(draft, full);
  } catch (error) {
    if (error.syscall === undefined) throw error;
    throw new Trouble(`${file} cannot be written (${error.code}). Put that right, and run the same line again.`);
  }
}

function whereItIs(file) {
  if (!existsSync(file)) return { full: file };
  const full = realpathSync(file);
  return { full, before: statSync(full).mode & 0o777 };
}

// The parser takes the last one of two without a word.
function doubles(tree, lineAt) {
  const found = [];
  const visit = (node) => {
    const seen = new Set();
    for (const child of node.children ?? []) {
      const name = node.type === "object" ? child.children[0].value : undefined;
      if (name !== undefined && seen.has(name)) {
        found.push({ path: [name], line: lineAt(child.offset), says: `"${name}" is here a second time; keep one of them` });
      }
      seen.add(name);
      visit(child);
    }
  };
  visit(tree);
  return found;
}

// One slip makes several errors at one place.
function distinct(mistakes) {
  return mistakes.filter(({ line }, at) => mistakes.findIndex((other) => other.line === line) === at);
}

function spaced(code) {
  return code.replace(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter}`).toLowerCase();
}

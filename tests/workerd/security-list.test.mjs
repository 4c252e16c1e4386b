// docs/security.md maps requirements to tests. This holds it to its word: every requirement has a
// row, every row a test or a reason, and every test that is named is there.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";

import { root } from "../../scripts/command.mjs";

const LIST = "docs/security.md";

/** How a reason may begin: a row without a test says in the first words what that means. */
const REASON = /^\*\*(Not met|Not met by default|Partly met|Not applicable)\*\*: \S.{20,}$/;
const TEST = /^\[[^\]]+\]\(\.\.\/([^)]+)\): (.+)$/;

/** Every number that must have a row, under the heading of its table. */
const REQUIRED = {
  "OWASP ASVS 5.0, V10.4": Array.from({ length: 16 }, (_, index) => `10.4.${index + 1}`),
  "OWASP ASVS 5.0, V10.6": ["10.6.1", "10.6.2"],
  "OpenID Connect": ["1", "2", "3", "4", "5", "6", "7", "8"],
  "OWASP ASVS 5.0, V9": ["9.1.1", "9.1.2", "9.1.3", "9.2.1", "9.2.2", "9.2.3", "9.2.4"],
  "RFC 9700, section 4": `
    4.1 4.1.1 4.1.2 4.1.3 4.2 4.2.1 4.2.2 4.2.3 4.2.4 4.3 4.3.1 4.3.2 4.4 4.4.1 4.4.2 4.4.2.1 4.4.2.2
    4.5 4.5.1 4.5.2 4.5.3 4.5.3.1 4.5.3.2 4.5.3.3 4.5.4 4.6 4.6.1 4.7 4.7.1 4.8 4.8.1 4.8.2
    4.9 4.9.1 4.9.2 4.9.3 4.10 4.10.1 4.10.2 4.10.3 4.11 4.11.1 4.11.2 4.12 4.13 4.14 4.14.1 4.14.2
    4.15 4.15.1 4.16 4.17 4.17.1 4.17.1.1 4.17.1.2 4.17.1.3 4.17.2`.trim().split(/\s+/),
};

/** The rows of every table: {heading, numbers, asked, how, proof}, `proof` the lines of the last cell. */
function rowsOf(markdown) {
  const rows = [];
  let heading = "";
  for (const line of markdown.split("\n")) {
    if (line.startsWith("## ")) heading = line.slice(3);
    if (!/^\| [\d]/.test(line)) continue;
    const [numbers, asked, how, ...proof] = line.slice(1, -1).split("|").map((cell) => cell.trim());
    rows.push({
      heading,
      numbers: numbers.split(/,\s*/),
      asked,
      how,
      proof: proof.join("|").split("<br>").map((it) => it.trim()),
    });
  }
  return rows;
}

/** What is wrong with a row, in sentences; none when it is as it should be. */
function faultsOf({ asked, how, proof }) {
  const faults = asked && how ? [] : ["It does not say what is asked and how it is done."];
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
    return parts?.every((part) => isCase(source, part)) ?? false;
  });
}

/** Whether `text` is an item of a list in the source, or a number anywhere in it. */
function isCase(source, text) {
  if (/^\d+$/.test(text)) return new RegExp(`\\b${text}\\b`).test(source);
  // A name may show its case as JSON.
  const spellings = [JSON.stringify(text), `'${text}'`, ...(/^".*"$/.test(text) ? [text] : [])];
  return spellings.some((it) => new RegExp(`(?<=[[,]\\s*)${RegExp.escape(it)}`).test(source));
}

describe(LIST, () => {
  const rows = rowsOf(readFileSync(path.join(root, LIST), "utf8"));

  for (const [heading, numbers] of Object.entries(REQUIRED)) {
    test(`has one row for each number of ${heading}`, () => {
      const listed = rows.filter((row) => row.heading === heading).flatMap((row) => row.numbers);
      assert.deepEqual(listed.toSorted(), numbers.toSorted());
    });
  }

  test("names tests that exist in every row, or says why there is none", () => {
    const faults = rows.flatMap((row) => faultsOf(row).map((fault) => `${row.numbers.join(", ")}: ${fault}`));
    assert.ok(faults.length === 0, faults.join("\n"));
  });
});

describe("a row is refused", () => {
  const file = "tests/workerd/security-list.test.mjs";
  const refused = (proof) => faultsOf(rowsOf(`| 1.1 | this | so | ${proof} |`)[0]).length > 0;

  for (const [what, proof] of [
    ["without a proof", ""],
    ["with a word for a proof", "yes"],
    ["with a reason that gives none", "**Not met**: later"],
    ["with a test that is still to be written", `TODO(test) [x](../${file}): without a proof`],
    ["with a file that is not there", "[x](../tests/nothing.test.mjs): without a proof"],
    ["with a test that is not there", `[x](../${file}): nothing of the kind`],
    ["with one test that is there and one that is not", `[x](../${file}): without a proof<br>[x](../${file}): nothing`],
    ["with a Rust function that is no test", "[x](../tests/runtime/mod.rs): new"],
  ]) {
    test(what, () => assert.equal(refused(proof), true));
  }

  test("but not with a test that is there, or a reason that gives one", () => {
    assert.equal(refused(`[x](../${file}): without a proof`), false);
    assert.equal(refused("**Not met**: there is no page on which a person could do it."), false);
  });
});

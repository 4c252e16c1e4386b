// docs/security.md maps requirements to tests. This holds it to its word: every requirement has a
// row, every row a test or a reason, and every test that is named is there.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";

import { root } from "../../scripts/command.mjs";
import { faultsOf, rowsOf } from "./proof-list.mjs";

const LIST = "docs/security.md";

/** How the first cell of a row begins. */
const NUMBER = /^\d/;

/** The numbers of a chapter whose sections have so many requirements each. */
function sections(chapter, counts) {
  return counts.flatMap((count, at) => Array.from({ length: count }, (_, index) => `${chapter}.${at + 1}.${index + 1}`));
}

/** Every number that must have a row, under the heading of its table. */
const REQUIRED = {
  "OWASP ASVS 5.0, V6": sections(6, [3, 12, 8, 6, 8, 4, 2, 4]),
  "OWASP ASVS 5.0, V7": sections(7, [3, 4, 2, 5, 3, 2]),
  "OWASP ASVS 5.0, V8": sections(8, [4, 4, 3, 2]),
  "OWASP ASVS 5.0, V14": sections(14, [2, 8, 3]),
  "OWASP ASVS 5.0, V10.4": Array.from({ length: 16 }, (_, index) => `10.4.${index + 1}`),
  "OWASP ASVS 5.0, V10.6": ["10.6.1", "10.6.2"],
  "OpenID Connect": ["1", "2", "3", "4", "5", "6", "7", "8"],
  "WebAuthn Level 3": Array.from({ length: 15 }, (_, index) => `${index + 1}`),
  "Links and new accounts": ["1", "2", "3", "4", "5", "6"],
  Directories: ["1", "2", "3", "4", "5", "6", "7"],
  Groups: ["1", "2", "3", "4", "5", "6", "7"],
  Strangers: Array.from({ length: 10 }, (_, index) => `${index + 1}`),
  "OWASP ASVS 5.0, V9": ["9.1.1", "9.1.2", "9.1.3", "9.2.1", "9.2.2", "9.2.3", "9.2.4"],
  "RFC 9700, section 4": `
    4.1 4.1.1 4.1.2 4.1.3 4.2 4.2.1 4.2.2 4.2.3 4.2.4 4.3 4.3.1 4.3.2 4.4 4.4.1 4.4.2 4.4.2.1 4.4.2.2
    4.5 4.5.1 4.5.2 4.5.3 4.5.3.1 4.5.3.2 4.5.3.3 4.5.4 4.6 4.6.1 4.7 4.7.1 4.8 4.8.1 4.8.2
    4.9 4.9.1 4.9.2 4.9.3 4.10 4.10.1 4.10.2 4.10.3 4.11 4.11.1 4.11.2 4.12 4.13 4.14 4.14.1 4.14.2
    4.15 4.15.1 4.16 4.17 4.17.1 4.17.1.1 4.17.1.2 4.17.1.3 4.17.2`.trim().split(/\s+/),
};

describe(LIST, () => {
  const rows = rowsOf(readFileSync(path.join(root, LIST), "utf8"), NUMBER);

  for (const [heading, numbers] of Object.entries(REQUIRED)) {
    test(`has one row for each number of ${heading}`, () => {
      const listed = rows.filter((row) => row.heading === heading).flatMap((row) => row.names);
      assert.deepEqual(listed.toSorted(), numbers.toSorted());
    });
  }

  test("names tests that exist in every row, or says why there is none", () => {
    const faults = rows.flatMap((row) => faultsOf(row).map((fault) => `${row.names.join(", ")}: ${fault}`));
    assert.ok(faults.length === 0, faults.join("\n"));
  });
});

describe("a row is refused", () => {
  const file = "tests/docs/security-list.test.mjs";
  const refused = (proof) => faultsOf(rowsOf(`| 1.1 | this | so | ${proof} |`, NUMBER)[0]).length > 0;

  for (const [what, proof] of [
    ["without a proof", ""],
    ["with a word for a proof", "yes"],
    ["with a reason that gives none", "**Not met**: later"],
    ["with a test that is still to be written", `TODO(test) [x](../${file}): without a proof`],
    ["with a file that is not there", "[x](../tests/nothing.test.mjs): without a proof"],
    ["with a test that is not there", `[x](../${file}): nothing of the kind`],
    ["with one test that is there and one that is not", `[x](../${file}): without a proof<br>[x](../${file}): nothing`],
    ["with a Rust function that is no test", "[x](../tests/native/runtime/mod.rs): new"],
  ]) {
    test(what, () => assert.equal(refused(proof), true));
  }

  test("but not with a test that is there, or a reason that gives one", () => {
    assert.equal(refused(`[x](../${file}): without a proof`), false);
    assert.equal(refused("**Not met**: there is no page on which a person could do it."), false);
  });
});

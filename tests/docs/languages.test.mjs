// The languages that there are words for are those of the settings and of docs/languages.md.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";

import { root } from "../../scripts/command.mjs";
import { languages } from "../workerd/kit/languages.mjs";

const read = (name) => readFileSync(path.join(root, name), "utf8");

describe("the languages that there are words for", () => {
  test("have a folder each", () => {
    const folders = readdirSync(path.join(root, "words", "src"), { withFileTypes: true }).filter((it) => it.isDirectory() && it.name !== "bin");
    assert.deepEqual(folders.map(({ name }) => name).sort(), languages.toSorted());
  });

  test("are those that LANGUAGE can be", () => {
    assert.deepEqual(JSON.parse(read("edgegrant.schema.json")).properties.LANGUAGE.enum, languages);
  });

  test("are those of the table in docs/languages.md", () => {
    assert.deepEqual([...read("docs/languages.md").matchAll(/^\| `([a-z]+)` \|/gm)].map(([, code]) => code), languages);
  });
});

// docs/sign-in and docs/apis: a test runs the code of every page, with the packages that the page installs, in the versions
// that it names. (`npm run interop` does; this only compares.)

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";

import { docsPages, followedPages } from "../interop/pages/list.mjs";
import { folderOf, packagesOf, readPage, settingsOf } from "../interop/pages/page.mjs";

const quickStarts = docsPages().filter((page) => /^(sign-in|apis)\/(?!README)/.test(page));
const read = (page, file) => readFileSync(path.join(folderOf(page), file), "utf8");

/** What is installed for a page, by the name of each package: its version. */
function installed(page) {
  const has = (file) => existsSync(path.join(folderOf(page), file));
  if (has("package.json")) return JSON.parse(read(page, "package.json")).dependencies;
  const [file, pin] = has("Cargo.lock")
    ? ["Cargo.lock", /^name = "([^"]+)"\nversion = "([^"]+)"/gm]
    : ["requirements.txt", /^([\w-]+)(?:\[\w+\])?==(\S+)$/gm];
  return Object.fromEntries([...read(page, file).matchAll(pin)].map(([, name, version]) => [name.toLowerCase(), version]));
}

describe("the quick starts", () => {
  test("are all followed by a test, and nothing else is", () => {
    assert.deepEqual(followedPages(), quickStarts);
  });

  test("are linked from the index of their folder", () => {
    for (const page of quickStarts) {
      const [folder, name] = page.split("/");
      assert.ok(readPage(`${folder}/README`).text.includes(`](${name}.md)`), page);
    }
  });

  for (const page of quickStarts) {
    test(`${page} has its steps in order, and its code in files`, () => {
      const { text, files } = readPage(page);
      const steps = [...text.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading);
      const [first] = steps;
      assert.match(first, /^1\. Register the (app|API)$/);
      assert.deepEqual(steps.slice(1), ["2. The code", "3. Run it", "4. What you should see", "What to know"]);
      assert.ok(files.length > 0);
    });

    test(`${page} names what it was tried with, and when`, () => {
      const line = readPage(page).text.match(/^Tried here on \d{4}-\d{2}-\d{2}, with ([^`]*?)\.\s+`npm run interop --\s+(\S+)`\s+runs/m);
      assert.ok(line, "a line as of the other pages");
      assert.equal(line[2], page);
      const versions = installed(page);
      for (const [, name, version] of line[1].matchAll(/([\w-]+) (\d+\.\d+)/g)) {
        assert.ok(versions[name]?.startsWith(`${version}.`), `${name} ${version} is tried as ${versions[name]}`);
      }
    });

    test(`${page} installs what is tried`, () => {
      const crates = readPage(page).files.find(({ name }) => name === "Cargo.toml");
      if (crates) return assert.equal(crates.contents, read(page, "Cargo.toml"));
      assert.deepEqual(packagesOf(readPage(page)).sort(), Object.keys(installed(page)).sort());
    });
  }

  test("about APIs register the same one", () => {
    const [first, ...others] = quickStarts.filter((page) => page.startsWith("apis/")).map((page) => settingsOf(readPage(page)));
    for (const other of others) assert.equal(other, first);
  });
});

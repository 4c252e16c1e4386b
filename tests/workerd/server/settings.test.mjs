// `npm run settings`: a wrong setting of any environment is found before anything is deployed.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { promisify } from "node:util";

import { root } from "../../../scripts/command.mjs";

let folder, usual;
before(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "edgegrant-settings-"));
  usual = await readFile(path.join(root, "wrangler.toml"), "utf8");
});
after(() => rm(folder, { recursive: true, force: true }));

/** {code, stderr} of the command for the project's settings with each [from, to] replaced at its last place. */
async function settings(...changes) {
  const file = path.join(folder, "wrangler.toml");
  const change = (text, [from, to]) => {
    const at = text.lastIndexOf(from);
    assert.notEqual(at, -1, from);
    return text.slice(0, at) + to + text.slice(at + from.length);
  };
  await writeFile(file, changes.reduce(change, usual));
  const command = [path.join(root, "scripts", "settings.mjs"), file];
  return promisify(execFile)(process.execPath, command).then(
    ({ stderr }) => ({ code: 0, stderr }),
    ({ code, stderr }) => ({ code, stderr }),
  );
}

describe("the settings of every environment are read by the built Worker", () => {
  test("those of the project are right", async () => {
    const { code, stderr } = await settings();
    assert.equal(code, 0, stderr);
  });

  test("a mistake in RESOURCES of the deployed server is named, with its environment", async () => {
    const { code, stderr } = await settings(['"notes:write" =', '"openid" =']);
    assert.equal(code, 1);
    assert.match(stderr, /\[env\.production\.vars\] .*RESOURCES in wrangler\.toml: the scope openid of https:\/\/notes\.example\.com is one of this server's own/);
    assert.doesNotMatch(stderr, /^\[vars\]/m);
  });

  test("so is any other wrong setting", async () => {
    const { code, stderr } = await settings(['LOG_REQUESTS = "false"', 'LOG_REQUESTS = "no"']);
    assert.equal(code, 1);
    assert.match(stderr, /\[env\.production\.vars\] .*LOG_REQUESTS is "no"/);
  });
});

test("`npm start` and the build step of a deployment ask for them", async () => {
  const read = (name) => readFile(path.join(root, name), "utf8");
  assert.match(await read("scripts/start.mjs"), /await requireSettings\(\)/);
  assert.match(await read("scripts/build.mjs"), /await requireSettings\(\)/);
  assert.match(usual, /\[build\]\ncommand = "npm run --silent build -- edgegrant"/);
});

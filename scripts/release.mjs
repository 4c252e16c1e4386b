// `npm run release`: builds everything and puts into release/ what an owner needs who has Node and no Rust: a folder, an archive
// of it, and the package of `npm create edgegrant`. What one commit gives is the same, byte for byte, each time.

import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";

import { Trouble, main, must, root, run, say } from "./command.mjs";
import { toolchain } from "./toolchain.mjs";

const HELP = `npm run release                makes release/ from the commit that is checked out
npm run release -- --draft     includes changes that are not committed, to try it
npm run release -- --twice     builds the commit a second time in another folder, and compares`;

async function release({ help, draft, twice }) {
  if (help) return console.log(HELP);
  const { stdout: changes } = await must("git did not say which commit this is.", "git", ["status", "--porcelain"]);
  if (changes.trim() !== "" && !draft) {
    throw new Trouble(`A release is made from a commit, and these changes are not committed:\n${changes.trimEnd()}\nCommit them, or try it with \`npm run release -- --draft\`.`);
  }
  await toolchain();
  const { buildAll, kilobytes } = await import("./build.mjs");
  const { buildAdmin } = await import("./admin-build.mjs");
  const { makeRelease } = await import("./release/make.mjs");
  await buildAll();
  await buildAdmin();
  const { stdout: time } = await run("git", ["log", "-1", "--format=%ct"]);
  const { unpacked, packed, creator, files } = await makeRelease({ folder: path.join(root, "release"), time: Number(time) });
  const size = [...files.values()].reduce((sum, bytes) => sum + bytes.length, 0);
  say(`${path.relative(root, unpacked)}: ${files.size} files, ${kilobytes(size)}`);
  for (const file of [packed, creator]) say(`${path.relative(root, file)}: ${kilobytes(statSync(file).size)}`);
  if (twice) await again(packed);
}

/** Builds the commit from nothing in another folder. What comes of it must be the same. */
async function again(packed) {
  const folder = mkdtempSync(path.join(os.tmpdir(), "edgegrant-again-"));
  try {
    await must("The commit could not be cloned.", "git", ["clone", "--quiet", root, folder]);
    const { code } = await run(process.execPath, [path.join(folder, "scripts", "release.mjs")], { cwd: folder, show: true });
    if (code !== 0) throw new Trouble("The second build failed.");
    const [one, other] = [packed, path.join(folder, path.relative(root, packed))].map((file) => readFileSync(`${file}.sha256`, "utf8"));
    if (one !== other) throw new Trouble(`The two builds differ:\n${one}${other}`);
    say("The two builds are the same.");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function understood(args) {
  try {
    return parseArgs({ args, options: { help: { type: "boolean", short: "h" }, draft: { type: "boolean" }, twice: { type: "boolean" } } }).values;
  } catch (error) {
    throw new Trouble(`${error.message}\n\n${HELP}`);
  }
}

await main(() => release(understood(process.argv.slice(2))));

// Makes a release of what is built: a folder, an archive of it, and the package of `npm create`.

import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

import { root } from "../command.mjs";
import { archive } from "./archive.mjs";
import { contents } from "./contents.mjs";

/** Puts all into `folder`. Gives the paths {unpacked, packed, creator} and the `files`. `time`: that of the commit, in seconds since 1970. */
export async function makeRelease({ folder, time }) {
  const files = await contents({ time });
  const { name, version, license, engines } = JSON.parse(files.get("package.json"));
  const unpacked = path.join(folder, `${name}-${version}`);
  rmSync(unpacked, { recursive: true, force: true });
  for (const [file, bytes] of files) {
    mkdirSync(path.dirname(path.join(unpacked, file)), { recursive: true });
    writeFileSync(path.join(unpacked, file), bytes);
  }
  const below = (place, list) => [...list].map(([file, bytes]) => [`${place}/${file}`, bytes]);
  const packed = write(folder, `${name}-${version}.tar.gz`, archive(new Map(below(`${name}-${version}`, files)), time));
  const creator = write(folder, `create-${name}-${version}.tgz`, archive(new Map([
    ["package/package.json", Buffer.from(`${JSON.stringify(creatorManifest({ name, version, license, engines }), null, 2)}\n`)],
    ["package/create.mjs", readFileSync(path.join(root, "scripts", "release", "create.mjs"))],
    // npm takes no `.gitignore` out of a package.
    ...below(`package/${name}`, files).map(([file, bytes]) => [file.replace(/\/\.gitignore$/, "/gitignore"), bytes]),
  ]), time));
  return { unpacked, packed, creator, files };
}

function creatorManifest({ name, version, license, engines }) {
  return {
    name: `create-${name}`, version, description: `Puts ${name} into a new folder: npm create ${name}`, license, type: "module",
    bin: { [`create-${name}`]: "create.mjs" }, engines,
  };
}

function write(folder, name, bytes) {
  const file = path.join(folder, name);
  writeFileSync(file, bytes);
  writeFileSync(`${file}.sha256`, `${createHash("sha256").update(bytes).digest("hex")}  ${name}\n`);
  return file;
}

// Clients that are npm packages with a lock file of their own: they are many packages, which nothing else needs.

import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";

import { Trouble, root, timed } from "../../scripts/command.mjs";
import { npmInstall } from "../../scripts/toolchain.mjs";

/**
 * Installs what the package-lock.json in the folder `from` lists (tests/interop/`name`, if not given) into a folder of .tools,
 * and gives that folder. A program `app.mjs` is copied there, because it finds its packages only from there.
 */
export async function ensurePackages(name, from = path.join(import.meta.dirname, name)) {
  const folder = path.join(root, ".tools", "interop", name);
  const lock = path.join(from, "package-lock.json");
  const stamp = path.join(folder, "installed.json");
  if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== readFileSync(lock, "utf8")) {
    await timed(`Installing ${name} into .tools`, async () => {
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(folder, { recursive: true });
      for (const file of ["package.json", "package-lock.json"]) copyFileSync(path.join(from, file), path.join(folder, file));
      const done = await npmInstall(["--ignore-scripts"], { cwd: folder });
      if (done.code !== 0) throw new Trouble(`The packages of ${name} could not be installed.\n\n${done.stderr}`);
      copyFileSync(lock, stamp);
    });
  }
  const program = path.join(from, "app.mjs");
  if (existsSync(program)) copyFileSync(program, path.join(folder, "app.mjs"));
  return folder;
}

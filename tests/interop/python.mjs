// Clients in Python: a virtual environment of .tools for each.

import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

import { aptInstall } from "../../scripts/apt.mjs";
import { Trouble, exists, must, root, run, timed } from "../../scripts/command.mjs";

const [bin, exe] = process.platform === "win32" ? ["Scripts", ".exe"] : ["bin", ""];

/** Installs what tests/interop/`name`/requirements.txt lists, `what` in words, and gives the Python that has it. */
export async function ensurePython(name, what) {
  const folder = path.join(root, ".tools", "interop", name);
  const wanted = path.join(import.meta.dirname, name, "requirements.txt");
  const stamp = path.join(folder, "requirements.txt");
  const python = path.join(folder, bin, `python${exe}`);
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === readFileSync(wanted, "utf8") && exists(python)) return python;
  if (!(await makesEnvironments("python3"))) await aptInstall("Python", "python3", "python3-venv");
  const system = ["python3", "python"].find((program) => exists(program));
  if (system === undefined) throw new Trouble("Python 3 is missing. Install it and start again.");
  await timed(`Installing ${what} into .tools`, async () => {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(path.dirname(folder), { recursive: true });
    await must(
      "Python cannot make a virtual environment. On Debian: `apt-get install python3-venv`.",
      system, ["-m", "venv", folder],
    );
    await must(
      `${what} could not be installed from PyPI.`,
      python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement", wanted],
    );
    writeFileSync(stamp, readFileSync(wanted));
  });
  return python;
}

// Debian's own Python has no pip to put into a virtual environment without another package.
async function makesEnvironments(name) {
  return exists(name) && (await run(name, ["-c", "import ensurepip, venv"])).code === 0;
}

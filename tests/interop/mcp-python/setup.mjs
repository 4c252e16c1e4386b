// The MCP SDK for Python, in a virtual environment of the project.

import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

import { aptInstall } from "../../../scripts/apt.mjs";
import { Trouble, exists, must, root, run, timed } from "../../../scripts/command.mjs";

const folder = path.join(root, ".tools", "interop", "mcp-python");
const wanted = path.join(import.meta.dirname, "requirements.txt");
const stamp = path.join(folder, "requirements.txt");
const [bin, exe] = process.platform === "win32" ? ["Scripts", ".exe"] : ["bin", ""];
const python = path.join(folder, bin, `python${exe}`);

/** Installs what is missing, and gives the Python that has it. */
export async function ensurePythonSdk() {
  if (isInstalled()) return python;
  if (!(await makesEnvironments("python3"))) await aptInstall("Python", "python3", "python3-venv");
  const system = ["python3", "python"].find((name) => exists(name));
  if (system === undefined) throw new Trouble("Python 3 is missing. Install it and start again.");
  await timed("Installing the MCP SDK for Python into .tools", async () => {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(path.dirname(folder), { recursive: true });
    await must(
      "Python cannot make a virtual environment. On Debian: `apt-get install python3-venv`.",
      system, ["-m", "venv", folder],
    );
    await must(
      "The MCP SDK for Python could not be installed from PyPI.",
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

function isInstalled() {
  return existsSync(stamp) && readFileSync(stamp, "utf8") === readFileSync(wanted, "utf8") && exists(python);
}

// The Chromium that the browser suite drives: one that is installed, or one installed for it.
//
// In a test: `chromium.launch({ executablePath: await chromiumPath(), args: ["--no-sandbox"] })`
// with `chromium` of playwright-core. (Chromium refuses its sandbox to root.)

import { existsSync } from "node:fs";
import path from "node:path";
import { stripVTControlCharacters } from "node:util";

import { aptInstall } from "./apt.mjs";
import { Trouble, must, root, run, timed } from "./command.mjs";

const names = ["chromium", "google-chrome", "google-chrome-stable", "chromium-browser"];
const places = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/** The program to launch. Throws `Trouble` when there is none. */
export async function chromiumPath() {
  const found = await findChromium();
  if (found === undefined) throw new Trouble("There is no Chromium or Chrome. `npm test` installs one.");
  return found;
}

/** Finds Chromium, or installs it: with apt as root on Debian, else with Playwright. */
export async function ensureChromium() {
  const found = await findChromium();
  if (found !== undefined) return found;
  await aptInstall("Chromium", "chromium");
  const installed = await findChromium();
  if (installed !== undefined) return installed;
  await timed("Installing Chromium with Playwright", () =>
    must(
      "Chromium could not be installed. Install Chromium or Google Chrome and run the tests again.",
      process.execPath,
      [path.join(root, "node_modules", "playwright-core", "cli.js"), "install", "chromium"],
    ),
  );
  return chromiumPath();
}

// On Ubuntu `chromium-browser` may be there only to say that one should install a snap.
async function findChromium() {
  const works = async (program) => /Chrom/.test(await version(program));
  for (const program of [...names, ...places.filter(existsSync)]) {
    if (await works(program)) return which(program);
  }
  const { chromium } = await import("playwright-core");
  return existsSync(chromium.executablePath()) ? chromium.executablePath() : undefined;
}

async function version(program) {
  const answer = await run(program, ["--version"]).catch(() => ({ code: 1 }));
  return answer.code === 0 ? stripVTControlCharacters(answer.stdout) : "";
}

function which(program) {
  if (path.isAbsolute(program)) return program;
  const folders = process.env.PATH.split(path.delimiter);
  return folders.map((folder) => path.join(folder, program)).find(existsSync);
}

// The browsers that the browser suite drives: those that are installed, or that were installed for it.
//
// In a test: `chromium.launch({ executablePath: await chromiumPath(), args: ["--no-sandbox"] })`
// with `chromium` of playwright-core (Chromium refuses its sandbox to root), and
// `puppeteer.launch({ browser: "firefox", executablePath: await firefoxPath() })` of puppeteer-core: Playwright
// drives only a Firefox of its own make.

import { existsSync } from "node:fs";
import path from "node:path";
import { stripVTControlCharacters } from "node:util";

import { aptInstall } from "./apt.mjs";
import { Trouble, must, root, run, timed } from "./command.mjs";

const chromium = {
  name: "Chromium",
  packages: ["chromium"],
  says: /Chrom/,
  programs: [
    "chromium", "google-chrome", "google-chrome-stable", "chromium-browser",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
  ],
  /** Where `download` puts it. */
  async downloaded() {
    const { chromium } = await import("playwright-core");
    return existsSync(chromium.executablePath()) ? chromium.executablePath() : undefined;
  },
  download: () => node("playwright-core/cli.js", "install", "chromium"),
};

const FIREFOXES = path.join(root, "target", "browsers");
const firefox = {
  name: "Firefox",
  packages: ["firefox-esr"],
  says: /Mozilla Firefox/,
  programs: ["firefox-esr", "firefox", "/Applications/Firefox.app/Contents/MacOS/firefox"],
  async downloaded() {
    const { getInstalledBrowsers } = await import("@puppeteer/browsers");
    return (await getInstalledBrowsers({ cacheDir: FIREFOXES }))[0]?.executablePath;
  },
  download: () => node("@puppeteer/browsers/lib/cjs/main-cli.js", "install", "firefox@stable", "--path", FIREFOXES),
};

/** The program to launch. Throws `Trouble` when there is none. */
export const chromiumPath = () => programOf(chromium);
/** The same for Firefox. */
export const firefoxPath = () => programOf(firefox);

/** Finds both browsers, or installs them: with apt as root on Debian, else by download. */
export async function ensureBrowsers() {
  return [await ensure(chromium), await ensure(firefox)];
}

/** Chromium alone, found or installed. */
export const ensureChromium = () => ensure(chromium);

async function programOf(browser) {
  const found = await find(browser);
  if (found === undefined) throw new Trouble(`There is no ${browser.name}. \`npm test\` installs one.`);
  return found;
}

async function ensure(browser) {
  const found = await find(browser);
  if (found !== undefined) return found;
  await aptInstall(browser.name, ...browser.packages);
  const installed = await find(browser);
  if (installed !== undefined) return installed;
  await timed(`Downloading ${browser.name}`, () =>
    must(`${browser.name} could not be installed. Install it and run the tests again.`, ...browser.download()),
  );
  return programOf(browser);
}

// On Ubuntu `chromium-browser` and `firefox` may be there only to say that one should install a snap.
async function find({ programs, says, downloaded }) {
  for (const program of programs) {
    if (path.isAbsolute(program) && !existsSync(program)) continue;
    if (says.test(await version(program))) return which(program);
  }
  return downloaded();
}

/** A script of a package that is installed here, as the arguments of `must`. */
function node(script, ...args) {
  return [process.execPath, [path.join(root, "node_modules", script), ...args]];
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

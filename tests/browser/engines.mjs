// One person in front of each kind of browser, with as little as both can do: open an address, fill in what a
// page asks, press a button, read. What a browser gives to another app is known too: each opens `PRIVATE` in one that
// is not there. So is what it complains about.

import { chmod, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";

import { chromium } from "playwright-core";
import puppeteer from "puppeteer-core";

import { chromiumPath, firefoxPath } from "../../scripts/browser.mjs";

/** The scheme of an app on the person's machine. */
export const PRIVATE = "somebodysapp";

/** How long a page may take to show what a person waits for, in milliseconds. */
const PATIENCE = 10_000;

/** How often it is looked whether an app was opened, in milliseconds. */
const GLANCE = 50;

/** Each kind of browser by its name: a function that starts one. */
export const ENGINES = { Chromium: startChromium, Firefox: startFirefox };

/** In every page: what its policy forbids is said aloud. Not every browser does so by itself. */
function tell() {
  addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI }) => {
    console.error(`The policy of the page forbids it: ${effectiveDirective} ${blockedURI}`);
  });
}

/** What counts of a browser's console. A page of status 4xx is one of the things a test looks at. */
const counts = (type, text) => ["error", "warning", "warn"].includes(type) && !text.startsWith("Failed to load resource");

/** What both kinds of pages can do alike. */
function hands(page) {
  return {
    goto: (url) => page.goto(url),
    async leave(css) {
      await page.evaluate(() => { globalThis.stillHere = true; });
      await this.press(css);
      const arrived = () => page.evaluate(() => (!globalThis.stillHere && document.readyState === "complete") || undefined);
      if (!(await soon(arrived))) throw new Error(`Nothing followed ${css}.`);
    },
    read: (css) => page.$eval(css, (it) => it.innerText),
    look: (css, name) => page.$eval(css, (it, of) => it[of], name),
    evaluate: (act) => page.evaluate(act),
  };
}

/**
 * An engine: `visit()` gives a person nobody knows yet, `dispose()` ends it. A person has
 *   goto(url)       opens an address
 *   fill(css, text) fills in a field
 *   press(css)      presses a button, the first one, and does not wait for what follows
 *   leave(css)      presses one, and waits for the page that it leads to
 *   read(css)       the words of an element
 *   look(css, name) a property of one
 *   evaluate(act)   does something in the page
 *   download(css)   presses a button, and gives what is in the file that it leads to
 *   complaints      what the browser complained about
 *   handedOver()    the first address that was given to an app, as soon as one is
 */
async function startChromium() {
  const browser = await chromium.launch({ executablePath: await chromiumPath(), args: ["--no-sandbox"] });
  return {
    async visit() {
      const context = await browser.newContext();
      await context.addInitScript(tell);
      const page = await context.newPage();
      page.setDefaultTimeout(PATIENCE);
      const complaints = [];
      page.on("pageerror", (error) => complaints.push(error.message));
      page.on("console", (message) => counts(message.type(), message.text()) && complaints.push(message.text()));
      // Without a screen it opens no app. It says that it would, once nothing holds it back.
      const handed = new Promise((resolve) => {
        page.on("request", (request) => request.url().startsWith(`${PRIVATE}:`) && resolve(request.url()));
      });
      return {
        ...hands(page),
        complaints,
        fill: (css, text) => page.locator(css).first().fill(text),
        press: (css) => page.locator(css).first().click({ noWaitAfter: true }),
        async download(css) {
          const [file] = await Promise.all([page.waitForEvent("download"), this.press(css)]);
          return readFile(await file.path(), "utf8");
        },
        handedOver: () => handed,
      };
    },
    dispose: () => browser.close(),
  };
}

async function startFirefox() {
  const folder = await mkdtemp(path.join(os.tmpdir(), "edgegrant-firefox-"));
  const app = path.join(folder, "app.sh");
  const opened = path.join(folder, "opened");
  const downloads = path.join(folder, "downloads");
  await writeFile(app, `#!/bin/sh\necho "$1" > "${opened}.new" && mv "${opened}.new" "${opened}"\n`);
  await chmod(app, 0o755);
  // The person chose this app for the scheme long ago.
  const useIt = { action: 2, handlers: [{ name: "app", path: app }] };
  await writeFile(path.join(folder, "handlers.json"),
    JSON.stringify({ defaultHandlersVersion: {}, mimeTypes: {}, schemes: { [PRIVATE]: useIt } }));
  const browser = await puppeteer.launch({
    browser: "firefox",
    executablePath: await firefoxPath(),
    userDataDir: folder,
    extraPrefsFirefox: {
      "security.external_protocol_requires_permission": false,
      "browser.download.folderList": 2,
      "browser.download.dir": downloads,
      "browser.download.useDownloadDir": true,
      [`network.protocol-handler.external.${PRIVATE}`]: true,
    },
  });
  return {
    async visit() {
      await rm(opened, { force: true });
      const context = await browser.createBrowserContext();
      const page = await context.newPage();
      page.setDefaultTimeout(PATIENCE);
      await page.evaluateOnNewDocument(tell);
      const complaints = [];
      page.on("pageerror", (error) => complaints.push(error.message));
      page.on("console", (message) => counts(message.type(), message.text()) && complaints.push(message.text()));
      return {
        ...hands(page),
        complaints,
        async fill(css, text) {
          const field = await page.waitForSelector(css);
          await field.evaluate((it) => { it.value = ""; });
          await field.type(text);
        },
        async press(css) {
          await (await page.waitForSelector(css)).click();
        },
        async download(css) {
          await rm(downloads, { recursive: true, force: true });
          await this.press(css);
          return soon(async () => {
            const [name] = await readdir(downloads);
            const text = await readFile(path.join(downloads, name), "utf8");
            return text.endsWith("}") ? text : undefined;
          });
        },
        handedOver: () => soon(async () => (await readFile(opened, "utf8")).trim()),
      };
    },
    async dispose() {
      await browser.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** What `look` gives, as soon as it gives something. */
async function soon(look) {
  for (const late = Date.now() + PATIENCE; Date.now() < late; await wait(GLANCE)) {
    const found = await look().catch(() => undefined);
    if (found !== undefined) return found;
  }
  return undefined;
}

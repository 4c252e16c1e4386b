// One person in front of each kind of browser, with as little as both can do: open an address, fill in what a
// page asks, press a button. What a browser gives to another app is known too: each opens `PRIVATE` in one that
// is not there.

import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
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

/**
 * An engine: `visit()` gives a person nobody knows yet, `dispose()` ends it. A person has
 *   goto(url)       opens an address
 *   fill(css, text) fills in a field
 *   press(css)      presses a button, and does not wait for what follows
 *   handedOver()    the first address that was given to an app, as soon as one is
 */
async function startChromium() {
  const browser = await chromium.launch({ executablePath: await chromiumPath(), args: ["--no-sandbox"] });
  return {
    async visit() {
      const context = await browser.newContext();
      const page = await context.newPage();
      // Without a screen it opens no app. It says that it would, once nothing holds it back.
      const handed = new Promise((resolve) => {
        page.on("request", (request) => request.url().startsWith(`${PRIVATE}:`) && resolve(request.url()));
      });
      return {
        goto: (url) => page.goto(url),
        fill: (css, text) => page.locator(css).fill(text),
        press: (css) => page.locator(css).click({ noWaitAfter: true }),
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
      [`network.protocol-handler.external.${PRIVATE}`]: true,
    },
  });
  return {
    async visit() {
      await rm(opened, { force: true });
      const context = await browser.createBrowserContext();
      const page = await context.newPage();
      page.setDefaultTimeout(PATIENCE);
      return {
        goto: (url) => page.goto(url),
        async fill(css, text) {
          await (await page.waitForSelector(css)).type(text);
        },
        async press(css) {
          await (await page.waitForSelector(css)).click();
        },
        async handedOver() {
          for (const late = Date.now() + PATIENCE; Date.now() < late; await wait(GLANCE)) {
            const url = await readFile(opened, "utf8").catch(() => undefined);
            if (url !== undefined) return url.trim();
          }
          return undefined;
        },
      };
    },
    async dispose() {
      await browser.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

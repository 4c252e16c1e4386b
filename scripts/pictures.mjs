// `npm run pictures`: the pictures of the pages in docs/pictures, which the README shows, in light and in dark.

import { mkdirSync } from "node:fs";
import path from "node:path";

import { main, root, say } from "./command.mjs";
import { toolchain } from "./toolchain.mjs";

const FOLDER = path.join(root, "docs", "pictures");
const VIEW = { viewport: { width: 440, height: 860 }, deviceScaleFactor: 1.5 };

async function pictures() {
  await toolchain();
  const { buildAll } = await import("./build.mjs");
  await buildAll();
  const { openStage } = await import("../tests/browser/stage.mjs");
  mkdirSync(FOLDER, { recursive: true });
  const stage = await openStage({ MAIL: "cloudflare", BRAND: { name: "Harbour" } }, {}, { mail: true });
  try {
    for (const colorScheme of ["light", "dark"]) await takeAll(await stage.visitor({ ...VIEW, colorScheme }), stage, colorScheme);
  } finally {
    await stage.dispose();
  }
}

async function takeAll(visitor, stage, colorScheme) {
  const { page } = visitor;
  const take = async (name) => {
    const file = path.join(FOLDER, `${name}-${colorScheme}.png`);
    // A mark of where somebody types would blink.
    await page.evaluate(() => document.activeElement?.blur());
    await page.screenshot({ path: file });
    say(path.relative(root, file));
  };
  await visitor.begin();
  await take("sign-in");
  await visitor.signIn();
  await take("consent");
  await page.goto(`${stage.server.url}/account/security`);
  await take("account");
}

await main(pictures);

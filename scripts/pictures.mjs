// `npm run pictures`: the pictures of the pages in docs/pictures, which the README shows, in light and in dark.

import { mkdirSync } from "node:fs";
import path from "node:path";

import { main, root, say } from "./command.mjs";
import { toolchain } from "./toolchain.mjs";

const FOLDER = path.join(root, "docs", "pictures");
const DESK = { viewport: { width: 900, height: 1085 }, deviceScaleFactor: 1 };
const VIEW = { viewport: { width: 440, height: 860 }, deviceScaleFactor: 1.5 };

async function pictures() {
  await toolchain();
  const { buildAll } = await import("./build.mjs");
  await buildAll();
  const { openStage } = await import("../tests/browser/stage.mjs");
  const { administering } = await import("../tests/workerd/kit/administrators.mjs");
  mkdirSync(FOLDER, { recursive: true });
  const stage = await openStage({ MAIL: "cloudflare", BRAND: { name: "Harbour" } }, {}, { mail: true });
  try {
    const administrator = await administering(stage.server);
    await month(stage.server);
    for (const colorScheme of ["light", "dark"]) {
      await takeAll(await stage.visitor({ ...VIEW, colorScheme }), stage, colorScheme);
      await takeOverview(await stage.visitor({ ...DESK, colorScheme }), stage, administrator, colorScheme);
    }
  } finally {
    await stage.dispose();
  }
}

/** A month, as the server of a small team has it. */
async function month({ db }) {
  await db.prepare(`WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 29)
    INSERT INTO daily_totals (day, sign_ins, failures, refusals, accounts, apps)
    SELECT unixepoch() / 86400 - i, 40 + (i * 37) % 23 - 25 * ((unixepoch() / 86400 - i + 4) % 7 IN (0, 6)), (i * 11) % 5, (i % 13 = 6) * 3, (i % 9 = 2) * 2, 0 FROM n WHERE true
    ON CONFLICT (day) DO UPDATE SET sign_ins = excluded.sign_ins`).run();
  await db.batch(["UPDATE server_counts SET at = unixepoch(), upto = printf('%010d', unixepoch()) WHERE name IN ('totals', 'sweep')",
    "INSERT OR REPLACE INTO server_counts (name, count, at) VALUES ('users', 31, unixepoch()), ('clients', 6, unixepoch())",
    "UPDATE daily_totals SET requests = 1840, rows_read = 9310, rows_written = 505, kv_reads = 61, kv_writes = 61 WHERE day = unixepoch() / 86400",
  ].map((sql) => db.prepare(sql)));
}

async function takeOverview({ page, context }, { server }, { browser }, colorScheme) {
  const { hostname: domain } = new URL(server.url);
  await context.addCookies([...browser.cookies].map(([name, value]) => ({ name, value, domain, path: "/", secure: true, httpOnly: true })));
  await page.goto(`${server.url}/admin`);
  await take(page, "overview", colorScheme);
}

async function take(page, name, colorScheme) {
  const file = path.join(FOLDER, `${name}-${colorScheme}.png`);
  // A mark of where somebody types would blink.
  await page.evaluate(() => document.activeElement?.blur());
  await page.screenshot({ path: file });
  say(path.relative(root, file));
}

async function takeAll(visitor, stage, colorScheme) {
  const { page } = visitor;
  await visitor.begin();
  await take(page, "sign-in", colorScheme);
  await visitor.signIn();
  await take(page, "consent", colorScheme);
  await page.goto(`${stage.server.url}/account/security`);
  await take(page, "account", colorScheme);
}

await main(pictures);

// The administrators' first page in a browser: its charts, its table and its warnings, for whoever looks at them and with what.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { addUser } from "../workerd/kit/people.mjs";
import { plugIn } from "./authenticator.mjs";
import { assertAccessible, assertSound } from "./sound.mjs";
import { openStage } from "./stage.mjs";

let stage;
before(async () => { stage = await openStage(); });
after(() => stage?.dispose());

/** An administrator in front of the overview. */
async function atOverview(options = {}) {
  const visitor = await stage.visitor(options);
  const { page } = visitor;
  await plugIn(page, { present: true });
  const person = await addUser({ ...stage.server, user: stage.user });
  const { db } = stage.server;
  await db.prepare("UPDATE users SET administrator = 1 WHERE username = ?").bind(person.username).run();
  await page.goto(`${stage.server.url}/account/security`);
  await page.getByLabel("Username or email").fill(person.username);
  await page.getByLabel("Password", { exact: true }).fill(person.password);
  await visitor.press("Sign in");
  if (await page.getByRole("link", { name: "Not now" }).count()) await visitor.leave(() => page.getByRole("link", { name: "Not now" }).click());
  // As if they had signed in with a passkey.
  await db.prepare("UPDATE sessions SET method = 'passkey'").run();
  await page.goto(`${stage.server.url}/admin`);
  return visitor;
}

test("the overview is sound and accessible, with its table open too", async () => {
  const { db } = stage.server;
  await db.prepare(`WITH RECURSIVE n (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM n WHERE n < 40)
    INSERT INTO daily_totals (day, sign_ins, failures, refusals, accounts, apps)
    SELECT unixepoch() / 86400 - n, 3000 + (n * 7919) % 2500, (n * 31) % 97, n % 9 / 8, n % 3, n % 2 FROM n WHERE true ON CONFLICT DO NOTHING`).run();
  await stage.server.scheduled("47 * * * *");
  const visitor = await atOverview();
  const { page } = visitor;
  assert.equal(await visitor.heading(), "Overview");
  await assertSound(visitor);
  await assertAccessible(page);
  const charts = await page.getByRole("img").all();
  assert.equal(charts.length, 3);
  for (const chart of charts) assert.ok((await chart.boundingBox()).height > 40);
  await page.getByText("Show the numbers").click();
  assert.equal(await page.getByRole("row").count(), 31);
  await assertSound(visitor);
  await assertAccessible(page);
  await page.emulateMedia({ forcedColors: "active" });
  assert.ok(await charts[0].isVisible());
});

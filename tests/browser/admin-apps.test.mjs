// The administrators' pages about apps, in a browser: sound, accessible in light and dark, and used as people would.

import assert from "node:assert/strict";
import path from "node:path";
import { after, before, test } from "node:test";

import { root } from "../../scripts/command.mjs";
import { administering } from "../workerd/kit/administrators.mjs";
import { asClient, registered, rowOf } from "../workerd/kit/clients.mjs";
import { Browser } from "../workerd/kit/browser.mjs";
import { addUser } from "../workerd/kit/people.mjs";
import { obtainTokens } from "../workerd/kit/steps.mjs";
import { assertAccessible, assertSound } from "./sound.mjs";
import { openStage } from "./stage.mjs";

let stage, visitor;
before(async () => {
  stage = await openStage();
  visitor = await stage.visitor();
  const { browser } = await administering({ ...stage.server, user: stage.user });
  const { hostname } = new URL(stage.server.url);
  await visitor.context.addCookies([...browser.cookies].map(([name, value]) => ({ name, value, domain: hostname, path: "/", secure: true, httpOnly: true })));
});
after(() => stage?.dispose());

const open = (address) => visitor.page.goto(stage.server.url + address);
const shots = process.env.SHOTS;
async function assertGood(name) {
  await assertSound(visitor);
  await assertAccessible(visitor.page);
  if (shots) {
    for (const colorScheme of ["light", "dark"]) {
      await visitor.page.emulateMedia({ colorScheme });
      await visitor.page.screenshot({ path: `${shots}/${name}-${colorScheme}.png`, fullPage: true });
    }
    await visitor.page.emulateMedia({ colorScheme: null });
  }
}

test("an app is added, gets a logo, is changed, gets a secret and is removed", async () => {
  const { page } = visitor;
  await open("/admin/apps");
  await assertGood("apps");
  await visitor.leave(() => page.getByRole("link", { name: "Add an app" }).click());
  await assertGood("app-new");
  await page.getByLabel("Library or product").selectOption("Grafana");
  await page.getByLabel("Address of the app").fill("grafana.example");
  await visitor.press("Add an app");
  await assertGood("app-new-wrong");
  assert.equal(await page.getByLabel("Address of the app").getAttribute("aria-invalid"), "true");
  await page.getByLabel("Address of the app").fill("https://grafana.example");
  await visitor.press("Add an app");
  assert.equal(await visitor.heading(), "Copy this now");
  await assertGood("app-added");
  await visitor.leave(() => page.getByRole("link", { name: "Open the page about the app" }).click());
  await assertGood("app");
  await page.getByLabel("Picture").setInputFiles({ name: "logo.png", mimeType: "image/png", buffer: Buffer.from("<svg/>") });
  await visitor.press("Set the logo");
  assert.equal(await page.getByLabel("Picture").getAttribute("aria-invalid"), "true");
  await assertGood("app-logo-wrong");
  await page.getByLabel("Picture").setInputFiles({ name: "photo.png", mimeType: "image/png", buffer: Buffer.alloc(3_000_000) });
  await visitor.press("Set the logo");
  assert.match(await page.getByRole("alert").innerText(), /The file is larger than 64 kB/);
  await page.getByLabel("Picture").setInputFiles(path.join(root, "tests", "workerd", "kit", "logos", "logo.png"));
  await visitor.press("Set the logo");
  assert.equal(await page.locator(".about img").evaluate((it) => it.naturalWidth > 0), true);
  await assertGood("app-logo");
  await visitor.press("Remove the logo");
  assert.equal(await page.locator(".about img").count(), 0);
  await visitor.leave(() => page.getByRole("link", { name: "Change the app" }).click());
  await assertGood("app-change");
  await page.getByLabel("Name", { exact: true }).fill("Our charts");
  await visitor.press("Save changes");
  assert.equal(await visitor.heading(), "Our charts");
  await page.getByLabel("The previous secret").selectOption("works for one more day");
  await visitor.press("Make a new secret");
  await assertGood("app-secret");
  await visitor.leave(() => page.getByRole("link", { name: "Open the page about the app" }).click());
  await visitor.press("Remove the app");
  assert.equal(await visitor.heading(), "Apps");
});

test("an app that came by itself is looked at, blocked and vouched for", async () => {
  const server = { ...stage.server, user: stage.user };
  const app = asClient(await registered(server, { client_name: "Came by itself", scope: "openid profile" }));
  await obtainTokens(server, new Browser(server), app, await addUser(server), { scope: "openid profile" });
  await open(`/admin/app?id=${app.id}`);
  await assertGood("app-stranger");
  await visitor.press("Block the app");
  await assertGood("app-blocked");
  await visitor.press("Unblock the app");
  await visitor.press("Vouch for the app");
  assert.equal((await rowOf(server, app.id)).registered_by, "owner");
});

test("the APIs", async () => {
  await open("/admin/apis");
  await assertGood("apis");
});

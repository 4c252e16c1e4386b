// Pages in the owner's colours, however awkward they are: readable in light and dark, on a phone and on paper.

import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";

import { chromium } from "playwright-core";

import { chromiumPath } from "../../scripts/browser.mjs";
import { root } from "../../scripts/command.mjs";
import { serveAuthorizationServer } from "../../scripts/local.mjs";
import { logoOf, putLogo } from "../../scripts/settings/logo.mjs";
import { authorizationRequest } from "../workerd/kit/steps.mjs";
import { assertAccessible, assertFits, assertFitsPhones, contrast } from "./sound.mjs";

const FOLDER = path.join(root, "tests", "workerd", "kit", "logos");
const LOGO = logoOf({ BRAND: { logo: "logo.png" } }, FOLDER);
const LINKS = { support: "help@harbour.example", terms: "https://harbour.example/terms", privacy: "https://harbour.example/privacy" };
const LONG = "Gemeinschaftsstadtwerke_Hafenverwaltungsgesellschaft und Söhne, für alle, die hier arbeiten";

/** What an owner may choose without looking at it. */
const AWKWARD = [
  { name: "Yellow", color: "#ffd400", logo: LOGO },
  { name: "Black", color: "#000" },
  { name: "White", color: "#fff", logo: LOGO },
  { name: LONG, color: "#777", logo: LOGO },
  { name: "On yellow", background: "#ffd400" },
  { name: "On black", color: "#fff", background: "#000", logo: LOGO },
  { name: "On white", color: "#ffe", background: "#fff" },
  { name: "On grey", color: "#777777", background: "#777777", logo: LOGO },
];

let browser;
before(async () => {
  browser = await chromium.launch({ executablePath: await chromiumPath(), args: ["--no-sandbox"] });
});
after(() => browser?.close());

for (const brand of AWKWARD) {
  describe(`a server called ${brand.name}`, () => {
    let folder, server, page, complaints;
    before(async () => {
      folder = await mkdtemp(path.join(os.tmpdir(), "edgegrant-brand-"));
      server = await serveAuthorizationServer({ seed: true, persist: folder, vars: { BRAND: { ...brand, ...LINKS } } });
      await putLogo({ BRAND: { logo: "logo.png" } }, FOLDER, ["--persist-to", folder]);
      await server.admin("client", "edit", server.client.id, "--logo", path.join(FOLDER, "logo.webp"), "--client-uri", "https://notes.example/",
        "--tos-uri", "https://notes.example/terms", "--policy-uri", "https://notes.example/policy");
      page = await (await browser.newContext()).newPage();
      complaints = [];
      page.on("console", (message) => complaints.push(message.text()));
    });
    after(async () => {
      await page?.context().close();
      await server?.dispose();
      await rm(folder, { recursive: true, force: true });
    });

    const request = () => authorizationRequest({ ...server.client, redirectUri: "http://localhost:8788/callback" }, { scope: "openid profile" }).url;

    async function assertGood() {
      await assertAccessible(page);
      await assertFitsPhones(page);
      await assertAround(page);
      assert.deepEqual(complaints, []);
    }

    test("asks to sign in", async () => {
      await page.goto(`${server.url}${request()}`);
      assert.equal(await page.title(), `Sign in to continue to Notes – ${brand.name}`);
      for (const image of await page.locator("img").all()) assert.ok(await image.evaluate((it) => it.complete && it.naturalWidth === 96));
      assert.equal(await page.locator("img").count(), brand.logo ? 2 : 1);
      await assertGood();
    });

    test("asks for consent", async () => {
      await page.getByLabel("Username or email").fill(server.user.username);
      await page.getByLabel("Password").fill(server.user.password);
      await page.getByRole("button", { name: "Sign in", exact: true }).click();
      await page.getByRole("button", { name: "Allow" }).waitFor();
      await assertGood();
    });

    test("says who to ask", async () => {
      complaints.length = 0;
      await page.goto(`${server.url}/authorize?client_id=nobody`);
      await page.getByText("Whoever runs this server can help").waitFor();
      complaints.length = 0;
      await assertGood();
    });

    test("prints what there is to read", async () => {
      await page.emulateMedia({ media: "print" });
      const ink = await page.locator("header span").evaluate((it) => getComputedStyle(it).color);
      assert.equal(ink, "rgb(0, 0, 0)");
      await assertFits(page, page.viewportSize().width);
      await page.emulateMedia({ media: null });
    });
  });
}

/** What stands on the band and on the page, which is a gradient, so that axe does not look at it. */
async function assertAround(page) {
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const { name, link, focus, band, ground } = await page.evaluate(() => {
      const color = (text) => text.match(/[\d.]+/g).slice(0, 3).map(Number);
      const property = (property) => {
        const probe = document.createElement("i");
        probe.setAttribute("id", "probe");
        document.body.append(probe);
        const sheet = document.styleSheets[0];
        const at = sheet.insertRule(`#probe { color: var(${property}) }`, sheet.cssRules.length);
        const found = color(getComputedStyle(probe).color);
        sheet.deleteRule(at);
        probe.remove();
        return found;
      };
      const anchor = document.querySelector("footer a");
      anchor.focus({ focusVisible: true });
      const ring = getComputedStyle(anchor).outlineColor;
      anchor.blur();
      return {
        name: color(getComputedStyle(document.querySelector("header span")).color),
        link: color(getComputedStyle(anchor).color),
        focus: color(ring),
        band: property("--band"),
        ground: property("--page"),
      };
    });
    const told = JSON.stringify({ name, link, focus, band, ground });
    assert.ok(contrast(name, band) >= 4.5, told);
    assert.ok(contrast(link, ground) >= 4.5, told);
    assert.ok(contrast(focus, ground) >= 3, told);
  }
  await page.emulateMedia({ colorScheme: null, reducedMotion: null });
}

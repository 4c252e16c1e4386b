// What must be true of every page, whoever looks at it and with what.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { assertFitsPhones } from "./sound.mjs";
import { openStage } from "./stage.mjs";
import { walk } from "./walk.mjs";

let stage;
before(async () => { stage = await openStage(); });
after(() => stage?.dispose());

test("every page is well formed, fits a phone, has a dark side and loads nothing foreign", async (t) => {
  const visitor = await stage.visitor();
  const seen = [];
  await walk(stage, visitor, (name) => t.test(name, async () => {
    seen.push(name);
    await wellFormed(visitor.page);
    await assertFitsPhones(visitor.page, "button, input:not([type=hidden], [type=checkbox]), .keep, textarea");
    await hasDarkSide(visitor.page);
    const home = [stage.server.url, stage.app.url, "data:"];
    const foreign = visitor.requests.filter((url) => !home.some((start) => url.startsWith(start)));
    assert.deepEqual(foreign, []);
    assert.deepEqual(visitor.complaints, []);
  }));
  assert.equal(new Set(seen).size, seen.length);
  assert.ok(seen.length >= 20, `the walk saw only ${seen.join(", ")}`);
});

test("a script that got into a page would not run, and the console says so", async () => {
  const visitor = await stage.visitor();
  for (const origin of [stage.server.url, stage.app.url]) {
    visitor.complaints.length = 0;
    await visitor.page.goto(origin);
    await visitor.page.evaluate(() => {
      const script = document.createElement("script");
      script.textContent = "globalThis.stolen = true";
      document.body.append(script);
    });
    assert.equal(await visitor.page.evaluate(() => globalThis.stolen), undefined);
    assert.match(visitor.complaints.join(), /Content Security Policy/);
  }
});

async function wellFormed(page) {
  const facts = await page.evaluate(() => ({
    lang: document.documentElement.lang,
    title: document.title,
    mains: document.querySelectorAll("main").length,
    h1: [...document.querySelectorAll("h1")].map((it) => it.innerText.trim()),
    unnamed: [...document.querySelectorAll("input:not([type=hidden]), textarea, button, a")]
      .filter((it) => ![...(it.labels ?? []), it].some((label) => label.innerText?.trim()))
      .map((it) => it.outerHTML),
    loose: [...document.querySelectorAll("[aria-describedby], [aria-labelledby]")]
      .map((it) => it.getAttribute("aria-describedby") ?? it.getAttribute("aria-labelledby"))
      .filter((id) => !document.getElementById(id)?.innerText.trim()),
    scripts: document.scripts.length,
    buttons: document.querySelectorAll("#show, form#passkey").length,
  }));
  assert.equal(facts.lang, "en");
  assert.match(facts.title, /^\S.* – (localhost:\d+|Notes)$/);
  assert.equal(facts.mains, 1);
  assert.equal(facts.h1.length, 1, JSON.stringify(facts.h1));
  assert.ok(facts.h1[0].length > 0);
  assert.deepEqual(facts.unnamed, [], "every field and button has words");
  assert.deepEqual(facts.loose, [], "what describes a field is there");
  assert.equal(facts.scripts, facts.buttons, "the only scripts are those of two buttons: a password shown, and a passkey");
}

async function hasDarkSide(page) {
  const colors = {};
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    colors[colorScheme] = await page.locator("h1").evaluate((heading) => {
      // In shades from 0 to 765: red, green and blue together.
      const shade = (color) => color.match(/\d+/g).slice(0, 3).reduce((sum, it) => sum + Number(it), 0);
      let ground = heading;
      while (/^rgba\(.*, 0\)$/.test(getComputedStyle(ground).backgroundColor) && ground.parentElement) {
        ground = ground.parentElement;
      }
      return { text: shade(getComputedStyle(heading).color), ground: shade(getComputedStyle(ground).backgroundColor) };
    });
  }
  assert.ok(colors.light.text < 200 && colors.light.ground > 600, JSON.stringify(colors));
  assert.ok(colors.dark.text > 600 && colors.dark.ground < 200, JSON.stringify(colors));
  await page.emulateMedia({ colorScheme: "light" });
}

// Every page where people sign in, make an account, get back in and look after their account, whoever looks at it and
// with what: in light and dark, on the smallest phone, with colors of their own, with letters twice as large, and by
// keyboard alone.

import assert from "node:assert/strict";
import { test } from "node:test";

import { walkAccounts } from "./account-walk.mjs";
import { assertAccessible, assertFits, assertFitsPhones, assertSound, contrast } from "./sound.mjs";

/** The one page that loads something from elsewhere. */
const FOREIGN = "sign-up-turnstile";
/** A screen on which letters twice as large leave as much room as a phone. */
const LARGE = { width: 640, height: 900 };

test("every page is sound, accessible, and used with whatever people have", async (t) => {
  const seen = [];
  await walkAccounts((name, visitor) => t.test(name, async () => {
    const { page } = visitor;
    seen.push(name);
    await (name === FOREIGN ? assertFitsPhones(page) : assertSound(visitor));
    await assertAccessible(page);
    await assertInOwnColors(page);
    await assertLarge(page);
    if (name !== FOREIGN) await assertByKeyboard(page);
    assert.deepEqual(visitor.complaints, []);
  }));
  assert.equal(new Set(seen).size, seen.length);
  assert.ok(seen.length >= 40, `the walk saw only ${seen.join(", ")}`);
});

/** In forced colors, what can be pressed and filled in has an edge, and the page where one is can be told. */
async function assertInOwnColors(page) {
  await page.emulateMedia({ forcedColors: "active", reducedMotion: "reduce" });
  const edges = await page.evaluate(() => {
    const color = (text) => text.match(/[\d.]+/g).slice(0, 3).map(Number);
    const ground = color(getComputedStyle(document.querySelector("main")).backgroundColor);
    const all = document.querySelectorAll("button:not(.show), .button, input:not([type=hidden], [type=checkbox]), [aria-current]");
    return [...all].filter((it) => it.checkVisibility()).map((it) => {
      const { borderBottomWidth, borderBottomColor, borderBottomStyle } = getComputedStyle(it);
      return { html: it.outerHTML, width: borderBottomStyle === "none" ? 0 : parseFloat(borderBottomWidth), color: color(borderBottomColor), ground };
    });
  });
  for (const { html, width, color, ground } of edges) assert.ok(width >= 1 && contrast(color, ground) >= 3, `${html} has no edge`);
  await page.emulateMedia({ forcedColors: null, reducedMotion: null });
}

/** With letters twice as large nothing is cut off, and nothing scrolls sideways. */
async function assertLarge(page) {
  const usual = page.viewportSize();
  await page.setViewportSize(LARGE);
  await page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("html { font-size: 200% }");
    document.adoptedStyleSheets = [sheet];
  });
  await assertFits(page, LARGE.width);
  await page.evaluate(() => { document.adoptedStyleSheets = []; });
  await page.setViewportSize(usual);
}

/** Tab comes by everything that can be used, in the order of the page, and shows where it is. */
async function assertByKeyboard(page) {
  await page.locator("header").click();
  await page.evaluate(() => {
    const all = document.querySelectorAll("a[href], button, input:not([type=hidden]), summary");
    globalThis.places = [...all].filter((it) => it.checkVisibility({ visibilityProperty: true }) && !it.closest("details:not([open]) > :not(summary)"));
  });
  const count = await page.evaluate(() => globalThis.places.length);
  for (let place = 0; place < count; place++) {
    await page.keyboard.press("Tab");
    const { right, wanted, outline, inView } = await page.evaluate((at) => {
      const { activeElement: it } = document;
      const { outlineStyle, outlineWidth } = getComputedStyle(it);
      const { top, bottom } = it.getBoundingClientRect();
      return {
        right: it === globalThis.places[at],
        wanted: globalThis.places[at].outerHTML,
        outline: outlineStyle === "none" ? 0 : parseFloat(outlineWidth),
        inView: bottom > 0 && top < innerHeight,
      };
    }, place);
    assert.ok(right, `Tab does not come to ${wanted}`);
    assert.ok(outline >= 2 && inView, `${wanted} shows that it has the focus`);
  }
}

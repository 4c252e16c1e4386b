// What is true of a page that anybody can use: well-formed, readable in light and dark, on a phone, by
// keyboard. The four functions assert it of the page that a visitor sees.

import assert from "node:assert/strict";

import axe from "axe-core";

/** The widths of a small and of a usual phone, in CSS pixels. */
const PHONES = [320, 390];
/** What a finger can hit, in CSS pixels. */
const FINGER = 44;
/** The least contrast of text (WCAG 2.2, 1.4.3). */
const READABLE = 4.5;
/** The rules of axe that count: WCAG 2.2 A and AA, and what is good practice besides. */
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
/** More presses of Tab than any page has places to go. */
const LONGEST_PAGE = 20;

/** Everything below but the keyboard, and nothing foreign was loaded. */
export async function assertSound(visitor) {
  const { page } = visitor;
  await assertWellFormed(page);
  await assertFitsPhones(page);
  await assertReadable(page);
  const foreign = visitor.requests.filter((url) => !/^(http:\/\/localhost:|data:)/.test(url));
  assert.deepEqual(foreign, []);
  assert.deepEqual(visitor.complaints, []);
}

/** axe finds nothing that breaks WCAG 2.2 AA, in light and in dark. */
export async function assertAccessible(page, schemes = ["light", "dark"]) {
  await page.emulateMedia({ reducedMotion: "reduce" });
  for (const colorScheme of schemes) {
    await page.emulateMedia({ colorScheme });
    await page.evaluate(axe.source);
    const { violations, passes } = await page.evaluate((runOnly) => globalThis.axe.run({ runOnly }), RULES);
    assert.deepEqual(violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`)), [], colorScheme);
    assert.ok(passes.length > 10, "axe looked");
  }
  await page.emulateMedia({ colorScheme: null, reducedMotion: null });
}

async function assertWellFormed(page) {
  const facts = await page.evaluate(() => ({
    lang: document.documentElement.lang,
    title: document.title,
    mains: document.querySelectorAll("main").length,
    h1: document.querySelectorAll("h1").length,
    levels: [...document.querySelectorAll("h1, h2, h3")].map((it) => Number(it.tagName[1])),
    unnamed: [...document.querySelectorAll("input:not([type=hidden]), button, a")]
      .filter((it) => ![...(it.labels ?? []), it].some((label) => label.textContent?.trim()))
      .map((it) => it.outerHTML),
    ids: [...document.querySelectorAll("[id]")].map((it) => it.id),
    empty: [...document.querySelectorAll("p, li, h1, h2, h3, ul")].filter((it) => !it.textContent.trim()).length,
    stray: [...document.querySelectorAll("ul > :not(li)")].length,
    // The only scripts are those of the button that shows a password, and of the forms that ask for a passkey, make one, or wait for one.
    scripts: document.scripts.length - document.querySelectorAll("#show, form#passkey, form#new-passkey, form#wait").length,
    styles: document.querySelectorAll("[style], style").length,
    tabindex: document.querySelectorAll("[tabindex]").length,
  }));
  assert.equal(facts.lang, "en");
  assert.match(facts.title, /^\S.* – localhost:\d+$/);
  assert.deepEqual([facts.mains, facts.h1], [1, 1]);
  facts.levels.forEach((level, index) => assert.ok(level <= (facts.levels[index - 1] ?? 0) + 1, `headings ${facts.levels}`));
  assert.deepEqual(facts.unnamed, [], "every field, button and link has words");
  assert.equal(new Set(facts.ids).size, facts.ids.length);
  const { empty, stray, scripts, styles, tabindex } = facts;
  assert.deepEqual({ empty, stray, scripts, styles, tabindex }, { empty: 0, stray: 0, scripts: 0, styles: 0, tabindex: 0 });
}

/** `targets` are what a finger has to hit. */
export async function assertFitsPhones(page, targets = "button, a, input:not([type=hidden], [type=checkbox]), .check, .keep") {
  const { width: usual, height } = page.viewportSize();
  for (const width of PHONES) {
    await page.setViewportSize({ width, height });
    await assertFits(page, width);
    const small = await page.evaluate(({ finger, targets }) => [...document.querySelectorAll(targets)]
      .filter((it) => it.checkVisibility() && it.getBoundingClientRect().height < finger)
      .map((it) => it.outerHTML), { finger: FINGER, targets });
    assert.deepEqual(small, [], "buttons, links and fields are large enough for a finger");
  }
  await page.setViewportSize({ width: usual, height });
}

/** Nothing is wider than this page, which is so wide. */
export async function assertFits(page, width) {
  const { wide, out } = await page.evaluate(() => ({
    wide: document.documentElement.scrollWidth,
    out: [...document.body.querySelectorAll("*")]
      .filter((it) => it.getBoundingClientRect().right > innerWidth + 0.5 || it.getBoundingClientRect().left < -0.5)
      .map((it) => it.outerHTML.slice(0, 80)),
  }));
  assert.equal(wide, width, "no scrolling sideways");
  assert.deepEqual(out, [], "nothing is cut off");
}

// Every piece of text against what is behind it.
async function assertReadable(page) {
  // Colors fade when a page changes sides.
  await page.emulateMedia({ reducedMotion: "reduce" });
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    const texts = await page.evaluate(() => {
      const color = (text) => text.match(/[\d.]+/g).map(Number);
      // What is drawn in a picture has colours of its own.
      const all = [...document.querySelectorAll("main *:not(svg *)")].filter((it) =>
        [...it.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim()));
      return all.map((it) => {
        let ground = it;
        while (color(getComputedStyle(ground).backgroundColor)[3] === 0) ground = ground.parentElement;
        const { color: ink } = getComputedStyle(it);
        return { words: it.innerText.slice(0, 40), ink: color(ink), ground: color(getComputedStyle(ground).backgroundColor) };
      });
    });
    assert.ok(texts.length > 1);
    for (const { words, ink, ground } of texts) {
      const found = contrast(ink, ground);
      assert.ok(found >= READABLE, `${words}: ${found.toFixed(2)} in ${colorScheme}`);
    }
    const [{ ground }] = texts;
    assert.equal(luminance(ground) > 0.5, colorScheme === "light", `${ground} is the ${colorScheme} side`);
  }
  await page.emulateMedia({ colorScheme: null, reducedMotion: null });
}

/** How light a color is, from 0 to 1 (WCAG 2.2, relative luminance). */
function luminance([red, green, blue]) {
  const linear = (it) => (it / 255 <= 0.04045 ? it / 255 / 12.92 : ((it / 255 + 0.055) / 1.055) ** 2.4);
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

/** Of two colors, from 1 to 21 (WCAG 2.2, contrast ratio). */
export function contrast(one, other) {
  const [dark, light] = [one, other].map(luminance).sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

/** Presses Tab until the focus is on `name`; gives the names it came by, each of which showed the focus. */
export async function tabTo(page, name) {
  const passed = [];
  while (passed.at(-1) !== name) {
    assert.ok(passed.length < LONGEST_PAGE, `Tab does not reach ${name}, only ${passed.join(", ")}`);
    await page.keyboard.press("Tab");
    passed.push(await focused(page));
  }
  return passed;
}

/** The name of what has the focus, and shows it. A field with `autofocus` has it some time after the page is loaded. */
export async function focused(page) {
  await page.waitForFunction(() => !document.querySelector("[autofocus]") || document.activeElement !== document.body);
  const focus = await page.evaluate(() => {
    const { activeElement: it } = document;
    const { outlineStyle, outlineWidth } = getComputedStyle(it);
    return {
      name: (it.labels?.[0] ?? it).innerText.trim().replace(/\s+/g, " "),
      tag: it.tagName,
      outline: outlineStyle === "none" ? 0 : parseFloat(outlineWidth),
    };
  });
  assert.notEqual(focus.tag, "BODY", "something has the focus");
  assert.ok(focus.outline >= 2, `${focus.name} shows that it has the focus`);
  return focus.name;
}

/** A person on a phone, whose browser runs no scripts. */
export const PHONE = { javaScriptEnabled: false, viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

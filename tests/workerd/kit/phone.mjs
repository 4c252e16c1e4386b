// An app that shows codes, as npm `otpauth` has it, which is not ours; and the picture that it is set up by.

import assert from "node:assert/strict";
import jsqr from "jsqr";
import { TOTP, URI } from "otpauth";

import { attribute } from "./browser.mjs";

export const SET_UP = "/account/second-factor";

/** What the picture on a page says to a camera. */
export function pictured(html) {
  const svg = html.match(/<svg class="qr"[^]*?<\/svg>/)[0];
  const side = Number(svg.match(/viewBox="0 0 (\d+) \1"/)[1]);
  const scale = 4;
  const width = side * scale;
  const pixels = new Uint8ClampedArray(width * width * 4).fill(255);
  const dark = (x, y) => pixels.set([0, 0, 0, 255], (y * width + x) * 4);
  for (const [, x, y, run] of svg.match(/<path stroke="#000" d="([^"]+)"/)[1].matchAll(/M(\d+) (\d+)\.5h(\d+)/g)) {
    for (let down = 0; down < scale; down++) {
      for (let along = 0; along < Number(run) * scale; along++) dark(Number(x) * scale + along, Number(y) * scale + down);
    }
  }
  return jsqr(pixels, width, width).data;
}

/** The app as it reads the picture on a page. */
export function scan(page) {
  const data = pictured(page.text);
  const link = attribute(page.text.match(/<a\b[^>]*href="otpauth:[^>]*>/)[0], "href");
  assert.equal(data, link, "the picture and the link say the same");
  const app = URI.parse(data);
  assert.ok(app instanceof TOTP);
  assert.equal(codesOn(page)[0].replaceAll(" ", ""), app.secret.base32, "and so does the key");
  return app;
}

/** What stands on a page in `<code>`. */
export function codesOn(page) {
  return [...page.text.matchAll(/<code>([^<]*)<\/code>/g)].map(([, code]) => code);
}

/** The code of so many steps from now, by the clock of the server. */
export function codeOf(server, app, steps = 0) {
  return app.generate({ timestamp: ((server.now?.() ?? Math.floor(Date.now() / 1000)) + steps * 30) * 1000 });
}

/** The person in this browser, who has just signed in with a password, turns their second factor on: {app, codes}. */
export async function turnOn(server, browser) {
  const page = await browser.open(SET_UP);
  const app = scan(page);
  const done = await browser.submit(page, { code: codeOf(server, app) });
  assert.equal(done.status, 200, done.text);
  const codes = codesOn(done);
  assert.equal(new Set(codes).size, 10);
  return { app, codes, done };
}

/** Whether a page asks for a code. */
export const asksForCode = (page) => page.status < 500 && page.text.includes('name="recovery_code"');

/** Sends the form for a recovery code. */
export function submitRecoveryCode(browser, page, code) {
  const form = page.text.match(/<details[^]*?<\/details>/)[0];
  const action = attribute(form.match(/<form\b[^>]*>/)[0], "action");
  const hidden = form.match(/<input type="hidden"[^>]*>/g);
  const values = Object.fromEntries(hidden.map((input) => [attribute(input, "name"), attribute(input, "value")]));
  return browser.open(action, {
    method: "POST",
    headers: { origin: browser.origin },
    body: new URLSearchParams({ ...values, recovery_code: code }),
  });
}

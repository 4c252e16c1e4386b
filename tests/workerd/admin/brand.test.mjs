// Where administrators try a name and colours.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { administering } from "../kit/administrators.mjs";
import { serveWithClock } from "../kit/serve.mjs";

let server, browser;
before(async () => {
  server = await serveWithClock({ vars: { BRAND: { name: "Harbour", color: "#1b3a6b" } } });
  ({ browser } = await administering(server));
});
after(() => server?.dispose());

const open = (query = "") => browser.open(`/admin/brand${query}`);
const kept = (page) => page.text.match(/<p class="once"><code>([^<]+)<\/code>/)?.[1].replaceAll("&#34;", '"');

test("shows what there is, in light and in dark colours, and says nothing of the settings", async () => {
  const page = await open();
  assert.equal(page.status, 200);
  assert.match(page.text, /value="Harbour"/);
  assert.match(page.text, /value="#1b3a6b"/);
  assert.equal(page.text.match(/<figure>/g).length, 2);
  assert.match(page.text, /fill="#1b3a6b"/);
  assert.equal(kept(page), undefined);
});

test("a name and colours are tried: they are in the pictures, and as the settings have them below", async () => {
  const page = await open(`?q=${encodeURIComponent("Café “Süd”")}&color=%23fd0&background=%23112233`);
  assert.equal(page.status, 200);
  assert.match(page.text, />Café “Süd”<\/text>/);
  assert.match(page.text, /fill="#112233"/);
  assert.deepEqual(JSON.parse(`{${kept(page)}}`), { name: "Café “Süd”", color: "#ffdd00", background: "#112233" });
  // Nothing of it is saved.
  assert.match((await open()).text, /value="Harbour"/);
  assert.doesNotMatch((await browser.open("/")).text, /Süd/);
});

test("a colour that is none is said beside its field, and not shown", async () => {
  const page = await open(`?q=Harbour&color=${encodeURIComponent('red"/><script>')}`);
  assert.equal(page.status, 400);
  assert.match(page.text, /Enter # and six digits/);
  assert.equal(kept(page), undefined);
  assert.ok(!page.text.includes("<script"));
});

test("a name with markup or with what turns text around is text, or is not taken", async () => {
  const page = await open(`?q=${encodeURIComponent("<b>&\"")}`);
  assert.ok(!page.text.includes("<b>"));
  const turned = await open(`?q=${encodeURIComponent("a\u202eb")}&color=%23123456`);
  assert.equal(JSON.parse(`{${kept(turned)}}`).name, "Harbour");
});

// The page of response_mode=form_post: it posts the answer to the client, by itself or at the press of
// a button.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { after, before, beforeEach, test } from "node:test";

import { authorizationUrl, openStage } from "./stage.mjs";

/** What came to the client, in order: {method, url, referer, fields}. */
let received;
// The client.
const receiver = createServer(async (request, response) => {
  const fields = Object.fromEntries(new URLSearchParams(await text(request)));
  const { method, url, headers } = request;
  if (url.startsWith("/callback")) received.push({ method, url, referer: headers.referer, fields });
  response.setHeader("content-type", "text/html");
  response.end("<h1>Arrived</h1>");
});

let stage, callback;
before(async () => {
  await new Promise((listening) => receiver.listen(0, "localhost", listening));
  callback = `http://localhost:${receiver.address().port}/callback`;
  stage = await openStage();
  await stage.server.db
    .prepare("UPDATE clients SET redirect_uris = json_array(?) WHERE id = ?")
    .bind(callback, stage.client.id)
    .run();
});
beforeEach(() => { received = []; });
after(async () => {
  await stage?.dispose();
  receiver.closeAllConnections();
  receiver.close();
});

/** The address that asks for a form. */
function address(params = {}) {
  return authorizationUrl(stage, { redirect_uri: callback, response_mode: "form_post", ...params });
}

/** A person who is asked, in a browser with these options. */
async function asked(options, params) {
  const visitor = await stage.visitor(options);
  await visitor.page.goto(address(params));
  await visitor.signIn();
  return visitor;
}

/** Does what makes the browser go to the client by itself, and waits until it is there. */
async function arrives(visitor, act) {
  await Promise.all([visitor.page.waitForURL(callback), act().catch(() => {})]);
  assert.equal(await visitor.heading(), "Arrived");
}

/** The code came in a form, with `state` and issuer, and in no address that anybody sees. */
function assertAnswered(visitor) {
  const [{ method, url, referer, fields }, ...more] = received;
  assert.deepEqual(more, []);
  assert.deepEqual({ method, url, referer }, { method: "POST", url: "/callback", referer: undefined });
  assert.deepEqual(Object.keys(fields), ["code", "state", "iss"]);
  assert.deepEqual([fields.state, fields.iss], ["some-state", stage.server.url]);
  for (const seen of [...visitor.requests, ...visitor.shown]) assert.equal(seen.includes(fields.code), false, seen);
  assert.deepEqual(visitor.complaints, []);
}

test("with scripts, the browser goes on by itself", async () => {
  const visitor = await asked();
  await arrives(visitor, () => visitor.page.getByRole("button", { name: "Allow" }).click());
  assertAnswered(visitor);
});

for (const [name, press] of [
  ["presses the button", (visitor) => visitor.press("Continue")],
  ["presses a key", (visitor) => visitor.leave(async () => {
    await visitor.page.keyboard.press("Tab");
    await visitor.page.keyboard.press("Enter");
  })],
]) {
  test(`without scripts, the person ${name}`, async () => {
    const visitor = await asked({ javaScriptEnabled: false });
    await visitor.press("Allow");
    assert.equal(await visitor.heading(), "Returning to the app");
    assert.deepEqual(received, []);
    await press(visitor);
    assert.equal(await visitor.heading(), "Arrived");
    assertAnswered(visitor);
  });
}

test("a no, and what else goes wrong, comes in a form too", async () => {
  const visitor = await asked();
  await arrives(visitor, () => visitor.page.getByRole("button", { name: "Deny" }).click());
  await visitor.page.goto(stage.server.url);
  await arrives(visitor, () => visitor.page.goto(address({ scope: "no-such-scope" })));
  assert.deepEqual(received.map(({ method, url, fields }) => [method, url, fields.error, fields.state]), [
    ["POST", "/callback", "access_denied", "some-state"],
    ["POST", "/callback", "invalid_scope", "some-state"],
  ]);
  assert.deepEqual(visitor.complaints, []);
});

test("whatever is in the state is a value of the form, and no script", async () => {
  const state = `"><script>globalThis.stolen = true</script>`;
  const visitor = await asked({ javaScriptEnabled: false }, { state });
  await visitor.press("Allow");
  assert.equal(await visitor.page.locator("input[name=state]").getAttribute("value"), state);
  assert.equal(await visitor.page.locator("script").count(), 1, "the one that presses the button");
});

test("the page is well formed, fits a phone and has a dark side", async () => {
  const phone = { javaScriptEnabled: false, colorScheme: "dark", viewport: { width: 320, height: 640 } };
  const visitor = await asked(phone);
  await visitor.press("Allow");
  const { page } = visitor;
  assert.match(await page.title(), /^Returning to the app – localhost:\d+$/);
  assert.equal(await page.locator("main h1").count(), 1);
  const button = await page.getByRole("button", { name: "Continue" }).boundingBox();
  assert.ok(button.height >= 44 && button.x >= 0 && button.x + button.width <= 320, JSON.stringify(button));
  const ground = await page.locator("main").evaluate((main) => getComputedStyle(main).backgroundColor);
  assert.ok(ground.match(/\d+/g).every((it) => Number(it) < 80), ground);
});

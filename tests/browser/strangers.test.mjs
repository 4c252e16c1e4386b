// What a person sees, and can do, when a client asks that nobody vouches for: one that registered
// itself, and one that is described by a document.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { assertSound, contrast } from "./sound.mjs";
import { authorizationUrl, openStage, strangers } from "./stage.mjs";

/** The least contrast of text (WCAG 2.2, 1.4.3) and of what shows where something is (1.4.11). */
const READABLE = 4.5;
const VISIBLE = 3;

let stage, clients;
before(async () => {
  stage = await openStage();
  clients = await strangers(stage);
});
after(() => stage?.dispose());

/** A person who signed in and is asked. */
async function asked(client_id, options) {
  const visitor = await stage.visitor(options);
  await visitor.page.goto(authorizationUrl(stage, { client_id }));
  await visitor.signIn();
  return visitor;
}

/** The colors of the warning, as [red, green, blue], and how thick its border is, in CSS pixels. */
function looks(page) {
  return page.locator(".warning").evaluate((box) => {
    const color = (element, name) => getComputedStyle(element)[name].match(/\d+/g).slice(0, 3).map(Number);
    return {
      ground: color(box, "backgroundColor"),
      around: color(document.querySelector("main"), "backgroundColor"),
      border: color(box, "borderLeftColor"),
      thickness: parseFloat(getComputedStyle(box).borderLeftWidth),
      texts: [...box.querySelectorAll("p, strong, bdi")].map((it) => color(it, "color")),
      sign: color(box.querySelector("svg"), "color"),
    };
  });
}

/** The warning stands before `next`, and the page's title and first words do not take the app at its word. */
async function assertNamed(visitor, words, next) {
  const { page } = visitor;
  const warning = page.locator(".warning");
  assert.match(await warning.innerText(), words);
  const [above, below] = [await warning.boundingBox(), await next.boundingBox()];
  assert.ok(above.y + above.height < below.y);
  assert.match(await page.locator(".lead").innerText(), /^to continue to an app that calls itself Paper$/);
  assert.doesNotMatch(await page.title(), /Paper/);
  await assertSound(visitor);
}

for (const [kind, words] of [
  ["itself", /^This app is not verified\.\n\nIt registered itself, and nobody has checked who runs it\. .* It will send you to localhost:\d+\./],
  ["document", /^This app is not verified\.\n\nAll that is known about it comes from client\.example, and nobody has checked who runs it\./],
]) {
  describe(`a client that is known by ${kind}`, () => {
    test("is shown with a warning, before the buttons and in words", async () => {
      const { page, complaints } = await asked(clients[kind]);
      const warning = page.locator(".warning");
      assert.match(await warning.innerText(), words);
      const [above, below] = [await warning.boundingBox(), await page.getByRole("button", { name: "Allow" }).boundingBox()];
      assert.ok(above.y + above.height < below.y);
      assert.deepEqual(complaints, []);
    });

    test("is named as what it is, with its host, before a password is asked for", async () => {
      const visitor = await stage.visitor();
      const { page } = visitor;
      await page.goto(authorizationUrl(stage, { client_id: clients[kind] }));
      await assertNamed(visitor, words, page.getByLabel("Password"));
      await visitor.signIn({ ...stage.user, password: "wrong" });
      await assertNamed(visitor, words, page.getByLabel("Password"));
    });

    test("is named in the same way where somebody chooses an account for it", async () => {
      const visitor = await asked(clients[kind]);
      await visitor.page.goto(authorizationUrl(stage, { client_id: clients[kind], prompt: "select_account" }));
      assert.equal(await visitor.heading(), "Choose an account");
      await assertNamed(visitor, words, visitor.page.locator(".accounts"));
    });

    for (const colorScheme of ["light", "dark"]) {
      test(`has two buttons that look the same, in ${colorScheme} colors`, async () => {
        const { page } = await asked(clients[kind], { colorScheme });
        const looks = page.locator(".choice button").evaluateAll((buttons) => buttons.map((button) => {
          const { width, height } = button.getBoundingClientRect();
          const { color, backgroundColor, borderColor, borderWidth, boxShadow, fontWeight, fontSize, opacity } = getComputedStyle(button);
          return { width, height, color, backgroundColor, borderColor, borderWidth, boxShadow, fontWeight, fontSize, opacity };
        }));
        const [deny, allow] = await looks;
        assert.deepEqual(deny, allow);
      });

      test(`can be read in ${colorScheme} colors`, async () => {
        const { page } = await asked(clients[kind], { colorScheme });
        const { ground, around, border, texts, sign } = await looks(page);
        for (const text of texts) assert.ok(contrast(text, ground) >= READABLE, `${text} on ${ground}`);
        assert.ok(contrast(border, around) >= VISIBLE, `${border} on ${around}`);
        assert.ok(contrast(sign, ground) >= VISIBLE, `${sign} on ${ground}`);
      });
    }

    test("is set apart without colors too", async () => {
      const { page } = await asked(clients[kind], { forcedColors: "active" });
      const { ground, around, border, thickness } = await looks(page);
      assert.ok(thickness >= 3);
      assert.ok(contrast(border, around) >= VISIBLE);
      assert.deepEqual(ground, around, "the person's own colors");
    });

    test("can be refused and allowed with the keyboard alone", async () => {
      for (const [tabs, answer] of [[3, /[?&]error=access_denied/], [4, /[?&]code=/]]) {
        const visitor = await asked(clients[kind]);
        const { page } = visitor;
        const gone = page.waitForRequest((request) => request.url().startsWith(`${stage.app.url}/callback`));
        for (let tab = 0; tab < tabs; tab++) await page.keyboard.press("Tab");
        await page.keyboard.press("Enter");
        assert.match((await gone).url(), answer);
      }
    });

    test("is asked about each time, for it returns to the person's own machine", async () => {
      const visitor = await asked(clients[kind]);
      await visitor.press("Allow");
      await visitor.page.goto(authorizationUrl(stage, { client_id: clients[kind] }));
      assert.equal(await visitor.page.locator(".warning").count(), 1);
    });

    test("is sent nothing before the person has seen who asks", async () => {
      const visitor = await stage.visitor();
      await visitor.page.goto(authorizationUrl(stage, { client_id: clients[kind], response_type: "token" }));
      assert.equal(await visitor.heading(), "This app’s request cannot be used");
      assert.deepEqual(visitor.requests.filter((url) => url.startsWith(stage.app.url)), []);
    });
  });
}

test("a client of the owner is shown without a warning, by its name", async () => {
  const { page } = await asked(stage.client.id);
  assert.equal(await page.locator(".warning").count(), 0);
  for (const address of [authorizationUrl(stage, { prompt: "select_account" }), authorizationUrl(stage, { prompt: "login" })]) {
    await page.goto(address);
    assert.equal(await page.locator(".warning").count(), 0);
    assert.equal(await page.locator(".lead").innerText(), "to continue to Notes");
  }
});

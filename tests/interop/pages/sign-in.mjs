// The pages about signing in: a person in Chromium signs in to the app of the page and out again; presses "Deny"; and is
// sent an answer that was meant for somebody else.

import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { chromium } from "playwright-core";

import { ensureChromium } from "../../../scripts/browser.mjs";
import { freePort, serveAuthorizationServer } from "../../../scripts/local.mjs";
import { addUser } from "../../workerd/kit/people.mjs";
import { Follower } from "./page.mjs";

/** How long a page may take, in milliseconds. */
const PATIENCE = 20_000;

/**
 * The tests of the page `name`. `prepare` does what has to be done before the page's files are written; `patience` is how long the
 * app may take to start, in milliseconds; `inPlace` is that of `Follower`.
 */
export function testSignIn(name, { prepare = () => {}, patience, inPlace } = {}) {
  const started = new AsyncDisposableStack();
  let server, url, running, browser;

  before(async () => {
    const executablePath = await ensureChromium();
    const data = await mkdtemp(path.join(os.tmpdir(), "edgegrant-"));
    started.defer(() => rm(data, { recursive: true, force: true }));
    server = await serveAuthorizationServer({ seed: true, persist: data });
    started.defer(server.dispose);
    const port = await freePort();
    url = `http://localhost:${port}`;
    const follower = await Follower.of(name, { issuer: server.url, port, inPlace });
    started.defer(() => follower.dispose());
    await follower.register(data);
    await prepare(follower);
    follower.write();
    running = await follower.serve(url, { patience });
    browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
    started.defer(() => browser.close());
  });
  after(() => started.disposeAsync());

  /** A person nobody knows yet, in front of the app. */
  async function visit() {
    const page = await (await browser.newContext()).newPage();
    page.setDefaultTimeout(PATIENCE);
    await page.goto(url);
    await reads(page, "Nobody is signed in.");
    return page;
  }

  async function reads(page, words) {
    await page.getByText(words).first().waitFor().catch(async () => {
      assert.fail(`"${words}" is not on ${page.url()}, but: ${await page.innerText("body")}\n${running.output()}`);
    });
  }

  const press = (page, label) => page.getByRole("button", { name: label }).or(page.getByRole("link", { name: label })).first().click();

  async function signIn(page, user) {
    await press(page, "Sign in");
    await page.locator("[name=username]").first().fill(user.username);
    await page.locator("[name=password]").first().fill(user.password);
    await page.locator("[name=password]").first().press("Enter");
    await page.locator('[name=decision][value="allow"]').waitFor();
  }

  /** Presses "Allow" as the page's form does, and gives where it leads without going there. */
  async function allow(page) {
    const { action, fields } = await page.locator('form:has([name=decision][value="allow"])').evaluate((form) => (
      { action: form.action, fields: Object.fromEntries(new FormData(form)) }
    ));
    const answer = await page.context().request.post(action, {
      form: { ...fields, decision: "allow" }, headers: { origin: server.url }, maxRedirects: 0,
    });
    return answer.headers().location;
  }

  test("signs a person in and out", async () => {
    const page = await visit();
    await signIn(page, server.user);
    await press(page, "Allow");
    await reads(page, "Hello, Demo Person");
    assert.equal(new URL(page.url()).origin, url);
    assert.equal(new URL(page.url()).search, "", "the code is not left in the address");

    await press(page, "Sign out");
    const asked = page.locator('[value="sign-out"]');
    await asked.or(page.getByText("Nobody is signed in.")).first().waitFor();
    if (await asked.count()) await asked.click();
    await reads(page, "Nobody is signed in.");
    assert.equal(new URL(page.url()).origin, url);

    await press(page, "Sign in");
    await page.locator("[name=password]").first().waitFor();
  });

  test("a person who denies is not signed in", async () => {
    const page = await visit();
    await signIn(page, await addUser(server));
    await press(page, "Deny");
    await page.waitForURL((it) => it.origin === url);
    await page.getByText(/You are not signed in|Nobody is signed in|cancelled/i).first().waitFor();
    await page.goto(url);
    await reads(page, "Nobody is signed in.");
  });

  test("an answer that was meant for another browser signs nobody in", async () => {
    const [one, other] = [await visit(), await visit()];
    await signIn(one, await addUser(server));
    const stolen = await allow(one);
    assert.ok(stolen.startsWith(`${url}/`) && new URL(stolen).searchParams.has("code"), stolen);
    // The other one has begun a sign-in too.
    await press(other, "Sign in");
    await other.locator("[name=password]").first().waitFor();
    await other.goto(stolen);
    await other.goto(url);
    await reads(other, "Nobody is signed in.");
  });
}

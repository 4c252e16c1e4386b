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
export function testSignIn(name, options = {}) {
  let stage;
  before(async () => { stage = await open(name, options); });
  after(() => stage?.dispose());

  test("signs a person in and out", async () => {
    const person = await stage.visit();
    await person.signIn(stage.server.user);
    await person.press("Allow");
    await person.reads("Hello, Demo Person");
    assert.equal(person.place.origin, stage.url);
    assert.equal(person.place.search, "", "the code is not left in the address");

    await person.signOut();
    await person.reads("Nobody is signed in.");
    assert.equal(person.place.origin, stage.url);
    await person.press("Sign in");
    await person.isAskedToSignIn();
  });

  test("a person who denies is not signed in", async () => {
    const person = await stage.visit();
    await person.signIn(await addUser(stage.server));
    await person.press("Deny");
    await person.page.waitForURL((it) => it.origin === stage.url);
    await person.reads(/You are not signed in|Nobody is signed in|Login Cancelled/);
    await person.page.goto(stage.url);
    await person.reads("Nobody is signed in.");
  });

  test("an answer that was meant for another browser signs nobody in", async () => {
    const [one, other] = [await stage.visit(), await stage.visit()];
    await one.signIn(await addUser(stage.server));
    const stolen = await one.allowWithoutGoing();
    assert.ok(stolen.startsWith(`${stage.url}/`) && new URL(stolen).searchParams.has("code"), stolen);
    // The other one has begun a sign-in too.
    await other.press("Sign in");
    await other.isAskedToSignIn();
    await other.page.goto(stolen);
    await other.page.goto(stage.url);
    await other.reads("Nobody is signed in.");
  });
}

/** The server, the app of the page, and a browser: {server, url, visit, dispose}. */
async function open(name, { prepare = () => {}, patience, inPlace }) {
  await using started = new AsyncDisposableStack();
  const executablePath = await ensureChromium();
  const data = await mkdtemp(path.join(os.tmpdir(), "edgegrant-"));
  started.defer(() => rm(data, { recursive: true, force: true }));
  const server = await serveAuthorizationServer({ seed: true, persist: data });
  started.defer(server.dispose);
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const follower = await Follower.of(name, { issuer: server.url, port, inPlace });
  started.defer(() => follower.dispose());
  await follower.register(data);
  await prepare(follower);
  follower.write();
  const { output } = await follower.serve(url, { patience });
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  started.defer(() => browser.close());
  const all = started.move();
  return { server, url, visit: () => Person.before(browser, url, output), dispose: () => all.disposeAsync() };
}

/** A person nobody knows yet, in front of the app. */
class Person {
  #output;

  static async before(browser, url, output) {
    const person = new Person();
    person.#output = output;
    person.page = await (await browser.newContext()).newPage();
    person.page.setDefaultTimeout(PATIENCE);
    await person.page.goto(url);
    await person.reads("Nobody is signed in.");
    return person;
  }

  /** Where the person is. */
  get place() {
    return new URL(this.page.url());
  }

  async reads(words) {
    await this.page.getByText(words).first().waitFor().catch(async () => {
      const shown = await this.page.innerText("body");
      assert.fail(`"${words}" is not on ${this.place}, but: ${shown}\n${this.#output()}`);
    });
  }

  press(name) {
    return this.page.getByRole("button", { name }).or(this.page.getByRole("link", { name })).first().click();
  }

  isAskedToSignIn() {
    return this.page.locator("[name=password]").first().waitFor();
  }

  /** Ends at the question what the app may do. */
  async signIn({ username, password }) {
    await this.press("Sign in");
    await this.isAskedToSignIn();
    await this.page.locator("[name=username]").first().fill(username);
    await this.page.locator("[name=password]").first().fill(password);
    await this.page.locator("[name=password]").first().press("Enter");
    await this.page.locator('[name=decision][value="allow"]').waitFor();
  }

  /** Edgegrant asks whether to sign out there too if the app does not say who signed in. */
  async signOut() {
    await this.press("Sign out");
    const asked = this.page.locator('[value="sign-out"]');
    await asked.or(this.page.getByText("Nobody is signed in.")).first().waitFor();
    if (await asked.count()) await asked.click();
  }

  /** Sends what "Allow" sends, and gives where it leads without going there. */
  async allowWithoutGoing() {
    const { action, fields } = await this.page.locator('form:has([name=decision][value="allow"])').evaluate((form) => (
      { action: form.action, fields: Object.fromEntries(new FormData(form)) }
    ));
    const answer = await this.page.context().request.post(action, {
      form: { ...fields, decision: "allow" }, headers: { origin: this.place.origin }, maxRedirects: 0,
    });
    return answer.headers().location;
  }
}

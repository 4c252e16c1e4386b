// A person with a password and their account, in each kind of browser.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { Browser } from "../workerd/kit/browser.mjs";
import { addClient } from "../workerd/kit/clients.mjs";
import { addUser } from "../workerd/kit/people.mjs";
import { serveAuthorizationServer } from "../workerd/kit/serve.mjs";
import { beginFamily } from "../workerd/kit/steps.mjs";
import { eventually } from "./authenticator.mjs";
import { ENGINES } from "./engines.mjs";

const PHRASE = "seven quiet rivers at noon";
const SIGN_IN = "form:has(#username) button:not([type=button])";
/** The button of the form that is sent to this path. */
const button = (path) => `form[action$="${path}"] button`;

let server, client;
before(async () => {
  server = await serveAuthorizationServer({ seed: true });
  client = await addClient(server, { name: "Notes" });
});
after(() => server?.dispose());

/** Sends the login page's form. */
async function signIn(person, { username, password }) {
  await person.fill("#username", username);
  await person.fill("#password", password);
  await person.leave(SIGN_IN);
}

/** Other browsers in which somebody is signed in. */
async function elsewhere(user, number) {
  const browsers = Array.from({ length: number }, () => new Browser(server));
  for (const browser of browsers) await browser.signIn(await browser.open("/account"), user);
  return browsers;
}

/** In how many of them they still are. */
async function stillIn(browsers) {
  const pages = await Promise.all(browsers.map((browser) => browser.fetch("/account")));
  return pages.filter(({ status }) => status === 200).length;
}

for (const [name, start] of Object.entries(ENGINES)) {
  describe(name, () => {
    let engine;
    before(async () => { engine = await start(); });
    after(() => engine?.dispose());

    /** Somebody at a page of their account. */
    async function at(path) {
      const [user, person] = [await addUser(server), await engine.visit()];
      await person.goto(server.url + path);
      await signIn(person, user);
      const open = (to) => person.goto(server.url + to);
      return { user, person, open, heading: () => person.read("h1"), page: () => person.read("main") };
    }

    test("signs in with a password, which a button shows; a wrong one is said to be wrong", async () => {
      const [user, person] = [await addUser(server), await engine.visit()];
      await person.goto(`${server.url}/account`);
      await person.fill("#password", "wrong");
      const shown = async () => [await person.look("#password", "type"), await person.look("#password", "value"), await person.read("#show")];
      assert.deepEqual(await shown(), ["password", "wrong", "Show password"]);
      await person.press("#show");
      assert.deepEqual(await shown(), ["text", "wrong", "Hide password"]);
      await person.press("#show");
      assert.deepEqual(await shown(), ["password", "wrong", "Show password"]);
      await person.fill("#username", user.username);
      await person.leave(SIGN_IN);
      assert.equal(await person.read(".error"), "Error: That username or password is wrong. Check both and try again.");
      assert.deepEqual([await person.look("#username", "value"), await person.look("#password", "value")], [user.username, ""]);
      await person.fill("#password", user.password);
      await person.leave(SIGN_IN);
      assert.equal(await person.read("h1"), "Profile");
      assert.deepEqual(person.complaints, []);
    });

    test("changes the profile and the password", async () => {
      const { user, person, open, heading } = await at("/account");
      await person.fill("#name", "Ada <Lovelace>");
      await person.leave(button("/account/profile"));
      assert.deepEqual([await heading(), await person.look("#name", "value")], ["Profile", "Ada <Lovelace>"]);
      await person.fill("#email", "ada@example.com");
      await person.leave(button("/account/email"));
      assert.match(await person.read("main"), /ada@example\.com\. Ask whoever runs this server/);

      const others = await elsewhere(user, 1);
      await open("/account/security");
      await person.fill("#password", "too short");
      await person.leave(button("/account/password"));
      assert.match(await person.read(".error"), /at least 15 characters/);
      assert.equal(await stillIn(others), 1);
      await person.fill("#password", PHRASE);
      await person.leave(button("/account/password"));
      assert.equal(await heading(), "Security");
      assert.equal(await stillIn(others), 0);
      const again = new Browser(server);
      assert.equal((await again.signIn(await again.open("/account"), { ...user, password: PHRASE })).status, 200);
      assert.deepEqual(person.complaints, []);
    });

    test("sees where they are signed in, and signs out there", async () => {
      const { user, person, open, page } = await at("/account");
      const others = await elsewhere(user, 3);
      await open("/account/security");
      assert.match(await page(), new RegExp(`${name === "Chromium" ? "Chrome" : name} on \\w+\\s+This browser`));
      await person.leave(`.things ${button("/account/sessions/end")}`);
      assert.equal(await stillIn(others), 2);
      await person.leave(`.things ~ ${button("/account/sessions/end")}`);
      assert.equal(await stillIn(others), 0);
      await open("/account");
      assert.equal(await person.read("h1"), "Profile", "and goes on here");
      assert.deepEqual(person.complaints, []);
    });

    test("takes back what an app may do, sees what happened, and has it all in a file", async () => {
      const { user, person, open, page } = await at("/account");
      await beginFamily(server, new Browser(server), client, user, { scope: "openid" });
      await open("/account/apps");
      await person.press("summary");
      await person.leave(button("/account/apps/revoke"));
      assert.match(await page(), /No app can use your account/);
      await eventually(async () => {
        await open("/account/activity");
        return /You took back an app.s access/.test(await page());
      }, true);
      await open("/account/data");
      const all = JSON.parse(await person.download(button("/account/data/download")));
      assert.deepEqual([all.sub, all.claims.preferred_username], [user.id, user.username]);
      assert.equal(await person.read("h1"), "Your data", "the page is still there");
      assert.deepEqual(person.complaints, []);
    });

    test("deletes the account, not without a word for it", async () => {
      const { user, person, heading } = await at("/account/data");
      const exists = () => server.db.prepare("SELECT count(*) AS n FROM users WHERE id = ?").bind(user.id).first("n");
      await person.press(button("/account/data/delete"));
      assert.deepEqual([await heading(), await exists()], ["Your data", 1]);
      await person.press("input[name=sure]");
      await person.leave(button("/account/data/delete"));
      assert.deepEqual([await heading(), await exists()], ["Your account is deleted", 0]);
      assert.deepEqual(person.complaints, []);
    });

    test("is heard complaining when a page does what its policy forbids", async () => {
      const { person } = await at("/account");
      await person.evaluate(() => {
        const script = document.createElement("script");
        script.textContent = "globalThis.stolen = true";
        document.body.append(script);
      });
      await eventually(async () => person.complaints.some((text) => /script-src/.test(text)), true);
      assert.equal(await person.evaluate(() => globalThis.stolen), undefined);
    });
  });
}

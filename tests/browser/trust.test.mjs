// What somebody else's page, tab or browser cannot do to a person who is signed in.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";

import { addClient } from "../workerd/kit/clients.mjs";
import { newKey, requestObject, setOf } from "../workerd/kit/keys.mjs";
import { authorizationRequest } from "../workerd/kit/steps.mjs";
import { authorizationUrl, openStage } from "./stage.mjs";

// The server of somebody else, who may say what they like on their page.
const other = createServer((_, response) => {
  response.setHeader("content-type", "text/html");
  response.end(other.body);
});
/** Another port of the same host: to a browser it is the same site, so cookies are sent. */
let neighbour;
/** Another site. */
let stranger;

let stage;
before(async () => {
  await new Promise((resolve) => other.listen(0, "localhost", resolve));
  neighbour = `http://localhost:${other.address().port}`;
  stranger = `http://stranger.localhost:${other.address().port}`;
  stage = await openStage();
});
after(async () => {
  await stage?.dispose();
  other.closeAllConnections();
  other.close();
});

test("cookies are out of reach of scripts, plain HTTP and other sites", async () => {
  const visitor = await stage.visitor();
  await visitor.reachNotes();
  for (const name of ["__Host-edgegrant-session", "__Host-edgegrant-account", "__Host-edgegrant-login", "__Host-notes-app"]) {
    const { httpOnly, secure, sameSite, path } = await visitor.cookie(name);
    assert.deepEqual({ httpOnly, secure, sameSite, path }, { httpOnly: true, secure: true, sameSite: "Lax", path: "/" }, name);
  }
  assert.equal(await visitor.page.evaluate(() => document.cookie), "");
});

test("another site cannot make a person's browser forget who is signed in, however often it sends it here", async () => {
  const key = await newKey();
  const client = await addClient(stage.server, { method: "none", jwks: setOf(key), requestObjectSigningAlg: "ES256" });
  const isolate = { urls: [stage.server.url] };
  const addresses = await Promise.all(Array.from({ length: 200 }, async () => {
    const { params } = authorizationRequest(client);
    return authorizationUrl(stage, { client_id: client.id, request: await requestObject(isolate, client, key, params) });
  }));
  const visitor = await stage.visitor();
  await visitor.reachNotes();
  await visitor.leaveApp();
  other.body = "";
  await visitor.page.goto(neighbour);
  await visitor.page.evaluate(async (addresses) => {
    for (const address of addresses) await fetch(address, { mode: "no-cors", credentials: "include" });
  }, addresses);
  const cookies = (await visitor.context.cookies()).filter(({ name }) => name.startsWith("__Host-edgegrant-"));
  assert.ok(cookies.length <= 6, cookies.map(({ name }) => name).join());
  assert.equal(cookies.find(({ name }) => name.endsWith("-requests")).value.split(":").length, 5, "they came from here");
  assert.ok(cookies.every(({ value }) => value.length < 1000), "each is small");
  await visitor.begin();
  assert.equal(await visitor.heading(), "Your notes");
});

test("the form of one tab cannot approve the request of another", async () => {
  const visitor = await stage.visitor();
  const { page: first } = visitor;
  await first.goto(authorizationUrl(stage, { scope: "profile", state: "first" }));
  await visitor.signIn();
  const second = await visitor.openTab();
  await second.goto(authorizationUrl(stage, { state: "second" }));
  await putToken(second, await token(first));
  await visitor.press("Allow");
  await saysForeign(visitor);
  assert.equal(await approvals(), 0);

  visitor.page = first;
  await visitor.press("Allow");
  assert.equal(new URL(first.url()).origin, stage.app.url, "the form is good for its own request");
  assert.equal(await approvals(), 1);
});

test("the form of one person cannot approve for another, nor sign another in", async () => {
  const [mallory, victim] = [await stage.visitor(), await stage.visitor()];
  for (const visitor of [mallory, victim]) await visitor.page.goto(authorizationUrl(stage));
  await putToken(victim.page, await token(mallory.page));
  await victim.signIn();
  await saysForeign(victim);
  assert.equal(await victim.cookie("__Host-edgegrant-session"), undefined);

  for (const visitor of [mallory, victim]) {
    await visitor.page.goto(authorizationUrl(stage));
    await visitor.signIn();
  }
  await putToken(victim.page, await token(mallory.page));
  await victim.press("Allow");
  await saysForeign(victim);
  assert.equal(await approvals(), 0);
});

test("another site cannot send the consent form, even with the right token", async (t) => {
  for (const [name, origin] of Object.entries({ neighbour, stranger })) {
    await t.test(name, async () => {
      const visitor = await stage.visitor();
      const { page } = visitor;
      await page.goto(authorizationUrl(stage));
      await visitor.signIn();
      const action = await page.locator("form").evaluate((form) => form.action);
      other.body = `<form method="post" action="${escape(action)}">
        <input name="token" value="${await token(page)}"><button name="decision" value="allow">Allow</button></form>`;
      await page.goto(origin);
      await visitor.press("Allow");
      assert.equal(new URL(page.url()).origin, stage.server.url, "no code went to the app");
      assert.equal(await approvals(), 0);
      if (origin === neighbour) await saysForeign(visitor);
    });
  }
});

test("another site cannot show the server in a frame", async () => {
  const { page } = await stage.visitor();
  other.body = `<iframe src="${escape(authorizationUrl(stage))}"></iframe>`;
  await page.goto(neighbour);
  assert.equal(page.frames()[1].url(), "chrome-error://chromewebdata/");
});

test("a person who was signed out while the consent page was open signs in again", async () => {
  const visitor = await stage.visitor();
  await visitor.begin();
  await visitor.signIn();
  await stage.server.db.prepare("DELETE FROM sessions").run();
  await visitor.press("Allow");
  assert.equal(await visitor.heading(), "Sign in");
  assert.equal(await approvals(), 0);
  await visitor.signIn();
  await visitor.press("Allow");
  assert.equal(await visitor.heading(), "Your notes");
});

test("Back leads from the notes to no dead end", async () => {
  const visitor = await stage.visitor();
  const { page } = visitor;
  await visitor.reachNotes();
  for (let step = 0; step < 3; step++) {
    await page.goBack();
    await page.goForward();
    await page.goBack();
    assert.match(await visitor.heading(), /^(Your notes|A quiet place for short notes|Sign in)$/);
  }
  await page.goto(stage.app.url);
  assert.equal(await visitor.heading(), "Your notes");
});

test("an answer meant for one browser signs nobody in at another", async () => {
  const [mallory, victim] = [await stage.visitor(), await stage.visitor()];
  await mallory.reachNotes();
  await mallory.leaveApp();
  // Mallory signs in again, and keeps the answer instead of going where it leads.
  const follow = (response) => response.headers().location;
  const { request } = mallory.context;
  const question = await request.post(`${stage.app.url}/sign-in`, { maxRedirects: 0, headers: { origin: stage.app.url } });
  const callback = follow(await request.get(follow(question), { maxRedirects: 0 }));
  assert.match(callback, /[?&]code=/);

  await victim.page.goto(callback);
  assert.equal(await victim.heading(), "This sign-in cannot be finished");
  await victim.page.goto(stage.app.url);
  assert.equal(await victim.heading(), "A quiet place for short notes");
  await mallory.page.goto(callback);
  assert.equal(await mallory.heading(), "Your notes", "the answer was a good one");
});

function token(page) {
  return page.locator("form:not(.beside) input[name=token]").last().inputValue();
}

function putToken(page, value) {
  return page.locator("form:not(.beside) input[name=token]").last().evaluate((input, it) => { input.value = it; }, value);
}

async function saysForeign(visitor) {
  assert.equal(await visitor.heading(), "This page cannot be used");
  const words = await visitor.page.locator("main").innerText();
  assert.match(words, /does not belong to this sign-in/);
  assert.match(words, /Go back to the app and start again/);
  assert.match(words, /Reference: \w+/);
}

// How many times somebody said yes since the last visitor came.
function approvals() {
  return stage.server.db.prepare("SELECT count(*) AS n FROM grants").first("n");
}

function escape(text) {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
}

// `prompt=login` (OpenID Connect Core section 3.1.2.1): the person in front of the browser signs in, for
// this request, and one sign-in answers one request.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { ANSWERS, Browser, answersOf, isAbout } from "../kit/browser.mjs";
import { addClient } from "../kit/clients.mjs";
import { addUser, browserOf } from "../kit/people.mjs";
import { serveIsolates } from "../kit/serve.mjs";
import { ask, grant, postAs, redeemed } from "../kit/steps.mjs";

let server, user, app, ours;
before(async () => {
  server = await serveIsolates(1);
  user = await addUser(server);
  app = await addClient(server);
  ours = await addClient(server, { firstParty: true });
});
after(() => server?.dispose());

test("asks who is signed in to sign in again, with the name filled in and with a new auth_time", async () => {
  const browser = await browserOf(server, user);
  const [first, second] = [ask(ours), ask(ours, { prompt: "login" })];
  const before = await redeemed(server, ours, first, await browser.open(first.url));
  await server.letPass(100);
  const login = await browser.open(second.url);
  assert.equal(login.asksToSignIn, true);
  assert.equal(login.form().values.username, user.username);
  const after = await redeemed(server, ours, second, await browser.signIn(login, user));
  const later = after.claims.auth_time - before.claims.auth_time;
  assert.ok(later >= 100 && later < 160, `${later} s`);
  assert.equal(after.claims.sid, before.claims.sid, "the session goes on");
});

test("asks again when the same URL comes again", async () => {
  const browser = await browserOf(server, user);
  const { url } = ask(ours, { prompt: "login" });
  for (let time = 0; time < 2; time++) {
    const login = await browser.open(url);
    assert.equal(login.asksToSignIn, true);
    assert.ok((await browser.signIn(login, user)).answer.has("code"));
  }
  assert.equal((await browser.open(url)).asksToSignIn, true);
  assert.deepEqual(answersOf(browser), [], "nothing is left of it");
});

test("asks again after a no", async () => {
  const browser = await browserOf(server, user);
  const { url } = ask(app, { prompt: "login" });
  const denied = await browser.deny(await browser.signIn(await browser.open(url), user));
  assert.equal(denied.answer.get("error"), "access_denied");
  assert.equal((await browser.open(url)).asksToSignIn, true);
});

test("is not answered by a sign-in for another request", async () => {
  const browser = new Browser(server);
  const [one, two] = [ask(ours, { prompt: "login" }), ask(ours, { prompt: "login" })];
  const [first, second] = [await browser.open(one.url), await browser.open(two.url)];
  assert.ok((await browser.signIn(first, user)).answer.has("code"));
  assert.equal((await browser.open(two.url)).asksToSignIn, true);
  assert.ok((await browser.signIn(second, user)).answer.has("code"));
});

test("is not answered by a sign-in that failed, nor by one whose parameters were changed since", async () => {
  const browser = await browserOf(server, user);
  const { url } = ask(app, { prompt: "login" });
  await browser.signIn(await browser.open(url), { ...user, password: "wrong" });
  const login = await browser.open(url);
  assert.equal(login.asksToSignIn, true);
  assert.equal((await browser.signIn(login, user)).asksConsent, true);
  assert.equal((await browser.open(`${url}&more=1`)).asksToSignIn, true);
});

test("gives one code for one sign-in, though two tabs ask for consent", async () => {
  const browser = await browserOf(server, user);
  const { url } = ask(await addClient(server), { prompt: "login" });
  const consent = await browser.signIn(await browser.open(url), user);
  const tab = await browser.open(url);
  assert.deepEqual([consent.asksConsent, tab.asksConsent], [true, true]);
  assert.ok((await browser.allow(consent)).answer.has("code"));
  assert.equal((await browser.allow(tab)).asksToSignIn, true);
});

test("asks again when the sign-in is an hour old, and so does its consent page", async () => {
  const browser = await browserOf(server, user);
  const { url } = ask(await addClient(server), { prompt: "login" });
  const consent = await browser.signIn(await browser.open(url), user);
  assert.equal(consent.asksConsent, true);
  await server.letPass(3601);
  assert.equal((await browser.open(url)).asksToSignIn, true);
  assert.equal((await browser.allow(consent)).asksToSignIn, true);
});

test("is not answered by what somebody did in another browser", async () => {
  const { url } = ask(app, { prompt: "login" });
  const stranger = new Browser(server);
  await stranger.signIn(await stranger.open(url), await addUser(server));
  const [{ request, token }] = answersOf(stranger);
  const browser = await browserOf(server, user);
  browser.cookies.set(ANSWERS, stranger.cookies.get(ANSWERS));
  assert.equal((await browser.open(url)).asksToSignIn, true);
  // Nor by what was done there, in the name of who is signed in here.
  const [, mine] = [...browser.cookies].find(([name]) => name.endsWith("account"));
  browser.cookies.set(ANSWERS, `${request}~${mine}~${token}`);
  assert.equal((await browser.open(url)).asksToSignIn, true);
  for (const forged of ["", "~", `${mine}~`, `${mine}~.`, `${mine}~${Math.floor(Date.now() / 1000)}.AAAA`]) {
    for (const cookie of [forged, `${request}~${forged}`, `:~:${request}~${forged}:`]) {
      browser.cookies.set(ANSWERS, cookie);
      assert.equal((await browser.open(url)).asksToSignIn, true, cookie);
    }
  }
});

// Whoever sits at the browser of another may well sign in as themselves, and out again.
test("is not answered by the sign-in of somebody who is not signed in any more", async () => {
  const browser = await browserOf(server, user);
  const client = await addClient(server);
  await grant(browser, client, user);
  const other = await addUser(server);
  const { url } = ask(client, { prompt: "login" });
  const consent = await browser.signIn(await browser.open(url), other);
  assert.ok(isAbout(consent, other));
  await server.db.prepare("DELETE FROM sessions WHERE user_id = ?").bind(other.id).run();
  const page = await browser.open(url);
  assert.equal(page.asksToSignIn, true, page.location);
});

test("as somebody else goes on as them", async () => {
  const browser = await browserOf(server, user);
  const other = await addUser(server);
  const request = ask(ours, { prompt: "login" });
  const page = await browser.signIn(await browser.open(request.url), other);
  assert.equal((await redeemed(server, ours, request, page)).claims.sub, other.id);
});

test("of a pushed request asks once, and the reference is used up", async () => {
  const browser = await browserOf(server, user);
  const { json } = await postAs(server, ours, "/par", [...ask(ours, { prompt: "login" }).params]);
  const url = `/authorize?${new URLSearchParams({ client_id: ours.id, request_uri: json.request_uri })}`;
  const login = await browser.open(url);
  assert.equal(login.asksToSignIn, true);
  assert.ok((await browser.signIn(login, user)).answer.has("code"));
  assert.notEqual((await browser.open(url)).status, 303);
  const again = await browser.signIn(login, user);
  assert.deepEqual([again.status, again.location], [400, null]);
});

// A browser that brings many authorization requests: what it keeps about them stays small, whoever sent it here,
// and the requests of several tabs do not get in each other's way.

import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";

import { ANSWERS, Browser, REQUESTS } from "../kit/browser.mjs";
import { addClient } from "../kit/clients.mjs";
import { newKey, requestObject, setOf } from "../kit/keys.mjs";
import { addUser, browserOf } from "../kit/people.mjs";
import { serveIsolates } from "../kit/serve.mjs";
import { ask, authorizationRequest } from "../kit/steps.mjs";

/** For how many tabs at once there is room. */
const ROOM = 5;
/** In bytes: names and values of all cookies. A browser may keep 4 kB for one. */
const SMALL = 2000;
/** How long a signed request is in time, in seconds; a person may take longer. */
const IN_TIME = 60;

let server, user, key, signing;
before(async () => {
  server = await serveIsolates(1);
  key = await newKey("ES256");
  signing = await addClient(server, { method: "none", jwks: setOf(key), requestObjectSigningAlg: "ES256" });
});
// Somebody who never said yes to anything.
beforeEach(async () => { user = await addUser(server); });
after(() => server?.dispose());

/** The address of a signed request that nobody sent before. */
async function signedRequest() {
  const { params } = authorizationRequest(signing);
  const iat = server.now();
  const request = await requestObject(server, signing, key, params, { iat, nbf: iat, exp: iat + IN_TIME });
  return `/authorize?${new URLSearchParams({ client_id: signing.id, request })}`;
}

function sizeOf(browser) {
  return [...browser.cookies].reduce((sum, [name, value]) => sum + name.length + value.length, 0);
}

test("keeps seven small cookies, after 200 signed requests and 20 answers too", async () => {
  const browser = await browserOf(server, user);
  for (let count = 0; count < 200; count++) await browser.open(await signedRequest());
  for (let count = 0; count < 20; count++) {
    const login = await browser.open(ask(signing, { prompt: "login" }).url);
    assert.equal((await browser.signIn(login, user)).asksConsent, true);
  }
  assert.ok(browser.cookies.size <= 7, [...browser.cookies.keys()].join());
  assert.ok(sizeOf(browser) < SMALL, `${sizeOf(browser)} bytes`);
  assert.equal((await browser.open(ask(signing).url)).asksConsent, true, "the person is still signed in");
});

test("has time to read the signed requests of five tabs, in any order", async () => {
  const browser = new Browser(server);
  const tabs = [];
  for (let tab = 0; tab < ROOM; tab++) tabs.push(await browser.open(await signedRequest()));
  await server.letPass(IN_TIME + 60);
  for (const tab of [2, 0, 4, 1, 3]) {
    const page = await browser.open(tabs[tab].url);
    const next = page.asksToSignIn ? await browser.signIn(page, user) : page;
    const end = next.asksConsent ? await browser.allow(next) : next;
    assert.ok(end.answer.has("code"), `tab ${tab}`);
  }
  assert.equal(browser.cookies.has(REQUESTS), false, "nothing is left of them");
});

test("has what five tabs did remembered, and one of them that was shown again is no sixth", async () => {
  const browser = await browserOf(server, user);
  const requests = Array.from({ length: ROOM }, () => ask(signing, { prompt: "login" }));
  const consents = [];
  for (const { url } of [...requests, requests[4]]) {
    const page = await browser.open(url);
    consents.push(page.asksToSignIn ? await browser.signIn(page, user) : page);
  }
  for (const consent of consents.slice(0, ROOM)) assert.ok((await browser.allow(consent)).answer.has("code"));
  assert.equal(browser.cookies.has(ANSWERS), false, "nothing is left of them");
});

test("forgets the oldest of six, which is asked anew", async () => {
  const browser = await browserOf(server, user);
  const [oldest, ...newer] = Array.from({ length: ROOM + 1 }, () => ask(signing, { prompt: "login" }));
  for (const { url } of [oldest, ...newer]) await browser.signIn(await browser.open(url), user);
  assert.equal((await browser.open(oldest.url)).asksToSignIn, true);
  for (const { url } of newer) assert.equal((await browser.open(url)).asksConsent, true);
});

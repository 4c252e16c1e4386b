// A flood of logins in one isolate: most are turned away before anything is done for them, and what else the
// isolate has to do is done between two hashes.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { Browser } from "../kit/browser.mjs";
import { addClient } from "../kit/clients.mjs";
import { serveAuthorizationServer } from "../kit/serve.mjs";
import { ask, atLogin, beginFamily, refresh } from "../kit/steps.mjs";

const AT_ONCE = 2;
const FLOOD = 16;

let server, client, family;
before(async () => {
  server = await serveAuthorizationServer({ seed: true, honestCost: true });
  client = await addClient(server);
  family = await beginFamily(server, new Browser(server), client, server.user);
});
after(() => server?.dispose());

/** Sends a login from an address of its own. */
async function send({ browser, page }, number, { username = `nobody-${number}`, password = "wrong" } = {}) {
  const { action, values } = page.form();
  return browser.fetch(action, {
    method: "POST",
    headers: { "cf-connecting-ip": `203.0.113.${number}` },
    body: new URLSearchParams({ ...values, username, password }),
  });
}

const forms = () => Promise.all(Array.from({ length: FLOOD }, () => atLogin(server, client)));

test(`of ${FLOOD} logins at once ${AT_ONCE} wait for a hash, and the others hear at once that they have to try again`, async () => {
  const answers = await Promise.all((await forms()).map(send));
  const turnedAway = answers.filter(({ status }) => status === 429);
  assert.ok(turnedAway.length >= FLOOD / 2, `${answers.map(({ status }) => status)}`);
  for (const { headers, text } of turnedAway) {
    assert.equal(headers.get("retry-after"), "2");
    assert.match(text, /Too many requests at once/);
  }
  const served = answers.filter(({ status }) => status === 400);
  assert.ok(served.length >= AT_ONCE);
  assert.equal(served.length + turnedAway.length, FLOOD);
});

test("a refresh does not wait for them all", async () => {
  let stop = false;
  let hashes = 0;
  const flood = (await forms()).map(async (at, number) => {
    let { page } = at;
    while (!stop) {
      const answer = await send({ ...at, page }, number);
      if (answer.status !== 400) continue;
      hashes++;
      page = answer;
    }
  });
  try {
    // The flood is there.
    while (hashes < AT_ONCE) await new Promise((resolve) => setTimeout(resolve, 10));
    for (let count = 0; count < 5; count++) {
      const before = hashes;
      const answer = await refresh(server, client, family.refresh_token);
      assert.equal(answer.status, 200, answer.text);
      family = { ...family, ...answer.json };
      // Without the rule, all sixteen would have been hashed before each of its steps.
      assert.ok(hashes - before <= 6, `${hashes - before} passwords were hashed meanwhile`);
    }
  } finally {
    stop = true;
    await Promise.all(flood);
  }
});

for (const [who, cookie] of [
  ["that hold every place of theirs", undefined],
  ["that say their browsers are known, too", `__Host-edgegrant-known=${"A".repeat(22)}.20000-${"A".repeat(43)}`],
]) {
  test(`a known browser signs in through a flood of strangers ${who}`, async () => {
    const browser = new Browser(server);
    await beginFamily(server, browser, client, server.user);
    let stop = false;
    let refused = 0;
    const flood = (await forms()).map(async (at, number) => {
      if (cookie) at.browser.cookies.set(...cookie.split("="));
      while (!stop) {
        const { status } = await send(at, number);
        if (status === 429) refused++;
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    });
    try {
      while (refused < FLOOD) await new Promise((resolve) => setTimeout(resolve, 10));
      for (let count = 0; count < 5; count++) {
        const page = await browser.open(ask(client, { prompt: "login" }).url);
        const answer = await send({ browser, page }, 200, server.user);
        assert.equal(answer.status, 303, answer.text);
      }
    } finally {
      stop = true;
      await Promise.all(flood);
    }
  });
}

test("a login that its browser gave up does not keep its place for ever", async () => {
  for (let count = 0; count < 6; count++) {
    const { browser, page } = await atLogin(server, client);
    const { action, values } = page.form();
    const controller = new AbortController();
    const cookie = [...browser.cookies].map((pair) => pair.join("=")).join("; ");
    const sent = fetch(new URL(action, server.url), {
      method: "POST",
      headers: { cookie, "cf-connecting-ip": "203.0.113.99" },
      body: new URLSearchParams({ ...values, username: `gone-${count}`, password: "wrong" }),
      signal: controller.signal,
    }).catch(() => {});
    setTimeout(() => controller.abort(), 5);
    await sent;
  }
  const until = Date.now() + 15_000;
  let answer;
  do {
    answer = await send(await atLogin(server, client), 100);
  } while (answer.status === 429 && Date.now() < until);
  assert.equal(answer.status, 400);
});

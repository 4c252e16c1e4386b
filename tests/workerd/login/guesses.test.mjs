// Guesses of passwords: how many there are for one username and from one address, whom they keep out, and what
// people are told.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";

import { Browser, KNOWN, SESSION } from "../kit/browser.mjs";
import { addClient } from "../kit/clients.mjs";
import { addUser } from "../kit/people.mjs";
import { serveIsolates } from "../kit/serve.mjs";
import { authorizationRequest } from "../kit/steps.mjs";

const PER_LOGIN = 10;
const PER_ADDRESS = 30;

let server, client;
before(async () => {
  server = await serveIsolates(3);
  client = await addClient(server);
});
after(() => server?.dispose());

let addresses = 0;
/** An address that nothing came from yet. */
function newAddress() {
  addresses++;
  return `203.0.${Math.floor(addresses / 200)}.${addresses % 200}`;
}

/** The login page, in a browser that is new here, or in this one. */
async function atLogin(browser = new Browser(server)) {
  const page = await browser.open(authorizationRequest(client, { prompt: "login" }).url);
  assert.equal(page.asksToSignIn, true, page.text);
  return { browser, page };
}

/** Sends the form from an address; again when others are signing in at this very moment. */
async function send({ browser, page }, fields, { address = newAddress(), isolate = server.url } = {}) {
  for (;;) {
    const { action, values } = page.form();
    const answer = await browser.fetch(new URL(action, isolate), {
      method: "POST",
      headers: { "cf-connecting-ip": address },
      body: new URLSearchParams({ ...values, ...fields }),
    });
    if (!/Too many requests at once/.test(answer.text)) return answer;
    assert.equal(answer.status, 429);
    await wait(20);
  }
}

async function guess(username, options) {
  return send(await atLogin(), { username, password: "wrong" }, options);
}

/** As if there had been guesses until there is no room for more. */
async function fill(username) {
  const before = await buckets();
  assert.equal((await guess(username)).status, 400);
  const [[key]] = [...await buckets()].filter(([key, level]) => before.get(key) !== level);
  await server.db.prepare("UPDATE attempts SET level = ?, at = unixepoch() WHERE key = ?").bind(PER_LOGIN, key).run();
  assert.equal((await guess(username)).status, 429);
}

async function buckets() {
  const { results } = await server.db.prepare("SELECT key, level FROM attempts WHERE key LIKE 'login:%'").all();
  return new Map(results.map(({ key, level }) => [key, level]));
}

/** A browser in which the user has signed in, and nobody is signed in now. */
async function knownBrowser(user) {
  const at = await atLogin();
  assert.equal((await send(at, user)).status, 303);
  at.browser.cookies.delete(SESSION);
  return at.browser;
}

const levels = async () => {
  const { results } = await server.db.prepare("SELECT key, round(level) AS level FROM attempts ORDER BY key").all();
  return results;
};
const counted = () => server.db.prepare("SELECT level FROM attempts WHERE key = 'guesses'").first("level");

describe("for one username", () => {
  test(`of 50 guesses at once ${PER_LOGIN} are made, by several machines together`, async () => {
    const user = await addUser(server);
    const forms = await Promise.all(Array.from({ length: 50 }, () => atLogin()));
    const answers = await Promise.all(forms.map((at, index) =>
      send(at, { username: user.username, password: "wrong" }, { isolate: server.urls[index % server.urls.length] })));
    assert.equal(answers.filter(({ status }) => status === 400).length, PER_LOGIN);
    assert.equal(answers.filter(({ status }) => status === 429).length, 50 - PER_LOGIN);
  });

  test("the answer says how long to wait, in the same words whether or not there is such a user", async () => {
    const user = await addUser(server);
    const answers = [];
    for (const username of [user.username, user.email, `nobody-${randomUUID()}`]) {
      await fill(username);
      const answer = await guess(username);
      assert.equal(answer.status, 429);
      const seconds = Number(answer.headers.get("retry-after"));
      assert.ok(seconds > 0 && seconds <= 900, `${seconds}`);
      answers.push(answer.text.replace(/<code>\w+<\/code>/, ""));
    }
    assert.match(answers[0], /Too many wrong passwords/);
    assert.match(answers[0], /Try again in 15 minutes\./);
    assert.deepEqual(new Set(answers).size, 1);
    // The right password makes no difference there, either.
    assert.equal((await send(await atLogin(), user)).status, 429);
  });

  test("capitals and spaces make no other username", async () => {
    const user = await addUser(server);
    await fill(user.username);
    assert.equal((await guess(` ${user.username.toUpperCase()} `)).status, 429);
  });

  test("there is room again after a while, and not only because it is midnight", async () => {
    const user = await addUser(server);
    await fill(user.username);
    await server.db.prepare("UPDATE attempts SET day = day - 1 WHERE key LIKE 'login:%'").run();
    assert.equal((await guess(user.username)).status, 429);
    await server.db.prepare("UPDATE attempts SET at = at - 901 WHERE key LIKE 'login:%'").run();
    assert.equal((await guess(user.username)).status, 400);
    assert.equal((await guess(user.username)).status, 429);
  });
});

describe("from one address", () => {
  // No name that is made up here may fall into a bucket that was filled above.
  before(() => server.db.prepare("DELETE FROM attempts WHERE key LIKE 'login:%'").run());

  test(`${PER_ADDRESS} guesses are made, whatever the usernames, and a sign-in does not clear them`, async () => {
    const [address, user] = [newAddress(), await addUser(server)];
    let guesses = 0;
    for (; (await guess(randomUUID(), { address })).status === 400; guesses++) {
      if (guesses % 10 === 5) assert.equal((await send(await atLogin(), user, { address })).status, 303);
    }
    // As long as there is room enough, a sign-in keeps its place, which leaks by itself.
    assert.ok(guesses <= PER_ADDRESS && guesses >= PER_ADDRESS - 3, `${guesses} guesses`);
    assert.equal((await guess(randomUUID())).status, 400);
  });

  test("an address is the /64 of an IPv6 address, and comes from no other header", async () => {
    for (let count = 0; count < PER_ADDRESS; count++) {
      const address = `2001:db8:0:1::${count.toString(16)}`;
      assert.equal((await guess(randomUUID(), { address })).status, 400);
    }
    const at = await atLogin();
    const { action, values } = at.page.form();
    const answer = await at.browser.fetch(action, {
      method: "POST",
      headers: {
        "cf-connecting-ip": "2001:db8:0:1:ffff::1",
        "x-forwarded-for": "192.0.2.9", "x-real-ip": "192.0.2.9", forwarded: "for=192.0.2.9", "true-client-ip": "192.0.2.9",
      },
      body: new URLSearchParams({ ...values, username: randomUUID(), password: "wrong" }),
    });
    assert.equal(answer.status, 429);
    assert.equal((await guess(randomUUID(), { address: "2001:db8:0:2::1" })).status, 400);
  });
});

describe("a browser in which the user has signed in", () => {
  test("is let in however many guesses strangers make, and writes nothing for it", async () => {
    const user = await addUser(server);
    const browser = await knownBrowser(user);
    await fill(user.username);
    const before = await levels();
    assert.equal((await send(await atLogin(browser), user)).status, 303);
    assert.deepEqual(await levels(), before);
    // By either name.
    browser.cookies.delete(SESSION);
    await fill(user.email);
    assert.equal((await send(await atLogin(browser), { ...user, username: user.email })).status, 303);
  });

  test("is a stranger to every other user", async () => {
    const [user, other] = [await addUser(server), await addUser(server)];
    const browser = await knownBrowser(user);
    await fill(other.username);
    assert.equal((await send(await atLogin(browser), other)).status, 429);
  });

  test("is known by its own cookie alone", async () => {
    const [user, other] = [await addUser(server), await addUser(server)];
    const [browser, elsewhere] = [await knownBrowser(user), await knownBrowser(other)];
    await fill(user.username);
    const [id] = elsewhere.cookies.get(KNOWN).split(".");
    const [, ...marks] = browser.cookies.get(KNOWN).split(".");
    for (const planted of [[id, ...marks].join("."), elsewhere.cookies.get(KNOWN), "x", `${id}.`]) {
      const { browser: another, page } = await atLogin();
      another.cookies.set(KNOWN, planted);
      assert.equal((await send({ browser: another, page }, user)).status, 429, planted);
    }
  });

  test("may be wrong itself, but not for ever", async () => {
    const user = await addUser(server);
    const browser = await knownBrowser(user);
    for (let count = 0; count < PER_LOGIN; count++) {
      const answer = await send(await atLogin(browser), { ...user, password: "wrong" });
      assert.equal(answer.status, 400);
    }
    await fill(user.username);
    assert.equal((await send(await atLogin(browser), user)).status, 429, "as unknown as any other");
  });

  for (const [which, made] of [["as many forms", PER_LOGIN], ["one form", 1]]) {
    test(`of 50 guesses at once with ${which}, by several machines together, ${made} ${made === 1 ? "is" : "are"} answered`, async () => {
      const user = await addUser(server);
      const browser = await knownBrowser(user);
      // No more are made as if the browser were unknown.
      await fill(user.username);
      const one = await atLogin(browser);
      const forms = await Promise.all(Array.from({ length: 50 }, () => made === 1 ? one : atLogin(browser)));
      const answers = await Promise.all(forms.map((at, index) =>
        send(at, { ...user, password: "wrong" }, { isolate: server.urls[index % server.urls.length] })));
      assert.equal(answers.filter(({ status }) => status === 400).length, made);
      assert.equal(answers.filter(({ status }) => status === (made === 1 ? 303 : 429)).length, 50 - made);
      assert.equal(browser.cookies.has(SESSION), false);
    });
  }

  test("gets another form after a wrong password, and the one before is worth nothing", async () => {
    const user = await addUser(server);
    const browser = await knownBrowser(user);
    const at = await atLogin(browser);
    const again = await send(at, { ...user, password: "wrong" });
    assert.equal(again.status, 400);
    assert.equal(new URL((await send(at, user)).location, server.url).pathname, "/authorize");
    assert.equal(browser.cookies.has(SESSION), false);
    assert.equal((await send({ browser, page: again }, user)).status, 303);
    assert.equal(browser.cookies.has(SESSION), true);
  });

  test("has one small cookie for it, whoever signs in there", async () => {
    const browser = new Browser(server);
    for (let count = 0; count < 6; count++) {
      assert.equal((await send(await atLogin(browser), await addUser(server))).status, 303);
    }
    assert.ok(browser.cookies.get(KNOWN).length < 240, browser.cookies.get(KNOWN));
  });
});

describe("a form", () => {
  test("is good for one wrong password; after that, it leads to another one", async () => {
    const user = await addUser(server);
    const at = await atLogin();
    const again = await send(at, { ...user, password: "wrong" });
    assert.equal(again.status, 400);
    const reused = await send(at, user);
    assert.deepEqual([reused.status, new URL(reused.location, server.url).pathname], [303, "/authorize"]);
    assert.equal(at.browser.cookies.has(SESSION), false);
    assert.equal((await send({ ...at, page: again }, user)).status, 303);
    assert.equal(at.browser.cookies.has(SESSION), true);
  });

  test("of 143 guesses with one form, from as many addresses, one is made", async () => {
    const at = await atLogin();
    let made = 0;
    for (let count = 0; count < 143; count++) {
      if ((await send(at, { username: randomUUID(), password: "wrong" })).status === 400) made++;
    }
    assert.equal(made, 1);
  });
});

describe("on one day", () => {
  test("right passwords use up no more than half of the room for guesses, and wrong ones all of it", async () => {
    const user = await addUser(server);
    const before = await counted();
    await server.db.prepare("UPDATE attempts SET level = 2500 WHERE key = 'guesses'").run();
    assert.equal((await send(await atLogin(), user)).status, 303);
    assert.equal(await counted(), 2500);
    assert.equal((await guess(user.username)).status, 400);
    assert.equal(await counted(), 2506);
    await server.db.prepare("UPDATE attempts SET level = ? WHERE key = 'guesses'").bind(before).run();
  });

  test("beyond the ceiling nobody can guess any more, and known browsers go on", async () => {
    const user = await addUser(server);
    const browser = await knownBrowser(user);
    const before = await counted();
    await server.db.prepare("UPDATE attempts SET level = 5000 WHERE key = 'guesses'").run();
    const answer = await guess(user.username);
    assert.equal(answer.status, 429);
    assert.match(answer.text, /No passwords in this browser today/);
    const left = 86_400 - (Math.floor(Date.now() / 1000) % 86_400);
    assert.ok(Math.abs(Number(answer.headers.get("retry-after")) - left) < 5);
    assert.equal((await send(await atLogin(), user)).status, 429);
    assert.equal((await send(await atLogin(browser), user)).status, 303);
    await server.db.prepare("UPDATE attempts SET level = ? WHERE key = 'guesses'").bind(before).run();
  });
});

// A replica of the database, on workerd: a second database that holds what was stored when it was copied. What a replica may and may
// not do is in tests/native/replica.rs. Here are races, a replica that fails, and bookmarks.

import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";

import { serveFar } from "../../../bench/far/serve.mjs";
import { assertError } from "../kit/asserts.mjs";
import { Browser, SESSION } from "../kit/browser.mjs";
import { addClient } from "../kit/clients.mjs";
import { addUser } from "../kit/people.mjs";
import { approve, ask, atOnce, authorizationRequest, obtainCode, refresh, silently, token } from "../kit/steps.mjs";

const RACERS = 50;
const BOOKMARK = "__Host-edgegrant-bookmark";
const ISOLATES = [0, 1];

let server, client, isolates;
before(async () => {
  server = await serveFar({ isolates: ISOLATES.length, replica: true });
  isolates = ISOLATES.map(server.at);
  client = await addClient(server);
});
after(() => server?.dispose());

let user, browser;
/** A person who has signed in and said yes. The replica knows this. */
beforeEach(async () => {
  await tellAll({ sessions: "near" });
  user = await addUser(server);
  browser = new Browser(server);
  await approve(browser, ask(client), user);
  browser.cookies.delete(BOOKMARK);
  await server.copy();
  await take();
});

async function tellAll(orders) {
  for (const index of ISOLATES) await server.tell(index, orders);
}

/** The kinds of trips that people waited for since this was last asked. */
async function take() {
  const taken = await Promise.all(ISOLATES.map((index) => server.tell(index, { take: true })));
  return taken.flatMap(({ requests }) => requests).flatMap(({ trips, answered }) => trips.filter(({ end }) => end < answered))
    .map(({ kind }) => kind);
}

const code = (changes) => obtainCode(browser, client, user, { scope: "openid", ...changes });

test("a code comes from the replica, and is decided about by the primary", async () => {
  const grant = await code();
  assert.deepEqual(await take(), ["replica", "kv put"]);
  assert.equal((await token(server, client, grant)).status, 200);
});

test("of 50 redemptions of one code exactly one succeeds, and the replay revokes it", async () => {
  for (let round = 0; round < 5; round += 1) {
    const grant = await code({ scope: "openid offline_access" });
    const answers = await atOnce(RACERS, isolates, (isolate) => token(isolate, client, grant));
    const [winner, ...rivals] = answers.filter(({ status }) => status === 200);
    assert.ok(winner, "nobody won");
    assert.deepEqual(rivals, [], "more than one won");
    for (const lost of answers.filter((answer) => answer !== winner)) assertError(lost, "invalid_grant");
    assertError(await refresh(server, client, winner.json.refresh_token), "invalid_grant");
  }
});

test("50 uses of one refresh token all give its one successor", async () => {
  const first = await token(server, client, await code({ scope: "openid offline_access" }));
  await server.copy();
  const answers = await atOnce(RACERS, isolates, (isolate) => refresh(isolate, client, first.json.refresh_token));
  assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200]);
  assert.equal(new Set(answers.map(({ json }) => json.refresh_token)).size, 1);
});

describe("a code that comes from the replica is worth nothing after", () => {
  for (const [what, sql] of [
    ["a new password", "UPDATE users SET credential_version = credential_version + 1 WHERE id = ?"],
    ["a session that is gone", "DELETE FROM sessions WHERE user_id = ?"],
    ["consent that is gone", "DELETE FROM grants WHERE user_id = ?"],
  ]) {
    test(what, async () => {
      for (let round = 0; round < 9; round += 1) {
        const person = await addUser(server);
        const visitor = new Browser(server);
        await approve(visitor, ask(client), person);
        visitor.cookies.delete(BOOKMARK);
        await server.copy();
        const end = () => server.db.prepare(sql).bind(person.id).run();
        const visit = () => obtainCode(visitor, client, person, { scope: "openid" });
        // Before the visit, at the same time, or after it.
        if (round % 3 === 0) await end();
        const [grant] = await Promise.all([visit(), ...(round % 3 === 1 ? [end()] : [])]);
        if (round % 3 === 2) await end();
        assertError(await token(server, client, grant), "invalid_grant");
      }
    });
  }
});

test("a code is not worth more if no answer says whether the primary gave it", async () => {
  await tellAll({ sessions: "silent" });
  await server.db.prepare("DELETE FROM grants WHERE user_id = ?").bind(user.id).run();
  assertError(await token(server, client, await code()), "invalid_grant");
});

describe("without a replica that answers, the primary does", () => {
  for (const sessions of ["absent", "refused", "failing"]) {
    test(sessions, async () => {
      await tellAll({ sessions });
      const grant = await code();
      assert.deepEqual(await take(), ["primary", "kv put"]);
      assert.equal((await token(server, client, grant)).status, 200);
      const newcomer = await addUser(server);
      const page = await approve(new Browser(server), ask(client), newcomer);
      assert.ok(page.answer.has("code"));
    });
  }
});

test("people find what they did themselves", async () => {
  const newcomer = await addUser(server);
  const visitor = new Browser(server);
  // The replica hears of none of it.
  await approve(visitor, ask(client), newcomer);
  assert.match(visitor.cookies.get(BOOKMARK), /^[0-9a-f-]{59}$/);
  await take();
  assert.equal(await silently(visitor, client), "code");
  assert.deepEqual(await take(), ["primary", "kv put"], "one trip, straight to the primary");
  visitor.cookies.delete(BOOKMARK);
  assert.equal(await silently(visitor, client), "code");
  assert.deepEqual(await take(), ["replica", "primary", "kv put"], "the replica says no to nobody");
});

test("of 50 wrong passwords at once in new browsers ten are answered, and a right one then is not", async () => {
  const limit = 10;
  for (let round = 0; round < 3; round += 1) {
    const person = await addUser(server);
    await server.copy();
    const send = async (number, password) => {
      const visitor = new Browser(isolates[number % isolates.length]);
      for (;;) {
        const page = await visitor.fetch(ask(client).url);
        const { action, values } = page.form();
        const body = new URLSearchParams({ ...values, username: person.username, password });
        const headers = { "cf-connecting-ip": `198.18.${round}.${number}` };
        const answer = await visitor.fetch(action, { method: "POST", headers, body });
        if (!/Too many requests at once/.test(answer.text)) return answer.status;
        await wait(20);
      }
    };
    const answers = await Promise.all(Array.from({ length: RACERS }, (_, number) => send(number, "wrong")));
    assert.deepEqual(answers.toSorted(), [...Array(limit).fill(400), ...Array(RACERS - limit).fill(429)]);
    // The replica still knows of no guess.
    assert.equal(await send(RACERS, person.password), 429);
    await server.copy();
    assert.equal(await send(RACERS + 1, person.password), 429);
  }
});

test("people who sign in in a browser that knows them wait for the primary once", async () => {
  for (const [password, status, primary] of [[user.password, 303, 1], ["another one", 400, 3]]) {
    browser.cookies.delete(SESSION);
    const page = await browser.open(authorizationRequest(client).url);
    const { action, values } = page.form();
    await take();
    const body = new URLSearchParams({ ...values, username: user.username, password });
    const answer = await browser.fetch(action, { method: "POST", headers: { origin: server.url }, body });
    assert.equal(answer.status, status, answer.text);
    browser.cookies.delete(BOOKMARK);
    const trips = await take();
    assert.equal(trips.filter((kind) => kind === "replica").length, 3, `${trips}`);
    // What was wrong is read again, all of it at the same time. Three of these trips follow one another.
    assert.ok(trips.filter((kind) => kind === "primary").length >= primary, `${trips}`);
    if (primary === 1) assert.deepEqual(trips.filter((kind) => kind !== "replica"), ["primary"]);
  }
});

test("an invented bookmark changes nothing", async () => {
  for (const bad of ["", "first-primary", "first-unconstrained", "x", "0;1", "0".repeat(101), "a".repeat(4000), "00000000-' OR 1"]) {
    browser.cookies.set(BOOKMARK, bad);
    assert.equal(await silently(browser, client), "code", bad);
    assert.deepEqual(await take(), ["replica", "kv put"], bad);
  }
  // From the future, or of another database.
  browser.cookies.set(BOOKMARK, "f".repeat(59));
  assert.equal(await silently(browser, client), "code");
  assert.deepEqual(await take(), ["primary", "kv put"]);
});

test("the cookie is for this host alone, and no script reads it", async () => {
  const newcomer = await addUser(server);
  const visitor = new Browser(server);
  const page = await visitor.open(authorizationRequest(client).url);
  const { action, values } = page.form();
  const body = new URLSearchParams({ ...values, username: newcomer.username, password: newcomer.password });
  const answer = await visitor.fetch(action, { method: "POST", headers: { origin: server.url }, body });
  const cookie = answer.headers.getSetCookie().find((line) => line.startsWith(BOOKMARK));
  assert.match(cookie, /; Path=\/; Secure; HttpOnly; SameSite=Lax; Max-Age=\d+$/);
});

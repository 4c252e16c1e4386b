// Fifty at once, over two isolates: what may happen once, happens once.

import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";

import { assertError } from "../kit/asserts.mjs";
import { Browser } from "../kit/browser.mjs";
import { addClient, demoClient } from "../kit/clients.mjs";
import { serveIsolates } from "../kit/serve.mjs";
import { atOnce, beginFamily, familyOf, letPass, obtainCode, refresh, token } from "../kit/steps.mjs";

const ROUNDS = 20;
const RACERS = 50;
const GRACE = 60; // seconds, the default

let server, other, browser, client;
before(async () => {
  server = await serveIsolates(2);
  other = { ...server, url: server.urls[1] };
  browser = new Browser(server);
  client = demoClient(server);
});
after(() => server.dispose());

/** Asks `RACERS` times at once, both isolates. */
const race = (ask) => atOnce(RACERS, [server, other], ask);

const assertInvalidGrant = (answer) => assertError(answer, "invalid_grant");

const obtainFamily = () => beginFamily(server, browser, client, server.user);

test(`of ${RACERS} redemptions of one code exactly one succeeds, and the replay revokes it`, async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const grant = await obtainCode(browser, client, server.user);
    const answers = await race((isolate) => token(isolate, client, grant));
    const [winner, ...rivals] = answers.filter((answer) => answer.status === 200);
    assert.ok(winner, "nobody won");
    assert.deepEqual(rivals, [], "more than one won");
    answers.filter((answer) => answer !== winner).forEach(assertInvalidGrant);
    assert.notEqual((await familyOf(server, grant.code)).revoked_at, null);
    assertInvalidGrant(await refresh(server, client, winner.json.refresh_token));
  }
});

test(`${RACERS} uses of one refresh token all give its one successor`, async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const { code, refresh_token: refreshToken } = await obtainFamily();
    const answers = await race((isolate) => refresh(isolate, client, refreshToken));
    assert.deepEqual([...new Set(answers.map((answer) => answer.status))], [200]);
    const successors = new Set(answers.map((answer) => answer.json.refresh_token));
    assert.equal(successors.size, 1);
    const accessTokens = new Set(answers.map((answer) => answer.json.access_token));
    assert.equal(accessTokens.size, RACERS, "every answer has an access token of its own");
    assert.equal((await familyOf(server, code)).generation, 2);

    const [successor] = successors;
    const next = await refresh(other, client, successor);
    assert.equal(next.status, 200, "the successor is live");

    await letPass(server, code, GRACE + 1);
    assertInvalidGrant(await refresh(server, client, successor));
    assertInvalidGrant(await refresh(other, client, next.json.refresh_token));
  }
});

test("within the grace the replaced refresh token gives its successor again", async () => {
  const { code, refresh_token: refreshToken } = await obtainFamily();
  const first = await refresh(server, client, refreshToken);
  await letPass(server, code, GRACE - 5);
  const again = await refresh(other, client, refreshToken);
  assert.equal(again.json.refresh_token, first.json.refresh_token);
  assert.equal((await familyOf(server, code)).generation, 2);
});

test("a refresh token two generations back revokes the family even within the grace", async () => {
  const { refresh_token: refreshToken } = await obtainFamily();
  const second = await refresh(server, client, refreshToken);
  const third = await refresh(server, client, second.json.refresh_token);
  assert.equal(third.status, 200);
  assertInvalidGrant(await refresh(server, client, refreshToken));
  assertInvalidGrant(await refresh(server, client, third.json.refresh_token));
});

test("a code and the refresh token it produced, used at once, leave nothing alive", async () => {
  const grant = await obtainCode(browser, client, server.user);
  const first = await token(server, client, grant);
  const [replay] = await Promise.all([
    token(other, client, grant),
    refresh(server, client, first.json.refresh_token),
  ]);
  assertInvalidGrant(replay);
  assert.notEqual((await familyOf(server, grant.code)).revoked_at, null);
});

test("two clients cannot share one code however they race", async () => {
  const thief = await addClient(server, { redirectUris: [client.redirectUri] });
  for (let round = 0; round < 5; round++) {
    const grant = await obtainCode(browser, client, server.user);
    const answers = await Promise.all(Array.from({ length: 10 }, (_, racer) =>
      token(racer % 2 === 0 ? server : other, racer === 9 ? client : thief, grant)));
    answers.slice(0, 9).forEach(assertInvalidGrant);
    assert.equal(answers[9].status, 200, answers[9].text);
    assert.equal((await refresh(server, client, answers[9].json.refresh_token)).status, 200);
  }
});

for (const [grace, wait] of [["0", 0], ["1", 2100]]) {
  describe(`with REFRESH_GRACE_SECONDS=${grace}`, () => {
    let strict, person;
    before(async () => {
      strict = await serveIsolates(1, { vars: { REFRESH_GRACE_SECONDS: grace } });
      person = new Browser(strict);
    });
    after(() => strict.dispose());

    test(`a refresh token shown again after ${wait} ms revokes its family`, async () => {
      const owner = demoClient(strict);
      const grant = await obtainCode(person, owner, strict.user);
      const { json } = await token(strict, owner, grant);
      const next = await refresh(strict, owner, json.refresh_token);
      assert.equal(next.status, 200);
      await strict.letPass(wait / 1000);
      assertInvalidGrant(await refresh(strict, owner, json.refresh_token));
      assertInvalidGrant(await refresh(strict, owner, next.json.refresh_token));
    });

    if (grace !== "0") return;
    test(`of ${RACERS} uses of one refresh token exactly one succeeds, and the reuse revokes it`, async () => {
      const owner = demoClient(strict);
      const { json } = await token(strict, owner, await obtainCode(person, owner, strict.user));
      const answers = await Promise.all(Array.from({ length: RACERS }, () =>
        refresh(strict, owner, json.refresh_token)));
      const winners = answers.filter((answer) => answer.status === 200);
      assert.equal(winners.length, 1);
      answers.filter((answer) => answer.status !== 200).forEach(assertInvalidGrant);
      assertInvalidGrant(await refresh(strict, owner, winners[0].json.refresh_token));
    });
  });
}

describe("the signing key is one for all isolates", () => {
  let fresh;
  beforeEach(async () => {
    fresh = await serveIsolates(6);
  });
  afterEach(() => fresh.dispose());

  async function kidOf(url) {
    const { keys } = await (await fetch(`${url}/.well-known/jwks.json`)).json();
    assert.equal(keys.length, 1);
    return keys[0].kid;
  }

  async function storedKids() {
    const { results } = await fresh.db.prepare("SELECT kid FROM signing_keys").all();
    return results.map((row) => row.kid);
  }

  test("when they start at once", async () => {
    const kids = await Promise.all(fresh.urls.flatMap((url) => [kidOf(url), kidOf(url), kidOf(url)]));
    assert.deepEqual([...new Set(kids)], await storedKids());
  });

  test("when another made it between the look and the insert", async () => {
    const [winner, loser] = fresh.urls;
    const kid = await kidOf(winner);
    // The winner's row is out of sight until the moment that the loser inserts its own.
    await fresh.db.batch([
      "CREATE TABLE winner AS SELECT * FROM signing_keys",
      "DELETE FROM signing_keys",
      `CREATE TRIGGER late BEFORE INSERT ON signing_keys
        BEGIN INSERT INTO signing_keys SELECT * FROM winner; END`,
    ].map((sql) => fresh.db.prepare(sql)));
    assert.equal(await kidOf(loser), kid);
    assert.deepEqual(await storedKids(), [kid]);
  });
});

// How long tokens and sessions live: as the settings say, or as the owner decided for one client.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { decodeJwt } from "jose";

import { assertError } from "../kit/asserts.mjs";
import { Browser } from "../kit/browser.mjs";
import { addClient } from "../kit/clients.mjs";
import { serveWithClock } from "../kit/serve.mjs";
import { ask, beginFamily, familyOf, obtainTokens, refresh } from "../kit/steps.mjs";

const MINUTE = 60; // seconds
const HOUR = 60 * MINUTE;
const VARS = {
  ACCESS_TOKEN_LIFETIME: "5m",
  ID_TOKEN_LIFETIME: "90s",
  REFRESH_TOKEN_LIFETIME: "10h",
  REFRESH_TOKEN_IDLE_LIFETIME: "2h",
  SESSION_LIFETIME: "8h",
};
/** All of them, for one client. */
const OWN = {
  accessTokenLifetime: HOUR,
  idTokenLifetime: 2 * MINUTE,
  refreshTokenLifetime: 6 * HOUR,
  refreshTokenIdleLifetime: 4 * HOUR,
  sessionLifetime: HOUR,
};
const SCOPE = "openid offline_access notes:read";

let server, browser;
before(async () => {
  server = await serveWithClock({ vars: VARS });
  browser = new Browser(server);
});
after(() => server?.dispose());

const hasCode = (page) => page.location !== null && page.answer.has("code");
const lifetimeOf = (jwt) => decodeJwt(jwt).exp - decodeJwt(jwt).iat;

for (const [whose, own, accessToken, idToken, family, idle] of [
  ["the settings'", {}, 5 * MINUTE, 90, 10 * HOUR, 2 * HOUR],
  ["a client's own", OWN, HOUR, 2 * MINUTE, 6 * HOUR, 4 * HOUR],
]) {
  describe(whose, () => {
    let client;
    before(async () => {
      client = await addClient(server, { firstParty: true, ...own });
    });

    const begin = async () => beginFamily(server, new Browser(server), client, server.user, { scope: SCOPE });

    test("tokens live as long, from the code and from a refresh, and expires_in says so", async () => {
      const first = await obtainTokens(server, browser, client, server.user, { scope: SCOPE });
      const { json: next } = await refresh(server, client, first.refresh_token);
      for (const tokens of [first, next]) {
        assert.equal(tokens.expires_in, accessToken);
        assert.equal(lifetimeOf(tokens.access_token), accessToken);
        assert.equal(lifetimeOf(tokens.id_token), idToken);
      }
    });

    test("a refresh token may go unused for as long, and no longer", async () => {
      const { code, refresh_token: token } = await begin();
      const { rotated_at, expires_at } = await familyOf(server, code);
      assert.equal(expires_at - rotated_at, family);
      await server.letPass(idle - MINUTE);
      const { status, json } = await refresh(server, client, token);
      assert.equal(status, 200);
      await server.letPass(idle + 1);
      assertError(await refresh(server, client, json.refresh_token), "invalid_grant");
    });

    test("with all its successors it ends after as long", async () => {
      let { refresh_token: token } = await begin();
      const step = idle / 2;
      for (let passed = step; passed < family; passed += step) {
        await server.letPass(step);
        const { status, json } = await refresh(server, client, token);
        assert.equal(status, 200, `after ${passed} of ${family} seconds`);
        token = json.refresh_token;
      }
      await server.letPass(step);
      assertError(await refresh(server, client, token), "invalid_grant");
    });
  });
}

describe("a session", () => {
  test("lasts as long as the setting says, and its cookie says so", async () => {
    const client = await addClient(server, { firstParty: true });
    const tab = new Browser(server);
    await tab.signIn(await tab.open(ask(client).url), server.user);
    await server.letPass(8 * HOUR - MINUTE);
    assert.equal(hasCode(await tab.open(ask(client).url)), true);
    await server.letPass(2 * MINUTE);
    assert.equal(hasCode(await tab.open(ask(client).url)), false);
  });

  test("is too old sooner for a client with less, whatever that one asks for, and for no other", async () => {
    const strict = await addClient(server, { firstParty: true, sessionLifetime: HOUR });
    const other = await addClient(server, { firstParty: true });
    const tab = new Browser(server);
    await tab.signIn(await tab.open(ask(strict).url), server.user);
    await server.letPass(HOUR - MINUTE);
    assert.equal(hasCode(await tab.open(ask(strict).url)), true);
    await server.letPass(2 * MINUTE);
    for (const changes of [{}, { max_age: "86400" }]) {
      assert.equal(hasCode(await tab.open(ask(strict, changes).url)), false);
    }
    const none = await tab.open(ask(strict, { prompt: "none" }).url);
    assert.equal(none.answer.get("error"), "login_required");
    assert.equal(hasCode(await tab.open(ask(other).url)), true);
  });
});

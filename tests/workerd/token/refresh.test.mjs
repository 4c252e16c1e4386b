// The refresh grant (RFC 6749 section 6, RFC 9700 section 4.14): what a refresh token is good for,
// how long, and for whom. Many at once are in races.test.mjs.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { assertError } from "../kit/asserts.mjs";
import { Browser } from "../kit/browser.mjs";
import { addClient } from "../kit/clients.mjs";
import { addUser } from "../kit/people.mjs";
import { serveAuthorizationServer } from "../kit/serve.mjs";
import { beginFamily, familyOf, letPass, otherFirst, refresh, token } from "../kit/steps.mjs";

const DAY = 24 * 3600; // seconds
const SCOPE = "profile notes:read";

let server, client, browser;
before(async () => {
  server = await serveAuthorizationServer({ seed: true });
  client = await addClient(server, { firstParty: true });
  browser = new Browser(server);
});
after(() => server.dispose());

/** A new family: its `code` and its first refresh token. */
async function begin({ user = server.user, visitor = browser } = {}) {
  const { code, refresh_token: refreshToken } = await beginFamily(server, visitor, client, user, { scope: SCOPE });
  return { code, refreshToken };
}

function scopeOf(accessToken) {
  return JSON.parse(Buffer.from(accessToken.split(".")[1], "base64url")).scope;
}

describe("scope", () => {
  for (const [asked, given] of [
    ["notes:read", "notes:read"],
    ["notes:read profile", "notes:read profile"],
    ["", SCOPE],
  ]) {
    test(`${JSON.stringify(asked)} gives ${given}`, async () => {
      const { refreshToken } = await begin();
      const answer = await refresh(server, client, refreshToken, { scope: asked });
      assert.equal(answer.json.scope, given);
      assert.equal(scopeOf(answer.json.access_token), given);
    });
  }

  test("that was narrowed once is whole again at the next refresh", async () => {
    const { refreshToken } = await begin();
    const narrow = await refresh(server, client, refreshToken, { scope: "profile" });
    const next = await refresh(server, client, narrow.json.refresh_token);
    assert.equal(next.json.scope, SCOPE);
  });

  for (const asked of ["profile notes:write", "notes:write", "everything", 'profile "', " "]) {
    test(`${asked} is invalid_scope, and the refresh token is as good as before`, async () => {
      const { code, refreshToken } = await begin();
      assertError(await refresh(server, client, refreshToken, { scope: asked }), "invalid_scope");
      assert.equal((await familyOf(server, code)).generation, 1);
      assert.equal((await refresh(server, client, refreshToken)).status, 200);
    });
  }
});

describe("invalid_grant", () => {
  for (const [name, forge] of [
    ["nothing like a refresh token", () => "x"],
    ["two dots", () => ".."],
    ["the next generation, guessed", (sent) => sent.replace(".1.", ".2.")],
    ["another family's id", otherFirst],
    ["another spelling of the generation", (sent) => sent.replace(".1.", ".01.")],
    ["a generation beyond all numbers", (sent) => sent.replace(".1.", ".99999999999999999999.")],
    ["another last character", (sent) => `${sent.slice(0, -1)}${sent.endsWith("A") ? "Q" : "A"}`],
    ["no secret", (sent) => sent.slice(0, sent.lastIndexOf(".") + 1)],
    ["a space behind it", (sent) => `${sent} `],
    ["64 kB less a little", () => "x".repeat(60_000)],
  ]) {
    test(`${name}, and the genuine one still works`, async () => {
      const { refreshToken } = await begin();
      assertError(await refresh(server, client, forge(refreshToken)), "invalid_grant");
      assert.equal((await refresh(server, client, refreshToken)).status, 200);
    });
  }

  test("another client's refresh token, which still works for its owner", async () => {
    const thief = await addClient(server);
    const { code, refreshToken } = await begin();
    assertError(await refresh(server, thief, refreshToken), "invalid_grant");
    assert.equal((await familyOf(server, code)).revoked_at, null);
    const next = await refresh(server, client, refreshToken);
    assert.equal(next.status, 200);
    // Neither can a thief end the family with the token that was replaced.
    await letPass(server, code, 60);
    assertError(await refresh(server, thief, refreshToken), "invalid_grant");
    assert.equal((await refresh(server, client, next.json.refresh_token)).status, 200);
  });

  test("the refresh token of a user who is gone", async () => {
    const user = await addUser(server);
    const { refreshToken } = await begin({ user, visitor: new Browser(server) });
    await server.db.prepare("DELETE FROM users WHERE id = ?").bind(user.id).run();
    assertError(await refresh(server, client, refreshToken), "invalid_grant");
  });
});

describe("a refresh token lives", () => {
  test("30 days unused, and no second longer", async () => {
    const { code, refreshToken } = await begin();
    await letPass(server, code, 30 * DAY);
    assertError(await refresh(server, client, refreshToken), "invalid_grant");
    await letPass(server, code, -60);
    assert.equal((await refresh(server, client, refreshToken)).status, 200);
  });

  test("another 30 days after each use", async () => {
    const { code, refreshToken } = await begin();
    await letPass(server, code, 29 * DAY);
    const next = await refresh(server, client, refreshToken);
    await letPass(server, code, 29 * DAY);
    assert.equal((await refresh(server, client, next.json.refresh_token)).status, 200);
  });

  test("180 days with all its successors", async () => {
    const { code, refreshToken } = await begin();
    const family = await familyOf(server, code);
    assert.equal(family.expires_at - family.rotated_at, 180 * DAY);
    const setExpiry = (offset) => server.db
      .prepare("UPDATE token_families SET expires_at = unixepoch() + ? WHERE id = ?")
      .bind(offset, family.id).run();
    await setExpiry(0);
    assertError(await refresh(server, client, refreshToken), "invalid_grant");
    await setExpiry(60);
    const next = await refresh(server, client, refreshToken);
    assert.equal(next.status, 200);
    const later = await familyOf(server, code);
    assert.ok(later.expires_at <= Math.floor(Date.now() / 1000) + 60, "a refresh does not prolong the family");
  });

  test("after its session ended", async () => {
    const { refreshToken } = await begin();
    await server.db.prepare("DELETE FROM sessions").run();
    assert.equal((await refresh(server, client, refreshToken)).status, 200);
  });
});

test("the time of the sign-in stays what it was", async () => {
  const { code, refreshToken } = await begin();
  await server.db.prepare("UPDATE token_families SET authenticated_at = 1234567890 WHERE id = ?")
    .bind((await familyOf(server, code)).id).run();
  const { json } = await refresh(server, client, refreshToken);
  const claims = JSON.parse(Buffer.from(json.access_token.split(".")[1], "base64url"));
  assert.equal(claims.auth_time, 1234567890);
});

test("nothing in the database is a token or a secret", async () => {
  const { code, refreshToken } = await begin();
  const { json } = await refresh(server, client, refreshToken);
  const families = await server.db.prepare("SELECT * FROM token_families").all();
  const clients = await server.db.prepare("SELECT * FROM clients").all();
  const stored = JSON.stringify([families.results, clients.results]);
  for (const secret of [code, refreshToken, json.refresh_token, json.access_token, client.secret]) {
    assert.equal(stored.includes(secret), false);
  }
});

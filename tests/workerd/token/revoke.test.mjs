// Revocation (RFC 7009): what a client gives back is worth nothing afterwards, and nobody can take
// another's away. Whether a token is still good is asked as an API and as a client would.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { assertError } from "../kit/asserts.mjs";
import { Browser } from "../kit/browser.mjs";
import { addClient } from "../kit/clients.mjs";
import { userinfo } from "../kit/issued.mjs";
import { serveAuthorizationServer } from "../kit/serve.mjs";
import { basic, beginFamily, familyOf, letPass, post, postAs, refresh, sha256, token } from "../kit/steps.mjs";

let server, client, api, browser;
before(async () => {
  server = await serveAuthorizationServer({ seed: true });
  client = await addClient(server, { firstParty: true });
  api = await addClient(server, { introspects: [server.url], redirectUris: [] });
  browser = new Browser(server);
});
after(() => server.dispose());

function revoke(of, fields) {
  return postAs(server, of, "/revoke", fields);
}

/** A new family of a client: {code, access_token, refresh_token}. */
function begin(of = client) {
  return beginFamily(server, browser, of, server.user, { scope: "openid profile offline_access notes:read" });
}

/** An access token is good, or it is not: at introspection and at userinfo alike. */
async function assertAccess(accessToken, good) {
  const { json } = await postAs(server, api, "/introspect", { token: accessToken });
  assert.equal(json.active, good);
  const response = await userinfo(server, accessToken);
  assert.equal(response.status, good ? 200 : 401);
  if (!good) assert.match(response.headers.get("www-authenticate"), /^Bearer error="invalid_token"/);
}

async function assertRefresh(of, refreshToken, good) {
  const { status, json } = await refresh(server, of, refreshToken);
  assert.deepEqual([status, json.error], good ? [200, undefined] : [400, "invalid_grant"]);
}

/** Section 2.2: 200, and what is in the body does not matter; here nothing. */
function assertRevoked(answer) {
  assert.equal(answer.status, 200, answer.text);
  assert.equal(answer.text, "");
  assert.equal(answer.headers.get("cache-control"), "no-store");
}

describe("a refresh token that is revoked", () => {
  test("ends its family, and every access token of it", async () => {
    const first = await begin();
    const { json: second } = await refresh(server, client, first.refresh_token);
    await assertAccess(first.access_token, true);
    await assertAccess(second.access_token, true);
    assertRevoked(await revoke(client, { token: second.refresh_token }));
    assert.notEqual((await familyOf(server, first.code)).revoked_at, null);
    await assertRefresh(client, second.refresh_token, false);
    await assertAccess(first.access_token, false);
    await assertAccess(second.access_token, false);
  });

  test("ends its family even if it was replaced before, long ago or just now", async () => {
    for (const seconds of [0, 3600]) {
      const first = await begin();
      const { json: second } = await refresh(server, client, first.refresh_token);
      await letPass(server, first.code, seconds);
      assertRevoked(await revoke(client, { token: first.refresh_token }));
      await assertRefresh(client, second.refresh_token, false);
      await assertAccess(second.access_token, false);
    }
  });

  test("ends no other family of the same client and person", async () => {
    const [one, other] = [await begin(), await begin()];
    assertRevoked(await revoke(client, { token: one.refresh_token }));
    await assertAccess(other.access_token, true);
    await assertRefresh(client, other.refresh_token, true);
  });

  test("can be revoked again", async () => {
    const { refresh_token } = await begin();
    for (let time = 0; time < 2; time++) assertRevoked(await revoke(client, { token: refresh_token }));
  });

  test("stays revoked when it is refreshed at the same time", async () => {
    const { refresh_token } = await begin();
    const [answer, next] = await Promise.all([
      revoke(client, { token: refresh_token }),
      refresh(server, client, refresh_token),
    ]);
    assertRevoked(answer);
    if (next.status === 200) {
      await assertAccess(next.json.access_token, false);
      await assertRefresh(client, next.json.refresh_token, false);
    }
  });
});

describe("an access token that is revoked", () => {
  test("is worth nothing, and its family and its sisters are as good as before", async () => {
    const first = await begin();
    const { json: second } = await refresh(server, client, first.refresh_token);
    assertRevoked(await revoke(client, { token: first.access_token }));
    await assertAccess(first.access_token, false);
    await assertAccess(second.access_token, true);
    await assertRefresh(client, second.refresh_token, true);
  });

  test("can be revoked again", async () => {
    const { access_token } = await begin();
    for (let time = 0; time < 2; time++) assertRevoked(await revoke(client, { token: access_token }));
    await assertAccess(access_token, false);
  });

  test("is remembered until it would have expired, and then swept away", async () => {
    const { access_token } = await begin();
    assertRevoked(await revoke(client, { token: access_token }));
    const { jti, exp } = JSON.parse(Buffer.from(access_token.split(".")[1], "base64url"));
    const id = `token:${sha256(jti)}`;
    const remembered = () => server.db.prepare("SELECT expires_at FROM spent_ids WHERE id = ?").bind(id).first("expires_at");
    await server.scheduled();
    assert.equal(await remembered(), exp);
    await server.db.prepare("UPDATE spent_ids SET expires_at = unixepoch() - 61 WHERE id = ?").bind(id).run();
    await server.scheduled();
    assert.equal(await remembered(), null);
  });
});

describe("token_type_hint is only a hint (section 2.1)", () => {
  for (const [what, hint] of [
    ["none", undefined],
    ["the right one", "right"],
    ["the wrong one", "wrong"],
    ["one that nobody knows", "urn:example:other"],
    ["an empty one", ""],
  ]) {
    test(what, async () => {
      const tokens = await begin();
      const other = { access_token: "refresh_token", refresh_token: "access_token" };
      for (const kind of ["access_token", "refresh_token"]) {
        const token_type_hint = { right: kind, wrong: other[kind] }[hint] ?? hint;
        assertRevoked(await revoke(client, { token: tokens[kind], token_type_hint }));
        await assertAccess(tokens.access_token, false);
        if (kind === "refresh_token") await assertRefresh(client, tokens.refresh_token, false);
      }
    });
  }
});

describe("200 for what is no token any more, or never was (section 2.2)", () => {
  for (const [what, make] of [
    ["garbage", () => "x"],
    ["a token of 10 kB", () => "x".repeat(10_000)],
    ["a JWT of somebody else", () => `${btoa('{"alg":"none"}')}.${btoa("{}")}.x`],
    ["a refresh token that was made up", ({ refresh_token }) => refresh_token.replace(/.$/, (it) => (it === "A" ? "B" : "A"))],
    ["an access token whose signature was changed", ({ access_token }) => access_token.replace(/.{10}$/, "AAAAAAAAAA")],
    ["a code", ({ code }) => code],
    ["the secret of the client", () => client.secret],
  ]) {
    test(`${what}, and nothing else ends`, async () => {
      const tokens = await begin();
      assertRevoked(await revoke(client, { token: make(tokens) }));
      await assertAccess(tokens.access_token, true);
      await assertRefresh(client, tokens.refresh_token, true);
    });
  }

  test("a refresh token whose family is forgotten", async () => {
    const { code, refresh_token } = await begin();
    const { id } = await familyOf(server, code);
    await server.db.prepare("DELETE FROM token_families WHERE id = ?").bind(id).run();
    assertRevoked(await revoke(client, { token: refresh_token }));
  });

  test("a refresh token that expired", async () => {
    const { code, refresh_token } = await begin();
    await letPass(server, code, 365 * 24 * 3600);
    assertRevoked(await revoke(client, { token: refresh_token }));
  });
});

describe("another client's token is invalid_grant, and as good as before", () => {
  for (const method of ["client_secret_basic", "none"]) {
    test(`asked by a client with ${method}`, async () => {
      const thief = await addClient(server, { method });
      const tokens = await begin();
      assertError(await revoke(thief, { token: tokens.access_token }), "invalid_grant");
      assertError(await revoke(thief, { token: tokens.refresh_token }), "invalid_grant");
      await assertAccess(tokens.access_token, true);
      await assertRefresh(client, tokens.refresh_token, true);
    });
  }

  test("not even an API that may introspect it can revoke it", async () => {
    const tokens = await begin();
    assertError(await revoke(api, { token: tokens.access_token }), "invalid_grant");
    await assertAccess(tokens.access_token, true);
  });
});

describe("the client", () => {
  for (const method of ["client_secret_basic", "client_secret_post", "none"]) {
    test(`revokes its own tokens with ${method}`, async () => {
      const own = await addClient(server, { method, firstParty: true });
      const tokens = await begin(own);
      assertRevoked(await revoke(own, { token: tokens.access_token }));
      await assertAccess(tokens.access_token, false);
      assertRevoked(await revoke(own, { token: tokens.refresh_token }));
      await assertRefresh(own, tokens.refresh_token, false);
    });
  }

  test("a confidential client that does not authenticate is invalid_client", async () => {
    const tokens = await begin();
    for (const [headers, fields] of [
      [{}, {}],
      [{}, { client_id: client.id }],
      [{ authorization: basic(client.id, "wrong") }, {}],
      [{ authorization: basic("nobody", client.secret) }, {}],
      [{ authorization: `Bearer ${tokens.access_token}` }, {}],
      [{}, { client_id: client.id, client_secret: "wrong" }],
    ]) {
      for (const kind of ["access_token", "refresh_token"]) {
        const body = new URLSearchParams({ token: tokens[kind], ...fields });
        assertError(await post(server, body, headers, "/revoke"), "invalid_client");
      }
    }
    await assertAccess(tokens.access_token, true);
    await assertRefresh(client, tokens.refresh_token, true);
  });
});

describe("invalid_request", () => {
  const secret = () => ({ authorization: basic(client.id, client.secret) });

  test("no token, and an empty one", async () => {
    assertError(await revoke(client, {}), "invalid_request");
    assertError(await revoke(client, { token: "" }), "invalid_request");
  });

  test("a token in the URL, which is not revoked", async () => {
    const tokens = await begin();
    for (const body of [{}, { token: tokens.access_token }]) {
      const path = `/revoke?token=${tokens.access_token}`;
      assertError(await post(server, new URLSearchParams(body), secret(), path), "invalid_request");
    }
    await assertAccess(tokens.access_token, true);
  });

  test("two tokens, of which none is revoked", async () => {
    const tokens = await begin();
    assertError(await revoke(client, { token: [tokens.access_token, tokens.refresh_token] }), "invalid_request");
    await assertAccess(tokens.access_token, true);
    await assertRefresh(client, tokens.refresh_token, true);
  });

  test("JSON in place of a form", async () => {
    const tokens = await begin();
    const headers = { ...secret(), "content-type": "application/json" };
    assertError(await post(server, JSON.stringify({ token: tokens.access_token }), headers, "/revoke"), "invalid_request");
    await assertAccess(tokens.access_token, true);
  });
});

test("503 while the token cannot be ended: a client must not believe that it is (section 2.2.1)", async () => {
  const tokens = await begin();
  await server.db.batch([
    "CREATE TRIGGER full BEFORE UPDATE ON token_families BEGIN SELECT RAISE(ABORT, 'disk full'); END",
    "CREATE TRIGGER full_too BEFORE INSERT ON spent_ids BEGIN SELECT RAISE(ABORT, 'disk full'); END",
  ].map((sql) => server.db.prepare(sql)));
  try {
    for (const kind of ["access_token", "refresh_token"]) {
      const answer = await revoke(client, { token: tokens[kind] });
      assertError(answer, "temporarily_unavailable", { status: 503 });
      assert.equal(answer.headers.get("retry-after"), "5");
    }
  } finally {
    await server.db.batch(["full", "full_too"].map((name) => server.db.prepare(`DROP TRIGGER ${name}`)));
  }
  await assertAccess(tokens.access_token, true);
  assertRevoked(await revoke(client, { token: tokens.refresh_token }));
  await assertAccess(tokens.access_token, false);
});

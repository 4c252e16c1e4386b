// A database that the version before filled, and this version after its migrations: nobody loses an account, a session,
// an app's access, or what is on its way.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { createLocalJWKSet, decodeJwt, importJWK, jwtVerify } from "jose";

import { assertError } from "../kit/asserts.mjs";
import { keySet, userinfo } from "../kit/issued.mjs";
import { postWith, prove } from "../kit/keys.mjs";
import { authorizationRequest, isBelieved, logout, redeem, refresh, silently, subOf } from "../kit/steps.mjs";
import { BrowserThen, SCOPE, countRows, kept, postThen, serveThen } from "./then.mjs";

const { users, clients, families, pages } = kept;
const { ada, bob, carol } = users;
const BACKCHANNEL = "https://app.example/ended";

let server, counts;
before(async () => {
  server = await serveThen();
  counts = await countRows(server.db);
  await server.upgrade();
});
after(() => server?.dispose());

const then = () => new Date(kept.at * 1000);

/** Refreshes, the client authenticated as it registered. */
function refreshThen(client, refresh_token) {
  return postThen(server, client, "/token", { grant_type: "refresh_token", refresh_token });
}

async function introspected(token) {
  const { status, json, text } = await postThen(server, clients.api, "/introspect", { token });
  assert.equal(status, 200, text);
  return json;
}

function browserOf(name) {
  return new BrowserThen(server, name);
}

test("the migrations keep every row", async () => {
  const kinds = Object.entries(counts);
  assert.ok(kinds.length >= 11);
  for (const [table, count] of kinds) assert.ok(count > 0, table);
  const now = await countRows(server.db);
  assert.deepEqual(Object.fromEntries(kinds.map(([table]) => [table, now[table]])), counts);
});

describe("what was on its way arrives", () => {
  test("a code is redeemed, and a second time is not", async () => {
    const answer = await postThen(server, clients.web, "/token", kept.code);
    assert.equal(answer.status, 200, answer.text);
    assert.equal(decodeJwt(answer.json.id_token).sub, ada.id);
    assertError(await postThen(server, clients.web, "/token", kept.code), "invalid_grant");
  });

  for (const client of [clients.web, clients.spa]) {
    test(`a request that ${client.id} pushed is answered`, async () => {
      const { uri, verifier } = pages[`pushed-${client.id}`];
      const page = await browserOf("shared").open(`/authorize?${new URLSearchParams({ client_id: client.id, request_uri: uri })}`);
      assert.equal(page.status, 303, page.text);
      const { status, text } = await redeem(server, client, { params: new URLSearchParams("code_challenge"), verifier }, page);
      assert.equal(status, 200, text);
    });
  }

  test("a login page that was open signs in", async () => {
    const page = await browserOf("waiting").send(pages.login, { username: "bob", password: bob.password });
    assert.ok(page.answer.has("code"), page.location);
  });

  test("a consent page that was open counts", async () => {
    const page = await browserOf("shared").send(pages.consent, { decision: "allow" });
    assert.ok(page.answer.has("code"), page.location);
  });
});

describe("every user signs in with the password of then", () => {
  const names = [
    ...Object.entries(users).map(([key, { username }]) => [key, username]),
    ["ada", "ADA"], ["ada", "ada@example.com"], ["carol", "carol@example.com"], ["dave", "Dave@Example.com"],
    ["zoe", "zoe\u0308"], ["zoe", "ZOË@BÜCHER.EXAMPLE"],
  ];
  for (const [key, username] of names) {
    test(`as ${username}, and is who they were`, async () => {
      const { id, password } = users[key];
      const browser = new BrowserThen(server);
      const request = authorizationRequest(clients.brief, { scope: "openid" });
      const wrong = await browser.signIn(await browser.open(request.url), { username, password: `not ${password}` });
      assert.equal(wrong.asksToSignIn, true);
      const page = await browser.signIn(wrong, { username, password });
      const { status, json, text } = await redeem(server, clients.brief, request, page);
      assert.equal(status, 200, text);
      assert.equal(decodeJwt(json.id_token).sub, id);
    });
  }
});

describe("sessions", () => {
  test("go on, of several people in one browser too, and what they allowed is remembered", async () => {
    const [shared, hers] = ["shared", "hers"].map(browserOf);
    for (const [browser, client, user] of [
      [shared, clients.web, ada], [shared, clients.keyed, ada], [shared, clients.self, ada], [shared, clients.post, bob],
      [hers, clients.web, carol], [hers, clients.paper, carol],
    ]) {
      assert.equal(await silently(browser, client, { scope: SCOPE, login_hint: user.username }), "code", `${client.id} ${user.username}`);
    }
    assert.equal(await silently(hers, clients.keyed, { scope: SCOPE }), "consent_required");
  });

  test("that had ended have ended", async () => {
    assert.equal(await silently(browserOf("left"), clients.brief), "login_required", "signed out");
    assert.equal(await silently(browserOf("changed"), clients.brief), "login_required", "another password");
  });

  test("end with an ID token of then", async () => {
    const browser = browserOf("hers");
    await logout(browser, { id_token_hint: families.rotated.id_token });
    assert.equal(await silently(browserOf("hers"), clients.brief), "login_required");
  });

  test("whose end an app could not be told of are told of now", async () => {
    const told = new Promise((tell) => server.web.put(BACKCHANNEL, async (request) => {
      tell(new URLSearchParams(await request.text()).get("logout_token"));
      return new Response();
    }));
    await server.scheduled("47 * * * *");
    const { payload } = await jwtVerify(await told, createLocalJWKSet(await keySet(server)), {
      issuer: kept.issuer, audience: clients.web.id, currentDate: then(),
    });
    assert.ok([bob.id, carol.id].includes(payload.sub));
  });
});

describe("refresh tokens", () => {
  const living = {
    fresh: clients.web, withSession: clients.brief, paired: clients.pair, keyed: clients.keyed, self: clients.self,
    second: clients.post, paper: clients.paper, rotated: clients.web, withoutAccess: clients.spa,
  };
  for (const [name, client] of Object.entries(living)) {
    test(`live on and are replaced: ${name}`, async () => {
      const { id_token, refresh_token } = families[name];
      const answer = await refreshThen(client, refresh_token);
      assert.equal(answer.status, 200, answer.text);
      const again = await refreshThen(client, answer.json.refresh_token);
      assert.equal(again.status, 200, again.text);
      const [was, is] = [id_token, again.json.id_token].map((jwt) => decodeJwt(jwt));
      assert.deepEqual([is.sub, is.sid, is.auth_time], [was.sub, was.sid, was.auth_time]);
    });
  }

  test("stay bound to a key", async () => {
    const privateJwk = kept.keys.bound;
    const { d, ...jwk } = privateJwk;
    const key = { alg: "ES256", jwk, privateKey: await importJWK(privateJwk, "ES256") };
    const fields = { grant_type: "refresh_token", refresh_token: families.bound.refresh_token };
    assertError(await refresh(server, clients.spa, fields.refresh_token), "invalid_grant");
    const answer = await postWith(server, clients.spa, fields, await prove(server, key, { iat: kept.at }));
    assert.equal(answer.json?.token_type, "DPoP", answer.text);
  });

  for (const [name, client] of [["revoked", clients.spa], ["reused", clients.spa], ["ended", clients.brief], ["changed", clients.web]]) {
    test(`that had ended have ended: ${name}`, async () => {
      assertError(await refreshThen(client, families[name].refresh_token), "invalid_grant");
    });
  }

  test("that were replaced long ago end their family, as they did", async () => {
    const { replaced } = families.rotated;
    assertError(await refreshThen(clients.web, replaced), "invalid_grant");
    assertError(await refreshThen(clients.web, families.rotated.refresh_token), "invalid_grant");
  });

  test("are revoked by their client", async () => {
    const { refresh_token, access_token } = families.second;
    assert.equal((await introspected(access_token)).active, true);
    assert.equal((await postThen(server, clients.post, "/revoke", { token: refresh_token })).status, 200);
    assert.equal((await introspected(access_token)).active, false);
  });
});

describe("tokens that were signed then", () => {
  test("verify, and are good for what they were good for", async () => {
    const keys = createLocalJWKSet(await keySet(server));
    for (const name of ["fresh", "paired", "keyed", "self"]) {
      const { access_token, id_token } = families[name];
      for (const jwt of [access_token, id_token]) await jwtVerify(jwt, keys, { issuer: kept.issuer, currentDate: then() });
      const { json } = await userinfo(server, access_token);
      assert.equal(json?.sub, decodeJwt(id_token).sub, name);
      const told = await introspected(access_token);
      assert.deepEqual([told.active, told.sub], [true, decodeJwt(access_token).sub], name);
    }
  });

  test("are worth nothing where they ended", async () => {
    for (const name of ["revoked", "withoutAccess", "reused", "changed"]) {
      assert.deepEqual(await introspected(families[name].access_token), { active: false }, name);
    }
  });

  test("pairwise: the app still knows the same person", async () => {
    assert.equal(await subOf(server, browserOf("shared"), clients.pair, { login_hint: "ada" }), kept.subs.pair);
  });
});

test("clients prove who they are as they did", async () => {
  for (const id of ["web", "post", "pair", "brief", "api"]) {
    assert.equal(await isBelieved(server, clients[id]), true, id);
    assert.equal(await isBelieved(server, { ...clients[id], secret: `${clients[id].secret}x` }), false, id);
  }
  for (const { registration } of [clients.self, clients.unused]) {
    const { registration_client_uri: uri, registration_access_token: token } = registration;
    const answer = await fetch(uri.replace(kept.issuer, server.url), { headers: { authorization: `Bearer ${token}` } });
    assert.equal((await answer.json()).client_name, registration.client_name);
  }
});

test("the keys open, and the nightly work finds nothing wrong", async () => {
  assert.equal((await fetch(`${server.url}/health`)).status, 200);
  await server.scheduled();
  for (const name of ["keys", "sweep"]) {
    const line = await server.logged(({ event }) => event === name);
    assert.equal(line.reason, undefined, JSON.stringify(line));
  }
  const troubles = server.logs.filter(({ event }) => event === "trouble" || event === "console");
  assert.deepEqual(troubles, []);
  assert.equal(await silently(browserOf("shared"), clients.web, { scope: SCOPE, login_hint: "ada" }), "code", "nobody was swept out");
});

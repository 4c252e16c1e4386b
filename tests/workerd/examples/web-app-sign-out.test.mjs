// Signing out of the client of the flow: of it, from it of Edgegrant (RP-Initiated Logout 1.0), and of it when
// Edgegrant says so (Back-Channel Logout 1.0).

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { decodeJwt } from "jose";

import { assertError, assertSignedIn } from "../kit/asserts.mjs";
import { asksToSignOut } from "../kit/browser.mjs";
import { serveFlow } from "../kit/serve.mjs";
import { refresh, signOut } from "../kit/steps.mjs";
import { beSignedIn, clientOf, send, serveApp, serveIssuer } from "./web-app.mjs";

const EVENTS = { "http://schemas.openid.net/event/backchannel-logout": {} };

let flow;
before(async () => {
  flow = await serveFlow();
});
after(() => flow?.dispose());

/** Whether the app knows the person. */
async function isSignedIn(app, cookie) {
  return /<h1 id="notes">Your notes<\/h1>/.test((await send(app, "/", { cookie })).text);
}

function assertHome(answer) {
  assert.deepEqual([answer.status, answer.headers.get("location"), answer.flash], [303, "/", "signed-out"], answer.text);
}

describe("signing out of the app", () => {
  test("leads to Edgegrant, which ends the session there without a question, and back", async () => {
    const { cookie, key, browser, tokens } = await beSignedIn(flow);
    const left = await send(flow.app, "/sign-out", { cookie });
    assert.deepEqual([left.status, left.flash], [303, "signed-out"], left.text);
    assert.match(left.headers.getSetCookie().join("\n"), /^__Host-notes-app=; .*Max-Age=0/m);
    assert.equal(await flow.app.kv.get(key), null);

    const url = new URL(left.headers.get("location"));
    assert.equal(url.origin + url.pathname, `${flow.server.url}/logout`);
    const { id_token } = tokens;
    assert.deepEqual(Object.fromEntries(url.searchParams), { id_token_hint: id_token, post_logout_redirect_uri: `${flow.app.url}/` });
    const page = await browser.open(url.href);
    assert.deepEqual([page.status, page.location], [303, `${flow.app.url}/`]);
    await assertSignedIn(flow.server, browser);
  });

  test("gives the refresh token back, which would be good while the person is away", async () => {
    const { cookie, tokens } = await beSignedIn(flow);
    await send(flow.app, "/sign-out", { cookie });
    const answer = await refresh(flow.server, clientOf(flow), tokens.refresh_token);
    assertError(answer, "invalid_grant");
  });

  test("signs out with an ID token that a refresh brought, and one that has expired", async () => {
    const { cookie, key, browser, tokens } = await beSignedIn(flow);
    assert.equal((await send(flow.app, "/refresh", { cookie })).flash, "refreshed");
    const { id_token } = JSON.parse(await flow.app.kv.get(key));
    assert.equal(decodeJwt(id_token).sid, decodeJwt(tokens.id_token).sid);
    const left = await send(flow.app, "/sign-out", { cookie });
    assert.equal(new URL(left.headers.get("location")).searchParams.get("id_token_hint"), id_token);
    assert.equal((await browser.open(left.headers.get("location"))).location, `${flow.app.url}/`);
    await assertSignedIn(flow.server, browser);
  });

  test("works where Edgegrant does not answer, or offers no more than sign-in", async () => {
    const issuer = await serveIssuer();
    for (const ISSUER of ["http://localhost:1", issuer.url]) {
      const app = await serveApp({ vars: { ISSUER, NOTES_API: flow.api.url }, secrets: { CLIENT_SECRET: "any" } });
      try {
        const { cookie, key } = await beSignedIn(flow, app);
        assertHome(await send(app, "/sign-out", { cookie }));
        assert.equal(await app.kv.get(key), null);
      } finally {
        await app.dispose();
      }
    }
    await issuer.dispose();
  });

  test("is nothing to who is not signed in, and cannot be done by another site", async () => {
    assertHome(await send(flow.app, "/sign-out", { cookie: "nobody" }));
    const { cookie } = await beSignedIn(flow);
    const foreign = await send(flow.app, "/sign-out", { cookie, headers: { origin: "https://attacker.example" } });
    assert.equal(foreign.status, 403);
    assert.equal(await isSignedIn(flow.app, cookie), true);
  });
});

describe("signing out of Edgegrant", () => {
  const delivered = (count) => flow.server.logged((entry) =>
    entry.event === "backchannel_logout" && flow.server.logs.filter((it) => it.event === entry.event).length > count);

  test("signs out of the app, in that browser only", async () => {
    const [here, elsewhere] = [await beSignedIn(flow), await beSignedIn(flow)];
    const count = flow.server.logs.filter((entry) => entry.event === "backchannel_logout").length;
    const page = await here.browser.open("/logout");
    assert.ok(asksToSignOut(page));
    await signOut(here.browser, page);
    assert.deepEqual((await delivered(count)), {
      event: "backchannel_logout", client_id: flow.client.id, attempts: 1, status: 200, delivered: true, reason: null,
    });
    assert.equal(await isSignedIn(flow.app, here.cookie), false);
    assert.equal(await flow.app.kv.get(here.key), null, "it is forgotten when it is seen");
    assert.equal(await isSignedIn(flow.app, elsewhere.cookie), true);
    await assertSignedIn(flow.server, elsewhere.browser, { id: decodeJwt(elsewhere.tokens.id_token).sub });
  });
});

describe("a logout token", () => {
  let issuer, app;
  before(async () => {
    issuer = await serveIssuer();
    app = await serveApp({
      vars: { ISSUER: issuer.url, CLIENT_ID: "app", NOTES_API: issuer.url },
      secrets: { CLIENT_SECRET: "secret" },
    });
  });
  after(async () => {
    await app?.dispose();
    await issuer?.dispose();
  });

  /** A session of the app in KV, under a `sid` of its own: {cookie, sid}. */
  async function session() {
    const sid = randomUUID();
    const { cookie } = await beSignedIn(flow, app, { sid, sub: "somebody" });
    return { cookie, sid };
  }

  function sign({ sid, header, claims, by }) {
    const right = { sid, events: EVENTS, jti: randomUUID(), nonce: undefined };
    return issuer.sign({ header: { typ: "logout+jwt", ...header }, claims: { ...right, ...claims }, by });
  }

  function deliver(logout_token, request) {
    // As Edgegrant sends it: without a cookie, an origin, or anything else of a browser.
    return fetch(`${app.url}/backchannel-logout`, {
      method: "POST", body: new URLSearchParams(logout_token === undefined ? {} : { logout_token }), ...request,
    });
  }

  test("ends the sessions with its sid and no others, and can come twice", async () => {
    const [one, other] = [await session(), await session()];
    const token = await sign(one);
    for (let time = 0; time < 2; time++) {
      const answer = await deliver(token);
      assert.deepEqual([answer.status, await answer.text()], [200, ""]);
      assert.equal(answer.headers.get("cache-control"), "no-store");
    }
    assert.equal(await isSignedIn(app, one.cookie), false);
    assert.equal(await isSignedIn(app, other.cookie), true);
  });

  test("counts for a session that is being refreshed at that moment", async () => {
    const { cookie, sid } = await session();
    issuer.tokens = { id_token: await issuer.sign({ claims: { sid } }), refresh_token: "next" };
    await Promise.all([send(app, "/refresh", { cookie }), deliver(await sign({ sid }))]);
    assert.equal(await isSignedIn(app, cookie), false);
  });

  for (const [name, changes] of [
    ["an ID token", { header: { typ: "JWT" } }],
    ["an access token", { header: { typ: "at+jwt" } }],
    ["for another client", { claims: { aud: "other" } }],
    ["of another issuer", { claims: { iss: "https://other.example" } }],
    ["that has expired", { claims: { exp: 1 } }],
    ["without events", { claims: { events: undefined } }],
    ["with another event", { claims: { events: { "https://a.example/event": {} } } }],
    ["without a sid", { claims: { sid: undefined } }],
    ["with a nonce", { claims: { nonce: "n" } }],
  ]) {
    test(`is refused: ${name}`, async () => {
      const { cookie, sid } = await session();
      await assertBad(await deliver(await sign({ sid, ...changes })));
      assert.equal(await isSignedIn(app, cookie), true);
    });
  }

  test("is refused: signed by somebody else, cut short, none, or more than a form may have", async () => {
    const { cookie, sid } = await session();
    const { privateKey } = (await issuer.addKey("stranger"), issuer.keys.stranger);
    delete issuer.keys.stranger;
    const token = await sign({ sid });
    for (const bad of [await sign({ sid, by: privateKey }), token.slice(0, -2), "a.b.c", "", undefined, "x".repeat(20_000)]) {
      await assertBad(await deliver(bad));
    }
    assert.equal((await deliver(token, { method: "GET", body: undefined })).status, 405);
    assert.equal(await isSignedIn(app, cookie), true);
  });

  async function assertBad(answer) {
    assert.equal(answer.status, 400);
    assert.equal(answer.headers.get("content-type"), "application/json");
    assert.equal(answer.headers.get("cache-control"), "no-store");
    assert.equal((await answer.json()).error, "invalid_request");
  }
});

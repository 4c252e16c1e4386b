// Signing out at a provider too (RP-Initiated Logout 1.0), and hearing from it that somebody did (Back-Channel Logout 1.0).

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { SignJWT, generateKeyPair } from "jose";

import { Browser } from "../kit/browser.mjs";
import { addUser } from "../kit/people.mjs";
import { StandIn, goBy, internetOf, linkTo, personAt, settingsOf } from "../kit/providers.mjs";
import { serveWithClock } from "../kit/serve.mjs";
import { logout, post, signOut } from "../kit/steps.mjs";

const EVENT = "http://schemas.openid.net/event/backchannel-logout";
const end_session_endpoint = "https://op.example/end?theme=plain";

const work = new StandIn("work", "https://op.example", { metadata: { end_session_endpoint } });
const mute = new StandIn("mute", "https://mute.example");

let server;
before(async () => {
  server = await serveWithClock({ outbound: internetOf(work, mute), ...settingsOf(work, mute) });
  for (const provider of [work, mute]) provider.now = server.now;
});
after(() => server?.dispose());

const sessionsOf = async ({ id }) => (await server.db.prepare("SELECT id, provider FROM sessions WHERE user_id = ? ORDER BY provider").bind(id).all()).results;

/** A user who linked `person`, in a browser where they signed in with a password. */
async function linked(person, provider = work) {
  const [user, browser] = [await addUser(server), new Browser(server)];
  await browser.signIn(await browser.open("/account/security"), user);
  assert.equal((await linkTo(browser, provider, person)).status, 200);
  return { user, browser };
}

/** Another browser in which they signed in at the provider, in the session `sid` there. */
async function by(person, sid, provider = work) {
  const browser = new Browser(server);
  const page = await goBy(browser, await browser.open("/login?for=/account"), provider, { ...person, sid });
  assert.equal(page.status, 200, page.text);
  return browser;
}

/** What a provider sends about somebody who signed out. */
async function logoutToken(person, claims = {}, { typ = "logout+jwt", key = work.keys.privateKey } = {}) {
  const now = server.now();
  const all = { iss: work.issuer, aud: work.clientId, iat: now, exp: now + 120, jti: randomUUID(), sub: person.sub, events: { [EVENT]: {} }, ...claims };
  const said = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
  return new SignJWT(said).setProtectedHeader({ alg: work.alg, kid: work.kid, ...(typ && { typ }) }).sign(key);
}

const tell = async (token, id = "work") => post(server, new URLSearchParams({ logout_token: token }), {}, `/login/provider/${id}/logout`);

describe("whoever signs out here", () => {
  test("is offered to sign out at the provider too, which asks them", async () => {
    const person = personAt();
    await linked(person);
    const browser = await by(person, "one");
    const page = await signOut(browser, await logout(browser, {}));
    assert.match(page.text, /Sign out at <bdi>The work<\/bdi> too/);
    const path = /href="([^"]*\/login\/provider\/work\/logout)"/.exec(page.text)[1];
    const away = await browser.fetch(path);
    assert.equal(away.status, 303, away.text);
    assert.equal(away.location, `${end_session_endpoint}&client_id=${work.clientId}`);
  });

  test("is offered nothing where they signed in here", async () => {
    const { browser } = await linked(personAt());
    const page = await signOut(browser, await logout(browser, {}));
    assert.match(page.text, /You are signed out|signed out/i);
    assert.doesNotMatch(page.text, /login\/provider/);
  });

  test("hears it where the provider has no such page, and where nobody knows the provider", async () => {
    const page = await new Browser(server).fetch("/login/provider/mute/logout");
    assert.equal(page.status, 404);
    assert.match(page.text, /The mute has no link for signing out/);
    assert.equal((await new Browser(server).fetch("/login/provider/other/logout")).status, 404);
  });
});

describe("whoever signs out at the provider", () => {
  test("is signed out here where they came from that session there, and nowhere else", async () => {
    const person = personAt();
    const { user } = await linked(person);
    for (const sid of ["one", "two"]) await by(person, sid);
    const { id } = (await sessionsOf(user)).find((it) => it.provider === "work one");
    const told = await tell(await logoutToken(person, { sid: "one" }));
    assert.equal(told.status, 200, JSON.stringify(told.json));
    const left = await sessionsOf(user);
    assert.deepEqual(left.map((it) => it.provider), [null, "work two"]);
    const ended = await server.db.prepare("SELECT count(*) AS n FROM ended_sessions WHERE id = ?").bind(id).first("n");
    assert.equal(ended, 1, "what lasts as long as the session ends with it");
    await server.logged((it) => it.what === "signed_out" && it.user_id === user.id && it.reason === "at work");
  });

  test("is signed out in each of a few sessions from there if the provider does not say which", async () => {
    const [person, elsewhere] = [personAt(), personAt()];
    const { user } = await linked(person);
    const { user: another } = await linked(elsewhere);
    for (const sid of ["a", "b", undefined]) await by(person, sid);
    await by(elsewhere, "a");
    assert.equal((await tell(await logoutToken(person))).status, 200);
    assert.deepEqual((await sessionsOf(user)).map((it) => it.provider), [null]);
    assert.deepEqual((await sessionsOf(another)).map((it) => it.provider), [null, "work a"]);
  });

  test("is signed out however many sessions they have, and only of those that began before the provider said so", async () => {
    const person = personAt();
    const { user } = await linked(person);
    const early = await logoutToken(person, { sid: "late", iat: server.now() - 250 });
    await by(person, "late");
    await server.db.prepare(`WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 60)
      INSERT INTO sessions (user_id, id, hash, authenticated_at, expires_at, credential_version, method, last_seen_at, idle_lifetime, kept, agent, provider)
      SELECT user_id, printf('%02d', i), 'hash-' || user_id || i, authenticated_at, expires_at, credential_version, method, last_seen_at, idle_lifetime, kept, agent, 'work other'
      FROM sessions, n WHERE user_id = ?1 AND provider = 'work late'`).bind(user.id).run();
    const late = async () => (await sessionsOf(user)).filter((it) => it.provider === "work late").length;
    assert.equal((await tell(early)).status, 200);
    assert.equal(await late(), 1, "a token of before says nothing of it");
    assert.equal((await tell(await logoutToken(person, { sid: "late" }))).status, 200);
    assert.equal(await late(), 0);
  });

  test("stays signed in where the provider speaks of nobody here", async () => {
    const told = await tell(await logoutToken(personAt()));
    assert.equal(told.status, 200);
  });

  const other = generateKeyPair("RS256");
  for (const [why, claims, how] of [
    ["is an ID token by its nonce", { nonce: "n" }],
    ["has another type", {}, { typ: "at+jwt" }],
    ["has no event", { events: undefined }],
    ["has another event", { events: { "https://events.example/other": {} } }],
    ["has an event that is no object", { events: { [EVENT]: true } }],
    ["has no jti", { jti: undefined }],
    ["is for another client", { aud: "somebody-else" }],
    ["is of another issuer", { iss: "https://evil.example" }],
    ["has no time", { iat: undefined }],
    ["is old", { iat: -301 }],
    ["is of tomorrow", { iat: 3600 }],
    ["has expired", { exp: -61 }],
    ["names nobody", { sub: undefined }],
    ["is signed by somebody else", {}, { key: other }],
  ]) {
    test(`stays signed in if the token ${why}`, async () => {
      const person = personAt();
      const { user } = await linked(person);
      await by(person, "one");
      const timed = Object.fromEntries(Object.entries(claims).map(([name, value]) => [name, typeof value === "number" ? server.now() + value : value]));
      const key = how?.key ? (await how.key).privateKey : work.keys.privateKey;
      const told = await tell(await logoutToken(person, { sid: "one", ...timed }, { typ: how?.typ ?? "logout+jwt", key }));
      assert.equal(told.status, 400, JSON.stringify(told.json));
      assert.equal(told.json.error, "invalid_request");
      assert.deepEqual((await sessionsOf(user)).map((it) => it.provider), [null, "work one"]);
    });
  }

  test("stays signed in if no token is sent, or the provider is not known", async () => {
    assert.equal((await post(server, new URLSearchParams(), {}, "/login/provider/work/logout")).status, 400);
    const body = new URLSearchParams({ logout_token: await logoutToken(personAt()) });
    assert.equal((await new Browser(server).fetch("/login/provider/other/logout", { method: "POST", body })).status, 404);
    assert.equal((await new Browser(server).fetch("/login/provider/work/logout", { method: "PUT" })).status, 405);
  });
});

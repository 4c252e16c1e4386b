// Back-Channel Logout 1.0: which clients are told that a session ended, and what they are told.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { createRemoteJWKSet, decodeJwt, jwtVerify } from "jose";

import { serveListener } from "../kit/apps.mjs";
import { assertRefused, assertSignedIn } from "../kit/asserts.mjs";
import { Browser } from "../kit/browser.mjs";
import { SIGNED_OUT, addLeavable } from "../kit/clients.mjs";
import { signIn } from "../kit/people.mjs";
import { serveAuthorizationServer } from "../kit/serve.mjs";
import { logout, refresh, signOut } from "../kit/steps.mjs";

const EVENT = "http://schemas.openid.net/event/backchannel-logout";

let server, listener, jwks;
before(async () => {
  server = await serveAuthorizationServer({ seed: true });
  listener = await serveListener();
  // A key that is made for the first client that wants it is found at once.
  jwks = createRemoteJWKSet(new URL(`${server.url}/.well-known/jwks.json`), { cooldownDuration: 0 });
});
after(async () => {
  listener.dispose();
  await server.dispose();
});

/** A client that is told: {client, place}. */
async function addListening(registration = {}) {
  const place = listener.at(`/${randomUUID()}`);
  const client = await addLeavable(server, { backchannelLogoutUri: place.uri, ...registration });
  return { client, place };
}

/** The line of the log that says that a client was told. All clients of a logout were, when one has such a line. */
function delivered(client) {
  return server.logged((entry) => entry.event === "backchannel_logout" && entry.client_id === client.id);
}

function verify(notice, client, alg = "ES256") {
  return jwtVerify(notice.token, jwks, {
    issuer: server.url,
    audience: client.id,
    algorithms: [alg],
    typ: "logout+jwt",
    maxTokenAge: "30 s",
    requiredClaims: ["exp", "jti", "sub", "sid", "events"],
  });
}

describe("the logout token (section 2.4)", () => {
  for (const alg of ["ES256", "RS256", "EdDSA"]) {
    test(`is signed with the client's ${alg}, and says whose session ended`, async () => {
      const { client, place } = await addListening({ idTokenSignedResponseAlg: alg });
      const there = await signIn(server, { client, nonce: "n-1" });
      const id = decodeJwt(there.idToken);
      assert.equal(id.nonce, "n-1");
      const before = Math.floor(Date.now() / 1000);
      await logout(there.browser, { id_token_hint: there.idToken });
      const notice = await place.next();
      assert.equal(notice.method, "POST");
      assert.match(notice.headers["content-type"], /^application\/x-www-form-urlencoded\b/);
      assert.deepEqual([...new URLSearchParams(notice.body).keys()], ["logout_token"]);
      for (const secret of ["cookie", "authorization", "referer"]) assert.equal(notice.headers[secret], undefined);

      const { payload, protectedHeader } = await verify(notice, client, alg);
      assert.deepEqual(Object.keys(protectedHeader).toSorted(), ["alg", "kid", "typ"]);
      const { iat, exp, jti, ...rest } = payload;
      // No nonce (section 2.4), and nothing about the person.
      assert.deepEqual(rest, { iss: server.url, aud: client.id, sub: there.user.id, sid: id.sid, events: { [EVENT]: {} } });
      assert.ok(iat >= before && iat <= before + 5, `${iat}`);
      // Section 4: preferably two minutes at most.
      assert.ok(exp > iat && exp - iat <= 120, `${exp - iat}`);
      assert.match(jti, /^[\w-]{22,}$/);
    });
  }

  test("has the subject that a pairwise client knows", async () => {
    const one = await addListening({ sectorIdentifier: "one.example" });
    const two = await addListening({ sectorIdentifier: "two.example" });
    const there = await signIn(server, { client: one.client });
    const too = await signIn(server, { ...there, client: two.client, prompt: undefined });
    await logout(there.browser, { id_token_hint: too.idToken });
    const subjects = [];
    for (const [{ client, place }, idToken] of [[one, there.idToken], [two, too.idToken]]) {
      const { payload } = await verify(await place.next(), client);
      const id = decodeJwt(idToken);
      assert.deepEqual([payload.sub, payload.sid], [id.sub, id.sid]);
      subjects.push(payload.sub);
    }
    assert.equal(new Set([...subjects, there.user.id]).size, 3);
  });

  test("has a sid that another client cannot compare with its own, and a jti of its own", async () => {
    const [one, two] = [await addListening(), await addListening()];
    const there = await signIn(server, { client: one.client });
    await signIn(server, { ...there, client: two.client, prompt: undefined });
    await signOut(there.browser, await logout(there.browser));
    const claims = [await one.place.next(), await two.place.next()].map((notice) => decodeJwt(notice.token));
    assert.deepEqual(claims.map(({ aud }) => aud), [one.client.id, two.client.id]);
    for (const name of ["sid", "jti"]) assert.notEqual(claims[0][name], claims[1][name], name);
  });

  test("has the sid of ID tokens that were refreshed", async () => {
    const { client, place } = await addListening({ refreshWithoutOfflineAccess: true });
    const there = await signIn(server, { client });
    const again = (await refresh(server, client, there.tokens.refresh_token)).json;
    await logout(there.browser, { id_token_hint: again.id_token });
    assert.equal(decodeJwt((await place.next()).token).sid, decodeJwt(again.id_token).sid);
    await assertSignedIn(server, there.browser);
  });

  test("is no ID token and no access token: nobody takes it for one", async () => {
    const { client, place } = await addListening();
    const there = await signIn(server, { client });
    await logout(there.browser, { id_token_hint: there.idToken });
    const { token } = await place.next();
    const again = await signIn(server, { ...there });
    assertRefused(await logout(again.browser, { id_token_hint: token, post_logout_redirect_uri: SIGNED_OUT }), /not an ID token/);
    await assertSignedIn(server, again.browser, again.user);
    const userinfo = await fetch(`${server.url}/userinfo`, { headers: { authorization: `Bearer ${token}` } });
    assert.equal(userinfo.status, 401);
  });
});

describe("only clients of the session that ended are told", () => {
  test("all of those that want to be", async () => {
    const all = await Promise.all([addListening(), addListening(), addListening()]);
    const there = await signIn(server, { client: all[0].client });
    for (const { client } of all.slice(1)) await signIn(server, { ...there, client, prompt: undefined });
    await logout(there.browser, { id_token_hint: there.idToken });
    for (const { client, place } of all) await verify(await place.next(), client);
    await delivered(all[0].client);
    assert.deepEqual(all.map(({ place }) => place.notices.length), [1, 1, 1], "once each, however many tokens they have");
  });

  test("and no others", async () => {
    const [here, elsewhere, plain, offline] = await Promise.all([addListening(), addListening(), addListening(), addListening()]);
    const there = await signIn(server, { client: here.client });
    await signIn(server, { ...there, client: plain.client, scope: "profile", prompt: undefined });
    await signIn(server, { ...there, client: offline.client, scope: "openid offline_access", prompt: undefined });
    // The same person, in another browser.
    const other = await signIn(server, { client: elsewhere.client, user: there.user });
    // Twice for the same client: it is told once.
    await signIn(server, { ...there, client: here.client, prompt: undefined });
    await logout(there.browser, { id_token_hint: there.idToken });
    await delivered(here.client);
    await delivered(offline.client);
    const counts = [here, offline, elsewhere, plain].map(({ place }) => place.notices.length);
    assert.deepEqual(counts, [1, 1, 0, 0]);
    await assertSignedIn(server, other.browser, other.user);
    const deliveries = server.logs.filter(({ event }) => event === "backchannel_logout");
    assert.equal(deliveries.some((entry) => [elsewhere, plain].some(({ client }) => entry.client_id === client.id)), false);
  });

  test("of several accounts those of the one that was signed out", async () => {
    const [shared, second] = [await addListening(), await addListening()];
    const first = await signIn(server, { client: shared.client });
    const { browser } = first;
    const other = await signIn(server, { client: shared.client, browser });
    await signIn(server, { ...other, client: second.client, prompt: undefined });
    await logout(browser, { id_token_hint: first.idToken });
    await delivered(shared.client);
    assert.deepEqual([shared.place.notices.length, second.place.notices.length], [1, 0]);
    const { sub, sid } = decodeJwt((await shared.place.next()).token);
    assert.deepEqual([sub, sid], [first.user.id, decodeJwt(first.idToken).sid]);
    await assertSignedIn(server, browser, other.user);
  });

  test("of all accounts when the person signs out, one token for each", async () => {
    const { client, place } = await addListening();
    const first = await signIn(server, { client });
    const second = await signIn(server, { client, browser: first.browser });
    await signOut(first.browser, await logout(first.browser));
    const told = [await place.next(), await place.next()].map((notice) => decodeJwt(notice.token));
    const expected = [first, second].map(({ user, idToken }) => [user.id, decodeJwt(idToken).sid]);
    assert.deepEqual(told.map(({ sub, sid }) => [sub, sid]).toSorted(), expected.toSorted());
  });

  test("nobody, when nothing ended", async () => {
    const { client, place } = await addListening();
    const there = await signIn(server, { client });
    const hint = { id_token_hint: there.idToken };
    await logout(there.browser, { ...hint, post_logout_redirect_uri: "https://evil.example/" });
    await logout(there.browser, { id_token_hint: `${there.idToken}x` });
    await there.browser.submit(await logout(there.browser), { decision: "stay" });
    await logout(new Browser(server), hint);
    // Only now, and once although it is asked for twice.
    await logout(there.browser, hint);
    await logout(there.browser, hint);
    await place.next();
    await delivered(client);
    assert.equal(place.notices.length, 1);
  });
});

// What ends with a session: the tokens of `openid` that were for as long as the person is signed in, and
// nothing else (Back-Channel Logout 1.0 section 2.7).

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { assertError } from "../kit/asserts.mjs";
import { addLeavable } from "../kit/clients.mjs";
import { signIn } from "../kit/people.mjs";
import { serveAuthorizationServer } from "../kit/serve.mjs";
import { logout, obtainCode, postAs, refresh, signOut, token } from "../kit/steps.mjs";

let server, client, plain;
before(async () => {
  server = await serveAuthorizationServer({ seed: true });
  // It has refresh tokens with openid alone.
  client = await addLeavable(server, { refreshWithoutOfflineAccess: true, introspects: [server.url] });
  plain = await addLeavable(server, { introspects: [server.url] });
});
after(() => server.dispose());

async function life({ client, tokens }) {
  const headers = { authorization: `Bearer ${tokens.access_token}` };
  const userinfo = await fetch(`${server.url}/userinfo`, { headers });
  const introspected = (await postAs(server, client, "/introspect", { token: tokens.access_token })).json;
  const refreshed = await refresh(server, client, tokens.refresh_token);
  return {
    userinfo: userinfo.status === 200 || userinfo.headers.get("www-authenticate").match(/error="(\w+)"/)?.[1],
    introspected: introspected.active,
    refreshed: refreshed.status === 200 || refreshed.json.error,
  };
}

const DEAD = { userinfo: "invalid_token", introspected: false, refreshed: "invalid_grant" };
const ALIVE = { userinfo: true, introspected: true, refreshed: true };
/** Without openid there is no userinfo. */
const ALIVE_PLAIN = { ...ALIVE, userinfo: "insufficient_scope" };

for (const [how, end] of [
  ["by an ID token", ({ browser, idToken }) => logout(browser, { id_token_hint: idToken })],
  ["by the person", async ({ browser }) => signOut(browser, await logout(browser))],
]) {
  describe(`when a session is ended ${how}`, () => {
    test("the tokens of openid end at once", async () => {
      const there = await signIn(server, { client, scope: "openid profile" });
      assert.deepEqual(await life(there), ALIVE);
      const again = await signIn(server, { client, user: there.user, scope: "openid profile" });
      await end(again);
      assert.deepEqual(await life(again), DEAD);
    });

    test("those with offline_access live on", async () => {
      const there = await signIn(server, { client: plain, scope: "openid offline_access" });
      await end(there);
      assert.deepEqual(await life(there), ALIVE);
    });

    test("those that have nothing to do with OpenID Connect live on", async () => {
      const signedIn = await signIn(server, { client: plain });
      const there = await signIn(server, { ...signedIn, client: plain, scope: "profile", prompt: undefined });
      assert.equal(there.idToken, undefined);
      await end(signedIn);
      assert.deepEqual(await life(there), ALIVE_PLAIN);
    });

    test("those of the same person elsewhere live on", async () => {
      const there = await signIn(server, { client });
      const elsewhere = await signIn(server, { client, user: there.user });
      await end(there);
      assert.deepEqual([await life(there), await life(elsewhere)], [DEAD, ALIVE]);
    });

    test("all clients of the session are told by their tokens", async () => {
      const there = await signIn(server, { client });
      const other = await addLeavable(server, { refreshWithoutOfflineAccess: true, introspects: [server.url] });
      const too = await signIn(server, { ...there, client: other, prompt: undefined });
      await end(there);
      assert.deepEqual([await life(there), await life(too)], [DEAD, DEAD]);
    });
  });
}

test("of several accounts only the tokens of the one that is signed out end", async () => {
  const first = await signIn(server, { client });
  const second = await signIn(server, { client, browser: first.browser });
  await logout(first.browser, { id_token_hint: first.idToken });
  assert.deepEqual([await life(first), await life(second)], [DEAD, ALIVE]);
});

// A session keeps its name when the person signs in again in it: what was issued before ends with it too.
test("tokens of before a second login in the same browser end too", async () => {
  const before = await signIn(server, { client });
  const after = await signIn(server, { ...before });
  await logout(before.browser, { id_token_hint: after.idToken });
  assert.deepEqual([await life(before), await life(after)], [DEAD, DEAD]);
});

for (const scope of ["openid", "openid offline_access", "profile"]) {
  test(`a code for ${scope} that was on its way when the person signed out is worth nothing`, async () => {
    const there = await signIn(server, { client });
    const code = await obtainCode(there.browser, client, there.user, { scope });
    await logout(there.browser, { id_token_hint: there.idToken });
    const answer = await token(server, client, code);
    assertError(answer, "invalid_grant");
  });
}

test("a refused logout ends nothing", async () => {
  const there = await signIn(server, { client });
  await logout(there.browser, { id_token_hint: there.idToken, post_logout_redirect_uri: "https://evil.example/" });
  await logout(there.browser, { id_token_hint: `${there.idToken}x` });
  await logout(there.browser);
  assert.deepEqual(await life(there), ALIVE);
});

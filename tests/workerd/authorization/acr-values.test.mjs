// A client asks how sure the sign-in must be: `acr_values` (RFC 9470), or an essential `acr`.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { decodeJwt } from "jose";

import { assertNotice, assertTold } from "../kit/asserts.mjs";
import { Browser } from "../kit/browser.mjs";
import { addClient } from "../kit/clients.mjs";
import { addPasskey, signInWith } from "../kit/passkeys.mjs";
import { addUser, browserOf } from "../kit/people.mjs";
import { mark, serveAuthorizationServer } from "../kit/serve.mjs";
import { ask, postAs, redeemed, refresh, silently } from "../kit/steps.mjs";

const UNMET = "unmet_authentication_requirements";
const SURER = "You are signed in already, but the app needs to be more certain";

let server, client, user, twoFactors;
before(async () => {
  server = await serveAuthorizationServer({ seed: true });
  client = await addClient(server, { introspects: [server.url] });
  user = await addUser(server);
  twoFactors = `${server.url}/acr/two-factors`;
});
after(() => server?.dispose());

const essential = (acr) => ({ claims: JSON.stringify({ id_token: { acr: { essential: true, ...acr } } }) });

/** The browser of somebody who gave their password, or used their passkey. */
const withPassword = () => browserOf(server, user);
async function withPasskey() {
  const browser = new Browser(server);
  await usePasskey(browser, await browser.open(ask(client).url));
  return browser;
}
/** A passkey answers one challenge a second, so each time it is another one. */
const usePasskey = async (browser, page) => signInWith(browser, page, await addPasskey(server, user));

/** Says yes where that is asked, and gets the tokens. */
async function tokensOf(browser, request, page) {
  return redeemed(server, client, request, page.asksConsent ? await browser.allow(page) : page);
}

/** What each token says of how the person signed in. */
async function levels({ id_token, access_token }) {
  const told = await postAs(server, client, "/introspect", { token: access_token });
  return [decodeJwt(id_token).acr, decodeJwt(access_token).acr, told.json.acr];
}

describe("somebody who gave a password, and whose client asks for a passkey", () => {
  for (const [how, changes] of [["acr_values", { acr_values: "phr" }], ["an essential acr", essential({ value: "phr" })]]) {
    test(`by ${how}, uses it and goes on as the same user`, async () => {
      const browser = await withPassword();
      const request = ask(client, { scope: "openid offline_access", ...changes });
      const page = await browser.open(request.url);
      assert.match(page.text, new RegExp(SURER));
      assert.doesNotMatch(page.text, /name="password"/, "which would not do");
      const tokens = await tokensOf(browser, request, await usePasskey(browser, page));
      assert.deepEqual(await levels(tokens), ["phr", "phr", "phr"]);
      assert.equal(decodeJwt(tokens.id_token).sub, user.id);
      const again = await refresh(server, client, tokens.refresh_token);
      assert.deepEqual(await levels(again.json), ["phr", "phr", "phr"]);
      assert.equal(await silently(browser, client), "code", "from now on the session is that of the passkey");
    });
  }

  test("also if nobody is signed in yet", async () => {
    const browser = new Browser(server);
    const request = ask(client, { acr_values: "phr" });
    const page = await browser.open(request.url);
    assert.match(page.text, /The app asks for a passkey\./);
    assert.doesNotMatch(page.text, /name="password"|signed in already/);
    assert.deepEqual(await levels(await tokensOf(browser, request, await usePasskey(browser, page))), ["phr", "phr", "phr"]);
  });

  test("can go back to the app without it: the app is told, and the session stays", async () => {
    const browser = await withPassword();
    const request = ask(client, { acr_values: "phr" });
    const start = await mark(server);
    assertTold(await browser.submitTo(await browser.open(request.url), "/login/unmet"), client, request, UNMET);
    await mark(server);
    const line = server.logs.slice(start).find((entry) => entry.path === "/login/unmet");
    assert.equal(line.d1_rows_written, 0);
    assert.equal(await silently(browser, client), "code");
  });

  test("cannot make a client hear that of a request that any sign-in meets, and a stranger causes no row", async () => {
    const [stranger, request] = [new Browser(server), ask(client)];
    const page = await stranger.open(request.url);
    const { token } = page.formTo("/login").values;
    const start = await mark(server);
    for (const query of [request.params, ask(client, { acr_values: "phr 1" }).params]) {
      const answer = await stranger.fetch(`/login/unmet?${query}`, {
        method: "POST", headers: { origin: server.url }, body: new URLSearchParams({ token }),
      });
      assert.ok(!(answer.location ?? "").startsWith("https://"), answer.location);
    }
    const sure = ask(client, { acr_values: "phr" });
    assertTold(await stranger.submitTo(await stranger.open(sure.url), "/login/unmet"), client, sure, UNMET);
    await mark(server);
    assert.equal(server.logs.slice(start).filter((entry) => entry.event === "security").length, 0);
  });

  test("may not post the password to another page instead", async () => {
    const browser = await withPassword();
    const plain = await browser.open("/login?for=/account");
    const { action, values } = plain.formTo("/login");
    const request = ask(client, { acr_values: "phr" });
    const post = (query) => browser.open(`${action.split("?")[0]}?${query}`, {
      method: "POST", headers: { origin: server.url },
      body: new URLSearchParams({ ...values, username: user.username, password: user.password }),
    });
    assert.equal((await post(request.params)).status, 403, "the form is that of another request");
    const page = await browser.open(request.url);
    const { token } = page.formTo("/login/unmet").values;
    const again = await browser.open(`/login?${request.params}`, {
      method: "POST", headers: { origin: server.url },
      body: new URLSearchParams({ token, username: user.username, password: user.password }),
    });
    assert.match(again.text, new RegExp(SURER), "a password is what it is");
  });
});

describe("a request that already is met asks for nothing more", () => {
  test("a password is enough where any sign-in is among the wishes", async () => {
    for (const acr_values of ["1 2", "phr 1"]) {
      const browser = await withPassword();
      const request = ask(client, { acr_values });
      assert.deepEqual(await levels(await tokensOf(browser, request, await browser.open(request.url))), ["1", "1", "1"]);
    }
  });

  const ONE = [
    ["a password", withPassword, { acr_values: "1" }, "1"],
    ["a password", withPassword, { acr_values: "0 urn:mace:incommon:iap:silver" }, "1"],
    ["a password", withPassword, { claims: '{"id_token":{"acr":{"values":["9"]}}}' }, "1"],
    ["a passkey", withPasskey, { acr_values: "phr" }, "phr"],
    ["a passkey", withPasskey, { acr_values: "phr 1" }, "phr"],
    ["a passkey", withPasskey, { acr_values: "1 phr" }, "1"],
    ["a passkey", withPasskey, {}, "phr"],
  ];
  for (const [what, who, changes, acr] of ONE) {
    test(`${what} for ${JSON.stringify(changes)}: acr ${acr}`, async () => {
      const browser = await who();
      const request = ask(client, changes);
      assert.deepEqual(await levels(await tokensOf(browser, request, await browser.open(request.url))), [acr, acr, acr]);
    });
  }

  test("a passkey for two factors, whose name the tokens have", async () => {
    const browser = await withPasskey();
    for (const changes of [{ acr_values: twoFactors }, essential({ values: [twoFactors] })]) {
      const request = ask(client, changes);
      const expected = [twoFactors, twoFactors, twoFactors];
      assert.deepEqual(await levels(await tokensOf(browser, request, await browser.open(request.url))), expected);
    }
  });
});

describe("two factors", () => {
  test("leave the password on the page, and say that it is not enough", async () => {
    const browser = await withPassword();
    const page = await browser.open(ask(client, { acr_values: twoFactors }).url);
    assert.match(page.text, /A password alone is not enough/);
    assert.ok(page.asksToSignIn);
    const again = await browser.signIn(page, user);
    assert.match(again.text, new RegExp(SURER), "it was a password alone");
  });
});

describe("without a page", () => {
  test("what is not met is login_required", async () => {
    const browser = await withPassword();
    for (const changes of [{ acr_values: "phr" }, essential({ value: "phr" }), { acr_values: twoFactors }]) {
      const request = ask(client, { prompt: "none", ...changes });
      assertTold(await browser.open(request.url), client, request, "login_required");
    }
    assert.equal(await silently(await withPasskey(), client, { acr_values: "phr" }), "code");
  });
});

describe("a wish for the level and for the age", () => {
  test("is met only by a new sign-in with a passkey", async () => {
    const browser = await withPasskey();
    const request = ask(client, { acr_values: "phr", max_age: "0" });
    const page = await browser.open(request.url);
    assert.match(page.text, /The app asks for a passkey\./);
    const before = Math.floor(Date.now() / 1000);
    const { id_token } = await tokensOf(browser, request, await usePasskey(browser, page));
    assert.ok(decodeJwt(id_token).auth_time >= before - 1);
  });
});

describe("a pushed request", () => {
  test("is used up by going back without it", async () => {
    const browser = await withPassword();
    const request = ask(client, { acr_values: "phr" });
    const { request_uri } = (await postAs(server, client, "/par", Object.fromEntries(request.params))).json;
    const page = await browser.open(`/authorize?${new URLSearchParams({ client_id: client.id, request_uri })}`);
    assertTold(await browser.submitTo(page, "/login/unmet"), client, request, UNMET);
    assertNotice(await browser.submitTo(page, "/login/unmet"));
  });
});

describe("while passkeys cannot be used", () => {
  let other;
  before(async () => { other = await serveAuthorizationServer({ seed: true }); });
  after(() => other?.dispose());

  test("nobody is asked for one: the client is told", async () => {
    const [person, known] = [await addUser(other), await addClient(other)];
    const { id } = await addPasskey(other, person);
    await other.db.prepare("UPDATE passkeys SET rp_id = 'old.example' WHERE id = ?").bind(id).run();
    const request = ask(known, { acr_values: "phr" });
    const browser = await browserOf(other, person);
    assertTold(await browser.open(request.url), known, request, UNMET);
  });
});

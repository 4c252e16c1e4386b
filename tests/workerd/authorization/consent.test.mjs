// Consent: who is asked what, what is remembered, and which yes counts.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { LOGIN, SESSION, Browser } from "../kit/browser.mjs";
import { addClient } from "../kit/clients.mjs";
import { addUser } from "../kit/people.mjs";
import { serveAuthorizationServer } from "../kit/serve.mjs";
import { atConsent, authorizationRequest, obtainCode, sha256, signOut, token } from "../kit/steps.mjs";

let server;
before(async () => {
  server = await serveAuthorizationServer({ seed: true });
});
after(() => server.dispose());

/** A new user, signed in, at the consent page of a new client. */
async function visitNewClient({ scope = "profile notes:read", ...registration } = {}) {
  return atConsent(server, await addClient(server, registration), await addUser(server), { scope });
}

async function ask(browser, client, scope) {
  return browser.open(authorizationRequest(client, { scope }).url);
}

/** The API of the demonstration: a yes to its scopes is remembered with its name. */
const NOTES = "http://localhost:8789";

function grantOf(user, client) {
  return server.db.prepare("SELECT scope FROM grants WHERE user_id = ? AND client_id = ?")
    .bind(user.id, client.id).first("scope");
}

async function countCodes() {
  return (await server.kv.list()).keys.length;
}

describe("the consent page", () => {
  test("names the client, the person, where they return to, and in plain words what is allowed", async () => {
    const { page, user } = await visitNewClient({
      name: "Paper & <Pen>",
      redirectUris: ["https://paper.example:8443/cb"],
    });
    assert.equal(page.status, 200);
    for (const words of [
      "Paper &#38; &#60;Pen&#62;",
      "Test Person",
      user.username,
      "paper.example:8443",
      "See your name, username and profile",
      "Read your notes",
    ]) {
      assert.ok(page.text.includes(words), `${words} is not in ${page.text}`);
    }
    assert.equal(page.text.includes("Add notes in your name"), false, "only what was asked for");
  });

  test("leads to a sign-out", async () => {
    const { browser, page } = await visitNewClient();
    const [, address] = page.text.match(/<a href="([^"]*)">Sign out</);
    assert.equal(address, "/logout");
    const question = await browser.open(address);
    await signOut(browser, question);
    assert.equal(browser.cookies.has(SESSION), false);
    assert.ok((await browser.open(page.url)).asksToSignIn);
  });

  test("has one form, which leads to this server, whatever the client calls itself", async () => {
    const { page } = await visitNewClient({ name: "</h1><form action='https://evil.example'>" });
    assert.deepEqual(page.text.match(/<form\b[^>]*>/g).map((form) => form.match(/action="(\/consent)\?/)?.[1]), ["/consent"]);
  });

  test("is shown to nobody who is not signed in", async () => {
    const { request } = await visitNewClient();
    assert.equal((await new Browser(server).open(request.url)).asksToSignIn, true);
  });
});

describe("a yes is remembered", () => {
  test("for the same scopes, in any order, and for fewer", async () => {
    const { browser, client, user, page } = await visitNewClient();
    assert.ok((await browser.allow(page)).answer.has("code"));
    assert.equal(await grantOf(user, client), `profile ${NOTES}#notes:read`);
    for (const scope of ["profile notes:read", "notes:read profile", "profile"]) {
      assert.ok((await ask(browser, client, scope)).answer.has("code"), scope);
    }
  });

  test("and a later code has the scopes that it was asked for, not all that were granted", async () => {
    const { browser, client, user, page } = await visitNewClient();
    await browser.allow(page);
    const grant = await obtainCode(browser, client, user, { scope: "profile" });
    assert.equal((await token(server, client, grant)).json.scope, "profile");
  });

  test("but not for more: those are asked for, and then remembered too", async () => {
    const { browser, client, user, page } = await visitNewClient();
    await browser.allow(page);
    const more = await ask(browser, client, "notes:write");
    assert.equal(more.asksConsent, true);
    await browser.allow(more);
    assert.equal(await grantOf(user, client), `profile ${NOTES}#notes:read ${NOTES}#notes:write`);
    assert.ok((await ask(browser, client, "profile notes:read notes:write")).answer.has("code"));
  });

  test("for this client only", async () => {
    const { browser, page } = await visitNewClient();
    await browser.allow(page);
    assert.equal((await ask(browser, await addClient(server), "profile")).asksConsent, true);
  });

  test("for this user only", async () => {
    const { browser, client, page } = await visitNewClient();
    await browser.allow(page);
    const other = new Browser(server);
    const login = await ask(other, client, "profile");
    assert.equal((await other.signIn(login, await addUser(server))).asksConsent, true);
  });

  test("in every browser of this user", async () => {
    const { browser, client, user, page } = await visitNewClient();
    await browser.allow(page);
    const other = new Browser(server);
    assert.ok((await other.signIn(await ask(other, client, "profile"), user)).answer.has("code"));
  });

  // RFC 8252 section 8.6: any app of a machine can pose as a client that has no secret.
  test("but not for a public client whose answer stays on the machine", async () => {
    const { browser, client, page } = await visitNewClient({ method: "none", redirectUris: ["http://127.0.0.1/cb"] });
    await browser.allow(page);
    assert.equal((await ask(browser, client, "profile")).asksConsent, true);
  });

  test("for a public client on the web", async () => {
    const { browser, client, page } = await visitNewClient({ method: "none" });
    await browser.allow(page);
    assert.ok((await ask(browser, client, "profile")).answer.has("code"));
  });
});

test("a first-party client is not asked about, and nothing is remembered", async () => {
  const [client, user, browser] = [await addClient(server, { firstParty: true }), await addUser(server), new Browser(server)];
  const page = await browser.signIn(await browser.open(authorizationRequest(client).url), user);
  assert.equal(page.status, 303);
  assert.ok(page.answer.has("code"));
  assert.equal(await grantOf(user, client), null);
});

test("a no gives access_denied, no code and no grant, and is asked again", async () => {
  const { browser, client, user, page } = await visitNewClient();
  const before = await countCodes();
  const answer = (await browser.deny(page)).answer;
  assert.equal(answer.get("error"), "access_denied");
  assert.equal(answer.has("code"), false);
  assert.equal(await countCodes(), before);
  assert.equal(await grantOf(user, client), null);
  assert.equal((await ask(browser, client, "profile notes:read")).asksConsent, true);
});

test("a no to more takes back nothing", async () => {
  const { browser, client, user, page } = await visitNewClient();
  await browser.allow(page);
  await browser.deny(await ask(browser, client, "notes:write"));
  assert.equal(await grantOf(user, client), `profile ${NOTES}#notes:read`);
});

describe("the consent form is refused, and nothing is issued or remembered,", () => {
  /** Sends the consent form as told; `visit` is who would have said yes to what. */
  async function assertRefused(visit, { browser = visit.browser, action, fields, headers = {}, status = 403 }) {
    const form = visit.page.form();
    const before = await countCodes();
    const answer = await browser.fetch(action ?? form.action, {
      method: "POST",
      headers: { origin: server.url, ...headers },
      body: new URLSearchParams(fields ?? { ...form.values, decision: "allow" }),
    });
    assert.equal(answer.status, status, answer.text);
    assert.equal(answer.location, null);
    assert.equal(await countCodes(), before);
    assert.equal(await grantOf(visit.user, visit.client), null);
  }

  test("without a token, with an empty one and with a made-up one", async () => {
    const visit = await visitNewClient();
    const [shownAt, mac] = visit.page.form().values.token.split(".");
    for (const token of [undefined, "", ".", shownAt, `${shownAt}.`, `${shownAt}.AAAA`, `${Number(shownAt) + 1}.${mac}`]) {
      await assertRefused(visit, { fields: { decision: "allow", ...(token !== undefined && { token }) } });
    }
  });

  test("when it was shown for another tab's request", async () => {
    const visit = await visitNewClient();
    const tab = await ask(visit.browser, visit.client, "profile notes:read notes:write");
    const { token } = visit.page.form().values;
    await assertRefused(visit, { action: tab.form().action, fields: { decision: "allow", token } });
  });

  test("when a parameter was changed or added", async () => {
    const visit = await visitNewClient();
    const { action } = visit.page.form();
    for (const changed of [
      action.replace("scope=profile+notes%3Aread", "scope=profile+notes%3Awrite"),
      action.replace(/state=[^&]*/, "state=other"),
      `${action}&more=1`,
      `${action}&`,
    ]) {
      assert.notEqual(changed, action);
      await assertRefused(visit, { action: changed });
    }
  });

  test("when it was shown to another browser of another user", async () => {
    const visit = await visitNewClient();
    const other = await visitNewClient();
    await assertRefused(visit, { browser: other.browser });
  });

  test("when it was shown to another browser of the same user", async () => {
    const visit = await visitNewClient();
    const browser = new Browser(server);
    await browser.signIn(await browser.open(visit.request.url), visit.user);
    await assertRefused(visit, { browser });
  });

  test("with the token of the login page", async () => {
    const visit = await visitNewClient();
    // Not even when both cookies are the same.
    visit.browser.cookies.set(LOGIN, visit.browser.cookies.get(SESSION));
    const login = await visit.browser.open(visit.request.url.replace("/authorize", "/login"));
    await assertRefused(visit, { fields: { decision: "allow", token: login.form().values.token } });
  });

  for (const origin of ["https://attacker.example", "null", "http://localhost"]) {
    test(`from the origin ${origin}`, async () => {
      await assertRefused(await visitNewClient(), { headers: { origin } });
    });
  }

  for (const decision of [undefined, "", "yes", "ALLOW", "allow "]) {
    test(`with the decision ${JSON.stringify(decision)}`, async () => {
      const visit = await visitNewClient();
      const { token } = visit.page.form().values;
      await assertRefused(visit, { fields: { token, ...(decision !== undefined && { decision }) } });
    });
  }

  test("with two decisions", async () => {
    const visit = await visitNewClient();
    const { token } = visit.page.form().values;
    const fields = [["token", token], ["decision", "deny"], ["decision", "allow"]];
    await assertRefused(visit, { fields, status: 400 });
  });

  test("after the session ended: the person signs in again, for the same request", async () => {
    const visit = await visitNewClient();
    const hash = sha256(visit.browser.cookies.get(SESSION));
    await server.db.prepare("DELETE FROM sessions WHERE hash = ?").bind(hash).run();
    const login = await visit.browser.allow(visit.page);
    assert.equal(login.asksToSignIn, true);
    assert.equal(await grantOf(visit.user, visit.client), null);
    assert.equal((await visit.browser.signIn(login, visit.user)).asksConsent, true);
  });
});

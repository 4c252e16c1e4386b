// Signing up where anybody may: who is let in, what an app hears of it, and what strangers cannot cause.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { decodeJwt } from "jose";

import { Browser } from "../kit/browser.mjs";
import { addClient } from "../kit/clients.mjs";
import { joinWith } from "../kit/new-passkeys.mjs";
import { addUser } from "../kit/people.mjs";
import { mark, serveAuthorizationServer } from "../kit/serve.mjs";
import { ask, atLogin, token } from "../kit/steps.mjs";

const PASSWORD = "a phrase of my own, for once";
const VERIFY = "https://challenges.cloudflare.com/turnstile/v0/siteverify";

const count = (server, table) => server.db.prepare(`SELECT count(*) AS n FROM ${table}`).first("n");
const pathOf = (page) => new URL(page.url).pathname;

describe("where sign-up is open", () => {
  let server, client;
  before(async () => {
    server = await serveAuthorizationServer({ seed: true, vars: { SIGN_UP: "open" } });
    client = await addClient(server);
  });
  after(() => server?.dispose());

  test("an app sends somebody to make an account, and gets a code for it", async () => {
    const request = ask(client, { scope: "openid profile email", prompt: "create" });
    const browser = new Browser(server);
    const page = await browser.open(request.url);
    assert.equal(pathOf(page), "/sign-up", page.text);
    const { page: asked, passkey } = await joinWith(browser, page, { username: "newcomer", email: "n@example.com" });
    assert.ok(asked.asksConsent, asked.text);
    const { answer } = await browser.allow(asked);
    const tokens = await token(server, client, {
      grant_type: "authorization_code", code: answer.get("code"), code_verifier: request.verifier,
      redirect_uri: client.redirectUri,
    });
    assert.equal(tokens.status, 200, tokens.text);
    const { sub, acr, amr } = decodeJwt(tokens.json.id_token);
    assert.deepEqual([sub, acr, amr], [passkey.user, "1", ["user"]], "nothing was signed with the new passkey yet");
    const { preferred_username, email, email_verified } = await userinfo(tokens.json.access_token);
    assert.deepEqual([preferred_username, email, email_verified], ["newcomer", "n@example.com", false]);
    await mark(server);
    const event = server.logs.findLast((entry) => entry.event === "security" && entry.what === "account_made");
    assert.deepEqual([event.client_id, event.user_id, event.reason], [client.id, sub, "a sign-up"]);
  });

  const userinfo = async (access) =>
    (await fetch(`${server.url}/userinfo`, { headers: { authorization: `Bearer ${access}` } })).json();

  test("whoever chooses no username has none in any claim", async () => {
    const request = ask(client, { scope: "openid profile email", prompt: "create" });
    const browser = new Browser(server);
    const { page: asked } = await joinWith(browser, await browser.open(request.url));
    const { answer } = await browser.allow(asked);
    const tokens = await token(server, client, {
      grant_type: "authorization_code", code: answer.get("code"), code_verifier: request.verifier,
      redirect_uri: client.redirectUri,
    });
    const claims = await userinfo(tokens.json.access_token);
    assert.deepEqual(Object.keys(claims).sort(), ["sub", "updated_at"]);
  });

  test("the login page leads there, and from there back; without an app, to the account", async () => {
    const { browser, page } = await atLogin(server, client);
    const [, link] = page.text.match(/<a href="([^"]*)">Create an account/);
    const signUp = await browser.open(link.replaceAll("&#38;", "&"));
    assert.equal(pathOf(signUp), "/sign-up");
    assert.match(signUp.text, /<a href="\/login\?/);
    const alone = new Browser(server);
    const done = await alone.submit(await alone.open("/sign-up"), { username: "alone", password: PASSWORD });
    assert.equal(pathOf(done), "/account", done.text);
    const other = await atLogin(server, client);
    assert.ok((await other.browser.signIn(other.page, { username: "alone", password: PASSWORD })).asksConsent);
  });

  test("an address that nobody verified signs nobody in, and may be anybody's", async () => {
    const user = await addUser(server);
    for (const username of ["squatter1", "squatter2"]) {
      const browser = new Browser(server);
      const page = await browser.open("/sign-up");
      const done = await browser.submit(page, { username, password: PASSWORD, email: user.email });
      assert.equal(pathOf(done), "/account", done.text);
    }
    const { browser, page } = await atLogin(server, client);
    assert.equal((await browser.signIn(page, { username: user.email, password: PASSWORD })).status, 400);
    const mine = await atLogin(server, client);
    assert.ok((await mine.browser.signIn(mine.page, { ...user, username: user.email })).asksConsent);
  });

  test("the metadata says so, and prompt=create goes with no other page than that one", async () => {
    const metadata = await (await fetch(`${server.url}/.well-known/openid-configuration`)).json();
    assert.deepEqual(metadata.prompt_values_supported, ["none", "login", "consent", "select_account", "create"]);
    const page = await new Browser(server).open(ask(client, { prompt: "none create" }).url);
    assert.equal(page.answer.get("error"), "invalid_request");
  });

  test("whoever has an account signs in instead, and is not asked again", async () => {
    const user = await addUser(server);
    const browser = new Browser(server);
    const page = await browser.open(ask(client, { prompt: "create" }).url);
    const [, link] = page.text.match(/<a href="(\/login[^"]*)">/);
    const asked = await browser.signIn(await browser.open(link.replaceAll("&#38;", "&")), user);
    assert.ok(asked.asksConsent, asked.text);
  });

  test("one sign-up writes as many rows as it counts for", async () => {
    const browser = new Browser(server);
    const page = await browser.open("/sign-up");
    const start = await mark(server);
    await joinWith(browser, page, { username: "counted", email: "c@example.com" });
    await mark(server);
    const lines = server.logs.slice(start).filter((entry) => entry.d1_rows_written > 0 && entry.path !== "/account");
    const written = lines.reduce((sum, line) => sum + line.d1_rows_written, 0);
    assert.equal(written, 12, JSON.stringify(lines));
  });
});

test("beyond the ceiling of the day nobody signs up, nothing is written, and the page says when", async (t) => {
  const server = await serveAuthorizationServer({ seed: true, vars: { SIGN_UP: "open", STRANGERS_DAILY_LIMIT: "30" } });
  t.after(() => server.dispose());
  const join = async (username) => {
    const browser = new Browser(server);
    return (await joinWith(browser, await browser.open("/sign-up"), { username })).page;
  };
  assert.equal(pathOf(await join("first")), "/account");
  const users = await count(server, "users");
  const refused = await join("second");
  assert.equal(refused.status, 429, refused.text);
  assert.ok(Number(refused.headers.get("retry-after")) > 0);
  assert.equal(await count(server, "users"), users);
});

test("where it is closed there is no way to it, and an app's wish for it leads to the login page", async (t) => {
  const server = await serveAuthorizationServer({ seed: true });
  t.after(() => server.dispose());
  const client = await addClient(server);
  const page = await new Browser(server).open("/sign-up");
  assert.equal(page.status, 403);
  assert.match(page.text, /You need an invitation/);
  const browser = new Browser(server);
  const login = await browser.open(ask(client, { prompt: "create" }).url);
  assert.match(login.text, /you need an invitation to create one here/);
  assert.ok(!login.text.includes("Create an account"));
  assert.ok((await browser.signIn(login, server.user)).asksConsent);
  const metadata = await (await fetch(`${server.url}/.well-known/openid-configuration`)).json();
  assert.deepEqual(metadata.prompt_values_supported, ["none", "login", "consent", "select_account"]);
});

describe("with Turnstile", () => {
  let server;
  const asked = [];
  let verdict = { success: true };
  before(async () => {
    server = await serveAuthorizationServer({
      seed: true,
      vars: { SIGN_UP: "open", TURNSTILE_SITE_KEY: "1x00000000000000000000AA" },
      secrets: { TURNSTILE_SECRET: "1x0000000000000000000000000000000AA" },
      outbound: async (request) => {
        asked.push([request.url, Object.fromEntries(new URLSearchParams(await request.text()))]);
        return verdict === undefined ? new Response("", { status: 500 }) : Response.json(verdict);
      },
    });
  });
  after(() => server?.dispose());

  const join = async (fields, way = (browser, page) => joinWith(browser, page, fields).then(({ page: it }) => it)) => {
    const browser = new Browser(server);
    return way(browser, await browser.open("/sign-up"));
  };

  test("the page has its script and its frame, and no other page has", async () => {
    const browser = new Browser(server);
    const page = await browser.open("/sign-up");
    assert.match(page.text, /class="cf-turnstile" data-sitekey="1x00000000000000000000AA"/);
    const policy = page.headers.get("content-security-policy");
    assert.match(policy, /script-src 'sha256-[^;]* https:\/\/challenges\.cloudflare\.com; frame-src https:\/\/challenges\.cloudflare\.com$/);
    const login = await browser.open("/login?for=/account");
    assert.doesNotMatch(login.headers.get("content-security-policy"), /cloudflare/);
  });

  test("a person signs up, and Cloudflare is asked once with the secret and the answer", async () => {
    verdict = { success: true };
    asked.length = 0;
    const page = await join({ username: "person-at-turnstile", "cf-turnstile-response": "an answer" });
    assert.equal(pathOf(page), "/account", page.text);
    assert.deepEqual(asked, [[VERIFY, { secret: "1x0000000000000000000000000000000AA", response: "an answer" }]]);
    await mark(server);
    assert.ok(!JSON.stringify(server.logs).includes("an answer"));
  });

  for (const [what, answer, says, status] of [
    ["no", "an answer", { success: false, "error-codes": ["timeout-or-duplicate"] }, 400],
    ["nothing, because there is no answer", "", { success: true }, 400],
    ["nothing, because the answer is too long", "x".repeat(2049), { success: true }, 400],
    ["nothing that can be read", "an answer", { success: "yes" }, 503],
    ["nothing", "an answer", undefined, 503],
  ]) {
    test(`nobody signs up if Cloudflare says ${what}`, async () => {
      verdict = says;
      const users = await count(server, "users");
      const page = await join({ username: "nobody", "cf-turnstile-response": answer });
      assert.equal(page.status, status, page.text);
      assert.equal(await count(server, "users"), users);
      if (status === 400) {
        assert.match(page.text, /check that you are a person failed/);
        await mark(server);
        const event = server.logs.findLast((entry) => entry.event === "security");
        assert.equal(event.what, "sign_up_refused");
      }
    });
  }
});

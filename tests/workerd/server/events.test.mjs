// What an owner may have to look into later is in the log, also in production, and holds no secret.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { Browser, KNOWN, neutral } from "../kit/browser.mjs";
import { addClient } from "../kit/clients.mjs";
import { Web, publish } from "../kit/documents.mjs";
import { addPasskey, signInWith } from "../kit/passkeys.mjs";
import { addUser } from "../kit/people.mjs";
import { serveAuthorizationServer } from "../kit/serve.mjs";
import { ask, atConsent, logoutPath, obtainCode, obtainTokens, postAs, refresh, sha256, signOut, token } from "../kit/steps.mjs";

/** As a request comes from Cloudflare: the two networks that documents may name. */
const ADDRESSES = [["203.0.113.77", "203.0.113.0/24"], ["2001:db8:1:2:3:4:5:6", "2001:db8:1::/48"]];

const web = new Web();
let server, client, user, sub;
before(async () => {
  server = await serveAuthorizationServer({ seed: true, outbound: web.outbound, vars: { LOG_REQUESTS: "false", REGISTRATION: "open", REFRESH_GRACE_SECONDS: "0" } });
  client = await addClient(server);
  user = await addUser(server);
  sub = await server.db.prepare("SELECT id FROM users WHERE username = ?").bind(user.username).first("id");
});
after(() => server?.dispose());

/** What `run` made the log say. */
async function linesOf(run) {
  const from = server.logs.length;
  await run();
  // A line of its own comes last.
  await fetch(`${server.url}/authorize`);
  await server.logged((entry) => server.logs.indexOf(entry) >= from && entry.path === "/authorize" && entry.reason === "client_id is missing.");
  const lines = server.logs.slice(from).filter((entry) => entry.event === "security");
  for (const line of lines) assert.match(line.id, /^[0-9a-f]{16}$/);
  return lines;
}

/** The same, without the ids of the requests, and where they came from. */
async function told(run) {
  return (await linesOf(run)).map(({ event, id, address, ...line }) => line);
}

test("a failed sign-in, a sign-in, and a yes or a no", async () => {
  const browser = new Browser(server);
  let consent;
  assert.deepEqual(await told(async () => {
    const page = await browser.open(ask(client).url);
    const again = await browser.signIn(page, { username: user.username, password: "wrong" });
    consent = await browser.signIn(again, user);
  }), [
    { what: "sign_in_failed", client_id: client.id, user_id: sub },
    { what: "signed_in_unknown_browser", client_id: client.id, user_id: sub },
  ]);
  assert.deepEqual(await told(() => browser.deny(consent)), [{ what: "denied", client_id: client.id, user_id: sub }]);
  const again = await browser.open(ask(client).url);
  assert.deepEqual(await told(() => browser.allow(again)), [{ what: "allowed", client_id: client.id, user_id: sub }]);
});

/** The words of what happened while somebody signed in. */
const whats = async (run) => (await told(run)).map(({ what }) => what);

test("the first sign-in in a browser is told apart from the later ones there, and so is one with new credentials", async () => {
  const person = await addUser(server);
  const [browser, other] = [new Browser(server), new Browser(server)];
  const signIn = (by = browser) => whats(async () => by.signIn(await by.open("/login?for=/account"), person));
  assert.deepEqual(await signIn(), ["signed_in_unknown_browser"]);
  assert.deepEqual(await signIn(), ["signed_in"]);
  assert.deepEqual(await signIn(other), ["signed_in_unknown_browser"]);
  other.cookies.set(KNOWN, browser.cookies.get(KNOWN).replace(/.$/, (last) => (last === "A" ? "Q" : "A")));
  assert.deepEqual(await signIn(other), ["signed_in_unknown_browser"], "what it shows was made up");
  const another = await addUser(server);
  await browser.signIn(await browser.open("/login?for=/account"), another);
  assert.deepEqual(await signIn(), ["signed_in"], "somebody else signed in there meanwhile");
  await server.db.prepare("UPDATE users SET credential_version = credential_version + 1 WHERE id = ?").bind(person.id).run();
  assert.deepEqual(await signIn(), ["signed_in_unknown_browser"]);
  assert.deepEqual(await signIn(), ["signed_in"]);
  const security = await browser.open("/account/security");
  person.password = "nine slow herons by the weir";
  await browser.submitTo(security, "/account/password", { fields: { password: person.password } });
  assert.deepEqual(await signIn(), ["signed_in"], "who changed it there is known there");
  const page = await browser.open("/account/activity");
  assert.match(page.text, /<bdi>You signed in with a browser that was not recognized<\/bdi>/);
  assert.match(page.text, /<bdi>You signed in<\/bdi>/);
});

test("and a passkey is no exception", async () => {
  const passkey = await addPasskey(server, await addUser(server));
  const browser = new Browser(server);
  const signIn = () => whats(async () => signInWith(browser, await browser.open("/login?for=/account"), passkey));
  assert.deepEqual(await signIn(), ["signed_in_unknown_browser"]);
  // A passkey answers one challenge in a second.
  await server.db.prepare("UPDATE passkeys SET challenged_at = challenged_at - 1 WHERE id = ?").bind(passkey.id).run();
  assert.deepEqual(await signIn(), ["signed_in"]);
});

/** The page after a wrong password, in a new browser. */
async function guess(username, { url } = ask(client)) {
  const browser = new Browser(server);
  return browser.signIn(await browser.open(url), { username, password: "wrong" });
}

test("a wrong password for nobody's name has no user, and the page is the same", async () => {
  const [pages, asked] = [[], ask(client)];
  assert.deepEqual(await told(async () => {
    for (const username of [`no-${user.username}`, user.username]) {
      const page = await guess(username, asked);
      pages.push([page.status, neutral(page).replaceAll(username, "")]);
    }
  }), [
    { what: "sign_in_failed", client_id: client.id },
    { what: "sign_in_failed", client_id: client.id, user_id: sub },
  ]);
  assert.equal(pages[0][0], 400);
  assert.deepEqual(pages[0], pages[1]);
});

test("a guess that is refused, and by which limit", async () => {
  assert.equal((await guess(user.username)).status, 400);
  const { results } = await server.db.prepare("SELECT key, level FROM attempts").all();
  const fill = (key, level) => server.db.prepare("UPDATE attempts SET level = ?, at = unixepoch() WHERE key LIKE ?").bind(level, key).run();
  for (const [bucket, level, reason] of [
    ["address:%", 30, "too many wrong passwords"],
    ["guesses", 5_000, "strangers may cause no more rows today: a guess of a password"],
  ]) {
    await fill(bucket, level);
    const line = { what: "sign_in_refused", client_id: client.id, reason };
    for (const [username, expected] of [[user.username, { ...line, user_id: sub }], [`no-${user.username}`, line]]) {
      const lines = await told(async () => assert.equal((await guess(username)).status, 429));
      assert.deepEqual(lines, [expected]);
    }
    for (const before of results) await fill(before.key, before.level);
  }
});

test("the address of a document is cut, and its query is not told", async () => {
  const long = "x".repeat(400);
  for (const [id, logged] of [
    [`https://client.example/${long}`, `https://client.example/${long}`.slice(0, 200) + "…"],
    ["https://client.example/events?key=secret", "https://client.example/events?…"],
  ]) {
    const described = publish(web, { client_id: id });
    const { browser, page } = await atConsent(server, described, user);
    assert.deepEqual(await told(() => browser.allow(page)), [{ what: "allowed", client_id: logged, user_id: sub }]);
  }
});

test("a code and a refresh token that are used twice, and tokens that are given back", async () => {
  const grant = await obtainCode(new Browser(server), client, user);
  const family = sha256(grant.code).slice(0, 8);
  await token(server, client, grant);
  assert.deepEqual(await told(() => token(server, client, grant)), [{ what: "code_reused", client_id: client.id, user_id: sub, family }]);

  const tokens = await obtainTokens(server, new Browser(server), client, user);
  await refresh(server, client, tokens.refresh_token);
  const [reused] = await told(() => refresh(server, client, tokens.refresh_token));
  assert.deepEqual([reused.what, reused.client_id, reused.user_id, reused.family.length], ["refresh_token_reused", client.id, sub, 8]);

  const others = await obtainTokens(server, new Browser(server), client, user);
  const given = await told(async () => {
    await postAs(server, client, "/revoke", { token: others.access_token });
    await postAs(server, client, "/revoke", { token: others.refresh_token });
  });
  assert.deepEqual(given.map(({ what, client_id }) => [what, client_id]), [["revoked", client.id], ["revoked", client.id]]);
});

test("a sign-out", async () => {
  const { browser } = await atConsent(server, await addClient(server), user);
  const question = await browser.open(logoutPath());
  assert.deepEqual(await told(() => signOut(browser, question)), [{ what: "signed_out", user_id: sub }]);
});

test("a registration that comes, changes and goes", async () => {
  const json = { "content-type": "application/json" };
  const body = { client_name: "App", redirect_uris: ["https://self.example/callback"] };
  let registered;
  const lines = await told(async () => {
    const answer = await fetch(`${server.url}/register`, { method: "POST", headers: json, body: JSON.stringify(body) });
    registered = await answer.json();
  });
  assert.deepEqual(lines.filter(({ what }) => what !== "key_made"), [{ what: "client_registered", client_id: registered.client_id }]);
  const headers = { ...json, authorization: `Bearer ${registered.registration_access_token}` };
  const changed = JSON.stringify({ ...body, client_id: registered.client_id, client_name: "Other" });
  assert.deepEqual(await told(() => fetch(registered.registration_client_uri, { method: "PUT", headers, body: changed })),
    [{ what: "client_changed", client_id: registered.client_id }]);
  assert.deepEqual(await told(() => fetch(registered.registration_client_uri, { method: "DELETE", headers })),
    [{ what: "client_removed", client_id: registered.client_id }]);
});

test("a signing key that is made, and which", async () => {
  const made = await addClient(server, { idTokenSignedResponseAlg: "EdDSA" });
  const lines = await told(() => obtainTokens(server, new Browser(server), made, user, { scope: "openid" }));
  const keys = await (await fetch(`${server.url}/.well-known/jwks.json`)).json();
  const [{ kid }] = keys.keys.filter(({ alg }) => alg === "EdDSA");
  assert.deepEqual(lines.filter(({ what }) => what === "key_made"), [{ what: "key_made", kid }]);
});

for (const [address, network] of ADDRESSES) {
  test(`where it came from: ${network}`, async () => {
    const browser = new Browser(server);
    const page = await browser.open(ask(client).url);
    const { action, values } = page.form();
    const body = new URLSearchParams({ ...values, username: "nobody", password: "wrong" });
    const headers = { "cf-connecting-ip": address };
    const [line] = await linesOf(() => browser.fetch(action, { method: "POST", headers, body }));
    assert.deepEqual([line.what, line.address], ["sign_in_failed", network]);
  });
}

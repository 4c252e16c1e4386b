// Nothing grows with the tables: with thousands of rows in each, a request reads and writes a few of them, and so does
// the nightly sweep beside what it looks through.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { Browser } from "../kit/browser.mjs";
import { addClient } from "../kit/clients.mjs";
import { fill } from "../kit/crowd.mjs";
import { addPerson, addUser } from "../kit/people.mjs";
import { mark, serveAuthorizationServer } from "../kit/serve.mjs";
import {
  ask, atConsent, authorizationRequest, logoutPath, obtainCode, obtainTokens, postAs, refresh, signOut, token,
} from "../kit/steps.mjs";

const DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code";
const EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";

/** How many rows each table gets. */
const ROWS = 2000;
/** What a request may read, whatever is stored. */
const MOST_READ = 60;
const MOST_WRITTEN = 60;

let server, client, api, user;
before(async () => {
  server = await serveAuthorizationServer({ seed: true, vars: { REGISTRATION: "open" } });
  client = await addClient(server, {
    backchannelLogoutUri: "https://app.example/back", postLogoutRedirectUris: ["https://app.example/out"],
  });
  api = await addClient(server, { introspects: ["http://localhost:8789"] });
  user = await addPerson(server);
  const sub = await server.db.prepare("SELECT id FROM users WHERE username = ?").bind(user.username).first("id");
  await fill(server.db, ROWS, { user: sub, client: client.id });
});
after(() => server?.dispose());

/** Holds each request that `run` makes to the bounds. */
async function bounded(run) {
  const start = await mark(server);
  const result = await run();
  const end = await mark(server);
  const lines = server.logs.slice(start, end).filter(({ event }) => ["request", "events"].includes(event));
  assert.ok(lines.length > 1, "something was asked");
  for (const line of lines) {
    const cost = `${line.event} ${line.method} ${line.path}: ${line.d1_rows_read} read, ${line.d1_rows_written} written`;
    assert.ok(line.d1_rows_read <= MOST_READ && line.d1_rows_written <= MOST_WRITTEN, cost);
  }
  return result;
}

describe(`with ${ROWS} rows in every table, a request reads at most ${MOST_READ}`, () => {
  const openid = { scope: "openid notes:read", nonce: "n" };

  test("a first sign-in, its tokens and what they are used for", () => bounded(async () => {
    const browser = new Browser(server);
    const tokens = await obtainTokens(server, browser, client, user, openid);
    const next = await refresh(server, client, tokens.refresh_token);
    const bearer = { authorization: `Bearer ${tokens.access_token}` };
    await fetch(`${server.url}/userinfo`, { headers: bearer });
    await postAs(server, api, "/introspect", { token: tokens.access_token });
    await postAs(server, client, "/revoke", { token: tokens.access_token });
    await postAs(server, client, "/revoke", { token: (next.json ?? tokens).refresh_token ?? tokens.refresh_token });
  }));

  test("the second use of a code", () => bounded(async () => {
    const grant = await obtainCode(new Browser(server), client, user);
    await token(server, client, grant);
    await token(server, client, grant);
  }));

  test("a pushed request", () => bounded(async () => {
    const { json } = await postAs(server, client, "/par", [...authorizationRequest(client).params]);
    const reference = new URLSearchParams({ client_id: client.id, request_uri: json.request_uri });
    await new Browser(server).open(`/authorize?${reference}`);
  }));

  test("a sign-out, of several people in one browser too", () => bounded(async () => {
    const browser = new Browser(server);
    const tokens = await obtainTokens(server, browser, client, user, openid);
    await browser.open(logoutPath({ id_token_hint: tokens.id_token }));
    const others = [user, await addUser(server), await addUser(server)];
    for (const one of others) {
      const page = await browser.open(ask(client, { prompt: "login" }).url);
      await browser.signIn(page, one);
    }
    const question = await browser.open("/logout");
    await signOut(browser, question);
  }));

  test("a registration, its change and its end", () => bounded(async () => {
    const registered = await (await fetch(`${server.url}/register`, {
      method: "POST", headers: { "content-type": "application/json" },
      body: JSON.stringify({ client_name: "App", redirect_uris: ["https://self.example/callback"] }),
    })).json();
    const headers = { authorization: `Bearer ${registered.registration_access_token}`, "content-type": "application/json" };
    const { client_id, redirect_uris } = registered;
    const body = JSON.stringify({ client_id, redirect_uris, client_name: "Other" });
    await fetch(registered.registration_client_uri, { headers });
    await fetch(registered.registration_client_uri, { method: "PUT", headers, body });
    assert.equal((await fetch(registered.registration_client_uri, { method: "DELETE", headers })).status, 204);
  }));

  test("a wrong password, an unknown user, a yes and a no", () => bounded(async () => {
    const browser = new Browser(server);
    const page = await browser.open(ask(client).url);
    await browser.signIn(page, { username: user.username, password: "wrong" });
    await browser.signIn(page, { username: "nobody", password: "wrong" });
    const { browser: asked, page: consent } = await atConsent(server, await addClient(server), user);
    await asked.deny(consent);
  }));

  test("a device that asks, the person who says yes, and its tokens; a wrong code", () => bounded(async () => {
    const tv = await addClient(server, { method: "none", redirectUris: [], grantTypes: [DEVICE_CODE, "refresh_token"] });
    const { json: codes } = await postAs(server, tv, "/device_authorization", { scope: "openid notes:read" });
    const grant = { grant_type: DEVICE_CODE, device_code: codes.device_code };
    assert.equal((await token(server, tv, grant)).json.error, "authorization_pending");
    const phone = new Browser(server);
    await phone.open("/device?code=BCDF-GHJK");
    const login = await phone.submitTo(await phone.open(codes.verification_uri_complete), "/authorize");
    await phone.allow(await phone.signIn(login, user));
    assert.equal((await token(server, tv, grant)).status, 200);
  }));

  test("a token of the client itself, and one that is exchanged", () => bounded(async () => {
    const resource = "http://localhost:8789";
    const own = await addClient(server, { grantTypes: ["client_credentials", EXCHANGE], introspects: [resource] });
    const { json } = await token(server, own, { grant_type: "client_credentials", scope: "notes:read" });
    assert.equal((await postAs(server, api, "/introspect", { token: json.access_token })).json.active, true);
    const { access_token } = await obtainTokens(server, new Browser(server), client, user, openid);
    const subject = { subject_token: access_token, subject_token_type: "urn:ietf:params:oauth:token-type:access_token" };
    const answer = await token(server, own, { grant_type: EXCHANGE, ...subject, resource });
    assert.equal(answer.status, 200, answer.text);
    assert.equal((await postAs(server, api, "/introspect", { token: answer.json.access_token })).json.active, true);
  }));

  test("what anybody may read", () => bounded(async () => {
    for (const path of ["/", "/health", "/.well-known/jwks.json", "/.well-known/openid-configuration"]) {
      await fetch(`${server.url}${path}`);
    }
  }));
});

test("ending what many tokens rest on writes a row or two, and all of them are over", async () => {
  const { meta } = await server.db.prepare("UPDATE users SET credential_version = credential_version + 1 WHERE username = ?")
    .bind(user.username).run();
  assert.ok(meta.rows_written <= 2, `${meta.rows_written} written`);
  const tokens = await obtainTokens(server, new Browser(server), client, user);
  const removal = await server.db.prepare("DELETE FROM clients WHERE id = ?").bind(client.id).run();
  assert.ok(removal.meta.rows_read <= 10 && removal.meta.rows_written <= 10, JSON.stringify(removal.meta));
  const active = await postAs(server, api, "/introspect", { token: tokens.access_token });
  assert.equal(active.json.active, false);
});

test("the sweep then takes what rested on it, some thousands a night", async () => {
  const count = () => server.db.prepare("SELECT count(*) AS n FROM token_families").first("n");
  await server.db.prepare("UPDATE token_families SET rotated_at = rotated_at - 180").run();
  const before = await count();
  assert.ok(before >= ROWS, `${before}`);
  await server.scheduled();
  const line = await server.logged((entry) => entry.event === "sweep");
  assert.equal(line.reason, undefined);
  assert.ok(line.rows >= ROWS, `${line.rows}`);
  assert.ok(await count() <= before - ROWS);
});

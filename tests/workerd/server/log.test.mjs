// What the log tells the owner: the cost of each request, and nothing that somebody could misuse.
// And the daily sweep.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, test } from "node:test";

import { Browser, SESSION } from "../kit/browser.mjs";
import { addClient } from "../kit/clients.mjs";
import { addUser } from "../kit/people.mjs";
import { mark, serveAuthorizationServer } from "../kit/serve.mjs";
import { authorizationRequest, now, obtainCode, obtainTokens, postAs, refresh, sha256, token } from "../kit/steps.mjs";

const DAY = 24 * 3600; // seconds

let server;
before(async () => {
  server = await serveAuthorizationServer({ seed: true });
  // Warm: the signing key is made and remembered.
  await fetch(`${server.url}/.well-known/jwks.json`);
});
after(() => server.dispose());

/** Runs, and gives the lines that were logged for it. */
async function linesOf(run) {
  const start = await mark(server);
  await run();
  const end = await mark(server);
  return server.logs.slice(start + 1, end).filter(({ path }) => path !== server.logs[end].path);
}

/** What the free plan meters, summed. */
async function costOf(run) {
  const cost = { kv_reads: 0, kv_writes: 0, d1_rows_written: 0 };
  const lines = await linesOf(run);
  assert.ok(lines.length > 0);
  for (const line of lines) {
    // What happened is told in lines of its own, which cost nothing. To store it costs something, afterwards.
    if (line.event === "security") continue;
    assert.ok(["request", "events"].includes(line.event), JSON.stringify(line));
    for (const name of Object.keys(cost)) cost[name] += line[name];
  }
  return cost;
}

test("a request is one line", async () => {
  // The first one of an isolate also looks for passkeys for another host.
  await linesOf(() => fetch(`${server.url}/authorize?client_id=nobody&state=s`));
  const lines = await linesOf(() => fetch(`${server.url}/authorize?client_id=nobody&state=s`));
  const [{ id, ...line }, ...more] = lines;
  assert.deepEqual(more, []);
  assert.match(id, /^[0-9a-f]{16}$/);
  assert.deepEqual(line, {
    event: "request",
    method: "GET",
    path: "/authorize",
    status: 400,
    kv_reads: 0,
    kv_writes: 0,
    d1_queries: 1,
    d1_rows_read: 1, // The one that the client, if there is one, is joined to.
    d1_rows_written: 0,
    reason: "client_id is not registered.",
  });
});

test("no line holds a token, a code, a state, a password, a cookie or a secret", async () => {
  const client = await addClient(server, { method: "client_secret_post" });
  const user = await addUser(server);
  const browser = new Browser(server);
  const state = randomUUID();
  const secrets = [state, client.secret, "a-wrong-password", user.email, "not-a-user"];
  const before = server.logs.length;

  const request = authorizationRequest(client, { state });
  const login = await browser.open(request.url);
  const again = await browser.signIn(login, { username: "not-a-user", password: "a-wrong-password" });
  const consent = await browser.signIn(again, { ...user, username: user.email });
  const form = consent.form().values;
  const { answer } = await browser.allow(consent);
  const grant = {
    grant_type: "authorization_code",
    code: answer.get("code"),
    code_verifier: request.verifier,
    redirect_uri: client.redirectUri,
  };
  await token(server, { ...client, secret: "a-wrong-password" }, grant);
  const { json } = await token(server, client, grant);
  await fetch(`${server.url}/userinfo`, { headers: { authorization: `Bearer ${json.access_token}` } });
  const next = await refresh(server, client, json.refresh_token);
  await token(server, client, grant);
  await refresh(server, client, next.json.refresh_token);
  const pushed = await postAs(server, client, "/par", [...authorizationRequest(client, { state }).params]);
  const reference = new URLSearchParams({ client_id: client.id, request_uri: pushed.json.request_uri });
  await browser.open(`/authorize?${reference}`);
  await browser.open(`/authorize?${reference}`);
  await browser.open("/authorize", { method: "POST", body: authorizationRequest(client, { state, response_mode: "form_post" }).params });
  for (const path of ["/introspect", "/revoke"]) {
    for (const sent of [next.json.refresh_token, json.access_token, state]) await postAs(server, client, path, { token: sent });
  }
  // What went wrong is logged with its reason, which must not quote what was sent.
  await fetch(`${server.url}/authorize?client_id=${client.secret}&state=${state}`);
  await fetch(`${server.url}/token?client_secret=${client.secret}`, { method: "POST", body: new URLSearchParams({ grant_type: state }) });

  secrets.push(
    pushed.json.request_uri.split(":").at(-1), grant.code, grant.code_verifier, form.token, login.form().values.token, json.access_token,
    json.access_token.split(".")[2], json.refresh_token, next.json.refresh_token, next.json.access_token,
    ...browser.cookies.values(),
  );
  await linesOf(() => {});
  const logged = JSON.stringify(server.logs.slice(before));
  assert.ok(logged.includes('"path":"/token"'));
  for (const secret of secrets) {
    assert.ok(secret.length >= 8);
    assert.equal(logged.includes(secret), false, `${secret} is in ${logged}`);
  }
});

describe("the cost", () => {
  const nothing = { kv_reads: 0, kv_writes: 0, d1_rows_written: 0 };

  /** A first sign-in to a client. The browser keeps what it had, but nobody is signed in. */
  async function costOfFirst(browser, registration, changes) {
    const client = await addClient(server, registration);
    browser.cookies.delete(SESSION);
    return costOf(async () => {
      const answer = await token(server, client, await obtainCode(browser, client, server.user, changes));
      assert.equal(answer.status, 200);
    });
  }

  test("of a first sign-in: 1 KV write, 1 KV read, 10 D1 rows written, 4 of them events, and in a browser that is new here 3 more", async () => {
    const browser = new Browser(server);
    assert.deepEqual(await costOfFirst(browser), { kv_reads: 1, kv_writes: 1, d1_rows_written: 13 });
    assert.deepEqual(await costOfFirst(browser), { kv_reads: 1, kv_writes: 1, d1_rows_written: 10 });
  });

  test("of a first sign-in to a client that wants to hear of sign-outs, or that nobody vouches for: 1 D1 row more for each", async () => {
    const browser = new Browser(server);
    await costOfFirst(browser);
    const backchannelLogoutUri = "https://app.example/logout";
    for (const [registration, rows] of [[{ backchannelLogoutUri }, 11], [{ registeredBy: "itself" }, 11], [{ backchannelLogoutUri, registeredBy: "itself" }, 12]]) {
      const cost = await costOfFirst(browser, registration, { scope: "openid" });
      assert.deepEqual(cost, { kv_reads: 1, kv_writes: 1, d1_rows_written: rows }, JSON.stringify(registration));
    }
  });

  test("of a repeat sign-in: 1 KV write, 1 KV read, 1 D1 row written", async () => {
    const client = await addClient(server);
    const browser = new Browser(server);
    const signIn = async () => {
      const answer = await token(server, client, await obtainCode(browser, client, server.user));
      assert.equal(answer.status, 200);
    };
    await signIn();
    assert.deepEqual(await costOf(signIn), { kv_reads: 1, kv_writes: 1, d1_rows_written: 1 });
  });

  test("of a refresh: no KV, 1 D1 row written; of its repetition: none", async () => {
    const client = await addClient(server);
    const { json } = await token(server, client, await obtainCode(new Browser(server), client, server.user));
    const once = () => costOf(() => refresh(server, client, json.refresh_token));
    assert.deepEqual(await once(), { ...nothing, d1_rows_written: 1 });
    assert.deepEqual(await once(), nothing);
  });

  test("of pushing the request first: 1 D1 row written more, and of a long one 1 KV write and 1 KV read", async () => {
    const client = await addClient(server);
    const browser = new Browser(server);
    await obtainCode(browser, client, server.user);
    const cost = (changes) => costOf(async () => {
      const { params } = authorizationRequest(client, changes);
      const { json } = await postAs(server, client, "/par", [...params]);
      const page = await browser.open(`/authorize?${new URLSearchParams({ client_id: client.id, request_uri: json.request_uri })}`);
      assert.ok(page.answer.has("code"));
    });
    // One of the writes is that of the code, which nobody read yet.
    assert.deepEqual(await cost(), { kv_reads: 0, kv_writes: 1, d1_rows_written: 1 });
    assert.deepEqual(await cost({ state: "s".repeat(1000) }), { kv_reads: 1, kv_writes: 2, d1_rows_written: 1 });
  });

  test("of an introspection: nothing written; of a revocation: 1 D1 row, and its event", async () => {
    const client = await addClient(server, { introspects: [server.url] });
    const tokens = await obtainTokens(server, new Browser(server), client, server.user);
    const once = (path, sent) => costOf(() => postAs(server, client, path, { token: sent }));
    assert.deepEqual(await once("/introspect", tokens.access_token), nothing);
    assert.deepEqual(await once("/introspect", "x"), nothing);
    assert.deepEqual(await once("/revoke", "x"), nothing);
    assert.deepEqual(await once("/revoke", tokens.access_token), { ...nothing, d1_rows_written: 2 });
    assert.deepEqual(await once("/revoke", tokens.access_token), nothing);
    assert.deepEqual(await once("/revoke", tokens.refresh_token), { ...nothing, d1_rows_written: 2 });
    assert.deepEqual(await once("/revoke", tokens.refresh_token), nothing);
  });

  test("of a request that is refused: nothing written", async () => {
    const client = await addClient(server);
    const { json } = await token(server, client, await obtainCode(new Browser(server), client, server.user));
    const cost = await costOf(async () => {
      await fetch(`${server.url}${authorizationRequest(client).url}`);
      await fetch(`${server.url}${authorizationRequest(client, { scope: "x" }).url}`, { redirect: "manual" });
      await token(server, client, { grant_type: "refresh_token", refresh_token: "forged.1.x" });
      await refresh(server, { ...client, secret: "wrong" }, json.refresh_token);
      await fetch(`${server.url}/userinfo`);
    });
    assert.deepEqual(cost, nothing);
  });

  for (const path of ["/.well-known/oauth-authorization-server", "/.well-known/jwks.json", "/", "/style.css"]) {
    test(`of ${path}, warm: no storage at all`, async () => {
      // The keys are loaded once a minute; not just now.
      await fetch(`${server.url}/.well-known/jwks.json`);
      const [line] = await linesOf(() => fetch(`${server.url}${path}`));
      const { kv_reads, kv_writes, d1_queries } = line;
      assert.deepEqual({ kv_reads, kv_writes, d1_queries }, { kv_reads: 0, kv_writes: 0, d1_queries: 0 });
    });
  }
});

test("the daily sweep removes what nobody can use any more, and only that", async () => {
  const client = await addClient(server);
  const user = await addUser(server);
  const kept = [], swept = [];
  const addSession = (list, expiresAt) => {
    const hash = sha256(randomUUID());
    list.push(hash);
    return server.db.prepare("INSERT INTO sessions (hash, user_id, id, authenticated_at, expires_at) VALUES (?, ?, ?, 1, ?)")
      .bind(hash, user.id, randomUUID(), expiresAt).run();
  };
  const addFamily = (list, { rotatedAt = now(), expiresAt = now() + DAY, revokedAt = null }) => {
    const id = sha256(randomUUID());
    list.push(id);
    return server.db.prepare(`INSERT INTO token_families (id, client_id, user_id, scope, authenticated_at,
      generation, rotated_at, expires_at, revoked_at) VALUES (?, ?, ?, 'profile', 0, 1, ?, ?, ?)`)
      .bind(id, client.id, user.id, rotatedAt, expiresAt, revokedAt).run();
  };
  await addSession(swept, now() - 61);
  await addSession(kept, now() + 60);
  await addFamily(swept, { expiresAt: now() - 61 });
  await addFamily(swept, { rotatedAt: now() - 30 * DAY - 61 });
  await addFamily(swept, { expiresAt: now() - 61, revokedAt: now() - DAY });
  await addFamily(kept, {});
  await addFamily(kept, { rotatedAt: now() - 30 * DAY + 60 });
  await addFamily(kept, { revokedAt: now() - 1 });

  const tables = ["users", "clients", "grants", "signing_keys"];
  const count = (table) => server.db.prepare(`SELECT count(*) AS count FROM ${table}`).first("count");
  const others = await Promise.all(tables.map(count));
  await server.scheduled();

  const { results } = await server.db.prepare("SELECT hash AS id FROM sessions UNION SELECT id FROM token_families").all();
  const left = new Set(results.map((row) => row.id));
  assert.deepEqual(swept.filter((id) => left.has(id)), []);
  assert.deepEqual(kept.filter((id) => !left.has(id)), []);
  assert.deepEqual(await Promise.all(tables.map(count)), others);
  const line = await server.logged((entry) => entry.event === "sweep");
  assert.deepEqual(line, { event: "sweep", rows: swept.length });
});

test("as deployed, the log has a line for what was refused and none for the rest", async () => {
  const quiet = await serveAuthorizationServer({ vars: { LOG_REQUESTS: undefined } });
  try {
    for (const path of ["/", "/.well-known/jwks.json", "/no-such-page"]) await fetch(quiet.url + path);
    const refused = await fetch(`${quiet.url}/authorize`);
    assert.equal(refused.status, 400);
    const reference = /Reference: <code>([0-9a-f]+)</.exec(await refused.text())[1];
    await quiet.logged((entry) => entry.id === reference);
    // The first request for the key set made the first key, which is told in any case.
    const told = quiet.logs.map(({ event, what, path, reason }) => (event === "request" ? [path, reason] : [event, what]));
    assert.deepEqual(told, [["security", "key_made"], ["/authorize", "client_id is missing."]]);
  } finally {
    await quiet.dispose();
  }
});

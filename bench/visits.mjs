// The visits of people, apps and APIs, of one request or several each: what a visit asks of KV and D1, and which rows it leaves.
// `npm run model` multiplies these.

import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";

import { administering } from "../tests/workerd/kit/administrators.mjs";
import { Browser, SESSION } from "../tests/workerd/kit/browser.mjs";
import { addClient } from "../tests/workerd/kit/clients.mjs";
import { joinWith } from "../tests/workerd/kit/new-passkeys.mjs";
import { addPasskey, signInWith } from "../tests/workerd/kit/passkeys.mjs";
import { addUser } from "../tests/workerd/kit/people.mjs";
import { mark } from "../tests/workerd/kit/serve.mjs";
import { authorizationRequest, logoutPath, postAs, redeem, refresh } from "../tests/workerd/kit/steps.mjs";

/** The settings of a server that is to be visited. */
export const settings = { seed: true, honestCost: true, vars: { LOG_REQUESTS: "true" } };

const SCOPE = "openid profile email offline_access notes:read";
const API = "http://localhost:8789";
const DAY = 24 * 3600; // seconds

const METERED = ["kv_reads", "kv_writes", "d1_queries", "d1_rows_read", "d1_rows_written"];

/** The lines of the log that say what something cost. */
const COSTING = ["request", "events", "seen"];

/** After these visits, the server notes that the session was seen. */
const NOTED = ["repeat"];

/**
 * Every visit to `server`, as {name: prepare}. `prepare` makes what has to be there before, and gives the visit itself, which can be made
 * once. Sign-ins after the first come as if on another day, because the server notes a few things once a day.
 */
export async function visits(server) {
  const client = await addClient(server, {});
  const api = await addClient(server, { redirectUris: [], grantTypes: [], introspects: [API] });
  const { browser: administrator } = await administering(server);
  await addLastSession(server);

  const person = async () => ({ user: await addUser(server), browser: new Browser(server), request: authorizationRequest(client, { scope: SCOPE }) });
  const tokens = async (request, page) => {
    const answer = await redeem(server, client, request, page);
    assert.equal(answer.status, 200, answer.text);
    return answer.json;
  };
  const first = async ({ browser, request }, signIn) => {
    const question = await signIn(await browser.open(request.url));
    return tokens(request, await browser.allow(question));
  };
  const withPasskey = async ({ user, browser }) => {
    // A passkey answers one challenge a second.
    const passkey = await addPasskey(server, user);
    return (page) => signInWith(browser, page, passkey);
  };
  const withPassword = ({ user, browser }) => (page) => browser.signIn(page, user);
  const known = async () => {
    const somebody = await person();
    return { ...somebody, tokens: await first(somebody, await withPasskey(somebody)) };
  };
  const anotherDay = ({ user }) => server.db.batch([
    server.db.prepare("UPDATE sessions SET authenticated_at = authenticated_at - ?2, last_seen_at = max(0, last_seen_at - ?2) WHERE user_id = ?1").bind(user.id, 2 * DAY),
    server.db.prepare("UPDATE user_clients SET last_at = last_at - ?2, since = since - ?2 WHERE user_id = ?1").bind(user.id, 2 * DAY),
  ]);
  const again = (way) => async () => {
    const somebody = await known();
    const { browser, request } = somebody;
    await anotherDay(somebody);
    browser.cookies.delete(SESSION);
    const signIn = await way(somebody);
    return async () => tokens(request, await signIn(await browser.open(request.url)));
  };
  const firstOf = (way) => async () => {
    const somebody = await person();
    const signIn = await way(somebody);
    return () => first(somebody, signIn);
  };
  const page = (visitor, path) => async () => assert.equal((await visitor.open(path)).status, 200, path);
  const fetched = (path, headers) => async () => assert.equal((await fetch(server.url + path, { headers })).status, 200, path);

  return {
    account: async () => {
      const [secret, browser] = [await invitation(server), new Browser(server)];
      return async () => joinWith(browser, await browser.open(`/invitation?link=${secret}`));
    },
    first: firstOf(withPasskey),
    firstWithPassword: firstOf(withPassword),
    again: again(withPasskey),
    againWithPassword: again(withPassword),
    repeat: async () => {
      const somebody = await known();
      await anotherDay(somebody);
      const { browser, request } = somebody;
      return async () => tokens(request, await browser.open(request.url));
    },
    refresh: async () => {
      const { tokens: { refresh_token: token } } = await known();
      return async () => assert.equal((await refresh(server, client, token)).status, 200);
    },
    introspection: async () => {
      const { tokens: { access_token: token } } = await known();
      return async () => assert.equal((await postAs(server, api, "/introspect", { token })).json.active, true);
    },
    userinfo: async () => {
      const { tokens: { access_token: token } } = await known();
      return fetched("/userinfo", { authorization: `Bearer ${token}` });
    },
    accountPage: async () => page((await known()).browser, "/account"),
    signOut: async () => {
      const { browser, tokens: { id_token } } = await known();
      return page(browser, logoutPath({ id_token_hint: id_token }));
    },
    adminPage: async () => page(administrator, "/admin/users"),
    metadata: async () => fetched("/.well-known/openid-configuration"),
    keySet: async () => fetched("/.well-known/jwks.json"),
  };
}

/** What each visit costs at a server that logs it, as {name: {requests, kv_reads, …, log_lines, rows: {table: how many}}}. */
export async function countVisits(server) {
  const all = await visits(server);
  const counted = {};
  for (const [name, prepare] of Object.entries(all)) {
    // After the first visit, the isolate remembers what it can.
    await (await prepare())();
    counted[name] = await countVisit(server, await prepare(), NOTED.includes(name));
  }
  return counted;
}

async function countVisit(server, visit, noted) {
  await mark(server);
  server.logs.length = 0;
  const before = await rowsOf(server.db);
  await visit();
  if (noted) await server.logged(({ event }) => event === "seen");
  const end = await mark(server);
  const after = await rowsOf(server.db);
  const lines = server.logs.slice(0, end).filter(({ path }) => path !== server.logs[end].path);
  const costs = lines.filter(({ event }) => COSTING.includes(event));
  const sum = (name) => costs.reduce((total, line) => total + (line[name] ?? 0), 0);
  const rows = Object.entries(after).map(([table, count]) => [table, count - before[table]]).filter(([, more]) => more !== 0);
  return {
    requests: lines.filter(({ event }) => event === "request").length,
    ...Object.fromEntries(METERED.map((name) => [name, sum(name)])),
    // Without the lines of LOG_REQUESTS, which is off on a deployed server.
    log_lines: lines.filter(({ event }) => event === "security").length,
    rows: Object.fromEntries(rows),
  };
}

async function rowsOf(db) {
  const { results } = await db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\'").all();
  const names = results.map(({ name }) => name);
  const counts = await db.batch(names.map((name) => db.prepare(`SELECT count(*) AS count FROM ${name}`)));
  return Object.fromEntries(names.map((name, at) => [name, counts[at].results[0].count]));
}

/**
 * Adds a session whose hash is the last of all. A query for a hash also reads the row after it, if there is one. With few sessions a random
 * hash is often the last, and with many it never is.
 */
async function addLastSession(server) {
  const others = "user_id, authenticated_at, expires_at, credential_version, method, last_seen_at, idle_lifetime, kept, agent";
  await server.db.prepare(`INSERT INTO sessions (id, hash, ${others}) SELECT '~', '~', ${others} FROM sessions LIMIT 1`).run();
}

async function invitation(server) {
  const secret = randomBytes(32).toString("base64url");
  const hash = createHash("sha256").update(secret).digest("base64url");
  await server.db.prepare(`INSERT INTO one_time_links (hash, purpose, user_id, email, uses_left, expires_at, created_at)
    VALUES (?, 'invitation', NULL, NULL, 1, unixepoch() + 600, unixepoch())`).bind(hash).run();
  return secret;
}

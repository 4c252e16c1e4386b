// How much each call of the Admin API reads and writes, however much is stored.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";

import { addAdminClient, call, callingAs } from "../kit/admin-api.mjs";
import { addAdministrator, addGroup, putInto } from "../kit/administrators.mjs";
import { addClient, registered } from "../kit/clients.mjs";
import { fill } from "../kit/crowd.mjs";
import { addUser } from "../kit/people.mjs";
import { mark, serveWithClock } from "../kit/serve.mjs";

const MOST_READ = 60;
const MOST_WRITTEN = 60;
/** How many apps are limited to groups. A few of them are limited to groups that somebody leaves in this test. */
const LIMITED = 300;

/** Calls that may read and write more rows: [read, written]. */
const MORE = {
  // One row for each app that is limited to groups, which the owner made.
  "POST /users/{user}/unmake-administrator": [MOST_READ + LIMITED, 10],
  "DELETE /groups/{group}/members/{other}": [MOST_READ + LIMITED, 10],
  // Some sessions end one by one, so that apps hear of it. There is a limit to their number.
  "DELETE /users/{user}/sessions": [170, 60],
  "POST /users/{user}/disable": [170, 60],
  // The sessions, grants, passkeys and groups of the user go too.
  "DELETE /users/{user}": [400, 130],
};

const { paths } = JSON.parse(readFileSync(new URL("../../../static/openapi.json", import.meta.url), "utf8"));
const ROUTES = Object.entries(paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`));

const LOGO = readFileSync(new URL("../kit/logos/logo.png", import.meta.url));

/** What each call sends, and about which of `ids`. In this order, each has something to do. Some calls are made several times. */
const CALLS = [
  ["GET /openapi.json"],
  ["GET /users"], ["GET /users?after=a"], ["GET /users?q=u"], ["GET /users?q=user-1"],
  ["GET /users/{user}"], ["GET /users/{user}/sessions"], ["GET /users/{user}/apps"], ["GET /users/{user}/groups"],
  ["PATCH /users/{user}", { name: "Somebody else" }],
  ["PATCH /users/{user}", { username: "somebody-else", email: "somebody@else.example" }],
  ["PATCH /users/{user}/claims", { claims: { nickname: "other" } }],
  ["POST /users/{user}/unmake-administrator"], ["POST /users/{user}/make-administrator"],
  ["POST /users/{user}/recovery-link"], ["POST /users/{user}/recovery-mail"], ["POST /users/{user}/verification-link"],
  ["DELETE /users/{user}/second-factor"],
  ["DELETE /users/{user}/sessions/{session}"], ["DELETE /users/{user}/sessions"],
  ["POST /users/{user}/disable"], ["POST /users/{user}/enable"],
  ["GET /groups"], ["GET /groups?q=group"], ["GET /groups/{group}"], ["GET /groups/{group}/members"],
  ["PATCH /groups/{group}", { name: "renamed" }], ["PATCH /groups/{group}/claims", { claims: { plan: "pro" } }],
  ["PUT /groups/{group}/members/{other}"], ["DELETE /groups/{group}/members/{other}"],
  ["POST /groups", { name: "rows" }],
  ["GET /invitations"], ["POST /invitations", { uses: 1, days: 1, groups: ["group-1", "group-2"] }], ["DELETE /invitations/{invitation}"],
  ["GET /apps"], ["GET /apps?q=Client"], ["GET /apps/{app}"], ["GET /apps/{stranger}"],
  ["POST /apps", { kind: "server", name: "Rows", redirect_uris: ["https://rows.example/callback"], groups: ["group-1", "group-2"] }],
  ["PATCH /apps/{app}", { name: "Rows", groups: ["group-1", "group-2"] }],
  ["PUT /apps/{app}/logo", LOGO], ["DELETE /apps/{app}/logo"],
  ["POST /apps/{app}/secret", { keep: 7 }], ["POST /apps/{app}/block"], ["POST /apps/{app}/unblock"],
  ["POST /apps/{stranger}/vouch", { scope: "openid" }],
  ["GET /apis"], ["GET /keys"], ["GET /events"], ["GET /events?q={user}"], ["GET /events?kind=signed_in"], ["GET /overview"],
  ["POST /keys/{algorithm}/rotate"], ["POST /keys/{key}/revoke"],
  // Last, because they are gone then.
  ["DELETE /groups/{group}"], ["DELETE /apps/{app}"], ["DELETE /users/{user}"],
];

let server, caller, ids;
before(async () => {
  server = await serveWithClock({
    vars: { REGISTRATION: "open", CLAIM_SCOPES: JSON.stringify({ plan: { claims: ["plan"], words: "see your plan" } }) }, mail: true,
  });
  server.urls ??= [server.url];
  const [app, user, other] = [await addClient(server), await addUser(server), await addUser(server)];
  const stranger = (await registered(server, {})).client_id;
  await fill(server.db, 2000, { user: user.id, client: app.id });
  for (let i = 0; i < 16; i++) await putInto(server, user, await addGroup(server, `group-${i}`));
  const numbers = (most) => `(WITH RECURSIVE n (value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n LIMIT ${most}) SELECT value FROM n)`;
  await server.db.batch([
    `UPDATE users SET administrator = 1 WHERE id IN (SELECT id FROM users LIMIT 30) OR id = '${user.id}'`,
    "UPDATE users SET name = 'User of the crowd', email = id || '@example.com', email_folded = id || '@example.com' WHERE id LIKE 'u%'",
    `UPDATE users SET unverified_email = 'new@example.com' WHERE id = '${user.id}'`,
    `INSERT INTO sessions (user_id, id, hash, authenticated_at, expires_at)
      SELECT '${user.id}', 'mine-' || value, 'mine-' || value, unixepoch(), unixepoch() + 9000 FROM ${numbers(40)}`,
    `INSERT INTO grants (user_id, client_id, registration_id, scope, granted_at)
      SELECT '${user.id}', 'c' || value, 'r' || value, 'openid', 0 FROM ${numbers(40)}`,
    `INSERT INTO user_clients (user_id, client_id, since, last_at) SELECT '${user.id}', 'c' || value, 0, 5 FROM ${numbers(40)}`,
    `INSERT INTO user_clients (user_id, client_id, since, last_at) SELECT 'u' || value, '${app.id}', 0, 5 FROM ${numbers(300)}`,
    `UPDATE clients SET allowed_groups = '["id-of-group-1"]' WHERE id IN (SELECT 'c' || value FROM ${numbers(LIMITED)})`,
    `UPDATE clients SET allowed_groups = '["id-of-group-0","administrators"]' WHERE id IN ('c1', 'c2', 'c3')`,
    `INSERT INTO group_members (user_id, group_id) SELECT 'u' || value, 'id-of-group-0' FROM ${numbers(2000)}`,
    `INSERT INTO passkeys (id, user_id, rp_id, name, public_key, algorithm, counter, backup_eligible, backed_up, aaguid, created_at)
      SELECT 'of-' || value, '${user.id}', 'localhost', 'Key', '{}', 'ES256', 0, 1, 0, '', 0 FROM ${numbers(9)}`,
    `INSERT INTO one_time_links (hash, purpose, user_id, uses_left, expires_at, created_at)
      SELECT 'of-' || id, 'recovery', id, 1, unixepoch() + 60, 0 FROM (SELECT id FROM users WHERE id LIKE 'u%' LIMIT 100)`,
    "INSERT INTO one_time_links (hash, purpose, uses_left, expires_at, created_at) VALUES ('invited', 'invitation', 1, unixepoch() + 9000, 0)",
  ].map((sql) => server.db.prepare(sql)));
  const { keys: [key] } = await (await fetch(`${server.url}/.well-known/jwks.json`)).json();
  ids = { user: user.id, other: other.id, group: "id-of-group-0", app: app.id, stranger, session: "mine-1", invitation: "invited", algorithm: "ES256", key: key.kid };
  caller = await callingAs(server, { admin: await addAdministrator(server), client: await addAdminClient(server) });
});
after(() => server?.dispose());

/** The route of a call: what stands in braces is the id of that kind of thing. */
function routeOf(named) {
  const [method, path] = named.split("?")[0].split(" ");
  const is = (route) => {
    const [its, template] = route.split(" ");
    const parts = template.split("/");
    const ours = path.split("/");
    return its === method && parts.length === ours.length && parts.every((part, i) => part === ours[i] || (part.startsWith("{") && ours[i].startsWith("{")));
  };
  return ROUTES.find(is);
}

test("the calls here are those that the description lists", () => {
  assert.deepEqual([...new Set(CALLS.map(([named]) => routeOf(named)))].sort(), ROUTES.toSorted());
});

test("each call reads at most 60 rows and writes at most 60, or as many as this file says", async (t) => {
  const tooMuch = [];
  for (const [named, body] of CALLS) {
    const [method, path] = named.replace(/\{(\w+)\}/g, (_, kind) => ids[kind]).split(" ");
    const start = await mark(server);
    const answer = await call(server, caller, method, path, { body });
    if (answer.status >= 300) { tooMuch.push(`${named}: ${answer.text}`); continue; }
    const line = server.logs.slice(start, await mark(server)).find((it) => it.event === "request" && it.path.startsWith("/admin/api"));
    const [read, written] = [line.d1_rows_read ?? 0, line.d1_rows_written ?? 0];
    t.diagnostic(`${named}: ${read} read, ${written} written`);
    const [mostRead, mostWritten] = MORE[named] ?? [MOST_READ, MOST_WRITTEN];
    if (read > mostRead || written > mostWritten) tooMuch.push(`${named}: ${read} read, ${written} written`);
    // The proof, which counts once.
    if (method === "GET") assert.ok(written <= 1, `${named}: ${written} written`);
  }
  assert.deepEqual(tooMuch, []);
});

// What the pages of the administrators about users read and write, whatever is stored.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { about, addGroup, administering, putInto } from "../kit/administrators.mjs";
import { addClient } from "../kit/clients.mjs";
import { fill } from "../kit/crowd.mjs";
import { addUser } from "../kit/people.mjs";
import { mark, serveWithClock } from "../kit/serve.mjs";

const MOST_READ = 60;

let server, user, admin;
before(async () => {
  server = await serveWithClock();
  const client = await addClient(server);
  user = await addUser(server);
  await fill(server.db, 2000, { user: user.id, client: client.id });
  for (let i = 0; i < 16; i++) await putInto(server, user, await addGroup(server, `group-${i}`));
  const numbers = (most) => `(WITH RECURSIVE n (value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n LIMIT ${most}) SELECT value FROM n)`;
  await server.db.batch([
    `UPDATE users SET administrator = 1 WHERE id IN (SELECT id FROM users LIMIT 30) OR id = '${user.id}'`,
    "UPDATE users SET name = 'User of the crowd', email = id || '@example.com', email_folded = id || '@example.com' WHERE id LIKE 'u%'",
    `INSERT INTO sessions (user_id, id, hash, authenticated_at, expires_at)
      SELECT '${user.id}', 'mine-' || value, 'mine-' || value, unixepoch(), unixepoch() + 9000 FROM ${numbers(40)}`,
    `INSERT INTO grants (user_id, client_id, registration_id, scope, granted_at)
      SELECT '${user.id}', 'c' || value, 'r' || value, 'openid', 0 FROM ${numbers(40)}`,
    `UPDATE clients SET allowed_groups = '["id-of-group-1"]' WHERE id IN ('c1', 'c2', 'c3')`,
    `INSERT INTO passkeys (id, user_id, rp_id, name, public_key, algorithm, counter, backup_eligible, backed_up, aaguid, created_at)
      SELECT 'of-' || value, '${user.id}', 'localhost', 'Key', '{}', 'ES256', 0, 1, 0, '', 0 FROM ${numbers(9)}`,
    `INSERT INTO provider_accounts (account, provider, user_id, label, linked_at) SELECT 'at ' || value, 'gone', '${user.id}', '', 0 FROM ${numbers(4)}`,
    `INSERT INTO one_time_links (hash, purpose, user_id, uses_left, expires_at, created_at)
      SELECT 'of-' || id, 'recovery', id, 1, unixepoch() + 60, 0 FROM ${numbers(1)}, (SELECT id FROM users LIMIT 100)`,
  ].map((sql) => server.db.prepare(sql)));
  admin = await administering(server);
});
after(() => server?.dispose());

/** The requests for pages of the administrators that `run` makes: [{path, read, written}]. */
async function costs(run) {
  const start = await mark(server);
  await run();
  const end = await mark(server);
  const lines = server.logs.slice(start, end).filter(({ event, path }) => event === "request" && path.startsWith("/admin"));
  assert.ok(lines.length > 0);
  return lines.map(({ method, path, d1_rows_read: read, d1_rows_written: written }) => ({ method, path, read, written }));
}

test(`each page reads at most ${MOST_READ} rows, and writes none`, async () => {
  const { browser } = admin;
  const pages = [
    "/admin/users", "/admin/users?after=a", "/admin/users?q=a", "/admin/users?q=u", "/admin/users?q=user-1", "/admin/invitations",
    about(user), about(user, "/access"), about(user, "/groups"),
  ];
  const seen = await costs(async () => { for (const page of pages) assert.equal((await browser.open(page)).status, 200, page); });
  for (const [i, { path, read, written }] of seen.entries()) {
    assert.ok(read <= MOST_READ, `${pages[i]} (${path}): ${read} rows read`);
    assert.equal(written, 0);
  }
});

test("each deed writes a few", async () => {
  const { browser } = admin;
  await server.db.prepare("DELETE FROM group_members WHERE group_id = 'id-of-group-0'").run();
  const deeds = [
    ["", "/admin/user/edit", { name: "Somebody else" }],
    ["", "/admin/user/claims", { claims: "nickname=other", own_claims: "" }],
    ["/groups", "/admin/user/join", { group: "group-0" }],
    ["/groups", "/admin/user/leave", { which: "id-of-group-1" }],
    ["/groups", "/admin/user/unmake-administrator"],
    ["/groups", "/admin/user/make-administrator"],
    ["/access", "/admin/user/recovery-link"],
    ["/access", "/admin/user/end-sessions", { which: "" }],
    ["", "/admin/user/disable"],
  ];
  for (const [page, deed, fields] of deeds) {
    const seen = await costs(async () => browser.submitTo(await browser.open(about(user, page)), deed, { fields }));
    const { read, written } = seen.find(({ method }) => method === "POST");
    assert.ok(read <= 160 && written <= 60, `${deed}: ${read} read, ${written} written`);
    assert.ok(written > 0, `${deed} did something`);
  }
});

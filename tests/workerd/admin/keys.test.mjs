// What administrators see of the signing keys, and what they do if one leaked.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { administering, later } from "../kit/administrators.mjs";
import { Browser } from "../kit/browser.mjs";
import { mark, serveWithClock } from "../kit/serve.mjs";

const KEYS = "/admin/keys";

let server;
before(async () => { server = await serveWithClock(); });
after(() => server?.dispose());

const published = async () => (await (await fetch(`${server.url}/.well-known/jwks.json`)).json()).keys;
const run = (sql, ...values) => server.db.prepare(sql).bind(...values).run();
const keys = async () => (await server.db.prepare("SELECT * FROM signing_keys ORDER BY algorithm, sequence").all()).results;
/** The text of a page, without its tags. */
const read = (page) => page.text.replace(/<[^>]*>/g, " ").replace(/\s+/g, " ");
async function eventsBy(admin) {
  await mark(server);
  return (await server.db.prepare("SELECT kind, kid, details FROM events WHERE actor = ? ORDER BY id").bind(admin.id).all()).results;
}

test("each key says what it does, and until when", async () => {
  const { browser } = await administering(server);
  const [{ kid }] = await published();
  const now = server.now();
  const page = read(await browser.open(KEYS));
  assert.match(page, new RegExp(`ES256 ${kid} In use since .* UTC. Its successor takes over at about .* UTC.`));
  assert.ok(!page.includes("RS256"));
  const add = (sequence, { from, revoked = null }) => run(
    `INSERT INTO signing_keys (kid, algorithm, sequence, public_jwk, private_key, created_at, signs_from, revoked_at)
      SELECT ?1, 'ES256', ?2, public_jwk, private_key, created_at, ?3, ?4 FROM signing_keys WHERE kid = ?5`,
    `extra-${sequence}`, sequence, from, revoked, kid,
  );
  await run("UPDATE signing_keys SET sequence = 3, signs_from = ?", now - 3600);
  await add(1, { from: now - 90 * 86400 });
  await add(2, { from: now - 40 * 86400 });
  await add(4, { from: now + 7200 });
  await add(5, { from: now + 9000, revoked: now - 60 });
  const more = read(await browser.open(KEYS));
  assert.match(more, /extra-5 Revoked on .* UTC. Nothing that it signed is trusted. extra-4 Published already. It will sign from/);
  assert.match(more, new RegExp(`${kid} In use since .*? UTC. It signs until`));
  assert.match(more, /extra-2 Signed until .*? UTC. Tokens that it signed are accepted until/);
  assert.match(more, /extra-1 Signed until .*? UTC. It only recognizes old ID tokens, until/);
  await run("DELETE FROM signing_keys WHERE kid LIKE 'extra-%'");
});

test("the next key signs soon, and the event says so", async () => {
  const { browser, admin } = await administering(server);
  const before = (await keys()).at(-1);
  const asked = await browser.submitTo(await browser.open(KEYS), "/admin/keys/rotate", { id: "ES256" });
  assert.equal(asked.status, 200);
  assert.match(read(asked), /makes its successor with the next request/);
  assert.ok(!asked.text.includes("/admin/keys/rotate"));
  await server.letPass(61);
  assert.equal((await published()).length, 2);
  const next = (await keys()).at(-1);
  assert.equal(next.sequence, before.sequence + 1);
  assert.ok(Math.abs(next.signs_from - server.now() - 900) < 60);
  const page = read(await browser.open(KEYS));
  assert.match(page, new RegExp(`${next.kid} Published already. It will sign from`));
  assert.match(page, new RegExp(`${before.kid} In use since .*? UTC. It signs until`));
  assert.deepEqual(await eventsBy(admin), [{ kind: "key_rotated", kid: null, details: '{"algorithm":"ES256"}' }]);
});

test("a key is revoked: what it signed is not trusted, its private half is gone, and another one signs", async () => {
  const { browser, admin } = await administering(server);
  const { kid } = (await keys())[0];
  const page = await browser.open(KEYS);
  assert.match(read(page), /Within 5 minutes, every access token and ID token that this key signed stops working/);
  const revoked = await browser.submitTo(page, "/admin/keys/revoke", { id: kid });
  assert.match(read(revoked), new RegExp(`${kid} Revoked on`));
  const row = (await keys())[0];
  assert.equal(row.private_key, "");
  assert.notEqual(row.revoked_at, null);
  await server.letPass(61);
  const left = await published();
  assert.ok(left.length > 0 && left.every((key) => key.kid !== kid));
  const twice = await browser.submitTo(page, "/admin/keys/revoke", { id: kid });
  assert.equal(twice.status, 200, "once more makes no difference");
  assert.deepEqual(await eventsBy(admin), [{ kind: "key_revoked", kid, details: null }]);
});

test("both wait for a sign-in of the last ten minutes", async () => {
  const { browser } = await administering(server);
  await published();
  const early = await browser.open(KEYS);
  const { kid } = (await keys()).at(-1);
  const before = await keys();
  await later(server, 700);
  const page = await browser.open(KEYS);
  assert.ok(!page.text.includes("/admin/keys/rotate\"") && !page.text.includes("/admin/keys/revoke\""));
  assert.match(page.text, /confirm that it is you/);
  for (const [path, id] of [["rotate", "ES256"], ["revoke", kid]]) {
    const refused = await browser.submitTo(early, `/admin/keys/${path}`, { id });
    assert.equal(new URL(refused.url).pathname, "/login", path);
  }
  assert.deepEqual(await keys(), before);
});

test("a form of another administrator, from elsewhere or about another key does nothing", async () => {
  const [one, two] = [await administering(server), await administering(server)];
  await published();
  const page = await one.browser.open(KEYS);
  const before = await keys();
  const { kid } = before.at(-1);
  const { values } = page.formTo("/admin/keys/revoke", kid);
  const post = (who, fields = {}, headers = {}, path = "revoke") => who.fetch(`/admin/keys/${path}`, {
    method: "POST", headers: { origin: server.url, ...headers }, body: new URLSearchParams({ ...values, ...fields }),
  });
  assert.equal((await post(two.browser)).status, 409);
  assert.equal((await post(one.browser, { id: before[0].kid })).status, 409);
  assert.equal((await post(one.browser, { id: "nobody's" })).status, 404);
  assert.equal((await post(one.browser, { id: "ES256" }, {}, "rotate")).status, 409);
  assert.equal((await post(one.browser, {}, { origin: "https://evil.example" })).status, 403);
  assert.equal((await post(new Browser(server))).status, 303);
  assert.deepEqual(await keys(), before);
});

test("however many keys there are, the page reads at most 60 rows", async () => {
  const { browser } = await administering(server);
  await published();
  for (const algorithm of ["ES256", "RS256", "EdDSA"]) {
    await run(`INSERT INTO signing_keys (kid, algorithm, sequence, public_jwk, private_key, created_at, signs_from)
      WITH RECURSIVE n(i) AS (SELECT 100 UNION ALL SELECT i + 1 FROM n WHERE i < 150)
      SELECT ?1 || i, ?1, i, (SELECT public_jwk FROM signing_keys LIMIT 1), '', 0, i FROM n`, algorithm);
  }
  const start = await mark(server);
  const page = await browser.open(KEYS);
  assert.match(page.text, /shows only the newest 8 keys/);
  await mark(server);
  const [line] = server.logs.slice(start).filter(({ event, path }) => event === "request" && path === KEYS);
  assert.ok(line.d1_rows_read <= 60, `${line.d1_rows_read} rows`);
  await run("DELETE FROM signing_keys WHERE sequence >= 100");
});

// Invitations that the owner has sent.

import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";

import { Browser } from "../kit/browser.mjs";
import { linkIn, mailTo, mailsTo, setMood } from "../kit/mail.mjs";
import { mark, serveAuthorizationServer } from "../kit/serve.mjs";

const HOURLY = "47 * * * *";
const PHRASE = "seven quiet rivers at noon";

let server;
before(async () => {
  server = await serveAuthorizationServer({ seed: true, mail: true });
});
beforeEach(() => setMood(server));
after(() => server?.dispose());

const invite = (email) => server.admin("user", "invite", "--email", email, "--send");
const waiting = () => server.db.prepare("SELECT count(*) AS n FROM mail_outbox").first("n");

test("an invitation waits for the hourly event, and its link makes an account with that address, in its groups", async () => {
  const email = "invited@example.com";
  await server.admin("group", "add", "guests");
  assert.deepEqual(await server.admin("user", "invite", "--email", email, "--send", "--group", "guests"), { waits: true, email });
  assert.equal(await server.db.prepare("SELECT count(*) AS n FROM one_time_links").first("n"), 0, "nobody can read a link before");
  await server.scheduled(HOURLY);
  const mail = await mailTo(server, email);
  assert.equal(mail.subject, "You are invited");
  assert.equal(await waiting(), 0);
  const browser = new Browser(server);
  const link = new URL(linkIn(mail));
  const done = await browser.submit(await browser.open(link.pathname + link.search), { username: "invited", password: PHRASE });
  assert.equal(new URL(done.url).pathname, "/account", done.text);
  const made = await server.db.prepare("SELECT email, json_extract(claims, '$.email_verified') AS verified FROM users WHERE username = 'invited'").first();
  assert.deepEqual(made, { email, verified: 1 }, "the mail proves the address");
  const member = "SELECT user_groups.name FROM group_members JOIN user_groups ON user_groups.id = group_members.group_id";
  assert.equal(await server.db.prepare(member).first("name"), "guests");
});

test("one that cannot be sent is tried five times, and then forgotten", async () => {
  const email = "bounces@example.com";
  await invite(email);
  await setMood(server, { fail: "E_DELIVERY_FAILED" });
  for (let time = 0; time < 5; time++) {
    assert.equal(await waiting(), 1, `before time ${time}`);
    await server.scheduled(HOURLY);
  }
  assert.equal(await server.db.prepare("SELECT count(*) AS n FROM one_time_links WHERE email = ?").bind(email).first("n"), 1);
  await mark(server);
  assert.equal(await server.db.prepare("SELECT count FROM events WHERE kind = 'mail_failed'").first("count"), 5);
  await setMood(server);
  await server.scheduled(HOURLY);
  assert.equal(await waiting(), 0);
  assert.deepEqual(await mailsTo(server, email), []);
});

test("an address to which no mail can be sent is refused at once", async () => {
  await assert.rejects(invite("a@bücher.example"), /No mail can be sent there/);
  await assert.rejects(server.admin("user", "invite", "--send"), /--email/);
});

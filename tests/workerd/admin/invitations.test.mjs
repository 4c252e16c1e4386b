// Invitations, and other links that are still good.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { about, addGroup, administering, eventsAbout, linkShown } from "../kit/administrators.mjs";
import { Browser } from "../kit/browser.mjs";
import { linkIn, mailTo, setMood } from "../kit/mail.mjs";
import { addUser } from "../kit/people.mjs";
import { mark, serveWithClock } from "../kit/serve.mjs";

const PAGE = "/admin/invitations";
const INVITE = `${PAGE}/invite`;
const WITHDRAW = `${PAGE}/withdraw`;
const PHRASE = "seven quiet rivers at noon";

/** The events of this kind, the latest first. */
async function eventsOf(server, kind) {
  await mark(server);
  const { results } = await server.db.prepare("SELECT actor, user_id, details FROM events WHERE kind = ? ORDER BY id DESC").bind(kind).all();
  return results.map((it) => ({ ...it, details: JSON.parse(it.details) }));
}
const invite = async (browser, fields) => browser.submitTo(await browser.open(PAGE), INVITE, { fields });

describe("without mail", () => {
  let server;
  before(async () => { server = await serveWithClock(); });
  after(() => server?.dispose());
  const linkOf = () => server.db.prepare("SELECT * FROM one_time_links WHERE purpose = 'invitation' ORDER BY created_at DESC, expires_at DESC LIMIT 1").first();

  test("an invitation is shown once, and makes an account with its address, in its groups", async () => {
    const { browser, admin } = await administering(server);
    await addGroup(server, "guests");
    const page = await invite(browser, { email: "invited@example.com", groups: " Guests guests ", days: "3" });
    assert.equal(page.status, 200, page.text);
    const link = new URL(linkShown(page));
    const row = await linkOf();
    assert.deepEqual([row.email, row.group_ids, row.uses_left, row.expires_at - row.created_at], ["invited@example.com", '["id-of-guests"]', 1, 3 * 86400]);
    assert.ok(!(await browser.open(PAGE)).text.includes(link.searchParams.get("link")));
    const event = (await eventsOf(server, "link_made")).find(({ details }) => details.email === "invited@example.com");
    assert.deepEqual(event, {
      actor: admin.id, user_id: null, details: { purpose: "invitation", email: "invited@example.com", groups: "Guests guests", uses: "1", days: "3" },
    });
    const theirs = new Browser(server);
    const done = await theirs.submit(await theirs.open(link.pathname + link.search), { username: "invited", password: PHRASE });
    assert.equal(new URL(done.url).pathname, "/account", done.text);
    const member = await server.db.prepare("SELECT group_id FROM group_members JOIN users ON users.id = user_id WHERE username = 'invited'").first("group_id");
    assert.equal(member, "id-of-guests");
  });

  test("what cannot be is refused, what was typed stays, and nothing is made", async () => {
    const { browser } = await administering(server);
    const user = await addUser(server);
    for (let i = 0; i < 6; i++) await addGroup(server, `six-${i}`);
    const before = await server.db.prepare("SELECT count(*) AS n FROM one_time_links").first("n");
    for (const [fields, sentence] of [
      [{ email: "no address" }, /email address/], [{ email: user.email.toUpperCase() }, /this email address exists already/],
      [{ uses: "0" }, /1 to 10,000/], [{ uses: "10001" }, /1 to 10,000/], [{ uses: "-1" }, /1 to 10,000/], [{ days: "366" }, /1 to 365/], [{ days: "1.5" }, /1 to 365/],
      [{ email: "a@example.com", uses: "2" }, /one account/], [{ groups: "nobody-knows" }, /no group called nobody-knows/],
      [{ groups: "administrators" }, /cannot add anybody to the group administrators here/], [{ groups: "six-0 six-1 six-2 six-3 six-4 six-5" }, /at most 5 groups/],
    ]) {
      const page = await invite(browser, fields);
      assert.equal(page.status, 400, JSON.stringify(fields));
      assert.match(page.text.match(/role="alert">[^]*?<\/p>/)[0], sentence);
      const { values } = page.formTo(INVITE);
      for (const [name, value] of Object.entries(fields)) assert.equal(values[name].replaceAll("&#38;", "&"), value);
    }
    assert.equal(await server.db.prepare("SELECT count(*) AS n FROM one_time_links").first("n"), before);
  });

  test("one for several accounts is listed with what is left of it, and taken back", async () => {
    const { browser, admin } = await administering(server);
    const link = new URL(linkShown(await invite(browser, { uses: "5" })));
    const { hash } = await server.db.prepare("SELECT hash FROM one_time_links WHERE uses_left = 5").first();
    const page = await browser.open(PAGE);
    assert.match(page.text, /For whoever has the link/);
    assert.match(page.text, /It works 5 more times/);
    const gone = await browser.submitTo(page, WITHDRAW, { id: hash });
    assert.equal(gone.url, `${server.url}${PAGE}`);
    assert.equal((await new Browser(server).open(link.pathname + link.search)).status, 410);
    const event = (await eventsOf(server, "link_withdrawn")).find(({ details }) => details.uses === 5);
    assert.deepEqual(event, { actor: admin.id, user_id: null, details: { purpose: "invitation", user: null, email: null, uses: 5 } });
    const twice = await browser.submitTo(page, WITHDRAW, { id: hash });
    assert.equal(twice.status, 400);
    assert.match(twice.text, /does not work any more/);
  });

  test("a recovery link is listed under its user, and taken back", async () => {
    const { browser } = await administering(server);
    const user = await addUser(server);
    await browser.submitTo(await browser.open(about(user, "/access")), "/admin/user/recovery-link");
    const page = await browser.open(PAGE);
    assert.ok(page.text.includes(`/admin/user/access?id=${user.id}"><bdi>${user.username}`));
    const hash = await server.db.prepare("SELECT hash FROM one_time_links WHERE user_id = ?").bind(user.id).first("hash");
    await browser.submitTo(page, WITHDRAW, { id: hash });
    assert.equal(await server.db.prepare("SELECT 1 FROM one_time_links WHERE user_id = ?").bind(user.id).first(), null);
    const withdrawn = await eventsOf(server, "link_withdrawn");
    assert.equal(withdrawn.filter(({ details }) => details.user === user.id).length, 1);
  });

  test("some are shown at a time, and none that is over", async () => {
    const { browser } = await administering(server);
    await server.db.prepare("DELETE FROM one_time_links").run();
    await server.db.prepare(`INSERT INTO one_time_links (hash, purpose, uses_left, expires_at, created_at)
      SELECT printf('%03d', value), 'invitation', 1, unixepoch() + CASE WHEN value < 30 THEN 3600 ELSE -1 END, 0
      FROM (WITH RECURSIVE n (value) AS (SELECT 0 UNION ALL SELECT value + 1 FROM n LIMIT 45) SELECT value FROM n)`).run();
    const listed = (page) => [...page.text.matchAll(/name="id" value="(\d+)"/g)].map(([, id]) => id);
    const seen = [];
    for (let address = PAGE; address !== undefined;) {
      const page = await browser.open(address);
      seen.push(...listed(page));
      address = page.text.match(/href="([^"]*after=[^"]*)"/)?.[1].replaceAll("&#38;", "&");
    }
    assert.equal(seen.length, 30);
    assert.equal(new Set(seen).size, 30);
  });
});

describe("with mail", () => {
  let server;
  before(async () => { server = await serveWithClock({ mail: true }); });
  after(() => server?.dispose());

  test("an invitation with an address is sent at once, and nobody here sees it", async () => {
    const { browser } = await administering(server);
    const email = "mailed@example.com";
    const page = await invite(browser, { email });
    assert.equal(page.status, 200);
    assert.ok(page.text.includes(`on its way to ${email}`) && !page.text.includes("link="));
    const link = new URL(linkIn(await mailTo(server, email)));
    const theirs = new Browser(server);
    await theirs.submit(await theirs.open(link.pathname + link.search), { username: "mailed", password: PHRASE });
    const made = await server.db.prepare("SELECT json_extract(claims, '$.email_verified') AS verified FROM users WHERE email = ?").bind(email).first("verified");
    assert.equal(made, 1);
  });

  test("one that cannot be sent waits for the hourly event; without an address it is shown", async () => {
    const { browser } = await administering(server);
    await setMood(server, { fail: "E_DELIVERY_FAILED" });
    await invite(browser, { email: "later@example.com" });
    await mark(server);
    assert.equal(await server.db.prepare("SELECT count(*) AS n FROM mail_outbox").first("n"), 1);
    await setMood(server);
    await server.scheduled("47 * * * *");
    assert.ok(linkIn(await mailTo(server, "later@example.com")));
    assert.match(linkShown(await invite(browser, { uses: "2" })), /\/invitation\?link=/);
    assert.equal((await invite(browser, { email: "a@bücher.example" })).status, 400);
  });

  test("a recovery link is sent to the address that is theirs, and still asks for the second factor", async () => {
    const { browser, admin } = await administering(server);
    const user = await addUser(server);
    const page = await browser.submitTo(await browser.open(about(user, "/access")), "/admin/user/recovery-mail");
    assert.ok(page.text.includes(`on its way to ${user.email}`));
    assert.match(linkIn(await mailTo(server, user.email)), /\/recovery\?link=/);
    const asks = await server.db.prepare("SELECT asks_second_factor FROM one_time_links WHERE user_id = ?").bind(user.id).first("asks_second_factor");
    assert.equal(asks, 1);
    const made = (await eventsAbout(server, user)).find(({ kind }) => kind === "link_made");
    assert.deepEqual(made, { kind: "link_made", actor: admin.id, details: { purpose: "recovery", mailed: true } });
  });

  test("a verification link goes to the address that they named, and nobody here sees it", async () => {
    const { browser } = await administering(server);
    const user = await addUser(server);
    await server.db.prepare("UPDATE users SET unverified_email = 'named@example.com' WHERE id = ?").bind(user.id).run();
    const page = await browser.submitTo(await browser.open(about(user, "/access")), "/admin/user/verification-link");
    assert.ok(page.text.includes("on its way to named@example.com") && !page.text.includes("link="));
    assert.match(linkIn(await mailTo(server, "named@example.com")), /link=/);
  });
});

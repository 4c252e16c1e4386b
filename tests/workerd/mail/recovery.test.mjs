// A link by mail for whoever cannot sign in: to whom it goes, what others learn from asking, and how often one may ask.

import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";

import { Browser } from "../kit/browser.mjs";
import { addClient } from "../kit/clients.mjs";
import { isAsked, linkIn, mailTo, mailsTo, setMood, somewhere, until } from "../kit/mail.mjs";
import { addUser } from "../kit/people.mjs";
import { codeOf, turnOn } from "../kit/phone.mjs";
import { mark, serveAuthorizationServer, serveWithClock } from "../kit/serve.mjs";
import { atLogin } from "../kit/steps.mjs";

const PHRASE = "seven quiet rivers at noon";

let server, client;
before(async () => {
  server = await serveWithClock({ mail: true });
  client = await addClient(server);
});
beforeEach(() => setMood(server));
after(() => server?.dispose());

/** Asks for a link with what was typed. */
async function ask(typed, browser = new Browser(server)) {
  const page = await browser.open("/recovery/mail");
  assert.equal(page.status, 200, page.text);
  return browser.submit(page, { username: typed }, somewhere());
}

/** What a page says, apart from what is new on each. */
const said = (page) => [page.status, page.text.replaceAll(/value="[^"]*"/g, ""), [...page.headers.keys()].sort()];

test("the login page leads there, and the link sets a new way to sign in", async () => {
  const user = await addUser(server);
  const { page } = await atLogin(server, client);
  assert.match(page.text, /<a href="\/recovery\/mail">Can’t sign in\?<\/a>/);
  const asked = await ask(user.username);
  assert.equal(asked.status, 200);
  const mail = await mailTo(server, user.email);
  assert.equal(mail.subject, "Get back into your account");
  assert.deepEqual(mail.from, { email: "no-reply@edgegrant.example", name: "Edgegrant" });
  assert.ok(mail.html.includes(`href="${linkIn(mail)}"`));
  assert.ok(!/<img|src=|url\(/.test(mail.html), "nothing from elsewhere");
  const browser = new Browser(server);
  const recovery = await browser.open(linkIn(mail));
  const done = await browser.submit(recovery, { password: PHRASE });
  assert.equal(new URL(done.url).pathname, "/account", done.text);
  const again = await new Browser(server).open(linkIn(mail));
  assert.equal(again.status, 410, "a link is good once");
});

test("whatever is typed, the same is said and the same is written before the answer", async () => {
  const user = await addUser(server);
  const nobody = await addUser(server);
  await server.db.prepare("UPDATE users SET email = NULL, email_folded = NULL WHERE id = ?").bind(nobody.id).run();
  const disabled = await addUser(server);
  await server.db.prepare("UPDATE users SET disabled_at = 1 WHERE id = ?").bind(disabled.id).run();
  const start = await mark(server);
  const pages = [];
  for (const typed of [user.email, user.username, "nobody", "nobody@example.com", nobody.username, disabled.username]) {
    pages.push(said(await ask(typed)));
  }
  for (const page of pages) assert.deepEqual(page, pages[0]);
  await mark(server);
  const costs = server.logs.slice(start).filter(({ path, method }) => path === "/recovery/mail" && method === "POST");
  assert.equal(costs.length, pages.length);
  for (const { d1_rows_read, d1_rows_written, d1_queries } of costs) {
    assert.equal(d1_queries, costs[0].d1_queries);
    assert.equal(d1_rows_written, costs[0].d1_rows_written);
    assert.ok(d1_rows_read <= 60);
  }
  await mailTo(server, user.email, 2);
  assert.deepEqual(await mailsTo(server, disabled.email), []);
});

test("the answer is given before the mail is sent", async () => {
  const user = await addUser(server);
  await setMood(server, { hold: true });
  const asked = await ask(user.username);
  assert.equal(asked.status, 200);
  await isAsked(server);
  assert.deepEqual(await mailsTo(server, user.email), []);
  await setMood(server);
  await mailTo(server, user.email);
});

test("mail goes to the stored address, not to what was typed, and never to one that is not confirmed", async () => {
  const user = await addUser(server);
  const claimed = `claimed-${user.id}@example.com`;
  await server.db.prepare("UPDATE users SET unverified_email = ? WHERE id = ?").bind(claimed, user.id).run();
  const typed = user.email.toUpperCase();
  await ask(claimed);
  await ask(typed);
  await mailTo(server, user.email);
  assert.deepEqual(await mailsTo(server, typed), []);
  assert.deepEqual(await mailsTo(server, claimed), []);
});

test("an account gets three links at once, and the newest alone works", async () => {
  const user = await addUser(server);
  for (const typed of [user.username, user.email, user.username]) assert.equal((await ask(typed)).status, 200);
  const [newest, ...older] = (await mailTo(server, user.email, 3), await mailsTo(server, user.email));
  assert.equal((await new Browser(server).open(linkIn(newest))).status, 200);
  for (const mail of older) assert.equal((await new Browser(server).open(linkIn(mail))).status, 410);
  assert.equal((await ask(user.email)).status, 200, "and nobody is told that there are too many");
  const other = await addUser(server);
  await ask(other.username);
  await mailTo(server, other.email);
  await mailTo(server, user.email, 3);
});

test("a link that the owner made is not ended by somebody who asks for one by mail", async () => {
  const user = await addUser(server);
  const { link } = await server.admin("user", "recovery-link", user.username);
  await ask(user.username);
  await mailTo(server, user.email);
  const place = new URL(link);
  assert.equal((await new Browser(server).open(place.pathname + place.search)).status, 200);
});

test("a link no longer works once the address is another one, or after an hour", async () => {
  const [user, late] = [await addUser(server), await addUser(server)];
  await ask(user.username);
  await ask(late.username);
  const [mail, other] = [await mailTo(server, user.email), await mailTo(server, late.email)];
  await server.db.prepare("UPDATE users SET email = ?1, email_folded = ?1 WHERE id = ?2")
    .bind(`new-${user.id}@example.com`, user.id).run();
  const browser = new Browser(server);
  assert.equal((await browser.open(linkIn(mail))).status, 410);
  assert.equal((await browser.open(linkIn(other))).status, 200);
  await server.letPass(3601);
  assert.equal((await browser.open(linkIn(other))).status, 410);
});

test("where there is a second factor, the link asks for it, takes a code of the app or a recovery code, and leaves it on", async () => {
  for (const by of ["app", "recovery code"]) {
    const [user, browser] = [await addUser(server), new Browser(server)];
    await browser.signIn(await browser.open("/account"), user);
    const { app, codes } = await turnOn(server, browser);
    await server.letPass(60);
    await ask(user.username);
    const mail = await until(async () => (await mailsTo(server, user.email)).find(({ subject }) => subject === "Get back into your account"), "a link");
    const mine = new Browser(server);
    const page = await mine.open(linkIn(mail));
    assert.match(page.text, /a link that was sent by email is not enough/);
    for (const [code, sentence] of [["", /or a recovery code\./], [codeOf(server, app, 9), /That code is wrong/], ["aaaa-bbbb-cccc-dddd", /That recovery code is wrong/]]) {
      const refused = await mine.submit(page, { password: PHRASE, code });
      assert.equal(refused.status, 400, code);
      assert.match(refused.text, sentence);
    }
    const old = new Browser(server);
    assert.match((await old.signIn(await old.open("/login?for=/account"), user)).text, /One more step/, "nothing was changed");
    const done = await mine.submit(page, { password: PHRASE, code: by === "app" ? codeOf(server, app) : codes[0] });
    assert.equal(new URL(done.url).pathname, "/account", done.text);
    const security = await mine.open("/account/security");
    assert.match(security.text, /Set up another app/, "it stays on");
    assert.match(security.text, by === "app" ? /You have 10 recovery codes left/ : /You have 9 recovery codes left/);
    await mark(server);
    const kinds = await server.db.prepare("SELECT kind FROM events WHERE user_id = ?").bind(user.id).all();
    const told = kinds.results.map(({ kind }) => kind);
    assert.ok(told.includes("second_factor_failed") && told.includes("recovered") && !told.includes("second_factor_removed"));
    assert.equal(told.includes("recovery_code_used"), by !== "app");
  }
});

test("with one name one asks five times, whether somebody has it or not", async () => {
  const user = await addUser(server);
  for (const typed of [user.username, "whoever-this-is"]) {
    const pages = [];
    for (let time = 0; time < 6; time++) pages.push(await ask(typed));
    assert.deepEqual(pages.map(({ status }) => status), [200, 200, 200, 200, 200, 429], typed);
    assert.match(pages[5].text, /Too many emails for now/);
    assert.ok(Number(pages[5].headers.get("retry-after")) > 0);
  }
  // An account gets three. They come a moment after the answers, and the next test must not meet them.
  await mailTo(server, user.email, 3);
});

test("a sender with trouble is shown to everybody alike, and is in the log and among the events, for a quarter of an hour", async () => {
  const [user, other] = [await addUser(server), await addUser(server)];
  await mark(server);
  await server.db.prepare("DELETE FROM events WHERE kind = 'mail_failed'").run();
  for (const code of ["E_DAILY_LIMIT_EXCEEDED", "E_SENDER_NOT_VERIFIED", "E_INTERNAL_SERVER_ERROR"]) {
    await setMood(server, { fail: code });
    const asked = await ask(user.username);
    assert.equal(asked.status, 200, "nobody learns of it from the answer");
    const line = await server.logged((entry) => entry.event === "mail" && entry.code === code);
    assert.equal(line.sent, false);
    assert.ok(!JSON.stringify(line).includes(user.email), "the log does not say to whom");
  }
  const pages = await Promise.all(["/recovery/mail", "/login/mail-code?for=/account"].map((path) => new Browser(server).open(path)));
  for (const page of pages) assert.match(page.text, /We have trouble sending email/);
  await mark(server);
  const event = await server.db.prepare("SELECT count, user_id, reason FROM events WHERE kind = 'mail_failed'").first();
  assert.deepEqual(event, { count: 3, user_id: null, reason: null }, "one row an hour, about nobody; the reasons differ");
  assert.equal(await server.db.prepare("SELECT count(*) AS n FROM mail_trouble").first("n"), 1);
  await setMood(server);
  await ask(other.username);
  await mailTo(server, other.email);
  const at = (path) => new Browser(server).open(path).then(({ text }) => text);
  assert.match(await at("/recovery/mail"), /trouble sending email/, "nobody learns from its end that a mail was sent");
  await server.db.prepare("UPDATE mail_trouble SET at = at - 900").run();
  assert.doesNotMatch(await at("/recovery/mail"), /trouble sending email/);
});

test("an address that the sender refuses is nobody's trouble but its own; a mail that is lost is lost", async () => {
  const [user, lost] = [await addUser(server), await addUser(server)];
  await server.db.prepare("DELETE FROM mail_trouble").run();
  await setMood(server, { fail: "E_RECIPIENT_SUPPRESSED" });
  await ask(user.username);
  await server.logged((entry) => entry.event === "mail" && entry.code === "E_RECIPIENT_SUPPRESSED");
  assert.doesNotMatch((await new Browser(server).open("/recovery/mail")).text, /trouble sending email/);
  await setMood(server, { lose: true });
  const seen = server.logs.length;
  assert.equal((await ask(lost.username)).status, 200);
  // Mail goes out after the answer.
  await server.logged((entry) => server.logs.indexOf(entry) >= seen && entry.event === "mail");
  await setMood(server);
  await ask(lost.username);
  await mailTo(server, lost.email);
});

test("where mail is off, or has no binding, there is no such page and no link to it", async () => {
  for (const vars of [{}, { MAIL: "off" }, { MAIL: "cloudflare", MAIL_FROM: "a@example.com" }]) {
    const off = await serveAuthorizationServer({ seed: true, vars });
    try {
      const browser = new Browser(off);
      const login = await browser.open("/login?for=/account");
      assert.equal(login.status, 200, login.text);
      assert.doesNotMatch(login.text, /recovery\/mail|login\/mail-code/);
      for (const path of ["/recovery/mail", "/login/mail-code?for=/account", "/not-me?link=x"]) {
        assert.equal((await browser.open(path)).status, 404, path);
      }
      if (vars.MAIL === "cloudflare") await off.logged(({ event, reason }) => event === "missing" && /EMAIL/.test(reason));
    } finally {
      await off.dispose();
    }
  }
});

// Notices: who is told what, and what "it was not me" does. And addresses: proving one by mail, and telling the one before.

import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";

import { Browser } from "../kit/browser.mjs";
import { addClient } from "../kit/clients.mjs";
import { isAsked, linkIn, mailTo, mailsTo, setMood, somewhere, until } from "../kit/mail.mjs";
import { addPasskey } from "../kit/passkeys.mjs";
import { addUser, signedInAt } from "../kit/people.mjs";
import { submitRecoveryCode, turnOn } from "../kit/phone.mjs";
import { mark, serveAuthorizationServer } from "../kit/serve.mjs";
import { beginFamily, refresh } from "../kit/steps.mjs";

const PHRASE = "seven quiet rivers at noon";
const OTHER = "four loud mountains at dusk";

let server, client;
before(async () => {
  server = await serveAuthorizationServer({ seed: true, mail: true, vars: { SIGN_UP: "open" } });
  client = await addClient(server);
});
beforeEach(() => setMood(server));
after(() => server?.dispose());

/** A person who signed in at their account, and has had the notice of that. */
async function atAccount() {
  const [user, browser] = [await addUser(server), new Browser(server)];
  await browser.signIn(await browser.open("/account"), user);
  const notice = await mailTo(server, user.email);
  return { user, browser, notice };
}

const pathOf = (page) => new URL(page.url).pathname;

test("the first sign-in with a browser is told, once", async () => {
  const { user, browser, notice } = await atAccount();
  assert.equal(notice.subject, "Somebody signed in with a new browser");
  assert.match(notice.text, /\d\d:\d\d UTC/);
  await browser.signIn(await browser.open("/login?for=/account"), user);
  // Somebody else is told meanwhile.
  await atAccount();
  assert.equal((await mailsTo(server, user.email)).length, 1);
});

test("a new password is told, and so is its end; a mail that fails breaks nothing", async () => {
  const { user, browser } = await atAccount();
  await setMood(server, { fail: "E_DELIVERY_FAILED" });
  const changed = await browser.submitTo(await browser.open("/account/security"), "/account/password", { fields: { password: PHRASE } });
  assert.equal(pathOf(changed), "/account/security", changed.text);
  await server.logged(({ event, code }) => event === "mail" && code === "E_DELIVERY_FAILED");
  await setMood(server, { hold: true });
  const again = await browser.submitTo(changed, "/account/password", { fields: { password: OTHER } });
  assert.equal(again.status, 200, "the answer does not wait for the mail");
  await isAsked(server);
  await setMood(server);
  assert.equal((await mailTo(server, user.email, 2)).subject, "The password was changed");
});

test("a second factor that is turned on or off is told, and so is a recovery code", async () => {
  const { user, browser } = await atAccount();
  const { codes } = await turnOn(server, browser);
  assert.equal((await mailTo(server, user.email, 2)).subject, "A second factor was turned on");
  const other = new Browser(server);
  const asked = await other.signIn(await other.open("/login?for=/account"), user);
  await submitRecoveryCode(other, asked, codes[0]);
  await mailTo(server, user.email, 4);
  const subjects = (await mailsTo(server, user.email)).map(({ subject }) => subject);
  assert.deepEqual(subjects.slice(0, 2).sort(), ["A recovery code was used in place of the second factor", "Somebody signed in with a new browser"]);
  await browser.submitTo(await browser.open("/account/security"), "/account/second-factor/remove");
  assert.equal((await mailTo(server, user.email, 5)).subject, "The second factor was turned off");
});

test("whoever it was not ends everything, and sets a new way to sign in; a link that is only opened changes nothing", async () => {
  const { user, browser, notice } = await atAccount();
  const family = await beginFamily(server, new Browser(server), client, user, { scope: "openid offline_access" });
  await mailTo(server, user.email, 2);
  const { pathname, search } = new URL(linkIn(notice));
  const mine = new Browser(server);
  const page = await mine.open(pathname + search);
  assert.equal(page.status, 200, page.text);
  assert.equal(page.headers.get("referrer-policy"), "no-referrer");
  assert.deepEqual(await signedInAt(server, browser), [user.id]);
  assert.equal(pathOf(await browser.open("/account")), "/account");
  const recovery = await mine.submit(page);
  assert.equal(pathOf(recovery), "/recovery", recovery.text);
  assert.equal(pathOf(await browser.open("/account")), "/login", "signed out");
  assert.equal((await refresh(server, client, family.refresh_token)).status, 400);
  const done = await mine.submit(recovery, { password: PHRASE, former: "go" });
  assert.equal(pathOf(done), "/account", done.text);
  assert.equal((await mine.open(pathname + search)).status, 410, "such a link is good once");
  await mark(server);
  const event = "SELECT count(*) AS n FROM events WHERE kind = 'disavowed' AND user_id = ?";
  assert.equal(await server.db.prepare(event).bind(user.id).first("n"), 1);
});

test("whoever it was not leaves nothing behind: no passkey, no link in their own mailbox; and a stranger does not end the way back", async () => {
  const { user, browser: thief, notice } = await atAccount();
  await addPasskey(server, user);
  const theirs = `thief-${user.id}@example.com`;
  await thief.submitTo(await thief.open("/account"), "/account/email", { fields: { email: theirs } });
  const proof = linkIn(await mailTo(server, theirs));
  const mine = new Browser(server);
  const recovery = await mine.submit(await mine.open(linkIn(notice)));
  assert.doesNotMatch(recovery.text, /name="former"/, "nobody is asked whether it stays");
  const asking = new Browser(server);
  await asking.submit(await asking.open("/recovery/mail"), { username: user.username }, somewhere());
  await until(async () => (await mailsTo(server, user.email)).find(({ subject }) => /Get back/.test(subject)), "a link");
  assert.equal(pathOf(await mine.submit(recovery, { password: PHRASE })), "/account");
  const left = "SELECT (SELECT count(*) FROM passkeys WHERE user_id = ?1) AS passkeys, unverified_email FROM users WHERE id = ?1";
  assert.deepEqual(await server.db.prepare(left).bind(user.id).first(), { passkeys: 0, unverified_email: null });
  assert.equal((await new Browser(server).open(proof)).status, 410);
});

test("five sign-ins with new browsers are told, and then one an hour", async () => {
  const user = await addUser(server);
  for (let time = 0; time < 7; time++) {
    const browser = new Browser(server);
    await browser.signIn(await browser.open("/account"), user);
  }
  await mailTo(server, user.email, 5);
  await atAccount();
  assert.equal((await mailsTo(server, user.email)).length, 5);
});

test("a link of a notice that was altered, or of a time before a new credential, does nothing", async () => {
  const { browser, notice } = await atAccount();
  const { pathname, search } = new URL(linkIn(notice));
  for (const query of [search.slice(0, -3), `${search}x`, "?link=", "", "?link=a.1.9999999999.b"]) {
    assert.equal((await new Browser(server).open(pathname + query)).status, 410, query);
  }
  const page = await new Browser(server).open(pathname + search);
  await browser.submitTo(await browser.open("/account/security"), "/account/password", { fields: { password: PHRASE } });
  const late = new Browser(server);
  assert.equal((await late.open(pathname + search)).status, 410);
  assert.equal(page.status, 200);
});

test("an address is proved by the link that is sent there, and the one before is told", async () => {
  const { user, browser } = await atAccount();
  const email = `new-${user.id}@example.com`;
  const page = await browser.submitTo(await browser.open("/account"), "/account/email", { fields: { email } });
  assert.match(page.text, /Open the link that we sent there/);
  const mail = await mailTo(server, email);
  assert.equal(mail.subject, "Confirm your email address");
  assert.doesNotMatch(mail.text + mail.html + mail.subject, /Test Person|user-/, "nothing that a person chose");
  assert.equal(await server.db.prepare("SELECT email FROM users WHERE id = ?").bind(user.id).first("email"), user.email);
  const verified = await browser.submit(await browser.open(linkIn(mail)));
  assert.match(verified.text, /Your address is confirmed/);
  const told = await mailTo(server, user.email, 2);
  assert.equal(told.subject, "The email address was changed");
  // It was somebody else: neither the address that they put there nor a new password is a way to stay.
  await browser.submitTo(await browser.open("/account/security"), "/account/password", { fields: { password: OTHER } });
  await mailTo(server, email, 2);
  const mine = new Browser(server);
  const recovery = await mine.submit(await mine.open(linkIn(told)));
  assert.equal(pathOf(recovery), "/recovery");
  const row = await server.db.prepare("SELECT email, unverified_email FROM users WHERE id = ?").bind(user.id).first();
  assert.deepEqual(row, { email: null, unverified_email: null });
  const asking = new Browser(server);
  await asking.submit(await asking.open("/recovery/mail"), { username: email }, somewhere());
  await asking.submit(await asking.open("/recovery/mail"), { username: user.username }, somewhere());
  assert.equal(pathOf(await mine.submit(recovery, { password: PHRASE })), "/account");
  assert.equal((await mailsTo(server, email)).length, 2, "no link");
  assert.equal((await mine.open(linkIn(told))).status, 410, "such a link is good once");
});

test("whoever signs up proves their address by mail, and one address gets three such mails at once", async () => {
  const email = "newcomer@example.com";
  for (const username of ["newcomer1", "newcomer2", "newcomer3", "newcomer4"]) {
    const browser = new Browser(server);
    const done = await browser.submit(await browser.open("/sign-up"), { username, password: PHRASE, email });
    assert.equal(pathOf(done), "/account", done.text);
  }
  const mail = await mailTo(server, email, 3);
  const browser = new Browser(server);
  assert.match((await browser.submit(await browser.open(linkIn(mail)))).text, /Your address is confirmed/);
});

test("an address with a line break, of 300 characters or in another script is refused in a friendly way, and gets nothing", async () => {
  const { browser, user } = await atAccount();
  const addresses = [
    "a@example.com\r\nBcc: b@example.com", "a@example.com\nX: y", `${"a".repeat(300)}@example.com`, "почта@пример.рф",
    "a@bücher.example", "Name <a@example.com>", "a@b@example.com", "a,b@example.com",
  ];
  for (const email of addresses) {
    const page = await browser.submitTo(await browser.open("/account"), "/account/email", { fields: { email } });
    assert.equal(page.status, 400, email);
    assert.match(page.text, /(This|That) is not an email address|We cannot send email to this address/, email);
    const other = new Browser(server);
    const refused = await other.submit(await other.open("/sign-up"), { username: `user${email.length}`, password: PHRASE, email });
    assert.equal(refused.status, 400, email);
  }
  const row = await server.db.prepare("SELECT unverified_email FROM users WHERE id = ?").bind(user.id).first();
  assert.equal(row.unverified_email, null);
  const { mails } = await (await fetch(`${server.mailbox}/mails`)).json();
  assert.deepEqual(mails.filter(({ to }) => !/^[\w.-]+@[\w.-]+$/.test(to)), []);
});

// Signing in with a code that is sent by mail: in which browser, how often, for whom, and what an app hears of it.

import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";

import { decodeJwt } from "jose";

import { Browser } from "../kit/browser.mjs";
import { addClient } from "../kit/clients.mjs";
import { codeIn, isAsked, linkIn, mailsTo, mailTo, setMood, somewhere } from "../kit/mail.mjs";
import { addUser } from "../kit/people.mjs";
import { turnOn } from "../kit/phone.mjs";
import { mark, serveWithClock } from "../kit/serve.mjs";
import { ask as authorize, atLogin, redeem } from "../kit/steps.mjs";

const PAGE = "/login/mail-code?for=/account";

let server, client;
before(async () => {
  server = await serveWithClock({ mail: true });
  client = await addClient(server);
});
beforeEach(() => setMood(server));
after(() => server?.dispose());

/** Asks for a code, and gives the page that takes it. */
async function ask(typed, browser = new Browser(server), address = PAGE) {
  const page = await browser.submit(await browser.open(address), { username: typed }, somewhere());
  return { browser, page };
}

/** A person who asked for a code, the page that takes it, and the code. */
async function atCode(user, browser, count = 1) {
  user ??= await addUser(server);
  const asked = await ask(user.username, browser);
  const code = codeIn(await mailTo(server, user.email, count));
  return { user, code, ...asked };
}

const enter = ({ browser, page }, code) => browser.submit(page, { code });
const isIn = (page) => new URL(page.url).pathname === "/account" && page.status === 200;
const otherThan = (code) => String((Number(code) + 1) % 1_000_000).padStart(6, "0");

test("an app's person signs in with a code; the app hears of a one-time password", async () => {
  const user = await addUser(server);
  const request = authorize(client);
  const browserOfApp = new Browser(server);
  const login = await browserOfApp.open(request.url);
  const [, link] = login.text.match(/<a href="([^"]*)">Email me a code/);
  const asked = await ask(user.email, browserOfApp, link.replaceAll("&#38;", "&"));
  const mail = await mailTo(server, user.email);
  assert.doesNotMatch(mail.subject, /\d/, "a screen that is locked may show the subject");
  const consent = await enter(asked, codeIn(mail));
  assert.ok(consent.asksConsent, consent.text);
  const answer = await redeem(server, client, request, await browserOfApp.allow(consent));
  const { sub, amr, acr } = decodeJwt(answer.json.id_token);
  assert.deepEqual([sub, amr, acr], [user.id, ["otp"], "1"]);
});

test("a code may be typed with a space in it, and works once", async () => {
  const at = await atCode();
  assert.ok(isIn(await enter(at, `${at.code.slice(0, 3)} ${at.code.slice(3)}`)));
  const again = await enter({ ...at, browser: at.browser }, at.code);
  assert.equal(again.status, 400, again.text);
});

test("a code is tried five times and no more: the right one comes too late", async () => {
  const at = await atCode();
  for (let time = 0; time < 5; time++) {
    const page = await enter(at, otherThan(at.code));
    assert.equal(page.status, 400);
    assert.match(page.text, /This code is wrong, or it no longer works/);
  }
  for (let time = 0; time < 5; time++) assert.equal((await enter(at, at.code)).status, 400);
  const four = await atCode();
  for (let time = 0; time < 4; time++) await enter(four, otherThan(four.code));
  assert.ok(isIn(await enter(four, four.code)), "the fifth try is one");
});

test("of ten tries at once no more than five are made, and one right code signs in once", async () => {
  const wrong = await atCode();
  const tries = Array.from({ length: 10 }, (_, time) => enter(wrong, otherThan(wrong.code), time));
  for (const page of await Promise.all(tries)) assert.equal(page.status, 400);
  const left = await server.db.prepare("SELECT tries_left FROM mail_codes WHERE user_id = ?").bind(wrong.user.id).first("tries_left");
  assert.equal(left, 0);
  const right = await atCode();
  const cookies = new Map(right.browser.cookies);
  const pages = await Promise.all(Array.from({ length: 4 }, () => enter({ ...right, browser: new Browser(server, new Map(cookies)) }, right.code)));
  assert.equal(pages.filter(isIn).length, 1);
});

test("a code works in the browser that asked, and in no other", async () => {
  const at = await atCode();
  const other = await ask("somebody-else", new Browser(server));
  assert.equal((await enter(other, at.code)).status, 400, "another browser's form");
  const stolen = await other.browser.submit(at.page, { code: at.code });
  assert.equal(stolen.status, 403, "the same form in another browser");
  assert.ok(isIn(await enter(at, at.code)));
});

test("who has a second factor gets no code, and nobody can tell", async () => {
  const [user, other] = [await addUser(server), await addUser(server)];
  const browser = new Browser(server);
  await browser.signIn(await browser.open("/account"), user);
  // A code that was sent before is worth nothing either.
  const before = await atCode(user, new Browser(server), 2);
  await turnOn(server, browser);
  assert.equal((await enter(before, before.code)).status, 400);
  const said = ({ page }) => [page.status, page.text.replaceAll(/value="[^"]*"/g, "")];
  const [asked, plain] = [await ask(user.username), await ask(other.username)];
  assert.deepEqual(said(asked), said(plain));
  await mailTo(server, other.email);
  await mark(server);
  const code = "SELECT count(*) AS n FROM mail_codes WHERE user_id = ?";
  assert.equal(await server.db.prepare(code).bind(user.id).first("n"), 1, "that from before");
  const refused = await enter(asked, "123456");
  assert.equal(refused.status, 400);
  assert.match(refused.text, /This code is wrong, or it no longer works/);
});

test("a newer code ends the older in the same browser, and after ten minutes none works", async () => {
  const first = await atCode();
  const second = await atCode(first.user, first.browser, 2);
  assert.equal((await enter(first, first.code)).status, 400);
  // Somebody else asks with their name.
  await atCode(first.user, new Browser(server), 3);
  assert.ok(isIn(await enter(second, second.code)));
  const late = await atCode();
  await server.letPass(601);
  assert.equal((await enter(late, late.code)).status, 400);
});

test("an account gets five codes in an hour, and nobody hears that there are no more", async () => {
  const user = await addUser(server);
  for (let time = 1; time <= 5; time++) await atCode(user, new Browser(server), time);
  const sixth = await ask(user.email);
  assert.equal(sixth.page.status, 200);
  await mark(server);
  const other = await atCode();
  assert.ok(isIn(await enter(other, other.code)));
  assert.equal((await mailsTo(server, user.email)).length, 5);
  await server.letPass(3601);
  await atCode(user, new Browser(server), 6);
});

test("an account has twenty wrong tries on a day, over all its codes", async () => {
  const user = await addUser(server);
  for (let round = 1; round <= 4; round++) {
    const at = await atCode(user, new Browser(server), round);
    for (let time = 0; time < 5; time++) await enter(at, otherThan(at.code));
  }
  const last = await atCode(user, new Browser(server), 5);
  const page = await enter(last, last.code);
  assert.equal(page.status, 400, "the right code, after twenty wrong ones");
  assert.match(page.text, /This code is wrong, or it no longer works/, "said as of any other");
  const elsewhere = await atLogin(server, client);
  assert.ok((await elsewhere.browser.signIn(elsewhere.page, user)).asksConsent, "nobody is locked out by it");
});

test("a name that nobody has is answered in the same words, and costs the same", async () => {
  const user = await addUser(server);
  const start = await mark(server);
  const known = await ask(user.username);
  await mailTo(server, user.email);
  const unknown = await ask("nobody-at-all");
  const plain = ({ text }) => text.replaceAll(/value="[^"]*"/g, "");
  assert.equal(plain(known.page), plain(unknown.page));
  const wrong = await Promise.all([enter(known, "000000"), enter(unknown, "000000")]);
  assert.equal(plain(wrong[0]), plain(wrong[1]));
  await mark(server);
  for (const path of ["/login/mail-code", "/login/mail-code/enter"]) {
    const lines = server.logs.slice(start).filter((line) => line.path === path && line.method === "POST");
    assert.equal(lines.length, 2, path);
    const cost = ({ status, d1_queries, d1_rows_written }) => ({ status, d1_queries, d1_rows_written });
    assert.deepEqual(cost(lines[0]), cost(lines[1]), path);
  }
});

test("an address that is not confirmed is no way in, and the account of somebody disabled neither", async () => {
  const [user, disabled] = [await addUser(server), await addUser(server)];
  const claimed = `claimed-${user.id}@example.com`;
  await server.db.prepare("UPDATE users SET email = NULL, email_folded = NULL, unverified_email = ? WHERE id = ?").bind(claimed, user.id).run();
  const at = await atCode(disabled);
  await ask(claimed);
  await ask(user.username);
  await server.db.prepare("UPDATE users SET disabled_at = 1 WHERE id = ?").bind(disabled.id).run();
  assert.equal((await enter(at, at.code)).status, 400);
  await mailTo(server, (await atCode()).user.email);
  assert.deepEqual(await mailsTo(server, claimed), []);
});

test("a code no longer works once the person signs in in another way, and neither does a link that proves an address", async () => {
  const at = await atCode();
  const browser = new Browser(server);
  await browser.signIn(await browser.open("/account"), at.user);
  const thief = `thief-${at.user.id}@example.com`;
  await browser.submitTo(await browser.open("/account"), "/account/email", { fields: { email: thief } });
  const proof = linkIn(await mailTo(server, thief));
  await browser.submitTo(await browser.open("/account/security"), "/account/password", { fields: { password: "seven quiet rivers at noon" } });
  assert.equal((await enter(at, at.code)).status, 400);
  assert.equal((await new Browser(server).open(proof)).status, 410);
});

test("a code no longer works once the address is another one", async () => {
  const at = await atCode();
  await server.db.prepare("UPDATE users SET email = 'moved@example.com', email_folded = 'moved@example.com' WHERE id = ?").bind(at.user.id).run();
  assert.equal((await enter(at, at.code)).status, 400);
});

test("the answer is given before the mail is sent, and a page that is loaded again asks for no other code", async () => {
  const user = await addUser(server);
  await setMood(server, { hold: true });
  const browser = new Browser(server);
  const form = await browser.open(PAGE);
  const [page, again] = [await browser.submit(form, { username: user.username }), await browser.submit(form, { username: user.username })];
  assert.deepEqual([page.status, again.status], [200, 200]);
  await isAsked(server);
  assert.deepEqual(await mailsTo(server, user.email), []);
  await setMood(server);
  const code = codeIn(await mailTo(server, user.email));
  assert.ok(isIn(await enter({ browser, page: again }, code)));
});

test("what is no code takes no try", async () => {
  const at = await atCode();
  for (const typed of ["", "12345", "1234567", "abcdef", "１２３４５６", "' OR 1=1 --", "0".repeat(5000)]) {
    assert.equal((await enter(at, typed)).status, 400, typed.slice(0, 20));
  }
  assert.ok(isIn(await enter(at, at.code)));
});

test("one request for a code, and one wrong code, write no more rows than they count for", async () => {
  const user = await addUser(server);
  const start = await mark(server);
  const at = await atCode(user);
  const { DEED, TRIES, WRONG } = { DEED: 21, TRIES: 5, WRONG: 2 };
  await enter(at, otherThan(at.code));
  await mark(server);
  const written = (path) => server.logs.slice(start)
    .filter((line) => line.path === path && line.method === "POST").reduce((sum, line) => sum + line.d1_rows_written, 0);
  // What is written about it has a count of its own: the event, an entry of an index and that count.
  const id = server.logs.slice(start).find((line) => line.path === "/login/mail-code" && line.method === "POST").id;
  const later = server.logs.slice(start).find((line) => line.event === "events" && line.id === id).d1_rows_written - 3;
  const removed = 2;
  const all = written("/login/mail-code") + later + removed + TRIES * WRONG;
  assert.ok(all <= DEED, `${written("/login/mail-code")} + ${later}: ${all}`);
  assert.equal(written("/login/mail-code/enter"), WRONG);
});

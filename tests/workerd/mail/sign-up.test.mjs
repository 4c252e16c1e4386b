// Sign-up by a code, where people may who have an address at one of some hosts.

import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";

import { decodeJwt } from "jose";

import { Browser } from "../kit/browser.mjs";
import { addClient } from "../kit/clients.mjs";
import { codeIn, mailTo, mailsTo, setMood, somewhere } from "../kit/mail.mjs";
import { addUser } from "../kit/people.mjs";
import { serveWithClock } from "../kit/serve.mjs";
import { ask as authorize, redeem } from "../kit/steps.mjs";

const PHRASE = "seven quiet rivers at noon";

let server, client;
before(async () => {
  server = await serveWithClock({ mail: true, vars: { SIGN_UP: "domains", SIGN_UP_DOMAINS: "Example.org team.example" } });
  client = await addClient(server);
});
beforeEach(() => setMood(server));
after(() => server?.dispose());

const pathOf = (page) => new URL(page.url).pathname;
const otherThan = (code) => String((Number(code) + 1) % 100_000_000).padStart(8, "0");

/** Asks for a code for this address at the page to make an account. */
async function ask(email, { browser = new Browser(server), address = "/sign-up" } = {}) {
  const page = await browser.submit(await browser.open(address), { username: email }, somewhere());
  return { browser, page };
}

test("whoever proves an address makes an account with it, and goes on to the app", async () => {
  const request = authorize(client, { prompt: "create", scope: "openid email" });
  const email = "newcomer@example.org";
  const { browser, page } = await ask(email, { address: request.url });
  assert.equal(page.status, 200, page.text);
  const mail = await mailTo(server, email);
  assert.equal(mail.subject, "Your code to create an account");
  const invitation = await browser.submit(page, { code: codeIn(mail) });
  assert.equal(pathOf(invitation), "/invitation", invitation.text);
  assert.match(invitation.text, /newcomer@example\.org/);
  const consent = await browser.submit(invitation, { password: PHRASE });
  assert.ok(consent.asksConsent, consent.text);
  const answer = await redeem(server, client, request, await browser.allow(consent));
  const { email: told, email_verified } = (await (await fetch(`${server.url}/userinfo`, { headers: { authorization: `Bearer ${answer.json.access_token}` } })).json());
  assert.deepEqual([told, email_verified], [email, true]);
  assert.ok(decodeJwt(answer.json.id_token).sub);
});

test("without an app it leads to the account; a code works once, and five tries are all", async () => {
  const email = "alone@team.example";
  const { browser, page } = await ask(email);
  const code = codeIn(await mailTo(server, email));
  assert.equal(code.length, 8, "whoever has no account can try one address after the other");
  for (let time = 0; time < 4; time++) {
    const wrong = await browser.submit(page, { code: otherThan(code) });
    assert.equal(wrong.status, 400);
    assert.match(wrong.text, /This code is wrong/);
  }
  const invitation = await browser.submit(page, { code });
  assert.equal(pathOf(invitation), "/invitation");
  assert.equal((await browser.submit(page, { code })).status, 400, "once");
  const done = await browser.submit(invitation, { password: PHRASE });
  assert.equal(pathOf(done), "/account", done.text);
  assert.equal((await browser.submit(invitation, { password: PHRASE })).status, 410, "the way in is used up");

  const late = await ask("five@team.example");
  const good = codeIn(await mailTo(server, "five@team.example"));
  for (let time = 0; time < 5; time++) await late.browser.submit(late.page, { code: otherThan(good) });
  assert.equal((await late.browser.submit(late.page, { code: good })).status, 400);
});

test("another browser, ten minutes, and a code to sign in are no way", async () => {
  const email = "other@example.org";
  const at = await ask(email);
  const code = codeIn(await mailTo(server, email));
  assert.equal((await new Browser(server).submit(at.page, { code })).status, 403);
  await server.letPass(601);
  assert.equal((await at.browser.submit(at.page, { code })).status, 400);
  const user = await addUser(server);
  const login = new Browser(server);
  const entry = await login.submit(await login.open("/login/mail-code?for=/account"), { username: user.username }, somewhere());
  const ofUser = codeIn(await mailTo(server, user.email));
  const mine = await ask("mine@example.org", { browser: login });
  assert.equal((await login.submit(mine.page, { code: ofUser })).status, 400);
  assert.equal(pathOf(await login.submit(entry, { code: ofUser })), "/account");
});

test("another host is refused with the hosts that will do, and so is one below, or an address that is none", async () => {
  for (const email of ["a@example.com", "a@sub.example.org", "a@example.org.evil.example", "a@exаmple.org"]) {
    const { page } = await ask(email);
    assert.equal(page.status, 400, email);
    assert.match(page.text, /an address at example\.org, team\.example|We cannot send email to this address/, email);
    assert.deepEqual(await mailsTo(server, email), []);
  }
  const upper = await ask("Upper@EXAMPLE.ORG");
  assert.equal(upper.page.status, 200);
  await mailTo(server, "Upper@EXAMPLE.ORG");
});

test("whoever has an account already gets no code, and nobody can tell", async () => {
  const taken = "taken@example.org";
  const { id } = await addUser(server);
  await server.db.prepare("UPDATE users SET email = ?2, email_folded = ?2 WHERE id = ?1").bind(id, taken).run();
  const [known, free] = [await ask(taken), await ask("free@example.org")];
  await mailTo(server, "free@example.org");
  const plain = ({ page }) => page.text.replace(/value="[^"]*"/g, "");
  assert.equal(plain(known), plain(free));
  assert.deepEqual(await mailsTo(server, taken), []);
  assert.equal((await known.browser.submit(known.page, { code: "12345678" })).status, 400);
});

test("a sender that fails is shown to the next, and the page says so; one address gets three codes at once", async () => {
  await setMood(server, { fail: "E_DAILY_LIMIT_EXCEEDED" });
  await ask("fails@example.org");
  await server.logged(({ event, code }) => event === "mail" && code === "E_DAILY_LIMIT_EXCEEDED");
  assert.match((await new Browser(server).open("/sign-up")).text, /trouble sending email/);
  await setMood(server);
  await server.db.prepare("DELETE FROM mail_trouble").run();
  for (let time = 0; time < 4; time++) await ask("often@example.org");
  await mailTo(server, "often@example.org", 3);
});

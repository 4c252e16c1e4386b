// Every form of the account and of the ways into it: sent from elsewhere, in another browser, without its token, too
// late, in a second tab, and twice.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, test } from "node:test";

import { Browser } from "../kit/browser.mjs";
import { addClient } from "../kit/clients.mjs";
import { linkIn, mailTo, somewhere } from "../kit/mail.mjs";
import { create, creationOptionsOf } from "../kit/new-passkeys.mjs";
import { addPasskey, newPasskey, optionsOf, show } from "../kit/passkeys.mjs";
import { addUser } from "../kit/people.mjs";
import { codeOf, scan, SET_UP, turnOn } from "../kit/phone.mjs";
import { StandIn, goBy, internetOf, personAt, settingsOf } from "../kit/providers.mjs";
import { serveWithClock } from "../kit/serve.mjs";
import { ask, beginFamily, sha256 } from "../kit/steps.mjs";

const SECURITY = "/account/security";
const PHRASE = "seven quiet rivers at noon";
/** Longer than any form may be open, in seconds. */
const TOO_LONG = 3601;

const work = new StandIn("work", "https://op.example");

let server, client;
before(async () => {
  const { vars, secrets } = settingsOf(work);
  server = await serveWithClock({ vars: { SIGN_UP: "open", ...vars }, secrets, outbound: internetOf(work), mail: true });
  work.now = server.now;
  client = await addClient(server);
});
after(() => server?.dispose());

/** A person who signed in at a page of their account, and has a passkey, another session and an app. */
async function atAccount(path) {
  const [person, browser, elsewhere] = [await addUser(server), new Browser(server), new Browser(server)];
  const passkey = await addPasskey(server, person);
  await elsewhere.signIn(await elsewhere.open("/account"), person);
  await beginFamily(server, new Browser(server), client, person, { scope: "openid" });
  await browser.signIn(await browser.open("/account"), person);
  return { browser, person, passkey, address: path };
}

/** The same, with a second factor. */
async function atAccountWithPhone(path) {
  const there = await atAccount(path);
  return { ...there, phone: await turnOn(server, there.browser) };
}

/** The same, with an account elsewhere. */
async function atAccountLinked(path) {
  const there = await atAccount(path);
  await server.db.prepare("INSERT INTO provider_accounts VALUES (?, 'work', ?, 'elsewhere', 0)").bind(`https://op.example ${randomUUID()}`, there.person.id).run();
  return there;
}

/** Somebody who comes from another provider to make an account. */
async function atNewcomer() {
  const there = atAddress("/sign-up");
  return { ...there, open: async () => goBy(there.browser, await there.browser.open(there.address), work, personAt()) };
}

/** Somebody with a second factor whose password was right: `open` gives the page that asks for the code. */
async function afterPassword() {
  const { person, phone } = await atAccountWithPhone(SECURITY);
  const there = atAddress(ask(client).url);
  return { ...there, phone, open: async () => there.browser.signIn(await there.browser.open(there.address), person) };
}

/** Somebody whom nobody knows, and an address. */
const atAddress = (address) => ({ browser: new Browser(server), address });

/** The same with a link that is good once. */
async function atLink(purpose, path, { person, email = null } = {}) {
  const secret = randomUUID();
  await server.db
    .prepare("INSERT INTO one_time_links (hash, purpose, user_id, email, uses_left, expires_at, created_at) VALUES (?, ?, ?, ?, 1, ?, 0)")
    .bind(sha256(secret), purpose, person?.id ?? null, email, server.now() + 86400).run();
  return atAddress(`${path}?link=${secret}`);
}

async function atVerification() {
  const person = await addUser(server);
  const email = `new-${person.id}@example.com`;
  await server.db.prepare("UPDATE users SET unverified_email = ? WHERE id = ?").bind(email, person.id).run();
  return atLink("email_verification", "/verify-email", { person, email });
}

/** Somebody who was sent a notice. */
async function atNotice() {
  const person = await addUser(server);
  const browser = new Browser(server);
  await browser.signIn(await browser.open("/account"), person);
  const { pathname, search } = new URL(linkIn(await mailTo(server, person.email)));
  return atAddress(pathname + search);
}

async function atSetup() {
  await server.db.batch([server.db.prepare("UPDATE users SET administrator = 0"), server.db.prepare("DELETE FROM first_administrator")]);
  return atLink("setup", "/setup");
}

const origin = () => new URL(server.url).origin;
const made = (page) => ({ passkey: JSON.stringify(create(newPasskey(), creationOptionsOf(page), { origin: origin() })) });
const shown = (page, { passkey }) => ({ passkey: JSON.stringify(show(passkey, optionsOf(page), { origin: origin() })) });
const byPasskey = { form: (page) => page.form("new-passkey"), fields: made };
const byPassword = { fields: () => ({ password: PHRASE }) };
const named = ({ fields }) => ({ fields: (page) => ({ ...fields(page), username: `user-${randomUUID()}` }) });

/**
 * Each form: `at` gives a browser and the address of its page, `form` finds it there (`to`: by where it is sent), and
 * `fields` fills it in. `again`: sent twice, it does the same thing a second time, as its owner may.
 */
const FORMS = {
  "the profile": { at: () => atAccount("/account"), to: "/account/profile", fields: () => ({ name: "Changed" }), again: true },
  "another address": { at: () => atAccount("/account"), to: "/account/email", fields: () => ({ email: "changed@example.com" }), again: true },
  "the name of a passkey": { at: () => atAccount(SECURITY), to: "/account/passkey/name", fields: () => ({ name: "Changed" }), again: true },
  "the end of a passkey": { at: () => atAccount(SECURITY), to: "/account/passkey/remove" },
  "a new passkey": { at: () => atAccount("/account/passkey?for=/account/security"), ...byPasskey },
  "a link to an account elsewhere": { at: () => atAccount(SECURITY), to: "/account/provider", again: true, reads: true },
  "the end of such a link": { at: () => atAccountLinked(SECURITY), to: "/account/provider/remove" },
  "another provider": { at: () => atAddress(ask(client).url), form: (page) => page.formTo("/login/provider"), fields: () => ({ provider: "work" }), again: true, reads: true },
  "sign-up with an account elsewhere": { at: atNewcomer, form: (page) => page.formTo("/sign-up") },
  "the password": { at: () => atAccount(SECURITY), to: "/account/password", ...byPassword, again: true },
  "the end of the password": { at: () => atAccount(SECURITY), to: "/account/password/remove" },
  "a second factor": { at: () => atAccount(SET_UP), to: SET_UP, fields: (page) => ({ code: codeOf(server, scan(page)) }) },
  "new recovery codes": { at: () => atAccountWithPhone(SECURITY), to: "/account/recovery-codes", again: true },
  "the end of a second factor": { at: () => atAccountWithPhone(SECURITY), to: "/account/second-factor/remove" },
  "a code after the password": { at: afterPassword, fields: (_, { phone }) => ({ code: codeOf(server, phone.app, 1) }) },
  "a recovery code": { at: afterPassword, fields: (_, { phone }) => ({ recovery_code: phone.codes[0] }) },
  "the end of other sessions": { at: () => atAccount(SECURITY), to: "/account/sessions/end", fields: () => ({ id: "" }) },
  "what an app may do": { at: () => atAccount("/account/apps"), to: "/account/apps/revoke", again: true },
  "the download": { at: () => atAccount("/account/data"), to: "/account/data/download", again: true, reads: true },
  "the end of the account": { at: () => atAccount("/account/data"), to: "/account/data/delete", fields: () => ({ sure: "yes" }) },
  "sign-up with a passkey": { at: () => atAddress("/sign-up"), ...byPasskey },
  "sign-up with a password": { at: () => atAddress("/sign-up"), ...named(byPassword) },
  "an invitation, with a passkey": { at: () => atLink("invitation", "/invitation"), ...byPasskey },
  "an invitation, with a password": { at: () => atLink("invitation", "/invitation"), ...named(byPassword) },
  "the setup": { at: atSetup, ...byPasskey },
  "the way back in, with a passkey": { at: async () => atLink("recovery", "/recovery", { person: await addUser(server) }), ...byPasskey },
  "the way back in, with a password": { at: async () => atLink("recovery", "/recovery", { person: await addUser(server) }), ...byPassword },
  "the proof of an address": { at: atVerification },
  "a link by mail": { at: () => atAddress("/recovery/mail"), fields: () => ({ username: "nobody" }), headers: somewhere, again: true, reads: true },
  "a code by mail": { at: () => atAddress("/login/mail-code?for=/account"), fields: () => ({ username: "nobody" }), headers: somewhere, again: true },
  "who it was not": { at: atNotice },
  "a sign-in with a passkey": {
    at: async () => ({ ...atAddress(ask(client).url), passkey: await addPasskey(server, await addUser(server)) }),
    form: (page) => page.form("passkey"),
    fields: shown,
  },
};

/** Everything that a form can change. */
async function everything() {
  const tables = {
    users: "id, username, email, unverified_email, name, password_hash, administrator, credential_version",
    passkeys: "id, user_id, name",
    sessions: "hash, user_id, id",
    second_factors: "user_id, secret, last_step, recovery_codes",
    grants: "user_id, client_id, scope",
    user_clients: "user_id, client_id, revoked",
    one_time_links: "hash, uses_left",
    mail_codes: "id, tries_left",
    provider_accounts: "account, user_id",
  };
  const rows = Object.entries(tables).map(([table, columns]) => server.db.prepare(`SELECT ${columns} FROM ${table}`).all());
  return (await Promise.all(rows)).map(({ results }) => results);
}

/** Somebody at the form, which is filled in: `send` posts it, with these changes, in this browser or another one. */
async function at({ at: begin, to, headers: more = () => ({}), form = (page) => (to ? page.formTo(to) : page.form()), fields = () => ({}) }) {
  const there = await begin();
  const page = await (there.open?.() ?? there.browser.open(there.address));
  assert.equal(page.status, 200, page.text);
  const { action, values } = form(page);
  const filled = { ...values, ...fields(page, there) };
  const send = ({ changes = {}, headers = {}, browser = there.browser } = {}) =>
    browser.fetch(action, { method: "POST", headers: { origin: origin(), ...more(), ...headers }, body: new URLSearchParams({ ...filled, ...changes }) });
  return { ...there, page, token: filled.token, send };
}

/** Nothing is changed by what `act` sends, and the answer is a page or leads to one. */
async function assertRefused(act, what) {
  const before = await everything();
  const answer = await act();
  assert.ok([303, 400, 403, 410].includes(answer.status), `${what}: ${answer.status} ${answer.text}`);
  assert.doesNotMatch(answer.headers.getSetCookie().join(), /-session=[^;]/, what);
  if (answer.status !== 303) assert.match(answer.text, /<h1>/, what);
  else assert.equal(new URL(answer.location, origin()).origin, origin(), what);
  assert.deepEqual(await everything(), before, what);
}

for (const [name, form] of Object.entries(FORMS)) {
  describe(`the form for ${name}`, () => {
    test("is refused from elsewhere and with another token, and is still good afterwards, in a second tab too", async () => {
      const here = await at(form);
      const stranger = new Browser(server);
      await stranger.signIn(await stranger.open("/account"), await addUser(server));
      await stranger.open(here.address);
      const other = (await new Browser(server).open(here.address)).text.match(/name="token" value="([^"]+)"/)?.[1];
      const changed = here.token.replace(/^./, (first) => (first === "A" ? "B" : "A"));
      await assertRefused(() => here.send({ headers: { origin: "https://evil.example" } }), "from another site");
      await assertRefused(() => here.send({ browser: stranger }), "in the browser of somebody else");
      await assertRefused(() => here.send({ browser: new Browser(server) }), "in a browser without cookies");
      await assertRefused(() => here.send({ changes: { token: "" } }), "without a token");
      await assertRefused(() => here.send({ changes: { token: changed } }), "with a token that was changed");
      if (other) await assertRefused(() => here.send({ changes: { token: other } }), "with the token of another browser");

      // Another tab of the browser shows the page, and this one goes on.
      assert.equal((await here.browser.open(here.address)).status, 200);
      const before = await everything();
      const done = await here.send();
      assert.ok([200, 303].includes(done.status), done.text);
      const afterwards = await everything();
      if (!form.reads) assert.notDeepEqual(afterwards, before);

      if (form.again) assert.ok([200, 303].includes((await here.send()).status));
      else await assertRefused(() => here.send(), "for the second time");
    });

    test("is refused when it was open for too long", async () => {
      const here = await at(form);
      await server.letPass(TOO_LONG);
      await assertRefused(() => here.send(), "too late");
    });
  });
}

describe("a form of the account", () => {
  for (const [name, form] of Object.entries(FORMS).filter(([, { to }]) => to)) {
    test(`for ${name} does nothing to whoever signed in meanwhile, in a second tab`, async () => {
      const here = await at(form);
      const other = await addUser(server);
      await here.browser.signIn(await here.browser.open("/login?for=/account"), other);
      await assertRefused(async () => {
        const answer = await here.send();
        assert.match(answer.text, /<h1>Nothing was changed<\/h1>[^]*Open the page again<\/a>/);
        return answer;
      }, "after another sign-in");
    });
  }
});

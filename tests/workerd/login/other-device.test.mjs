// Signing in on one device (the screen) with a passkey on another (the phone).

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, describe, test } from "node:test";

import { decodeJwt } from "jose";

import { assertTold } from "../kit/asserts.mjs";
import { Browser, SESSION } from "../kit/browser.mjs";
import { addClient, asClient, registered } from "../kit/clients.mjs";
import { addPasskey, newPasskey, signInWith } from "../kit/passkeys.mjs";
import { addUser } from "../kit/people.mjs";
import { PLACE, mark, serveWithClock, setAhead } from "../kit/serve.mjs";
import { ask, redeemed, silently, sha256 } from "../kit/steps.mjs";

const WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";
/** A browser at an address of its own: what one address may do in a minute is not what these tests are about. */
class Device extends Browser {
  #address = `2001:db8:${randomBytes(2).toString("hex")}:${randomBytes(2).toString("hex")}::1`;

  fetch(address, request = {}) {
    return super.fetch(address, { ...request, headers: { "cf-connecting-ip": this.#address, ...request.headers } });
  }
}

const FINISH = "/login/device/finish";
const MINUTES = 60;

let server, client, user;
before(async () => {
  server = await serveWithClock({ vars: { REGISTRATION: "open" } });
  client = await addClient(server, { firstParty: true });
  user = await addUser(server);
});
after(() => server?.dispose());

const passkeyOf = (person) => addPasskey(server, person);
const sessions = () => server.db.prepare("SELECT count(*) AS n FROM sessions").first("n");
async function lastEvent() {
  await mark(server);
  return server.logs.findLast((entry) => entry.event === "security");
}

/** A screen that shows a code: {screen, request, page, code}. */
async function showing(changes = {}, headers = {}) {
  const [screen, request] = [new Device(server), ask(client, changes)];
  const login = await screen.open(request.url);
  const page = await screen.submitTo(login, "/login/device", { headers: { "user-agent": WINDOWS, ...headers } });
  const code = page.formTo(FINISH).values.code;
  assert.match(code, /^[BCDFGHJKLMNPQRSTVWXZ]{8}$/, page.text);
  return { screen, request, page, code };
}

/** What the screen's script hears. */
const state = async (screen, code) => (await screen.fetch(`/login/device/state?code=${code}`)).status;

/** The phone, at the page that asks about the code. */
async function at(code, phone = new Device(server)) {
  return { phone, question: await phone.open(`/device?code=${code}`) };
}

async function confirm(code, person = user) {
  const { phone, question } = await at(code);
  return signInWith(phone, question, await passkeyOf(person), { fields: { code } });
}

/** The screen looks, and goes on as whoever confirmed it. */
async function goOn({ screen, page }, fields = {}) {
  const seen = await screen.submitTo(page, FINISH);
  return screen.submitTo(seen, FINISH, { fields });
}

describe("a screen that shows a code", () => {
  test("is signed in once a person has confirmed it with a passkey on a phone", async () => {
    const shown = await showing();
    const { screen, request, page, code } = shown;
    assert.match(page.text, new RegExp(`${code.slice(0, 4)}-${code.slice(4)}`));
    assert.match(page.text, /<svg class="qr"/);
    assert.equal(await state(screen, code), 204);
    const done = await confirm(code);
    assert.match(done.text, /Confirmed/);
    assert.equal(await state(screen, code), 200);
    const seen = await screen.submitTo(page, FINISH);
    assert.match(seen.text, /confirmed this on another device/);
    const end = await screen.submitTo(seen, FINISH);
    const { claims, access_token } = await redeemed(server, client, request, end);
    const two = `${server.url}/acr/two-factors`;
    assert.deepEqual([claims.sub, claims.acr, claims.amr], [user.id, two, ["mca", "user", "mfa"]]);
    assert.equal(decodeJwt(access_token).acr, two);
  });

  test("tells the phone what asks, where, for what and since when", async () => {
    const { code } = await showing({}, { [PLACE]: JSON.stringify({ city: "Austin", country: "US" }) });
    await setAhead(server.url, 3 * MINUTES);
    const { question } = await at(code);
    await setAhead(server.url, 0);
    for (const fact of ["Chrome on Windows", client.name, "3 minutes ago", `${code.slice(0, 4)}-${code.slice(4)}`]) {
      assert.ok(question.text.includes(fact), `${fact} ${question.text}`);
    }
    assert.match(question.text, /Confirm only if you have that device in front of you, its address bar shows <strong><bdi>localhost/);
  });

  test("for an app that nobody vouches for names its host, and not what it calls itself", async () => {
    const stranger = asClient(await registered(server, { client_name: "Your bank", token_endpoint_auth_method: "none" }));
    const screen = new Device(server);
    const page = await screen.submitTo(await screen.open(ask(stranger).url), "/login/device");
    const { question } = await at(page.formTo(FINISH).values.code);
    assert.match(question.text, new RegExp(`<bdi>${new URL(stranger.redirectUri).host}</bdi>`));
    assert.doesNotMatch(question.text, /Your bank/);
  });

  test("is not kept signed in unless that is ticked there", async () => {
    for (const [fields, kept] of [[{}, 0], [{ keep: "on" }, 1]]) {
      const shown = await showing();
      await confirm(shown.code);
      await goOn(shown, fields);
      const cookie = sha256(shown.screen.cookies.get(SESSION));
      assert.equal(await server.db.prepare("SELECT kept FROM sessions WHERE hash = ?").bind(cookie).first("kept"), kept);
    }
  });

  test("writes few rows, and none twice", async () => {
    const start = await mark(server);
    const shown = await showing();
    await confirm(shown.code);
    await goOn(shown);
    await mark(server);
    const written = (path) => server.logs.slice(start).filter((line) => line.path === path).map((line) => line.d1_rows_written);
    assert.deepEqual(written("/login/device"), [2]);
    assert.ok(written("/device").at(-1) <= 5, written("/device"));
    assert.ok(written(FINISH).at(-1) <= 4, written(FINISH));
  });
});

describe("nobody is signed in", () => {
  /** Whether the screen is signed in, and what it says. */
  async function refused({ screen, page }, words) {
    const count = await sessions();
    const seen = await screen.submitTo(page, FINISH);
    assert.match(seen.text, words);
    assert.equal(await sessions(), count);
    assert.equal(await silently(screen, client), "login_required");
    return seen;
  }

  test("before somebody confirms it", async () => {
    await refused(await showing(), /It is not confirmed yet/);
  });

  test("before the person has seen who confirmed it, and they can say no", async () => {
    const [shown, other] = [await showing(), await addUser(server)];
    await confirm(shown.code, other);
    const seen = await refused(shown, /confirmed this on another device/);
    const { values } = seen.formTo(FINISH);
    assert.equal(values.user, other.id);
    const count = await sessions();
    await shown.screen.submitTo(seen, FINISH, { fields: { user: user.id } });
    assert.equal(await sessions(), count, "as somebody else than confirmed it");
    assert.match(seen.text, /That is not me/);
  });

  test("once the person takes it back, on the phone or by signing out everywhere else", async () => {
    const [first, second, person] = [await showing(), await showing(), await addUser(server)];
    const { phone, question } = await at(first.code);
    const done = await signInWith(phone, question, await passkeyOf(user), { fields: { code: first.code } });
    assert.match((await phone.submitTo(done, "/device/deny")).text, /Nobody was signed in/);
    await refused(first, /Somebody refused this on the other device/);

    await confirm(second.code, person);
    const [own, other] = [new Device(server), new Device(server)];
    for (const browser of [own, other]) await browser.signIn(await browser.open("/account"), person);
    await own.submitTo(await own.open("/account/security"), "/account/sessions/end", { id: "" });
    await refused(second, /This code no longer works/);
  });

  test("more than two minutes after the yes", async () => {
    const shown = await showing();
    await confirm(shown.code);
    await setAhead(server.url, 121);
    try {
      await refused(shown, /This code no longer works/);
    } finally {
      await setAhead(server.url, 0);
    }
  });

  test("by a passkey that was used elsewhere since the page was shown: it asks again", async () => {
    const shown = await showing();
    const { phone, question } = await at(shown.code);
    const passkey = await passkeyOf(user);
    await server.db.prepare("UPDATE passkeys SET challenged_at = 9999999999 WHERE id = ?").bind(passkey.id).run();
    const again = await signInWith(phone, question, passkey, { fields: { code: shown.code } });
    assert.match(again.text, /That did not work\. Try again\./);
    await refused(shown, /It is not confirmed yet/);
  });

  test("by a person who says that it is not their device", async () => {
    const shown = await showing();
    const { phone, question } = await at(shown.code);
    assert.match((await phone.submitTo(question, "/device/deny")).text, /Nobody was signed in/);
    assert.equal((await lastEvent()).what, "sign_in_refused");
    const seen = await refused(shown, /Somebody refused this on the other device/);
    assert.equal(seen.status, 403);
    const late = await signInWith(phone, question, await passkeyOf(user), { fields: { code: shown.code } });
    assert.equal(late.status, 410);
  });

  test("after ten minutes, on either side", async () => {
    const [before, confirmed] = [await showing(), await showing()];
    const { phone, question } = await at(before.code);
    await confirm(confirmed.code);
    await setAhead(server.url, 10 * MINUTES + 1);
    try {
      const late = await signInWith(phone, question, await passkeyOf(user), { fields: { code: before.code } });
      assert.equal(late.status, 410);
      assert.match(late.text, /This code no longer works/);
      await refused(confirmed, /This code no longer works/);
    } finally {
      await setAhead(server.url, 0);
    }
  });

  test("in another browser than the one that shows the code", async () => {
    const shown = await showing();
    await confirm(shown.code);
    const { action, values } = shown.page.formTo(FINISH);
    const thief = new Device(server);
    await thief.open(shown.request.url);
    const stolen = await thief.open(action, {
      method: "POST", headers: { origin: server.url }, body: new URLSearchParams({ ...values, user: user.id }),
    });
    assert.equal(stolen.status, 403);
    const { values: own } = (await thief.submitTo(await thief.open(shown.request.url), "/login/device")).formTo(FINISH);
    const mixed = await thief.open(action, {
      method: "POST", headers: { origin: server.url }, body: new URLSearchParams({ ...own, code: shown.code, user: user.id }),
    });
    assert.equal(mixed.status, 403);
    assert.equal(await silently(thief, client), "login_required");
    assert.equal((await goOn(shown)).answer.has("code"), true, "the right one goes on");
  });

  test("a second time by the same code", async () => {
    const shown = await showing();
    await confirm(shown.code);
    const seen = await shown.screen.submitTo(shown.page, FINISH);
    await shown.screen.submitTo(seen, FINISH);
    const again = await shown.screen.submitTo(seen, FINISH);
    assert.match(again.text, /This code no longer works/);
    assert.equal((await at(shown.code)).question.status, 410);
  });

  test("once the person's credentials have changed, or they are disabled", async () => {
    for (const sql of ["UPDATE users SET credential_version = credential_version + 1 WHERE id = ?", "UPDATE users SET disabled_at = 1 WHERE id = ?"]) {
      const [person, shown] = [await addUser(server), await showing()];
      await confirm(shown.code, person);
      const seen = await shown.screen.submitTo(shown.page, FINISH);
      await server.db.prepare(sql).bind(person.id).run();
      const count = await sessions();
      assert.match((await shown.screen.submitTo(seen, FINISH)).text, /This code no longer works/);
      assert.equal(await sessions(), count);
    }
  });

  test("by a passkey that is unknown, of a disabled person, or an answer to another page", async () => {
    const shown = await showing();
    const { phone, question } = await at(shown.code);
    const unknown = await signInWith(phone, question, { ...newPasskey(), user: user.id }, { fields: { code: shown.code } });
    assert.match(unknown.text, /This passkey is not known here/);
    const disabled = await addUser(server);
    const theirs = await passkeyOf(disabled);
    await server.db.prepare("UPDATE users SET disabled_at = 1 WHERE id = ?").bind(disabled.id).run();
    const again = await signInWith(phone, question, theirs, { fields: { code: shown.code } });
    assert.match(again.text, /This account is disabled/);
    const login = await phone.open(ask(client).url);
    const { token } = login.form("passkey").values;
    const foreign = await signInWith(phone, question, await passkeyOf(user), { token, fields: { code: shown.code } });
    assert.equal(foreign.status, 403);
    const other = await showing();
    const crossed = await signInWith(phone, question, await passkeyOf(user), { fields: { code: other.code } });
    assert.equal(crossed.status, 403, "the challenge is for one code");
    await refused(shown, /It is not confirmed yet/);
  });
});

describe("the phone", () => {
  test("reads a code however it is typed, and says what to do about one that nobody shows", async () => {
    const { code } = await showing();
    const phone = new Device(server);
    assert.match((await phone.open("/device")).text, /Enter the code that the other device shows/);
    for (const typed of [code, code.toLowerCase(), ` ${code.slice(0, 4)} - ${code.slice(4)} `]) {
      assert.match((await phone.open(`/device?${new URLSearchParams({ code: typed })}`)).text, /Sign in on this other device\?/);
    }
    for (const typed of ["BCDFGHJK", "a", "A".repeat(3000), "<script>", "ＢＣＤＦＧＨＪＫ", `${code}B`]) {
      const page = await phone.open(`/device?${new URLSearchParams({ code: typed })}`);
      assert.match(page.text, /No device shows this code now/);
      assert.doesNotMatch(page.text, /<script>alert|<script><\/script>"/);
    }
  });

  test("is not signed in itself by confirming", async () => {
    const shown = await showing();
    const { phone, question } = await at(shown.code);
    await signInWith(phone, question, await passkeyOf(user), { fields: { code: shown.code } });
    assert.equal(await silently(phone, client), "login_required");
  });

  test("is heard once, whoever is faster", async () => {
    const [shown, people] = [await showing(), await Promise.all(Array.from({ length: 5 }, () => addUser(server)))];
    const questions = await Promise.all(people.map(() => at(shown.code)));
    const keys = await Promise.all(people.map(passkeyOf));
    const answers = await Promise.all(questions.map(({ phone, question }, index) =>
      signInWith(phone, question, keys[index], { fields: { code: shown.code } })));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 410, 410, 410, 410]);
  });
});

describe("a client that asks for", () => {
  test("a passkey on this device gets no such button, and no such session", async () => {
    const request = ask(client, { acr_values: "phr" });
    const screen = new Device(server);
    const page = await screen.open(request.url);
    assert.doesNotMatch(page.text, /Use a passkey on another device/);
    const { token } = page.formTo("/login/unmet").values;
    const forced = await screen.open(`/login/device?${request.params}`, {
      method: "POST", headers: { origin: server.url }, body: new URLSearchParams({ token }),
    });
    assert.doesNotMatch(forced.text, /class="qr"/);
    const shown = await showing();
    await confirm(shown.code);
    await goOn(shown);
    assert.equal(await silently(shown.screen, client, { acr_values: "phr" }), "login_required");
    assert.equal(await silently(shown.screen, client, { acr_values: `${server.url}/acr/two-factors` }), "code");
  });

  test("somebody else hears that the wrong person came", async () => {
    const other = await addUser(server);
    const shown = await showing({ claims: JSON.stringify({ id_token: { sub: { value: other.id } } }) });
    await confirm(shown.code);
    assertTold(await goOn(shown), client, shown.request, "login_required");
  });
});

describe("the account", () => {
  test("is not signed in to in this way, and nothing sensitive is done there afterwards", async () => {
    const login = await new Device(server).open("/login?for=/account/security");
    assert.doesNotMatch(login.text, /Use a passkey on another device/);
    const forced = new Device(server);
    const page = await forced.open("/login?for=/account/security");
    const { values } = page.formTo("/login");
    const answer = await forced.open("/login/device?for=/account/security", {
      method: "POST", headers: { origin: server.url }, body: new URLSearchParams(values),
    });
    assert.doesNotMatch(answer.text, /class="qr"/);

    const [person, shown] = [await addUser(server), await showing()];
    await confirm(shown.code, person);
    await goOn(shown);
    const security = await shown.screen.open("/account/security");
    assert.equal(security.status, 200);
    assert.doesNotMatch(security.text, /action="\/account\/password"/);
    const added = await shown.screen.open("/account/passkey?for=/account/security");
    assert.match(added.url, /\/login\?for=/, "it takes a sign-in on this device");
  });
});

describe("where the owner turned it off", () => {
  let off;
  before(async () => { off = await serveWithClock({ vars: { OTHER_DEVICES: "off" } }); });
  after(() => off?.dispose());

  test("there is no such button, and no code", async () => {
    const [known, screen] = [await addClient(off), new Device(off)];
    const request = ask(known);
    const page = await screen.open(request.url);
    assert.doesNotMatch(page.text, /Use a passkey on another device/);
    const forced = await screen.open(`/login/device?${request.params}`, {
      method: "POST", headers: { origin: off.url }, body: new URLSearchParams(page.formTo("/login").values),
    });
    assert.doesNotMatch(forced.text, /class="qr"/);
  });
});

describe("strangers", () => {
  test("cause no more rows than their share of a day", async () => {
    await server.db.prepare("INSERT INTO attempts (day, key, level, at) VALUES (unixepoch() / 86400, 'programs', 1000000, unixepoch()) ON CONFLICT DO UPDATE SET level = 1000000").run();
    try {
      const screen = new Device(server);
      const page = await screen.submitTo(await screen.open(ask(client).url), "/login/device");
      assert.equal(page.status, 429);
    } finally {
      await server.db.prepare("DELETE FROM attempts WHERE key = 'programs'").run();
    }
  });
});

// Passwords: which the commands accept, what verifying one costs, how an old hash becomes a new one, and what is left
// when passwords are off. Which rules there are is in tests/native/passwords.

import assert from "node:assert/strict";
import { argon2Sync, createHash, randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { after, before, describe, test } from "node:test";

import { admin } from "../../../scripts/seed.mjs";
import { Browser } from "../kit/browser.mjs";
import { addClient } from "../kit/clients.mjs";
import { addUser } from "../kit/people.mjs";
import { serveAuthorizationServer } from "../kit/serve.mjs";
import { ask, atLogin } from "../kit/steps.mjs";

const PASSWORD = "nine green kites";

/** How often each kind of guess is timed; odd, so that one is in the middle. */
const TURNS = 7;

let persist, server, client;
before(async () => {
  persist = await mkdtemp(path.join(os.tmpdir(), "edgegrant-"));
  server = await serveAuthorizationServer({ seed: true, honestCost: true, persist });
  client = await addClient(server, { firstParty: true });
});
after(async () => {
  await server?.dispose();
  await rm(persist, { recursive: true, force: true });
});

/** What is stored of a password, at another cost. */
function hashOf(password, memory, passes) {
  const bare = (bytes) => Buffer.from(bytes).toString("base64").replaceAll("=", "");
  const options = { message: password, nonce: "a salt of ours", tagLength: 32, memory, passes, parallelism: 1 };
  return `$argon2id$v=19$m=${memory},t=${passes},p=1$${bare("a salt of ours")}$${bare(argon2Sync("argon2id", options))}`;
}

async function stored(user) {
  return server.db.prepare("SELECT password_hash, credential_version FROM users WHERE id = ?").bind(user.id).first();
}

/** A user whose password is hashed as `hash` says. */
async function userWith(hash, password = PASSWORD) {
  const user = { ...(await addUser(server)), password };
  await server.db.prepare("UPDATE users SET password_hash = ? WHERE id = ?").bind(hash, user.id).run();
  return user;
}

async function signIn(user, browser = new Browser(server)) {
  return browser.signIn(await browser.open(ask(client).url.replace("/authorize", "/login")), user);
}

describe("a command", () => {
  const choose = (input, ...args) => admin(["user", ...args, "--password-stdin", "--json"], { persistTo: persist, input });

  for (const [what, password, why] of [
    ["is short", "nine green kit", /at least 15 characters/],
    ["is long", "nine green kites ".repeat(16), /at most 256 characters/],
    ["is longer than what is looked at", "x".repeat(1025), /longer than 1,024 bytes/],
    ["is common", "passwordpassword", /among the first that others try/],
    ["is the username", "analytical-engine", /username, the email address/],
    ["is the address", "ada.lovelace@example.com", /username, the email address/],
  ]) {
    test(`refuses a password that ${what}`, async () => {
      const add = choose(password, "add", "--username", "analytical-engine", "--email", "ada.lovelace@example.com");
      await assert.rejects(add, why);
    });
  }

  test("refuses it as a new password, too", async () => {
    await assert.rejects(choose("passwordpassword", "set-password", server.user.username), /among the first that others try/);
    await assert.rejects(choose("demo@example.com", "set-password", server.user.username), /username, the email address/);
    assert.ok((await signIn(server.user)).answer.has("code"));
  });

  test("accepts any other, without asking for digits or signs, and it signs in", async () => {
    const added = await choose("zwölf Käsebrötchen\n", "add", "--username", "ada");
    assert.equal(added.username, "ada");
    // Another keyboard writes the same letters in another way.
    for (const password of ["zwölf Käsebrötchen".normalize("NFC"), "zwölf Käsebrötchen".normalize("NFD")]) {
      assert.ok((await signIn({ username: "ada", password })).answer.has("code"), password);
    }
  });
});

describe("a stored hash of another cost", () => {
  for (const [how, memory, passes] of [["cheaper", 4096, 1], ["dearer", 24576, 2]]) {
    test(`becomes one of today's after a right password: ${how}`, async () => {
      const old = hashOf(PASSWORD, memory, passes);
      const user = await userWith(old);
      const before = await stored(user);
      await signIn({ ...user, password: "wrong" });
      await pause(200);
      assert.equal((await stored(user)).password_hash, old);
      const browser = new Browser(server);
      assert.ok((await signIn(user, browser)).answer.has("code"));
      const until = Date.now() + 5000;
      while ((await stored(user)).password_hash === old && Date.now() < until) await pause(50);
      const now = await stored(user);
      assert.match(now.password_hash, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
      assert.equal(now.credential_version, before.credential_version);
      // They are still signed in, and sign in with the new hash.
      assert.ok((await browser.open(ask(client).url)).answer.has("code"));
      assert.ok((await signIn(user)).answer.has("code"));
      await pause(200);
      assert.deepEqual(await stored(user), now);
    });
  }
});

test("an unknown user, and one with a hash of an earlier cost, take as long as a wrong password", async () => {
  const honest = await server.admin("user", "add", "--username", `honest-${randomUUID()}`);
  const cheap = await userWith(hashOf(PASSWORD, 64, 1));
  const kinds = { unknown: "nobody", earlier: cheap.username, known: honest.username };
  const guesses = {};
  for (const [kind, username] of Object.entries(kinds)) guesses[kind] = { username, times: [], ...(await atLogin(server, client)) };
  // In turns, so that whatever else the machine does slows all of them down. Each page brings the form for the next guess.
  for (let turn = 0; turn < TURNS; turn++) {
    for (const guess of Object.values(guesses)) {
      const start = performance.now();
      guess.page = await guess.browser.signIn(guess.page, { username: guess.username, password: "wrong" });
      assert.equal(guess.page.status, 400);
      guess.times.push(performance.now() - start);
    }
  }
  const median = ({ times }) => times.sort((a, b) => a - b)[(TURNS - 1) / 2];
  const [unknown, earlier, known] = Object.keys(kinds).map((kind) => median(guesses[kind]));
  // Without what is spent in its place, a hash would take nothing of that. Before each there is a pause of 20 ms.
  const floor = 20 + (known - 20) / 2;
  assert.ok(unknown > floor && earlier > floor && earlier < known * 2, `unknown ${unknown} ms, earlier ${earlier} ms, known ${known} ms`);
});

test("a password of more than 1,024 bytes is refused in plain words, and does not count as a guess", async () => {
  const { browser, page } = await atLogin(server, client);
  const attempts = () => server.db.prepare("SELECT count(*) AS count FROM attempts").first("count");
  const before = await attempts();
  const again = await browser.signIn(page, { ...server.user, password: "é".repeat(513) });
  assert.equal(again.status, 400);
  assert.match(again.text, /That password is too long/);
  assert.equal(await attempts(), before);
});

test("the login page lets password managers and pasting be, and its only scripts are those that its policy names", async () => {
  const { page } = await atLogin(server, client);
  assert.match(page.text, /<input id="username"[^>]* autocomplete="username webauthn"/);
  assert.match(page.text, /<input id="password"[^>]* type="password" autocomplete="current-password"/);
  assert.match(page.text, /<button type="button" id="show"[^>]* hidden>Show password<\/button>/);
  assert.doesNotMatch(page.text, /onpaste|maxlength|oncopy/);
  const scripts = [...page.text.matchAll(/<script>(.*?)<\/script>/gs)].map(([, script]) => script);
  assert.equal(scripts.length, 2, "that of the button that shows the password, and that of passkeys");
  const hashes = scripts.map((script) => `'sha256-${createHash("sha256").update(script).digest("base64")}'`);
  const policy = page.headers.get("content-security-policy").split("; ");
  assert.ok(policy.includes(`script-src ${hashes.join(" ")}`), `${policy}`);
});

test("while passwords are off nobody signs in with one, and whoever is signed in stays so", async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), "edgegrant-"));
  const settings = { persist: folder, secret: "a secret that is long enough for it" };
  let running = await serveAuthorizationServer({ ...settings, seed: true });
  try {
    const asking = await addClient(running, { firstParty: true });
    const { browser, page } = await atLogin(running, asking);
    const { browser: other, page: form } = await atLogin(running, asking);
    assert.ok((await browser.signIn(page, running.user)).answer.has("code"));
    const { user } = running;
    const port = Number(new URL(running.url).port);
    await running.dispose();
    running = await serveAuthorizationServer({ ...settings, port, migrate: false, vars: { PASSWORDS: "off" } });
    const refused = await other.signIn(form, user);
    assert.equal(refused.status, 403);
    assert.match(refused.text, /You need a passkey to sign in here/);
    assert.doesNotMatch(refused.text, /type="password"|name="username"|id="show"/);
    assert.ok((await browser.open(ask(asking).url)).answer.has("code"));
  } finally {
    await running.dispose();
    await rm(folder, { recursive: true, force: true });
  }
});

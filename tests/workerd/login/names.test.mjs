// Usernames and addresses, as people type them on one device and another: composed or not, in any case and width
// (Unicode Standard Annex #15, NFKC). The runtime folds what is typed, and the command what is stored.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";

import { Browser } from "../kit/browser.mjs";
import { addClient } from "../kit/clients.mjs";
import { serveAuthorizationServer } from "../kit/serve.mjs";
import { ask } from "../kit/steps.mjs";

let server, client;
before(async () => {
  server = await serveAuthorizationServer({ seed: true });
  client = await addClient(server, { firstParty: true });
});
after(() => server?.dispose());

/** Whether this name and password sign somebody in. */
async function signsIn(username, password) {
  const browser = new Browser(server);
  const page = await browser.signIn(await browser.open(ask(client).url), { username, password });
  return page.location !== null;
}

/** Adds a user as a version did that folded no names. */
function addAsBefore(username) {
  return server.db.prepare(`INSERT INTO users (id, username, email, password_hash, created_at)
    SELECT ?1, ?2, ?2 || '@example.com', password_hash, 0 FROM users WHERE username = ?3`)
    .bind(randomUUID(), username, server.user.username).run();
}

function foldedOf(username) {
  return server.db.prepare("SELECT username_folded FROM users WHERE username = ?").bind(username).first("username_folded");
}

test("the same name signs in, however a device writes it", async () => {
  const { username, password } = await server.admin("user", "add", "--username", "Zoë", "--email", "Zoë@example.com");
  assert.equal(username, "Zoë");
  for (const name of ["Zoë", "ZOË", "Zoe\u0308", "ＺＯË", " zoë ", "ZOE\u0308@EXAMPLE.com", "zoë＠example.com"]) {
    assert.equal(await signsIn(name, password), true, name);
  }
  for (const name of ["zoe", "zoe@example.com"]) assert.equal(await signsIn(name, password), false, name);
});

test("a name that looks like another is taken, and one that looks like an address is none", async () => {
  await assert.rejects(server.admin("user", "add", "--username", "zoe\u0308"), /taken, or looks like one/);
  await assert.rejects(server.admin("user", "add", "--username", "a＠b.example"), /must not contain spaces or @/);
  await assert.rejects(server.admin("user", "add", "--username", "a\u00a0b"), /must not contain spaces or @/);
});

test("accounts from before stay apart, are folded as they sign in, and are listed and found", async () => {
  const { user } = server;
  const folded = async () => [await foldedOf("Ünal"), await foldedOf("ünal")];
  await addAsBefore("Ünal");
  await addAsBefore("ünal");
  assert.deepEqual(await folded(), [null, null]);
  assert.equal(await signsIn("ünal", "wrong"), false);
  assert.deepEqual(await folded(), [null, null]);
  for (const name of ["ünal", "Ünal", "ünal"]) {
    assert.equal(await signsIn(name, user.password), true, name);
    assert.deepEqual(await folded(), [null, "ünal"]);
  }
  const alike = [{ username: "Ünal", username_of: "ünal", email_of: "ünal" }];
  for (const more of [[], ["--all"]]) {
    assert.deepEqual(await server.admin("user", "list-alike", ...more), { users: alike, next: null });
  }
  assert.equal((await server.admin("user", "remove", "Ünal")).removed, "Ünal");
  assert.equal((await server.admin("user", "remove", "U\u0308NAL")).removed, "ünal");
});

test("login_hint means the account, however the client writes its name", async () => {
  await addAsBefore("Zoé");
  const browser = new Browser(server);
  await browser.signIn(await browser.open(ask(client).url), { username: "Zoé", password: server.user.password });
  for (const login_hint of ["ZOE\u0301", "ｚｏé@example.com"]) {
    const page = await browser.open(ask(client, { login_hint, prompt: "none" }).url);
    assert.ok(page.answer.has("code"), page.location);
  }
  const page = await browser.open(ask(client, { login_hint: "zoe", prompt: "none" }).url);
  assert.equal(page.answer.get("error"), "login_required");
});

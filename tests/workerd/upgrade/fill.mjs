// Fills a database with the version that it runs in, by what people, clients and the owner do, and writes down:
//
//   dump.sql    the database, as `wrangler d1 export` has it, with the schema and the migrations that made it
//   kept.json   what people and clients of then know: passwords, cookies, secrets, tokens; what KV held; and when that was
//
// The other files here start the new version from both. To begin from another version, copy this file into a
// checkout of it, at the same place, and run it there, with nothing else on port 8787:
//
//   npm run build && node tests/workerd/upgrade/fill.mjs FOLDER
//
// Nothing in the two files is a secret of anybody: all was made for this.

import assert from "node:assert/strict";
import { copyFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { exportJWK } from "jose";

import { must, root } from "../../../scripts/command.mjs";
import { admin, migrate } from "../../../scripts/seed.mjs";
import { workers } from "../../../scripts/workers.mjs";
import { Browser } from "../kit/browser.mjs";
import { addKeyClient, asClient, registered } from "../kit/clients.mjs";
import { Web, publish } from "../kit/documents.mjs";
import { newKey, postWith, prove } from "../kit/keys.mjs";
import { serveAuthorizationServer } from "../kit/serve.mjs";
import {
  approve, authorizationRequest, beginFamily, letPass, logout, now, obtainCode, obtainTokens, postAs, refresh, subOf,
} from "../kit/steps.mjs";

const PORT = 8787;
const SECRET = "the-secret-of-the-dump-is-no-secret-0123456789";
const NOTES = "http://localhost:8789";
const SCOPE = "openid profile email offline_access notes:read notes:write";
const CALLBACK = "https://app.example/callback";

const [folder] = process.argv.slice(2);
// wrangler exports from the usual place of a project, and from nowhere else.
const project = await mkdtemp(path.join(os.tmpdir(), "edgegrant-"));
const data = path.join(project, ".wrangler", "state");
const web = new Web();
await migrate(workers.server, { persistTo: data });
const server = await serveAuthorizationServer({
  port: PORT, secret: SECRET, persist: data, migrate: false, outbound: web.outbound, vars: { REGISTRATION: "open" },
});
const kept = { issuer: server.url, secret: SECRET, keys: {}, families: {}, subs: {}, pages: {} };
try {
  kept.users = await addUsers();
  kept.clients = await addClients();
  kept.browsers = await live();
  await end();
  await leaveOpen();
  kept.browsers = Object.fromEntries(Object.entries(kept.browsers).map(([name, it]) => [name, [...it.cookies]]));
  kept.kv = await everyValue(server.kv);
  kept.at = now();
} finally {
  await server.dispose();
}
const wrangler = path.join(root, "node_modules", "wrangler", "bin", "wrangler.js");
const dump = path.resolve(folder, "dump.sql");
await copyFile(path.join(root, "wrangler.toml"), path.join(project, "wrangler.toml"));
await must("The database could not be exported.", process.execPath, [
  wrangler, "d1", "export", "DB", "--local", "--output", dump,
], { cwd: project, env: { CI: "true", WRANGLER_SEND_METRICS: "false" } });
await writeFile(path.join(folder, "kept.json"), `${JSON.stringify(kept, null, 1)}\n`);
await rm(project, { recursive: true });

/** The passwords are such as the version before took: short, and much used. */
async function addUsers() {
  const users = {};
  const add = async (key, username, password, ...more) => {
    const args = ["user", "add", "--username", username, ...more, "--password-stdin", "--json"];
    const { sub, id = sub } = await admin(args, { persistTo: data, input: `${password}\n` });
    users[key] = { id, username, password };
  };
  await add("ada", "ada", "ada and her engine", "--email", "ada@example.com", "--name", "Ada Lovelace", "--email-verified",
    "--claim", "given_name=Ada", "locale=en-GB");
  await add("bob", "bob", "password");
  await add("carol", "carol", "12345678", "--email", "Carol@Example.com");
  await add("dave", "dave", "before it leaked", "--email", "dave@example.com");
  await add("gone", "gone", "soon removed", "--email", "gone@example.com");
  await add("zoe", "Zoë", "composed or not", "--email", "zoë@bücher.example");
  await add("upper", "unal-1", "the upper one");
  await add("lower", "unal-2", "the lower one");
  // Names that fold alike are from before the commands refused them, and those that nobody folded yet, too.
  await rename("upper", "Ünal");
  await rename("lower", "ünal");
  await rename("zoe", "Zoë");
  return users;

  async function rename(key, username) {
    await server.db.prepare("UPDATE users SET username = ?1, username_folded = NULL, email_folded = NULL WHERE id = ?2")
      .bind(username, users[key].id).run();
    users[key].username = username;
  }
}

async function addClients() {
  const add = async (id, method, ...more) => {
    const args = ["client", "add", "--id", id, "--name", `The app ${id}`, "--scope", SCOPE, ...more, "--json"];
    const { client_secret: secret = null } = await admin(args, { persistTo: data });
    return { id, secret, method, redirectUri: CALLBACK };
  };
  const at = ["--redirect-uri", CALLBACK];
  const keyed = await addKeyClient(server, { id: "keyed", scope: SCOPE });
  kept.keys.keyed = await exportJWK(keyed.privateKey);
  return {
    web: await add("web", "client_secret_basic", ...at, "--backchannel-logout-uri", "https://app.example/ended",
      "--post-logout-redirect-uri", "https://app.example/"),
    post: await add("post", "client_secret_post", ...at, "--auth-method", "client_secret_post", "--only", "--access-token-lifetime", "1h"),
    spa: await add("spa", "none", ...at, "--public"),
    pair: await add("pair", "client_secret_basic", ...at, "--subject-type", "pairwise", "--id-token-signed-response-alg", "RS256"),
    brief: await add("brief", "client_secret_basic", ...at, "--refresh-without-offline-access", "--first-party"),
    api: await add("api", "client_secret_basic", "--introspects", NOTES),
    keyed,
    self: await selfRegistered({ client_name: "Itself", scope: SCOPE, token_endpoint_auth_method: "none" }),
    unused: await selfRegistered({ client_name: "Never used" }),
    paper: publish(web, { client_id: "https://client.example/paper.json", scope: SCOPE }),
  };
}

async function selfRegistered(metadata) {
  const registration = await registered(server, metadata);
  return { ...asClient(registration), registration };
}

/** People sign in, say yes, and apps get tokens. Gives the browsers. */
async function live() {
  const { users: { ada, bob, carol, dave, gone }, clients } = kept;
  const [shared, hers, left, changed, other] = Array.from({ length: 5 }, () => new Browser(server));
  const begin = (browser, client, user, changes) => beginFamily(server, browser, client, user, { scope: SCOPE, ...changes });

  kept.families.fresh = await begin(shared, clients.web, ada);
  kept.families.withSession = await begin(shared, clients.brief, ada, { scope: "openid" });
  kept.families.paired = await begin(shared, clients.pair, ada);
  kept.families.keyed = await begin(shared, clients.keyed, ada);
  kept.families.self = await begin(shared, clients.self, ada);
  kept.families.second = await begin(shared, clients.post, bob, { prompt: "login" });
  kept.families.paper = await begin(hers, clients.paper, carol);
  kept.subs = { web: ada.id, pair: await subOf(server, shared, clients.pair, { login_hint: "ada" }) };
  kept.families.changed = await begin(changed, clients.web, dave);
  await begin(other, clients.web, gone);

  const rotated = await begin(hers, clients.web, carol, { prompt: "login" });
  const next = await refreshed(clients.web, rotated);
  kept.families.rotated = { ...(await refreshed(clients.web, next)), replaced: next.refresh_token };
  await letPass(server, rotated.code, 90);
  kept.families.bound = await bound(hers, clients.spa, carol);
  // Signed in, and out again below.
  kept.families.ended = await begin(left, clients.brief, bob, { scope: "openid" });
  kept.families.left = await begin(left, clients.web, bob, { scope: "openid" });
  return { shared, hers, left, changed };
}

async function refreshed(client, { refresh_token: last }) {
  const { status, json, text } = await refresh(server, client, last);
  assert.equal(status, 200, text);
  return json;
}

async function bound(browser, client, user) {
  const key = await newKey();
  kept.keys.bound = await exportJWK(key.privateKey);
  const grant = await obtainCode(browser, client, user, { scope: SCOPE });
  const answer = await postWith(server, client, grant, await prove({ ...server, urls: [server.url] }, key));
  assert.equal(answer.json?.token_type, "DPoP", answer.text);
  return answer.json;
}

/** Some of it ends: revoked, used twice, signed out, another password, removed. */
async function end() {
  const { users: { ada, dave }, clients, browsers: { shared, left }, families } = kept;
  await server.scheduled();
  const tokens = () => obtainTokens(server, shared, clients.spa, ada, { scope: SCOPE, login_hint: "ada" });
  families.revoked = await tokens();
  await postAs(server, clients.spa, "/revoke", { token: families.revoked.refresh_token });
  families.withoutAccess = await tokens();
  await postAs(server, clients.spa, "/revoke", { token: families.withoutAccess.access_token });
  const stolen = await beginFamily(server, shared, clients.spa, ada, { scope: SCOPE, login_hint: "ada" });
  families.reused = await refreshed(clients.spa, stolen);
  await letPass(server, stolen.code, 90);
  assert.equal((await refresh(server, clients.spa, stolen.refresh_token)).status, 400);

  // What the browser had before it was signed out.
  kept.browsers.left = new Browser(server, new Map(left.cookies));
  await logout(left, { id_token_hint: families.left.id_token });
  await server.logged((entry) => entry.event === "backchannel_logout");
  dave.password = "after it leaked";
  await admin(["user", "set-password", "dave", "--password-stdin", "--json"], { persistTo: data, input: `${dave.password}\n` });
  await admin(["user", "remove", "gone", "--json"], { persistTo: data });
  delete kept.users.gone;
  await admin(["keys", "rotate", "--algorithm", "ES256", "--json"], { persistTo: data });
}

/** What is only half done: guesses, a page that waits for an answer, a pushed request, a code. */
async function leaveOpen() {
  const { users: { ada, bob, carol }, clients, browsers: { shared } } = kept;
  const stranger = new Browser(server);
  const login = await stranger.open(authorizationRequest(clients.web).url);
  for (const password of ["wrong", "still wrong"]) await stranger.signIn(login, { ...carol, password });
  kept.browsers.waiting = new Browser(server);
  kept.pages.login = (await kept.browsers.waiting.open(authorizationRequest(clients.brief).url)).form();
  const request = authorizationRequest(clients.post, { scope: "openid email", login_hint: "ada" });
  const consent = await shared.open(request.url);
  assert.equal(consent.asksConsent, true, consent.text);
  kept.pages.consent = { ...consent.form(), verifier: request.verifier };
  for (const client of [clients.web, clients.spa]) {
    const { params, verifier } = authorizationRequest(client, { login_hint: "ada" });
    const { json } = await postAs(server, client, "/par", [...params]);
    kept.pages[`pushed-${client.id}`] = { uri: json.request_uri, verifier };
  }
  kept.code = await obtainCode(shared, clients.web, ada, { scope: SCOPE, login_hint: "ada" });
  const silent = await approve(shared, authorizationRequest(clients.post, { scope: SCOPE, login_hint: "bob" }), bob);
  assert.ok(silent.answer.has("code"), "what was allowed is remembered");
}

async function everyValue(kv) {
  const { keys } = await kv.list();
  return Promise.all(keys.map(async ({ name }) => [name, await kv.get(name)]));
}

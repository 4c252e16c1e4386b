// Groups on the real server: who is let in, what clients are told, and that whoever leaves has no
// live token from that moment.

import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { decodeJwt } from "jose";

import { Browser } from "../kit/browser.mjs";
import { addClient, register } from "../kit/clients.mjs";
import { addUser } from "../kit/people.mjs";
import { mark, serveAuthorizationServer } from "../kit/serve.mjs";
import { approve, ask, authorizationRequest, obtainCode, obtainTokens, refresh, silently, token } from "../kit/steps.mjs";

const SCOPE = "openid groups plan offline_access";
const CLAIM_SCOPES = {
  plan: { claims: ["plan", "seats"], words: "See your plan, <b>and</b> seats" },
};

let server, folder;
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "edgegrant-groups-"));
  server = await serveAuthorizationServer({ seed: true, persist: folder, vars: { REGISTRATION: "open", CLAIM_SCOPES } });
});
after(async () => {
  await server?.dispose();
  await rm(folder, { recursive: true, force: true });
});

const group = (...args) => server.admin("group", ...args);
const add = (name, claims = {}) => server.db
  .prepare("INSERT INTO user_groups (id, name, claims, created_at) VALUES (?, ?, ?, 0)").bind(`id-${name}`, name, JSON.stringify(claims)).run();
const join = (user, name) => server.db.prepare("INSERT INTO group_members VALUES (?, ?)").bind(user.id, `id-${name}`).run();
const userinfo = async (tokens) => {
  const response = await fetch(`${server.url}/userinfo`, { headers: { authorization: `Bearer ${tokens.access_token}` } });
  return { status: response.status, json: await response.json() };
};

let number = 0;
/** A group of its own, somebody in it and somebody outside, and a client that is for it. */
async function scene(registration = {}) {
  const name = `group-${number += 1}`;
  await add(name);
  const [member, outsider] = [await addUser(server), await addUser(server)];
  await join(member, name);
  const client = await addClient(server, { scope: SCOPE, allowedGroups: [`id-${name}`], ...registration });
  return { name, member, outsider, client };
}

describe("a client for a group", () => {
  test("lets members in, and tells everybody else so, who go back with access_denied, state and iss", async () => {
    const { member, outsider, client } = await scene();
    assert.ok((await obtainTokens(server, new Browser(server), client, member, { scope: SCOPE })).id_token);

    const browser = new Browser(server);
    const request = ask(client);
    const page = await browser.signIn(await browser.open(request.url), outsider);
    assert.equal(page.status, 403);
    assert.match(page.text, /You cannot use .*Test client.* with this account/);
    assert.match(page.text, /ask whoever runs\s+this server/);
    assert.match(page.text, /Return to the app/);
    assert.match(page.text, /Use another account/);
    const back = await browser.submit(page, { decision: "deny" });
    assert.equal(back.status, 303);
    const { error, state, iss, ...rest } = Object.fromEntries(back.answer);
    assert.deepEqual([error, state, iss], ["access_denied", request.params.get("state"), server.url]);
    assert.equal(rest.code, undefined);
    await mark(server);
    const event = await server.db.prepare("SELECT kind, reason FROM events WHERE user_id = ? AND client_id = ? AND kind = 'denied'").bind(outsider.id, client.id).first();
    assert.deepEqual(event, { kind: "denied", reason: "in none of the client's groups" });
  });

  test("is told at once where no page may be shown, and gets no code by a yes", async () => {
    const { outsider, client } = await scene({ firstParty: true });
    const browser = new Browser(server);
    const page = await browser.signIn(await browser.open(ask(client).url), outsider);
    assert.equal(page.status, 403, "the owner's own clients are no way around");
    assert.equal(await silently(browser, client), "access_denied");
    const yes = await browser.submit(page, { decision: "allow" });
    assert.equal(yes.status, 403, "the question is asked again, and answered again");
    assert.equal(await server.db.prepare("SELECT 1 FROM grants WHERE client_id = ?").bind(client.id).first(), null);
  });

  test("knows of the account that the client means, too, whichever was used last", async () => {
    const { member, outsider, client } = await scene({ firstParty: true });
    const browser = new Browser(server);
    await browser.signIn(await browser.open("/login?for=/account"), outsider);
    await browser.signIn(await browser.open("/login?for=/account"), member);
    assert.ok((await browser.open(ask(client).url)).answer.has("code"));
    assert.equal((await browser.open(ask(client, { login_hint: outsider.username }).url)).status, 403);
    assert.ok((await browser.open(ask(client, { login_hint: member.username }).url)).answer.has("code"));
  });

  test("a pushed request is answered once, by whoever is shut out too", async () => {
    const { outsider, client } = await scene();
    const { params } = ask(client);
    const pushed = await fetch(`${server.url}/par`, {
      method: "POST", body: params, headers: { authorization: `Basic ${btoa(`${client.id}:${client.secret}`)}` },
    });
    const { request_uri } = await pushed.json();
    const browser = new Browser(server);
    const url = `/authorize?${new URLSearchParams({ client_id: client.id, request_uri })}`;
    const page = await browser.signIn(await browser.open(url), outsider);
    assert.equal((await browser.submit(page, { decision: "deny" })).answer.get("error"), "access_denied");
    assert.equal((await browser.submit(page, { decision: "deny" })).status, 400);
  });

  test("whoever leaves has no live token from that moment, and what ended does not come back", async () => {
    const { name, member, client } = await scene();
    const browser = new Browser(server);
    const tokens = await obtainTokens(server, browser, client, member, { scope: SCOPE });
    const code = await obtainCode(browser, client, member, { scope: SCOPE });
    assert.equal((await userinfo(tokens)).status, 200);
    await group("remove-user", name, member.username);

    assert.equal((await userinfo(tokens)).status, 401);
    const late = await refresh(server, client, tokens.refresh_token);
    assert.deepEqual([late.status, late.json.error], [400, "invalid_grant"]);
    const redeemed = await token(server, client, code);
    assert.deepEqual([redeemed.status, redeemed.json.error], [400, "invalid_grant"]);
    assert.equal((await browser.open(ask(client).url)).status, 403, "although they said yes before");

    await group("add-user", name, member.username);
    assert.equal((await refresh(server, client, tokens.refresh_token)).status, 400);
    assert.equal((await userinfo(tokens)).status, 401);
    assert.ok((await obtainTokens(server, browser, client, member, { scope: SCOPE })).refresh_token);
  });

  test("/introspect says that a token of somebody who left is not active", async () => {
    const { member, client } = await scene({ scope: "openid notes:read" });
    const api = await addClient(server, { redirectUris: [], grantTypes: [], introspects: ["http://localhost:8789"] });
    const tokens = await obtainTokens(server, new Browser(server), client, member, { scope: "openid notes:read" });
    const active = async () => {
      const response = await fetch(`${server.url}/introspect`, {
        method: "POST",
        headers: { authorization: `Basic ${btoa(`${api.id}:${api.secret}`)}` },
        body: new URLSearchParams({ token: tokens.access_token }),
      });
      return (await response.json()).active;
    };
    assert.equal(await active(), true);
    await server.db.prepare("DELETE FROM group_members WHERE user_id = ?").bind(member.id).run();
    assert.equal(await active(), false);
  });

  test("a group that is renamed or removed while somebody signs in: a clear page, and nothing half saved", async () => {
    const { name, member, client } = await scene();
    const browser = new Browser(server);
    const request = ask(client, { scope: SCOPE });
    const page = await browser.signIn(await browser.open(request.url), member);
    assert.equal(page.asksConsent, true);
    await server.db.prepare("UPDATE user_groups SET name = ? WHERE name = ?").bind(`${name}-renamed`, name).run();
    const allowed = await browser.allow(page);
    const tokens = await token(server, client, {
      grant_type: "authorization_code", code: allowed.answer.get("code"), code_verifier: request.verifier, redirect_uri: client.redirectUri,
    });
    assert.deepEqual(decodeJwt(tokens.json.id_token).groups, [`${name}-renamed`]);

    const again = ask(client, { scope: SCOPE, prompt: "consent" });
    const asked = await browser.open(again.url);
    assert.equal(asked.asksConsent, true);
    await server.db.prepare("DELETE FROM grants WHERE client_id = ?").bind(client.id).run();
    await server.db.prepare("DELETE FROM user_groups WHERE id = ?").bind(`id-${name}`).run();
    const shut = await browser.submit(asked, { decision: "allow" });
    assert.equal(shut.status, 403);
    assert.equal(await server.db.prepare("SELECT 1 FROM grants WHERE client_id = ?").bind(client.id).first(), null);
    assert.equal((await refresh(server, client, tokens.json.refresh_token)).status, 400, "it does not open to everybody");
  });
});

describe("what clients are told", () => {
  test("groups and own claims are in the ID token and in userinfo, and the page says in words what they are", async () => {
    const { name, member } = await scene();
    await server.db.prepare("UPDATE user_groups SET claims = ? WHERE id = ?").bind(JSON.stringify({ plan: "free", seats: 5 }), `id-${name}`).run();
    await server.db.prepare("UPDATE users SET own_claims = ? WHERE id = ?").bind(JSON.stringify({ plan: "pro" }), member.id).run();
    const client = await addClient(server, { scope: SCOPE });
    const browser = new Browser(server);
    const page = await browser.signIn(await browser.open(ask(client, { scope: SCOPE }).url), member);
    assert.match(page.text, /See which groups you are in/);
    assert.match(page.text, /See your plan, &#60;b&#62;and&#60;\/b&#62; seats/);
    const tokens = await obtainTokens(server, browser, client, member, { scope: SCOPE });
    const expected = { groups: [name], plan: "pro", seats: 5 };
    const pick = ({ groups, plan, seats }) => ({ groups, plan, seats });
    assert.deepEqual(pick(decodeJwt(tokens.id_token)), expected);
    assert.deepEqual(pick((await userinfo(tokens)).json), expected);

    // A new scope is asked about, and a yes to it is remembered like any other.
    const remembered = await browser.open(ask(client, { scope: SCOPE }).url);
    assert.ok(remembered.answer.has("code"));
    const other = await addClient(server, { scope: SCOPE });
    await obtainTokens(server, browser, other, member, { scope: "openid" });
    assert.equal((await browser.open(ask(other, { scope: "openid groups" }).url)).asksConsent, true);

    // The scope is taken away from the client, whatever was granted before.
    await server.db.prepare("UPDATE clients SET scope = 'openid offline_access' WHERE id = ?").bind(client.id).run();
    const { json } = await refresh(server, client, tokens.refresh_token);
    assert.deepEqual(pick(decodeJwt(json.id_token)), { groups: undefined, plan: undefined, seats: undefined });
    assert.deepEqual(pick((await userinfo(tokens)).json), { groups: undefined, plan: undefined, seats: undefined });
  });

  test("the claims parameter asks for groups where the client may know them, and somebody in no group has none", async () => {
    const client = await addClient(server, { scope: "openid groups" });
    const nobody = await addUser(server);
    const claims = JSON.stringify({ id_token: { groups: null }, userinfo: { plan: null } });
    const tokens = await obtainTokens(server, new Browser(server), client, nobody, { scope: "openid", claims });
    assert.deepEqual(decodeJwt(tokens.id_token).groups, []);
    assert.deepEqual(Object.keys((await userinfo(tokens)).json), ["sub"]);
    const without = await addClient(server, { scope: "openid" });
    const told = await obtainTokens(server, new Browser(server), without, nobody, { scope: "openid", claims });
    assert.equal(decodeJwt(told.id_token).groups, undefined);
  });

  test("a client that registered itself is told nothing of it, although it asks", async () => {
    const { member } = await scene();
    const { json } = await register(server, { redirect_uris: ["https://self.example/callback"], scope: SCOPE });
    const stranger = { id: json.client_id, secret: json.client_secret, method: json.token_endpoint_auth_method, redirectUri: "https://self.example/callback" };
    const browser = new Browser(server);
    const request = authorizationRequest(stranger, { scope: "openid groups plan" });
    const page = await browser.signIn(await browser.open(request.url), member);
    assert.doesNotMatch(page.text, /groups you are in|your plan/);
    const allowed = await approve(browser, request, member);
    const tokens = await token(server, stranger, {
      grant_type: "authorization_code", code: allowed.answer.get("code"), code_verifier: request.verifier, redirect_uri: stranger.redirectUri,
    });
    assert.equal(tokens.json.scope, "openid");
    assert.equal(decodeJwt(tokens.json.id_token).groups, undefined);
  });

  test("the metadata names the scopes and the claims", async () => {
    for (const place of ["oauth-authorization-server", "openid-configuration"]) {
      const metadata = await (await fetch(`${server.url}/.well-known/${place}`)).json();
      for (const scope of ["groups", "plan"]) assert.ok(metadata.scopes_supported.includes(scope), scope);
      for (const claim of ["groups", "plan", "seats"]) assert.ok(metadata.claims_supported.includes(claim), claim);
    }
  });
});

test("the account shows the groups, and so does the download", async () => {
  const { name, member } = await scene();
  const browser = new Browser(server);
  let page = await browser.open("/account/data");
  page = await browser.signIn(page, member);
  if (page.location) page = await browser.open(page.location);
  assert.match(page.text, new RegExp(`<bdi>${name}</bdi>`));
  const file = await browser.submitTo(page, "/account/data/download");
  const all = JSON.parse(file.text);
  assert.deepEqual([all.groups, all.own_claims], [[name], {}]);
});

test("every request reads at most 60 rows, in as many groups as there can be, with five that a client is for, and eight people in a browser", async () => {
  const person = await addUser(server);
  const names = Array.from({ length: 16 }, (_, index) => `many-${index}`);
  for (const name of names) {
    await add(name, { plan: "free" });
    await join(person, name);
  }
  await server.db.prepare("UPDATE users SET administrator = 1 WHERE id = ?").bind(person.id).run();
  const gone = Array.from({ length: 4 }, (_, index) => `gone-${index}`);
  const client = await addClient(server, { scope: SCOPE, claimsInIdToken: true, allowedGroups: [...gone, "id-many-15"] });
  // A server makes its signing key once in its life.
  await fetch(`${server.url}/.well-known/jwks.json`);
  const start = await mark(server);
  const browser = new Browser(server);
  for (let others = 0; others < 7; others += 1) {
    await browser.signIn(await browser.open("/login?for=/account"), await addUser(server));
  }
  await browser.signIn(await browser.open("/login?for=/account"), person);
  const tokens = await obtainTokens(server, browser, client, person, { scope: SCOPE });
  assert.equal(decodeJwt(tokens.id_token).groups.length, 17);
  assert.equal((await userinfo(tokens)).json.groups.length, 17);
  assert.equal((await refresh(server, client, tokens.refresh_token)).status, 200);
  for (const page of ["/account", "/account/data", "/account/apps", "/account/security"]) await browser.open(page);
  await mark(server);
  const lines = server.logs.slice(start).filter((entry) => entry.event === "request");
  assert.ok(lines.length > 20);
  // To sign in beside so many others costs more, whatever the client is for.
  const rest = lines.filter(({ method, path: at }) => !(method === "POST" && at === "/login"));
  for (const line of rest) assert.ok(line.d1_rows_read <= 60, `${line.method} ${line.path}: ${line.d1_rows_read} rows`);
});

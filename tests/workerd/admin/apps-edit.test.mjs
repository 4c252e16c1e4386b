// What administrators say of apps: adding one, and changing one without taking anything from the people who use it.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { administering, later } from "../kit/administrators.mjs";
import { Browser } from "../kit/browser.mjs";
import { addClient, registered, rowOf } from "../kit/clients.mjs";
import { newKey, setOf } from "../kit/keys.mjs";
import { mark, serveWithClock } from "../kit/serve.mjs";
import { beginFamily, obtainTokens, postAs, refresh } from "../kit/steps.mjs";

const CALLBACK = "https://app.example/callback";

let server;
before(async () => { server = await serveWithClock({ vars: { REGISTRATION: "open" } }); });
after(() => server?.dispose());

const change = ({ id }) => `/admin/app/change?id=${encodeURIComponent(id)}`;
async function eventsAbout({ id }) {
  await mark(server);
  const { results } = await server.db.prepare("SELECT kind, actor, details FROM events WHERE client_id = ? AND actor IS NOT NULL ORDER BY id").bind(id).all();
  return results.map(({ details, ...event }) => ({ ...event, details: details && JSON.parse(details) }));
}
const once = (page) => Object.fromEntries([...page.text.matchAll(/<p class="quiet">(\w+)<\/p>\s*<p class="once"><code>([^<]*)</g)].map(([, name, value]) => [name, value]));
async function added(browser, fields) {
  const page = await browser.submitTo(await browser.open("/admin/app/new"), "/admin/app/add", { fields });
  return { page, ...once(page) };
}

describe("an app is added", () => {
  test("with a secret that is shown once, and works at once", async () => {
    const { browser, admin } = await administering(server);
    const { page, issuer, client_id: id, client_secret: secret } = await added(browser, { name: "New one", redirect_uris: `${CALLBACK}\r\nhttps://app.example/other\r\n`, scope: "openid profile offline_access" });
    assert.equal(page.status, 200);
    assert.equal(page.headers.get("cache-control"), "no-store");
    assert.equal(issuer, server.url);
    const client = { id, secret, method: "client_secret_basic", redirectUri: CALLBACK };
    await obtainTokens(server, new Browser(server), client, server.user, { scope: "openid" });
    const row = await rowOf(server, id);
    assert.deepEqual([row.name, JSON.parse(row.redirect_uris), row.scope, row.registered_by], ["New one", [CALLBACK, "https://app.example/other"], "openid profile offline_access", "owner"]);
    const [event] = await eventsAbout({ id });
    assert.deepEqual([event.kind, event.actor, event.details.name], ["app_added", admin.id, ["", "New one"]]);
    assert.ok(!JSON.stringify([event, server.logs]).includes(secret));
  });

  test("once, however often the form is sent", async () => {
    const { browser } = await administering(server);
    const page = await browser.open("/admin/app/new");
    const fields = { name: "Sent twice", redirect_uris: CALLBACK };
    const first = once(await browser.submitTo(page, "/admin/app/add", { fields }));
    const { secret_hash } = await rowOf(server, first.client_id);
    const second = await browser.submitTo(page, "/admin/app/add", { fields });
    assert.equal(second.status, 409);
    assert.equal((await rowOf(server, first.client_id)).secret_hash, secret_hash);
    assert.equal(await server.db.prepare("SELECT count(*) AS n FROM clients WHERE name = 'Sent twice'").first("n"), 1);
  });

  test("as a library or a product needs it, from its address alone", async () => {
    const { browser } = await administering(server);
    const grafana = await added(browser, { known: "grafana", url: "https://grafana.example/" });
    const row = await rowOf(server, grafana.client_id);
    assert.deepEqual([row.name, JSON.parse(row.redirect_uris), row.id_token_signed_response_alg], ["Grafana", ["https://grafana.example/login/generic_oauth"], "RS256"]);
    const gitea = await added(browser, { known: "gitea", url: "https://git.example", name: "Our Git" });
    const { name, without_pkce, without_nonce } = await rowOf(server, gitea.client_id);
    assert.deepEqual([name, without_pkce, without_nonce], ["Our Git", 1, 1]);
    const home = await added(browser, { known: "home-assistant", url: "https://home.example" });
    assert.equal(home.client_secret, undefined);
    assert.equal((await rowOf(server, home.client_id)).token_endpoint_auth_method, "none");
    const bad = await added(browser, { known: "grafana", url: "grafana.example" });
    assert.equal(bad.page.status, 400);
    assert.match(bad.page.text, /cannot be a redirect URI/);
    assert.match(bad.page.text, /value="grafana.example"/);
    assert.match(bad.page.text, /<option value="grafana" selected>/);
  });

  test("without a secret, or as a program with a key", async () => {
    const { browser } = await administering(server);
    const app = await added(browser, { name: "In a browser", kind: "public", redirect_uris: CALLBACK });
    assert.equal(app.client_secret, undefined);
    assert.equal((await rowOf(server, app.client_id)).secret_hash, null);
    const none = await added(browser, { name: "Program", kind: "program", scope: "notes:read" });
    assert.match(none.page.text, /It needs keys/);
    const key = await newKey();
    const program = await added(browser, { name: "Program", kind: "program", scope: "notes:read", jwks: JSON.stringify(setOf(key)) });
    assert.match(program.client_id, /^client-/);
    const client = { id: program.client_id, method: "private_key_jwt", ...key };
    assert.equal((await postAs(server, client, "/token", { grant_type: "client_credentials" })).status, 200);
    const own = await added(browser, { name: "Program", kind: "program", scope: "openid", jwks: JSON.stringify(setOf(key)) });
    assert.match(own.page.text, /It needs a scope of an API/);
    const keyed = await added(browser, { name: "In a browser", kind: "public", redirect_uris: CALLBACK, jwks: JSON.stringify(setOf(key)) });
    assert.match(keyed.page.text, /An app of this kind cannot have keys/);
  });

  for (const [what, fields, words] of [
    ["without a name", { name: "", redirect_uris: CALLBACK }, /Enter a name in one line/],
    ["with a name that hides something", { name: "a\u202eb", redirect_uris: CALLBACK }, /Enter a name in one line/],
    ["without an address", { name: "A" }, /It needs a redirect URI/],
    ["that returns to a script", { name: "A", redirect_uris: "javascript:alert(1)" }, /cannot be a redirect URI/],
    ["that returns anywhere", { name: "A", redirect_uris: `${CALLBACK}\nhttps://*.example/` }, /wildcard/],
    ["that returns to this server", { name: "A", redirect_uris: "OWN/callback" }, /cannot be a redirect URI/],
    ["that asks for what there is not", { name: "A", redirect_uris: CALLBACK, scope: "openid invented" }, /“invented” is not defined/],
    ["for a group that there is not", { name: "A", redirect_uris: CALLBACK, groups: "nobody" }, /There is no group “nobody”/],
    ["for too many groups", { name: "A", redirect_uris: CALLBACK, groups: "a\nb\nc\nd\ne\nf" }, /at most 5 groups/],
    ["with two sets of keys", { name: "A", redirect_uris: CALLBACK, jwks: "{}", jwks_uri: "https://app.example/keys" }, /either the keys or their address/],
    ["with keys that are none", { name: "A", redirect_uris: CALLBACK, jwks: "{" }, /jwks is not JSON/],
    ["with keys on this machine", { name: "A", redirect_uris: CALLBACK, jwks_uri: "http://localhost/keys" }, /cannot be a jwks_uri/],
  ]) {
    test(`not ${what}: the sentence is beside the field, and what was typed stays`, async () => {
      const { browser } = await administering(server);
      if (fields.redirect_uris?.startsWith("OWN")) fields.redirect_uris = fields.redirect_uris.replace("OWN", server.url);
      const { page, client_id } = await added(browser, fields);
      assert.equal(page.status, 400);
      assert.equal(client_id, undefined);
      assert.match(page.text, words);
      assert.match(page.text, /aria-invalid="true"/);
      const { values } = page.formTo("/admin/app/add");
      for (const [name, typed] of Object.entries(fields)) assert.equal(values[name], typed, name);
    });
  }
});

describe("an app is changed", () => {
  test("and keeps its secret, its tokens and what people allowed", async () => {
    const { browser, admin } = await administering(server);
    await server.db.prepare("INSERT INTO user_groups (id, name, created_at) VALUES ('g-staff', 'staff', 1), ('g-pupils', 'pupils', 1)").run();
    const client = await addClient(server, { name: "Before", firstParty: true });
    const { refresh_token } = await beginFamily(server, new Browser(server), client, server.user, { scope: "profile notes:read" });
    const before = await rowOf(server, client.id);
    const done = await browser.submitTo(await browser.open(change(client)), "/admin/app/edit", { fields: {
      name: "After", redirect_uris: `${client.redirectUri}\nhttps://app.example/moved`, scope: "openid  profile",
      post_logout_redirect_uris: "https://app.example/out", backchannel_logout_uri: "https://app.example/told", initiate_login_uri: "https://app.example/start",
      client_uri: "https://app.example/", tos_uri: "https://app.example/terms", policy_uri: "https://app.example/privacy",
      access_token_lifetime: "1h", claims_in_id_token: "1", dpop_bound_access_tokens: "", without_pkce: "1",
    } });
    assert.equal(done.status, 200);
    assert.equal(new URL(done.url).pathname, "/admin/app");
    const row = await rowOf(server, client.id);
    for (const kept of ["id", "secret_hash", "registration_id", "registered_by", "created_at", "token_endpoint_auth_method", "grant_types", "first_party"]) assert.equal(row[kept], before[kept], kept);
    assert.deepEqual([row.name, row.scope, row.access_token_lifetime, row.claims_in_id_token, row.without_pkce, row.initiate_login_uri], ["After", "openid profile", 3600, 1, 1, "https://app.example/start"]);
    assert.deepEqual([row.client_uri, row.tos_uri, row.policy_uri], ["https://app.example/", "https://app.example/terms", "https://app.example/privacy"]);
    const shown = await browser.open(`/admin/app?id=${client.id}`);
    for (const link of ["https://app.example/", "https://app.example/terms", "https://app.example/privacy"]) assert.ok(shown.text.includes(`href="${link}"`), link);
    assert.equal((await refresh(server, client, refresh_token)).status, 200);
    const [event] = await eventsAbout(client);
    assert.deepEqual([event.kind, event.actor], ["app_changed", admin.id]);
    assert.deepEqual(event.details.name, ["Before", "After"]);
    assert.deepEqual(event.details.access_token_lifetime, ["", "1h"]);
    assert.equal(event.details.first_party, undefined, "what stayed is not there");

    const page = await browser.open(change(client));
    const { values } = page.formTo("/admin/app/edit");
    assert.equal(values.access_token_lifetime, "1h");
    const same = await browser.submitTo(page, "/admin/app/edit");
    assert.equal(same.status, 200);
    assert.equal((await rowOf(server, client.id)).revision, row.revision, "what is as it was changes nothing");
    await browser.submitTo(page, "/admin/app/edit", { fields: { groups: "Staff\r\npupils", access_token_lifetime: "" } });
    const limited = await rowOf(server, client.id);
    assert.deepEqual([JSON.parse(limited.allowed_groups), limited.access_token_lifetime], [["g-staff", "g-pupils"], null]);
    await server.db.prepare("DELETE FROM user_groups WHERE id = 'g-pupils'").run();
    const fewer = await browser.open(change(client));
    assert.equal(fewer.formTo("/admin/app/edit").values.groups, "staff");
    await browser.submitTo(fewer, "/admin/app/edit", { fields: { name: "Again" } });
    assert.deepEqual(JSON.parse((await rowOf(server, client.id)).allowed_groups), ["g-staff", "g-pupils"]);
    await browser.submitTo(await browser.open(change(client)), "/admin/app/edit", { fields: { groups: "" } });
    assert.equal((await rowOf(server, client.id)).allowed_groups, null);
  });

  test("from keys to their address, and back", async () => {
    const { browser } = await administering(server);
    const jwks = setOf(await newKey());
    const client = await addClient(server, { method: "private_key_jwt", jwks });
    const page = await browser.open(change(client));
    const none = await browser.submitTo(page, "/admin/app/edit", { fields: { jwks: "" } });
    assert.match(none.text, /It needs keys/);
    await browser.submitTo(page, "/admin/app/edit", { fields: { jwks: "", jwks_uri: "https://app.example/keys" } });
    assert.deepEqual((({ jwks, jwks_uri }) => [jwks, jwks_uri])(await rowOf(server, client.id)), [null, "https://app.example/keys"]);
    const at = await browser.open(change(client));
    assert.match((await browser.submitTo(at, "/admin/app/edit", { fields: { jwks: JSON.stringify(jwks) } })).text, /either the keys or their address/);
    await browser.submitTo(at, "/admin/app/edit", { fields: { jwks: JSON.stringify(jwks), jwks_uri: "" } });
    assert.equal((await rowOf(server, client.id)).jwks_uri, null);
  });

  test("not where it would not fit together, and not from a page that is too old", async () => {
    const { browser } = await administering(server);
    const { browser: other } = await administering(server);
    const client = await addClient(server, { method: "none", redirectUris: ["http://127.0.0.1/callback"] });
    const [one, two] = [await browser.open(change(client)), await other.open(change(client))];
    for (const [fields, words] of [
      [{ without_pkce: "1" }, /A public client needs PKCE/], [{ without_nonce: "1" }, /only for apps without PKCE/],
      [{ first_party: "1" }, /People must be asked about it/], [{ access_token_lifetime: "1 year" }, /it must be a time from/],
      [{ redirect_uris: "" }, /It needs a redirect URI/], [{ initiate_login_uri: "com.example:/start" }, /cannot be a start URL/],
      [{ backchannel_logout_uri: "http://app.example/out" }, /cannot be a backchannel_logout_uri/],
      ...["javascript:alert(1)", "http://app.example/", "https://user@app.example/", "app.example"].map((link) => [{ client_uri: link }, /cannot be the client_uri: it must be a URL that begins with https/]),
      [{ tos_uri: "javascript:alert(1)" }, /cannot be the tos_uri/], [{ policy_uri: "data:text/html,x" }, /cannot be the policy_uri/],
    ]) {
      const refused = await browser.submitTo(one, "/admin/app/edit", { fields });
      assert.equal(refused.status, 400, JSON.stringify(fields));
      assert.match(refused.text, words);
    }
    await browser.submitTo(one, "/admin/app/edit", { fields: { name: "First" } });
    assert.equal((await other.submitTo(two, "/admin/app/edit", { fields: { name: "Second" } })).status, 409);
    assert.equal((await rowOf(server, client.id)).name, "First");
  });

  test("what it is takes a sign-in of the last ten minutes, and what it is called does not", async () => {
    const { browser } = await administering(server);
    const app = await addClient(server);
    await later(server, 700);
    const edit = async (fields) => browser.submitTo(await browser.open(change(app)), "/admin/app/edit", { fields });
    assert.equal((await edit({ name: "Renamed" })).status, 200);
    assert.equal((await rowOf(server, app.id)).name, "Renamed");
    const before = await rowOf(server, app.id);
    for (const fields of [
      { redirect_uris: "https://evil.example/callback" }, { scope: "openid profile" }, { first_party: "1" }, { groups: "administrators" }, { without_pkce: "1" },
      { backchannel_logout_uri: "https://evil.example/out" }, { jwks_uri: "https://evil.example/keys" }, { initiate_login_uri: "https://evil.example/start" }, { policy_uri: "https://evil.example/" }, { access_token_lifetime: "1h" },
    ]) {
      const page = await edit(fields);
      assert.ok(new URL(page.url).pathname === "/login" || page.status === 400, `${JSON.stringify(fields)}: ${page.status} ${page.url}`);
      assert.deepEqual(await rowOf(server, app.id), before, JSON.stringify(fields));
    }
  });

  test("only if it is the owner's", async () => {
    const { browser } = await administering(server);
    const { client_id: id } = await registered(server);
    assert.equal((await browser.open(change({ id }))).status, 404);
    assert.ok(!(await browser.open(`/admin/app?id=${id}`)).text.includes("/admin/app/change"));
  });
});

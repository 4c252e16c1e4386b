// What administrators see of apps, and what they decide about them. What an app is is in apps-edit.test.mjs.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { administering, later } from "../kit/administrators.mjs";
import { assertError } from "../kit/asserts.mjs";
import { Browser } from "../kit/browser.mjs";
import { addClient, asClient, manage, registered, rowOf } from "../kit/clients.mjs";
import { Web, publish } from "../kit/documents.mjs";
import { addUser } from "../kit/people.mjs";
import { mark, serveWithClock } from "../kit/serve.mjs";
import { ask, beginFamily, obtainTokens, refresh } from "../kit/steps.mjs";

const SCOPE = "openid profile offline_access";
const HOSTILE = `<img src=x onerror=alert(1)>"'&`;
const web = new Web();

let server;
before(async () => { server = await serveWithClock({ vars: { REGISTRATION: "open" }, outbound: web.outbound }); });
after(() => server?.dispose());

const about = ({ id }) => `/admin/app?id=${encodeURIComponent(id)}`;
async function eventsAbout({ id }) {
  await mark(server);
  const { results } = await server.db.prepare("SELECT kind, actor, details FROM events WHERE client_id = ? AND actor IS NOT NULL ORDER BY id").bind(id).all();
  return results.map(({ details, ...event }) => ({ ...event, details: details && JSON.parse(details) }));
}
/** What the requests cost that `deed` makes. */
async function costOf(deed) {
  await mark(server);
  const start = server.logs.length;
  await deed();
  await mark(server);
  return server.logs.slice(start).filter(({ path }) => path?.startsWith("/admin"));
}

describe("the list of apps", () => {
  test("finds them by the beginning of a name, shows some at a time, and reads no more than it shows", async () => {
    const { browser } = await administering(server);
    for (let i = 0; i < 45; i++) await addClient(server, { name: `${i % 2 ? "many" : "Many"} ${String(i).padStart(2, "0")}`, firstParty: i === 0 });
    const seen = (page) => [...page.text.matchAll(/\/admin\/app\?id=([^"]+)"/g)].map(([, id]) => id);
    const next = (page) => page.text.match(/href="([^"]*after=[^"]*)"/)?.[1].replaceAll("&#38;", "&");
    for (const [begin, all] of [["/admin/apps?q=Many", 45], ["/admin/apps?q=many", 45], ["/admin/apps?q=Many 0", 10]]) {
      const found = [];
      const costs = await costOf(async () => {
        for (let address = begin; address !== undefined;) {
          const page = await browser.open(address);
          assert.ok(seen(page).length <= 20);
          found.push(...seen(page));
          address = next(page);
        }
      });
      assert.equal(new Set(found).size, found.length);
      assert.equal(found.length, all, begin);
      for (const { d1_rows_read } of costs) assert.ok(d1_rows_read <= 60, `${begin}: ${d1_rows_read} rows`);
    }
    const costs = await costOf(async () => { assert.equal(seen(await browser.open("/admin/apps")).length, 20); });
    for (const { d1_rows_read } of costs) assert.ok(d1_rows_read <= 60, `${d1_rows_read} rows`);
    assert.match((await browser.open("/admin/apps?q=zzzz-nothing")).text, /No app was found/);
  });

  test("says who registered each, and what was decided about it", async () => {
    const { browser } = await administering(server);
    await addClient(server, { name: "Standing one", firstParty: true });
    const itself = await registered(server, { client_name: "Standing two" });
    await server.db.prepare("UPDATE clients SET blocked_at = 1 WHERE id = ?").bind(itself.client_id).run();
    const { text } = await browser.open("/admin/apps?q=Standing");
    for (const words of [/Added by an administrator/, /People are not asked for consent/, /Registered itself/, /Blocked/]) assert.match(text, words);
  });
});

describe("an app", () => {
  test("that came by itself: who uses it, in numbers and by name", async () => {
    const { browser } = await administering(server);
    const app = asClient(await registered(server, { client_name: "Used" }));
    assert.match((await browser.open(about(app))).text, /Nobody uses it yet/);
    const user = await addUser(server);
    await obtainTokens(server, new Browser(server), app, user, { scope: SCOPE });
    const one = await browser.open(about(app));
    assert.match(one.text, /One person uses it/);
    assert.ok(one.text.includes(`/admin/user?id=${user.id}`));
    assert.match(one.text, /Last signed in on/);
    const { revision, registration_id } = await rowOf(server, app.id);
    for (let i = 0; i < 30; i++) {
      const { id } = await addUser(server);
      await server.db.prepare("INSERT INTO grants (user_id, client_id, registration_id, scope, granted_at, client_revision) VALUES (?, ?, ?, 'openid', 5, ?)").bind(id, app.id, registration_id, revision).run();
      await server.db.prepare("INSERT INTO user_clients (user_id, client_id, since, last_at) VALUES (?, ?, 5, 5)").bind(id, app.id).run();
    }
    const costs = await costOf(async () => { assert.match((await browser.open(about(app))).text, /20\+ people use it/); });
    for (const { d1_rows_read } of costs) assert.ok(d1_rows_read <= 60, `${d1_rows_read} rows`);
  });

  test("is blocked and let in again, and each is an event", async () => {
    const { browser, admin } = await administering(server);
    const app = asClient(await registered(server));
    const [visitor, user] = [new Browser(server), await addUser(server)];
    const tokens = await obtainTokens(server, visitor, app, user, { scope: SCOPE });
    const blocked = await browser.submitTo(await browser.open(about(app)), "/admin/app/block");
    assert.match(blocked.text, /Blocked on/);
    assertError(await refresh(server, app, tokens.refresh_token), "unauthorized_client");
    assert.match((await visitor.open(ask(app).url)).text, /This app is blocked/);
    await browser.submitTo(blocked, "/admin/app/unblock");
    assert.equal((await refresh(server, app, tokens.refresh_token)).status, 200);
    const events = await eventsAbout(app);
    assert.deepEqual(events.map(({ kind, actor }) => [kind, actor]).toSorted(), [["app_blocked", admin.id], ["app_unblocked", admin.id]]);
  });

  test("is the owner's once somebody vouches for it, as it was on the page", async () => {
    const { browser } = await administering(server);
    const registration = await registered(server, { client_name: "Vouched", scope: "openid profile" });
    const app = asClient(registration);
    const early = await browser.open(about(app));
    assert.match(early.text, /not verified/);
    await manage(registration, "PUT", { ...registration, client_name: "Not what was seen", registration_access_token: undefined, registration_client_uri: undefined });
    const changed = await rowOf(server, app.id);
    assert.equal(changed.name, "Not what was seen");
    const late = await browser.submitTo(early, "/admin/app/vouch");
    assert.equal(late.status, 409);
    assert.equal((await rowOf(server, app.id)).registered_by, "itself");

    const page = await browser.open(about(app));
    const bad = await browser.submitTo(page, "/admin/app/vouch", { fields: { scope: "openid invented" } });
    assert.equal(bad.status, 400);
    assert.match(bad.text, /“invented” is not defined/);
    assert.match(bad.text, /value="openid invented"/);
    assert.match(bad.text, /aria-invalid="true"/);
    const done = await browser.submitTo(bad, "/admin/app/vouch", { fields: { scope: "openid" } });
    assert.equal(done.status, 200);
    assert.doesNotMatch(done.text, /not verified/);
    const row = await rowOf(server, app.id);
    assert.deepEqual([row.registered_by, row.registration_token_hash, row.scope], ["owner", null, "openid"]);
    const [event] = await eventsAbout(app);
    assert.equal(event.kind, "app_vouched_for");
    assert.deepEqual(event.details, { registered_by: ["itself", "owner"], scope: ["openid profile", "openid"] });
  });

  test("with a metadata document is pinned when somebody vouches for it", async () => {
    const { browser } = await administering(server);
    const app = publish(web, { scope: "openid profile" });
    await obtainTokens(server, new Browser(server), app, await addUser(server), { scope: SCOPE });
    const page = await browser.open(about(app));
    assert.match(page.text, /no longer reads its document/);
    const done = await browser.submitTo(page, "/admin/app/vouch");
    assert.equal(done.status, 200);
    assert.equal((await rowOf(server, app.id)).registered_by, "owner");
  });

  test("is removed, with what that ends", async () => {
    const { browser } = await administering(server);
    const app = asClient(await registered(server));
    const user = await addUser(server);
    const tokens = await obtainTokens(server, new Browser(server), app, user, { scope: SCOPE });
    const page = await browser.open(about(app));
    assert.match(page.text, /One person can no longer sign in to it/);
    const gone = await browser.submitTo(page, "/admin/app/remove");
    assert.equal(new URL(gone.url).pathname, "/admin/apps");
    assert.equal(await rowOf(server, app.id), null);
    assert.equal((await refresh(server, app, tokens.refresh_token)).status, 401);
    assert.deepEqual((await eventsAbout(app)).map(({ kind }) => kind), ["app_removed"]);
    assert.equal((await browser.open(about(app))).status, 404);
  });

  test("gets another secret, which is shown once", async () => {
    const { browser } = await administering(server);
    const app = await addClient(server, { firstParty: true });
    const { refresh_token } = await beginFamily(server, new Browser(server), app, server.user, { scope: "profile notes:read" });
    const shown = await browser.submitTo(await browser.open(about(app)), "/admin/app/secret", { fields: { keep: "7" } });
    assert.equal(shown.headers.get("cache-control"), "no-store");
    const secret = shown.text.match(/client_secret<\/p>\s*<p class="once"><code>([\w-]{43})</)[1];
    assert.ok(shown.text.includes(`<code>${app.id}<`));
    const first = await refresh(server, app, refresh_token);
    assert.equal(first.status, 200, "the one before works");
    assert.equal((await refresh(server, { ...app, secret }, first.json.refresh_token)).status, 200);
    const page = await browser.open(about(app));
    assert.ok(!page.text.includes(secret));
    assert.match(page.text, /previous secret works until/);
    const more = await browser.submitTo(page, "/admin/app/secret", { fields: { keep: "1" } });
    assert.equal(more.status, 400);
    assert.match(more.text, /two secrets already/);
    const last = await browser.submitTo(page, "/admin/app/secret", { fields: { keep: "0" } });
    assert.equal(last.status, 200);
    assert.equal((await rowOf(server, app.id)).old_secret_hash, null);
    const events = await eventsAbout(app);
    // Those of one second are in no order.
    assert.deepEqual(events.map(({ kind, details }) => [kind, details.old_secret_days]).toSorted(), [["app_secret_made", 0], ["app_secret_made", 7]]);
    assert.ok(!JSON.stringify([events, server.logs]).includes(secret));
  });

  test("without a secret gets none", async () => {
    const { browser } = await administering(server);
    const app = await addClient(server, { method: "none" });
    assert.ok(!(await browser.open(about(app))).text.includes("/admin/app/secret"));
  });

  test("what cannot be undone waits for a sign-in of the last ten minutes", async () => {
    const { browser } = await administering(server);
    const app = await addClient(server);
    const early = await browser.open(about(app));
    await later(server, 700);
    const page = await browser.open(about(app));
    for (const deed of ["remove", "secret"]) {
      assert.ok(!page.text.includes(`/admin/app/${deed}"`), deed);
      const refused = await browser.submitTo(early, `/admin/app/${deed}`, { fields: { keep: "0" } });
      assert.equal(new URL(refused.url).pathname, "/login");
    }
    assert.notEqual(await rowOf(server, app.id), null);
  });

  test("a form that is too old, of somebody else, from elsewhere or about another app does nothing", async () => {
    const { browser } = await administering(server);
    const { browser: other } = await administering(server);
    const [app, victim] = [await addClient(server), await addClient(server)];
    const page = await browser.open(about(app));
    for (const deed of ["block", "remove"]) {
      const { values } = page.formTo(`/admin/app/${deed}`);
      const post = (who, fields, headers = {}) => who.fetch(`/admin/app/${deed}`, {
        method: "POST", headers: { origin: server.url, ...headers }, body: new URLSearchParams({ ...values, ...fields }),
      });
      assert.equal((await post(browser, { id: victim.id })).status, 409);
      assert.equal((await post(other, {})).status, 409);
      assert.equal((await post(browser, {}, { origin: "https://evil.example" })).status, 403);
      assert.equal((await post(new Browser(server), {})).status, 303);
    }
    await server.db.prepare("UPDATE clients SET name = 'Changed meanwhile' WHERE id = ?").bind(app.id).run();
    assert.equal((await browser.submitTo(page, "/admin/app/secret")).status, 409);
    for (const { id } of [app, victim]) assert.equal((await rowOf(server, id)).blocked_at, null);
  });

  test("that changes what it says of itself, again and again, is blocked and removed all the same", async () => {
    const { browser } = await administering(server);
    const registration = await registered(server, { client_name: "Restless" });
    const app = asClient(registration);
    const again = (name) => manage(registration, "PUT", { ...registration, client_name: name, registration_access_token: undefined, registration_client_uri: undefined });
    const page = await browser.open(about(app));
    assert.equal((await again("Restless once")).status, 200);
    assert.match((await browser.submitTo(page, "/admin/app/block")).text, /Blocked on/);
    const blocked = await browser.open(about(app));
    await again("Restless twice");
    assert.equal(new URL((await browser.submitTo(blocked, "/admin/app/remove")).url).pathname, "/admin/apps");
    assert.equal(await rowOf(server, app.id), null);
  });

  test("whatever it is called and wherever it returns to, it is text", async () => {
    const { browser } = await administering(server);
    const id = `x"><script>alert(1)</script>${Date.now()}`;
    const app = await addClient(server, {
      id, name: HOSTILE, redirectUris: [`https://app.example/${HOSTILE}`, "javascript:alert(1)"], scope: "openid",
      postLogoutRedirectUris: [`https://app.example/out?${HOSTILE}`], backchannelLogoutUri: `https://app.example/${HOSTILE}`, initiateLoginUri: `https://app.example/${HOSTILE}`,
    });
    for (const address of [about(app), `/admin/apps?q=${encodeURIComponent(HOSTILE)}`, about(app).replace("/app?", "/app/change?")]) {
      const page = await browser.open(address);
      assert.equal(page.status, 200, address);
      assert.ok(page.text.includes("&#60;img src=x onerror"), address);
      assert.doesNotMatch(page.text, /<img|<script>alert|href="javascript:/, address);
    }
  });
});

test("the APIs are as the settings have them, with the apps that ask about them", async () => {
  const { browser } = await administering(server);
  await addClient(server, { name: "Asks about notes", introspects: ["http://localhost:8789"], redirectUris: [], grantTypes: [] });
  const costs = await costOf(async () => {
    const { text } = await browser.open("/admin/apis");
    for (const words of [/This server itself/, /offline_access: /, /notes:read: /, /http:\/\/localhost:8789/, /Apps that may ask about its tokens: .*Asks about notes/]) assert.match(text, words);
  });
  for (const { d1_rows_read } of costs) assert.ok(d1_rows_read <= 60, `${d1_rows_read} rows`);
});

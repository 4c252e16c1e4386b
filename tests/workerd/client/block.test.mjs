// What the owner decides about clients, above all those that came by themselves: `block`, `unblock` and `vouch`.

import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";

import { assertError } from "../kit/asserts.mjs";
import { Browser } from "../kit/browser.mjs";
import { addClient, asClient, manage, registered, rowOf } from "../kit/clients.mjs";
import { CALLBACK, Web, documentOf, publish } from "../kit/documents.mjs";
import { userinfo } from "../kit/issued.mjs";
import { addUser } from "../kit/people.mjs";
import { serveAuthorizationServer } from "../kit/serve.mjs";
import { ask, authorizationRequest, beginFamily, familyOf, obtainCode, obtainTokens, postAs, refresh, token } from "../kit/steps.mjs";

const SCOPE = "openid profile offline_access";
const NOTES = "http://localhost:8789";
const web = new Web();

let server, folder;
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "edgegrant-block-"));
  server = await serveAuthorizationServer({ seed: true, persist: folder, vars: { REGISTRATION: "open" }, outbound: web.outbound });
});
after(async () => {
  await server?.dispose();
  await rm(folder, { recursive: true, force: true });
});

const client = (deed, id, ...options) => server.admin("client", deed, id, ...options);

/** Clients of each kind, each with a person who let it in: {client, browser, user, tokens}. */
const KINDS = {
  "of the owner": () => addClient(server),
  "that registered itself": async () => asClient(await registered(server)),
  "with a metadata document": () => publish(web),
};
async function letIn(kind) {
  const client = await KINDS[kind]();
  const [browser, user] = [new Browser(server), await addUser(server)];
  return { client, browser, user, tokens: await obtainTokens(server, browser, client, user, { scope: SCOPE }) };
}

describe("a blocked client", () => {
  for (const kind of Object.keys(KINDS)) {
    test(`${kind} gets nothing, and has everything again once it is unblocked`, async () => {
      const { client: app, browser, user, tokens } = await letIn(kind);
      const grant = await obtainCode(browser, app, user, { scope: SCOPE });
      await client("block", app.id);

      const page = await browser.open(ask(app, { scope: SCOPE }).url);
      assert.equal(page.status, 403);
      assert.match(page.text, /This app is blocked/);
      assert.equal(page.location, null);
      for (const answer of [await token(server, app, grant), await refresh(server, app, tokens.refresh_token)]) {
        assertError(answer, "unauthorized_client", { description: "The owner of this server has blocked this client." });
      }
      assertError(await postAs(server, app, "/par", [...authorizationRequest(app).params]), "unauthorized_client");
      assert.equal((await userinfo(server, tokens.access_token)).status, 401);
      const api = await addClient(server, { introspects: [server.url] });
      assert.equal((await postAs(server, api, "/introspect", { token: tokens.access_token })).json.active, false);

      await client("unblock", app.id);
      assert.equal((await refresh(server, app, tokens.refresh_token)).status, 200);
      const again = await obtainTokens(server, browser, app, user, { scope: SCOPE });
      assert.equal((await userinfo(server, again.access_token)).status, 200);
    });
  }

  test("may give back what it has, and does not learn of anything with a wrong secret", async () => {
    const { client: app, tokens } = await letIn("of the owner");
    await client("block", app.id);
    assertError(await refresh(server, { ...app, secret: "wrong" }, tokens.refresh_token), "invalid_client");
    assert.equal((await postAs(server, app, "/revoke", { token: tokens.refresh_token })).status, 200);
    await client("unblock", app.id);
    assertError(await refresh(server, app, tokens.refresh_token), "invalid_grant");
  });

  test("that asks about tokens or in its own name is refused", async () => {
    const api = await addClient(server, { introspects: [server.url] });
    const machine = await addClient(server, { id: `machine-${crypto.randomUUID()}`, grantTypes: ["client_credentials"], scope: "notes:read" });
    const asks = () => postAs(server, machine, "/token", { grant_type: "client_credentials" });
    const first = await asks();
    assert.equal(first.status, 200, first.text);
    const { access_token } = first.json;
    for (const { id } of [api, machine]) await client("block", id);
    assertError(await postAs(server, api, "/introspect", { token: "a" }), "unauthorized_client");
    assertError(await asks(), "unauthorized_client");
    const other = await addClient(server, { introspects: [NOTES, server.url] });
    assert.equal((await postAs(server, other, "/introspect", { token: access_token })).json.active, false);
  });

  test("with a metadata document stays blocked, whatever the document says, and is never swept", async () => {
    const { client: app, browser } = await letIn("with a metadata document");
    await client("block", app.id);
    web.putJson(app.id, documentOf(app.id, { client_name: "Another" }));
    await server.db.prepare("DELETE FROM grants WHERE client_id = ?").bind(app.id).run();
    await server.db.prepare("UPDATE clients SET created_at = 0 WHERE id = ?").bind(app.id).run();
    for (let i = 0; i < 3; i++) await server.scheduled();
    assert.match((await browser.open(ask(app).url)).text, /This app is blocked/);
  });

  test("of which 20 refreshes are on their way: none succeeds after it", async () => {
    const app = await addClient(server, { firstParty: true });
    const browser = new Browser(server);
    const families = [];
    for (let i = 0; i < 20; i++) families.push(await beginFamily(server, browser, app, server.user, { scope: "profile notes:read" }));
    const racing = families.map(({ refresh_token }) => refresh(server, app, refresh_token));
    await server.db.prepare("UPDATE clients SET blocked_at = unixepoch() WHERE id = ?").bind(app.id).run();
    const generations = async () => (await Promise.all(families.map(({ code }) => familyOf(server, code)))).map(({ generation }) => generation);
    const blocked = await generations();
    const answers = await Promise.all(racing);
    assert.deepEqual(await generations(), blocked, "nothing was written after it");
    const after = await Promise.all(families.map(({ refresh_token }, i) => refresh(server, app, answers[i].json.refresh_token ?? refresh_token)));
    for (const answer of after) assertError(answer, "unauthorized_client");
  });

  test("is not on the page of the account, and the commands say that it is blocked", async () => {
    const app = await addClient(server, { initiateLoginUri: "https://app.example/start", name: "Startable" });
    assert.deepEqual(await client("block", app.id), { blocked: app.id });
    const { clients } = await server.admin("client", "list", "--search", "Startable");
    assert.equal(clients.find(({ client_id }) => client_id === app.id).blocked, true);
    await assert.rejects(client("block", app.id), /blocked already/);
    await client("unblock", app.id);
    await assert.rejects(client("unblock", app.id), /not blocked/);
    await assert.rejects(client("block", "nobody"), /no client/);
  });
});

describe("a client that the owner vouches for", () => {
  test("is the owner's as it was, keeps what it has, and cannot change itself any more", async () => {
    const registration = await registered(server, { scope: "openid profile", client_name: "Came by itself" });
    const app = asClient(registration);
    const [browser, user] = [new Browser(server), await addUser(server)];
    const tokens = await obtainTokens(server, browser, app, user, { scope: SCOPE });
    const before = await rowOf(server, app.id);
    await client("vouch", app.id);
    const row = await rowOf(server, app.id);
    const changed = Object.keys(row).filter((name) => row[name] !== before[name]);
    assert.deepEqual(changed.toSorted(), ["registered_by", "registration_token_hash", "revision"]);
    assert.equal((await manage(registration)).status, 401);
    assert.equal((await manage(registration, "PUT", { redirect_uris: ["https://evil.example/"] })).status, 401);
    assert.equal((await refresh(server, app, tokens.refresh_token)).status, 200);
    const page = await new Browser(server).open(ask(app).url);
    assert.doesNotMatch(page.text, /not verified/);
    assert.ok((await browser.open(ask(app, { scope: "openid profile" }).url)).location.startsWith(app.redirectUri), "nobody is asked again");
    await assert.rejects(client("vouch", app.id), /already/);
  });

  test("must be told what it may ask for, if it did not say", async () => {
    const app = asClient(await registered(server));
    await assert.rejects(client("vouch", app.id), /--scope/);
    await assert.rejects(client("vouch", app.id, "--scope", "nothing:known"), /not defined/);
    await client("vouch", app.id, "--scope", "openid email");
    assert.equal((await rowOf(server, app.id)).scope, "openid email");
  });

  test("stays what its document said when the owner vouched for it", async () => {
    const app = publish(web, { scope: "openid profile" });
    const [browser, user] = [new Browser(server), await addUser(server)];
    const tokens = await obtainTokens(server, browser, app, user, { scope: SCOPE });
    await client("vouch", app.id);
    web.putJson(app.id, documentOf(app.id, { client_name: "Evil", redirect_uris: ["https://evil.example/callback"] }));
    const evil = await browser.open(ask({ ...app, redirectUri: "https://evil.example/callback" }).url);
    assert.equal(evil.status, 400);
    assert.equal(evil.location, null);
    const pushed = await postAs(server, app, "/par", [...ask({ ...app, redirectUri: "https://evil.example/callback" }).params]);
    assert.equal(pushed.status, 400);
    const seen = web.count(app.id);
    assert.equal((await refresh(server, app, tokens.refresh_token)).status, 200);
    await obtainTokens(server, browser, app, user, { scope: "openid profile" });
    assert.equal(web.count(app.id), seen, "nobody asks for the document any more");
    const row = await rowOf(server, app.id);
    assert.deepEqual([row.name, row.redirect_uris], ["Paper", JSON.stringify([CALLBACK])]);
    await client("edit", app.id, "--name", "Ours");
    assert.equal((await rowOf(server, app.id)).name, "Ours");
  });
});

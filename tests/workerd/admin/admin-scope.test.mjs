// No page hands out the Admin API: the owner names clients for it with the command.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { addAdminClient } from "../kit/admin-api.mjs";
import { administering, later } from "../kit/administrators.mjs";
import { addClient, registered, rowOf } from "../kit/clients.mjs";
import { serveWithClock } from "../kit/serve.mjs";

let server;
before(async () => { server = await serveWithClock({ vars: { REGISTRATION: "open" } }); });
after(() => server?.dispose());

const change = ({ id }) => `/admin/app/change?id=${encodeURIComponent(id)}`;
const came = async () => ({ id: (await registered(server, { scope: "openid admin_api" })).client_id });
const app = ({ id }) => `/admin/app?id=${encodeURIComponent(id)}`;

test("an app is added without it", async () => {
  const { browser } = await administering(server);
  const fields = { name: "Greedy", redirect_uris: "https://app.example/cb", scope: "openid admin_api" };
  const page = await browser.submitTo(await browser.open("/admin/app/new"), "/admin/app/add", { fields });
  assert.equal(page.status, 400);
  assert.match(page.text, /admin_api/);
  assert.equal(await server.db.prepare("SELECT count(*) AS n FROM clients WHERE name = 'Greedy'").first("n"), 0);
});

test("an app that lacks it does not get it", async () => {
  const [{ browser }, client] = [await administering(server), await addClient(server)];
  const before = await rowOf(server, client.id);
  const page = await browser.submitTo(await browser.open(change(client)), "/admin/app/edit", { fields: { scope: "openid admin_api" } });
  assert.equal(page.status, 400);
  assert.deepEqual(await rowOf(server, client.id), before);
});

test("an app that came by itself is not vouched for with it", async () => {
  const [{ browser }, client] = [await administering(server), await came()];
  const page = await browser.submitTo(await browser.open(app(client)), "/admin/app/vouch", { fields: { scope: "openid admin_api" } });
  assert.equal(page.status, 400);
  assert.equal((await rowOf(server, client.id)).registered_by, "itself");
});

test("an app that has it keeps it, and is changed after a recent sign-in only", async () => {
  const [{ browser }, client] = [await administering(server), await addAdminClient(server)];
  const fields = { redirect_uris: "https://attacker.example/cb" };
  const page = await browser.open(change(client));
  await later(server, 700);
  const before = await rowOf(server, client.id);
  const late = await browser.submitTo(page, "/admin/app/edit", { fields });
  assert.match(late.text, /id="passkey"/);
  await server.db.prepare("UPDATE clients SET blocked_at = 1 WHERE id = ?").bind(client.id).run();
  const blocked = await browser.open(app(client));
  assert.ok(!blocked.text.includes("/admin/app/unblock"));
  const kept = await rowOf(server, client.id);
  assert.deepEqual([kept.redirect_uris, kept.blocked_at], [before.redirect_uris, 1]);
  const again = (await administering(server)).browser;
  const done = await again.submitTo(await again.open(change(client)), "/admin/app/edit", { fields: { name: "Renamed" } });
  assert.doesNotMatch(done.text, /id="passkey"/);
  const row = await rowOf(server, client.id);
  assert.deepEqual([row.name, row.scope], ["Renamed", before.scope]);
});

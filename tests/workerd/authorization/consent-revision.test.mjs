// A yes is for the client as it was when the person was asked. What changes between the question and the answer
// is asked again, or refused; it never counts for something that nobody saw.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { assertNotice } from "../kit/asserts.mjs";
import { LEAST, addClient, asClient, manage, registered } from "../kit/clients.mjs";
import { Web, documentOf, publish } from "../kit/documents.mjs";
import { addUser } from "../kit/people.mjs";
import { serveWithClock } from "../kit/serve.mjs";
import { atConsent } from "../kit/steps.mjs";

const web = new Web();
let server;
before(async () => {
  server = await serveWithClock({ vars: { REGISTRATION: "open" }, outbound: web.outbound });
});
after(() => server?.dispose());

async function countCodes() {
  return (await server.kv.list()).keys.length;
}

function grantOf(user, client) {
  return server.db.prepare("SELECT 1 FROM grants WHERE user_id = ? AND client_id = ?").bind(user.id, client.id).first();
}

/** Says yes to a page that was shown before `change`: nothing comes of it. Gives what the person sees instead. */
async function allowed(client, change) {
  const user = await addUser(server);
  const visit = await atConsent(server, client, user);
  await change(user);
  const before = await countCodes();
  const page = await visit.browser.allow(visit.page);
  assert.equal(await countCodes(), before);
  assert.equal(await grantOf(user, client), null);
  assert.ok(page.location === null, page.location);
  return { ...visit, page };
}

/** The same request again: the person is asked about what it is now, and a yes to that counts. */
async function isAskedAgain({ browser, request }, words) {
  const again = await browser.open(request.url);
  assert.equal(again.asksConsent, true);
  assert.ok(again.text.includes(words), again.text);
  assert.ok((await browser.allow(again)).answer.has("code"));
}

test("of a client that registered itself and changed its name meanwhile", async () => {
  const information = await registered(server, { client_name: "Paper" });
  const visit = await allowed(asClient(information), async () => {
    const put = { client_id: information.client_id, ...LEAST, client_name: "Your Bank" };
    assert.equal((await manage(information, "PUT", put)).status, 200);
  });
  assertNotice(visit.page, 403);
  await isAskedAgain(visit, "Your Bank");
});

test("of a person who got a new password meanwhile: they sign in again first", async () => {
  const client = await addClient(server);
  const { page } = await allowed(client, (user) =>
    server.db.prepare("UPDATE users SET credential_version = credential_version + 1 WHERE id = ?").bind(user.id).run());
  assert.equal(page.asksToSignIn, true, page.text);
});

test("of a client that the owner changed meanwhile", async () => {
  const client = await addClient(server, { name: "Paper" });
  const visit = await allowed(client, () =>
    server.db.prepare("UPDATE clients SET name = 'Pencil' WHERE id = ?").bind(client.id).run());
  assertNotice(visit.page, 403);
  await isAskedAgain(visit, "Pencil");
});

test("of a metadata document that changed meanwhile: the question is asked again at once", async () => {
  // Nothing is remembered of it for longer than a minute.
  const client = publish(web, {}, { "cache-control": "no-store" });
  const visit = await allowed(client, async () => {
    web.putJson(client.id, documentOf(client.id, { client_name: "Your Bank" }));
    await server.letPass(61);
  });
  assert.equal(visit.page.asksConsent, true, visit.page.text);
  await isAskedAgain(visit, "Your Bank");
});

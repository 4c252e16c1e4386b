// The logo of an app, which programs set and remove by the Admin API.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { addAdminClient, addMachine, assertProblem, call, callingAlone, callingAs } from "../kit/admin-api.mjs";
import { addClient, registered } from "../kit/clients.mjs";
import { assertChanges, BAD, eventsAbout, hashOf, LARGEST, logoOf, PNG, WEBP } from "../kit/logos.mjs";
import { serveWithClock } from "../kit/serve.mjs";

let server;
before(async () => {
  server = await serveWithClock({ vars: { REGISTRATION: "open" } });
  server.urls ??= [server.url];
});
after(() => server?.dispose());

describe("by the Admin API", () => {
  let caller;
  before(async () => { caller = await callingAs(server, { client: await addAdminClient(server) }); });
  const put = (app, body, { type = "image/png", by = caller, ...headers } = {}) => call(server, by, "PUT", `/apps/${app.id}/logo`, { body, headers: { "content-type": type, ...headers } });
  const remove = (app, by = caller) => call(server, by, "DELETE", `/apps/${app.id}/logo`);

  test("a logo is set and removed, as often as somebody asks for it", async () => {
    const app = await addClient(server);
    assert.equal((await call(server, caller, "GET", `/apps/${app.id}`)).json.logo, null);
    for (const [file, type] of [[PNG, "image/png"], [WEBP, "image/webp"], [WEBP, "image/webp"]]) {
      const answer = await put(app, file, { type });
      assert.equal(answer.status, 200, answer.text);
      assert.equal(answer.json.logo, hashOf(file));
      const shown = await call(server, caller, "GET", `/apps/${app.id}`);
      assert.deepEqual([shown.json, shown.headers.get("etag")], [answer.json, answer.headers.get("etag")]);
      assert.deepEqual(Buffer.from(await (await fetch(`${server.url}/logo/${answer.json.logo}`)).arrayBuffer()), file);
    }
    for (let i = 0; i < 2; i++) assert.equal((await remove(app)).json.logo, null);
    assertChanges(await eventsAbout(server, app), caller.admin.id, [["", hashOf(PNG)], [hashOf(PNG), hashOf(WEBP)], [hashOf(WEBP), ""]]);
  });

  for (const [what, [file, words]] of Object.entries(BAD)) {
    test(`is refused: ${what}`, async () => {
      const app = await addClient(server);
      const large = file.length > LARGEST;
      assertProblem(await put(app, file), large ? 413 : 400, large ? /at most 64 kB/ : words);
      assert.equal(await logoOf(server, app), null);
    });
  }

  test("another type, an app that is gone, came by itself or was changed, and an app of the Admin API", async () => {
    const app = await addClient(server);
    for (const type of ["application/json", "image/svg+xml", "multipart/form-data; boundary=b", ""]) assertProblem(await put(app, PNG, { type }), 415);
    assertProblem(await put({ id: "nothing-like-it" }, PNG), 404);
    assertProblem(await remove({ id: "nothing-like-it" }), 404);
    const { client_id: id } = await registered(server);
    assertProblem(await put({ id }, PNG), 409, /Vouch/);
    assertProblem(await remove({ id }), 409, /Vouch/);
    assertProblem(await put(app, PNG, { "if-match": '"older"' }), 412);
    assertProblem(await put(caller.client, PNG), 403);
    const patched = await call(server, caller, "PATCH", `/apps/${app.id}`, { body: { logo: hashOf(PNG) } });
    assertProblem(patched, 400, /"logo" is unknown here/);
    assert.equal(await logoOf(server, app), null);
  });

  test("a program in its own name does it", async () => {
    const app = await addClient(server);
    const alone = await callingAlone(server, { client: await addMachine(server) });
    assert.equal((await put(app, PNG, { by: alone })).json.logo, hashOf(PNG));
    assert.equal((await remove(app, alone)).json.logo, null);
  });
});

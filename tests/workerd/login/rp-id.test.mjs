// The host that passkeys are for changes: no passkey is lost silently, and all else goes on.

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";

import { Browser } from "../kit/browser.mjs";
import { addClient } from "../kit/clients.mjs";
import { addPasskey, signInWith } from "../kit/passkeys.mjs";
import { mark, serveAuthorizationServer } from "../kit/serve.mjs";
import { ask, atLogin, obtainTokens, refresh } from "../kit/steps.mjs";

const REFUSED = /Passkeys cannot be used here at the moment\. Tell whoever runs this server\./;

let folder, server, port, client, passkey, user;
const secret = randomBytes(32).toString("base64url");
before(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "edgegrant-"));
  server = await serveAuthorizationServer({ persist: folder, secret, seed: true });
  ({ user } = server);
  port = Number(new URL(server.url).port);
  client = await addClient(server, { firstParty: true });
  passkey = await addPasskey(server, user);
});
after(async () => {
  await server?.dispose();
  await rm(folder, { recursive: true, force: true });
});

async function restart(vars = {}) {
  await server.dispose();
  server = await serveAuthorizationServer({ persist: folder, secret, port, migrate: false, vars: { LOG_REQUESTS: "true", ...vars } });
}

/** Passkeys of the user for the former host. */
function addElsewhere(count) {
  return server.db.batch(Array.from({ length: count }, (_, number) => server.db
    .prepare(`INSERT INTO passkeys SELECT ? AS id, user_id, 'old.example', name, public_key, algorithm, counter, backup_eligible,
      backed_up, aaguid, created_at, last_used_at, challenged_at, used_by FROM passkeys WHERE id = ?`)
    .bind(`old${number}`, passkey.id)));
}

/** How many queries each request for a login page took. */
async function queries(count) {
  const start = await mark(server);
  for (let number = 0; number < count; number++) await atLogin(server, client);
  await mark(server);
  return server.logs.slice(start).filter((entry) => entry.path === "/authorize").map((line) => line.d1_queries);
}

test("while all passkeys are for the RP ID, an isolate asks once", async () => {
  await restart();
  assert.deepEqual(await queries(3), [2, 1, 1]);
});

test("a passkey that is shown after the change is refused, and passwords and tokens go on", async () => {
  const { browser, page } = await atLogin(server, client);
  const tokens = await obtainTokens(server, new Browser(server), client, user, { scope: "openid offline_access" });
  await addElsewhere(3);
  await restart();
  const answer = await signInWith(browser, page, passkey);
  assert.equal(answer.status, 400);
  assert.match(answer.text, REFUSED);
  assert.doesNotMatch(answer.text, /id="passkey"/);
  const other = await atLogin(server, client);
  assert.match(other.page.text, REFUSED);
  assert.doesNotMatch(other.page.text, /id="passkey"/);
  assert.ok((await other.browser.signIn(other.page, user)).answer.has("code"));
  assert.equal((await refresh(server, client, tokens.refresh_token)).status, 200);
  const { reason } = await server.logged((entry) => entry.event === "trouble");
  assert.match(reason, /^RP_ID is "localhost" now, but 3 passkeys are for "old\.example", and .* add "old\.example" to RP_ID_BEFORE/);
  await assert.rejects(server.admin("user", "passkeys"), /3 passkeys are for "old\.example"/);
  assert.match((await server.db.prepare("SELECT count(*) AS n FROM passkeys").first("n")).toString(), /^4$/, "none was removed");
});

test("a setting that names the former host confirms it", async () => {
  await restart({ RP_ID_BEFORE: "old.example" });
  const { browser, page } = await atLogin(server, client);
  assert.doesNotMatch(page.text, REFUSED);
  const answer = await signInWith(browser, page, passkey);
  assert.ok(answer.location?.startsWith("https://app.example/"), answer.text);
});

test("once no passkey is left for it, the command says that nothing is lost", async () => {
  await server.db.prepare("DELETE FROM passkeys WHERE rp_id = 'old.example'").run();
  assert.deepEqual(await server.admin("user", "passkeys"), { rp_id: "localhost" });
  await restart();
  const page = await new Browser(server).open(ask(client).url);
  assert.match(page.text, /id="passkey"/);
});

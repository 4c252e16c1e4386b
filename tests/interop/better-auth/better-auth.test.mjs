// better-auth, unmodified: its plugin for any OpenID Provider verifies the ID token, asks userinfo, and refreshes. It
// posts its secret if nothing else is said.

import assert from "node:assert/strict";
import path from "node:path";
import { after, before, test } from "node:test";

import { freePort, serveAuthorizationServer } from "../../../scripts/local.mjs";
import { Browser } from "../../workerd/kit/browser.mjs";
import { addClient } from "../../workerd/kit/clients.mjs";
import { addPerson } from "../../workerd/kit/people.mjs";
import { visit } from "../../workerd/kit/steps.mjs";
import { startServer } from "../programs.mjs";
import { ensureBetterAuth } from "./setup.mjs";

const SCOPE = "openid profile email offline_access";

let server, person, app;
const started = new AsyncDisposableStack();

before(async () => {
  const folder = await ensureBetterAuth();
  server = await serveAuthorizationServer({ seed: true });
  started.defer(server.dispose);
  person = await addPerson(server);
  const port = await freePort();
  const url = `http://localhost:${port}`;
  // It posts its secret, and is registered for Basic, as by default: a secret counts either way.
  const client = await addClient(server, {
    redirectUris: [`${url}/api/auth/callback/edgegrant`],
    scope: SCOPE,
  });
  const settings = { port, issuer: server.url, scope: SCOPE, client };
  const running = await startServer(`${url}/me`, process.execPath, [path.join(folder, "app.mjs"), JSON.stringify(settings)]);
  started.defer(running.stop);
  app = { url, output: running.output };
});
after(() => started.disposeAsync());

test("signs a person in, with PKCE and a nonce, refreshes, and signs them out", async () => {
  const [atApp, browser] = [new Browser(app), new Browser(server)];
  const ask = async (address) => {
    const page = await atApp.open(address);
    assert.equal(page.status, 200, `${page.url} ${page.text}\n${app.output()}`);
    return JSON.parse(page.text);
  };

  const { url } = await ask("/login");
  const request = new URL(url).searchParams;
  assert.ok(request.has("code_challenge") && request.has("nonce"), url);
  const { user, accounts } = await ask(await visit(browser, url, person));
  assert.deepEqual([user.name, user.email, user.emailVerified], [person.claims.name, person.email, true]);
  assert.deepEqual(accounts.map(({ accountId }) => accountId), [person.id]);
  assert.deepEqual(new Set(accounts[0].scopes), new Set(SCOPE.split(" ")));

  const refreshed = await ask("/refresh");
  assert.notEqual(refreshed.accessToken, refreshed.before);
  assert.ok(refreshed.refreshToken);

  await ask("/logout");
  assert.equal(await ask("/me"), null);
});

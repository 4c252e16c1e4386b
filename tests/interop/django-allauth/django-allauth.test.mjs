// django-allauth, unmodified: its provider for OpenID Connect in a Django application. It posts its secret where the
// metadata allows that, asks userinfo, and reads the ID token.

import assert from "node:assert/strict";
import path from "node:path";
import { after, before, test } from "node:test";

import { freePort, serveAuthorizationServer } from "../../../scripts/local.mjs";
import { Browser } from "../../workerd/kit/browser.mjs";
import { addClient } from "../../workerd/kit/clients.mjs";
import { addPerson } from "../../workerd/kit/people.mjs";
import { visit } from "../../workerd/kit/steps.mjs";
import { startServer } from "../programs.mjs";
import { ensureDjangoAllauth } from "./setup.mjs";

const SCOPE = "openid profile email offline_access";

/**
 * The clients, by name: how each is registered, and what it is told in its settings (`token_auth_method`). Told nothing,
 * they post their secrets; all are registered for Basic, as by default, for a secret counts either way.
 */
const CLIENTS = {
  "as-it-is": { registration: {} },
  basic: { registration: {}, says: "client_secret_basic" },
  rs256: { registration: { idTokenSignedResponseAlg: "RS256" } },
};

let server, person, app;
const started = new AsyncDisposableStack();

before(async () => {
  const python = await ensureDjangoAllauth();
  server = await serveAuthorizationServer({ seed: true });
  started.defer(server.dispose);
  person = await addPerson(server);
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const clients = {};
  for (const [name, { registration, says }] of Object.entries(CLIENTS)) {
    const redirectUris = [`${url}/accounts/oidc/${name}/login/callback/`];
    const { id, secret } = await addClient(server, { redirectUris, scope: SCOPE, ...registration });
    clients[name] = { id, secret, says };
  }
  const settings = { port, issuer: server.url, scope: SCOPE, clients };
  const running = await startServer(`${url}/me`, python, [path.join(import.meta.dirname, "app.py"), JSON.stringify(settings)]);
  started.defer(running.stop);
  app = { url, output: running.output };
});
after(() => started.disposeAsync());

for (const name of Object.keys(CLIENTS)) {
  test(`signs a person in: ${name}`, async () => {
    const [atApp, browser] = [new Browser(app), new Browser(server)];
    // Each application has its own people: otherwise the second finds the address of the first, and asks.
    const newcomer = name === "as-it-is" ? person : await addPerson(server);
    const request = (await atApp.fetch(`/accounts/oidc/${name}/login/`)).location;
    assert.ok(request?.startsWith(`${server.url}/authorize?`), `${request} ${app.output()}`);
    assert.match(request, /code_challenge_method=S256/);
    const page = await atApp.open(await visit(browser, request, newcomer));
    assert.equal(page.status, 200, `${page.url} ${page.text.slice(0, 2000)}\n${app.output()}`);
    const { uid, email, claims, refreshes } = JSON.parse(page.text);
    assert.deepEqual([uid, email, refreshes], [newcomer.id, newcomer.email, true]);
    assert.equal(claims.userinfo.preferred_username, newcomer.username);
    assert.deepEqual([claims.id_token.iss, claims.id_token.sub], [server.url, newcomer.id]);
  });
}

// Authlib, unmodified, in a Flask application: the ID token verified, userinfo, its automatic refresh, and
// logout with its check of `state`.

import assert from "node:assert/strict";
import path from "node:path";
import { after, before, test } from "node:test";
import { exportPKCS8 } from "jose";

import { freePort, serveAuthorizationServer } from "../../../scripts/local.mjs";
import { Browser } from "../../workerd/kit/browser.mjs";
import { addClient, addKeyClient } from "../../workerd/kit/clients.mjs";
import { ALGORITHMS } from "../../workerd/kit/issued.mjs";
import { SCOPE, addPerson } from "../../workerd/kit/people.mjs";
import { isSignedIn, visit } from "../../workerd/kit/steps.mjs";
import { startServer } from "../programs.mjs";
import { ensureAuthlib } from "./setup.mjs";

/** The clients, by name, and how each is registered. */
const CLIENTS = {
  ...Object.fromEntries(ALGORITHMS.map((alg) => [alg, { idTokenSignedResponseAlg: alg }])),
  client_secret_post: { method: "client_secret_post" },
  private_key_jwt: { method: "private_key_jwt", alg: "RS256" },
  none: { method: "none" },
};

let server;
let person;
let app;
const started = new AsyncDisposableStack();

before(async () => {
  const python = await ensureAuthlib();
  server = await serveAuthorizationServer({ seed: true });
  started.defer(server.dispose);
  person = await addPerson(server);
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const settings = { port, issuer: server.url, scope: SCOPE, clients: await register(url) };
  const running = await startServer(url, python, [path.join(import.meta.dirname, "app.py"), JSON.stringify(settings)]);
  started.defer(running.stop);
  app = { url, output: running.output };
});
after(() => started.disposeAsync());

async function register(url) {
  const clients = {};
  for (const [name, registration] of Object.entries(CLIENTS)) {
    const add = registration.method === "private_key_jwt" ? addKeyClient : addClient;
    const { id, secret, method, privateKey } = await add(server, {
      redirectUris: [`${url}/${name}/callback`],
      postLogoutRedirectUris: [`${url}/${name}/signed-out`],
      scope: SCOPE,
      ...registration,
    });
    // Authlib wants the key where other clients have their secret.
    clients[name] = { id, method, secret: privateKey ? await exportPKCS8(privateKey) : secret };
  }
  return clients;
}

for (const name of Object.keys(CLIENTS)) {
  test(`signs a person in and out: ${name}`, async () => {
    const [atApp, browser] = [new Browser(app), new Browser(server)];
    const ask = async (address) => {
      const page = await atApp.fetch(address);
      assert.equal(page.status, 200, `${page.text}\n${app.output()}`);
      return JSON.parse(page.text);
    };

    const request = (await atApp.fetch(`/${name}/login`)).location;
    const claims = await ask(await visit(browser, request, person));
    assert.equal(claims.sub, person.id);
    assert.equal(claims.email, undefined);

    assert.deepEqual(await ask(`/${name}/userinfo`), { sub: person.id, ...person.claims });
    const refreshed = await ask(`/${name}/refresh`);
    assert.deepEqual(refreshed.changed, ["access_token", "refresh_token", "id_token"]);
    assert.equal(refreshed.userinfo.sub, person.id);
    assert.deepEqual(
      [refreshed.claims.sub, refreshed.claims.auth_time, refreshed.claims.sid, refreshed.claims.nonce],
      [claims.sub, claims.auth_time, claims.sid, undefined],
    );

    const away = (await atApp.fetch(`/${name}/logout`)).location;
    assert.equal(await ask(await visit(browser, away)), null);
    assert.equal(await isSignedIn(browser, request), false);
  });
}

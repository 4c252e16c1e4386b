// express-openid-connect, unmodified: a code as a redirect and as a form post, the ID token verified, userinfo, refresh
// and logout. It wants RS256 if nothing else is said.

import assert from "node:assert/strict";
import path from "node:path";
import { after, before, test } from "node:test";

import { freePort, serveAuthorizationServer } from "../../../scripts/local.mjs";
import { Browser } from "../../workerd/kit/browser.mjs";
import { addClient } from "../../workerd/kit/clients.mjs";
import { SCOPE, addPerson } from "../../workerd/kit/people.mjs";
import { visit } from "../../workerd/kit/steps.mjs";
import { startServer } from "../programs.mjs";
import { ensureExpressOpenidConnect } from "./setup.mjs";

/** The applications by what is special about each: how it is registered, and what it says to the library. */
const APPS = {
  "with a code in the query": { registration: {} },
  "with a code as a form post": { registration: {}, response_mode: "form_post" },
  "with ES256": { registration: { idTokenSignedResponseAlg: "ES256" }, options: { idTokenSigningAlg: "ES256" } },
  "posting its secret": { registration: { method: "client_secret_post" }, options: { clientAuthMethod: "client_secret_post" } },
  "pushing its requests": { registration: { requirePushedAuthorizationRequests: true }, options: { pushedAuthorizationRequests: true } },
};

let server, person, running;
const urls = {};
const started = new AsyncDisposableStack();

before(async () => {
  const folder = await ensureExpressOpenidConnect();
  server = await serveAuthorizationServer({ seed: true });
  started.defer(server.dispose);
  person = await addPerson(server);
  const apps = [];
  for (const [name, it] of Object.entries(APPS)) apps.push(await register(name, it));
  const settings = JSON.stringify({ issuer: server.url, apps });
  running = await startServer(Object.values(urls).at(-1), process.execPath, [path.join(folder, "app.mjs"), settings]);
  started.defer(running.stop);
});
after(() => started.disposeAsync());

async function register(name, { registration, response_mode, options }) {
  const port = await freePort();
  urls[name] = `http://localhost:${port}`;
  const client = await addClient(server, {
    redirectUris: [`${urls[name]}/callback`],
    postLogoutRedirectUris: [`${urls[name]}/me`],
    idTokenSignedResponseAlg: "RS256",
    scope: SCOPE,
    ...registration,
  });
  const authorizationParams = { response_type: "code", scope: SCOPE, ...(response_mode && { response_mode }) };
  return { port, client, authorizationParams, options };
}

for (const name of Object.keys(APPS)) {
  test(`signs a person in and out, ${name}`, async () => {
    const app = { url: urls[name] };
    const [atApp, browser] = [new Browser(app), new Browser(server)];
    const ask = async (address) => {
      const page = await atApp.open(address);
      assert.equal(page.status, 200, `${page.url} ${page.text}\n${running.output()}`);
      return JSON.parse(page.text);
    };

    const request = (await atApp.fetch("/login")).location;
    let page = await browser.signIn(await browser.open(request), person);
    if (page.asksConsent) page = await browser.allow(page);
    const back = page.location === null ? await atApp.submit(page) : await atApp.open(page.location);
    assert.deepEqual(JSON.parse(back.text), { signedIn: true }, running.output());
    assert.equal((await ask("/me")).sub, person.id);
    assert.deepEqual(await ask("/userinfo"), { sub: person.id, ...person.claims });
    assert.deepEqual(await ask("/refresh"), { changed: true, userinfo: { sub: person.id, ...person.claims } });

    const away = (await atApp.fetch("/logout")).location;
    assert.equal(await ask(await visit(browser, away)), null);
    const again = (await atApp.fetch("/login")).location;
    assert.equal((await browser.open(again)).asksToSignIn, true);
  });
}

// mod_auth_openidc, unmodified, protects a page of Apache: who signed in is in REMOTE_USER, the claims are in
// the environment. It knows no EdDSA (Debian's 2.4.12).

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { exportJWK, exportPKCS8, exportSPKI, generateKeyPair } from "jose";

import { freePort, serveAuthorizationServer } from "../../../scripts/local.mjs";
import { Browser } from "../../workerd/kit/browser.mjs";
import { addClient } from "../../workerd/kit/clients.mjs";
import { SCOPE, addPerson } from "../../workerd/kit/people.mjs";
import { visit } from "../../workerd/kit/steps.mjs";
import { CALLBACK, PAGE, shown, startApache } from "./apache.mjs";
import { ensureApache } from "./setup.mjs";
import { Visitor } from "./visitor.mjs";

/** Of the client that has a key. */
const KID = "of-the-client";
const PRIVATE_KEY = "private.pem";
const PUBLIC_KEY = "public.pem";

/** Each site is a client: how it is registered, and what Apache is told besides. */
const SITES = {
  "with what it does by itself": {
    directives: ["OIDCPKCEMethod S256"],
  },
  "with RS256, without PKCE, its token and its secret in forms": {
    registration: {
      method: "client_secret_post",
      withoutPkce: true,
      idTokenSignedResponseAlg: "RS256",
      userinfoSignedResponseAlg: "RS256",
    },
    directives: [
      "OIDCProviderTokenEndpointAuth client_secret_post",
      "OIDCIDTokenSignedResponseAlg RS256",
      "OIDCUserInfoSignedResponseAlg RS256",
      "OIDCUserInfoTokenMethod post_param",
    ],
  },
  "with private_key_jwt, and answers as a form post": {
    registration: { method: "private_key_jwt" },
    directives: [
      "OIDCPKCEMethod S256",
      // In this order, or it refuses the method; and it crashes when it has but one half.
      `OIDCPublicKeyFiles ${KID}#\${FOLDER}/${PUBLIC_KEY}`,
      `OIDCPrivateKeyFiles ${KID}#\${FOLDER}/${PRIVATE_KEY}`,
      "OIDCProviderTokenEndpointAuth private_key_jwt",
      "OIDCResponseMode form_post",
    ],
  },
  "as a public client": {
    registration: { method: "none" },
    directives: ["OIDCPKCEMethod S256", "OIDCProviderTokenEndpointAuth none"],
  },
};

let server;
let person;
let apache;
const urls = {};
const started = new AsyncDisposableStack();

before(async () => {
  await ensureApache();
  server = await serveAuthorizationServer({ seed: true });
  started.defer(server.dispose);
  person = await addPerson(server);
  const pair = await generateKeyPair("RS256", { extractable: true });
  const jwks = { keys: [{ ...(await exportJWK(pair.publicKey)), alg: "RS256", kid: KID }] };
  const sites = await Promise.all(Object.entries(SITES).map(([name, it]) => site(name, it, jwks)));
  apache = await startApache(sites, {
    [PRIVATE_KEY]: await exportPKCS8(pair.privateKey),
    [PUBLIC_KEY]: await exportSPKI(pair.publicKey),
  });
  started.defer(apache.stop);
});
after(() => started.disposeAsync());

/** Registers the client of a site, and gives Apache's half. */
async function site(name, { registration = {}, directives }, jwks) {
  const port = await freePort();
  urls[name] = `http://localhost:${port}`;
  const client = await addClient(server, {
    redirectUris: [`${urls[name]}${CALLBACK}`],
    postLogoutRedirectUris: [`${urls[name]}/signed-out`],
    backchannelLogoutUri: `${urls[name]}${CALLBACK}?logout=backchannel`,
    scope: SCOPE,
    ...(registration.method === "private_key_jwt" && { jwks }),
    ...registration,
  });
  return {
    port,
    directives: [
      `OIDCProviderMetadataURL ${server.url}/.well-known/openid-configuration`,
      `OIDCClientID ${client.id}`,
      ...(client.secret ? [`OIDCClientSecret ${client.secret}`] : []),
      `OIDCScope "${SCOPE}"`,
      ...directives,
    ],
  };
}

/** Asks for the page, signs in where that leads, and gives the page that is shown then. */
async function signIn(atSite, browser) {
  const away = await atSite.fetch(PAGE);
  assert.equal(away.status, 302, `${away.text}\n${await apache.log()}`);
  let page = await browser.open(away.location);
  if (page.asksToSignIn) page = await browser.signIn(page, person);
  if (page.asksConsent) page = await browser.allow(page);
  const back = page.location === null ? await atSite.submit(page) : await atSite.open(page.location);
  assert.equal(back.status, 200, `${back.text}\n${await apache.log()}`);
  return shown(back.text);
}

async function info(atSite, query = "") {
  return JSON.parse((await atSite.fetch(`${CALLBACK}?info=json${query}`)).text);
}

/** Whether the site still shows the page without asking. */
async function isOpen(atSite) {
  return (await atSite.fetch(PAGE)).status === 200;
}

for (const name of Object.keys(SITES)) {
  test(`protects a page, ${name}`, async () => {
    const [atSite, browser] = [new Visitor({ url: urls[name] }), new Browser(server)];
    const { REMOTE_USER, ...claims } = await signIn(atSite, browser);
    assert.equal(REMOTE_USER, `${person.id}@${server.url}`);
    assert.deepEqual(claims, {
      OIDC_CLAIM_sub: person.id,
      OIDC_CLAIM_name: person.claims.name,
      OIDC_CLAIM_given_name: person.claims.given_name,
      OIDC_CLAIM_email: person.email,
    });

    const first = await info(atSite);
    for (const [claim, value] of Object.entries(person.claims)) assert.deepEqual(first.userinfo[claim], value, claim);
    const refreshed = await info(atSite, "&access_token_refresh_interval=0");
    assert.notEqual(refreshed.access_token, first.access_token, await apache.log());
    assert.notEqual(refreshed.refresh_token, first.refresh_token);

    const target = `${urls[name]}/signed-out`;
    const logout = await atSite.fetch(`${CALLBACK}?logout=${encodeURIComponent(target)}`);
    assert.equal((await visit(browser, logout.location)).href, target);
    const again = await atSite.fetch(PAGE);
    assert.equal(again.status, 302);
    assert.ok((await browser.open(again.location)).asksToSignIn);
  });
}

test("ends a session by back-channel logout, when the person signs out at another site", async () => {
  const browser = new Browser(server);
  const sites = Object.values(urls).map((url) => new Visitor({ url }));
  for (const atSite of sites) await signIn(atSite, browser);
  // Another browser of the same person, and another session.
  const elsewhere = new Visitor({ url: sites[1].origin });
  await signIn(elsewhere, new Browser(server));

  const target = `${sites[0].origin}/signed-out`;
  const logout = await sites[0].fetch(`${CALLBACK}?logout=${encodeURIComponent(target)}`);
  assert.equal((await visit(browser, logout.location)).href, target);
  for (const atSite of sites) {
    // It is delivered after the browser has its answer.
    for (let tries = 0; await isOpen(atSite); tries++) {
      assert.ok(tries < 100, `${atSite.origin} knows of no logout.\n${await apache.log()}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  assert.ok(await isOpen(elsewhere));
});

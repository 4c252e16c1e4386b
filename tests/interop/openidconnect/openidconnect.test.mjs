// The crate openidconnect, unmodified, in the program of this folder, which says what it verifies.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { serveAuthorizationServer } from "../../../scripts/local.mjs";
import { Browser } from "../../workerd/kit/browser.mjs";
import { addClient } from "../../workerd/kit/clients.mjs";
import { ALGORITHMS } from "../../workerd/kit/issued.mjs";
import { SCOPE, addPerson } from "../../workerd/kit/people.mjs";
import { visit } from "../../workerd/kit/steps.mjs";
import { runWithBrowser } from "../programs.mjs";
import { ensureRelyingParty } from "./setup.mjs";

const CALLBACK = "https://app.example/callback";
const SIGNED_OUT = "https://app.example/signed-out";

/** How each client is registered, by what is tested with it. */
const CLIENTS = {
  ...Object.fromEntries(ALGORITHMS.map((alg) => [alg, { idTokenSignedResponseAlg: alg }])),
  // The only algorithm that the crate accepts there.
  "signed userinfo": { userinfoSignedResponseAlg: "RS256" },
  "claims in the ID token": { claimsInIdToken: true },
  client_secret_post: { method: "client_secret_post" },
  none: { method: "none" },
};

let server;
let person;
let program;
const clients = {};
before(async () => {
  program = await ensureRelyingParty();
  server = await serveAuthorizationServer({ seed: true });
  person = await addPerson(server);
  // All before the server is first asked for its keys: the crate reads them before the sign-in and never again,
  // and the first client with an algorithm is known to every copy of the key set after five minutes.
  for (const [name, registration] of Object.entries(CLIENTS)) {
    clients[name] = await addClient(server, {
      redirectUris: [CALLBACK],
      postLogoutRedirectUris: [SIGNED_OUT],
      scope: SCOPE,
      ...registration,
    });
  }
});
after(() => server?.dispose());

/** Runs the program as one of the clients, and gives what it found out. */
async function live(name) {
  const client = clients[name];
  const settings = {
    issuer: server.url,
    client_id: client.id,
    client_secret: client.secret,
    client_secret_post: client.method === "client_secret_post",
    redirect_uri: CALLBACK,
    // The crate adds `openid` itself.
    scopes: SCOPE.split(" ").filter((scope) => scope !== "openid"),
    userinfo_is_signed: CLIENTS[name].userinfoSignedResponseAlg !== undefined,
    post_logout_redirect_uri: SIGNED_OUT,
  };
  const browser = new Browser(server);
  return runWithBrowser(program, [JSON.stringify(settings)], async (url) => (await visit(browser, url, person)).href);
}

for (const name of Object.keys(CLIENTS)) {
  test(`signs a person in and out: ${name}`, async () => {
    const { alg, claims, userinfo } = await live(name);
    assert.equal(alg, CLIENTS[name].idTokenSignedResponseAlg ?? "ES256");
    assert.equal(claims.sub, person.id);
    assert.equal(userinfo.sub, person.id);
    for (const [claim, value] of Object.entries(person.claims)) {
      assert.deepEqual(userinfo[claim], value, claim);
      assert.deepEqual(claims[claim], CLIENTS[name].claimsInIdToken ? value : undefined, claim);
    }
  });
}

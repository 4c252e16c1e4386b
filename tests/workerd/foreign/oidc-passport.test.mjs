// passport-openidconnect, unmodified: a library that sends no PKCE. Its client is registered without it,
// and is then held to a nonce. It posts its secret, and has no refresh and no logout of its own.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import passport from "passport";
import OpenIDConnectStrategy from "passport-openidconnect";

import { serveApp } from "../kit/apps.mjs";
import { Browser } from "../kit/browser.mjs";
import { addClient } from "../kit/clients.mjs";
import { SCOPE, addPerson } from "../kit/people.mjs";
import { serveAuthorizationServer } from "../kit/serve.mjs";
import { visit } from "../kit/steps.mjs";

let server;
let person;
before(async () => {
  server = await serveAuthorizationServer({ seed: true });
  person = await addPerson(server);
});
after(() => server.dispose());

/**
 * An application with passport, one address for all: {url, given, dispose}. `given` is what its verify function
 * was called with. `options` are those of the strategy, `registration` what its client is registered with.
 */
async function serve(options, registration) {
  const given = {};
  const session = {};
  let strategy;
  const app = await serveApp((request, response) => {
    // What express, and a session of express, would have put there.
    request.session = session;
    request.query = Object.fromEntries(new URL(request.url, app.url).searchParams);
    const done = (error, user, info) => response.end(JSON.stringify({ error: error?.message, user, info }));
    passport.authenticate(strategy, { session: false }, done)(request, response, done);
  });
  const client = await addClient(server, {
    redirectUris: [`${app.url}/callback`],
    method: "client_secret_post",
    scope: SCOPE,
    ...registration,
  });
  strategy = new OpenIDConnectStrategy({
    issuer: server.url,
    authorizationURL: `${server.url}/authorize`,
    tokenURL: `${server.url}/token`,
    userInfoURL: `${server.url}/userinfo`,
    clientID: client.id,
    clientSecret: client.secret,
    callbackURL: `${app.url}/callback`,
    scope: "profile email",
    ...options,
  }, (issuer, uiProfile, idProfile, context, idToken, accessToken, refreshToken, params, verified) => {
    Object.assign(given, { issuer, uiProfile, idProfile, context, idToken });
    verified(null, { id: idProfile.id });
  });
  return { ...app, given };
}

async function signIn(app) {
  const atApp = new Browser(app);
  const away = await atApp.open("/login");
  const callback = await visit(new Browser(server), away.location, person);
  return { callback, answer: async () => JSON.parse((await atApp.fetch(callback)).text) };
}

test("signs a person in without PKCE, with a nonce", async () => {
  const app = await serve({ nonce: true, maxAge: 60 }, { withoutPkce: true });
  try {
    const { answer } = await signIn(app);
    assert.deepEqual(await answer(), { user: { id: person.id }, info: {} });
    const { issuer, uiProfile, idProfile, context } = app.given;
    assert.equal(issuer, server.url);
    assert.deepEqual(idProfile, { id: person.id });
    assert.equal(uiProfile.displayName, "Test Person");
    assert.deepEqual(uiProfile.emails, [{ value: person.email }]);
    assert.deepEqual([context.class, context.methods], ["1", ["pwd"]]);
    assert.ok(context.timestamp instanceof Date);
  } finally {
    app.dispose();
  }
});

for (const [name, options, registration] of [
  ["that sends no nonce either", {}, { withoutPkce: true }],
  ["that is not registered so", { nonce: true }, {}],
]) {
  test(`tells a client ${name} that its request is invalid`, async () => {
    const app = await serve(options, registration);
    try {
      const { callback, answer } = await signIn(app);
      assert.equal(callback.searchParams.get("error"), "invalid_request");
      assert.match((await answer()).error, /\bcode_challenge\b|\bnonce\b/);
    } finally {
      app.dispose();
    }
  });
}

// Auth.js (`@auth/core`), unmodified, in an application of its own: its sign-in page, its callback, its
// session. What it leaves to the application is done as its guides say: refreshing, in the callback
// `jwt`, and ending the session at the server, with the ID token that it kept.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { text } from "node:stream/consumers";
import { Auth } from "@auth/core";

import { serveApp } from "../kit/apps.mjs";
import { Browser } from "../kit/browser.mjs";
import { addClient, addKeyClient } from "../kit/clients.mjs";
import { ALGORITHMS } from "../kit/issued.mjs";
import { SCOPE, addPerson } from "../kit/people.mjs";
import { serveAuthorizationServer } from "../kit/serve.mjs";
import { isSignedIn, visit } from "../kit/steps.mjs";

let server;
let person;
before(async () => {
  server = await serveAuthorizationServer({ seed: true });
  person = await addPerson(server);
});
after(() => server.dispose());

/**
 * An application with Auth.js: {url, client, kept, dispose}. `kept` is what it was given: `account`, with the
 * tokens, and `profile`. A GET of /auth/session refreshes once `kept.account.expires_at` is past.
 *
 * - `add`: registers the client.
 * - `provider`: changes to what Auth.js is told about the server.
 */
async function serve({ add = addClient, registration = {}, provider = () => ({}) }) {
  const kept = {};
  let config;
  const app = await serveApp(async (request, response) => {
    const answer = await Auth(await webRequest(request, app.url), config);
    response.writeHead(answer.status, [...answer.headers].flat());
    response.end(await answer.text());
  });
  const client = await add(server, {
    redirectUris: [`${app.url}/auth/callback/edgegrant`],
    postLogoutRedirectUris: [`${app.url}/signed-out`],
    scope: SCOPE,
    ...registration,
  });
  config = {
    basePath: "/auth",
    secret: "a secret of this test, which needs no strength",
    trustHost: true,
    logger: { error: (error) => { kept.error = error; } },
    providers: [{
      id: "edgegrant",
      name: "Edgegrant",
      type: "oidc",
      issuer: server.url,
      clientId: client.id,
      clientSecret: client.secret ?? undefined,
      checks: ["pkce", "state", "nonce"],
      authorization: { params: { scope: SCOPE } },
      // The claims of the person are then those of userinfo.
      idToken: false,
      ...provider(client),
    }],
    events: { signIn: ({ account, profile }) => { Object.assign(kept, { account, profile }); } },
    callbacks: {
      async jwt({ token }) {
        if (kept.account && kept.account.expires_at * 1000 < Date.now()) await refresh(client, kept);
        return token;
      },
    },
  };
  return { ...app, client, kept };
}

async function webRequest(request, origin) {
  const body = request.method === "POST" ? await text(request) : undefined;
  const headers = Object.entries(request.headers).map(([name, value]) => [name, `${value}`]);
  return new Request(new URL(request.url, origin), { method: request.method, headers, body });
}

/** https://authjs.dev/guides/refresh-token-rotation */
async function refresh(client, kept) {
  const response = await fetch(`${server.url}/token`, {
    method: "POST",
    body: new URLSearchParams({
      client_id: client.id,
      client_secret: client.secret,
      grant_type: "refresh_token",
      refresh_token: kept.account.refresh_token,
    }),
  });
  const tokens = await response.json();
  assert.ok(response.ok, JSON.stringify(tokens));
  const expires_at = Math.floor(Date.now() / 1000 + tokens.expires_in);
  kept.account = { ...kept.account, ...tokens, expires_at };
}

/** Presses "Sign in with Edgegrant", and comes back: {page, browser}, `browser` at the server. */
async function signIn(app, atApp) {
  const browser = new Browser(server);
  const away = await atApp.submit(await atApp.open("/auth/signin"));
  const callback = await visit(browser, away.location, person);
  assert.ok(callback.href.startsWith(`${app.url}/auth/callback/edgegrant?`), callback.href);
  const page = await atApp.fetch(callback);
  assert.equal(page.status, 302, `${app.kept.error?.cause?.err?.stack ?? page.text}`);
  assert.equal(page.location, app.url, `${app.kept.error?.cause?.err?.stack ?? app.kept.error?.stack}`);
  return { browser, request: away.location };
}

async function session(atApp) {
  return JSON.parse((await atApp.fetch("/auth/session")).text);
}

for (const alg of ALGORITHMS) {
  test(`signs a person in with an ID token signed with ${alg}, and out`, async () => {
    const app = await serve({
      registration: { idTokenSignedResponseAlg: alg },
      provider: () => ({ client: { id_token_signed_response_alg: alg } }),
    });
    try {
      const atApp = new Browser(app);
      const { browser, request } = await signIn(app, atApp);
      const { user } = await session(atApp);
      assert.deepEqual(user, { name: "Test Person", email: person.email, image: person.claims.picture });
      assert.equal(app.kept.account.providerAccountId, person.id);
      assert.deepEqual(app.kept.profile, { sub: person.id, ...person.claims });

      await atApp.submit(await atApp.open("/auth/signout"));
      assert.equal(await session(atApp), null);
      const end = new URLSearchParams({
        id_token_hint: app.kept.account.id_token,
        post_logout_redirect_uri: `${app.url}/signed-out`,
      });
      assert.equal((await visit(browser, `/logout?${end}`)).href, `${app.url}/signed-out`);
      assert.equal(await isSignedIn(browser, request), false);
    } finally {
      app.dispose();
    }
  });
}

test("refreshes as its guide says", async () => {
  const app = await serve({
    registration: { method: "client_secret_post" },
    provider: () => ({ client: { token_endpoint_auth_method: "client_secret_post" } }),
  });
  try {
    const atApp = new Browser(app);
    await signIn(app, atApp);
    const first = app.kept.account;
    app.kept.account = { ...first, expires_at: 0 };
    await session(atApp);
    assert.notEqual(app.kept.account.access_token, first.access_token);
    assert.notEqual(app.kept.account.refresh_token, first.refresh_token);
    assert.ok(app.kept.account.id_token);
  } finally {
    app.dispose();
  }
});

test("authenticates with private_key_jwt, and takes the claims from the ID token", async () => {
  const app = await serve({
    add: addKeyClient,
    registration: { claimsInIdToken: true },
    provider: ({ privateKey }) => ({
      idToken: true,
      client: { token_endpoint_auth_method: "private_key_jwt" },
      token: { clientPrivateKey: privateKey },
    }),
  });
  try {
    const atApp = new Browser(app);
    await signIn(app, atApp);
    assert.equal((await session(atApp)).user.email, person.email);
    assert.equal(app.kept.profile.nickname, person.claims.nickname);
  } finally {
    app.dispose();
  }
});

test("is a public client", async () => {
  const app = await serve({
    registration: { method: "none" },
    provider: () => ({ client: { token_endpoint_auth_method: "none" } }),
  });
  try {
    const atApp = new Browser(app);
    await signIn(app, atApp);
    assert.equal((await session(atApp)).user.email, person.email);
  } finally {
    app.dispose();
  }
});

// An issuer with a path, as where one host has several: everything is below it, and the well-known documents
// are where RFC 8414 section 3.1 and OpenID Connect Discovery section 4 put them.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { decodeJwt } from "jose";
import * as oauth from "oauth4webapi";
import * as openid from "openid-client";

import { Browser } from "../kit/browser.mjs";
import { LEAST, addClient, addKeyClient, manage, registered } from "../kit/clients.mjs";
import { userinfo, verified } from "../kit/issued.mjs";
import { asserted, assertion, newKey, postWith, prove, requestObject } from "../kit/keys.mjs";
import { addPerson } from "../kit/people.mjs";
import { freePort, serveAuthorizationServer } from "../kit/serve.mjs";
import { approve, authorizationRequest, post, postAs, token } from "../kit/steps.mjs";

const PATH = "/auth/one";
const SCOPE = "openid profile email offline_access";
const SIGNED_OUT = "https://app.example/signed-out";
const LOGO = "a".repeat(43);

// `host` is where the worker is, `at` the issuer, as a server of kit/serve.mjs.
let host, at, person;
before(async () => {
  const port = await freePort();
  const issuer = `http://localhost:${port}${PATH}`;
  host = await serveAuthorizationServer({ seed: true, port, vars: { ISSUER: issuer, REGISTRATION: "open", BRAND: { logo: LOGO } } });
  await host.db.prepare("INSERT INTO logos VALUES (?, 'image/png', 'iVBORw0KGgo=', 0)").bind(LOGO).run();
  at = { ...host, url: issuer, urls: [issuer] };
  person = await addPerson(host);
});
after(() => host?.dispose());

/** A request with its address below the path. */
function below(request) {
  return { ...request, url: `${PATH}${request.url}` };
}

/** A client of the owner: nobody need be asked. */
function add(registration = {}) {
  return addClient(host, { postLogoutRedirectUris: [SIGNED_OUT], firstParty: true, ...registration });
}

/** A code, as the fields of the token request. */
async function code(client, changes = {}) {
  const request = below(authorizationRequest(client, { scope: SCOPE, ...changes }));
  const { answer } = await approve(new Browser(host), request, person);
  assert.equal(answer.get("iss"), at.url);
  return {
    grant_type: "authorization_code", code: answer.get("code"), redirect_uri: client.redirectUri, code_verifier: request.verifier,
  };
}

describe("the documents", () => {
  test("are at both standard places, and say the issuer as it is", async () => {
    const { origin } = new URL(at.url);
    const texts = [];
    for (const url of [`${origin}/.well-known/oauth-authorization-server${PATH}`, `${at.url}/.well-known/openid-configuration`]) {
      const response = await fetch(url);
      assert.equal(response.status, 200, url);
      assert.equal(response.headers.get("access-control-allow-origin"), "*", url);
      assert.equal(response.headers.get("cache-control"), "public, max-age=3600", url);
      texts.push(await response.text());
    }
    assert.equal(texts[0], texts[1]);
    const metadata = JSON.parse(texts[0]);
    assert.equal(metadata.issuer, at.url);
    const addresses = Object.entries(metadata).filter(([name]) => /_(endpoint|uri)$/.test(name));
    assert.equal(addresses.length, 10);
    for (const [name, address] of addresses) {
      assert.ok(address.startsWith(`${at.url}/`), `${name}: ${address}`);
      assert.notEqual((await fetch(address, { redirect: "manual" })).status, 404, name);
    }
    assert.ok(metadata.protected_resources.includes(at.url));
  });

  test("and everything else are nowhere outside the path, nor at anything like it", async () => {
    for (const path of [
      "/", "/authorize", "/login", "/token", "/userinfo", "/style.css", "/health", "/logout", "/register", "/par",
      "/.well-known/openid-configuration", "/.well-known/oauth-authorization-server", "/.well-known/jwks.json",
      "/auth", "/auth/", "/auth/two/token", "/auth/onetoken", "/auth/one2/token", "/auth/oneX", "/Auth/One/token",
      "/auth%2Fone/token", "/auth//one/token", "//auth/one/token", `${PATH}${PATH}/token`, `/x${PATH}/token`, `/token${PATH}`, `/userinfo${PATH}`,
      "/.well-known/oauth-authorization-server/auth", `/.well-known/oauth-authorization-server${PATH}/`,
      `/.well-known/oauth-authorization-server${PATH}/x`,
      `/.well-known/openid-configuration/auth/two`, `${PATH}/.well-known/openid-configuration${PATH}`, `${PATH}/.well-known/openid-configuration/`,
    ]) {
      for (const method of ["GET", "POST", "OPTIONS"]) {
        const response = await fetch(`${host.url}${path}`, { method, redirect: "manual" });
        assert.equal(response.status, 404, `${method} ${path}`);
        assert.equal(response.headers.has("access-control-allow-origin"), false, `${method} ${path}`);
      }
    }
  });
});

for (const algorithm of ["oidc", "oauth2"]) {
  test(`openid-client finds the server by ${algorithm} discovery, signs in, asks, refreshes and signs out`, async () => {
    const client = await add();
    const execute = [openid.allowInsecureRequests, openid.enableNonRepudiationChecks];
    const config = await openid.discovery(new URL(at.url), client.id, {}, openid.ClientSecretBasic(client.secret), { execute, algorithm });
    assert.equal(config.serverMetadata().issuer, at.url);
    const verifier = openid.randomPKCECodeVerifier();
    const [nonce, state] = [openid.randomNonce(), openid.randomState()];
    const parameters = {
      redirect_uri: client.redirectUri, scope: SCOPE, nonce, state,
      code_challenge: await openid.calculatePKCECodeChallenge(verifier), code_challenge_method: "S256",
    };
    const pushed = algorithm === "oauth2";
    const url = pushed
      ? await openid.buildAuthorizationUrlWithPAR(config, parameters)
      : openid.buildAuthorizationUrl(config, parameters);
    assert.ok(url.href.startsWith(`${at.url}/authorize?`));
    const browser = new Browser(host);
    const callback = new URL((await approve(browser, { url }, person)).location);
    const checks = { pkceCodeVerifier: verifier, expectedNonce: nonce, expectedState: state, idTokenExpected: true };
    const tokens = await openid.authorizationCodeGrant(config, callback, checks);
    assert.equal(tokens.claims().iss, at.url);
    const { email } = await openid.fetchUserInfo(config, tokens.access_token, tokens.claims().sub);
    assert.equal(email, person.email);
    const refreshed = await openid.refreshTokenGrant(config, tokens.refresh_token);
    assert.equal(refreshed.claims().iss, at.url);
    const logout = openid.buildEndSessionUrl(config, { id_token_hint: refreshed.id_token, post_logout_redirect_uri: SIGNED_OUT });
    assert.equal((await browser.open(logout)).location, SIGNED_OUT);
    assert.equal((await browser.open(below(authorizationRequest(client)).url)).asksToSignIn, true);
  });
}

test("oauth4webapi discovers it by both rules, and accepts the issuer", async () => {
  const issuer = new URL(at.url);
  for (const algorithm of ["oidc", "oauth2"]) {
    const response = await oauth.discoveryRequest(issuer, { algorithm, [oauth.allowInsecureRequests]: true });
    assert.equal((await oauth.processDiscoveryResponse(issuer, response)).issuer, at.url);
  }
});

describe("the pages", () => {
  /** Every address in a page, and that what is at each is there. */
  async function assertBelow(page) {
    const addresses = [...page.text.matchAll(/\s(?:href|src|action)="([^"]*)"/g)].map(([, address]) => address);
    const own = addresses.map((address) => address.replace(/&(?:amp|#38);/g, "&")).filter((address) => !address.startsWith("data:"));
    for (const every of [`${PATH}/style.css`, `${PATH}/logo/${LOGO}`]) assert.ok(own.some((address) => address.startsWith(every)), page.text);
    for (const address of own) {
      const { origin, pathname } = new URL(address, page.url);
      assert.equal(origin, new URL(at.url).origin, address);
      assert.ok(pathname.startsWith(`${PATH}/`), address);
      assert.notEqual((await fetch(new URL(address, page.url), { redirect: "manual" })).status, 404, address);
    }
    for (const cookie of page.headers.getSetCookie()) assert.match(cookie, /^__Host-[\w-]+=[^;]*; Path=\/; Secure; HttpOnly; SameSite=Lax/);
    return page;
  }

  /** The hops of a browser: each below the path until the client. */
  async function hop(browser, page) {
    while (page.location !== null && page.location.startsWith("/")) {
      assert.ok(page.location.startsWith(`${PATH}/`), page.location);
      page = await browser.fetch(page.location);
    }
    return page;
  }

  const submit = (browser, page, fields) => {
    const { action, values } = page.form();
    const headers = { origin: new URL(at.url).origin };
    return browser.fetch(action, { method: "POST", headers, body: new URLSearchParams({ ...values, ...fields }) });
  };

  test("of a sign-in, from link to link and form to form", async () => {
    const client = await add({ firstParty: false });
    const browser = new Browser(host);
    const request = below(authorizationRequest(client, { scope: SCOPE }));
    const login = await assertBelow(await hop(browser, await browser.fetch(request.url)));
    assert.equal(login.asksToSignIn, true);
    const again = await assertBelow(await submit(browser, login, { username: person.username, password: "wrong" }));
    assert.equal(again.asksToSignIn, true);
    const signedIn = await submit(browser, again, { username: person.username, password: person.password });
    const consent = await assertBelow(await hop(browser, signedIn));
    assert.equal(consent.asksConsent, true);
    const { answer } = await hop(browser, await submit(browser, consent, { decision: "allow" }));
    assert.ok(answer.has("code"));

    const choosing = below(authorizationRequest(client, { scope: SCOPE, prompt: "select_account" }));
    const accounts = await assertBelow(await hop(browser, await browser.fetch(choosing.url)));
    const [, session] = accounts.text.match(/name="session" value="([^"]+)"/);
    assert.ok((await hop(browser, await submit(browser, accounts, { session }))).answer.has("code"));

    const logout = await assertBelow(await hop(browser, await browser.fetch(`${PATH}/logout`)));
    const out = await assertBelow(await hop(browser, await submit(browser, logout, { decision: "sign-out" })));
    assert.equal(out.status, 200);
    assert.equal((await hop(browser, await browser.fetch(request.url))).asksToSignIn, true);
  });

  test("of the home page, of errors, and of a form that goes back to the client", async () => {
    const browser = new Browser(host);
    const client = await add();
    assert.equal((await assertBelow(await browser.fetch(PATH))).status, 200);
    assert.equal((await assertBelow(await browser.fetch(`${PATH}/authorize`))).status, 400);
    assert.equal((await assertBelow(await browser.fetch(`${PATH}/no-such-page`))).status, 404);
    assert.equal((await assertBelow(await browser.fetch("/no-such-page"))).status, 404);
    const style = await fetch(`${at.url}/style.css`);
    assert.deepEqual([style.status, style.headers.get("content-type")], [200, "text/css; charset=utf-8"]);
    const { params, url } = below(authorizationRequest(client, { response_mode: "form_post", scope: "openid" }));
    const form = await approvedForm(browser, url);
    assert.deepEqual([form.form().action, form.form().values.iss], [client.redirectUri, at.url]);
    const posted = await browser.fetch(`${PATH}/authorize`, { method: "POST", body: params });
    assert.deepEqual([posted.status, new URL(posted.location, at.url).pathname], [303, `${PATH}/authorize`]);
  });

  async function approvedForm(browser, url) {
    const login = await hop(browser, await browser.fetch(url));
    return hop(browser, await submit(browser, login, { username: person.username, password: person.password }));
  }

  test("take no form from another origin", async () => {
    const browser = new Browser(host);
    const login = await browser.open(below(authorizationRequest(await add())).url);
    const { action, values } = login.form();
    const body = new URLSearchParams({ ...values, username: person.username, password: person.password });
    const answer = await browser.fetch(action, { method: "POST", headers: { origin: "https://evil.example" }, body });
    assert.deepEqual([answer.status, answer.location], [403, null]);
  });
});

describe("what names the issuer or an endpoint names it with the path", () => {
  const origin = () => new URL(at.url).origin;

  test("iss and aud of what is issued", async () => {
    const client = await add({ userinfoSignedResponseAlg: "ES256" });
    const { json } = await token(at, client, await code(client));
    await verified(at, json.id_token, client);
    const { iss, aud } = decodeJwt(json.access_token);
    assert.deepEqual([iss, aud], [at.url, at.url]);
    await verified(at, (await userinfo(at, json.access_token)).text, client, { typ: undefined });
    const api = await add({ introspects: [at.url], redirectUris: [] });
    assert.equal((await postAs(at, api, "/introspect", { token: json.access_token })).json.iss, at.url);
    assert.equal((await postAs(at, client, "/revoke", { token: json.access_token })).status, 200);
    assert.equal((await userinfo(at, json.access_token)).status, 401);
  });

  test("registration_client_uri, where a client reads, replaces and removes itself", async () => {
    const information = await registered(at);
    assert.equal(information.registration_client_uri, `${at.url}/register/${information.client_id}`);
    assert.equal((await manage(information)).json.client_id, information.client_id);
    const answer = await manage(information, "PUT", { client_id: information.client_id, ...LEAST, client_name: "Moved" });
    assert.deepEqual([answer.status, answer.json.client_name], [200, "Moved"]);
    const outside = { ...information, registration_client_uri: information.registration_client_uri.replace(PATH, "") };
    assert.equal((await manage(outside)).status, 404);
    assert.equal((await manage(information, "DELETE")).status, 204);
  });

  test("htu of a DPoP proof", async () => {
    const client = await add({ method: "none" });
    const key = await newKey();
    const grant = await code(client);
    for (const htu of [`${origin()}/token`, `${at.url}/`, at.url, `${origin()}${PATH}${PATH}/token`]) {
      const answer = await postWith(at, client, grant, await prove(at, key, { htu }));
      assert.deepEqual([answer.status, answer.json.error], [400, "invalid_dpop_proof"], htu);
    }
    const { json } = await postWith(at, client, grant, await prove(at, key));
    assert.equal(json.token_type, "DPoP");
    const ath = Buffer.from(await crypto.subtle.digest("SHA-256", Buffer.from(json.access_token))).toString("base64url");
    const ask = async (path) => userinfo(at, undefined, { headers: {
      authorization: `DPoP ${json.access_token}`,
      dpop: await prove(at, key, { htm: "GET", htu: `${origin()}${path}`, ath }),
    } });
    assert.equal((await ask("/userinfo")).status, 401);
    assert.equal((await ask(`${PATH}/userinfo`)).status, 200);
  });

  test("aud of a client assertion and of a request object", async () => {
    const client = await addKeyClient(host, { firstParty: true, requestObjectSigningAlg: "ES256" });
    const key = { ...client, kid: undefined };
    for (const [aud, status] of [[origin(), 401], [`${origin()}/token`, 401], [`${at.url}/`, 401], [at.url, 200], [`${at.url}/token`, 200]]) {
      const fields = { ...(await code(client)), ...asserted(await assertion(at, client, key, { aud })), client_id: client.id };
      assert.equal((await post(at, new URLSearchParams(fields))).status, status, aud);
    }
    const { params } = authorizationRequest(client, { scope: "openid" });
    const open = async (aud) => {
      const request = await requestObject(at, client, key, params, { aud });
      return new Browser(host).open(`${PATH}/authorize?${new URLSearchParams({ client_id: client.id, request })}`);
    };
    assert.equal((await open(at.url)).asksToSignIn, true);
    const refused = await open(origin());
    assert.deepEqual([refused.status, refused.location], [400, null]);
  });

  test("the resource that userinfo is (RFC 8707)", async () => {
    const client = await add();
    const { json } = await token(at, client, await code(client, { resource: at.url }));
    assert.equal((await userinfo(at, json.access_token)).json.sub, person.id);
    const { answer } = await new Browser(host).open(below(authorizationRequest(client, { scope: "openid", resource: origin() })).url);
    assert.equal(answer.get("error"), "invalid_target");
  });
});

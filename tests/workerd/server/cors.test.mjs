// What a script of another origin may read (Fetch, "CORS protocol"): what clients and anybody may
// ask, and takes no cookie. Never a page of the person, and never what is for servers.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { Browser } from "../kit/browser.mjs";
import { addClient } from "../kit/clients.mjs";
import { serveAuthorizationServer } from "../kit/serve.mjs";
import { authorizationRequest, obtainCode, obtainTokens, postAs } from "../kit/steps.mjs";

const ORIGIN = "https://spa.example";

let server, client, browser;
before(async () => {
  server = await serveAuthorizationServer({ seed: true, vars: { REGISTRATION: "open", DPOP_NONCE: "required" } });
  client = await addClient(server, { method: "none", firstParty: true });
  browser = new Browser(server);
});
after(() => server.dispose());

function ask(path, { method = "GET", headers = {}, body } = {}) {
  return fetch(`${server.url}${path}`, { method, body, redirect: "manual", headers: { origin: ORIGIN, ...headers } });
}

function preflight(path, method = "POST", wanted = "authorization, content-type, dpop") {
  return ask(path, {
    method: "OPTIONS",
    headers: { "access-control-request-method": method, "access-control-request-headers": wanted },
  });
}

/** Whether a browser gives the answer to the script. Cookies never come with it. */
function assertReadable({ headers }, what) {
  assert.equal(headers.get("access-control-allow-origin"), "*", what);
  // With this, any page could use what a person's browser sends along.
  assert.equal(headers.has("access-control-allow-credentials"), false, what);
}

function assertUnreadable({ headers }, what) {
  const named = [...headers.keys()].filter((name) => name.startsWith("access-control-"));
  assert.deepEqual(named, [], what);
}

describe("a preflight is answered", () => {
  for (const [path, ...methods] of [
    ["/token", "POST"],
    ["/revoke", "POST"],
    ["/par", "POST"],
    ["/device_authorization", "POST"],
    ["/userinfo", "GET", "POST"],
    ["/register", "POST"],
    ["/register/x", "GET", "PUT", "DELETE"],
    ["/.well-known/oauth-authorization-server", "GET"],
    ["/.well-known/jwks.json", "GET"],
    ["/.well-known/webfinger", "GET"],
  ]) {
    test(path, async () => {
      for (const method of methods) {
        const answer = await preflight(path, method);
        assert.equal(answer.status, 204);
        assert.equal(await answer.text(), "");
        assertReadable(answer, path);
        const list = (name) => answer.headers.get(name).toLowerCase().split(", ");
        assert.ok(list("access-control-allow-methods").includes(method.toLowerCase()));
        // A wildcard would not stand for Authorization.
        const named = ["authorization", "content-type", "dpop", "mcp-protocol-version"];
        // What tracing adds to every request, under these names and under others.
        const tracing = ["traceparent", "tracestate", "baggage", "sentry-trace", "*"];
        for (const header of [...named, ...tracing]) {
          assert.ok(list("access-control-allow-headers").includes(header), header);
        }
        assert.equal(answer.headers.get("access-control-max-age"), "86400");
      }
    });
  }

  test("and does nothing else: no cookie, no storage, and the code is as good as before", async () => {
    const grant = await obtainCode(browser, client, server.user);
    const body = new URLSearchParams({ ...grant, client_id: client.id });
    const answer = await ask("/token", { method: "OPTIONS", headers: { "content-type": "application/json" } });
    assert.deepEqual(answer.headers.getSetCookie(), []);
    const line = await server.logged((entry) => entry.method === "OPTIONS" && entry.path === "/token");
    assert.equal(line.kv_reads + line.d1_queries, 0);
    assert.equal((await ask("/token", { method: "POST", body })).status, 200);
  });
});

describe("what a script gets, success or error:", () => {
  test("tokens, and why there are none", async () => {
    const grant = await obtainCode(browser, client, server.user);
    const body = new URLSearchParams({ ...grant, client_id: client.id });
    const statuses = [];
    for (const sent of [body, body, new URLSearchParams(), "{}"]) {
      const answer = await ask("/token", { method: "POST", body: sent });
      assertReadable(answer, String(sent));
      statuses.push(answer.status);
    }
    assert.deepEqual(statuses, [200, 400, 400, 400]);
    assertReadable(await ask("/token", { method: "POST", body: new URLSearchParams({ grant_type: "refresh_token", refresh_token: "x" }) }), "401");
    assertReadable(await ask("/token"), "405");
    assertReadable(await ask("/token", { method: "POST", body: "x".repeat(70_000), headers: { "content-type": "application/x-www-form-urlencoded" } }), "413");
  });

  test("that a token is revoked, and why not", async () => {
    const tokens = await obtainTokens(server, browser, client, server.user);
    for (const [fields, status] of [[{ client_id: client.id, token: tokens.access_token }, 200], [{ client_id: client.id }, 400], [{}, 401]]) {
      const answer = await ask("/revoke", { method: "POST", body: new URLSearchParams(fields) });
      assert.equal(answer.status, status);
      assertReadable(answer, `${status}`);
    }
  });

  test("the reference of a pushed request, and why there is none", async () => {
    for (const [changes, status] of [[{}, 201], [{ scope: "everything" }, 400], [{ client_id: "nobody" }, 401]]) {
      const answer = await ask("/par", { method: "POST", body: authorizationRequest(client, changes).params });
      assert.equal(answer.status, status);
      assertReadable(answer, `${status}`);
    }
  });

  test("who signed in, and the challenge", async () => {
    const { access_token } = await obtainTokens(server, browser, client, server.user, { scope: "openid profile" });
    const { access_token: narrow } = await obtainTokens(server, browser, client, server.user);
    const cases = [[`Bearer ${access_token}`, 200], [`Bearer ${narrow}`, 403], ["Bearer x", 401], [undefined, 401]];
    for (const [authorization, status] of cases) {
      const answer = await ask("/userinfo", { headers: authorization === undefined ? {} : { authorization } });
      assert.equal(answer.status, status);
      assertReadable(answer, `${status}`);
      if (status !== 200) assert.match(answer.headers.get("access-control-expose-headers"), /\bWWW-Authenticate\b/i);
    }
  });

  test("the nonce for a DPoP proof, which is a header", async () => {
    const body = new URLSearchParams({ grant_type: "refresh_token", refresh_token: "x", client_id: client.id });
    const answer = await ask("/token", { method: "POST", body, headers: { dpop: "x" } });
    assertReadable(answer);
    assert.ok(answer.headers.has("dpop-nonce"));
    assert.match(answer.headers.get("access-control-expose-headers"), /\bDPoP-Nonce\b/i);
  });

  test("a registration, what became of it, and why there is none", async () => {
    const metadata = { redirect_uris: ["https://spa.example/callback"], token_endpoint_auth_method: "none" };
    const register = (body) => ask("/register", { method: "POST", body: JSON.stringify(body), headers: { "content-type": "application/json" } });
    const registered = await register(metadata);
    assert.equal(registered.status, 201);
    assertReadable(registered, "201");
    assertReadable(await register({ redirect_uris: ["x"] }), "400");
    const { client_id, registration_access_token } = await registered.json();
    const headers = { authorization: `Bearer ${registration_access_token}` };
    for (const [method, status] of [["GET", 200], ["PUT", 400], ["DELETE", 204], ["GET", 401]]) {
      const answer = await ask(`/register/${client_id}`, { method, headers });
      assert.equal(answer.status, status, method);
      assertReadable(answer, method);
    }
  });

  for (const path of ["/.well-known/oauth-authorization-server", "/.well-known/openid-configuration", "/.well-known/jwks.json"]) {
    test(path, async () => {
      assertReadable(await ask(path), "GET");
      assertReadable(await ask(path, { method: "HEAD" }), "HEAD");
      // The answer is the same for everybody, so that it may be kept for everybody.
      assertReadable(await fetch(`${server.url}${path}`), "without an origin");
    });
  }

  test("that the server has trouble", async () => {
    await server.db.prepare("ALTER TABLE clients RENAME TO gone").run();
    try {
      const answer = await ask("/revoke", { method: "POST", body: new URLSearchParams({ client_id: client.id, token: "x" }) });
      assert.equal(answer.status, 503);
      assertReadable(answer, "503");
    } finally {
      await server.db.prepare("ALTER TABLE gone RENAME TO clients").run();
    }
  });
});

test("the pages of the person and introspection can be read from no other origin", async () => {
  const own = await addClient(server);
  const api = await addClient(server, { introspects: [server.url], redirectUris: [] });
  const { url, params } = authorizationRequest(own);
  const login = await browser.open(url.replace("/authorize", "/login"));
  const consent = await browser.open(url);
  assert.deepEqual([login.asksToSignIn, consent.asksConsent], [true, true]);
  const withCookies = { origin: ORIGIN, cookie: [...browser.cookies].map((pair) => pair.join("=")).join("; ") };
  const { access_token } = await obtainTokens(server, new Browser(server), client, server.user);

  for (const path of ["/", "/health", "/authorize", "/login", "/consent", "/introspect", "/no-such-page", "/register/x/y", "/registered"]) {
    for (const method of ["GET", "POST"]) {
      const answer = await preflight(path, method);
      assert.equal(answer.status, ["/no-such-page", "/register/x/y", "/registered"].includes(path) ? 404 : 405, path);
      assertUnreadable(answer, `the preflight of ${path}`);
    }
    for (const method of ["GET", "POST", "HEAD", "PUT"]) {
      assertUnreadable(await ask(path, { method, headers: withCookies }), `${method} ${path}`);
    }
  }
  for (const [name, { headers }] of Object.entries({
    "the login page": await ask(url.replace("/authorize", "/login"), { headers: withCookies }),
    "the consent page": await ask(url, { headers: withCookies }),
    "a redirect with a code": await ask(authorizationRequest(client).url, { headers: withCookies }),
    "a form with a code": await ask(authorizationRequest(client, { response_mode: "form_post" }).url, { headers: withCookies }),
    "a redirect with an error": await ask(authorizationRequest(own, { scope: "x" }).url),
    "a redirect of a form": await ask("/authorize", { method: "POST", body: params }),
    "an answer to consent": await ask(consent.form().action, { method: "POST", headers: withCookies, body: new URLSearchParams(consent.form().values) }),
    "an introspection": await postAs(server, api, "/introspect", { token: access_token }),
    "an introspection error": await postAs(server, api, "/introspect", {}),
  })) {
    assertUnreadable({ headers }, name);
  }
});

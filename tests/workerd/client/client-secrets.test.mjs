// A client's secret (RFC 6749 section 2.3.1): either way at every endpoint, never both at once, and nothing
// in the place of an assertion or of nothing.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { assertError } from "../kit/asserts.mjs";
import { Browser } from "../kit/browser.mjs";
import { addClient, asClient, registered } from "../kit/clients.mjs";
import { newKey, setOf } from "../kit/keys.mjs";
import { serveIsolates } from "../kit/serve.mjs";
import { ask, basic, obtainCode, post, postAs } from "../kit/steps.mjs";

const NOTES = "http://localhost:8789";
const METHODS = ["client_secret_basic", "client_secret_post"];
const GENERIC = "Unknown client, wrong secret, or not the authentication method it registered.";

let server, browser;
before(async () => {
  server = await serveIsolates(1, { vars: { REGISTRATION: "open" } });
  browser = new Browser(server);
});
after(() => server?.dispose());

/** What each endpoint is asked, so that it answers a client that it believes with success. */
const ENDPOINTS = {
  "/token": (client) => obtainCode(browser, client, server.user),
  "/par": (client) => Object.fromEntries(ask(client).params),
  "/revoke": () => ({ token: "unknown" }),
  "/introspect": () => ({ token: "unknown" }),
};
const SUCCESS = { "/token": 200, "/par": 201, "/revoke": 200, "/introspect": 200 };

/** Posts with the secret sent as `method` says, whatever is registered. */
function sent(client, method, path, fields) {
  return postAs(server, { ...client, method }, path, fields);
}

const add = (more) => addClient(server, { firstParty: true, introspects: [NOTES], ...more });

for (const [path, fields] of Object.entries(ENDPOINTS)) {
  describe(path, () => {
    for (const method of METHODS) {
      test(`believes a secret either way, where ${method} is registered`, async () => {
        const client = await add({ method });
        for (const way of METHODS) {
          assert.equal((await sent(client, way, path, await fields(client))).status, SUCCESS[path], way);
          const wrong = await sent({ ...client, secret: "x" }, way, path, await fields(client));
          assertError(wrong, "invalid_client", { description: GENERIC });
        }
      });

      test(`where ${method} is registered with --only, names it to whoever has the secret, and to nobody else`, async () => {
        const client = await add({ method, authMethodOnly: true });
        const [other] = METHODS.filter((it) => it !== method);
        const asked = await fields(client);
        const refused = await sent(client, other, path, asked);
        assertError(refused, "invalid_client");
        assert.match(refused.json.error_description, new RegExp(`registered with ${method} only`));
        const wrong = await sent({ ...client, secret: "x" }, other, path, asked);
        assertError(wrong, "invalid_client", { description: GENERIC });
        assert.equal((await sent(client, method, path, asked)).status, SUCCESS[path]);
      });

      test(`refuses two ways at once, the same secret in both, where ${method} is registered`, async () => {
        const client = await add({ method });
        const body = { ...(await fields(client)), client_id: client.id, client_secret: client.secret };
        const headers = { authorization: basic(client.id, client.secret) };
        assertError(await post(server, new URLSearchParams(body), headers, path), "invalid_request");
        delete body.client_secret;
        // A client_id beside the header is no second way.
        assert.equal((await post(server, new URLSearchParams(body), headers, path)).status, SUCCESS[path]);
      });
    }

    for (const method of ["private_key_jwt", "none"]) {
      test(`believes no secret where ${method} is registered`, async () => {
        const jwks = method === "none" ? undefined : setOf(await newKey("ES256"));
        const client = await add({ method, jwks });
        const asked = path === "/token" ? { grant_type: "refresh_token", refresh_token: "x" } : await fields(client);
        for (const way of METHODS) {
          const refused = await sent({ ...client, secret: "x" }, way, path, asked);
          assertError(refused, "invalid_client", { description: GENERIC });
        }
      });
    }
  });
}

test("a client that registered itself may send its secret either way too", async () => {
  for (const method of METHODS) {
    const client = asClient(await registered(server, { token_endpoint_auth_method: method }));
    for (const way of METHODS) {
      assert.equal((await sent(client, way, "/revoke", { token: "unknown" })).status, 200);
    }
  }
});

test("the header gets a challenge, and the body gets none, which clients would read in the place of the error", async () => {
  const client = await add({});
  for (const [way, challenge] of [["client_secret_basic", 'Basic realm="token"'], ["client_secret_post", null]]) {
    for (const path of Object.keys(ENDPOINTS)) {
      const { status, headers } = await sent({ ...client, secret: "x" }, way, path, { token: "x", grant_type: "refresh_token", refresh_token: "x" });
      assert.deepEqual([status, headers.get("www-authenticate")], [401, challenge], `${way} ${path}`);
    }
  }
  // A challenge names a scheme that would do (RFC 9110 section 11.6.1), so it is Basic whatever was tried.
  for (const authorization of ["Bearer x", "DPoP x", "Digest x", "Basic !", "x"]) {
    for (const path of Object.keys(ENDPOINTS)) {
      const body = new URLSearchParams({ token: "x", grant_type: "refresh_token", refresh_token: "x" });
      const { status, headers } = await post(server, body, { authorization }, path);
      assert.deepEqual([status, headers.get("www-authenticate")], [401, 'Basic realm="token"'], `${authorization} ${path}`);
    }
  }
});

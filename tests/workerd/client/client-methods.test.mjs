// An assertion among the other ways to authenticate (RFC 6749 section 2.3, RFC 7521 section 4.2): only
// for a client that registered it, alone, in the body, and whole.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { assertError } from "../kit/asserts.mjs";
import { Browser } from "../kit/browser.mjs";
import { addClient } from "../kit/clients.mjs";
import { asserted, assertion, newKey, setOf } from "../kit/keys.mjs";
import { serveIsolates } from "../kit/serve.mjs";
import { basic, obtainCode, post, token } from "../kit/steps.mjs";

let server, browser, key, client;
before(async () => {
  server = await serveIsolates(1);
  browser = new Browser(server);
  key = await newKey("ES256");
  client = await addClient(server, { method: "private_key_jwt", jwks: setOf(key), firstParty: true });
});
after(() => server?.dispose());

async function own() {
  return asserted(await assertion(server, client, key));
}

function send(fields, headers, path) {
  return post(server, new URLSearchParams(fields), headers, path);
}

/** Refused, and the code is still good for its owner. */
async function assertRefused(attempts, status, error, of = client, redeem = async (grant) => send({ ...grant, ...(await own()) })) {
  const grant = await obtainCode(browser, of, server.user);
  for (const attempt of attempts) assertError(await attempt(grant), error, { status });
  assert.equal((await redeem(grant)).status, 200);
}

for (const method of ["client_secret_basic", "client_secret_post", "none"]) {
  test(`an assertion, where ${method} is registered and a key for request objects`, async () => {
    const other = await addClient(server, { method, jwks: setOf(key), requestObjectSigningAlg: "ES256", firstParty: true });
    await assertRefused([
      async (grant) => send({ ...grant, ...asserted(await assertion(server, other, key)) }),
    ], 401, "invalid_client", other, (grant) => token(server, other, grant));
  });
}

test("two methods at once are invalid_request", async () => {
  await assertRefused([
    async (grant) => send({ ...grant, ...(await own()), client_secret: "x" }),
    async (grant) => send({ ...grant, ...(await own()) }, { authorization: basic(client.id, "x") }),
    async (grant) => send({ ...grant, ...(await own()), client_secret: "x" }, { authorization: basic(client.id, "x") }),
  ], 400, "invalid_request");
});

test("a client_id that is not the one of the assertion is invalid_request", async () => {
  const other = await addClient(server);
  await assertRefused([
    async (grant) => send({ ...grant, ...(await own()), client_id: other.id }),
    async (grant) => send({ ...grant, ...(await own()), client_id: client.id.toUpperCase() }),
  ], 400, "invalid_request");
});

for (const path of ["/token", "/par", "/revoke", "/introspect"]) {
  test(`an assertion in the URL of ${path} is invalid_request, and is not used up`, async () => {
    const credentials = await own();
    const fields = { token: "none", grant_type: "refresh_token", refresh_token: "none" };
    assertError(await send(fields, {}, `${path}?${new URLSearchParams(credentials)}`), "invalid_request");
    assertError(await send({ ...fields, ...credentials }, {}, `${path}?client_assertion=x`), "invalid_request");
    assert.equal((await send({ ...fields, ...credentials }, {}, "/revoke")).status, 200);
  });
}

describe("client_assertion and client_assertion_type belong together", () => {
  for (const [name, change] of [
    ["no type", { client_assertion_type: "" }],
    ["the type of SAML", { client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:saml2-bearer" }],
    ["the type in another case", { client_assertion_type: "URN:ietf:params:oauth:client-assertion-type:jwt-bearer" }],
    ["no assertion", { client_assertion: "" }],
  ]) {
    test(`invalid_client: ${name}`, async () => {
      await assertRefused([
        async (grant) => send({ ...grant, ...(await own()), ...change }),
        async (grant) => send({ ...grant, ...(await own()), ...change, client_id: client.id }),
      ], 401, "invalid_client");
    });
  }

  test("invalid_request: either of them twice", async () => {
    await assertRefused(["client_assertion", "client_assertion_type"].map((name) => async (grant) => {
      const fields = Object.entries({ ...grant, ...(await own()) });
      return send([...fields, fields.find(([it]) => it === name)]);
    }), 400, "invalid_request");
  });
});

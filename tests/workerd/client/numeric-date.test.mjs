// Times in what clients sign are seconds, and may have a fraction (NumericDate, RFC 7519 section 2):
// some libraries write the clock as it is.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { Browser } from "../kit/browser.mjs";
import { addClient } from "../kit/clients.mjs";
import { asserted, assertion, newKey, postWith, prove, requestObject, setOf } from "../kit/keys.mjs";
import { serveIsolates } from "../kit/serve.mjs";
import { authorizationRequest, now, obtainCode, post } from "../kit/steps.mjs";

let server, key;
before(async () => {
  server = await serveIsolates(1);
  key = await newKey("ES256");
});
after(() => server?.dispose());

function times() {
  return { iat: now() - 0.25, nbf: now() - 0.5, exp: now() + 60.75 };
}

test("a client assertion", async () => {
  const client = await addClient(server, { method: "private_key_jwt", jwks: setOf(key) });
  const send = async (claims) => {
    const jwt = await assertion(server, client, key, claims);
    return (await post(server, new URLSearchParams({ token: "none", ...asserted(jwt) }), {}, "/revoke")).status;
  };
  assert.equal(await send(times()), 200);
  assert.equal(await send({ ...times(), exp: now() - 0.5 }), 401);
  assert.equal(await send({ ...times(), nbf: now() + 120.5 }), 401);
});

test("a request object", async () => {
  const client = await addClient(server, { method: "none", jwks: setOf(key), requestObjectSigningAlg: "ES256" });
  const { params } = authorizationRequest(client);
  const send = async (claims) =>
    (await postWith(server, client, { request: await requestObject(server, client, key, params, claims) }, undefined, "/par")).status;
  assert.equal(await send(times()), 201);
  assert.equal(await send({ ...times(), exp: now() - 0.5 }), 400);
});

test("a DPoP proof", async () => {
  const client = await addClient(server, { method: "none", firstParty: true });
  const grant = await obtainCode(new Browser(server), client, server.user);
  const send = async (iat) => (await postWith(server, client, grant, await prove(server, key, { iat }))).status;
  assert.equal(await send(now() - 310.5), 400);
  assert.equal(await send(now() - 0.5), 200);
});

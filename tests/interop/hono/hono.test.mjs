// hono/jwk, unmodified, at an API: which access tokens it lets in, and which not.

import assert from "node:assert/strict";
import path from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { SignJWT, decodeJwt, generateKeyPair } from "jose";

import { serveAuthorizationServer } from "../../../scripts/local.mjs";
import { Browser } from "../../workerd/kit/browser.mjs";
import { addClient } from "../../workerd/kit/clients.mjs";
import { obtainTokens } from "../../workerd/kit/steps.mjs";
import { ensureHono } from "./setup.mjs";

const [NOTES, OTHER] = ["https://notes.example", "https://other.example"];

let server, client, ask;
before(async () => {
  const folder = await ensureHono();
  server = await serveAuthorizationServer({
    seed: true,
    vars: {
      RESOURCES: [
        { resource: NOTES, name: "Notes", scopes: { "notes:read": "Read your notes" } },
        { resource: OTHER, name: "Other", scopes: { "other:read": "Read something else" } },
      ],
    },
  });
  client = await addClient(server, { scope: "openid notes:read other:read", firstParty: true });
  const { api } = await import(pathToFileURL(path.join(folder, "app.mjs")).href);
  ask = api({ issuer: server.url, resource: NOTES });
});
after(() => server?.dispose());

function tokens(scope, resource) {
  return obtainTokens(server, new Browser(server), client, server.user, { scope, resource });
}

test("lets in an access token for this API", async () => {
  for (const resource of [NOTES, undefined]) {
    const answer = await ask(`Bearer ${(await tokens("notes:read", resource)).access_token}`);
    assert.equal(answer.status, 200, await answer.clone().text());
    const { iss, client_id, scope } = await answer.json();
    assert.deepEqual([iss, client_id, scope], [server.url, client.id, "notes:read"]);
  }
});

test("refuses a token for another API, an ID token, one that another signed, and none", async () => {
  const { access_token: good } = await tokens("notes:read", NOTES);
  const { privateKey } = await generateKeyPair("ES256");
  const header = JSON.parse(Buffer.from(good.split(".")[0], "base64url"));
  const forged = await new SignJWT(decodeJwt(good)).setProtectedHeader(header).sign(privateKey);
  const { access_token: other } = await tokens("other:read", OTHER);
  const { id_token } = await tokens("openid notes:read");
  for (const token of [other, id_token, forged]) assert.equal((await ask(`Bearer ${token}`)).status, 401);
  assert.equal((await ask()).status, 401);
});

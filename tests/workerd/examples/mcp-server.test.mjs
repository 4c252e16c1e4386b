// examples/mcp-server as a resource server: RFC 6750 section 3, RFC 9068 section 4, RFC 9728, and what
// MCP authorization, revision 2026-07-28, asks of it.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { SignJWT, calculateJwkThumbprint, decodeJwt, exportJWK, generateKeyPair } from "jose";

import { mcpServer } from "../../../examples/mcp-server/server.mjs";
import { Browser } from "../kit/browser.mjs";
import { addClient } from "../kit/clients.mjs";
import { NOTES, serveBoth } from "../kit/mcp.mjs";
import { freePort } from "../kit/serve.mjs";
import { basic, now, obtainCode, obtainTokens, post } from "../kit/steps.mjs";

let server, known;
before(async () => {
  server = await serveBoth({ vars: { DPOP_NONCE: "optional" } });
  known = await addClient(server, { scope: "profile notes:read mcp:whoami mcp:add", firstParty: true });
});
after(() => server?.dispose());

/** An access token that was asked for with `changes`. */
async function accessToken(changes) {
  return (await obtainTokens(server, new Browser(server), known, server.user, changes)).access_token;
}

/** Calls a tool, without the SDK: {status, challenge, json}. */
async function call(token, tool = "whoami", { address = server.mcp, headers = {}, ...request } = {}) {
  const message = { jsonrpc: "2.0", id: 1, method: "tools/call", params: { name: tool } };
  const response = await fetch(address, {
    method: "POST",
    body: JSON.stringify(message),
    ...request,
    headers: {
      ...(token && { authorization: `Bearer ${token}` }),
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      ...headers,
    },
  });
  return {
    status: response.status,
    challenge: response.headers.get("www-authenticate"),
    json: await response.json(),
  };
}

function metadataUrl() {
  return `${new URL(server.mcp).origin}/.well-known/oauth-protected-resource/mcp`;
}

function assertInvalidToken({ status, challenge }) {
  assert.equal(status, 401);
  assert.match(challenge, /^Bearer error="invalid_token", error_description="[^"]+", scope="mcp:whoami mcp:add", /);
  assert.ok(challenge.endsWith(`, resource_metadata="${metadataUrl()}"`), challenge);
}

test("tells who comes without a token where to get one, and names no error", async () => {
  const answer = await call(undefined);
  assert.equal(answer.status, 401);
  assert.equal(answer.challenge, `Bearer scope="mcp:whoami mcp:add", resource_metadata="${metadataUrl()}"`);
  const metadata = await (await fetch(metadataUrl())).json();
  assert.equal(metadata.resource, server.mcp);
  assert.deepEqual(metadata.authorization_servers, [server.url]);
  assert.equal(metadata.scopes_supported.includes("offline_access"), false);
});

test("lets in a token for itself", async () => {
  const answer = await call(await accessToken({ scope: "mcp:whoami", resource: server.mcp }));
  assert.equal(answer.status, 200);
  assert.match(answer.json.result.content[0].text, /^user /);
});

test("refuses a token for another resource", async () => {
  const token = await accessToken({ scope: "notes:read mcp:whoami", resource: NOTES });
  assert.equal(decodeJwt(token).aud, NOTES);
  assertInvalidToken(await call(token));
});

test("refuses a token that another signed, one that was changed, and one that expired", async (t) => {
  const good = await accessToken({ scope: "mcp:whoami", resource: server.mcp });
  const [header, payload, signature] = good.split(".");
  const claims = decodeJwt(good);
  const more = Buffer.from(JSON.stringify({ ...claims, scope: "mcp:whoami mcp:add" })).toString("base64url");
  const { privateKey } = await generateKeyPair("ES256");
  const foreign = new SignJWT(claims).setProtectedHeader(JSON.parse(Buffer.from(header, "base64url")));
  for (const token of [
    await foreign.sign(privateKey),
    `${header}.${more}.${signature}`,
    `${header}.${payload}.`,
    `${Buffer.from('{"alg":"none","typ":"at+jwt"}').toString("base64url")}.${payload}.`,
  ]) {
    assertInvalidToken(await call(token));
  }
  assert.equal((await call(good)).status, 200);
  t.mock.timers.enable({ apis: ["Date"], now: claims.exp * 1000 });
  assertInvalidToken(await call(good));
});

test("compares the issuer letter by letter", async (t) => {
  const token = await accessToken({ scope: "mcp:whoami", resource: server.mcp });
  // The same server and the same keys under another name, which its tokens do not bear.
  const other = mcpServer({ issuer: server.url.replace("localhost", "LOCALHOST"), resource: server.mcp });
  const port = await freePort();
  await new Promise((listening) => other.listen(port, "localhost", listening));
  t.after(() => {
    other.closeAllConnections();
    other.close();
  });
  assertInvalidToken(await call(token, "whoami", { address: `http://localhost:${port}/mcp` }));
});

test("refuses a token that is bound to a key, for it takes no proof of it", async () => {
  const { privateKey, publicKey } = await generateKeyPair("ES256");
  const jwk = await exportJWK(publicKey);
  const proof = await new SignJWT({ htm: "POST", htu: `${server.url}/token`, jti: crypto.randomUUID(), iat: now() })
    .setProtectedHeader({ typ: "dpop+jwt", alg: "ES256", jwk })
    .sign(privateKey);
  const code = await obtainCode(new Browser(server), known, server.user, { scope: "mcp:whoami", resource: server.mcp });
  const headers = { authorization: basic(known.id, known.secret), dpop: proof };
  const { json } = await post(server, new URLSearchParams(code), headers);
  assert.equal(decodeJwt(json.access_token).cnf.jkt, await calculateJwkThumbprint(jwk));
  assertInvalidToken(await call(json.access_token));
});

test("takes no token from the address", async () => {
  const token = await accessToken({ scope: "mcp:whoami", resource: server.mcp });
  assert.equal((await call(undefined, "whoami", { address: `${server.mcp}?access_token=${token}` })).status, 401);
});

test("names every scope that a request needs, at once", async () => {
  const token = await accessToken({ scope: "mcp:whoami", resource: server.mcp });
  const answer = await call(token, "add");
  assert.equal(answer.status, 403);
  assert.match(answer.challenge, /^Bearer error="insufficient_scope", /);
  assert.ok(answer.challenge.endsWith(`, scope="mcp:whoami mcp:add", resource_metadata="${metadataUrl()}"`));
});

test("answers no page of another site, no other method, and nothing that is not JSON", async () => {
  const token = await accessToken({ scope: "mcp:whoami", resource: server.mcp });
  assert.equal((await call(token, "whoami", { headers: { origin: "https://evil.example" } })).status, 403);
  assert.equal((await call(token, "whoami", { method: "GET", body: undefined })).status, 405);
  assert.equal((await call(token, "whoami", { body: "{" })).status, 400);
  assert.equal((await call(token, "whoami", { body: `"${"x".repeat(64 * 1024)}"` })).status, 413);
});

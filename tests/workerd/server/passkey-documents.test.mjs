// What browsers and password managers look for at the host that passkeys are for.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { freePort, serveAuthorizationServer } from "../kit/serve.mjs";

const WEBAUTHN = "/.well-known/webauthn";
const ENDPOINTS = "/.well-known/passkey-endpoints";
const PASSWORD = "/.well-known/change-password";

let server;
before(async () => { server = await serveAuthorizationServer(); });
after(() => server?.dispose());

/** Serves for as long as `use` takes, and gives its answers by path. */
async function answers(options) {
  const running = await serveAuthorizationServer(options);
  try {
    const all = [WEBAUTHN, ENDPOINTS, PASSWORD].map((path) => fetch(`${running.url}${path}`, { redirect: "manual" }));
    return (await Promise.all(all)).map(({ status }) => status);
  } finally {
    await running.dispose();
  }
}

test("the document of related origins names this server's origin alone, and asks no storage", async () => {
  const answer = await fetch(`${server.url}${WEBAUTHN}`, { redirect: "error" });
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get("content-type"), "application/json");
  assert.equal(answer.headers.get("cache-control"), "public, max-age=3600");
  assert.deepEqual(await answer.json(), { origins: [server.url] });
  const line = await server.logged(({ path }) => path === WEBAUTHN);
  assert.equal(line.kv_reads + line.d1_queries, 0);
});

test("the document of passkey endpoints leads to the page where people look after theirs", async () => {
  const answer = await fetch(`${server.url}${ENDPOINTS}`, { redirect: "error" });
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get("content-type"), "application/json");
  const page = `${server.url}/account/security`;
  assert.deepEqual(await answer.json(), { enroll: page, manage: page });
});

test("whoever wants another password is sent to that page", async () => {
  const answer = await fetch(`${server.url}${PASSWORD}`, { redirect: "manual" });
  assert.equal(answer.status, 303);
  assert.equal(answer.headers.get("location"), "/account/security");
  for (const path of [WEBAUTHN, ENDPOINTS, PASSWORD]) {
    assert.equal((await fetch(`${server.url}${path}`, { method: "POST" })).status, 405);
  }
  // As its specification wants, so that a password manager can tell that 404 means something here.
  assert.equal((await fetch(`${server.url}/.well-known/resource-that-should-not-exist-whose-status-code-should-not-be-200`)).status, 404);
});

test("without passwords, nobody is sent anywhere for one", async () => {
  assert.deepEqual(await answers({ vars: { PASSWORDS: "off" } }), [200, 200, 404]);
});

test("none is served where the host is not this server's alone, or has no passkeys", async () => {
  const port = await freePort();
  assert.deepEqual(await answers({ port, vars: { ISSUER: `http://localhost:${port}/auth` } }), [404, 404, 404]);
  assert.deepEqual(await answers({ port, vars: { ISSUER: `http://127.0.0.1:${port}` } }), [404, 404, 303]);
});

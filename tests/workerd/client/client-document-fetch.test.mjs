// Which addresses the server fetches a client's description from, how far it goes to get it, and what
// it makes of what it gets (draft-ietf-oauth-client-id-metadata-document sections 3 to 5 and 8.6).

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { exportJWK } from "jose";

import { Browser } from "../kit/browser.mjs";
import { CALLBACK, Web, documentOf, newAddress } from "../kit/documents.mjs";
import { newKey, setOf } from "../kit/keys.mjs";
import { serveWithClock } from "../kit/serve.mjs";
import { authorizationRequest } from "../kit/steps.mjs";

const LONGEST = 16 * 1024; // bytes
const PATIENCE = 5000; // milliseconds

const web = new Web();
let server, key;
before(async () => {
  server = await serveWithClock({ outbound: web.outbound });
  key = await newKey();
});
after(() => server?.dispose());

/** A visit of somebody who is not signed in: the login page when the client is known. */
function visit(id, redirectUri = CALLBACK) {
  return new Browser(server).open(authorizationRequest({ id, redirectUri }).url);
}

async function assertAccepted(id) {
  const page = await visit(id);
  assert.equal(page.asksToSignIn, true, page.text);
}

/** A page for the person, never a redirect, and no word of what was found. */
async function assertRefused(id, words) {
  const page = await visit(id);
  assert.deepEqual([page.status, page.location, page.asksToSignIn], [400, null, false], page.text);
  assert.match(page.text, words);
  const sql = "SELECT count(*) AS n FROM clients WHERE registered_by = 'document'";
  assert.equal(await server.db.prepare(sql).first("n"), 0);
}

/** Refused, and not asked for again for a minute. Then, if it is right, it is accepted. */
async function refusedUntilRight(id, words) {
  await assertRefused(id, words);
  web.putJson(id, documentOf(id));
  await assertRefused(id, words);
  assert.equal(web.count(id), 1);
  await server.letPass(61);
  await assertAccepted(id);
  assert.equal(web.count(id), 2);
}

describe("an answer that cannot be used", () => {
  const UNREACHABLE = /could not be fetched/, TYPE = /has the wrong Content-Type/, NOT_JSON = /is not JSON/;
  const text = (id) => JSON.stringify(documentOf(id));
  const ofType = (type) => (id) => new Response(text(id), { headers: { "content-type": type } });
  const json = { headers: { "content-type": "application/json" } };
  const sized = (id, bytes) => new Response(text(id).padEnd(bytes), json);

  for (const [name, answer, words = UNREACHABLE] of [
    ["404", (id) => new Response(text(id), { ...json, status: 404 })],
    ["500", (id) => new Response(text(id), { ...json, status: 500 })],
    ["201", (id) => new Response(text(id), { ...json, status: 201 })],
    ["204", () => new Response(null, { status: 204 })],
    ["206", (id) => new Response(text(id), { ...json, status: 206 })],
    ["304", () => new Response(null, { status: 304 })],
    ["an HTML page", ofType("text/html"), TYPE],
    ["plain text", ofType("text/plain"), TYPE],
    ["no type", (id) => new Response(new TextEncoder().encode(text(id))), TYPE],
    ["a type that only begins like JSON", ofType("application/jsonp"), TYPE],
    ["JSON of another family", ofType("text/vnd.client+json"), TYPE],
    ["no JSON", () => new Response("client_id=x", json), NOT_JSON],
    ["half of it", (id) => new Response(text(id).slice(0, -1), json), NOT_JSON],
    ["nothing", () => new Response("", json), NOT_JSON],
    ["a byte that is no UTF-8", (id) => new Response(new Uint8Array([...Buffer.from(text(id)), 0xff]), json), NOT_JSON],
    ["16 KiB and a byte", (id) => sized(id, LONGEST + 1)],
    ["a megabyte", (id) => sized(id, 2 ** 20)],
    ["a connection that breaks", () => { throw new Error("connection reset"); }],
  ]) {
    test(`${name} is refused, and not fetched again for a minute`, async () => {
      const id = newAddress();
      web.put(id, () => answer(id));
      await refusedUntilRight(id, words);
    });
  }

  for (const status of [301, 302, 303, 307, 308]) {
    test(`${status} is not followed`, async () => {
      const [id, target] = [newAddress(), newAddress()];
      web.put(id, () => new Response(null, { status, headers: { location: target } }));
      web.putJson(target, documentOf(id));
      await refusedUntilRight(id, UNREACHABLE);
      assert.equal(web.count(target), 0);
    });
  }

  test("none for more than 5 seconds, none that ends, and none that comes by drops", async () => {
    const trickle = (every, piece) => () => new Response(new ReadableStream({
      async pull(controller) {
        await wait(every, undefined, { ref: false });
        controller.enqueue(new TextEncoder().encode(piece));
      },
    }), json);
    const answers = {
      late: async (id) => (await wait(PATIENCE + 2000), Response.json(documentOf(id))),
      endless: trickle(0, " ".repeat(1000)),
      drops: trickle(200, " "),
    };
    const ids = await Promise.all(Object.entries(answers).map(async ([name, answer]) => {
      const id = newAddress();
      web.put(id, () => answer(id));
      const start = performance.now();
      await assertRefused(id, UNREACHABLE);
      assert.ok(performance.now() - start < PATIENCE + 2000, name);
      web.putJson(id, documentOf(id));
      return id;
    }));
    await server.letPass(61);
    for (const id of ids) await assertAccepted(id);
  });

  test("but 16 KiB are read, in pieces too, and so is any JSON of application/…+json", async () => {
    for (const answer of [
      (id) => sized(id, LONGEST),
      (id) => new Response(ReadableStream.from(text(id).match(/.{1,7}/g)).pipeThrough(new TextEncoderStream()), json),
      ofType("application/vnd.client+json"),
      ofType("Application/JSON; charset=utf-8"),
    ]) {
      const id = newAddress();
      web.put(id, () => answer(id));
      await assertAccepted(id);
    }
  });
});

describe("a document that cannot be used", () => {
  const other = (change) => (id) => ({ client_id: change(id) });
  for (const [name, changes, words] of [
    ["without client_id", () => ({ client_id: undefined }), /names another client_id/],
    ["with a client_id that is no text", () => ({ client_id: 5 }), /names another client_id/],
    ["with a slash more in its client_id", other((id) => `${id}/`), /names another client_id/],
    ["with a client_id in another case", other((id) => id.replace("client.", "Client.")), /names another client_id/],
    ["with the default port in its client_id", other((id) => id.replace(".example/", ".example:443/")), /names another client_id/],
    ["with an escape in its client_id", other((id) => id.replace(".json", "%2Ejson")), /names another client_id/],
    ["with a query in its client_id", other((id) => `${id}?`), /names another client_id/],
    ["of another client", other(newAddress), /names another client_id/],
    ["with a secret", () => ({ client_secret: "x" }), /holds a secret/],
    ["with an empty secret", () => ({ client_secret: null }), /holds a secret/],
    ["with the end of a secret", () => ({ client_secret_expires_at: 0 }), /holds a secret|cannot be used/],
    ["without client_name", () => ({ client_name: undefined }), /no client_name that can be shown/],
    ["with an empty client_name", () => ({ client_name: " " }), /no client_name that can be shown/],
    ["with a client_name of two lines", () => ({ client_name: "a\nb" }), /no client_name that can be shown/],
    ["without redirect_uris", () => ({ redirect_uris: undefined }), /redirect_uris that cannot be used/],
    ["with no redirect URI", () => ({ redirect_uris: [] }), /redirect_uris that cannot be used/],
    ["with a redirect URI that may not be registered", () => ({ redirect_uris: ["javascript:alert(1)"] }), /redirect_uris that cannot be used/],
    ["with client_secret_basic", () => ({ token_endpoint_auth_method: "client_secret_basic" }), /members that cannot be used/],
    ["with client_secret_post", () => ({ token_endpoint_auth_method: "client_secret_post" }), /members that cannot be used/],
    ["with client_secret_jwt", () => ({ token_endpoint_auth_method: "client_secret_jwt" }), /members that cannot be used/],
    ["with private_key_jwt and no key", () => ({ token_endpoint_auth_method: "private_key_jwt" }), /members that cannot be used/],
    ["with a private key", async () => ({ jwks: { keys: [await exportJWK(key.privateKey)] } }), /members that cannot be used/],
    ["with a shared key", () => ({ jwks: { keys: [key.jwk, { kty: "oct", k: "AA" }] } }), /members that cannot be used/],
    ["with jwks and jwks_uri", () => ({ jwks: setOf(key), jwks_uri: newAddress() }), /members that cannot be used/],
    ["with a jwks_uri on this machine", () => ({ jwks_uri: "https://localhost/keys" }), /members that cannot be used/],
    ["with a member of another type", () => ({ grant_types: "authorization_code" }), /members that cannot be used/],
    ["without the code grant", () => ({ grant_types: ["refresh_token"] }), /members that cannot be used/],
    ["without the response type code", () => ({ response_types: ["token"] }), /members that cannot be used/],
  ]) {
    test(`${name} is refused, and not fetched again for a minute`, async () => {
      const id = newAddress();
      web.putJson(id, documentOf(id, await changes(id)), { "cache-control": "max-age=3600" });
      await refusedUntilRight(id, words);
    });
  }

  for (const value of [[], "x", 5, null, true]) {
    test(`${JSON.stringify(value)} is refused`, async () => {
      const id = newAddress();
      web.putJson(id, value);
      await refusedUntilRight(id, /names another client_id|cannot be used/);
    });
  }
});

describe("an address that is not fetched", () => {
  for (const [name, id] of [
    ["plain http", "http://client.example/id"],
    ["another scheme", "ftp://client.example/id"],
    ["a scheme in capitals", "HTTPS://client.example/id"],
    ["a space before it", " https://client.example/id"],
    ["no host", "https:///id"],
    ["no path", "https://client.example"],
    ["no path but a slash", "https://client.example/"],
    ["no path but a query", "https://client.example?id"],
    ["a user name", "https://user@client.example/id"],
    ["a password", "https://user:password@client.example/id"],
    ["an empty user name", "https://@client.example/id"],
    ["a fragment", "https://client.example/id#x"],
    ["an empty fragment", "https://client.example/id#"],
    ["a dot segment", "https://client.example/./id"],
    ["two dots", "https://client.example/a/../id"],
    ["two dots at the end", "https://client.example/id/.."],
    ["an escaped dot", "https://client.example/%2e/id"],
    ["two escaped dots", "https://client.example/a/%2E%2e/id"],
    ["half escaped dots", "https://client.example/a/.%2e/id"],
    ["a backslash", "https://client.example\\id"],
    ["two dots between backslashes", "https://client.example/a\\..\\id"],
    ["a tab", "https://client.example/i\td"],
    ["a line end", "https://client.example/id\n"],
    ["a space", "https://client.example/i d"],
    ["a host in capitals", "https://CLIENT.example/id"],
    ["the default port", "https://client.example:443/id"],
    ["another port", "https://client.example:8443/id"],
    ["a port that is none", "https://client.example:99999/id"],
    ["letters beyond ASCII", "https://clíent.example/id"],
    ["a wide dot", "https://client\u3002example/id"],
    ["an escaped host", "https://%63lient.example/id"],
    ["an IPv4 address", "https://93.184.215.14/id"],
    ["loopback", "https://127.0.0.1/id"],
    ["loopback, short", "https://127.1/id"],
    ["loopback, decimal", "https://2130706433/id"],
    ["loopback, octal", "https://0177.0.0.1/id"],
    ["loopback, hexadecimal", "https://0x7f.0.0.1/id"],
    ["any address", "https://0.0.0.0/id"],
    ["a private network", "https://10.0.0.1/id"],
    ["another private network", "https://192.168.1.1/id"],
    ["link-local metadata", "https://169.254.169.254/latest"],
    ["an IPv6 address", "https://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/id"],
    ["IPv6 loopback", "https://[::1]/id"],
    ["IPv6 unspecified", "https://[::]/id"],
    ["IPv4 in IPv6", "https://[::ffff:127.0.0.1]/id"],
    ["a unique local address", "https://[fd00::1]/id"],
    ["a link-local address", "https://[fe80::1]/id"],
    ["localhost", "https://localhost/id"],
    ["localhost with a port", "https://localhost:8787/id"],
    ["localhost with a dot", "https://localhost./id"],
    ["below localhost", "https://client.localhost/id"],
    ["mDNS", "https://printer.local/id"],
    ["mDNS with a dot", "https://printer.local./id"],
    [".internal", "https://metadata.google.internal/computeMetadata"],
    [".intranet", "https://wiki.intranet/id"],
    [".lan", "https://router.lan/id"],
    [".home.arpa", "https://router.home.arpa/id"],
    [".test", "https://client.test/id"],
    ["a single label", "https://intranet/id"],
    ["a single label with a dot", "https://intranet./id"],
    ["more than 500 bytes", `https://client.example/${"x".repeat(500)}`],
  ]) {
    test(name, async () => {
      const before = web.requests.length;
      await assertRefused(id, /may not be fetched|client_id is unknown/);
      assert.equal(web.requests.length, before, web.requests.at(-1)?.url);
    });
  }

  test("but one with a query, an escape or a trailing slash is, just as it is written", async () => {
    for (const id of [
      "https://client.example/id?version=2&x=%2F",
      "https://client.example/%7Eme/a%20b",
      "https://client.example/id/",
      "https://client.example//id",
      "https://local.client.example/localhost",
      "https://internal.example/.well-known/client",
      "https://127.0.0.1.client.example/id",
      `https://client.example/${"x".repeat(477)}`,
    ]) {
      web.putJson(id, documentOf(id));
      await assertAccepted(id);
      assert.equal(web.count(id), 1, id);
    }
  });
});

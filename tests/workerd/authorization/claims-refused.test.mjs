// A `claims` parameter that cannot be read, is too large, or asks for what cannot be had (OpenID Connect
// Core sections 5.5 and 5.5.1.1), wherever it comes.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { assertError, assertNotice, assertTold } from "../kit/asserts.mjs";
import { Browser } from "../kit/browser.mjs";
import { addClient } from "../kit/clients.mjs";
import { newKey, requestObject, setOf } from "../kit/keys.mjs";
import { addUser, browserOf } from "../kit/people.mjs";
import { serveAuthorizationServer } from "../kit/serve.mjs";
import { ask, now, postAs } from "../kit/steps.mjs";

const MEGABYTE = 1_000_000;

let server, client, browser, key, signer;
before(async () => {
  server = await serveAuthorizationServer({ seed: true });
  client = await addClient(server, { firstParty: true });
  browser = await browserOf(server, await addUser(server));
  key = await newKey();
  signer = await addClient(server, { firstParty: true, method: "none", jwks: setOf(key), requestObjectSigningAlg: "ES256" });
});
after(() => server?.dispose());

const wish = (wish) => JSON.stringify({ id_token: { email: wish } });
const deep = (depth, inner = "") => "[".repeat(depth) + inner + "]".repeat(depth);

/** The claims in a request object, signed. */
async function signed(claims, changes) {
  const request = ask(signer, changes);
  const object = await requestObject({ urls: [server.url] }, signer, key, request.params, { claims, iat: now() });
  return { request, url: `/authorize?${new URLSearchParams({ client_id: signer.id, request: object })}` };
}

/** By GET, by POST, pushed and signed; signed in or not; with pages or without. */
async function assertRefused(claims, error) {
  for (const visitor of [browser, new Browser(server)]) {
    for (const prompt of [undefined, "none"]) {
      const request = ask(client, { claims, prompt });
      assertTold(await visitor.open(request.url), client, request, error);
    }
  }
  const request = ask(client, { claims });
  assertTold(await browser.open("/authorize", { method: "POST", body: request.params }), client, request, error);
  const pushed = await postAs(server, client, "/par", [...request.params]);
  assertError(pushed, error);
  const object = await signed(claims);
  assertTold(await browser.open(object.url), signer, object.request, error);
}

describe("invalid_request is claims", () => {
  for (const [what, claims] of [
    ["that is a word", "email"],
    ["that is not closed", '{"id_token":{"email":null}'],
    ["with something behind it", '{"id_token":{}} {}'],
    ["with a comma too many", '{"id_token":{"email":null,}}'],
    ["in single quotes", "{'id_token':{'email':null}}"],
    ["in base64", Buffer.from(wish(null)).toString("base64")],
    ["encoded twice", encodeURIComponent(wish(null))],
    ["with a byte order mark", `\ufeff${wish(null)}`],
    ["with half a character", '{"id_token":{"email":{"value":"\\ud83d"}}}'],
    ["with NaN", wish({ value: 5 }).replace("5", "NaN")],
    ["that is a space", " "],
    ["that is a list", "[]"],
    ["that is a list of wishes", '[{"id_token":{"email":null}}]'],
    ["that is text", '"id_token"'],
    ["that is null", "null"],
    ["that is a number", "1"],
    ["that is true", "true"],
    ["with a list for id_token", '{"id_token":["email"]}'],
    ["with text for userinfo", '{"userinfo":"email"}'],
    ["with true for id_token", '{"id_token":true}'],
    ["with 0 for userinfo", '{"userinfo":0}'],
    ["with true for a claim", wish(true)],
    ["with a list for a claim", wish(["x"])],
    ["with text for a claim", wish("essential")],
    ["with text for essential", wish({ essential: "true" })],
    ["with 1 for essential", wish({ essential: 1 })],
    ["with text for values", wish({ values: "x" })],
    ["with an object for values", wish({ values: { 0: "x" } })],
    ["with a number for sub", '{"id_token":{"sub":{"value":5}}}'],
    ["with an object for sub", '{"userinfo":{"sub":{"value":{}}}}'],
    ["1000 lists deep", deep(1000)],
    ["2000 lists deep, not closed", "[".repeat(2000)],
    ["600 objects deep", '{"a":'.repeat(600) + "1" + "}".repeat(600)],
    ["with a value 1000 lists deep", wish({ value: 5 }).replace("5", deep(1000))],
    ["of more than 4 kB", wish({ value: "x".repeat(4096) })],
    ["of more than 4 kB of unknown claims", JSON.stringify({ userinfo: Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`claim${n}`, null])) })],
  ]) {
    test(what, () => assertRefused(claims, "invalid_request"));
  }

  test("that is there twice", async () => {
    const request = ask(client, { claims: [wish(null), wish(null)] });
    assertTold(await browser.open(request.url), client, request, "invalid_request");
    assertError(await postAs(server, client, "/par", [...request.params]), "invalid_request");
  });

  test("that is no object in a request object", async () => {
    for (const claims of [[], 5, true, [{ id_token: {} }], { id_token: [] }, { userinfo: { email: "x" } }]) {
      const { request, url } = await signed(claims);
      assertTold(await browser.open(url), signer, request, "invalid_request");
    }
  });
});

describe("unmet_authentication_requirements is an essential acr", () => {
  for (const acr of [
    { essential: true, value: "2" },
    { essential: true, values: ["2", "urn:mace:incommon:iap:silver"] },
    { essential: true, values: [] },
    { essential: true, value: 1 },
    { essential: true, value: "1 " },
  ]) {
    test(JSON.stringify(acr), () => assertRefused(JSON.stringify({ id_token: { acr } }), "unmet_authentication_requirements"));
  }
});

describe("as large as it gets,", () => {
  const huge = wish({ value: "x".repeat(MEGABYTE) });

  test("4096 bytes are read", async () => {
    const claims = wish({ value: "" }).replace('""', `"${"x".repeat(4096 - wish({ value: "" }).length)}"`);
    assert.equal(claims.length, 4096);
    assert.ok((await browser.open(ask(client, { claims }).url)).answer.has("code"));
  });

  test("a value may be 100 lists deep, and is nobody's", async () => {
    const claims = wish({ value: 5 }).replace("5", deep(100));
    assert.ok((await browser.open(ask(client, { claims }).url)).answer.has("code"));
  });

  test("20 kB are no URL: by GET and by POST the person is told, pushed the client", async () => {
    const { url, params } = ask(client, { claims: wish({ value: "x".repeat(20_000) }) });
    assertNotice(await browser.open(url), 414);
    assertNotice(await browser.open("/authorize", { method: "POST", body: params }), 414);
    const pushed = await postAs(server, client, "/par", [...params]);
    assertError(pushed, "invalid_request");
  });

  test("1 MB is refused before it is read, by POST, pushed and signed", async () => {
    const { params } = ask(client, { claims: huge });
    assertNotice(await browser.open("/authorize", { method: "POST", body: params }), 413);
    const pushed = await postAs(server, client, "/par", [...params]);
    assertError(pushed, "invalid_request", { status: 413 });
    const object = await requestObject({ urls: [server.url] }, signer, key, ask(signer).params, { claims: huge });
    const both = await postAs(server, signer, "/par", { request: object });
    assertError(both, "invalid_request", { status: 413 });
  });

  test("1 MB by GET is refused, and nothing is the worse for it", async () => {
    const answer = await fetch(`${server.url}${ask(client, { claims: huge }).url}`).catch((error) => ({ status: 414, error }));
    assert.ok([414, 431].includes(answer.status), `${answer.status}`);
    assert.ok((await browser.open(ask(client, { claims: wish(null) }).url)).answer.has("code"));
  });
});

// Requests that a client pushes behind which a stranger may be: nothing is stored for them, the `request_uri` is
// the request itself, sealed.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { Browser } from "../kit/browser.mjs";
import { addClient, addKeyClient } from "../kit/clients.mjs";
import { Web, publish } from "../kit/documents.mjs";
import { serveIsolates } from "../kit/serve.mjs";
import { atOnce, authorizationRequest, basic, otherFirst, post, postAs, redeem, token } from "../kit/steps.mjs";

const PREFIX = "urn:ietf:params:oauth:request_uri:";
const LIFETIME = 540; // seconds
const LONGEST = 6000; // bytes

const web = new Web();
let server, client;
before(async () => {
  server = await serveIsolates(2, { outbound: web.outbound });
  client = await addClient(server, { method: "none", registeredBy: "itself" });
});
after(() => server?.dispose());

/** Pushes a request: what authorizationRequest gave, the answer, and the address to open. */
async function push(of = client, changes = {}) {
  const request = authorizationRequest(of, changes);
  const { status, json } = await postAs(server, of, "/par", [...request.params]);
  assert.equal(status, 201, JSON.stringify(json));
  return { ...request, uri: json.request_uri, address: at(json.request_uri, of), expiresIn: json.expires_in };
}

function at(uri, of = client) {
  return `/authorize?${new URLSearchParams({ client_id: of.id, request_uri: uri })}`;
}

async function stored() {
  return (await server.kv.list({ prefix: "par:" })).keys.length;
}

/** The page that says no, and nothing of the request. */
async function assertUnknown(address) {
  const page = await new Browser(server).open(address);
  assert.deepEqual([page.status, page.location], [400, null], page.text);
  assert.match(page.text, /request_uri is unknown/);
}

describe("nothing is stored for what is pushed by", () => {
  for (const [who, of] of [
    ["a client that registered itself", () => client],
    ["a client that registered itself, with a secret", () => addClient(server, { registeredBy: "itself" })],
    ["a client that registered itself, with a key", () => addKeyClient(server, { registeredBy: "itself" })],
    ["a client with a document", () => publish(web)],
    ["a client of the owner that anybody can pose as", () => addClient(server, { method: "none" })],
    ["a client of the owner, if it is short", () => addClient(server)],
  ]) {
    test(who, async () => {
      const [pushing, before] = [await of(), await stored()];
      const { uri, address, expiresIn } = await push(pushing);
      assert.ok(uri.startsWith(`${PREFIX}sealed.`), uri);
      assert.equal(expiresIn, LIFETIME);
      assert.equal(await stored(), before);
      assert.equal((await new Browser(server).open(address)).asksToSignIn, true);
    });
  }
});

test("what a client of the owner pushes that proves who it is, is kept if it is long, and its name says nothing", async () => {
  const [owners, before] = [await addClient(server), await stored()];
  const { uri, address } = await push(owners, { state: "s".repeat(1000) });
  assert.match(uri.slice(PREFIX.length), /^[\w-]{43}$/);
  assert.equal(await stored(), before + 1);
  assert.equal((await new Browser(server).open(address)).asksToSignIn, true);
});

test("the request counts as it was pushed, on every machine, and leads to tokens", async () => {
  const request = await push(client, { scope: "notes:read" });
  const browser = new Browser(server);
  let page = await browser.open(`${server.urls[1]}${request.address}&scope=notes:write&redirect_uri=https://evil.example/`);
  page = await browser.signIn(page, server.user);
  assert.equal(page.asksConsent, true, page.text);
  page = await browser.allow(page);
  const answer = await redeem(server, client, request, page);
  assert.equal(answer.status, 200, answer.text);
  assert.equal(answer.json.scope, "notes:read");
});

test("of 20 yeses at once one gets a code, and so it stays", async () => {
  const { address } = await push();
  const browser = new Browser(server);
  const page = await browser.signIn(await browser.open(address), server.user);
  const { action, values } = page.form();
  const answers = await atOnce(20, server.urls, (origin) => browser.fetch(origin + action, {
    method: "POST", body: new URLSearchParams({ ...values, decision: "allow" }),
  }));
  assert.equal(answers.filter(({ status }) => status === 303).length, 1);
  let again = await browser.open(address);
  if (again.asksConsent) again = await browser.allow(again);
  assert.equal(again.status, 400);
  assert.match(again.text, /answered before/);
});

describe("it is worth nothing", () => {
  test("for another client, not even of the same redirect URI", async () => {
    const other = await addClient(server, { method: "none", registeredBy: "itself" });
    await assertUnknown(at((await push()).uri, other));
  });

  test("when it is changed, cut, or spelled in another way", async () => {
    const { uri } = await push();
    const sealed = uri.slice(`${PREFIX}sealed.`.length);
    const changed = otherFirst(sealed);
    for (const text of [
      "", "x", sealed.slice(1), sealed.slice(0, -4), changed, `${sealed}=`, `${sealed}==`, ` ${sealed}`, `${sealed}.`,
      sealed.toUpperCase(), `sealed.${sealed}`,
    ]) {
      await assertUnknown(at(`${PREFIX}sealed.${text}`));
    }
    await assertUnknown(at(`${PREFIX}${sealed}`));
  });

  test("as a code, and a code is none", async () => {
    const { uri, verifier } = await push();
    const fields = { grant_type: "authorization_code", code_verifier: verifier, redirect_uri: client.redirectUri };
    for (const code of [uri, uri.slice(PREFIX.length), uri.slice(`${PREFIX}sealed.`.length)]) {
      const { status, json } = await token(server, client, { ...fields, code });
      assert.deepEqual([status, json.error], [400, "invalid_grant"]);
    }
    const request = await push();
    const browser = new Browser(server);
    let page = await browser.signIn(await browser.open(request.address), server.user);
    if (page.asksConsent) page = await browser.allow(page);
    const code = page.answer.get("code");
    await assertUnknown(at(`${PREFIX}${code}`));
    await assertUnknown(at(`${PREFIX}sealed.${code}`));
    // The code is as good as it was.
    assert.equal((await redeem(server, client, request, page)).status, 200);
  });

  test("as the token of a form", async () => {
    const { uri, address } = await push();
    const browser = new Browser(server);
    const page = await browser.open(address);
    const answer = await browser.submit(page, { ...server.user, token: uri.slice(PREFIX.length) });
    assert.equal(answer.status, 403);
  });
});

test(`a request that makes a reference of more than ${LONGEST} bytes is refused in plain words`, async () => {
  const ask = async (length) => {
    const { params } = authorizationRequest(client, { state: "s".repeat(length) });
    return postAs(server, client, "/par", [...params]);
  };
  const { status, json } = await ask(5000);
  assert.deepEqual([status, json.error], [400, "invalid_request"]);
  assert.match(json.error_description, /too long/);
  const good = await ask(3500);
  assert.equal(good.status, 201);
  assert.ok(good.json.request_uri.length <= LONGEST + 100);
  assert.equal((await new Browser(server).open(at(good.json.request_uri))).asksToSignIn, true);
  // A client of the owner has its requests kept.
  const owners = await addClient(server);
  const { params } = authorizationRequest(owners, { state: "s".repeat(5000) });
  const kept = await post(server, params, { authorization: basic(owners.id, owners.secret) }, "/par");
  assert.equal(kept.status, 201);
});

// Last, because the clock does not go back.
test("it says itself when it ends", async () => {
  const { address } = await push();
  await server.letPass(LIFETIME - 5);
  assert.equal((await new Browser(server).open(address)).asksToSignIn, true);
  await server.letPass(6);
  await assertUnknown(address);
});

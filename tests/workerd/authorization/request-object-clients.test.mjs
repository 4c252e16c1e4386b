// Who may and who must send request objects (RFC 9101 section 10.5, RFC 9126 section 3), and how
// long the person may take.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { assertError } from "../kit/asserts.mjs";
import { Browser } from "../kit/browser.mjs";
import { addClient } from "../kit/clients.mjs";
import { newKey, requestObject, setOf } from "../kit/keys.mjs";
import { serveIsolates } from "../kit/serve.mjs";
import { authorizationRequest, now, postAs } from "../kit/steps.mjs";

let server, browser, key;
before(async () => {
  server = await serveIsolates(1);
  browser = new Browser(server);
  key = await newKey("ES256");
});
after(() => server?.dispose());

function register(more) {
  return addClient(server, { method: "none", firstParty: true, jwks: setOf(key), ...more });
}

async function signed(client, claims) {
  const { params } = authorizationRequest(client);
  return { params, object: await requestObject(server, client, key, params, claims) };
}

function address(params) {
  return `/authorize?${new URLSearchParams(params)}`;
}

describe("a client that is not registered to send request objects", () => {
  for (const [name, more] of [["with keys", {}], ["without keys", { jwks: undefined }]]) {
    test(`hears request_not_supported, ${name}`, async () => {
      const client = await register(more);
      const { params, object } = await signed(client);
      const { answer } = await browser.open(address([...params, ["request", object]]));
      assert.deepEqual([answer.get("error"), answer.get("state")], ["request_not_supported", params.get("state")]);
      const pushed = await postAs(server, client, "/par", [...params, ["request", object]].filter(([it]) => it !== "client_id"));
      assertError(pushed, "request_not_supported");
    });
  }

  test("hears nothing at an address that is not its own", async () => {
    const client = await register({ redirectUris: ["https://app.example/a", "https://app.example/b"] });
    const { object } = await signed(client);
    for (const beside of [{}, { redirect_uri: "https://attacker.example/" }]) {
      const page = await browser.open(address({ client_id: client.id, request: object, ...beside }));
      assert.deepEqual([page.status, page.location], [400, null]);
    }
  });
});

describe("a client that must send request objects", () => {
  let client;
  before(async () => {
    client = await register({ requestObjectSigningAlg: "ES256", requireSignedRequestObject: true });
  });

  test("hears invalid_request without one", async () => {
    const { params } = authorizationRequest(client);
    for (const empty of [[], [["request", ""]]]) {
      const { answer } = await browser.open(address([...params, ...empty]));
      assert.deepEqual([answer.get("error"), answer.get("state")], ["invalid_request", params.get("state")]);
      const pushed = await postAs(server, client, "/par", Object.fromEntries([...params, ...empty]));
      assertError(pushed, "invalid_request");
    }
  });

  test("is asked who it is with one, at /authorize and by way of /par", async () => {
    const { object } = await signed(client);
    assert.equal((await new Browser(server).open(address({ client_id: client.id, request: object }))).asksToSignIn, true);
    const { json } = await postAs(server, client, "/par", { request: object });
    const pushed = { client_id: client.id, request_uri: json.request_uri };
    assert.equal((await new Browser(server).open(address(pushed))).asksToSignIn, true);
  });
});

test("a client that must push its requests hears invalid_request for an object that was not pushed", async () => {
  const client = await register({ requestObjectSigningAlg: "ES256", requirePushedAuthorizationRequests: true });
  const { params, object } = await signed(client);
  const { answer } = await browser.open(address([...params, ["request", object]]));
  assert.equal(answer.get("error"), "invalid_request");
  assert.equal((await postAs(server, client, "/par", { request: object })).status, 201);
});

test("the object of another client is a page, even with a key of both", async () => {
  const [one, two] = [await register({ requestObjectSigningAlg: "ES256" }), await register({ requestObjectSigningAlg: "ES256" })];
  const { object } = await signed(one);
  for (const params of [{ client_id: two.id, request: object }, { request: object }]) {
    const page = await browser.open(address(params));
    assert.deepEqual([page.status, page.location], [400, null]);
  }
});

test("a pushed object was in time when it was pushed; the person may take longer than it lives", async () => {
  const client = await register({ requestObjectSigningAlg: "ES256" });
  const { object } = await signed(client, { exp: now() + 60 });
  const { json } = await postAs(server, client, "/par", { request: object });
  const visitor = new Browser(server);
  const page = await visitor.open(address({ client_id: client.id, request_uri: json.request_uri }));
  await server.letPass(120);
  const answered = await visitor.signIn(page, server.user);
  assert.ok(answered.answer.has("code"));
});

describe("at /authorize an object was in time when this browser brought it first", () => {
  let client;
  before(async () => {
    client = await register({ requestObjectSigningAlg: "ES256", firstParty: false });
  });

  async function brought() {
    const { object } = await signed(client, { exp: Math.floor(Date.now() / 1000) + ahead + 60 });
    return address({ client_id: client.id, request: object });
  }
  let ahead = 120;
  const pass = async (seconds) => {
    await server.letPass(seconds);
    ahead += seconds;
  };

  test("so a person may take longer to sign in and to decide than it lives", async () => {
    const visitor = new Browser(server);
    let page = await visitor.open(await brought());
    await pass(100);
    page = await visitor.signIn(page, server.user);
    assert.equal(page.asksConsent, true, page.text);
    await pass(100);
    assert.ok((await visitor.allow(page)).answer.has("code"));
  });

  test("but not another browser, nor for another object, nor for more than an hour", async () => {
    const visitor = new Browser(server);
    const [first, second] = [await brought(), await brought()];
    await visitor.open(first);
    await pass(100);
    assert.equal((await new Browser(server).open(first)).status, 400);
    assert.equal((await visitor.open(second)).status, 400);
    assert.equal((await visitor.open(first)).status, 200);
    await pass(3600);
    assert.equal((await visitor.open(first)).status, 400);
  });
});

// The authorization endpoint (RFC 6749 section 4.1): what goes back to the client, and what must not.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { assertError, assertNotice, assertTold } from "../kit/asserts.mjs";
import { Browser } from "../kit/browser.mjs";
import { addClient } from "../kit/clients.mjs";
import { serveAuthorizationServer } from "../kit/serve.mjs";
import { approve, authorizationRequest, obtainCode, token } from "../kit/steps.mjs";

// Everything that a URL, a form or a page could mistake for something else.
const STATE = "a b+c%20d&e=f?g#h;i/j\\k\"l'm<n>é☃\u{1F511}%00%zz";

let server, client;
before(async () => {
  server = await serveAuthorizationServer({ seed: true });
  client = await addClient(server);
});
after(() => server.dispose());

/** Opens the request in a browser in which nobody is signed in. */
function open(of, changes) {
  return new Browser(server).open(authorizationRequest(of, changes).url);
}

/** Told to the client, with its `state`. */
function assertRefused(page, error, { redirectUri = client.redirectUri, state = STATE } = {}) {
  assertTold(page, { redirectUri }, { params: new URLSearchParams(state === null ? {} : { state }) }, error);
}

describe("a broken request is told to the client", () => {
  const challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
  const cases = [
    ["invalid_request", "response_type is missing", { response_type: undefined }],
    ["invalid_request", "response_type is empty", { response_type: "" }],
    ["unsupported_response_type", "response_type=token", { response_type: "token" }],
    ["unsupported_response_type", "response_type=code id_token", { response_type: "code id_token" }],
    ["unsupported_response_type", "response_type=CODE", { response_type: "CODE" }],
    ["invalid_request", "response_mode=fragment", { response_mode: "fragment" }],
    ["invalid_scope", "a scope that nobody defines", { scope: "everything" }],
    ["invalid_scope", "a scope in another case", { scope: "Profile" }],
    ["invalid_scope", "a scope with a forbidden character", { scope: 'profile "notes:read"' }],
    ["invalid_scope", "a scope separated by a line break", { scope: "profile\nnotes:read" }],
    ["request_not_supported", "a request object", { request: "e30.e30." }],
    ["request_uri_not_supported", "a request object elsewhere", { request_uri: "https://app.example/r" }],
    // RFC 7636 section 4.4.1; OAuth 2.1 requires PKCE of every client.
    ["invalid_request", "code_challenge is missing", { code_challenge: undefined }],
    ["invalid_request", "no PKCE at all", { code_challenge: undefined, code_challenge_method: undefined }],
    ["invalid_request", "code_challenge_method is missing, which means plain", { code_challenge_method: undefined }],
    ["invalid_request", "code_challenge_method=plain", { code_challenge_method: "plain" }],
    ["invalid_request", "code_challenge_method=s256", { code_challenge_method: "s256" }],
    ["invalid_request", "a code_challenge that is too short", { code_challenge: challenge.slice(1) }],
    ["invalid_request", "a code_challenge that is too long", { code_challenge: `${challenge}A` }],
    ["invalid_request", "a code_challenge with padding", { code_challenge: `${challenge}=` }],
    ["invalid_request", "a code_challenge in the other base64", { code_challenge: challenge.replace("-", "+") }],
  ];
  for (const [error, name, changes] of cases) {
    test(`${error}: ${name}`, async () => {
      assertRefused(await open(client, { state: STATE, ...changes }), error);
    });
  }

  for (const name of ["response_type", "scope", "code_challenge", "code_challenge_method", "unknown"]) {
    test(`invalid_request: ${name} is repeated`, async () => {
      const { url } = authorizationRequest(client, { state: STATE, unknown: "1" });
      assertRefused(await new Browser(server).open(`${url}&${name}=1`), "invalid_request");
    });
  }

  test("invalid_request: state is repeated, and none is returned", async () => {
    const { url } = authorizationRequest(client, { state: STATE });
    const page = await new Browser(server).open(`${url}&state=other`);
    assertRefused(page, "invalid_request", { state: null });
  });

  test("no state is returned where none was sent", async () => {
    const page = await open(client, { state: undefined, response_type: "token" });
    assertRefused(page, "unsupported_response_type", { state: null });
  });

  test("unauthorized_client: not registered for the code grant", async () => {
    const other = await addClient(server, { grantTypes: ["refresh_token"] });
    assertRefused(await open(other, { state: STATE }), "unauthorized_client");
  });

  test("invalid_scope: only what this client did not register", async () => {
    const other = await addClient(server, { scope: "profile" });
    assertRefused(await open(other, { state: STATE, scope: "notes:read" }), "invalid_scope");
  });

  test("access_denied: the person said no", async () => {
    const browser = new Browser(server);
    const login = await browser.open(authorizationRequest(client, { state: STATE }).url);
    assertRefused(await browser.deny(await browser.signIn(login, server.user)), "access_denied");
  });

  test("temporarily_unavailable: the yes cannot be stored, and no code is given", async () => {
    const browser = new Browser(server);
    const request = authorizationRequest(client, { state: STATE });
    const consent = await browser.signIn(await browser.open(request.url), server.user);
    await server.db
      .prepare("CREATE TRIGGER full BEFORE INSERT ON grants BEGIN SELECT RAISE(ABORT, 'disk full'); END")
      .run();
    try {
      assertRefused(await browser.allow(consent), "temporarily_unavailable");
    } finally {
      await server.db.prepare("DROP TRIGGER full").run();
    }
    // The same form, once the trouble is over.
    assert.ok((await browser.allow(consent)).answer.has("code"));
  });
});

test("nobody is redirected while the client cannot be looked up", async () => {
  await server.db.prepare("ALTER TABLE clients RENAME TO gone").run();
  try {
    const page = await open(client);
    assertNotice(page, 503);
    assert.match(page.text, /[0-9a-f]{16}/, "it names the request");
    assert.equal(page.headers.get("retry-after"), "5");
  } finally {
    await server.db.prepare("ALTER TABLE gone RENAME TO clients").run();
  }
});

describe("without a proved client and redirect URI the person is told, and nobody redirected", () => {
  test("client_id is missing", async () => assertNotice(await open(client, { client_id: undefined })));
  test("client_id is empty", async () => assertNotice(await open(client, { client_id: "" })));
  test("client_id is unknown", async () => assertNotice(await open(client, { client_id: "nobody" })));
  test("client_id is in another case", async () => {
    const named = await addClient(server, { id: "named" });
    assertNotice(await open(named, { client_id: "NAMED" }));
  });
  for (const [name, extra] of [
    ["client_id", "nobody"],
    ["redirect_uri", "https://attacker.example/"],
  ]) {
    test(`${name} is repeated, in either order`, async () => {
      const { url } = authorizationRequest(client);
      assertNotice(await new Browser(server).open(`${url}&${name}=${encodeURIComponent(extra)}`));
      assertNotice(await new Browser(server).open(url.replace("?", `?${name}=${encodeURIComponent(extra)}&`)));
      assertNotice(await new Browser(server).open(`${url}&${name}=`));
    });
  }
  test("redirect_uri is missing, and several are registered", async () => {
    const several = await addClient(server, {
      redirectUris: ["https://app.example/a", "https://app.example/b"],
    });
    assertNotice(await open(several, { redirect_uri: undefined }));
    assertNotice(await open(several, { redirect_uri: "" }));
    assert.equal((await open(several)).asksToSignIn, true);
  });
  for (const uri of [
    "https://attacker.example/callback",
    "http://app.example/callback",
    "https://app.example/callback/",
    "https://app.example/callback/more",
    "https://app.example/callbac",
    "https://app.example/",
    "https://app.example/Callback",
    "https://APP.example/callback",
    "HTTPS://app.example/callback",
    "https://app.example:443/callback",
    "https://app.example:8443/callback",
    "https://app.example./callback",
    "https://app.example/callback?",
    "https://app.example/callback?next=https://attacker.example",
    "https://app.example/callback#",
    "https://app.example/callback#fragment",
    "https://app.example/%63allback",
    "https://app.example/callback%2f",
    "https://app.example/x/../callback",
    "https://app.example//callback",
    "https://app.example\\callback",
    "https://app.example/callback ",
    " https://app.example/callback",
    "https://app.example/callback\t",
    "https://app.example/callback\r\nLocation: https://attacker.example",
    "https://user@app.example/callback",
    "https://app.example@attacker.example/callback",
    "https://app.example.attacker.example/callback",
    "https://attacker.example/https://app.example/callback",
    "//app.example/callback",
    "/callback",
    "javascript:alert(1)//https://app.example/callback",
    "data:text/html,hello",
    "*",
  ]) {
    test(`redirect_uri ${JSON.stringify(uri)} is not the registered one`, async () => {
      assertNotice(await open(client, { redirect_uri: uri }));
      // Neither does an error that would otherwise be told to the client.
      assertNotice(await open(client, { redirect_uri: uri, response_type: "token" }));
    });
  }
});

describe("a loopback redirect URI (RFC 8252 section 7.3)", () => {
  const cases = [
    ["http://127.0.0.1/callback", "http://127.0.0.1:49152/callback", true],
    ["http://127.0.0.1/callback", "http://127.0.0.1/callback", true],
    ["http://127.0.0.1:8000/callback", "http://127.0.0.1:65535/callback", true],
    ["http://127.0.0.1:8000/callback", "http://127.0.0.1/callback", true],
    ["http://[::1]/callback", "http://[::1]:49152/callback", true],
    ["http://127.0.0.1/callback?own=1", "http://127.0.0.1:49152/callback?own=1", true],
    ["http://127.0.0.1/callback", "http://127.0.0.1:49152/other", false],
    ["http://127.0.0.1/callback", "http://127.0.0.1:49152/callback/", false],
    ["http://127.0.0.1/callback", "https://127.0.0.1:49152/callback", false],
    ["http://127.0.0.1/callback", "http://127.0.0.1:0/callback", false],
    ["http://127.0.0.1/callback", "http://127.0.0.1:65536/callback", false],
    ["http://127.0.0.1/callback", "http://127.0.0.1:/callback", false],
    ["http://127.0.0.1/callback", "http://127.0.0.1:80@attacker.example/callback", false],
    ["http://127.0.0.1/callback", "http://127.0.0.1.attacker.example/callback", false],
    ["http://127.0.0.1/callback", "http://127.0.0.2:49152/callback", false],
    ["http://127.0.0.1/callback", "http://[::1]:49152/callback", false],
    ["http://127.0.0.1/callback", "http://localhost:49152/callback", false],
    ["http://localhost/callback", "http://localhost:49152/callback", false],
  ];
  for (const [registered, sent, matches] of cases) {
    test(`${sent} is ${matches ? "" : "not "}${registered}`, async () => {
      const native = await addClient(server, { method: "none", redirectUris: [registered] });
      const page = await open(native, { redirect_uri: sent });
      if (matches) assert.equal(page.asksToSignIn, true, page.text);
      else assertNotice(page);
    });
  }

  test("the code goes to the port of the request, and must be redeemed with it", async () => {
    const native = await addClient(server, { method: "none", redirectUris: ["http://127.0.0.1/callback"] });
    const redirect_uri = "http://127.0.0.1:49152/callback";
    const grant = await obtainCode(new Browser(server), native, server.user, { redirect_uri });
    assertError(await token(server, native, grant), "invalid_grant");
    assert.equal((await token(server, native, { ...grant, redirect_uri })).status, 200);
  });
});

describe("the answer", () => {
  test("holds code, state and iss, the state byte for byte, and nothing else", async () => {
    const page = await approve(new Browser(server), authorizationRequest(client, { state: STATE }), server.user);
    const { code, ...answer } = Object.fromEntries(page.answer);
    assert.deepEqual(answer, { state: STATE, iss: server.url });
    assert.match(code, /^[\w-]{43}$/, "256 bits");
  });

  test("has no state when the request had none", async () => {
    const page = await approve(new Browser(server), authorizationRequest(client, { state: undefined }), server.user);
    assert.deepEqual([...page.answer.keys()], ["code", "iss"]);
  });

  test("returns a state of 4 kB", async () => {
    const state = "☃".repeat(1000) + "x".repeat(1000);
    const page = await approve(new Browser(server), authorizationRequest(client, { state }), server.user);
    assert.equal(page.answer.get("state"), state);
  });

  for (const [registered, start] of [
    ["https://app.example/cb?keep=%2F+a&x", "https://app.example/cb?keep=%2F+a&x&code="],
    ["https://app.example/cb?", "https://app.example/cb?code="],
    ["https://app.example", "https://app.example?code="],
    ["com.example.app:/cb", "com.example.app:/cb?code="],
  ]) {
    test(`keeps what ${registered} has of its own`, async () => {
      const own = await addClient(server, { redirectUris: [registered] });
      const page = await approve(new Browser(server), authorizationRequest(own), server.user);
      assert.ok(page.location.startsWith(start), page.location);
    });
  }

  test("goes to the one registered redirect URI when none is named", async () => {
    const page = await approve(
      new Browser(server), authorizationRequest(client, { redirect_uri: undefined }), server.user);
    assert.ok(page.location.startsWith(`${client.redirectUri}?code=`), page.location);
  });

  test("is the same with parameters that nobody knows and with empty ones", async () => {
    const request = authorizationRequest(client, { foo: "bar", prompt: "", response_mode: "", nonce: "n" });
    assert.ok((await approve(new Browser(server), request, server.user)).answer.has("code"));
  });

  test("grants all that the client registered when no scope is asked for", async () => {
    for (const scope of [undefined, ""]) {
      const grant = await obtainCode(new Browser(server), client, server.user, { scope });
      const { scope: granted } = (await token(server, client, grant)).json;
      assert.equal(granted, "openid profile email address phone offline_access notes:read notes:write");
    }
  });

  test("gives a different code each time", async () => {
    const browser = new Browser(server);
    const codes = [];
    for (let i = 0; i < 3; i++) codes.push((await obtainCode(browser, client, server.user)).code);
    assert.equal(new Set(codes).size, 3);
  });
});

// MCP authorization, revision 2026-07-28: the client of `@modelcontextprotocol/sdk`, as it is, connects
// to examples/mcp-server, which trusts this authorization server.

import assert from "node:assert/strict";
import { after, before, describe, mock, test } from "node:test";

import { UnauthorizedError } from "@modelcontextprotocol/sdk/client/auth.js";
import { decodeJwt } from "jose";

import { assertError } from "../kit/asserts.mjs";
import { addClient } from "../kit/clients.mjs";
import { CALLBACK, DOCUMENT_URL, Application, claimsOf, connect, serveBoth, userId } from "../kit/mcp.mjs";
import { refresh } from "../kit/steps.mjs";

const SCOPE = "mcp:whoami mcp:add";

let open, closed;
before(async () => {
  open = await serveBoth({ vars: { REGISTRATION: "open" } });
  closed = await serveBoth({ vars: { REGISTRATION: "closed", CLIENT_ID_METADATA_DOCUMENTS: "false" } });
});
after(async () => {
  await open?.dispose();
  await closed?.dispose();
});

describe("a client that nobody knows yet", () => {
  test("registers itself and asks for the MCP server's resource; its token is for that alone", async () => {
    const application = new Application(open);
    const { client, call } = await connect(application);

    assert.equal(application.kept.client.client_secret, undefined);
    const [request] = application.requests;
    assert.equal(request.get("client_id"), application.kept.client.client_id);
    assert.equal(request.get("resource"), open.mcp);
    assert.equal(request.get("scope"), SCOPE);
    assert.equal(request.get("code_challenge_method"), "S256");

    const claims = claimsOf(application);
    assert.equal(claims.aud, open.mcp);
    assert.deepEqual(claims.scope.split(" ").sort(), SCOPE.split(" ").sort());
    assert.equal(claims.client_id, application.kept.client.client_id);

    assert.deepEqual((await client.listTools()).tools.map((tool) => tool.name), ["whoami", "add"]);
    assert.equal(await call("whoami"), `user ${await userId(open)} through client ${claims.client_id}`);
    assert.equal(await call("add", { a: 2, b: 3 }), "5");
  });

  test("that has a Client ID Metadata Document uses that, and does not register", async () => {
    const count = open.db.prepare("SELECT count(*) AS n FROM clients WHERE registered_by = 'itself'");
    const registered = await count.first();
    const application = new Application(open, { documentUrl: DOCUMENT_URL });
    const { call } = await connect(application);

    assert.equal(application.kept.client.client_id, DOCUMENT_URL);
    const claims = claimsOf(application);
    assert.equal(claims.client_id, DOCUMENT_URL);
    assert.equal(claims.aud, open.mcp);
    assert.equal(await call("whoami"), `user ${await userId(open)} through client ${DOCUMENT_URL}`);
    assert.deepEqual(await count.first(), registered);
  });

  test("is shown to the person with the host of its document and the host it returns to", async () => {
    const application = new Application(open, { documentUrl: DOCUMENT_URL });
    await connect(application);
    const [page] = application.consents;
    assert.match(page, /Test MCP client/);
    assert.match(page, /mcp-client\.example/);
    assert.match(page, /localhost:33418/);
  });

  // As real clients are seen to do it.
  for (const [who, changes] of [
    ["an editor", {
      redirect_uris: ["https://editor.example/redirect", "http://127.0.0.1/", "http://127.0.0.1:33418/"],
      redirectUrl: "http://127.0.0.1:50123/",
      grant_types: ["authorization_code", "refresh_token", "urn:ietf:params:oauth:grant-type:device_code"],
    }],
    ["a command line, with its document", {
      documentUrl: "https://mcp-client.example/command-line.json",
      application_type: undefined,
      redirect_uris: ["http://localhost/callback", "http://127.0.0.1/callback"],
      redirectUrl: "http://localhost:50123/callback",
    }],
    ["a website with a secret", {
      application_type: "web",
      redirect_uris: ["https://site.example/mcp/callback"],
      redirectUrl: "https://site.example/mcp/callback",
      token_endpoint_auth_method: "client_secret_post",
      client_uri: "https://site.example",
      logo_uri: "",
      contacts: ["somebody@site.example"],
    }],
    ["one that says no more than where it listens", {
      client_name: undefined,
      application_type: undefined,
      grant_types: undefined,
      response_types: undefined,
      token_endpoint_auth_method: undefined,
    }],
  ]) {
    test(`may be ${who}`, async () => {
      const application = new Application(open, changes);
      const { call } = await connect(application);
      assert.match(await call("whoami"), /^user /);
      assert.equal(claimsOf(application).aud, open.mcp);
    });
  }
});

// A client of the SDK that holds a refresh token uses that when it lacks a scope, which cannot help, and
// gives up. So these have none.
describe("a tool that needs more than was granted", () => {
  const grant_types = ["authorization_code"];
  let least;
  before(async () => {
    least = await serveBoth({ vars: { REGISTRATION: "open" }, scope: "mcp:whoami" });
  });
  after(() => least?.dispose());

  for (const [way, changes] of [
    ["registered itself", { grant_types }],
    ["has a document", { grant_types, documentUrl: DOCUMENT_URL }],
  ]) {
    test(`makes a client that ${way} ask the person again, for that too`, async () => {
      const application = new Application(least, changes);
      const { transport, call } = await connect(application);
      assert.equal(claimsOf(application).scope, "mcp:whoami");
      assert.equal(application.kept.tokens.refresh_token, undefined);

      await assert.rejects(call("add", { a: 2, b: 3 }), UnauthorizedError);
      assert.equal(application.requests[1].get("scope"), SCOPE);
      assert.match(application.consents[1], /Add numbers for you/);
      await transport.finishAuth(application.kept.code);

      assert.equal(claimsOf(application).aud, least.mcp);
      assert.equal(await call("add", { a: 2, b: 3 }), "5");
      assert.equal(application.requests.length, 2);
    });
  }
});

describe("an access token", () => {
  /** The application, connected, and its tools. */
  async function connected(changes) {
    const application = new Application(open, changes);
    return { application, ...(await connect(application)) };
  }

  test("that expired is renewed with the refresh token, for the same resource, and nobody is asked", async () => {
    const { application, call } = await connected();
    const first = application.kept.tokens;
    // The MCP server's clock goes ahead until the client has refreshed; the authorization server's cannot.
    mock.timers.enable({ apis: ["Date"], now: (decodeJwt(first.access_token).exp + 1) * 1000 });
    application.saveTokens = (tokens) => {
      mock.timers.reset();
      application.kept.tokens = tokens;
    };
    try {
      assert.match(await call("whoami"), /^user /);
    } finally {
      mock.timers.reset();
    }
    assert.notEqual(application.kept.tokens.access_token, first.access_token);
    assert.notEqual(application.kept.tokens.refresh_token, first.refresh_token);
    const { aud, scope } = claimsOf(application);
    assert.equal(aud, open.mcp);
    assert.equal(scope, decodeJwt(first.access_token).scope);
    assert.equal(application.requests.length, 1);
  });

  test("that the MCP server refuses is renewed too", async () => {
    const { application, call } = await connected({ documentUrl: DOCUMENT_URL });
    const first = application.kept.tokens;
    application.kept.tokens = { ...first, access_token: "not.a.token" };
    assert.match(await call("whoami"), /^user /);
    assert.notEqual(application.kept.tokens.access_token, "not.a.token");
    assert.notEqual(application.kept.tokens.refresh_token, first.refresh_token);
    assert.equal(application.requests.length, 1);
  });

  test("is asked for in the browser again when the refresh token is no longer good", async () => {
    const { application, transport, call } = await connected();
    application.invalidateCredentials = (which) => {
      assert.equal(which, "tokens");
      application.kept.tokens = undefined;
    };
    const { refresh_token } = application.kept.tokens;
    const client = { id: application.kept.client.client_id, method: "none" };
    await open.db.prepare("UPDATE token_families SET revoked_at = 1 WHERE client_id = ?").bind(client.id).run();
    assertError(await refresh(open, client, refresh_token), "invalid_grant");
    application.kept.tokens = { ...application.kept.tokens, access_token: "not.a.token" };

    await assert.rejects(call("whoami"), UnauthorizedError);
    await transport.finishAuth(application.kept.code);
    assert.match(await call("whoami"), /^user /);
    assert.equal(application.requests.length, 2);
  });

  test("of a client that was removed makes it register again", async () => {
    const { application, transport, call } = await connected();
    application.invalidateCredentials = (which) => {
      assert.equal(which, "all");
      application.kept = {};
    };
    const first = application.kept.client.client_id;
    await open.db.prepare("DELETE FROM clients WHERE id = ?").bind(first).run();
    application.kept.tokens = { ...application.kept.tokens, access_token: "not.a.token" };

    await assert.rejects(call("whoami"), UnauthorizedError);
    assert.notEqual(application.kept.client.client_id, first);
    await transport.finishAuth(application.kept.code);
    assert.match(await call("whoami"), /^user /);
  });
});

describe("with registration closed and documents off", () => {
  test("an unknown client is told that it cannot register", async () => {
    for (const changes of [{}, { documentUrl: DOCUMENT_URL }]) {
      await assert.rejects(connect(new Application(closed, changes)), /does not support dynamic client registration/);
    }
  });

  test("a public client that the owner registered connects", async () => {
    const registered = await addClient(closed, { redirectUris: [CALLBACK], scope: SCOPE, method: "none" });
    const application = new Application(closed);
    application.kept.client = { client_id: registered.id };
    const { call } = await connect(application);
    assert.equal(claimsOf(application).aud, closed.mcp);
    assert.equal(await call("whoami"), `user ${await userId(closed)} through client ${registered.id}`);
  });

  test("so does one with a secret, which the SDK sends as it is", async () => {
    const registered = await addClient(closed, { redirectUris: [CALLBACK], scope: SCOPE });
    const application = new Application(closed);
    application.kept.client = { client_id: registered.id, client_secret: registered.secret };
    const { call } = await connect(application);
    assert.match(await call("whoami"), /^user /);
  });
});

// A registration that changes counts from the next request on, in every isolate, whatever an
// isolate remembers of it.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, beforeEach, describe, test } from "node:test";

import { assertError } from "../kit/asserts.mjs";
import { Browser } from "../kit/browser.mjs";
import { addClient } from "../kit/clients.mjs";
import { serveAuthorizationServer, serveIsolates } from "../kit/serve.mjs";
import { authorizationRequest, obtainCode, obtainTokens, refresh, sha256, token } from "../kit/steps.mjs";

describe("after every isolate has seen the client", () => {
  let server, isolates, client, browser, tokens;
  before(async () => {
    server = await serveIsolates(2);
    isolates = server.urls.map((url) => ({ ...server, url }));
  });
  after(() => server.dispose());

  beforeEach(async () => {
    client = await addClient(server, { firstParty: true });
    browser = new Browser(server);
    for (const isolate of isolates) {
      tokens = await obtainTokens(isolate, browser, client, server.user);
      await fetch(isolate.url + authorizationRequest(client).url);
    }
  });

  function change(column, value) {
    return server.db.prepare(`UPDATE clients SET ${column} = ? WHERE id = ?`).bind(value, client.id).run();
  }

  /** What each isolate answers to the request, as `status` or `error`. */
  async function visit(changes) {
    const answers = [];
    for (const isolate of isolates) {
      const response = await fetch(isolate.url + authorizationRequest(client, changes).url, { redirect: "manual" });
      const location = response.headers.get("location");
      answers.push(location ? new URL(location).searchParams.get("error") : response.status);
    }
    return answers;
  }

  async function redeem(as) {
    const answers = [];
    for (const isolate of isolates) {
      const answer = await token(isolate, as, await obtainCode(browser, client, server.user));
      answers.push(answer.json.error ?? answer.status);
    }
    return answers;
  }

  async function refreshAll(as) {
    const answers = [];
    for (const isolate of isolates) {
      const answer = await refresh(isolate, as, tokens.refresh_token);
      answers.push(answer.json.error ?? answer.status);
    }
    return answers;
  }

  test("a new secret is the only one that is accepted", async () => {
    const rotated = { ...client, secret: randomUUID() };
    await change("secret_hash", sha256(rotated.secret));
    assert.deepEqual(await redeem(client), ["invalid_client", "invalid_client"]);
    assert.deepEqual(await refreshAll(client), ["invalid_client", "invalid_client"]);
    assert.deepEqual(await redeem(rotated), [200, 200]);
    assert.deepEqual(await refreshAll(rotated), [200, 200]);
  });

  test("a redirect URI that was taken away is refused, and a new one accepted", async () => {
    const moved = "https://app.example/moved";
    await change("redirect_uris", JSON.stringify([moved]));
    assert.deepEqual(await visit(), [400, 400]);
    assert.deepEqual(await visit({ redirect_uri: moved }), [200, 200]);
  });

  test("a scope that was taken away cannot be asked for", async () => {
    await change("scope", "profile");
    assert.deepEqual(await visit({ scope: "notes:read" }), ["invalid_scope", "invalid_scope"]);
  });

  test("a grant type that was taken away cannot be used", async () => {
    await change("grant_types", '["authorization_code"]');
    assert.deepEqual(await refreshAll(client), ["unauthorized_client", "unauthorized_client"]);
    await change("grant_types", '["refresh_token"]');
    assert.deepEqual(await visit(), ["unauthorized_client", "unauthorized_client"]);
  });

  test("a client that is no longer first-party needs consent", async () => {
    await change("first_party", 0);
    for (const isolate of isolates) {
      const tab = new Browser(isolate, browser.cookies);
      assert.equal((await tab.open(authorizationRequest(client).url)).asksConsent, true);
    }
  });

  test("a client that was removed is unknown, and its tokens with it", async () => {
    const grant = await obtainCode(browser, client, server.user);
    await server.db.prepare("DELETE FROM clients WHERE id = ?").bind(client.id).run();
    assert.deepEqual(await visit(), [400, 400]);
    assert.deepEqual(await refreshAll(client), ["invalid_client", "invalid_client"]);
    assertError(await token(isolates[1], client, grant), "invalid_client");
  });

  test("a client that was removed and registered anew has nothing of the old one", async () => {
    await server.db.prepare("DELETE FROM clients WHERE id = ?").bind(client.id).run();
    const anew = await addClient(server, { id: client.id, redirectUris: ["https://new.example/callback"] });
    assert.deepEqual(await visit(), [400, 400]);
    assert.deepEqual(await visit({ redirect_uri: anew.redirectUri }), [200, 200]);
    assert.deepEqual(await refreshAll(client), ["invalid_client", "invalid_client"]);
    assert.deepEqual(await refreshAll(anew), ["invalid_grant", "invalid_grant"]);
  });
});

test("the commands that own clients work on a server that runs", async () => {
  const server = await serveAuthorizationServer({ seed: true });
  try {
    const added = await server.admin("client", "add", "--name", "By command",
      "--redirect-uri", "https://app.example/callback", "--scope", "profile", "--auth-method", "client_secret_post");
    const client = {
      id: added.client_id,
      secret: added.client_secret,
      method: "client_secret_post",
      redirectUri: "https://app.example/callback",
    };
    const browser = new Browser(server);
    const fresh = () => obtainCode(browser, client, server.user, { scope: "profile" });
    const { status, json } = await token(server, client, await fresh());
    assert.equal(status, 200);

    const stored = await server.db.prepare("SELECT * FROM clients WHERE id = ?").bind(client.id).first();
    assert.equal(stored.secret_hash, sha256(client.secret));
    assert.equal(JSON.stringify(stored).includes(client.secret), false);

    const rotated = { ...client, secret: (await server.admin("client", "rotate-secret", client.id)).client_secret };
    assertError(await refresh(server, client, json.refresh_token), "invalid_client");
    assert.equal((await refresh(server, rotated, json.refresh_token)).status, 200);

    await server.admin("client", "remove", client.id);
    assertError(await refresh(server, rotated, json.refresh_token), "invalid_client");
    const page = await browser.open(authorizationRequest(client).url);
    assert.deepEqual([page.status, page.location], [400, null]);
  } finally {
    await server.dispose();
  }
});

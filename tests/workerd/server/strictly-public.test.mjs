// Where this server sends requests because a stranger named an address: to public ones, and never to itself. Without
// the runtime's own promise (`global_fetch_strictly_public`) it sends none.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { Browser } from "../kit/browser.mjs";
import { addClient, register } from "../kit/clients.mjs";
import { CALLBACK, Web, documentOf, newAddress, publish } from "../kit/documents.mjs";
import { asserted, assertion, newKey, setOf } from "../kit/keys.mjs";
import { logout, signOut, authorizationRequest, post } from "../kit/steps.mjs";
import { signIn } from "../kit/people.mjs";
import { serveAuthorizationServer, withTls } from "../kit/serve.mjs";
import { config, workers } from "../../../scripts/workers.mjs";
import { wranglerConfig } from "../../../scripts/settings/worker.mjs";

const OWN = "https://auth.example";

/** The documents that this server publishes about itself. */
async function metadataOf(server) {
  return (await fetch(`${server.url}/.well-known/oauth-authorization-server`)).json();
}

test("wrangler.toml has the flag, also for what is deployed", () => {
  const flags = ["global_fetch_strictly_public"];
  assert.deepEqual(config(workers.server).compatibility_flags, flags);
  assert.deepEqual(wranglerConfig({ ISSUER: "https://auth.example" }).compatibility_flags, flags);
});

describe("without the flag", () => {
  const web = new Web();
  let server;
  before(async () => {
    const vars = { REGISTRATION: "open" };
    server = await serveAuthorizationServer({ seed: true, flags: [], outbound: web.outbound, vars });
    server.urls = [server.url];
  });
  after(() => server?.dispose());

  test("the metadata says that there are no documents and no notices, and the log says why, once", async () => {
    const metadata = await metadataOf(server);
    assert.equal(metadata.client_id_metadata_document_supported, false);
    assert.equal(metadata.backchannel_logout_supported, false);
    assert.equal(metadata.backchannel_logout_session_supported, false);
    await server.logged(({ event, reason }) => event === "missing" && /global_fetch_strictly_public/.test(reason));
    assert.equal(server.logs.filter(({ reason }) => /global_fetch_strictly_public/.test(reason ?? "")).length, 1);
  });

  test("a client with a document is unknown, and nothing is fetched", async () => {
    const client = publish(web);
    const page = await new Browser(server).open(authorizationRequest(client).url);
    assert.equal(page.status, 400);
    assert.match(page.text, /client_id is unknown/);
    assert.equal((await post(server, authorizationRequest(client).params, {}, "/par")).status, 401);
    assert.deepEqual(web.requests, []);
  });

  test("nobody registers an address for notices, or for a sector", async () => {
    for (const metadata of [
      { backchannel_logout_uri: "https://client.example/logout" },
      { subject_type: "pairwise", sector_identifier_uri: "https://client.example/sector.json" },
    ]) {
      const { status, json } = await register(server, { redirect_uris: [CALLBACK], ...metadata });
      assert.deepEqual([status, json.error], [400, "invalid_client_metadata"], JSON.stringify(metadata));
    }
    assert.deepEqual(web.requests, []);
  });

  test("no notice is sent, and the log says so", async () => {
    const client = await addClient(server, { backchannelLogoutUri: "https://client.example/logout" });
    const { browser } = await signIn(server, { client });
    await signOut(browser, await logout(browser));
    const line = await server.logged(({ event }) => event === "backchannel_logout");
    assert.equal(line.delivered, false);
    assert.match(line.reason, /global_fetch_strictly_public/);
    assert.deepEqual(web.requests, []);
  });

  test("the keys of a stranger are not fetched, and those of the owner's clients are", async () => {
    const [key, uri] = [await newKey(), newAddress()];
    web.putJson(uri, setOf(key));
    for (const [registeredBy, status] of [["itself", 401], ["owner", 200]]) {
      const client = await addClient(server, { method: "private_key_jwt", jwksUri: uri, registeredBy });
      const fields = { token: "x", ...asserted(await assertion(server, client, key)) };
      assert.equal((await post(server, new URLSearchParams(fields), {}, "/revoke")).status, status);
    }
    assert.equal(web.count(uri), 1);
  });
});

describe("an address of this very server is never asked,", () => {
  const web = new Web();
  let server;
  before(async () => {
    const vars = { ISSUER: `${OWN}/tenant`, REGISTRATION: "open" };
    server = await serveAuthorizationServer({ seed: true, outbound: web.outbound, vars, altered: withTls });
  });
  after(() => server?.dispose());

  const own = [
    `${OWN}/tenant`, `${OWN}/tenant/`, `${OWN}/tenant/authorize?x=1`, `${OWN}/%74enant/authorize`, `${OWN}/tenan%74/x`,
    `${OWN}/.well-known/jwks.json/tenant`, `${OWN}/tenant/.well-known/jwks.json`,
    "https://AUTH.example/tenant/x", "https://auth.example:443/tenant/x", "https://auth.example./tenant/x",
    `${OWN}/x/../tenant/x`, `${OWN}/%2e/tenant/x`, `${OWN}/x/%2E%2e/tenant/x`, "https://auth%2eexample/tenant/x",
    "https://user@auth.example/tenant/x",
  ];
  const base = "/tenant";
  const open = (id, changes) => new Browser(server)
    .fetch(base + authorizationRequest({ id, redirectUri: CALLBACK }, changes).url);

  test("as the address of a document", async () => {
    for (const id of own) {
      const page = await open(id);
      assert.equal(page.status, 400, id);
    }
    assert.deepEqual(web.requests.map(({ url }) => url), []);
  });

  test("as the address of keys, registered or in a document", async () => {
    for (const uri of own) {
      const metadata = { redirect_uris: [CALLBACK], token_endpoint_auth_method: "private_key_jwt", jwks_uri: uri };
      const response = await fetch(`${server.url}${base}/register`, {
        method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(metadata),
      });
      // Registered or not, nothing is asked.
      if (response.status === 201) {
        const client = { id: (await response.json()).client_id };
        const jwt = await assertion({ urls: [`${OWN}/tenant`] }, client, await newKey());
        const answer = await post(server, new URLSearchParams({ token: "x", ...asserted(jwt) }), {}, `${base}/revoke`);
        assert.equal(answer.status, 401, uri);
      }
    }
    assert.deepEqual(web.requests.map(({ url }) => url), []);
  });

  test("as the address of a sector", async () => {
    for (const uri of own) {
      const metadata = { redirect_uris: [CALLBACK], subject_type: "pairwise", sector_identifier_uri: uri };
      const response = await fetch(`${server.url}${base}/register`, {
        method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(metadata),
      });
      assert.equal(response.status, 400, uri);
    }
    assert.deepEqual(web.requests.map(({ url }) => url), []);
  });

  test("but what only begins like it, or is beside it on the same host, is", async () => {
    for (const id of [`${OWN}/tenants/client.json`, `${OWN}/other/client.json`, `${OWN}.net/tenant/client.json`]) {
      web.putJson(id, documentOf(id));
      assert.equal((await open(id)).status, 200, id);
      assert.equal(web.count(id), 1);
    }
  });
});

test("at most two documents and two key sets are fetched for one request", async () => {
  const web = new Web();
  const server = await serveAuthorizationServer({ seed: true, outbound: web.outbound });
  server.urls = [server.url];
  try {
    // Each time it is another client, so whatever is remembered is in doubt.
    const [id, keys, key] = [newAddress(), newAddress(), await newKey()];
    let version = 0;
    web.put(id, () => Response.json(documentOf(id, {
      client_name: `Version ${++version}`, token_endpoint_auth_method: "private_key_jwt", jwks_uri: keys,
    })));
    web.put(keys, () => Response.json(setOf()));
    const client = { id, method: "private_key_jwt" };
    const fields = { ...Object.fromEntries(authorizationRequest({ id, redirectUri: CALLBACK }).params) };
    const jwt = await assertion(server, client, key);
    const before = web.requests.length;
    const answer = await post(server, new URLSearchParams({ ...fields, ...asserted(jwt) }), {}, "/par");
    assert.equal(answer.status, 401);
    const fetched = web.requests.slice(before).map(({ url }) => url);
    assert.ok(fetched.filter((url) => url === id).length <= 2, `${fetched}`);
    assert.ok(fetched.filter((url) => url === keys).length <= 2, `${fetched}`);
  } finally {
    await server.dispose();
  }
});

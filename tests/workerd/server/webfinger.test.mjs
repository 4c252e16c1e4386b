// WebFinger (RFC 7033), which leads from an email address to the issuer (OpenID Connect Discovery section 2).

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { freePort, serveAuthorizationServer } from "../kit/serve.mjs";

const REL = "http://openid.net/specs/connect/1.0/issuer";

let server;
before(async () => {
  server = await serveAuthorizationServer({ seed: true });
});
after(() => server?.dispose());

function ask(query, init) {
  return fetch(`${server.url}/.well-known/webfinger?${new URLSearchParams(query)}`, init);
}

test("tells the issuer of an account, to scripts of other origins too, and asks no storage", async () => {
  const answer = await ask({ resource: "acct:demo@example.com", rel: REL });
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get("content-type"), "application/jrd+json");
  assert.equal(answer.headers.get("access-control-allow-origin"), "*");
  assert.equal(answer.headers.get("cache-control"), "public, max-age=3600");
  assert.deepEqual(await answer.json(), { subject: "acct:demo@example.com", links: [{ rel: REL, href: server.url }] });
  const line = await server.logged(({ path }) => path === "/.well-known/webfinger");
  assert.equal(line.kv_reads + line.d1_queries, 0);
  assert.doesNotMatch(JSON.stringify(line), /demo@/);
});

test("says the same of every account, so that nobody learns who has one", async () => {
  const said = async (person) => (await (await ask({ resource: `acct:${person}@example.com` })).text()).replace(person, "…");
  assert.equal(await said("nobody"), await said("demo"));
  assert.equal((await ask({ resource: "ACCT:a%40b@example.com" })).status, 200);
});

test("gives only the relations that are wanted", async () => {
  const links = async (...rels) => {
    const query = [["resource", "acct:a@example.com"], ...rels.map((rel) => ["rel", rel])];
    return (await (await ask(query)).json()).links.length;
  };
  assert.equal(await links(), 1);
  assert.equal(await links("http://webfinger.net/rel/avatar"), 0);
  assert.equal(await links("http://webfinger.net/rel/avatar", REL), 1);
});

test("knows nothing but accounts", async () => {
  for (const [query, status] of [
    [{}, 400],
    [{ resource: "" }, 400],
    [[["resource", "acct:a@example.com"], ["resource", "acct:b@example.com"]], 400],
    [{ resource: "acct:" }, 404],
    [{ resource: "acct:a" }, 404],
    [{ resource: "acct:@example.com" }, 404],
    [{ resource: "acct:a@" }, 404],
    [{ resource: "a@example.com" }, 404],
    [{ resource: "mailto:a@example.com" }, 404],
    [{ resource: "https://example.com/a" }, 404],
  ]) {
    const answer = await ask(query);
    assert.equal(answer.status, status, JSON.stringify(query));
    assert.equal((await answer.json()).error, "invalid_request");
  }
  assert.equal((await fetch(`${server.url}/.well-known/webfinger?resource=%`)).status, 400);
  assert.equal((await ask({ resource: "acct:a@example.com" }, { method: "POST" })).status, 405);
});

test("is at the root of the host where the issuer has a path, and nowhere else", async () => {
  const port = await freePort();
  const issuer = `http://localhost:${port}/auth`;
  const below = await serveAuthorizationServer({ port, vars: { ISSUER: issuer } });
  try {
    const at = (path) => fetch(`${below.url}${path}?resource=acct:a@example.com`);
    assert.equal((await (await at("/.well-known/webfinger")).json()).links[0].href, issuer);
    for (const path of ["/auth/.well-known/webfinger", "/.well-known/webfinger/auth"]) assert.equal((await at(path)).status, 404);
  } finally {
    await below.dispose();
  }
});

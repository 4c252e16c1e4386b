// Requests without TLS to a server whose issuer is https: a browser is sent to the same address over TLS, and nothing
// that may hold a password, a secret or a token is taken. (Cloudflare passes plain requests on to a worker.)

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { Browser } from "../kit/browser.mjs";
import { addClient, register } from "../kit/clients.mjs";
import { addUser } from "../kit/people.mjs";
import { PLAIN, serveAuthorizationServer, withTls } from "../kit/serve.mjs";
import { authorizationRequest, basic } from "../kit/steps.mjs";

const ISSUER = "https://auth.example/tenant";

/** Pages and public documents. */
const SHOWN = [
  "/", "/health", "/style.css", "/login?client_id=x", "/select-account?x", "/authorize?a=b%20c&d=%2F&e", "/logout",
  "/.well-known/jwks.json", "/.well-known/openid-configuration", "/.well-known/oauth-authorization-server", "/no-such-page",
  "//evil.example",
];
const FORMS = ["/authorize", "/login", "/select-account", "/consent", "/logout", "/logout/confirm"];
const FOR_PROGRAMS = ["/token", "/par", "/revoke", "/introspect", "/register", "/userinfo"];

let server, client;
before(async () => {
  server = await serveAuthorizationServer({ vars: { ISSUER, REGISTRATION: "open" }, seed: true, altered: withTls });
  client = await addClient(server);
});
after(() => server?.dispose());

/** One request without TLS. */
function plain(path, { headers = {}, ...request } = {}) {
  return fetch(`${server.url}/tenant${path}`, { redirect: "manual", ...request, headers: { [PLAIN]: "1", ...headers } });
}

describe("a page or document", () => {
  for (const path of SHOWN) {
    test(`${path} is at the same address over TLS, for good`, async () => {
      for (const method of ["GET", "HEAD"]) {
        const answer = await plain(path, { method });
        assert.deepEqual([answer.status, answer.headers.get("location")], [308, ISSUER + path]);
        assert.equal(answer.headers.get("cache-control"), "no-store");
      }
    });
  }

  test("is so whatever a header says of TLS", async () => {
    for (const headers of [{ "x-forwarded-proto": "https" }, { "cf-visitor": '{"scheme":"https"}' }, { forwarded: "proto=https" }, { "x-forwarded-ssl": "on" }]) {
      assert.equal((await plain("/", { headers })).status, 308);
      assert.equal((await plain("/login", { method: "POST", headers, body: new URLSearchParams({ password: "y" }) })).status, 400);
    }
  });

  test("outside the issuer's path is none of this server's", async () => {
    const answer = await fetch(`${server.url}/authorize`, { redirect: "manual", headers: { [PLAIN]: "1" } });
    assert.deepEqual([answer.status, answer.headers.get("location")], [404, null]);
  });

  test("whose query is too long is nowhere", async () => {
    assert.equal((await plain(`/authorize?${"x".repeat(20_000)}`)).status, 414);
  });
});

describe("what may hold credentials is refused:", () => {
  for (const path of FORMS) {
    test(`a form for ${path}`, async () => {
      const answer = await plain(path, { method: "POST", body: new URLSearchParams({ username: "x", password: "y" }) });
      assert.deepEqual([answer.status, answer.headers.get("location")], [400, null]);
      const text = await answer.text();
      assert.match(text, /<h1>This form came without protection<\/h1>/);
      assert.match(text, /change that password/);
    });
  }

  for (const path of FOR_PROGRAMS) {
    test(`a request to ${path}`, async () => {
      const headers = { authorization: basic(client.id, client.secret) };
      await assertTold(await plain(path, { method: "POST", headers, body: new URLSearchParams({ token: "x" }) }));
    });
  }

  test("an access token at /userinfo, and the token of a registration", async () => {
    await assertTold(await plain("/userinfo", { headers: { authorization: "Bearer x" } }));
    const { json } = await register({ url: `${server.url}/tenant` });
    const path = new URL(json.registration_client_uri).pathname.replace("/tenant", "");
    for (const method of ["GET", "PUT", "DELETE"]) {
      await assertTold(await plain(path, { method, headers: { authorization: `Bearer ${json.registration_access_token}` } }));
    }
    assert.ok(await server.db.prepare("SELECT id FROM clients WHERE id = ?").bind(json.client_id).first(), "it is still there");
  });

  test("the right password signs nobody in", async () => {
    const user = await addUser(server);
    const browser = new Browser({ url: server.url });
    const login = await browser.open(`/tenant${authorizationRequest(client).url}`);
    const { action, values } = login.form();
    const body = new URLSearchParams({ ...values, username: user.username, password: user.password });
    const refused = await browser.fetch(action, { method: "POST", body, headers: { [PLAIN]: "1" } });
    assert.deepEqual([refused.status, refused.headers.getSetCookie()], [400, []]);
    const good = await browser.fetch(action, { method: "POST", body });
    assert.equal(good.status, 303, "over TLS it does");
  });
});

test("nobody is told over plain HTTP to use TLS only (RFC 6797 section 7.2), and everybody over TLS", async () => {
  assert.equal((await plain("/")).headers.has("strict-transport-security"), false);
  const over = await fetch(`${server.url}/tenant/`);
  assert.equal(over.headers.get("strict-transport-security"), "max-age=31536000");
});

test("the log says so", async () => {
  const entry = await server.logged((line) => line.path === "/token" && line.status === 400);
  assert.match(entry.reason, /reached over https only/);
});

async function assertTold(answer) {
  assert.equal(answer.status, 400);
  assert.equal((await answer.json()).error, "invalid_request");
}

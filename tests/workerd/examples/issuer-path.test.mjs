// Each example with an issuer below a path. What somebody else serves at the root of the same host is not the
// issuer's: neither keys nor metadata.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { decodeJwt } from "jose";

import { Guard } from "../../../examples/mcp-server/guard.mjs";
import { Browser } from "../kit/browser.mjs";
import { Application, connect, serveBoth } from "../kit/mcp.mjs";
import { serveFlow } from "../kit/serve.mjs";
import { approve, now } from "../kit/steps.mjs";
import { sharedHost } from "./shared-host.mjs";
import { cookieOf, keyOf, send } from "./web-app.mjs";

const EVENTS = { "http://schemas.openid.net/event/backchannel-logout": {} };

/** What an access token says that Edgegrant issued for `aud`. */
function accessClaims(iss, aud, scope) {
  return { iss, aud, scope, sub: "anybody", client_id: "any", iat: now(), exp: now() + 600, jti: randomUUID() };
}

describe("the web app and the notes API", () => {
  let host, flow;
  before(async () => {
    host = await sharedHost();
    flow = await serveFlow({ port: host.port, vars: { ISSUER: host.issuer } });
  });
  after(async () => {
    await flow?.dispose();
    host?.dispose();
  });

  /** Signs in at the app: {cookie, session}, the session as the app keeps it. */
  async function signIn() {
    const begun = await send(flow.app, "/sign-in");
    const location = begun.headers.get("location");
    assert.ok(location.startsWith(`${host.issuer}/authorize?`), location);
    const { location: back } = await approve(new Browser(host), { url: location }, flow.user);
    const { pathname, search } = new URL(back);
    const done = await send(flow.app, pathname + search, { method: "GET", cookie: cookieOf(begun) });
    assert.equal(done.headers.get("location"), "/", done.text);
    const cookie = cookieOf(done);
    return { cookie, session: JSON.parse(await flow.app.kv.get(keyOf(cookie))) };
  }

  test("sign a person in, and keep a note", async () => {
    const { cookie } = await signIn();
    const added = await send(flow.app, "/notes", { cookie, body: new URLSearchParams({ text: "below a path" }) });
    assert.equal(added.flash, "added", added.text);
    assert.match((await send(flow.app, "/", { cookie })).text, /below a path/);
    assert.deepEqual(host.asked, []);
  });

  test("refuse an access token that was signed with a key at the root of the host", async () => {
    const ask = (token) => fetch(`${flow.api.url}/notes`, { headers: { authorization: `Bearer ${token}` } });
    const { session } = await signIn();
    assert.equal((await ask(session.access_token)).status, 200);
    const { aud, scope } = decodeJwt(session.access_token);
    const foreign = await host.sign(accessClaims(host.issuer, aud, scope), { typ: "at+jwt" });
    assert.equal((await ask(foreign)).status, 401);
    assert.deepEqual(host.asked, []);
  });

  test("refuse a logout token that was signed with a key at the root of the host", async () => {
    const { cookie, session } = await signIn();
    const claims = { iss: host.issuer, aud: flow.client.id, sub: session.sub, sid: session.sid, events: EVENTS };
    const token = await host.sign({ ...claims, iat: now(), exp: now() + 120, jti: randomUUID() }, { typ: "logout+jwt" });
    const body = new URLSearchParams({ logout_token: token });
    assert.equal((await send(flow.app, "/backchannel-logout", { headers: { origin: "" }, body })).status, 400);
    assert.match((await send(flow.app, "/", { cookie })).text, /Your notes/);
    assert.deepEqual(host.asked, []);
  });
});

describe("the MCP server", () => {
  let host, server;
  before(async () => {
    host = await sharedHost();
    server = await serveBoth({ port: host.port, vars: { ISSUER: host.issuer, REGISTRATION: "open" } });
  });
  after(async () => {
    await server?.dispose();
    host?.dispose();
  });

  test("lets in a token of the issuer", async () => {
    const application = new Application({ ...server, url: host.url });
    const { call } = await connect(application);
    assert.match(await call("whoami", {}), /^user /);
    assert.equal(decodeJwt(application.kept.tokens.access_token).iss, host.issuer);
  });

  test("refuses a token that was signed with a key at the root of the host", async () => {
    const token = await host.sign(accessClaims(host.issuer, server.mcp, "mcp:whoami"), { typ: "at+jwt" });
    const message = { jsonrpc: "2.0", id: 1, method: "tools/call", params: { name: "whoami" } };
    const answer = await fetch(server.mcp, {
      method: "POST",
      body: JSON.stringify(message),
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json", accept: "application/json, text/event-stream" },
    });
    assert.equal(answer.status, 401);
  });

  test("does not start with an issuer that nothing can be appended to", () => {
    for (const issuer of [undefined, "", "auth.example", "https://auth.example/", "https://auth.example/x?y", "https://auth.example#x", "ftp://auth.example", "http://auth.example"]) {
      assert.throws(() => new Guard({ issuer, resource: server.mcp, scope: "x" }), TypeError, String(issuer));
    }
  });
});

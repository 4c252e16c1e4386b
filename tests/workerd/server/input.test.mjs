// Bad input at every route: the RFC's error or a 4xx, never a 500, never a redirect to a place that
// is not registered, and the next request is served.

import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";

import { Browser } from "../kit/browser.mjs";
import { addClient } from "../kit/clients.mjs";
import { send } from "../kit/raw.mjs";
import { serveAuthorizationServer } from "../kit/serve.mjs";
import { authorizationRequest, basic, obtainCode, token } from "../kit/steps.mjs";

const FORM = "application/x-www-form-urlencoded";
const LONG = "x".repeat(100_000);

const ROUTES = [
  ["GET", "/"],
  ["GET", "/health"],
  ["GET", "/style.css"],
  ["GET", "/.well-known/oauth-authorization-server"],
  ["GET", "/.well-known/jwks.json"],
  ["GET", "/authorize"],
  ["POST", "/authorize"],
  ["GET", "/login"],
  ["POST", "/login"],
  ["POST", "/consent"],
  ["POST", "/token"],
  ["POST", "/revoke"],
  ["POST", "/introspect"],
  ["POST", "/par"],
  ["POST", "/register"],
  ["GET", "/register/x"],
  ["PUT", "/register/x"],
  ["DELETE", "/register/x"],
  ["GET", "/userinfo"],
  ["POST", "/userinfo"],
  ["GET", "/no-such-page"],
];

let server, client, query;
before(async () => {
  server = await serveAuthorizationServer({ seed: true });
  client = await addClient(server, { firstParty: true });
  query = authorizationRequest(client).params.toString();
});
after(() => server.dispose());

afterEach(async () => {
  assert.equal((await fetch(`${server.url}/health`)).status, 200, "the next request is served");
  const panics = server.logs.filter((entry) => entry.event === "console" || entry.status >= 500);
  assert.deepEqual(panics, []);
});

/** Not our fault, and nobody was sent anywhere but to the client. */
function assertHarmless(answer, route) {
  assert.ok(answer.status >= 200 && answer.status < 500, `${route}: ${answer.status} ${answer.text}`);
  const location = answer.headers.get("location");
  if (location !== null) {
    const registered = location.startsWith(`${client.redirectUri}?`) || /^\/authorize(\?|$)/.test(location);
    assert.ok(registered, `${route} redirects to ${location}`);
  }
}

describe("every route survives", () => {
  const form = (body) => ({ headers: [["Content-Type", FORM]], body });
  for (const [what, make] of [
    ["repeated parameters", () => ({ query: "a=1&a=2&client_id=1&client_id=2", ...form("a=1&a=2&token=1&token=2") })],
    ["repeated parameters of a good request", () => ({ query: `${query}&${query}`, ...form("token=1&token=2") })],
    ["empty values", () => ({ query: query.replace(/=[^&]*/g, "="), ...form("token=&username=&grant_type=&code=") })],
    ["nameless parameters", () => ({ query: `${query}&=&&=x&`, ...form("=&&=x&") })],
    ["unknown parameters", () => ({ query: `${query}&__proto__=1&x[]=2`, ...form("__proto__=1&x[]=2") })],
    ["a query of 100 kB", () => ({ query: `${query}&x=${LONG}` })],
    ["a query of 30 kB", () => ({ query: `${query}&x=${LONG.slice(0, 30_000)}` })],
    ["a query of 5,000 parameters", () => ({ query: `${query}&${"a&".repeat(5000)}` })],
    ["a body of 100 kB", () => ({ query, ...form(`token=${LONG}`) })],
    ["a body of 100 kB in chunks", () => ({ query, ...form(`token=${LONG}`), chunked: true })],
    ["a small body in chunks", () => ({ query, ...form("token=x"), chunked: true })],
    ["a chunk without a length", () => ({ query, headers: [["Content-Type", FORM]], framed: "zz\r\nabc\r\n" })],
    ["no body", () => ({ query, headers: [["Content-Type", FORM]] })],
    ["JSON for a form", () => ({ query, headers: [["Content-Type", "application/json"]], body: '{"token":1}' })],
    ["multipart for a form", () => ({ query, headers: [["Content-Type", "multipart/form-data; boundary=x"]], body: "--x--" })],
    ["no Content-Type", () => ({ query, body: "token=x" })],
    ["a Content-Type that is none", () => ({ query, headers: [["Content-Type", ";;/\xff"]], body: "token=x" })],
    ["a % without digits", () => ({ query: `${query}&x=%zz`, ...form("token=%zz") })],
    ["a % at the end", () => ({ query: `${query}&x=%`, ...form("token=%") })],
    ["NUL, encoded", () => ({ query: `${query}&x=%00`, ...form("token=%00") })],
    ["NUL, raw, in the body", () => ({ query, ...form("token=\0&\0=x") })],
    ["bytes that are not UTF-8, encoded", () => ({ query: `${query}&x=%ff%fe`, ...form("token=%c3%28") })],
    ["bytes that are not UTF-8, raw", () => ({ query: `${query}&x=\xff\xfe`, ...form(Buffer.from([0x61, 0x3d, 0xff, 0xfe])) })],
    ["an overlong UTF-8 slash", () => ({ query: query.replace(/redirect_uri=[^&]*/, "redirect_uri=https:%c0%af%c0%afapp.example"), ...form("token=%c0%af") })],
    ["a surrogate, encoded", () => ({ query: `${query}&x=%ed%a0%80`, ...form("token=%ed%a0%80") })],
    ["a malformed Basic header", () => ({ query, headers: [["Authorization", "Basic !!!"]] })],
    ["an Authorization header that is not text", () => ({ query, headers: [["Authorization", "Bearer \xff\xfe"]] })],
    ["two Authorization headers", () => ({ query, headers: [["Authorization", "Basic YTpi"], ["Authorization", "Bearer x"]] })],
    ["an Authorization header of 20 kB", () => ({ query, headers: [["Authorization", `Bearer ${LONG.slice(0, 20_000)}`]] })],
    ["cookies that are none", () => ({ query, headers: [["Cookie", "=;;; __Host-edgegrant-session; \xff=\xfe; a==b"]] })],
    ["a cookie twice", () => ({ query, headers: [["Cookie", "__Host-edgegrant-session=a; __Host-edgegrant-session=b"]] })],
    ["an Origin that is none", () => ({ query, headers: [["Origin", "\xff"], ["Content-Type", FORM]], body: "token=x" })],
    ["a proxy that claims another host", () => ({ query, headers: [["X-Forwarded-Host", "attacker.example"], ["Forwarded", "host=attacker.example"]] })],
  ]) {
    test(what, async () => {
      for (const [method, path] of ROUTES) {
        const { query: sent = "", ...request } = make();
        assertHarmless(await send(server, { method, target: `${path}?${sent}`, ...request }), `${method} ${path}`);
      }
    });
  }

  for (const target of [
    "/%zz", "/%00", "/\xff", "//attacker.example", "//attacker.example/..", "/authorize/", "/AUTHORIZE",
    "/token/../token%2f", "/.well-known/", "/..%2f..%2fetc/passwd", "/é", `/${LONG}`, "/?", "/\\attacker.example",
  ]) {
    test(`the path ${target.slice(0, 30)}`, async () => {
      const answer = await send(server, { target });
      assertHarmless(answer, target);
      assert.equal(answer.headers.get("location"), null);
    });
  }
});

test("a method that is not served is 405 with Allow, or 404 where nothing is", async () => {
  const served = (method, path) => ROUTES.some(([known, at]) => known === method && at === path);
  for (const method of ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND"]) {
    for (const path of new Set(ROUTES.map(([, path]) => path))) {
      if (served(method, path)) continue;
      const answer = await send(server, { method, target: `${path}?${query}` });
      const allow = answer.headers.get("allow");
      if (path === "/no-such-page") assert.equal(answer.status, 404);
      // A browser's question whether another origin may ask (cors.test.mjs).
      else if (answer.status === 204) assert.equal(method, "OPTIONS");
      else {
        assert.equal(answer.status, 405, `${method} ${path}`);
        assert.match(allow, /^(GET, HEAD|GET, HEAD, POST|POST|GET, HEAD, PUT, DELETE)$/);
        assert.equal(allow.split(", ").includes(method), false, `${method} ${path}`);
      }
    }
  }
});

test("a method that nobody knows issues nothing and redirects nobody", async () => {
  for (const method of ["BREW", "get", "GETT", "X".repeat(200)]) {
    for (const path of ["/authorize", "/token"]) {
      const answer = await send(server, { method, target: `${path}?${query}` });
      // workerd knows the registered methods only, and answers others by itself.
      assert.ok([400, 405, 501].includes(answer.status), `${method}: ${answer.status}`);
      assert.equal(answer.headers.get("location"), null);
    }
  }
});

describe("/authorize tells the person, and redirects nobody", () => {
  for (const [what, extra, status] of [
    ["a query of 30 kB", `&x=${LONG.slice(0, 30_000)}`, 414],
    ["a % without digits", "&state=%zz", 400],
    ["a % at the end", "&state=%", 400],
    ["NUL", "&state=%00", 400],
    ["bytes that are not UTF-8", "&state=%ff", 400],
    ["an overlong encoding", "&x=%c0%af", 400],
  ]) {
    test(what, async () => {
      const answer = await send(server, { target: `/authorize?${query}${extra}` });
      assert.equal(answer.status, status);
      assert.equal(answer.headers.get("location"), null);
      assert.match(answer.headers.get("content-type"), /^text\/html/);
    });
  }
});

test("a query of 100 kB to /authorize is 414", async () => {
  // workerd itself draws the line before that; Cloudflare at 16 kB.
  const answer = await send(server, { target: `/authorize?${query}&x=${LONG}` });
  assert.equal(answer.status, 414);
  assert.equal(answer.headers.get("location"), null);
});

describe("/token answers with the error of RFC 6749 section 5.2, and burns no code, for", () => {
  const secret = () => basic(client.id, client.secret);
  for (const [what, make, status, error] of [
    ["a body of 100 kB", () => ({ body: `x=${LONG}` }), 413, "invalid_request"],
    ["a body of 100 kB in chunks", () => ({ body: `x=${LONG}`, chunked: true }), 413, "invalid_request"],
    ["an empty body", () => ({ body: "" }), 400, "invalid_request"],
    ["no body", () => ({}), 400, "invalid_request"],
    ["JSON", () => ({ body: "{}", type: "application/json" }), 400, "invalid_request"],
    ["multipart", () => ({ body: "", type: "multipart/form-data" }), 400, "invalid_request"],
    ["no Content-Type", () => ({ body: "", type: null }), 400, "invalid_request"],
    ["a % without digits", () => ({ body: "grant_type=%zz" }), 400, "invalid_request"],
    ["NUL", () => ({ body: "grant_type=refresh_token&refresh_token=%00" }), 400, "invalid_request"],
    ["NUL, raw", () => ({ body: "grant_type=refresh_token&refresh_token=\0" }), 400, "invalid_request"],
    ["bytes that are not UTF-8", () => ({ body: Buffer.from([0x61, 0x3d, 0xff]) }), 400, "invalid_request"],
    ["Basic without credentials", () => ({ basic: "Basic" }), 401, "invalid_client"],
    ["Basic with an empty word", () => ({ basic: "Basic " }), 401, "invalid_client"],
    ["Basic that is not base64", () => ({ basic: "Basic ???" }), 401, "invalid_client"],
    ["Basic in base64url", () => ({ basic: `Basic ${Buffer.from("a:\xff\xfe?>", "latin1").toString("base64url")}` }), 401, "invalid_client"],
    ["Basic without a colon", () => ({ basic: `Basic ${btoa(client.id)}` }), 401, "invalid_client"],
    ["Basic without a client", () => ({ basic: `Basic ${btoa(":secret")}` }), 401, "invalid_client"],
    ["Basic that is not UTF-8", () => ({ basic: `Basic ${btoa("\xff:\xfe")}` }), 401, "invalid_client"],
    ["Basic with a broken percent-encoding", () => ({ basic: `Basic ${btoa(`${client.id}:%zz`)}` }), 401, "invalid_client"],
    ["Basic with a NUL", () => ({ basic: `Basic ${btoa(`${client.id}:\0`)}` }), 401, "invalid_client"],
    ["Basic with bytes around it", () => ({ basic: "Basic \xff" }), 401, "invalid_client"],
    ["Digest", () => ({ basic: 'Digest username="a"' }), 401, "invalid_client"],
    ["an empty Authorization header", () => ({ basic: "" }), 401, "invalid_client"],
  ]) {
    test(what, async () => {
      const grant = await obtainCode(new Browser(server), client, server.user);
      const good = new URLSearchParams(grant).toString();
      const { body, type = FORM, basic: authorization = secret(), chunked } = make();
      const answer = await send(server, {
        method: "POST",
        target: "/token",
        headers: [["Authorization", authorization], ...(type === null ? [] : [["Content-Type", type]])],
        // A wrong header comes with a body that is right.
        body: status === 401 ? good : body,
        chunked,
      });
      assert.equal(answer.status, status, answer.text);
      assert.equal(JSON.parse(answer.text).error, error);
      assert.equal(answer.headers.get("cache-control"), "no-store");
      // An empty header is as good as none.
      assert.equal(answer.headers.has("www-authenticate"), status === 401 && authorization !== "");
      assert.equal((await token(server, client, grant)).status, 200);
    });
  }

  test("nothing: a good body in chunks, with a charset, is served", async () => {
    const grant = await obtainCode(new Browser(server), client, server.user);
    const answer = await send(server, {
      method: "POST",
      target: "/token",
      headers: [["Authorization", secret()], ["Content-Type", "Application/X-WWW-Form-URLencoded; charset=UTF-8"]],
      body: new URLSearchParams({ ...grant, unknown: "☃" }).toString(),
      chunked: true,
    });
    assert.equal(answer.status, 200, answer.text);
  });
});

describe("/userinfo answers with the challenge of RFC 6750 section 3 to", () => {
  for (const [what, authorization, challenge] of [
    ["no token", undefined, "Bearer"],
    ["another scheme", "Basic YTpi", "Bearer"],
    ["a token that is none", "Bearer x", 'Bearer error="invalid_token"'],
    ["an empty token", "Bearer ", 'Bearer'],
    ["a token with alg none", `Bearer ${btoa('{"alg":"none","typ":"at+jwt"}')}.${btoa("{}")}.`, 'Bearer error="invalid_token"'],
    ["a token of 20 kB", `Bearer ${LONG.slice(0, 20_000)}`, 'Bearer error="invalid_token"'],
    ["a token with bytes that are not text", "Bearer \xff", 'Bearer'],
  ]) {
    test(what, async () => {
      const headers = authorization === undefined ? [] : [["Authorization", authorization]];
      for (const method of ["GET", "POST"]) {
        const answer = await send(server, { method, target: "/userinfo", headers });
        assert.equal(answer.status, 401);
        assert.ok(answer.headers.get("www-authenticate").startsWith(challenge), answer.headers.get("www-authenticate"));
        assert.equal(answer.headers.get("cache-control"), "no-store");
      }
    });
  }

  const ask = async (client, scope) => {
    const grant = await obtainCode(new Browser(server), client, server.user, { scope });
    const { json } = await token(server, client, grant);
    return send(server, { target: "/userinfo", headers: [["Authorization", `Bearer ${json.access_token}`]] });
  };

  test("an access token for another audience", async () => {
    const answer = await ask(client, "notes:read");
    assert.equal(answer.status, 401);
    assert.match(answer.headers.get("www-authenticate"), /^Bearer error="invalid_token"/);
  });

  // With `offline_access` alone, an access token is meant for this server, and allows nothing.
  test("an access token that allows nothing", async () => {
    const nothing = await addClient(server, { firstParty: true, scope: "offline_access" });
    const answer = await ask(nothing, undefined);
    assert.equal(answer.status, 403);
    assert.equal(answer.headers.get("www-authenticate"), 'Bearer error="insufficient_scope", scope="openid"');
  });
});

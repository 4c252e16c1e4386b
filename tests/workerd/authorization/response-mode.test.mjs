// How the answer gets to the client: OAuth 2.0 Multiple Response Type Encoding Practices section 2.1
// and OAuth 2.0 Form Post Response Mode. And the authorization request that comes as a form itself.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, describe, test } from "node:test";

import { SESSION, Browser } from "../kit/browser.mjs";
import { addClient } from "../kit/clients.mjs";
import { send } from "../kit/raw.mjs";
import { serveAuthorizationServer } from "../kit/serve.mjs";
import { approve, authorizationRequest, token } from "../kit/steps.mjs";

// Everything that a page could mistake for something else.
const STATE = "a b+c%20d&e=f?g#h;i/j\\k\"l'm<n>&amp;&#34;</form><script>alert(1)</script>{{7*7}}`é☃\u{1F511}%00%zz";

let server, client;
before(async () => {
  server = await serveAuthorizationServer({ seed: true });
  client = await addClient(server);
});
after(() => server.dispose());

/** Opens the request in a browser in which nobody is signed in. */
function open(changes, of = client) {
  return new Browser(server).open(authorizationRequest(of, changes).url);
}

/** Goes through login and consent and says `decision`; gives the page that carries the answer. */
async function answered(request, decision = "allow") {
  const browser = new Browser(server);
  const page = await browser.signIn(await browser.open(request.url), server.user);
  return page.asksConsent ? browser[decision](page) : page;
}

/** What the browser would post to the client: {action, fields}. */
function posted(page) {
  assert.equal(page.status, 200, page.text);
  assert.equal(page.location, null);
  const { action, values } = page.form();
  assert.match(page.text, /<form method="post" action=/);
  return { action, fields: values };
}

describe("form_post: the browser posts to the redirect URI", () => {
  for (const [name, state] of [["everything that HTML could mistake", STATE], ["none", undefined], ["spaces around it", "  s  "]]) {
    test(`code, state and iss and nothing else, the state byte for byte: ${name}`, async () => {
      const own = await addClient(server);
      const { action, fields } = posted(await answered(authorizationRequest(own, { state, response_mode: "form_post" })));
      assert.equal(action, own.redirectUri);
      const { code, ...rest } = fields;
      assert.deepEqual(rest, { ...(state !== undefined && { state }), iss: server.url });
      assert.match(code, /^[\w-]{43}$/);
    });
  }

  test("a code that is as good as any", async () => {
    const own = await addClient(server, { firstParty: true });
    const request = authorizationRequest(own, { response_mode: "form_post" });
    const { fields } = posted(await answered(request));
    const grant = { grant_type: "authorization_code", code: fields.code, code_verifier: request.verifier, redirect_uri: own.redirectUri };
    assert.equal((await token(server, own, grant)).status, 200);
  });

  test("to the redirect URI as it was registered, with its own query", async () => {
    const redirectUri = "https://app.example/cb?keep=%2F+a&x='\"";
    const own = await addClient(server, { redirectUris: [redirectUri.replaceAll('"', "%22")], firstParty: true });
    const { action } = posted(await answered(authorizationRequest(own, { response_mode: "form_post" })));
    assert.equal(action, own.redirectUri);
  });

  test("an error that was found before anybody signed in", async () => {
    const { action, fields } = posted(await open({ response_mode: "form_post", scope: "everything", state: STATE }));
    assert.equal(action, client.redirectUri);
    const { error_description: description, ...rest } = fields;
    assert.deepEqual(rest, { error: "invalid_scope", state: STATE, iss: server.url });
    assert.match(description, /^[\x20\x21\x23-\x5b\x5d-\x7e]+$/);
  });

  test("the person's no", async () => {
    const own = await addClient(server);
    const { fields } = posted(await answered(authorizationRequest(own, { state: STATE, response_mode: "form_post" }), "deny"));
    assert.deepEqual([fields.error, fields.state, fields.iss], ["access_denied", STATE, server.url]);
    assert.equal("code" in fields, false);
  });

  test("the server's trouble", async () => {
    await server.db
      .prepare("CREATE TRIGGER full BEFORE INSERT ON grants BEGIN SELECT RAISE(ABORT, 'disk full'); END")
      .run();
    try {
      const { fields } = posted(await answered(authorizationRequest(await addClient(server), { response_mode: "form_post" })));
      assert.deepEqual([fields.error, "code" in fields], ["temporarily_unavailable", false]);
    } finally {
      await server.db.prepare("DROP TRIGGER full").run();
    }
  });

  test("nothing at all while the redirect URI is not proved: the person is told", async () => {
    for (const redirect_uri of ["https://attacker.example/callback", "https://app.example/callback/"]) {
      const page = await open({ response_mode: "form_post", redirect_uri });
      assert.equal(page.status, 400);
      assert.equal(page.text.includes("<form"), false);
      // What was sent is told to the developer, as text, and leads nowhere.
      assert.doesNotMatch(page.text, /(href|action|src)="[^"]*(attacker|app\.example)/);
    }
  });

  test("form_post puts nothing of the answer into an address", async () => {
    const own = await addClient(server);
    const browser = new Browser(server);
    const request = authorizationRequest(own, { response_mode: "form_post" });
    const consent = await browser.signIn(await browser.open(request.url), server.user);
    const page = await browser.allow(consent);
    const { action, fields } = posted(page);
    assert.deepEqual([action, page.headers.get("location"), page.headers.get("refresh")], [own.redirectUri, null, null]);
    const addresses = [...page.text.matchAll(/(?:href|src|action)="([^"]*)"/g)].map(([, address]) => address);
    assert.ok(addresses.length >= 2);
    for (const address of [...addresses, page.url]) assert.equal(address.includes(fields.code), false, address);
    assert.equal(page.headers.get("cache-control"), "no-store");
    assert.equal(page.headers.get("referrer-policy"), "same-origin");
  });

  test("the form_post page can be framed by nobody, and sends its form to the client alone", async () => {
    const own = await addClient(server, { redirectUris: ["https://paper.example:8443/cb"] });
    const page = await answered(authorizationRequest(own, { response_mode: "form_post", state: STATE }));
    assert.equal(page.headers.get("x-frame-options"), "DENY");
    const policy = Object.fromEntries(page.headers.get("content-security-policy").split(";").map((it) => {
      const [name, ...sources] = it.trim().split(" ");
      return [name, sources.join(" ")];
    }));
    // Its one script is the one that the policy names, and no other runs.
    const scripts = [...page.text.matchAll(/<script>(.*?)<\/script>/gs)].map(([, script]) => script);
    assert.deepEqual(scripts, ["document.forms[0].submit()"]);
    assert.deepEqual(policy, {
      "default-src": "'none'",
      "style-src": "'self'",
      "img-src": "'self' data:",
      "script-src": `'sha256-${createHash("sha256").update(scripts[0]).digest("base64")}'`,
      "base-uri": "'none'",
      "frame-ancestors": "'none'",
    });
    assert.doesNotMatch(page.text, /\son\w+=|\sstyle=|<script [^>]*src/i);
    assert.match(page.text, /<button\b/, "a person without scripts presses it");
  });
});

describe("query", () => {
  for (const response_mode of [undefined, "", "query"]) {
    test(`response_mode=${response_mode}: a redirect with the answer in the query, and none in the fragment`, async () => {
      const page = await approve(new Browser(server), authorizationRequest(client, { response_mode, state: STATE }), server.user);
      assert.ok(page.location.startsWith(`${client.redirectUri}?code=`));
      assert.equal(page.location.includes("#"), false);
      assert.equal(page.answer.get("state"), STATE);
    });
  }
});

test("web_message, fragment and jwt are invalid_request", async () => {
  for (const response_mode of ["web_message", "fragment", "jwt", "query.jwt", "form_post.jwt", "FORM_POST", "form_post query"]) {
    const page = await open({ response_mode, state: STATE });
    assert.equal(page.status, 303);
    assert.ok(page.location.startsWith(`${client.redirectUri}?`), "told in the query");
    const { error, state, iss } = Object.fromEntries(page.answer);
    assert.deepEqual([error, state, iss], ["invalid_request", STATE, server.url], response_mode);
  }
  const { url } = authorizationRequest(client, { response_mode: "form_post" });
  for (const repeated of [`${url}&response_mode=form_post`, `${url}&response_mode=query`]) {
    assert.equal((await new Browser(server).open(repeated)).answer.get("error"), "invalid_request");
  }
});

describe("POST /authorize (OpenID Connect Core section 3.1.2.1)", () => {
  const post = (body, { cookies, headers } = {}) =>
    new Browser(server, cookies).fetch("/authorize", { method: "POST", body, headers });

  test("goes on with GET by 303, with the same request byte for byte", async () => {
    const { params, url } = authorizationRequest(client, { state: STATE, resource: [server.url, "http://localhost:8789"] });
    const page = await post(params);
    assert.equal(page.status, 303);
    assert.equal(page.location, url);
    assert.equal(page.headers.get("cache-control"), "no-store");
  });

  test("gets a code like any other request", async () => {
    const browser = new Browser(server);
    const own = await addClient(server);
    const { params } = authorizationRequest(own, { state: STATE });
    const login = await browser.open("/authorize", { method: "POST", body: params });
    const page = await browser.allow(await browser.signIn(login, server.user));
    assert.deepEqual([page.answer.get("state"), page.answer.has("code")], [STATE, true]);
  });

  // SameSite=Lax: a browser sends no session with another site's POST, but does with the GET after it.
  test("reads no session and starts none: what it says is the same for everybody", async () => {
    const browser = new Browser(server);
    const own = await addClient(server, { firstParty: true });
    const request = authorizationRequest(own);
    await approve(browser, request, server.user);
    assert.ok(browser.cookies.has(SESSION));
    for (const cookies of [browser.cookies, new Map()]) {
      const page = await post(request.params, { cookies: new Map(cookies), headers: { origin: "https://app.example" } });
      assert.deepEqual([page.status, page.location, page.headers.getSetCookie()], [303, request.url, []]);
    }
    assert.ok((await browser.open("/authorize", { method: "POST", body: request.params })).answer.has("code"));
  });

  test("what is in the URL of the POST counts for nothing", async () => {
    const { params } = authorizationRequest(client);
    const page = await new Browser(server).fetch(`/authorize?${params}`, { method: "POST", body: new URLSearchParams() });
    const next = await new Browser(server).open(page.location);
    assert.deepEqual([next.status, next.location], [400, null]);
  });

  test("errors are told as they are to GET: to the client once it is proved, else to the person", async () => {
    const told = await new Browser(server)
      .open("/authorize", { method: "POST", body: authorizationRequest(client, { response_type: "token" }).params });
    assert.equal(told.answer.get("error"), "unsupported_response_type");
    for (const changes of [{ redirect_uri: "https://attacker.example/" }, { client_id: "nobody" }]) {
      const { params } = authorizationRequest(client, changes);
      const page = await new Browser(server).open("/authorize", { method: "POST", body: params });
      assert.deepEqual([page.status, page.location], [400, null]);
    }
  });

  for (const [what, status, body, type] of [
    ["a parameter twice", 400, "client_id=a&client_id=b"],
    ["an unknown parameter twice", 400, "x=1&x=1"],
    ["a % without digits", 400, "state=%zz"],
    ["NUL", 400, "state=%00"],
    ["more than a URL can hold", 414, `state=${"x".repeat(20_000)}`],
    ["more than 64 kB", 413, `state=${"x".repeat(70_000)}`],
    ["JSON", 415, "{}", "application/json"],
    ["multipart", 415, "--x--", "multipart/form-data; boundary=x"],
    ["no type", 415, "state=s", null],
  ]) {
    test(`${what} is a page, and no redirect`, async () => {
      const headers = type === null ? [] : [["Content-Type", type ?? "application/x-www-form-urlencoded"]];
      const answer = await send(server, { method: "POST", target: "/authorize", headers, body });
      assert.equal(answer.status, status, answer.text);
      assert.equal(answer.headers.get("location"), null);
      assert.match(answer.headers.get("content-type"), /^text\/html/);
    });
  }
});

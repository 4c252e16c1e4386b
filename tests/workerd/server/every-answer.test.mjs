// What every answer has in common, whatever it is an answer to.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, describe, test } from "node:test";

import { Browser } from "../kit/browser.mjs";
import { addClient } from "../kit/clients.mjs";
import { addUser } from "../kit/people.mjs";
import { serveAuthorizationServer, withTls } from "../kit/serve.mjs";
import { authorizationRequest, postAs, token } from "../kit/steps.mjs";

const METADATA = "/.well-known/openid-configuration";

let server;
before(async () => {
  server = await serveAuthorizationServer({ seed: true });
});
after(() => server.dispose());

/** Every kind of answer there is: name, response, and the session it took. */
async function everyAnswer() {
  const browser = new Browser(server);
  const own = await addClient(server);
  const request = authorizationRequest(own);
  const login = await browser.open(request.url);
  const consent = await browser.signIn(login, server.user);
  const approved = await browser.allow(consent);
  const others = new Browser(server);
  let signedIn;
  for (let person = 0; person < 2; person++) {
    const form = (await others.open(request.url.replace("/authorize", "/login"))).form();
    const { username, password } = await addUser(server);
    const body = new URLSearchParams({ ...form.values, username, password });
    signedIn = await others.fetch(form.action, { method: "POST", body });
  }
  const choice = await others.open(authorizationRequest(own, { prompt: "select_account" }).url);
  const logout = await others.open("/logout");
  const grant = {
    grant_type: "authorization_code",
    code: approved.answer.get("code"),
    code_verifier: request.verifier,
    redirect_uri: own.redirectUri,
  };
  const tokens = await token(server, own, grant);
  const bearer = { authorization: `Bearer ${tokens.json.access_token}` };
  const api = await addClient(server, { introspects: [server.url], redirectUris: [] });
  const inForm = authorizationRequest(own, { response_mode: "form_post" });
  return {
    "the home page": await new Browser(server).fetch("/"),
    "the account": await browser.fetch("/account"),
    "the account's forms": await browser.fetch("/account/security"),
    "the login page": login,
    "the login page with an error": await browser.signIn(
      await browser.open(request.url.replace("/authorize", "/login")), { username: "x", password: "x" }),
    "the consent page": consent,
    "the redirect of a sign-in": signedIn,
    "the page to choose an account": choice,
    "the page to sign out": logout,
    "the page for who stays": await others.submit(logout, { decision: "stay" }),
    "the page for who signed out": await others.submit(logout, { decision: "sign-out" }),
    "the redirect of a logout form": await browser.fetch("/logout", { method: "POST", body: new URLSearchParams() }),
    "the error page": await browser.fetch("/authorize"),
    "the page for a foreign form": await browser.fetch(login.form().action, {
      method: "POST", body: new URLSearchParams(),
    }),
    "404": await browser.fetch("/no-such-page"),
    "405": await browser.fetch("/token"),
    "the redirect with a code": approved,
    "the form with a code": await browser.fetch(inForm.url),
    "the redirect of a form": await browser.fetch("/authorize", { method: "POST", body: request.params }),
    "the redirect with an error": await browser.fetch(authorizationRequest(own, { response_type: "x" }).url),
    "tokens": tokens,
    "a token error": await token(server, own, grant),
    "userinfo": await browser.fetch("/userinfo", { headers: bearer }),
    "an introspection": await postAs(server, api, "/introspect", { token: tokens.json.access_token }),
    "an introspection error": await postAs(server, own, "/introspect", { token: "x" }),
    "a revocation": await postAs(server, own, "/revoke", { token: "x" }),
    "a revocation error": await postAs(server, own, "/revoke", {}),
    "a pushed request": await postAs(server, own, "/par", [...request.params]),
    "a pushed request's error": await postAs(server, own, "/par", {}),
    "a registration error": await browser.fetch("/register", { method: "POST", body: "{}" }),
    "a registration's challenge": await browser.fetch("/register/x"),
    "a preflight": await browser.fetch("/token", { method: "OPTIONS" }),
    "a challenge": await browser.fetch("/userinfo"),
    "health": await browser.fetch("/health"),
    "the metadata": await browser.fetch("/.well-known/oauth-authorization-server"),
    "the configuration": await browser.fetch(METADATA),
    "the key set": await browser.fetch("/.well-known/jwks.json"),
    "the style sheet": await browser.fetch("/style.css"),
  };
}

/** Every cookie there is. One without a value is taken away. */
const COOKIE =
  /^__Host-edgegrant-(login|session|known|account|answers|requests|offered|bookmark)=([^;]+|(?=.*; Max-Age=0$)); Path=\/; Secure; HttpOnly; SameSite=Lax(; Max-Age=\d+)?$/;

describe("every answer", () => {
  let answers;
  before(async () => {
    answers = Object.entries(await everyAnswer());
  });

  test("has a content type that no browser second-guesses, and keeps addresses to itself", () => {
    for (const [name, { headers }] of answers) {
      assert.match(headers.get("content-type"), /^(text\/(html|css|plain); charset=utf-8|application\/(jwk-set\+)?json)$/, name);
      assert.equal(headers.get("x-content-type-options"), "nosniff", name);
      assert.equal(headers.get("referrer-policy"), "same-origin", name);
    }
  });

  test("is kept by nobody, except the public documents", () => {
    const documents = ["the metadata", "the configuration", "the key set", "the style sheet"];
    for (const [name, { headers }] of answers) {
      const expected = documents.includes(name) ? /^public, max-age=\d+$/ : /^no-store$/;
      assert.match(headers.get("cache-control"), expected, name);
    }
  });

  test("that is a page can be framed by nobody, runs no script but its own and loads nothing from elsewhere", () => {
    // The page that presses its own button is in response-mode.test.mjs.
    const pages = answers.filter(([name, { headers }]) =>
      name !== "the form with a code" && headers.get("content-type").startsWith("text/html"));
    assert.equal(pages.length, 14);
    for (const [name, { headers, text }] of pages) {
      const policy = headers.get("content-security-policy").split(";").map((it) => it.trim());
      // Where a form leads, its client leads on: tests/browser/onward.test.mjs.
      const forms = text.includes("<form") ? [] : ["form-action 'none'"];
      const scripts = [...text.matchAll(/<script>(.*?)<\/script>/gs)].map(([, script]) =>
        `'sha256-${createHash("sha256").update(script).digest("base64")}'`);
      assert.equal(scripts.length, name.startsWith("the login page") ? 2 : 0, name);
      const allowed = scripts.length > 0 ? [`script-src ${scripts.join(" ")}`] : [];
      assert.deepEqual(policy.filter((it) => it.startsWith("script-src")), allowed, name);
      assert.deepEqual(policy.map((it) => it.replace(/ .*/, "")).sort(),
        ["base-uri", "default-src", ...forms.map(() => "form-action"), "frame-ancestors", "img-src",
          ...allowed.map(() => "script-src"), "style-src"], name);
      assert.deepEqual(policy.filter((it) => it.startsWith("form-action")), forms, name);
      for (const rule of ["default-src 'none'", "style-src 'self'", "base-uri 'none'", "frame-ancestors 'none'"]) {
        assert.ok(headers.get("content-security-policy").includes(rule), `${name}: ${rule}`);
      }
      assert.equal(headers.get("x-frame-options"), "DENY", name);
      // A link to an app loads nothing before somebody follows it.
      assert.doesNotMatch(text.replaceAll('<a class="button" href=', ""), /<script[^>]|\son\w+=|\sstyle=|(src|href)="(https?:)?\/\//i, name);
    }
  });

  test("sets cookies only with every protection", () => {
    const cookies = answers.flatMap(([, { headers }]) => headers.getSetCookie());
    for (const name of ["login", "session", "account", "answers"]) {
      assert.ok(cookies.some((cookie) => cookie.startsWith(`__Host-edgegrant-${name}`)), name);
    }
    for (const cookie of cookies) {
      assert.match(cookie, COOKIE);
    }
  });

  test("over https asks for https for a year; over http on this machine it does not", async () => {
    for (const [name, { headers }] of answers) {
      assert.equal(headers.has("strict-transport-security"), false, name);
    }
    const deployed = await serveAuthorizationServer({ vars: { ISSUER: "https://auth.example" }, altered: withTls });
    try {
      for (const path of ["/", "/no-such-page", "/.well-known/jwks.json"]) {
        const { headers } = await fetch(`${deployed.url}${path}`);
        assert.equal(headers.get("strict-transport-security"), "max-age=31536000", path);
      }
      // And the issuer is the one that was set, whatever the request's host.
      const response = await fetch(`${deployed.url}/.well-known/oauth-authorization-server`);
      assert.equal((await response.json()).token_endpoint, "https://auth.example/token");
    } finally {
      await deployed.dispose();
    }
  });
});

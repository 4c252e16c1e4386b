// A server that is set up wrongly: said plainly in the log, answered with 503 and a request id, and
// never a panic.

import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { describe, test } from "node:test";

import { serveAuthorizationServer } from "../kit/serve.mjs";

const SHORT = "only-thirty-one-characters-long"; // of at least 32
const PAGES = ["/", "/authorize?client_id=x", "/login?client_id=x"];
const PROGRAMS = ["/.well-known/oauth-authorization-server", "/.well-known/jwks.json", "/health", "/userinfo"];

/** Serves, runs, and stops again. */
async function withServer(options, run) {
  const server = await serveAuthorizationServer(options);
  try {
    await run(server);
    assert.deepEqual(server.logs.filter((entry) => entry.event === "console"), [], "no panic");
  } finally {
    await server.dispose();
  }
}

/** RFC 6749 has no word for it at the token endpoint; we use that of section 4.1.2.1. */
async function assertUnavailable(server, response, reason) {
  const text = await response.text();
  assert.equal(response.status, 503, text);
  assert.equal(response.headers.get("retry-after"), "5");
  assert.equal(response.headers.get("cache-control"), "no-store");
  const [id] = text.match(/\b[0-9a-f]{16}\b/);
  if (response.headers.get("content-type") === "application/json") {
    assert.equal(JSON.parse(text).error, "temporarily_unavailable");
  }
  const trouble = await server.logged((entry) => entry.event === "trouble" && entry.id === id);
  assert.match(trouble.reason, reason);
  // The owner reads it in the log; nobody else has to know.
  assert.doesNotMatch(text, /EDGEGRANT_SECRET|wrangler|migrat|ISSUER/);
  const line = await server.logged((entry) => entry.event === "request" && entry.id === id);
  assert.equal(line.status, 503);
}

function askForToken(server) {
  return ask(server, "/token", { client_id: "x", grant_type: "refresh_token", refresh_token: "x" });
}

function ask(server, path, fields) {
  return fetch(`${server.url}${path}`, { method: "POST", body: new URLSearchParams(fields) });
}

describe("a setting that is missing or wrong", () => {
  for (const [what, options, reason] of [
    ["no ISSUER", { vars: { ISSUER: undefined } }, /^ISSUER is not set; put this server's own address into the settings/],
    ["an empty ISSUER", { vars: { ISSUER: "" } }, /^ISSUER is not set/],
    ["an ISSUER with http off this machine", { vars: { ISSUER: "http://auth.example" } }, /^ISSUER is "http:\/\/auth\.example", but it must begin with https/],
    ["an ISSUER with a slash behind it", { vars: { ISSUER: "https://auth.example/" } }, /not even a slash/],
    ["no EDGEGRANT_SECRET", { secret: null }, /^EDGEGRANT_SECRET is not set; `npm run deploy` makes it/],
    ["another SIGN_UP", { vars: { SIGN_UP: "yes" } }, /^SIGN_UP is "yes"; it must be "closed", "domains" or "open"$/],
    ["SIGN_UP by domains without mail", { vars: { SIGN_UP: "domains", SIGN_UP_DOMAINS: "example.com" } }, /^SIGN_UP is "domains", but this needs mail/],
    ["SIGN_UP by no domain", { vars: { SIGN_UP: "domains", MAIL: "cloudflare", MAIL_FROM: "a@example.com" } }, /^SIGN_UP_DOMAINS must name the hosts/],
    ["SIGN_UP_DOMAINS that are no hosts", { vars: { SIGN_UP: "domains", SIGN_UP_DOMAINS: "@example.com", MAIL: "cloudflare", MAIL_FROM: "a@example.com" } }, /^SIGN_UP_DOMAINS must name the hosts/],
    ["SIGN_UP_DOMAINS alone", { vars: { SIGN_UP: "open", SIGN_UP_DOMAINS: "example.com" } }, /^SIGN_UP_DOMAINS is set, but SIGN_UP is not "domains"/],
    ["half of Turnstile", { vars: { SIGN_UP: "open", TURNSTILE_SITE_KEY: "x" } }, /^TURNSTILE_SITE_KEY is set, but the secret TURNSTILE_SECRET is not/],
    ["the other half", { vars: { SIGN_UP: "open" }, secrets: { TURNSTILE_SECRET: "x" } }, /^TURNSTILE_SECRET is set, but TURNSTILE_SITE_KEY is not/],
    ["another MAIL", { vars: { MAIL: "smtp" } }, /^MAIL is "smtp"; it must be "cloudflare", "resend", "postmark" or "off"$/],
    ["MAIL without MAIL_FROM", { vars: { MAIL: "cloudflare" } }, /^MAIL_FROM is ""; with MAIL it must be an address of yours/],
    ["a MAIL_FROM with a line break", { vars: { MAIL: "cloudflare", MAIL_FROM: "A <a@example.com>\nBcc: <b@example.com>" } }, /^MAIL_FROM is "A/],
    ["a name in MAIL_FROM that needs quotes", { vars: { MAIL: "cloudflare", MAIL_FROM: "A, B <a@example.com>" } }, /^MAIL_FROM is "A, B/],
    ["MAIL without its key", { vars: { MAIL: "resend", MAIL_FROM: "a@example.com" } }, /^MAIL names a service, but the secret MAIL_API_KEY is not set, or is not a key/],
    ["a key with a line break", { vars: { MAIL: "postmark", MAIL_FROM: "a@example.com" }, secrets: { MAIL_API_KEY: "key\nX: y" } }, /^MAIL names a service, but the secret MAIL_API_KEY is not set, or is not a key/],
    ["a provider without its secret", { vars: { PROVIDERS: [{ id: "my-own", issuer: "https://op.example", name: "Own", client_id: "us" }] } }, /^PROVIDERS: my-own needs the secret PROVIDER_SECRET_MY_OWN, which is not set, or is not a key; put it into edgegrant\.secrets\.json/],
    ["a provider with its secret in the settings", { vars: { PROVIDERS: [{ id: "google", client_id: "us", client_secret: SHORT }] } }, /^PROVIDERS: google: a secret does not belong in the settings; put it into edgegrant\.secrets\.json as "PROVIDER_SECRET_GOOGLE"$/],
    ["Apple with a secret that is no key", { vars: { PROVIDERS: [{ id: "apple", client_id: "us", team_id: "T", key_id: "K" }] }, secrets: { PROVIDER_SECRET_APPLE: "no key" } }, /^PROVIDERS: apple needs the secret PROVIDER_SECRET_APPLE/],
    ["a provider whose assertions cannot be trusted", { vars: { PROVIDERS: [{ id: "microsoft", client_id: "us", identity_assertion: true }] } }, /^PROVIDERS: microsoft: "identity_assertion" is true or false, and true for an OpenID issuer of one tenant/],
    ["PROVIDERS that are no list", { vars: { PROVIDERS: "google" } }, /^PROVIDERS: it must be a list of \{id, client_id\}$/],
    ["a short EDGEGRANT_SECRET", { secret: SHORT }, /^EDGEGRANT_SECRET is too short or too simple; it must be at least 32 random characters$/],
    ["a grace that is no number", { vars: { REFRESH_GRACE_SECONDS: "soon" } }, /^REFRESH_GRACE_SECONDS is "soon"; it must be a number from 0 to 600$/],
    ["a grace that is too long", { vars: { REFRESH_GRACE_SECONDS: "601" } }, /^REFRESH_GRACE_SECONDS is "601"/],
    ["events that are kept for no day", { vars: { EVENTS_RETENTION_DAYS: "0" } }, /^EVENTS_RETENTION_DAYS is "0"; it must be a number from 1 to 3650$/],
    ["a lifetime without a unit", { vars: { ACCESS_TOKEN_LIFETIME: "600" } }, /^ACCESS_TOKEN_LIFETIME is "600"; it must be a time from 1m to 1d, such as "10m"/],
    ["a lifetime that is too long", { vars: { ID_TOKEN_LIFETIME: "2d" } }, /^ID_TOKEN_LIFETIME is "2d"; it must be a time from 1m to 1d/],
    ["a refresh token for ever", { vars: { REFRESH_TOKEN_LIFETIME: "401d" } }, /^REFRESH_TOKEN_LIFETIME is "401d"; it must be a time from 1h to 400d, such as "180d"/],
    ["an idle lifetime that is too short", { vars: { REFRESH_TOKEN_IDLE_LIFETIME: "59m" } }, /^REFRESH_TOKEN_IDLE_LIFETIME is "59m"; it must be a time from 1h to 400d, such as "30d"/],
    ["a session of a minute", { vars: { SESSION_LIFETIME: "1m" } }, /^SESSION_LIFETIME is "1m"; it must be a time from 5m to 400d, such as "14d"/],
    ["sessions that are idle after a day", { vars: { SESSION_IDLE_LIFETIME: "1d" } }, /^SESSION_IDLE_LIFETIME is "1d"; it must be a time from 2d to 400d, such as "400d"/],
    ["a brief session of a minute", { vars: { SESSION_BRIEF_LIFETIME: "1m" } }, /^SESSION_BRIEF_LIFETIME is "1m"; it must be a time from 5m to 400d, such as "12h"/],
    ["a REGISTRATION that nobody knows", { vars: { REGISTRATION: "yes" } }, /^REGISTRATION is "yes"; it must be "closed", "token" or "open"$/],
    ["a REGISTRATION by token without one", { vars: { REGISTRATION: "token" } }, /^REGISTRATION is "token", but the secret REGISTRATION_TOKEN is not set, or shorter than 32 characters; put a random one into edgegrant\.secrets\.json/],
    ["a short REGISTRATION_TOKEN", { vars: { REGISTRATION: "token" }, secrets: { REGISTRATION_TOKEN: SHORT } }, /^REGISTRATION is "token", but the secret REGISTRATION_TOKEN is not set, or shorter/],
    ["a switch that is neither on nor off", { vars: { CLIENT_ID_METADATA_DOCUMENTS: "no" } }, /^CLIENT_ID_METADATA_DOCUMENTS is "no"; it must be "true" or "false"$/],
    ["another one", { vars: { REQUIRE_PUSHED_AUTHORIZATION_REQUESTS: "1" } }, /^REQUIRE_PUSHED_AUTHORIZATION_REQUESTS is "1"; it must be "true" or "false"$/],
    ["a PASSWORDS that nobody knows", { vars: { PASSWORDS: "true" } }, /^PASSWORDS is "true"; it must be "on" or "off"$/],
    ["an RP_ID that is no parent of the host", { vars: { RP_ID: "example.com" } }, /^RP_ID cannot be used: it must be the host of ISSUER, or a parent of it/],
    ["an RP_ID that others share", { vars: { ISSUER: "https://edgegrant.ada.workers.dev", RP_ID: "workers.dev" } }, /^RP_ID cannot be used: others have hosts below it/],
    ["an RP_ID_BEFORE that is no host", { vars: { RP_ID_BEFORE: "https://old.example" } }, /^RP_ID_BEFORE cannot be used: it is a list of hosts/],
    ["an RP_ID_BEFORE of today", { vars: { RP_ID_BEFORE: "localhost" } }, /^RP_ID_BEFORE cannot be used: it names the RP ID of today/],
    ["a PASSWORD_COST in other words", { vars: { PASSWORD_COST: "high" } }, /^PASSWORD_COST is "high"; it must be memory in KiB and passes, such as "m=19456,t=2"$/],
    ["a PASSWORD_COST that is too low", { vars: { ISSUER: "https://auth.example", PASSWORD_COST: "m=8,t=1" } },
      /^PASSWORD_COST is "m=8,t=1"; it must be at least "m=19456,t=2", in memory and in passes$/],
    ["a DPOP_NONCE that nobody knows", { vars: { DPOP_NONCE: "false" } }, /^DPOP_NONCE is "false"; it must be "required" or "optional"$/],
    ["an API that is no URI", { vars: { RESOURCES: [{ resource: "notes", name: "Notes", scopes: {} }] } }, /^RESOURCES: "notes" is not an absolute URI; write it like/],
    ["RESOURCES of another shape", { vars: { RESOURCES: { notes: 1 } } }, /^RESOURCES is not a list/],
    ["one API listed twice", {
      vars: { RESOURCES: ["A", "B"].map((name) => ({ resource: "https://a.example", name, scopes: { read: "Read" } })) },
    }, /^RESOURCES: https:\/\/a\.example is there twice$/],
    ["a default scope that is none of its API", {
      vars: { RESOURCES: [{ resource: "https://a.example", name: "A", scopes: { read: "Read" }, default_scopes: ["write"] }] },
    }, /^RESOURCES: "write" is among the default_scopes of https:\/\/a\.example, but not among its scopes$/],
  ]) {
    test(what, () => withServer(options, async (server) => {
      for (const address of PAGES) {
        const response = await fetch(`${server.url}${address}`);
        assert.match(response.headers.get("content-type"), /^text\/html/, address);
        await assertUnavailable(server, response, reason);
      }
      for (const address of PROGRAMS) {
        await assertUnavailable(server, await fetch(`${server.url}${address}`), reason);
      }
      await assertUnavailable(server, await askForToken(server), reason);
      for (const path of ["/revoke", "/introspect", "/par", "/register"]) {
        await assertUnavailable(server, await ask(server, path, {}), reason);
      }
      assert.equal((await fetch(`${server.url}/style.css`)).status, 200, "the page is still dressed");
      assert.equal(JSON.stringify(server.logs).includes(SHORT), false);
    }));
  }
});

test("a database that is not migrated", () => withServer({ migrate: false }, async (server) => {
  const reason = /^the database is not migrated \(.*\); run `npm run deploy` \(locally `npm start`\)/;
  for (const address of ["/authorize?client_id=x", "/login?client_id=x", "/health", "/.well-known/jwks.json"]) {
    await assertUnavailable(server, await fetch(`${server.url}${address}`), reason);
  }
  await assertUnavailable(server, await askForToken(server), reason);
  for (const path of ["/revoke", "/introspect", "/par"]) {
    await assertUnavailable(server, await ask(server, path, { client_id: "x", token: "x" }), reason);
  }
  // What needs no database is served.
  for (const address of ["/", "/.well-known/oauth-authorization-server", "/style.css"]) {
    assert.equal((await fetch(`${server.url}${address}`)).status, 200, address);
  }
  await server.scheduled();
  const sweep = await server.logged((entry) => entry.event === "sweep");
  assert.match(sweep.reason, reason);
}));

test("an EDGEGRANT_SECRET that is not the one the signing key was sealed under", async () => {
  const persist = await mkdtemp(path.join(os.tmpdir(), "edgegrant-"));
  const [first, second] = ["the first secret of this server", "the second secret of this server"].map((it) => it.padEnd(40, "."));
  const kidOf = async (server) => (await (await fetch(`${server.url}/.well-known/jwks.json`)).json()).keys[0].kid;
  try {
    let kid;
    await withServer({ persist, secret: first }, async (server) => {
      kid = await kidOf(server);
    });
    await withServer({ persist, secret: second, migrate: false }, async (server) => {
      const reason = /^the signing key cannot be opened: EDGEGRANT_SECRET is not the one it was sealed under$/;
      await assertUnavailable(server, await fetch(`${server.url}/.well-known/jwks.json`), reason);
      await assertUnavailable(server, await fetch(`${server.url}/health`), reason);
      const { count } = await server.db.prepare("SELECT count(*) AS count FROM signing_keys").first();
      assert.equal(count, 1, "no key was made in its place");
    });
    // With the right secret everything is as it was.
    await withServer({ persist, secret: first, migrate: false }, async (server) => {
      assert.equal(await kidOf(server), kid);
    });
  } finally {
    await rm(persist, { recursive: true, force: true });
  }
});

test("a fault that passes leaves nothing behind", () => withServer({}, async (server) => {
  const jwks = () => fetch(`${server.url}/.well-known/jwks.json`);
  await server.db.prepare("ALTER TABLE signing_keys RENAME TO gone").run();
  await assertUnavailable(server, await jwks(), /not migrated/);
  await server.db.prepare("ALTER TABLE gone RENAME TO signing_keys").run();
  assert.equal((await jwks()).status, 200);
}));

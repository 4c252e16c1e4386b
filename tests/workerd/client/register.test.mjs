// Clients that register themselves (RFC 7591): who may, how a person is warned of them, and how far
// they are trusted.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, test } from "node:test";

import { assertChallenge, assertError } from "../kit/asserts.mjs";
import { Browser } from "../kit/browser.mjs";
import {
  CALLBACK, LEAST, addClient, asClient, countClients, manage, register, registered, rowOf,
} from "../kit/clients.mjs";
import { newKey, setOf } from "../kit/keys.mjs";
import { addUser } from "../kit/people.mjs";
import { serveAuthorizationServer } from "../kit/serve.mjs";
import { atConsent, authorizationRequest, now, obtainTokens, refresh, token } from "../kit/steps.mjs";

const INITIAL_TOKEN = randomUUID() + randomUUID();
const DAY = 24 * 3600; // seconds

let open;
before(async () => {
  open = await serveAuthorizationServer({ seed: true, vars: { REGISTRATION: "open" } });
});
after(() => open?.dispose());

/** Serves for as long as `use` takes. */
async function withServer(options, use) {
  const server = await serveAuthorizationServer(options);
  try {
    await use(server);
  } finally {
    await server.dispose();
  }
}

async function registrationEndpoint(server) {
  const metadata = await (await fetch(`${server.url}/.well-known/oauth-authorization-server`)).json();
  return metadata.registration_endpoint;
}

/** A consent page for a client that just registered itself. */
async function visitNewClient(metadata, changes) {
  return atConsent(open, asClient(await registered(open, metadata)), await addUser(open), changes);
}

describe("who may register", () => {
  for (const [name, vars] of [
    ["registration is closed by default", {}],
    ["nobody, when it is closed", { REGISTRATION: "closed" }],
  ]) {
    test(name, () => withServer({ vars }, async (server) => {
      for (const token of [undefined, INITIAL_TOKEN]) {
        assertError(await register(server, LEAST, { token }), "access_denied", { status: 403 });
      }
      assert.equal(await countClients(server), 0);
      assert.equal(await registrationEndpoint(server), undefined);
    }));
  }

  test("everybody, when it is open", async () => {
    assert.equal((await register(open)).status, 201);
    assert.equal((await register(open, LEAST, { token: "any" })).status, 201);
    assert.equal(await registrationEndpoint(open), `${open.url}/register`);
  });

  test("who has the initial access token, when one is needed", () => withServer({
    vars: { REGISTRATION: "token" },
    secrets: { REGISTRATION_TOKEN: INITIAL_TOKEN },
  }, async (server) => {
    assertChallenge(await register(server));
    const basic = { authorization: `Basic ${Buffer.from(`${INITIAL_TOKEN}:`).toString("base64")}` };
    assertChallenge(await register(server, LEAST, { headers: basic }));
    for (const token of ["wrong", INITIAL_TOKEN.slice(1), INITIAL_TOKEN.toUpperCase(), `${INITIAL_TOKEN} x`]) {
      assertChallenge(await register(server, LEAST, { token }), "invalid_token");
    }
    const inQuery = await fetch(`${server.url}/register?access_token=${INITIAL_TOKEN}`, {
      method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(LEAST),
    });
    assert.equal(inQuery.status, 401);
    assert.equal(await countClients(server), 0);

    const first = await registered(server, {}, { token: INITIAL_TOKEN });
    assert.equal((await register(server, LEAST, { headers: { authorization: `bEaReR ${INITIAL_TOKEN}` } })).status, 201);
    assert.equal(await registrationEndpoint(server), `${server.url}/register`);

    // The token of one client registers no other, and the one for all manages none.
    assertChallenge(await register(server, LEAST, { token: first.registration_access_token }), "invalid_token");
    assertChallenge(await manage({ ...first, registration_access_token: INITIAL_TOKEN }), "invalid_token");
    assert.equal(JSON.stringify(server.logs).includes(INITIAL_TOKEN), false);
  }));

  for (const [name, options, reason] of [
    ["nobody, when the token that is needed is not set", { vars: { REGISTRATION: "token" } },
      /^REGISTRATION is "token", but the secret REGISTRATION_TOKEN is not set.*edgegrant\.secrets\.json.*npm run deploy/],
    ["nobody, when that token is short", { vars: { REGISTRATION: "token" }, secrets: { REGISTRATION_TOKEN: "short" } },
      /REGISTRATION_TOKEN is not set, or shorter than 32 characters/],
    ["nobody, when the setting is another word", { vars: { REGISTRATION: "opne" } },
      /^REGISTRATION is "opne"; it must be "closed", "token" or "open"$/],
  ]) {
    test(`${name}: the log says what to do`, () => withServer(options, async (server) => {
      const answer = await register(server);
      assertError(answer, "temporarily_unavailable", { status: 503 });
      const { reason: logged } = await server.logged((entry) => entry.path === "/register");
      assert.match(logged, reason);
      assert.equal(answer.text.includes("REGISTRATION"), false, "that is for the owner");
    }));
  }
});

describe("a registered client", () => {
  for (const token_endpoint_auth_method of ["client_secret_basic", "client_secret_post", "none", "private_key_jwt"]) {
    test(`with ${token_endpoint_auth_method} runs the whole flow`, async () => {
      const key = await newKey();
      const information = await registered(open, {
        token_endpoint_auth_method,
        grant_types: ["authorization_code", "refresh_token"],
        ...(token_endpoint_auth_method === "private_key_jwt" && { jwks: setOf(key) }),
      });
      const client = { ...asClient(information), ...key };
      const tokens = await obtainTokens(open, new Browser(open), client, open.user);
      assert.equal((await refresh(open, client, tokens.refresh_token)).status, 200);
      const row = JSON.stringify(await rowOf(open, client.id));
      assert.equal(row.includes(information.registration_access_token), false);
      if (client.secret !== undefined) assert.equal(row.includes(client.secret), false);
    });
  }

  test("gets no refresh token if it registered for the code grant alone", async () => {
    const client = asClient(await registered(open, { grant_types: ["authorization_code"] }));
    const tokens = await obtainTokens(open, new Browser(open), client, open.user);
    assert.equal("refresh_token" in tokens, false);
  });

  test("may ask for every scope, whatever it sent: its users decide", async () => {
    const information = await registered(open, { scope: "profile no-such-scope" });
    assert.equal(information.scope, "profile", "its default, as far as it is known");
    const tokens = await obtainTokens(open, new Browser(open), asClient(information), open.user, { scope: "notes:write" });
    assert.equal(tokens.scope, "notes:write");
  });

  test("the client_id is the server's choice, whatever was sent", async () => {
    const wanted = { client_id: open.client.id, client_secret: "mine", registration_access_token: "mine" };
    const answers = [await registered(open, wanted), await registered(open, wanted)];
    for (const { client_id, client_secret, registration_access_token } of answers) {
      assert.match(client_id, /^[\w-]{22,}$/);
      for (const secret of [client_secret, registration_access_token]) assert.match(secret, /^[\w-]{43}$/);
    }
    assert.notEqual(answers[0].client_id, answers[1].client_id);
    assert.equal((await rowOf(open, open.client.id)).registered_by, "owner");
  });

  test("may use any port of localhost, and a client of the owner may not", async () => {
    const redirect_uris = ["http://localhost/callback", "https://localhost/callback"];
    const client = asClient(await registered(open, { redirect_uris, token_endpoint_auth_method: "none" }));
    const at = (redirectUri) => ({ ...client, redirectUri });
    const tokens = await obtainTokens(open, new Browser(open), at("http://localhost:49152/callback"), open.user);
    assert.ok(tokens.access_token);

    const owned = await addClient(open, { redirectUris: redirect_uris, method: "none" });
    for (const refused of [
      { ...owned, redirectUri: "http://localhost:49152/callback" },
      at("https://localhost:49152/callback"),
      at("http://localhost:49152/other"),
      at("http://localhost.attacker.example/callback"),
      at("http://localhost:0/callback"),
      at("http://localhost:49152@attacker.example/callback"),
      at("http://sub.localhost:49152/callback"),
    ]) {
      const page = await new Browser(open).open(authorizationRequest(refused).url);
      assert.deepEqual([page.status, page.location], [400, null], refused.redirectUri);
    }
  });
});

describe("the consent page", () => {
  const WARNING = "This app is not verified.";

  test("a client that registered itself is shown as unverified, and is never first-party", async () => {
    const { client, page } = await visitNewClient({ first_party: true, registered_by: "owner", client_name: "Your Bank" });
    assert.match(page.text, /class="warning"/);
    assert.ok(page.text.includes(WARNING), page.text);
    const { first_party, registered_by } = await rowOf(open, client.id);
    assert.deepEqual({ first_party, registered_by }, { first_party: 0, registered_by: "itself" });

    const browser = new Browser(open);
    const owned = authorizationRequest(await addClient(open)).url;
    const other = await browser.signIn(await browser.open(owned), await addUser(open));
    assert.equal(other.asksConsent, true);
    assert.equal(other.text.includes(WARNING), false);
  });

  test("shows it as unverified again when it asks for more", async () => {
    const { client, browser, page } = await visitNewClient();
    await browser.allow(page);
    const more = await browser.open(authorizationRequest(client, { scope: "notes:write" }).url);
    assert.equal(more.asksConsent, true);
    assert.ok(more.text.includes(WARNING));
  });

  test("no address that a client registered is loaded or linked on the consent page", async () => {
    const elsewhere = "https://elsewhere.example";
    const { client, page } = await visitNewClient({
      client_uri: elsewhere,
      logo_uri: `${elsewhere}/logo.png`,
      tos_uri: `${elsewhere}/terms`,
      policy_uri: `${elsewhere}/policy`,
      jwks_uri: `${elsewhere}/keys`,
      contacts: ["mallory@elsewhere.example"],
    });
    assert.equal(page.text.includes("elsewhere.example"), false);
    assert.doesNotMatch(page.text, /(src|href|action)="(https?:)?\/\//i);
    assert.equal(page.headers.get("content-security-policy").includes("elsewhere.example"), false);
    assert.equal((await rowOf(open, client.id)).jwks_uri, `${elsewhere}/keys`);
  });

  for (const [name, sent, shown] of [
    ["markup is text", `</h1><script>alert(1)</script><img src=x onerror="x">`, "&#60;script&#62;alert(1)&#60;/script&#62;"],
    ["an entity is text", "Fish &amp; <b>Chips</b>", "Fish &#38;amp; &#60;b&#62;Chips&#60;/b&#62;"],
    ["a quote ends no attribute", `" onload="x`, "onload=&#34;x"],
    ["text from right to left stays in its place", "\u05e2\u05d8 wants", "<bdi>\u05e2\u05d8 wants</bdi>"],
    ["characters that join others are kept", "\u0645\u06cc\u200c\u062e \u{1F469}\u200d\u{1F527}", "\u0645\u06cc\u200c\u062e \u{1F469}\u200d\u{1F527}"],
    ["100 characters beyond the basic plane fit", "\u{1F511}".repeat(100), "\u{1F511}".repeat(100)],
  ]) {
    test(`in a name ${name}`, async () => {
      const { page } = await visitNewClient({ client_name: sent });
      assert.ok(page.text.includes(shown), page.text);
      assert.doesNotMatch(page.text, /<(script|img|b)\b|\sonload="/);
    });
  }
});

describe("until a person has seen who asks", () => {
  for (const [name, changes] of [
    ["no response_type", { response_type: undefined }],
    ["another response_type", { response_type: "token" }],
    ["another response_mode", { response_mode: "fragment" }],
    ["no code_challenge", { code_challenge: undefined }],
    ["code_challenge_method=plain", { code_challenge_method: "plain" }],
    ["an unknown scope", { scope: "no-such-scope" }],
    ["an unknown resource", { resource: "https://elsewhere.example" }],
    ["a request object", { request: "e30.e30." }],
    ["a request_uri elsewhere", { request_uri: "https://self.example/request" }],
    ["a repeated state", { state: ["a", "b"] }],
  ]) {
    test(`a broken request of a client that registered itself redirects nobody: ${name}`, async () => {
      const client = asClient(await registered(open));
      const browser = new Browser(open);
      const request = authorizationRequest(client, changes);
      const signedOut = await browser.open(request.url);
      await browser.signIn(await browser.open(authorizationRequest(client).url), open.user);
      for (const page of [signedOut, await browser.open(request.url)]) {
        assert.deepEqual([page.status, page.location], [400, null], page.text);
        assert.match(page.text, /<h1>/);
        assert.equal(page.text.includes("self.example"), false, "nor is it led there otherwise");
      }
    });
  }

  test("a broken request of a client that registered itself redirects nobody", async () => {
    const client = asClient(await registered(open));
    const broken = { response_type: "token", response_mode: "form_post" };
    const page = await new Browser(open).open(authorizationRequest(client, broken).url);
    assert.deepEqual([page.status, page.location], [400, null]);
    assert.doesNotMatch(page.text, /<form/);
  });

  test("but their answer goes to it, be it no or yes", async () => {
    const denied = await visitNewClient();
    const no = await denied.browser.deny(denied.page);
    assert.deepEqual([no.status, no.location.startsWith(`${CALLBACK}?`), no.answer.get("error")], [303, true, "access_denied"]);
    const allowed = await visitNewClient();
    const yes = await allowed.browser.allow(allowed.page);
    assert.deepEqual([yes.status, yes.location.startsWith(`${CALLBACK}?`), yes.answer.has("code")], [303, true, true]);
  });
});

describe("the daily sweep", () => {
  test("removes clients that nobody vouches for and nobody has used for a month, and no other", async () => {
    const month = now() - 30 * DAY;
    const [unused, granted, young] = await Promise.all([1, 2, 3].map(async () => asClient(await registered(open))));
    const owned = await addClient(open);
    const document = await addClient(open, { id: `https://client.example/${randomUUID()}`, method: "none", registeredBy: "document" });
    await obtainTokens(open, new Browser(open), granted, open.user);
    await open.db.prepare("DELETE FROM token_families WHERE client_id = ?").bind(granted.id).run();
    for (const [client, since] of [[unused, month], [granted, month], [young, month + DAY]]) {
      await open.db.prepare("UPDATE clients SET created_at = ? WHERE id = ?").bind(since, client.id).run();
    }

    await open.scheduled();
    await open.logged((entry) => entry.event === "sweep");
    const there = async ({ id }) => (await rowOf(open, id)) !== null;
    for (const client of [unused, document]) assert.equal(await there(client), false, client.id);
    for (const client of [granted, young, owned]) assert.equal(await there(client), true, client.id);
    assertError(await token(open, unused, { grant_type: "refresh_token", refresh_token: "x" }), "invalid_client");
  });
});

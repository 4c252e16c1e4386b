// The `claims` parameter (OpenID Connect Core section 5.5): claims asked for one by one, where they are
// told, and what a person is asked about them. What cannot be read is in claims-refused.test.mjs.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { decodeJwt } from "jose";

import { Browser } from "../kit/browser.mjs";
import { addClient } from "../kit/clients.mjs";
import { userinfo } from "../kit/issued.mjs";
import { newKey, requestObject, setOf } from "../kit/keys.mjs";
import { addUser, browserOf } from "../kit/people.mjs";
import { serveIsolates } from "../kit/serve.mjs";
import { approve, ask, postAs, redeemed, refresh, silently } from "../kit/steps.mjs";

const KNOWN = {
  given_name: "Zoë",
  birthdate: "1990-02-28",
  updated_at: 1_700_000_000,
  email_verified: true,
  phone_number: "+31 20 555 0100",
  phone_number_verified: false,
  address: { locality: "Amsterdam", country: "NL" },
};
// What every ID token has of its own.
const OWN = ["acr", "amr", "at_hash", "aud", "auth_time", "azp", "exp", "iat", "iss", "sid", "sub"];

let server, user, browser, ours;
before(async () => {
  server = await serveIsolates(1);
  user = await addUser(server, { claims: KNOWN });
  browser = await browserOf(server, user);
  ours = await addClient(server, { firstParty: true });
});
after(() => server?.dispose());

const asJson = (claims) => ({ claims: JSON.stringify(claims) });

async function toldAtUserinfo(accessToken) {
  const { status, json } = await userinfo(server, accessToken);
  assert.equal(status, 200);
  return json;
}

/** Without what each has always: the claims of an ID token, and those of the userinfo endpoint. */
async function partsOf({ id_token: idToken, access_token: accessToken }) {
  const inIdToken = Object.entries(decodeJwt(idToken)).filter(([name]) => !OWN.includes(name));
  const { sub, ...atUserinfo } = await toldAtUserinfo(accessToken);
  assert.equal(sub, user.id);
  return { id_token: Object.fromEntries(inIdToken), userinfo: atUserinfo };
}

/** What the client is told that asks for these claims. */
async function told(claims, changes = {}, of = ours) {
  const request = ask(of, { ...asJson(claims), ...changes });
  return partsOf(await redeemed(server, of, request, await approve(browser, request, user)));
}

describe("a claim is told", () => {
  test("where it was asked for, and nowhere else", async () => {
    const claims = {
      id_token: { given_name: null, email: { essential: true } },
      userinfo: { address: null, phone_number: { essential: false }, given_name: {} },
    };
    assert.deepEqual(await told(claims), {
      id_token: { given_name: "Zoë", email: user.email },
      userinfo: { address: KNOWN.address, phone_number: KNOWN.phone_number, given_name: "Zoë" },
    });
  });

  test("beside those that the scope asks for", async () => {
    const scope = "openid email";
    const claims = { id_token: { email: null, birthdate: null }, userinfo: { updated_at: null } };
    assert.deepEqual(await told(claims, { scope }), {
      id_token: { email: user.email, birthdate: KNOWN.birthdate },
      userinfo: { email: user.email, email_verified: true, updated_at: KNOWN.updated_at },
    });
  });

  test("if it has the value that was asked for, of the same type", async () => {
    const right = {
      given_name: { value: "Zoë" },
      email_verified: { value: true },
      phone_number_verified: { value: false, essential: true },
      updated_at: { values: [5, 1_700_000_000] },
      address: { value: { country: "NL", locality: "Amsterdam" } },
      birthdate: { values: ["1990-02-28"] },
    };
    const wrong = {
      given_name: { value: "Zoe", essential: true },
      email_verified: { value: "true" },
      phone_number_verified: { values: [true, 0, null, ""] },
      updated_at: { value: "1700000000" },
      address: { value: { country: "NL" } },
      birthdate: { values: [] },
    };
    const names = Object.keys(right);
    const all = await told({ id_token: right, userinfo: right });
    assert.deepEqual(all.id_token, Object.fromEntries(names.map((name) => [name, KNOWN[name]])));
    assert.deepEqual(all.userinfo, all.id_token);
    assert.deepEqual(await told({ id_token: wrong, userinfo: wrong }), { id_token: {}, userinfo: {} });
  });

  test("if it is known: an essential one that is not is no error (section 5.5.1)", async () => {
    assert.deepEqual(await told({ id_token: { website: { essential: true } }, userinfo: { nickname: { essential: true } } }), {
      id_token: {}, userinfo: {},
    });
  });

  test("of the person who is signed in, in the words of this server, whatever the client asks", async () => {
    const wishes = Object.fromEntries(OWN.filter((name) => name !== "sub").map((name) => [name, { value: "forged" }]));
    const request = ask(ours, { ...asJson({ id_token: { ...wishes, nonce: null, sub: null }, userinfo: wishes }) });
    const { claims, access_token: accessToken } = await redeemed(server, ours, request, await browser.open(request.url));
    assert.deepEqual(Object.keys(claims).sort(), OWN);
    assert.equal(Object.values(claims).includes("forged"), false);
    assert.deepEqual([claims.iss, claims.aud, claims.sub, claims.acr], [server.url, ours.id, user.id, "1"]);
    assert.deepEqual(await toldAtUserinfo(accessToken), { sub: user.id });
  });

  test("as before after a refresh", async () => {
    const request = ask(ours, { scope: "openid offline_access", ...asJson({ id_token: { email: null }, userinfo: { birthdate: null } }) });
    const first = await redeemed(server, ours, request, await browser.open(request.url));
    const { json } = await refresh(server, ours, first.refresh_token);
    assert.deepEqual(await partsOf(json), { id_token: { email: user.email }, userinfo: { birthdate: KNOWN.birthdate } });
  });
});

test("what this server does not know is passed over", async () => {
  for (const claims of [
    {},
    { id_token: null, userinfo: null },
    { id_token: {}, userinfo: {} },
    { verified_claims: { claims: null }, "": 1, access_token: ["x"] },
    { id_token: { "https://app.example/groups": { essential: true }, "given_name#nl": null, password_hash: null, pairwise_salt: null } },
    { userinfo: { password_hash: { essential: true }, username: null, id: null, "": null, "given_name ": null, Email: null } },
    JSON.parse('{"userinfo":{"__proto__":null,"constructor":{"essential":true}}}'),
  ]) {
    assert.deepEqual(await told(claims), { id_token: {}, userinfo: {} }, JSON.stringify(claims));
  }
  // What stands beside `essential` and the values.
  assert.deepEqual((await told({ id_token: { email: { purpose: "to write", essential: true, more: [1] } } })).id_token, { email: user.email });
});

test("what the owner did not let the client ask for by a scope, it is not told by name either", async () => {
  const claims = { id_token: { email: { essential: true }, birthdate: null }, userinfo: { email: null, phone_number: null } };
  const firstParty = await addClient(server, { firstParty: true, scope: "openid email" });
  assert.deepEqual(await told(claims, {}, firstParty), { id_token: { email: user.email }, userinfo: { email: user.email } });
  const client = await addClient(server, { scope: "openid" });
  const page = await browser.open(ask(client, asJson(claims)).url);
  assert.doesNotMatch(page.text, /See your/);
  assert.deepEqual(await told(claims, {}, client), { id_token: {}, userinfo: {} });
  assert.equal((await server.db.prepare("SELECT claims FROM grants WHERE client_id = ?").bind(client.id).first()).claims, "");
});

describe("an essential acr (section 5.5.1.1)", () => {
  for (const wish of [{ essential: true }, { essential: true, value: "1" }, { essential: true, values: ["9", "1"] }, { value: "9" }, { values: ["9"], essential: false }]) {
    test(`${JSON.stringify(wish)} can be had, or need not be`, async () => {
      const request = ask(ours, asJson({ id_token: { acr: wish } }));
      assert.equal((await redeemed(server, ours, request, await browser.open(request.url))).claims.acr, "1");
    });
  }
});

describe("the person", () => {
  test("is told of each claim that the scope does not cover, in plain words, and of no other", async () => {
    const client = await addClient(server);
    const claims = { id_token: { email: null, phone_number: null }, userinfo: { email: null, birthdate: null, secret: null } };
    const page = await browser.open(ask(client, { scope: "openid email", ...asJson(claims) }).url);
    assert.equal(page.asksConsent, true);
    const listed = [...page.text.matchAll(/<li><bdi>(.*?)<\/bdi><\/li>/g)].map(([, words]) => words);
    assert.deepEqual(listed.sort(), [
      "Know that it is you", "See your date of birth", "See your email address", "See your phone number",
    ]);
  });

  test("says yes by the name of the claim, once, wherever it is told", async () => {
    const client = await addClient(server);
    assert.equal(await silently(browser, client, asJson({ userinfo: { email: null } })), "consent_required");
    assert.deepEqual(await told({ userinfo: { email: null } }, {}, client), { id_token: {}, userinfo: { email: user.email } });
    for (const [expected, claims, scope = "openid"] of [
      ["code", { userinfo: { email: null } }],
      ["code", { id_token: { email: { essential: true } } }],
      ["code", { id_token: { email: { value: "x" } }, userinfo: { unknown: null } }],
      ["consent_required", { userinfo: { email_verified: null } }],
      ["consent_required", { userinfo: { email: null, birthdate: null } }],
      ["consent_required", {}, "openid email"],
    ]) {
      assert.equal(await silently(browser, client, { ...asJson(claims), scope }), expected, JSON.stringify(claims));
    }
    await told({ id_token: { birthdate: null } }, {}, client);
    assert.equal(await silently(browser, client, asJson({ userinfo: { email: null, birthdate: null } })), "code");
    const row = await server.db.prepare("SELECT scope, claims FROM grants WHERE client_id = ?").bind(client.id).first();
    assert.deepEqual([row.scope, row.claims.split(" ").sort()], ["openid", ["birthdate", "email"]]);
  });

  test("who said yes to a scope said yes to its claims", async () => {
    const client = await addClient(server);
    await told({}, { scope: "openid email" }, client);
    assert.equal(await silently(browser, client, asJson({ id_token: { email: null, email_verified: null } })), "code");
    assert.equal(await silently(browser, client, asJson({ id_token: { name: null } })), "consent_required");
  });

  test("is not told about where nobody asked, though they said yes before", async () => {
    const client = await addClient(server);
    await told({ id_token: { email: null }, userinfo: { birthdate: null } }, {}, client);
    assert.deepEqual(await told({}, {}, client), { id_token: {}, userinfo: {} });
    assert.deepEqual(await told({ id_token: { birthdate: null } }, {}, client), { id_token: { birthdate: KNOWN.birthdate }, userinfo: {} });
  });

  test("who said no told nothing, and is asked again", async () => {
    const client = await addClient(server);
    const changes = asJson({ userinfo: { email: null } });
    const denied = await browser.deny(await browser.open(ask(client, changes).url));
    assert.equal(denied.answer.get("error"), "access_denied");
    assert.equal(await silently(browser, client, changes), "consent_required");
  });

  test("says yes to what the page showed: the form is good for no other claims", async () => {
    const client = await addClient(server);
    const page = await browser.open(ask(client, asJson({ userinfo: { email: null } })).url);
    const { action, values } = page.form();
    const changed = action.replace("email", "birthdate");
    assert.notEqual(changed, action);
    const body = new URLSearchParams({ ...values, decision: "allow" });
    assert.equal((await browser.fetch(changed, { method: "POST", headers: { origin: server.url }, body })).status, 403);
    assert.equal(await server.db.prepare("SELECT 1 FROM grants WHERE client_id = ?").bind(client.id).first(), null);
  });

  // RFC 8259 section 4 leaves open which of two members counts.
  test("is shown the same of two members of one name as the client gets", async () => {
    const client = await addClient(server);
    const request = ask(client, { claims: '{"userinfo":{"email":null},"userinfo":{"birthdate":null},"id_token":{"email":{"value":"x"},"email":null}}' });
    const page = await browser.open(request.url);
    const parts = await partsOf(await redeemed(server, client, request, await browser.allow(page)));
    assert.ok("email" in parts.id_token || "birthdate" in parts.userinfo || "email" in parts.userinfo);
    for (const [name, words] of [["email", "See your email address"], ["birthdate", "See your date of birth"]]) {
      if (name in parts.userinfo || name in parts.id_token) assert.ok(page.text.includes(words), words);
    }
  });
});

describe("it is the same", () => {
  const claims = { id_token: { email: null }, userinfo: { birthdate: null } };
  const expected = { id_token: {}, userinfo: { birthdate: KNOWN.birthdate } };
  before(() => {
    expected.id_token.email = user.email;
  });

  async function answered(client, request, page) {
    return partsOf(await redeemed(server, client, request, page));
  }

  test("posted to /authorize", async () => {
    const request = ask(ours, asJson(claims));
    const page = await browser.open("/authorize", { method: "POST", body: request.params });
    assert.deepEqual(await answered(ours, request, page), expected);
  });

  test("pushed, whatever stands beside the reference", async () => {
    const request = ask(ours, asJson(claims));
    const { json } = await postAs(server, ours, "/par", [...request.params]);
    const beside = asJson({ userinfo: { phone_number: null } });
    const page = await browser.open(`/authorize?${new URLSearchParams({ client_id: ours.id, request_uri: json.request_uri, ...beside })}`);
    assert.deepEqual(await answered(ours, request, page), expected);
  });

  test("in a signed request object, as an object or as text, whatever stands beside it", async () => {
    const key = await newKey();
    const signer = await addClient(server, { firstParty: true, method: "none", jwks: setOf(key), requestObjectSigningAlg: "ES256" });
    const beside = asJson({ userinfo: { phone_number: null } });
    for (const member of [claims, JSON.stringify(claims)]) {
      const request = ask(signer);
      const object = await requestObject(server, signer, key, request.params, { claims: member });
      const page = await browser.open(`/authorize?${new URLSearchParams({ client_id: signer.id, request: object, ...beside })}`);
      assert.deepEqual(await answered(signer, request, page), expected);
    }
  });

  test("but for a request without openid, which brings no claims", async () => {
    const client = await addClient(server);
    const request = ask(client, { scope: "notes:read", ...asJson(claims) });
    const page = await approve(new Browser(server, browser.cookies), request, user);
    const { json } = await postAs(server, client, "/token", {
      grant_type: "authorization_code", code: page.answer.get("code"), redirect_uri: client.redirectUri, code_verifier: request.verifier,
    });
    assert.deepEqual([json.id_token, json.scope], [undefined, "notes:read"]);
    const response = await fetch(`${server.url}/userinfo`, { headers: { authorization: `Bearer ${json.access_token}` } });
    assert.notEqual(response.status, 200);
    // And the yes to it is no yes to the claims.
    assert.equal(await silently(browser, client, asJson(claims)), "consent_required");
  });
});

// What a client says of itself about OpenID Connect: Dynamic Client Registration section 2, RP-Initiated
// Logout section 3.1, Back-Channel Logout section 2.2; read, replaced and removed as RFC 7592 has it.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { decodeJwt } from "jose";

import { assertError } from "../kit/asserts.mjs";
import { Browser } from "../kit/browser.mjs";
import { LEAST, asClient, countClients, manage, register, registered, rowOf } from "../kit/clients.mjs";
import { Web, publish } from "../kit/documents.mjs";
import { keySet, userinfo, verified } from "../kit/issued.mjs";
import { addUser } from "../kit/people.mjs";
import { serveAuthorizationServer } from "../kit/serve.mjs";
import { authorizationRequest, obtainTokens } from "../kit/steps.mjs";

const EVERYTHING = {
  client_name: "Everything",
  redirect_uris: ["https://self.example/callback"],
  id_token_signed_response_alg: "RS256",
  userinfo_signed_response_alg: "EdDSA",
  subject_type: "pairwise",
  default_max_age: 3600,
  post_logout_redirect_uris: ["https://self.example/bye", "com.example.app:/bye"],
  backchannel_logout_uri: "https://self.example/backchannel?tenant=1",
};
/** All that a registration of nothing says about OpenID Connect. */
const DEFAULTS = { id_token_signed_response_alg: "RS256", subject_type: "public" };
/** Addresses that this server would never post to: not https, or of no public host. */
const PRIVATE = [
  "", "self.example", "/backchannel", "http://self.example/x", "ftp://self.example/x", "https://localhost/x",
  "https://127.0.0.1/x", "https://10.0.0.1/x",
  "https://169.254.169.254/x", "https://[::1]/x", "https://[::ffff:10.0.0.1]/x", "https://2130706433/x", "https://intranet/x", "https://a.internal/x",
  "https://a.local/x", "https://user@self.example/x", "https://user:password@self.example/x", "https://self.example/x#y", "https://self.example./x",
  "javascript:alert(1)", "com.example.app:/x", `https://self.example/${"x".repeat(1000)}`,
];

/** One wrong value of each member. */
const WRONG = [
  { id_token_signed_response_alg: "none" },
  { userinfo_signed_response_alg: "HS256" },
  { subject_type: "x" },
  { default_max_age: -1 },
  { post_logout_redirect_uris: ["http://self.example/"] },
  { backchannel_logout_uri: "https://10.0.0.1/" },
];

const web = new Web();
let server, user;
before(async () => {
  server = await serveAuthorizationServer({ seed: true, vars: { REGISTRATION: "open" }, outbound: web.outbound });
  user = await addUser(server);
});
after(() => server?.dispose());

/** The members about OpenID Connect of an answer. */
function openid(answer) {
  const names = [...Object.keys(EVERYTHING).slice(2), "sector_identifier_uri", "require_auth_time", "backchannel_logout_session_required"];
  return Object.fromEntries(names.filter((name) => name in answer).map((name) => [name, answer[name]]));
}

function put(information, metadata) {
  return manage(information, "PUT", { client_id: information.client_id, ...LEAST, ...metadata });
}

/** A value as the name of a case. */
function named(value) {
  return JSON.stringify(value).slice(0, 60);
}

describe("registering", () => {
  test("nothing about it gets RS256 and a public sub, and the answer says so", async () => {
    const answer = await registered(server);
    assert.deepEqual(openid(answer), DEFAULTS);
    assert.equal("scope" in answer, false, "it registered no default");
  });

  test("everything gets everything, as it was sent", async () => {
    const { subject_type, ...answer } = await registered(server, EVERYTHING);
    for (const [name, value] of Object.entries(EVERYTHING)) assert.deepEqual({ subject_type, ...answer }[name], value, name);
    const row = await rowOf(server, answer.client_id);
    const { id_token_signed_response_alg, userinfo_signed_response_alg, sector_identifier, default_max_age, backchannel_logout_uri } = row;
    assert.deepEqual([id_token_signed_response_alg, userinfo_signed_response_alg, sector_identifier, default_max_age, backchannel_logout_uri],
      ["RS256", "EdDSA", "self.example", 3600, EVERYTHING.backchannel_logout_uri]);
    assert.deepEqual(JSON.parse(row.post_logout_redirect_uris), EVERYTHING.post_logout_redirect_uris);
  });

  test("null is as good as nothing", async () => {
    const nothing = Object.fromEntries(Object.keys(EVERYTHING).slice(2).map((name) => [name, null]));
    assert.deepEqual(openid(await registered(server, { ...nothing, sector_identifier_uri: null })), DEFAULTS);
  });

  test("what is only the owner's to give is not heeded", async () => {
    const answer = await registered(server, {
      without_pkce: true, refresh_without_offline_access: true, claims_in_id_token: true, first_party: true,
      sector_identifier: "victim.example",
    });
    const kept = { without_pkce: 0, refresh_without_offline_access: 0, claims_in_id_token: 0, first_party: 0, sector_identifier: null };
    const row = await rowOf(server, answer.client_id);
    for (const [name, value] of Object.entries(kept)) assert.deepEqual([row[name], name in answer], [value, false], name);
  });

  test("what is not served is not given back, so that nobody waits for it (RFC 7591 section 2)", async () => {
    const unknown = {
      id_token_encrypted_response_alg: "RSA-OAEP", userinfo_encrypted_response_alg: "RSA-OAEP",
      application_type: "native", initiate_login_uri: "https://self.example/",
      frontchannel_logout_uri: "https://self.example/", default_acr_values: ["1"], request_uris: ["https://self.example/request"],
    };
    const answer = await registered(server, unknown);
    for (const name of Object.keys(unknown)) assert.equal(name in answer, false, name);
  });

  for (const seconds of [0, 1, 4294967295, 4294967296, Number.MAX_SAFE_INTEGER]) {
    test(`default_max_age ${seconds} is kept, or as much of it as makes a difference`, async () => {
      const information = await registered(server, { default_max_age: seconds });
      const expected = Math.min(seconds, 4294967295);
      assert.equal(information.default_max_age, expected);
      assert.equal((await manage(information)).json.default_max_age, expected);
      assert.ok((await obtainTokens(server, new Browser(server), asClient(information), user, { scope: "openid" })).id_token);
    });
  }
});

describe("refused as invalid_client_metadata", () => {
  const algorithms = [5, ["ES256"], {}, "", "none", "HS256", "ES384", "PS256", "Ed25519", "es256", "RS256 ES256"];
  for (const [name, values] of [
    ["id_token_signed_response_alg", algorithms],
    ["userinfo_signed_response_alg", algorithms],
    ["subject_type", [5, ["public"], "", "Pairwise", "ephemeral", "public pairwise"]],
    ["default_max_age", [-1, 1.5, "10", true, [], {}]],
    ["post_logout_redirect_uris", [
      "https://self.example/bye", {}, 5, [5], [null], [["https://self.example/bye"]], [""], ["/bye"], ["//self.example/"],
      ["http://self.example/bye"], ["https://self.example/#bye"], ["https://*.self.example/"], ["https://user@self.example/"],
      ["javascript:alert(1)"], ["data:text/html,x"], ["https://self.example/a b"], ["HTTPS://self.example/"],
      [`https://self.example/${"x".repeat(1000)}`], Array.from({ length: 21 }, (_, index) => `https://self.example/${index}`),
    ]],
    ["backchannel_logout_uri", [5, {}, ["https://self.example/backchannel"], ...PRIVATE]],
    ["backchannel_logout_session_required", ["true", 1, {}]],
    ["require_auth_time", ["true", 1, []]],
  ]) {
    for (const value of values) {
      test(`${name}: ${named(value)}`, async () => {
        const count = await countClients(server);
        assertError(await register(server, { ...LEAST, [name]: value }), "invalid_client_metadata");
        assert.equal(await countClients(server), count);
      });
    }
  }
});

describe("what was registered counts:", () => {
  for (const alg of ["RS256", "EdDSA"]) {
    test(`${alg} for the ID token, whose key is in the key set before anybody signs in`, async () => {
      const own = await serveAuthorizationServer({ seed: true, vars: { REGISTRATION: "open" } });
      try {
        assert.deepEqual((await keySet(own)).keys.map((key) => key.alg), ["ES256"]);
        const client = asClient(await registered(own, { id_token_signed_response_alg: alg }));
        assert.deepEqual((await keySet(own)).keys.map((key) => key.alg).toSorted(), ["ES256", alg].toSorted());
        const { id_token } = await obtainTokens(own, new Browser(own), client, own.user, { scope: "openid" });
        await verified(own, id_token, client, { alg });
      } finally {
        await own.dispose();
      }
    });
  }

  test("a signed userinfo", async () => {
    const client = asClient(await registered(server, { userinfo_signed_response_alg: "RS256" }));
    const { access_token } = await obtainTokens(server, new Browser(server), client, user, { scope: "openid" });
    const answer = await userinfo(server, access_token);
    assert.equal(answer.headers.get("content-type"), "application/jwt");
    await verified(server, answer.text, client, { alg: "RS256", typ: undefined });
  });

  test("default_max_age: 0 asks for the password each time, unless the request says otherwise", async () => {
    const client = asClient(await registered(server, { default_max_age: 0 }));
    const browser = new Browser(server);
    await obtainTokens(server, browser, client, user, { scope: "openid" });
    assert.equal((await browser.open(authorizationRequest(client, { scope: "openid" }).url)).asksToSignIn, true);
    assert.ok((await browser.open(authorizationRequest(client, { scope: "openid", max_age: "3600" }).url)).answer.has("code"));
  });

  test("in a metadata document as well", async () => {
    const client = publish(web, { id_token_signed_response_alg: "EdDSA", userinfo_signed_response_alg: "ES256", subject_type: "pairwise" });
    const tokens = await obtainTokens(server, new Browser(server), client, user, { scope: "openid" });
    const { payload } = await verified(server, tokens.id_token, client, { alg: "EdDSA" });
    assert.notEqual(payload.sub, user.id);
    await verified(server, (await userinfo(server, tokens.access_token)).text, client, { typ: undefined });
    for (const wrong of WRONG) {
      const page = await new Browser(server).open(authorizationRequest(publish(web, wrong), { scope: "openid" }).url);
      assert.deepEqual([page.status, page.location, page.asksToSignIn], [400, null, false], named(wrong));
    }
  });
});

describe("managing (RFC 7592)", () => {
  test("reads it as it was registered", async () => {
    const information = await registered(server, EVERYTHING);
    assert.deepEqual(openid((await manage(information)).json), openid(information));
  });

  test("replaces it: what is left out is as if it had never been said", async () => {
    const information = await registered(server, EVERYTHING);
    const some = { id_token_signed_response_alg: "EdDSA", default_max_age: 5 };
    const answer = await put(information, some);
    assert.equal(answer.status, 200, answer.text);
    assert.deepEqual(openid(answer.json), { ...DEFAULTS, ...some });
    assert.deepEqual(openid((await manage(information)).json), { ...DEFAULTS, ...some });
    const row = await rowOf(server, information.client_id);
    assert.deepEqual(
      [row.sector_identifier, row.userinfo_signed_response_alg, row.backchannel_logout_uri, row.post_logout_redirect_uris],
      [null, null, null, "[]"],
    );
    const client = asClient(information);
    const { id_token } = await obtainTokens(server, new Browser(server), client, user, { scope: "openid" });
    const { payload } = await verified(server, id_token, client, { alg: "EdDSA" });
    assert.equal(payload.sub, user.id);
  });

  test("puts back what was read, and changes nothing", async () => {
    const information = await registered(server, EVERYTHING);
    const row = await rowOf(server, information.client_id);
    const { registration_access_token, registration_client_uri, ...read } = (await manage(information)).json;
    assert.equal((await manage(information, "PUT", read)).status, 200);
    const { revision, ...after } = await rowOf(server, information.client_id);
    assert.deepEqual({ ...after, revision: row.revision }, row);
  });

  for (const wrong of WRONG) {
    test(`refuses ${named(wrong)}, and all stays as it was`, async () => {
      const information = await registered(server, EVERYTHING);
      const row = await rowOf(server, information.client_id);
      assertError(await put(information, wrong), "invalid_client_metadata");
      assert.deepEqual(await rowOf(server, information.client_id), row);
    });
  }

  test("removes it: nobody is told who signed in any more", async () => {
    const information = await registered(server, EVERYTHING);
    const tokens = await obtainTokens(server, new Browser(server), asClient(information), user, { scope: "openid" });
    assert.equal((await userinfo(server, tokens.access_token)).status, 200);
    assert.equal((await manage(information, "DELETE")).status, 204);
    assert.equal((await userinfo(server, tokens.access_token)).status, 401);
    assert.equal(decodeJwt(tokens.id_token).aud, information.client_id);
    const query = new URLSearchParams({ id_token_hint: tokens.id_token, post_logout_redirect_uri: EVERYTHING.post_logout_redirect_uris[0] });
    const page = await new Browser(server).open(`/logout?${query}`);
    assert.deepEqual([page.status, page.location], [200, null]);
  });
});

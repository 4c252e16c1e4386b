// What a client may say of itself (RFC 7591 section 2), and what it is answered (section 3.2).

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { exportJWK, generateKeyPair } from "jose";

import { assertError } from "../kit/asserts.mjs";
import { CALLBACK, LEAST, countClients, register, registered, rowOf } from "../kit/clients.mjs";
import { serveAuthorizationServer } from "../kit/serve.mjs";
import { now, sha256 } from "../kit/steps.mjs";

let server, jwk, privateJwk;
before(async () => {
  server = await serveAuthorizationServer({ vars: { REGISTRATION: "open" } });
  const { publicKey, privateKey } = await generateKeyPair("ES256", { extractable: true });
  jwk = { ...(await exportJWK(publicKey)), use: "sig" };
  privateJwk = await exportJWK(privateKey);
});
after(() => server?.dispose());

/** A value as the name of a case. */
function escaped(value) {
  return JSON.stringify(value).replace(/[^ -~]/gu, (it) => `U+${it.codePointAt(0).toString(16)}`).slice(0, 60);
}

/** Registers what must be refused, and nothing with it. */
async function refused(metadata, error, options) {
  const count = await countClients(server);
  const answer = await register(server, metadata, options);
  assertError(answer, error);
  assert.equal(await countClients(server), count);
  return answer;
}

describe("the answer (section 3.2.1)", () => {
  test("to the least has the defaults, a secret that never expires, and how to manage it", async () => {
    const answer = await register(server);
    assert.equal(answer.status, 201);
    assert.equal(answer.headers.get("content-type"), "application/json");
    assert.equal(answer.headers.get("cache-control"), "no-store");
    assert.equal(answer.headers.get("pragma"), "no-cache");
    const { client_id, client_id_issued_at, client_secret, registration_access_token, ...rest } = answer.json;
    assert.deepEqual(rest, {
      ...LEAST,
      client_name: "self.example",
      client_secret_expires_at: 0,
      grant_types: ["authorization_code", "refresh_token"],
      response_types: ["code"],
      token_endpoint_auth_method: "client_secret_basic",
      id_token_signed_response_alg: "RS256",
      subject_type: "public",
      registration_client_uri: `${server.url}/register/${client_id}`,
    });
    assert.ok(Math.abs(client_id_issued_at - now()) <= 2);
    for (const secret of [client_secret, registration_access_token]) assert.match(secret, /^[\w-]{43}$/);
    assert.notEqual(client_secret, registration_access_token);
  });

  test("has everything that was registered, as it was sent", async () => {
    const metadata = {
      client_name: "Papier & Stift",
      redirect_uris: [CALLBACK, "http://127.0.0.1/", "com.example.app:/callback"],
      grant_types: ["authorization_code", "refresh_token"],
      response_types: ["code"],
      token_endpoint_auth_method: "private_key_jwt",
      jwks: { keys: [{ ...jwk, kid: "k1", alg: "ES256" }] },
      request_object_signing_alg: "ES256",
      require_signed_request_object: true,
      require_pushed_authorization_requests: true,
      dpop_bound_access_tokens: true,
    };
    const answer = await registered(server, metadata);
    for (const [name, value] of Object.entries(metadata)) assert.deepEqual(answer[name], value, name);
  });

  for (const token_endpoint_auth_method of ["none", "private_key_jwt"]) {
    test(`has no secret for ${token_endpoint_auth_method}, and no time when it ends`, async () => {
      const answer = await registered(server, { token_endpoint_auth_method, jwks: { keys: [jwk] } });
      assert.equal("client_secret" in answer, false);
      assert.equal("client_secret_expires_at" in answer, false);
    });
  }

  test("never has null", async () => {
    const optional = [
      "client_name", "grant_types", "response_types", "scope", "token_endpoint_auth_method", "jwks", "jwks_uri",
      "request_object_signing_alg", "require_signed_request_object", "require_pushed_authorization_requests",
      "dpop_bound_access_tokens", "logo_uri",
    ];
    const answer = await registered(server, Object.fromEntries(optional.map((name) => [name, null])));
    assert.deepEqual(Object.values(answer).filter((value) => value === null), []);
    assert.equal(answer.token_endpoint_auth_method, "client_secret_basic", "null is as good as nothing");
  });

  test("is all that is ever told: the database holds hashes", async () => {
    const { client_id, client_secret, registration_access_token } = await registered(server);
    const row = await rowOf(server, client_id);
    assert.equal(row.secret_hash, sha256(client_secret));
    assert.equal(row.registration_token_hash, sha256(registration_access_token));
    for (const secret of [client_secret, registration_access_token]) {
      assert.equal(JSON.stringify([row, server.logs]).includes(secret), false);
    }
  });

  test("says nothing of members that are not known (section 2)", async () => {
    const unknown = {
      application_type: "native", client_uri: "", logo_uri: "", tos_uri: "x", policy_uri: 5, contacts: "x",
      "client_name#fr": "Papier", software_id: {}, software_version: [], software_statement: "e30.e30.",
      initiate_login_uri: "https://self.example/start", default_acr_values: 5, frontchannel_logout_uri: [], introspects: ["*"], revision: "x",
    };
    const answer = await registered(server, unknown);
    for (const name of Object.keys(unknown)) assert.equal(name in answer, false, name);
    const { introspects, initiate_login_uri } = await rowOf(server, answer.client_id);
    assert.deepEqual([introspects, initiate_login_uri], ["[]", null]);
  });

  for (const [name, sent, kept] of [
    ["a grant type that is not served", ["urn:ietf:params:oauth:grant-type:device_code", "refresh_token", "authorization_code"],
      ["authorization_code", "refresh_token"]],
    ["a grant type sent twice", ["authorization_code", "authorization_code"], ["authorization_code"]],
  ]) {
    test(`leaves ${name} out`, async () => {
      assert.deepEqual((await registered(server, { grant_types: sent })).grant_types, kept);
    });
  }

  test("leaves other response types out", async () => {
    assert.deepEqual((await registered(server, { response_types: ["id_token", "code"] })).response_types, ["code"]);
  });

  test("leaves keys out that no served algorithm works with", async () => {
    const unusable = { kty: "EC", crv: "secp256k1", x: "AA", y: "AA" };
    const { jwks } = await registered(server, { jwks: { keys: [unusable, jwk] } });
    assert.deepEqual(jwks, { keys: [jwk] });
  });
});

describe("invalid_redirect_uri", () => {
  test("a redirect URI that may not be registered is invalid_redirect_uri alone, and left out beside others", async () => {
    for (const uri of [
      "", "callback", "/callback", "//self.example/callback", "https:self.example", "https:///callback",
      "https://self.example/callback#", "https://self.example/callback#fragment",
      "https://*.self.example/callback", "https://self.example/*",
      "https://user@self.example/", "https://user:password@self.example/", "https://@self.example/",
      "http://self.example/callback", "http://localhost.self.example/", "http://10.0.0.1/", "http://[::2]/",
      "HTTPS://self.example/", "https://SELF.example/", "https://self.example:443/", "https://self.example:080/",
      "https://self.example/a b", "https://self.example/\n", "https://self.example/\u00e9", "https://self.example/%zz",
      "https://self.example/?code=1", "https://self.example/?state=", "https://self.example/?iss=x",
      "javascript:alert(1)", "data:text/html,x", "vbscript:x", "blob:https://self.example/x", "file:///etc/passwd",
      "nobody://callback", "about:blank", "urn:ietf:wg:oauth:2.0:oob", "ws://self.example/",
    ]) {
      await refused({ redirect_uris: [uri] }, "invalid_redirect_uri");
      assert.deepEqual((await registered(server, { redirect_uris: [CALLBACK, uri] })).redirect_uris, [CALLBACK], uri);
    }
  });

  for (const [name, metadata] of [
    ["none at all", {}],
    ["an empty list", { redirect_uris: [] }],
    ["null", { redirect_uris: null }],
    ["21 of them", { redirect_uris: Array.from({ length: 21 }, (_, index) => `${CALLBACK}/${index}`) }],
    ["one of more than 1000 bytes", { redirect_uris: [`https://self.example/${"x".repeat(980)}`] }],
  ]) {
    test(name, () => refused(metadata, "invalid_redirect_uri"));
  }

  test("but 20 of them, of 1000 bytes, are accepted", async () => {
    const long = (index) => `https://self.example/${index}`.padEnd(1000, "x");
    const redirect_uris = Array.from({ length: 20 }, (_, index) => long(index));
    assert.deepEqual((await registered(server, { redirect_uris })).redirect_uris, redirect_uris);
  });
});

describe("invalid_client_metadata", () => {
  for (const [name, values] of [
    ["redirect_uris", ["https://self.example/", {}, [5], [null], [[CALLBACK]]]],
    ["client_name", [5, true, ["x"], {}]],
    ["client_name", ["", " ", "\t", "x".repeat(101), "two\nlines", "a\u0000b", "a\u007fb", "a\u0085b", "a\u001bb"]],
    ["client_name", ["\u200b", "a\u202eb", "a\u2066b", "a\u2069b", "a\u200fb", "a\u2028b", "a\u2029b", "a\ufeffb", "a\u00adb", "a\u{e0041}b"]],
    ["grant_types", ["authorization_code", {}, [5], [], ["refresh_token"], ["implicit"], ["Authorization_Code"]]],
    ["response_types", ["code", {}, [5], [], ["token"], ["code token"]]],
    ["token_endpoint_auth_method", [5, ["none"], "", "client_secret_jwt", "tls_client_auth", "NONE", "private_key_jwt"]],
    ["scope", [5, ["profile"], {}]],
    ["jwks_uri", [5, "", "keys", {}, "http://self.example/keys", "ftp://self.example/keys", "https://localhost/keys", "https://10.0.0.1/keys",
      "https://[::1]/keys", "https://intranet/keys", "https://keys.internal/", "https://a:b@self.example/", "https://self.example/#x"]],
    ["jwks", ["x", [], {}, { keys: {} }, { keys: [] }, { keys: [5] }, { keys: [{}] }, { keys: [{ kty: "EC" }] }]],
    ["require_signed_request_object", ["true", 1, true]],
    ["require_pushed_authorization_requests", ["true", 1, []]],
    ["dpop_bound_access_tokens", ["true", 1, {}]],
    ["request_object_signing_alg", [5, "none", "HS256", "ES384", "es256", ""]],
  ]) {
    for (const value of values) {
      test(`${name}: ${escaped(value)}`, () => refused({ ...LEAST, [name]: value }, "invalid_client_metadata"));
    }
  }

  test("both jwks and jwks_uri", () =>
    refused({ ...LEAST, jwks: { keys: [jwk] }, jwks_uri: "https://self.example/keys" }, "invalid_client_metadata"));

  test("request objects without keys", () => refused({ ...LEAST, request_object_signing_alg: "ES256" }, "invalid_client_metadata"));

  test("jwks with the private half, or with a secret", async () => {
    await refused({ ...LEAST, jwks: { keys: [privateJwk] } }, "invalid_client_metadata");
    await refused({ ...LEAST, jwks: { keys: [jwk, privateJwk] } }, "invalid_client_metadata");
    for (const name of ["d", "p", "q", "dp", "dq", "qi", "oth", "k"]) {
      await refused({ ...LEAST, jwks: { keys: [{ ...jwk, [name]: "AA" }] } }, "invalid_client_metadata");
    }
  });

  test("jwks with none that can be used, or with more than 16", async () => {
    for (const keys of [
      [{ kty: "EC", crv: "P-384", x: "AA", y: "AA" }],
      [{ ...jwk, use: "enc" }],
      [{ ...jwk, alg: "RS256" }],
      [{ ...jwk, x: "AA" }],
      [{ kty: "RSA", n: Buffer.alloc(128, 255).toString("base64url"), e: "AQAB" }],
      Array.from({ length: 17 }, () => jwk),
    ]) {
      await refused({ ...LEAST, jwks: { keys } }, "invalid_client_metadata");
    }
  });

  test("jwks with a broken key, beside a good one too: it says which rule the key breaks", async () => {
    const zero = Buffer.alloc(32).toString("base64url");
    const modulus = Buffer.alloc(256, 255).toString("base64url");
    const onCurve = /on the curve that crv names/;
    for (const [key, sentence] of [
      [{ ...jwk, x: jwk.y, y: jwk.x }, onCurve],
      [{ ...jwk, x: zero, y: zero }, onCurve],
      [{ kty: "OKP", crv: "Ed25519", x: zero }, onCurve],
      [{ kty: "RSA", n: modulus, e: "AQAA" }, /both odd/],
      [{ kty: "RSA", n: Buffer.alloc(256, 254).toString("base64url"), e: "AQAB" }, /both odd/],
    ]) {
      for (const keys of [[key], [jwk, key]]) {
        const { json } = await refused({ ...LEAST, jwks: { keys } }, "invalid_client_metadata");
        assert.match(json.error_description, sentence);
      }
    }
  });

  test("jwks with a key for something else: only a key that may verify is kept", async () => {
    for (const members of [{ use: "enc" }, { key_ops: ["encrypt"] }, { key_ops: ["sign"], use: "sig" }]) {
      const { json } = await refused({ ...LEAST, jwks: { keys: [{ ...jwk, ...members }] } }, "invalid_client_metadata");
      assert.match(json.error_description, /not for signatures/);
      const { jwks } = await registered(server, { jwks: { keys: [{ ...jwk, ...members }, jwk] } });
      assert.deepEqual(jwks, { keys: [jwk] });
    }
  });

  for (const [name, body] of [
    ["nothing", ""],
    ["no JSON", "redirect_uris=x"],
    ["JSON that breaks off", '{"redirect_uris":['],
    ["a list", "[]"],
    ["a text", '"x"'],
    ["null", "null"],
    ["JSON that is nested too deeply", `{"x":${"[".repeat(5000)}${"]".repeat(5000)}}`],
    ["half a character", '{"redirect_uris":["https://self.example/"],"client_name":"\\ud800"}'],
  ]) {
    test(`a body that is ${name}`, () => refused(body, "invalid_client_metadata"));
  }

  for (const type of ["application/x-www-form-urlencoded", "text/plain", "application/jwt", "application/json-seq"]) {
    test(`a body of type ${type}`, () => refused(LEAST, "invalid_client_metadata", { headers: { "content-type": type } }));
  }

  test("a body of more than 64 kB, with 413", async () => {
    const answer = await register(server, { ...LEAST, logo_uri: "x".repeat(65 * 1024) });
    assertError(answer, "invalid_client_metadata", { status: 413 });
  });
});

test("a name of 100 characters is kept, without the spaces around it", async () => {
  const client_name = "é".repeat(100);
  assert.equal((await registered(server, { client_name: ` ${client_name}\t` })).client_name, client_name);
});

test("a body may say its charset", async () => {
  const headers = { "content-type": "Application/JSON; charset=utf-8" };
  assert.equal((await register(server, LEAST, { headers })).status, 201);
});

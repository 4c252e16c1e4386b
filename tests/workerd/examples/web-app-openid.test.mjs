// Which ID tokens the client of the flow believes (OpenID Connect Core section 3.1.3.7): its issuer here is
// one that lies as a test tells it to.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { generateKeyPair } from "jose";

import { setAhead, withClock } from "../kit/serve.mjs";
import { now } from "../kit/steps.mjs";
import { cookieOf, keyOf, send, serveApp, serveIssuer } from "./web-app.mjs";

let issuer, app;
before(async () => {
  issuer = await serveIssuer();
  app = await serveApp({
    vars: { ISSUER: issuer.url, CLIENT_ID: "app", NOTES_API: issuer.url },
    secrets: { CLIENT_SECRET: "secret" },
  }, withClock);
});
after(async () => {
  await app?.dispose();
  await issuer?.dispose();
});

/** Lets time pass for both sides. */
async function letPass(seconds) {
  issuer.ahead += seconds;
  await setAhead(app.url, seconds);
}

/** Begins to sign in: {cookie, request}, `request` what the browser is sent to the issuer with. */
async function begin() {
  const begun = await send(app, "/sign-in");
  assert.equal(begun.status, 303, begun.text);
  return { cookie: cookieOf(begun), request: new URL(begun.headers.get("location")).searchParams };
}

/** Comes back with a code, for which the issuer gives what it was told to. */
function comeBack({ cookie, request }) {
  const answer = new URLSearchParams({ code: "any", state: request.get("state"), iss: issuer.url });
  return send(app, `/callback?${answer}`, { cookie, method: "GET" });
}

/** Signs in with an ID token made from the request's nonce. */
async function signIn(make = (nonce) => issuer.sign({ claims: { nonce } })) {
  const begun = await begin();
  issuer.tokens = { id_token: await make(begun.request.get("nonce")), refresh_token: "long" };
  return comeBack(begun);
}

async function assertRefused(answer) {
  assert.equal(answer.status, 400, answer.text);
  assert.match(answer.text, /<h1>This answer is not from Edgegrant<\/h1>/);
  assert.equal(cookieOf(answer), undefined);
  assert.deepEqual((await app.kv.list({ prefix: "session:" })).keys, []);
}

test("the request asks for an ID token, and has a nonce of its own each time", async () => {
  const [one, other] = [(await begin()).request, (await begin()).request];
  assert.equal(one.get("scope"), "openid profile email offline_access notes:read notes:write");
  for (const name of ["nonce", "state", "code_challenge"]) assert.notEqual(one.get(name), other.get(name), name);
  assert.match(one.get("nonce"), /^[\w-]{43}$/);
});

describe("an ID token is refused, and nobody is signed in,", () => {
  for (const [name, changes] of [
    ["for another nonce", { claims: { nonce: "of-another-sign-in" } }],
    ["without a nonce", { claims: { nonce: undefined } }],
    ["of another issuer", { claims: { iss: "https://other.example" } }],
    ["for another client", { claims: { aud: "other" } }],
    ["for other clients too", { claims: { aud: ["app", "other"] } }],
    ["that has expired", { claims: { exp: now() - 60 } }],
    ["without exp", { claims: { exp: undefined } }],
    ["from the future", { claims: { iat: now() + 3600 } }],
    ["about nobody", { claims: { sub: undefined } }],
    ["that is an access token", { header: { typ: "at+jwt" } }],
    ["that is a logout token", { header: { typ: "logout+jwt" } }],
    ["of a key that nobody has", { header: { kid: "nobody" }, key: "first" }],
  ]) {
    test(name, async () => {
      const { header, claims, key } = changes;
      const by = key && issuer.keys[key].privateKey;
      await assertRefused(await signIn((nonce) => issuer.sign({ header, by, claims: { nonce, ...claims } })));
    });
  }

  test("signed with another key under the name of the right one", async () => {
    const { privateKey } = await generateKeyPair("ES256");
    await assertRefused(await signIn((nonce) => issuer.sign({ claims: { nonce }, by: privateKey })));
  });

  test("changed after it was signed, or without its signature", async () => {
    const changed = async (nonce, change) => change((await issuer.sign({ claims: { nonce } })).split(".")).join(".");
    const other = (text) => Buffer.from(text, "base64url").toString().replace('"somebody"', '"everybody"');
    for (const change of [
      ([header, claims, signature]) => [header, Buffer.from(other(claims)).toString("base64url"), signature],
      ([header, claims]) => [header, claims, ""],
      ([header, claims, signature]) => [header, claims, signature.slice(0, -2)],
      ([header, claims]) => [header, claims],
    ]) {
      await assertRefused(await signIn((nonce) => changed(nonce, change)));
    }
  });

  test("of another algorithm: none, RS256 with the issuer's own key, HS256 with its public key", async () => {
    const { jwk } = issuer.keys.first;
    const forged = (alg, nonce, sign) => {
      const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
      const claims = { iss: issuer.url, aud: "app", sub: "somebody", iat: now(), exp: now() + 600, nonce };
      const signed = `${part({ alg, kid: "first", typ: "JWT" })}.${part(claims)}`;
      return `${signed}.${sign(signed)}`;
    };
    await assertRefused(await signIn((nonce) => forged("none", nonce, () => "")));
    const mac = (signed) => createHmac("sha256", JSON.stringify(jwk)).update(signed).digest("base64url");
    await assertRefused(await signIn((nonce) => forged("HS256", nonce, mac)));
    await issuer.addKey("rsa", "RS256");
    await assertRefused(await signIn((nonce) => issuer.sign({ header: { alg: "RS256", kid: "rsa" }, claims: { nonce } })));
  });

  test("that did not come, or is no JWT", async () => {
    for (const id_token of [undefined, "", "a.b.c", "opaque"]) await assertRefused(await signIn(() => id_token));
  });

  test("with the state and nonce of another browser", async () => {
    const [mine, theirs] = [await begin(), await begin()];
    issuer.tokens = { id_token: await issuer.sign({ claims: { nonce: theirs.request.get("nonce") } }) };
    await assertRefused(await comeBack(mine));
    const answer = await comeBack({ ...theirs, cookie: mine.cookie });
    assert.match(answer.text, /<h1>This sign-in cannot be finished<\/h1>/);
  });
});

describe("the issuer's keys", () => {
  const fetches = () => issuer.asked.filter((path) => path === "/keys").length;
  /** The status of a sign-in with an ID token of this key. */
  const statusWith = async (kid, by) =>
    (await signIn((nonce) => issuer.sign({ header: { kid }, by, claims: { nonce } }))).status;

  test("are asked for once, and again for a new one, however many are invented meanwhile", async () => {
    await letPass(3600);
    const before = fetches();
    assert.equal(await statusWith("first"), 303);
    assert.equal(fetches(), before + 1);
    for (const kid of ["x", "y", "z"]) assert.equal(await statusWith(kid, issuer.keys.first.privateKey), 400);
    await issuer.addKey("next");
    assert.equal(await statusWith("next"), 400, "not yet");
    assert.equal(fetches(), before + 1);
    await letPass(31);
    assert.equal(await statusWith("next"), 303);
    assert.equal(fetches(), before + 2);
  });

  test("are believed for five minutes: one that the issuer withdrew is refused then", async () => {
    await issuer.addKey("leaked");
    const { privateKey } = issuer.keys.leaked;
    await letPass(31);
    assert.equal(await statusWith("leaked"), 303);
    delete issuer.keys.leaked;
    await letPass(290);
    assert.equal(await statusWith("leaked", privateKey), 303);
    await letPass(11);
    assert.equal(await statusWith("leaked", privateKey), 400);
  });
});

describe("who signed in stays the same person", () => {
  async function signedIn() {
    const done = await signIn();
    assert.equal(done.headers.get("location"), "/", done.text);
    return cookieOf(done);
  }

  test("at a refresh: an ID token about another ends the session", async () => {
    const cookie = await signedIn();
    const kept = async () => JSON.parse(await app.kv.get(keyOf(cookie)));
    const refresh = async (tokens) => {
      issuer.tokens = tokens;
      return (await send(app, "/refresh", { cookie })).flash;
    };
    const id_token = await issuer.sign({ claims: { jti: "new" } });
    assert.equal(await refresh({ id_token }), "refreshed");
    assert.equal((await kept()).id_token, id_token);
    assert.equal((await kept()).refresh_token, "long", "it was not replaced");
    assert.equal(await refresh({}), "refreshed", "none has to come (section 12.2)");
    assert.equal((await kept()).id_token, id_token);
    assert.equal(await refresh({ id_token: await issuer.sign({ claims: { sub: "everybody" } }) }), "ended");
    assert.equal(await kept(), null);
  });

  test("at a refresh while the keys cannot be had: the new tokens count, the old ID token stays", async () => {
    const cookie = await signedIn();
    const { id_token } = JSON.parse(await app.kv.get(keyOf(cookie)));
    issuer.tokens = { id_token: await issuer.sign({ claims: { sub: "everybody" } }), refresh_token: "next" };
    await letPass(301);
    issuer.down = true;
    assert.equal((await send(app, "/refresh", { cookie })).flash, "refreshed");
    const begun = await signIn();
    assert.match(begun.text, /<h1>Edgegrant does not answer<\/h1>/, "nobody is signed in without them");
    issuer.down = false;
    const { sub, id_token: kept, refresh_token } = JSON.parse(await app.kv.get(keyOf(cookie)));
    assert.deepEqual([sub, kept, refresh_token], ["somebody", id_token, "next"]);
  });

  test("at userinfo: what is said about another is not shown (section 5.3.2)", async () => {
    const cookie = await signedIn();
    issuer.user = { sub: "somebody", name: "Some Body", email: "some@body.example" };
    assert.match((await send(app, "/", { cookie })).text, /Some Body.*some@body\.example/s);
    for (const user of [{ ...issuer.user, sub: "everybody" }, { name: "Some Body" }]) {
      issuer.user = user;
      const { text } = await send(app, "/", { cookie });
      assert.doesNotMatch(text, /Some Body/);
      assert.match(text, /<bdi>somebody<\/bdi>/);
    }
  });
});

// A provider that is down, slow, or says something that cannot be believed: a clear page with the other ways, and nothing saved.

import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { SignJWT, UnsecuredJWT, generateKeyPair } from "jose";

import { Browser, SESSION } from "../kit/browser.mjs";
import { addClient } from "../kit/clients.mjs";
import { addUser } from "../kit/people.mjs";
import { StandIn, goBy, internetOf, leave, linkTo, personAt, settingsOf } from "../kit/providers.mjs";
import { serveWithClock } from "../kit/serve.mjs";
import { ask } from "../kit/steps.mjs";

const slow = () => new Promise((resolve) => setTimeout(() => resolve(new Response("{}")), 20_000).unref());
const huge = () => Response.json({ a: "x".repeat(70_000) });

let work, server, client, person;
const standIn = { isAt: (url) => url.startsWith("https://op.example"), answer: (request) => work.answer(request) };

before(async () => {
  work = new StandIn("work", "https://op.example");
  server = await serveWithClock({ outbound: internetOf(standIn), ...settingsOf(work) });
  client = await addClient(server, { firstParty: true });
  person = personAt();
  const browser = new Browser(server);
  await browser.signIn(await browser.open("/account/security"), await addUser(server));
  assert.equal((await linkTo(browser, work, person)).status, 200);
});
after(() => server?.dispose());

// What was remembered of the last test's provider, and that it failed, is forgotten.
beforeEach(async () => {
  const { keys, kid } = work;
  work = new StandIn("work", "https://op.example");
  Object.assign(work, { keys, kid, now: server.now });
  await server.letPass(3700);
});

async function everything() {
  const tables = ["users", "provider_accounts", "sessions", "one_time_links", "group_members"];
  return Promise.all(tables.map(async (table) => (await server.db.prepare(`SELECT * FROM ${table}`).all()).results));
}

/** `act` signs nobody in and saves nothing; its page says why, and has the other ways. */
async function assertRefused(reason, act, words = /The work did not respond as expected/) {
  const [before, seen] = [await everything(), server.logs.length];
  const browser = new Browser(server);
  const page = await act(browser, await browser.open(ask(client).url));
  assert.equal(page.status, 400, page.text);
  assert.match(page.text, words);
  assert.equal(page.asksToSignIn, true, "a password is asked for");
  assert.match(page.text, /Continue with <bdi>The work/, "the provider is offered again");
  assert.equal(browser.cookies.has(SESSION), false);
  assert.deepEqual(await everything(), before);
  const entry = await server.logged((it) => server.logs.indexOf(it) >= seen && it.event === "request" && it.status === 400);
  assert.match(entry.reason, reason);
}

const back = (browser, page, changes) => goBy(browser, page, work, person, changes);
const [FETCH, OTHER, ANSWER] = [/cannot be fetched/, /of another issuer/, /gave no answer that can be read/];
const stuck = async (browser, page) => browser.submitTo(page, "/login/provider", { fields: { provider: "work" } });

describe("the metadata of a provider", () => {
  const cases = {
    "that is nowhere": [FETCH, () => new Response("no", { status: 404 })],
    "that is a page": [FETCH, () => new Response("<h1>Hello</h1>", { headers: { "content-type": "text/html" } })],
    "that is huge": [FETCH, huge],
    "of another issuer": [OTHER, () => Response.json({ ...work.metadata, issuer: "https://evil.example" })],
    "of an issuer with a slash more": [OTHER, () => Response.json({ ...work.metadata, issuer: "https://op.example/" })],
    "without a token endpoint": [/lacks an endpoint/, () => Response.json({ ...work.metadata, token_endpoint: undefined })],
    "with an endpoint without TLS": [/lacks an endpoint/, () => Response.json({ ...work.metadata, token_endpoint: "http://op.example/token" })],
    "that leads elsewhere": [FETCH, () => new Response(null, { status: 302, headers: { location: "https://evil.example/" } })],
  };
  for (const [name, [reason, answer]] of Object.entries(cases)) {
    test(name, async () => {
      work.instead["openid-configuration"] = answer;
      await assertRefused(reason, stuck);
      assert.equal(work.count("openid-configuration"), 1);
    });
  }

  test("that does not come in time, and is asked for no sooner than in a minute", { timeout: 60_000 }, async () => {
    work.instead["openid-configuration"] = slow;
    await assertRefused(FETCH, stuck);
    await assertRefused(FETCH, stuck);
    assert.equal(work.count("openid-configuration"), 1);
  });

  test("is fetched once in five minutes, and the keys too", async () => {
    for (let times = 0; times < 3; times++) {
      const browser = new Browser(server);
      assert.ok((await back(browser, await browser.open(ask(client).url))).answer.has("code"));
    }
    assert.deepEqual([work.count("openid-configuration"), work.count("keys"), work.count("token")], [1, 1, 3]);
  });
});

describe("an answer at the redirect URI", () => {
  test("that says no", async () => {
    await assertRefused(/answered with an error/, (browser, page) => back(browser, page, { code: undefined, error: "access_denied" }), /You were not signed in with The work/);
    assert.equal(work.count("token"), 0);
  });

  for (const [name, [reason, changes]] of Object.entries({
    "of another issuer": [/iss of the response/, { iss: "https://evil.example" }],
    "of no issuer, where it would say it": [/iss of the response/, { iss: undefined }],
    "without a code": [/has no code/, { code: undefined }],
  })) {
    test(name, async () => {
      await assertRefused(reason, (browser, page) => back(browser, page, changes));
      assert.equal(work.count("token"), 0);
    });
  }

  /** Nobody left this browser: a page that says so. */
  async function assertLost(act) {
    const before = await everything();
    const browser = new Browser(server);
    const page = await act(browser, await leave(browser, await browser.open(ask(client).url), work));
    assert.equal(page.status, 400);
    assert.match(page.text, /Please start again/);
    assert.equal(work.count("token"), 0);
    assert.deepEqual(await everything(), before);
  }

  test("with another state", () => assertLost((browser, away) => browser.open(work.signIn(away, person, { state: "another" }))));
  test("in another browser", () => assertLost((_, away) => new Browser(server).open(work.signIn(away, person))));
  test("too late", () => assertLost(async (browser, away) => {
    await server.letPass(601);
    return browser.open(work.signIn(away, person));
  }));
  test("of another provider", () => assertLost(async (browser, away) => {
    const page = await browser.open(work.signIn(away, person).replace("/login/provider/work", "/login/provider/evil"));
    assert.equal(page.status, 404);
    return browser.open(work.signIn(away, person, { state: "" }));
  }));
  test("for the second time", async () => {
    const browser = new Browser(server);
    const address = work.signIn(await leave(browser, await browser.open(ask(client).url), work), person);
    assert.ok((await browser.open(address)).answer.has("code"));
    assert.match((await browser.open(address)).text, /Please start again/);
    assert.equal(work.count("token"), 1);
  });

  test("that is only looked at", async () => {
    const browser = new Browser(server);
    const address = work.signIn(await leave(browser, await browser.open(ask(client).url), work), person);
    await browser.fetch(address, { method: "HEAD" });
    assert.equal(work.count("token"), 0);
    assert.ok((await browser.open(address)).answer.has("code"));
  });
});

describe("an answer of the token endpoint", () => {
  const [REFUSED, READ] = [/refused the code/, /the ID token of the provider cannot be read/];
  const signed = (claims, { alg = work.alg, key = work.keys.privateKey, kid = work.kid } = {}) =>
    new SignJWT(claims).setProtectedHeader({ alg, kid }).sign(key);
  const answers = {
    "that is an error": [REFUSED, () => Response.json({ error: "invalid_client" }, { status: 401 })],
    "that is an error with 200": [REFUSED, () => Response.json({ error: "bad_verification_code" })],
    "that is no JSON": [ANSWER, () => new Response("<h1>Sorry</h1>")],
    "that is huge": [ANSWER, huge],
    "that leads elsewhere": [ANSWER, () => new Response(null, { status: 307, headers: { location: "https://evil.example/" } })],
    "without an ID token": [READ, () => Response.json({ access_token: "a", token_type: "Bearer" })],
    "with an ID token that is none": [READ, () => Response.json({ id_token: "a.b.c" })],
  };
  for (const [name, [reason, answer]] of Object.entries(answers)) {
    test(name, async () => {
      work.instead.token = answer;
      await assertRefused(reason, back);
    });
  }
  test("that does not come in time", { timeout: 60_000 }, async () => {
    work.instead.token = slow;
    await assertRefused(ANSWER, back);
  });

  const claims = {
    "with another issuer": [/iss of the token/, { iss: "https://evil.example" }],
    "for another client": [/aud or azp/, { aud: "another" }],
    "for several, and not by us": [/aud or azp/, { aud: ["client-at-work", "another"] }],
    "issued to another client": [/aud or azp/, { azp: "another" }],
    "with another nonce": [/nonce of the ID token/, { nonce: "another" }],
    "without a nonce": [/nonce of the ID token/, { nonce: undefined }],
    "that has expired": [/has expired, or was not issued just now/, { exp: 1_700_000_000 }],
    "without an end": [/has expired, or was not issued just now/, { exp: undefined }],
    "of tomorrow": [/has expired, or was not issued just now/, { iat: 5_000_000_000 }],
    "about nobody": [/sub of the provider/, { sub: "" }],
    "about somebody with a line break": [/sub of the provider/, { sub: "a\nb" }],
    "about somebody with too long a name": [/sub of the provider/, { sub: "a".repeat(256) }],
  };
  for (const [name, [reason, changes]] of Object.entries(claims)) {
    test(name, async () => {
      work.claims = changes;
      await assertRefused(reason, back);
    });
  }

  const base = (nonce) => ({ iss: work.issuer, aud: work.clientId, sub: person.sub, iat: work.now(), exp: work.now() + 300, nonce });
  const forged = {
    "without a signature": (nonce) => new UnsecuredJWT(base(nonce)).encode(),
    "signed with the secret": (nonce) => signed(base(nonce), { alg: "HS256", key: new TextEncoder().encode(work.secret.repeat(4)) }),
    "signed with another key": async (nonce) => signed(base(nonce), { key: (await generateKeyPair("RS256")).privateKey }),
  };
  for (const [name, make] of Object.entries(forged)) {
    test(name, async () => {
      work.tokens = async ({ params }) => ({ id_token: await make(params.nonce) });
      await assertRefused(name.includes("another key") ? /not signed by a key/ : READ, back);
    });
  }

  test("signed with a new key is believed once the keys are fetched again, and that happens once a minute", async () => {
    const browser = new Browser(server);
    assert.ok((await back(browser, await browser.open(ask(client).url))).answer.has("code"));
    await work.newKeys();
    await server.letPass(61);
    const another = new Browser(server);
    assert.ok((await back(another, await another.open(ask(client).url))).answer.has("code"));
    assert.equal(work.count("keys"), 2);
    await work.newKeys();
    await assertRefused(/not signed by a key/, back);
    assert.equal(work.count("keys"), 2);
  });

  for (const alg of ["PS256", "ES256", "EdDSA"]) {
    test(`signed with ${alg} is believed`, async () => {
      const { keys, kid } = work;
      work.alg = alg;
      await work.newKeys();
      const browser = new Browser(server);
      assert.ok((await back(browser, await browser.open(ask(client).url))).answer.has("code"));
      Object.assign(work, { keys, kid });
    });
  }

  test("is about somebody else if the subject is another one, whatever the address", async () => {
    await assertRefused(/the account is not linked/, (browser, page) => goBy(browser, page, work, personAt({ email: person.email })), /is not linked to an account here/);
  });
});

test("keys that cannot be had sign nobody in", async () => {
  await server.letPass(86_400);
  work.instead.keys = () => new Response("no", { status: 500 });
  await assertRefused(/the keys of the provider cannot be fetched/, back);
});

test("a form with the name of no provider leads back", async () => {
  const browser = new Browser(server);
  const page = await browser.open(ask(client).url);
  const back = await browser.submitTo(page, "/login/provider", { fields: { provider: "nobody" } });
  assert.equal(back.asksToSignIn, true);
});

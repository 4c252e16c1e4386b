// The rate limiter of wrangler.toml, in front of what strangers can make this server hash, write or fetch.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, test } from "node:test";

import { Browser } from "../kit/browser.mjs";
import { addClient, register } from "../kit/clients.mjs";
import { Web, newAddress, publish } from "../kit/documents.mjs";
import { asserted, assertion, newKey, requestObject, setOf } from "../kit/keys.mjs";
import { addUser } from "../kit/people.mjs";
import { serveAuthorizationServer } from "../kit/serve.mjs";
import { atLogin, authorizationRequest, basic, form, post, postAs } from "../kit/steps.mjs";

const LIMIT = 60;

const web = new Web();
let server, client, pub;
before(async () => {
  const options = { seed: true, vars: { REGISTRATION: "open" }, outbound: web.outbound };
  server = await serveAuthorizationServer({ ...options, limited: true });
  client = await addClient(server);
  pub = await addClient(server, { method: "none" });
});
after(() => server?.dispose());

let addresses = 0;
const nextAddress = () => `198.51.100.${++addresses}`;

/** How many of so many requests, one after the other, are served. */
async function served(times, ask) {
  let count = 0;
  for (let index = 0; index < times; index++) {
    const answer = await ask(index);
    if (answer.status === 429) {
      assert.equal(answer.headers.get("retry-after"), "60");
    } else {
      count++;
    }
  }
  return count;
}

/** Which minute it is. The limiter counts anew in each. */
const minute = () => Math.floor(Date.now() / 60_000);

/**
 * Holds that `ask`, which gives how many of its requests were served, is served as often as fits into the minutes that it takes. A test may
 * have asked once before. Gives how often it was.
 */
async function assertLimited(ask) {
  const begun = minute();
  const count = await ask();
  const most = LIMIT * (minute() - begun + 1);
  assert.ok(count >= LIMIT - 1 && count <= most, `${count} of at most ${most}`);
  return count;
}

/** The answer once the limit is reached, though a window may have ended a moment ago. */
async function beyond(ask) {
  for (let times = 0; times <= LIMIT; times++) {
    const answer = await ask();
    if (answer.status === 429) return answer;
  }
  return assert.fail("there is no limit");
}

// More than fit into two windows, because one may end at any time.
const TIMES = 2 * LIMIT + 5;

describe("beyond the limit an address is refused", () => {
  test("at /login, with a page", async () => {
    const address = nextAddress();
    const { browser, page } = await atLogin(server, client);
    const { action } = page.form();
    const ask = (from) => browser.fetch(action, {
      method: "POST", headers: { "cf-connecting-ip": from }, body: new URLSearchParams({ token: "x" }),
    });
    await assertLimited(() => served(TIMES, () => ask(address)));
    assert.match((await beyond(() => ask(address))).text, /Too many requests at once/);
    assert.equal((await ask(nextAddress())).status, 403);
  });

  test("at /par, unless its client proves who it is", async () => {
    const address = { "cf-connecting-ip": nextAddress() };
    const body = (of) => authorizationRequest(of).params;
    await assertLimited(() => served(TIMES, () => post(server, body(pub), address, "/par")));
    const { json } = await beyond(() => post(server, body(pub), address, "/par"));
    assert.equal(json.error, "temporarily_unavailable");
    assert.equal((await postAs(server, client, "/par", [...body(client)])).status, 201);
  });

  test("at /par, if its credentials prove nothing", async () => {
    const address = { "cf-connecting-ip": nextAddress() };
    const push = (secret) =>
      post(server, authorizationRequest(client).params, { ...address, authorization: basic(client.id, secret) }, "/par");
    await assertLimited(() => served(TIMES, () => push("wrong")));
    await beyond(() => push("wrong"));
    // Its neighbour in the same network, or the same client with its secret.
    for (let times = 0; times < 5; times++) assert.equal((await push(client.secret)).status, 201);
  });

  test("with the assertions of a client that nobody vouches for", async () => {
    const address = { "cf-connecting-ip": nextAddress() };
    const key = await newKey();
    const keys = { method: "private_key_jwt", jwks: setOf(key) };
    const revoke = async (of) => {
      const proof = asserted(await assertion({ urls: [server.url] }, of, key));
      return post(server, new URLSearchParams({ token: "x", ...proof }), address, "/revoke");
    };
    const stranger = await addClient(server, { ...keys, registeredBy: "itself" });
    const spent = () => server.db.prepare("SELECT count(*) AS n FROM spent_ids").first("n");
    const before = await spent();
    const count = await assertLimited(() => served(TIMES, () => revoke(stranger)));
    assert.equal(await spent() - before, count, "what is refused is not written");
    assert.equal((await revoke(await addClient(server, keys))).status, 200);
  });

  test("at /register", async () => {
    const headers = { "cf-connecting-ip": nextAddress() };
    await assertLimited(() => served(TIMES, () => register(server, undefined, { headers })));
    assert.equal((await register(server, undefined, { headers: { "cf-connecting-ip": nextAddress() } })).status, 201);
  });

  test("at /authorize, when a document would have to be fetched", async () => {
    const headers = { "cf-connecting-ip": nextAddress() };
    const open = (id) => new Browser(server)
      .open(authorizationRequest({ id, redirectUri: "https://paper.example/callback" }).url, { headers });
    const known = publish(web, {}, { "cache-control": "max-age=3600" });
    assert.equal((await open(known.id)).status, 200);
    const before = web.requests.length;
    const count = await assertLimited(() => served(TIMES, () => open(newAddress())));
    assert.equal(web.requests.length - before, count, "what is refused is not fetched");
    assert.equal((await open(known.id)).status, 200, "what is remembered is served");
  });

  for (const [path, ask] of [
    ["/token", (of, headers) => post(server, form({ client_id: of.id, grant_type: "refresh_token", refresh_token: "x" }), headers)],
    ["/revoke", (of, headers) => post(server, form({ client_id: of.id, token: "x" }), headers, "/revoke")],
    ["/introspect", (of, headers) => post(server, form({ client_id: of.id, token: "x" }), headers, "/introspect")],
    ["/logout", (of, headers) => fetch(`${server.url}/logout?${form({ client_id: of.id })}`, { headers })],
  ]) {
    test(`at ${path} no more documents are fetched, and clients that somebody allowed are what they were then`, async () => {
      const headers = { "cf-connecting-ip": nextAddress() };
      const described = async () => {
        const { id } = publish(web);
        return addClient(server, { id, method: "none", registeredBy: "document", revision: "old" });
      };
      const { status } = await ask(await described(), headers);
      const clients = await Promise.all(Array.from({ length: TIMES }, described));
      await assertLimited(async () => {
        const before = web.requests.length;
        for (const one of clients) assert.equal((await ask(one, headers)).status, status);
        return web.requests.length - before;
      });
    });
  }

  for (const [path, ask] of [
    ["/token", async (of, key, headers) => {
      const proof = asserted(await assertion({ urls: [server.url] }, of, key));
      return post(server, form({ grant_type: "refresh_token", refresh_token: "x", ...proof }), headers);
    }],
    ["/authorize", async (of, key, headers) => {
      const request = await requestObject({ urls: [server.url] }, of, key, authorizationRequest(of).params);
      return new Browser(server).open(`/authorize?${form({ client_id: of.id, request })}`, { headers });
    }],
    ["/par", async (of, key, headers) => {
      const request = await requestObject({ urls: [server.url] }, of, key, authorizationRequest(of).params);
      const proof = asserted(await assertion({ urls: [server.url] }, of, key));
      return post(server, form({ request, ...proof }), headers, "/par");
    }],
  ]) {
    test(`at ${path}, when a key set would have to be fetched`, async () => {
      const headers = { "cf-connecting-ip": nextAddress() };
      const key = await newKey();
      const clients = await Promise.all(Array.from({ length: TIMES }, () => {
        const jwksUri = newAddress();
        web.putJson(jwksUri, setOf(key));
        return addClient(server, { method: "private_key_jwt", jwksUri, requestObjectSigningAlg: "ES256" });
      }));
      const before = web.requests.length;
      const count = await assertLimited(() => served(TIMES, (index) => ask(clients[index], key, headers)));
      assert.equal(web.requests.length - before, count, "what is refused is not fetched");
      const [last] = clients.slice(-1);
      const { status } = await ask(last, key, { "cf-connecting-ip": nextAddress() });
      assert.equal((await ask(last, key, headers)).status, status, "what is remembered is served");
    });
  }
});

test("an account of which too much is asked is refused from any address, but not to a browser that it knows", async () => {
  const user = await addUser(server);
  const known = await atLogin(server, client);
  assert.ok((await known.browser.signIn(known.page, user)).asksConsent);
  known.browser.cookies.delete("__Host-edgegrant-session");
  const { browser, page } = await atLogin(server, client);
  const { action, values } = page.form();
  const ask = (password) => browser.fetch(action, {
    method: "POST",
    headers: { "cf-connecting-ip": `2001:db8:${randomUUID().slice(0, 4)}::1` },
    body: new URLSearchParams({ ...values, username: user.username, password }),
  });
  // The form is used up by the first guess, and nothing more is written.
  await assertLimited(() => served(TIMES, () => ask("wrong")));
  const at = await atLogin(server, client, { browser: known.browser, prompt: "login" });
  assert.ok((await at.browser.signIn(at.page, user)).asksConsent);
});

test("without the binding nobody is refused, and the log says so once", async () => {
  const open = await serveAuthorizationServer({ vars: { REGISTRATION: "open" } });
  try {
    for (let count = 0; count < TIMES; count++) assert.equal((await register(open)).status, 201);
    const line = await open.logged(({ event }) => event === "missing");
    assert.match(line.reason, /no rate limiter is bound as RATE_LIMIT/);
    assert.equal(open.logs.filter(({ event }) => event === "missing").length, 1);
  } finally {
    await open.dispose();
  }
});

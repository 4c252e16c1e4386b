// Back-Channel Logout 1.0 sections 2.5 to 2.8: telling a client that is slow, broken or gone. The person does
// not wait for it, and the owner reads in the log what became of it.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, beforeEach, describe, test } from "node:test";

import { serveListener } from "../kit/apps.mjs";
import { assertError, assertSignedIn } from "../kit/asserts.mjs";
import { SIGNED_OUT, addLeavable } from "../kit/clients.mjs";
import { signIn } from "../kit/people.mjs";
import { freePort, serveAuthorizationServer, serveHasty } from "../kit/serve.mjs";
import { logout, post } from "../kit/steps.mjs";

/** How long Workers let a worker go on after its answer, in milliseconds. */
const AFTERWARDS = 30_000;

let server, listener;
before(async () => {
  server = await serveHasty();
  listener = await serveListener();
});
after(async () => {
  listener.dispose();
  await server.dispose();
});

/** Somebody is signed out at a client whose server answers as `act` has it: {client, place, page, line}. */
async function tell(act, { uri } = {}) {
  const path = `/${randomUUID()}`;
  const place = listener.at(path);
  if (act) listener.answer(path, act);
  const client = await addLeavable(server, { backchannelLogoutUri: uri ?? place.uri });
  const there = await signIn(server, { client });
  await server.pauses();
  const page = await logout(there.browser, { id_token_hint: there.idToken, post_logout_redirect_uri: SIGNED_OUT });
  assert.equal(page.location, SIGNED_OUT);
  await assertSignedIn(server, there.browser);
  const line = () => server.logged((entry) => entry.event === "backchannel_logout" && entry.client_id === client.id);
  return { client, place, line };
}

/** Answers with one status after the other, the last one for ever. */
function statuses(...list) {
  return (response) => {
    response.statusCode = list.length > 1 ? list.shift() : list[0];
    response.end("x".repeat(1000));
  };
}

/** Lets go of the connection so many times, then answers. */
function silent(times) {
  return (response) => {
    if (times-- > 0) response.socket.destroy();
    else response.end();
  };
}

/** Answers nothing until it is let go: {act, letGo}. */
function gate() {
  const { promise, resolve: letGo } = Promise.withResolvers();
  return { act: (response) => promise.then(() => response.end()), letGo };
}

test("the person has their answer before the client has given its own", async () => {
  const { act, letGo } = gate();
  const { client, place, line } = await tell(act);
  // The page is here already; the notice is on its way or waits.
  await place.next();
  const logged = server.logs.filter((entry) => entry.event === "backchannel_logout" && entry.client_id === client.id);
  assert.deepEqual(logged, [], "nothing is known of the delivery yet");
  letGo();
  const { delivered, status } = await line();
  assert.deepEqual({ delivered, status }, { delivered: true, status: 200 });
});

test("a client that is slow does not keep another one waiting", async () => {
  const { act, letGo } = gate();
  const [slow, quick] = [listener.at(`/${randomUUID()}`), listener.at(`/${randomUUID()}`)];
  listener.answer(new URL(slow.uri).pathname, act);
  const clients = [];
  for (const { uri } of [slow, quick]) clients.push(await addLeavable(server, { backchannelLogoutUri: uri }));
  const there = await signIn(server, { client: clients[0] });
  await signIn(server, { ...there, client: clients[1], prompt: undefined });
  await logout(there.browser, { id_token_hint: there.idToken });
  await slow.next();
  await quick.next();
  letGo();
  for (const { id } of clients) {
    assert.equal((await server.logged((entry) => entry.event === "backchannel_logout" && entry.client_id === id)).delivered, true);
  }
});

describe("a client is told again, with a pause,", () => {
  for (const [what, act, expected] of [
    ["after 500", statuses(500, 200), { attempts: 2, status: 200, delivered: true }],
    ["after 429 and 408", statuses(429, 408, 200), { attempts: 3, status: 200, delivered: true }],
    ["after 503 and 502", statuses(503, 502, 204), { attempts: 3, status: 204, delivered: true }],
    ["after no answer", silent(1), { attempts: 2, status: 200, delivered: true }],
    ["three times at most", statuses(500), { attempts: 3, status: 500, delivered: false }],
    ["three times at most when it never answers", () => {}, { attempts: 3, status: null, delivered: false }],
  ]) {
    test(what, async () => {
      const { client, place, line } = await tell(act);
      assert.deepEqual(await line(), { event: "backchannel_logout", client_id: client.id, ...expected, reason: null });
      assert.equal(place.notices.length, expected.attempts);
      for (const notice of place.notices) assert.ok(notice.token);
      const pauses = await server.pauses();
      assert.ok(pauses.filter((pause) => pause >= 1000).length >= expected.attempts * 2 - 1, `${pauses}`);
      const longest = pauses.reduce((sum, pause) => sum + pause, 0);
      assert.ok(longest < AFTERWARDS, `all attempts can take ${longest} ms`);
    });
  }

  test("three times when nothing listens", async () => {
    const { client, line } = await tell(undefined, { uri: `http://localhost:${await freePort()}/` });
    assert.deepEqual(await line(), {
      event: "backchannel_logout", client_id: client.id, attempts: 3, status: null, delivered: false, reason: null,
    });
  });
});

describe("a client that answers is not told again:", () => {
  for (const status of [200, 201, 204, 400, 401, 404, 410]) {
    test(`with ${status}`, async () => {
      const { client, place, line } = await tell(statuses(status));
      const delivered = status < 300;
      assert.deepEqual(await line(), {
        event: "backchannel_logout", client_id: client.id, attempts: 1, status, delivered, reason: null,
      });
      assert.equal(place.notices.length, 1);
    });
  }

  for (const status of [301, 302, 303, 307, 308]) {
    test(`with ${status}, which leads nowhere`, async () => {
      const elsewhere = listener.at(`/${randomUUID()}`);
      const { client, place, line } = await tell((response) => {
        response.writeHead(status, { location: elsewhere.uri });
        response.end();
      });
      assert.deepEqual(await line(), {
        event: "backchannel_logout", client_id: client.id, attempts: 1, status, delivered: false, reason: null,
      });
      assert.deepEqual([place.notices.length, elsewhere.notices.length], [1, 0]);
    });
  }
});

describe("notices that wait:", () => {
  // The one that comes every hour, as in wrangler.toml.
  const HOURLY = "47 * * * *";
  const lines = (client) => server.logs.filter((entry) => entry.event === "backchannel_logout" && entry.client_id === client.id);

  beforeEach(async () => {
    await server.db.batch([
      server.db.prepare("UPDATE ended_sessions SET notify_until = NULL"),
      server.db.prepare("DELETE FROM sweep_progress WHERE name = 'notices'"),
    ]);
  });

  /** A client at a place of its own, which answers as `act` has it, has not heard of the end of `count` sessions: {client, place}. */
  async function waiting(count, until, act) {
    const path = `/${randomUUID()}`;
    const place = listener.at(path);
    if (act) listener.answer(path, act);
    const client = await addLeavable(server, { backchannelLogoutUri: place.uri });
    for (let number = 0; number < count; number += 1) {
      const id = randomUUID();
      await server.db.batch([
        server.db.prepare("INSERT INTO ended_sessions VALUES (?, unixepoch() + 9000000, unixepoch() + ?)").bind(id, until),
        server.db.prepare("INSERT INTO session_clients VALUES (?, ?, 'nobody', 'subject')").bind(id, client.id),
      ]);
    }
    return { client, place };
  }

  test("a server that never answers does not keep others from being told with the next hourly event", async () => {
    const dead = await waiting(20, 1000, (response) => response.socket.destroy());
    const living = await waiting(1, 5000);
    await server.scheduled(HOURLY);
    assert.deepEqual([dead.place.notices.length, living.place.notices.length], [15 * 3, 0]);
    await server.scheduled(HOURLY);
    assert.deepEqual([dead.place.notices.length, living.place.notices.length], [20 * 3, 1]);
    const { delivered } = await server.logged((entry) => entry.client_id === living.client.id && entry.event === "backchannel_logout");
    assert.equal(delivered, true);
    const left = await server.db.prepare("SELECT count(*) AS n FROM session_clients WHERE client_id = ?").bind(dead.client.id).first("n");
    assert.equal(left, 20, "each is tried again");
  });

  test("one client's damaged row does not stop the notices of others, and the log says whose it is", async () => {
    const damaged = await waiting(1, 1000);
    const living = await waiting(1, 5000);
    await server.db.batch([
      server.db.prepare("PRAGMA ignore_check_constraints = true"),
      server.db.prepare("UPDATE clients SET id_token_signed_response_alg = 'none' WHERE id = ?").bind(damaged.client.id),
      server.db.prepare("PRAGMA ignore_check_constraints = false"),
    ]);
    await server.scheduled(HOURLY);
    assert.deepEqual([damaged.place.notices.length, living.place.notices.length], [0, 1]);
    const { delivered, reason } = await server.logged((entry) => entry.client_id === damaged.client.id);
    assert.deepEqual([delivered, reason], [false, "a stored id_token_signed_response_alg is damaged"]);
    assert.equal(lines(damaged.client).length, 1);
  });

  test("the hourly event sweeps nothing, and the daily one tells them too", async () => {
    const swept = () => server.logs.filter((entry) => entry.event === "sweep").length;
    await server.scheduled(HOURLY);
    const last = `/${randomUUID()}`;
    await fetch(`${server.url}${last}`);
    await server.logged((entry) => entry.path === last);
    assert.equal(swept(), 0);
    const living = await waiting(1, 5000);
    await server.scheduled();
    assert.equal(living.place.notices.length, 1);
    await server.logged((entry) => entry.event === "sweep");
  });
});

test("the log has no logout token, and no address of a client", async () => {
  const { place, line } = await tell(statuses(500, 400));
  await line();
  const logged = JSON.stringify(server.logs);
  const secrets = place.notices.flatMap(({ token }) => [token, token.split(".")[2], new URL(place.uri).pathname]);
  assert.ok(secrets.length >= 6);
  for (const secret of secrets) assert.equal(logged.includes(secret), false, `${secret} is in the log`);
  assert.deepEqual(server.logs.filter((entry) => entry.event === "console"), []);
});

// Whoever registers by themselves would have the server post to any place.
describe("a client may not register an address that is not on the Internet:", () => {
  let open;
  before(async () => {
    open = await serveAuthorizationServer({ vars: { REGISTRATION: "open" } });
  });
  after(() => open.dispose());

  const register = (metadata) => {
    const body = JSON.stringify({ redirect_uris: ["https://app.example/callback"], ...metadata });
    return post(open, body, { "content-type": "application/json" }, "/register");
  };

  for (const uri of [
    "http://app.example/logout", "https://localhost/logout", "https://127.0.0.1/logout", "https://[::1]/", "https://10.0.0.1/",
    "https://169.254.169.254/", "https://metadata.google.internal/", "https://router.lan/", "https://intranet/", "https://2130706433/",
    "https://user:password@app.example/", "https://app.example/#fragment", "ftp://app.example/", "javascript:alert(1)", "/logout", "", "x",
  ]) {
    test(JSON.stringify(uri), async () => {
      const answer = await register({ backchannel_logout_uri: uri });
      assertError(answer, "invalid_client_metadata");
    });
  }

  // A page of this server will link to it.
  test("nor send people to a script or a plain address after logout", async () => {
    for (const uri of ["javascript:alert(1)", "data:text/html,x", "http://app.example/out", "https://app.example/out#x", "//app.example/", "", "x:y"]) {
      const answer = await register({ post_logout_redirect_uris: [uri] });
      assert.equal(answer.status, 400, `${uri} ${answer.text}`);
      assert.match(answer.json.error, /^invalid_(client_metadata|redirect_uri)$/);
    }
  });

  test("but one that is", async () => {
    const metadata = { backchannel_logout_uri: "https://app.example/logout?a=b", post_logout_redirect_uris: ["https://app.example/out?a=b"] };
    const { status, json } = await register(metadata);
    assert.equal(status, 201);
    for (const [name, value] of Object.entries(metadata)) assert.deepEqual(json[name], value);
  });
});

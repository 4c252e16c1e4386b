// All rows that strangers can cause share one ceiling a day (STRANGERS_DAILY_LIMIT).

import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";

import { Browser } from "../kit/browser.mjs";
import { addClient, addKeyClient, asClient, countClients, manage, register, registered } from "../kit/clients.mjs";
import { newKey, prove } from "../kit/keys.mjs";
import { mark, serveAuthorizationServer } from "../kit/serve.mjs";
import { atLogin, authorizationRequest, obtainTokens, post, postAs } from "../kit/steps.mjs";

const CEILING = 440;
/** There is so much of it for guesses, for those that are refused, and for what programs do. */
const [GUESSES, REFUSALS, PROGRAMS] = [220, 44, 176];
/** How many rows each deed counts for. */
const [GUESS, REFUSAL, REGISTRATION, CHANGE, ID] = [6, 3, 11, 10, 2];

let server;
before(async () => {
  const vars = { REGISTRATION: "open", STRANGERS_DAILY_LIMIT: `${CEILING}`, DPOP_NONCE: "optional" };
  server = await serveAuthorizationServer({ seed: true, vars });
  server.urls = [server.url];
});
after(() => server?.dispose());
beforeEach(async () => {
  await setCount(0);
  await setCount(0, "guesses");
  await setCount(0, "refusals");
});

async function setCount(level, key = "programs") {
  await server.db
    .prepare("INSERT INTO attempts VALUES (unixepoch() / 86400, ?2, ?1, 0) ON CONFLICT DO UPDATE SET level = ?1")
    .bind(level, key).run();
}

const count = (key = "programs") => server.db.prepare("SELECT level FROM attempts WHERE key = ?").bind(key).first("level");
/** Runs `deed`, and holds that it counts for as many `rows` as its requests wrote, or more. */
async function counts(rows, deed, key = "programs") {
  const before = (await count(key)) ?? 0;
  const start = await mark(server);
  const result = await deed();
  const end = await mark(server);
  const lines = server.logs.slice(start, end).filter(({ event }) => ["request", "events"].includes(event));
  const written = lines.reduce((sum, line) => sum + line.d1_rows_written, 0);
  assert.equal(await count(key), before + rows);
  assert.ok(written > 0 && written <= rows, `${written} written, ${rows} counted`);
  return result;
}

const spent = () => server.db.prepare("SELECT count(*) AS n FROM spent_ids").first("n");

function assertTomorrow({ status, headers, json }) {
  assert.equal(status, 429);
  const left = 86_400 - (Math.floor(Date.now() / 1000) % 86_400);
  assert.ok(Math.abs(Number(headers.get("retry-after")) - left) < 5);
  assert.equal(json.error, "temporarily_unavailable");
}

describe("each of these counts, and is refused beyond the ceiling:", () => {
  test("a registration", async () => {
    const before = await countClients(server);
    const most = PROGRAMS / REGISTRATION;
    const answers = await Promise.all(Array.from({ length: most + 5 }, () => register(server)));
    assert.equal(answers.filter(({ status }) => status === 201).length, most);
    for (const answer of answers.filter(({ status }) => status !== 201)) assertTomorrow(answer);
    assert.equal(await countClients(server), before + most);
    assert.equal(await count(), PROGRAMS);
  });

  test("a registration together with its end", () => counts(REGISTRATION, async () => {
    assert.equal((await manage(await registered(server), "DELETE")).status, 204);
  }));

  test("a change of one", async () => {
    const information = await registered(server, { userinfo_signed_response_alg: "ES256" });
    const { client_id, redirect_uris } = information;
    const other = { client_name: "Changed", id_token_signed_response_alg: "ES256", userinfo_signed_response_alg: "RS256" };
    const change = () => manage(information, "PUT", { client_id, redirect_uris, ...other });
    assert.equal((await counts(CHANGE, change)).status, 200);
    await setCount(PROGRAMS);
    assertTomorrow(await change());
    // To read it, and to remove it, writes nothing more.
    assert.equal((await manage(information)).status, 200);
    assert.equal((await manage(information, "DELETE")).status, 204);
  });

  test("an assertion of a client that nobody vouches for", async () => {
    const stranger = await addKeyClient(server, { registeredBy: "itself" });
    const before = await spent();
    const revoke = () => postAs(server, stranger, "/revoke", { token: "x" });
    assert.equal((await counts(ID, revoke)).status, 200);
    assert.equal(await spent(), before + 1);
    await setCount(PROGRAMS);
    assertTomorrow(await postAs(server, stranger, "/revoke", { token: "x" }));
    assert.equal(await spent(), before + 1);
    const owners = await addKeyClient(server);
    assert.equal((await postAs(server, owners, "/revoke", { token: "x" })).status, 200);
    assert.equal(await count(), PROGRAMS);
  });

  for (const [who, registration] of [
    ["that nobody vouches for", { registeredBy: "itself" }],
    ["of the owner that anybody can pose as", {}],
  ]) {
    test(`a pushed DPoP proof of a client ${who}`, async () => {
      const client = await addClient(server, { method: "none", ...registration });
      const proof = async () => prove(server, await newKey(), { path: "/par" });
      const push = async (dpop) => post(server, authorizationRequest(client).params, { dpop: dpop ?? await proof() }, "/par");
      const dpop = await proof();
      assert.equal((await counts(ID, () => push(dpop))).status, 201);
      // What writes nothing counts for nothing.
      assert.equal((await push(dpop)).json.error, "invalid_dpop_proof");
      assert.equal(await count(), ID);
      await setCount(PROGRAMS);
      const before = await spent();
      assertTomorrow(await push());
      assert.equal(await spent(), before);
    });
  }

  test("a wrong password, and the page says so", async () => {
    const client = await addClient(server);
    const wrong = async () => {
      const { browser, page } = await atLogin(server, client);
      return browser.signIn(page, { username: `nobody-${Math.random()}`, password: "wrong" });
    };
    assert.equal((await counts(GUESS, wrong, "guesses")).status, 400);
    await setCount(GUESSES, "guesses");
    const page = await wrong();
    assert.equal(page.status, 429);
    assert.match(page.text, /No passwords in this browser today/);
  });

  test("what is written about a guess that is refused; beyond the ceiling only the log has it", async () => {
    await setCount(GUESSES, "guesses");
    const client = await addClient(server);
    const refused = async () => {
      const { browser, page } = await atLogin(server, client);
      assert.equal((await browser.signIn(page, { username: "nobody", password: "wrong" })).status, 429);
    };
    await counts(REFUSAL, refused, "refusals");
    await counts(REFUSAL, refused, "refusals");
    const written = () => server.db.prepare("SELECT sum(count) AS n FROM events WHERE kind = 'sign_in_refused'").first("n");
    const before = await written();
    await setCount(REFUSALS - REFUSAL + 1, "refusals");
    await refused();
    await mark(server);
    assert.equal(await written(), before);
    assert.equal(await count("refusals"), REFUSALS - REFUSAL + 1);
  });
});

test("beyond the ceiling the owner's clients and known browsers go on as ever", async () => {
  const client = await addClient(server);
  const browser = new Browser(server);
  await obtainTokens(server, browser, client, server.user);
  browser.cookies.delete("__Host-edgegrant-session");
  await setCount(PROGRAMS);
  await setCount(GUESSES, "guesses");
  const tokens = await obtainTokens(server, browser, client, server.user);
  assert.ok(tokens.access_token);
  assert.equal(await count(), PROGRAMS);
});

test("neither half keeps the other out", async () => {
  await setCount(PROGRAMS);
  assert.equal((await signIn()).status, 303);
  await setCount(0);
  await setCount(GUESSES, "guesses");
  assert.equal((await register(server)).status, 201);
});

/** Signs the user in in a new browser. */
async function signIn() {
  const { browser, page } = await atLogin(server, await addClient(server));
  const { action, values } = page.form();
  const body = new URLSearchParams({ ...values, ...server.user });
  return browser.fetch(action, { method: "POST", body });
}

test("so does a client that nobody vouches for and that somebody allowed, with its assertions", async () => {
  const stranger = await addKeyClient(server, { registeredBy: "itself" });
  await setCount(PROGRAMS);
  const revoke = () => postAs(server, stranger, "/revoke", { token: "x" });
  assert.equal((await revoke()).status, 429);
  await server.db
    .prepare("INSERT INTO grants (user_id, client_id, scope, granted_at, client_revision) SELECT id, ?, 'openid', 0, 'r' FROM users LIMIT 1")
    .bind(stranger.id).run();
  assert.equal((await revoke()).status, 200);
  assert.equal(await count(), PROGRAMS);
});

test("so does a client that registered itself and that somebody allowed", async () => {
  const self = asClient(await registered(server, { scope: "notes:read offline_access openid" }));
  const browser = new Browser(server);
  await obtainTokens(server, browser, self, server.user, { scope: "notes:read" });
  await setCount(PROGRAMS);
  await setCount(GUESSES, "guesses");
  const tokens = await obtainTokens(server, browser, self, server.user, { scope: "notes:read" });
  assert.ok(tokens.access_token);
});

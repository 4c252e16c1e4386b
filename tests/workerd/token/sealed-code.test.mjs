// With SEALED_CODES, every code carries its own record, and D1 alone decides. carried-code.test.mjs tests what such a code may
// not do.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { assertError } from "../kit/asserts.mjs";
import { Browser } from "../kit/browser.mjs";
import { addClient } from "../kit/clients.mjs";
import { mark, serveAuthorizationServer, serveIsolates } from "../kit/serve.mjs";
import { ask, atOnce, familyOf, obtainCode, redeem, refresh, token } from "../kit/steps.mjs";

const RACERS = 50;
const ROUNDS = 5;
const SEALED = { SEALED_CODES: "true" };

let server, other, client, browser;
before(async () => {
  server = await serveIsolates(2, { vars: SEALED });
  other = { ...server, url: server.urls[1] };
  client = await addClient(server, { firstParty: true });
  browser = new Browser(server);
});
after(() => server?.dispose());

const isSealed = (grant) => grant.code.startsWith("carried.");
const families = () => server.db.prepare("SELECT count(*) AS n FROM token_families").first("n");

test("a sign-in asks KV for nothing", async () => {
  const logging = await serveAuthorizationServer({ seed: true, vars: SEALED });
  try {
    const app = await addClient(logging);
    const grant = await obtainCode(new Browser(logging), app, logging.user);
    assert.equal((await token(logging, app, grant)).status, 200);
    await mark(logging);
    const requests = logging.logs.filter(({ event }) => event === "request");
    assert.ok(requests.some(({ path }) => path === "/consent") && requests.some(({ path }) => path === "/token"));
    for (const { path, kv_reads, kv_writes } of requests) assert.deepEqual([path, kv_reads, kv_writes], [path, 0, 0]);
    assert.deepEqual((await logging.kv.list()).keys, []);
  } finally {
    await logging.dispose();
  }
});

test(`of ${RACERS} redemptions of one code exactly one succeeds, and the replay revokes it`, async () => {
  for (let round = 0; round < ROUNDS; round += 1) {
    const grant = await obtainCode(browser, client, server.user);
    assert.ok(isSealed(grant));
    const before = await families();
    const answers = await atOnce(RACERS, [server, other], (isolate) => token(isolate, client, grant));
    const [winner, ...rivals] = answers.filter(({ status }) => status === 200);
    assert.ok(winner, "nobody won");
    assert.deepEqual(rivals, [], "more than one won");
    for (const lost of answers.filter((answer) => answer !== winner)) assertError(lost, "invalid_grant");
    assert.equal(await families(), before + 1);
    assertError(await refresh(server, client, winner.json.refresh_token), "invalid_grant");
  }
});

test("a code that is shown again after a while ends what it brought", async () => {
  const grant = await obtainCode(browser, client, server.user);
  const { json } = await token(server, client, grant);
  const next = await refresh(other, client, json.refresh_token);
  assert.equal(next.status, 200);
  assertError(await token(other, client, grant), "invalid_grant");
  assertError(await refresh(server, client, next.json.refresh_token), "invalid_grant");
});

test("a code that would be too long is kept by KV", async () => {
  const request = ask(client, { nonce: "n".repeat(5000) });
  const page = await browser.open(request.url);
  const code = page.answer.get("code");
  assert.equal(isSealed({ code }), false);
  const answer = await redeem(server, client, request, page);
  assert.equal(answer.status, 200, answer.text);
  assert.notEqual(await familyOf(server, code), null);
});

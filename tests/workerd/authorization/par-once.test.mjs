// A pushed request is good for one answer, ever (RFC 9126 section 7.3), whatever races for it, over
// two isolates.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { Browser } from "../kit/browser.mjs";
import { addClient } from "../kit/clients.mjs";
import { serveIsolates } from "../kit/serve.mjs";
import { atOnce, authorizationRequest, postAs, token } from "../kit/steps.mjs";

const ROUNDS = 10;
const RACERS = 50;

let server, browser, client;
before(async () => {
  server = await serveIsolates(2);
  browser = new Browser(server);
  client = await addClient(server, { firstParty: true });
  await browser.signIn(await browser.open((await push(client)).address), server.user);
});
after(() => server.dispose());

/** Pushes a request: {verifier, address}, the address without its origin. */
async function push(of) {
  const { params, verifier } = authorizationRequest(of);
  const { json } = await postAs(server, of, "/par", [...params]);
  return { verifier, address: `/authorize?${new URLSearchParams({ client_id: of.id, request_uri: json.request_uri })}` };
}

/** Sends `RACERS` requests at once, to both isolates; gives the pages. */
const race = (ask) => atOnce(RACERS, server.urls, ask);

/** One page is the answer, every other tells the person that there was one. */
function theOne(pages) {
  const answers = pages.filter((page) => page.status === 303);
  assert.equal(answers.length, 1);
  for (const page of pages.filter((page) => page !== answers[0])) assertAnswered(page);
  return answers[0];
}

function assertAnswered(page) {
  assert.deepEqual([page.status, page.location], [400, null]);
  assert.match(page.text, /too old, or it was answered before/);
}

/** Opens the request again, and answers whatever is asked: nothing comes of it. */
async function assertOver(address, visitor = browser) {
  let page = await visitor.open(address);
  if (page.asksToSignIn) page = await visitor.signIn(page, server.user);
  if (page.asksConsent) page = await visitor.allow(page);
  assertAnswered(page);
}

test(`of ${RACERS} visits at once exactly one gets a code, and the code is good`, async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const { address, verifier } = await push(client);
    const { answer } = theOne(await race((origin) => browser.fetch(origin + address)));
    const grant = { grant_type: "authorization_code", code: answer.get("code"), code_verifier: verifier, redirect_uri: client.redirectUri };
    assert.equal((await token(server, client, grant)).status, 200);
    await assertOver(address);
  }
});

test(`of ${RACERS} times yes and no at once exactly one is told to the client`, async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const asked = await addClient(server);
    const { address } = await push(asked);
    const { action, values } = (await browser.open(address)).form();
    const { answer } = theOne(await race((origin, racer) => browser.fetch(origin + action, {
      method: "POST",
      headers: { origin: server.url },
      body: new URLSearchParams({ ...values, decision: racer % 3 === 0 ? "deny" : "allow" }),
    })));
    assert.ok(answer.has("code") || answer.get("error") === "access_denied");
    await assertOver(address);
  }
});

for (const decision of ["allow", "deny"]) {
  test(`after the person said ${decision} there is no second answer, not even in another tab`, async () => {
    const asked = await addClient(server);
    const { address } = await push(asked);
    const [one, two] = [await browser.open(address), await browser.open(address)];
    assert.equal((await browser[decision](one)).status, 303);
    assertAnswered(await browser.allow(two));
    assertAnswered(await browser.deny(two));
    await assertOver(address);
  });
}

test("nobody else gets a second answer either", async () => {
  const { address } = await push(client);
  assert.equal((await browser.open(address)).status, 303);
  await assertOver(address, new Browser(server));
});

test("while it cannot be used up there is no code, and afterwards there is one", async () => {
  const { address } = await push(client);
  await server.db.prepare("ALTER TABLE spent_ids RENAME TO gone").run();
  try {
    const { answer } = await browser.open(address);
    assert.deepEqual([answer.get("error"), answer.has("code")], ["temporarily_unavailable", false]);
  } finally {
    await server.db.prepare("ALTER TABLE gone RENAME TO spent_ids").run();
  }
  assert.ok((await browser.open(address)).answer.has("code"));
  await assertOver(address);
});

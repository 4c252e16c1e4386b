// If KV refuses to store a code, the code carries its own record, sealed, and D1 still decides that it is used only once. With
// SEALED_CODES, every code carries its record (sealed-code.test.mjs).

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { assertError } from "../kit/asserts.mjs";
import { Browser } from "../kit/browser.mjs";
import { addClient } from "../kit/clients.mjs";
import { serveIsolates, serveWithFullKv } from "../kit/serve.mjs";
import { ask, obtainCode, refresh, token } from "../kit/steps.mjs";

/** How many sign-ins KV has room for. */
const PUTS = 3;
/** How many come after that: more than the free plan would have had left. */
const MORE = 40;

let server, client, other;
before(async () => {
  server = await serveWithFullKv(PUTS);
  client = await addClient(server, { firstParty: true });
  other = await addClient(server, { firstParty: true });
});
after(() => server?.dispose());

async function carried(browser = new Browser(server)) {
  for (;;) {
    const grant = await obtainCode(browser, client, server.user);
    if (grant.code.startsWith("carried.")) return { browser, grant };
  }
}

test("sign-ins go on when KV refuses, and the owner hears of it", async () => {
  const browser = new Browser(server);
  const kinds = [];
  for (let number = 0; number < PUTS + MORE; number += 1) {
    const grant = await obtainCode(browser, client, server.user);
    kinds.push(grant.code.startsWith("carried."));
    const { status, json } = await token(server, client, grant);
    assert.equal(status, 200, `sign-in ${number}`);
    assert.equal((await refresh(server, client, json.refresh_token)).status, 200);
  }
  assert.deepEqual(kinds, [...Array(PUTS).fill(false), ...Array(MORE).fill(true)]);
  const line = await server.logged((entry) => entry.event === "trouble");
  assert.match(line.reason, /^KV: KV PUT failed: 429/);
});

describe("such a code", () => {
  test("is redeemed once, however many ask at once, and a second use ends what the first produced", async () => {
    const { grant } = await carried();
    const answers = await Promise.all(Array.from({ length: 20 }, () => token(server, client, grant)));
    const won = answers.filter(({ status }) => status === 200);
    assert.equal(won.length, 1);
    for (const lost of answers.filter((answer) => answer !== won[0])) assertError(lost, "invalid_grant");
    assertError(await refresh(server, client, won[0].json.refresh_token), "invalid_grant");
  });

  test("meets the same row however it is spelled", async () => {
    const { grant } = await carried();
    assert.equal((await token(server, client, grant)).status, 200);
    for (const code of [`${grant.code}=`, `${grant.code}==`, ` ${grant.code}`, `${grant.code} `, `${grant.code}.`,
      grant.code.toUpperCase(), grant.code.replaceAll("-", "+").replaceAll("_", "/"), `${grant.code}\n`]) {
      assertError(await token(server, client, { ...grant, code }), "invalid_grant");
    }
    const { n } = await server.db.prepare("SELECT count(*) AS n FROM token_families WHERE client_id = ? AND rotated_at > unixepoch() - 5")
      .bind(client.id).first();
    assert.ok(n >= 1);
  });

  test("is worth nothing when one character of it differs", async () => {
    const { grant } = await carried();
    for (const at of ["carried.".length, 60, grant.code.length - 1]) {
      const character = grant.code[at] === "A" ? "B" : "A";
      const code = grant.code.slice(0, at) + character + grant.code.slice(at + 1);
      assertError(await token(server, client, { ...grant, code }), "invalid_grant");
    }
    assert.equal((await token(server, client, grant)).status, 200, "and is as good as before");
  });

  test("belongs to its client", async () => {
    const { grant } = await carried();
    assertError(await token(server, other, grant), "invalid_grant");
    assert.equal((await token(server, client, grant)).status, 200);
  });

  test("is bound to its verifier and redirect URI as any other", async () => {
    const { grant } = await carried();
    assertError(await token(server, client, { ...grant, code_verifier: "a".repeat(43) }), "invalid_grant");
    assertError(await token(server, client, { ...grant, redirect_uri: "https://elsewhere.example/" }), "invalid_grant");
    assert.equal((await token(server, client, grant)).status, 200);
  });

  test("is no form token and no request_uri", async () => {
    const { browser, grant } = await carried();
    const sealed = grant.code.slice("carried.".length);
    for (const request_uri of [grant.code, sealed, `urn:ietf:params:oauth:request_uri:${sealed}`,
      `urn:ietf:params:oauth:request_uri:${grant.code}`]) {
      const page = await browser.open(`/authorize?${new URLSearchParams({ client_id: client.id, request_uri })}`);
      assert.ok(page.status === 400 || page.answer.get("error") === "request_uri_not_supported", request_uri);
    }
    for (const form of [grant.code, sealed]) {
      const answer = await browser.open("/logout/confirm", { method: "POST", body: new URLSearchParams({ token: form, decision: "sign-out" }) });
      assert.equal(answer.status, 403);
    }
  });

  test("is too old after a minute", async () => {
    const moving = await serveIsolates(1);
    try {
      const of = await addClient(moving, { firstParty: true });
      const grant = await obtainCode(new Browser(moving), of, moving.user);
      await moving.letPass(61);
      assertError(await token(moving, of, grant), "invalid_grant");
    } finally {
      await moving.dispose();
    }
  });
});

test("a request that is too long to be carried is answered plainly", async () => {
  const browser = new Browser(server);
  await carried(browser);
  const page = await browser.open(ask(client, { nonce: "n".repeat(5000) }).url);
  assert.equal(page.answer.get("error"), "temporarily_unavailable");
  assert.match(page.answer.get("error_description"), /too long/);
  assert.ok((await browser.open(ask(client, { nonce: "n".repeat(2000) }).url)).answer.has("code"));
  // The address counts, not the code alone.
  const long = await browser.open(ask(client, { nonce: "n".repeat(3800), state: "s".repeat(3800) }).url);
  assert.equal(long.answer.get("error"), "temporarily_unavailable");
});

// What makes a DPoP proof good for one request only at the API: the table of used proofs, and nonces
// (RFC 9449 sections 9 and 11.1).

import assert from "node:assert/strict";
import { randomBytes, randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { decodeJwt } from "jose";
import * as oauth from "oauth4webapi";

import { workers } from "../../../scripts/workers.mjs";
import { newKey } from "../kit/keys.mjs";
import { applyMigrations, freePort, serve } from "../kit/serve.mjs";
import { now, sha256 } from "../kit/steps.mjs";
import { assertRefused, serveBoundApi } from "./bound-api.mjs";

let stage, key, token;
before(async () => {
  stage = await serveBoundApi();
  ({ key, token } = stage);
});
after(() => stage?.dispose());

test("a proof is good for one request, however many come at once", async () => {
  const proof = await stage.prove(key);
  const answers = await Promise.all(Array.from({ length: 20 }, () => stage.ask(proof)));
  const admitted = answers.filter(({ status }) => status === 200);
  assert.equal(admitted.length, 1);
  for (const answer of answers) if (answer !== admitted[0]) assertRefused(answer, "invalid_dpop_proof");
  assertRefused(await stage.ask(proof), "invalid_dpop_proof");
});

test("two clients may choose the same jti", async () => {
  const other = await newKey("EdDSA");
  const token = await stage.bind(other);
  const jti = randomUUID();
  assert.equal((await stage.ask(await stage.prove(key, { jti }))).status, 200);
  assert.equal((await stage.ask(await stage.prove(other, { jti, ath: sha256(token) }), { token })).status, 200);
  assertRefused(await stage.ask(await stage.prove(key, { jti })), "invalid_dpop_proof");
});

test("the daily sweep forgets the proofs that are too old, and no others", async () => {
  const proof = await stage.prove(key);
  assert.equal((await stage.ask(proof)).status, 200);
  const { db } = stage.api;
  const insert = db.prepare("INSERT INTO dpop_proofs (id, expires_at) VALUES (?, ?)");
  await db.batch([insert.bind("old", now() - 1), insert.bind("young", now() + 60)]);
  await stage.api.scheduled();
  const { results } = await db.prepare("SELECT id, expires_at FROM dpop_proofs").all();
  const ids = results.map(({ id }) => id);
  assert.ok(ids.includes("young") && !ids.includes("old"));
  const { iat } = decodeJwt(proof);
  assert.ok(results.some(({ id, expires_at }) => id.length === 43 && expires_at === iat + 360));
  assertRefused(await stage.ask(proof), "invalid_dpop_proof");
});

test("where the table of proofs is missing, bearer tokens still pass, and the log says what to do", async () => {
  const token = await stage.unbound();
  await stage.api.db.prepare("ALTER TABLE dpop_proofs RENAME TO gone").run();
  const bound = await stage.ask(await stage.prove(key));
  const free = await stage.ask(undefined, { scheme: "Bearer", token });
  await stage.api.db.prepare("ALTER TABLE gone RENAME TO dpop_proofs").run();
  assert.deepEqual([bound.status, bound.json.error, free.status], [503, "temporarily_unavailable", 200]);
  const trouble = await stage.api.logged((entry) => entry.event === "trouble");
  assert.match(trouble.reason, /d1 migrations apply/);
});

/** The same API at another address, with this DPOP_SECRET. */
async function withSecret(secret, run) {
  const data = await mkdtemp(path.join(os.tmpdir(), "edgegrant-"));
  const vars = { ISSUER: stage.flow.server.url, RESOURCE: stage.api.url };
  const api = await serve(workers.api, { port: await freePort(), data, vars, secrets: { DPOP_SECRET: secret } });
  try {
    await applyMigrations(workers.api, api.db);
    await run(`${api.url}/notes`, api);
  } finally {
    await api.dispose();
    await rm(data, { recursive: true, force: true });
  }
}

test("with a secret, a proof needs a nonce of this API", () => withSecret(randomBytes(32).toString("base64"), async (url) => {
  const proof = async (nonce) => stage.prove(key, { htu: url, nonce });
  const asked = await stage.ask(await proof(), { url });
  assertRefused(asked, "use_dpop_nonce");
  const nonce = asked.headers.get("dpop-nonce");
  const [time, mac] = nonce.split(".");
  assert.ok(Math.abs(time - now()) <= 2, nonce);

  const admitted = await stage.ask(await proof(nonce), { url });
  assert.equal(admitted.status, 200);
  const next = admitted.headers.get("dpop-nonce");
  assert.equal((await stage.ask(await proof(next), { url })).status, 200);
  // Several requests may use one nonce, each with a proof of its own.
  assert.equal((await stage.ask(await proof(nonce), { url })).status, 200);

  for (const forged of ["", "x", `${Number(time) + 60}.${mac}`, `${time}.${sha256(time)}`]) {
    const answer = await stage.ask(await proof(forged), { url });
    assertRefused(answer, "use_dpop_nonce");
    assert.ok(answer.headers.get("dpop-nonce"));
  }
  const free = await stage.ask(undefined, { url, scheme: "Bearer", token: await stage.unbound() });
  assert.deepEqual([free.status, free.headers.get("dpop-nonce")], [200, null]);

  // A client library does the same by itself, and comes back with what it was given.
  const dpop = oauth.DPoP({ client_id: stage.client.id }, key);
  const request = () => oauth.protectedResourceRequest(token, "GET", new URL(url), undefined, null, {
    DPoP: dpop,
    [oauth.allowInsecureRequests]: true,
  });
  await assert.rejects(request(), (error) => oauth.isDPoPNonceError(error));
  for (let i = 0; i < 2; i++) assert.equal((await request()).status, 200);
}));

test("a secret that could be guessed is refused", () => withSecret("short", async (url, api) => {
  assert.equal((await stage.ask(await stage.prove(key, { htu: url }), { url })).status, 503);
  const trouble = await api.logged((entry) => entry.event === "trouble");
  assert.match(trouble.reason, /DPOP_SECRET.*fewer than 32 characters/);
}));

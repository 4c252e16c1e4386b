// A token that is bound to a key, and the API that it is for: what the tests of DPoP at the API share.
//
// A key here is one of kit/keys.mjs.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { SignJWT } from "jose";

import { Browser } from "../kit/browser.mjs";
import { newKey } from "../kit/keys.mjs";
import { serveFlow } from "../kit/serve.mjs";
import { basic, now, obtainCode, obtainTokens, post, sha256 } from "../kit/steps.mjs";

/** What a proof may be signed with. */
export const ALGORITHMS = ["ES256", "RS256", "PS256", "EdDSA"];

const SCOPE = "profile notes:read notes:write";

/** All three workers, with a key and an access token that is bound to it. */
export async function serveBoundApi() {
  await using started = new AsyncDisposableStack();
  const flow = await serveFlow();
  started.defer(flow.dispose);
  const stage = new BoundApi(flow, await newKey("ES256"));
  stage.token = await stage.bind(stage.key);
  const all = started.move();
  return Object.assign(stage, { dispose: () => all.disposeAsync() });
}

class BoundApi {
  constructor(flow, key) {
    this.flow = flow;
    this.api = flow.api;
    this.notes = `${flow.api.url}/notes`;
    this.client = { ...flow.client, method: "client_secret_basic", redirectUri: `${flow.app.url}/callback` };
    this.key = key;
  }

  /** An access token of the authorization server, bound to `key`. */
  async bind(key, scope = SCOPE) {
    const { server, user } = this.flow;
    const code = await obtainCode(new Browser(server), this.client, user, { scope });
    const ask = async (nonce) => post(server, new URLSearchParams(code), {
      authorization: basic(this.client.id, this.client.secret),
      dpop: await this.prove(key, { htm: "POST", htu: `${server.url}/token`, ath: undefined, nonce }),
    });
    let answer = await ask();
    if (answer.json.error === "use_dpop_nonce") answer = await ask(answer.headers.get("dpop-nonce"));
    assert.equal(answer.status, 200, answer.text);
    assert.equal(answer.json.token_type, "DPoP");
    return answer.json.access_token;
  }

  /** An access token that is bound to nothing. */
  async unbound() {
    const { server, user } = this.flow;
    const tokens = await obtainTokens(server, new Browser(server), this.client, user, { scope: SCOPE });
    return tokens.access_token;
  }

  /** What a proof for GET /notes with the token says. */
  claims() {
    return { jti: randomUUID(), htm: "GET", htu: this.notes, iat: now(), ath: this.token && sha256(this.token) };
  }

  /** A proof, with claims and members of its header replaced; `undefined` leaves one out. */
  prove(key, claims = {}, header = {}) {
    return new SignJWT(JSON.parse(JSON.stringify({ ...this.claims(), ...claims })))
      .setProtectedHeader({ typ: "dpop+jwt", alg: key.alg, jwk: key.jwk, ...header })
      .sign(key.privateKey);
  }

  /** Asks the API for the notes: {status, headers, json, challenge}. */
  async ask(proof, { url = this.notes, scheme = "DPoP", token = this.token, headers = {}, ...init } = {}) {
    const all = { authorization: `${scheme} ${token}`, ...(proof !== undefined && { dpop: proof }), ...headers };
    const response = await fetch(url, { ...init, headers: all });
    const challenge = response.headers.get("www-authenticate");
    return { status: response.status, headers: response.headers, json: await response.json(), challenge };
  }
}

export function assertRefused({ status, json, challenge }, error) {
  assert.equal(status, 401, JSON.stringify(json));
  assert.equal(json.error, error, json.message);
  assert.ok(challenge.startsWith(`DPoP error="${error}", error_description="`), challenge);
  assert.ok(challenge.includes(`algs="${ALGORITHMS.join(" ")}"`), challenge);
}

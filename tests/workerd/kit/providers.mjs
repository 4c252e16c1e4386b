// Providers at which people have accounts elsewhere: a stand-in that speaks OpenID Connect and checks what it is sent, and
// what a person does there.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { SignJWT, exportJWK, generateKeyPair } from "jose";

import { sha256 } from "./steps.mjs";

/** A provider. Whatever a test changes of it counts from then on. */
export class StandIn {
  /** What it was asked, in order. */
  requests = [];
  /** Answers in place of what it would: by the last part of the path. */
  instead = {};
  /** Changes of the ID tokens. */
  claims = {};
  alg = "RS256";
  /** Its clock, in seconds since 1970. */
  now = () => Math.floor(Date.now() / 1000);
  #codes = new Map();

  constructor(id, issuer, { clientId = `client-at-${id}`, secret = "secret + /:", metadata = {}, userinfo } = {}) {
    Object.assign(this, { id, issuer, clientId, secret, userinfo });
    const at = (path) => `${issuer.replace(/\/$/, "")}${path}`;
    this.metadata = {
      issuer,
      authorization_endpoint: at("/authorize"),
      token_endpoint: at("/token"),
      jwks_uri: at("/keys"),
      authorization_response_iss_parameter_supported: true,
      ...(userinfo && { userinfo_endpoint: at("/userinfo") }),
      ...metadata,
    };
  }

  /** Its member of PROVIDERS. */
  get setting() {
    return { id: this.id, issuer: this.issuer, name: `The ${this.id}`, client_id: this.clientId };
  }

  async newKeys() {
    this.keys = await generateKeyPair(this.alg, { extractable: true });
    this.kid = randomUUID();
  }

  /** Whether a request is for it. */
  isAt(url) {
    return url.startsWith(this.issuer);
  }

  async answer(request) {
    const name = new URL(request.url).pathname.split("/").pop();
    this.requests.push({ name, url: request.url, headers: request.headers });
    if (this.instead[name]) return this.instead[name](request);
    if (name === "openid-configuration") return Response.json(this.metadata);
    if (name === "keys") {
      if (!this.keys) await this.newKeys();
      return Response.json({ keys: [{ ...(await exportJWK(this.keys.publicKey)), kid: this.kid, use: "sig", alg: this.alg }] });
    }
    if (name === "token") return this.#token(request);
    if (name === "userinfo") return Response.json({ sub: this.last.sub, ...this.userinfo });
    return new Response("nothing here", { status: 404 });
  }

  /** How often something of it was asked for. */
  count(name) {
    return this.requests.filter((request) => request.name === name).length;
  }

  /** Somebody signs in there: the address at which they come back. `location` is where the server sent them. */
  signIn(location, person, changes = {}) {
    const asked = new URL(location);
    assert.equal(`${asked.origin}${asked.pathname}`, this.metadata.authorization_endpoint);
    const params = Object.fromEntries(asked.searchParams);
    assert.equal(params.client_id, this.clientId);
    assert.equal(params.response_type, "code");
    assert.equal(params.code_challenge_method, "S256");
    const code = randomUUID();
    this.#codes.set(code, { params, person });
    const back = new URL(params.redirect_uri);
    const answer = { code, state: params.state, ...(this.metadata.authorization_response_iss_parameter_supported && { iss: this.issuer }), ...changes };
    for (const [name, value] of Object.entries(answer)) if (value !== undefined) back.searchParams.set(name, value);
    return back.href;
  }

  async #token(request) {
    const form = new URLSearchParams(await request.text());
    const basic = request.headers.get("authorization");
    const pair = basic && Buffer.from(basic.replace(/^Basic /, ""), "base64").toString().split(":").map((it) => decodeURIComponent(it.replaceAll("+", " ")));
    const [id, secret] = pair ?? [form.get("client_id"), form.get("client_secret")];
    const issued = this.#codes.get(form.get("code"));
    this.#codes.delete(form.get("code"));
    const right = issued && id === this.clientId && (await this.isSecret(secret)) && form.get("redirect_uri") === issued.params.redirect_uri
      && sha256(form.get("code_verifier")) === issued.params.code_challenge;
    if (!right) return Response.json({ error: "invalid_grant" }, { status: 400 });
    this.last = issued.person;
    return Response.json(await this.tokens(issued));
  }

  isSecret(secret) {
    return secret === this.secret;
  }

  async tokens({ params, person }) {
    return { access_token: randomUUID(), token_type: "Bearer", id_token: await this.idToken({ nonce: params.nonce, ...person }) };
  }

  async idToken(claims) {
    if (!this.keys) await this.newKeys();
    const all = { iss: this.issuer, aud: this.clientId, iat: this.now(), exp: this.now() + 300, ...claims, ...this.claims };
    const said = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
    return new SignJWT(said).setProtectedHeader({ alg: this.alg, kid: this.kid }).sign(this.keys.privateKey);
  }
}

/** `outbound` of a server for which there are these providers only. */
export function internetOf(...providers) {
  return async (request) => {
    const provider = providers.find((it) => it.isAt(request.url));
    return provider ? provider.answer(request) : new Response("no such host", { status: 502 });
  };
}

/** The settings and secrets of a server with these providers. */
export function settingsOf(...providers) {
  const secrets = Object.fromEntries(providers.map(({ id, secret }) => [`PROVIDER_SECRET_${id.toUpperCase().replaceAll("-", "_")}`, secret]));
  return { vars: { PROVIDERS: JSON.stringify(providers.map(({ setting }) => setting)) }, secrets };
}

/** Somebody of whom a provider knows this. */
export function personAt(changes = {}) {
  const sub = randomUUID();
  return { sub, email: `${sub}@elsewhere.example`, email_verified: true, name: "Erin Elsewhere", ...changes };
}

/** Presses the button of a provider on a page: where it leads. */
export async function leave(browser, page, provider) {
  const away = await browser.submitTo(page, "/login/provider", { fields: { provider: provider.id } });
  assert.equal(away.status, 303, away.text);
  return away.location;
}

/** The same, and signs in there: the page that they come back to. */
export async function goBy(browser, page, provider, person, changes) {
  return browser.open(provider.signIn(await leave(browser, page, provider), person, changes));
}

/** Links an account of `person` to that of whoever is signed in in this browser: the page that they come back to. */
export async function linkTo(browser, provider, person) {
  const page = await browser.open("/account/security");
  const away = await browser.submitTo(page, "/account/provider", { id: provider.id });
  assert.equal(away.status, 303, away.text);
  return browser.open(provider.signIn(away.location, person));
}

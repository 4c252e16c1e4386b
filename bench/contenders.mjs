// The two that are measured: ours, with a signed-in user who has consented, and the floor. Each
// gives {pid, flow(), refresh(lane), metadata()}; every answer is looked at, so that an error
// cannot pass for speed.

import { createHash, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";

import { serve } from "../scripts/local.mjs";
import { send } from "./driver.mjs";

export const callback = "http://localhost:8788/callback";
/** What the floor does too: no ID token, which would be a second signature. */
export const OAUTH = "profile notes:read notes:write";
export const OPENID = "openid profile email offline_access notes:read notes:write";

/**
 * Our server's tasks. `server` comes from `serveAuthorizationServer({ seed: true })`. Before `flow`
 * comes `signIn`, the first sign-in with password and consent, or the `cookie` of an earlier one.
 */
export function ours(server, { cookie, scope = OAUTH } = {}) {
  const basic = Buffer.from(`${server.client.id}:${server.client.secret}`).toString("base64");
  const authorization = { authorization: `Basic ${basic}` };
  const token = (form) => send(`${server.url}/token`, { method: "POST", headers: authorization, form });

  const flow = async () => {
    const { query, verifier } = authorizationRequest(server.client.id, scope);
    return redeem(expectStatus(await send(`${server.url}/authorize?${query}`, { headers: { cookie } }), 303), verifier, token);
  };
  const signIn = async () => {
    const { query, verifier } = authorizationRequest(server.client.id, scope);
    const page = await send(`${server.url}/authorize?${query}`);
    const { username, password } = server.user;
    const login = await post("login", query, page, { username, password }, cookieOf(page));
    cookie = cookieOf(expectStatus(login, 303)) ?? cookieOf(page);
    const question = await send(`${server.url}/authorize?${query}`, { headers: { cookie } });
    return redeem(expectStatus(await post("consent", query, question, { decision: "allow" }, cookie), 303), verifier, token);
  };
  const post = (path, query, page, fields, cookies) => {
    const forms = expectStatus(page, 200).body.match(/<form\b[^]*?<\/form>/g);
    const form = forms.find((text) => text.includes(` action="/${path}?`));
    const hidden = /name="token"[^>]*value="([^"]*)"/.exec(form)[1];
    const headers = { origin: server.url, ...(cookies && { cookie: cookies }) };
    return send(`${server.url}/${path}?${query}`, { method: "POST", headers, form: { ...fields, token: hidden } });
  };
  const metadata = async () =>
    expectStatus(await send(`${server.url}/.well-known/oauth-authorization-server`), 200);
  const refreshWith = (refreshToken) => token({ grant_type: "refresh_token", refresh_token: refreshToken });
  return { pid: server.pid, session: () => cookie, signIn, flow, refresh: lanes(flow, refreshWith), metadata };
}

/** The floor, served: {pid, flow, refresh, metadata, dispose}. */
export async function floor({ port, data }) {
  const server = await serve(floorWorker, { port, data });
  await server.db.prepare("CREATE TABLE IF NOT EXISTS families (id TEXT PRIMARY KEY, generation INTEGER) WITHOUT ROWID").run();
  const flow = async () => {
    const { query } = authorizationRequest("floor");
    const { headers } = expectStatus(await send(`${server.url}/authorize?${query}`), 303);
    const code = new URL(headers.location).searchParams.get("code");
    return JSON.parse(expectStatus(await send(`${server.url}/token`, { method: "POST", form: { code } }), 200).body);
  };
  const refreshWith = (refreshToken) =>
    send(`${server.url}/refresh`, { method: "POST", form: { refresh_token: refreshToken } });
  const metadata = async () => expectStatus(await send(`${server.url}/metadata`), 200);
  return { pid: server.pid, flow, refresh: lanes(flow, refreshWith), metadata, dispose: server.dispose };
}

function floorWorker() {
  const contents = readFileSync(new URL("floor.mjs", import.meta.url), "utf8");
  return {
    name: "floor",
    compatibilityDate: "2026-11-01",
    manifest: { mainModule: "floor.mjs", modulesRoot: "/", modules: { "floor.mjs": { type: "esm", contents } } },
    env: { CODES: { type: "kv", id: "floor" }, DB: { type: "d1", id: "floor" } },
  };
}

/** The answer for the code in a redirect: `token` sends a form to the token endpoint. */
export async function redeem(redirected, verifier, token) {
  const code = new URL(redirected.headers.location).searchParams.get("code");
  const form = { grant_type: "authorization_code", code, redirect_uri: callback, code_verifier: verifier };
  return JSON.parse(expectStatus(await token(form), 200).body);
}

/** Each lane refreshes its own token, over and over: two may not share one that rotates. */
export function lanes(flow, refreshWith) {
  const tokens = new Map();
  return async (lane) => {
    const refreshToken = tokens.get(lane) ?? (await flow()).refresh_token;
    const { body } = expectStatus(await refreshWith(refreshToken), 200);
    tokens.set(lane, JSON.parse(body).refresh_token);
  };
}

export function authorizationRequest(clientId, scope = OAUTH) {
  const verifier = randomBytes(32).toString("base64url");
  const query = new URLSearchParams({
    response_type: "code",
    client_id: clientId,
    redirect_uri: callback,
    scope,
    state: randomBytes(16).toString("base64url"),
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
  });
  return { query, verifier };
}

export function cookieOf(answer) {
  return answer.headers["set-cookie"]?.map((line) => line.split(";")[0]).join("; ");
}

export function expectStatus(answer, status) {
  if (answer.status === status) return answer;
  throw new Error(`expected ${status} and was answered ${answer.status}: ${answer.body.slice(0, 500)}`);
}

// The web app as its tests meet it: forms sent to it, sessions in its memory, and an issuer that is not
// Edgegrant and answers as a test says.

import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import os from "node:os";
import path from "node:path";
import { SignJWT, decodeJwt, exportJWK, generateKeyPair } from "jose";

import { runnable, workers } from "../../../scripts/workers.mjs";
import { Browser } from "../kit/browser.mjs";
import { freePort, serve } from "../kit/serve.mjs";
import { obtainTokens, sha256 } from "../kit/steps.mjs";

export const COOKIE = "__Host-notes-app";
const SCOPE = "openid profile email offline_access notes:read notes:write";

/** The app's own client, as the kit wants one. */
export function clientOf({ client, app }) {
  return { ...client, method: "client_secret_basic", redirectUri: `${app.url}/callback` };
}

/**
 * Puts a session with new tokens into the app's KV: {cookie, key, tokens, browser}, `browser` the one that
 * is signed in at Edgegrant. `changes` to what is kept.
 */
export async function beSignedIn(flow, app = flow.app, changes = {}) {
  const browser = new Browser(flow.server);
  const tokens = await obtainTokens(flow.server, browser, clientOf(flow), flow.user, { scope: SCOPE });
  const cookie = randomBytes(32).toString("base64url");
  const key = keyOf(cookie);
  const { access_token, refresh_token, id_token } = tokens;
  const { sub, sid } = decodeJwt(id_token);
  const expires_at = Math.floor(Date.now() / 1000) + tokens.expires_in;
  const session = { access_token, refresh_token, expires_at, sub, sid, id_token, ...changes };
  await app.kv.put(key, JSON.stringify(session));
  return { cookie, key, tokens, browser };
}

/** Where the app keeps the session of this cookie. */
export function keyOf(cookie) {
  return `session:${sha256(cookie)}`;
}

/** Sends a form of the app, or opens its start page: {status, text, flash, headers}. */
export async function send(app, address, { cookie, flash, ...request } = {}) {
  const cookies = [`${COOKIE}=${cookie}`, ...(flash ? [`${COOKIE}-flash=${flash}`] : [])];
  const response = await fetch(`${app.url}${address}`, {
    method: address === "/" ? "GET" : "POST",
    redirect: "manual",
    ...request,
    headers: { origin: app.url, cookie: cookies.join("; "), ...request.headers },
  });
  const said = response.headers.getSetCookie().join("\n").match(/__Host-notes-app-flash=([\w-]*)/);
  return { status: response.status, text: await response.text(), flash: said?.[1], headers: response.headers };
}

/** The session cookie that an answer sets, or undefined. */
export function cookieOf({ headers }) {
  return headers.getSetCookie().join("\n").match(/(?<=__Host-notes-app=)[^;]+/)?.[0];
}

/** An app on a free port: `configured` gives its configuration, made of `settings` and what it is told here. */
export async function serveApp({ vars, secrets }, configured = (config) => config) {
  const data = await mkdtemp(path.join(os.tmpdir(), "edgegrant-"));
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const app = await serve(
    () => configured(runnable(workers.app, { vars: { BASE_URL: url, ...vars }, secrets })),
    { port, data },
  );
  return {
    ...app,
    async dispose() {
      await app.dispose();
      await rm(data, { recursive: true, force: true });
    },
  };
}

/**
 * An issuer: {url, keys, down, asked, ahead, tokens, user, sign, addKey, dispose}. `tokens` is what its token endpoint
 * answers, `user` what userinfo says, `asked` the paths that were asked for, `ahead` how many seconds its clock is,
 * `down` whether its keys cannot be had.
 */
export async function serveIssuer() {
  const issuer = { keys: {}, asked: [], ahead: 0, tokens: {}, user: {} };
  const answers = {
    "/.well-known/openid-configuration": () => ({
      issuer: issuer.url,
      authorization_endpoint: `${issuer.url}/authorize`,
      token_endpoint: `${issuer.url}/token`,
      userinfo_endpoint: `${issuer.url}/userinfo`,
      jwks_uri: `${issuer.url}/keys`,
    }),
    "/keys": () => !issuer.down && ({ keys: Object.values(issuer.keys).map((key) => key.jwk) }),
    "/token": () => ({ access_token: "opaque", token_type: "Bearer", expires_in: 600, ...issuer.tokens }),
    "/userinfo": () => issuer.user,
    "/notes": () => ({ notes: [] }),
  };
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, issuer.url);
    issuer.asked.push(pathname);
    const answer = answers[pathname]?.();
    response.writeHead(answer ? 200 : 503, { "content-type": "application/json" });
    response.end(JSON.stringify(answer || {}));
  });
  await new Promise((resolve) => server.listen(0, "localhost", resolve));
  issuer.url = `http://localhost:${server.address().port}`;
  issuer.addKey = async (kid, alg = "ES256") => {
    const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
    issuer.keys[kid] = { privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg, use: "sig" } };
  };
  /** An ID token for `client_id` `app`; `undefined` leaves a claim out. */
  issuer.sign = ({ claims = {}, header = {}, by } = {}) => {
    const now = Math.floor(Date.now() / 1000) + issuer.ahead;
    const all = { iss: issuer.url, aud: "app", sub: "somebody", sid: "one", iat: now, exp: now + 600, ...claims };
    const protectedHeader = { alg: "ES256", kid: "first", typ: "JWT", ...header };
    return new SignJWT(JSON.parse(JSON.stringify(all)))
      .setProtectedHeader(protectedHeader)
      .sign(by ?? issuer.keys[protectedHeader.kid].privateKey);
  };
  issuer.dispose = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  await issuer.addKey("first");
  return issuer;
}

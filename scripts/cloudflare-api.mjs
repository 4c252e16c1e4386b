// Cloudflare's API, as far as the commands need it: who is logged in, in which account, and one request.
//
// The token stays in this process's memory: it is in no file, no argument and no message.

import { existsSync } from "node:fs";
import path from "node:path";

import { Trouble, root, run } from "./command.mjs";

/** How long one request may take, in milliseconds. */
const PATIENCE = 30_000;

const LOG_IN = "Run `npx wrangler login`, or set CLOUDFLARE_API_TOKEN to a token that may edit D1 (and Workers and KV, to deploy)";

/** What the API answered, where that is not what was asked for. */
export class ApiError extends Error {
  /** `status` of HTTP; `errors`, [{code, message}]; and `maybe`, when the request may have been carried out all the same. */
  constructor(status, errors, { maybe = false } = {}) {
    super(errors.map(({ message }) => message).join(" ") || `HTTP ${status}`);
    Object.assign(this, { status, errors, maybe });
  }

  has(code) {
    return this.errors.some((error) => error.code === code);
  }
}

let credentials;

/** The headers that say who asks. */
function authorization() {
  credentials ??= findCredentials();
  return credentials;
}

async function findCredentials() {
  const token = process.env.CLOUDFLARE_API_TOKEN;
  if (token) return { authorization: `Bearer ${token}` };
  const found = await wranglerToken();
  if (found.type === "api_key") return { "x-auth-key": found.key, "x-auth-email": found.email };
  return { authorization: `Bearer ${found.token}` };
}

async function wranglerToken() {
  const wrangler = path.join(root, "node_modules", "wrangler", "wrangler-dist", "cli.js");
  if (!existsSync(wrangler)) throw new Trouble("wrangler is not installed here. Run `npm install`, or set CLOUDFLARE_API_TOKEN.");
  // Its own program starts another Node, which takes time. This is a file of many megabytes, and the cache halves the time it
  // takes to load.
  const env = { NODE_COMPILE_CACHE: path.join(root, ".tools", "node-cache"), WRANGLER_SEND_METRICS: "false", WRANGLER_HIDE_BANNER: "true" };
  const done = await run(process.execPath, ["--no-warnings", wrangler, "auth", "token", "--json"], { env });
  try {
    if (done.code === 0) return JSON.parse(done.stdout);
  } catch {
    // Something else than JSON: it is said below.
  }
  throw new Trouble(`You are not logged in to Cloudflare. ${LOG_IN}.`);
}

/**
 * Sends one request and gives its `result`. Throws `Trouble` when Cloudflare cannot be reached or refuses who asks, and
 * `ApiError` for any other answer.
 *
 * - `writes`: it may change something, so that it matters whether it arrived.
 */
export async function ask(method, place, { body, writes = false } = {}) {
  const base = process.env.CLOUDFLARE_API_BASE_URL || "https://api.cloudflare.com/client/v4";
  const headers = { ...(await authorization()), ...(body !== undefined && { "content-type": "application/json" }) };
  const { status, answer } = await send(`${base}${place}`, { method, headers, body }, writes);
  if (answer?.success === true) return answer.result;
  const errors = Array.isArray(answer?.errors) ? answer.errors : [];
  const error = new ApiError(status, errors, { maybe: writes && (status >= 500 || status < 400) });
  if (status === 401 || status === 403 || error.has(10000)) {
    throw new Trouble(`Cloudflare refuses this login (${error.message}). ${LOG_IN} in the account that the server is in.`);
  }
  throw error;
}

async function send(url, { method, headers, body }, writes) {
  try {
    const response = await fetch(url, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      redirect: "error",
      signal: AbortSignal.timeout(PATIENCE),
    });
    const text = await response.text();
    return { status: response.status, answer: inJson(text) };
  } catch (error) {
    throw new Trouble(unreachable(new URL(url).host, error, writes));
  }
}

function inJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function unreachable(host, error, writes) {
  const code = error.cause?.code ?? error.name;
  const never = ["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "UND_ERR_CONNECT_TIMEOUT", "ENETUNREACH", "EHOSTUNREACH"].includes(code);
  if (never || !writes) return `${host} cannot be reached (${code}). Nothing was changed. Look at your network and try again.`;
  return `The connection to ${host} broke off before it answered (${code}). ${MAYBE}`;
}

/** What to do when nobody knows. */
export const MAYBE = "The command did everything or nothing. Check with `list` or `show` before you try again.";

/** The account: that of the settings, CLOUDFLARE_ACCOUNT_ID, or the only one of the login. */
export async function accountId(settings) {
  const said = settings.accountId || process.env.CLOUDFLARE_ACCOUNT_ID;
  if (said) return said;
  const accounts = await ask("GET", "/accounts?per_page=50");
  if (accounts.length === 1) return accounts[0].id;
  if (accounts.length === 0) throw new Trouble(`This login can see no account. ${LOG_IN}.`);
  const list = accounts.map(({ id, name }) => `\n  ${id}  ${name}`).join("");
  throw new Trouble(`This login has several accounts. Set CLOUDFLARE_ACCOUNT_ID to the one that the server is in:${list}`);
}

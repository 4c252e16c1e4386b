// The stand-in for Cloudflare: its API on localhost, and the addresses of the Workers that were uploaded, with TLS, behind a
// proxy that a program reaches by HTTPS_PROXY. `npm run deploy` runs against it unchanged.

import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { connect } from "node:net";
import os from "node:os";
import path from "node:path";

import { freePort } from "../../../../scripts/ports.mjs";
import { answer, cloudflare } from "./api.mjs";
import { certificate } from "./certificate.mjs";
import { edge as newEdge } from "./edge.mjs";

/** The account of most tests, and its token. */
export const OWNER = { id: "0123456789abcdef0123456789abcdef", name: "Owner's account" };
export const TOKEN = "token-of-the-owner";

/**
 * Starts it.
 *
 * - `world`: what is there, as api.mjs has it.
 * - `env`: the environment of a program that is to use it.
 * - `calls`: every call so far, as "METHOD /path/with/:names".
 * - `unknown`: those that it does not know.
 * - `fault`: set it to a function of such a call, and of the JSON in it, that gives a status, {status, code, message}, "close" for a
 *   connection that breaks off, "close after" for one that does so when all was done, or nothing.
 * - `before`: set it to an async function that is called before each call is answered.
 * - `outside`: set it to a function of an address of a Worker that gives a status, or "close", in place of its answer.
 */
export async function standIn({ logins = { [TOKEN]: [OWNER] }, subdomain } = {}) {
  const world = cloudflare({ logins, subdomain });
  const edge = await newEdge();
  const folder = await mkdtemp(path.join(os.tmpdir(), "edgegrant-tls-"));
  const pair = certificate(["*.owner.workers.dev", "*.chosen.workers.dev", "auth.of-the-owner.dev"]);
  const authority = path.join(folder, "authority.pem");
  await writeFile(authority, pair.cert);
  const self = { world, edge, calls: [], unknown: [], fault: () => undefined, before: async () => {}, outside: () => undefined };
  const api = createServer((request, response) => answerApi(self, request, response));
  const outside = createTlsServer(pair, (request, response) => answerOutside(self, request, response));
  const proxy = createServer((_, response) => response.writeHead(405).end());
  proxy.on("connect", (request, socket, head) => tunnel(outside, request, socket, head));
  const ports = await Promise.all([api, outside, proxy].map((server) => listen(server)));
  self.env = {
    CLOUDFLARE_API_BASE_URL: `http://localhost:${ports[0]}/client/v4`,
    CLOUDFLARE_API_TOKEN: TOKEN,
    HTTPS_PROXY: `http://localhost:${ports[2]}`,
    NO_PROXY: "localhost,127.0.0.1",
    NODE_USE_ENV_PROXY: "1",
    NODE_EXTRA_CA_CERTS: authority,
    NODE_OPTIONS: `--import=${new URL("dns.mjs", import.meta.url)}`,
    CI: "",
  };
  self.dispose = async () => {
    for (const server of [api, outside, proxy]) {
      server.close();
      server.closeAllConnections();
    }
    await edge.dispose();
    await rm(folder, { recursive: true, force: true });
  };
  return self;
}

async function listen(server) {
  const port = await freePort();
  server.listen(port, "localhost");
  await once(server, "listening");
  return port;
}

/** What Cloudflare says with these. */
const ERRORS = {
  401: { code: 9109, message: "Invalid access token" },
  403: { code: 10000, message: "Authentication error" },
  500: { code: 10013, message: "Internal error" },
};

async function answerApi(self, request, response) {
  const asked = await asRequest(request, `http://${request.headers.host}`);
  // What was exported is fetched without a login.
  const exported = self.world.exports[new URL(asked.url).pathname];
  if (exported !== undefined) return response.writeHead(asked.headers.has("authorization") ? 400 : 200).end(exported);
  const call = `${asked.method} ${nameOf(new URL(asked.url).pathname)}`;
  self.calls.push(call);
  await self.before(call);
  const fault = self.fault(call, asked.headers.get("content-type")?.includes("json") ? await asked.clone().text() : "");
  if (fault === "close") return request.socket.destroy();
  if (fault !== undefined && fault !== "close after") {
    const { status, code, message } = typeof fault === "object" ? fault : { status: fault, ...ERRORS[fault] };
    return reply(response, status, { success: false, errors: [{ code, message }], messages: [], result: null });
  }
  const { status, route, body } = await answer(self.world, asked, self.edge);
  if (route === undefined) self.unknown.push(call);
  if (fault === "close after") return request.socket.destroy();
  return reply(response, status, body);
}

// Calls that differ by a name only are the same call.
function nameOf(pathname) {
  return pathname
    .replace(/^\/client\/v4/, "")
    .replace(/^\/accounts\/[0-9a-f]{32}/, "/accounts/:account")
    .replace(/\/(scripts|services|workers)\/(?!subdomain|domains|workers|scripts|services)[^/]+/, "/$1/:script")
    .replace(/\/d1\/database\/[^/]+/, "/d1/database/:database")
    .replace(/\/versions\/[^/]+/, "/versions/:version");
}

function reply(response, status, body) {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

async function answerOutside(self, request, response) {
  const host = request.headers.host;
  const asked = await asRequest(request, `https://${host}`);
  const fault = self.outside(asked.url);
  if (fault === "close") return request.socket.destroy();
  if (fault !== undefined) return response.writeHead(fault).end();
  const name = workerAt(self.world, host);
  if (name === undefined) return response.writeHead(404).end("error code: 1042");
  const answered = await self.edge.fetch(name, asked);
  response.writeHead(answered.status, Object.fromEntries(answered.headers));
  return response.end(Buffer.from(await answered.arrayBuffer()));
}

function workerAt({ accounts }, host) {
  for (const account of Object.values(accounts)) {
    const domain = account.domains.find(({ hostname }) => hostname === host);
    if (domain) return domain.service;
    const script = Object.values(account.scripts).find(({ name, subdomain }) => subdomain.enabled && host === `${name}.${account.subdomain}.workers.dev`);
    if (script) return script.name;
  }
  return undefined;
}

async function asRequest(request, origin) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = chunks.length > 0 ? Buffer.concat(chunks) : undefined;
  const headers = Object.entries(request.headers).filter(([name]) => !["connection", "transfer-encoding", "expect"].includes(name));
  return new Request(`${origin}${request.url}`, { method: request.method, headers: headers.map(([name, value]) => [name, String(value)]), body });
}

// Whatever the name is, it leads here.
function tunnel(outside, _request, socket, head) {
  const target = connect(outside.address().port, "localhost", () => {
    socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
    target.write(head);
    target.pipe(socket).pipe(target);
  });
  for (const side of [target, socket]) side.on("error", () => [target, socket].forEach((it) => it.destroy()));
}

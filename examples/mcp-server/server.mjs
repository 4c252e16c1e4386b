// An MCP server over Streamable HTTP, with two tools, for whoever brings an access token for it.

import { createServer } from "node:http";

import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import * as z from "zod";

import { Guard, Refusal } from "./guard.mjs";

/** Which scope a tool needs. */
const SCOPES = new Map([["whoami", "mcp:whoami"], ["add", "mcp:add"]]);

/** The longest request, in bytes. */
const LONGEST_BODY = 64 * 1024;

function toolsFor({ sub, client_id }) {
  const server = new McpServer({ name: "edgegrant-example", version: "1.0.0" });
  server.registerTool(
    "whoami",
    { description: "Tells who is signed in, and through which client." },
    () => text(`user ${sub} through client ${client_id}`),
  );
  server.registerTool(
    "add",
    { description: "Adds two numbers.", inputSchema: { a: z.number(), b: z.number() } },
    ({ a, b }) => text(String(a + b)),
  );
  return server;
}

function text(text) {
  return { content: [{ type: "text", text }] };
}

/**
 * The HTTP server, not listening yet.
 *
 * - `issuer`: the ISSUER of your Edgegrant.
 * - `resource`: the address of this MCP endpoint, as in RESOURCES of your Edgegrant.
 * - `scope`: what a client is to ask for when it first comes. A tool that needs more says so when it is
 *   called, but not every client asks the person again then, so it is all of it if not given.
 */
export function mcpServer({ issuer, resource, scope = [...SCOPES.values()].join(" ") }) {
  const guard = new Guard({ issuer, resource, scope });
  const own = new URL(resource);
  return createServer(async (request, response) => {
    try {
      await answer(request, response);
    } catch (error) {
      if (error instanceof Refusal) return refuse(response, error);
      console.error(error);
      if (response.headersSent) return response.destroy();
      refuse(response, new Refusal(503, undefined, "Access tokens cannot be verified at the moment; try again."));
    }
  });

  async function answer(request, response) {
    const [pathname] = request.url.split("?");
    if (pathname === new URL(guard.metadataUrl).pathname) return json(response, 200, guard.metadata);
    if (pathname !== own.pathname) throw new Refusal(404, undefined, `The MCP endpoint is ${resource}.`);
    // A page of another site in somebody's browser is not an MCP client of theirs.
    const { origin } = request.headers;
    if (origin !== undefined && origin !== own.origin) {
      throw new Refusal(403, undefined, "Pages of other sites are not answered.");
    }
    const claims = await guard.admit(request.headers.authorization);
    // Every answer is complete: there is no stream to GET and no session to DELETE.
    if (request.method !== "POST") throw new Refusal(405, undefined, "POST is the only method.");
    const body = await jsonBody(request);
    guard.demand(claims, scopesOf(body));

    const server = toolsFor(claims);
    const transport = new StreamableHTTPServerTransport({ sessionIdGenerator: undefined, enableJsonResponse: true });
    response.on("close", () => server.close());
    await server.connect(transport);
    await transport.handleRequest(request, response, body);
  }
}

/** All the scopes that a request needs at once, so that the person is asked once. */
function scopesOf(body) {
  const calls = [body].flat().filter((message) => message?.method === "tools/call");
  return calls.map((call) => SCOPES.get(call.params?.name)).filter((scope) => scope !== undefined);
}

async function jsonBody(request) {
  const chunks = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length > LONGEST_BODY) throw new Refusal(413, undefined, `The request is longer than ${LONGEST_BODY} bytes.`);
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch {
    throw new Refusal(400, undefined, "The request is not JSON.");
  }
}

function refuse(response, { status, challenge, message }) {
  if (challenge !== undefined) response.setHeader("www-authenticate", challenge);
  if (status === 405) response.setHeader("allow", "POST");
  if (status === 413) response.setHeader("connection", "close");
  json(response, status, { error: message });
}

function json(response, status, value) {
  response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" });
  response.end(JSON.stringify(value));
}

// Both sides of MCP: an application around the unmodified client of `@modelcontextprotocol/sdk`, and
// examples/mcp-server with the authorization server that it trusts.

import assert from "node:assert/strict";

import { UnauthorizedError } from "@modelcontextprotocol/sdk/client/auth.js";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { decodeJwt } from "jose";

import { mcpServer } from "../../../examples/mcp-server/server.mjs";
import { Browser } from "./browser.mjs";
import { freePort, serveAuthorizationServer } from "./serve.mjs";

/** A resource that is not the MCP server. */
export const NOTES = "https://notes.example";
export const CALLBACK = "http://localhost:33418/callback";
export const DOCUMENT_URL = "https://mcp-client.example/oauth/client.json";

/** What an MCP client says of itself, be it to /register or in its document. */
const METADATA = {
  client_name: "Test MCP client",
  application_type: "native",
  redirect_uris: [CALLBACK],
  grant_types: ["authorization_code", "refresh_token"],
  response_types: ["code"],
  token_endpoint_auth_method: "none",
};

/** Stores what the SDK gives it, and opens the browser: all that an application adds to the SDK. */
export class Application {
  /** The consent pages that were seen. */
  consents = [];
  /** The authorization requests that the browser was sent with. */
  requests = [];
  kept = {};

  /**
   * `changes` to what it says of itself; with `documentUrl` it has that published there. `redirectUrl`
   * is where it listens.
   */
  constructor(server, { documentUrl, redirectUrl = CALLBACK, ...changes } = {}) {
    this.server = server;
    this.redirectUrl = redirectUrl;
    this.browser = new Browser(server);
    this.clientMetadata = { ...METADATA, ...changes };
    this.clientMetadataUrl = documentUrl;
    if (documentUrl !== undefined) server.documents[documentUrl] = { client_id: documentUrl, ...this.clientMetadata };
  }

  state() {
    return (this.kept.state = crypto.randomUUID());
  }
  clientInformation() {
    return this.kept.client;
  }
  saveClientInformation(client) {
    this.kept.client = client;
  }
  tokens() {
    return this.kept.tokens;
  }
  saveTokens(tokens) {
    this.kept.tokens = tokens;
  }
  codeVerifier() {
    return this.kept.verifier;
  }
  saveCodeVerifier(verifier) {
    this.kept.verifier = verifier;
  }

  async redirectToAuthorization(url) {
    this.requests.push(url.searchParams);
    let page = await this.browser.open(url);
    if (page.asksToSignIn) page = await this.browser.signIn(page, this.server.user);
    if (page.asksConsent) {
      this.consents.push(page.text);
      page = await this.browser.allow(page);
    }
    assert.equal(page.status, 303, page.text);
    assert.ok(page.location.startsWith(`${this.redirectUrl}?`), page.location);
    assert.equal(page.answer.get("state"), this.kept.state);
    assert.equal(page.answer.get("iss"), this.server.issuer);
    this.kept.code = page.answer.get("code");
    assert.ok(this.kept.code, page.location);
  }
}

/**
 * An authorization server, and the MCP server that trusts it: {…server, mcp, documents, dispose}.
 *
 * - `vars`: of the authorization server. RESOURCES is there already.
 * - `scope`: what the MCP server has a client ask for at first.
 * - `port`: of the authorization server, if it matters.
 *
 * `documents` is what the authorization server finds on the web, by address.
 */
export async function serveBoth({ vars = {}, scope, port: serverPort }) {
  const documents = {};
  const port = await freePort();
  const mcp = `http://localhost:${port}/mcp`;
  const server = await serveAuthorizationServer({
    seed: true,
    port: serverPort,
    vars: {
      RESOURCES: [
        { resource: NOTES, name: "Notes", scopes: { "notes:read": "Read your notes" } },
        { resource: mcp, name: "Sums", scopes: { "mcp:whoami": "See who you are", "mcp:add": "Add numbers for you" } },
      ],
      ...vars,
    },
    outbound: async ({ url }) =>
      documents[url] === undefined ? new Response("no such page", { status: 404 }) : Response.json(documents[url]),
  });
  const http = mcpServer({ issuer: vars.ISSUER ?? server.url, resource: mcp, scope });
  await new Promise((listening) => http.listen(port, "localhost", listening));
  const dispose = async () => {
    http.closeAllConnections();
    http.close();
    await server.dispose();
  };
  return { ...server, issuer: vars.ISSUER ?? server.url, mcp, documents, dispose };
}

/** Connects as an application does: when told to sign in, it does, and tries once more. */
export async function connect(application) {
  const client = new Client({ name: "test", version: "1" });
  let transport = transportOf(application);
  try {
    await client.connect(transport);
  } catch (error) {
    if (!(error instanceof UnauthorizedError)) throw error;
    await transport.finishAuth(application.kept.code);
    transport = transportOf(application);
    await client.connect(transport);
  }
  const call = async (name, values) => (await client.callTool({ name, arguments: values })).content[0].text;
  return { client, transport, call };
}

function transportOf(application) {
  return new StreamableHTTPClientTransport(new URL(application.server.mcp), { authProvider: application });
}

export function claimsOf(application) {
  return decodeJwt(application.kept.tokens.access_token);
}

/** The `sub` of the demo user. */
export async function userId(server) {
  return (await server.db.prepare("SELECT id FROM users WHERE username = ?").bind(server.user.username).first()).id;
}

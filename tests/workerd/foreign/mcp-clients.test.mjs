// What MCP clients say of themselves in their metadata documents and when they register, as far as others have published
// it. Their programs are not here: docs/connect-mcp.md says which of them were tried, and where the rest was read.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { decodeJwt } from "jose";

import { Browser } from "../kit/browser.mjs";
import { Web } from "../kit/documents.mjs";
import { newKey, setOf } from "../kit/keys.mjs";
import { serveAuthorizationServer } from "../kit/serve.mjs";
import { obtainTokens, refresh } from "../kit/steps.mjs";

const MCP = "https://mcp.example/mcp";
const CHATGPT_KEYS = "https://chatgpt.com/oauth/jwks.json";

/** As they were read on 2026-11-29. `port` is where a client of the person's own machine listened. */
const DOCUMENTS = {
  "Claude on the web": {
    client_id: "https://claude.ai/oauth/mcp-oauth-client-metadata",
    client_name: "Claude",
    redirect_uris: ["https://claude.ai/api/mcp/auth_callback"],
    grant_types: ["authorization_code", "refresh_token", "urn:ietf:params:oauth:grant-type:jwt-bearer"],
    response_types: ["code"],
    token_endpoint_auth_method: "none",
  },
  "Claude Code": {
    client_id: "https://claude.ai/oauth/claude-code-client-metadata",
    client_name: "Claude Code",
    redirect_uris: ["http://localhost/callback", "http://127.0.0.1/callback"],
    token_endpoint_auth_method: "none",
    port: 52954,
  },
  ChatGPT: {
    client_id: "https://chatgpt.com/oauth/client.json",
    client_uri: "https://chatgpt.com/",
    redirect_uris: ["https://chatgpt.com/connector_platform_oauth_redirect"],
    token_endpoint_auth_method: "private_key_jwt",
    token_endpoint_auth_methods_supported: ["none", "private_key_jwt"],
    grant_types: ["authorization_code", "refresh_token"],
    response_types: ["code"],
    client_name: "ChatGPT",
    logo_uri: "https://persistent.oaistatic.com/sonic/misc/openai-logo.png",
    token_endpoint_auth_signing_alg: "RS256",
    jwks_uri: CHATGPT_KEYS,
  },
  Codex: {
    client_id: "https://chatgpt.com/oauth/codex/client.json",
    client_name: "Codex",
    redirect_uris: ["http://127.0.0.1/callback", "http://localhost/callback"],
    token_endpoint_auth_method: "none",
    port: 33445,
  },
  "VS Code": {
    client_name: "Visual Studio Code",
    logo_uri: "https://code.visualstudio.com/assets/branding/code-stable.png",
    grant_types: ["authorization_code", "refresh_token", "urn:ietf:params:oauth:grant-type:device_code"],
    response_types: ["code"],
    token_endpoint_auth_method: "none",
    application_type: "native",
    client_id: "https://vscode.dev/oauth/client-metadata.json",
    client_uri: "https://vscode.dev/product",
    redirect_uris: ["http://127.0.0.1:33418/", "https://vscode.dev/redirect"],
    // VS Code takes another port when this one is not free.
    port: 59656,
  },
};

const REGISTRATIONS = {
  "VS Code": {
    client_name: "Visual Studio Code",
    client_uri: "https://code.visualstudio.com",
    grant_types: ["authorization_code", "refresh_token"],
    response_types: ["code"],
    redirect_uris: [
      "https://insiders.vscode.dev/redirect", "https://vscode.dev/redirect", "http://127.0.0.1/", "http://127.0.0.1:33418/",
    ],
    token_endpoint_auth_method: "none",
    application_type: "native",
  },
  Cursor: {
    client_name: "Cursor",
    redirect_uris: [
      "cursor://anysphere.cursor-mcp/oauth/callback", "https://www.cursor.com/agents/mcp/oauth/callback", "http://localhost:8787/callback",
    ],
    grant_types: ["authorization_code", "refresh_token"],
    response_types: ["code"],
    token_endpoint_auth_method: "none",
  },
  "Claude on the web": {
    client_name: "Claude",
    redirect_uris: ["https://claude.ai/api/mcp/auth_callback"],
    grant_types: ["authorization_code", "refresh_token"],
    response_types: ["code"],
    token_endpoint_auth_method: "none",
  },
  "ChatGPT, at an address of its own for each connection": {
    client_name: "ChatGPT",
    redirect_uris: ["https://chatgpt.com/connector/oauth/OUbdUMlL15Ct"],
    grant_types: ["authorization_code", "refresh_token"],
    response_types: ["code"],
    token_endpoint_auth_method: "none",
  },
};

const web = new Web();
let server, chatgptKey;
before(async () => {
  chatgptKey = await newKey("RS256");
  web.putJson(CHATGPT_KEYS, setOf(chatgptKey));
  server = await serveAuthorizationServer({
    seed: true,
    outbound: web.outbound,
    vars: {
      REGISTRATION: "open",
      RESOURCES: [{ resource: MCP, name: "Sums", scopes: { "mcp:tools": "Add numbers for you" } }],
    },
  });
});
after(() => server?.dispose());

/** Signs the demo user in, as a client that wants to use the MCP server at each of its addresses, and refreshes. */
async function connect(client, uris) {
  for (const redirectUri of uris) {
    const asked = { scope: "mcp:tools offline_access", resource: MCP };
    const tokens = await obtainTokens(server, new Browser(server), { ...client, redirectUri }, server.user, asked);
    const { aud, scope, client_id } = decodeJwt(tokens.access_token);
    assert.deepEqual({ aud, scope, client_id }, { aud: MCP, scope: "mcp:tools", client_id: client.id });
    assert.equal((await refresh(server, client, tokens.refresh_token)).status, 200, redirectUri);
  }
}

function atPort(uri, port) {
  if (port === undefined || !uri.startsWith("http://")) return uri;
  const url = new URL(uri);
  url.port = port;
  return url.href;
}

describe("a client with a metadata document connects:", () => {
  for (const [name, { port, ...document }] of Object.entries(DOCUMENTS)) {
    test(name, async () => {
      web.putJson(document.client_id, document);
      const client = { id: document.client_id, method: document.token_endpoint_auth_method, ...chatgptKey };
      await connect(client, document.redirect_uris.map((uri) => atPort(uri, port)));
    });
  }
});

describe("a client that registers itself connects:", () => {
  for (const [name, metadata] of Object.entries(REGISTRATIONS)) {
    test(name, async () => {
      const response = await fetch(`${server.url}/register`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(metadata),
      });
      const registered = await response.json();
      assert.equal(response.status, 201, JSON.stringify(registered));
      assert.deepEqual(registered.redirect_uris, metadata.redirect_uris);
      await connect({ id: registered.client_id, method: "none" }, metadata.redirect_uris);
    });
  }
});

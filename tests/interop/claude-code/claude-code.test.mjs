// Claude Code, unmodified: `claude mcp login` at examples/mcp-server. It has a metadata document on the web, or else
// registers itself. It listens on a port of its own, and prints the address that it would open.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { before, test } from "node:test";
import { decodeJwt } from "jose";

import { Browser } from "../../workerd/kit/browser.mjs";
import { addClient } from "../../workerd/kit/clients.mjs";
import { serveBoth, userId } from "../../workerd/kit/mcp.mjs";
import { freePort } from "../../workerd/kit/serve.mjs";
import { approve } from "../../workerd/kit/steps.mjs";
import { ensureClaudeCode } from "./setup.mjs";

/** The client_id of Claude Code where the server takes documents. What is really there cannot be fetched here. */
const DOCUMENT_URL = "https://claude.ai/oauth/claude-code-client-metadata";
const DOCUMENT = {
  client_id: DOCUMENT_URL,
  client_name: "Claude Code",
  redirect_uris: ["http://localhost/callback", "http://127.0.0.1/callback"],
  grant_types: ["authorization_code", "refresh_token"],
  token_endpoint_auth_method: "none",
};

/** How Claude Code becomes a client by itself, by what the server offers. */
const WAYS = {
  "by its metadata document": {},
  "by registering itself": { CLIENT_ID_METADATA_DOCUMENTS: "false", REGISTRATION: "open" },
};

/** Runs its arguments in a terminal. */
const TERMINAL = "import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))";

let program;
before(async () => {
  program = path.join(await ensureClaudeCode(), "node_modules", "@anthropic-ai", "claude-code", "cli-wrapper.cjs");
});

/** A server for Claude Code, and a folder of its own for it: {server, home, dispose}. */
async function stage(vars) {
  await using started = new AsyncDisposableStack();
  const server = await serveBoth({ vars });
  started.defer(server.dispose);
  server.documents[DOCUMENT_URL] = DOCUMENT;
  const home = await mkdtemp(path.join(os.tmpdir(), "edgegrant-claude-code-"));
  started.defer(() => rm(home, { recursive: true, force: true, maxRetries: 5 }));
  const all = started.move();
  return { server, home, dispose: () => all.disposeAsync() };
}

/** `claude …`: what it said. If it wants to be visited, a person is there who says yes. */
async function claude({ server, home }, ...args) {
  const child = spawn("python3", ["-c", TERMINAL, process.execPath, program, ...args], {
    cwd: home,
    // Nothing of this machine's own settings, and no calls but those to the servers here.
    env: { HOME: home, PATH: process.env.PATH, BROWSER: "true", CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1" },
    stdio: ["pipe", "pipe", "pipe"],
  });
  let said = "";
  let visiting;
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text) => {
      said += text;
      const [address] = said.match(/https?:\/\/\S+\/authorize\?\S+(?=\s)/) ?? [];
      if (address === undefined) return;
      visiting ??= visit(server, address).catch((error) => {
        said += error;
        child.kill();
      });
    });
  }
  const [code] = await once(child, "close");
  await visiting;
  assert.equal(code, 0, said);
  return said;
}

async function visit(server, address) {
  const page = await approve(new Browser(server), { url: address }, server.user);
  const { hostname, pathname } = new URL(page.location);
  assert.deepEqual([hostname, pathname], ["localhost", "/callback"]);
  await fetch(page.location);
}

for (const [way, vars] of Object.entries(WAYS)) {
  test(`signs a person in, ${way}, and uses the MCP server`, async () => {
    const at = await stage(vars);
    try {
      await claude(at, "mcp", "add", "--scope", "user", "--transport", "http", "sums", at.server.mcp);
      await claude(at, "mcp", "login", "sums", "--no-browser");
      const kept = await readFile(path.join(at.home, ".claude", ".credentials.json"), "utf8");
      const [token] = kept.match(/eyJ[\w-]+\.[\w-]+\.[\w-]+/) ?? [];
      const { sub, aud, iss, client_id, scope } = decodeJwt(token);
      assert.deepEqual([sub, aud, iss], [await userId(at.server), at.server.mcp, at.server.url]);
      assert.equal(client_id === DOCUMENT_URL, vars.REGISTRATION === undefined);
      assert.equal(scope, "mcp:whoami mcp:add");
      assert.match(await claude(at, "mcp", "list"), /Connected/);
    } finally {
      await at.dispose();
    }
  });
}

test("signs a person in as a client that the owner registered, at a port that the owner chose", async () => {
  const at = await stage({ CLIENT_ID_METADATA_DOCUMENTS: "false" });
  try {
    const port = await freePort();
    const registration = { method: "none", redirectUris: [`http://localhost:${port}/callback`], scope: "mcp:whoami mcp:add" };
    const { id } = await addClient(at.server, registration);
    const how = ["--client-id", id, "--callback-port", String(port)];
    await claude(at, "mcp", "add", "--scope", "user", "--transport", "http", ...how, "sums", at.server.mcp);
    await claude(at, "mcp", "login", "sums", "--no-browser");
    assert.match(await claude(at, "mcp", "list"), /Connected/);
  } finally {
    await at.dispose();
  }
});

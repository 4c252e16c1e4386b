// Codex CLI, unmodified: `codex mcp login` at examples/mcp-server. It has a metadata document on the web, or else
// registers itself. It listens on a port of its own, and prints the address that it would open.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { before, test } from "node:test";
import { decodeJwt } from "jose";

import { run } from "../../../scripts/command.mjs";
import { Browser } from "../../workerd/kit/browser.mjs";
import { serveBoth, userId } from "../../workerd/kit/mcp.mjs";
import { approve } from "../../workerd/kit/steps.mjs";
import { ensureCodex } from "./setup.mjs";

/** The client_id of Codex where the server takes documents. What is really there cannot be fetched here. */
const DOCUMENT_URL = "https://chatgpt.com/oauth/codex/client.json";
const DOCUMENT = {
  client_id: DOCUMENT_URL,
  client_name: "Codex",
  redirect_uris: ["http://127.0.0.1/callback", "http://localhost/callback"],
  token_endpoint_auth_method: "none",
};

/** How Codex becomes a client, by what the server offers. */
const WAYS = {
  "by its metadata document": {},
  "by registering itself": { CLIENT_ID_METADATA_DOCUMENTS: "false", REGISTRATION: "open" },
};

let program;
before(async () => {
  program = path.join(await ensureCodex(), "node_modules", "@openai", "codex", "bin", "codex.js");
});

/** A server for Codex, and a folder of its own for it: {server, env, home, dispose}. */
async function stage(vars) {
  await using started = new AsyncDisposableStack();
  const server = await serveBoth({ vars });
  started.defer(server.dispose);
  server.documents[DOCUMENT_URL] = DOCUMENT;
  const home = await mkdtemp(path.join(os.tmpdir(), "edgegrant-codex-"));
  started.defer(() => rm(home, { recursive: true, force: true }));
  // Tokens go into a file: a test machine has no keyring.
  const config = `mcp_oauth_credentials_store = "file"\n\n[mcp_servers.sums]\nurl = "${server.mcp}"\n`;
  await writeFile(path.join(home, "config.toml"), config);
  const all = started.move();
  return { server, home, env: { CODEX_HOME: home, HOME: home, BROWSER: "true" }, dispose: () => all.disposeAsync() };
}

/** `codex mcp login`: what it said. A person is there who says yes. */
async function login({ server, env }) {
  const child = spawn(process.execPath, [program, "mcp", "login", "sums"], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
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
  const { hostname } = new URL(page.location);
  assert.ok(["127.0.0.1", "localhost"].includes(hostname), page.location);
  await fetch(page.location);
}

for (const [way, vars] of Object.entries(WAYS)) {
  test(`signs a person in, ${way}, and keeps its tokens`, async () => {
    const at = await stage(vars);
    try {
      await login(at);
      const kept = await readFile(path.join(at.home, ".credentials.json"), "utf8");
      const [token] = kept.match(/eyJ[\w-]+\.[\w-]+\.[\w-]+/) ?? [];
      const { sub, aud, iss, client_id } = decodeJwt(token);
      assert.deepEqual([sub, aud, iss], [await userId(at.server), at.server.mcp, at.server.url]);
      assert.equal(client_id === DOCUMENT_URL, vars.REGISTRATION === undefined);
      assert.match(kept, /"refresh_token"/);
      const { stdout } = await run(process.execPath, [program, "mcp", "list", "--json"], { env: at.env });
      assert.equal(JSON.parse(stdout).find(({ name }) => name === "sums").auth_status, "o_auth", stdout);
    } finally {
      await at.dispose();
    }
  });
}

// Codex CLI, unmodified: `codex mcp login` at examples/mcp-server. It registers itself, listens on a port of its own,
// and prints the address that it would open.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { decodeJwt } from "jose";

import { run } from "../../../scripts/command.mjs";
import { Browser } from "../../workerd/kit/browser.mjs";
import { serveBoth, userId } from "../../workerd/kit/mcp.mjs";
import { approve } from "../../workerd/kit/steps.mjs";
import { ensureCodex } from "./setup.mjs";

let program, server, home;
const started = new AsyncDisposableStack();

before(async () => {
  program = path.join(await ensureCodex(), "node_modules", "@openai", "codex", "bin", "codex.js");
  server = await serveBoth({ vars: { REGISTRATION: "open" } });
  started.defer(server.dispose);
  home = await mkdtemp(path.join(os.tmpdir(), "edgegrant-codex-"));
  started.defer(() => rm(home, { recursive: true, force: true }));
  // Tokens go into a file: a test machine has no keyring.
  const config = `mcp_oauth_credentials_store = "file"\n\n[mcp_servers.sums]\nurl = "${server.mcp}"\n`;
  await writeFile(path.join(home, "config.toml"), config);
});
after(() => started.disposeAsync());

/** `codex mcp login`: what it said. A person is there who says yes. */
async function login() {
  const child = spawn(process.execPath, [program, "mcp", "login", "sums"], {
    env: { ...process.env, CODEX_HOME: home, HOME: home, BROWSER: "true" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  let visiting;
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text) => {
      said += text;
      const [address] = said.match(/https?:\/\/\S+\/authorize\?\S+(?=\s)/) ?? [];
      if (address === undefined) return;
      visiting ??= visit(address).catch((error) => {
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

async function visit(address) {
  const page = await approve(new Browser(server), { url: address }, server.user);
  const { hostname } = new URL(page.location);
  assert.ok(["127.0.0.1", "localhost"].includes(hostname), page.location);
  await fetch(page.location);
}

test("signs a person in, keeps its tokens, and is signed in then", async () => {
  await login();
  const kept = await readFile(path.join(home, ".credentials.json"), "utf8");
  const [token] = kept.match(/eyJ[\w-]+\.[\w-]+\.[\w-]+/) ?? [];
  const { sub, aud, iss } = decodeJwt(token);
  assert.deepEqual([sub, aud, iss], [await userId(server), server.mcp, server.url]);
  const { stdout } = await run(process.execPath, [program, "mcp", "list", "--json"], { env: { CODEX_HOME: home, HOME: home } });
  assert.equal(JSON.parse(stdout).find(({ name }) => name === "sums").auth_status, "o_auth", stdout);
});

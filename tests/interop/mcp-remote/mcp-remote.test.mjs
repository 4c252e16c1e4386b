// mcp-remote, unmodified: between an MCP client that only starts local programs, and examples/mcp-server. It registers
// itself, waits for the browser on a port of its own, and keeps its tokens in a folder.

import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { createInterface } from "node:readline";

import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";

import { freePort } from "../../../scripts/local.mjs";
import { Browser } from "../../workerd/kit/browser.mjs";
import { serveBoth, userId } from "../../workerd/kit/mcp.mjs";
import { approve } from "../../workerd/kit/steps.mjs";
import { ensureMcpRemote } from "./setup.mjs";

let program, server, home;
const started = new AsyncDisposableStack();

before(async () => {
  program = path.join(await ensureMcpRemote(), "node_modules", "mcp-remote", "dist", "proxy.js");
  server = await serveBoth({ vars: { REGISTRATION: "open" } });
  started.defer(server.dispose);
  home = await mkdtemp(path.join(os.tmpdir(), "edgegrant-mcp-remote-"));
  started.defer(() => rm(home, { recursive: true, force: true }));
});
after(() => started.disposeAsync());

/**
 * An MCP client that starts mcp-remote: {client, asked, said}. When mcp-remote wants the browser, a person is there
 * who says yes; `asked` are the addresses that it opened.
 */
async function connect() {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [program, server.mcp, String(await freePort())],
    // Without a PATH it finds no browser to open, and prints the address.
    env: { HOME: home, MCP_REMOTE_CONFIG_DIR: home, PATH: "" },
    stderr: "pipe",
  });
  const [asked, said] = [[], []];
  createInterface({ input: transport.stderr }).on("line", (line) => {
    said.push(line);
    const [address] = line.match(/https?:\/\/\S+\/authorize\?\S+/) ?? [];
    if (address === undefined || asked.includes(address)) return;
    asked.push(address);
    visit(address).catch((error) => said.push(String(error)));
  });
  const client = new Client({ name: "test", version: "1" });
  await client.connect(transport).catch((error) => {
    throw new Error(`${error.message}\n${said.join("\n")}`);
  });
  return { client, asked, said };
}

async function visit(address) {
  const page = await approve(new Browser(server), { url: address }, server.user);
  await fetch(page.location);
}

test("signs a person in, calls a tool, and asks nobody the second time", async () => {
  const first = await connect();
  try {
    const { content } = await first.client.callTool({ name: "whoami" });
    assert.ok(content[0].text.startsWith(`user ${await userId(server)} through client `), content[0].text);
    assert.equal(first.asked.length, 1, first.said.join("\n"));
  } finally {
    await first.client.close();
  }

  const second = await connect();
  try {
    const { content } = await second.client.callTool({ name: "add", arguments: { a: 1, b: 2 } });
    assert.equal(content[0].text, "3");
    assert.deepEqual(second.asked, []);
  } finally {
    await second.client.close();
  }
});

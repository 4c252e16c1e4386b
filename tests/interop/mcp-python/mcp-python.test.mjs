// The MCP SDK for Python, unmodified: it connects to examples/mcp-server, asks the person for more when a tool needs
// it, and refreshes.

import assert from "node:assert/strict";
import path from "node:path";
import { after, before, test } from "node:test";
import { decodeJwt } from "jose";

import { Browser } from "../../workerd/kit/browser.mjs";
import { serveBoth, userId } from "../../workerd/kit/mcp.mjs";
import { visit } from "../../workerd/kit/steps.mjs";
import { runWithBrowser } from "../programs.mjs";
import { ensurePythonSdk } from "./setup.mjs";

const REDIRECT_URI = "http://localhost:33418/callback";

let python;
const started = new AsyncDisposableStack();
before(async () => {
  python = await ensurePythonSdk();
});
after(() => started.disposeAsync());

/** Calls tools of an MCP server that has a client ask for `scope` first: {server, answers, tokens, asked, requests}. */
async function connect(scope, calls) {
  const server = await serveBoth({ vars: { REGISTRATION: "open" }, scope });
  started.defer(server.dispose);
  const settings = JSON.stringify({ mcp: server.mcp, redirect_uri: REDIRECT_URI, calls });
  const browser = new Browser(server);
  const open = async (address) => (await visit(browser, address, server.user)).href;
  const program = [path.join(import.meta.dirname, "client.py"), settings];
  const { opened, ...done } = await runWithBrowser(python, program, open);
  return { server, ...done, asked: opened.map((address) => new URL(address).searchParams.get("scope")) };
}

test("connects, calls a tool and refreshes, always for the MCP server alone", async () => {
  const { server, answers, tokens, requests, asked } = await connect("mcp:whoami", [["whoami", {}]]);
  for (const answer of answers) assert.match(answer, new RegExp(`^user ${await userId(server)} `));
  assert.equal(asked.length, 1);
  assert.deepEqual(requests.map(({ grant_type, resource }) => [...grant_type, ...resource]),
    [["authorization_code", server.mcp], ["refresh_token", server.mcp]]);
  for (const { access_token } of tokens) {
    const { aud, scope } = decodeJwt(access_token);
    assert.deepEqual([aud, scope], [server.mcp, "mcp:whoami"]);
  }
});

// The MCP server names `openid`, and the SDK adds `offline_access`: nothing of this is the MCP server's own.
test("signs in with openid and offline_access alone, and then asks for what a tool needs", async () => {
  const { answers, tokens, asked } = await connect("openid", [["add", { a: 2, b: 3 }]]);
  assert.deepEqual(answers, ["5", "5"]);
  assert.equal(asked[0], "openid offline_access");
  assert.match(asked[1], /mcp:add/);
  assert.deepEqual(tokens.map(({ scope }) => scope), [asked[0], asked[1], asked[1]]);
});

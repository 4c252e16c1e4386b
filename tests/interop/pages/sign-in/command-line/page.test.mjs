// docs/sign-in/command-line.md: the tool is started, and a browser opens the address that it names.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { text } from "node:stream/consumers";
import { createRemoteJWKSet, jwtVerify } from "jose";

import { freePort, serveAuthorizationServer } from "../../../../../scripts/local.mjs";
import { serveApp } from "../../../../workerd/kit/apps.mjs";
import { Browser } from "../../../../workerd/kit/browser.mjs";
import { Follower } from "../../page.mjs";

const started = new AsyncDisposableStack();
let server, api, follower, command;

before(async () => {
  const data = await mkdtemp(path.join(os.tmpdir(), "edgegrant-"));
  started.defer(() => rm(data, { recursive: true, force: true }));
  api = await serveApp(answer);
  started.defer(api.dispose);
  server = await serveAuthorizationServer({
    seed: true,
    persist: data,
    vars: { RESOURCES: [{ resource: api.url, name: "Books", scopes: { "books:read": "Read your books" } }] },
  });
  started.defer(server.dispose);
  follower = await Follower.of("sign-in/command-line", { issuer: server.url, port: await freePort() });
  started.defer(() => follower.dispose());
  const { id } = await follower.register(data);
  await server.db.prepare("UPDATE clients SET scope = scope || ' books:read' WHERE id = ?").bind(id).run();
  follower.write();
  [command] = follower.commandsOf("3. Run it");
});
after(() => started.disposeAsync());

async function answer(request, response) {
  const [, token] = request.headers.authorization.split(" ");
  const keys = createRemoteJWKSet(new URL(`${server.url}/.well-known/jwks.json`));
  const { payload } = await jwtVerify(token, keys, { typ: "at+jwt", issuer: server.url, audience: api.url });
  response.end(`books for ${payload.scope}`);
}

/** Starts the tool: {address, ended}, where it wants the browser, and then its exit code and what it said. */
async function start(...args) {
  const [program, script] = command;
  // No browser of this machine is opened: its opener is not on the path.
  const env = { ...process.env, PATH: follower.folder };
  const tool = spawn(program, [...script, ...args], { cwd: follower.folder, env, stdio: ["ignore", "pipe", "pipe"] });
  started.defer(() => tool.kill());
  let said = "";
  tool.stdout.setEncoding("utf8").on("data", (it) => { said += it; });
  const complaints = text(tool.stderr);
  const ended = once(tool, "close").then(async ([code]) => ({ code, said, complaints: await complaints }));
  while (!/\nhttp\S+\n/.test(said)) {
    await Promise.race([once(tool.stdout, "data"), ended.then((it) => { throw new Error(it.complaints); })]);
  }
  return { address: said.match(/\n(http\S+)\n/)[1], ended };
}

/** Signs in where the tool said, answers what is asked, and goes where that leads. */
async function answers(address, decision) {
  const browser = new Browser(server);
  const consent = await browser.signIn(await browser.open(address), server.user);
  assert.equal(consent.asksConsent, true, consent.text);
  const { location } = await browser.submit(consent, { decision });
  assert.ok(location.startsWith("http://127.0.0.1:"), location);
  return fetch(location);
}

test("signs a person in", async () => {
  const { address, ended } = await start();
  const shown = await answers(address, "allow");
  assert.equal(await shown.text(), "You can close this window.");
  const { code, said, complaints } = await ended;
  assert.equal(code, 0, complaints);
  assert.match(said, /^Hello, Demo Person$/m);
});

test("calls an API with a token for it", async () => {
  const { address, ended } = await start(`${api.url}/books`, "books:read");
  await answers(address, "allow");
  const { said, complaints } = await ended;
  assert.match(said, /^200 books for .*books:read$/m, complaints);
});

test("ends with the error when the person denies", async () => {
  const { address, ended } = await start();
  await answers(address, "deny");
  const { code, said, complaints } = await ended;
  assert.equal(code, 1);
  assert.match(complaints, /access_denied/);
  assert.doesNotMatch(said, /Hello/);
});

test("waits on through what is not the answer, and takes no answer that was made up", async () => {
  const { address, ended } = await start();
  const here = new URL(new URL(address).searchParams.get("redirect_uri"));
  assert.equal((await fetch(new URL("/favicon.ico", here))).status, 404);
  await fetch(`${here}?${new URLSearchParams({ code: "made-up", state: "made-up", iss: server.url })}`);
  const { code, said } = await ended;
  assert.equal(code, 1);
  assert.doesNotMatch(said, /Hello/);
});

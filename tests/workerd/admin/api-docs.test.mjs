// The example of docs/admin-api.md, as it is written there.

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";

import { must, root, run } from "../../../scripts/command.mjs";
import { addMachine } from "../kit/admin-api.mjs";
import { addUser } from "../kit/people.mjs";
import { serveWithClock } from "../kit/serve.mjs";

const page = readFileSync(path.join(root, "docs", "admin-api.md"), "utf8");

let server, folder;
before(async () => {
  server = await serveWithClock();
  mkdirSync(path.join(root, ".tools"), { recursive: true });
  // Where the packages of the project are found.
  folder = mkdtempSync(path.join(root, ".tools", "admin-api-"));
  for (const [, name, code] of page.matchAll(/^\*\*`([\w.]+)`\*\*\n\n```\w+\n([^]*?)^```$/gm)) writeFileSync(path.join(folder, name), code);
});
after(async () => {
  if (folder) rmSync(folder, { recursive: true });
  await server?.dispose();
});

test("lists every user, over several parts", async () => {
  for (let i = 0; i < 25; i++) await addUser(server);
  await must("The keys are not made.", process.execPath, ["keys.mjs"], { cwd: folder });
  const jwks = JSON.parse(readFileSync(path.join(folder, "jwks.json"), "utf8"));
  const { id } = await addMachine(server, { jwks });
  const program = (client) => run(process.execPath, ["users.mjs"], { cwd: folder, env: { ISSUER: server.url, CLIENT_ID: client } });
  const { code, stdout, stderr } = await program(id);
  assert.equal(code, 0, stderr);
  const all = (await server.db.prepare("SELECT id FROM users ORDER BY username").all()).results.map((user) => user.id);
  assert.deepEqual(stdout.trim().split("\n").map((line) => line.split(" ")[0]), all);
  assert.notEqual((await program("nobody")).code, 0);
});

// The local database is one file. A command waits while somebody else writes to it, as a running server does.

import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { after, before, test } from "node:test";

import { serveAuthorizationServer } from "../kit/serve.mjs";

/** How long the database is held, in milliseconds. */
const HELD = 6000;

let server, data;
before(async () => {
  data = mkdtempSync(path.join(tmpdir(), "edgegrant-busy-"));
  server = await serveAuthorizationServer({ persist: data });
});
after(async () => {
  await server?.dispose();
  rmSync(data, { recursive: true, force: true });
});

/** The file that holds the tables. */
function file() {
  const files = readdirSync(data, { recursive: true }).filter((name) => name.endsWith(".sqlite"));
  return files.map((name) => path.join(data, name)).find((name) => {
    const database = new DatabaseSync(name, { readOnly: true });
    const found = database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'token_families'").get();
    database.close();
    return found;
  });
}

test("a command goes on when the database is free again, and what it does is done once", async () => {
  const database = new DatabaseSync(file());
  database.exec("BEGIN EXCLUSIVE");
  setTimeout(() => {
    database.exec("COMMIT");
    database.close();
  }, HELD);
  const begun = Date.now();
  const client = await server.admin("client", "add", "--name", "App", "--redirect-uri", "https://app.example/callback");
  assert.ok(Date.now() - begun >= HELD, "it waited");
  const { clients } = await server.admin("client", "list");
  assert.deepEqual(clients.map(({ client_id }) => client_id), [client.client_id]);
});

// Schemathesis, unmodified: the Admin API is as its description says, whatever is sent.

import assert from "node:assert/strict";
import path from "node:path";
import { after, before, test } from "node:test";
import { exportPKCS8 } from "jose";

import { run } from "../../../scripts/command.mjs";
import { serveAuthorizationServer } from "../../../scripts/local.mjs";
import { addMachine } from "../../workerd/kit/admin-api.mjs";
import { addAdministrator, addGroup } from "../../workerd/kit/administrators.mjs";
import { addClient } from "../../workerd/kit/clients.mjs";
import { addPerson } from "../../workerd/kit/people.mjs";
import { ensureSchemathesis } from "./setup.mjs";

/** How many right calls and how many wrong ones of each route. */
const EXAMPLES = 10;
/** How many times that, at most, until a right call went well. */
const TURNS = 20;

/** What a program in its own name never does here: make or unmake an administrator, mail without mail, and revoke the key that signs. */
const NEVER = new Set(["make-administrator", "unmake-administrator", "recovery-mail"].map((deed) => `POST /users/{id}/${deed}`).concat("POST /keys/{id}/revoke"));

let python, server, settings;
before(async () => {
  python = await ensureSchemathesis();
  server = await serveAuthorizationServer({ seed: true });
  // One who stays, whatever becomes of the others.
  await addAdministrator(server);
  const several = (make) => Promise.all(Array.from({ length: 12 }, (_, number) => make(number)));
  const link = "INSERT INTO one_time_links (hash, purpose, uses_left, expires_at, created_at, asks_second_factor, proves_email) VALUES (?, 'invitation', 1, unixepoch() + 600, unixepoch(), 0, 0)";
  const ids = {
    users: (await several(() => addPerson(server))).map(({ id }) => id),
    groups: await several((number) => addGroup(server, `group-${number}`)),
    apps: (await several(() => addClient(server, { method: "client_secret_basic" }))).map(({ id }) => id),
    invitations: await several(async (number) => {
      await server.db.prepare(link).bind(`link-${number}`).run();
      return `link-${number}`;
    }),
    keys: ["ES256", "RS256", "EdDSA"],
  };
  await server.db.prepare("UPDATE users SET unverified_email = id || '@new.example' WHERE administrator = 0").run();
  for (const id of ids.apps.slice(0, 3)) await server.db.prepare("UPDATE clients SET blocked_at = 1 WHERE id = ?").bind(id).run();
  // Some came by themselves.
  for (const id of ids.apps.slice(6)) await server.db.prepare("UPDATE clients SET registered_by = 'itself' WHERE id = ?").bind(id).run();
  const { id, privateKey } = await addMachine(server);
  settings = { url: server.url, client_id: id, key: await exportPKCS8(privateKey), examples: EXAMPLES, turns: TURNS, never: [...NEVER], ids };
});
after(() => server?.dispose());

const calls = (changes) => run(python, [path.join(import.meta.dirname, "calls.py"), JSON.stringify({ ...settings, ...changes })]);

test("a description that is wrong is found to be", { timeout: 120_000 }, async () => {
  const { code, stdout, stderr } = await calls({ broken: true });
  assert.notEqual(code, 0, stdout);
  assert.match(stderr, /is not of type .string.|Response violates schema/);
});

test("every answer is one that the description has, to right calls and to wrong ones", { timeout: 600_000 }, async () => {
  const { code, stdout, stderr } = await calls();
  assert.equal(code, 0, stderr.slice(-5000));
  const { done } = JSON.parse(stdout.trim().split("\n").at(-1));
  const { paths } = await (await fetch(`${server.url}/admin/api/openapi.json`)).json();
  const routes = Object.entries(paths).flatMap(([route, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${route}`));
  for (const route of routes.filter((it) => !NEVER.has(it))) {
    const well = Object.keys(done).some((call) => call.startsWith(`${route} 2`));
    assert.ok(well, `${route} never went well: ${JSON.stringify(done)}`);
  }
});

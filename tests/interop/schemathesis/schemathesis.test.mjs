// Schemathesis, unmodified: the Admin API is as its description says, whatever is sent.

import assert from "node:assert/strict";
import path from "node:path";
import { after, before, test } from "node:test";
import { exportPKCS8 } from "jose";

import { must } from "../../../scripts/command.mjs";
import { addMachine } from "../../workerd/kit/admin-api.mjs";
import { addAdministrator } from "../../workerd/kit/administrators.mjs";
import { addPerson } from "../../workerd/kit/people.mjs";
import { serveAuthorizationServer } from "../../../scripts/local.mjs";
import { ensureSchemathesis } from "./setup.mjs";

/** How many right calls and how many wrong ones of each route. */
const EXAMPLES = 15;

let python, server;
before(async () => {
  python = await ensureSchemathesis();
  server = await serveAuthorizationServer({ seed: true });
});
after(() => server?.dispose());

test("every answer is one that the description has, to right calls and to wrong ones", async () => {
  // One who stays, whatever becomes of the others.
  await addAdministrator(server);
  const people = await Promise.all(Array.from({ length: 12 }, () => addPerson(server)));
  const { id, privateKey } = await addMachine(server);
  const settings = {
    url: server.url, client_id: id, key: await exportPKCS8(privateKey), examples: EXAMPLES,
    ids: { users: people.map((person) => person.id) },
  };
  const { stdout } = await must("Schemathesis found something.", python, [path.join(import.meta.dirname, "calls.py"), JSON.stringify(settings)]);
  const { done } = JSON.parse(stdout.trim().split("\n").at(-1));
  const { paths } = await (await fetch(`${server.url}/admin/api/openapi.json`)).json();
  const routes = Object.entries(paths).flatMap(([route, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${route}`));
  for (const route of routes) {
    const well = Object.keys(done).some((call) => call.startsWith(`${route} 2`));
    assert.ok(well, `${route} never went well: ${JSON.stringify(done)}`);
  }
});

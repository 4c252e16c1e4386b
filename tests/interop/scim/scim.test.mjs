// scim2-tester, unmodified: it reads what this server says it can do, and then makes, reads, changes and removes users and
// groups, each attribute by itself.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import path from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";

import { serveAuthorizationServer } from "../../../scripts/local.mjs";
import { directory } from "../../workerd/scim/directory.mjs";
import { ensureScimTester } from "./setup.mjs";

/** What it finds that this server means to do: the beginning of what it says, and why that is no fault. */
const MEANT = {
  "search_with_attributes: This directory made nothing with this id.": "there is no searching by POST (RFC 7644 section 3.4.3): directories search by GET",
  "check_remove_attribute: PATCH modify() did not remove attribute 'active'": "whoever can sign in is active, and so active always has a value",
};

let server, results;
before(async () => {
  const python = await ensureScimTester();
  server = await serveAuthorizationServer({ seed: true, vars: { SCIM: "on" } });
  const { token } = await directory(server, { name: "tester" });
  const settings = JSON.stringify({ url: `${server.url}/scim/v2`, token });
  const { stdout } = await promisify(execFile)(python, [path.join(import.meta.dirname, "tester.py"), settings], { maxBuffer: 1 << 26, timeout: 300_000 });
  results = JSON.parse(stdout);
});
after(() => server?.dispose());

test("scim2-tester finds nothing wrong", (t) => {
  const by = Object.groupBy(results, ({ status }) => status);
  t.diagnostic(Object.entries(by).map(([status, all]) => `${status} ${all.length}`).join(", "));
  assert.ok(by.SUCCESS.length > 50);
  const wrong = [...(by.ERROR ?? []), ...(by.CRITICAL ?? [])];
  const said = wrong.map(({ title, reason, data }) => `${title}: ${reason} ${data}`);
  assert.deepEqual(said.filter((it) => !Object.keys(MEANT).some((begin) => it.startsWith(begin))), []);
  for (const begin of Object.keys(MEANT)) assert.ok(said.some((it) => it.startsWith(begin)), `no longer so: ${begin}`);
});

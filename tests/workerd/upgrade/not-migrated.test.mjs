// This version on the schema of the version before, as when it is deployed before the migrations are applied: it says what
// to do, issues nothing, and loses nothing.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { authorizationRequest, silently } from "../kit/steps.mjs";
import { BrowserThen, SCOPE, countRows, kept, postThen, serveThen } from "./then.mjs";

const { users: { ada, bob }, clients, families } = kept;
const REASON =
  /^the database is not migrated \(.*(no such (table|column|index)|has no column named).*\); run `npm run deploy` \(locally `npm start`\)$/;
const COMMANDS = /^The local database is not migrated\. Run `npm start` once\./;

let server, counts;
before(async () => {
  server = await serveThen();
  counts = await countRows(server.db);
});
after(() => server?.dispose());

const refreshing = (name) => ({ grant_type: "refresh_token", refresh_token: families[name].refresh_token });

/** 503, and the log says why; whoever asked is not told. `page` is whether a person reads it. */
async function assertSaid(ask, { page = false } = {}) {
  const { status, headers, text, json } = await ask();
  assert.equal(status, 503, text);
  assert.doesNotMatch(text, /migrat|no such|column|wrangler/);
  const id = page ? text.match(/Reference: <code>(\w+)</)[1] : json.error_description.match(/Reference: (\w+)$/)[1];
  assert.equal(headers.get("content-type").startsWith("text/html"), page);
  const line = await server.logged((entry) => entry.event === "trouble" && entry.id === id);
  assert.match(line.reason, REASON);
}

async function health() {
  const response = await fetch(`${server.url}/health`);
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: JSON.parse(text) };
}

test("/health says so, to the owner alone", () => assertSaid(health));

test("pages say that they are not available, to people who are signed in too", async () => {
  const { url } = authorizationRequest(clients.web);
  for (const name of ["none", "shared"]) {
    await assertSaid(() => new BrowserThen(server, name).open(url), { page: true });
  }
});

test("a login form that was open signs nobody in", async () => {
  const fields = { username: bob.username, password: bob.password };
  await assertSaid(() => new BrowserThen(server, "waiting").send(kept.pages.login, fields), { page: true });
});

test("apps are asked to try again, and nothing is used up", async () => {
  await assertSaid(() => postThen(server, clients.web, "/token", kept.code));
  for (const [name, client] of [["fresh", clients.web], ["self", clients.self], ["keyed", clients.keyed]]) {
    await assertSaid(() => postThen(server, client, "/token", refreshing(name)));
  }
  await assertSaid(() => postThen(server, clients.api, "/introspect", { token: families.fresh.access_token }));
  assert.deepEqual(await countRows(server.db), counts);
});

test("the sweep says so", async () => {
  await server.scheduled();
  const { reason } = await server.logged(({ event }) => event === "sweep");
  assert.match(reason, REASON);
});

test("the commands say so", async () => {
  for (const args of [["user", "list"], ["user", "show", "ada"], ["user", "disable", "ada"], ["user", "sessions", "end", "ada"], ["events", "tail"]]) {
    await assert.rejects(server.admin(...args), ({ message }) => {
      assert.match(message, COMMANDS, args.join(" "));
      return true;
    });
  }
});

test("once the migrations are applied, everything works that was refused", async () => {
  await server.upgrade();
  const code = await postThen(server, clients.web, "/token", kept.code);
  assert.equal(code.status, 200, code.text);
  const answer = await postThen(server, clients.web, "/token", refreshing("fresh"));
  assert.equal(answer.status, 200, answer.text);
  const page = await new BrowserThen(server, "waiting").send(kept.pages.login, { username: bob.username, password: bob.password });
  assert.ok(page.answer.has("code"), page.location);
  assert.equal(await silently(new BrowserThen(server, "shared"), clients.web, { scope: SCOPE, login_hint: ada.username }), "code");
});

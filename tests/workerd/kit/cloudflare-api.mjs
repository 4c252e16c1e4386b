// A stand-in of Cloudflare's API, as far as D1 needs it: accounts, databases and queries, on real SQLite. What asks it is
// given its address as CLOUDFLARE_API_BASE_URL.
//
//   const api = await cloudflareApi();
//   api.url         for CLOUDFLARE_API_BASE_URL
//   api.token       for CLOUDFLARE_API_TOKEN
//   api.account     the id of its one account; api.accounts is the list, to be changed
//   api.database    {uuid, name, sqlite}: its one database, migrated; api.databases is the list
//   api.requests    {method, path, body}: what was asked so far
//   api.fail(answer)  answers the next request that `answer(request)` gives something for: {status, errors},
//                   "hang up" before anything was done, or "hang up after" it was
//   api.exporting   how often it still says that an export goes on; api.cut: the last half of what was exported is missing
//   api.close()
//
// From Cloudflare's published schema of its API (github.com/cloudflare/api-schemas, the operations of D1), and from what
// wrangler sends and reads: an answer is {success, errors, messages, result}; a database is found by its id or its name;
// the `sql` of a query may hold several statements, which are one transaction; what SQLite refuses is 400 with code 7500. D1
// refuses statements of more than 100 kB (developers.cloudflare.com/d1/platform/limits). An export is asked for until its status
// is "complete", with the bookmark of the first answer, and then fetched from an address that needs no login.

import { randomBytes, randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { DatabaseSync } from "node:sqlite";

import { inJson } from "../../../scripts/d1-file.mjs";
import { knownMigrations } from "../../../scripts/known-migrations.mjs";
import { migrationStatements, workers } from "../../../scripts/workers.mjs";
import { exportOf } from "./d1-export.mjs";

// It takes seconds to load, which no request should wait for.
const { unstable_splitSqlQuery: splitSql } = createRequire(import.meta.url)("wrangler");

/** `migrated: false` leaves the database empty. */
export async function cloudflareApi({ migrated = true } = {}) {
  const token = randomBytes(20).toString("hex");
  const account = randomBytes(16).toString("hex");
  const database = { uuid: randomUUID(), name: "edgegrant", sqlite: new DatabaseSync(":memory:") };
  if (migrated) migrate(database.sqlite);
  const state = {
    token, account, accounts: [{ id: account, name: "Example" }], database, databases: [database], requests: [], failures: [],
    exporting: 1, exports: {}, cut: false,
  };
  const server = createServer((request, response) => serve(state, request, response));
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return Object.assign(state, {
    url: `http://127.0.0.1:${server.address().port}/client/v4`,
    fail: (answer) => state.failures.push(answer),
    close: () => new Promise((resolve) => {
      for (const { sqlite } of state.databases) sqlite.close();
      server.close(resolve);
      server.closeAllConnections();
    }),
  });
}

// As wrangler does it.
function migrate(sqlite) {
  for (const sql of migrationStatements(workers.server)) sqlite.exec(sql);
  sqlite.exec("CREATE TABLE d1_migrations(id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE, applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL)");
  for (const name of knownMigrations()) sqlite.prepare("INSERT INTO d1_migrations (name) VALUES (?)").run(name);
}

async function serve(state, request, response) {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) text += chunk;
  const { pathname } = new URL(request.url, "http://localhost");
  const exported = state.exports[pathname];
  if (exported !== undefined) return response.writeHead(request.headers.authorization ? 400 : 200).end(exported);
  const asked = { method: request.method, path: pathname.replace("/client/v4", ""), body: text === "" ? undefined : JSON.parse(text) };
  state.requests.push(asked);
  const failure = nextFailure(state, asked);
  if (failure === "hang up") return request.socket.destroy();
  const { status = 200, result = null, errors = [] } =
    typeof failure === "object" ? failure : await answer(state, asked, request.headers.authorization);
  if (failure === "hang up after") return request.socket.destroy();
  response.writeHead(status, { "content-type": "application/json" });
  return response.end(JSON.stringify({ success: errors.length === 0 && status < 400, errors, messages: [], result }));
}

function nextFailure(state, asked) {
  for (const [index, failure] of state.failures.entries()) {
    const given = failure(asked);
    if (given === undefined) continue;
    state.failures.splice(index, 1);
    return given;
  }
  return undefined;
}

const refused = (status, code, message) => ({ status, errors: [{ code, message }] });

function answer(state, { method, path, body }, authorization) {
  if (authorization !== `Bearer ${state.token}`) return refused(401, 10000, "Authentication error");
  if (method === "GET" && path === "/accounts") return { result: state.accounts };
  const [, account, rest] = /^\/accounts\/([^/]+)\/d1\/database(.*)$/.exec(path) ?? [];
  if (account === undefined) return refused(404, 7003, `Could not route to ${path}, perhaps your object identifier is invalid?`);
  if (account !== state.account) return refused(403, 10000, "Authentication error");
  const [, name, query] = /^\/([^/]+)(\/query|\/export)?$/.exec(rest) ?? [];
  const database = state.databases.find((it) => [it.uuid, it.name].includes(decodeURIComponent(name)));
  if (database === undefined) return refused(404, 7404, `The database ${name} could not be found`);
  if (method === "POST" && query === "/query") return run(database.sqlite, body);
  if (method === "POST" && query === "/export") return exportStep(state, database, body);
  if (method === "GET" && !query) return { result: { uuid: database.uuid, name: database.name } };
  return refused(405, 7001, "Method not allowed");
}

async function exportStep(state, { uuid, sqlite }, { output_format: format, current_bookmark: bookmark }) {
  if (format !== "polling") return refused(400, 7400, "output_format must be polling");
  const started = { success: true, type: "export", at_bookmark: `00000001-00000000-00004f51-${uuid.replaceAll("-", "")}`, messages: ["Generating"] };
  if (bookmark !== undefined && bookmark !== started.at_bookmark) return refused(400, 7400, "another bookmark");
  if (state.exporting > 0) {
    state.exporting -= 1;
    return { result: { ...started, status: "active" } };
  }
  const sql = await exportOf((text) => sqlite.prepare(text).all());
  const place = `/signed/${randomUUID()}.sql`;
  state.exports[place] = state.cut ? sql.slice(0, sql.lastIndexOf("\nCREATE INDEX")) : sql;
  return { result: { ...started, status: "complete", result: { filename: `${uuid}.sql`, signed_url: new URL(place, state.url).href } } };
}

function run(sqlite, { sql, params, batch }) {
  const asked = batch ?? [{ sql, params }];
  // The whole text too: nobody says whether D1 counts that.
  if (asked.some((it) => Buffer.byteLength(it.sql) > LONGEST_STATEMENT)) return refused(400, 7500, "statement too long: SQLITE_TOOBIG");
  const statements = asked.flatMap(({ sql, params }) => split(sql).map((one) => ({ sql: one, params })));
  sqlite.exec("BEGIN IMMEDIATE");
  try {
    const result = statements.map((statement) => outcome(sqlite, statement));
    sqlite.exec("COMMIT");
    return { result };
  } catch (error) {
    if (sqlite.isTransaction) sqlite.exec("ROLLBACK");
    return refused(400, 7500, `${error.message}: SQLITE_ERROR`);
  }
}

const LONGEST_STATEMENT = 100_000;

function split(sql) {
  const parts = splitSql(sql);
  return parts.length === 0 ? [sql] : parts;
}

function outcome(sqlite, { sql, params = [] }) {
  if (Buffer.byteLength(sql) > LONGEST_STATEMENT) throw new Error("statement too long: SQLITE_TOOBIG");
  const total = () => sqlite.prepare("SELECT total_changes() AS changes").get().changes;
  const before = total();
  const results = sqlite.prepare(sql).all(...params).map(inJson);
  const changes = total() - before;
  return { success: true, results, meta: { changes, changed_db: changes > 0, duration: 0.1, served_by: "stand-in" } };
}

// This version on the database of the version before, as fill.mjs wrote it down.
//
// The clock is set back to when that was, the Worker's and the database's: so nothing expires as this file gets older, and
// the times in signed tokens are as good as they were then. KV alone keeps today's time.

import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { importJWK } from "jose";

import { root } from "../../../scripts/command.mjs";
import { Browser } from "../kit/browser.mjs";
import { Web, documentOf } from "../kit/documents.mjs";
import { assertion, asserted } from "../kit/keys.mjs";
import { serveAuthorizationServer, setAhead, withClock } from "../kit/serve.mjs";
import { form, now, post, postAs } from "../kit/steps.mjs";

const { unstable_splitSqlQuery: split } = createRequire(import.meta.url)("wrangler");

export const SCOPE = "openid profile email offline_access notes:read notes:write";

/** What is known of then: {users, clients, browsers, families, …}, as fill.mjs has it. */
export const kept = JSON.parse(read("kept.json"));

/** Tables of D1 and of wrangler, which are not the server's. */
const FOREIGN = /^(_cf_|sqlite_|d1_migrations$)/;

/**
 * The server: as serveAuthorizationServer, with `web`, the only web there is, and `upgrade()`, which applies the migrations
 * that the database lacks, and sets the clock back once more, however long that took.
 */
export async function serveThen() {
  const web = new Web();
  const { paper } = kept.clients;
  web.putJson(paper.id, documentOf(paper.id, { scope: SCOPE }));
  const server = await serveAuthorizationServer({
    secret: kept.secret,
    vars: { ISSUER: kept.issuer, REGISTRATION: "open" },
    migrate: false,
    altered: withClock,
    outbound: web.outbound,
  });
  // D1 keeps its own count of what AUTOINCREMENT gave.
  const statements = split(read("dump.sql")).filter((sql) => !sql.includes("sqlite_sequence"));
  await server.db.batch(statements.map((sql) => server.db.prepare(sql)));
  for (const [name, value] of kept.kv) await server.kv.put(name, value);
  let ahead = 0;
  const setBack = async () => {
    const wanted = kept.at - now();
    await setAhead(server.url, wanted - ahead);
    ahead = wanted;
  };
  await setBack();
  return { ...server, urls: [kept.issuer], web, upgrade: () => upgrade(server.db).then(setBack) };
}

async function upgrade(db) {
  const { results } = await db.prepare("SELECT name FROM d1_migrations").all();
  const applied = results.map(({ name }) => name);
  const folder = path.join(root, "migrations");
  for (const name of readdirSync(folder).filter((it) => !applied.includes(it)).sort()) {
    const sql = readFileSync(path.join(folder, name), "utf8").replaceAll("unixepoch()", kept.at);
    await db.batch(split(sql).map((statement) => db.prepare(statement)));
  }
}

/** How many rows each table has: {table: number}. */
export async function countRows(db) {
  const { results } = await db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").all();
  const tables = results.map(({ name }) => name).filter((name) => !FOREIGN.test(name));
  const counts = tables.map(async (name) => [name, await db.prepare(`SELECT count(*) AS n FROM ${name}`).first("n")]);
  return Object.fromEntries(await Promise.all(counts));
}

/** A browser of then, or a new one: its forms come from the issuer's address, where people see the server. */
export class BrowserThen extends Browser {
  constructor(server, name) {
    super(server, new Map(kept.browsers[name] ?? []));
  }

  submit(page, fields) {
    return super.submit(page, fields, { origin: kept.issuer });
  }

  /** Sends a form that was open then. */
  send({ action, values }, fields) {
    const body = new URLSearchParams({ ...values, ...fields });
    return this.open(action, { method: "POST", headers: { origin: kept.issuer }, body });
  }
}

/** Posts for a client of then, authenticated as it registered. */
export async function postThen(server, client, path, fields) {
  if (client.method !== "private_key_jwt") return postAs(server, client, path, fields);
  const key = { alg: "ES256", privateKey: await importJWK(kept.keys[client.id], "ES256") };
  const jwt = await assertion(server, client, key, { iat: kept.at, exp: kept.at + 60 });
  return post(server, form({ ...fields, ...asserted(jwt), client_id: client.id }), {}, path);
}

function read(name) {
  return readFileSync(path.join(import.meta.dirname, name), "utf8");
}

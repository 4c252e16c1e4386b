// How many bytes a row takes in the database, with its entries in indexes. To measure this, the largest row that visits left is
// repeated with other keys, in random order.

import { databaseFile, sqlite } from "../scripts/d1-file.mjs";
import { config, workers } from "../scripts/workers.mjs";

/** The tables that grow. Other tables have few rows, or rows that do not stay long. */
const GROWING = ["attempts", "ended_sessions", "events", "grants", "passkeys", "sessions", "token_families", "user_clients", "users"];

/** What a row holds if the browser has a name and is in a known place. */
const AS_ON_CLOUDFLARE = { sessions: { agent: "Firefox/Linux", place: "Amsterdam, NL" }, events: { address: "203.0.113.0/24" }, attempts: { level: "1.5" } };

/** These columns are in an index, and have only a few values. */
const SHARED = ["rp_id", "registered_by", "id_token_signed_response_alg", "userinfo_signed_response_alg", "administrator"];

/** How long the names are that people choose. Those in tests are longer. */
const LENGTHS = { users: { username: 12, username_folded: 12, email: 24, email_folded: 24 } };

/** Which row is repeated: not an administrator's, because that is in one more index. */
const USUAL = { users: "WHERE administrator = 0" };

/** The id of an event begins with its time, so this table grows at one end. All other keys are random. */
const IN_ORDER = { events: "id" };

/**
 * The tables that have a row in the database in `folder`, as {table: {bytes, entries}}, after `rows` more of each. `entries`: how many rows
 * D1 counts as written when one is deleted. Nothing may be using the database.
 */
export async function measureRows(folder, rows) {
  const { DatabaseSync } = await sqlite();
  const database = new DatabaseSync(databaseFile(config(workers.server).d1_databases[0].database_id, folder));
  try {
    database.exec("PRAGMA foreign_keys = OFF; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF");
    dropTriggers(database);
    const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\' ORDER BY name").all();
    const filled = tables.map(({ name }) => name).filter((name) => database.prepare(`SELECT count(*) AS count FROM ${name}`).get().count > 0);
    return Object.fromEntries(filled.filter((table) => GROWING.includes(table)).map((table) => [table, measure(database, table, rows)]));
  } finally {
    database.close();
  }
}

function measure(database, table, rows) {
  const keys = keyColumns(database, table);
  const columns = database.prepare(`SELECT name, type FROM pragma_table_info('${table}')`).all();
  const changed = AS_ON_CLOUDFLARE[table] ?? {};
  const values = columns.map(({ name, type }) => {
    if (name in changed) return `'${changed[name]}'`;
    if (IN_ORDER[table] === name) return `printf('%010d', substr(${name}, 1, 10) + n) || substr(${name}, 11, 1) || ${randomText(`length(${name}) - 11`)}`;
    if (!keys.has(name)) return name;
    return type === "TEXT" ? `CASE WHEN ${name} IS NOT NULL THEN ${randomText(LENGTHS[table]?.[name] ?? `length(${name})`)} END` : name;
  });
  const names = columns.map(({ name }) => name).join(", ");
  const length = columns.map(({ name }) => `coalesce(length(${name}), 0)`).join(" + ");
  const [bytes, entries] = [bytesOf(database, table), entriesOf(database, table)];
  database.exec(`WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${rows}),
    template AS MATERIALIZED (SELECT ${names} FROM ${table} ${USUAL[table] ?? ""} ORDER BY ${length} DESC LIMIT 1)
    INSERT INTO ${table} (${names}) SELECT ${values.join(", ")} FROM numbers CROSS JOIN template`);
  const more = entriesOf(database, table) - entries;
  return { bytes: Math.round((bytesOf(database, table) - bytes) / rows), entries: Math.round(more / rows) };
}

/** The columns of a table's keys and indexes. */
function keyColumns(database, table) {
  const primary = database.prepare(`SELECT name FROM pragma_table_info('${table}') WHERE pk > 0 ORDER BY pk`).all();
  const indexed = database.prepare(`SELECT DISTINCT info.name FROM pragma_index_list('${table}') AS list, pragma_index_info(list.name) AS info`).all();
  return new Set([...primary, ...indexed].map(({ name }) => name).filter((name) => name !== null && !SHARED.includes(name)));
}

function randomText(length) {
  return `substr(hex(randomblob(64)), 1, ${length})`;
}

/** The bytes of all pages of a table and of its indexes. */
function bytesOf(database, table) {
  const names = "SELECT name FROM sqlite_schema WHERE tbl_name = ?1";
  return database.prepare(`SELECT sum(pgsize) AS bytes FROM dbstat WHERE name IN (${names})`).get(table).bytes;
}

/** The cells of these pages. Indexes, and tables WITHOUT ROWID, hold entries in the inner pages of their trees too; a row has one in each. */
function entriesOf(database, table) {
  const names = "SELECT name FROM sqlite_schema WHERE tbl_name = ?1";
  return database.prepare(`SELECT sum(ncell) AS cells FROM dbstat WHERE name IN (${names})`).get(table).cells;
}

function dropTriggers(database) {
  for (const { name } of database.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'").all()) database.exec(`DROP TRIGGER ${name}`);
}

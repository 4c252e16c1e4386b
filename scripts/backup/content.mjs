// What is in a backup: lines of JSON. The first says what it is of, then come the rows of each table, and the last line
// proves that nothing is missing.
//
//   {"edgegrant":{"version":"0.4.0","made_at":1800000000,"issuer":"…","rp_id":"…","secrets":["…"],"migrations":["0001_schema.sql",…],"tables":{"users":2,…}}}
//   {"table":"users","columns":["id","username",…]}
//   ["1f6e…","ada",…]
//   {"end":{"sha256":"…"}}

import { readFileSync } from "node:fs";
import path from "node:path";
import { StringDecoder } from "node:string_decoder";

import { Trouble, say } from "../command.mjs";
import { sqlite } from "../d1-file.mjs";
import { MIGRATIONS, knownMigrations } from "../known-migrations.mjs";
import { digest, spoiled } from "./container.mjs";

const { DatabaseSync } = await sqlite();

/** Tables of D1, of wrangler, and of a restoration that goes on: they are not the server's. */
const FOREIGN = /^(_cf_|sqlite_|d1_migrations$|restoring)/;
/** How often somebody who waits hears how far it is, in milliseconds. */
const OFTEN = 3000;

/** The name as SQL has it. */
export const quoted = (name) => `"${name.replaceAll('"', '""')}"`;

/** The migrations that a database had; undefined if wrangler never migrated it. */
export function migrationsOf(database) {
  const [table] = database.prepare("SELECT name FROM sqlite_schema WHERE name = 'd1_migrations'").all();
  return table && database.prepare("SELECT name FROM d1_migrations ORDER BY name").all().map(({ name }) => name);
}

/** Refuses a list of migrations that this version does not know, or of which some are missing in between. */
export function requireKnown(applied, what) {
  const known = knownMigrations();
  const newer = applied.filter((name) => !known.includes(name));
  if (newer.length > 0) throw new Trouble(`${what} a newer version of Edgegrant, with ${newer.at(-1)}. Get that version. Nothing was changed.`);
  if (applied.length === 0 || applied.some((name, at) => name !== known[at])) throw new Trouble(`${what} a version that lacks some migrations in between. Nothing was changed.`);
}

/** An empty database in memory, as these migrations make it. */
function emptyDatabase(migrations) {
  const database = new DatabaseSync(":memory:");
  migrate(database, migrations);
  return database;
}

function migrate(database, migrations) {
  for (const name of migrations) {
    database.exec("BEGIN");
    database.exec(readFileSync(path.join(MIGRATIONS, name), "utf8"));
    database.exec("COMMIT");
  }
}

/** The server's tables, those first that others refer to. */
export function tablesOf(database) {
  const names = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").all().map(({ name }) => name).filter((name) => !FOREIGN.test(name));
  const found = [];
  const visit = (name) => {
    if (found.includes(name)) return;
    for (const { table } of database.prepare(`PRAGMA foreign_key_list(${quoted(name)})`).all()) if (table !== name) visit(table);
    found.push(name);
  };
  names.forEach(visit);
  return found;
}

/** The names of a table's columns. */
export function columnsOf(database, table) {
  return database.prepare(`SELECT name FROM pragma_table_info('${table}')`).all().map(({ name }) => name);
}

export function countOf(database, table) {
  return database.prepare(`SELECT count(*) AS number FROM ${quoted(table)}`).get().number;
}

/** The rows of a table, always in the same order, as lists. Integers are of the kind BigInt. */
export function* rowsOf(database, table) {
  const columns = columnsOf(database, table);
  const keys = database.prepare(`SELECT name FROM pragma_table_info('${table}') WHERE pk > 0 ORDER BY pk`).all().map(({ name }) => quoted(name));
  const statement = database.prepare(`SELECT * FROM ${quoted(table)} ORDER BY ${keys.join(", ")}`);
  statement.setReadBigInts(true);
  for (const row of statement.iterate()) yield columns.map((name) => row[name]);
}

/** Refuses a database that lacks something which its migrations made: it was not read whole. */
export function requireWhole(database) {
  const applied = migrationsOf(database) ?? [];
  requireKnown(applied, "The database is that of");
  const model = emptyDatabase(applied);
  const names = (of) => of.prepare("SELECT type || ' ' || name AS name FROM sqlite_schema").all().map(({ name }) => name);
  const there = names(database);
  const missing = names(model).find((name) => !there.includes(name));
  model.close();
  if (missing) throw new Trouble(`The database lacks the ${missing}, which its migrations make. No backup was made; try again, and if that does not help, look at the database.`);
}

/** The lines of a backup of this database, in which nothing may change meanwhile. */
export function* linesOf(database, about) {
  const hash = digest();
  const line = (value) => {
    const text = `${JSON.stringify(value)}\n`;
    hash.update(text);
    return text;
  };
  const tables = tablesOf(database);
  const counts = Object.fromEntries(tables.map((table) => [table, countOf(database, table)]));
  const heard = progress(Object.values(counts).reduce((sum, count) => sum + count, 0));
  yield line({ edgegrant: { ...about, migrations: migrationsOf(database), tables: counts } });
  for (const table of tables) {
    yield line({ table, columns: columnsOf(database, table) });
    for (const row of rowsOf(database, table)) {
      heard();
      yield line(row.map(inJson));
    }
  }
  yield `${JSON.stringify({ end: { sha256: hash.digest("base64url") } })}\n`;
}

function inJson(value) {
  if (typeof value === "bigint") {
    if (!Number.isSafeInteger(Number(value))) throw new Error("A number of the database is too large for JSON.");
    return Number(value);
  }
  if (value instanceof Uint8Array) throw new Error("The database has bytes, for which a backup has no form.");
  return value;
}

/** Tells now and then how far it is: to be called for each row. */
export function progress(all) {
  let [done, last] = [0, Date.now()];
  return (more = 1) => {
    done += more;
    if (Date.now() - last < OFTEN) return;
    last = Date.now();
    say(`  … ${done} of ${all} rows`);
  };
}

/**
 * Reads a backup into a database in memory, and brings that to this version's tables: {about, database}. `accept(about)` may refuse
 * it before its rows are read. Throws `Trouble` unless all of it is there and as it was.
 */
export function load(file, pieces, accept) {
  const lines = provedLines(file, pieces);
  const about = lines.next().value?.edgegrant;
  if (!isUsable(about)) throw spoiled(file);
  requireKnown(about.migrations, "The backup is of");
  accept(about);
  const database = emptyDatabase(about.migrations);
  const triggers = database.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").all();
  for (const { name } of triggers) database.exec(`DROP TRIGGER ${quoted(name)}`);
  for (const table of tablesOf(database).reverse()) database.exec(`DELETE FROM ${quoted(table)}`);
  database.exec("BEGIN");
  fill(file, database, lines, about);
  database.exec("COMMIT");
  for (const { sql } of triggers) database.exec(sql);
  migrate(database, knownMigrations().slice(about.migrations.length));
  return { about, database };
}

// What is said of it later, and compared: of the right kinds, and nothing that would move on a terminal.
function isUsable(about) {
  const isText = (value) => typeof value === "string" && !/\p{C}/u.test(value);
  const { issuer, version, rp_id: host = "", secrets = [], migrations, tables, made_at: at } = about ?? {};
  const lists = [secrets, migrations].every((list) => Array.isArray(list) && list.every(isText));
  return [issuer, version, host].every(isText) && lists && Object.values(tables ?? { none: -1 }).every((count) => count >= 0) && at >= 0 && at < 8e12;
}

// Each line but the last one, which proves the others.
function* provedLines(file, pieces) {
  const hash = digest();
  let end;
  for (const text of split(file, pieces)) {
    if (end !== undefined) throw spoiled(file);
    const value = parsed(file, text);
    if (value?.end === undefined) {
      hash.update(`${text}\n`);
      yield value;
    } else {
      end = value.end;
    }
  }
  if (end?.sha256 !== hash.digest("base64url")) throw spoiled(file);
}

function* split(file, pieces) {
  const decoder = new StringDecoder("utf8");
  let rest = "";
  for (const piece of pieces) {
    const texts = (rest + decoder.write(piece)).split("\n");
    rest = texts.pop();
    yield* texts;
  }
  if (rest !== "") throw spoiled(file);
}

function parsed(file, text) {
  try {
    return JSON.parse(text);
  } catch {
    throw spoiled(file);
  }
}

function fill(file, database, lines, { tables = {} }) {
  const known = tablesOf(database);
  const heard = progress(Object.values(tables).reduce((sum, count) => sum + count, 0));
  const counts = {};
  let insert, table;
  try {
    for (const value of lines) {
      if (Array.isArray(value)) {
        insert.run(...value.map((one) => (Number.isSafeInteger(one) ? BigInt(one) : one)));
        counts[table]++;
        heard();
      } else {
        ({ table } = value);
        if (!known.includes(table) || counts[table] !== undefined) throw spoiled(file);
        counts[table] = 0;
        const columns = value.columns.map(quoted).join(", ");
        insert = database.prepare(`INSERT INTO ${quoted(table)} (${columns}) VALUES (${value.columns.map(() => "?").join(", ")})`);
      }
    }
  } catch (error) {
    // Rows that these tables never had.
    if (error.code === "ERR_SQLITE_ERROR" || error instanceof TypeError) throw spoiled(file);
    throw error;
  }
  if (known.some((name) => counts[name] !== tables[name])) throw spoiled(file);
}

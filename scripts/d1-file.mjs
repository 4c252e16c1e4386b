// The local database: the file in which miniflare keeps D1, used as D1 uses it. A server that runs on it may go on.

import { createHash, createHmac } from "node:crypto";
import { existsSync } from "node:fs";
import path from "node:path";

import { Trouble, root, say } from "./command.mjs";

/** How long SQLite waits for a database that somebody else writes to, in milliseconds, until it is said … */
const FIRST_WAIT = 2000;
/** … and then how often, before it is given up. */
const MORE_WAITS = 4;
const LATER_WAIT = 5000;

/** miniflare's name for what serves D1. */
const NAMESPACE = "miniflare-D1DatabaseObject";

/** Where miniflare keeps the database that it knows as `id`, in a folder of `--persist-to`. */
export function databaseFile(id, folder = path.join(root, ".wrangler", "state")) {
  return path.join(path.resolve(root, folder), "v3", "d1", NAMESPACE, `${objectId(NAMESPACE, id)}.sqlite`);
}

// As workerd names the object that has a name: half of it is the name's, and the other half proves the namespace.
function objectId(namespace, name) {
  const key = createHash("sha256").update(namespace).digest();
  const half = (text) => createHmac("sha256", key).update(text).digest().subarray(0, 16);
  return Buffer.concat([half(name), half(half(name))]).toString("hex");
}

/**
 * Runs the statements, [{sql, values}], in one transaction. Gives [{results, changes}], as D1 does, or throws what
 * SQLite says; then none had an effect.
 */
export function runOnFile(file, statements) {
  return onFile(file, (database) => inTransaction(database, statements));
}

/** `work` with the database in `file`, once more when somebody else writes to it. Throws what SQLite says. */
export async function onFile(file, work) {
  if (!existsSync(file)) {
    throw new Trouble(`There is no local database yet. \`npm start\` makes it. (${path.relative(root, file)} is not there.)`);
  }
  const { DatabaseSync } = await sqlite();
  const database = new DatabaseSync(file);
  try {
    database.exec(`PRAGMA foreign_keys = ON; PRAGMA busy_timeout = ${FIRST_WAIT}`);
    return patiently(database, () => work(database));
  } finally {
    database.close();
  }
}

/** Node's SQLite. */
export function sqlite() {
  return quietly(() => import("node:sqlite"));
}

function patiently(database, work) {
  for (let waits = 0; ; waits += 1) {
    try {
      return work();
    } catch (error) {
      if (!isBusy(error)) throw error;
      if (waits === MORE_WAITS) {
        throw new Trouble("The local database is busy: another program holds it. Nothing was changed. Stop that program, or try again.");
      }
      if (waits === 0) {
        say("The local database is busy; waiting for it …");
        database.exec(`PRAGMA busy_timeout = ${LATER_WAIT}`);
      }
    }
  }
}

/** What SQLite says, as a `Trouble` that ends with `then`; any other error as it is. */
export function inWords(error, then) {
  return error.code === "ERR_SQLITE_ERROR" ? new Trouble(`The local database cannot be used (${error.message}). ${then}`) : error;
}

// SQLITE_BUSY and SQLITE_LOCKED, with whatever more is said of them.
function isBusy(error) {
  return [5, 6].includes((error.errcode ?? 0) & 0xff);
}

function inTransaction(database, statements) {
  const reads = statements.every(({ sql }) => /^\s*SELECT\b/i.test(sql));
  // A transaction that reads first and then writes could find that somebody else has written in between.
  database.exec(reads ? "BEGIN" : "BEGIN IMMEDIATE");
  try {
    const outcomes = statements.map((statement) => run(database, statement));
    database.exec("COMMIT");
    return outcomes;
  } catch (error) {
    if (database.isTransaction !== false) tryRollback(database);
    throw error;
  }
}

// Some errors have ended the transaction already.
function tryRollback(database) {
  try {
    database.exec("ROLLBACK");
  } catch {
    // Then there is nothing left to undo.
  }
}

function run(database, { sql, values }) {
  const before = totalChanges(database);
  // As integers, which are what the statements mean.
  const bound = values.map((value) => (typeof value === "number" ? BigInt(value) : value));
  const results = database.prepare(sql).all(...bound).map(inJson);
  return { results, changes: totalChanges(database) - before };
}

function totalChanges(database) {
  return database.prepare("SELECT total_changes() AS changes").get().changes;
}

/** A row as D1 gives it: bytes as a list of numbers. */
export function inJson(row) {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, value instanceof Uint8Array ? [...value] : value]),
  );
}

// Node before 24 says that its SQLite is an experiment, which is no news for an owner.
async function quietly(load) {
  const { emitWarning } = process;
  process.emitWarning = (warning, ...rest) =>
    /SQLite/.test(String(warning)) ? undefined : emitWarning.call(process, warning, ...rest);
  try {
    return await load();
  } finally {
    process.emitWarning = emitWarning;
  }
}

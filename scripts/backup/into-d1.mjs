// Brings rows into the deployed database. They are too many for one transaction, so nobody may see them before all are there:
// meanwhile the tables without which the server does nothing have other names, and it answers 503. `restoring` says how far it is:
// the next run with the same backup goes on there, and one with another backup begins anew.

import { createHash, randomBytes } from "node:crypto";

import { MAYBE } from "../cloudflare-api.mjs";
import { Trouble, say } from "../command.mjs";
import { SqlError, runRemotely } from "../d1-api.mjs";
import { knownMigrations } from "../known-migrations.mjs";
import { SEALED_KEY } from "../server-secret.mjs";
import { countOf, progress, quoted, tablesOf } from "./content.mjs";
import { NOT_EMPTY, capital } from "./into-file.mjs";
import { PARTS, batches } from "./statements.mjs";

/** Every request needs one of them. */
export const AWAY = ["users", "clients", "signing_keys"];
const away = (table) => (AWAY.includes(table) ? `restoring_${table}` : table);
/** Ends the transaction that it is in, unless `condition` holds. */
const unless = (condition, why) => `SELECT json(CASE WHEN ${condition} THEN '0' ELSE '${why}' END)`;
const ANOTHER = "another restoration has begun";
/** How often a request is sent again, and the pauses, in milliseconds. Each can be done twice. */
const AGAIN = [1000, 5000];

/** Copies every row of `source`. */
export async function intoD1(instance, source) {
  const steps = [...batches(source, away)];
  const run = { id: randomBytes(8).toString("hex"), digest: digestOf(steps) };
  const done = await begin(instance, source, run);
  const heard = progress(steps.reduce((sum, { rows }) => sum + rows, 0));
  try {
    for (const [at, { sql, rows }] of steps.entries()) {
      if (at >= done) await patiently(instance, [mine(run), ...sql, `UPDATE restoring SET done = ${at + 1}`]);
      heard(rows);
    }
    await finish(instance, source, run);
  } catch (error) {
    throw new Trouble(`${plain(error)}\nThe backup is only partly restored, and the server answers 503 until it is complete. Run the same line again: it continues from here.`);
  }
}

function digestOf(steps) {
  const hash = createHash("sha256");
  for (const { sql } of steps) for (const one of sql) hash.update(`${one}\n`);
  return hash.digest("hex");
}

function plain(error) {
  if (!(error instanceof Trouble || error instanceof SqlError)) throw error;
  if (error.message.includes("malformed JSON")) return "Somebody else is restoring into this database.";
  // That nothing was changed is true of the request, and not of all.
  return error.message.replaceAll(" Nothing was changed.", "").replaceAll(` ${MAYBE}`, "");
}

function ask({ environment, settings }, statements, { writes = true } = {}) {
  return runRemotely(environment, settings, { sql: statements.join(";\n"), writes });
}

async function patiently(instance, statements) {
  for (const pause of AGAIN) {
    try {
      return await ask(instance, statements);
    } catch (error) {
      if (!(error instanceof Trouble)) throw error;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
  return ask(instance, statements);
}

const mine = ({ id }) => unless(`(SELECT run FROM restoring) = '${id}'`, ANOTHER);

/** What is there: {tables, applied}. */
async function look(instance) {
  const names = "SELECT name FROM sqlite_schema WHERE type = 'table'";
  const [{ results }] = await ask(instance, [names], { writes: false });
  const tables = results.map(({ name }) => name);
  if (!tables.includes("d1_migrations")) return { tables, applied: [] };
  const [migrations] = await ask(instance, ["SELECT name FROM d1_migrations ORDER BY name"], { writes: false });
  return { tables, applied: migrations.results.map(({ name }) => name) };
}

/** Takes the tables away, or continues where another run stopped. Returns how many steps are done already. */
async function begin(instance, source, run) {
  const { tables, applied } = await look(instance);
  if (JSON.stringify(applied) !== JSON.stringify(knownMigrations())) {
    throw new Trouble(`The database of ${instance.told} does not have the tables of this version. \`npm run deploy\` makes them. Nothing was changed.`);
  }
  const empty = tablesOf(source).reverse().map((table) => `DELETE FROM ${quoted(away(table))}`);
  if (tables.includes("restoring")) return takeOver(instance, run, empty);
  const [{ results: [key] }] = await ask(instance, [SEALED_KEY], { writes: false });
  instance.requireOwn(key);
  const nobody = "NOT EXISTS (SELECT 1 FROM users) AND NOT EXISTS (SELECT 1 FROM clients)";
  const renamed = AWAY.map((table) => `ALTER TABLE ${table} RENAME TO ${away(table)}`);
  try {
    await ask(instance, [
      unless(nobody, "not empty"),
      ...renamed,
      ...empty,
      "CREATE TABLE restoring (run TEXT NOT NULL, digest TEXT NOT NULL, done INTEGER NOT NULL) STRICT",
      `CREATE TABLE ${PARTS} (id INTEGER PRIMARY KEY, of INTEGER NOT NULL, part TEXT NOT NULL) STRICT`,
      `INSERT INTO restoring (run, digest, done) VALUES ('${run.id}', '${run.digest}', 0)`,
    ]);
  } catch (error) {
    if (error instanceof SqlError && error.message.includes("malformed JSON")) throw new Trouble(`${capital(instance.told)} ${NOT_EMPTY}`);
    throw error;
  }
  return 0;
}

async function takeOver(instance, run, empty) {
  const [{ results: [before] }] = await ask(instance, ["SELECT run, digest, done FROM restoring"], { writes: false });
  const same = before.digest === run.digest;
  say(same ? "Continuing the restore that was interrupted" : "Another backup was partly restored. Starting over with this one");
  const taken = [mine({ id: before.run }), `UPDATE restoring SET run = '${run.id}', digest = '${run.digest}'${same ? "" : ", done = 0"}`];
  const [, , ...rest] = await ask(instance, [...taken, ...(same ? ["SELECT done FROM restoring"] : empty)]);
  return same ? rest[0].results[0].done : 0;
}

/** Gives the tables their names, in one transaction with the last look at them. */
async function finish(instance, source, run) {
  const counted = AWAY.map((table) => `(SELECT count(*) FROM ${away(table)}) = ${countOf(source, table)}`);
  const renamed = AWAY.map((table) => `ALTER TABLE ${away(table)} RENAME TO ${table}`);
  try {
    await ask(instance, [mine(run), unless(counted.join(" AND "), "rows are missing"), ...renamed, `DROP TABLE ${PARTS}`, "DROP TABLE restoring"]);
  } catch (error) {
    // The answer may have been lost, and not what was asked for.
    const { tables } = await look(instance).catch(() => ({ tables: ["restoring"] }));
    if (tables.includes("restoring")) throw error;
  }
}

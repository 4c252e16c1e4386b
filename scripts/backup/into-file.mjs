// Brings rows into the local database, in one transaction: all of them, or none.

import { Trouble } from "../command.mjs";
import { inWords, onFile } from "../d1-file.mjs";
import { knownMigrations } from "../known-migrations.mjs";
import { SEALED_KEY } from "../server-secret.mjs";
import { columnsOf, countOf, migrationsOf, progress, quoted, rowsOf, tablesOf } from "./content.mjs";

export const NOT_EMPTY = "already has users or clients, and a backup can only be restored into an empty server. Nothing was changed.";

/** Refuses a database that is not empty, or whose tables are not this version's. */
export function requireReady(database, told) {
  const applied = migrationsOf(database) ?? [];
  const known = knownMigrations();
  if (applied.length !== known.length || applied.some((name, at) => name !== known[at])) {
    throw new Trouble(`The database of ${told} does not have the tables of this version. \`npm start\` makes them. Nothing was changed.`);
  }
  if (countOf(database, "users") + countOf(database, "clients") > 0) throw new Trouble(`${capital(told)} ${NOT_EMPTY}`);
}

export const capital = (text) => text[0].toUpperCase() + text.slice(1);

/** Copies every row of `source`. What a new server made by itself, such as its signing keys, gives way. */
export async function intoFile({ file, told, requireOwn }, source) {
  try {
    await onFile(file, (database) => {
      database.exec("BEGIN IMMEDIATE");
      try {
        requireReady(database, told);
        requireOwn(database.prepare(SEALED_KEY).get());
        copy(source, database);
        database.exec("COMMIT");
      } catch (error) {
        // Where the disk is full, SQLite has ended it already.
        if (database.isTransaction !== false) database.exec("ROLLBACK");
        throw error;
      }
    });
  } catch (error) {
    throw inWords(error, "Nothing was changed.");
  }
}

function copy(source, database) {
  const tables = tablesOf(source);
  const heard = progress(tables.reduce((sum, table) => sum + countOf(source, table), 0));
  for (const table of [...tables].reverse()) database.exec(`DELETE FROM ${quoted(table)}`);
  for (const table of tables) {
    const columns = columnsOf(source, table);
    // A trigger may have made the row already.
    const insert = database.prepare(`INSERT OR REPLACE INTO ${quoted(table)} (${columns.map(quoted).join(", ")}) VALUES (${columns.map(() => "?").join(", ")})`);
    for (const row of rowsOf(source, table)) {
      insert.run(...row);
      heard();
    }
    if (countOf(database, table) < countOf(source, table)) throw new Error(`The table ${table} did not take every row.`);
  }
}

// The rows of a database as statements for D1's HTTP API, which binds values to a single statement only.

import { columnsOf, quoted, rowsOf, tablesOf } from "./content.mjs";

/** D1 takes statements of 100 kB. Nobody says whether that counts for each statement of a request or for its whole text. */
const LONGEST = 80_000;
const REQUEST = 90_000;

/** Where a text lies that is longer than a statement may be. */
export const PARTS = "restoring_parts";

function literal(value) {
  if (value === null) return "NULL";
  if (typeof value !== "string") return String(value);
  // SQL ends at a NUL.
  if (value.includes("\0")) return `CAST(x'${Buffer.from(value).toString("hex")}' AS TEXT)`;
  return `'${value.replaceAll("'", "''")}'`;
}

/** Statements that insert every row of `source`, always the same ones: [{sql, rows}]. `named`: the tables' names there. */
function* inserts(source, named) {
  for (const table of tablesOf(source)) {
    const columns = columnsOf(source, table);
    const head = `INSERT OR REPLACE INTO ${quoted(named(table))} (${columns.map(quoted).join(", ")}) VALUES `;
    let [values, length] = [[], 0];
    for (const row of rowsOf(source, table)) {
      const text = `(${row.map(literal).join(", ")})`;
      const size = Buffer.byteLength(text);
      if (length + size > LONGEST && values.length > 0) {
        yield { sql: [head + values.join(", ")], rows: values.length };
        [values, length] = [[], 0];
      }
      if (size > LONGEST) {
        yield* inParts(head, columns, row).map((sql, at, all) => ({ sql: [sql], rows: at === all.length - 1 ? 1 : 0 }));
        continue;
      }
      values.push(text);
      length += size + 2;
    }
    if (values.length > 0) yield { sql: [head + values.join(", ")], rows: values.length };
  }
}

// A row that is too long for one statement: its texts are brought piece by piece, and put together there.
function inParts(head, columns, row) {
  const sql = [`DELETE FROM ${PARTS}`];
  const values = row.map((value, at) => {
    if (typeof value !== "string" || value.length < 1000) return literal(value);
    const letters = [...value];
    for (let from = 0; from < letters.length; from += LONGEST / 8) {
      sql.push(`INSERT INTO ${PARTS} (of, part) VALUES (${at}, ${literal(letters.slice(from, from + LONGEST / 8).join(""))})`);
    }
    return `(SELECT group_concat(part, '') FROM (SELECT part FROM ${PARTS} WHERE of = ${at} ORDER BY id))`;
  });
  return [...sql, `${head}(${values.join(", ")})`];
}

/** Requests of such statements, each to be one transaction: [{sql: [statement], rows}]. */
export function* batches(source, named) {
  let [batch, length, rows] = [[], 0, 0];
  for (const one of inserts(source, named)) {
    const size = one.sql.reduce((sum, sql) => sum + Buffer.byteLength(sql), 0);
    if (length + size > REQUEST && batch.length > 0) {
      yield { sql: batch, rows };
      [batch, length, rows] = [[], 0, 0];
    }
    batch.push(...one.sql);
    length += size;
    rows += one.rows;
  }
  if (batch.length > 0) yield { sql: batch, rows };
}

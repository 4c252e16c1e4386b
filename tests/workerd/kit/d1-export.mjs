// What D1's export writes, as miniflare has it (its dumpSql.ts, which Cloudflare publishes): the tables with their rows, then
// indexes and triggers.

const id = (name) => `"${name.replaceAll('"', '""')}"`;

function literal(cell) {
  if (cell === null) return "NULL";
  if (typeof cell !== "string") return String(cell);
  let text = `'${cell.replaceAll("'", "''").replaceAll("\n", "\\n").replaceAll("\r", "\\r")}'`;
  if (cell.includes("\r")) text = `replace(${text},'\\r',char(13))`;
  return cell.includes("\n") ? `replace(${text},'\\n',char(10))` : text;
}

/** The SQL of a database; `all(sql)` gives its rows as objects, at once or later. */
export async function exportOf(all) {
  const lines = ["PRAGMA defer_foreign_keys=TRUE;"];
  const tables = await all("SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND sql NOT NULL ORDER BY tbl_name = 'sqlite_sequence', rowid");
  for (const { name, sql } of tables) {
    if (name === "sqlite_sequence") lines.push("DELETE FROM sqlite_sequence;");
    else if (/^(_cf_|sqlite_)/.test(name)) continue;
    else lines.push(/CREATE TABLE ['"]/.test(sql) ? `CREATE TABLE IF NOT EXISTS ${sql.slice(13)};` : `${sql};`);
    for (const row of await all(`SELECT * FROM ${id(name)}`)) {
      lines.push(`INSERT INTO ${id(name)} (${Object.keys(row).map(id).join(",")}) VALUES(${Object.values(row).map(literal).join(",")});`);
    }
  }
  const rest = await all("SELECT sql FROM sqlite_schema WHERE sql NOT NULL AND type IN ('index', 'trigger', 'view') ORDER BY type COLLATE NOCASE");
  return [...lines, ...rest.map(({ sql }) => `${sql};`)].join("\n");
}

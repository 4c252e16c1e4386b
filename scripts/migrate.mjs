// Migrations on a local database, as `wrangler d1 migrations apply --local` runs them and notes them, in a second in place of half a
// minute: wrangler begins anew for each one.

import { createRequire } from "node:module";
import path from "node:path";

import { Trouble, root } from "./command.mjs";
import { config, migrationFiles, stateFolder } from "./workers.mjs";

const require = createRequire(import.meta.url);

/** wrangler's own table of what was applied. */
const TABLE = `CREATE TABLE IF NOT EXISTS d1_migrations(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT UNIQUE,
  applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL
)`;

/** Applies the migrations that the worker's database lacks, in `persistTo` or the worker's own state. Nobody else may use it meanwhile. */
export async function migrate(worker, { persistTo = stateFolder(worker) } = {}) {
  const { unstable_splitSqlQuery: split } = require("wrangler");
  const opened = await open(worker, persistTo);
  try {
    const { db } = opened;
    await db.prepare(TABLE).run();
    const { results } = await db.prepare("SELECT name FROM d1_migrations").all();
    const applied = results.map(({ name }) => name);
    for (const { name, sql } of migrationFiles(worker).filter((it) => !applied.includes(it.name))) {
      const note = db.prepare("INSERT INTO d1_migrations (name) VALUES (?)").bind(name);
      // Whole, or not at all.
      await db.batch([...split(sql).map((statement) => db.prepare(statement)), note]).catch((error) => refuse(worker, name, error));
    }
  } finally {
    await opened.close();
  }
}

function refuse(worker, name, error) {
  throw new Trouble(
    `The database of ${worker.name} could not be migrated. If it was made by another version, delete ` +
      `${path.join(path.relative(root, worker.folder), ".wrangler", "state")} and start again.\n\n${name}: ${error.message}`,
  );
}

async function open(worker, folder) {
  const { Log, LogLevel, Miniflare } = require("miniflare");
  const settings = config(worker);
  const [{ binding, database_id: id }] = settings.d1_databases;
  const miniflare = new Miniflare({
    workers: [{
      config: {
        name: "migrations",
        compatibilityDate: settings.compatibility_date,
        manifest: { mainModule: "none.js", modulesRoot: root, modules: { "none.js": { type: "esm", contents: "export default {};" } } },
        env: { [binding]: { type: "d1", id } },
      },
    }],
    resourcePersistencePath: path.join(folder, "v3"),
    log: new Log(LogLevel.ERROR),
    telemetry: { enabled: false },
    cf: false,
  });
  const { [binding]: db } = await miniflare.getBindings();
  return { db, close: () => miniflare.dispose() };
}

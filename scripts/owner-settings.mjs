// What the owner's settings say of one environment, for the commands. The one place that reads them for these.

import { readFileSync } from "node:fs";
import path from "node:path";

import { parse } from "smol-toml";

import { Trouble, root } from "./command.mjs";

/** The binding of the database. */
const BINDING = "DB";

/**
 * The settings of `[env.NAME]`, or those of this machine without a name:
 *
 * - `vars`: as the Worker has them.
 * - `database`: its `id` and `name`, as far as they are said, and `local`, by which miniflare knows it.
 * - `accountId`: if it is said.
 *
 * Throws `Trouble` when they cannot be read.
 */
export function readSettings(environment) {
  const file = parsed();
  const own = environment === undefined ? file : file.env?.[environment];
  if (own === undefined) throw new Trouble(`wrangler.toml has no [env.${environment}].`);
  const worker = own.name ?? [file.name, environment].filter(Boolean).join("-");
  const database = own.d1_databases?.find(({ binding }) => binding === BINDING);
  return {
    vars: own.vars ?? {},
    database: database && {
      id: database.database_id,
      // What wrangler calls a database that it makes itself.
      name: database.database_name ?? `${worker}-${BINDING.toLowerCase()}`,
      local: database.preview_database_id ?? database.database_id ?? BINDING,
    },
    accountId: own.account_id ?? file.account_id,
  };
}

function parsed() {
  const text = read();
  try {
    return parse(text);
  } catch (error) {
    const [what] = error.message.split("\n");
    throw new Trouble(`wrangler.toml cannot be read, line ${error.line}: ${what}`);
  }
}

function read() {
  try {
    return readFileSync(path.join(root, "wrangler.toml"), "utf8");
  } catch (error) {
    throw new Trouble(`wrangler.toml cannot be read (${error.code}).`);
  }
}

// What the owner's settings say of one environment, for the commands. The one place that reads them for these.

import { readFileSync } from "node:fs";
import path from "node:path";

import { parse } from "smol-toml";

import { Trouble, root } from "./command.mjs";
import { deployedSettings } from "./settings/deployed.mjs";
import { placesOf } from "./settings/file.mjs";
import { movedIssuer } from "./start-ports.mjs";

/** The binding of the database. */
const BINDING = "DB";

/**
 * The settings of the deployed server of this name, `production` for that of edgegrant.jsonc; or those of this machine
 * without a name:
 *
 * - `vars`: as the Worker has them.
 * - `database`: its `id` and `name`, as far as they are said; of this machine's, `local`, by which miniflare knows it.
 * - `accountId`: if it is said.
 *
 * Throws `Trouble` when they cannot be read.
 */
export function readSettings(environment) {
  if (environment !== undefined) return deployedSettings(placesOf(environment));
  const { vars = {}, d1_databases: databases = [] } = parsed();
  const database = databases.find(({ binding }) => binding === BINDING);
  // `npm start -- --port` moves the local server.
  const issuer = movedIssuer();
  if (issuer !== undefined) vars.ISSUER = issuer;
  return { vars, database: database && { local: database.preview_database_id ?? database.database_id ?? BINDING } };
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

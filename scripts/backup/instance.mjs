// Which server a backup is of, or is for: the options that name it, and what has to be the same on both.

import path from "node:path";
import { parseArgs } from "node:util";

import { Trouble, misread } from "../command.mjs";
import { databaseFile } from "../d1-file.mjs";
import { readSecrets } from "../deploy/secrets.mjs";
import { readSettings } from "../owner-settings.mjs";
import { PRODUCTION, placesOf } from "../settings/file.mjs";
import { checkValue, opensKey } from "../server-secret.mjs";
import { localSecrets, workers } from "../workers.mjs";

/** Options that say which server it is. */
const WHERE = { remote: { type: "boolean" }, env: { type: "string" }, "persist-to": { type: "string" }, help: { type: "boolean", short: "h" } };

/** {values, file}: the options, and the one argument if it was given. */
export function understood(args, options, help) {
  try {
    const { values, positionals } = parseArgs({ args, options: { ...WHERE, ...options }, allowPositionals: true });
    if (positionals.length > 1) throw new Error(`Give only one file; "${positionals[1]}" is a second one.`);
    if (values.env !== undefined && !values.remote) throw new Error("--env names a deployed server: add --remote.");
    if (values["persist-to"] !== undefined && values.remote) throw new Error("--persist-to is for the local server, and --remote for the deployed one.");
    return { values, file: positionals[0] && fromHere(positionals[0]) };
  } catch (error) {
    throw new Trouble(`${misread(error)}\n\n${help}`);
  }
}

/** A path as whoever typed it means it: npm starts scripts in the folder of the package. */
export function fromHere(file) {
  return path.resolve(process.env.INIT_CWD ?? process.cwd(), file);
}

/** What a backup of now is called, if nobody says otherwise. */
export function nameNow() {
  return `edgegrant-${new Date().toISOString().slice(0, 16).replace("T", "-").replace(":", "")}.backup`;
}

/**
 * The server that the options name:
 *
 * - `environment`: of the deployed one; undefined for that of this machine, whose database is `file`.
 * - `settings`: as owner-settings.mjs reads them.
 * - `secrets`: the check values of those that it accepts, the current one first; none if they are not known here.
 * - `requireOwn(row)`: throws `Trouble` if none of them opens the key in `row`, as SEALED_KEY of server-secret.mjs gives it.
 * - `issuer`, `rpId`, `told`: how it is called in a sentence.
 */
export function instanceOf({ remote, env, "persist-to": folder }) {
  const environment = remote ? (env ?? PRODUCTION) : undefined;
  const settings = readSettings(environment);
  if (settings.database === undefined) throw new Trouble("wrangler.toml has no database DB.");
  const { ISSUER: issuer, RP_ID: rp } = settings.vars;
  const where = remote ? path.basename(placesOf(environment).secrets) : ".dev.vars";
  const known = remote ? readSecrets(placesOf(environment)) : { ...localSecrets(workers.server), ...inEnvironment() };
  const secrets = [known.EDGEGRANT_SECRET, known.EDGEGRANT_SECRET_PREVIOUS].filter(Boolean);
  return {
    environment,
    settings,
    file: remote ? undefined : databaseFile(settings.database.local, folder && fromHere(folder)),
    secrets: secrets.map(checkValue),
    requireOwn(row) {
      if (!row || secrets.length === 0 || opensKey(secrets, row.private_key)) return;
      throw new Trouble(`The EDGEGRANT_SECRET in ${where} is another one than the server has: it does not open the server's keys. Put the server's there. Nothing was changed.`);
    },
    issuer,
    rpId: rp ?? (URL.canParse(issuer) ? new URL(issuer).hostname : undefined),
    told: remote ? `the server ${issuer}` : "the local server",
    where,
  };
}

function inEnvironment() {
  const names = ["EDGEGRANT_SECRET", "EDGEGRANT_SECRET_PREVIOUS"].filter((name) => process.env[name]);
  return Object.fromEntries(names.map((name) => [name, process.env[name]]));
}

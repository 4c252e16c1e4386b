// The deployed database, by D1's HTTP API.
//
// Its `sql` may hold "multiple statements, joined by semicolons, which will be executed as a batch", and a batch is one
// transaction. Values can be bound to a single statement only, as text, so they are in the text already.

import { Trouble } from "./command.mjs";
import { ApiError, MAYBE, accountId, ask } from "./cloudflare-api.mjs";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** How often a request is sent again when Cloudflare has too many of them, and the pause before, in milliseconds. */
const AGAIN = [500, 2000];

const places = new Map();

/** The path of the database of an environment's settings. */
export function placeOf(environment, settings) {
  if (!places.has(environment)) places.set(environment, findPlace(environment, settings));
  return places.get(environment);
}

async function findPlace(environment, { database, ...settings }) {
  if (database === undefined) throw new Trouble(`The settings have no database for ${environment}.`);
  const account = await accountId(settings);
  const all = `/accounts/${encodeURIComponent(account)}/d1/database`;
  if (UUID.test(database.id ?? "")) return `${all}/${database.id}`;
  try {
    const { uuid } = await ask("GET", `${all}/${encodeURIComponent(database.name)}?fields=uuid,name`);
    return `${all}/${uuid}`;
  } catch (error) {
    throw explained(error, { database, account });
  }
}

/**
 * Runs `sql`, statements joined by semicolons, in one transaction. Gives [{results, changes}], or throws an `SqlError`;
 * then none had an effect.
 */
export async function runRemotely(environment, settings, { sql, writes }) {
  const place = await placeOf(environment, settings);
  try {
    const answers = await patiently(() => ask("POST", `${place}/query`, { body: { sql }, writes }));
    if (!Array.isArray(answers) || answers.length === 0) throw unreadable(writes ? MAYBE : "Nothing was changed. Try again later.");
    return answers.map(({ results, meta }) => ({ results: results ?? [], changes: meta?.changes ?? 0 }));
  } catch (error) {
    throw explained(error, { database: settings.database, account: place.split("/")[2] });
  }
}

/** An answer that is not as Cloudflare describes it. */
export function unreadable(then) {
  return new Trouble(`Cloudflare's answer cannot be understood. ${then}`);
}

// 429: it was not run.
async function patiently(work) {
  for (const pause of AGAIN) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 429) throw error;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
  return work();
}

/** What SQLite says of a statement. */
export class SqlError extends Error {}

/** What an `ApiError` means for the database. */
export function explained(error, { database, account }) {
  if (!(error instanceof ApiError)) return error;
  const { status, message, maybe } = error;
  if (status === 404 || error.has(7404)) {
    return new Trouble(
      `There is no database "${database.name ?? database.id}" in the account ${account}. Deploy first, or log in to the account that the server is in.`,
    );
  }
  if (status === 429) return new Trouble("Cloudflare gets too many requests from this login. Nothing was changed. Wait a minute and try again.");
  if (maybe) return new Trouble(`Cloudflare had trouble (${message}). ${MAYBE}`);
  if (/SQLITE_(BUSY|LOCKED)|overloaded|too many requests/i.test(message)) {
    return new Trouble(`The deployed database is busy (${message}). Nothing was changed. Try again in a moment.`);
  }
  if (/SQLITE_|no such|syntax error/.test(message)) return new SqlError(message);
  return new Trouble(`Cloudflare answered: ${message}. Nothing was changed.`);
}

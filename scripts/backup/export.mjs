// A copy of a deployed database, as it was at one moment: D1's own export, which is the only consistent one there is. Reading the
// tables one after the other would mix what was before somebody's sign-in with what was after it.
//
// D1 answers no query while it writes the export. For a database of some megabytes that is a second or two, in which the server
// answers 503, and apps try again.

import { ApiError, ask } from "../cloudflare-api.mjs";
import { Trouble, say } from "../command.mjs";
import { sqlite } from "../d1-file.mjs";
import { explained, placeOf, unreadable } from "../d1-api.mjs";

/** How often Cloudflare is asked whether it is done, and how long altogether, in milliseconds. It gives up on whoever asks no more. */
const PAUSE = 500;
const PATIENCE = 15 * 60_000;
const OFTEN = 3000;
/** How often it is asked again when there was no answer. The copy goes on meanwhile. */
const MORE_TRIES = 3;

/** The database in memory, with everything that the deployed one has. */
export async function exported({ environment, settings }) {
  const place = await placeOf(environment, settings);
  try {
    const url = await exportUrl(place);
    return await inMemory(await downloaded(url));
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    throw explained(error, { database: settings.database, account: place.split("/")[2] });
  }
}

async function exportUrl(place) {
  say("Cloudflare is copying the database. Until it has finished, the server answers 503.");
  const end = Date.now() + PATIENCE;
  let [bookmark, last] = [undefined, Date.now()];
  while (Date.now() < end) {
    const answer = await step(place, bookmark);
    if (answer?.status === "complete" && URL.canParse(answer.result?.signed_url)) return answer.result.signed_url;
    if (answer === null || answer.status === "complete" || !(answer.at_bookmark ?? answer.error)) throw unreadable("No backup was made. Try again later.");
    if (answer.status === "error" || answer.success === false) throw new Trouble(`Cloudflare could not copy the database: ${answer.error}. No backup was made. Try again later.`);
    bookmark = answer.at_bookmark;
    if (Date.now() - last > OFTEN) {
      last = Date.now();
      say(`  … ${answer.messages?.at(-1) ?? "not yet"}`);
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
  throw new Trouble("Cloudflare did not finish copying the database within a quarter of an hour. No backup was made. Try again later.");
}

// With a bookmark it can be asked again: it is the same copy.
async function step(place, bookmark) {
  const body = { output_format: "polling", ...(bookmark && { current_bookmark: bookmark }) };
  for (let more = bookmark ? MORE_TRIES : 0; ; more--) {
    try {
      return await ask("POST", `${place}/export`, { body });
    } catch (error) {
      const passing = error instanceof Trouble || error.status === 429 || error.status >= 500;
      if (more === 0 || !passing) throw error;
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  }
}

async function downloaded(url) {
  const host = new URL(url).host;
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(PATIENCE) });
    if (!response.ok) throw new Trouble(`The copy of the database could not be fetched from ${host} (HTTP ${response.status}). No backup was made. Try again.`);
    let [length, last] = [0, Date.now()];
    const pieces = [];
    for await (const piece of response.body) {
      pieces.push(piece);
      length += piece.length;
      if (Date.now() - last < OFTEN) continue;
      last = Date.now();
      say(`  … ${Math.round(length / 1e6)} MB`);
    }
    return Buffer.concat(pieces).toString("utf8");
  } catch (error) {
    if (error instanceof Trouble) throw error;
    throw new Trouble(`The copy of the database could not be fetched from ${host} (${error.cause?.code ?? error.name}). No backup was made. Try again.`);
  }
}

async function inMemory(sql) {
  const { DatabaseSync } = await sqlite();
  // The tables come in the order of their names, and not in that of their references.
  const database = new DatabaseSync(":memory:", { enableForeignKeyConstraints: false });
  try {
    database.exec(sql);
  } catch (error) {
    throw new Trouble(`The copy that Cloudflare made cannot be read (${error.message}). No backup was made. Try again.`);
  }
  return database;
}

// What Node does for the commands, which are Rust in WASM: admin/src/host.rs has the other side.

import { closeSync, openSync, readFileSync, readSync } from "node:fs";

import { Trouble, visible } from "./command.mjs";
import { SqlError, runRemotely } from "./d1-api.mjs";
import { databaseFile, runOnFile } from "./d1-file.mjs";
import { readSettings } from "./owner-settings.mjs";

/** The host of one command. `installed`: it was started as `edgegrant`, not by npm. */
export function host({ installed = false } = {}) {
  return {
    out: (text) => process.stdout.write(`${visible(text)}\n`),
    err: (text) => process.stderr.write(`${visible(text)}\n`),
    installed: () => installed,
    now: () => Math.floor(Date.now() / 1000),
    pause: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    readStdin,
    readFile,
    readBytes,
    settings: (environment) => JSON.stringify(readSettings(environment).vars),
    database: async (asked) => JSON.stringify(await database(JSON.parse(asked))),
  };
}

function readFile(file) {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new Error(`${file} cannot be read (${error.code}).`);
  }
}

// The first bytes of a file, `longest` at most.
function readBytes(file, longest) {
  try {
    const open = openSync(file);
    try {
      const bytes = new Uint8Array(longest);
      return bytes.subarray(0, readSync(open, bytes, 0, longest, 0));
    } finally {
      closeSync(open);
    }
  } catch (error) {
    throw new Error(`${file} cannot be read (${error.code}).`);
  }
}

// No more than `longest` bytes: whoever gives more is refused all the same.
async function readStdin(longest) {
  const chunks = [];
  let length = 0;
  for await (const chunk of process.stdin) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= longest) break;
  }
  return Buffer.concat(chunks).subarray(0, longest).toString("utf8");
}

async function database(asked) {
  try {
    return { outcomes: await outcomesOf(asked) };
  } catch (error) {
    // SQLite's own words go to those who know what they mean.
    if (error instanceof SqlError || error.code === "ERR_SQLITE_ERROR") return { sql_error: error.message };
    if (error instanceof Trouble) throw error;
    throw new Error(`The database cannot be used: ${error.message}.`);
  }
}

function outcomesOf({ environment, persistTo, sql, writes, statements }) {
  const settings = readSettings(environment ?? undefined);
  if (sql !== undefined) return runRemotely(environment, settings, { sql, writes });
  if (settings.database === undefined) throw new Trouble("wrangler.toml has no database DB.");
  return runOnFile(databaseFile(settings.database.local, persistTo ?? undefined), statements);
}

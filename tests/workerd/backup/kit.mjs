// `npm run backup` and `npm run restore` as a person runs them, and what a database holds.

import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { text } from "node:stream/consumers";

import { root } from "../../../scripts/command.mjs";
import { rowsOf, tablesOf } from "../../../scripts/backup/content.mjs";

export const SECRET = "the secret of a server that is backed up";
export const PASSPHRASE = "four quiet words of mine";

// A file that is not encrypted is not restored with a passphrase.
function usual(script, [file]) {
  const isPlain = script === "restore" && existsSync(file) && statSync(file).isFile() && readFileSync(file, "latin1").includes('{"cipher":"none"}\n');
  return isPlain ? null : PASSPHRASE;
}

/** Starts a script: {child, done}; `done` gives {code, stdout, stderr}. `passphrase`: what it reads, null for nothing. */
export function started(script, args, { env = {}, passphrase = usual(script, args) } = {}) {
  const child = spawn(process.execPath, [path.join(root, "scripts", `${script}.mjs`), ...args, ...(passphrase === null ? [] : ["--passphrase-stdin"])], {
    cwd: root,
    env: { ...process.env, EDGEGRANT_SECRET: SECRET, EDGEGRANT_SECRET_PREVIOUS: "", EDGEGRANT_BACKUP_PASSPHRASE: "", INIT_CWD: "", ...env },
  });
  child.stdin.on("error", () => {});
  child.stdin.end(typeof passphrase === "string" ? `${passphrase}\n` : (passphrase ?? ""));
  const done = Promise.all([text(child.stdout), text(child.stderr), new Promise((resolve) => child.on("close", (code, signal) => resolve(code ?? signal)))]);
  return { child, done: done.then(([stdout, stderr, code]) => ({ code, stdout, stderr })) };
}

export const run = (...all) => started(...all).done;

/** Every row of every table, each as one short text. */
export function everything(database) {
  const text = (row) => JSON.stringify(row.map((value) => (value === null ? null : `${typeof value}:${value}`)));
  const short = (row) => (row.length < 200 ? row : `${row.slice(0, 100)}… ${createHash("sha256").update(row).digest("hex")}`);
  return tablesOf(database).flatMap((table) => [...rowsOf(database, table)].map((row) => `${table} ${short(text(row))}`));
}

/** Writes a backup without a passphrase anew, after `change(about, lines)`: it proves itself again. */
export function rewritten(from, to, change) {
  const lines = readFileSync(from, "utf8").split("\n");
  const about = JSON.parse(lines[2]);
  const rest = lines.slice(3, -2);
  change(about.edgegrant, rest);
  const content = [JSON.stringify(about), ...rest].map((line) => `${line}\n`).join("");
  const sha256 = createHash("sha256").update(content).digest("base64url");
  writeFileSync(to, `${lines[0]}\n${lines[1]}\n${content}${JSON.stringify({ end: { sha256 } })}\n`);
  return to;
}

// The ports of `npm start`: four in a row.

import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

import { Trouble, root } from "./command.mjs";

/** The first of them, unless `--port` says another. */
export const USUAL = 8787;
const LAST = 65535 - 3;

/** What is at each, and what it is called. */
export const SERVED = ["the authorization server", "the web app", "the notes API", "the mailbox"];

/** Says which port was the first the last time, if it was not the usual one: the commands print links to it. */
const file = path.join(root, ".wrangler", "first-port");

let first = USUAL;

/** The ports, in the order of `SERVED`. */
export function startPorts() {
  return SERVED.map((_, at) => first + at);
}

/** Lets `npm start` begin at another port: what `--port` says. Before anything asks for the ports. */
export function beginAt(text) {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1024 || port > LAST) {
    throw new Trouble(`--port ${text}: it must be a number from 1024 to ${LAST}. The three ports after it are used, too.`);
  }
  first = port;
}

/** Whether the ports are those of the wrangler.toml files. */
export function isUsual() {
  return first === USUAL;
}

/** Remembers the ports for the commands. */
export function rememberPorts() {
  if (isUsual()) return rmSync(file, { force: true });
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `${first}\n`);
}

/** The address of the local server where it is not that of wrangler.toml. */
export function movedIssuer() {
  return existsSync(file) ? `http://localhost:${Number(readFileSync(file, "utf8"))}` : undefined;
}

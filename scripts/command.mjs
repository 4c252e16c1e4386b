// Running other programs, and ending with one clear sentence when something cannot go on.
// Imports no packages: the entry scripts need it before the packages are there.

import { spawn, spawnSync } from "node:child_process";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url)).replace(/[\\/]$/, "");

/** A mistake or a missing thing that the reader can put right; shown without a stack trace. */
export class Trouble extends Error {}

const running = new Set();

/** Ends every program that `run` started and that still runs, with all that it started itself. */
export function stopPrograms() {
  for (const child of running) {
    try {
      process.kill(process.platform === "win32" ? child.pid : -child.pid, "SIGTERM");
    } catch {
      // It has just ended.
    }
  }
}

const parent = process.ppid;
let stopping;
let ending = false;

/**
 * What to do at Ctrl-C, or when told to end, before exiting with the code it gives. Nothing else
 * listens then, until something registers again: miniflare does, and exits without waiting.
 */
export function onEnd(stop) {
  stopping = stop;
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.removeAllListeners(signal);
    process.on(signal, end);
  }
}

function endWithParent() {
  // npm passes a signal to its shell only, and the shell dies without passing it on.
  if (process.env.npm_lifecycle_event) setInterval(() => process.ppid !== parent && end(), 500).unref();
}

async function end() {
  if (ending) return;
  ending = true;
  stopPrograms();
  process.exit(await stopping());
}

/** Hands over to `program`: its streams are ours, and its exit code. Does not return. */
export function becomeProgram(program, args) {
  const child = spawn(program, args, { stdio: "inherit" });
  const gone = new Promise((resolve) => child.on("exit", (code) => resolve(code ?? 1)));
  // A terminal sends Ctrl-C to the child too; other signals come to this process alone.
  onEnd(() => {
    child.kill("SIGTERM");
    return gone;
  });
  return gone.then((code) => process.exit(code));
}

let wording = (text) => text;

/** From now on `change` words every sentence for the reader, as where a line has to name another server. */
export function wordedBy(change) {
  wording = change;
}

/** Runs an entry script; a `Trouble` becomes its sentence and exit code 1. */
export async function main(script) {
  onEnd(() => 130);
  endWithParent();
  try {
    await script();
  } catch (error) {
    if (!(error instanceof Trouble)) throw error;
    // To its end: what leaves a process is cut off where it exits.
    await new Promise((resolve) => process.stderr.write(`\n${wording(error.message)}\n`, resolve));
    // Something may have been under way beside what failed.
    stopPrograms();
    process.exit(1);
  }
}

/** One line saying what is being done. */
export function say(line) {
  console.error(wording(line));
}

/** What the reader asked for, on standard output. */
export function answer(line) {
  console.log(wording(line));
}

/**
 * `text` in which no name moves the cursor, colours what follows, or turns it around: whoever reads it would believe that. JSON means the
 * same afterwards.
 */
export function visible(text) {
  return text.replace(/[\0-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** What `parseArgs` has against a command line, without its advice for programmers. */
export function misread(error) {
  return `${error.message.split(". ")[0].replace(/\.$/, "")}.`;
}

// A CARGO_TARGET_DIR of the reader's own would put what is built where nothing looks for it. The passphrase of a backup is nobody
// else's business.
function environment() {
  const { CARGO_TARGET_DIR: _foreign, EDGEGRANT_BACKUP_PASSPHRASE: _passphrase, ...rest } = process.env;
  return rest;
}

/**
 * Runs `program` to its end and gives {code, stdout, stderr}. Never throws for a bad exit code.
 *
 * - `show`: its output goes straight to the terminal, and `stdout` and `stderr` are empty.
 * - `hear`: called with each line of its output and the stream's name, while it runs.
 * - `input`: text for its standard input.
 */
export function run(program, args, { cwd = root, env = {}, show = false, hear, input } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd,
      // A process group of its own, so that stopping it also stops the compilers it started.
      detached: process.platform !== "win32",
      env: { ...environment(), ...env },
      stdio: [input === undefined ? "ignore" : "pipe", ...(show ? [2, 2] : ["pipe", "pipe"])],
    });
    running.add(child);
    const heard = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"]) {
      child[name]?.setEncoding("utf8").on("data", (text) => (heard[name] += text));
      if (hear && child[name]) createInterface({ input: child[name] }).on("line", (line) => hear(line, name));
    }
    child.on("error", reject);
    child.on("exit", () => running.delete(child));
    child.on("close", (code) => resolve({ code: code ?? 1, ...heard }));
    child.stdin?.end(input);
  });
}

/** `run`, and the sentence `otherwise` with what the program said when it fails. */
export async function must(otherwise, program, args, options) {
  const done = await run(program, args, options);
  if (done.code !== 0) {
    throw new Trouble([otherwise, done.stdout.trim(), done.stderr.trim()].filter(Boolean).join("\n\n"));
  }
  return done;
}

/** Whether `program` can be started. */
export function exists(program, args = ["--version"]) {
  return spawnSync(program, args, { stdio: "ignore" }).status === 0;
}

/** `work` with a line at its start and its end, and the seconds so far every ten in between. */
export async function timed(what, work) {
  const start = performance.now();
  const seconds = () => `${((performance.now() - start) / 1000).toFixed(0)} s`;
  say(`${what} …`);
  const ticking = setInterval(() => say(`  … ${seconds()}`), 10_000);
  try {
    return await work();
  } finally {
    clearInterval(ticking);
    if (performance.now() - start > 10_000) say(`  took ${seconds()}`);
  }
}

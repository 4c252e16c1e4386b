// One deployment at a time: on this machine by a file, and elsewhere by looking whether the server changed meanwhile.

import { closeSync, existsSync, mkdirSync, openSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync, writeSync } from "node:fs";
import path from "node:path";

import { Trouble } from "../command.mjs";
import { places } from "../settings/file.mjs";

/** `work`, unless another process deploys these settings now. */
export async function alone(work, { folder, file: settings, secrets } = places()) {
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, "deploying");
  take(file);
  try {
    for (const kept of [settings, secrets]) forget(path.dirname(kept), (name) => /^\.\d+-/.test(name) && name.endsWith(`-${path.basename(kept)}`));
    forget(folder, (name) => /^(secrets-\d+\.json|output-\d+\.jsonl)$/.test(name));
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

// What a run that was killed left: secrets are among it.
function forget(folder, is) {
  for (const name of readdirSync(folder).filter(is)) rmSync(path.join(folder, name), { force: true });
}

const BEGUN = "unfinished";
/** In milliseconds. */
const BEGINNING = 10_000;

/** Whether the last run began to change something, and did not come to its end. */
export function unfinished({ folder } = places()) {
  return existsSync(path.join(folder, BEGUN));
}

/** Notes that something changes from now on. */
export function begun({ folder } = places()) {
  writeFileSync(path.join(folder, BEGUN), "");
}

/** Notes that all of it is done. */
export function ended({ folder } = places()) {
  rmSync(path.join(folder, BEGUN), { force: true });
}

function take(file, again = true) {
  try {
    const handle = openSync(file, "wx");
    writeSync(handle, String(process.pid));
    closeSync(handle);
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
    const pid = Number(readFileSync(file, "utf8"));
    if (isRunning(pid) || !again || justBegins(pid, file)) {
      throw new Trouble(`Another \`npm run deploy\` is under way (process ${pid}). Wait until it has ended. If there is none, delete ${file}.`);
    }
    // It was killed.
    rmSync(file, { force: true });
    take(file, false);
  }
}

// It has made the file, and not written into it yet.
function justBegins(pid, file) {
  return pid === 0 && Date.now() - statSync(file).mtimeMs < BEGINNING;
}

function isRunning(pid) {
  try {
    return pid > 0 && process.kill(pid, 0);
  } catch (error) {
    return error.code === "EPERM";
  }
}

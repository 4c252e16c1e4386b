// One deployment at a time: on this machine by a file, and elsewhere by looking whether the server changed meanwhile.

import { existsSync, linkSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
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
    if (holder(file) === process.pid) rmSync(file, { force: true });
  }
}

// What a run that was killed left: secrets are among it.
function forget(folder, is) {
  for (const name of readdirSync(folder).filter(is)) rmSync(path.join(folder, name), { force: true });
}

const BEGUN = "unfinished";

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
  // It appears with the process in it, so that nobody finds it empty.
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, String(process.pid));
  try {
    linkSync(draft, file);
    return;
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  const pid = holder(file);
  if (isRunning(pid) || !again) {
    throw new Trouble(`Another \`npm run deploy\` is running (process ${pid}). Wait until it has ended. If there is none, delete ${file}.`);
  }
  // It was killed. Of two that find this, one moves it away; if it is the lock of the other by now, that goes back.
  const stale = `${file}.stale.${process.pid}`;
  try {
    renameSync(file, stale);
    if (holder(stale) !== pid) linkSync(stale, file);
  } catch (error) {
    if (!["ENOENT", "EEXIST"].includes(error.code)) throw error;
  } finally {
    rmSync(stale, { force: true });
  }
  take(file, false);
}

/** The process that deploys; 0 if nobody does. */
function holder(file) {
  try {
    return Number(readFileSync(file, "utf8"));
  } catch (error) {
    if (error.code === "ENOENT") return 0;
    throw error;
  }
}

function isRunning(pid) {
  try {
    return pid > 0 && process.kill(pid, 0);
  } catch (error) {
    return error.code === "EPERM";
  }
}

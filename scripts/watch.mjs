// Rebuilding while `npm start` serves.

import { existsSync, statSync, watch } from "node:fs";
import path from "node:path";

import { build, sources } from "./build.mjs";
import { Trouble, root, say } from "./command.mjs";
import { migrateChanged } from "./local-state.mjs";
import { config } from "./workers.mjs";

/** How long a burst of saves may pause, in milliseconds. */
const QUIET = 150;

/**
 * Rebuilds and reloads the workers of `served` (worker to served one) when a source, a template, a
 * migration or a wrangler.toml changes. A failed build is reported and changes nothing.
 */
export function rebuildOnChange(served) {
  const settings = new Map([...served.keys()].map((worker) => [worker, settingsOf(worker)]));
  const changed = new Set();
  let working = Promise.resolve();
  let timer;
  const refreshChanged = async () => {
    const list = [...changed];
    changed.clear();
    for (const worker of list) await refresh(worker, served.get(worker), settings);
  };
  const soon = (workers) => {
    for (const worker of workers) changed.add(worker);
    clearTimeout(timer);
    // One after another: two cargo runs would wait for each other anyway.
    timer = setTimeout(() => (working = working.then(refreshChanged)), QUIET);
  };
  for (const worker of served.keys()) watchWorker(worker, () => soon([worker]));
  watchFiles(root, ["Cargo.toml", "Cargo.lock"], () => soon(served.keys()));
}

function watchWorker(worker, onChange) {
  watchFiles(worker.folder, ["Cargo.toml", "wrangler.toml"], onChange);
  for (const name of [...sources, "migrations"]) {
    const folder = path.join(worker.folder, name);
    if (existsSync(folder) && statSync(folder).isDirectory()) watch(folder, { recursive: true }, onChange);
  }
}

// By their folder: an editor that saves by renaming would end the watch of a file itself.
function watchFiles(folder, names, onChange) {
  watch(folder, (_, name) => {
    if (names.includes(name)) onChange();
  });
}

function settingsOf(worker) {
  return JSON.stringify(config(worker));
}

async function refresh(worker, running, settings) {
  const start = performance.now();
  try {
    const built = await build(worker.name, { onStart: () => say(`Rebuilding ${worker.name} …`) });
    if (config(worker).d1_databases.length > 0) await migrateChanged([worker]);
    const unsettled = settings.get(worker) !== settingsOf(worker);
    if (!built && !unsettled) return;
    settings.set(worker, settingsOf(worker));
    await running.reload();
    say(`${worker.name} was reloaded after ${((performance.now() - start) / 1000).toFixed(1)} s.`);
  } catch (error) {
    const what = error instanceof Trouble ? error.message : error.stack;
    say(`${what}\n\nUntil this is fixed, the last good build of ${worker.name} keeps running.`);
  }
}

// `npm run bench -- --visits`: counts on the built Worker what each visit costs and how many bytes a row takes, and saves that for
// `npm run model` and docs/scale.md.

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";

import { say } from "../scripts/command.mjs";
import { serveAuthorizationServer } from "../scripts/local.mjs";
import { COUNTED } from "../scripts/model/counted.mjs";
import { cpuTime } from "./driver.mjs";
import { writeFigures } from "./scale.mjs";
import { measureRows } from "./sizes.mjs";
import { countVisits, settings, visits } from "./visits.mjs";

/** Enough rows that the first pages of a table make no difference. */
const ROWS = 10_000;
/** How many visits of each kind are measured together, because the clock of CPU time has steps of a hundredth of a second. */
const TIMES = 40;

/** {visits, rows}: what visits cost, and how much a row takes, measured with `rows` more of each. */
export async function count({ rows = ROWS } = {}) {
  const persist = await mkdtemp(path.join(os.tmpdir(), "edgegrant-visits-"));
  try {
    const server = await serveAuthorizationServer({ ...settings, persist });
    const counts = await countVisits(server).finally(() => server.dispose());
    return { visits: counts, rows: await measureRows(persist, rows) };
  } finally {
    await rm(persist, { recursive: true, force: true });
  }
}

/** Counts, measures and saves. */
export async function saveCounts() {
  say("Counting what visits cost, and what rows take");
  const { visits: counts, rows } = await count();
  say(`Measuring the CPU time of ${TIMES} visits of each kind`);
  const times = await cpuTimes();
  const all = Object.entries(counts).map(([name, it]) => [name, { ...it, cpu_ms: times[name] }]);
  const lines = (entries) => entries.map(([name, it]) => `    ${JSON.stringify(name)}: ${JSON.stringify(it)}`).join(",\n");
  const text = `{\n  "visits": {\n${lines(all)}\n  },\n  "rows": {\n${lines(Object.entries(rows))}\n  }\n}\n`;
  await writeFile(COUNTED, text);
  await writeFigures();
  say(`Saved in ${COUNTED}, and written into docs/scale.md`);
}

// The CPU time of the whole workerd process. As on a deployed server, requests have no line in the log.
async function cpuTimes() {
  const server = await serveAuthorizationServer({ ...settings, vars: { ...settings.vars, LOG_REQUESTS: undefined } });
  try {
    const times = {};
    for (const [name, prepare] of Object.entries(await visits(server))) {
      const prepared = [];
      for (let turn = 0; turn < TIMES; turn += 1) prepared.push(await prepare());
      const before = cpuTime(server.pid);
      for (const visit of prepared) await visit();
      times[name] = Number(((cpuTime(server.pid) - before) / TIMES).toFixed(1));
    }
    return times;
  } finally {
    await server.dispose();
  }
}

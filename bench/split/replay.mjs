// Replays traces on one SQLite file, as D1 would: one after another, each batch as a transaction. It runs as a thread of its own.

import { readFileSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import { DatabaseSync } from "node:sqlite";

const { file, traces, without } = workerData;
const database = new DatabaseSync(file);
database.exec("PRAGMA foreign_keys = ON; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL");
const leave = database.prepare("DELETE FROM users WHERE id = ?");
for (const id of without) leave.run(id);

const prepared = new Map();
function statement(sql) {
  if (!prepared.has(sql)) prepared.set(sql, database.prepare(sql));
  return prepared.get(sql);
}

// Numbers and booleans are bound as integers, as the statements expect.
const bound = (value) => (typeof value === "number" ? BigInt(value) : value === true ? 1n : value === false ? 0n : value);
const changes = database.prepare("SELECT total_changes() AS changes");

function replay(batch) {
  database.exec("BEGIN IMMEDIATE");
  const outcomes = batch.map(({ sql, values }) => {
    const before = changes.get().changes;
    const rows = statement(sql).all(...values.map(bound)).length;
    return [rows, changes.get().changes - before];
  });
  database.exec("COMMIT");
  return outcomes;
}

const people = JSON.parse(readFileSync(traces, "utf8"));
parentPort.once("message", () => {
  const [start, before] = [performance.now(), process.threadCpuUsage()];
  const outcomes = people.map(({ trace }) => trace.map(replay));
  const [seconds, { user, system }] = [(performance.now() - start) / 1000, process.threadCpuUsage(before)];
  database.close();
  parentPort.postMessage({ seconds, cpu: (user + system) / 1_000_000, outcomes });
});
parentPort.postMessage("ready");

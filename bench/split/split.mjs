// `npm run bench -- --split`: what if the people were spread over two databases? The built Worker signs people in. Then its statements
// are replayed on SQLite files that are copies of its database: on one with everybody, and on two with half of the people each. This is not
// an Edgegrant with two databases. It shows that each person's statements find all that they need in the database of that person, and how
// many statements a second SQLite does.

import { randomBytes } from "node:crypto";
import { copyFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { Worker } from "node:worker_threads";

import { say } from "../../scripts/command.mjs";
import { databaseFile } from "../../scripts/d1-file.mjs";
import { serveAuthorizationServer } from "../../scripts/local.mjs";
import { config, workers } from "../../scripts/workers.mjs";
import { addClient } from "../../tests/workerd/kit/clients.mjs";
import { fill } from "../../tests/workerd/kit/crowd.mjs";
import { addPeople, traceOf, traced } from "./trace.mjs";

const PEOPLE = 200;
const ROWS = 20_000;
const FAMILIES = 100_000;
const ROUNDS = 5;

/** Replays them, and gives the outcome as text. */
export async function split() {
  const folder = await mkdtemp(path.join(os.tmpdir(), "edgegrant-split-"));
  try {
    const { snapshot, people } = await traceEverybody(folder);
    const halves = [people.filter((_, at) => at % 2 === 0), people.filter((_, at) => at % 2 === 1)];
    const count = statementsOf(people);
    const rounds = [];
    let differing = 0;
    for (let round = 1; round <= ROUNDS; round += 1) {
      say(`Replaying, round ${round} of ${ROUNDS}`);
      const [together] = await replayed(folder, snapshot, [{ people, others: [] }]);
      const apart = await replayed(folder, snapshot, [{ people: halves[0], others: halves[1] }, { people: halves[1], others: halves[0] }]);
      const slower = (name) => Math.max(...apart.map((half) => half[name]));
      rounds.push({ one: count / together.seconds, two: count / slower("seconds"), cpu: together.cpu / count, cpuApart: slower("cpu") / count });
      differing += countDiffering(together.outcomes, [...apart[0].outcomes.keys()].flatMap((at) => apart.map(({ outcomes }) => outcomes[at])));
    }
    return report({ people, differing, ...Object.fromEntries(Object.keys(rounds[0]).map((name) => [name, median(rounds.map((round) => round[name]))])) });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Everybody signs in at the built Worker: {snapshot, people}, the database as it was before, and the people with their traces. */
async function traceEverybody(folder) {
  const persist = path.join(folder, "worker");
  const settings = { persist, secret: randomBytes(32).toString("base64url"), vars: { LOG_REQUESTS: "true" } };
  say(`Filling the database, with ${FAMILIES} token families`);
  let server = await serveAuthorizationServer({ ...settings, seed: true });
  const client = await addClient(server, {});
  const api = await addClient(server, { redirectUris: [], grantTypes: [], introspects: ["http://localhost:8789"] });
  const people = await addPeople(server, PEOPLE);
  await fill(server.db, ROWS, { user: people[0].id, client: client.id, families: FAMILIES });
  // A server makes its keys once.
  await fetch(`${server.url}/.well-known/jwks.json`);
  await server.dispose();

  const snapshot = path.join(folder, "snapshot.sqlite");
  await copyFile(databaseFile(config(workers.server).d1_databases[0].database_id, persist), snapshot);
  say(`Signing ${PEOPLE} people in`);
  server = await serveAuthorizationServer({ ...settings, migrate: false, altered: traced });
  try {
    for (const person of people) person.trace = await traceOf(server, client, api, person);
  } finally {
    await server.dispose();
  }
  return { snapshot, people };
}

/** Replays the traces of each group's `people` on a file of its own, without the `others`. All groups run at the same time. */
async function replayed(folder, snapshot, groups) {
  const threads = await Promise.all(groups.map(async ({ people, others }, at) => {
    const [file, traces] = [path.join(folder, `${at}.sqlite`), path.join(folder, `${at}.json`)];
    for (const rest of ["", "-wal", "-shm"]) await rm(file + rest, { force: true });
    await copyFile(snapshot, file);
    await writeFile(traces, JSON.stringify(people.map(({ trace }) => ({ trace }))));
    const thread = new Worker(new URL("replay.mjs", import.meta.url), { workerData: { file, traces, without: others.map(({ id }) => id) } });
    await said(thread);
    return thread;
  }));
  const results = threads.map((thread) => said(thread));
  for (const thread of threads) thread.postMessage("go");
  const all = await Promise.all(results);
  await Promise.all(threads.map((thread) => thread.terminate()));
  return all;
}

function said(thread) {
  return new Promise((resolve, reject) => {
    thread.once("message", resolve);
    thread.once("error", reject);
  });
}

function statementsOf(people) {
  return people.reduce((sum, { trace }) => sum + trace.reduce((more, batch) => more + batch.length, 0), 0);
}

/** How many statements gave, or changed, a different number of rows. */
function countDiffering(one, two) {
  const flat = (outcomes) => outcomes.map((trace) => trace.flat());
  const [all, others] = [flat(one), flat(two)];
  return all.reduce((sum, trace, person) => sum + trace.filter(([rows, changed], at) => rows !== others[person][at][0] || changed !== others[person][at][1]).length, 0);
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

function micro(seconds) {
  return (seconds * 1_000_000).toFixed(0);
}

/** The first table that a statement names after INTO, UPDATE or FROM. */
function tableOf(sql) {
  return /\b(?:INTO|UPDATE(?: OR \w+)?|FROM) ([a-z_]+)/.exec(sql.replace(/\s+/g, " "))?.[1] ?? "none";
}

function report({ people, differing, one, two, cpu, cpuApart }) {
  const written = new Map();
  for (const { sql } of people.flatMap(({ trace }) => trace.flat())) {
    if (/^\s*SELECT/i.test(sql)) continue;
    written.set(tableOf(sql), (written.get(tableOf(sql)) ?? 0) + 1);
  }
  const each = statementsOf(people) / people.length;
  const trips = people.reduce((sum, { trace }) => sum + trace.length, 0) / people.length;
  return [
    `${people.length} people, with ${FAMILIES.toLocaleString("en-US")} token families stored: ${each.toFixed(1)} statements each, in ${trips.toFixed(1)} transactions.`,
    `Statements that write, by table: ${[...written].map(([table, count]) => `${table} ${(count / people.length).toFixed(1)}`).join(", ")}.`,
    `One database: ${micro(cpu)} µs of CPU for each statement, ${one.toFixed(0)} statements a second. Two: ${micro(cpuApart)} µs in the busier one, and ${two.toFixed(0)} statements a second in both. Each figure is the median of ${ROUNDS} rounds, on this machine.`,
    `Statements whose outcome in two databases differs from that in one: ${differing}.`,
  ].join("\n");
}

// `npm run bench`: how fast the built authorization server is, next to a floor that does only the
// storage and the one signature (bench/floor.mjs). Both run on workerd in the same run and take
// turns, so that a busy machine slows both alike: the ratios hold, the absolute figures do not.
// Asserts no timing.

import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";

import { Trouble, main, say } from "./command.mjs";
import { toolchain } from "./toolchain.mjs";

const COLD_STARTS = 5;
/** What 1,000 sign-ins a day leave behind. */
const ROWS = 30_000;
const FAMILIES = 100_000;

const HELP = `npm run bench: how fast the built server is, next to a floor, and what each request costs.

--rows N      fills each table with N rows first (${ROWS}). What a request reads must not depend on N.
--families N  stores N token families first (${FAMILIES}).
--counts      counts operations and rows only. This takes a minute, and the counts are the same on every machine.

With one of these options, it does something else:

--far         counts, for everything that people and apps do, how many trips to the storage follow one another, and measures
              how long people wait if the storage is far away. \`--far NAME\` shows these trips for all that has NAME in its name.
--rivals      only compares the speed, also with two libraries for authorization servers on Workers.
--load        measures how long a refresh takes while others flood an endpoint.
--commands    measures how many seconds the owner's commands take.
--visits      counts and measures what visits cost and leave, and saves that for \`npm run model\`.
--split       replays the statements of many people on one SQLite file, and then on two.`;

async function bench(args) {
  const options = { rows: { type: "string", default: String(ROWS) }, families: { type: "string", default: String(FAMILIES) }, counts: { type: "boolean" }, far: { type: "boolean" }, rivals: { type: "boolean" }, load: { type: "boolean" }, commands: { type: "boolean" }, visits: { type: "boolean" }, split: { type: "boolean" }, help: { type: "boolean", short: "h" } };
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
  if (positionals.length > (values.far ? 1 : 0)) throw new Trouble(`What is ${positionals.at(-1)}? \`npm run bench -- --help\` says what there is.`);
  if (values.help) return console.log(HELP);
  await toolchain();
  if (values.commands) return (await import("../bench/commands.mjs")).timeCommands();
  if (values.load) return console.log(await underLoad());
  const { buildAll, gzippedSize, kilobytes } = await import("./build.mjs");
  await buildAll({ names: ["edgegrant"] });
  if (values.far) return console.log(await far(positionals[0]));
  if (values.visits) return (await import("../bench/counted.mjs")).saveCounts();
  if (values.split) return console.log(await (await import("../bench/split/split.mjs")).split());
  const { freePort, serveAuthorizationServer } = await import("./local.mjs");
  const contenders = await import("../bench/contenders.mjs");
  const { settings: elsewhere } = await import("../bench/grants.mjs");
  const { cpuTime, quantile } = await import("../bench/driver.mjs");
  const { comparison, measure } = await import("../bench/comparison.mjs");
  const { fill } = await import("../tests/workerd/kit/crowd.mjs");

  const scratch = await mkdtemp(path.join(os.tmpdir(), "edgegrant-bench-"));
  const settings = {
    port: await freePort(),
    persist: path.join(scratch, "ours"),
    secret: "benchmark".repeat(4),
    mail: true,
    secrets: elsewhere.secrets,
    outbound: elsewhere.outbound,
  };
  const disposals = [];
  try {
    say("Counting storage operations");
    const logging = await serveAuthorizationServer({ ...settings, seed: true, honestCost: true, vars: { ...anybody, ...elsewhere.vars } });
    disposals.push(logging.dispose);
    const { user, client } = logging;
    say(`Filling each table with ${values.rows} rows`);
    await fill(logging.db, Number(values.rows), { user: await idOf(logging, user), client: client.id, families: Number(values.families) });
    const signedIn = contenders.ours(logging);
    const counted = await countOperations(logging, signedIn);
    const openid = await countOperations(logging, contenders.ours(logging, { scope: contenders.OPENID }));
    const each = values.rivals ? [] : await countEach(logging);
    await stopAll(disposals);
    if (values.counts) return console.log(counts({ counted, openid, each }));

    say("Starting the servers");
    // As it is deployed: without a line in the log for each request, which the floor has not either.
    const quiet = { ...settings, migrate: false, vars: { LOG_REQUESTS: undefined } };
    const cookie = signedIn.session();
    const server = { ...(await serveAuthorizationServer(quiet)), user, client };
    disposals.push(server.dispose);
    const ours = contenders.ours(server, { cookie });
    const floor = await contenders.floor({ port: await freePort(), data: path.join(scratch, "floor") });
    disposals.push(floor.dispose);

    const others = values.rivals ? await (await import("../bench/rivals/rivals.mjs")).rivals({ data: path.join(scratch, "rivals") }) : {};
    disposals.push(...Object.values(others).map((it) => it.dispose));

    const measured = await measure({ ours, floor, ...others });
    await stopAll(disposals);
    if (values.rivals) return console.log(table(...comparison(measured)));
    await measureEach(each, { ...quiet, vars: { ...quiet.vars, ...anybody, ...elsewhere.vars } }, user, { cpuTime, quantile });
    const cold = await coldStarts({ settings: quiet, user, client, cookie, contenders, quantile });
    console.log(report({ comparison, measured, counted, openid, each, cold, size: kilobytes(gzippedSize("edgegrant")) }));
  } finally {
    await stopAll(disposals);
    await rm(scratch, { recursive: true, force: true });
  }
}

async function far(words) {
  const { DISTANCES, drawChains, measureFar } = await import("../bench/far/table.mjs");
  const measured = await measureFar({ words, distances: words === undefined ? DISTANCES : [], tell: say });
  if (words !== undefined) return drawChains(measured);
  const rows = measured.map(({ name, warm, cold, waits }) => [name, warm, cold, ...DISTANCES.map((it) => waits[it].toFixed(0))]);
  return table(["Trips that follow one another", "warm", "cold", ...DISTANCES.map((it) => `ms at ${it}`)], rows);
}

// So that every endpoint can be asked without further ado.
const anybody = { REGISTRATION: "open", SIGN_UP: "open", DPOP_NONCE: "optional", STRANGERS_DAILY_LIMIT: "1000000" };

// What one request to each endpoint costs: first the operations, on the server that logs them.
async function countEach(server) {
  const each = [];
  for (const [name, prepare] of await everyRequest(server)) {
    // The first warms what an isolate remembers.
    await (await prepare())();
    const send = await prepare();
    each.push({ name, ...(await counting(server, send)) });
  }
  return each;
}

async function everyRequest(server) {
  const { endpoints } = await import("../bench/endpoints.mjs");
  const { grants } = await import("../bench/grants.mjs");
  return [...(await endpoints(server)), ...(await grants(server))];
}

// … then the CPU time of workerd, as deployed: without the log.
async function measureEach(each, settings, user, { cpuTime, quantile }) {
  const { PASSWORD, ROUNDS: rounds, TIMES, TIMES_PASSWORD } = await import("../bench/endpoints.mjs");
  const { serveAuthorizationServer } = await import("./local.mjs");
  const server = { ...(await serveAuthorizationServer(settings)), user };
  try {
    const prepared = await everyRequest(server);
    for (const it of each) Object.assign(it, { cpu: 0, times: [] });
    for (let round = 1; round <= rounds; round += 1) {
      say(`Each endpoint, round ${round} of ${rounds}`);
      for (const [name, prepare] of prepared) {
        const it = each.find((known) => known.name === name);
        const requests = [];
        for (let turn = 0; turn < (name === PASSWORD ? TIMES_PASSWORD : TIMES); turn += 1) requests.push(await prepare());
        const before = cpuTime(server.pid);
        for (const send of requests) {
          const start = performance.now();
          await send();
          it.times.push(performance.now() - start);
        }
        it.cpu += cpuTime(server.pid) - before;
      }
    }
    for (const it of each) Object.assign(it, { cpu: it.cpu / it.times.length, p50: quantile(it.times, 0.5) });
  } finally {
    await server.dispose();
  }
}

function idOf(server, user) {
  return server.db.prepare("SELECT id FROM users WHERE username = ?").bind(user.username).first("id");
}

async function stopAll(disposals) {
  for (const dispose of disposals.splice(0)) await dispose();
}

// KV and D1 operations, added up from what the server logs for each request.
async function countOperations(server, ours) {
  const count = (work) => counting(server, work);
  // A server makes its signing key once in its life, which is not the cost of a sign-in.
  await fetch(`${server.url}/.well-known/jwks.json`);
  const first = await count(ours.signIn);
  const repeat = await count(ours.flow);
  // The first call of a lane also gets the token that it then refreshes.
  await ours.refresh(0);
  const refresh = await count(() => ours.refresh(0));
  return { first, repeat, refresh };
}

async function counting(server, work) {
  await settled(server);
  server.logs.length = 0;
  await work();
  await settled(server);
  const requests = server.logs.filter((entry) => entry.event === "request");
  const sum = (name) => requests.reduce((total, entry) => total + (entry[name] ?? 0), 0);
  return Object.fromEntries(operations.map(([name]) => [name, sum(name)]));
}

// A line comes later than its response, but no line overtakes another: when that of one more
// request is here, all are. That request costs nothing.
async function settled(server) {
  const path = `/${randomUUID()}`;
  await fetch(server.url + path);
  await server.logged((entry) => entry.path === path);
}

const operations = [
  ["kv_reads", "KV reads"],
  ["kv_writes", "KV writes"],
  ["d1_queries", "D1 queries"],
  ["d1_rows_read", "D1 rows read"],
  ["d1_rows_written", "D1 rows written"],
];

// The first answers of fresh processes on the same data, in ms: the median of each.
async function coldStarts({ settings, user, client, cookie, contenders, quantile }) {
  say("Measuring cold starts");
  const { serveAuthorizationServer } = await import("./local.mjs");
  const times = { metadata: [], flow: [] };
  for (const task of Object.keys(times)) {
    for (let turn = 0; turn < COLD_STARTS; turn += 1) {
      const fresh = await serveAuthorizationServer(settings);
      try {
        const cold = contenders.ours({ ...fresh, user, client }, { cookie });
        const start = performance.now();
        await cold[task]();
        times[task].push(performance.now() - start);
      } finally {
        await fresh.dispose();
      }
    }
  }
  return { metadata: quantile(times.metadata, 0.5), flow: quantile(times.flow, 0.5) };
}

function report({ comparison, measured, counted, openid, each, cold, size }) {
  return [
    table(...comparison(measured)),
    spentByFlows({ counted, openid }),
    table(
      ["One request", "CPU ms", "p50 ms", ...operations.map(([, words]) => words)],
      each.map((it) => [it.name, it.cpu.toFixed(2), it.p50.toFixed(2), ...operations.map(([name]) => it[name])]),
    ),
    table(
      ["Ours", ""],
      [
        ["First metadata of a process, ms", cold.metadata.toFixed(0)],
        ["First flow of a process, ms", cold.flow.toFixed(0)],
        ["WASM, gzipped", size],
      ],
    ),
  ].join("\n");
}

function spentByFlows({ counted, openid }) {
  const spent = operations.map(([name, words]) => [
    words,
    ...[counted, openid].flatMap(({ first, repeat, refresh }) => [first[name], repeat[name], refresh[name]]),
  ]);
  return table(["Operations, counted", "first sign-in", "repeat", "refresh", "first with openid", "repeat", "refresh"], spent);
}

function counts({ counted, openid, each }) {
  const rows = each.map((it) => [it.name, ...operations.map(([name]) => it[name])]);
  return [spentByFlows({ counted, openid }), table(["One request", ...operations.map(([, words]) => words)], rows)].join("\n");
}

async function underLoad() {
  const { loadTable } = await import("../bench/load.mjs");
  return table(["A refresh, while 16 at once send", "answers", "p50 ms", "p99 ms"], await loadTable());
}

function table(head, rows) {
  const lines = [head, ...rows].map((row) => row.map(String));
  const widths = head.map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  const draw = (line) =>
    line.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column]))).join("  ");
  const rule = widths.map((width) => "─".repeat(width)).join("──");
  return ["", draw(lines[0]), rule, ...lines.slice(1).map(draw)].join("\n");
}

await main(() => bench(process.argv.slice(2)));

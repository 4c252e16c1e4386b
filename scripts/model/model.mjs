// The arithmetic of `npm run model`: what a number of visits a day costs, what they leave in the database, and which limit they meet first.

import { ASSUMED_MS, FREE_CPU_MS, METERED, MONTH, STORAGE, SUBSCRIPTION } from "./cloudflare.mjs";

const YEAR = 365;
const SECONDS = 24 * 3600;

/** What a deployed server does by itself on a day: the hourly event, and what isolates report, as in src/store/spending.rs. */
const HOURLY = 24;
const REPORTED_EACH = 100;
const MOST_REPORTS = 2_000;

/** How many rows a sweep looks at in a table, and how many it writes in all, some of them those of strangers, as in src/store/sweep_parts.rs. */
export const SWEEP = { looksAt: 25_000, writes: 40_000, ofStrangers: 10_000 };

/** For each row that a sweep looks at, it reads at most this many others, which tell whether the row has expired. */
const COMPARED = 3;
/** The most that a sweep reads in all. */
const MOST_COMPARED = 500_000;

/** A cron event comes once a minute at most. */
const MOST_SWEEPS = 24 * 60;

/** For how many days rows stay, unless a setting says otherwise. Rows of other tables stay as long as the user. */
const KEPT_DAYS = { sessions: 14, events: 90, attempts: 2, ended_sessions: 400 };

/** In these tables, a sweep goes straight to the expired rows, and looks at no others. */
const SWEPT_BY_TIME = ["attempts", "events"];

/** How many days a refresh token lives at most, and how many it lives without use. */
const FAMILY = { longest: 180, idle: 30 };

/** A day of people, apps and APIs, as numbers of visits. Numbers that are not given follow from the others. */
export function day({ people = 1_000, signIns = people / 10, ...said } = {}) {
  const first = said.first ?? signIns * 0.05;
  const again = said.again ?? signIns * 0.25;
  const refreshes = said.refreshes ?? signIns * 5;
  return {
    people,
    signIns,
    first,
    again,
    repeated: signIns - first - again,
    newPeople: said.newPeople ?? people / YEAR,
    refreshes,
    apiCalls: said.apiCalls ?? refreshes * 10,
    introspections: said.introspections ?? 0,
    userinfo: said.userinfo ?? signIns,
    accountPages: said.accountPages ?? signIns * 0.05,
    signOuts: said.signOuts ?? signIns * 0.1,
    adminPages: said.adminPages ?? 20,
    metadata: said.metadata ?? 500,
    apps: said.apps ?? 3,
    appDays: said.appDays ?? 30,
    peak: said.peak ?? 4,
    databases: said.databases ?? 1,
    passwords: said.passwords ?? false,
    sealed: said.sealed ?? false,
  };
}

/**
 * What a day of such visits asks of Cloudflare after a year of them, and what is stored then. `counted` says what each visit costs
 * and leaves.
 */
export function year(it, counted) {
  const made = madeOn(it);
  const usage = { d1_queries: 0 };
  const leaves = {};
  for (const name of Object.keys(METERED)) usage[name] = 0;
  for (const [name, times] of Object.entries(made)) {
    const visit = counted.visits[name];
    for (const meter of Object.keys(usage)) usage[meter] += times * (visit[meter] ?? 0);
    for (const [table, rows] of Object.entries(visit.rows)) leaves[table] = (leaves[table] ?? 0) + times * rows;
  }
  if (it.sealed) usage.kv_reads = usage.kv_writes = 0;
  const tables = tablesAfterAYear(it, leaves, counted.rows);
  const sweeps = sweepsNeeded(tables, it.databases);
  for (const table of Object.values(tables)) table.waiting = waitingIn(table, sweeps * it.databases);
  const deleted = total(tables, (table) => table.over * table.entries);
  const sweptRows = total(tables, (table) => Math.min(rowsOf(table), SWEEP.looksAt * sweeps * it.databases));
  usage.requests += HOURLY + sweeps;
  usage.d1_rows_written += deleted + Math.min(usage.requests / REPORTED_EACH, MOST_REPORTS);
  usage.d1_rows_read += Math.min(sweptRows * COMPARED, MOST_COMPARED * sweeps * it.databases);
  const bytes = total(tables, (table) => rowsOf(table) * table.bytes);
  return { made, usage, deleted, tables, sweeps, bytes, load: loadOf(usage, it) };
}

/** How often each visit is made on a day. */
function madeOn(it) {
  const with_ = (name) => (it.passwords ? `${name}WithPassword` : name);
  return {
    account: it.newPeople,
    [with_("first")]: it.first,
    [with_("again")]: it.again,
    repeat: it.repeated,
    refresh: it.refreshes,
    introspection: it.introspections,
    userinfo: it.userinfo,
    accountPage: it.accountPages,
    signOut: it.signOuts,
    adminPage: it.adminPages,
    metadata: it.metadata,
  };
}

// For each table, its `live` rows, and how many rows are `over` each day, which means that they expire.
function tablesAfterAYear(it, leaves, sizes) {
  const keptDays = { ...KEPT_DAYS, token_families: Math.min(FAMILY.longest, it.appDays + FAMILY.idle) };
  const tables = {
    users: { live: it.people, over: 0 },
    passkeys: { live: it.passwords ? 0 : it.people, over: 0 },
    grants: { live: it.people * it.apps, over: 0 },
    user_clients: { live: it.people * it.apps, over: 0 },
  };
  for (const [table, days] of Object.entries(keptDays)) {
    const aDay = Math.max(0, leaves[table] ?? 0);
    tables[table] = { live: aDay * Math.min(days, YEAR), over: days < YEAR ? aDay : 0, byTime: SWEPT_BY_TIME.includes(table) };
  }
  for (const [name, table] of Object.entries(tables)) Object.assign(table, sizes[name]);
  return tables;
}

/** How many times a day each database has to be swept, so that expired rows do not pile up. */
export function sweepsNeeded(tables, databases = 1) {
  const walked = Object.values(tables).filter((table) => !table.byTime && table.live > SWEEP.looksAt);
  const needs = [
    // Then the expired rows that wait for the sweep are a third of the others at most.
    ...walked.map((table) => table.over / (SWEEP.looksAt / 2)),
    total(tables, (table) => table.over * table.entries) / (SWEEP.writes * 0.9),
    (tables.attempts?.over ?? 0) / SWEEP.ofStrangers,
  ];
  return Math.ceil(Math.max(1, ...needs.map((need) => need / databases)));
}

// On average, an expired row waits until the sweep is half way through its table. The rows that wait make that way longer.
function waitingIn(table, sweeps) {
  if (table.byTime || rowsOf(table) <= SWEEP.looksAt) return table.over / (2 * sweeps);
  const share = Math.min(0.9, table.over / (2 * SWEEP.looksAt * sweeps));
  return (table.live * share) / (1 - share);
}

function rowsOf({ live, waiting = 0 }) {
  return live + waiting;
}

// How busy each database is: its queries a second, and the share of each second that they take.
function loadOf(usage, { peak, databases }) {
  const each = (perDay) => perDay / SECONDS / databases;
  const busy = (each(usage.d1_queries) * ASSUMED_MS.query + each(usage.d1_rows_written) * ASSUMED_MS.rowWritten) / 1000;
  return { queries: each(usage.d1_queries), queriesAtPeak: each(usage.d1_queries) * peak, busy, busyAtPeak: busy * peak };
}

/** Everything that the model says about a day. */
export function modelled(it, counted) {
  const result = year(it, counted);
  return { day: it, result, free: freePlan(it, result, counted), paid: paidPlan(result), database: eachDatabase(it, result, counted) };
}

/** Whether the free plan `holds`: its limits, the nearest one first, and the `first` limit that is met if everything grows. */
function freePlan(it, result, counted) {
  const limits = freeLimits(it, result);
  const slow = Object.entries(result.made).filter(([name, times]) => /WithPassword$/.test(name) && times > 0 && counted.visits[name].cpu_ms > FREE_CPU_MS);
  const { growth, first } = mostOf(it, counted, freeLimits);
  return { limits, first, holds: growth >= 1 && slow.length === 0, tooSlow: slow.length > 0, signIns: it.signIns * growth, people: it.people * growth };
}

function freeLimits(it, { usage, bytes }) {
  const limits = Object.entries(METERED)
    .filter(([, { free }]) => free !== undefined)
    .map(([name, { words, free, soft = false }]) => ({ name, words, soft, used: usage[name], limit: free }));
  return nearestFirst([...limits, { name: "storage", words: STORAGE.words, soft: false, used: bytes / it.databases, limit: STORAGE.free }]);
}

/** What a month of the paid plan costs: {lines: [{name, words, used, dollars}], dollars}. */
function paidPlan({ usage, bytes }) {
  const metered = Object.entries(METERED).map(([name, { words, included, million }]) => {
    const used = usage[name] * MONTH;
    return { name, words, used, dollars: (Math.max(0, used - included) / 1_000_000) * million };
  });
  const storage = { name: "storage", words: "bytes stored, after a year", used: bytes, dollars: (Math.max(0, bytes - STORAGE.included) / STORAGE.GB) * STORAGE.gigabyte };
  const lines = [{ name: "subscription", words: "the plan", dollars: SUBSCRIPTION }, ...metered, storage];
  return { lines, dollars: lines.reduce((sum, { dollars }) => sum + dollars, 0) };
}

/** The same of each D1 database of the paid plan, and how many `databases` it takes. */
function eachDatabase(it, result, counted) {
  const limits = databaseLimits(it, result);
  const { growth, first } = mostOf(it, counted, databaseLimits);
  const share = limits[0].used / limits[0].limit;
  return { limits, first, holds: share <= 1, databases: Math.ceil(share * it.databases), signIns: it.signIns * growth, people: it.people * growth };
}

function databaseLimits(it, { bytes, load, sweeps }) {
  return nearestFirst([
    { name: "storage", words: "storage", used: bytes / it.databases, limit: STORAGE.paid },
    { name: "time", words: "time in the busiest hour", used: load.busyAtPeak, limit: 1 },
    { name: "sweeps", words: "sweeps", used: sweeps, limit: MOST_SWEEPS },
  ]);
}

function nearestFirst(limits) {
  return limits.toSorted((one, other) => other.used / other.limit - one.used / one.limit);
}

/** How far it can grow until it meets a limit: {growth, first}, with `growth` times as many people and visits. */
function mostOf(it, counted, limitsOf) {
  const nearest = (growth) => limitsOf(it, year(times(it, growth), counted)).find(({ soft }) => !soft);
  let [holds, breaks] = [0, 1];
  const over = ({ used, limit }) => used > limit;
  while (!over(nearest(breaks)) && breaks < 1e9) [holds, breaks] = [breaks, breaks * 2];
  for (let step = 0; step < 40; step += 1) {
    const middle = (holds + breaks) / 2;
    if (over(nearest(middle))) breaks = middle;
    else holds = middle;
  }
  return { growth: holds, first: nearest(breaks) };
}

/** A day with `growth` times as many people and visits. The visits of administrators, and of programs that read the metadata, stay as they are. */
function times(it, growth) {
  const grows = ["people", "signIns", "first", "again", "repeated", "newPeople", "refreshes", "apiCalls", "introspections", "userinfo", "accountPages", "signOuts"];
  return { ...it, ...Object.fromEntries(grows.map((name) => [name, it[name] * growth])) };
}

function total(tables, figure) {
  return Object.values(tables).reduce((sum, table) => sum + figure(table), 0);
}

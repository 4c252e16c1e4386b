// What `npm run model` says, for people to read.

import { ASSUMED_MS, READ_ON, SOURCES, STORAGE } from "./cloudflare.mjs";

/** A table with a smaller share of the database is not shown. */
const TABLES_SHOWN = 0.01;

/** The whole answer. */
export function report({ day, free, paid, database, result }) {
  return [asked(day), ...freeLines(free), ...paidLines(paid), ...stored(result, day), carried(database, result, day), notes(day)].join("\n\n");
}

function asked(day) {
  const way = day.passwords ? "password" : "passkey";
  const each = [
    `${number(day.signIns)} sign-ins: ${number(day.first)} to an app that is new to the person, ${number(day.again)} where the person shows a ${way} again, ${number(day.repeated)} in a session`,
    `${number(day.refreshes)} refreshes`,
    `${number(day.apiCalls)} calls to APIs that verify tokens themselves, which cost nothing here`,
    ...(day.introspections > 0 ? [`${number(day.introspections)} introspections`] : []),
  ];
  return [`${number(day.people)} people, with ${number(day.apps)} apps each. On a day:`, ...each.map((line) => `  ${line}`)].join("\n");
}

function freeLines({ limits, first, holds, tooSlow, signIns }) {
  const rows = limits.map(({ words, used, limit, soft }) => [words, amount(words, used), amount(words, limit), percent(used / limit), soft ? "sign-ins go on without them" : ""]);
  const most = `The first limit is ${first.words}, at about ${rounded(signIns)} sign-ins a day of this kind`;
  const verdict = `The free plan is ${holds ? "" : "not "}enough for this. ${most}.`;
  const slow = "Checking a password takes more CPU time than the free plan allows for a request. With PASSWORDS = \"off\", people sign in with passkeys.";
  return [table(["Each day", "used", "free plan", "share", ""], rows), ...(tooSlow ? [slow] : []), verdict];
}

function paidLines({ lines, dollars }) {
  const rows = lines.map(({ words, used, dollars: each }) => [words, used === undefined ? "" : amount(words, used), money(each)]);
  return [table(["Each month of the paid plan", "used", "US dollars"], [...rows, ["together", "", money(dollars)]])];
}

function stored({ tables, bytes, sweeps, deleted }, day) {
  const rows = Object.entries(tables)
    .map(([name, it]) => ({ name, rows: it.live + it.waiting, size: (it.live + it.waiting) * it.bytes, each: it.bytes }))
    .toSorted((one, other) => other.size - one.size)
    .filter(({ size }) => size >= bytes * TABLES_SHOWN)
    .map(({ name, rows: count, size, each }) => [name, number(count), number(each), data(size)]);
  const often = sweeps === 1 ? "A daily sweep is enough" : `The sweep has to run ${number(sweeps)} times a day`;
  return [
    table(["After a year", "rows", "bytes each", "size"], [...rows, ["together", "", "", data(bytes)]]),
    `That is ${data(bytes / day.people)} for each person. ${often}: it deletes ${number(deleted)} rows a day, counting their entries in indexes.`,
  ];
}

function carried({ limits, first, holds, databases, signIns }, { load }, day) {
  const [some, each] = day.databases === 1 ? ["One database is", "It"] : [`${number(day.databases)} databases are`, "Each"];
  const needed = holds ? "" : ` It would take ${number(databases)} databases.`;
  const shares = limits.map(({ words, used, limit }) => `${percent(used / limit)} of its ${words}`).join(", ");
  return [
    `${some} ${holds ? "" : "not "}enough for this. ${each} uses ${shares}.`,
    `${each} answers ${number(load.queries)} queries a second, and ${number(load.queriesAtPeak)} in the busiest hour.`,
    `The first limit is ${first.words}, at about ${rounded(signIns)} sign-ins a day.${needed}`,
  ].join("\n");
}

function notes(day) {
  return [
    `Prices and limits are Cloudflare's, as its pages said on ${READ_ON}: ${SOURCES.workers} and the pages about KV and D1.`,
    "Operations and bytes were counted on the built Worker. The CPU time is that of the whole local runtime, so at Cloudflare it will be less.",
    `The model assumes that the busiest hour is ${number(day.peak)} times as busy as the average one, and that a query takes the database ${ASSUMED_MS.query} ms, and ${ASSUMED_MS.rowWritten} ms more for each row that it writes.`,
  ].join("\n");
}

/** About how many. */
export function rounded(value) {
  return number(Number(value.toPrecision(2)));
}

/** A number as people read it. */
export function number(value) {
  return value.toLocaleString("en-US", value < 10 ? { maximumSignificantDigits: 2 } : { maximumFractionDigits: 0 });
}

/** Bytes as people read them. */
export function data(bytes) {
  const [unit, name] = [[1e12, "TB"], [1e9, "GB"], [1e6, "MB"], [1e3, "kB"]].find(([size]) => bytes >= size) ?? [1, "bytes"];
  return `${number(bytes / unit)} ${name}`;
}

function amount(words, value) {
  return words.startsWith("bytes") ? data(value) : number(value);
}

/** A share as people read it. */
export function percent(share) {
  if (share > 0 && share < 0.01) return "under 1 %";
  return `${number(Math.round(share * 100))} %`;
}

function money(dollars) {
  return dollars.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}

function table(head, rows) {
  const lines = [head, ...rows].map((row) => row.map(String));
  const widths = head.map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  const draw = (line) => line.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column]))).join("  ").trimEnd();
  return [draw(lines[0]), widths.map((width) => "─".repeat(width)).join("──"), ...lines.slice(1).map(draw)].join("\n");
}

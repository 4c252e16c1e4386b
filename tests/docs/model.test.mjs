// `npm run model`: its arithmetic, with numbers that can be checked by hand, and its figures in docs/scale.md.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";

import { withFigures } from "../../bench/scale.mjs";
import { root } from "../../scripts/command.mjs";
import { METERED } from "../../scripts/model/cloudflare.mjs";
import { counted } from "../../scripts/model/counted.mjs";
import { SWEEP, day, modelled, sweepsNeeded, year } from "../../scripts/model/model.mjs";
import { help, understood } from "../../scripts/model/options.mjs";
import { data, number, report } from "../../scripts/model/report.mjs";

const nothing = { requests: 0, kv_reads: 0, kv_writes: 0, d1_queries: 0, d1_rows_read: 0, d1_rows_written: 0, log_lines: 0, rows: {}, cpu_ms: 0 };

/** Counts with round numbers: only `visits` cost anything, and a row takes 100 bytes and one entry. */
function counts(visits) {
  const names = Object.keys(counted.visits);
  return {
    visits: Object.fromEntries(names.map((name) => [name, { ...nothing, ...visits[name] }])),
    rows: Object.fromEntries(Object.keys(counted.rows).map((table) => [table, { bytes: 100, entries: 1 }])),
  };
}

/** A day on which nothing happens but what is `said`. */
const quiet = (said) => day({ people: 1, apps: 0, newPeople: 0, signIns: 0, adminPages: 0, metadata: 0, ...said });

const ofWords = (lines, name) => lines.find((line) => line.name === name);

describe("what a day uses", () => {
  test("is the sum of all visits, and what the server does by itself", () => {
    const costs = counts({ refresh: { requests: 1, d1_rows_written: 2 }, introspection: { requests: 1, d1_queries: 3 } });
    const { usage } = year(quiet({ refreshes: 1_000, introspections: 10 }), costs);
    // 24 hourly events, and one sweep.
    assert.equal(usage.requests, 1_000 + 10 + 25);
    assert.equal(usage.d1_queries, 30);
    // An isolate reports after a hundred requests.
    assert.equal(usage.d1_rows_written, 2_000 + 1_035 / 100);
  });

  test("is nothing for APIs that verify tokens themselves", () => {
    const asked = (apiCalls) => year(quiet({ apiCalls }), counted).usage;
    assert.deepEqual(asked(1e9), asked(0));
  });

  test("includes no KV if codes carry their own records", () => {
    const costs = counts({ repeat: { kv_reads: 1, kv_writes: 1 } });
    const asked = (sealed) => year(quiet({ signIns: 100, first: 0, again: 0, sealed }), costs).usage;
    assert.equal(asked(false).kv_writes, 100);
    assert.equal(asked(true).kv_writes, 0);
  });

  test("counts passwords if people have them", () => {
    const costs = counts({ firstWithPassword: { requests: 7 }, againWithPassword: { requests: 5 } });
    const { usage } = year(quiet({ signIns: 10, first: 4, again: 6, passwords: true, ...none() }), costs);
    assert.equal(usage.requests, 4 * 7 + 6 * 5 + 25);
  });
});

/** None of what would otherwise follow from the sign-ins. */
function none() {
  return { refreshes: 0, userinfo: 0, accountPages: 0, signOuts: 0 };
}

describe("what is stored after a year", () => {
  const leaving = counts({ again: { rows: { sessions: 1, events: 1, token_families: 1 } }, signOut: { rows: { ended_sessions: 1 } } });
  const stored = (said) => year(quiet({ signIns: 10, first: 0, again: 10, ...none(), ...said }), leaving).tables;

  test("is as much as each table keeps", () => {
    const { sessions, events, token_families: families, ended_sessions: ended } = stored({ signOuts: 2, appDays: 10 });
    assert.equal(sessions.live, 10 * 14);
    assert.equal(events.live, 10 * 90);
    assert.equal(families.live, 10 * (10 + 30));
    // Kept for 400 days: none is over yet.
    assert.equal(ended.live, 2 * 365);
    assert.equal(ended.over, 0);
    assert.equal(sessions.over, 10);
  });

  test("is a token family for 180 days at most", () => {
    assert.equal(stored({ appDays: 1_000 }).token_families.live, 10 * 180);
  });

  test("is a row for each person, and for each of their apps", () => {
    const { bytes } = year(quiet({ people: 1_000, apps: 3 }), counts({}));
    // A user and a passkey; a grant and a note of the app, three times.
    assert.equal(bytes, 1_000 * (2 + 3 * 2) * 100);
  });

  test("is deleted in the end, which counts as written", () => {
    const { deleted, usage } = year(quiet({ signIns: 10, first: 0, again: 10, ...none() }), leaving);
    assert.equal(deleted, 30);
    assert.ok(usage.d1_rows_written >= 30);
  });
});

describe("the sweep", () => {
  const table = (live, over, more = {}) => ({ live, over, entries: 1, bytes: 1, ...more });

  test("once a day is enough for a small server", () => {
    assert.equal(sweepsNeeded({ token_families: table(20_000, 600) }), 1);
  });

  test("has to look at twice as many rows of a large table as expire", () => {
    assert.equal(sweepsNeeded({ token_families: table(5_000_000, 100_000) }), (2 * 100_000) / SWEEP.looksAt);
    assert.equal(sweepsNeeded({ token_families: table(5_000_000, 100_000) }, 4), 2);
  });

  test("may write only so much each time", () => {
    assert.equal(sweepsNeeded({ events: table(9_000_000, 72_000, { entries: 2, byTime: true }) }), 4);
  });

  test("takes only a part of what strangers cause each time", () => {
    assert.equal(sweepsNeeded({ attempts: table(100_000, 35_000, { byTime: true }) }), 4);
  });

  test("leaves at most one expired row for three that count", () => {
    const { tables } = year(day({ people: 3_000_000 }), counted);
    for (const [name, { live, waiting }] of Object.entries(tables)) assert.ok(waiting <= live / 3 + SWEEP.looksAt, name);
  });
});

describe("the plans", () => {
  const costs = counts({ refresh: { requests: 1, d1_rows_written: 1, kv_writes: 1, cpu_ms: 3 } });

  test("the free one names the limit that stops sign-ins first, and where", () => {
    const { free } = modelled(quiet({ refreshes: 50_000, signIns: 10_000, first: 0, again: 0, ...zero() }), costs);
    assert.equal(free.limits[0].name, "kv_writes");
    assert.equal(free.first.name, "d1_rows_written");
    assert.equal(free.holds, true);
    assert.ok(free.signIns > 19_000 && free.signIns < 20_000, `${free.signIns}`);
  });

  test("the free one does not hold passwords", () => {
    const asked = (passwords) => modelled(day({ people: 10, passwords }), counted).free;
    assert.equal(asked(false).holds, true);
    assert.equal(asked(true).holds, false);
    assert.equal(asked(true).tooSlow, true);
  });

  test("the paid one costs five dollars, and more for what it does not include", () => {
    assert.equal(modelled(day({ people: 100 }), counted).paid.dollars, 5);
    const { paid } = modelled(quiet({ refreshes: 1_000_000, ...zero() }), costs);
    const dollars = Object.fromEntries(paid.lines.map(({ name, dollars: each }) => [name, each]));
    assert.equal(Number(dollars.requests.toFixed(4)), Number((((1_000_025 * 30 - 10_000_000) / 1e6) * 0.3).toFixed(4)));
    assert.equal(Number(dollars.cpu_ms.toFixed(4)), Number((((3_000_000 * 30 - 30_000_000) / 1e6) * 0.02).toFixed(4)));
    assert.equal(dollars.kv_writes, 29 * 5);
    assert.equal(dollars.d1_rows_written, 0);
    assert.equal(paid.dollars, Object.values(dollars).reduce((sum, each) => sum + each));
  });

  test("storage beyond five gigabytes costs, and one database holds ten", () => {
    const { paid, database } = modelled(quiet({ people: 100_000_000, ...zero() }), counts({}));
    assert.equal(ofWords(paid.lines, "storage").dollars, 15 * 0.75);
    assert.equal(database.holds, false);
    assert.equal(database.first.name, "storage");
    assert.equal(database.databases, 2);
    assert.equal(Math.round(database.people), 50_000_000);
  });

  test("databases share the work", () => {
    const of = (databases) => modelled(day({ people: 1_000_000, databases }), counted);
    const [one, four] = [of(1), of(4)];
    assert.equal(four.result.load.queries, one.result.load.queries / 4);
    assert.equal(four.paid.lines.find(({ name }) => name === "kv_writes").dollars, one.paid.lines.find(({ name }) => name === "kv_writes").dollars);
    assert.ok(four.database.signIns > 3.9 * one.database.signIns);
  });
});

/** Nothing else happens. */
function zero() {
  return { userinfo: 0, accountPages: 0, signOuts: 0 };
}

describe("the command", () => {
  test("takes numbers, and says which option it does not understand", () => {
    assert.equal(understood(["--sign-ins", "10000", "--refreshes", "50000"]).asked.refreshes, 50_000);
    for (const [args, reason] of [
      [["--people", "many"], /^--people takes a number, such as 1000, and not "many"\.$/],
      [["--people", "0"], /^--people must be at least 1\.$/],
      [["--databases", "-1"], /--databases/],
      [["--sign-ins", "10", "--first", "6", "--again", "5"], /^--first and --again together are more than --sign-ins\.$/],
      [["--cheap"], /Unknown option '--cheap'.*--help/],
      [["--sign-ins"], /--sign-ins.*--help/],
    ]) assert.throws(() => understood(args), ({ message }) => reason.test(message), args.join(" "));
  });

  test("answers for no sign-ins at all, and for more people than there are", () => {
    for (const args of [["--people", "1", "--sign-ins", "0"], ["--people", "10000000000"]]) {
      const text = report(modelled(understood(args).asked, counted));
      assert.doesNotMatch(text, /NaN|undefined|Infinity/);
    }
  });

  test("explains each option", () => {
    for (const option of ["--people N", "--introspections N", "--json"]) assert.ok(help().includes(option), option);
  });

  test("writes numbers and bytes as people read them", () => {
    assert.deepEqual([0, 0.123, 9.96, 1234567.8].map(number), ["0", "0.12", "10", "1,234,568"]);
    assert.deepEqual([12, 1_500, 67_000_000_000].map(data), ["12 bytes", "1.5 kB", "67 GB"]);
  });
});

test("docs/scale.md says how every table can be split", () => {
  const folder = path.join(root, "migrations");
  const sql = readdirSync(folder).map((file) => readFileSync(path.join(folder, file), "utf8")).join("\n");
  const tables = [...sql.matchAll(/^CREATE TABLE (?:new_)?([a-z_]+)/gm)].map(([, name]) => name);
  const [, section] = readFileSync(path.join(root, "docs", "scale.md"), "utf8").split("### Which tables can be split, and by what");
  const first = section.split("###")[0].split("\n").filter((line) => line.startsWith("| ")).map((line) => line.split(" | ")[0]).join("\n");
  assert.ok(tables.length > 25);
  assert.deepEqual([...new Set(tables)].filter((name) => !first.includes(`\`${name}\``)), []);
});

describe("what was counted", () => {
  test("has everything that Cloudflare meters", () => {
    for (const [name, visit] of Object.entries(counted.visits)) {
      for (const meter of [...Object.keys(METERED), "d1_queries"]) assert.equal(typeof visit[meter], "number", `${name}: ${meter}`);
      for (const table of Object.keys(visit.rows)) assert.ok(table in counted.rows, `${name} leaves a row in ${table}`);
    }
  });

  test("is what docs/scale.md shows: `npm run bench -- --visits` writes it there", () => {
    const text = readFileSync(path.join(root, "docs", "scale.md"), "utf8");
    assert.match(text, /<!-- from the model -->/);
    assert.equal(withFigures(text), text);
  });
});

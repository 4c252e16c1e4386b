// What Cloudflare's plans allow and cost, as its own pages said on the day below. Prices are in US dollars.

/** When these figures were read. */
export const READ_ON = "2026-11-30";

/** Where they are written. */
export const SOURCES = {
  workers: "https://developers.cloudflare.com/workers/platform/pricing/",
  kv: "https://developers.cloudflare.com/kv/platform/pricing/",
  d1: "https://developers.cloudflare.com/d1/platform/pricing/",
  d1Limits: "https://developers.cloudflare.com/d1/platform/limits/",
};

const GB = 1_000_000_000;

/** The price of the paid plan, before anything is used. */
export const SUBSCRIPTION = 5;

/**
 * What is metered. `free`: how much the free plan allows in a day; `included`: how much a month of the paid plan includes; `million`: what
 * each million more costs; `soft`: beyond the free plan's limit, sign-ins go on.
 */
export const METERED = {
  requests: { words: "requests", free: 100_000, included: 10_000_000, million: 0.3 },
  cpu_ms: { words: "CPU, ms", free: undefined, included: 30_000_000, million: 0.02 },
  kv_reads: { words: "KV reads", free: 100_000, included: 10_000_000, million: 0.5 },
  kv_writes: { words: "KV writes", free: 1_000, included: 1_000_000, million: 5, soft: true },
  d1_rows_read: { words: "D1 rows read", free: 5_000_000, included: 25_000_000_000, million: 0.001 },
  d1_rows_written: { words: "D1 rows written", free: 100_000, included: 50_000_000, million: 1 },
  log_lines: { words: "lines in the log", free: 200_000, included: 20_000_000, million: 0.6, soft: true },
};

/** Milliseconds of CPU time that the free plan allows for a request. */
export const FREE_CPU_MS = 10;

/** How many bytes one D1 database holds in each plan, how many a month of the paid plan includes, and what each GB more costs. */
export const STORAGE = { words: "bytes of a database, after a year", free: GB / 2, paid: 10 * GB, included: 5 * GB, gigabyte: 0.75, GB };

/**
 * A database answers one query after another. Cloudflare says that a query that reads by an index takes less than a millisecond, and one
 * that writes takes several. These figures are ours, and agree with that.
 */
export const ASSUMED_MS = { query: 1, rowWritten: 3 };

/** How many days a month has when it is billed. */
export const MONTH = 30;

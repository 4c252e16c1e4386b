// Runs test files of node:test one after the other, and counts.

import { run } from "node:test";
import { spec } from "node:test/reporters";

import { Trouble } from "./command.mjs";

/** A test file that takes longer hangs; milliseconds. */
const LONGEST_FILE = 10 * 60_000;

/** Gives {passed, failed, ignored}; what happens is shown. Throws `Trouble` when no test ran. */
export function nodeTests(files) {
  return new Promise((resolve, reject) => {
    const tests = run({ files, concurrency: 1, timeout: LONGEST_FILE });
    let totals;
    tests.on("test:summary", (data) => {
      if (data.file === undefined) totals = data.counts;
    });
    const report = tests.compose(new spec());
    report.on("error", reject);
    report.on("end", () => resolve(totals));
    report.pipe(process.stdout, { end: false });
  }).then(counts);
}

function counts({ passed, failed, cancelled, skipped, todo }) {
  if (passed + failed + cancelled === 0) throw new Trouble("No test ran.");
  return { passed, failed: failed + cancelled, ignored: skipped + todo };
}

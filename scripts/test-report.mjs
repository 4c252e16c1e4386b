// How a run of tests reads: a heading for each step, a line for each file, and at the end what was slow,
// what failed, and the sum.

import { Trouble } from "./command.mjs";

/** How many files are listed as slow. */
const SLOWEST = 10;

const WIDTH = 80;

export function heading(text) {
  console.log(`\n── ${text} ${"─".repeat(Math.max(0, WIDTH - 4 - text.length))}\n`);
}

/** Seconds since `start`, a time of `performance.now()`. */
export function seconds(start) {
  return (performance.now() - start) / 1000;
}

export function indent(text, spaces) {
  return text.replace(/^(?=.)/gm, " ".repeat(spaces));
}

/** `workerd 37/94  token/refresh.test.mjs      21 passed    3.4 s`; `all` may be unknown. */
export function fileLine(suite, done, all, file, result) {
  const progress = `${suite} ${all === undefined ? done : `${String(done).padStart(String(all).length)}/${all}`}`;
  return `${progress}  ${file.padEnd(44)} ${said(result).padEnd(12)} ${result.seconds.toFixed(1).padStart(6)} s`;
}

function said({ passed, failed, ignored }) {
  const counts = [
    passed > 0 && `${passed} passed`,
    failed > 0 && `${failed} FAILED`,
    ignored > 0 && `${ignored} ignored`,
  ];
  return counts.filter(Boolean).join(", ") || "done";
}

/**
 * Does each step and shows its result at the end. A step is {name, run}; `run` gives {passed, failed,
 * ignored, files, failures}, of which each may be missing, or throws. Gives whether all is well.
 */
export async function report(steps) {
  const results = [];
  for (const step of steps) results.push(await take(step));
  return summary(results);
}

async function take({ name, run }) {
  heading(name);
  const start = performance.now();
  const result = { name, passed: 0, failed: 0, ignored: 0, files: [], failures: [] };
  try {
    Object.assign(result, await run());
  } catch (error) {
    const text = error instanceof Trouble ? error.message : error.stack;
    console.log(text);
    Object.assign(result, { failed: 1, failures: [{ error: text }] });
  }
  return { ...result, seconds: seconds(start) };
}

function summary(results) {
  const files = results.flatMap((result) => result.files).sort((a, b) => b.seconds - a.seconds);
  if (files.length > SLOWEST) {
    heading("Slowest files");
    for (const { file, seconds } of files.slice(0, SLOWEST)) console.log(`${seconds.toFixed(1).padStart(7)} s  ${file}`);
  }
  if (results.some((result) => result.failed > 0)) {
    heading("Failed");
    for (const { name, failed, failures } of results) {
      for (const failure of failures) showFailure(name, failure);
      if (failed > 0 && failures.length === 0) console.log(`${name}\n`);
    }
  }
  heading("Summary");
  for (const result of results) {
    const verdict = result.failed > 0 ? "FAILED" : "ok    ";
    console.log(`${verdict}  ${result.name.padEnd(20)} ${said(result)}  (${result.seconds.toFixed(0)} s)`);
    for (const { file, test } of result.failures) if (file ?? test) console.log(indent(placeOf(file, test), 8));
  }
  const sum = (name) => results.reduce((total, result) => total + result[name], 0);
  console.log(`\n${sum("passed")} passed, ${sum("failed")} failed`);
  return sum("failed") === 0;
}

function showFailure(step, { file, test, error }) {
  console.log(`${placeOf(file ?? step, test)}\n${indent(error.trimEnd(), 4)}\n`);
}

function placeOf(file, test) {
  return [file, test === file ? undefined : test].filter(Boolean).join("\n  ");
}

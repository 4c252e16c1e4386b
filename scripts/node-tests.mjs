// Runs test files of node:test, several at once, each in a process of its own: one line for each file,
// and all about what failed.
//
// A file that measures time, or that needs the machine to itself, says so in one of its first lines with
// `// alone: why`. Such files run one after the other when the rest is done.

import { readFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { run } from "node:test";
import { inspect } from "node:util";

import { root } from "./command.mjs";
import { fileLine, indent, seconds } from "./test-report.mjs";

/** A test file that takes longer hangs; milliseconds. */
const LONGEST_FILE = 10 * 60_000;

/** More at once than this gain nothing: each file has a workerd of its own, which uses a second core. */
const AT_ONCE = Math.min(4, os.availableParallelism());

/** All that node:test says when the process of a file ends with another exit code than 0. */
const ENDED_BADLY = "test failed";

/** How much of what such a file printed is repeated at the end. */
const LAST_LINES = 30;

/** In how many lines `// alone:` is looked for. */
const FIRST_LINES = 20;

/**
 * Runs `files`, named by their paths below `folder`, and shows what happens: {passed, failed, ignored,
 * files: [{file, seconds}], failures: [{file, test, error}]}.
 *
 * - `suite`: the word at the start of each line.
 * - `verbose`: shows every test, and what files print.
 */
export async function nodeTests(suite, files, { folder = path.join(root, "tests"), verbose = false, atOnce = AT_ONCE } = {}) {
  const total = { passed: 0, failed: 0, ignored: 0, files: [], failures: [] };
  const take = async (file) => {
    const result = await runFile(path.join(folder, file), file);
    for (const count of ["passed", "failed", "ignored"]) total[count] += result[count];
    total.files.push({ file, seconds: result.seconds });
    total.failures.push(...result.failures);
    console.log(fileLine(suite, total.files.length, files.length, file.replace(`${suite}/`, ""), result));
    if (verbose) showTests(result);
    if (result.failures.length > 0) showFailures(result);
  };
  const byItself = (file) => isAlone(path.join(folder, file));
  await inTurn(files.filter((file) => !byItself(file)), atOnce, take);
  await inTurn(files.filter(byItself), 1, take);
  return total;
}

function isAlone(file) {
  return readFileSync(file, "utf8").split("\n", FIRST_LINES).some((line) => line.startsWith("// alone:"));
}

/** Does `work` for each item, for `atOnce` of them at a time. */
async function inTurn(items, atOnce, work) {
  const waiting = [...items];
  const worker = async () => {
    while (waiting.length > 0) await work(waiting.shift());
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

/** One file: {passed, failed, ignored, seconds, tests, failures, output}. */
async function runFile(place, file) {
  const start = performance.now();
  const result = { passed: 0, failed: 0, ignored: 0, tests: [], failures: [], output: "" };
  const names = [];
  const hear = {
    "test:start": ({ name, nesting }) => names.splice(nesting, Infinity, name),
    "test:pass": (event) => ended(result, place, file, names, event),
    "test:fail": (event) => ended(result, place, file, names, event),
    "test:diagnostic": ({ message, file: from }) => from && (result.output += `${message}\n`),
    "test:stdout": ({ message }) => (result.output += message),
    "test:stderr": ({ message }) => (result.output += message),
  };
  // One `run` for each file: what it tells of several at once is hard to tell apart.
  const events = run({ files: [place], concurrency: 1, signal: AbortSignal.timeout(LONGEST_FILE) });
  for await (const { type, data } of events) hear[type]?.(data);
  for (const failure of result.failures) {
    if (failure.error === ENDED_BADLY && result.output.trim() !== "") failure.error = lastLines(result.output);
  }
  // A suite is no test that counts, and its last hook may fail when all of its tests have passed.
  if (result.failed === 0) result.failed = result.failures.length;
  return { ...result, seconds: seconds(start) };
}

function ended(result, place, file, names, { name, nesting, skip, todo, details }) {
  const { error, type, duration_ms: milliseconds } = details;
  if (type === "suite" && error === undefined) return;
  // node:test calls the process of a file a test that passed when the file has no test.
  const empty = nesting === 0 && name === place && error === undefined;
  const kind = error?.failureType;
  const test = name === place ? file : [...names.slice(0, nesting), name].join(" › ");
  const failed = empty || error !== undefined;
  const ignored = skip !== undefined || todo !== undefined;
  if (type !== "suite") {
    result[ignored ? "ignored" : failed ? "failed" : "passed"] += 1;
    result.tests.push({ test, failed, ignored, milliseconds });
  }
  // What failed because of another failure, which is shown, needs no words of its own.
  if (!failed || ignored || kind === "subtestsFailed" || kind === "cancelledByParent") return;
  const text = empty ? "No test in it came to an end." : reason(error);
  const before = result.failures.find((failure) => failure.error === text);
  result.failures.push({ file, test, error: before ? `The same as in: ${before.test}` : text });
}

function reason(error) {
  if (error.failureType === "testAborted") return `It did not end within ${LONGEST_FILE / 60_000} minutes and was stopped.`;
  const cause = error.cause ?? error;
  const text = typeof cause === "string" ? cause : inspect(cause);
  const own = text.split("\n").filter((line) => !/^\s+at .*\bnode:internal\/.*[^{]$/.test(line));
  return own.join("\n").replaceAll(`file://${root}/`, "");
}

function lastLines(text) {
  return text.trimEnd().split("\n").slice(-LAST_LINES).join("\n");
}

function showTests({ tests, output }) {
  for (const { test, failed, ignored, milliseconds } of tests) {
    const sign = ignored ? "-" : failed ? "✖" : "✔";
    console.log(`    ${sign} ${test} (${milliseconds.toFixed(0)} ms)`);
  }
  if (output.trim() !== "") console.log(indent(output.trimEnd(), 6));
}

function showFailures({ failures, output }) {
  for (const { test, error } of failures) console.log(`\n    ✖ ${test}\n${indent(error, 6)}`);
  const repeats = failures.some(({ error }) => output.trimEnd().endsWith(error));
  if (output.trim() !== "" && !repeats) console.log(`\n    It printed:\n${indent(output.trimEnd(), 6)}`);
  console.log("");
}

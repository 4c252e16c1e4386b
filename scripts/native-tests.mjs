// Runs the native tests with cargo: one line for each test program, and all about what failed.

import { Trouble } from "./command.mjs";
import { cargo } from "./cargo.mjs";
import { fileLine, indent } from "./test-report.mjs";

/** Every native test of the workspace. */
export function allNativeTests(options) {
  return nativeTests(["--workspace"], [], options);
}

/** The tests in `files`, named by their paths below tests/. */
export async function nativeTestsIn(files, options) {
  const total = empty();
  for (const [program, parts] of Object.entries(programsOf(files))) {
    // One part that is the whole program leaves nothing to choose.
    const filters = parts.includes("") ? [] : parts;
    const result = await nativeTests(["--test", program], filters, options);
    for (const name of ["passed", "failed", "ignored"]) total[name] += result[name];
    for (const name of ["files", "failures"]) total[name].push(...result[name]);
  }
  return total;
}

/** {program: [the beginning of its tests' names, …]}, for the files tests/PROGRAM.rs and tests/PROGRAM/… */
export function programsOf(files) {
  const programs = {};
  for (const file of files) {
    const [program, ...rest] = file.replace(/(\/(main|mod))?\.rs$/, "").split("/");
    (programs[program] ??= []).push(rest.map((part) => `${part}::`).join(""));
  }
  return programs;
}

function empty() {
  return { passed: 0, failed: 0, ignored: 0, files: [], failures: [] };
}

async function nativeTests(which, filters, { verbose = false } = {}) {
  const listener = new Listener(verbose);
  const args = ["test", "--locked", "--no-fail-fast", ...which];
  const { code, said } = await cargo([...args, "--", ...filters], { hear: (line, stream) => listener.hear(line, stream) });
  const result = listener.result();
  // What does not compile, or crashes, fails no test and must fail the step.
  if (code !== 0 && result.failed === 0) {
    result.failed = 1;
    result.failures.push({ error: said || "cargo test failed and gave no reason." });
  }
  if (result.passed + result.failed === 0) throw new Trouble("cargo ran no test at all.");
  return result;
}

/** Follows what `cargo test` prints. */
class Listener {
  #verbose;
  #total = empty();
  // cargo names the programs on one stream and they print on another: the first belongs to the first.
  #names = [];
  #started = 0;
  #shown = 0;
  #failing;

  constructor(verbose) {
    this.#verbose = verbose;
  }

  hear(line, stream) {
    if (stream === "stderr") this.#names.push(nameIn(line));
    else this.#printed(line);
  }

  #printed(line) {
    if (/^running \d+ tests?$/.test(line)) {
      this.#started += 1;
      this.#failing = undefined;
      return;
    }
    const [, test, how] = /^test (.+) \.\.\. (ok|FAILED|ignored)/.exec(line) ?? [];
    if (test !== undefined) {
      if (this.#verbose) console.log(`    ${{ ok: "✔", FAILED: "✖", ignored: "-" }[how]} ${test}`);
      return;
    }
    const counts = /^test result: \w+\. (\d+) passed; (\d+) failed; (\d+) ignored;.* finished in ([\d.]+)s/.exec(line);
    if (counts !== null) this.#ended(counts.slice(1).map(Number));
    else this.#toldMore(line);
  }

  // What a failed test printed stands below `---- name stdout ----`; a list of the names follows.
  #toldMore(line) {
    const [, test] = /^---- (.+) stdout ----$/.exec(line) ?? [];
    if (test !== undefined) {
      this.#failing = { file: this.#name(), test, error: "" };
      this.#total.failures.push(this.#failing);
    } else if (line === "failures:") {
      this.#failing = undefined;
    } else if (this.#failing) {
      this.#failing.error += `${line}\n`;
    } else if (this.#verbose && line.trim() !== "") {
      console.log(`      ${line}`);
    }
  }

  #ended([passed, failed, ignored, seconds]) {
    const file = this.#name();
    this.#failing = undefined;
    for (const [name, count] of Object.entries({ passed, failed, ignored })) this.#total[name] += count;
    if (passed + failed + ignored === 0) return;
    this.#total.files.push({ file, seconds });
    console.log(fileLine("native", this.#started, undefined, file.replace("native/", ""), { passed, failed, ignored, seconds }));
    for (const { test, error } of this.#total.failures.slice(this.#shown)) {
      console.log(`\n    ✖ ${test}\n${indent(error.trimEnd(), 6)}\n`);
    }
    this.#shown = this.#total.failures.length;
  }

  #name() {
    return this.#names[this.#started - 1] ?? "a test program";
  }

  result() {
    return this.#total;
  }
}

// `Running tests/token.rs (target/debug/deps/token-0123)`, `Running unittests src/lib.rs (…/edgegrant-0123)`.
function nameIn(line) {
  const [, unit, file, program] = /Running (unittests )?(\S+) \(.*[\\/](.+)-[0-9a-f]+(?:\.exe)?\)/.exec(line) ?? [];
  if (file === undefined) return line.trim();
  return unit ? `${program} (${file})` : file.replaceAll("\\", "/").replace(/^.*tests\//, "native/").replace("native/native/", "native/");
}

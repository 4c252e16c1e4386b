// Running clients that are programs of their own: a server, or a command that needs a browser now and then.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** How long a server may take to start, in milliseconds. */
const PATIENCE = 20_000;

/**
 * Starts a program that serves `url` and waits until it does: {output, stop}. `output()` is what it wrote so
 * far; `stop()` ends it by its process id. `env` is added to ours. `stdin` is "pipe" for one that ends with its input.
 */
export async function startServer(url, program, args, { cwd, env = {}, stdin = "ignore", patience = PATIENCE } = {}) {
  const child = spawn(program, args, { stdio: [stdin, "pipe", "pipe"], cwd, env: { ...process.env, ...env } });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (written) => { output += written; });
  }
  const gone = once(child, "close");
  const stop = async () => {
    child.kill("SIGTERM");
    await gone;
  };
  for (const start = performance.now(); !(await answers(url)); await pause()) {
    if (child.exitCode !== null || performance.now() - start > patience) {
      await stop();
      throw new Error(`${program} does not serve ${url}. It said:\n${output}`);
    }
  }
  return { output: () => output, stop };
}

/**
 * Runs a program to its end and gives what it says with its last line, {"done": …}. For each line
 * {"open": address} it is told where `open(address)` leads.
 */
export async function runWithBrowser(program, args, open) {
  const child = spawn(program, args, { stdio: ["pipe", "pipe", "pipe"] });
  let complaints = "";
  let done;
  child.stderr.setEncoding("utf8").on("data", (written) => { complaints += written; });
  const gone = once(child, "close");
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      const said = JSON.parse(line);
      if (said.open) child.stdin.write(`${JSON.stringify(await open(said.open))}\n`);
      else done = said.done;
    }
  } finally {
    child.kill();
    await gone;
  }
  if (done === undefined) throw new Error(`${program} did not come to its end. It said:\n${complaints}`);
  return done;
}

function answers(url) {
  return fetch(url, { redirect: "manual" }).then(() => true, () => false);
}

function pause() {
  return new Promise((resolve) => setTimeout(resolve, 50));
}

// cargo as the tests use it: what it compiles is counted, not listed, and what else it says is shown.

import { stripVTControlCharacters } from "node:util";

import { run, say } from "./command.mjs";

const COLOR = process.stdout.isTTY ? "always" : "never";

/** How often it is said how far cargo is, in milliseconds. */
const EVERY = 10_000;

/** What cargo says of its work when all is well. */
const WORK = /^ +(Compiling|Checking|Downloading|Downloaded|Updating|Locking|Adding|Blocking|Finished|Fresh|Running|Executable|Doc-tests)\b/;

/**
 * Runs cargo and gives {code, said}: `said` is what it said beside its work, such as warnings and errors.
 *
 * - `hear`: called with each line of what the programs print that cargo runs, and each line `Running …`;
 *   without it, that is shown too.
 */
export async function cargo(args, { hear = (line) => console.log(line) } = {}) {
  const said = [];
  const start = performance.now();
  let compiled = 0;
  let told = 0;
  const tick = () => {
    if (compiled === told) return;
    told = compiled;
    say(`  … ${((performance.now() - start) / 1000).toFixed(0)} s, ${compiled} crates compiled`);
  };
  const ticking = setInterval(tick, EVERY);
  const listen = (line, stream) => {
    const plain = stripVTControlCharacters(line);
    const [, work] = (stream === "stderr" && WORK.exec(plain)) || [];
    if (work === "Running" || work === "Doc-tests" || stream === "stdout") return hear(plain, stream);
    if (work === "Compiling" || work === "Checking") compiled += 1;
    if (work !== undefined) return undefined;
    said.push(line);
    return console.log(line);
  };
  const { code } = await run("cargo", args, { hear: listen, env: { CARGO_TERM_COLOR: COLOR } });
  clearInterval(ticking);
  return { code, said: said.join("\n") };
}

// Questions to whoever sits at the terminal, each with an answer that Enter gives. Where nobody sits there, or with
// `--yes`, that answer counts at once.

import { createInterface } from "node:readline/promises";

import { Trouble, say } from "../command.mjs";

/**
 * Somebody to ask, or nobody.
 *
 * - `text(question, usual, {wrong})`: a line; `wrong` says why one will not do, or gives undefined.
 * - `yes(question)`: whether they agree, which is what Enter says.
 * - `needs(what, flag)`: the `Trouble` of somebody who is not there to be asked.
 */
export function asking({ yes = false, input = process.stdin, output = process.stderr } = {}) {
  const present = !yes && input.isTTY === true;
  const line = async (question) => {
    const terminal = createInterface({ input, output });
    try {
      return (await terminal.question(question)).trim();
    } finally {
      terminal.close();
    }
  };
  return {
    present,
    async text(question, usual, { wrong = () => undefined } = {}) {
      for (;;) {
        const answer = present ? (await line(`${question}${usual ? ` [${usual}]` : ""} `)) || usual : usual;
        const why = answer === undefined ? "an answer is needed" : await wrong(answer);
        if (why === undefined) return answer;
        if (!present) throw new Trouble(`${answer}: ${why}.`);
        say(`  ${why}.`);
      }
    },
    async yes(question) {
      if (!present) return true;
      const answer = await line(`${question} [Y/n] `);
      return /^(y|yes|)$/i.test(answer);
    },
    needs: (what, flag) => new Trouble(`${what} Nobody can be asked here, so give ${flag}.`),
  };
}

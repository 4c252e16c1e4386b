// The questions of `npm run deploy`: Enter gives the usual answer, a wrong answer is asked for again, and where nobody sits at
// the terminal, nobody is asked.

import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { test } from "node:test";

import { asking } from "../../../scripts/deploy/terminal.mjs";

/** Somebody who types these lines; `heard()` gives what they read. */
function somebody(...lines) {
  const input = new PassThrough();
  const output = new PassThrough();
  input.isTTY = true;
  // One after the other: a question begins to read when it is asked.
  output.on("data", (chunk) => /[?:] (\[.*\] )?$/.test(String(chunk)) && lines.length > 0 && setImmediate(() => input.write(`${lines.shift()}\n`)));
  const heard = text(output.pipe(new PassThrough()));
  return { owner: asking({ input, output }), heard: () => (output.end(), heard) };
}

test("Enter gives the usual answer, and anything else is the answer", async () => {
  const { owner, heard } = somebody("", "mine");
  assert.equal(await owner.text("Address:", "usual"), "usual");
  assert.equal(await owner.text("Address:", "usual"), "mine");
  assert.match(await heard(), /Address: \[usual\] /);
});

test("a wrong answer is asked for again", async () => {
  const { owner } = somebody("no", "good");
  assert.equal(await owner.text("Address:", "usual", { wrong: (it) => (it === "good" ? undefined : "that is not good") }), "good");
});

test("yes is what Enter says; anything but y is no", async () => {
  const { owner } = somebody("", "y", "n", "what");
  const answers = [];
  for (let time = 0; time < 4; time += 1) answers.push(await owner.yes("Go on?"));
  assert.deepEqual(answers, [true, true, false, false]);
});

test("with --yes, and without a terminal, nobody is asked", async () => {
  const input = new PassThrough();
  for (const owner of [asking({ input, output: new PassThrough() }), asking({ yes: true, input: Object.assign(input, { isTTY: true }) })]) {
    assert.equal(owner.present, false);
    assert.equal(await owner.text("Address:", "usual"), "usual");
    assert.equal(await owner.yes("Go on?"), true);
    await assert.rejects(owner.text("Address:", undefined), /an answer is needed/);
    assert.match(owner.needs("It is not clear.", "--address URL").message, /Nobody can be asked here, so give --address URL/);
  }
});

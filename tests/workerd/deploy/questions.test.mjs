// The questions of `npm run deploy`: Enter gives the usual answer, a wrong answer is asked for again, and where nobody sits at
// the terminal, nobody is asked.

import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { after, before, describe, test } from "node:test";

import { newSettings, settleSubdomain } from "../../../scripts/deploy/begin.mjs";
import { chooseAccount } from "../../../scripts/deploy/login.mjs";
import { asking } from "../../../scripts/deploy/terminal.mjs";
import { settingsIn } from "../../../scripts/settings/file.mjs";
import { OWNER, TOKEN, standIn } from "../kit/cloudflare/serve.mjs";

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

describe("asked at Cloudflare's stand-in", () => {
  const OTHER = { id: "fedcba9876543210fedcba9876543210", name: "Another account" };
  let cloudflare, environment;
  before(async () => {
    environment = { ...process.env };
    cloudflare = await standIn({ logins: { [TOKEN]: [{ ...OWNER, name: "Ada@mail.dev's Account" }, OTHER] }, subdomain: null });
    Object.assign(process.env, { CLOUDFLARE_API_BASE_URL: cloudflare.env.CLOUDFLARE_API_BASE_URL, CLOUDFLARE_API_TOKEN: TOKEN });
    delete process.env.CLOUDFLARE_ACCOUNT_ID;
  });
  after(async () => {
    process.env = environment;
    await cloudflare?.dispose();
  });

  test("which account, if the login has several", async () => {
    const { owner, heard } = somebody("none of these", OTHER.id);
    assert.equal((await chooseAccount(owner, {})).id, OTHER.id);
    assert.match(await heard(), /Which one should the server be in\? \[0123/);
  });

  test("which address; Enter gives one, although the account has no name below workers.dev yet", async () => {
    const account = cloudflare.world.accounts[OWNER.id];
    const usual = settingsIn(await newSettings(somebody("").owner, account, {})).values;
    assert.match(usual.ISSUER, /^https:\/\/edgegrant\.ada-[0-9a-f]{6}\.workers\.dev$/);
    await settleSubdomain(account, usual.ISSUER, "edgegrant");
    assert.equal(`https://edgegrant.${account.subdomain}.workers.dev`, usual.ISSUER);
    const own = settingsIn(await newSettings(somebody("auth.mine.dev", "https://auth.mine.dev/").owner, account, {})).values;
    assert.deepEqual([own.ISSUER, own.worker.account_id], ["https://auth.mine.dev", OWNER.id]);
  });
});

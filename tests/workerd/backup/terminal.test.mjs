// The passphrase as somebody types it at a terminal, which Python makes, for Node can make none.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { promisify } from "node:util";

import { exists, root } from "../../../scripts/command.mjs";
import { migrate } from "../../../scripts/seed.mjs";
import { workers } from "../../../scripts/workers.mjs";
import { SECRET, run } from "./kit.mjs";

const PASSPHRASE = "vier stille Wörter 🗝";
const FIRST = "(at least 12 characters): ";
const AGAIN = "Again: ";

let folder;
before(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "edgegrant-terminal-"));
  await migrate(workers.server, { persistTo: path.join(folder, "state") });
});
after(() => rm(folder, { recursive: true, force: true }));

/** What is on the screen of somebody who types each text as soon as its question is there: {screen, code, echo, left}. */
async function typing(script, name, ...steps) {
  const program = [process.execPath, path.join(root, "scripts", `${script}.mjs`), path.join(folder, name), "--persist-to", path.join(folder, "state")];
  const env = { ...process.env, EDGEGRANT_SECRET: SECRET, EDGEGRANT_SECRET_PREVIOUS: "", EDGEGRANT_BACKUP_PASSPHRASE: "", INIT_CWD: "" };
  const asked = JSON.stringify(steps.map(([wait, type]) => ({ wait, type })));
  const { stdout } = await promisify(execFile)("python3", [path.join(root, "tests", "workerd", "backup", "terminal.py"), asked, ...program], { env });
  const done = JSON.parse(stdout);
  assert.deepEqual([done.left, done.echo], [0, true], "everything was asked for, and the terminal is as it was");
  return done;
}

const written = (name) => existsSync(path.join(folder, name));

describe("a passphrase that is typed", { skip: process.platform === "win32" || !exists("python3") }, () => {
  test("is never shown, however fast somebody types, and is the one that was meant", async () => {
    for (let time = 0; time < 3; time++) {
      const { code, screen } = await typing("backup", `shown-${time}.backup`, [FIRST, `${PASSPHRASE}\r`], [AGAIN, `${PASSPHRASE}\r`]);
      assert.equal(code, 0, screen);
      assert.doesNotMatch(screen, /stille/);
    }
    await cp(path.join(folder, "state"), path.join(folder, "other"), { recursive: true });
    const done = await run("restore", [path.join(folder, "shown-0.backup"), "--persist-to", path.join(folder, "other")], { passphrase: PASSPHRASE });
    assert.equal(done.code, 0, done.stderr);
  });

  test("can be mended while it is typed, and pasted twice at once", async () => {
    const mended = await typing("backup", "mended.backup", [FIRST, `wrong\u0015x\u007f${PASSPHRASE}\u001b[D\u001b[3~\u001bOA\r`], [AGAIN, `${PASSPHRASE}y\u007f\r`]);
    assert.equal(mended.code, 0, mended.screen);
    const pasted = await typing("backup", "pasted.backup", [FIRST, `\u001b[200~${PASSPHRASE}\r${PASSPHRASE}\r\u001b[201~`]);
    assert.equal(pasted.code, 0, pasted.screen);
  });

  test("of which there are two, that is too short, or that somebody gives up, makes no backup", async () => {
    const cases = [
      [/The two passphrases differ\. No backup was made/, [FIRST, `${PASSPHRASE}\r`], [AGAIN, `${PASSPHRASE}.\r`]],
      [/too short/, [FIRST, "short\r"]],
      [/Nothing was done/, [FIRST, `${PASSPHRASE}\u0003`]],
      [/Nothing was done/, [FIRST, "\u0004"]],
    ];
    for (const [pattern, ...steps] of cases) {
      const { code, screen } = await typing("backup", "none.backup", ...steps);
      assert.equal(code, 1, screen);
      assert.match(screen, pattern);
      assert.doesNotMatch(screen, /stille/);
      assert.ok(!written("none.backup"));
    }
  });

  test("is asked for once to restore, and may be written in another way", async () => {
    const wrong = await typing("restore", "shown-0.backup", ["Passphrase of the backup: ", "another one, which is long\r"]);
    assert.equal(wrong.code, 1);
    assert.match(wrong.screen, /not the passphrase of the backup\. Nothing was changed/);
    const { code, screen } = await typing("restore", "shown-0.backup", ["Passphrase of the backup: ", `${PASSPHRASE.normalize("NFD")}\r`]);
    assert.equal(code, 0, screen);
    assert.doesNotMatch(screen, /stille/);
  });
});

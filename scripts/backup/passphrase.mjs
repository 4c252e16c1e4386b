// The passphrase of a backup: asked at the terminal without showing it, or given where nobody else sees it.

import { Trouble } from "../command.mjs";

/** Whoever has the file can try as many as they like, so it has to be long. */
const SHORTEST = 12;

/**
 * The passphrase; `undefined` with `--no-passphrase`. `chosen`: it is a new one, so it is asked twice.
 *
 * It is the first line of standard input with `--passphrase-stdin`, or EDGEGRANT_BACKUP_PASSPHRASE, or what is typed.
 */
export async function passphrase(flags, { chosen }) {
  if (flags["no-passphrase"]) return undefined;
  const given = flags["passphrase-stdin"] ? await firstLine() : process.env.EDGEGRANT_BACKUP_PASSPHRASE || undefined;
  if (given !== undefined) return chosen ? longEnough(given) : given;
  if (!process.stdin.isTTY) {
    const without = chosen ? ", or use --no-passphrase for a file that anyone who gets it can read" : "";
    throw new Trouble(`The backup needs a passphrase, and nobody can be asked here. Give it with --passphrase-stdin${without}.`);
  }
  if (!chosen) return typed("Passphrase of the backup: ");
  const first = longEnough(await typed(`Passphrase for the backup (at least ${SHORTEST} characters): `));
  if ((await typed("Again: ")) !== first) throw new Trouble("The two passphrases differ. No backup was made.");
  return first;
}

function longEnough(text) {
  if ([...text].length < SHORTEST) throw new Trouble(`The passphrase is too short: at least ${SHORTEST} characters, such as four words. No backup was made.`);
  return text;
}

async function firstLine() {
  let text = "";
  process.stdin.setEncoding("utf8");
  for await (const piece of process.stdin) {
    text += piece;
    if (text.includes("\n") || text.length > 4096) break;
  }
  return text.split(/\r?\n/, 1)[0];
}

/** What somebody types at the terminal, which shows nothing of it. */
async function typed(question) {
  const { stdin, stderr } = process;
  stderr.write(question);
  stdin.setRawMode(true);
  stdin.setEncoding("utf8");
  try {
    return await read(stdin);
  } finally {
    stdin.setRawMode(false);
    stdin.pause();
    stderr.write("\n");
  }
}

function read(stdin) {
  return new Promise((resolve, reject) => {
    let text = [];
    const hear = (typed) => {
      for (const key of typed) {
        if (key === "\r" || key === "\n") return end(() => resolve(text.join("")));
        if (key === "\u0003" || key === "\u0004") return end(() => reject(new Trouble("Nothing was done.")));
        if (key === "\u007f" || key === "\b") text.pop();
        else if (key === "\u0015") text = [];
        else if (key >= " ") text.push(key);
      }
      return undefined;
    };
    const end = (then) => {
      stdin.off("data", hear);
      then();
    };
    stdin.on("data", hear).resume();
  });
}

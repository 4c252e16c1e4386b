// The passphrase of a backup: asked at the terminal without showing it, or given where nobody else sees it.

import { Trouble } from "../command.mjs";

/** Whoever has the file can try as many as they like, so it has to be long. */
const SHORTEST = 12;
/** In bytes. Of a longer line it would be left to chance how much is heard of it. */
const LONGEST = 4096;

/**
 * The passphrase; `undefined` with `--no-passphrase`. `chosen`: it is a new one, so it is asked twice.
 *
 * It is the first line of standard input with `--passphrase-stdin`, or EDGEGRANT_BACKUP_PASSPHRASE, or what is typed.
 */
export async function passphrase(flags, { chosen }) {
  if (flags["no-passphrase"] && flags["passphrase-stdin"]) throw new Trouble("Either --no-passphrase or --passphrase-stdin. No backup was made.");
  if (flags["no-passphrase"]) return undefined;
  const given = flags["passphrase-stdin"] ? await firstLine() : process.env.EDGEGRANT_BACKUP_PASSPHRASE || undefined;
  if (given !== undefined) return chosen ? longEnough(given) : given;
  if (!process.stdin.isTTY) {
    const without = chosen ? ", or use --no-passphrase for a file that anyone who gets it can read" : "";
    throw new Trouble(`The backup needs a passphrase, and nobody can be asked here. Give it with --passphrase-stdin${without}.`);
  }
  return unseen(async (ask) => {
    if (!chosen) return ask("Passphrase of the backup: ");
    const first = longEnough(await ask(`Passphrase for the backup (at least ${SHORTEST} characters): `));
    if ((await ask("Again: ")) !== first) throw new Trouble("The two passphrases differ. No backup was made.");
    return first;
  });
}

/** Whether a passphrase was given where nobody is asked. */
export function isGiven(flags) {
  return Boolean(flags["passphrase-stdin"] || process.env.EDGEGRANT_BACKUP_PASSPHRASE);
}

function longEnough(text) {
  if ([...text].length < SHORTEST) throw new Trouble(`The passphrase is too short: at least ${SHORTEST} characters, such as four words. No backup was made.`);
  return text;
}

// Windows may put a mark before it, and an end of its own behind.
async function firstLine() {
  let bytes = Buffer.alloc(0);
  for await (const piece of process.stdin) {
    bytes = Buffer.concat([bytes, piece]);
    if (bytes.includes("\n") || bytes.length > LONGEST) break;
  }
  const end = bytes.indexOf("\n");
  const line = end === -1 ? bytes : bytes.subarray(0, end);
  if (line.length > LONGEST) throw new Trouble(`The passphrase is too long: the first line of standard input may have ${LONGEST} bytes. Nothing was done.`);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(line).replace(/\r$/, "");
  } catch {
    throw new Trouble("The passphrase is not text in UTF-8. Nothing was done.");
  }
}

/**
 * Gives what `work` gives of its questions: `ask(question)` is what somebody types at the terminal, which shows nothing of it. It shows
 * nothing from before the first question on until after the last answer, for some type fast, and some paste two lines at once.
 */
async function unseen(work) {
  const { stdin, stderr } = process;
  stdin.setRawMode(true);
  stdin.setEncoding("utf8");
  const answers = linesFrom(stdin);
  try {
    return await work(async (question) => {
      stderr.write(question);
      const { value } = await answers.next();
      stderr.write("\n");
      if (value === undefined) throw new Trouble("Nothing was done.");
      return value;
    });
  } finally {
    stdin.setRawMode(false);
    stdin.pause();
  }
}

/** What a terminal sends for a key that writes nothing, such as an arrow, and around what is pasted. */
const KEY = /^\u001b(\[[0-9;]*[~A-Za-z]|O[A-Za-z])/;

// Ends where the terminal does, and with Ctrl-C and Ctrl-D.
async function* linesFrom(stdin) {
  let text = [];
  for await (const typed of stdin) {
    for (let rest = typed; rest !== ""; ) {
      const key = KEY.exec(rest)?.[0] ?? String.fromCodePoint(rest.codePointAt(0));
      rest = rest.slice(key.length);
      if (key === "\r" || key === "\n") {
        yield text.join("");
        text = [];
      } else if (key === "\u0003" || key === "\u0004") {
        return;
      } else if (key === "\u007f" || key === "\b") {
        text.pop();
      } else if (key === "\u0015") {
        text = [];
      } else if (key >= " ") {
        text.push(key);
      }
    }
  }
}

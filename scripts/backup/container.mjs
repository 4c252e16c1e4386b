// The file of a backup: two lines that say how it is made, and then its content. docs/backup.md describes it.
//
//   edgegrant backup 1
//   {"cipher":"aes-256-gcm","kdf":"scrypt","N":131072,"r":8,"p":1,"salt":"…","check":"…"}
//
// The content follows in chunks of 64 KiB, each with its 16 bytes of proof. The nonce of a chunk is its number and whether it is
// the last, so that none can be left out, moved or cut off without notice. The two lines are proved with each of them.
// With {"cipher":"none"} the content follows as it is, and only its own last line says that it is whole.

import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes, scryptSync, timingSafeEqual } from "node:crypto";
import { accessSync, closeSync, constants, fsyncSync, linkSync, lstatSync, openSync, readSync, renameSync, rmSync, statSync, writeSync } from "node:fs";
import path from "node:path";

import { Trouble } from "../command.mjs";

const MAGIC = "edgegrant backup ";
const VERSION = "1";
const CIPHER = "aes-256-gcm";
const CHUNK = 64 * 1024;
const PROOF = 16;
/** Costs 128 MB of memory and some tenths of a second for each passphrase that is tried. */
const COST = { N: 131072, r: 8, p: 1 };
/** What a file may ask for: with more, whoever made it could stop the machine that reads it. */
const MOST = 1 << 20;
const LONGEST_LINE = 1024;

/** The keys that a passphrase gives. Unicode can write one passphrase in several ways; they are the same here. */
function keysOf(passphrase, { salt, N, r, p }) {
  const both = scryptSync(passphrase.normalize("NFKC"), Buffer.from(salt, "base64url"), 64, { N, r, p, maxmem: 256 * N * r });
  const check = createHmac("sha256", both.subarray(32)).update("edgegrant backup: passphrase").digest("base64url");
  return { key: both.subarray(0, 32), check };
}

function nonceOf(number, last) {
  const nonce = Buffer.alloc(12);
  nonce.writeUInt32BE(number, 7);
  nonce[11] = last ? 1 : 0;
  return nonce;
}

/**
 * Writes a new file, readable by its owner alone, out of `pieces` of text, under `passphrase`, or as it is without one. The
 * file is there once it is whole and on the disk, and never replaces another.
 */
export function writeContainer(file, pieces, passphrase) {
  const draft = path.join(path.dirname(file), `.${randomBytes(8).toString("hex")}.backup`);
  try {
    const handle = openSync(draft, "wx", 0o600);
    try {
      writeAll(handle, pieces, passphrase);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    takeName(draft, file);
    syncFolder(path.dirname(file));
  } catch (error) {
    if (error.code === "EEXIST") requireFree(file);
    throw unwritable(file, error);
  } finally {
    rmSync(draft, { force: true });
  }
}

// A failure of the file system in words, and any other as it is.
function unwritable(file, error) {
  return error.syscall === undefined ? error : new Trouble(`${file} cannot be written (${error.code}). No backup was made.`);
}

// Unlike a renaming, a link fails if something of that name has come meanwhile. Some disks know no links.
function takeName(draft, file) {
  try {
    linkSync(draft, file);
  } catch (error) {
    if (!["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS"].includes(error.code)) throw error;
    requireFree(file);
    renameSync(draft, file);
  }
}

/** Refuses a name that is taken, if only by a link that leads nowhere, and a folder where nothing can be written. */
export function requireFree(file) {
  let there;
  try {
    there = lstatSync(file, { throwIfNoEntry: false });
    if (!there) accessSync(path.dirname(file), constants.W_OK);
  } catch (error) {
    throw unwritable(file, error);
  }
  if (there) throw new Trouble(`${file} already exists, and a backup replaces no file. Give another name.`);
}

// So that the name survives a power cut, too. Not every system can do it.
function syncFolder(folder) {
  try {
    const handle = openSync(folder, "r");
    fsyncSync(handle);
    closeSync(handle);
  } catch {
    // The content is on the disk all the same.
  }
}

function writeAll(handle, pieces, passphrase) {
  const how = passphrase === undefined ? { cipher: "none" } : { cipher: CIPHER, kdf: "scrypt", ...COST, salt: randomBytes(16).toString("base64url") };
  const { key, check } = passphrase === undefined ? {} : keysOf(passphrase, how);
  const head = Buffer.from(`${MAGIC}${VERSION}\n${JSON.stringify({ ...how, ...(check && { check }) })}\n`);
  const put = (bytes) => {
    for (let done = 0; done < bytes.length; ) done += writeSync(handle, bytes, done);
  };
  put(head);
  let number = 0;
  let rest = Buffer.alloc(0);
  const seal = (bytes, last) => {
    const cipher = createCipheriv(CIPHER, key, nonceOf(number++, last)).setAAD(head);
    put(Buffer.concat([cipher.update(bytes), cipher.final(), cipher.getAuthTag()]));
  };
  for (const bytes of gathered(pieces)) {
    if (key === undefined) {
      put(bytes);
      continue;
    }
    rest = Buffer.concat([rest, bytes]);
    let at = 0;
    // The last chunk is never empty, and is known only when all is there.
    for (; rest.length - at > CHUNK; at += CHUNK) seal(rest.subarray(at, at + CHUNK), false);
    rest = rest.subarray(at);
  }
  if (key !== undefined) seal(rest, true);
}

// Lines are short, and each call costs.
function* gathered(pieces) {
  let text = "";
  for (const piece of pieces) {
    text += piece;
    if (text.length < CHUNK) continue;
    yield Buffer.from(text);
    text = "";
  }
  yield Buffer.from(text);
}

/** What is wrong with a file that was a backup once. */
export function spoiled(file) {
  return new Trouble(`${file} was cut off or changed, so nothing in it can be trusted. Nothing was changed. Use another backup.`);
}

/**
 * Reads a file: {encrypted, bytes(passphrase)}. `bytes` gives its content piece by piece, each proved; whoever uses them before the
 * last one has come must be able to take everything back.
 */
export function readContainer(file) {
  const handle = reading(file);
  const { head, how } = headOf(handle, file);
  return {
    encrypted: how.cipher === CIPHER,
    *bytes(passphrase) {
      try {
        yield* how.cipher === CIPHER ? proved(handle, { file, head, how, passphrase }) : plain(handle, head.length);
      } finally {
        closeSync(handle);
      }
    },
  };
}

function reading(file) {
  try {
    if (!statSync(file).isFile()) throw Object.assign(new Error(), { code: "it is no file" });
    return openSync(file, "r");
  } catch (error) {
    throw new Trouble(`${file} cannot be read (${error.code}).`);
  }
}

function headOf(handle, file) {
  const start = Buffer.alloc(LONGEST_LINE);
  const length = readFully(handle, start, 0);
  const [first = "", second = ""] = start.subarray(0, length).toString("latin1").split("\n", 2);
  if (!first.startsWith(MAGIC)) throw new Trouble(`${file} is not a backup of Edgegrant.`);
  if (first !== `${MAGIC}${VERSION}`) throw new Trouble(`${file} was made by a newer version of Edgegrant, which this one cannot read. Get that version.`);
  const how = inJson(second);
  if (!isUsable(how)) throw spoiled(file);
  return { head: start.subarray(0, first.length + second.length + 2), how };
}

function inJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isUsable(how) {
  if (how?.cipher === "none") return true;
  const { N, r, p, salt, check } = how ?? {};
  const isPower = Number.isInteger(N) && N > 1 && N <= MOST && (N & (N - 1)) === 0;
  return how?.cipher === CIPHER && how.kdf === "scrypt" && isPower && r === COST.r && p === COST.p && typeof salt === "string" && typeof check === "string";
}

function* proved(handle, { file, head, how, passphrase }) {
  const { key, check } = keysOf(passphrase, how);
  const [given, known] = [check, how.check].map((text) => Buffer.from(text));
  if (given.length !== known.length || !timingSafeEqual(given, known)) throw new Trouble("This is not the passphrase of the backup. Nothing was changed.");
  let at = head.length;
  let [now, next] = [chunkAt(handle, at), undefined];
  for (let number = 0; ; number++) {
    at += now.length;
    next = chunkAt(handle, at);
    const last = next.length === 0;
    yield openedChunk(now, { key, head, nonce: nonceOf(number, last) }) ?? fail(file);
    if (last) return;
    now = next;
  }
}

function fail(file) {
  throw spoiled(file);
}

function openedChunk(bytes, { key, head, nonce }) {
  if (bytes.length <= PROOF) return undefined;
  const cipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: PROOF }).setAAD(head).setAuthTag(bytes.subarray(-PROOF));
  try {
    return Buffer.concat([cipher.update(bytes.subarray(0, -PROOF)), cipher.final()]);
  } catch {
    return undefined;
  }
}

function chunkAt(handle, at) {
  const bytes = Buffer.alloc(CHUNK + PROOF);
  return bytes.subarray(0, readFully(handle, bytes, at));
}

function* plain(handle, from) {
  for (let at = from; ; ) {
    const bytes = Buffer.alloc(CHUNK);
    const length = readFully(handle, bytes, at);
    if (length === 0) return;
    yield bytes.subarray(0, length);
    at += length;
  }
}

function readFully(handle, bytes, at) {
  let length = 0;
  for (;;) {
    const more = readSync(handle, bytes, length, bytes.length - length, at + length);
    length += more;
    if (more === 0 || length === bytes.length) return length;
  }
}

/** What proves that the lines before it are all of them. */
export function digest() {
  return createHash("sha256");
}

// What takes long to find out and is the same every time: kept in .wrangler/remembered, one file a name.

import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

import { root } from "./command.mjs";

const folder = path.join(root, ".wrangler", "remembered");

/**
 * Gives what `find()` gives, which must be JSON. `from` is everything that the answer depends on, a list of
 * texts: as long as it is the same, `find` is not called again, not even by another process.
 */
export function remembered(name, from, find) {
  const file = path.join(folder, `${name}.json`);
  const fingerprint = fingerprintOf(from);
  const kept = read(file);
  if (kept?.fingerprint === fingerprint) return kept.value;
  const value = find();
  write(file, { fingerprint, value });
  return value;
}

/** The same of a `find` that takes its time. */
export async function rememberedLater(name, from, find) {
  const file = path.join(folder, `${name}.json`);
  const fingerprint = fingerprintOf(from);
  const kept = read(file);
  if (kept?.fingerprint === fingerprint) return kept.value;
  const value = await find();
  write(file, { fingerprint, value });
  return value;
}

/** One text that changes when one of these texts, or Buffers, does. */
export function fingerprintOf(parts) {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(`${Buffer.byteLength(part)} `).update(part);
  return hash.digest("hex");
}

function read(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    // Not there yet, or cut off: it is found out again.
    return undefined;
  }
}

// Renamed into place, so that no other process reads half of it.
function write(file, content) {
  mkdirSync(folder, { recursive: true });
  const draft = `${file}.${process.pid}`;
  try {
    writeFileSync(draft, JSON.stringify(content));
    renameSync(draft, file);
  } finally {
    rmSync(draft, { force: true });
  }
}

// Makes a backup: a snapshot of the database, and what has to be the same where it is restored.

import { readFileSync, statSync } from "node:fs";
import path from "node:path";

import { root, say } from "../command.mjs";
import { inWords, onFile } from "../d1-file.mjs";
import { requireFree, writeContainer } from "./container.mjs";
import { linesOf, requireWhole } from "./content.mjs";
import { exported } from "./export.mjs";
import { SEALED_KEY } from "../server-secret.mjs";
import { passphrase } from "./passphrase.mjs";

/** Writes a backup of `instance` to `file`. `flags`: how the passphrase is given. */
export async function backUp(instance, file, flags) {
  requireFree(file);
  // Asked first: the copy of a deployed database holds everybody up.
  const secret = await passphrase(flags, { chosen: true });
  await (instance.environment ? ofDeployed(instance, file, secret) : ofLocal(instance, file, secret));
  say(`Wrote ${file} (${sizeOf(file)}), a backup of ${instance.told}.`);
  say(
    secret === undefined
      ? "It has NO passphrase: only your user can read it here, but anyone who gets a copy can read everything in it."
      : "It is encrypted. Without the passphrase nobody can read it, not even you.",
  );
  if (instance.secrets.length === 0) {
    say(`EDGEGRANT_SECRET is not in ${instance.where}, so the backup cannot say which one it needs. Keep that secret, too.`);
  } else {
    say("EDGEGRANT_SECRET is not in the backup, and a restored server needs the same one. Keep it somewhere else.");
  }
}

async function ofLocal(instance, file, secret) {
  try {
    await onFile(instance.file, (database) => {
      // All that is read in it is of one moment, whoever writes meanwhile.
      if (database.isTransaction !== true) database.exec("BEGIN");
      write(database, instance, file, secret);
    });
  } catch (error) {
    throw inWords(error, "No backup was made.");
  }
}

async function ofDeployed(instance, file, secret) {
  const database = await exported(instance);
  write(database, instance, file, secret);
  database.close();
}

function write(database, { issuer, rpId, secrets, requireOwn }, file, secret) {
  requireWhole(database);
  requireOwn(database.prepare(SEALED_KEY).get());
  const { version } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
  const about = { version, made_at: Math.floor(Date.now() / 1000), issuer, rp_id: rpId, secrets };
  writeContainer(file, linesOf(database, about), secret);
}

function sizeOf(file) {
  const { size } = statSync(file);
  return size < 1e6 ? `${Math.ceil(size / 1e3)} kB` : `${(size / 1e6).toFixed(1)} MB`;
}

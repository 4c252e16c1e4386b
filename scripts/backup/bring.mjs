// Brings a backup into an empty server, after everything that could be wrong with it was looked at.

import { Trouble, say } from "../command.mjs";
import { readContainer } from "./container.mjs";
import { countOf, load } from "./content.mjs";
import { intoD1 } from "./into-d1.mjs";
import { intoFile } from "./into-file.mjs";
import { isGiven, passphrase } from "./passphrase.mjs";

/** Restores `file` into `instance`. `flags`: how the passphrase is given, and what may differ. */
export async function restore(instance, file, flags) {
  const container = readContainer(file);
  // Whoever can write where the backups are could put a file of their own in place of one that only the passphrase can make.
  if (!container.encrypted && isGiven(flags)) {
    throw new Trouble(`${file} is not encrypted, so anybody may have made it. If it is yours, made with --no-passphrase, leave the passphrase out. Nothing was changed.`);
  }
  const secret = container.encrypted ? await passphrase(flags, { chosen: false }) : undefined;
  const { about, database } = load(file, container.bytes(secret), (about) => requireSame(about, instance, flags));
  say(`The backup is complete: ${about.issuer}, ${new Date(about.made_at * 1000).toISOString().slice(0, 16).replace("T", " ")} UTC, Edgegrant ${about.version}. Restoring it …`);
  await (instance.environment ? intoD1(instance, database) : intoFile(instance, database));
  say(`Restored ${countOf(database, "users")} users and ${countOf(database, "clients")} clients into ${instance.told}. A running server knows its new keys within a minute.`);
  database.close();
}

function requireSame(about, instance, flags) {
  requireSecret(about, instance, flags);
  if (about.rp_id !== instance.rpId && about.tables.passkeys > 0) {
    throw new Trouble(`The passkeys in the backup are for the host ${about.rp_id}, and those of ${instance.told} are for ${instance.rpId}, so nobody could sign in with a passkey. Set RP_ID to "${about.rp_id}", at that host or one below it. Nothing was changed.`);
  }
  if (about.issuer !== instance.issuer && !flags["new-issuer"]) {
    throw new Trouble(`The backup is from ${about.issuer}, but ISSUER here is ${instance.issuer}. Tokens contain it and apps compare it, so every app would have to be set up again. If you want that, add --new-issuer. Nothing was changed.`);
  }
}

function requireSecret(about, { secrets, where }, flags) {
  if (secrets.length === 0) throw new Trouble(`EDGEGRANT_SECRET is not in ${where}, so the backup's secret cannot be compared with it. Put it there first. Nothing was changed.`);
  const all = about.secrets ?? [];
  if (all.length === 0 && !flags["same-secret"]) {
    throw new Trouble("The backup does not say which EDGEGRANT_SECRET it needs, because the secret was not there when the backup was made. If the secret here is the one that the server had then, add --same-secret. Nothing was changed.");
  }
  if (all.some((it) => !secrets.includes(it))) {
    throw new Trouble(`The backup needs another EDGEGRANT_SECRET${all.length > 1 ? " or EDGEGRANT_SECRET_PREVIOUS" : ""} than the one in ${where}: its keys, refresh tokens and second factors would be lost. First set the one that the server had then. Nothing was changed.`);
  }
}

// The server's secrets: edgegrant.secrets.json, which its owner alone can read. A secret that the server has is never
// replaced from here: with another EDGEGRANT_SECRET it could not open its own keys.

import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";

import { Trouble, say } from "../command.mjs";
import { nearest } from "../nearest.mjs";
import { checkValue } from "../server-secret.mjs";
import { places, replaceFile } from "../settings/file.mjs";

/** What can stand in the file. */
const NAMES = ["EDGEGRANT_SECRET", "EDGEGRANT_SECRET_PREVIOUS", "REGISTRATION_TOKEN", "MAIL_API_KEY", "TURNSTILE_SECRET"];

/** Those of the providers have the id of each in their names. */
const OF_PROVIDER = /^PROVIDER_SECRET_[A-Z0-9_]{1,20}$/;

const SHORTEST = 32;

/** The secrets by their names: those of the file, and what the environment has of the rest, as in a CI. */
export function readSecrets(at = places()) {
  const names = [...NAMES, ...Object.keys(process.env).filter((name) => OF_PROVIDER.test(name))];
  const given = Object.fromEntries(names.filter((name) => process.env[name]).map((name) => [name, process.env[name]]));
  requireLong(given, "The environment");
  return { ...given, ...inTheFile(at) };
}

function requireLong({ EDGEGRANT_SECRET: secret }, where) {
  if (secret === undefined || secret.length >= SHORTEST) return;
  throw new Trouble(`${where}: EDGEGRANT_SECRET is too short; it must have at least ${SHORTEST} random characters. If you leave it out, \`npm run deploy\` makes one.`);
}

function inTheFile({ secrets: file }) {
  if (!existsSync(file)) return {};
  const name = path.basename(file);
  // On Windows the mode says nothing of it.
  if (process.platform !== "win32" && statSync(file).mode & 0o077) say(`Others on this machine may read ${name}. \`chmod 600 ${file}\` keeps it to yourself.`);
  const values = parsed(readFileSync(file, "utf8").replace(/^\uFEFF/, ""), name);
  for (const [secret, value] of Object.entries(values)) {
    if (!NAMES.includes(secret) && !OF_PROVIDER.test(secret)) {
      const near = nearest(secret, NAMES);
      throw new Trouble(`${name}: Edgegrant does not know "${secret}"${near ? `; did you mean "${near}"?` : `; there are ${NAMES.join(", ")}.`}`);
    }
    if (typeof value !== "string" || value === "") throw new Trouble(`${name}: ${secret} must be text in quotation marks.`);
  }
  requireLong(values, name);
  return values;
}

// The parser's own words would show a piece of the file.
function parsed(text, name) {
  try {
    const values = JSON.parse(text);
    if (values !== null && typeof values === "object" && !Array.isArray(values)) return values;
  } catch {
    // It is said below.
  }
  throw new Trouble(`${name} is not JSON like { "EDGEGRANT_SECRET": "…" }.`);
}

/** The secrets of the file, with a new EDGEGRANT_SECRET if there was none. */
export function withSecret(values, { secrets: file } = places()) {
  if (values.EDGEGRANT_SECRET) return values;
  if (process.env.CI) {
    throw new Trouble("The server needs a secret that you keep, and one that is made in CI would be lost. Give CI a secret EDGEGRANT_SECRET: node -p \"crypto.randomBytes(32).toString('base64url')\" makes one. Nothing was changed.");
  }
  const all = { EDGEGRANT_SECRET: randomBytes(32).toString("base64url"), ...values };
  replaceFile(file, `${JSON.stringify(all, null, 2)}\n`, { mode: 0o600 });
  say(`Made the secret of the server: ${file}, which only you can read.\nKeep a copy where you keep passwords. Cloudflare never shows it again, and without it nobody can move or restore the server.`);
  return all;
}

const sentFile = ({ folder }) => path.join(folder, "sent.json");

/** What tells whether a secret is still the one that was sent to the server, by its name. */
export function sentBefore(at = places()) {
  return existsSync(sentFile(at)) ? JSON.parse(readFileSync(sentFile(at), "utf8")) : {};
}

/** Notes that the server has these secrets now. */
export function noteSent(values, at = places()) {
  const all = { ...sentBefore(at), ...Object.fromEntries(Object.entries(values).map(([name, value]) => [name, checkValue(value)])) };
  replaceFile(sentFile(at), `${JSON.stringify(all)}\n`, { mode: 0o600 });
}

/** `work` with the path of a file that has these secrets, for wrangler's --secrets-file; with undefined for none. */
export async function inFile(values, work, { folder } = places()) {
  if (Object.keys(values).length === 0) return work(undefined);
  const file = path.join(folder, `secrets-${process.pid}.json`);
  const remove = () => rmSync(file, { force: true });
  // Also where Ctrl-C ends this process.
  process.on("exit", remove);
  try {
    writeFileSync(file, JSON.stringify(values), { mode: 0o600 });
    return await work(file);
  } finally {
    remove();
    process.off("exit", remove);
  }
}

// The logo of BRAND: a file beside the settings, which names it. The server knows it by its hash, and has it in its database. What a
// logo may be is the commands' to say (admin/src/logo.rs), which are Rust.

import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

import { Trouble, root, run } from "../command.mjs";

/** The file that the settings name, which lie in `folder`; undefined if they name none, or the hash of one that is there already. */
export function logoFile({ BRAND }, folder) {
  const { logo } = kindOf(BRAND) === "object" ? BRAND : {};
  if (typeof logo !== "string") return undefined;
  const file = path.resolve(folder, logo);
  return /^[\w-]{43}$/.test(logo) && !existsSync(file) ? undefined : file;
}

/** BRAND as the server has it: with the hash of the file. As it is, where there is no such file. */
export function withLogo(values, folder) {
  const file = logoFile(values, folder);
  if (file === undefined || !existsSync(file)) return values.BRAND;
  return { ...values.BRAND, logo: hashOf(file) };
}

/** The hash of the logo that these settings name; undefined if they name none. */
export function logoOf(values, folder) {
  return logoFile(values, folder) && withLogo(values, folder).logo;
}

/** Why the file that the settings name cannot be a logo; undefined if it can, or if they name none. */
export async function wrongLogo(values, folder) {
  const file = logoFile(values, folder);
  if (file === undefined) return undefined;
  if (!existsSync(file)) return `there is no file ${values.BRAND.logo} beside the settings`;
  const said = await command(["look", file]);
  // The settings name it as their owner does.
  return said.error?.replace(file, `"${values.BRAND.logo}"`);
}

/** Puts the file that the settings name into the database: the deployed one, or that of `where`, such as ["--persist-to", folder]. */
export async function putLogo(values, folder, where) {
  const file = logoFile(values, folder);
  if (file === undefined) return;
  const { error } = await command(["put", file, ...where]);
  if (error !== undefined) throw new Trouble(`The logo could not be put into the database: ${error}`);
}

async function command(args) {
  const { adminProgram } = await import("../admin.mjs");
  const [program, ...first] = adminProgram;
  const { stdout, stderr } = await run(program, [...first, "logo", ...args, "--json"], { env: { npm_lifecycle_event: "logo" } });
  try {
    return JSON.parse(stdout);
  } catch {
    return { error: stderr.trim() || stdout.trim() };
  }
}

/** The folder of the settings of this machine. */
export const HERE = root;

function hashOf(file) {
  return createHash("sha256").update(readFileSync(file)).digest("base64url");
}

function kindOf(value) {
  return Array.isArray(value) || value === null ? "other" : typeof value;
}

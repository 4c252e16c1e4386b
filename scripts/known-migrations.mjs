// The migrations that this version has. Imports no packages.

import { readdirSync } from "node:fs";
import path from "node:path";

import { root } from "./command.mjs";

/** Where their files are. */
export const MIGRATIONS = path.join(root, "migrations");

/** The names of their files, in order. */
export function knownMigrations() {
  return readdirSync(MIGRATIONS).filter((name) => name.endsWith(".sql")).sort();
}

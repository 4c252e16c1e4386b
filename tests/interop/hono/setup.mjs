// Hono, whose middleware jwk guards an API.

import { ensurePackages } from "../npm.mjs";

/** Installs what is missing, and gives the folder. */
export function ensureHono() {
  return ensurePackages("hono");
}

// better-auth, a library of sign-in for web applications.

import { ensurePackages } from "../npm.mjs";

/** Installs what is missing, and gives the folder. */
export function ensureBetterAuth() {
  return ensurePackages("better-auth");
}

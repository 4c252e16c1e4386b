// Authlib and Flask, in a virtual environment of the project.

import { ensurePython } from "../python.mjs";

/** Installs what is missing, and gives the Python that has it. */
export function ensureAuthlib() {
  return ensurePython("authlib", "Authlib and Flask");
}

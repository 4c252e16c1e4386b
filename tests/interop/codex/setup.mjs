// Codex CLI, of which MCP servers are used without an account anywhere.

import { ensurePackages } from "../npm.mjs";

/** Installs what is missing, and gives the folder. */
export function ensureCodex() {
  return ensurePackages("codex");
}

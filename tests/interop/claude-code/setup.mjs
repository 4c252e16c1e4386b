// Claude Code, of which MCP servers are used without an account anywhere. It signs in to them only in a terminal, and
// Python's `pty` is one.

import { Trouble, exists } from "../../../scripts/command.mjs";
import { ensurePackages } from "../npm.mjs";

/** Installs what is missing, and gives the folder. */
export function ensureClaudeCode() {
  if (!exists("python3")) throw new Trouble("Python 3 is missing. Install it and start again.");
  return ensurePackages("claude-code");
}

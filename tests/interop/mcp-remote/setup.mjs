// mcp-remote, through which MCP clients that know only local servers reach others.

import { ensurePackages } from "../npm.mjs";

/** Installs what is missing, and gives the folder. */
export function ensureMcpRemote() {
  return ensurePackages("mcp-remote");
}

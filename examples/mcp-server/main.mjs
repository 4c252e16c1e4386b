// `node main.mjs`: serves the MCP server. Settings come from the environment.

import { mcpServer } from "./server.mjs";

const issuer = process.env.ISSUER ?? "http://localhost:8787";
const resource = process.env.RESOURCE ?? "http://localhost:8790/mcp";
const port = Number(process.env.PORT || new URL(resource).port || 8790);

mcpServer({ issuer, resource }).listen(port, () => {
  console.log(`MCP server ${resource}, for access tokens of ${issuer}, on port ${port}`);
});

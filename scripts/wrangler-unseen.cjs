// wrangler, with arguments that come as a JSON array on standard input: other users of the machine can read those of
// its command line, and SQL has hashes of passwords and secrets in it.

const { readFileSync } = require("node:fs");
const { runMain } = require("node:module");
const path = require("node:path");

const wrangler = path.join(path.dirname(require.resolve("wrangler/package.json")), "wrangler-dist", "cli.js");
process.argv = [process.execPath, wrangler, ...JSON.parse(readFileSync(0, "utf8"))];
runMain(wrangler);

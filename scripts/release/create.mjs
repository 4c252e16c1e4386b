#!/usr/bin/env node
// `npm create edgegrant [FOLDER]`: puts the release that lies beside this file into a new folder. Nothing else is changed.

import { cpSync, existsSync, readdirSync, renameSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const folder = process.argv[2] ?? "edgegrant";

if (existsSync(folder) && readdirSync(folder).length > 0) {
  console.error(`${folder} is not empty. Nothing was changed. docs/deploy.md says how to update a server.`);
  process.exit(1);
}
cpSync(fileURLToPath(new URL("edgegrant", import.meta.url)), folder, { recursive: true });
// npm takes no file of that name out of a package.
renameSync(path.join(folder, "gitignore"), path.join(folder, ".gitignore"));
console.log(`Edgegrant is in ${folder}. Now:

  cd ${folder}
  npm start            to try it on this machine
  npm run deploy       to deploy it to your Cloudflare account
`);

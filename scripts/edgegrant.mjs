#!/usr/bin/env node
// `edgegrant …`, which `npx` finds in this folder, and the shell wherever the package is installed. `edgegrant backup` is
// `npm run backup`, and so on; everything else is for the commands.

import { fileURLToPath } from "node:url";

/** What is not one of the commands: the scripts of package.json that owners run. */
const SCRIPTS = ["backup", "build", "check", "deploy", "model", "restore", "start", "wrangler"];

const [name] = process.argv.slice(2);
const script = SCRIPTS.includes(name) ? name : "admin";
// Each script reads its own arguments, and some start themselves again with a newer Node.
process.argv.splice(1, script === "admin" ? 1 : 2, fileURLToPath(new URL(`./${script}.mjs`, import.meta.url)));
await import(`./${script}.mjs`);

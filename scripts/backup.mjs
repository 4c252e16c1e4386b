// `npm run backup`: everything that a server knows, in one file. docs/backup.md says how it is used, and what is in it.

import { main } from "./command.mjs";
import { refuseEaten, underNewNode, withPackages } from "./newer-node.mjs";

const HELP = `npm run backup                     writes a backup of the local server: its users, clients, tokens and keys
npm run backup -- FILE             to this file

  --remote             of the deployed server
  --env NAME           of the server of edgegrant.NAME.jsonc, with --remote
  --persist-to FOLDER  of the server of \`wrangler dev --persist-to FOLDER\`
  --passphrase-stdin   the passphrase is the first line of standard input, or else EDGEGRANT_BACKUP_PASSPHRASE; else it is asked
  --no-passphrase      without one: whoever gets a copy of the file can read everything in it
  --help               shows this

\`npm run restore -- FILE\` brings it back.
`;

const flag = { type: "boolean" };

async function backup(args) {
  refuseEaten("backup", args, ["remote", "env", "persist-to", "passphrase-stdin", "no-passphrase", "passphrase"]);
  await withPackages();
  const { fromHere, instanceOf, nameNow, understood } = await import("./backup/instance.mjs");
  const { values, file = fromHere(nameNow()) } = understood(args, { "passphrase-stdin": flag, "no-passphrase": flag }, HELP);
  if (values.help) return console.log(HELP);
  const { backUp } = await import("./backup/make.mjs");
  return backUp(instanceOf(values), file, values);
}

await main(() => underNewNode(() => backup(process.argv.slice(2))));

// `npm run restore`: brings a backup into an empty server. docs/backup.md says how it is used.

import { Trouble, main } from "./command.mjs";
import { refuseEaten, underNewNode, withPackages } from "./newer-node.mjs";

const HELP = `npm run restore -- FILE            restores a backup into the local server, which must have no users and no clients

  --remote             into the deployed server
  --env NAME           with --remote: into the server of edgegrant.NAME.jsonc
  --persist-to FOLDER  into the server of \`wrangler dev --persist-to FOLDER\`
  --passphrase-stdin   read the passphrase from the first line of standard input; otherwise EDGEGRANT_BACKUP_PASSPHRASE is used, or you are asked
  --new-issuer         restore even though ISSUER differs: every app has to be set up again
  --same-secret        confirm that a backup without a check value was made with the EDGEGRANT_SECRET that is here
  --help               shows this
`;

const flag = { type: "boolean" };

async function bring(args) {
  refuseEaten("restore", args, ["remote", "env", "persist-to", "passphrase-stdin", "new-issuer", "same-secret"]);
  await withPackages();
  const { instanceOf, understood } = await import("./backup/instance.mjs");
  const { values, file } = understood(args, { "passphrase-stdin": flag, "new-issuer": flag, "same-secret": flag }, HELP);
  if (values.help) return console.log(HELP);
  if (file === undefined) throw new Trouble(`Which backup?\n\n${HELP}`);
  const { restore } = await import("./backup/bring.mjs");
  return restore(instanceOf(values), file, values);
}

await main(() => underNewNode(() => bring(process.argv.slice(2))));

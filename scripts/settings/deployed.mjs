// What the owner's settings say of the deployed server, for whoever looks at it or changes it.

import path from "node:path";

import { Trouble } from "../command.mjs";
import { asTyped, places, readSettings } from "./file.mjs";
import { withLogo } from "./logo.mjs";
import { serverSettings } from "./shape.mjs";

/** The name of a Worker whose owner gave it none. */
export const USUAL_NAME = "edgegrant";

/** Whether an address is one that Cloudflare gives. */
export function isWorkersDev(issuer) {
  return URL.canParse(issuer) && new URL(issuer).hostname.endsWith(".workers.dev");
}

/** The variables of the deployed server, whose settings are in `file`: text, or what RESOURCES, CLAIM_SCOPES and the like are. */
export function variables(values, { file } = places()) {
  const all = { ...values, BRAND: withLogo(values, path.dirname(file)) };
  const set = serverSettings.filter((name) => all[name] !== undefined);
  return Object.fromEntries(
    set.map((name) => [name, typeof all[name] === "object" ? all[name] : String(all[name])]),
  );
}

/**
 * The settings of the deployed server, for the commands:
 *
 * - `vars`: as the Worker has them.
 * - `database`: its `id`, once it is known, and its `name`.
 * - `accountId`: once it is known.
 *
 * Throws `Trouble` if there are none, or if they cannot be read.
 */
export function deployedSettings({ file } = places()) {
  const settings = readSettings(file);
  const name = path.basename(file);
  const refuse = (sentence) => new Trouble(asTyped(sentence, places(file)));
  if (!settings) throw refuse(`Nothing has been deployed from here: there is no ${name}. \`npm run deploy\` makes it.`);
  const [mistake] = settings.mistakes;
  if (mistake) throw refuse(`${name} cannot be read, line ${mistake.line}: ${mistake.says}. \`npm run check\` says more.`);
  const { values } = settings;
  const worker = values.worker ?? {};
  return {
    vars: variables(values, { file }),
    database: { id: worker.database_id, name: worker.database_name ?? worker.name ?? USUAL_NAME },
    accountId: worker.account_id,
  };
}

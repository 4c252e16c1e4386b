// Apache with mod_auth_openidc, as Debian and Ubuntu have it, and a way to run it.

import { existsSync } from "node:fs";

import { aptInstall } from "../../../scripts/apt.mjs";
import { Trouble } from "../../../scripts/command.mjs";

export const apache = "/usr/sbin/apache2";
export const modules = "/usr/lib/apache2/modules";
const needed = [apache, `${modules}/mod_auth_openidc.so`];
/** It brings Apache as a program, not as a service that starts. */
const PACKAGE = "libapache2-mod-auth-openidc";

/** Installs what is missing: with apt, as root. */
export async function ensureApache() {
  if (needed.every(existsSync)) return;
  await aptInstall("Apache and mod_auth_openidc", PACKAGE);
  if (needed.every(existsSync)) return;
  const missing = needed.filter((file) => !existsSync(file)).join(", ");
  throw new Trouble(
    `Missing, and could not be installed: ${missing}. On Debian or Ubuntu, run ` +
      `\`apt-get install --no-install-recommends ${PACKAGE}\` as root and start again.`,
  );
}

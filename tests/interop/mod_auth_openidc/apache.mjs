// Apache on free ports of this machine, each a site with a page that mod_auth_openidc protects. All that it
// writes is in a temporary folder.

import { randomBytes } from "node:crypto";
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";

import { startServer } from "../programs.mjs";
import { apache, modules } from "./setup.mjs";

const MODULES = "mpm_event authn_core authz_core authz_user dir include mime auth_openidc".split(" ");

/** What the page shows of the environment that the module made for it. */
const SHOWN = ["REMOTE_USER", "OIDC_CLAIM_sub", "OIDC_CLAIM_name", "OIDC_CLAIM_given_name", "OIDC_CLAIM_email"];

/** Where the module listens at each site; it is no file. */
export const CALLBACK = "/private/callback";
export const PAGE = "/private/";

/**
 * Runs Apache with `sites`, each {port, directives}: {log, stop}, `log()` what it wrote so far. `files` are
 * put into the folder that the directives know as ${FOLDER}.
 */
export async function startApache(sites, files = {}) {
  await using started = new AsyncDisposableStack();
  const folder = await mkdtemp(path.join(os.tmpdir(), "edgegrant-apache-"));
  started.defer(() => rm(folder, { recursive: true, force: true }));
  // Apache gives up being root, and must still find the page.
  await chmod(folder, 0o755);
  await mkdir(path.join(folder, "site", "private"), { recursive: true });
  await writeFile(path.join(folder, "site", "private", "index.shtml"), page());
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, name), text);
  const config = path.join(folder, "httpd.conf");
  await writeFile(config, configuration(folder, sites));

  const log = () => readFile(path.join(folder, "error.log"), "utf8").catch(() => "");
  const server = await startServer(`http://localhost:${sites[0].port}/`, apache, ["-f", config, "-DFOREGROUND"])
    .catch(async (error) => {
      throw new Error(`${error.message}\n${await log()}`);
    });
  started.defer(server.stop);
  const all = started.move();
  return { log, stop: () => all.disposeAsync() };
}

/** What the page showed: the values by name. */
export function shown(text) {
  return Object.fromEntries(text.trim().split("\n").map((line) => line.split(/=(.*)/).slice(0, 2)));
}

function page() {
  return SHOWN.map((name) => `${name}=<!--#echo encoding="none" var="${name}" -->\n`).join("");
}

function configuration(folder, sites) {
  const user = process.getuid() === 0 ? "User www-data\nGroup www-data" : "";
  return `
Define FOLDER "${folder}"
ServerName localhost
DefaultRuntimeDir "\${FOLDER}"
PidFile "\${FOLDER}/pid"
ErrorLog "\${FOLDER}/error.log"
LogLevel warn
${user}
${MODULES.map((name) => `LoadModule ${name}_module ${modules}/mod_${name}.so`).join("\n")}
TypesConfig /dev/null
AddType "text/plain; charset=utf-8" .shtml
AddOutputFilter INCLUDES .shtml
DirectoryIndex index.shtml
<Directory "\${FOLDER}/site">
  Options +Includes
</Directory>
${sites.map(site).join("\n")}`;
}

function site({ port, directives }) {
  return `
Listen localhost:${port}
<VirtualHost *:${port}>
  ServerName http://localhost:${port}
  DocumentRoot "\${FOLDER}/site"
  OIDCRedirectURI http://localhost:${port}${CALLBACK}
  OIDCCryptoPassphrase ${randomBytes(16).toString("hex")}
  OIDCInfoHook access_token id_token refresh_token userinfo
  ${directives.join("\n  ")}
  <Location ${PAGE}>
    AuthType openid-connect
    Require valid-user
  </Location>
</VirtualHost>`;
}

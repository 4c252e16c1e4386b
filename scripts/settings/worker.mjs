// The wrangler configuration of the deployed server: the owner's settings over what wrangler.toml says of every Worker of
// this kind. It is made anew by each command that deploys or looks at the server, and nobody edits it.

import { mkdirSync } from "node:fs";
import path from "node:path";

import { root } from "../command.mjs";
import { config, workers } from "../workers.mjs";
import { USUAL_NAME, isWorkersDev, variables } from "./deployed.mjs";
import { places, readSettings, replaceFile } from "./file.mjs";

const NOTE = "// Made by `npm run` from edgegrant.jsonc and wrangler.toml. Changes here are lost: change edgegrant.jsonc instead.\n";

/** What wrangler is to deploy, as an object; files are named from `folder`. */
export function wranglerConfig(values, folder = places().folder) {
  const base = config(workers.server, { env: "" });
  const own = values.worker ?? {};
  const name = own.name ?? USUAL_NAME;
  const from = (file) => path.relative(folder, path.join(root, file)).split(path.sep).join("/");
  return {
    name,
    ...(own.account_id && { account_id: own.account_id }),
    main: from("build/index.js"),
    compatibility_date: base.compatibility_date,
    compatibility_flags: base.compatibility_flags,
    send_metrics: false,
    workers_dev: isWorkersDev(values.ISSUER),
    // A preview would be a second server with the same users, at another address.
    preview_urls: false,
    routes: routesOf(values),
    kv_namespaces: [{ binding: "CODES", ...(own.kv_namespace_id && { id: own.kv_namespace_id }) }],
    d1_databases: [{
      binding: "DB",
      database_name: own.database_name ?? name,
      ...(own.database_id && { database_id: own.database_id }),
      migrations_dir: from("migrations"),
    }],
    ratelimits: base.ratelimits,
    ...(values.MAIL === "cloudflare" && { send_email: [{ name: "EMAIL" }] }),
    vars: variables(values),
    // Whoever deploys it in another way is told so before anything happens.
    secrets: { required: ["EDGEGRANT_SECRET"] },
    ...(own.placement_region && { placement: { region: own.placement_region } }),
    triggers: { crons: own.crons ?? base.triggers.crons },
    observability: base.observability,
  };
}

/** Writes the configuration for wrangler's `--config`, and gives its path. */
export function writeWranglerConfig(values = readSettings()?.values ?? {}, { folder } = places()) {
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, "wrangler.jsonc");
  replaceFile(file, `${NOTE}${JSON.stringify(wranglerConfig(values, folder), null, 2)}\n`);
  return file;
}

/** Where the Worker answers, but for workers.dev: at the host of ISSUER or below its path, and where the owner says. wrangler finds their zones. */
export function routesOf({ ISSUER, worker: { custom_domain: pointed = true, routes: others = [] } = {} }) {
  const more = others.map((route) => (Object.keys(route).length === 1 ? route.pattern : route));
  if (!pointed || !URL.canParse(ISSUER) || isWorkersDev(ISSUER)) return more;
  const { hostname, pathname } = new URL(ISSUER);
  if (pathname === "/") return [{ pattern: hostname, custom_domain: true }, ...more];
  // RFC 8414 section 3.1 puts the issuer's path behind the well-known part.
  const known = ["oauth-authorization-server", "openid-configuration"];
  const patterns = [pathname, `${pathname}/*`, ...known.map((name) => `/.well-known/${name}${pathname}`)];
  return [...patterns.map((pattern) => `${hostname}${pattern}`), ...more];
}

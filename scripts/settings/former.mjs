// Until version 0.4 the settings of the deployed server stood in wrangler.toml, as [env.production]. This makes
// edgegrant.jsonc of them, once.

import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

import { Trouble, root, visible } from "../command.mjs";
import { TEMPLATE, textOf, withValue } from "./file.mjs";
import { placeholders } from "./placeholders.mjs";
import { schema, serverSettings } from "./shape.mjs";
import { USUAL_NAME } from "./deployed.mjs";

const require = createRequire(import.meta.url);

/** What says that an id was not filled in. */
const TOLD = /^the id that/;

/**
 * The settings of the deployed server in a wrangler.toml of before: {values, left}, `left` the names of what has no place
 * in edgegrant.jsonc. Undefined if there are none, or only the examples.
 */
export function formerSettings(file = path.join(root, "wrangler.toml"), env = "production") {
  if (!existsSync(file)) return undefined;
  if (!new RegExp(`^\\[+env\\.${env}[\\].]`, "m").test(textOf(file))) return undefined;
  const read = configuration(file, env);
  if (placeholders(read.vars).some(({ path: [name] }) => name === "ISSUER")) return undefined;
  const [database] = read.d1_databases;
  const [namespace] = read.kv_namespaces;
  const worker = {
    name: read.name,
    account_id: read.account_id,
    database_id: filled(database?.database_id),
    database_name: database?.database_name === read.name ? undefined : database?.database_name,
    kv_namespace_id: filled(namespace?.id),
    routes: otherRoutes(read),
  };
  const known = Object.entries(read.vars).filter(([name]) => serverSettings.includes(name));
  return {
    values: { ...Object.fromEntries(known), worker: withoutNothing(worker) },
    left: Object.keys(read.vars).filter((name) => !serverSettings.includes(name)),
  };
}

function configuration(file, env) {
  try {
    return require("wrangler").unstable_readConfig({ config: file, env }, { hideWarnings: true });
  } catch (error) {
    throw new Trouble(`${file} cannot be read: ${visible(error.message.trim().split("\n")[0])}. Put that right, and try again. Nothing was changed.`);
  }
}

/** The text of edgegrant.jsonc with these values: the template with its comments, and without its own settings. */
export function textWith(values) {
  const base = readFileSync(TEMPLATE, "utf8");
  const settings = Object.entries(values).filter(([name]) => name !== "worker");
  const worker = Object.entries(values.worker ?? {});
  const own = ["PASSWORDS", "SESSION_IDLE_LIFETIME"].filter((name) => !(name in values));
  let text = own.reduce((before, name) => before.replace(new RegExp(`^  "${name}": .*,$`, "m"), `  // "${name}": "${schema.properties[name].default}",`), base);
  for (const [name, value] of settings) text = withSetting(text, name, value);
  for (const [name, value] of worker) text = withValue(text, ["worker", name], value);
  return text;
}

/** `text` with a setting where the template has it behind `//`, if it does. */
export function withSetting(text, name, value) {
  const places = [new RegExp(`^  // "${name}": \\[\n(  //.*\n)*?  // \\],$`, "m"), new RegExp(`^  // "${name}": .*,$`, "m")];
  const place = places.find((it) => it.test(text));
  if (place === undefined || new RegExp(`^  "${name}":`, "m").test(text)) return withValue(text, [name], value);
  const written = JSON.stringify(value, null, 2).replaceAll("\n", "\n  ");
  return text.replace(place, () => `  "${name}": ${written},`);
}

// The host of ISSUER needs no route of its own any more.
function otherRoutes({ routes = [], vars }) {
  const host = URL.canParse(vars.ISSUER) ? new URL(vars.ISSUER).hostname : "";
  const own = ({ pattern }) => pattern === host || (new URL(vars.ISSUER).pathname !== "/" && pattern.startsWith(`${host}/`));
  const rest = routes.map((route) => (typeof route === "string" ? { pattern: route } : route)).filter((route) => !own(route));
  return rest.length > 0 ? rest : undefined;
}

function filled(id) {
  return id === undefined || TOLD.test(id) ? undefined : id;
}

function withoutNothing(members) {
  return Object.fromEntries(Object.entries({ ...members, name: members.name ?? USUAL_NAME }).filter(([, value]) => value !== undefined));
}

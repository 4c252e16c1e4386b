// What a deployment will change, in words.

import { isDeepStrictEqual } from "node:util";

import { checkValue } from "../server-secret.mjs";
import { variables } from "../settings/deployed.mjs";
import { routesOf } from "../settings/worker.mjs";

/**
 * The lines of what will be done. `here` is what is to be deployed, `there` what look.mjs found.
 *
 * - `here`: {tag, settings, secrets, sent, names}: `secrets` those of the file, `sent` what is known of those that were sent,
 *   and `names` of the stores.
 * - `there`: {worker, stores, contents, logo}: `logo` is false where the database lacks it.
 */
export function planOf(here, there) {
  const { values } = here.settings;
  const lines = [];
  if (!there.worker) lines.push(`a new Worker "${values.worker?.name ?? "edgegrant"}", Edgegrant ${buildOf(here.tag)}, at ${values.ISSUER}`);
  else if (buildOf(there.worker.tag) !== buildOf(here.tag)) lines.push(`Edgegrant ${buildOf(there.worker.tag) ?? "(an earlier version)"} becomes ${buildOf(here.tag)}`);
  if (!there.stores.database) lines.push(`a new D1 database "${here.names.database}"`);
  if (!there.stores.namespace) lines.push(`a new KV namespace "${here.names.namespace}"`);
  const { pending } = there.contents;
  if (pending.length > 0) lines.push(`${pending.length} ${pending.length === 1 ? "migration" : "migrations"} of the database: ${range(pending)}`);
  const added = secretsToSend(here, there.worker);
  if (!there.worker?.secrets.includes("EDGEGRANT_SECRET") && !here.secrets.EDGEGRANT_SECRET) lines.push("a new EDGEGRANT_SECRET, made here");
  lines.push(...Object.keys(added).map((name) => `the secret ${name}, from edgegrant.secrets.json${there.worker?.secrets.includes(name) ? ", where it changed" : ""}`));
  if (there.worker) lines.push(...settingsThatChange(there.worker.bindings, variables(values)));
  if (there.logo === false) lines.push(`the logo ${values.BRAND.logo}, in the database`);
  if (there.worker && lines.length === 0 && there.worker.tag !== here.tag) lines.push("the Worker's routes, crons or bindings");
  return lines;
}

/** Which Edgegrant a tag names, without what tells two configurations apart. */
export function buildOf(tag) {
  return tag?.replace(/\.[0-9a-f]{6}$/, "");
}

/** The secrets that the server does not have yet, or not as they are now. Those that seal what it stores are never replaced. */
export function secretsToSend({ secrets, sent }, worker) {
  const changed = (name, value) => !name.startsWith("EDGEGRANT_SECRET") && sent[name] !== undefined && sent[name] !== checkValue(value);
  return Object.fromEntries(Object.entries(secrets).filter(([name, value]) => !worker?.secrets.includes(name) || changed(name, value)));
}

function settingsThatChange(bindings, wanted) {
  const now = Object.fromEntries(
    bindings.filter(({ type }) => type === "plain_text" || type === "json").map((it) => [it.name, it.type === "json" ? it.json : it.text]),
  );
  const names = [...new Set([...Object.keys(now), ...Object.keys(wanted)])].sort();
  return names.filter((name) => !isDeepStrictEqual(plain(now[name]), plain(wanted[name]))).map((name) => {
    const [before, after] = [shown(now[name]), shown(wanted[name])];
    return `${name}: ${before} becomes ${after}`;
  });
}

// jsonc-parser's objects have no prototype.
function plain(value) {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}

function shown(value) {
  if (value === undefined) return "not set";
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

function range(names) {
  const numbers = names.map((name) => name.split("_")[0]);
  return numbers.length > 2 ? `${numbers[0]} to ${numbers.at(-1)}` : numbers.join(" and ");
}

/** The host that the Worker takes over, if it is one of the owner's domains. */
export function customDomains(values) {
  return routesOf(values).filter((route) => route.custom_domain).map((route) => route.pattern);
}

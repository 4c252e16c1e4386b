// The first time: edgegrant.jsonc, out of the template and the answer to one question, or out of a wrangler.toml of before.

import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";

import { ApiError, ask } from "../cloudflare-api.mjs";
import { Trouble, say } from "../command.mjs";
import { TEMPLATE, replaceFile, withValue } from "../settings/file.mjs";
import { formerSettings, textWith } from "../settings/former.mjs";
import { USUAL_NAME, isWorkersDev } from "../settings/deployed.mjs";
import { serverSettings } from "../settings/shape.mjs";
import { deployedWorker } from "./look.mjs";

/** What a name below workers.dev may be. */
const SUBDOMAIN = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** The text of new settings; nothing is written. `flags`: what was said on the command line. */
export async function newSettings(owner, account, flags) {
  const former = formerSettings();
  if (former) {
    const agrees = await owner.yes("The settings of the deployed server are in wrangler.toml ([env.production]). Move them to edgegrant.jsonc?");
    if (!agrees) throw new Trouble("Nothing is deployed without edgegrant.jsonc. Nothing was changed.");
    if (former.left.length > 0) say(`Not taken over, because Edgegrant does not know them: ${former.left.join(", ")}.`);
    return withAccount(textWith(former.values), account);
  }
  const name = flags.name ?? [USUAL_NAME, ...(flags.env ? [flags.env] : [])].join("-");
  const running = await runningSettings(account, name);
  if (running) {
    say(`The server ${running.ISSUER} is already running. edgegrant.jsonc gets its settings, except for your own routes and crons.`);
    return withAccount(textWith(running), account);
  }
  const address = flags.address ?? (await chooseAddress(owner, account, name, flags));
  const text = [[["ISSUER"], address.replace(/\/+$/, "")], [["worker", "name"], name]].reduce(
    (before, [steps, value]) => withValue(before, steps, value),
    readFileSync(TEMPLATE, "utf8").replace(/^\/\/ The settings of the deployed server\. .*\n\/\/ after a change, it brings/, "// The settings of the deployed server. After a change, `npm run deploy` brings"),
  );
  return withAccount(text, account);
}

/** The settings of a server that was deployed from elsewhere; undefined if there is none of this name. */
async function runningSettings(account, name) {
  const { bindings = [] } = (await deployedWorker(account, name)) ?? {};
  const of = (type, binding) => bindings.find((it) => it.type === type && it.name === binding);
  const [database, namespace, issuer] = [of("d1", "DB"), of("kv_namespace", "CODES"), of("plain_text", "ISSUER")];
  if (!database || !namespace || !issuer) return undefined;
  const known = bindings.filter(({ type, name: setting }) => ["plain_text", "json"].includes(type) && serverSettings.includes(setting));
  return {
    ...Object.fromEntries(known.map((it) => [it.name, it.type === "json" ? it.json : it.text])),
    worker: { name, database_id: database.id ?? database.database_id, kv_namespace_id: namespace.namespace_id },
  };
}

function withAccount(text, account) {
  return withValue(text, ["worker", "account_id"], account.id);
}

async function chooseAddress(owner, account, name, flags) {
  const usual = await usualAddress(owner, account, name, flags);
  if (owner.present) {
    say("\nAt which address will people find the server? Every token contains it, and passkeys are for its host, so choose one that\ncan stay: a domain of yours that is at Cloudflare, such as https://auth.your-domain.com. For a trial, press Enter.");
  }
  return owner.text("Address:", usual, { wrong: (text) => (isAddress(text) ? undefined : "that is not an address like https://auth.your-domain.com") });
}

function isAddress(text) {
  return URL.canParse(text) && new URL(text).protocol === "https:";
}

/** The address below workers.dev. An account has a name there once somebody chose it. */
async function usualAddress(owner, account, name, flags) {
  const subdomain = await subdomainOf(account);
  if (subdomain !== undefined) return `https://${name}.${subdomain}.workers.dev`;
  if (!owner.present && flags.subdomain === undefined) {
    throw owner.needs("This account has no name below workers.dev yet.", "--address https://auth.your-domain.com, or --subdomain NAME for one");
  }
  return `https://${name}.${flags.subdomain ?? newSubdomain(account)}.workers.dev`;
}

// One that hardly anybody has: settleSubdomain makes it.
function newSubdomain({ name }) {
  const words = name.toLowerCase().replace(/@.*|'s account$/g, "").replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "").slice(0, 30);
  return [words, randomBytes(3).toString("hex")].filter(Boolean).join("-");
}

/** The account's name below workers.dev; undefined if it has none. */
export async function subdomainOf(account) {
  try {
    return (await ask("GET", `/accounts/${account.id}/workers/subdomain`)).subdomain;
  } catch (error) {
    if (error instanceof ApiError && (error.status === 404 || error.has(10007))) return undefined;
    throw error;
  }
}

/** Gives the account the name below workers.dev that ISSUER has, if it has none; refuses an ISSUER below another one. */
export async function settleSubdomain(account, issuer, worker, { change = true } = {}) {
  if (!isWorkersDev(issuer)) return;
  const [host, wanted] = new URL(issuer).hostname.split(".");
  const name = await subdomainOf(account);
  if (host !== worker || (name !== undefined && wanted !== name)) {
    throw new Trouble(`ISSUER is ${issuer}, but this Worker's address is https://${worker}.${name ?? wanted}.workers.dev. Put that into edgegrant.jsonc, or an address of your own domain.`);
  }
  if (name !== undefined) return;
  if (!SUBDOMAIN.test(wanted)) throw new Trouble(`"${wanted}" cannot be a name below workers.dev: use lower-case letters, digits and hyphens.`);
  if (!change) return;
  try {
    await ask("PUT", `/accounts/${account.id}/workers/subdomain`, { body: { subdomain: wanted }, writes: true });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    throw new Trouble(`The name ${wanted}.workers.dev is not available (${error.message}). Choose another one: change ISSUER in edgegrant.jsonc.`);
  }
}

/** Writes the settings of a new server. */
export function begin(file, text) {
  replaceFile(file, text);
  say(`Your settings are in ${file}. Change them there, and run \`npm run deploy\` again.`);
}

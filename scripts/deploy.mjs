// `npm run deploy`: the whole way from a clone to the first sign-in on Cloudflare, and from then on from one version or
// setting to the next. Looks first, says what it will change, changes it step by step, and looks from outside whether it
// works. It can be stopped at any place: the next run goes on with what it finds.
//
// The order is: stores, backup, migrations, Worker. The version before goes on working with the migrated database until the
// new one is there; the other way round, the new one would refuse everything until its tables are there.

import path from "node:path";
import { parseArgs } from "node:util";

import { ApiError, MAYBE } from "./cloudflare-api.mjs";
import { Trouble, answer, main, misread, say, wordedBy } from "./command.mjs";
import { refuseEaten } from "./newer-node.mjs";
import { toolchain } from "./toolchain.mjs";

const HELP = `npm run deploy                     deploys the server, or updates it to this version and these settings

  --address URL        its address (only the first time)
  --account ID         the Cloudflare account, if the login has several
  --name NAME          the name of the Worker (default: edgegrant)
  --subdomain NAME     the account's name below workers.dev, if it has none
  --yes                ask nothing
  --dry-run            say what it would do, and change nothing
  --wait SECONDS       how long to wait until a new address can be reached (default: 300)
  --env NAME           another server, with the settings of edgegrant.NAME.jsonc
  --backup FILE        make a backup before anything on the server changes: docs/backup.md
  --no-passphrase      no passphrase for the backup; otherwise EDGEGRANT_BACKUP_PASSPHRASE is used, or you are asked
  --new-secret         make a new EDGEGRANT_SECRET for a database whose secret is lost: docs/operate.md says what that costs
  --replace-dns        take the host of ISSUER over from what answers there now
  --help               shows this
`;

/** Options without which something else would be deployed, or for real. npm keeps them for itself when `--` is left out. */
const EATEN = [
  ...["dry-run", "env", "account", "address", "name", "subdomain", "backup", "no-passphrase", "passphrase"],
  ...["new-secret", "replace-dns", "wait"],
];

async function deploy(args) {
  refuseEaten("deploy", args, EATEN);
  const flags = understood(args);
  if (flags.help) return console.log(HELP);
  await toolchain({ rust: false });
  const { asTyped, placesOf } = await import("./settings/file.mjs");
  if (flags.env !== undefined) process.env.EDGEGRANT_SETTINGS = placesOf(flags.env).file;
  wordedBy((text) => asTyped(text));
  const { build, isBuilt } = await import("./build.mjs");
  if (!isBuilt("edgegrant")) await toolchain();
  await build("edgegrant", { onStart: () => say("Building the server. The first time takes some minutes …") });
  const { alone } = await import("./deploy/lock.mjs");
  return alone(async () => {
    try {
      await deployed(flags);
    } catch (error) {
      if (error instanceof Trouble) throw new Trouble(error.message.replace(MAYBE, "Run `npm run deploy` again: it continues from here."));
      if (!(error instanceof ApiError)) throw error;
      throw new Trouble(`Cloudflare had trouble: ${error.message} (${error.status}). What was done so far is kept.\nWait a moment, look at https://www.cloudflarestatus.com, and run \`npm run deploy\` again: it continues from here.`);
    }
  });
}

async function deployed(flags) {
  const { asking } = await import("./deploy/terminal.mjs");
  const owner = asking({ yes: flags.yes });
  const { account, settings } = await settled(owner, flags);
  const { here, there } = await looked(account, settings, flags);
  const { planOf } = await import("./deploy/plan.mjs");
  const { unfinished } = await import("./deploy/lock.mjs");
  const plan = [...planOf(here, there), ...(unfinished() && there.worker ? ["what the last run started and did not finish"] : [])];
  const backup = flags.backup ? " No backup was made: `npm run backup -- --remote` makes one at any time." : "";
  say(plan.length > 0 ? `\nThis will change in the account ${account.name}:\n${plan.map((line) => `  - ${line}`).join("\n")}\n` : `\nNothing needs to change.${backup}\n`);
  if (flags["dry-run"]) return say("This was --dry-run: nothing was changed.");
  if (plan.length > 0) {
    if (there.worker && !(await owner.yes("Go on?"))) throw new Trouble("Nothing was changed.");
    await changed(account, here, there, { ...flags, backup: flags.backup ?? (await wantedBackup(owner, there)) });
  }
  await finished(here.settings.values, flags);
}

/** Where the backup goes that somebody wants before the database changes; undefined for none. */
async function wantedBackup(owner, { contents }) {
  if (!owner.present || contents.applied.length === 0 || contents.pending.length === 0) return undefined;
  const { nameNow } = await import("./backup/instance.mjs");
  const file = nameNow();
  return (await owner.yes(`Write a backup to ${file} before the database changes?`)) ? file : undefined;
}

/** Settings that may need a secret beside the one that every server has. */
const NEEDING_SECRETS = ["REGISTRATION", "MAIL", "TURNSTILE_SITE_KEY"];

/** The account and the settings, made if this is the first time, and without a mistake. */
async function settled(owner, flags) {
  const { chooseAccount, logIn } = await import("./deploy/login.mjs");
  const { begin, newSettings, settleSubdomain } = await import("./deploy/begin.mjs");
  const { places, readSettings, settingsIn } = await import("./settings/file.mjs");
  const { file } = places();
  const before = readSettings(file);
  if (before?.mistakes.length > 0) await requireRight(before);
  await logIn(owner);
  const account = await chooseAccount(owner, { known: before?.values.worker?.account_id, wanted: flags.account });
  const text = before?.text ?? (await newSettings(owner, account, flags));
  const settings = settingsIn(text);
  if (flags.address && flags.address.replace(/\/+$/, "") !== settings.values.ISSUER) {
    throw new Trouble(`ISSUER in edgegrant.jsonc is ${settings.values.ISSUER}. If you want another one, change it there; but clients and tokens use it. Nothing was changed.`);
  }
  if (before && flags.name && flags.name !== (settings.values.worker?.name ?? "edgegrant")) {
    throw new Trouble(`The Worker is called ${settings.values.worker?.name ?? "edgegrant"} in edgegrant.jsonc. Under another name it would be a second server. Nothing was changed.`);
  }
  await requireRight(settings);
  const name = settings.values.worker?.name ?? "edgegrant";
  await settleSubdomain(account, settings.values.ISSUER, name, { change: !flags["dry-run"] });
  if (!before && !flags["dry-run"]) begin(file, text);
  return { account, settings };
}

async function requireRight(settings, secrets) {
  const { complaint, mistakesIn } = await import("./settings/check.mjs");
  const mistakes = await mistakesIn(settings, undefined, { secrets });
  if (mistakes.length > 0) throw new Trouble(`${complaint(mistakes)}\nNothing was changed.`);
}

/** What is here, and what is at Cloudflare. */
async function looked(account, settings, flags) {
  const { contents, deployedWorker, hasLogo, tagOf } = await import("./deploy/look.mjs");
  const { logoOf } = await import("./settings/logo.mjs");
  const { places } = await import("./settings/file.mjs");
  const { readSecrets, sentBefore } = await import("./deploy/secrets.mjs");
  const { findStores, storeNames } = await import("./deploy/stores.mjs");
  const { requireFreeHosts } = await import("./deploy/steps.mjs");
  say("Checking what is deployed");
  const { values } = settings;
  const name = values.worker?.name ?? "edgegrant";
  const here = { tag: tagOf(values), settings, secrets: readSecrets(), sent: sentBefore(), names: storeNames(values), name };
  const worker = await deployedWorker(account, name);
  const stores = await findStores(account, { settings, worker });
  const logo = logoOf(values, path.dirname(places().file));
  const there = {
    worker,
    stores,
    contents: await (stores.database ? contents(account, stores.database) : nothingIn()),
    logo: logo && stores.database ? await hasLogo(account, stores.database, logo) : logo === undefined,
  };
  await refuseWhatCannotBe(here, there, flags);
  const known = [...new Set(["EDGEGRANT_SECRET", ...Object.keys(here.secrets), ...(worker?.secrets ?? [])])];
  if (known.length > 1 || NEEDING_SECRETS.some((it) => values[it] !== undefined)) await requireRight(settings, known);
  if (!flags["replace-dns"]) await requireFreeHosts(values, account, name);
  return { here, there };
}

async function nothingIn() {
  const { knownMigrations } = await import("./known-migrations.mjs");
  return { applied: [], pending: knownMigrations(), newer: [], sealedKey: undefined, administrator: false };
}

async function refuseWhatCannotBe(here, { worker, contents }, flags) {
  const { opensKey } = await import("./server-secret.mjs");
  if (worker && !worker.bindings.some(({ type, name }) => type === "d1" && name === "DB")) {
    throw new Trouble(`The account has another Worker with the name "${here.name}", which is not Edgegrant. Choose another name: "worker": { "name": … } in edgegrant.jsonc. Nothing was changed.`);
  }
  if (contents.newer.length > 0) {
    throw new Trouble(`The database belongs to a newer version (${contents.newer.at(-1)}). Get that version, or restore a backup. Nothing was changed.`);
  }
  if (contents.sealedKey === undefined || flags["new-secret"]) return;
  const { EDGEGRANT_SECRET: current, EDGEGRANT_SECRET_PREVIOUS: previous } = here.secrets;
  if (current !== undefined && !opensKey([current, previous].filter(Boolean), contents.sealedKey)) {
    const otherwise = worker?.secrets.includes("EDGEGRANT_SECRET")
      ? "Put the server's there, or take it out: the server keeps the one that it has."
      : "Put the right one there. If it is lost, `npm run deploy -- --new-secret` continues without it.";
    throw new Trouble(`The EDGEGRANT_SECRET in edgegrant.secrets.json, or in the environment, is not the one of this database: it does not open its keys. ${otherwise} Nothing was changed.`);
  }
  if (current === undefined && !worker?.secrets.includes("EDGEGRANT_SECRET")) {
    throw new Trouble(
      "The database has keys that are sealed with an EDGEGRANT_SECRET that is neither here nor on the server. Put it into edgegrant.secrets.json: { \"EDGEGRANT_SECRET\": \"…\" }. If it is lost, `npm run deploy -- --new-secret` continues without it. Nothing was changed.",
    );
  }
}

async function changed(account, here, there, flags) {
  const { begun, ended } = await import("./deploy/lock.mjs");
  const { tagOf } = await import("./deploy/look.mjs");
  const { buildOf } = await import("./deploy/plan.mjs");
  const { withSecret } = await import("./deploy/secrets.mjs");
  const { makeStores } = await import("./deploy/stores.mjs");
  const { backUp, bookmark, migrate, note, upload } = await import("./deploy/steps.mjs");
  const { places, readSettings } = await import("./settings/file.mjs");
  const { putLogo } = await import("./settings/logo.mjs");
  const needed = !there.worker?.secrets.includes("EDGEGRANT_SECRET");
  const secrets = needed ? withSecret(here.secrets) : here.secrets;
  begun();
  const stores = await makeStores(account, there.stores, here.names);
  note(stores, account);
  const { values } = readSettings();
  const { applied, pending } = there.contents;
  // What is to be gone back to: a look before anything of it changes.
  const mark = applied.length > 0 ? await bookmark(account, stores.database) : undefined;
  if (applied.length > 0 && flags.backup) await backUp(flags);
  if (applied.length > 0) sayWayBack(mark, there.worker);
  await migrate(values, pending);
  // The Worker shows it from its first page on.
  await putLogo(values, path.dirname(places().file), ["--remote"]);
  const tag = tagOf(values);
  const version = await upload(values, { account, name: here.name, tag, secrets, sent: here.sent, there });
  ended();
  say(`Deployed Edgegrant ${buildOf(tag)}${version ? `, version ${version}` : ""}`);
}

function sayWayBack(mark, worker) {
  const lines = ["If you have to go back:"];
  if (worker?.version) lines.push(`  npm run wrangler -- rollback ${worker.version}`, "    goes back to the old Worker, which can use the database as it is");
  if (mark) lines.push(`  npm run wrangler -- d1 time-travel restore DB --bookmark=${mark}`, "    goes back to the database as it is now; what people do after this is lost");
  else lines.push("  Cloudflare gave no bookmark of the database, so only a backup can take it back: docs/backup.md");
  say(`${lines.join("\n")}\n`);
}

/** Whether it works, and what its owner does next. */
async function finished(values, flags) {
  const { seenFromOutside } = await import("./deploy/outside.mjs");
  const { setupLink } = await import("./deploy/steps.mjs");
  const { contents } = await import("./deploy/look.mjs");
  const { readSettings } = await import("./settings/file.mjs");
  say(`Checking ${values.ISSUER} from outside`);
  await seenFromOutside(values.ISSUER, { wait: flags.wait });
  say("  health, metadata and key set are correct");
  const { worker } = readSettings().values;
  const { administrator } = await contents({ id: worker.account_id }, { id: worker.database_id });
  if (administrator) return answer(`\nEdgegrant runs at ${values.ISSUER}`);
  // Whoever reads the log of a build could otherwise become the administrator.
  const link = process.env.CI ? undefined : await setupLink();
  answer(`\nEdgegrant runs at ${values.ISSUER}\n`);
  answer(link ? `Make the first account, the administrator's, with a passkey, within an hour:\n  ${link}` : "Make the first account: npm run user -- setup-link --remote");
}

function understood(args) {
  const flag = { type: "boolean" };
  const text = { type: "string" };
  const options = {
    address: text, account: text, name: text, subdomain: text, env: text, wait: { ...text, default: "300" },
    yes: flag, "dry-run": flag, backup: text, "no-passphrase": flag, "new-secret": flag, "replace-dns": flag, help: { ...flag, short: "h" },
  };
  try {
    const { values } = parseArgs({ args, options });
    const wait = Number(values.wait);
    if (!Number.isInteger(wait) || wait < 0) throw new Error(`--wait is "${values.wait}"; it must be a number of seconds.`);
    return { ...values, wait };
  } catch (error) {
    throw new Trouble(`${misread(error)}\n\n${HELP}`);
  }
}

await main(() => deploy(process.argv.slice(2)));

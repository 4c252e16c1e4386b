// `npm run check`: would the server start with the settings of edgegrant.jsonc, and with those of this machine? Names every
// mistake with its line. `npm start`, `npm run build` and `npm run deploy` ask the same.

import { existsSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";

import { Trouble, main, misread, say } from "./command.mjs";
import { refuseEaten } from "./newer-node.mjs";
import { toolchain } from "./toolchain.mjs";

const HELP = `npm run check                          names every mistake in edgegrant.jsonc and in wrangler.toml, with its line
npm run check -- --json                the same, as a list of {file, line, name, says}, or {error}
npm run check -- --env NAME            checks edgegrant.NAME.jsonc, of another server
npm run check -- --take-over FILE      makes edgegrant.jsonc from [env.production] in FILE, an older wrangler.toml`;

async function check(args) {
  refuseEaten("check", args, ["env", "json", "take-over"]);
  const options = understood(args);
  if (options.help) return console.log(HELP);
  await toolchain({ rust: false });
  const { build, isBuilt } = await import("./build.mjs");
  if (!isBuilt("edgegrant")) await toolchain();
  await build("edgegrant", { onStart: () => say("Building the server, which has the rules …") });
  const { complaint, localMistakes, mistakesIn } = await import("./settings/check.mjs");
  const { PRODUCTION, placesOf, readSettings } = await import("./settings/file.mjs");
  const { file } = placesOf(options.env ?? PRODUCTION);
  if (options["take-over"]) await takeOver(options["take-over"], file);
  const settings = readSettings(file);
  if (!settings) await missing(file, options);
  const found = await Promise.all([localMistakes(), settings ? mistakesIn(settings, file) : []]);
  const mistakes = found.flat();
  if (options.json) console.log(JSON.stringify(mistakes));
  if (mistakes.length > 0) {
    if (!options.json) throw new Trouble(complaint(mistakes));
    process.exitCode = 1;
  } else if (!options.json) {
    say(settings ? "All settings are valid." : "The settings of this machine are valid. There are none for a deployed server: `npm run deploy` makes them.");
  }
}

async function missing(file, options) {
  if (options.env !== undefined) throw new Trouble(`There is no ${path.basename(file)}.`);
  const { formerSettings } = await import("./settings/former.mjs");
  if (formerSettings() === undefined) return;
  throw new Trouble(
    "The settings of the deployed server are in wrangler.toml, where an update would overwrite them. `npm run deploy` moves " +
      "them to edgegrant.jsonc; `npm run check -- --take-over wrangler.toml` does only that.",
  );
}

async function takeOver(from, file) {
  const { formerSettings, textWith } = await import("./settings/former.mjs");
  if (existsSync(file)) throw new Trouble(`${path.basename(file)} already exists. Nothing was changed.`);
  if (!existsSync(from)) throw new Trouble(`There is no ${from}.`);
  const former = formerSettings(path.resolve(from));
  if (!former) throw new Trouble(`${from} has no [env.production] with an ISSUER that is filled in.`);
  writeFileSync(file, textWith(former.values));
  say(`${path.basename(file)} now has the settings of ${from}.`);
  if (former.left.length > 0) say(`Not taken over, because Edgegrant does not know them: ${former.left.join(", ")}.`);
}

function understood(args) {
  try {
    const flag = { type: "boolean" };
    const text = { type: "string" };
    return parseArgs({ args, options: { help: { ...flag, short: "h" }, json: flag, env: text, "take-over": text } }).values;
  } catch (error) {
    throw new Trouble(`${misread(error)}\n\n${HELP}`);
  }
}

// With `--json`, whoever reads standard output finds the reason there.
async function started(args) {
  try {
    await check(args);
  } catch (error) {
    if (!(error instanceof Trouble) || !args.includes("--json")) throw error;
    console.log(JSON.stringify({ error: error.message }));
    process.exitCode = 1;
  }
}

await main(() => started(process.argv.slice(2)));

// `npm run wrangler -- …`: wrangler on the deployed server, with the configuration that edgegrant.jsonc makes. For example
// `npm run wrangler -- tail`. With `--env NAME`, on the server of edgegrant.NAME.jsonc.

import { Trouble, becomeProgram, main, wordedBy } from "./command.mjs";
import { refuseEaten } from "./newer-node.mjs";
import { toolchain } from "./toolchain.mjs";

await main(async () => {
  const { server, rest } = told(process.argv.slice(2));
  refuseEaten("wrangler", rest, ["env"]);
  await toolchain({ rust: false });
  const { asTyped, placesOf } = await import("./settings/file.mjs");
  if (server !== undefined) process.env.EDGEGRANT_SETTINGS = placesOf(server).file;
  wordedBy((text) => asTyped(text));
  if (rest[0] === "deploy") throw new Trouble("`npm run deploy` deploys the server: it migrates the database first.");
  const { deployedSettings } = await import("./settings/deployed.mjs");
  const { writeWranglerConfig } = await import("./settings/worker.mjs");
  const { wranglerInTerminal } = await import("./deploy/wrangler.mjs");
  deployedSettings();
  const [program, args] = wranglerInTerminal([...rest, "--config", writeWranglerConfig()]);
  await becomeProgram(program, args);
});

/**
 * Which server `args` name, and what is left of them. wrangler gets none of it: our configuration has no environments, so that
 * it would take the server of edgegrant.jsonc.
 */
function told(args) {
  const rest = [];
  let server = process.env.CLOUDFLARE_ENV || undefined;
  delete process.env.CLOUDFLARE_ENV;
  for (let at = 0; at < args.length; at++) {
    const [, joined] = /^(?:--env|-e)=(.*)$/s.exec(args[at]) ?? [];
    if (joined !== undefined) server = joined;
    else if (args[at] === "--env" || args[at] === "-e") server = args[++at] ?? "";
    else rest.push(args[at]);
  }
  return { server, rest };
}

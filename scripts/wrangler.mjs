// `npm run wrangler -- …`: wrangler on the deployed server, with the configuration that edgegrant.jsonc makes. For example
// `npm run wrangler -- tail`. With `--env NAME`, on the server of edgegrant.NAME.jsonc.

import { Trouble, becomeProgram, main } from "./command.mjs";
import { toolchain } from "./toolchain.mjs";

await main(async () => {
  const args = process.argv.slice(2);
  await toolchain({ rust: false });
  const { placesOf } = await import("./settings/file.mjs");
  const at = args.indexOf("--env");
  if (at !== -1) process.env.EDGEGRANT_SETTINGS = placesOf(args.splice(at, 2)[1] ?? "").file;
  if (args[0] === "deploy") throw new Trouble("`npm run deploy` deploys the server: it migrates the database first.");
  const { deployedSettings } = await import("./settings/deployed.mjs");
  const { writeWranglerConfig } = await import("./settings/worker.mjs");
  const { wranglerInTerminal } = await import("./deploy/wrangler.mjs");
  deployedSettings();
  const [program, before] = wranglerInTerminal([...args, "--config", writeWranglerConfig()]);
  await becomeProgram(program, before);
});

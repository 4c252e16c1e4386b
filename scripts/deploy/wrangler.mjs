// Running wrangler, and what its complaints mean for the owner.

import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";

import { Trouble, root, run } from "../command.mjs";
import { places } from "../settings/file.mjs";

// Its own program starts another Node, which takes time.
const program = path.join(root, "node_modules", "wrangler", "wrangler-dist", "cli.js");

const environment = {
  NODE_COMPILE_CACHE: path.join(root, ".tools", "node-cache"),
  WRANGLER_SEND_METRICS: "false",
  WRANGLER_HIDE_BANNER: "true",
  // Our configuration is of one server, and has no environments.
  CLOUDFLARE_ENV: "",
  NO_COLOR: "1",
  FORCE_COLOR: "0",
};

/**
 * Runs wrangler and gives {code, said, told}: `told` is what it says of itself for programs, a list of objects. It never
 * asks anything.
 */
export async function wrangler(args, options = {}) {
  const { folder } = places();
  mkdirSync(folder, { recursive: true });
  const output = path.join(folder, `output-${process.pid}.jsonl`);
  try {
    const env = { ...environment, WRANGLER_OUTPUT_FILE_PATH: output, WRANGLER_LOG_PATH: path.join(folder, "logs") };
    const done = await run(process.execPath, ["--no-warnings", program, ...args], { env, ...options });
    const told = existsSync(output) ? readFileSync(output, "utf8").trim().split("\n").filter(Boolean) : [];
    return { code: done.code, said: `${done.stdout}\n${done.stderr}`, told: told.map((line) => JSON.parse(line)) };
  } finally {
    rmSync(output, { force: true });
  }
}

/** `wrangler` with the terminal as its own: it may ask, and open a browser. */
export function wranglerInTerminal(args) {
  return [process.execPath, ["--no-warnings", program, ...args]];
}

/** What a failure of wrangler means, as a `Trouble`: what was being done, the reason, what to do. */
export function failed(doing, { said }) {
  const reason = reasonIn(said);
  const [, advice] = ADVICE.find(([sign]) => sign.test(reason)) ?? [, "Correct that and run `npm run deploy` again: it continues from here"];
  return new Trouble(`${doing} failed: ${reason}\n${advice}.`);
}

const ADVICE = [
  [/code: (10000|9109|9106)\]|Authentication error|Invalid access token|not logged in|CLOUDFLARE_API_TOKEN/i,
    "Log in again with `npx wrangler login`, or set CLOUDFLARE_API_TOKEN to a token that may edit Workers, KV and D1 in this account. Then run `npm run deploy` again: it continues from here"],
  [/paid plan|Workers Paid|upgrade your plan|not (available|enabled) (on|for) (your|this) (plan|account)|exceed/i,
    "This account's plan does not cover that. Get the paid plan of Workers, or remove the setting that needs it from edgegrant.jsonc, and run `npm run deploy` again"],
  [/fetch failed|ECONN|ENOTFOUND|EAI_AGAIN|socket|network|timed? ?out/i,
    "Cloudflare could not be reached. Look at your network and run `npm run deploy` again: it continues from here"],
  [/code: 10013\]|code: 1000[12]\]|internal (server )?error|malformed response|50[0-9]/i,
    "Cloudflare had trouble. Look at https://www.cloudflarestatus.com, wait a moment, and run `npm run deploy` again: it continues from here"],
  [/permission|403|forbidden|not authorized/i,
    "This login is not allowed to do that. Use one that may edit Workers, KV and D1 in this account, and run `npm run deploy` again: it continues from here"],
  [/could not find zone|zone/i,
    "The domain of ISSUER must be in this account at Cloudflare. Add it there, or choose another address, and run `npm run deploy` again"],
];

// wrangler's log has colours, boxes and hints to its own bug tracker around one or two sentences.
function reasonIn(said) {
  const text = said.replace(/\u001b\[[\d;]*m/g, "");
  const at = text.lastIndexOf("[ERROR]");
  const from = at === -1 ? text : text.slice(at + "[ERROR]".length);
  const lines = from.split("\n").map((line) => line.trim());
  const useful = lines.filter((line) => line !== "" && !/^(If you think this is a bug|https:\/\/github\.com|🪵|Logs were written|To learn more|─|⎔)/.test(line));
  return useful.slice(0, 4).join(" ") || "wrangler did not say why.";
}

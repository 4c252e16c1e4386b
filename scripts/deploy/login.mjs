// Who is logged in at Cloudflare, and which account the server is in.

import { spawn } from "node:child_process";
import { once } from "node:events";

import { ask } from "../cloudflare-api.mjs";
import { Trouble, say, visible } from "../command.mjs";
import { wrangler, wranglerInTerminal } from "./wrangler.mjs";

/** Makes sure that somebody is logged in; offers to do it. */
export async function logIn(owner) {
  if (process.env.CLOUDFLARE_API_TOKEN) return;
  if ((await wrangler(["auth", "token", "--json"])).code === 0) return;
  if (!owner.present || !(await owner.yes("You are not logged in to Cloudflare. Log in now? A browser opens."))) {
    throw new Trouble("You are not logged in to Cloudflare. Run `npx wrangler login`, or set CLOUDFLARE_API_TOKEN to a token that may edit Workers, KV and D1, and run `npm run deploy` again.");
  }
  const [program, args] = wranglerInTerminal(["login"]);
  const login = spawn(program, args, { stdio: "inherit" });
  const [code] = await once(login, "exit");
  if (code !== 0) throw new Trouble("Nobody logged in. Nothing was changed.");
}

/** {id, name} of the account: the one that the settings name, the one that was asked for, the only one, or one of them. */
export async function chooseAccount(owner, { known, wanted }) {
  const accounts = (await ask("GET", "/accounts?per_page=50")).map(({ id, name }) => ({ id, name: visible(name).replaceAll("\n", " ") }));
  const names = () => accounts.map(({ id, name }) => `\n  ${id}  ${name}`).join("");
  if (known && wanted && known !== wanted) {
    throw new Trouble(`edgegrant.jsonc says that the server is in the account ${known}, and you ask for ${wanted}. Nothing was changed.`);
  }
  const id = wanted ?? known ?? process.env.CLOUDFLARE_ACCOUNT_ID;
  if (id !== undefined) {
    const account = accounts.find((it) => it.id === id);
    if (account) return account;
    // A token that may do little else cannot list them; what it may do shows soon enough.
    if (accounts.length === 0) return { id, name: id };
    throw new Trouble(
      `The server is in the account ${id}, which this login cannot see; it can see:${names() || " none"}\nLog in to that account (\`npx wrangler login\`, or CLOUDFLARE_API_TOKEN). Nothing was changed.`,
    );
  }
  if (accounts.length === 1) return accounts[0];
  if (accounts.length === 0) throw new Trouble("This login can see no account. Log in with one that may edit Workers, KV and D1.");
  if (!owner.present) throw owner.needs(`This login has several accounts:${names()}\n`, "--account ID");
  say(`Your accounts:${names()}`);
  const chosen = await owner.text("Which one should the server be in?", accounts[0].id, {
    wrong: (text) => (accounts.some((it) => it.id === text) ? undefined : "that is not one of these ids"),
  });
  return accounts.find((it) => it.id === chosen);
}

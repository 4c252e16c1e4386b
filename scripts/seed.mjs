// The demo user and the demo client, put into a local database by the product's own commands.

import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";

import { buildAdmin, builtAdmin } from "./admin-build.mjs";
import { adminProgram } from "./admin.mjs";
import { Trouble, root, run } from "./command.mjs";
import { databaseFile, runOnFile } from "./d1-file.mjs";
import { migrate } from "./migrate.mjs";
import { config, migrations, workers } from "./workers.mjs";

export { migrate };

/** The demo user, who signs in as the banner of `npm start` says. */
export const demoUser = {
  username: "demo",
  password: "take-a-look-around",
  name: "Demo Person",
  email: "demo@example.com",
};

/** Next to nothing: an honest cost would be most of what a test with a sign-in waits for. */
export const CHEAP_COST = "m=8,t=1";

/**
 * The demo user's password, hashed at that cost. The last part is what Node 24 gives for
 *
 *   node -p 'crypto.argon2Sync("argon2id", { message: "take-a-look-around", nonce: "edgegrant",
 *     tagLength: 32, memory: 8, passes: 1, parallelism: 1 }).toString("base64")'
 */
const CHEAP_HASH = `$argon2id$v=19$${CHEAP_COST},p=1$ZWRnZWdyYW50$WUG+rOoCnMZn6J5sPRldL3S9CiNjjI8/j0EKQS73dbM`;

/** The demo client, which is examples/web-app. */
export const demoClient = {
  id: "web-app",
  name: "Notes",
  ...addressesAt(`http://localhost:${workers.app.port}`),
  scope: "openid profile email offline_access notes:read notes:write",
};

/** The addresses that the web app is registered with when it is served at `origin`. */
export function addressesAt(origin) {
  return {
    redirectUri: `${origin}/callback`,
    postLogoutRedirectUri: `${origin}/`,
    backchannelLogoutUri: `${origin}/backchannel-logout`,
    startUrl: `${origin}/start`,
  };
}

/** Runs one of the owner's commands and gives what it prints with `--json`, parsed. */
export async function admin(args, { persistTo, input } = {}) {
  await buildAdmin();
  const where = persistTo ? ["--persist-to", persistTo] : [];
  const [program, ...first] = adminProgram;
  // As if npm had started it: the sentences name the lines that work in a checkout.
  const done = await run(program, [...first, ...args, ...where], { input, env: { npm_lifecycle_event: args[0] } });
  const said = inJson(done.stdout);
  if (done.code !== 0) throw new Trouble(said?.error ?? (done.stderr.trim() || done.stdout.trim()));
  return said;
}

function inJson(text) {
  try {
    return text.trim() === "" ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Adds the demo user. */
export function addDemoUser(options) {
  const { username, name, email, password } = demoUser;
  return admin(
    ["user", "add", "--username", username, "--email", email, "--name", name, "--password-stdin", "--json"],
    { ...options, input: `${password}\n` },
  );
}

/** Makes the demo user the administrator. */
export function makeDemoAdministrator(options) {
  return admin(["user", "administrator", demoUser.username, "--json"], options);
}

/** A link to the page where the first account is made; `undefined` if there was ever an administrator. */
export async function setupLink(options) {
  try {
    return (await admin(["user", "setup-link", "--json"], options)).link;
  } catch (error) {
    if (error instanceof Trouble && error.message.startsWith("There has been an administrator")) return undefined;
    throw error;
  }
}

/** Gives the demo user the password that the banner names, whatever it was. */
export function setDemoPassword(options) {
  const { username, password } = demoUser;
  return admin(["user", "set-password", username, "--password-stdin", "--json"], { ...options, input: `${password}\n` });
}

/** Adds the demo client and gives its secret. */
export async function addDemoClient(options) {
  const { id, name, redirectUri, postLogoutRedirectUri, backchannelLogoutUri, startUrl, scope } = demoClient;
  const added = await admin(
    [
      "client", "add", "--id", id, "--name", name, "--redirect-uri", redirectUri, "--scope", scope,
      "--post-logout-redirect-uri", postLogoutRedirectUri, "--backchannel-logout-uri", backchannelLogoutUri,
      "--start-url", startUrl, "--json",
    ],
    options,
  );
  return added.client_secret;
}

/**
 * A folder, to be copied and never served from, with a migrated and seeded database:
 * {folder, user, client}. Made once for each version of the migrations and the commands,
 * because seeding takes seconds and every test file wants it.
 *
 * The demo user's password is hashed at CHEAP_COST, unless `honestCost` asks for what the product makes of it.
 */
export async function seededState({ honestCost = false } = {}) {
  await buildAdmin();
  const version = createHash("sha256")
    .update(migrations(workers.server).join("\n"))
    .update(await readFile(path.join(path.dirname(builtAdmin), "stamp")))
    .update(`${JSON.stringify([demoUser, demoClient, CHEAP_HASH])}`)
    .digest("hex")
    .slice(0, 16);
  const parent = path.join(root, ".wrangler", "seeded");
  const home = path.join(parent, version);
  if (!existsSync(home)) await makeSeed(parent, home);
  const client = JSON.parse(await readFile(path.join(home, "client.json"), "utf8"));
  return { folder: path.join(home, honestCost ? "honest" : "cheap"), user: demoUser, client };
}

// Whoever is first to rename its folder into place has made the seed.
async function makeSeed(parent, home) {
  await mkdir(parent, { recursive: true });
  const draft = await mkdtemp(path.join(parent, "draft-"));
  const [honest, cheap] = [path.join(draft, "honest"), path.join(draft, "cheap")];
  await migrate(workers.server, { persistTo: honest });
  await addDemoUser({ persistTo: honest });
  const secret = await addDemoClient({ persistTo: honest });
  await cp(honest, cheap, { recursive: true });
  const [{ database_id: database }] = config(workers.server).d1_databases;
  await runOnFile(databaseFile(database, cheap), [{ sql: "UPDATE users SET password_hash = ?", values: [CHEAP_HASH] }]);
  await writeFile(path.join(draft, "client.json"), JSON.stringify({ id: demoClient.id, secret }));
  try {
    await rename(draft, home);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    if (!existsSync(home)) throw error;
  }
}

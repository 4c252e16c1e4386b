// What `npm start` keeps between runs: secrets in `.dev.vars`, the local databases, the demo user
// and the demo client. The databases are where wrangler has its own, so that
// `npx wrangler d1 execute DB --local` and `npm run client` see the same rows.

import { createHash } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import { say } from "./command.mjs";
import {
  addDemoClient, addDemoUser, admin, demoClient, demoUser, makeDemoAdministrator, migrate, setDemoPassword,
} from "./seed.mjs";
import { localSecrets, migrations, stateFolder, workers } from "./workers.mjs";

/** Sets one secret in the worker's `.dev.vars`, readable by its owner only. */
export function setLocalSecret(worker, name, value) {
  const file = path.join(worker.folder, ".dev.vars");
  const others = existsSync(file)
    ? readFileSync(file, "utf8").split("\n").filter((line) => line !== "" && !line.startsWith(`${name}=`))
    : [];
  writeFileSync(file, [...others, `${name}=${value}`, ""].join("\n"), { mode: 0o600 });
  chmodSync(file, 0o600);
}

/** Applies the migrations of those workers whose migrations or database are new. */
export async function migrateChanged(list) {
  await Promise.all(
    list.map(async (worker) => {
      const stamp = path.join(stateFolder(worker), "migrated");
      const version = createHash("sha256").update(migrations(worker).join("\n")).digest("hex");
      if (existsSync(stamp) && readFileSync(stamp, "utf8") === version) return;
      say(`Migrating the database of ${worker.name}`);
      await migrate(worker);
      mkdirSync(path.dirname(stamp), { recursive: true });
      writeFileSync(stamp, version);
    }),
  );
}

/**
 * Adds the demo user, who is the administrator, and the demo client where they are missing, and makes sure that the web app may do what
 * it does now, and has the secret that the running `server` expects of it. `empty`: without the demo user.
 */
export async function seedDemo(server, { empty = false } = {}) {
  const has = async (sql, value) => (await server.db.prepare(sql).bind(value).first()) !== null;
  if (!empty) await seedDemoUser(has);
  if (await isOutdated(server)) {
    say("Removing the web app's registration, because another version made it");
    await admin(["client", "remove", demoClient.id, "--json"]);
  }
  if (!(await has("SELECT 1 FROM clients WHERE id = ?", demoClient.id))) {
    say("Registering the web app as a client");
    setLocalSecret(workers.app, "CLIENT_SECRET", await addDemoClient());
  } else if (!(await knowsSecret(server.url, localSecrets(workers.app).CLIENT_SECRET))) {
    say("Giving the web app a new client secret, because its .dev.vars and the database disagree");
    const rotated = await admin(["client", "rotate-secret", demoClient.id, "--json"]);
    setLocalSecret(workers.app, "CLIENT_SECRET", rotated.client_secret);
  }
}

async function seedDemoUser(has) {
  const stamp = path.join(stateFolder(workers.server), "demo-password");
  const named = createHash("sha256").update(demoUser.password).digest("hex");
  if (!(await has("SELECT 1 FROM users WHERE username = ?", demoUser.username))) {
    say("Adding the demo user, with `npm run user`");
    await addDemoUser();
    writeFileSync(stamp, named);
  } else if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== named) {
    say("Giving the demo user another password, because another version chose the one before");
    await setDemoPassword();
    writeFileSync(stamp, named);
  }
  // Whoever has chosen another administrator, or none, knows why.
  if (!(await has("SELECT 1 FROM first_administrator WHERE id = ?", 1))) {
    say("Making the demo user the administrator");
    await makeDemoAdministrator();
  }
}

async function isOutdated(server) {
  const registered = await server.db
    .prepare("SELECT scope, post_logout_redirect_uris, backchannel_logout_uri, initiate_login_uri FROM clients WHERE id = ?")
    .bind(demoClient.id)
    .first();
  if (registered === null) return false;
  const scope = registered.scope.split(" ");
  return !(
    demoClient.scope.split(" ").every((token) => scope.includes(token)) &&
    JSON.parse(registered.post_logout_redirect_uris).includes(demoClient.postLogoutRedirectUri) &&
    registered.backchannel_logout_uri === demoClient.backchannelLogoutUri &&
    registered.initiate_login_uri === demoClient.startUrl
  );
}

// The token endpoint looks at the client before the code: a wrong code is not `invalid_client`.
async function knowsSecret(issuer, secret) {
  if (secret === undefined) return false;
  const response = await fetch(`${issuer}/token`, {
    method: "POST",
    headers: { authorization: `Basic ${Buffer.from(`${demoClient.id}:${secret}`).toString("base64")}` },
    body: new URLSearchParams({
      grant_type: "authorization_code",
      code: "none",
      redirect_uri: demoClient.redirectUri,
      code_verifier: "n".repeat(43),
    }),
  });
  return (await response.json()).error !== "invalid_client";
}

// `npm start`: the whole flow on this machine. Installs what is missing, makes the local secrets,
// builds, migrates, seeds the demo user and client, serves the three workers, and rebuilds when a
// source changes. Ctrl-C stops everything.

import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { parseArgs } from "node:util";

import { buildAdmin } from "./admin-build.mjs";
import { Trouble, main, misread, onEnd, root, say } from "./command.mjs";
import { refuseEaten } from "./newer-node.mjs";
import { SERVED, USUAL, beginAt, isUsual, rememberPorts, startPorts } from "./start-ports.mjs";
import { toolchain } from "./toolchain.mjs";

/** A release has none. */
const sources = existsSync(path.join(root, "Cargo.toml"));

const HELP = `npm start: the authorization server, a web app, an API and a mailbox, on this machine.

--empty     begins without the demo user, and prints the link to the page where the first account is made
--port N    uses the ports from N to N+3 instead of ${USUAL} to ${USUAL + 3}`;

async function begin(args) {
  refuseEaten("start", args, ["empty", "port"]);
  const options = { empty: { type: "boolean" }, port: { type: "string" }, help: { type: "boolean", short: "h" } };
  const { values } = parsed(args, options);
  if (values.help) return console.log(HELP);
  if (values.port !== undefined) beginAt(values.port);
  await start(values);
}

function parsed(args, options) {
  try {
    return parseArgs({ args, options });
  } catch (error) {
    throw new Trouble(`${misread(error)}\n\n${HELP}`);
  }
}

async function start({ empty = false }) {
  await freePorts();
  await toolchain();
  // These need the npm packages, which may have been installed just now.
  const { buildAll } = await import("./build.mjs");
  const { MAIL, movedResources, serve } = await import("./local.mjs");
  const { migrateChanged, seedDemo, setLocalSecret } = await import("./local-state.mjs");
  const { line } = await import("./request-log.mjs");
  const { requireLocalSettings } = await import("./settings/check.mjs");
  const { rebuildOnChange } = await import("./watch.mjs");
  const { putLogo, withLogo } = await import("./settings/logo.mjs");
  const { config, localSecrets, stateFolder, workers } = await import("./workers.mjs");
  const { server, app, api } = workers;
  const [, , , mailbox] = startPorts();
  const [issuer, site, notes] = [server, app, api].map(({ port }) => `http://localhost:${port}`);
  // Where the ports are the usual ones, the files have these.
  const { vars: own } = config(server);
  const branded = own.BRAND && { BRAND: withLogo(own, root) };
  const moved = new Map(isUsual() ? [[server, branded]] : [
    [server, { ...branded, ISSUER: issuer, RESOURCES: movedResources(notes) }],
    [app, { ISSUER: issuer, BASE_URL: site, NOTES_API: notes }],
    [api, { ISSUER: issuer, RESOURCE: notes }],
  ]);

  // Until the banner the only requests are our own.
  let open = false;
  const served = new Map();
  const stop = async () => {
    await Promise.all([...served.values()].map((it) => it.dispose()));
    return 0;
  };
  const bringUp = async (worker) => {
    const options = {
      port: worker.port,
      data: stateFolder(worker),
      secrets: localSecrets(worker),
      vars: { ...moved.get(worker), ...(worker === server && MAIL) },
      ...(worker === server && { mailPort: mailbox }),
      onLog: (entry) => {
        if (open || entry.event !== "request" || entry.status >= 500) console.log(line(worker.name, entry));
      },
    };
    served.set(worker, await serve(worker, options));
    onEnd(stop);
    return served.get(worker);
  };

  if (localSecrets(server).EDGEGRANT_SECRET === undefined) {
    say("Making a local secret in .dev.vars");
    setLocalSecret(server, "EDGEGRANT_SECRET", randomBytes(32).toString("base64url"));
  }
  rememberPorts();
  await buildAll();
  // A database that is not there yet has no demo user, whom a command will add.
  if (!existsSync(stateFolder(server))) await buildAdmin();
  await requireLocalSettings();
  await migrateChanged([server, api]);
  await putLogo(own, root, []);
  const [authorizationServer] = await Promise.all([bringUp(server), bringUp(api)]);
  await seedDemo(authorizationServer, { empty });
  await bringUp(app);
  rebuildOnChange(served);
  open = true;
  const { demoUser, setupLink } = await import("./seed.mjs");
  // Who reads the log of a build could otherwise become the administrator.
  const link = empty && !process.env.CI ? await setupLink() : undefined;
  banner(empty ? setUp(link) : `Sign in as ${demoUser.username}, password ${demoUser.password}.`);
}

function setUp(link) {
  if (process.env.CI) return "To make the first account: npm run user -- setup-link";
  if (link === undefined) return "There has been an administrator already. Delete .wrangler/state to start over.";
  return `Make the first account, within an hour, at\n    ${link}`;
}

async function freePorts() {
  for (const [at, port] of startPorts().entries()) {
    if (await inUse(port)) {
      throw new Trouble(
        `Port ${port}, for ${SERVED[at]}, is already in use. Stop the program that uses it (perhaps another \`npm start\`) and try again, ` +
          "or take other ports: `npm start -- --port 9000`.",
      );
    }
  }
}

async function inUse(port) {
  const answers = await Promise.all(["127.0.0.1", "::1"].map((host) => listenOnce(port, host)));
  return answers.includes("EADDRINUSE");
}

// Gives why one cannot listen there, or undefined. A machine without IPv6 is no trouble.
function listenOnce(port, host) {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", (error) => resolve(error.code));
    probe.listen({ port, host }, () => probe.close(() => resolve(undefined)));
  });
}

function banner(first) {
  const [server, app, api, mailbox] = startPorts();
  console.log(`
  Edgegrant is running.

    Web app                http://localhost:${app}   open this one
    Authorization server   http://localhost:${server}
    Notes API              http://localhost:${api}
    Mailbox                http://localhost:${mailbox}   what the server sends by mail

    ${first}
    Ctrl-C stops everything.${sources ? " When you change a source file, it is rebuilt." : ""}
`);
}

await main(() => begin(process.argv.slice(2)));

// What the server itself says of its settings: the built Worker is asked, in workerd. It names the first setting that it
// cannot use; with that one out of the way it is asked again, until nothing is left to complain about.

import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire, enableCompileCache } from "node:module";
import path from "node:path";

import { root } from "../command.mjs";
import { rememberedLater } from "../remembered.mjs";

enableCompileCache?.(path.join(root, ".tools", "node-cache"));

/** Secrets are not among the settings. Whoever checks the settings alone takes it that they are there. */
export const SECRETS = ["EDGEGRANT_SECRET", "REGISTRATION_TOKEN", "MAIL_API_KEY", "TURNSTILE_SECRET"];

/** The same of the providers in these settings, named as in src/protocol/provider/settings.rs. */
function ofProviders({ PROVIDERS }) {
  const ids = listOf(PROVIDERS).map((provider) => provider?.id).filter((id) => typeof id === "string");
  return ids.map((id) => `PROVIDER_SECRET_${id.toUpperCase().replaceAll("-", "_")}`);
}

/** In place of an issuer that cannot be used, so that the other settings are read. */
const SOME_ISSUER = "https://auth.invalid";

/**
 * The server reads this setting last. As long as it cannot use it, its isolate remembers no settings, and can be asked
 * about others. tests/workerd/server/check.test.mjs has a wrong value for each setting, so it would miss those behind.
 */
const LAST = "LOG_REQUESTS";
const NO_VALUE = "asked by npm run check";

/** What a setting is missing for. */
const NEEDED_BY = { ISSUER: "ISSUER", MAIL_FROM: "MAIL" };

/** How often it is asked in all: more mistakes than that are told next time. */
const MOST = 200;

// Gives the reason why the Worker would refuse every request with the settings in the body of this one.
const ASKED = `
  import Worker from "./index.js";

  export default {
    async fetch(request, env, context) {
      const lines = [];
      for (const name of ["log", "error", "warn"]) console[name] = (line) => lines.push(String(line));
      const asked = new Request("https://auth.invalid/.well-known/oauth-authorization-server");
      const answer = await Worker.fetch(asked, { ...env, ...(await request.json()) }, context);
      if (answer.status !== 503) return Response.json({});
      const reasons = lines.flatMap((line) => (line.startsWith("{") ? [JSON.parse(line).reason ?? []].flat() : []));
      return Response.json({ reason: reasons.at(-1) ?? "the settings cannot be used" });
    },
  };
`;

/**
 * [{path, says}]: everything that the server cannot use of `values`, settings by their names. `secrets`: the names of
 * those that it has. What was asked last, under this `name`, is not asked again.
 */
export function broken(values, { secrets = [...SECRETS.filter((name) => name !== "TURNSTILE_SECRET" || values.TURNSTILE_SITE_KEY), ...ofProviders(values)], name = "deployed" } = {}) {
  const built = ["index.js", "index_bg.wasm"].map((file) => readFileSync(path.join(root, "build", file)));
  const from = [...built, JSON.stringify(values), secrets.join(" ")];
  return rememberedLater(`settings-${name}`, from, () => asked(values, secrets));
}

async function asked(values, secrets) {
  await using worker = await start(Object.fromEntries(secrets.map((name) => [name, random()])));
  let left = MOST;
  const ask = async (some) => (left-- > 0 ? worker.ask(some) : undefined);
  const found = [];
  const rest = { ...values };
  for (;;) {
    const reason = await ask({ ...rest, [LAST]: NO_VALUE });
    const name = nameIn(reason);
    if (reason === undefined || name === LAST) break;
    if (name === "RESOURCES") found.push(...(await eachResource(rest, reason, ask)));
    else if (name === "CLAIM_SCOPES" || name === "BRAND") found.push(...(await eachOf(rest, name, reason, ask)));
    else found.push({ path: [name], near: [name in rest ? name : NEEDED_BY[name]], says: plain(reason) });
    const cause = name in rest ? name : NEEDED_BY[name];
    if (cause === undefined || !(cause in rest || cause === "ISSUER")) break;
    delete rest[cause];
    if (cause === "ISSUER") {
      // These two are compared with it.
      for (const about of ["RP_ID", "RP_ID_BEFORE"]) delete rest[about];
      rest.ISSUER = SOME_ISSUER;
    }
  }
  const reason = await ask(rest);
  if (reason !== undefined && nameIn(reason) === LAST) found.push({ path: [LAST], says: plain(reason) });
  return found;
}

// One API is wrong on its own, or because of one scope; or two of them do not fit together.
async function eachResource(values, reason, ask) {
  const alone = async (resource) => wrong(await ask({ ...values, RESOURCES: [resource], CLAIM_SCOPES: undefined, [LAST]: NO_VALUE }), "RESOURCES");
  const found = [];
  for (const [at, resource] of listOf(values.RESOURCES).entries()) {
    const why = await alone(resource);
    if (why === undefined) continue;
    const only = (scopes) => alone({ ...resource, scopes, default_scopes: undefined });
    const anyway = await only({ "a-scope": "Anything" });
    const one = [];
    for (const [scope, words] of anyway === undefined ? Object.entries(resource.scopes ?? {}) : []) {
      const because = await only({ [scope]: words });
      if (because !== undefined) one.push({ path: ["RESOURCES", at, "scopes", scope], says: plain(because) });
    }
    found.push(...(one.length > 0 ? one : [{ path: ["RESOURCES", at], says: plain(why) }]));
  }
  return found.length > 0 ? found : [{ path: ["RESOURCES"], says: plain(reason) }];
}

async function eachOf(values, name, reason, ask) {
  const found = [];
  for (const [member, value] of Object.entries(values[name] ?? {})) {
    const why = wrong(await ask({ ...values, [name]: { [member]: value }, [LAST]: NO_VALUE }), name);
    if (why !== undefined) found.push({ path: [name, member], says: plain(why) });
  }
  return found.length > 0 ? found : [{ path: [name], says: plain(reason) }];
}

function wrong(reason, name) {
  return nameIn(reason) === name ? reason : undefined;
}

function listOf(value) {
  return Array.isArray(value) ? value : [];
}

// Each of the server's sentences about a setting begins with its name.
function nameIn(reason = "") {
  return /^[A-Z_]+/.exec(reason)?.[0];
}

function plain(reason) {
  return reason.replace(/^[A-Z_]+: /, "");
}

// One of a provider may be a key, which is base64.
function random() {
  return randomBytes(33).toString("base64").replaceAll(/[+/]/g, "A");
}

async function start(secrets) {
  const { Miniflare, Log, LogLevel } = createRequire(import.meta.url)("miniflare");
  const { runnable, workers } = await import("../workers.mjs");
  const config = runnable(workers.server, { limited: false });
  const usual = Object.entries(config.env).filter(([, { type }]) => type !== "text" && type !== "json");
  const { modules } = config.manifest;
  const given = Object.entries(secrets).map(([name, value]) => [name, { type: "text", value }]);
  const miniflare = new Miniflare({
    workers: [{
      config: {
        ...config,
        triggers: [],
        env: Object.fromEntries([...usual, ...given]),
        manifest: {
          ...config.manifest,
          mainModule: "asked.js",
          modules: { ...modules, "asked.js": { type: "esm", contents: ASKED } },
        },
      },
    }],
    log: new Log(LogLevel.ERROR),
    telemetry: { enabled: false },
    cf: false,
  });
  return {
    async ask(values) {
      const body = JSON.stringify(values);
      const answer = await miniflare.dispatchFetch("http://asked/", { method: "POST", body });
      return (await answer.json()).reason;
    },
    [Symbol.asyncDispose]: () => miniflare.dispose(),
  };
}

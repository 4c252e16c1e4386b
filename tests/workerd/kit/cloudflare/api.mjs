// A stand-in for Cloudflare's API, as far as `npm run deploy`, the commands and the wrangler that they start call it. What
// is not here is 404 with the code that Cloudflare has for it, and is in `unknown`, so that a new version of wrangler that
// asks for more is noticed.

import { randomBytes, randomUUID } from "node:crypto";

import { exportOf } from "../d1-export.mjs";

/** An answer that is no success. The codes are Cloudflare's. */
class Refused extends Error {
  constructor(status, code, message) {
    super(message);
    Object.assign(this, { status, code });
  }
}

const no = {
  login: () => new Refused(403, 10000, "Authentication error"),
  worker: () => new Refused(404, 10007, "This Worker does not exist on your account."),
  service: () => new Refused(404, 10090, "workers.api.error.service_not_found"),
  database: () => new Refused(404, 7404, "The database could not be found"),
  route: (place) => new Refused(404, 7003, `Could not route to ${place}, perhaps your object identifier is invalid?`),
};

/** New accounts and what is in them. `logins`: each token's accounts. */
export function cloudflare({ logins, subdomain = "owner" }) {
  const accounts = Object.fromEntries(
    Object.values(logins).flat().map(({ id, name }) => [id, { id, name, subdomain, databases: [], namespaces: [], scripts: {}, domains: [] }]),
  );
  return { logins, accounts, exports: {} };
}

const hex = () => randomBytes(16).toString("hex");

/** [method, path, what answers]; `:name` stands for a part of the path. */
const ROUTES = [
  ["GET", "/user", ({ login }) => ({ id: hex(), email: "owner@mail.dev", accounts: login })],
  ["GET", "/user/tokens/verify", () => ({ id: hex(), status: "active" })],
  ["GET", "/memberships", ({ login }) => login.map((account) => ({ id: hex(), status: "accepted", account, roles: ["Administrator"] }))],
  ["GET", "/accounts", ({ login }) => login],

  ["GET", "/accounts/:account/workers/subdomain", ({ account }) => {
    if (!account.subdomain) throw new Refused(404, 10007, "workers.api.error.subdomain_not_found");
    return { subdomain: account.subdomain };
  }],
  ["PUT", "/accounts/:account/workers/subdomain", ({ account, json }) => {
    if (json.subdomain === "taken") throw new Refused(409, 10031, "workers.api.error.subdomain_unavailable");
    account.subdomain = json.subdomain;
    return { subdomain: account.subdomain };
  }],

  ["GET", "/accounts/:account/d1/database", ({ account, search }) => {
    const named = search.get("name");
    return account.databases.filter(({ name }) => named === null || name.includes(named)).map(database);
  }],
  ["POST", "/accounts/:account/d1/database", ({ account, json, edge }) => {
    if (account.databases.some(({ name }) => name === json.name)) {
      throw new Refused(400, 7502, "A database with that name already exists");
    }
    const made = { uuid: randomUUID(), name: json.name, bookmark: 0 };
    account.databases.push(made);
    edge.change({ databases: account.databases.map(({ uuid }) => uuid) });
    return database(made);
  }],
  ["GET", "/accounts/:account/d1/database/:database", ({ database: one }) => database(one)],
  ["POST", "/accounts/:account/d1/database/:database/query", async ({ database: one, json, edge }) => {
    if (json.params?.length > 0) throw new Refused(400, 7400, "The stand-in binds no values");
    one.bookmark += 1;
    try {
      return await edge.query(one.uuid, json.sql);
    } catch (error) {
      throw new Refused(400, 7500, error.message.replace(/^D1_ERROR: /, ""));
    }
  }],
  ["POST", "/accounts/:account/d1/database/:database/export", async ({ database: one, json, edge, exports, base }) => {
    if (json.output_format !== "polling") throw new Refused(400, 7400, "output_format must be polling");
    const place = `/signed/${one.uuid}.sql`;
    exports[place] = await exportOf(async (sql) => (await edge.query(one.uuid, sql))[0].results);
    return { success: true, type: "export", status: "complete", at_bookmark: "1", messages: [], result: { filename: `${one.uuid}.sql`, signed_url: `${base}${place}` } };
  }],
  ["GET", "/accounts/:account/d1/database/:database/time_travel/bookmark", ({ database: one }) => ({
    bookmark: `${String(one.bookmark).padStart(8, "0")}-00000000-00004f51-${"0".repeat(32)}`,
  })],

  // The stand-in has no past: it takes note of where it was to go.
  ["POST", "/accounts/:account/d1/database/:database/time_travel/restore", ({ database: one, search }) => {
    const [bookmark, timestamp] = [search.get("bookmark"), search.get("timestamp")];
    if ((bookmark === null) === (timestamp === null)) throw new Refused(400, 7400, "either a bookmark or a timestamp");
    one.travelledTo = bookmark ?? timestamp;
    return { bookmark: bookmark ?? "0".repeat(8), previous_bookmark: "00000009-00000000-00004f51-" + "0".repeat(32), message: "Restored" };
  }],

  ["GET", "/accounts/:account/storage/kv/namespaces", ({ account, search }) => {
    const [page, size] = [Number(search.get("page") ?? 1), Number(search.get("per_page") ?? 20)];
    return account.namespaces.slice((page - 1) * size, page * size);
  }],
  ["POST", "/accounts/:account/storage/kv/namespaces", ({ account, json }) => {
    if (account.namespaces.some(({ title }) => title === json.title)) {
      throw new Refused(400, 10014, "create namespace: 'a namespace with this account ID and title already exists'");
    }
    const made = { id: hex(), title: json.title, supports_url_encoding: true };
    account.namespaces.push(made);
    return made;
  }],

  ["GET", "/accounts/:account/workers/services/:script", ({ account, parts }) => {
    const script = account.scripts[parts.script];
    if (!script) throw no.service();
    return { id: script.name, default_environment: { environment: "production", script: { id: script.name, tag: script.tag, tags: script.tags, last_deployed_from: "wrangler" } } };
  }],
  ["PUT", "/accounts/:account/workers/scripts/:script", async ({ account, parts, form, edge }) => {
    const script = account.scripts[parts.script] ?? { name: parts.script, tag: hex(), tags: [], versions: [], deployments: [], subdomain: { enabled: false, previews_enabled: false } };
    const version = await versionOf(await form(), script);
    account.scripts[parts.script] = script;
    release(account, script, version, edge);
    return { id: script.name, etag: hex(), startup_time_ms: 5, deployment_id: version.id.replaceAll("-", ""), pipeline_hash: hex() };
  }],
  ["POST", "/accounts/:account/workers/scripts/:script/versions", async ({ script, form }) => {
    const version = await versionOf(await form(), script);
    return { id: version.id, number: script.versions.length, startup_time_ms: 5, resources: { script: { etag: hex() } }, metadata: {} };
  }],
  ["GET", "/accounts/:account/workers/scripts/:script/versions/:version", ({ script, parts }) => {
    const version = script.versions.find(({ id }) => id === parts.version);
    if (!version) throw new Refused(404, 100146, "The requested Worker version could not be found.");
    return { id: version.id, annotations: version.annotations, metadata: { created_on: new Date().toISOString(), source: "wrangler" }, resources: { bindings: shown(version.bindings) } };
  }],
  ["GET", "/accounts/:account/workers/scripts/:script/deployments", ({ script }) => ({ deployments: script.deployments })],
  ["POST", "/accounts/:account/workers/scripts/:script/deployments", ({ account, script, json, edge }) => {
    const version = script.versions.find(({ id }) => id === json.versions[0].version_id);
    return release(account, script, version, edge);
  }],
  ["GET", "/accounts/:account/workers/scripts/:script/settings", ({ script }) => ({ bindings: shown(script.live.bindings), compatibility_date: script.live.compatibilityDate })],
  ["PATCH", "/accounts/:account/workers/scripts/:script/script-settings", ({ script, json }) => {
    script.tags = json.tags ?? script.tags;
    return json;
  }],
  ["GET", "/accounts/:account/workers/scripts/:script/secrets", ({ script }) =>
    script.live.bindings.filter(({ type }) => type === "secret_text").map(({ name, type }) => ({ name, type }))],
  ["PUT", "/accounts/:account/workers/scripts/:script/schedules", ({ script, json }) => {
    script.crons = json.map(({ cron }) => cron);
    return { schedules: json };
  }],
  ["GET", "/accounts/:account/workers/workers/:script", ({ script }) => ({ id: script.tag, name: script.name, subdomain: script.subdomain })],
  ["POST", "/accounts/:account/workers/scripts/:script/subdomain", ({ script, json }) => {
    script.subdomain = { enabled: json.enabled, previews_enabled: json.previews_enabled ?? json.enabled };
    return script.subdomain;
  }],
  ["GET", "/accounts/:account/workers/domains", ({ account, search }) => account.domains.filter(({ hostname }) => hostname === search.get("hostname"))],
  ["POST", "/accounts/:account/workers/scripts/:script/domains/changeset", ({ account, json }) => ({
    added: json.filter(({ hostname }) => !account.domains.some((it) => it.hostname === hostname)), removed: [], updated: [], conflicting: [],
  })],
  ["PUT", "/accounts/:account/workers/scripts/:script/domains/records", ({ account, parts, json }) => {
    account.domains = [...account.domains.filter(({ service }) => service !== parts.script), ...json.origins.map(({ hostname }) => ({ id: hex(), hostname, service: parts.script }))];
    return account.domains;
  }],
];

function database({ uuid, name }) {
  return { uuid, name, version: "production", created_at: "2026-01-01T00:00:00.000Z", file_size: 0, num_tables: 0, running_in_region: "WEUR" };
}

// Cloudflare never shows a secret.
function shown(bindings) {
  return bindings.map(({ type, ...rest }) => (type === "secret_text" ? { type, name: rest.name } : { type, ...rest }));
}

async function versionOf(form, script) {
  const metadata = JSON.parse(await textOf(form.get("metadata")));
  const modules = {};
  for (const [name, part] of form) {
    if (name === "metadata" || typeof part === "string") continue;
    const bytes = new Uint8Array(await part.arrayBuffer());
    if (part.type === "application/wasm") modules[part.name] = { type: "wasm", contents: bytes };
    else if (part.type.startsWith("application/javascript")) modules[part.name] = { type: "esm", contents: new TextDecoder().decode(bytes) };
    else if (part.type.startsWith("text/plain")) modules[part.name] = { type: "text", contents: new TextDecoder().decode(bytes) };
  }
  const before = script.live?.bindings ?? [];
  const kept = before.filter(({ type, name }) => (metadata.keep_bindings ?? []).includes(type) && !metadata.bindings.some((it) => it.name === name));
  const bindings = metadata.bindings.map((binding) => {
    if (binding.type !== "inherit") return binding;
    const inherited = before.find(({ name }) => name === binding.name);
    if (!inherited) throw new Refused(400, 10057, `the binding ${binding.name} is to be inherited, and there is none`);
    return inherited;
  });
  const d1 = bindings.find(({ type }) => type === "d1");
  if (d1 && !/^[0-9a-f-]{36}$/.test(d1.id)) throw new Refused(400, 10021, "binding DB of type d1 must have a valid `id` specified");
  const version = {
    id: randomUUID(),
    annotations: { ...metadata.annotations, "workers/triggered_by": "upload" },
    main: metadata.main_module,
    modules,
    bindings: [...bindings, ...kept],
    compatibilityDate: metadata.compatibility_date,
    compatibilityFlags: metadata.compatibility_flags ?? [],
  };
  script.versions.push(version);
  return version;
}

function textOf(part) {
  return typeof part === "string" ? part : part.text();
}

function release(account, script, version, edge) {
  script.live = version;
  const deployment = { id: randomUUID(), source: "wrangler", strategy: "percentage", created_on: new Date().toISOString(), author_email: "owner@mail.dev", annotations: version.annotations, versions: [{ version_id: version.id, percentage: 100 }] };
  script.deployments.unshift(deployment);
  edge.change({ scripts: Object.fromEntries(Object.values(account.scripts).filter(({ live }) => live).map((it) => [it.name, it.live])) });
  return deployment;
}

/** What the API answers: {status, body} with the envelope of all its answers; and the `route` that was asked for. */
export async function answer(world, request, edge) {
  const { pathname, searchParams: search } = new URL(request.url);
  const place = pathname.replace(/^\/client\/v4/, "");
  const { route, parts } = routeOf(request.method, place) ?? {};
  try {
    const token = /^Bearer (.+)$/.exec(request.headers.get("authorization") ?? "")?.[1];
    const login = world.logins[token];
    if (!login) throw no.login();
    if (!route) throw no.route(place);
    const account = parts.account && world.accounts[parts.account];
    if (parts.account && !login.some(({ id }) => id === parts.account)) throw no.login();
    const one = parts.database && account.databases.find(({ uuid, name }) => [uuid, name].includes(parts.database));
    if (parts.database && !one) throw no.database();
    const script = parts.script && account.scripts[parts.script];
    const [method, pattern, work] = route;
    const makes = method === "PUT" && pattern.endsWith("/scripts/:script");
    if (parts.script && !script && !makes && !pattern.includes("/services/")) throw no.worker();
    const json = /json|text\/plain/.test(request.headers.get("content-type") ?? "") ? inJson(await request.text()) : undefined;
    const result = await work({ login, account, parts, search, json, form: () => request.formData(), database: one, script, edge, exports: world.exports, base: new URL(request.url).origin });
    const info = Array.isArray(result) ? { page: 1, per_page: 100, count: result.length, total_count: result.length, total_pages: 1 } : undefined;
    return { status: 200, route, body: { success: true, errors: [], messages: [], result, ...(info && { result_info: info }) } };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const { status, code, message } = error;
    return { status, route, body: { success: false, errors: [{ code, message }], messages: [], result: null } };
  }
}

function inJson(text) {
  return text === "" ? undefined : JSON.parse(text);
}

function routeOf(method, place) {
  for (const route of ROUTES) {
    const pattern = new RegExp(`^${route[1].replace(/:(\w+)/g, "(?<$1>[^/]+)")}$`);
    const found = route[0] === method && pattern.exec(place);
    if (found) return { route, parts: Object.fromEntries(Object.entries(found.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)])) };
  }
  return undefined;
}

// Two libraries for authorization servers on Workers, which do the same flow. Each is {pid, flow, refresh, metadata, dispose}, as
// in contenders.mjs. Their files say what they leave out.

import path from "node:path";
import { readFileSync } from "node:fs";

import { root } from "../../scripts/command.mjs";
import { freePort, serve } from "../../scripts/local.mjs";
import { ensurePackages } from "../../tests/interop/npm.mjs";
import { OAUTH, authorizationRequest, callback, cookieOf, expectStatus, lanes, redeem } from "../contenders.mjs";
import { send } from "../driver.mjs";

/** Both, served with their data in the folder `data`: {name: contender}. */
export async function rivals({ data }) {
  const packages = await ensurePackages("rivals", import.meta.dirname);
  const start = async (name, binding, tasks) => {
    const worker = await bundled(name, binding, packages);
    const server = await serve(() => worker, { port: await freePort(), data: path.join(data, name) });
    return { pid: server.pid, ...(await tasks(server)), dispose: server.dispose };
  };
  return {
    "workers-oauth-provider": await start("workers-oauth-provider", "OAUTH_KV", provider),
    OpenAuth: await start("openauth", "STORAGE", openauth),
  };
}

async function bundled(name, binding, packages) {
  const { build } = await import("esbuild");
  const { outputFiles } = await build({
    stdin: { contents: readFileSync(path.join(import.meta.dirname, `${name}.mjs`), "utf8"), resolveDir: packages },
    external: ["node:*", "cloudflare:*"],
    define: { "process.env.OPENAUTH_STORAGE": "undefined" },
    bundle: true,
    conditions: ["workerd", "worker", "import"],
    format: "esm",
    minify: true,
    write: false,
  });
  return {
    name,
    compatibilityDate: "2026-11-01",
    compatibilityFlags: ["nodejs_compat"],
    manifest: { mainModule: "worker.mjs", modulesRoot: "/", modules: { "worker.mjs": { type: "esm", contents: outputFiles[0].text } } },
    env: { [binding]: { type: "kv", id: name } },
  };
}

async function provider({ url }) {
  const metadata = { redirect_uris: [callback], client_name: "bench", token_endpoint_auth_method: "client_secret_basic" };
  const registered = await fetch(`${url}/register`, {
    method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(metadata),
  });
  const client = await registered.json();
  const basic = Buffer.from(`${client.client_id}:${client.client_secret}`).toString("base64");
  const token = (form) => send(`${url}/token`, { method: "POST", headers: { authorization: `Basic ${basic}` }, form });
  const flow = async () => {
    const { query, verifier } = authorizationRequest(client.client_id, OAUTH);
    return redeem(expectStatus(await send(`${url}/authorize?${query}`), 303), verifier, token);
  };
  return tasks(url, flow, token);
}

async function openauth({ url }) {
  const token = (form) => send(`${url}/token`, { method: "POST", form: { ...form, client_id: "bench" } });
  const flow = async () => {
    const { query, verifier } = authorizationRequest("bench", OAUTH);
    query.set("provider", "person");
    const begun = expectStatus(await send(`${url}/authorize?${query}`), 302);
    const headers = { cookie: cookieOf(begun) };
    return redeem(expectStatus(await send(new URL(begun.headers.location, url), { headers }), 302), verifier, token);
  };
  return tasks(url, flow, token);
}

function tasks(url, flow, token) {
  const refreshWith = (refreshToken) => token({ grant_type: "refresh_token", refresh_token: refreshToken });
  const metadata = async () => expectStatus(await send(`${url}/.well-known/oauth-authorization-server`), 200);
  return { flow, refresh: lanes(flow, refreshWith), metadata };
}

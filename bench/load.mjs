// How long a refresh waits while others flood one endpoint of the same isolate: `npm run bench -- --load`.

import { randomUUID } from "node:crypto";

import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";

import { buildAll } from "../scripts/build.mjs";
import { say } from "../scripts/command.mjs";
import { freePort, serveAuthorizationServer } from "../scripts/local.mjs";
import { ours } from "./contenders.mjs";
import { drive, quantile, send } from "./driver.mjs";

const AT_ONCE = 16;
/** Seconds of each flood, after it has begun, and of the quiet before the first. */
const TURN = 10;
const CALLBACK = "http://localhost:8788/callback";

/** Measures it on the built server, and gives the rows of a table: what is done, then p50 and p99 of a refresh in ms. */
export async function loadTable() {
  await buildAll({ names: ["edgegrant"] });
  const persist = await mkdtemp(path.join(os.tmpdir(), "edgegrant-load-"));
  const vars = { LOG_REQUESTS: undefined, STRANGERS_DAILY_LIMIT: "1000000" };
  const server = await serveAuthorizationServer({ port: await freePort(), persist, seed: true, honestCost: true, vars });
  try {
    const { hash, quiet, floods } = await load(server);
    const row = (name, { count = "", p50, p99 }) => [name, count, p50.toFixed(1), p99.toFixed(1)];
    return [
      row("Nothing else", quiet),
      ...floods.map((flood) => row(flood.name, flood)),
      ["(one wrong password by itself)", "", hash.toFixed(1), ""],
    ];
  } finally {
    await server.dispose();
    await rm(persist, { recursive: true, force: true });
  }
}

/** Floods each endpoint of a seeded `server` and gives {hash, quiet, floods: [{name, count, p50, p99}]}, in ms. */
async function load(server) {
  const signedIn = ours(server);
  await signedIn.signIn();
  const refreshes = (seconds) => drive(() => signedIn.refresh(0), { seconds, atOnce: 1, pid: server.pid });
  await refreshes(1);
  const quiet = await refreshes(TURN);
  const hash = await oneHash(server);
  const floods = [];
  for (const [name, task] of requests(server)) {
    say(`Flood: ${name}`);
    floods.push({ name, ...(await under(task, () => refreshes(TURN))) });
  }
  return { hash, quiet: figures(quiet), floods };
}

async function under(task, measured) {
  let [stop, count] = [false, 0];
  const lane = async (number) => {
    for (; !stop; count += 1) await task(number);
  };
  const lanes = Array.from({ length: AT_ONCE }, (_, number) => lane(number));
  try {
    return { ...figures(await measured()), count };
  } finally {
    stop = true;
    await Promise.all(lanes);
  }
}

function figures({ times }) {
  return { p50: quantile(times, 0.5), p99: quantile(times, 0.99) };
}

/** What a login with a password takes longer than its page, in ms: mostly the hash. */
async function oneHash(server) {
  const login = loginOf(server);
  const times = [];
  for (let turn = 0; turn < 10; turn += 1) {
    const page = await login.open();
    const start = performance.now();
    await login.enter(page, 200);
    times.push(performance.now() - start);
  }
  return quantile(times, 0.5);
}

function loginOf(server) {
  const query = new URLSearchParams({
    response_type: "code", client_id: server.client.id, redirect_uri: CALLBACK, scope: "profile",
    code_challenge: "A".repeat(43), code_challenge_method: "S256",
  });
  return {
    query,
    async open() {
      const { headers, body } = await send(`${server.url}/authorize?${query}`);
      const form = body.match(/<form\b[^]*?<\/form>/g).find((text) => text.includes(' action="/login?'));
      return { cookie: headers["set-cookie"].map((line) => line.split(";")[0]).join("; "), token: /name="token"[^>]*value="([^"]*)"/.exec(form)[1] };
    },
    enter: ({ cookie, token }, number) => send(`${server.url}/login?${query}`, {
      method: "POST",
      headers: { origin: server.url, cookie, "cf-connecting-ip": `203.0.113.${number}` },
      form: { username: `nobody-${randomUUID()}`, password: "wrong", token },
    }),
  };
}

/** [name, what one lane sends], each as a stranger or an app sends it. */
function requests(server) {
  const basic = { authorization: `Basic ${Buffer.from(`${server.client.id}:${server.client.secret}`).toString("base64")}` };
  const login = loginOf(server);
  const post = (path, form, headers) => () => send(server.url + path, { method: "POST", headers, form });
  return [
    ["logins with a wrong password", async (number) => login.enter(await login.open(), number)],
    ["GET /authorize", () => send(`${server.url}/authorize?${login.query}`)],
    ["POST /par", post("/par", Object.fromEntries(login.query), basic)],
    ["POST /token, with a code that nobody has", post("/token", { grant_type: "authorization_code", code: "A".repeat(43), redirect_uri: CALLBACK, code_verifier: "A".repeat(43) }, basic)],
    ["POST /introspect", post("/introspect", { token: "A".repeat(43) }, basic)],
    ["GET /.well-known/openid-configuration", () => send(`${server.url}/.well-known/openid-configuration`)],
  ];
}

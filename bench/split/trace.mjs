// What the built Worker asks of D1 while people sign in, statement by statement.

import assert from "node:assert/strict";

import { Browser } from "../../tests/workerd/kit/browser.mjs";
import { addPasskey, signInWith } from "../../tests/workerd/kit/passkeys.mjs";
import { addUser } from "../../tests/workerd/kit/people.mjs";
import { mark } from "../../tests/workerd/kit/serve.mjs";
import { authorizationRequest, postAs, redeem, refresh } from "../../tests/workerd/kit/steps.mjs";

const TRACE = "/.trace";
const SCOPE = "openid profile email offline_access notes:read";

/** How often an app refreshes after each sign-in. */
const REFRESHES = 5;

// A batch is one entry of several statements; everything else is one of one.
const SOURCE = `
  import Worker from "./index.js";

  const trace = [];
  let traced = false;
  let inside = false;

  function tracing(prototype, name, statementsOf) {
    const real = prototype[name];
    if (real === undefined) return;
    prototype[name] = function (...values) {
      if (inside) return real.apply(this, values);
      trace.push(statementsOf(this, values).map(({ statement, params }) => ({ sql: statement, values: params ?? [] })));
      inside = true;
      try {
        return real.apply(this, values);
      } finally {
        inside = false;
      }
    };
  }

  function begin(db) {
    if (traced) return;
    traced = true;
    const prepared = Object.getPrototypeOf(db.prepare("SELECT 1"));
    for (const name of ["all", "run", "raw", "first"]) tracing(prepared, name, (statement) => [statement]);
    const sessions = Object.getPrototypeOf(db.withSession("first-primary"));
    for (const prototype of [Object.getPrototypeOf(db), sessions, Object.getPrototypeOf(sessions)]) tracing(prototype, "batch", (_, [statements]) => statements);
  }

  export default {
    ...Worker,
    async fetch(request, env, context) {
      if (new URL(request.url).pathname === "${TRACE}") return Response.json(trace.splice(0));
      begin(env.DB);
      return Worker.fetch(request, env, context);
    },
  };
`;

/** miniflare's configuration of a worker that records its statements to D1. */
export function traced(config) {
  const { manifest } = config;
  const modules = { ...manifest.modules, "trace.js": { type: "esm", contents: SOURCE } };
  return { ...config, manifest: { ...manifest, mainModule: "trace.js", modules } };
}

/** Adds `count` people, with two passkeys each. */
export async function addPeople(server, count) {
  const people = [];
  for (let number = 0; number < count; number += 1) {
    const user = await addUser(server);
    people.push({ ...user, passkeys: [await addPasskey(server, user), await addPasskey(server, user)] });
  }
  return people;
}

/** The statements when a person signs in to an app and comes back, and when the app refreshes and an API asks about its token. */
export async function traceOf(server, client, api, person) {
  const browser = new Browser(server);
  await collect(server);
  const request = authorizationRequest(client, { scope: SCOPE });
  const question = await signInWith(browser, await browser.open(request.url), person.passkeys[0]);
  await use(server, client, api, await redeem(server, client, request, await browser.allow(question)));
  const again = authorizationRequest(client, { scope: SCOPE });
  await use(server, client, api, await redeem(server, client, again, await browser.open(again.url)));
  return collect(server);
}

async function use(server, client, api, redeemed) {
  assert.equal(redeemed.status, 200, redeemed.text);
  let tokens = redeemed.json;
  for (let time = 0; time < REFRESHES; time += 1) {
    const answer = await refresh(server, client, tokens.refresh_token);
    assert.equal(answer.status, 200, answer.text);
    tokens = answer.json;
  }
  assert.equal((await postAs(server, api, "/introspect", { token: tokens.access_token })).json.active, true);
}

async function collect(server) {
  await mark(server);
  return (await fetch(server.url + TRACE)).json();
}

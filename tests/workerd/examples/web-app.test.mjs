// The client of the flow, where a browser would not go by itself: forms sent without their length, a
// second sign-in, and storage that fails. And what both examples say and have for their owner.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { config, workers } from "../../../scripts/workers.mjs";
import { Browser } from "../kit/browser.mjs";
import { serveFlow } from "../kit/serve.mjs";
import { approve, refresh } from "../kit/steps.mjs";
import { beSignedIn, clientOf, cookieOf, keyOf, send, serveApp } from "./web-app.mjs";

let flow;
before(async () => {
  flow = await serveFlow();
});
after(() => flow?.dispose());

/** A form in pieces, so that it is sent without its length. */
function inPieces(form, size = 7) {
  return {
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new ReadableStream({
      start(controller) {
        for (let at = 0; at < form.length; at += size) controller.enqueue(Buffer.from(form.slice(at, at + size)));
        controller.close();
      },
    }),
    duplex: "half",
  };
}

test("a form is read whether or not it says its length, up to the limit", async () => {
  const { cookie } = await beSignedIn(flow);
  const text = "Milk & <b>bread</b>\nfor Møller";
  const added = await send(flow.app, "/notes", { cookie, ...inPieces(`${new URLSearchParams({ text })}`) });
  assert.deepEqual([added.status, added.flash], [303, "added"], added.text);
  assert.deepEqual((await flow.api.db.prepare("SELECT text FROM notes").all()).results, [{ text }]);

  const longest = "𝒳".repeat(1000); // As long in a form as a note can be.
  const long = await send(flow.app, "/notes", { cookie, ...inPieces(`${new URLSearchParams({ text: longest })}`, 1000) });
  assert.deepEqual([long.status, long.flash], [303, "added"], long.text);

  const over = `text=${"x".repeat(16 * 1024)}`;
  for (const request of [inPieces(over, 1000), { body: over }]) {
    const refused = await send(flow.app, "/notes", { cookie, ...request });
    assert.equal(refused.status, 413);
    assert.match(refused.text, /The note is too long/);
  }
  const empty = await send(flow.app, "/notes", { cookie });
  assert.equal(empty.status, 400);
  assert.doesNotMatch(empty.text, /too long/);
  assert.equal((await flow.api.db.prepare("SELECT count(*) AS n FROM notes").first()).n, 2);
});

test("a link of its issuer begins a sign-in, and one of another issuer leads to the start page", async () => {
  const at = (query) => fetch(`${flow.app.url}/start${query}`, { redirect: "manual" });
  const begun = await at(`?iss=${encodeURIComponent(flow.server.url)}&login_hint=x`);
  const asked = new URL(begun.headers.get("location"));
  assert.deepEqual([begun.status, asked.origin, asked.pathname], [303, flow.server.url, "/authorize"]);
  assert.ok(cookieOf(begun));
  for (const query of ["", "?iss=", "?iss=https%3A%2F%2Fevil.example", `?iss=${flow.server.url}&iss=${flow.server.url}`]) {
    const refused = await at(query);
    assert.deepEqual([refused.status, refused.headers.get("location"), cookieOf(refused)], [303, "/", undefined], query);
  }
  for (const method of ["HEAD", "POST"]) assert.equal((await fetch(`${flow.app.url}/start`, { method })).status, 405, method);
});

test("Edgegrant's account page leads to it", async () => {
  const browser = new Browser(flow.server);
  const page = await browser.signIn(await browser.open("/account"), flow.user);
  const [, link] = page.text.match(/<a class="button" href="([^"]*)"><bdi>Notes<\/bdi>/);
  assert.equal(link, `${flow.app.url}/start?iss=${encodeURIComponent(flow.server.url)}`);
  const begun = await fetch(link, { redirect: "manual" });
  assert.equal(new URL(begun.headers.get("location")).pathname, "/authorize");
});

test("who signs in anew leaves no session behind", async () => {
  const { cookie, key } = await beSignedIn(flow);
  const begun = await send(flow.app, "/sign-in", { cookie });
  assert.equal(begun.status, 303, begun.text);
  assert.ok(await flow.app.kv.get(key), "a sign-in that is only begun ends nothing");
  const answer = await approve(new Browser(flow.server), { url: begun.headers.get("location") }, flow.user);
  const { pathname, search } = new URL(answer.location);
  const done = await send(flow.app, pathname + search, { cookie, method: "GET" });
  assert.equal(done.headers.get("location"), "/", done.text);
  assert.ok(await flow.app.kv.get(keyOf(cookieOf(done))));
  assert.equal(await flow.app.kv.get(key), null);
});

/** The app with a KV that refuses the next writes: {…app, refuseWrites(count)}. */
async function withFailingStorage(run) {
  const app = await serveApp({
    vars: { ISSUER: flow.server.url, NOTES_API: flow.api.url },
    secrets: { CLIENT_SECRET: flow.client.secret },
  }, failing);
  const refuseWrites = (count) => fetch(`${app.url}/refuse-writes`, { method: "POST", body: String(count) });
  try {
    await run({ ...app, refuseWrites });
  } finally {
    await app.dispose();
  }
}

function failing(config) {
  const contents = `
    import app from "./index.js";
    let refusals = 0;
    export default {
      async fetch(request, env, context) {
        if (new URL(request.url).pathname === "/refuse-writes") {
          refusals = Number(await request.text());
          return new Response();
        }
        const kv = env.SESSIONS;
        const names = ["get", "getWithMetadata", "list", "delete", "put"];
        const SESSIONS = Object.fromEntries(names.map((name) => [name, (...values) => kv[name](...values)]));
        SESSIONS.put = async (...values) => {
          if (refusals-- > 0) throw new Error("429 Too Many Requests");
          return kv.put(...values);
        };
        return app.fetch(request, { ...env, SESSIONS }, context);
      },
    };`;
  const modules = { ...config.manifest.modules, "failing.js": { type: "esm", contents } };
  return { ...config, manifest: { ...config.manifest, mainModule: "failing.js", modules } };
}

test("a refreshed session that cannot be saved is tried again, and owned up to", () => withFailingStorage(async (app) => {
  const kept = async (key) => JSON.parse(await app.kv.get(key));
  const warning = /access token could not be saved.*sign in again/s;

  const lucky = await beSignedIn(flow, app);
  await app.refuseWrites(1);
  assert.equal((await send(app, "/refresh", lucky)).flash, "refreshed");
  const { refresh_token: saved } = await kept(lucky.key);
  assert.notEqual(saved, lucky.tokens.refresh_token);
  assert.equal((await refresh(flow.server, clientOf(flow), saved)).status, 200, "what was saved is good");

  const unlucky = await beSignedIn(flow, app);
  await app.refuseWrites(2);
  const asked = await send(app, "/refresh", unlucky);
  assert.equal(asked.flash, "not-saved");
  assert.equal((await kept(unlucky.key)).refresh_token, unlucky.tokens.refresh_token);
  assert.match((await send(app, "/", { ...unlucky, flash: asked.flash })).text, warning);

  // Unasked, since the access token has run out: the page says it itself.
  const visitor = await beSignedIn(flow, app, { expires_at: 0 });
  await app.refuseWrites(2);
  assert.match((await send(app, "/", visitor)).text, warning);
  // Within the grace Edgegrant gives the same successor again.
  assert.doesNotMatch((await send(app, "/", visitor)).text, warning);

  // In the middle of adding a note: it was added, which must not go unsaid either.
  const writer = await beSignedIn(flow, app, { access_token: "of-another-time" });
  await app.refuseWrites(2);
  const added = await send(app, "/notes", { ...writer, body: new URLSearchParams({ text: "Once" }) });
  assert.equal(added.flash, "added-not-saved", added.text);
  const { text } = await send(app, "/", { ...writer, flash: added.flash });
  assert.match(text, /Note added\. But/);
  assert.equal(text.match(/<p>Once<\/p>/g).length, 1);
  assert.deepEqual(app.logs.filter((entry) => entry.event === "console"), [], "no panic");
}));

test("what the notes API lacks is said in its log, with a command to paste", async () => {
  const { tokens } = await beSignedIn(flow);
  await flow.api.db.prepare("ALTER TABLE notes RENAME TO gone").run();
  const headers = { authorization: `Bearer ${tokens.access_token}` };
  const response = await fetch(`${flow.api.url}/notes`, { headers });
  await flow.api.db.prepare("ALTER TABLE gone RENAME TO notes").run();
  assert.equal(response.status, 503);
  const trouble = await flow.api.logged((entry) => entry.event === "trouble");
  assert.match(trouble.reason, /`npx wrangler d1 migrations apply DB --remote --env production` in examples\/notes-api/);
});

for (const worker of [workers.app, workers.api]) {
  test(`what is deployed of ${worker.name} has all that the local one has, and nothing local`, () => {
    const local = config(worker);
    const deployed = config(worker, { env: "production" });
    const names = ({ vars, kv_namespaces: kv, d1_databases: d1 }) => [Object.keys(vars).sort(), [...kv, ...d1].map((it) => it.binding)];
    assert.deepEqual(names(deployed), names(local));
    assert.equal(deployed.name, worker.name);
    assert.deepEqual(deployed.compatibility_flags, local.compatibility_flags);
    const { vars, kv_namespaces, d1_databases } = deployed;
    assert.doesNotMatch(JSON.stringify({ vars, kv_namespaces, d1_databases }), /local/);
  });
}

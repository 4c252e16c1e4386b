// Signing in by npm `oidc-provider`, a provider that is not ours, over a real network: by discovery, from the button to the account.

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import Provider from "oidc-provider";

import { freePort } from "../../../scripts/local.mjs";
import { Browser } from "../kit/browser.mjs";
import { addUser } from "../kit/people.mjs";
import { serveWithClock } from "../kit/serve.mjs";

const CLIENT = { client_id: "edgegrant", client_secret: randomBytes(32).toString("base64url") };

let server, web, issuer;
before(async () => {
  const [port, ours] = [await freePort(), await freePort()];
  issuer = `http://localhost:${port}`;
  const provider = new Provider(issuer, {
    clients: [{ ...CLIENT, redirect_uris: [`http://localhost:${ours}/login/provider/work`], token_endpoint_auth_method: "client_secret_basic" }],
    claims: { email: ["email", "email_verified"], profile: ["name"], groups: ["groups"] },
    scopes: ["openid", "email", "profile", "groups"],
    cookies: { keys: ["a key of the test"] },
    features: { devInteractions: { enabled: true } },
    findAccount: (_, id) => ({
      accountId: id,
      claims: () => ({ sub: id, email: `${id}@example.org`, email_verified: true, name: `The ${id}`, groups: id === "boss" ? ["chiefs"] : ["workers"] }),
    }),
  });
  web = createServer(provider.callback()).listen(port);
  await once(web, "listening");
  const setting = { id: "work", issuer, name: "Work", client_id: CLIENT.client_id, scope: "openid email profile groups", groups: { claim: "groups", map: { chiefs: "chiefs", workers: "hands" } } };
  server = await serveWithClock({
    port: ours,
    vars: { PROVIDERS: JSON.stringify([setting]), SIGN_UP: "open" },
    secrets: { PROVIDER_SECRET_WORK: CLIENT.client_secret },
  });
  for (const name of ["chiefs", "hands", "others"]) {
    await server.db.prepare("INSERT INTO user_groups (id, name, created_at) VALUES (?1, ?1, 0)").bind(name).run();
  }
});
after(async () => {
  await server?.dispose();
  web?.closeAllConnections();
  web?.close();
});

/** A person in front of the pages of that provider: signs in and says yes to whatever is asked. */
async function walk(address, login) {
  const cookies = new Map();
  let request = { url: address };
  for (let step = 0; step < 20; step++) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await fetch(request.url, { ...request.init, redirect: "manual", headers: { cookie } });
    for (const set of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(set);
      cookies.set(name, value);
    }
    const location = response.headers.get("location");
    if (location) {
      const next = new URL(location, request.url).href;
      if (!next.startsWith(issuer)) return next;
      request = { url: next };
      continue;
    }
    const page = await response.text();
    const [, action] = /<form[^>]* action="([^"]+)"/.exec(page) ?? assert.fail(page);
    const prompt = /name="prompt" value="(\w+)"/.exec(page)[1];
    const body = new URLSearchParams({ prompt, login, password: "any" });
    request = { url: new URL(action, request.url).href, init: { method: "POST", body } };
  }
  assert.fail("the provider asks for ever");
}

async function signIn(browser, login, address = "/login?for=/account") {
  const away = await browser.submitTo(await browser.open(address), "/login/provider", { fields: { provider: "work" } });
  assert.equal(away.status, 303, away.text);
  return browser.open(await walk(away.location, login));
}

const groupsOf = async (email) => (await server.db.prepare(
  "SELECT group_id FROM group_members JOIN users ON users.id = group_members.user_id WHERE users.email = ? ORDER BY group_id",
).bind(email).all()).results.map(({ group_id }) => group_id);

test("somebody makes an account with it, and signs in with it in another browser", async () => {
  const browser = new Browser(server);
  const page = await signIn(browser, "erin");
  assert.match(page.text, /as <strong><bdi>erin@example\.org/, page.text);
  const done = await browser.submitTo(page, "/sign-up");
  assert.match(done.text, /The erin/);
  assert.deepEqual(await groupsOf("erin@example.org"), ["hands"]);
  const again = await signIn(new Browser(server), "erin");
  assert.match(again.text, /The erin/);
});

test("its groups are followed at each sign-in, and no others", async () => {
  const browser = new Browser(server);
  await browser.submitTo(await signIn(browser, "boss"), "/sign-up");
  assert.deepEqual(await groupsOf("boss@example.org"), ["chiefs"]);
  const { id } = await server.db.prepare("SELECT id FROM users WHERE email = 'boss@example.org'").first();
  await server.db.batch([
    server.db.prepare("DELETE FROM group_members WHERE user_id = ?").bind(id),
    server.db.prepare("INSERT INTO group_members VALUES (?1, 'hands'), (?1, 'others'), (?1, 'administrators')").bind(id),
  ]);
  await signIn(new Browser(server), "boss");
  assert.deepEqual(await groupsOf("boss@example.org"), ["administrators", "chiefs", "others"]);
});

test("somebody links it to the account that they have, proving again who they are", async () => {
  const [user, browser] = [await addUser(server), new Browser(server)];
  await browser.signIn(await browser.open("/account/security"), user);
  const away = await browser.submitTo(await browser.open("/account/security"), "/account/provider", { id: "work" });
  const page = await browser.open(await walk(away.location, "linked"));
  assert.match(page.text, /linked@example\.org/);
  await server.db.prepare("UPDATE sessions SET authenticated_at = authenticated_at - 700 WHERE user_id = ?").bind(user.id).run();
  const stale = await browser.open("/account/security");
  assert.doesNotMatch(stale.text, /account\/provider\/remove/);
  const fresh = await signIn(browser, "linked", "/login?for=/account/security");
  assert.match(fresh.text, /account\/provider\/remove/);
});

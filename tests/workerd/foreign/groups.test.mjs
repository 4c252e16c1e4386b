// Groups as apps use them: Auth.js reads them from the ID token and from userinfo, and an app maps them to roles with the
// expression that docs/connect-apps.md gives for Grafana, evaluated by a JMESPath library.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { after, before, describe, test } from "node:test";
import { Auth } from "@auth/core";
import { decodeJwt } from "jose";
import jmespath from "jmespath";

import { serveApp } from "../kit/apps.mjs";
import { Browser } from "../kit/browser.mjs";
import { addClient } from "../kit/clients.mjs";
import { addPerson } from "../kit/people.mjs";
import { serveAuthorizationServer } from "../kit/serve.mjs";
import { obtainTokens, refresh, visit } from "../kit/steps.mjs";

const SCOPE = "openid profile email groups offline_access";

let server, person;
before(async () => {
  server = await serveAuthorizationServer({ seed: true });
  person = await addPerson(server);
  for (const name of ["grafana-admins", "editors", "others"]) {
    await server.db.prepare("INSERT INTO user_groups (id, name, created_at) VALUES (?, ?, 0)").bind(`id-${name}`, name).run();
  }
});
after(() => server.dispose());

const join = (name) => server.db.prepare("INSERT OR IGNORE INTO group_members VALUES (?, ?)").bind(person.id, `id-${name}`).run();
const leave = (name) => server.db.prepare("DELETE FROM group_members WHERE user_id = ? AND group_id = ?").bind(person.id, `id-${name}`).run();

for (const idToken of [true, false]) {
  test(`Auth.js reads the groups ${idToken ? "in the ID token" : "at userinfo"}`, async () => {
    await join("editors");
    await join("grafana-admins");
    let config;
    const kept = {};
    const app = await serveApp(async (request, response) => {
      const body = request.method === "POST" ? await text(request) : undefined;
      const headers = Object.entries(request.headers).map(([name, value]) => [name, `${value}`]);
      const answer = await Auth(new Request(new URL(request.url, app.url), { method: request.method, headers, body }), config);
      response.writeHead(answer.status, [...answer.headers].flat());
      response.end(await answer.text());
    });
    try {
      const client = await addClient(server, { redirectUris: [`${app.url}/auth/callback/edgegrant`], scope: SCOPE });
      config = {
        basePath: "/auth",
        secret: "a secret of this test, which needs no strength",
        trustHost: true,
        providers: [{
          id: "edgegrant", name: "Edgegrant", type: "oidc", issuer: server.url, clientId: client.id, clientSecret: client.secret,
          checks: ["pkce", "state", "nonce"], authorization: { params: { scope: SCOPE } }, idToken,
        }],
        callbacks: {
          jwt: ({ token, profile }) => (profile ? { ...token, groups: profile.groups } : token),
          session: ({ session, token }) => ({ ...session, groups: token.groups }),
        },
        logger: { error: (error) => { kept.error = error; } },
      };
      const atApp = new Browser(app);
      const away = await atApp.submit(await atApp.open("/auth/signin"));
      const back = await atApp.fetch(await visit(new Browser(server), away.location, person));
      assert.equal(back.location, app.url, `${kept.error?.stack}`);
      const session = JSON.parse((await atApp.fetch("/auth/session")).text);
      assert.deepEqual(session.groups, ["editors", "grafana-admins"]);
    } finally {
      app.dispose();
    }
  });
}

describe("roles by an expression", () => {
  let expression, browser, client, tokens;
  before(async () => {
    const page = await readFile(new URL("../../../docs/connect-apps.md", import.meta.url), "utf8");
    [, expression] = /^role_attribute_path = (.*)$/m.exec(page);
    browser = new Browser(server);
    client = await addClient(server, { scope: SCOPE });
  });

  /** As Grafana does: from the ID token, and else from userinfo. */
  async function roles() {
    const response = await fetch(`${server.url}/userinfo`, { headers: { authorization: `Bearer ${tokens.access_token}` } });
    const userinfo = await response.json();
    return [decodeJwt(tokens.id_token), userinfo].map((claims) => jmespath.search(claims, expression));
  }

  test("docs/connect-apps.md: the expression for Grafana gives each group its role, and the next refresh another one", async () => {
    for (const name of ["grafana-admins", "editors", "others"]) await leave(name);
    for (const [group, role] of [["others", "Viewer"], ["editors", "Editor"], ["grafana-admins", "Admin"]]) {
      await join(group);
      tokens = tokens
        ? (await refresh(server, client, tokens.refresh_token)).json
        : await obtainTokens(server, browser, client, person, { scope: SCOPE });
      assert.deepEqual(await roles(), [role, role]);
    }
    await leave("grafana-admins");
    tokens = (await refresh(server, client, tokens.refresh_token)).json;
    assert.deepEqual(await roles(), ["Editor", "Editor"]);
  });

  test("a group whose name only looks alike gives no role", async () => {
    for (const name of ["grafana-admins", "editors"]) await leave(name);
    await server.db.prepare("INSERT INTO user_groups (id, name, created_at) VALUES ('alike', 'grafana-admins-2', 0)").run();
    await server.db.prepare("INSERT INTO group_members VALUES (?, 'alike')").bind(person.id).run();
    tokens = await obtainTokens(server, browser, client, person, { scope: SCOPE });
    assert.deepEqual(await roles(), ["Viewer", "Viewer"]);
  });
});

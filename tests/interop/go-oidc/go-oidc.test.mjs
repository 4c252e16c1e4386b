// go-oidc with golang.org/x/oauth2, unmodified, in the program of this folder: the ID token verified (RS256, which is
// all that it takes if nothing else is said), userinfo and refresh. It tries Basic first, and posts its secret if
// that is refused.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { serveAuthorizationServer } from "../../../scripts/local.mjs";
import { Browser } from "../../workerd/kit/browser.mjs";
import { addClient } from "../../workerd/kit/clients.mjs";
import { addPerson } from "../../workerd/kit/people.mjs";
import { visit } from "../../workerd/kit/steps.mjs";
import { runWithBrowser } from "../programs.mjs";
import { ensureGoOidc } from "./setup.mjs";

const CALLBACK = "https://app.example/callback";
const SCOPE = "openid profile email offline_access";

let server, person, program;
before(async () => {
  program = await ensureGoOidc();
  server = await serveAuthorizationServer({ seed: true });
  person = await addPerson(server);
});
after(() => server?.dispose());

for (const method of ["client_secret_basic", "client_secret_post"]) {
  test(`signs a person in and refreshes, registered with ${method}`, async () => {
    const client = await addClient(server, { redirectUris: [CALLBACK], idTokenSignedResponseAlg: "RS256", scope: SCOPE, method });
    const settings = {
      issuer: server.url,
      client_id: client.id,
      client_secret: client.secret,
      redirect_uri: CALLBACK,
      scopes: SCOPE.split(" "),
    };
    const browser = new Browser(server);
    const open = async (address) => ({ went: (await visit(browser, address, person)).href });
    const found = await runWithBrowser(program, [JSON.stringify(settings)], open);
    assert.deepEqual(found, { sub: person.id, email: person.email, refreshed: true });
  });
}

// Every page and every deed of the administrators, by the list that the server itself has: who gets there, and how sure it has to be.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";

import { addGroup, administering, later } from "../kit/administrators.mjs";
import { Browser } from "../kit/browser.mjs";
import { addClient, registered } from "../kit/clients.mjs";
import { addPasskey, signInWith } from "../kit/passkeys.mjs";
import { addUser } from "../kit/people.mjs";
import { serveWithClock } from "../kit/serve.mjs";

/** What waits for a sign-in of the last ten minutes. */
const WAITS = true;
/** What does not: it can be undone, and opens nothing. */
const FREE = false;

/** Each deed: about what, and whether it waits. */
const DEEDS = {
  "/admin/user/edit": ["user", FREE], // Another address waits: see users.test.mjs.
  "/admin/user/disable": ["user", WAITS],
  "/admin/user/enable": ["user", WAITS],
  "/admin/user/claims": ["user", WAITS],
  "/admin/user/make-administrator": ["user", WAITS],
  "/admin/user/unmake-administrator": ["user", WAITS],
  "/admin/user/join": ["user", WAITS],
  "/admin/user/leave": ["user", WAITS],
  "/admin/user/second-factor-off": ["user", WAITS],
  "/admin/user/recovery-link": ["user", WAITS],
  "/admin/user/recovery-mail": ["user", WAITS],
  "/admin/user/verification-link": ["user", WAITS],
  "/admin/user/end-sessions": ["user", WAITS],
  "/admin/user/remove": ["user", WAITS],
  "/admin/invitations/invite": ["nothing", WAITS],
  "/admin/invitations/withdraw": ["nothing", WAITS],
  "/admin/app/add": ["nothing", WAITS],
  "/admin/app/edit": ["app", FREE], // What is not harmless waits: see apps-edit.test.mjs.
  "/admin/app/logo": ["app", WAITS],
  "/admin/app/remove-logo": ["app", WAITS],
  "/admin/app/secret": ["app", WAITS],
  "/admin/app/block": ["stranger", FREE],
  "/admin/app/unblock": ["stranger", WAITS],
  "/admin/app/vouch": ["stranger", WAITS],
  "/admin/app/remove": ["app", WAITS],
  "/admin/groups/add": ["nothing", FREE],
  "/admin/group/rename": ["group", WAITS],
  "/admin/group/claims": ["group", WAITS],
  "/admin/group/join": ["group", WAITS],
  "/admin/group/leave": ["group", WAITS],
  "/admin/group/remove": ["group", WAITS],
  "/admin/keys/rotate": ["algorithm", WAITS],
  "/admin/keys/revoke": ["key", WAITS],
};

const source = readFileSync(new URL("../../../src/protocol/admin_path.rs", import.meta.url), "utf8");
/** The paths of a list of the server. */
function listed(name) {
  const [, names] = new RegExp(`pub const ${name}: \\[&str; \\d+\\] = \\[([^\\]]*)\\]`).exec(source);
  return names.match(/\w+/g).map((it) => new RegExp(`pub const ${it}: &str = "([^"]+)"`).exec(source)[1]);
}

let server, ids;
before(async () => {
  server = await serveWithClock({ vars: { REGISTRATION: "open" }, mail: true });
  const user = await addUser(server);
  const { keys: [key] } = await (await fetch(`${server.url}/.well-known/jwks.json`)).json();
  ids = {
    nothing: "", user: user.id, app: (await addClient(server)).id, stranger: (await registered(server, {})).client_id,
    group: await addGroup(server, "staff"), algorithm: "ES256", key: key.kid,
  };
});
after(() => server?.dispose());

const idFor = (path) => (path.startsWith("/admin/user") ? ids.user : path.startsWith("/admin/app") ? ids.app : path.startsWith("/admin/group") ? ids.group : "");
const post = (browser, deed) => browser.fetch(deed, {
  method: "POST", headers: { origin: server.url }, body: new URLSearchParams({ id: ids[DEEDS[deed][0]], token: "none", group: "staff", user: "nobody" }),
});
const isLogin = ({ status, location }) => status === 303 && new URL(location, server.url).pathname === "/login";

test("the list here is that of the server", () => {
  assert.deepEqual(Object.keys(DEEDS).toSorted(), listed("DEEDS").toSorted());
});

describe("nobody but an administrator gets to", () => {
  let ordinary, weak;
  before(async () => {
    const user = await addUser(server);
    ordinary = new Browser(server);
    await signInWith(ordinary, await ordinary.open("/admin"), await addPasskey(server, user));
    const other = await addUser(server);
    await server.db.prepare("UPDATE users SET administrator = 1 WHERE id = ?").bind(other.id).run();
    weak = new Browser(server);
    await weak.signIn(await weak.open("/admin"), other);
  });

  for (const page of listed("PAGES")) {
    test(page, async () => {
      const address = `${page}?id=${encodeURIComponent(idFor(page))}`;
      assert.ok(isLogin(await new Browser(server).fetch(address)), "nobody who is not signed in");
      for (const [who, browser] of [["no ordinary user", ordinary], ["nobody with a password alone", weak]]) {
        assert.equal((await browser.fetch(address)).status, 403, who);
      }
    });
  }

  for (const deed of Object.keys(DEEDS)) {
    test(deed, async () => {
      assert.equal((await new Browser(server).fetch(deed)).status, 405);
      assert.ok(isLogin(await post(new Browser(server), deed)), "nobody who is not signed in");
      for (const [who, browser] of [["no ordinary user", ordinary], ["nobody with a password alone", weak]]) {
        assert.equal((await post(browser, deed)).status, 403, who);
      }
    });
  }
});

describe("an administrator", () => {
  for (const [deed, [, waits]] of Object.entries(DEEDS)) {
    test(`${waits ? "confirms that it is them before" : "does, an hour long,"} ${deed}`, async () => {
      const { browser } = await administering(server);
      assert.equal((await post(browser, deed)).status, 409, "a form without its token changes nothing");
      await later(server, 601);
      const answer = await post(browser, deed);
      if (waits) assert.ok(isLogin(answer), `${answer.status}`);
      else assert.equal(answer.status, 409);
      await later(server, 3000);
      assert.ok(isLogin(await post(browser, deed)), "more than an hour ago");
    });
  }
});

test("the forms of every page lead to this server only", async () => {
  const { browser } = await administering(server);
  for (const page of listed("PAGES")) {
    const { status, headers, text } = await browser.fetch(`${page}?id=${encodeURIComponent(idFor(page))}`);
    if (!headers.get("content-type").startsWith("text/html")) continue;
    assert.equal(status, 200, page);
    assert.ok(text.includes("<nav"), page);
    assert.match(headers.get("content-security-policy"), /; form-action 'self'$/, page);
  }
});

// The scope of a request (RFC 6749 section 3.3): a client gets what it may have, is told so, and is turned away
// only where nothing is left. The person sees just that, and the token endpoint says the same.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { decodeJwt } from "jose";

import { assertError } from "../kit/asserts.mjs";
import { Browser } from "../kit/browser.mjs";
import { addClient, asClient, registered } from "../kit/clients.mjs";
import { addUser } from "../kit/people.mjs";
import { serveAuthorizationServer } from "../kit/serve.mjs";
import { atConsent, authorizationRequest, obtainCode, obtaining, postAs, refresh, token } from "../kit/steps.mjs";

const NOTES = "https://notes.example";
const SUMS = "https://sums.example/mcp";
const MAPS = "https://maps.example/mcp";
const BARE = "https://bare.example";

let server, browser, all;
before(async () => {
  const api = (resource, name, scopes, default_scopes) => ({
    resource, name, scopes: Object.fromEntries(scopes.map((scope) => [scope, `Do ${scope} at ${name}`])),
    ...(default_scopes && { default_scopes }),
  });
  server = await serveAuthorizationServer({
    seed: true,
    vars: {
      REGISTRATION: "open",
      RESOURCES: [
        api(NOTES, "Notes", ["notes:read", "notes:write"], ["notes:read"]),
        api(SUMS, "Sums", ["mcp:tools", "sums"], ["mcp:tools"]),
        api(MAPS, "Maps", ["mcp:tools"], ["mcp:tools"]),
        api(BARE, "Bare", ["bare"]),
      ],
    },
  });
  browser = new Browser(server);
  all = (await (await fetch(`${server.url}/.well-known/oauth-authorization-server`)).json()).scopes_supported.join(" ");
});
after(() => server.dispose());

const obtain = obtaining(() => ({ server, browser }));

function own(scope) {
  return addClient(server, { firstParty: true, scope });
}

async function stranger(metadata = {}) {
  return asClient(await registered(server, { grant_types: ["authorization_code", "refresh_token"], ...metadata }));
}

/** What the access token holds: [aud, scope]. */
function held({ access_token }) {
  const { aud, scope } = decodeJwt(access_token);
  return [aud, scope];
}

/** What the consent page says that the client could do at an API. */
async function asked(client, changes) {
  const { page } = await atConsent(server, client, await addUser(server), changes);
  return [...page.text.matchAll(/Do [\w:]+ at \w+/g)].map(([words]) => words);
}

/** The error_description of a request that is refused, the same at /authorize and /par. */
async function refused(client, changes, error = "invalid_scope") {
  const { url, params } = authorizationRequest(client, changes);
  const pushed = await postAs(server, client, "/par", [...params]);
  assertError(pushed, error);
  const page = await new Browser(server).open(url);
  const { error_description: words } = pushed.json;
  // A client that nobody vouches for sends no browser anywhere: the person reads it.
  if (page.location === null) assert.ok(page.text.includes(words), page.text);
  else assert.deepEqual([page.answer.get("error"), page.answer.get("error_description")], [error, words]);
  return words;
}

describe("a client of the owner", () => {
  for (const [sent, granted] of [
    ["profile notes:read notes:write", "profile notes:read"],
    ["unknown notes:read", "notes:read"],
    ["openid email no-such-thing notes:read", "openid notes:read"],
  ]) {
    test(`that asks for ${sent} gets ${granted}, and is told`, async () => {
      const client = await own("openid profile notes:read offline_access");
      assert.equal((await obtain(client, { scope: sent })).scope, granted);
    });
  }

  test("has the person asked about nothing but that", async () => {
    const client = await addClient(server, { scope: "profile notes:read" });
    assert.deepEqual(await asked(client, { scope: "profile notes:read notes:write bare unknown" }), ["Do notes:read at Notes"]);
  });

  test("that may not have openid is never signed in without it", async () => {
    const client = await own("profile notes:read");
    const words = await refused(client, { scope: "openid notes:read" });
    assert.match(words, /openid is not registered for this client/);
  });

  for (const [scope, words, changes = {}] of [
    ["admin", /admin is not known here/],
    ["notes:write", /notes:write is not registered for this client/],
    ["notes:read", /notes:read is not one of the named resource/, { resource: BARE }],
    ["a".repeat(1000), /^The scope a{48}\.\.\. is not known here/],
    ["<script>alert(1)</script>", /<script>alert\(1\)<\/script> is not known/],
  ]) {
    test(`hears of ${scope.slice(0, 30)} by its name when nothing else is left`, async () => {
      assert.match(await refused(await own("profile notes:read"), { scope, ...changes }), words);
    });
  }

  test("that is registered for none, and names none, is told to name one", async () => {
    assert.match(await refused(await own(""), { scope: undefined }), /scope is missing/);
  });
});

describe("without a scope", () => {
  test("the named API's default scopes are asked for, and nothing else", async () => {
    for (const scope of [undefined, "profile notes:write"]) {
      const client = await stranger({ scope });
      assert.deepEqual(await asked(client, { scope: undefined, resource: NOTES }), ["Do notes:read at Notes"]);
      const tokens = await obtain(client, { scope: undefined, resource: NOTES });
      assert.deepEqual([tokens.scope, ...held(tokens)], ["notes:read", NOTES, "notes:read"]);
      assert.equal("id_token" in tokens, false);
      assert.ok(tokens.refresh_token, "plain OAuth");
    }
  });

  test("what a stranger registered is asked for (RFC 7591 section 2), but address and phone are not", async () => {
    const client = await stranger({ scope: "openid address phone unknown notes:write" });
    assert.equal((await obtain(client, { scope: undefined })).scope, "openid notes:write");
    assert.equal((await obtain(client, { scope: "openid address" })).scope, "openid address", "by name they are");
  });

  test("a stranger that named none anywhere is told what to do", async () => {
    const client = await stranger();
    assert.match(await refused(client, { scope: undefined }), /name the scopes that it needs, or with resource an API/);
    assert.match(await refused(client, { scope: undefined, resource: BARE }), /no default scopes/);
  });
});

describe("a stranger that asks for all of scopes_supported", () => {
  test("of an API gets the scopes of that API and the sign-in, which the person is asked about", async () => {
    const client = await stranger({ scope: all });
    const changes = { scope: all, resource: SUMS };
    assert.deepEqual(await asked(client, changes), ["Do mcp:tools at Sums", "Do sums at Sums"]);
    const tokens = await obtain(client, changes);
    assert.equal(tokens.scope, "openid mcp:tools sums offline_access");
    assert.deepEqual(held(tokens), [SUMS, "mcp:tools sums"]);
    // It may send the same at a refresh.
    const again = await refresh(server, client, tokens.refresh_token, changes);
    assert.deepEqual([again.status, again.json.scope], [200, tokens.scope]);
  });

  test("of no API gets no address and no phone number: nobody asked for those by name. Groups it never gets", async () => {
    const { scope } = await obtain(await stranger(), { scope: all });
    assert.deepEqual(all.split(" ").filter((token) => !scope.split(" ").includes(token)), ["address", "groups", "phone"]);
  });
});

describe("both endpoints judge alike", () => {
  // As the MCP SDK for Python does, where the MCP server names `openid` and this server `offline_access`.
  test("openid offline_access and the resource of an API, named at both", async () => {
    const client = await stranger();
    const grant = await obtainCode(browser, client, server.user, { scope: "openid offline_access", resource: NOTES });
    const { status, json } = await token(server, client, { ...grant, resource: NOTES });
    assert.deepEqual([status, json.scope], [200, "openid offline_access"]);
    assert.deepEqual(held(json), [NOTES, undefined], "a scope claim is never empty");
    assert.equal(decodeJwt(json.id_token).aud, client.id);
    for (const changes of [{ resource: NOTES }, {}, { scope: "openid offline_access", resource: NOTES }]) {
      const again = await refresh(server, client, (await obtain(client, { scope: "openid offline_access", resource: NOTES })).refresh_token, changes);
      assert.deepEqual([again.status, again.json.scope], [200, "openid offline_access"]);
    }
  });

  test("two resources and a scope of one of them, named at both", async () => {
    const client = await stranger();
    const changes = { scope: "notes:read", resource: [NOTES, BARE] };
    const grant = await obtainCode(browser, client, server.user, changes);
    const { json } = await token(server, client, { ...grant, resource: changes.resource });
    assert.deepEqual([json.scope, ...held(json)], ["notes:read", NOTES, "notes:read"]);
    assertError(await refresh(server, client, json.refresh_token, { resource: BARE }), "invalid_target");
  });

  test("what a client may not have is passed over at a refresh too, and what was not granted is not given", async () => {
    const client = await own("profile notes:read notes:write");
    const tokens = await obtain(client, { scope: "profile notes:read bare unknown" });
    const same = await refresh(server, client, tokens.refresh_token, { scope: "profile notes:read bare unknown" });
    assert.deepEqual([same.status, same.json.scope], [200, "profile notes:read"]);
    const more = await refresh(server, client, same.json.refresh_token, { scope: "notes:read notes:write" });
    assertError(more, "invalid_scope");
    assert.match(more.json.error_description, /notes:write was not granted/);
    const none = await refresh(server, client, same.json.refresh_token, { scope: "unknown" });
    assertError(none, "invalid_scope");
    assert.match(none.json.error_description, /unknown is not known/);
  });

  test("a grant of which nothing is defined any more is over, and no empty scope is sent", async () => {
    const client = await own("notes:read");
    const { refresh_token } = await obtain(client, { scope: "notes:read" });
    await server.db.prepare("UPDATE token_families SET scope = 'gone:read' WHERE client_id = ?").bind(client.id).run();
    assertError(await refresh(server, client, refresh_token), "invalid_grant");
  });
});

describe("two APIs with the same scope", () => {
  test("resource decides: the words, the audience, and whose yes it is", async () => {
    for (const [resource, name] of [[SUMS, "Sums"], [MAPS, "Maps"]]) {
      const client = await stranger();
      const changes = { scope: "mcp:tools", resource };
      assert.deepEqual(await asked(client, changes), [`Do mcp:tools at ${name}`]);
      assert.deepEqual(held(await obtain(client, changes)), [resource, "mcp:tools"]);
    }
  });

  test("a yes for one is no yes for the other", async () => {
    const client = await addClient(server, { scope: "mcp:tools" });
    const [user, person] = [await addUser(server), new Browser(server)];
    const open = (resource) => person.open(authorizationRequest(client, { scope: "mcp:tools", resource }).url);
    await person.allow(await person.signIn(await open(SUMS), user));
    assert.equal((await open(SUMS)).answer?.has("code"), true);
    const other = await open(MAPS);
    assert.equal(other.asksConsent, true);
    assert.match(other.text, /Do mcp:tools at Maps/);
    await person.allow(other);
    for (const resource of [SUMS, MAPS, [SUMS, MAPS]]) assert.equal((await open(resource)).answer?.has("code"), true);
  });

  test("a yes that was remembered without its API does not count for either", async () => {
    const client = await addClient(server, { scope: "mcp:tools notes:read" });
    const [user, person] = [await addUser(server), new Browser(server)];
    await server.db.prepare("INSERT INTO grants (user_id, client_id, scope, granted_at) VALUES (?, ?, 'mcp:tools notes:read', 0)")
      .bind(user.id, client.id).run();
    const open = (scope, resource) => person.open(authorizationRequest(client, { scope, resource }).url);
    assert.equal((await person.signIn(await open("mcp:tools", MAPS), user)).asksConsent, true);
    assert.equal((await open("mcp:tools", SUMS)).asksConsent, true);
    assert.equal((await open("notes:read")).answer?.has("code"), true, "where there is no doubt it counts");
  });

  test("without a resource it is the first in RESOURCES, and stays that when the settings change", async () => {
    const client = await own("openid mcp:tools");
    const tokens = await obtain(client, { scope: "mcp:tools" });
    assert.deepEqual(held(tokens), [SUMS, "mcp:tools"]);
    const row = await server.db.prepare("SELECT resources FROM token_families WHERE client_id = ?").bind(client.id).first();
    assert.equal(row.resources, SUMS);
    assertError(await refresh(server, client, tokens.refresh_token, { resource: MAPS }), "invalid_target");
    const both = await obtain(client, { scope: "openid mcp:tools" });
    assert.deepEqual(held(both), [[server.url, SUMS], "openid mcp:tools"]);
  });

  test("each API hears at introspection only of its own", async () => {
    const client = await own("mcp:tools sums");
    const { access_token } = await obtain(client, { scope: "mcp:tools sums", resource: [MAPS, SUMS] });
    for (const [resource, scope] of [[SUMS, "mcp:tools sums"], [MAPS, "mcp:tools"]]) {
      const api = await addClient(server, { introspects: [resource], redirectUris: [], grantTypes: [] });
      const { json } = await postAs(server, api, "/introspect", { token: access_token });
      assert.deepEqual([json.active, json.aud, json.scope], [true, resource, scope]);
    }
    const { access_token: only } = await obtain(client, { scope: "mcp:tools", resource: SUMS });
    const maps = await addClient(server, { introspects: [MAPS], redirectUris: [], grantTypes: [] });
    assert.deepEqual((await postAs(server, maps, "/introspect", { token: only })).json, { active: false });
  });
});

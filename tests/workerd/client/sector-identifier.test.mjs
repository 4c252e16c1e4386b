// Where the sector of a client comes from that registers itself or is described by a document (OpenID
// Connect Core section 8.1, Dynamic Client Registration section 5).

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { decodeJwt } from "jose";

import { assertError } from "../kit/asserts.mjs";
import { Browser } from "../kit/browser.mjs";
import { addClient, asClient, countClients, manage, register, registered, rowOf } from "../kit/clients.mjs";
import { Web, publish } from "../kit/documents.mjs";
import { addUser } from "../kit/people.mjs";
import { serveWithClock } from "../kit/serve.mjs";
import { authorizationRequest, obtainTokens, refresh } from "../kit/steps.mjs";

const ONE = "https://one.example/callback";
const TWO = "https://two.example/callback";
const PAIRWISE = { redirect_uris: [ONE], subject_type: "pairwise", grant_types: ["authorization_code", "refresh_token"] };

const web = new Web();
let server, user;
before(async () => {
  server = await serveWithClock({ vars: { REGISTRATION: "open" }, outbound: web.outbound });
  user = await addUser(server);
});
after(() => server?.dispose());

/** The address of a list of redirect URIs, at a host. */
function list(uris, { host = "sector.example", headers = {} } = {}) {
  const url = `https://${host}/${randomUUID()}.json`;
  web.putJson(url, uris, headers);
  return url;
}

async function subject(client, changes = {}) {
  const tokens = await obtainTokens(server, new Browser(server), client, user, { scope: "openid", ...changes });
  return decodeJwt(tokens.id_token).sub;
}

function ownersClient(sectorIdentifier) {
  return addClient(server, { sectorIdentifier, firstParty: true });
}

async function refused(metadata) {
  const count = await countClients(server);
  assertError(await register(server, { ...PAIRWISE, ...metadata }), "invalid_client_metadata");
  assert.equal(await countClients(server), count);
}

describe("without a sector_identifier_uri", () => {
  test("the sector is the host of the redirect URIs, whatever their paths and ports", async () => {
    const information = await registered(server, { ...PAIRWISE, redirect_uris: [ONE, "https://one.example/other", "https://one.example:8443/"] });
    assert.equal(information.subject_type, "pairwise");
    assert.equal(await subject(asClient(information)), await subject(await ownersClient("one.example")));
  });

  test("several hosts are refused", async () => {
    for (const other of [TWO, "https://sub.one.example/callback", "http://localhost/callback"]) await refused({ redirect_uris: [ONE, other] });
  });

  test("a redirect URI that has no host is refused", async () => {
    await refused({ redirect_uris: ["com.example.app:/callback"] });
    await refused({ redirect_uris: [ONE, "com.example.app:/callback"] });
  });

  test("several hosts are good for a public sub", async () => {
    const information = await registered(server, { redirect_uris: [ONE, TWO], subject_type: "public" });
    assert.equal(information.subject_type, "public");
    assert.equal(await subject(asClient(information)), user.id);
  });
});

describe("a sector_identifier_uri", () => {
  test("that lists every redirect URI makes its host the sector, and is fetched once", async () => {
    const uri = list([TWO, ONE, "https://three.example/"]);
    const information = await registered(server, { ...PAIRWISE, redirect_uris: [ONE, TWO], sector_identifier_uri: uri });
    assert.equal(information.subject_type, "pairwise");
    assert.equal(web.count(uri), 1);
    const sub = await subject(asClient(information));
    assert.equal(sub, await subject(await ownersClient("sector.example")));
    assert.notEqual(sub, await subject(await ownersClient("one.example")));
    assert.equal(web.count(uri), 1, "nor at a sign-in");

    const other = await registered(server, { ...PAIRWISE, redirect_uris: [TWO], sector_identifier_uri: list([TWO]) });
    assert.equal(await subject(asClient(other)), sub);
  });

  test("is remembered for a minute, however many clients name it, and whether or not it allows what they ask", async () => {
    const uri = list([ONE]);
    for (let times = 0; times < 3; times++) await registered(server, { ...PAIRWISE, sector_identifier_uri: uri });
    await refused({ redirect_uris: [ONE, TWO], sector_identifier_uri: uri });
    assert.equal(web.count(uri), 1);
  });

  test("is a plain GET for JSON, without a cookie or anything about the client", async () => {
    const uri = list([ONE]);
    await registered(server, { ...PAIRWISE, sector_identifier_uri: uri });
    const request = web.requests.find((it) => it.url === uri);
    assert.deepEqual([request.method, request.headers.get("accept")], ["GET", "application/json"]);
    for (const name of ["cookie", "authorization", "referer"]) assert.equal(request.headers.has(name), false, name);
  });

  test("is good for redirect URIs that have no host", async () => {
    const app = "com.example.app:/callback";
    const information = await registered(server, { ...PAIRWISE, redirect_uris: [app], sector_identifier_uri: list([app]) });
    assert.equal((await rowOf(server, information.client_id)).sector_identifier, "sector.example");
  });

  for (const [name, content] of [
    ["lacks one of them", [ONE]],
    ["is empty", []],
    ["has them only almost", [ONE, `${TWO}/`, TWO.toUpperCase(), `${TWO}?`, "https://two.example/", "https://*.example/callback"]],
    ["is an object", { redirect_uris: [ONE, TWO] }],
    ["is an object with the URIs as names", { [ONE]: true, [TWO]: true }],
    ["is a text", `${ONE} ${TWO}`],
    ["holds them a level deeper", [[ONE, TWO]]],
    ["is null", null],
    ["is longer than 16 kB", [ONE, TWO, "x".repeat(17 * 1024)]],
  ]) {
    test(`whose document ${name} is refused`, () => refused({ redirect_uris: [ONE, TWO], sector_identifier_uri: list(content) }));
  }

  for (const [name, answer] of [
    ["is not there", () => new Response("no", { status: 404 })],
    ["fails", () => Response.json([ONE], { status: 500 })],
    ["is not JSON", () => new Response(`["${ONE}"`, { headers: { "content-type": "application/json" } })],
    ["is a page", () => new Response(JSON.stringify([ONE]), { headers: { "content-type": "text/html" } })],
    // An open redirect of that host would make anybody a client of its sector.
    ["is elsewhere", () => new Response(null, { status: 302, headers: { location: "https://evil.example/list.json" } })],
    ["cannot be reached", () => { throw new Error("no route to host"); }],
  ]) {
    test(`whose document ${name} is refused`, async () => {
      const uri = `https://sector.example/${randomUUID()}.json`;
      web.put(uri, answer);
      web.putJson("https://evil.example/list.json", [ONE]);
      await refused({ sector_identifier_uri: uri });
      assert.equal(web.count("https://evil.example/list.json"), 0);
    });
  }

  test("that this server would not fetch is refused, and not fetched", async () => {
    const before = web.requests.length;
    for (const uri of [
      "", "list.json", "http://sector.example/list.json", "ftp://sector.example/list.json", "https://localhost/list.json",
      "https://127.0.0.1/list.json", "https://[::1]/list.json", "https://10.0.0.1/list.json", "https://intranet/list.json",
      "https://a.internal/list.json", "https://user:password@sector.example/list.json", "https://sector.example/list.json#x",
      "data:application/json,[]", `${server.url}/list.json`,
    ]) {
      await refused({ sector_identifier_uri: uri });
    }
    for (const value of [5, true, [list([ONE])], {}]) await refused({ sector_identifier_uri: value });
    assert.equal(web.requests.length, before);
  });

  test("of a host that lists somebody else's URIs makes nobody else its client", async () => {
    await refused({ redirect_uris: ["https://evil.example/callback"], sector_identifier_uri: list([ONE]) });
  });
});

describe("when a registration is replaced (RFC 7592)", () => {
  async function member() {
    const uri = list([ONE, TWO]);
    const information = await registered(server, { ...PAIRWISE, redirect_uris: [ONE, TWO], sector_identifier_uri: uri });
    return { uri, information };
  }
  const put = (information, metadata) => manage(information, "PUT", { client_id: information.client_id, ...PAIRWISE, ...metadata });

  test("the document is looked at again, a minute later", async () => {
    const { uri, information } = await member();
    const row = await rowOf(server, information.client_id);
    const more = [ONE, TWO, "https://evil.example/callback"];
    assertError(await put(information, { redirect_uris: more, sector_identifier_uri: uri }), "invalid_client_metadata");
    web.putJson(uri, [ONE]);
    await server.letPass(61);
    assertError(await put(information, { redirect_uris: [ONE, TWO], sector_identifier_uri: uri }), "invalid_client_metadata");
    assert.deepEqual(await rowOf(server, information.client_id), row);
    web.putJson(uri, more);
    await server.letPass(61);
    assert.equal((await put(information, { redirect_uris: more, sector_identifier_uri: uri })).status, 200);
  });

  test("by what was read, everybody keeps their sub (RFC 7591 section 3.2.1: all metadata is told)", async () => {
    const uri = list([ONE]);
    const information = await registered(server, { ...PAIRWISE, sector_identifier_uri: uri });
    const sub = await subject(asClient(information));
    const { registration_access_token, registration_client_uri, ...read } = (await manage(information)).json;
    assert.equal(read.sector_identifier_uri, uri);
    const answer = await manage(information, "PUT", read);
    assert.equal(answer.status, 200, answer.text);
    assert.equal(await subject(asClient(information)), sub);
  });

  test("what was issued keeps its sub", async () => {
    const { information } = await member();
    const client = asClient(information);
    const tokens = await obtainTokens(server, new Browser(server), client, user, { scope: "openid offline_access" });
    assert.equal((await put(information, { redirect_uris: [ONE], subject_type: "public" })).json.subject_type, "public");
    const { json } = await refresh(server, client, tokens.refresh_token);
    assert.equal(decodeJwt(json.id_token).sub, decodeJwt(tokens.id_token).sub);
    assert.equal(await subject(client), user.id);
  });
});

describe("a client that is described by a document", () => {
  const open = (client) => new Browser(server).open(authorizationRequest(client, { scope: "openid" }).url);

  test("may be pairwise, in the sector of its redirect URIs", async () => {
    const client = publish(web, { redirect_uris: [ONE], subject_type: "pairwise" });
    assert.equal(await subject(client), await subject(await ownersClient("one.example")));
  });

  test("may not have a sector_identifier_uri, which is not fetched", async () => {
    const uri = list([ONE]);
    for (const subject_type of ["pairwise", "public", undefined]) {
      const page = await open(publish(web, { redirect_uris: [ONE], subject_type, sector_identifier_uri: uri }));
      assert.deepEqual([page.status, page.location, page.asksToSignIn], [400, null, false], subject_type);
    }
    assert.equal(web.count(uri), 0);
  });

  test("may not be pairwise with redirect URIs of several hosts or of none", async () => {
    for (const redirect_uris of [[ONE, TWO], ["com.example.app:/callback"]]) {
      const page = await open(publish(web, { redirect_uris, subject_type: "pairwise" }));
      assert.deepEqual([page.status, page.location, page.asksToSignIn], [400, null, false]);
    }
  });
});

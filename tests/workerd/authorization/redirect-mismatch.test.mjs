// A redirect URI that is not the client's: the page and the log tell its developer what was sent, and nothing
// that does harm there.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { assertNotice } from "../kit/asserts.mjs";
import { Browser } from "../kit/browser.mjs";
import { addClient } from "../kit/clients.mjs";
import { CALLBACK, Web, documentOf, newAddress, publish } from "../kit/documents.mjs";
import { serveAuthorizationServer } from "../kit/serve.mjs";
import { authorizationRequest, postAs } from "../kit/steps.mjs";

const web = new Web();
let server, client;
before(async () => {
  server = await serveAuthorizationServer({ seed: true, vars: { LOG_REQUESTS: undefined }, outbound: web.outbound });
  client = await addClient(server);
});
after(() => server?.dispose());

/** The page for the person, and its line in the log. */
async function refused(as, changes) {
  const page = await new Browser(server).open(authorizationRequest(as, changes).url);
  assertNotice(page);
  const [, reference] = /Reference: <code>([0-9a-f]{16})</.exec(page.text);
  return { page, line: await server.logged((entry) => entry.id === reference) };
}

/** What the part for the developer says, as pairs. */
function factsOf(page) {
  const [, list] = /<section class="developer">[^]*?<dl>([^]*?)<\/dl>/.exec(page.text) ?? [];
  assert.ok(list, page.text);
  return [...list.matchAll(/<dt>(.*?)<\/dt>\s*<dd><code><bdi>(.*?)<\/bdi><\/code><\/dd>/g)].map((it) => it.slice(1));
}

describe("a redirect URI that is not registered", () => {
  test("is on the page and in the log, with the client_id", async () => {
    const { page, line } = await refused(client, { redirect_uri: "https://app.example/Callback" });
    assert.match(page.text, /For the app’s developer/);
    assert.deepEqual(factsOf(page), [["client_id", client.id], ["redirect_uri", "https://app.example/Callback"]]);
    const { reason, client_id, redirect_uri } = line;
    assert.deepEqual({ reason, client_id, redirect_uri }, {
      reason: "redirect_uri is not registered for this client.",
      client_id: client.id,
      redirect_uri: "https://app.example/Callback",
    });
    assert.equal(page.text.includes("app.example/callback"), false, "the registered one is not told");
  });

  test("is text, in one line, and cut", async () => {
    for (const [sent, shown] of [
      ["https://a.example/\"><script>alert(1)</script>", "https://a.example/&#34;&#62;&#60;script&#62;alert(1)&#60;/script&#62;"],
      ["https://a.example/\r\nSet-Cookie: x", "https://a.example/%0D%0ASet-Cookie:%20x"],
      ["https://a.example/\u202egnp", "https://a.example/%E2%80%AEgnp"],
      ["Call 555 now", "Call%20555%20now"],
      [`https://a.example/${"x".repeat(3000)}`, `https://a.example/${"x".repeat(182)}…`],
    ]) {
      const { page, line } = await refused(client, { redirect_uri: sent });
      assert.equal(factsOf(page)[1][1], shown);
      assert.doesNotMatch(page.text, /<script|<a |href="https?:/);
      assert.ok(line.redirect_uri.length <= 201);
      assert.match(line.redirect_uri, /^[!-~]+…?$/);
    }
  });

  test("is in the log without its query and fragment, which may hold a secret", async () => {
    for (const sent of ["https://app.example/callback?session=a-secret", "https://app.example/callback#a-secret"]) {
      const { page, line } = await refused(client, { redirect_uri: sent });
      assert.equal(factsOf(page)[1][1], sent);
      assert.match(line.redirect_uri, /^https:\/\/app\.example\/callback[?#]…$/);
    }
    assert.equal(JSON.stringify(server.logs).includes("a-secret"), false);
  });

  test("is in the log when it was pushed", async () => {
    const { params } = authorizationRequest(client, { redirect_uri: "https://app.example/pushed" });
    const answer = await postAs(server, client, "/par", Object.fromEntries(params));
    assert.equal(answer.status, 400);
    const line = await server.logged((entry) => entry.path === "/par");
    assert.deepEqual([line.client_id, line.redirect_uri], [client.id, "https://app.example/pushed"]);
  });
});

test("what an unknown client sends is not quoted", async () => {
  const { page, line } = await refused({ ...client, id: "Call-555-now" });
  assert.equal(page.text.includes("555"), false);
  assert.deepEqual([line.client_id, line.redirect_uri], [undefined, undefined]);
  assert.doesNotMatch(page.text, /For the app’s developer/);
});

describe("a metadata document", () => {
  const redirect_uris = [CALLBACK, "http://paper.example/x?key=a-key", "nobody://callback"];

  test("whose redirect URIs cannot all be used serves with the others, and the log says what was dropped", async () => {
    const paper = publish(web, { redirect_uris });
    const page = await new Browser(server).open(authorizationRequest(paper).url);
    assert.equal(page.asksToSignIn, true, page.text);
    const line = await server.logged((entry) => entry.client_id === paper.id);
    assert.equal(line.status, 200);
    assert.deepEqual(line.left_out.map((it) => it.split(": ")[0]), ["http://paper.example/x?…", "nobody://callback"]);
    assert.match(line.left_out[0], /plain http is only safe on this machine/);
    assert.match(line.left_out[1], /any app could claim its scheme/);
  });

  test("and so does the page, when one of those is asked for", async () => {
    const paper = publish(web, { redirect_uris });
    const { page, line } = await refused(paper, { redirect_uri: "nobody://callback" });
    const facts = factsOf(page);
    assert.deepEqual(facts.slice(0, 2), [["client_id", paper.id], ["redirect_uri", "nobody://callback"]]);
    assert.match(facts[2][1], /^http:\/\/paper\.example\/x\?key=a-key is left out, because plain http/);
    assert.match(facts[3][1], /^nobody:\/\/callback is left out, because any app could claim/);
    assert.equal(line.left_out.length, 2);
  });

  test("of which none can be used is refused, and the page and the log say why", async () => {
    const { page, line } = await refused(publish(web, { redirect_uris: redirect_uris.slice(1) }), {});
    const [, [name, why]] = factsOf(page);
    assert.equal(name, "What is wrong");
    assert.match(why, /^None of the redirect_uris can be registered\. The first one: plain http/);
    assert.match(line.problem, /^None of the redirect_uris/);
  });

  for (const [name, answer, words, problem] of [
    ["the wrong content type", (id) => new Response(JSON.stringify(documentOf(id)), { headers: { "content-type": "text/html" } }),
      /has the wrong Content-Type: it must be application\/json/],
    ["no JSON in it", () => new Response("x", { headers: { "content-type": "application/json" } }), /is not JSON/],
    ["no client_name", (id) => Response.json(documentOf(id, { client_name: undefined })), /has no client_name/,
      /client_name must be one line/],
    ["a member of the wrong type", (id) => Response.json(documentOf(id, { grant_types: "x" })), /members that cannot be used/,
      /^grant_types is not of the type/],
  ]) {
    test(`with ${name} is refused, and the page says which`, async () => {
      const id = newAddress();
      web.put(id, () => answer(id));
      const { page, line } = await refused({ id, redirectUri: CALLBACK });
      assert.match(page.text, words);
      assert.match(line.reason, words);
      const facts = factsOf(page);
      assert.deepEqual(facts[0], ["client_id", id]);
      if (problem === undefined) assert.equal(facts.length, 1);
      else assert.match(facts[1][1], problem);
    });
  }
});

// Bad input at /logout and /logout/confirm: a page that says what is wrong, never a 500, never a redirect,
// and nobody is signed out.

import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";

import { assertOnlyAsked, assertSignedIn } from "../kit/asserts.mjs";
import { SESSION } from "../kit/browser.mjs";
import { SIGNED_OUT, addLeavable } from "../kit/clients.mjs";
import { signIn } from "../kit/people.mjs";
import { send } from "../kit/raw.mjs";
import { serveAuthorizationServer } from "../kit/serve.mjs";
import { logout, logoutPath } from "../kit/steps.mjs";

const FORM = ["Content-Type", "application/x-www-form-urlencoded"];
const MEGABYTE = "x".repeat(1_000_000);

let server, client, browser, user, idToken, good;
before(async () => {
  server = await serveAuthorizationServer({ seed: true });
  client = await addLeavable(server);
  ({ browser, user, idToken } = await signIn(server, { client }));
  good = { id_token_hint: idToken, post_logout_redirect_uri: SIGNED_OUT, state: "s" };
});
after(async () => {
  assert.equal((await logout(browser, good)).location, `${SIGNED_OUT}?state=s`, "the request was a good one");
  await server.dispose();
});

afterEach(async () => {
  await assertSignedIn(server, browser, user);
  assert.equal((await fetch(`${server.url}/health`)).status, 200, "the next request is served");
  assert.deepEqual(server.logs.filter((entry) => entry.event === "console" || entry.status >= 500), []);
});

/** Sends bytes as they are, with the person's cookies. */
function raw(method, target, { headers = [], ...rest } = {}) {
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  return send(server, { method, target, headers: [["Cookie", cookie], ...headers], ...rest });
}

function assertPage(answer, status, words) {
  assert.equal(answer.status, status, answer.text);
  assert.equal(answer.headers.get("location"), null);
  assert.equal(answer.headers.getSetCookie().length, 0);
  assert.match(answer.headers.get("content-type"), /^text\/html/);
  assert.match(answer.text, words);
}

describe("a parameter that is sent twice counts for nothing, nor do the others:", () => {
  const repeated = () => ({ ...good, client_id: client.id, ui_locales: "en", logout_hint: "x", unknown: "x" });
  for (const name of ["id_token_hint", "client_id", "post_logout_redirect_uri", "state", "ui_locales", "logout_hint", "unknown"]) {
    test(name, async () => {
      const all = repeated();
      for (const again of [all[name], "other", ""]) {
        const page = await browser.open(logoutPath({ ...all, [name]: [all[name], again] }));
        assertOnlyAsked(page, /sent a parameter more than once/);
      }
    });
  }

  test("posted, it cannot be read as a form", async () => {
    const body = `${new URLSearchParams(good)}&state=other`;
    const answer = await raw("POST", "/logout", { headers: [FORM], body });
    assertPage(answer, 400, /a field was sent more than once/);
  });
});

describe("what is no form is refused:", () => {
  for (const [what, extra, words] of [
    ["NUL", "&state2=%00", /NUL character/],
    ["NUL in the name", "&%00=x", /NUL character/],
    ["a % without digits", "&x=%zz", /two hexadecimal digits/],
    ["a % at the end", "&x=%", /two hexadecimal digits/],
    ["half an escape", "&x=%4", /two hexadecimal digits/],
    ["bytes that are not UTF-8", "&x=%ff%fe", /not UTF-8/],
    ["an overlong encoding", "&x=%c0%af", /not UTF-8/],
    ["a surrogate", "&x=%ed%a0%80", /not UTF-8/],
  ]) {
    test(what, async () => {
      assertPage(await raw("GET", `${logoutPath(good)}${extra}`), 400, words);
      const body = `${new URLSearchParams(good)}${extra}`;
      assertPage(await raw("POST", "/logout", { headers: [FORM], body }), 400, words);
      assertPage(await raw("POST", `/logout/confirm?x=1${extra}`, { headers: [FORM], body: "decision=sign-out" }), 400, words);
    });
  }

  test("another type of body", async () => {
    for (const type of ["application/json", "multipart/form-data; boundary=x", "text/plain"]) {
      for (const path of ["/logout", "/logout/confirm"]) {
        assertPage(await raw("POST", path, { headers: [["Content-Type", type]], body: "{}" }), 415, /it is not a form/);
      }
    }
  });

  test("raw bytes", async () => {
    const body = Buffer.from([0x73, 0x74, 0x61, 0x74, 0x65, 0x3d, 0xff, 0x00]);
    assertPage(await raw("POST", "/logout", { headers: [FORM], body }), 400, /cannot be used/);
  });
});

describe("what is too large is refused:", () => {
  for (const name of ["id_token_hint", "client_id", "post_logout_redirect_uri", "state", "logout_hint", "unknown"]) {
    test(`${name} of 1 MB`, async () => {
      const fields = new URLSearchParams({ ...good, [name]: MEGABYTE });
      // workerd itself draws the line before that; Cloudflare at 16 kB.
      const asked = await raw("GET", `/logout?${fields}`.slice(0, 100_000));
      assert.deepEqual([asked.status, asked.headers.get("location")], [414, null]);
      for (const path of ["/logout", "/logout/confirm"]) {
        assertPage(await browser.fetch(path, { method: "POST", body: fields }), 413, /too large/);
        const chunked = { headers: [FORM], body: `${fields}`.slice(0, 100_000), chunked: true };
        assertPage(await raw("POST", path, chunked), 413, /too large/);
      }
    });

    test(`${name} of 20 kB, asked or posted`, async () => {
      const fields = new URLSearchParams({ ...good, [name]: MEGABYTE.slice(0, 20_000) });
      assertPage(await raw("GET", `/logout?${fields}`), 414, /too long/);
      assertPage(await raw("POST", "/logout", { headers: [FORM], body: `${fields}` }), 414, /too long/);
      assertPage(await raw("POST", `/logout/confirm?${fields}`, { headers: [FORM], body: "token=x" }), 414, /too long/);
    });
  }

  test("5,000 parameters", async () => {
    const many = Array.from({ length: 5000 }, (_, index) => `p${index}=`).join("&");
    assertPage(await raw("POST", "/logout", { headers: [FORM], body: many }), 414, /too long/);
  });
});

test("cookies that are none are nobody's", async () => {
  for (const cookie of ["=;;;", `${SESSION}`, `${SESSION}=`, `${SESSION}=\xff`, `${SESSION}=${"x".repeat(10_000)}`, `${SESSION}=a; ${SESSION}=b`]) {
    const answer = await send(server, { target: "/logout", headers: [["Cookie", cookie]] });
    assertPage({ ...answer, headers: withoutCookies(answer) }, 200, /You are signed out/);
  }
});

test("an empty form is a request for nothing, and an answer to nothing", async () => {
  const asked = await raw("POST", "/logout", { headers: [FORM], body: "" });
  assert.deepEqual([asked.status, asked.headers.get("location")?.replace(/\?$/, "")], [303, "/logout"]);
  assertPage(await raw("POST", "/logout/confirm", { headers: [FORM], body: "" }), 403, /does not belong to this sign-in/);
});

test("other methods are refused", async () => {
  for (const [path, allow] of [["/logout", "GET, HEAD, POST"], ["/logout/confirm", "POST"]]) {
    for (const method of ["PUT", "DELETE", "PATCH", "OPTIONS"]) {
      const answer = await raw(method, path);
      assert.deepEqual([answer.status, answer.headers.get("allow")], [405, allow], `${method} ${path}`);
    }
  }
  assert.equal((await raw("GET", "/logout/confirm")).status, 405);
});

test("no other origin may read it (no CORS)", async () => {
  const answer = await raw("GET", "/logout", { headers: [["Origin", "https://app.example"]] });
  assert.equal(answer.headers.get("access-control-allow-origin"), null);
});

function withoutCookies(answer) {
  const headers = new Headers(answer.headers);
  headers.delete("set-cookie");
  return headers;
}

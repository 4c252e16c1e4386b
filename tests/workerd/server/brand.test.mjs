// What people see of who runs the server: name, logo, colours and links; and of an app.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";

import { root } from "../../../scripts/command.mjs";
import { logoOf, putLogo, withLogo, wrongLogo } from "../../../scripts/settings/logo.mjs";
import { Browser, attribute } from "../kit/browser.mjs";
import { asClient, manage, registered, rowOf } from "../kit/clients.mjs";
import { told } from "../kit/commands.mjs";
import { mailTo, somewhere } from "../kit/mail.mjs";
import { addUser } from "../kit/people.mjs";
import { SET_UP, pictured } from "../kit/phone.mjs";
import { serveAuthorizationServer } from "../kit/serve.mjs";
import { atConsent, atLogin, authorizationRequest } from "../kit/steps.mjs";

const LOGO = path.join(root, "tests", "workerd", "kit", "logos", "logo.png");
const WEBP = path.join(root, "tests", "workerd", "kit", "logos", "logo.webp");
const hash = createHash("sha256").update(readFileSync(LOGO)).digest("base64url");
const NAME = `Harbour <script>alert(1)</script> "&' \u05e0\u05de\u05dc`;
const ESCAPED = "Harbour &#60;script&#62;alert(1)&#60;/script&#62; &#34;&#38;&#39; \u05e0\u05de\u05dc";
const BRAND = {
  name: NAME, logo: hash, color: "#ffd400", background: "#777", support: "help@harbour.example",
  terms: "https://harbour.example/terms?a=1&b=2", privacy: "https://harbour.example/privacy",
};

let plain, branded, folder;
before(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "edgegrant-brand-"));
  plain = await serveAuthorizationServer({ seed: true, mail: true, vars: { LOG_REQUESTS: "true", REGISTRATION: "open" } });
  branded = await serveAuthorizationServer({ seed: true, mail: true, persist: folder, vars: { BRAND, LOG_REQUESTS: "true", REGISTRATION: "open" } });
  await putLogo({ BRAND: { logo: LOGO } }, folder, ["--persist-to", folder]);
});
after(async () => {
  await plain?.dispose();
  await branded?.dispose();
  await rm(folder, { recursive: true, force: true });
});

const hostOf = (server) => new URL(server.url).host;
const logos = async (server) => (await server.db.prepare("SELECT hash FROM logos ORDER BY hash").all()).results.map((row) => row.hash);

describe("a server without a brand", () => {
  test("has the name of its host on every page, and Edgegrant's on none", async () => {
    const host = hostOf(plain);
    const { page } = await atLogin(plain, plain.client);
    for (const address of ["/", "/nowhere", "/logout", page.url]) {
      const { text } = await new Browser(plain).open(address);
      assert.match(text, new RegExp(`<title>[^<]+ – ${host}</title>`));
      assert.match(text, new RegExp(`<header>\n<svg [^]*<span><bdi>${host}</bdi></span>\n</header>`));
      assert.doesNotMatch(text, /edgegrant|<footer|<img/i);
    }
  });

  test("has the style sheet as it is in the sources", async () => {
    const style = await (await fetch(`${plain.url}/style.css`)).text();
    assert.equal(style, readFileSync(path.join(root, "templates", "style.css"), "utf8"));
  });

  test("is named by its host in mail", async () => {
    const user = await addUser(plain);
    const browser = new Browser(plain);
    await browser.submit(await browser.open("/recovery/mail"), { username: user.username }, somewhere());
    const mail = await mailTo(plain, user.email);
    assert.match(mail.text, new RegExp(`cannot sign in at ${hostOf(plain)} and`));
    assert.match(mail.text, new RegExp(`This email was sent by ${hostOf(plain)}, where`));
    assert.doesNotMatch(`${mail.text}${mail.html}${mail.subject}`, /edgegrant|<img/i);
  });
});

describe("a server with a brand", () => {
  test("has its name, logo and links on every page, and markup in a name is text", async () => {
    const { page } = await atLogin(branded, branded.client);
    for (const address of ["/", "/nowhere", "/logout", page.url]) {
      const { text, headers } = await new Browser(branded).open(address);
      assert.ok(text.includes(` – ${ESCAPED}</title>`), text);
      assert.ok(text.includes(`<img src="/logo/${hash}" alt="${ESCAPED}">`), text);
      assert.ok(text.includes(`<link rel="icon" href="/logo/${hash}">`), text);
      assert.ok(text.includes('<a href="mailto:help@harbour.example" rel="noopener noreferrer">Help</a>'));
      assert.ok(text.includes('<a href="https://harbour.example/terms?a=1&#38;b=2" rel="noopener noreferrer">Terms</a>'));
      assert.ok(text.includes('<a href="https://harbour.example/privacy" rel="noopener noreferrer">Privacy</a>'));
      assert.doesNotMatch(text, /<script>alert|style="/);
      assert.match(headers.get("content-security-policy"), /default-src 'none'; style-src 'self'; img-src 'self' data:; /);
    }
  });

  test("says where to ask on a page that says no, and not on others", async () => {
    const ask = 'Whoever runs this server can help: <a href="mailto:help@harbour.example">help@harbour.example</a>';
    const bad = await new Browser(branded).open("/authorize?client_id=nobody");
    assert.equal(bad.status, 400);
    assert.ok(bad.text.includes(ask), bad.text);
    const missing = await new Browser(branded).open("/nowhere");
    assert.equal(missing.text.includes(ask), false);
  });

  test("has its colours in the style sheet, whose address changes with them", async () => {
    const [one, other] = await Promise.all([plain, branded].map(async (server) => {
      const { text } = await new Browser(server).open("/");
      const [, address] = /<link rel="stylesheet" href="([^"]+)">/.exec(text);
      const response = await fetch(new URL(address, server.url));
      assert.equal(response.headers.get("content-type"), "text/css; charset=utf-8");
      return { address, css: await response.text() };
    }));
    assert.notEqual(one.address, other.address);
    assert.ok(other.css.startsWith(one.css));
    const more = other.css.slice(one.css.length);
    assert.match(more, /^:root\{--card:#ffffff;--band:#777777;[^}]*\}\n@media \(prefers-color-scheme:dark\)\{:root\{--card:#1e1e1e;[^}]*\}\n\}\n$/);
    const { text } = await new Browser(branded).open("/");
    assert.ok(text.includes('<meta name="theme-color" content="#777777">'));
  });

  test("has its name in mail, which loads nothing", async () => {
    const user = await addUser(branded);
    const browser = new Browser(branded);
    await browser.submit(await browser.open("/recovery/mail"), { username: user.username }, somewhere());
    const mail = await mailTo(branded, user.email);
    assert.ok(mail.text.includes(`cannot sign in at ${NAME} and`), mail.text);
    assert.ok(mail.text.includes(`This email was sent by ${NAME} (${hostOf(branded)}), where`), mail.text);
    assert.ok(mail.html.includes(ESCAPED), mail.html);
    assert.doesNotMatch(mail.html, /<script|<img|<link|edgegrant/i);
  });

  test("has its name in apps for codes, and where a passkey is made", async () => {
    const user = await addUser(branded);
    const { browser, page } = await atLogin(branded, branded.client);
    await browser.signIn(page, user);
    const link = pictured((await browser.open(SET_UP)).text);
    // As in every such address, encoded, and 50 characters at most.
    assert.equal(new URL(link).searchParams.get("issuer"), NAME.replaceAll(":", " "));
    const { text } = await browser.open("/account/passkey?for=/account/security");
    assert.match(text, /data-options/);
    const options = JSON.parse(attribute(text.match(/<form\b[^]*?id="new-passkey"[^]*?hidden>/)[0], "data-options"));
    assert.deepEqual(options.rp, { id: "localhost", name: NAME });
  });

  test("refuses its name as a password", async () => {
    const user = await addUser(branded);
    const { browser, page } = await atLogin(branded, branded.client);
    await browser.signIn(page, user);
    const security = await browser.open("/account/security");
    const refused = await browser.submitTo(security, "/account/password", { fields: { password: NAME } });
    assert.match(refused.text, /password is made of [^.]* or the name of this server/);
  });

  test("reads no row more on any page, and none for a logo that was shown", async () => {
    const line = async (server, address) => {
      const from = server.logs.length;
      await fetch(new URL(address, server.url));
      const { path: wanted } = { path: new URL(address, server.url).pathname };
      const found = await server.logged((entry) => server.logs.indexOf(entry) >= from && entry.path === wanted);
      return [found.d1_queries ?? 0, found.d1_rows_read ?? 0];
    };
    const login = (server) => `/login?${new URL(authorizationRequest({ ...server.client, redirectUri: "http://localhost:8788/callback" }).url, server.url).searchParams}`;
    // The isolates have seen the client.
    for (const server of [plain, branded]) await fetch(new URL(login(server), server.url));
    assert.deepEqual(await line(branded, login(branded)), await line(plain, login(plain)));
    assert.deepEqual(await line(branded, "/"), [0, 0]);
    assert.deepEqual(await line(branded, "/style.css"), [0, 0]);
    await fetch(`${branded.url}/logo/${hash}`);
    assert.deepEqual(await line(branded, `/logo/${hash}`), [0, 0]);
  });
});

describe("/logo", () => {
  const get = (server, at, options) => fetch(`${server.url}/logo/${at}`, options);

  test("is the file as it was put there, which can be kept for good and does nothing", async () => {
    const response = await get(branded, hash);
    assert.equal(response.status, 200);
    assert.deepEqual(Buffer.from(await response.arrayBuffer()), readFileSync(LOGO));
    const headers = Object.fromEntries(response.headers);
    assert.equal(headers["content-type"], "image/png");
    assert.equal(headers["cache-control"], "public, max-age=31536000, immutable");
    assert.equal(headers["x-content-type-options"], "nosniff");
    assert.equal(headers["content-security-policy"], "default-src 'none'; frame-ancestors 'none'; sandbox");
    const head = await get(branded, hash, { method: "HEAD" });
    assert.deepEqual([head.status, (await head.arrayBuffer()).byteLength, head.headers.get("content-type")], [200, 0, "image/png"]);
  });

  test("is 404 for what is not there, and 405 for another method", async () => {
    for (const at of ["", "x", "a".repeat(43), "logo.png", `${hash}/`, hash.toLowerCase(), "..%2f..%2fetc"]) {
      assert.equal((await get(branded, at)).status, 404, at);
    }
    const post = await get(branded, hash, { method: "POST" });
    assert.deepEqual([post.status, post.headers.get("allow")], [405, "GET, HEAD"]);
    assert.equal((await get(plain, hash)).status, 404);
  });

  test("goes on without the database once it was shown", async () => {
    await get(branded, hash);
    await branded.db.prepare("DELETE FROM logos").run();
    assert.equal((await get(branded, hash)).status, 200);
    await putLogo({ BRAND: { logo: LOGO } }, folder, ["--persist-to", folder]);
  });
});

describe("a file that the settings name", () => {
  const named = async (name, content) => {
    await writeFile(path.join(folder, name), content);
    return { BRAND: { name: "Harbour", logo: name } };
  };

  test("becomes its hash", async () => {
    const values = await named("mine.png", readFileSync(LOGO));
    assert.deepEqual(withLogo(values, folder), { name: "Harbour", logo: hash });
    assert.equal(logoOf(values, folder), hash);
    assert.equal(await wrongLogo(values, folder), undefined);
    for (const none of [{}, { BRAND: {} }, { BRAND: "x" }, { BRAND: null }, { BRAND: { logo: 5 } }, { BRAND: { logo: hash } }]) {
      assert.equal(logoOf(none, folder), undefined);
      assert.equal(await wrongLogo(none, folder), undefined);
      assert.deepEqual(withLogo(none, folder), none.BRAND);
    }
  });

  for (const [name, content, says] of [
    ["script.svg", "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", /not a PNG or WebP file/],
    ["large.png", Buffer.alloc(64 * 1024 + 1), /larger than 64 kB/],
    ["empty.png", "", /not a PNG or WebP file/],
    ["more.png", Buffer.concat([readFileSync(LOGO), Buffer.from("<script>")]), /something comes after its end/],
    ["half.webp", readFileSync(WEBP).subarray(0, 900), /not whole/],
  ]) {
    test(`is refused: ${name}`, async () => {
      const values = await named(name, content);
      assert.match(await wrongLogo(values, folder), says);
      await assert.rejects(putLogo(values, folder, ["--persist-to", folder]), says);
    });
  }

  test("is missed", async () => {
    assert.equal(await wrongLogo({ BRAND: { logo: "none.png" } }, folder), "there is no file none.png beside the settings");
  });

  test("that nothing has needed for 90 days goes with the daily event, and that of an app or of the server does not", async () => {
    const { client_id: id } = await branded.admin("client", "add", "--name", "App", "--redirect-uri", "https://app.example/cb", "--logo", WEBP);
    await branded.db.batch([
      branded.db.prepare("UPDATE logos SET put_at = 1"),
      branded.db.prepare("INSERT INTO logos VALUES ('old', 'image/png', '', 1), ('young', 'image/png', '', unixepoch() - 89 * 86400)"),
    ]);
    await branded.scheduled("47 * * * *");
    assert.equal((await logos(branded)).length, 4);
    await branded.scheduled();
    const { logo } = await rowOf(branded, id);
    assert.deepEqual(await logos(branded), [hash, logo, "young"].sort());
    // The 90 days begin when the server has another logo.
    const since = await branded.db.prepare("SELECT put_at FROM logos WHERE hash = ?").bind(hash).first("put_at");
    assert.ok(Math.abs(since - Date.now() / 1000) < 60, `${since}`);
  });

  test("goes so from a server that has none of its own, too", async () => {
    await plain.db.prepare("INSERT INTO logos VALUES ('old', 'image/png', '', 1), ('young', 'image/png', '', unixepoch())").run();
    await plain.scheduled();
    assert.deepEqual(await logos(plain), ["young"]);
  });
});

describe("an app of the owner", () => {
  const LINKS = ["--client-uri", "https://site.example/", "--tos-uri", "https://law.example/terms", "--policy-uri", "https://law.example/policy"];
  const add = (...options) => branded.admin("client", "add", "--name", "App", "--redirect-uri", "https://app.example/cb", ...options);
  const asApp = ({ client_id: id, client_secret: secret }) => ({ id, secret, method: "client_secret_basic", redirectUri: "https://app.example/cb" });

  test("has its logo and its links on the login page and on the consent page", async () => {
    const client = asApp(await add("--logo", WEBP, ...LINKS));
    const { logo } = await rowOf(branded, client.id);
    const response = await fetch(`${branded.url}/logo/${logo}`);
    assert.equal(response.headers.get("content-type"), "image/webp");
    const { page: login } = await atLogin(branded, client);
    const { page: consent } = await atConsent(branded, client, await addUser(branded));
    assert.equal(consent.asksConsent, true);
    for (const { text } of [login, consent]) {
      assert.ok(text.includes(`<img src="/logo/${logo}" alt="">`), text);
      for (const [address, name] of [["https://site.example/", "The app’s website"], ["https://law.example/terms", "The app’s terms"], ["https://law.example/policy", "The app’s privacy policy"]]) {
        assert.ok(text.includes(`<a href="${address}" rel="noopener noreferrer">${name}</a>`), text);
      }
    }
  });

  test("can lose each of them, and is refused what is none", async () => {
    const { client_id: id } = await add("--logo", WEBP, ...LINKS);
    const shown = await branded.admin("client", "show", id);
    assert.deepEqual([shown.client_uri, shown.tos_uri, shown.policy_uri], ["https://site.example/", "https://law.example/terms", "https://law.example/policy"]);
    await branded.admin("client", "edit", id, "--clear", "logo", "tos-uri");
    const { logo, client_uri, tos_uri, policy_uri } = await rowOf(branded, id);
    assert.deepEqual([logo, client_uri, tos_uri, policy_uri], [null, "https://site.example/", null, "https://law.example/policy"]);
    await branded.admin("client", "edit", id, "--clear", "client-uri", "policy-uri");
    assert.equal((await rowOf(branded, id)).policy_uri, null);
    for (const [option, value, says] of [
      ["--client-uri", "http://site.example/", /--client-uri: it must be a URL that begins with https/],
      ["--tos-uri", "javascript:alert(1)", /--tos-uri/],
      ["--policy-uri", "https://a@b.example/", /--policy-uri/],
      ["--logo", path.join(root, "package.json"), /package\.json cannot be a logo: it is not a PNG or WebP file/],
      ["--logo", path.join(folder, "none"), /cannot be read \(ENOENT\)/],
    ]) {
      await assert.rejects(branded.admin("client", "edit", id, option, value), says);
    }
    assert.equal((await rowOf(branded, id)).logo, null);
  });

  test("is shown with them to people", async () => {
    const { client_id: id } = await add("--logo", WEBP, ...LINKS);
    const { stdout: text } = await told(folder, "client", "show", id);
    assert.match(text, /logo +\/logo\/[\w-]{43}\n/);
    assert.match(text, /client_uri "https:\/\/site\.example\/"/);
  });
});

describe("an app that nobody vouches for", () => {
  const here = "https://self.example";
  const elsewhere = "https://elsewhere.example";

  test("is told what it registered", async () => {
    const sent = { client_uri: here, logo_uri: `${elsewhere}/logo.png`, tos_uri: `${here}/terms`, policy_uri: `${here}/policy` };
    const answer = await registered(plain, sent);
    const read = (await manage(answer)).json;
    for (const [name, value] of Object.entries(sent)) assert.deepEqual([answer[name], read[name]], [value, value]);
    const { logo, logo_uri } = await rowOf(plain, answer.client_id);
    assert.deepEqual([logo, logo_uri], [null, `${elsewhere}/logo.png`]);
    const { registration_client_uri: _uri, registration_access_token: _token, ...metadata } = read;
    const replaced = (await manage(answer, "PUT", { ...metadata, tos_uri: undefined, logo: "x".repeat(43) })).json;
    assert.deepEqual([replaced.client_uri, replaced.tos_uri, replaced.logo], [here, undefined, undefined]);
  });

  test("has links to its own host only, and no logo", async () => {
    const client = asClient(await registered(plain, {
      client_uri: `${here}/?a=1&b="x"`.replaceAll('"', "%22"), tos_uri: `${elsewhere}/terms`, policy_uri: `${here}:8443/policy`, logo_uri: `${here}/logo.png`,
    }));
    const { page: login } = await atLogin(plain, client);
    const { page: consent } = await atConsent(plain, client, await addUser(plain));
    for (const { text, headers } of [login, consent]) {
      assert.ok(text.includes(`<a href="${here}/?a=1&#38;b=%22x%22" rel="noopener noreferrer">The app’s website</a>`), text);
      assert.doesNotMatch(text, /elsewhere\.example|8443|logo\.png|<img/);
      assert.doesNotMatch(headers.get("content-security-policy"), /self\.example/);
    }
  });

  test("has none where it returns to a machine or an app", async () => {
    for (const redirect of ["http://127.0.0.1/cb", "http://localhost/cb", "com.example.app:/cb"]) {
      const client = asClient(await registered(plain, {
        redirect_uris: [redirect], client_uri: "https://localhost/", tos_uri: "https://127.0.0.1/", policy_uri: "https://com.example.app/",
      }));
      const { page } = await atConsent(plain, client, await addUser(plain));
      assert.equal(page.asksConsent, true, page.text);
      assert.doesNotMatch(page.text, /The app’s/);
    }
  });
});

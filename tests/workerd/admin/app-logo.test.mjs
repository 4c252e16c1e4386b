// The logo of an app, which administrators set and remove on its page.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { administering, later } from "../kit/administrators.mjs";
import { Browser } from "../kit/browser.mjs";
import { addClient, registered, rowOf } from "../kit/clients.mjs";
import { assertChanges, BAD, eventsAbout, filled, hashOf, LARGEST, logoOf, PNG, png, WEBP } from "../kit/logos.mjs";
import { addPasskey, signInWith } from "../kit/passkeys.mjs";
import { addUser } from "../kit/people.mjs";
import { mark, serveWithClock } from "../kit/serve.mjs";
import { atLogin } from "../kit/steps.mjs";

const SET = "/admin/app/logo";
const REMOVE = "/admin/app/remove-logo";

let server;
before(async () => {
  server = await serveWithClock({ vars: { REGISTRATION: "open" } });
  server.urls ??= [server.url];
});
after(() => server?.dispose());

const pageOf = ({ id }) => `/admin/app?id=${id}`;
const stored = async () => (await server.db.prepare("SELECT hash FROM logos ORDER BY hash").all()).results.map((row) => row.hash);

/** Sends the form of the page with this file, as a browser does, and follows where it leads. */
function send(browser, page, file, { name = "logo.png", fields = {}, more = [], origin = server.url } = {}) {
  const { action, values } = page.formTo(SET);
  assert.ok(page.text.includes(`action="${action.replaceAll("&", "&#38;")}" enctype="multipart/form-data"`), page.text);
  const form = new FormData();
  for (const [key, value] of Object.entries({ ...values, ...fields })) if (key !== "logo" && value !== undefined) form.append(key, value);
  form.append("logo", new Blob([file], { type: "image/png" }), name);
  for (const [key, value, called] of more) form.append(key, ...(called ? [new Blob([value]), called] : [value]));
  return browser.open(action, { method: "POST", headers: { origin }, body: form });
}
const set = async (browser, app, file, options) => send(browser, await browser.open(pageOf(app)), file, options);

describe("the logo of an app", () => {
  test("is set, shown where people sign in, changed and removed; each is an event", async () => {
    const { browser, admin } = await administering(server);
    const app = await addClient(server, { name: "With a logo", clientUri: "https://app.example/" });
    const before = await rowOf(server, app.id);
    const empty = await browser.open(pageOf(app));
    assert.match(empty.text, /<input id="logo[^"]*" name="logo" type="file" accept="image\/png,image\/webp" required/);
    assert.throws(() => empty.formTo(REMOVE));

    for (const [file, type] of [[PNG, "image/png"], [WEBP, "image/webp"]]) {
      const done = await set(browser, app, file, { name: "<script>alert(1)</script>.png" });
      assert.deepEqual([done.status, new URL(done.url).pathname], [200, "/admin/app"]);
      const address = `/logo/${hashOf(file)}`;
      assert.ok(done.text.includes(`<img src="${address}" alt="">`), done.text);
      assert.ok(!done.text.includes("alert(1)"));
      const { page } = await atLogin(server, app);
      assert.ok(page.text.includes(`<img src="${address}" alt="">`), page.text);
      const sent = await fetch(server.url + address);
      assert.deepEqual(Buffer.from(await sent.arrayBuffer()), file);
      assert.equal(sent.headers.get("content-type"), type);
      assert.equal(sent.headers.get("x-content-type-options"), "nosniff");
      assert.equal(sent.headers.get("content-security-policy"), "default-src 'none'; frame-ancestors 'none'; sandbox");
    }
    const row = await rowOf(server, app.id);
    assert.deepEqual({ ...row, revision: 0 }, { ...before, revision: 0, logo: hashOf(WEBP) }, "nothing else changed");

    const removed = await browser.submitTo(await browser.open(pageOf(app)), REMOVE);
    assert.equal(removed.status, 200);
    assert.ok(!removed.text.includes("<img"));
    assert.equal(await logoOf(server, app), null);
    assertChanges(await eventsAbout(server, app), admin.id, [["", hashOf(PNG)], [hashOf(PNG), hashOf(WEBP)], [hashOf(WEBP), ""]]);
    assert.ok(!JSON.stringify(server.logs).includes("alert(1)"));
  });

  test("stays as it is, without an event, if it is set again", async () => {
    const { browser } = await administering(server);
    const app = await addClient(server);
    for (let i = 0; i < 2; i++) assert.equal((await set(browser, app, PNG)).status, 200);
    assert.equal(await logoOf(server, app), hashOf(PNG));
    assert.equal((await eventsAbout(server, app)).length, 1);
  });

  test("that it loses is gone at once, unless another app or the server itself has it", async () => {
    const [own, shared, alone] = [png(3, 3), png(3, 4), png(3, 5)];
    const branded = await serveWithClock({ vars: { BRAND: { logo: hashOf(own) } } });
    try {
      branded.urls ??= [branded.url];
      const { browser } = await administering(branded);
      const [app, other] = [await addClient(branded), await addClient(branded)];
      const set = async (to, file) => send(browser, await browser.open(pageOf(to)), file, { origin: branded.url });
      const kept = async () => {
        const { results } = await branded.db.prepare("SELECT hash FROM logos").all();
        return [own, shared, alone].map((file) => results.some(({ hash }) => hash === hashOf(file)));
      };
      await set(other, shared);
      for (const file of [own, shared, alone]) assert.equal((await set(app, file)).status, 200);
      assert.deepEqual(await kept(), [true, true, true]);
      await browser.submitTo(await browser.open(pageOf(app)), REMOVE);
      assert.deepEqual(await kept(), [true, true, false]);
      await browser.submitTo(await browser.open(pageOf(other)), "/admin/app/remove");
      assert.deepEqual(await kept(), [true, false, false]);
      // What nobody has is not served, except by isolates that have shown it.
      assert.equal((await fetch(`${branded.url}/logo/${hashOf(alone)}`)).status, 404);
    } finally {
      await branded.dispose();
    }
  });

  test("may be of 64 kB", async () => {
    const { browser } = await administering(server);
    const app = await addClient(server);
    const file = filled(LARGEST);
    assert.equal((await set(browser, app, file, { name: `${"name ".repeat(50)}.png` })).status, 200);
    assert.equal(await logoOf(server, app), hashOf(file));
  });

  test("costs few rows", async () => {
    const { browser } = await administering(server);
    const app = await addClient(server);
    for (const act of [(page) => send(browser, page, PNG), (page) => browser.submitTo(page, REMOVE)]) {
      const page = await browser.open(pageOf(app));
      const start = await mark(server);
      await act(page);
      const lines = server.logs.slice(start, await mark(server)).filter(({ event, method }) => event === "request" && method === "POST");
      assert.equal(lines.length, 1);
      const [{ d1_rows_read: read, d1_rows_written: written }] = lines;
      assert.ok(read <= 60 && written > 0 && written <= 20, `${read} read, ${written} written`);
    }
  });
});

describe("a file that is no logo is refused, and nothing is saved", () => {
  for (const [what, [file, words]] of Object.entries(BAD)) {
    test(`is told beside the field: ${what}`, async () => {
      const { browser } = await administering(server);
      const app = await addClient(server);
      await set(browser, app, PNG);
      const before = await stored();
      const page = await set(browser, app, file, file.length === 0 ? { name: "" } : {});
      assert.equal(page.status, 400);
      assert.match(page.text.match(/<strong class="wrong"><bdi>([^<]*)<\/bdi>/)[1], words);
      assert.match(page.text, /name="logo" type="file"[^>]* aria-invalid="true"/);
      assert.equal(await logoOf(server, app), hashOf(PNG));
      assert.deepEqual(await stored(), before);
      assert.equal((await eventsAbout(server, app)).length, 1);
      assert.equal((await send(browser, page, WEBP)).status, 200, "the form that is shown again is good");
      assert.equal(await logoOf(server, app), hashOf(WEBP));
    });
  }

  test("in the language of the page", async () => {
    const { browser } = await administering(server);
    const app = await addClient(server);
    for (const [language, words] of [["de", /Die Datei ist größer als 64 kB/], ["es", /más de 64 kB/], ["fr", /dépasse 64 ko/], ["ja", /64 kB を超えています/], ["he", /גדול מ־64 קילובייט/]]) {
      const page = await browser.open(pageOf(app), { headers: { "accept-language": language } });
      const { action, values } = page.formTo(SET);
      const form = new FormData();
      for (const name of ["token", "id"]) form.append(name, values[name]);
      form.append("logo", new Blob([filled(LARGEST + 1)]), "logo.png");
      const { text } = await browser.fetch(action, { method: "POST", headers: { origin: server.url, "accept-language": language }, body: form });
      assert.match(text, words);
    }
  });
});

describe("a form that does not count changes nothing", () => {
  let app, browser, page;
  before(async () => {
    ({ browser } = await administering(server));
    app = await addClient(server);
    page = await browser.open(pageOf(app));
  });
  const assertNothing = async () => {
    assert.equal(await logoOf(server, app), null);
    assert.ok(!(await stored()).includes(hashOf(FILE)));
  };
  const FILE = png(7, 7);

  test("without its token, or with that of another form", async () => {
    for (const token of [undefined, "", page.formTo("/admin/app/remove").values.token]) {
      assert.equal((await send(browser, page, FILE, { fields: { token } })).status, 409);
    }
    await assertNothing();
  });

  test("about another app", async () => {
    const other = await addClient(server);
    assert.equal((await send(browser, page, FILE, { fields: { id: other.id } })).status, 409);
    assert.equal(await logoOf(server, other), null);
    assert.equal((await send(browser, page, FILE, { fields: { id: "nothing-like-it" } })).status, 404);
    await assertNothing();
  });

  test("of another administrator, or from another site", async () => {
    const { browser: other } = await administering(server);
    assert.equal((await send(other, page, FILE)).status, 409);
    const { action, values } = page.formTo(SET);
    const form = new FormData();
    for (const name of ["token", "id"]) form.append(name, values[name]);
    form.append("logo", new Blob([FILE]), "logo.png");
    assert.equal((await browser.fetch(action, { method: "POST", headers: { origin: "https://other.example" }, body: form })).status, 403);
    await assertNothing();
  });

  test("of an ordinary user, of nobody, and of somebody who signed in a while ago", async () => {
    const user = await addUser(server);
    const ordinary = new Browser(server);
    await signInWith(ordinary, await ordinary.open("/admin"), await addPasskey(server, user));
    assert.equal((await send(ordinary, page, FILE)).status, 403);
    assert.equal(new URL((await send(new Browser(server), page, FILE)).url).pathname, "/login");
    const { browser: stale } = await administering(server);
    const form = await stale.open(pageOf(app));
    await later(server, 601);
    assert.equal(new URL((await send(stale, form, FILE)).url).pathname, "/login");
    const shown = await stale.open(pageOf(app));
    assert.throws(() => shown.formTo(SET), "the page does not offer it");
    await assertNothing();
    ({ browser } = await administering(server));
    page = await browser.open(pageOf(app));
  });

  test("on a page that is no longer true", async () => {
    const { browser: other } = await administering(server);
    const changed = await other.submitTo(await other.open(`/admin/app/change?id=${app.id}`), "/admin/app/edit", { fields: { name: "Changed meanwhile" } });
    assert.equal(changed.status, 200);
    const told = await send(browser, page, FILE);
    assert.equal(told.status, 409);
    assert.match(told.text, /Somebody else has changed the same thing/);
    await assertNothing();
    page = await browser.open(pageOf(app));
  });

  test("with two files, or a field that is there twice", async () => {
    for (const more of [[["logo", FILE, "other.png"]], [["logo", "text"]], [["id", app.id]], [["token", "x"]], [["unknown", "1"], ["unknown", "2"]]]) {
      const twice = await send(browser, page, FILE, { more });
      assert.equal(twice.status, 400);
      assert.match(twice.text, /a field was sent more than once/);
    }
    await assertNothing();
  });

  test("that is broken", async () => {
    const { values } = page.formTo(SET);
    const part = (name, value, head = "") => `--b\r\nContent-Disposition: form-data; name="${name}"${head}\r\n\r\n${value}\r\n`;
    const all = part("token", values.token) + part("id", values.id) + part("logo", "GIF89a", '; filename="a.gif"');
    const post = (body, type = "multipart/form-data; boundary=b") => browser.fetch(SET, { method: "POST", headers: { origin: server.url, "content-type": type }, body });
    const right = await post(`${all}--b--\r\n`);
    assert.match(right.text, /neither a PNG nor a WebP file/, "this is how it is sent");
    for (const body of ["", "--b", all, `${all}--b--\r\nmore`, `${all}--c--\r\n`, `x${all}--b--`, all.replaceAll("\r\n", "\n"), all.replaceAll("; name=", "; nom="), `${"--b\r\n".repeat(9000)}--b--`]) {
      assert.equal((await post(body)).status, 400, body.slice(0, 200));
    }
    for (const type of ["multipart/form-data", "multipart/form-data; boundary=", 'multipart/form-data; boundary="b', "multipart/form-data; boundary=b; boundary=b"]) {
      assert.equal((await post(`${all}--b--\r\n`, type)).status, 400, type);
    }
    for (const type of ["multipart/mixed; boundary=b", "text/plain", "image/png"]) assert.equal((await post(`${all}--b--\r\n`, type)).status, 415, type);
    await assertNothing();
  });

  test("for an app that came by itself, which has no such form", async () => {
    const { client_id: id } = await registered(server);
    const itself = await browser.open(pageOf({ id }));
    assert.equal(itself.status, 200);
    assert.throws(() => itself.formTo(SET));
    assert.equal((await send(browser, page, FILE, { fields: { id } })).status, 409);
    assert.equal(await logoOf(server, { id }), null);
  });
});

test("no other form is read as one with a file, or for longer than before", async () => {
  const { browser } = await administering(server);
  const app = await addClient(server);
  const form = new FormData();
  form.append("id", app.id);
  const post = (address, body, headers = {}) => browser.fetch(address, { method: "POST", headers: { origin: server.url, ...headers }, body });
  for (const [address, status] of [["/admin/app/edit", 415], ["/admin/app/remove-logo", 415], ["/login", 415], ["/token", 400]]) {
    assert.equal((await post(address, form)).status, status, address);
  }
  const long = new URLSearchParams({ id: app.id, name: "x".repeat(LARGEST) });
  assert.equal((await post("/admin/app/edit", long)).status, 413);
  const { status, text } = await new Browser(server).fetch(SET, { method: "POST", headers: { origin: server.url }, body: new URLSearchParams({ logo: "x".repeat(3_000_000) }) });
  assert.equal(status, 303, text);
});

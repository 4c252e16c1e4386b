// In which language people read: what the app asks for, what the browser prefers, or the setting.

import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";

import { Browser } from "../kit/browser.mjs";
import { addClient } from "../kit/clients.mjs";
import { languages } from "../kit/languages.mjs";
import { mailTo, setMood, somewhere } from "../kit/mail.mjs";
import { addUser } from "../kit/people.mjs";
import { serveAuthorizationServer } from "../kit/serve.mjs";
import { authorizationRequest, postAs } from "../kit/steps.mjs";

const API = "http://localhost:8789";
const RESOURCES = [{
  resource: API,
  name: { en: "Notes", de: "Notizen" },
  scopes: { "notes:read": { en: "Read your notes", de: "Ihre Notizen lesen" }, "notes:write": "Add notes in your name" },
}];

/** A browser that prefers these languages. */
class Reader extends Browser {
  constructor(server, prefers) {
    super(server);
    this.prefers = prefers;
  }

  fetch(address, request = {}) {
    return super.fetch(address, { ...request, headers: { "accept-language": this.prefers, ...request.headers } });
  }
}

const languageOf = (page) => /<html lang="([^"]+)" dir="ltr">/.exec(page.text)?.[1];

let server, client;
before(async () => {
  server = await serveAuthorizationServer({ seed: true, mail: true, vars: { RESOURCES } });
  client = await addClient(server, { scope: "openid profile notes:read notes:write" });
});
beforeEach(() => setMood(server));
after(() => server?.dispose());

describe("the login page is in", () => {
  const cases = [
    ["English, if nobody says anything", undefined, "*", "en"],
    ["what the browser prefers", undefined, "de-AT,de;q=0.9,en;q=0.8", "de"],
    ["English, if the browser prefers that", undefined, "en-GB,en;q=0.9,de;q=0.8", "en"],
    ["English, if the browser prefers only what is not there", undefined, "tlh, zh-Hant;q=0.5", "en"],
    ["what the app asks for, whatever the browser prefers", "de", "en", "de"],
    ["the first of what the app asks for that is there", "tlh de-CH en", "en", "de"],
    ["what the browser prefers, if nothing that the app asks for is there", "tlh x", "de", "de"],
    ["what the browser prefers, if the app asks for nothing at all", "", "de", "de"],
  ];
  for (const [name, asked, prefers, expected] of cases) {
    test(name, async () => {
      const { url } = authorizationRequest(client, { ui_locales: asked });
      const page = await new Reader(server, prefers).open(url);
      assert.equal(page.status, 200);
      assert.equal(page.asksToSignIn, true);
      assert.equal(languageOf(page), expected);
      assert.equal(page.text.includes("<h1>Anmelden</h1>"), expected === "de");
      assert.match(page.headers.get("cache-control"), /no-store/, "nobody else is shown it");
    });
  }

  test("what a pushed request asks for", async () => {
    const { params } = authorizationRequest(client, { ui_locales: "de" });
    const pushed = await postAs(server, client, "/par", Object.fromEntries(params));
    const { request_uri } = pushed.json;
    const page = await new Reader(server, "en").open(`/authorize?${new URLSearchParams({ client_id: client.id, request_uri })}`);
    assert.equal(languageOf(page), "de", page.text);
  });

  test("English, if a list without end is sent", async () => {
    const page = await new Reader(server, "x,".repeat(2000) + "de").open("/account");
    assert.equal(languageOf(page), "en");
  });
});

test("the pages that follow are in the language that the app asked for, with the owner's words in it", async () => {
  const user = await addUser(server);
  const browser = new Reader(server, "en");
  const { url } = authorizationRequest(client, { ui_locales: "de", scope: "profile notes:read notes:write" });
  const login = await browser.open(url);
  const again = await browser.submit(login, { username: user.username, password: "wrong" });
  assert.match(again.text, /Benutzername oder Passwort ist falsch/);
  const consent = await browser.signIn(again, user);
  assert.equal(languageOf(consent), "de");
  for (const words of ["<bdi>Notizen</bdi>", "Ihre Notizen lesen", "Add notes in your name", "Ihren Namen, Benutzernamen und Ihr Profil sehen"]) {
    assert.ok(consent.text.includes(words), words);
  }
  await browser.allow(consent);
  const apps = await browser.open("/account/apps");
  assert.equal(languageOf(apps), "en", "nobody asked here");
  assert.ok(apps.text.includes("Read your notes"));
  browser.prefers = "de";
  const german = await browser.open("/account/apps");
  assert.match(german.text, /Seit dem \d{1,2}\. (Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember) \d{4}/);
});

test("whoever cannot get in goes on in the language that the app asked for, and their mail is in it", async () => {
  const user = await addUser(server);
  const browser = new Reader(server, "en");
  const login = await browser.open(authorizationRequest(client, { ui_locales: "de" }).url);
  const [, lost] = /href="([^"]*\/recovery\/mail[^"]*)"/.exec(login.text);
  const page = await browser.open(lost.replaceAll("&#38;", "&"));
  assert.equal(languageOf(page), "de");
  await browser.submit(page, { username: user.username }, somewhere());
  assert.equal((await mailTo(server, user.email)).subject, "Zugang zu Ihrem Konto wiederherstellen");
  const plain = await new Reader(server, "de").open(authorizationRequest(client).url);
  assert.match(plain.text, /href="[^"]*\/recovery\/mail"/);
});

test("mail is in the language of the page where it was asked for", async () => {
  const user = await addUser(server);
  const browser = new Reader(server, "de");
  const page = await browser.open("/recovery/mail");
  const asked = await browser.submit(page, { username: user.username }, somewhere());
  assert.match(asked.text, /Sehen Sie in Ihr Postfach/);
  const mail = await mailTo(server, user.email);
  assert.equal(mail.subject, "Zugang zu Ihrem Konto wiederherstellen");
  assert.match(mail.html, /<html lang="de" dir="ltr">/);
});

test("the metadata names every language, and each has its pages", async () => {
  const metadata = await (await fetch(`${server.url}/.well-known/openid-configuration`)).json();
  assert.deepEqual(metadata.ui_locales_supported, languages);
  const titles = new Set();
  for (const language of languages) {
    const { url } = authorizationRequest(client, { ui_locales: language });
    const page = await new Browser(server).open(url);
    assert.match(page.text, new RegExp(`<html lang="${language}" dir="${language === "he" ? "rtl" : "ltr"}">`));
    titles.add(/<title>([^<]*)/.exec(page.text)[1]);
  }
  assert.equal(titles.size, languages.length);
});

describe("LANGUAGE", () => {
  let german;
  before(async () => {
    german = await serveAuthorizationServer({ mail: true, vars: { LANGUAGE: "de" } });
  });
  after(() => german?.dispose());

  test("counts if neither the app nor the browser names a language that is there", async () => {
    assert.equal(languageOf(await new Reader(german, "*").open("/")), "de");
    assert.equal(languageOf(await new Reader(german, "tlh").open("/")), "de");
    assert.equal(languageOf(await new Reader(german, "tlh,en;q=0.1").open("/")), "en");
  });

  test("is that of mail for which nobody asked in a browser", async () => {
    const email = "eingeladen@example.com";
    await german.admin("user", "invite", "--email", email, "--send");
    await german.scheduled("47 * * * *");
    const mail = await mailTo(german, email);
    assert.equal(mail.subject, "Sie sind eingeladen");
  });
});

describe("a language", () => {
  // The texts of the Worker with these names, changed.
  const withTexts = (texts) => (config) => {
    const named = Object.entries(texts).map(([name, contents]) => [`texts/${name}.txt`, { type: "text", contents }]);
    const modules = { ...config.manifest.modules, ...Object.fromEntries(named) };
    return { ...config, manifest: { ...config.manifest, modules } };
  };
  async function serving(texts, look) {
    const broken = await serveAuthorizationServer({ altered: withTexts(texts) });
    try {
      await look(broken);
    } finally {
      await broken.dispose();
    }
  }

  test("with a word too few is not used: people read English, and the log says so once", async () => {
    await serving({ de: "de\nltr\n" }, async (broken) => {
      const page = await new Reader(broken, "de").open("/");
      assert.equal(page.status, 200);
      assert.equal(languageOf(page), "en");
      await new Reader(broken, "de").open("/");
      await broken.logged((entry) => entry.event === "missing");
      assert.equal(broken.logs.filter(({ event }) => event === "missing").length, 1);
    });
  });

  test("is needed: without English, the server answers 503 and says why in the log", async () => {
    await serving({ en: "" }, async (broken) => {
      for (const path of ["/", "/login", "/token", "/style.css"]) {
        const answer = await fetch(`${broken.url}${path}`);
        assert.equal(answer.status, 503, path);
        assert.notEqual(await answer.text(), "");
      }
      const { reason } = await broken.logged((entry) => entry.event === "trouble" && entry.reason !== undefined);
      assert.match(reason, /the Worker has no words for its pages/);
    });
  });
});

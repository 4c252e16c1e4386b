// What must be true of the pages in every language, from left to right and from right to left: they are accessible and fit a small
// phone. And a name that somebody chose changes the order of nothing around it.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { about, addGroup, administering, putInto } from "../workerd/kit/administrators.mjs";
import { languages } from "../workerd/kit/languages.mjs";
import { addPasskey } from "../workerd/kit/passkeys.mjs";
import { addPerson, signIn } from "../workerd/kit/people.mjs";
import { turnOn } from "../workerd/kit/phone.mjs";
import { assertAccessible, assertFits } from "./sound.mjs";
import { authorizationUrl, openStage, strangers } from "./stage.mjs";

/** The width of a small phone, in CSS pixels. */
const SMALL = 320;
/** How many days of the overview have numbers. */
const DAYS = 40;
const CLAIM_SCOPES = JSON.stringify({ plan: { claims: ["plan", "seats"], words: "See your plan" } });

let stage, server, signedIn, user, stranger;
before(async () => {
  stage = await openStage({ CLAIM_SCOPES, SIGN_UP: "open" });
  server = { ...stage.server, user: stage.user };
  const { db } = server;
  signedIn = await administering(server);
  stranger = (await strangers(stage)).itself;
  user = await addPerson(server);
  const { browser } = await signIn(server, { user });
  await turnOn(server, browser);
  await addPasskey(server, user);
  await putInto(server, user, await addGroup(server, "staff"));
  await db.batch([
    db.prepare("UPDATE users SET unverified_email = 'another@example.com' WHERE id = ?").bind(user.id),
    db.prepare("INSERT INTO provider_accounts (account, provider, user_id, label, linked_at) VALUES ('at', 'gone', ?, 'ada@elsewhere.example', 0)").bind(user.id),
    db.prepare("INSERT OR IGNORE INTO grants (user_id, client_id, scope, granted_at) VALUES (?, ?, 'openid profile email', 0)").bind(signedIn.admin.id, stage.client.id),
    db.prepare(`WITH RECURSIVE n (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM n WHERE n < ?)
      INSERT INTO daily_totals (day, sign_ins, failures, refusals, accounts, apps)
      SELECT unixepoch() / 86400 - n, 123456, n, n % 3, n % 2, n % 2 FROM n WHERE true ON CONFLICT DO NOTHING`).bind(DAYS),
  ]);
  await server.scheduled("47 * * * *");
});
after(() => stage?.dispose());

/** Somebody who reads a language: a visitor, who is an administrator if they are `signedIn`. */
async function reader(locale, isSignedIn) {
  const visitor = await stage.visitor({ locale, viewport: { width: SMALL, height: 800 } });
  visitor.open = (path) => visitor.page.goto(new URL(path, server.url).href);
  if (isSignedIn) {
    const { hostname } = new URL(server.url);
    await visitor.context.addCookies([...signedIn.browser.cookies].map(([name, value]) => ({ name, value, domain: hostname, path: "/", secure: true, httpOnly: true })));
  }
  return visitor;
}

const ofStranger = () => authorizationUrl(stage, { client_id: stranger, redirect_uri: "http://localhost:1234/callback" });
/** Sends the form with this field. */
const send = (visitor, field) => visitor.leave(() => visitor.page.locator(`form:has(${field}) > button:not(.show)`).click());

/** The pages for whoever is not signed in, and how somebody gets there. */
const OUTSIDE = {
  home: (visitor) => visitor.open("/"),
  "the page that is not there": (visitor) => visitor.open("/nothing"),
  "the page about an app’s mistake": (visitor) => visitor.open(authorizationUrl(stage, { redirect_uri: "https://elsewhere.example/" })),
  "signing up": (visitor) => visitor.open(authorizationUrl(stage, { prompt: "create" })),
  "signing in to an app that nobody vouches for": (visitor) => visitor.open(ofStranger()),
  "signing in with a wrong password": async (visitor) => {
    await visitor.open(authorizationUrl(stage));
    await visitor.page.fill("#username", stage.user.username);
    await visitor.page.fill("#password", "wrong");
    await send(visitor, "#password");
  },
};

/** The pages for whoever is signed in, and an administrator. */
const INSIDE = {
  consent: (visitor) => visitor.open(authorizationUrl(stage)),
  "consent to an app that nobody vouches for": (visitor) => visitor.open(ofStranger()),
  profile: (visitor) => visitor.open("/account"),
  security: (visitor) => visitor.open("/account/security"),
  "the apps": (visitor) => visitor.open("/account/apps"),
  activity: (visitor) => visitor.open("/account/activity"),
  "the data": (visitor) => visitor.open("/account/data"),
  "setting up a second factor": (visitor) => visitor.open("/account/second-factor"),
  "signing out": (visitor) => visitor.open("/logout"),
  "the overview": async (visitor) => {
    await visitor.open("/admin");
    await visitor.page.locator("details:has(table) summary").click();
  },
  users: (visitor) => visitor.open("/admin/users"),
  "a user, after a mistake": async (visitor) => {
    await visitor.open(about(user));
    await visitor.page.fill("[name=claims]", "no claim");
    await send(visitor, "[name=claims]");
  },
  "how a user signs in": (visitor) => visitor.open(about(user, "/access")),
  "the groups of a user": (visitor) => visitor.open(about(user, "/groups")),
  invitations: (visitor) => visitor.open("/admin/invitations"),
  "a group": (visitor) => visitor.open("/admin/group?id=id-of-staff"),
  "the admin's apps": (visitor) => visitor.open("/admin/apps"),
  "an app": (visitor) => visitor.open(`/admin/app?id=${stage.client.id}`),
  "an app, after a mistake": async (visitor) => {
    await visitor.open(`/admin/app/change?id=${stage.client.id}`);
    await visitor.page.fill("[name=scope]", "nope");
    await send(visitor, "[name=scope]");
  },
  APIs: (visitor) => visitor.open("/admin/apis"),
  keys: (visitor) => visitor.open("/admin/keys"),
  events: (visitor) => visitor.open("/admin/events"),
  brand: (visitor) => visitor.open("/admin/brand"),
};

/** Those on which axe looks in every language, as they are made of everything of which pages are made. */
const LOOKED_AT = ["signing in with a wrong password", "consent to an app that nobody vouches for", "security", "the overview", "a user, after a mistake",
  "an app, after a mistake", "events", "brand"];

const isRightToLeft = (language) => language === "he";

for (const language of languages) {
  describe(`in ${language}, a page is accessible and fits a small phone:`, () => {
    for (const [pages, isSignedIn] of [[OUTSIDE, false], [INSIDE, true]]) {
      let visitor;
      before(async () => { visitor = await reader(language, isSignedIn); });
      after(() => visitor?.context.close());
      for (const [name, go] of Object.entries(pages)) {
        test(name, async () => {
          await go(visitor);
          const { page } = visitor;
          const facts = await page.evaluate(() => ({ lang: document.documentElement.lang, direction: getComputedStyle(document.body).direction }));
          assert.deepEqual(facts, { lang: language, direction: isRightToLeft(language) ? "rtl" : "ltr" });
          await assertFits(page, SMALL);
          if (LOOKED_AT.includes(name)) await assertAccessible(page, isRightToLeft(language) ? ["light", "dark"] : ["light"]);
          assert.deepEqual(visitor.complaints, []);
        });
      }
    }
  });
}

/** What people could call themselves and their apps: text that reverses what follows, in the other direction, and that ends with signs. */
const NAMES = ["\u202edekcart", "עדה (1)", "Ada (C++)"];
/** Where names are shown. */
const NAMING = {
  consent: (visitor) => visitor.open(authorizationUrl(stage)),
  "choosing an account": (visitor) => visitor.open(authorizationUrl(stage, { prompt: "select_account" })),
  "signing out": (visitor) => visitor.open(`/logout?client_id=${stage.client.id}`),
  "the apps": (visitor) => visitor.open("/account/apps"),
  "an app": (visitor) => visitor.open(`/admin/app?id=${stage.client.id}`),
  "a user": (visitor) => visitor.open(about(signedIn.admin, "/access")),
  users: (visitor) => visitor.open("/admin/users"),
  events: (visitor) => visitor.open("/admin/events"),
};

describe("a name changes the order of nothing around it", () => {
  const rename = (name) => server.db.batch([
    server.db.prepare("UPDATE clients SET name = ? WHERE id = ?").bind(name, stage.client.id),
    server.db.prepare("UPDATE users SET name = ? WHERE id = ?").bind(name, signedIn.admin.id),
  ]);
  after(() => rename("Notes"));

  for (const language of ["en", "he"]) {
    for (const name of NAMES) {
      test(`in ${language}: ${JSON.stringify(name)}`, async (t) => {
        await rename(name);
        const visitor = await reader(language, true);
        t.after(() => visitor.context.close());
        for (const [place, go] of Object.entries(NAMING)) {
          await go(visitor);
          const { page } = visitor;
          assert.ok((await page.content()).includes(name), `${place} shows it`);
          assert.deepEqual(await disorder(page, name), [], place);
        }
      });
    }
  }

  test("which would be noticed", async (t) => {
    for (const [language, name] of [["en", NAMES[0]], ["he", "\u202d123 abc"]]) {
      await rename(name);
      const visitor = await reader(language, true);
      t.after(() => visitor.context.close());
      await NAMING.consent(visitor);
      await visitor.page.evaluate(() => document.querySelectorAll("h1 bdi").forEach((it) => it.replaceWith(...it.childNodes)));
      assert.notDeepEqual(await disorder(visitor.page, name), [], language);
    }
  });
});

/**
 * The paragraphs of a page in which our own words are not in order: on each line, every letter must stand behind the one before it. A
 * name, which is in a `bdi` or between the marks of an isolate, counts as one letter.
 */
function disorder(page, name) {
  return page.evaluate((name) => {
    const rightToLeft = getComputedStyle(document.body).direction === "rtl";
    const ours = rightToLeft ? /[\u05d0-\u05ea]/ : /[a-z]/i;
    const place = (range) => [...range.getClientRects()].filter(({ width }) => width > 0);
    const wrong = [];
    for (const paragraph of document.querySelectorAll("main :is(h1, h2, p, li > strong, dt, dd, label, summary, button, .button)")) {
      if (!paragraph.checkVisibility()) continue;
      const letters = [];
      const texts = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
      while (texts.nextNode()) {
        const node = texts.currentNode;
        if (node.parentElement.closest(".unseen, select, textarea")) continue;
        const range = document.createRange();
        const isName = node.data === name && node.parentElement.closest("bdi");
        const parts = isName ? [node.data] : node.data.match(/\u2068[^\u2069]*\u2069|[^]/g) ?? [];
        let at = 0;
        for (const part of parts) {
          range.setStart(node, at);
          at += part.length;
          range.setEnd(node, at);
          if (part.length > 1 || ours.test(part)) letters.push(...place(range).slice(0, 1));
        }
      }
      const follows = (one, other) => {
        if (Math.abs(one.top + one.bottom - other.top - other.bottom) > one.height) return true;
        return rightToLeft ? other.right <= one.left + 1 : other.left >= one.right - 1;
      };
      if (letters.some((letter, index) => index > 0 && !follows(letters[index - 1], letter))) wrong.push(paragraph.outerHTML.slice(0, 200));
    }
    return wrong;
  }, name);
}

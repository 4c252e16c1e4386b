// A walk that stops at every page where people sign in, make an account, get back in, and look after their account,
// and at what these pages say when something is refused. What is looked for is up to the caller.

import { createHash, randomUUID } from "node:crypto";

import { URI } from "otpauth";

import { linkIn, mailsTo, setMood, until } from "../workerd/kit/mail.mjs";
import { addPasskey } from "../workerd/kit/passkeys.mjs";
import { addUser } from "../workerd/kit/people.mjs";
import { StandIn, internetOf, personAt, settingsOf } from "../workerd/kit/providers.mjs";
import { plugIn } from "./authenticator.mjs";
import { authorizationUrl, openStage } from "./stage.mjs";

/** In place of Turnstile's script, which puts a box of this size there, with a frame in it. */
const TURNSTILE = `
  for (const place of document.querySelectorAll(".cf-turnstile")) {
    const frame = document.createElement("iframe");
    Object.assign(frame, { src: "https://challenges.cloudflare.com/stand-in", width: 300, height: 65, title: "Check" });
    place.append(frame);
  }
`;
const PHRASE = "a phrase of my own, for once";
const LONG_NAME = "Donaudampfschifffahrtsgesellschaftskapitänsmützenfabrikantenwitwenrentenauszahlungsstellenleiterin";

/**
 * Goes through the pages and calls `look(name, visitor)` at each. `options` are those of Playwright's `newContext`.
 * A visitor has an authenticator that does nothing.
 */
export async function walkAccounts(look, options = {}) {
  await using started = new AsyncDisposableStack();
  const serve = async (vars, more, extra) => {
    const stage = await openStage(vars, more, extra);
    started.defer(stage.dispose);
    const come = async () => {
      const visitor = await stage.visitor(options);
      visitor.device = await plugIn(visitor.page, { present: false });
      return visitor;
    };
    return { stage, server: stage.server, come, look };
  };
  const usual = await serve({ SIGN_UP: "open" });
  await signingIn(usual);
  await joining(usual);
  await links(usual);
  await account(usual);
  await secondFactor(usual);
  await ends(usual);
  await withMail(await serve({ SIGN_UP: "open" }, {}, { mail: true }));
  await withoutPasswords(await serve({ PASSWORDS: "off" }));
  const work = new StandIn("work", "https://op.example");
  const { vars, secrets } = settingsOf(work);
  await elsewhere(await serve({ SIGN_UP: "open", ...vars }, secrets, { elsewhere: internetOf(work) }), work);
  const site = { TURNSTILE_SITE_KEY: "1x00000000000000000000AA" };
  await withTurnstile(await serve({ SIGN_UP: "open", ...site }, { TURNSTILE_SECRET: "1x0000000000000000000000000000000AA" }));
}

async function signingIn({ stage, server, come, look }) {
  const visitor = await come();
  const { page } = visitor;
  const user = await addUser({ ...server, user: stage.user });
  await page.goto(authorizationUrl(stage, { scope: "openid" }));
  await look("login", visitor);
  await visitor.signIn({ ...user, password: "wrong" });
  await look("login-wrong", visitor);
  await server.db.prepare("UPDATE users SET disabled_at = 1 WHERE id = ?").bind(user.id).run();
  await visitor.signIn(user);
  await look("login-disabled", visitor);
  await server.db.prepare("UPDATE users SET disabled_at = NULL WHERE id = ?").bind(user.id).run();
  await visitor.signIn({ ...user, password: "wrong" });
  await server.db.prepare("UPDATE attempts SET level = 1000").run();
  await visitor.signIn({ ...user, password: "wrong" });
  await look("login-too-many", visitor);
  await server.db.prepare("DELETE FROM attempts").run();
  await page.goto(authorizationUrl(stage, { scope: "openid" }));
  await visitor.signIn(user);
  await look("offer", visitor);
  await page.getByRole("button", { name: "Create a passkey" }).waitFor();
  await visitor.leave(() => page.getByRole("link", { name: "Not now" }).click());
  await look("consent", visitor);
}

async function joining({ stage, server, come, look }) {
  const visitor = await come();
  const { page } = visitor;
  await page.goto(authorizationUrl(stage, { scope: "openid", prompt: "create" }));
  await look("sign-up", visitor);
  await page.getByText("Use a password instead").click();
  await look("sign-up-password", visitor);
  await inPasswordForm(page, { Username: stage.user.username });
  await visitor.press("Continue with a password");
  await look("sign-up-taken", visitor);
  await page.goto(await put(server, "invitation", "/invitation"));
  await look("invitation", visitor);
  await page.goto(await put(server, "invitation", "/invitation", { email: "guest.with.a.long.name@mail.department.example.com" }));
  await look("invitation-email", visitor);
  await page.goto(await put(server, "setup", "/setup"));
  await look("setup", visitor);
}

/** With accounts at another provider. */
async function elsewhere({ stage, server, come: arrive, look }, work) {
  const visitor = await arrive();
  const { page } = visitor;
  const person = personAt({ email: `erin.with.a.long.name.${randomUUID()}@mail.department.example.com`, preferred_username: "erin" });
  await page.route("https://op.example/**", (route) => route.fulfill({ status: 303, headers: { location: work.signIn(route.request().url(), person) } }));
  const come = async () => {
    const isPage = (answer) => answer.url().startsWith(server.url) && answer.request().isNavigationRequest() && answer.status() !== 303;
    const [answer] = await Promise.all([page.waitForResponse(isPage), page.getByRole("button", { name: "Continue with The work" }).click()]);
    await page.waitForURL(answer.url());
    // The person went there, and no page of ours fetched anything.
    visitor.requests = visitor.requests.filter((url) => !url.startsWith(work.issuer));
  };
  await page.goto(authorizationUrl(stage, { scope: "openid" }));
  await look("login-elsewhere", visitor);
  await come();
  await look("join-elsewhere", visitor);
  work.instead.token = () => Response.json({ error: "invalid_grant" }, { status: 400 });
  await page.goto(authorizationUrl(stage, { scope: "openid" }));
  await come();
  await look("login-elsewhere-refused", visitor);
  delete work.instead.token;
  await come();
  await visitor.press("Create the account");
  await page.goto(`${server.url}/account/security`);
  await look("account-elsewhere", visitor);
  await page.goto(`${server.url}/login/provider/work?code=x&state=y`);
  await look("elsewhere-lost", visitor);
}

/** Fills in the form of whoever joins with a password. */
async function inPasswordForm(page, fields) {
  const form = page.locator("details form");
  for (const [label, text] of Object.entries(fields)) await form.getByLabel(label, { exact: true }).fill(text);
  await form.getByLabel("Password", { exact: true }).fill(PHRASE);
}

async function links({ stage, server, come, look }) {
  const visitor = await come();
  const { page } = visitor;
  const [user, other] = [await addUser({ ...server, user: stage.user }), await addUser({ ...server, user: stage.user })];
  for (const path of ["setup", "invitation", "recovery", "verify-email"]) {
    await page.goto(`${server.url}/${path}?link=used`);
    await look(`${path}-dead`, visitor);
  }
  await page.goto(await put(server, "recovery", "/recovery", { user: user.id }));
  await look("recovery", visitor);
  await server.db.prepare("UPDATE users SET disabled_at = 1 WHERE id = ?").bind(other.id).run();
  const disabled = await put(server, "recovery", "/recovery", { user: other.id });
  await page.goto(disabled);
  await look("recovery-disabled", visitor);
  await server.db.prepare("UPDATE users SET unverified_email = ? WHERE id = ?").bind("new@example.com", user.id).run();
  await page.goto(await put(server, "email_verification", "/verify-email", { user: user.id, email: "new@example.com" }));
  await look("verify", visitor);
  await visitor.press("Yes, both are mine");
  await look("verified", visitor);
  await server.db.prepare("UPDATE users SET unverified_email = ? WHERE id = ?").bind(other.email, user.id).run();
  await page.goto(await put(server, "email_verification", "/verify-email", { user: user.id, email: other.email }));
  await visitor.press("Yes, both are mine");
  await look("verify-taken", visitor);
  await server.db.prepare("INSERT INTO first_administrator SELECT 1, 1 WHERE NOT EXISTS (SELECT 1 FROM first_administrator)").run();
  await page.goto(await put(server, "setup", "/setup"));
  await look("setup-done", visitor);
}

async function account({ stage, server, come, look }) {
  const visitor = await come();
  const { page } = visitor;
  const user = await addUser({ ...server, user: stage.user });
  const { db } = server;
  await db.prepare("UPDATE users SET name = ? WHERE id = ?").bind(LONG_NAME, user.id).run();
  const open = (path) => page.goto(`${server.url}${path}`);
  await open("/account");
  await look("login-account", visitor);
  await enter(visitor, user);
  await look("account", visitor);
  for (const name of ["security", "apps"]) {
    await open(`/account/${name}`);
    await look(`account-${name}-empty`, visitor);
  }
  await addPasskey({ ...server, user }, user);
  for (const _ of [1, 2]) {
    const elsewhere = await come();
    await elsewhere.page.goto(`${server.url}/account`);
    await elsewhere.signIn({ ...user, password: "wrong" });
    await enter(elsewhere, user);
    await elsewhere.context.close();
  }
  await page.goto(authorizationUrl(stage));
  await visitor.press("Allow");
  await db.prepare("UPDATE clients SET allowed_groups = '[]' WHERE id = ?").bind(server.client.id).run();
  await page.goto(authorizationUrl(stage));
  await look("shut", visitor);
  await db.prepare("UPDATE clients SET allowed_groups = NULL WHERE id = ?").bind(server.client.id).run();
  for (const name of ["staff", "w".repeat(64)]) {
    await db.prepare("INSERT OR IGNORE INTO user_groups (id, name, created_at) VALUES (?, ?, 0)").bind(name, name).run();
    await db.prepare("INSERT INTO group_members VALUES (?, ?)").bind(user.id, name).run();
  }
  await db.prepare("UPDATE users SET unverified_email = ? WHERE id = ?").bind("new@example.com", user.id).run();
  for (const name of ["", "/security", "/apps", "/activity", "/data"]) {
    await open(`/account${name}`);
    for (const details of await page.locator("summary").all()) await details.click();
    await look(`account${name.replace("/", "-")}-full`, visitor);
  }
  await open("/account");
  await page.getByLabel("Username").fill(stage.user.username);
  await visitor.press("Save profile");
  await look("account-refused", visitor);
  await open("/account/passkey?for=/account/security");
  await page.getByRole("button", { name: "Create a passkey" }).waitFor();
  await look("account-passkey", visitor);
  await db.prepare("UPDATE sessions SET authenticated_at = authenticated_at - 700").run();
  await open("/account/security");
  await look("account-stale", visitor);
  await db.prepare("UPDATE sessions SET authenticated_at = authenticated_at + 700").run();
}

async function secondFactor({ stage, server, come, look }) {
  const visitor = await come();
  const { page } = visitor;
  const user = await addUser({ ...server, user: stage.user });
  const code = (text) => page.getByLabel("Code from your app").fill(text);
  await page.goto(`${server.url}/account/security`);
  await enter(visitor, user);
  await visitor.leave(() => page.getByRole("link", { name: "Turn on", exact: true }).click());
  await look("second-factor", visitor);
  const app = URI.parse(await page.getByRole("link", { name: "Open the app on this device" }).getAttribute("href"));
  await code("12345");
  await visitor.press("Turn on");
  await look("second-factor-wrong", visitor);
  await code(app.generate());
  await visitor.press("Turn on");
  await look("recovery-codes", visitor);
  const codes = await page.locator("code").allTextContents();
  await visitor.leave(() => page.getByRole("link", { name: "I have saved them" }).click());
  await look("account-security-second-factor", visitor);

  const other = await come();
  await other.page.goto(`${server.url}/account`);
  await other.signIn(user);
  await look("login-code", other);
  await other.page.getByLabel("Code from your app").fill("12345");
  await other.press("Continue");
  await look("login-code-wrong", other);
  await other.page.getByText("Use a recovery code").click();
  await look("login-recovery-code", other);
  await other.page.getByLabel("Recovery code").fill("abcd");
  await other.leave(() => other.page.locator("details").getByRole("button").click());
  await look("login-recovery-code-wrong", other);
  await other.page.getByLabel("Recovery code").fill(codes[0]);
  await other.leave(() => other.page.locator("details").getByRole("button").click());
  await look("recovery-code-used", other);

  const late = await come();
  await late.page.goto(`${server.url}/account`);
  await late.signIn(user);
  await server.db.prepare("INSERT INTO attempts (day, key, level, at) VALUES (unixepoch() / 86400, ?, 5, unixepoch())").bind(`code:${user.id}`).run();
  await late.page.getByLabel("Code from your app").fill("000000");
  await late.press("Continue");
  await look("login-code-too-many", late);
  await page.goto(await put(server, "recovery", "/recovery", { user: user.id }));
  await look("recovery-second-factor", visitor);
  await server.db.prepare("UPDATE one_time_links SET asks_second_factor = 1 WHERE user_id = ?").bind(user.id).run();
  await page.reload();
  await look("recovery-mailed", visitor);
  await page.getByText("Use a password instead").click();
  const form = page.locator("details form");
  await form.getByLabel("Code from your app, or a recovery code").fill("12345");
  await form.getByLabel("Password", { exact: true }).fill("seven quiet rivers at noon");
  await visitor.press("Continue with a password");
  await look("recovery-mailed-wrong", visitor);
}

async function ends({ stage, server, come, look }) {
  const visitor = await come();
  const { page } = visitor;
  const user = await addUser({ ...server, user: stage.user });
  await page.goto(`${server.url}/account/data`);
  await enter(visitor, user);
  await page.goto(`${server.url}/logout`);
  await look("logout", visitor);
  await visitor.press("Sign out");
  await look("signed-out", visitor);
  await page.goto(`${server.url}/account/data`);
  await enter(visitor, user);
  await page.getByLabel("Yes, delete my account for ever").check();
  await visitor.press("Delete my account");
  await look("account-deleted", visitor);
}

async function withoutPasswords({ stage, server, come, look }) {
  const visitor = await come();
  const { page } = visitor;
  await page.goto(authorizationUrl(stage, { scope: "openid" }));
  await look("login-passkey-only", visitor);
  await page.goto(authorizationUrl(stage, { scope: "openid", prompt: "create" }));
  await look("login-no-sign-up", visitor);
  await page.goto(`${server.url}/sign-up`);
  await look("sign-up-closed", visitor);
  await page.goto(await put(server, "invitation", "/invitation"));
  await look("invitation-passkey-only", visitor);
  await page.addInitScript(() => { delete globalThis.PublicKeyCredential; });
  await page.goto(await put(server, "invitation", "/invitation"));
  await look("invitation-unable", visitor);
  await page.goto(authorizationUrl(stage, { scope: "openid" }));
  await look("login-unable", visitor);
}

async function withMail({ stage, server, come, look }) {
  const visitor = await come();
  const { page } = visitor;
  const user = await addUser({ ...server, user: stage.user });
  await page.goto(authorizationUrl(stage, { scope: "openid" }));
  await look("login-mail", visitor);
  await visitor.leave(() => page.getByRole("link", { name: "Email me a code" }).click());
  await look("code", visitor);
  await page.getByLabel("Username or email").fill(user.username);
  await visitor.press("Email me a code");
  await look("code-sent", visitor);
  await page.getByLabel("Code from the email").fill("000 000");
  await visitor.press("Sign in");
  await look("code-wrong", visitor);
  await setMood(server, { fail: "E_DAILY_LIMIT_EXCEEDED" });
  await page.goto(`${server.url}/recovery/mail`);
  await look("recovery-mail", visitor);
  await page.getByLabel("Username or email").fill(user.username);
  await visitor.press("Send me a link");
  await look("recovery-mail-asked", visitor);
  await server.logged(({ event, code }) => event === "mail" && code === "E_DAILY_LIMIT_EXCEEDED");
  await setMood(server);
  await until(async () => (await server.db.prepare("SELECT code FROM mail_trouble").first()) ?? undefined, "trouble");
  await page.goto(`${server.url}/recovery/mail`);
  await look("recovery-mail-trouble", visitor);
  await server.db.prepare("UPDATE attempts SET level = 1000").run();
  await page.getByLabel("Username or email").fill(user.username);
  await visitor.press("Send me a link");
  await look("mail-too-many", visitor);
  await server.db.prepare("DELETE FROM attempts").run();
  await page.goto(`${server.url}/login?for=/account`);
  await visitor.signIn(user);
  const mails = await until(async () => {
    const found = await mailsTo(server, user.email);
    return found.some(({ subject }) => /new browser/.test(subject)) ? found : undefined;
  }, "a notice");
  const notice = linkIn(mails.find(({ subject }) => /new browser/.test(subject)));
  await page.goto(notice);
  await look("not-me", visitor);
  await page.goto(`${notice}x`);
  await look("not-me-dead", visitor);
}

async function withTurnstile({ server, come, look }) {
  const visitor = await come();
  const { page, context } = visitor;
  await context.route("https://challenges.cloudflare.com/**", (route) =>
    route.request().url().endsWith(".js")
      ? route.fulfill({ contentType: "text/javascript", body: TURNSTILE })
      : route.fulfill({ contentType: "text/html", body: "<!doctype html><html lang=en><title>Check</title><main><h1>Check</h1></main>" }));
  await page.goto(`${server.url}/sign-up`);
  await look("sign-up-turnstile", visitor);
}

/** Signs in with a password, and makes no passkey where one is offered. */
async function enter(visitor, user) {
  await visitor.signIn(user);
  const no = visitor.page.getByRole("link", { name: "Not now" });
  if (await no.count()) await visitor.leave(() => no.click());
}

/** Puts a link into the database, and gives its address. */
async function put({ db, url }, purpose, path, { user = null, email = null } = {}) {
  const secret = randomUUID();
  await db
    .prepare("INSERT INTO one_time_links (hash, purpose, user_id, email, uses_left, expires_at, created_at) VALUES (?, ?, ?, ?, 1, unixepoch() + 3600, unixepoch())")
    .bind(createHash("sha256").update(secret).digest("base64url"), purpose, user, email)
    .run();
  return `${url}${path}?link=${secret}`;
}

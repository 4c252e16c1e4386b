// A walk that stops at every page a person can come to. What is looked for is up to the caller.

import { authorizationUrl, strangers } from "./stage.mjs";

/** 100 characters and nowhere to break a line. */
const LONG_WORD = "Donaudampfschifffahrtsgesellschaftskapitänsmützenfabrikantenwitwenrentenauszahlungsstellenleiterinnen".slice(0, 100);

/** Goes through the pages and calls `look(name)` at each. The visitor must be new. */
export async function walk(stage, visitor, look) {
  await authorizationServer(stage, visitor, look);
  await webApp(stage, visitor, look);
  await longWords(stage, visitor, look);
  await accounts(stage, visitor, look);
}

async function authorizationServer(stage, visitor, look) {
  const { page } = visitor;
  await page.goto(stage.server.url);
  await look("server-home");
  await page.goto(`${stage.server.url}/nothing`);
  await look("server-404");
  await page.goto(`${stage.server.url}/consent`);
  await look("server-405");
  await page.goto(authorizationUrl(stage, { client_id: "nobody" }));
  await look("server-400");
  await page.goto(authorizationUrl(stage, { redirect_uri: `https://elsewhere.example/${"x".repeat(300)}` }));
  await look("server-400-developer");
  await page.goto(authorizationUrl(stage));
  await look("server-login");
  await visitor.signIn({ username: stage.user.username, password: "wrong" });
  await look("server-login-error");
  await visitor.signIn();
  await look("server-consent");
  await page.locator("input[name=token]").evaluate((input) => { input.value = "of-someone-else"; });
  await visitor.press("Allow");
  await look("server-403");
  for (const [kind, client_id] of Object.entries(await strangers(stage))) {
    await page.goto(authorizationUrl(stage, { client_id }));
    await look(`server-consent-stranger-${kind}`);
    await page.goto(authorizationUrl(stage, { client_id, response_type: "token" }));
    await look(`server-400-stranger-${kind}`);
  }
  await page.goto(authorizationUrl(stage, { client_id: "https://localhost/client" }));
  await look("server-400-document");
}

async function webApp(stage, visitor, look) {
  const { page } = visitor;
  await page.goto(stage.app.url);
  await look("app-welcome");
  await page.goto(`${stage.app.url}/nothing`);
  await look("app-404");
  await page.goto(`${stage.app.url}/callback?state=unknown&code=x&iss=${encodeURIComponent(stage.server.url)}`);
  await look("app-not-begun");
  await visitor.begin();
  await visitor.press("Deny");
  await look("app-denied");
  await visitor.press("Try again");
  await visitor.press("Allow");
  await look("app-no-notes");
  for (const text of ["Water the plants", "A poem\n  with indented lines\nand <markup>", LONG_WORD]) {
    await page.getByLabel("New note").fill(text);
    await visitor.press("Add note");
  }
  await look("app-notes");
  await page.getByLabel("New note").fill(" ");
  await visitor.press("Add note");
  await look("app-draft-error");
  await page.goto(stage.app.url);
  await visitor.press("Refresh");
  await look("app-refreshed");
  await stage.server.db.prepare("DELETE FROM token_families").run();
  await visitor.press("Refresh");
  await look("app-ended");
}

async function longWords(stage, visitor, look) {
  const { page } = visitor;
  const { db } = stage.server;
  const rename = (client, user) => db.batch([
    db.prepare("UPDATE clients SET name = ? WHERE id = ?").bind(client, stage.client.id),
    db.prepare("UPDATE users SET name = ? WHERE username = ?").bind(user, stage.user.username),
    db.prepare("DELETE FROM grants"),
  ]);
  await rename(LONG_WORD, LONG_WORD.toLowerCase());
  await page.goto(authorizationUrl(stage));
  await look("server-consent-long");
  await visitor.leave(() => page.getByRole("link", { name: /another account/ }).click());
  await look("server-login-long");
  await visitor.begin();
  await visitor.press("Allow");
  await look("app-long");
  await rename("Notes", "Demo Person");
}

async function accounts(stage, visitor, look) {
  const { page } = visitor;
  await stage.server.db
    .prepare(`INSERT INTO users (id, username, email, name, password_hash, created_at)
      SELECT 'long-id', ?, 'long@example.com', ?, password_hash, 0 FROM users WHERE username = ?`)
    .bind(LONG_WORD.slice(0, 64), LONG_WORD, stage.user.username)
    .run();
  await page.goto(authorizationUrl(stage).replace("/authorize", "/login"));
  await visitor.signIn({ ...stage.user, username: "long@example.com" });
  await page.goto(authorizationUrl(stage, { prompt: "select_account" }));
  await look("server-select-account");
  await page.goto(`${stage.server.url}/logout`);
  await look("server-logout");
  await visitor.press("Stay signed in");
  await look("server-still-signed-in");
  await page.goto(`${stage.server.url}/logout?client_id=${stage.client.id}`);
  await look("server-logout-for-client");
  await visitor.press("Sign out");
  await look("server-signed-out");
  await page.goto(`${stage.server.url}/logout?id_token_hint=x`);
  await look("server-signed-out-broken");
}

// Administrators: a user who may look after others, signed in with a passkey.

import { Browser } from "./browser.mjs";
import { addPasskey, signInWith } from "./passkeys.mjs";
import { addUser } from "./people.mjs";

/** A user who is an administrator and has a passkey: {id, username, …, passkey}. */
export async function addAdministrator(server) {
  const user = await addUser(server);
  await server.db.prepare("UPDATE users SET administrator = 1 WHERE id = ?").bind(user.id).run();
  return { ...user, passkey: await addPasskey(server, user) };
}

/** A browser in which an administrator signed in a moment ago: {browser, admin}. */
export async function administering(server, admin) {
  admin ??= await addAdministrator(server);
  const browser = new Browser(server);
  await signInWith(browser, await browser.open("/admin"), admin.passkey);
  return { browser, admin };
}

/** As if everybody who is signed in had done so so many seconds before. */
export async function later(server, seconds) {
  await server.db.prepare("UPDATE sessions SET authenticated_at = authenticated_at - ?").bind(seconds).run();
}

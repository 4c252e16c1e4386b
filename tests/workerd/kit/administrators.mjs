// Administrators: a user who may look after others, signed in with a passkey.

import { Browser } from "./browser.mjs";
import { addPasskey, signInWith } from "./passkeys.mjs";
import { addUser } from "./people.mjs";
import { mark } from "./serve.mjs";

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

/** The pages about a user: `""`, `"/access"` or `"/groups"`. */
export const about = (user, page = "") => `/admin/user${page}?id=${user.id}`;

/** What administrators did about a user, in order: {kind, actor, details}. */
export async function eventsAbout(server, user) {
  await mark(server);
  const events = server.db.prepare("SELECT kind, actor, details FROM events WHERE user_id = ? AND actor IS NOT NULL ORDER BY id");
  const { results } = await events.bind(user.id).all();
  return results.map((it) => ({ ...it, details: JSON.parse(it.details) }));
}

/** A group of this name: its id. */
export async function addGroup(server, name, { claims = {} } = {}) {
  const id = `id-of-${name}`;
  await server.db.prepare("INSERT INTO user_groups (id, name, claims, created_at) VALUES (?, ?, ?, 0)").bind(id, name, JSON.stringify(claims)).run();
  return id;
}

/** Puts a user into the group with this id. */
export async function putInto(server, user, group) {
  await server.db.prepare("INSERT INTO group_members (user_id, group_id) VALUES (?, ?)").bind(user.id, group).run();
}

/** The link that a page shows once. */
export const linkShown = (page) => page.text.match(/<p class="once"><code>([^<]+)<\/code>/)[1].replaceAll("&#38;", "&");

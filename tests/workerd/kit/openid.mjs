// A person with every standard claim, and what a client may ask about them: shared by the tests with
// OpenID Connect clients that are not ours, here and in tests/interop.

import assert from "node:assert/strict";
import { createServer } from "node:http";

import { addUser, approve } from "./steps.mjs";

/** What ID tokens can be signed with. */
export const ALGORITHMS = ["ES256", "RS256", "EdDSA"];

/** Every scope that OpenID Connect Core defines (sections 5.4 and 11). */
export const SCOPE = "openid profile email address phone offline_access";

/** OpenID Connect Core section 5.1, without what addUser makes up by itself. */
const CLAIMS = {
  given_name: "Zoë",
  family_name: "Person",
  middle_name: "Q.",
  nickname: "zo",
  profile: "https://people.example/zoe",
  picture: "https://people.example/zoe.png",
  website: "https://zoe.example/",
  gender: "female",
  birthdate: "1990-02-28",
  zoneinfo: "Europe/Amsterdam",
  locale: "en-GB",
  updated_at: 1_700_000_000,
  email_verified: true,
  phone_number: "+31 20 555 0100",
  phone_number_verified: false,
  address: { formatted: "1 Main Street\nAmsterdam", locality: "Amsterdam", country: "NL" },
};

/** Adds a person of whom everything is known: {id, username, email, password, claims}, `claims` without `sub`. */
export async function addPerson(server) {
  const user = await addUser(server);
  await server.db.prepare("UPDATE users SET claims = ? WHERE id = ?").bind(JSON.stringify(CLAIMS), user.id).run();
  const claims = { name: "Test Person", preferred_username: user.username, email: user.email, ...CLAIMS };
  return { ...user, claims };
}

/** Opens an address of the server, says yes to whatever is asked, and gives where it leads: a URL. */
export async function visit(browser, url, user) {
  return new URL((await approve(browser, { url }, user)).location);
}

/** Whether this browser is still signed in: without a word to the person, there is a code or `login_required`. */
export async function isSignedIn(browser, url) {
  const silent = new URL(url);
  silent.searchParams.set("prompt", "none");
  const answer = (await browser.open(silent)).answer;
  assert.ok(answer.has("code") || answer.get("error") === "login_required", `${answer}`);
  return answer.has("code");
}

/** An application on this machine, which answers as node:http has it: {url, dispose}. */
export async function serveApp(answer) {
  const app = createServer(answer);
  await new Promise((listening) => app.listen(0, "localhost", listening));
  return {
    url: `http://localhost:${app.address().port}`,
    dispose() {
      app.closeAllConnections();
      app.close();
    },
  };
}

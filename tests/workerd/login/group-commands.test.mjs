// `npm run group`, and what the commands for users and clients say of groups and of own claims.

import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";

import { Browser } from "../kit/browser.mjs";
import { addUser } from "../kit/people.mjs";
import { serveAuthorizationServer } from "../kit/serve.mjs";

let server, folder;
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "edgegrant-groups-"));
  server = await serveAuthorizationServer({ seed: true, persist: folder });
});
after(async () => {
  await server?.dispose();
  await rm(folder, { recursive: true, force: true });
});

const group = (...args) => server.admin("group", ...args);
const fails = (words, ...args) => assert.rejects(server.admin(...args), words);
const groupsOf = async (user) => (await server.admin("user", "show", user.username)).groups;
const shownTo = async (id) => (await server.admin("client", "show", id)).groups;

test("a group is made, shown, renamed and removed, and users are in it; a client stays limited to one that is gone", async () => {
  const user = await addUser(server);
  assert.deepEqual(await group("add", "ops"), { name: "ops", claims: {} });
  await fails(/already a group "OPS"/, "group", "add", "OPS");
  await fails(/cannot be a group: the name of a group is/, "group", "add", "a,b");
  await fails(/There is no group "nowhere"/, "group", "add-user", "nowhere", user.username);
  await fails(/There is no user "nobody"/, "group", "add-user", "ops", "nobody");
  await group("add-user", "ops", user.username);
  const added = await server.admin("client", "add", "--name", "Tool", "--redirect-uri", "https://tool.example/cb", "--group", "ops");
  await group("rename", "ops", "operations");
  assert.deepEqual(await shownTo(added.client_id), ["operations"]);
  const { name, users, clients } = await group("show", "operations");
  assert.deepEqual([name, users.map(({ username }) => username), clients], ["operations", [user.username], [added.client_id]]);
  await fails(/is not in "operations"/, "group", "remove-user", "operations", server.user.username);
  assert.deepEqual(await group("remove", "operations"), { removed: "operations", clients: [added.client_id] });
  assert.deepEqual(await shownTo(added.client_id), [], "it is for nobody now");
  await server.admin("client", "edit", added.client_id, "--clear", "group");
  assert.equal(await shownTo(added.client_id), null);
  assert.deepEqual(await groupsOf(user), []);
});

test("administrators are a group that is always there, that the owner alone fills, and in which one stays", async () => {
  const [user, other] = [await addUser(server), await addUser(server)];
  await fails(/is always there, and keeps its name/, "group", "rename", "administrators", "root");
  await fails(/is always there, and cannot be removed/, "group", "remove", "administrators");
  await fails(/already a group "Administrators"/, "group", "add", "Administrators");
  await fails(/An invitation cannot make an administrator/, "user", "invite", "--group", "administrators");
  await group("add-user", "administrators", user.username);
  assert.equal((await server.admin("user", "show", user.username)).administrator, true);
  await fails(/last administrator/, "group", "remove-user", "administrators", user.username);
  await server.admin("user", "administrator", other.username);
  assert.deepEqual(await groupsOf(other), ["administrators"]);
  await group("remove-user", "administrators", user.username);
  assert.deepEqual(await groupsOf(user), []);
});

test("an invitation leads into its groups", async () => {
  await group("add", "invited");
  const { link } = await server.admin("user", "invite", "--group", "invited");
  const { pathname, search } = new URL(link);
  assert.equal((await new Browser(server).open(pathname + search)).status, 200);
  const stored = await server.db.prepare("SELECT group_ids FROM one_time_links WHERE group_ids IS NOT NULL").first();
  const { id } = await server.db.prepare("SELECT id FROM user_groups WHERE name = 'invited'").first();
  assert.deepEqual(JSON.parse(stored.group_ids), [id]);
  await fails(/There is no group "nowhere"/, "user", "invite", "--group", "nowhere");
});

test("claims that the settings do not define, or that mean something already, are refused", async () => {
  const edit = (claim) => ["user", "edit", server.user.username, "--claim", claim];
  await fails(/"plan" is not a claim that can be set here.*CLAIM_SCOPES defines none of your own/s, ...edit("plan=pro"));
  for (const taken of ["sub", "acr", "iss"]) await fails(/not a claim that can be set here/, ...edit(`${taken}=x`));
  await fails(/groups cannot be set as a claim/, ...edit("groups=[\"administrators\"]"));
  await fails(/"plan" is not a claim that can be set here/, "group", "add", "paying", "--claim", "plan=gold");
});

// What a directory cannot do.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, test } from "node:test";

import { about, addGroup, administering, putInto } from "../kit/administrators.mjs";
import { addUser } from "../kit/people.mjs";
import { mark, serveWithClock } from "../kit/serve.mjs";
import { PATCH, USER, ask, directory, membersOf, rowOf } from "./directory.mjs";

let server, own, other;
before(async () => {
  server = await serveWithClock({ vars: { SCIM: "on" } });
  [own, other] = [await directory(server), await directory(server)];
});
after(() => server?.dispose());

const refused = ({ status, body }, wanted, kind) => {
  assert.deepEqual([status, body.status, body.scimType], [wanted, `${wanted}`, kind], JSON.stringify(body));
  assert.deepEqual(body.schemas, ["urn:ietf:params:scim:api:messages:2.0:Error"]);
};

describe("who asks", () => {
  test("a missing, wrong, expired or removed token is 401, and a wrong one reads and writes no row", async () => {
    const expired = await directory(server, { lasts: -1 });
    const removed = await directory(server);
    await server.db.prepare("DELETE FROM directory_tokens WHERE hash = ?").bind(removed.hash).run();
    const start = await mark(server);
    for (const token of [undefined, "", "wrong", expired.token, removed.token, own.hash]) {
      const answer = await ask(server, token, "GET", "/Users");
      refused(answer, 401, undefined);
      assert.match(answer.headers.get("www-authenticate"), /^Bearer/);
    }
    const lines = server.logs.slice(start, await mark(server)).filter(({ path }) => path === "/scim/v2/Users");
    assert.equal(lines.length, 6);
    for (const line of lines) assert.ok((line.d1_rows_read ?? 0) <= 2 && (line.d1_rows_written ?? 0) === 0, JSON.stringify(line));
  });

  test("a token in the query or in a form is none", async () => {
    refused(await ask(server, undefined, "GET", `/Users?access_token=${own.token}`), 401, undefined);
  });

  test("where SCIM is off, nothing is there", async () => {
    const off = await serveWithClock();
    try {
      const { token } = await directory(off);
      const unknown = await ask(off, token, "GET", "/nothing");
      for (const path of ["/Users", "/Groups", "/ServiceProviderConfig"]) {
        const answer = await ask(off, token, "GET", path);
        assert.equal(answer.status, 404);
        assert.equal(answer.headers.get("content-type"), unknown.headers.get("content-type"));
      }
    } finally {
      await off.dispose();
    }
  });

  test("the day on which a token was used is noted once", async () => {
    const { call, hash } = await directory(server);
    const used = () => server.db.prepare("SELECT used_on FROM directory_tokens WHERE hash = ?").bind(hash).first("used_on");
    assert.equal(await used(), null);
    await call("GET", "/Schemas");
    assert.equal(await used(), Math.floor(server.now() / 86400));
    const start = await mark(server);
    await call("GET", "/Schemas");
    const line = server.logs.slice(start, await mark(server)).find(({ path }) => path === "/scim/v2/Schemas");
    assert.equal(line.d1_rows_written ?? 0, 0);
  });

  test("more than fifteen requests a second are too many", async () => {
    const limited = await serveWithClock({ vars: { SCIM: "on" }, limited: true });
    try {
      const { call, token } = await directory(limited);
      // They may fall into two spans.
      const answers = await Promise.all(Array.from({ length: 140 }, () => call("GET", "/Schemas/none")));
      const late = answers.find(({ status }) => status === 429);
      assert.equal(late.headers.get("retry-after"), "60");
      const wrong = await Promise.all(Array.from({ length: 130 }, () => ask(limited, `${token}x`, "GET", "/Users")));
      assert.ok(wrong.some(({ status }) => status === 429), "nor may anybody try tokens so often");
    } finally {
      await limited.dispose();
    }
  });
});

describe("whom it reaches", () => {
  test("users of the owner and of other directories are not there", async () => {
    const owners = await addUser(server);
    const theirs = await other.addUser();
    for (const { id } of [owners, theirs]) {
      refused(await own.call("GET", `/Users/${id}`), 404);
      refused(await own.call("PUT", `/Users/${id}`, { schemas: [USER], userName: "x@example.com" }), 404);
      refused(await own.patch(`/Users/${id}`, { op: "replace", path: "active", value: false }), 404);
      refused(await own.call("DELETE", `/Users/${id}`), 404);
      assert.equal((await own.call("GET", `/Users?filter=id%20eq%20%22${id}%22`)).body.totalResults, 0);
      assert.equal((await rowOf(server, id)).disabled_at, null);
    }
    for (const name of [owners.username, owners.email, theirs.userName]) {
      for (const attribute of ["userName", "emails.value", "externalId"]) {
        const filter = encodeURIComponent(`${attribute} eq "${name}"`);
        assert.equal((await own.call("GET", `/Users?filter=${filter}`)).body.totalResults, 0);
      }
    }
  });

  test("a username or an address that somebody has is taken, in any spelling", async () => {
    const owners = await addUser(server);
    for (const body of [
      { userName: owners.username.toUpperCase() }, { userName: owners.email.toUpperCase() },
      { userName: randomUUID(), emails: [{ value: owners.email }] },
      { userName: owners.email, emails: [{ value: `${randomUUID()}@example.com` }] },
    ]) refused(await own.call("POST", "/Users", { schemas: [USER], ...body }), 409, "uniqueness");
    const mine = await own.addUser();
    refused(await own.patch(`/Users/${mine.id}`, { op: "replace", value: { emails: [{ value: owners.email }], active: false } }), 409, "uniqueness");
    const row = await rowOf(server, mine.id);
    assert.deepEqual([row.email, row.disabled_at], [mine.userName, null], "nothing of it was done");
  });

  test("a change to a username or an address that somebody else has, even an administrator, changes nothing", async () => {
    const [owners, admin] = [await addUser(server), await addUser(server)];
    await server.db.prepare("UPDATE users SET administrator = 1 WHERE id = ?").bind(admin.id).run();
    const mine = await own.addUser();
    const before = await rowOf(server, mine.id);
    const elsewhere = { emails: [{ value: `${randomUUID()}@example.com`, primary: true }] };
    for (const { username, email } of [owners, admin]) {
      for (const change of [
        { userName: username.toUpperCase() }, { userName: email.toUpperCase() }, { userName: email, ...elsewhere }, { emails: [{ value: email }] },
      ]) {
        const path = `/Users/${mine.id}`;
        refused(await own.patch(path, { op: "replace", value: { ...change, active: false } }), 409, "uniqueness");
        refused(await own.call("PUT", path, { schemas: [USER], userName: mine.userName, ...change, active: false }), 409, "uniqueness");
      }
    }
    assert.deepEqual(await rowOf(server, mine.id), before);
    // A user keeps a name that they already have, even if it is by now the address of a new account.
    const known = await own.addUser(undefined, elsewhere);
    await server.db.prepare("UPDATE users SET email = ?1, email_folded = ?1 WHERE id = ?2").bind(known.userName, owners.id).run();
    assert.equal((await own.patch(`/Users/${known.id}`, { op: "replace", path: "displayName", value: "New" })).status, 200);
  });

  test("an administrator is read, and not changed; nobody becomes one", async () => {
    const user = await own.addUser();
    const group = await own.addGroup(undefined, [user]);
    await server.db.prepare("UPDATE users SET administrator = 1 WHERE id = ?").bind(user.id).run();
    assert.equal((await own.call("GET", `/Users/${user.id}`)).status, 200);
    refused(await own.patch(`/Users/${user.id}`, { op: "replace", path: "active", value: false }), 403);
    refused(await own.call("PUT", `/Users/${user.id}`, { ...user, active: false }), 403);
    refused(await own.call("DELETE", `/Users/${user.id}`), 403);
    assert.equal((await rowOf(server, user.id)).disabled_at, null);
    assert.equal((await own.patch(`/Groups/${group.id}`, { op: "remove", path: "members" })).status, 204);
    assert.deepEqual(await membersOf(server, group), [user.id], "they stay in the group");
    const fresh = await own.addGroup(undefined, [user]);
    assert.deepEqual(await membersOf(server, fresh), [], "they are passed over");
    refused(await own.call("GET", "/Groups/administrators"), 404);
    const plain = await own.addUser();
    refused(await own.patch("/Groups/administrators", { op: "add", path: "members", value: [{ value: plain.id }] }), 404);
    refused(await own.call("POST", "/Groups", { displayName: "Administrators" }), 409, "uniqueness");
  });

  test("groups of the owner and users of others are out of reach", async () => {
    const owners = await addUser(server);
    const name = `staff-${randomUUID()}`;
    const id = await addGroup(server, name);
    const user = await own.addUser();
    refused(await own.call("GET", `/Groups/${id}`), 404);
    refused(await own.patch(`/Groups/${id}`, { op: "add", path: "members", value: [{ value: user.id }] }), 404);
    refused(await own.call("DELETE", `/Groups/${id}`), 404);
    refused(await own.call("POST", "/Groups", { displayName: name.replaceAll("-", " ").toUpperCase() }), 409, "uniqueness");
    const group = await own.addGroup(undefined, [user]);
    for (const stranger of [owners, await other.addUser()]) {
      refused(await own.patch(`/Groups/${group.id}`, { op: "add", path: "members", value: [{ value: stranger.id }] }), 400, "invalidValue");
    }
    // Whom the owner put there stays, and is not told.
    await putInto(server, owners, group.id);
    assert.deepEqual((await own.call("GET", `/Groups/${group.id}`)).body.members.map((it) => it.value), [user.id]);
    await own.patch(`/Groups/${group.id}`, { op: "replace", path: "members", value: [] });
    assert.deepEqual(await membersOf(server, group), [owners.id]);
  });

  test("nobody is in more groups than anybody may be, and then nothing is done", async () => {
    const [user, second] = [await own.addUser(), await own.addUser()];
    for (let i = 0; i < 16; i++) await putInto(server, user, await addGroup(server, `full-${i}-${user.id}`));
    const group = await own.addGroup();
    refused(await own.patch(`/Groups/${group.id}`, { op: "replace", path: "displayName", value: "Changed" },
      { op: "add", path: "members", value: [{ value: second.id }, { value: user.id }] }), 400, "invalidValue");
    assert.deepEqual(await membersOf(server, group), []);
    assert.equal((await own.call("GET", `/Groups/${group.id}`)).body.displayName, group.displayName);
  });
});

describe("what it sends", () => {
  test("what changed meanwhile is not overwritten where the directory says so", async () => {
    const user = await own.addUser();
    const change = (version, displayName) => own.call("PATCH", `/Users/${user.id}`, { schemas: [PATCH], Operations: [{ op: "replace", path: "displayName", value: displayName }] }, { "if-match": version });
    assert.equal((await change(user.meta.version, "One")).status, 200);
    refused(await change(user.meta.version, "Two"), 412);
    assert.equal((await change("*", "Three")).status, 200);
    assert.equal((await change(`"none", ${(await own.call("GET", `/Users/${user.id}`)).headers.get("etag")}`, "Four")).status, 200);
    const group = await own.addGroup();
    refused(await own.call("DELETE", `/Groups/${group.id}`, undefined, { "if-match": "W/\"1\"" }), 412);
    assert.equal((await own.call("DELETE", `/Groups/${group.id}`, undefined, { "if-match": "*" })).status, 204);
  });

  test("bodies and filters that cannot be read", async () => {
    const user = await own.addUser();
    const path = `/Users/${user.id}`;
    refused(await own.call("POST", "/Users", "{"), 400, "invalidSyntax");
    refused(await own.call("POST", "/Users", "[]"), 400, "invalidSyntax");
    refused(await own.call("POST", "/Users", `${"[".repeat(5000)}${"]".repeat(5000)}`), 400, "invalidSyntax");
    refused(await own.call("POST", "/Users", "{}"), 400, "invalidValue");
    refused(await own.call("POST", "/Users", { userName: 5 }), 400, "invalidValue");
    refused(await own.call("POST", "/Users", { userName: "a\u202eb" }), 400, "invalidValue");
    refused(await own.call("POST", "/Users", { userName: randomUUID(), emails: [{ value: "nobody" }] }), 400, "invalidValue");
    refused(await own.call("POST", "/Users", { userName: randomUUID(), emails: Array(11).fill({ value: "a@example.com" }) }), 400, "invalidValue");
    refused(await own.call("POST", "/Users", { userName: randomUUID(), name: { familyName: "x".repeat(9000) } }), 400, "invalidValue");
    refused(await own.call("POST", "/Users", { userName: "x".repeat(70_000) }), 413);
    refused(await own.call("POST", "/Users", "userName=x", { "content-type": "application/x-www-form-urlencoded" }), 415);
    for (const profileUrl of ["javascript:alert(1)", "data:text/html,x", "www.example.com", "https://a.example/\u202egpj.exe"]) {
      const added = await own.call("POST", "/Users", { userName: randomUUID(), profileUrl });
      refused(added, 400, "invalidValue");
      assert.match(added.body.detail, /profileUrl must be an address that begins with https/);
      refused(await own.patch(path, { op: "replace", path: "profileUrl", value: profileUrl }), 400, "invalidValue");
    }
    refused(await own.call("PATCH", path, { Operations: [] }), 400, "invalidSyntax");
    refused(await own.patch(path, { op: "move", path: "active", value: true }), 400, "invalidSyntax");
    refused(await own.patch(path, { op: "remove" }), 400, "invalidPath");
    refused(await own.patch(path, { op: "replace", path: "emails[type eq", value: "x" }), 400, "invalidPath");
    refused(await own.patch(path, { op: "replace", path: "active", value: "perhaps" }), 400, "invalidValue");
    refused(await own.patch(path, { op: "remove", path: "userName" }), 400, "invalidValue");
    for (const filter of ["userName", "userName eq", "userName co \"a\"", "userName eq \"a\" or userName eq \"b\"", "not (userName eq \"a\")", "title eq \"a\"",
      "userName eq \"a", `${"userName eq \"a\" and ".repeat(9)}userName eq "a"`, "userName eq \"' OR 1=1 --\" and 1 eq 1", "password eq \"x\""]) {
      refused(await own.call("GET", `/Users?filter=${encodeURIComponent(filter)}`), 400, "invalidFilter");
    }
    const odd = encodeURIComponent("userName eq \"' OR ''='\\\"\u0000\"");
    assert.notEqual((await own.call("GET", `/Users?filter=${odd}`)).status, 503);
    refused(await own.call("GET", "/Users?startIndex=x"), 400, "invalidValue");
    refused(await own.call("POST", "/Bulk", {}), 404);
    refused(await own.call("GET", "/Me"), 404);
    refused(await own.call("DELETE", "/Users"), 405);
  });

  test("no app is told a text that looks like something else", async () => {
    const hidden = "A\u202eda";
    const user = await own.addUser(undefined, {
      nickName: hidden, profileUrl: "https://ada.example/", name: { givenName: hidden, familyName: "Lovelace" },
      addresses: [{ streetAddress: hidden, locality: "London", formatted: "1 Main Street\nLondon" }],
    });
    const { updated_at: at, ...claims } = JSON.parse((await rowOf(server, user.id)).claims);
    assert.equal(typeof at, "number");
    assert.deepEqual(claims, { family_name: "Lovelace", profile: "https://ada.example/", address: { locality: "London", formatted: "1 Main Street\nLondon" } });
    refused(await own.patch(`/Users/${user.id}`, { op: "replace", path: "displayName", value: hidden }), 400, "invalidValue");
  });

  test("two at once make one user or one group", async () => {
    const name = `${randomUUID()}@example.com`;
    const users = await Promise.all(Array.from({ length: 8 }, () => own.call("POST", "/Users", { schemas: [USER], userName: name })));
    assert.deepEqual(users.map(({ status }) => status).sort(), [201, ...Array(7).fill(409)]);
    const displayName = `Race ${randomUUID()}`;
    const groups = await Promise.all(Array.from({ length: 8 }, () => own.call("POST", "/Groups", { displayName })));
    assert.deepEqual(groups.map(({ status }) => status).sort(), [201, ...Array(7).fill(409)]);
  });

  test("names that are not plain text are shown as they are, and say who looks after them", async () => {
    const user = await own.addUser(undefined, { displayName: "<script>alert(1)</script>", nickName: "<b>x" });
    const group = await own.addGroup("<img src=x onerror=alert(1)>");
    const { browser } = await administering(server);
    const page = await browser.open(about(user));
    assert.ok(!page.text.includes("<script>alert") && page.text.includes("&#60;script&#62;"));
    assert.ok(page.text.includes(`${own.name} (SCIM)`));
    const groupPage = await browser.open(`/admin/group?id=${group.id}`);
    assert.ok(groupPage.text.includes("img-src-x-onerror-alert-1"));
    assert.ok(groupPage.text.includes(`${own.name} (SCIM)`));
    await mark(server);
    const events = await browser.open(`/admin/events?q=${user.id}`);
    assert.ok(events.text.includes(`${own.name} (SCIM)`) && !events.text.includes("id=scim"));
  });
});

test("what this server can do", async () => {
  const config = (await own.call("GET", "/ServiceProviderConfig")).body;
  assert.deepEqual([config.patch.supported, config.bulk.supported, config.etag.supported], [true, false, true]);
  assert.equal(config.meta.location, `${server.url}/scim/v2/ServiceProviderConfig`);
  const schemas = (await own.call("GET", "/Schemas")).body;
  assert.deepEqual([schemas.totalResults, schemas.Resources[0].id], [2, USER]);
  assert.equal((await own.call("GET", `/Schemas/${USER}`)).body.name, "User");
  assert.equal((await own.call("GET", "/ResourceTypes/Group")).body.endpoint, "/Groups");
  refused(await own.call("GET", "/ResourceTypes/Other"), 404);
});

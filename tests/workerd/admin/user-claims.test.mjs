// What apps are told of a user, as administrators write it.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { about, administering, eventsAbout } from "../kit/administrators.mjs";
import { addPerson, addUser } from "../kit/people.mjs";
import { serveWithClock } from "../kit/serve.mjs";

const CLAIM_SCOPES = JSON.stringify({ plan: { claims: ["plan", "seats"], words: "see your plan" } });

let server;
before(async () => { server = await serveWithClock({ vars: { CLAIM_SCOPES } }); });
after(() => server?.dispose());

const rowOf = (user) => server.db.prepare("SELECT claims, own_claims FROM users WHERE id = ?").bind(user.id).first();
const lines = (page, name) => page.text.match(new RegExp(`<textarea[^>]* name="${name}"[^>]*>\n([^<]*)</textarea>`))[1]
  .replaceAll("&#34;", '"').replaceAll("&#38;", "&").replaceAll("&#60;", "<").replaceAll("&#62;", ">").replaceAll("&#39;", "'");
async function save(browser, user, claims, own = "") {
  return browser.submitTo(await browser.open(about(user)), "/admin/user/claims", { fields: { claims, own_claims: own } });
}

describe("claims", () => {
  test("are written as they can be read, and stay as they are when they are saved like this", async () => {
    const { browser } = await administering(server);
    const person = await addPerson(server);
    const one = { plan: "5", seats: 5, gone: [1, "a"] };
    await server.db.prepare("UPDATE users SET own_claims = ? WHERE id = ?").bind(JSON.stringify(one), person.id).run();
    const before = await rowOf(person);
    const page = await browser.open(about(person));
    assert.match(lines(page, "claims"), /^given_name=Zoë$/m);
    assert.ok(!lines(page, "claims").includes("updated_at"));
    assert.equal(lines(page, "own_claims"), 'gone=[1,"a"]\nplan="5"\nseats=5\n');
    const saved = await save(browser, person, lines(page, "claims"), lines(page, "own_claims"));
    assert.equal(saved.status, 200);
    assert.deepEqual(await rowOf(person), before, "nothing was written");
    assert.deepEqual(await eventsAbout(server, person), []);
  });

  test("are changed, and what changed is an event", async () => {
    const { browser, admin } = await administering(server);
    const user = await addUser(server, { claims: { given_name: "Ada", locale: "en" } });
    const saved = await save(browser, user, "given_name=Ada\r\n\r\n nickname = A & <b> \r\nemail_verified=true", "plan=pro\r\nseats=7");
    assert.equal(saved.status, 200);
    const row = await rowOf(user);
    const { updated_at, ...claims } = JSON.parse(row.claims);
    assert.ok(updated_at > 0);
    assert.deepEqual(claims, { given_name: "Ada", nickname: "A & <b>", email_verified: true });
    assert.deepEqual(JSON.parse(row.own_claims), { plan: "pro", seats: 7 });
    assert.equal(lines(saved, "claims").includes("nickname=A & <b>"), true, "escaped in the page");
    const [event] = await eventsAbout(server, user);
    assert.deepEqual([event.kind, event.actor], ["user_changed", admin.id]);
    assert.deepEqual(event.details, {
      locale: ["en", null], nickname: [null, "A & <b>"], email_verified: [null, true], plan: [null, "pro"], seats: [null, 7],
    });
  });

  test("a line that cannot be is named, nothing is saved, and what was typed is still there", async () => {
    const { browser } = await administering(server);
    const user = await addUser(server, { claims: { given_name: "Ada" } });
    const before = await rowOf(user);
    for (const [claims, own] of [
      ["nickname", ""], ["groups=staff", ""], ["sub=somebody", ""], ["email=x@example.com", ""], ["plan=pro", ""],
      ["email_verified=yes", ""], ["nickname=a\nnickname=b", ""], ["nickname=a\u202eb", ""],
      ["", "rank=1"], ["", "given_name=x"], ["", "plan"], ["", `plan=${"x".repeat(300)}`], ["", "plan=1\nplan=2"], ["", "plan=null"],
    ]) {
      const page = await save(browser, user, claims, own);
      assert.equal(page.status, 400, `${claims} ${own}`);
      assert.match(page.text, /Nothing was saved/);
      assert.equal(lines(page, "claims"), claims);
      assert.equal(lines(page, "own_claims"), own);
    }
    assert.deepEqual(await rowOf(user), before);
  });

  test("an address that runs a script or hides where it leads is refused, and the page says what would be right", async () => {
    const { browser } = await administering(server);
    const user = await addUser(server);
    for (const claim of ["profile", "picture", "website"]) {
      for (const value of ["javascript:alert(1)", "data:image/svg+xml,x", "www.example.com", "https://a.example/\u202egpj.exe"]) {
        const page = await save(browser, user, `${claim}=${value}`);
        assert.equal(page.status, 400, value);
        assert.match(page.text, /must be addresses that begin with https:\/\/ or http:\/\//);
      }
      assert.equal((await save(browser, user, `${claim}=https://a.example/${"x".repeat(300)}`)).status, 200);
    }
    const address = await save(browser, user, 'address={"locality":"Ber\u202elin"}');
    assert.equal(address.status, 400);
    assert.deepEqual(Object.keys(JSON.parse((await rowOf(user)).claims)).sort(), ["updated_at", "website"]);
  });

  test("nobody has more than 20 of the owner's own", async () => {
    const { browser } = await administering(server);
    const user = await addUser(server);
    const many = Object.fromEntries(Array.from({ length: 20 }, (_, it) => [`old${it}`, it]));
    await server.db.prepare("UPDATE users SET own_claims = ? WHERE id = ?").bind(JSON.stringify(many), user.id).run();
    const own = lines(await browser.open(about(user)), "own_claims");
    assert.equal((await save(browser, user, "", `${own}plan=pro`)).status, 400);
    assert.equal((await save(browser, user, "", own.replace("old0=0\n", "plan=pro\n"))).status, 200);
    assert.equal(Object.keys(JSON.parse((await rowOf(user)).own_claims)).length, 20);
  });

  test("a page that is too old overwrites nothing", async () => {
    const [one, other] = [await administering(server), await administering(server)];
    const user = await addUser(server);
    const [first, second] = [await one.browser.open(about(user)), await other.browser.open(about(user))];
    await one.browser.submitTo(first, "/admin/user/claims", { fields: { claims: "nickname=first", own_claims: "" } });
    const late = await other.browser.submitTo(second, "/admin/user/claims", { fields: { claims: "nickname=second", own_claims: "" } });
    assert.equal(late.status, 409);
    assert.equal(JSON.parse((await rowOf(user)).claims).nickname, "first");
  });
});

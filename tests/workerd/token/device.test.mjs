// The device authorization grant (RFC 8628): a device without a browser shows a code; a person types it elsewhere, signs in, reads
// what the device's app asks for, and says yes or no; and the device gets its tokens, once.

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { calculateJwkThumbprint, decodeJwt } from "jose";
import * as openid from "openid-client";

import { assertError } from "../kit/asserts.mjs";
import { Browser } from "../kit/browser.mjs";
import { addClient } from "../kit/clients.mjs";
import { newKey, postWith, prove } from "../kit/keys.mjs";
import { browserOf, addUser } from "../kit/people.mjs";
import { serveWithClock } from "../kit/serve.mjs";
import { atOnce, post, postAs, refresh, sha256, token } from "../kit/steps.mjs";

const DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code";
const NOTES = "http://localhost:8789";
const SCOPE = "openid profile offline_access notes:read notes:write";
const MINUTES = 60;

/** A browser at an address of its own: what one address may do is not what most of these tests are about. */
class Phone extends Browser {
  address = `2001:db8:${randomBytes(2).toString("hex")}:${randomBytes(2).toString("hex")}::1`;

  fetch(address, request = {}) {
    return super.fetch(address, { ...request, headers: { "cf-connecting-ip": this.address, ...request.headers } });
  }
}

let server, client, user;
before(async () => {
  server = await serveWithClock({ vars: { REGISTRATION: "open" } });
  server.urls = [server.url];
  client = await add();
  user = await addUser(server);
});
after(() => server?.dispose());

const add = (changes) => addClient(server, {
  name: "Television", method: "none", scope: SCOPE, redirectUris: [], grantTypes: [DEVICE_CODE, "refresh_token"], ...changes,
});
const ask = (of, fields = {}) => postAs(server, of, "/device_authorization", fields);
const poll = (of, device_code, fields = {}) => token(server, of, { grant_type: DEVICE_CODE, device_code, ...fields });
const rows = (sql = "SELECT count(*) AS n FROM device_grants") => server.db.prepare(sql).first("n");

/** A device that shows a code. */
async function showing(of = client, fields = { scope: "openid notes:read" }) {
  const { status, json, text } = await ask(of, fields);
  assert.equal(status, 200, text);
  return json;
}

/** The phone, once its person is at the consent page. */
async function asked(codes, person = user, phone = new Phone(server)) {
  const question = await phone.open(codes.verification_uri_complete);
  const login = await phone.submitTo(question, "/authorize");
  assert.equal(login.asksToSignIn, true, login.text);
  return { phone, question, login, page: await phone.signIn(login, person) };
}

/** Says yes. */
async function allow(codes, person) {
  const { phone, page } = await asked(codes, person);
  const done = await phone.allow(page);
  assert.match(done.text, /go back to the other device/, done.text);
  return phone;
}

test("another site's page uses up nobody's tries, nor does HEAD", async () => {
  const codes = await showing();
  const phone = new Phone(server);
  for (let tries = 0; tries < 12; tries += 1) {
    const image = await phone.fetch("/device?code=BBBB-BBBB", { headers: { "sec-fetch-dest": tries % 2 ? "image" : "iframe", "sec-fetch-mode": "no-cors" } });
    assert.equal(image.status, 200);
    await phone.fetch("/device?code=BBBB-BBBB", { method: "HEAD" });
  }
  const question = await phone.fetch(codes.verification_uri_complete, { headers: { "sec-fetch-dest": "document" } });
  assert.equal(question.status, 200, question.text);
  assert.match(question.text, new RegExp(codes.user_code));
});

test("strangers who know a public client do not keep those from asking that prove who they are", async () => {
  const narrow = await serveWithClock({ vars: { STRANGERS_DAILY_LIMIT: "40" } });
  try {
    const of = (changes) => addClient(narrow, { scope: "notes:read", redirectUris: [], grantTypes: [DEVICE_CODE], ...changes });
    const [anybody, known] = [await of({ method: "none" }), await of()];
    let answer;
    for (let times = 0; times < 10; times += 1) answer = await postAs(narrow, anybody, "/device_authorization", {});
    assert.equal(answer.status, 429);
    assert.equal((await postAs(narrow, known, "/device_authorization", {})).status, 200);
  } finally {
    await narrow.dispose();
  }
});

describe("the device asks", () => {
  test("and hears what RFC 8628 section 3.2 says", async () => {
    const { status, headers, json } = await ask(client, { scope: "notes:read" });
    assert.deepEqual([status, headers.get("cache-control")], [200, "no-store"]);
    const { device_code, user_code, ...others } = json;
    assert.match(device_code, /^[\w-]{43}$/);
    assert.match(user_code, /^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/);
    assert.deepEqual(others, {
      verification_uri: `${server.url}/device`, verification_uri_complete: `${server.url}/device?code=${user_code}`,
      expires_in: 600, interval: 5,
    });
  });

  test("and the database has only hashes of both codes", async () => {
    const { device_code, user_code } = await showing();
    const row = await server.db.prepare("SELECT * FROM device_grants WHERE device_code = ?").bind(sha256(device_code)).first();
    assert.equal(row.user_code, sha256(user_code.replace("-", "")));
    for (const secret of [device_code, user_code, user_code.replace("-", "")]) assert.ok(!JSON.stringify(row).includes(secret));
  });

  for (const [fields, error] of [
    [{ scope: "\"" }, "invalid_scope"],
    [{ scope: "files:read" }, "invalid_scope"],
    [{ resource: "https://unknown.example" }, "invalid_target"],
    [{ scope: "openid", acr_values: ["a", "b"] }, "invalid_request"],
    [{ scope: "notes:read", claims: "x" }, "invalid_request"],
  ]) {
    test(`and is refused ${JSON.stringify(fields)}`, async () => {
      const before = await rows();
      assertError(await ask(client, fields), error);
      assert.equal(await rows(), before);
    });
  }

  for (const [who, changes] of [
    ["a client whose owner did not turn it on", { grantTypes: ["authorization_code"] }],
    ["a client that registered itself", { registeredBy: "itself" }],
    ["a client with a metadata document", { registeredBy: "document" }],
  ]) {
    test(`but not ${who}, whatever the database says`, async () => {
      const other = await add(changes);
      const answer = await ask(other, { scope: "notes:read" });
      assert.ok(["unauthorized_client", "invalid_client"].includes(answer.json.error), answer.text);
      const codes = await showing();
      assert.ok(["unauthorized_client", "invalid_client"].includes((await poll(other, codes.device_code)).json.error));
    });
  }

  test("a confidential client proves who it is", async () => {
    const confidential = await add({ method: "client_secret_basic" });
    assertError(await ask({ ...confidential, secret: "wrong" }), "invalid_client");
    await showing(confidential);
  });

  test("parameters in the URL are refused, and so is GET", async () => {
    const answer = await post(server, new URLSearchParams({ client_id: client.id }), {}, `/device_authorization?client_id=${client.id}`);
    assertError(answer, "invalid_request");
    assert.equal((await fetch(`${server.url}/device_authorization`)).status, 405);
  });
});

describe("the person", () => {
  test("reads which app and which device asks, signs in, reads what for, and says yes; then the device has its tokens", async () => {
    const codes = await showing(client, { scope: "openid notes:read" });
    assertError(await poll(client, codes.device_code), "authorization_pending");
    const { phone, question, page } = await asked(codes);
    for (const text of [question.text, page.text]) {
      assert.ok(text.includes(`<code>${codes.user_code}</code>`), text);
      assert.match(text, /Television/);
      assert.match(text, /Just now/);
      assert.match(text, /Allow this only if you started it yourself/);
    }
    assert.match(page.text, /Read your notes/);
    const done = await phone.allow(page);
    assert.match(done.text, /go back to the other device/);
    const { status, json, text } = await poll(client, codes.device_code);
    assert.equal(status, 200, text);
    assert.equal(json.scope, "openid notes:read");
    const access = decodeJwt(json.access_token);
    assert.deepEqual([access.sub, access.client_id, access.aud], [user.id, client.id, [server.url, NOTES]]);
    const claims = decodeJwt(json.id_token);
    assert.deepEqual([claims.sub, claims.aud, claims.nonce, claims.sid], [user.id, client.id, undefined, undefined]);
    const apps = await phone.open("/account/apps");
    assert.match(apps.text, /Television/);
  });

  test("types the code as they like", async () => {
    const codes = await showing();
    const typed = ` ${codes.user_code.replace("-", " ").toLowerCase()}`;
    const page = await new Phone(server).open(`/device?${new URLSearchParams({ code: typed })}`);
    assert.match(page.text, new RegExp(codes.user_code));
  });

  test("gets refresh tokens with offline_access, which outlive the session in the phone", async () => {
    const codes = await showing(client, { scope: "openid offline_access notes:read" });
    const phone = await allow(codes);
    const { json } = await poll(client, codes.device_code);
    await phone.submit(await phone.open("/logout"), { decision: "sign-out" });
    assert.equal((await refresh(server, client, json.refresh_token)).status, 200);
  });

  test("must sign in, although they are signed in", async () => {
    const phone = new Phone(server, (await browserOf(server, user)).cookies);
    const codes = await showing();
    const { login } = await asked(codes, user, phone);
    assert.equal(login.asksToSignIn, true);
  });

  test("is asked, although the app is the owner's and they said yes to it before", async () => {
    const first = await add({ firstParty: true });
    for (let time = 0; time < 2; time++) {
      const codes = await showing(first);
      const { phone, page } = await asked(codes);
      assert.equal(page.asksConsent, true, page.text);
      assertError(await poll(first, codes.device_code), "authorization_pending");
      await phone.allow(page);
      assert.equal((await poll(first, codes.device_code)).status, 200);
    }
  });

  test("says no, and the device hears it", async () => {
    const codes = await showing();
    const { phone, page } = await asked(codes);
    const done = await phone.deny(page);
    assert.match(done.text, /The other device gets nothing/);
    assertError(await poll(client, codes.device_code), "access_denied");
    assert.equal((await new Phone(server).open(codes.verification_uri_complete)).status, 410);
  });

  test("says no before they sign in", async () => {
    const codes = await showing();
    const phone = new Phone(server);
    await phone.submitTo(await phone.open(codes.verification_uri_complete), "/device/deny");
    assertError(await poll(client, codes.device_code), "access_denied");
  });

  test("has a link of somebody else's browser: it leads to the page that warns them", async () => {
    const codes = await showing();
    const attacker = new Phone(server);
    const question = await attacker.open(codes.verification_uri_complete);
    const { action, values } = question.formTo("/authorize");
    const victim = await new Phone(server).open(`${action}?${new URLSearchParams(values)}`);
    assert.match(victim.text, /Allow this only if you started it yourself/);
    assert.equal(victim.asksToSignIn, false);
    assert.match(victim.url, /\/device\?code=/);
  });

  test("cannot say yes with a sign-in from before the device asked, whatever the browser says: D1 compares", async () => {
    const codes = await showing();
    const { phone, page } = await asked(codes);
    await server.db.prepare("UPDATE device_grants SET asked_at = asked_at + 60 WHERE device_code = ?").bind(sha256(codes.device_code)).run();
    const answer = await phone.allow(page);
    assert.doesNotMatch(answer.text, /go back to the other device/);
    assertError(await poll(client, codes.device_code), "authorization_pending");
  });

  test("is in none of the app's groups: the device gets nothing", async () => {
    const closed = await add({ allowedGroups: [] });
    const codes = await showing(closed);
    const { phone, page } = await asked(codes);
    assert.equal(page.status, 403);
    await phone.deny(page);
    assertError(await poll(closed, codes.device_code), "access_denied");
  });

  test("cannot sign in as surely as the device asks", async () => {
    const codes = await showing(client, { scope: "openid", acr_values: "phr" });
    const phone = new Phone(server);
    const login = await phone.submitTo(await phone.open(codes.verification_uri_complete), "/authorize");
    assert.doesNotMatch(login.text, /name="decision"/);
    assertError(await poll(client, codes.device_code), "authorization_pending");
  });
});

describe("the code", () => {
  test("brings tokens once, whatever number of requests race for it", async () => {
    const codes = await showing();
    await allow(codes);
    const answers = await atOnce(50, [server], (at) => postAs(at, client, "/token", { grant_type: DEVICE_CODE, device_code: codes.device_code }));
    assert.equal(answers.filter(({ status }) => status === 200).length, 1);
    for (const answer of answers.filter(({ status }) => status !== 200)) assertError(answer, "invalid_grant");
    assert.equal(await rows(`SELECT count(*) AS n FROM token_families WHERE id = '${sha256(codes.device_code)}'`), 1);
  });

  test("that was used ends what it brought, as a code does (RFC 6749 section 4.1.2)", async () => {
    const codes = await showing(client, { scope: "openid offline_access" });
    await allow(codes);
    const { json } = await poll(client, codes.device_code);
    assertError(await poll(client, codes.device_code), "invalid_grant");
    assertError(await refresh(server, client, json.refresh_token), "invalid_grant");
  });

  test("of another client is unknown, and so is one that never was", async () => {
    const codes = await showing();
    await allow(codes);
    assertError(await poll(await add(), codes.device_code), "invalid_grant");
    assertError(await poll(client, randomBytes(32).toString("base64url")), "invalid_grant");
    assertError(await poll(client, undefined), "invalid_request");
    assertError(await poll(client, codes.user_code), "invalid_grant");
    assert.equal((await poll(client, codes.device_code)).status, 200);
  });

  test("of a person who was disabled, or has another password since, brings nothing", async () => {
    for (const change of ["disabled_at = 1", "credential_version = credential_version + 1"]) {
      const person = await addUser(server);
      const codes = await showing();
      await allow(codes, person);
      await server.db.prepare(`UPDATE users SET ${change} WHERE id = ?`).bind(person.id).run();
      assertError(await poll(client, codes.device_code), "invalid_grant");
    }
  });

  test("is asked for too often: slow_down, and nothing is written", async () => {
    const codes = await showing();
    const before = await rows("SELECT (SELECT count(*) FROM attempts) + (SELECT count(*) FROM spent_ids) AS n");
    assertError(await poll(client, codes.device_code), "authorization_pending");
    assertError(await poll(client, codes.device_code), "slow_down");
    assert.equal(await rows("SELECT (SELECT count(*) FROM attempts) + (SELECT count(*) FROM spent_ids) AS n"), before);
  });

  test("brings a token for the API that is named, and bound to the key that is proved", async () => {
    const codes = await showing(client, { scope: SCOPE, resource: NOTES });
    await allow(codes);
    const key = await newKey("ES256");
    const fields = { grant_type: DEVICE_CODE, device_code: codes.device_code };
    const { status, json, text } = await postWith(server, client, fields, await prove(server, key));
    assert.equal(status, 200, text);
    const claims = decodeJwt(json.access_token);
    assert.deepEqual([json.token_type, claims.aud, claims.cnf.jkt], ["DPoP", NOTES, await calculateJwkThumbprint(key.jwk)]);
  });

  test("answers scripts of other origins, as /token does", async () => {
    const response = await fetch(`${server.url}/device_authorization`, { method: "OPTIONS" });
    assert.equal(response.headers.get("access-control-allow-origin"), "*");
  });
});

describe("whoever guesses codes", () => {
  test("has ten tries an address, and then not even a right one is told", async () => {
    const phone = new Phone(server);
    const codes = await showing();
    const wrong = () => phone.open("/device?code=BCDF-GHJK");
    for (let time = 0; time < 10; time++) assert.equal((await wrong()).status, 400, `try ${time}`);
    assert.equal((await wrong()).status, 429);
    assert.equal((await phone.open(codes.verification_uri_complete)).status, 429);
    assert.equal((await new Phone(server).open(codes.verification_uri_complete)).status, 200);
  });

  test("at once gets no more tries", async () => {
    const phone = new Phone(server);
    const answers = await Promise.all(Array.from({ length: 30 }, () => phone.fetch("/device?code=BCDF-GHJK")));
    assert.equal(answers.filter(({ status }) => status === 400).length, 10);
  });

  test("learns nothing from /authorize, which takes only what /device gave this browser", async () => {
    const codes = await showing();
    const code = codes.user_code.replace("-", "");
    const reference = `urn:ietf:params:oauth:request_uri:device.${code}.1800000000.AAAA`;
    const page = await new Phone(server).fetch(`/authorize?${new URLSearchParams({ client_id: client.id, request_uri: reference })}`);
    assert.equal(page.status, 303);
    assert.match(page.location, /\/device\?code=/);
  });
});

test("time runs out", async () => {
  const [codes, approved] = [await showing(), await showing()];
  await allow(approved);
  const { phone, page } = await asked(codes);
  await server.letPass(11 * MINUTES);
  assertError(await poll(client, codes.device_code), "expired_token");
  assertError(await poll(client, approved.device_code), "expired_token");
  assert.doesNotMatch((await phone.allow(page)).text, /go back to the other device/);
  assert.equal((await new Phone(server).open(codes.verification_uri_complete)).status, 410);
});

test("openid-client gets its tokens", async () => {
  const config = await openid.discovery(new URL(server.url), client.id, undefined, openid.None(), { execute: [openid.allowInsecureRequests] });
  const response = await openid.initiateDeviceAuthorization(config, { scope: "openid notes:read" });
  await allow(response);
  const tokens = await openid.pollDeviceAuthorizationGrant(config, response);
  assert.equal(tokens.claims().sub, user.id);
});

test("npm run client -- add --device-code registers an app without a redirect URI, and edit turns it off", async () => {
  const command = (action, ...args) => server.admin("client", action, ...args);
  const added = await command("add", "--name", "TV", "--public", "--device-code", "--scope", "openid notes:read");
  const tv = { id: added.client_id, method: "none" };
  await showing(tv);
  await command("edit", tv.id, "--device-code=false", "--redirect-uri", "https://app.example/callback");
  assertError(await ask(tv), "unauthorized_client");
});

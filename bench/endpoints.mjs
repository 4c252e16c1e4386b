// One request to each endpoint: what it costs. Each entry of `endpoints` is [name, prepare], and
// `prepare` makes a function that sends the one request that is measured; what has to be there
// before (a code, a token, a signature) is made by `prepare`.

import assert from "node:assert/strict";
import { createHash, randomBytes, randomUUID } from "node:crypto";

import { adminPages } from "./admin.mjs";
import { administering } from "../tests/workerd/kit/administrators.mjs";
import { Browser } from "../tests/workerd/kit/browser.mjs";
import { addClient, addKeyClient } from "../tests/workerd/kit/clients.mjs";
import * as keys from "../tests/workerd/kit/keys.mjs";
import { codeIn, mailTo, somewhere } from "../tests/workerd/kit/mail.mjs";
import { create, creationOptionsOf } from "../tests/workerd/kit/new-passkeys.mjs";
import { addPasskey, newPasskey, optionsOf, show } from "../tests/workerd/kit/passkeys.mjs";
import { scan, SET_UP } from "../tests/workerd/kit/phone.mjs";
import { authorizationRequest, logoutPath, obtainTokens, postAs } from "../tests/workerd/kit/steps.mjs";

/** In how many rounds each request is measured, so that a busy moment does not meet one of them alone. */
export const ROUNDS = 3;
/** How often each is sent in a round; a password check costs much more. */
export const TIMES = 50;
export const TIMES_PASSWORD = 5;
export const PASSWORD = "POST /login, with a password check";

const OPENID = "openid profile email offline_access notes:read";

/** Every endpoint of a seeded `server` that sends mail, and whose DPoP proofs need no nonce. */
export async function endpoints(server) {
  const browser = new Browser(server);
  const stranger = new Browser(server);
  const isolate = { ...server, urls: [server.url] };
  const client = await addClient(server, { firstParty: true });
  const api = await addClient(server, { redirectUris: [], grantTypes: [], introspects: [server.url] });
  const keyed = {};
  for (const alg of ["ES256", "RS256", "Ed25519"]) keyed[alg] = await addKeyClient(server, { alg, firstParty: true });
  const openid = {};
  for (const idTokenSignedResponseAlg of ["ES256", "RS256", "EdDSA"]) {
    openid[idTokenSignedResponseAlg] = await addClient(server, { idTokenSignedResponseAlg, firstParty: true });
  }
  const signed = await addClient(server, { userinfoSignedResponseAlg: "ES256", firstParty: true });
  const signing = { key: await keys.newKey("ES256"), client: undefined };
  signing.client = await addClient(server, {
    firstParty: true, jwks: keys.setOf(signing.key), requestObjectSigningAlg: "ES256",
  });
  const prover = await keys.newKey("ES256");

  const sent = (expected, send) => async () => {
    const answer = await send();
    assert.equal(answer.status, expected, answer.text);
    return answer;
  };
  const get = (address, expected = 200, visitor = browser) => async () => {
    const url = await address();
    return sent(expected, () => visitor.fetch(url));
  };
  const tokens = (of = client, changes) => obtainTokens(server, browser, of, server.user, changes);
  const code = async (of, changes) => {
    const request = authorizationRequest(of, changes);
    const page = await browser.fetch(request.url);
    return {
      grant_type: "authorization_code",
      code: page.answer.get("code"),
      code_verifier: request.verifier,
      redirect_uri: of.redirectUri,
    };
  };
  const proof = () =>
    keys.sign(prover, keys.proofClaims(isolate), { typ: "dpop+jwt", jwk: prover.jwk, kid: undefined });
  const refreshed = async (of, changes) =>
    ({ grant_type: "refresh_token", refresh_token: (await tokens(of, changes)).refresh_token });
  const pushed = async () => {
    const { params } = authorizationRequest(client);
    const { json } = await postAs(server, client, "/par", Object.fromEntries(params));
    return `/authorize?${new URLSearchParams({ client_id: client.id, request_uri: json.request_uri })}`;
  };

  const post = (visitor, action, values) => () => sent(303, () => visitor.fetch(action, {
    method: "POST", headers: { origin: server.url }, body: new URLSearchParams(values),
  }))();
  // A passkey answers only one challenge a second, so each request uses a new passkey.
  const withPasskey = (alg) => async () => {
    const passkey = await addPasskey(server, server.user, alg);
    const visitor = new Browser(server);
    const login = await visitor.open(authorizationRequest(client).url);
    const { action, values } = login.form("passkey");
    const answer = show(passkey, optionsOf(login), { origin: server.url });
    return post(visitor, action, { ...values, passkey: JSON.stringify(answer) });
  };
  // With a passkey that is made on the page at `path`.
  const joining = (path) => async () => {
    const visitor = new Browser(server);
    const page = await visitor.open(await path());
    const { action, values } = page.form("new-passkey");
    const answer = create(newPasskey(), creationOptionsOf(page), { origin: server.url });
    return post(visitor, action, { ...values, passkey: JSON.stringify(answer) });
  };
  const link = async (purpose, user) => {
    const secret = randomBytes(32).toString("base64url");
    const hash = createHash("sha256").update(secret).digest("base64url");
    await server.db.prepare("INSERT INTO one_time_links (hash, purpose, user_id, email, uses_left, expires_at, created_at) VALUES (?, ?, ?, NULL, 1, unixepoch() + 600, unixepoch())").bind(hash, purpose, user).run();
    return secret;
  };
  const someone = async () => {
    const id = randomUUID();
    await server.db.prepare("INSERT INTO users (id, username, username_folded, password_hash, created_at) VALUES (?1, ?1, ?1, '', 0)").bind(id).run();
    return id;
  };

  // Somebody with a second factor. A code is good once, so each request is somebody else's.
  const withPhone = async () => {
    const id = randomUUID();
    await server.db.prepare("INSERT INTO users (id, username, username_folded, password_hash, created_at, claims, pairwise_salt) SELECT ?1, ?1, ?1, password_hash, 0, '{}', ?1 FROM users WHERE username = ?2").bind(id, server.user.username).run();
    const [person, visitor] = [{ username: id, password: server.user.password }, new Browser(server)];
    await visitor.signIn(await visitor.open("/account"), person);
    const page = await visitor.open(SET_UP);
    const app = scan(page);
    await visitor.submit(page, { code: app.generate() });
    return { person, app };
  };

  // A device that shows a code, and the page on the phone that asks about it.
  const DEVICE = "/login/device";
  const asking = async () => {
    const visitor = new Browser(server);
    const login = await visitor.open(authorizationRequest(client).url);
    return { visitor, login };
  };
  const showing = async () => {
    const { visitor, login } = await asking();
    const shown = await visitor.submitTo(login, DEVICE);
    const other = new Browser(server);
    const question = await other.open(`/device?code=${shown.formTo(`${DEVICE}/finish`).values.code}`);
    const passkey = await addPasskey(server, await someoneElse());
    const answer = show(passkey, optionsOf(question), { origin: server.url });
    const { action, values } = question.form("passkey");
    return { visitor, shown, other, action, values: { ...values, passkey: JSON.stringify(answer) } };
  };
  const someoneElse = async () => {
    const id = await someone();
    await server.db.prepare("UPDATE users SET claims = '{}', pairwise_salt = id WHERE id = ?").bind(id).run();
    return { username: id };
  };

  // Somebody who asks for a mail. Few may be asked for with one name or from one address.
  const MAIL_CODE = "/login/mail-code";
  const reachable = async () => {
    const id = await someone();
    const email = `${id}@example.com`;
    await server.db.prepare("UPDATE users SET email = ?2, email_folded = ?2, claims = '{}', pairwise_salt = id WHERE id = ?1").bind(id, email).run();
    return email;
  };
  const askingAt = async (path) => {
    const [email, visitor] = [await reachable(), new Browser(server)];
    const { action, values } = (await visitor.open(path)).form();
    const headers = { origin: server.url, ...somewhere() };
    return { email, visitor, ask: () => visitor.open(action, { method: "POST", headers, body: new URLSearchParams({ ...values, username: email }) }) };
  };
  const asked = (path) => async () => sent(200, (await askingAt(path)).ask);

  // Signs the browser in.
  const page = await browser.open(authorizationRequest(client).url);
  await browser.signIn(page, server.user);

  const { browser: administrator } = await administering(server);

  return [
    ["GET /authorize, the login page", get(() => authorizationRequest(client).url, 200, stranger)],
    [PASSWORD, async () => {
      const visitor = new Browser(server);
      const login = await visitor.open(authorizationRequest(client).url);
      const { action, values } = login.form();
      const body = new URLSearchParams({ ...values, ...server.user });
      return sent(303, () => visitor.fetch(action, { method: "POST", headers: { origin: server.url }, body }));
    }],
    ["POST /login/code", async () => {
      const { person, app } = await withPhone();
      await server.db.prepare("UPDATE second_factors SET last_step = 0 WHERE user_id = ?").bind(person.username).run();
      const visitor = new Browser(server);
      const page = await visitor.signIn(await visitor.open(authorizationRequest(client).url), person);
      const { action, values } = page.form();
      return post(visitor, action, { ...values, code: app.generate() });
    }],
    ["GET /account/second-factor", get(() => SET_UP)],
    ...["ES256", "RS256", "EdDSA"].map((alg) => [`POST /login/passkey (${alg})`, withPasskey(alg)]),
    [`POST ${DEVICE}, a code`, async () => {
      const { visitor, login } = await asking();
      const { action, values } = login.formTo(DEVICE);
      return sent(200, () => visitor.fetch(action, { method: "POST", headers: { origin: server.url }, body: new URLSearchParams(values) }));
    }],
    ["POST /device, with a passkey", async () => {
      const { other, action, values } = await showing();
      return sent(200, () => other.fetch(action, { method: "POST", headers: { origin: server.url }, body: new URLSearchParams(values) }));
    }],
    [`POST ${DEVICE}/finish`, async () => {
      const { visitor, shown, other, action, values } = await showing();
      await other.open(action, { method: "POST", headers: { origin: server.url }, body: new URLSearchParams(values) });
      const seen = await visitor.submitTo(shown, `${DEVICE}/finish`);
      const last = seen.formTo(`${DEVICE}/finish`);
      return post(visitor, last.action, last.values);
    }],
    ["POST /recovery/mail", asked("/recovery/mail")],
    [`POST ${MAIL_CODE}, a code`, asked(`${MAIL_CODE}?for=/account`)],
    [`POST ${MAIL_CODE}/enter`, async () => {
      const { email, visitor, ask } = await askingAt(`${MAIL_CODE}?for=/account`);
      const { action, values } = (await ask()).form();
      return post(visitor, action, { ...values, code: codeIn(await mailTo(server, email)) });
    }],
    ["POST /sign-up, with a passkey", joining(() => "/sign-up")],
    ["POST /invitation, with a passkey", joining(async () => `/invitation?link=${await link("invitation", null)}`)],
    ["POST /recovery, with a passkey", joining(async () => `/recovery?link=${await link("recovery", await someone())}`)],
    ...["/account", "/account/security", "/account/apps", "/account/activity"].map((path) => [`GET ${path}`, get(() => path)]),
    ...(await adminPages(server, client)).map(([name, path]) => [`GET ${name}`, get(() => path, 200, administrator)]),
    ["GET /authorize, signed in: a code", get(() => authorizationRequest(client).url, 303)],
    ["GET /authorize, of a pushed request", get(pushed, 303)],
    ["GET /authorize, a request object (ES256)", get(async () => {
      const { params } = authorizationRequest(signing.client);
      const request = await keys.requestObject(isolate, signing.client, signing.key, params);
      return `/authorize?${new URLSearchParams({ client_id: signing.client.id, request })}`;
    }, 303)],
    ["POST /par", async () => {
      const { params } = authorizationRequest(client);
      return sent(201, () => postAs(server, client, "/par", Object.fromEntries(params)));
    }],
    ["POST /token, a code", async () => {
      const form = await code(client);
      return sent(200, () => postAs(server, client, "/token", form));
    }],
    ["POST /token, a code with DPoP", async () => {
      const [form, made] = [await code(client), await proof()];
      return sent(200, () => keys.postWith(server, client, form, made));
    }],
    ["POST /token, a refresh", async () => {
      const form = await refreshed(client);
      return sent(200, () => postAs(server, client, "/token", form));
    }],
    ...Object.entries(openid).flatMap(([alg, of]) => [
      [`POST /token, a code, ID token ${alg}`, async () => {
        const form = await code(of, { scope: OPENID });
        return sent(200, () => postAs(server, of, "/token", form));
      }],
      [`POST /token, a refresh, ID token ${alg}`, async () => {
        const form = await refreshed(of, { scope: OPENID });
        return sent(200, () => postAs(server, of, "/token", form));
      }],
    ]),
    ...Object.entries(keyed).map(([alg, of]) => [`POST /token, a refresh, private_key_jwt (${alg})`, async () => {
      const form = await refreshed(of);
      const made = await keys.assertion(isolate, of, of);
      return sent(200, () => keys.postWith(server, { id: of.id }, { ...form, ...keys.asserted(made) }));
    }]),
    ["POST /introspect", async () => {
      const { access_token } = await tokens();
      return sent(200, () => postAs(server, api, "/introspect", { token: access_token }));
    }],
    ["POST /revoke, a refresh token", async () => {
      const { refresh_token } = await tokens();
      return sent(200, () => postAs(server, client, "/revoke", { token: refresh_token }));
    }],
    ...[["", client], [", signed (ES256)", signed]].map(([how, of]) => [`GET /userinfo${how}`, async () => {
      const { access_token } = await tokens(of, { scope: OPENID });
      return sent(200, () => browser.fetch("/userinfo", { headers: { authorization: `Bearer ${access_token}` } }));
    }]),
    ["GET /logout, the question", get(() => "/logout")],
    ["GET /logout, a sign-out", async () => {
      const visitor = new Browser(server);
      const { id_token } = await obtainTokens(server, visitor, openid.ES256, server.user, { scope: OPENID });
      return sent(200, () => visitor.fetch(logoutPath({ id_token_hint: id_token })));
    }],
    ["POST /register", async () => {
      const body = JSON.stringify({ client_name: randomUUID(), redirect_uris: ["https://app.example/callback"] });
      const headers = { "content-type": "application/json" };
      return sent(201, () => browser.fetch("/register", { method: "POST", headers, body }));
    }],
    ["DELETE /register/…", async () => {
      const body = JSON.stringify({ client_name: randomUUID(), redirect_uris: ["https://app.example/callback"] });
      const { text } = await browser.fetch("/register", { method: "POST", headers: { "content-type": "application/json" }, body });
      const { registration_access_token: token, registration_client_uri: uri } = JSON.parse(text);
      return sent(204, () => browser.fetch(new URL(uri).pathname, { method: "DELETE", headers: { authorization: `Bearer ${token}` } }));
    }],
    ["GET metadata", get(() => "/.well-known/oauth-authorization-server")],
    ["GET key set", get(() => "/.well-known/jwks.json")],
  ];
}

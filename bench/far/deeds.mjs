// What people and clients do at the server. A deed is a series of requests, and an entry is [name, prepare]. `prepare` makes what
// has to be there before, without any delay, and gives the steps of the deed: {act, soon, elsewhere}.
//
//   act        sends one request to the isolate that it is given, and checks the answer
//   soon       the request comes right after the one before, so no replica knows of that one yet
//   elsewhere  the request comes from another place, where KV has nothing at hand

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";

import { Browser } from "../../tests/workerd/kit/browser.mjs";
import { addClient, addKeyClient } from "../../tests/workerd/kit/clients.mjs";
import * as keys from "../../tests/workerd/kit/keys.mjs";
import { addUser } from "../../tests/workerd/kit/people.mjs";
import { authorizationRequest, logoutPath, obtainCode, obtainTokens, postAs } from "../../tests/workerd/kit/steps.mjs";

const SCOPE = "openid profile offline_access notes:read";

/** A browser whose requests go to one isolate after another, all with the same issuer. */
class Traveller extends Browser {
  constructor(server) {
    super({ url: server.urls[0] });
  }

  fetch(address, options) {
    const { pathname, search } = new URL(address, this.origin);
    return super.fetch(new URL(pathname + search, this.at?.url ?? this.origin), options);
  }

  /** Sends the form of a page, and follows no redirect. */
  post(page, changes, form = page.form()) {
    const body = new URLSearchParams({ ...form.values, ...changes });
    return this.fetch(form.action, { method: "POST", headers: { origin: this.origin }, body });
  }
}

/** Every deed at a `server` that serve.mjs has started. */
export async function deeds(server) {
  const near = server.at(0);
  const client = await addClient(near);
  const trusted = await addClient(near, { firstParty: true });
  const api = await addClient(near, { redirectUris: [], grantTypes: [], introspects: [server.url] });
  const program = await addClient(near, { scope: "notes:read", redirectUris: [], grantTypes: ["client_credentials"] });
  const keyed = await addKeyClient(near, { firstParty: true });
  const keyedProgram = await addKeyClient(near, { scope: "notes:read", redirectUris: [], grantTypes: ["client_credentials"] });
  const prover = await keys.newKey("ES256");

  const browser = new Traveller(server);
  await obtainTokens(near, browser, client, server.user, { scope: SCOPE });

  const step = (expected, send, how) => ({
    ...how,
    act: async (at) => {
      const answer = await send(at);
      assert.equal(answer.status, expected, answer.text);
      return answer;
    },
  });
  const one = (expected, send) => [step(expected, send)];
  const get = (visitor, address, expected = 200) => step(expected, (at) => from(visitor, at).fetch(address));
  const from = (visitor, at) => Object.assign(visitor, { at });

  const code = (of) => obtainCode(browser, of, server.user, { scope: SCOPE });
  const tokens = (of) => obtainTokens(near, browser, of, server.user, { scope: SCOPE });
  const refreshing = async (of) => ({ grant_type: "refresh_token", refresh_token: (await tokens(of)).refresh_token });
  const proof = () => keys.prove(server, prover);
  const asserted = async (of) => keys.asserted(await keys.assertion(server, of, of));
  const withProof = (of, form) => async (made) => (at) => keys.postWith(at, of, form, made);

  // Each grant at the token endpoint in three ways: with a secret, with a secret and a proof, and with an assertion.
  const atToken = (name, formOf, plainOf, keyedOf) => [
    [`POST /token, ${name}`, async () => {
      const form = await formOf(plainOf);
      return one(200, (at) => postAs(at, plainOf, "/token", form));
    }],
    [`POST /token, ${name}, DPoP`, async () => {
      const form = await formOf(plainOf);
      return one(200, await withProof(plainOf, form)(await proof()));
    }],
    [`POST /token, ${name}, private_key_jwt`, async () => {
      const form = { ...(await formOf(keyedOf)), ...(await asserted(keyedOf)) };
      return one(200, (at) => keys.postWith(at, { id: keyedOf.id }, form));
    }],
  ];

  // A visit, and then the code is redeemed. Somebody who is already signed in waits for this.
  const again = (how) => async () => {
    const request = authorizationRequest(client, { scope: SCOPE });
    let page;
    return [
      step(303, async (at) => (page = await from(browser, at).fetch(request.url))),
      step(200, (at) => redeem(at, request, page), how),
    ];
  };
  const redeem = (at, request, page) => postAs(at, client, "/token", {
    grant_type: "authorization_code",
    code: page.answer.get("code"),
    redirect_uri: client.redirectUri,
    code_verifier: request.verifier,
  });

  return [
    ["first sign-in", async () => {
      const [visitor, user] = [new Traveller(server), await addUser(near)];
      const request = authorizationRequest(client, { scope: SCOPE });
      let page;
      const went = async (send) => (page = await send);
      return [
        step(200, (at) => went(from(visitor, at).fetch(request.url))),
        step(303, (at) => went(from(visitor, at).post(page, { username: user.username, password: user.password }))),
        step(200, (at) => went(from(visitor, at).fetch(page.location)), { soon: true }),
        step(303, (at) => went(from(visitor, at).post(page, { decision: "allow" }))),
        step(200, (at) => redeem(at, request, page), { soon: true }),
      ];
    }],
    ["repeat", again({ soon: true })],
    ["repeat, redeemed from another place", again({ soon: true, elsewhere: true })],
    ["refresh", async () => {
      const form = await refreshing(client);
      return one(200, (at) => postAs(at, client, "/token", form));
    }],
    ["GET /authorize, the login page", async () => [get(new Traveller(server), authorizationRequest(client).url)]],
    ["POST /login", async () => {
      const visitor = new Traveller(server);
      const page = await visitor.fetch(authorizationRequest(client).url);
      const { username, password } = server.user;
      return one(303, (at) => from(visitor, at).post(page, { username, password }));
    }],
    ["POST /consent", async () => {
      const [visitor, user] = [new Traveller(server), await addUser(near)];
      const page = await visitor.signIn(await visitor.fetch(authorizationRequest(client).url), user);
      return one(303, (at) => from(visitor, at).post(page, { decision: "allow" }));
    }],
    ["POST /par", async () => {
      const fields = Object.fromEntries(authorizationRequest(trusted).params);
      return one(201, (at) => postAs(at, trusted, "/par", fields));
    }],
    ["GET /authorize, of a pushed request", async () => {
      const fields = Object.fromEntries(authorizationRequest(trusted).params);
      const { json } = await postAs(near, trusted, "/par", fields);
      const query = new URLSearchParams({ client_id: trusted.id, request_uri: json.request_uri });
      return [get(browser, `/authorize?${query}`, 303)];
    }],
    ...atToken("a code", code, trusted, keyed),
    ...atToken("a refresh", refreshing, trusted, keyed),
    ...atToken("client credentials", () => ({ grant_type: "client_credentials" }), program, keyedProgram),
    ["GET /userinfo", async () => {
      const headers = { authorization: `Bearer ${(await tokens(trusted)).access_token}` };
      const anybody = new Traveller(server);
      return one(200, (at) => from(anybody, at).fetch("/userinfo", { headers }));
    }],
    ["POST /introspect", async () => {
      const { access_token } = await tokens(trusted);
      return one(200, (at) => postAs(at, api, "/introspect", { token: access_token }));
    }],
    ["POST /revoke, a refresh token", async () => {
      const { refresh_token } = await tokens(trusted);
      return one(200, (at) => postAs(at, trusted, "/revoke", { token: refresh_token }));
    }],
    ["POST /revoke, an access token", async () => {
      const { access_token } = await tokens(trusted);
      return one(200, (at) => postAs(at, trusted, "/revoke", { token: access_token }));
    }],
    ["GET /logout, the question", async () => [get(browser, `/logout?state=${randomUUID()}`)]],
    ["GET /logout, a sign-out", async () => {
      const visitor = new Traveller(server);
      const { id_token } = await obtainTokens(near, visitor, trusted, server.user, { scope: SCOPE });
      return [get(visitor, logoutPath({ id_token_hint: id_token }))];
    }],
  ];
}

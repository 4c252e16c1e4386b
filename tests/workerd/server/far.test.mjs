// How many trips to the storage follow one another in each deed at the built Worker, as `npm run bench -- --far` counts them. With one
// trip more, everybody far away waits longer.

import assert from "node:assert/strict";
import { test } from "node:test";

import { drawChains, measureFar } from "../../../bench/far/table.mjs";

/** The most trips, in an isolate that has answered the same before, and in one that has answered nothing. */
const MOST = {
  "first sign-in": [3, 4],
  "repeat": [2, 3],
  "repeat, redeemed from another place": [3, 3],
  "refresh": [1, 1],
  "GET /authorize, the login page": [0, 0],
  "POST /login": [1, 1],
  "POST /consent": [1, 1],
  "POST /par": [1, 1],
  "GET /authorize, of a pushed request": [1, 1],
  "POST /token, a code": [2, 2],
  "POST /token, a code, DPoP": [2, 2],
  "POST /token, a code, private_key_jwt": [2, 2],
  "POST /token, a refresh": [1, 1],
  "POST /token, a refresh, DPoP": [1, 1],
  "POST /token, a refresh, private_key_jwt": [1, 1],
  "POST /token, client credentials": [1, 1],
  "POST /token, client credentials, DPoP": [1, 1],
  "POST /token, client credentials, private_key_jwt": [1, 1],
  "GET /userinfo": [1, 1],
  "POST /introspect": [1, 1],
  "POST /revoke, a refresh token": [1, 1],
  "POST /revoke, an access token": [1, 1],
  "GET /logout, the question": [0, 0],
  "GET /logout, a sign-out": [1, 2],
  "first sign-in, no replica": [7, 8],
  "repeat, no replica": [3, 4],
  "GET /authorize, the login page, no replica": [1, 1],
  "POST /consent, no replica": [2, 2],
  "GET /authorize, of a pushed request, no replica": [2, 2],
  "first sign-in, code sealed": [3, 3],
  "repeat, code sealed": [1, 1],
  "POST /consent, code sealed": [1, 1],
  "GET /authorize, of a pushed request, code sealed": [1, 1],
  "POST /token, a code, code sealed": [1, 1],
  "POST /token, a code, DPoP, code sealed": [1, 1],
  "POST /token, a code, private_key_jwt, code sealed": [1, 1],
};

test("no chain of trips is longer than this file says", async () => {
  const measured = await measureFar();
  assert.deepEqual(measured.map(({ name }) => name), Object.keys(MOST));
  const longer = measured.filter(({ name, warm, cold }) => warm > MOST[name][0] || cold > MOST[name][1]);
  assert.equal(longer.length, 0, drawChains(longer));
});

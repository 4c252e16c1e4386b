// A web application made of better-auth and its plugin genericOAuth, used as its documentation shows.
//
// Its only argument is JSON: {port, issuer, client}. /login begins, /me says who signed in, /refresh refreshes, and
// /logout signs out, here and there. Answers are JSON.

import { createServer } from "node:http";

import { betterAuth } from "better-auth";
import { fromNodeHeaders, toNodeHandler } from "better-auth/node";
import { genericOAuth } from "better-auth/plugins";
import { memoryAdapter } from "better-auth/adapters/memory";

const { port, issuer, client, scope } = JSON.parse(process.argv[2]);
const url = `http://localhost:${port}`;
const PROVIDER = "edgegrant";

const auth = betterAuth({
  baseURL: url,
  secret: "a secret of this test, which needs no strength",
  database: memoryAdapter({ user: [], session: [], account: [], verification: [] }),
  telemetry: { enabled: false },
  plugins: [
    genericOAuth({
      config: [{
        providerId: PROVIDER,
        clientId: client.id,
        clientSecret: client.secret,
        discoveryUrl: `${issuer}/.well-known/openid-configuration`,
        scopes: scope.split(" "),
        requireIdTokenVerification: true,
      }],
    }),
  ],
});

const pages = {
  "/login": (headers) =>
    auth.api.signInSocial({ body: { provider: PROVIDER, callbackURL: "/me" }, headers, asResponse: true }),
  "/me": async (headers) => {
    const session = await auth.api.getSession({ headers });
    if (session === null) return Response.json(null);
    const accounts = await auth.api.listUserAccounts({ headers });
    return Response.json({ user: session.user, accounts });
  },
  "/refresh": async (headers) => {
    const [{ id: accountId }] = await auth.api.listUserAccounts({ headers });
    const { accessToken: before } = await auth.api.getAccessToken({ body: { accountId }, headers });
    const tokens = await auth.api.refreshToken({ body: { accountId }, headers });
    return Response.json({ before, ...tokens });
  },
  "/logout": (headers) => auth.api.signOut({ headers, asResponse: true }),
};

const handle = toNodeHandler(auth);
createServer(async (request, response) => {
  const page = pages[new URL(request.url, url).pathname];
  if (page === undefined) return handle(request, response);
  try {
    const answer = await page(fromNodeHeaders(request.headers));
    const cookies = answer.headers.getSetCookie();
    response.writeHead(answer.status, { "content-type": "application/json", "set-cookie": cookies });
    response.end(await answer.text());
  } catch (error) {
    console.error(error);
    response.writeHead(500).end(String(error));
  }
}).listen(port, "localhost");

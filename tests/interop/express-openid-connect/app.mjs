// A web application made of Express and express-openid-connect, used as its documentation shows.
//
// Its only argument is JSON: {issuer, apps}, each of them {port, client, authorizationParams, options}. /login and
// /logout are the library's; /me says who signed in, and /refresh refreshes. Answers are JSON.

import express from "express";
import openid from "express-openid-connect";

const { auth, requiresAuth } = openid;
const { issuer, apps } = JSON.parse(process.argv[2]);

for (const { port, client, authorizationParams, options } of apps) {
  const url = `http://localhost:${port}`;
  const app = express();
  app.use(auth({
    issuerBaseURL: issuer,
    baseURL: url,
    clientID: client.id,
    clientSecret: client.secret ?? undefined,
    secret: "a secret of this test, which needs no strength",
    authRequired: false,
    idpLogout: true,
    enableTelemetry: false,
    authorizationParams,
    routes: { postLogoutRedirect: "/me" },
    ...options,
  }));
  app.get("/", (request, response) => response.json({ signedIn: request.oidc.isAuthenticated() }));
  app.get("/me", (request, response) => response.json(request.oidc.user ?? null));
  app.get("/userinfo", requiresAuth(), async (request, response) => response.json(await request.oidc.fetchUserInfo()));
  app.get("/refresh", requiresAuth(), async (request, response) => {
    const before = request.oidc.accessToken.access_token;
    const { access_token: after } = await request.oidc.accessToken.refresh();
    response.json({ changed: before !== after, userinfo: await request.oidc.fetchUserInfo() });
  });
  app.use((error, _request, response, _next) => {
    console.error(error);
    response.status(500).json({ error: String(error) });
  });
  app.listen(port, "localhost");
}

// An authorization server made with @cloudflare/workers-oauth-provider, as its README does it. Everybody who comes to /authorize is
// the same person, who has said yes. Unlike ours, it reads no session and remembers no grant.

import OAuthProvider from "@cloudflare/workers-oauth-provider";

// Otherwise each sign-in would end the one before, because it is the same person, and 16 at once could not sign in.
const revokeExistingGrants = false;
const person = { userId: "person", metadata: {}, props: { username: "person" }, revokeExistingGrants };

const defaultHandler = {
  async fetch(request, env) {
    if (new URL(request.url).pathname !== "/authorize") return new Response(null, { status: 404 });
    const asked = await env.OAUTH_PROVIDER.parseAuthRequest(request);
    const { redirectTo } = await env.OAUTH_PROVIDER.completeAuthorization({ request: asked, scope: asked.scope, ...person });
    return new Response(null, { status: 303, headers: { location: redirectTo } });
  },
};

export default new OAuthProvider({
  apiRoute: "/api/",
  apiHandler: { fetch: async () => new Response() },
  defaultHandler,
  authorizeEndpoint: "/authorize",
  tokenEndpoint: "/token",
  clientRegistrationEndpoint: "/register",
  resourceMetadata: { resource: "http://localhost/api/" },
  scopesSupported: ["profile", "notes:read", "notes:write"],
});

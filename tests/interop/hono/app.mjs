// An API made of Hono, guarded by its middleware jwk, used as its documentation shows: {issuer, resource} to what answers
// a request.

import { Hono } from "hono";
import { jwk } from "hono/jwk";

export function api({ issuer, resource }) {
  const app = new Hono();
  app.use("/notes", jwk({
    jwks_uri: `${issuer}/.well-known/jwks.json`,
    alg: ["ES256"],
    verification: { iss: issuer, aud: resource, typ: "at+jwt" },
  }));
  app.get("/notes", (context) => context.json(context.get("jwtPayload")));
  return (authorization) => app.request("/notes", { headers: authorization ? { authorization } : {} });
}

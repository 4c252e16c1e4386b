// A host of which the issuer has but the routes that docs/deploy.md names. Whoever has the rest of it says that the
// keys of the issuer are their own.

import { createServer, request as send } from "node:http";
import { SignJWT, exportJWK, generateKeyPair } from "jose";

import { freePort } from "../kit/serve.mjs";

const ROUTE = /^(\/\.well-known\/(oauth-authorization-server|openid-configuration))?\/auth(?![^/?])/;

/**
 * The host: {url, issuer, port, asked, sign, dispose}. The issuer's routes lead to the worker that listens on `port`.
 * `asked` are the paths that the owner of the root was asked for, and `sign(claims, header)` is a JWT with the key
 * that they publish.
 */
export async function sharedHost() {
  const port = await freePort();
  const { publicKey, privateKey } = await generateKeyPair("ES256", { extractable: true });
  const kid = "of-the-root";
  const keys = [{ ...(await exportJWK(publicKey)), kid, alg: "ES256", use: "sig" }];
  const host = { port, asked: [] };
  const server = createServer((request, response) => {
    if (ROUTE.test(request.url)) return pass(request, response, port);
    host.asked.push(request.url);
    const document = request.url.includes("jwks") ? { keys } : { issuer: host.issuer, jwks_uri: `${host.url}/jwks` };
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(document));
  });
  await new Promise((listening) => server.listen(0, "localhost", listening));
  host.url = `http://localhost:${server.address().port}`;
  host.issuer = `${host.url}/auth`;
  host.sign = (claims, header = {}) =>
    new SignJWT(claims).setProtectedHeader({ alg: "ES256", kid, ...header }).sign(privateKey);
  host.dispose = () => {
    server.closeAllConnections();
    server.close();
  };
  return host;
}

function pass(request, response, port) {
  const { method, url, headers } = request;
  const onward = send({ host: "localhost", port, method, path: url, headers }, (answer) => {
    response.writeHead(answer.statusCode, answer.rawHeaders);
    answer.pipe(response);
  });
  onward.on("error", () => response.destroy());
  request.pipe(onward);
}

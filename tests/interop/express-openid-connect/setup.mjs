// express-openid-connect, Auth0's middleware for Express.

import { ensurePackages } from "../npm.mjs";

/** Installs what is missing, and gives the folder. */
export function ensureExpressOpenidConnect() {
  return ensurePackages("express-openid-connect");
}

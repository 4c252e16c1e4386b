// Loaded into each program that uses the stand-in: its DNS knows the hosts in STAND_IN_DNS, {host: address or code of an error}, and no others.

import dns from "node:dns/promises";
import { syncBuiltinESMExports } from "node:module";

const known = JSON.parse(process.env.STAND_IN_DNS ?? "{}");

function fails(code) {
  throw Object.assign(new Error(code), { code });
}

dns.resolve4 = async (host) => {
  const found = known[host] ?? "ENOTFOUND";
  return /^E/.test(found) ? fails(found) : [found];
};
dns.resolve6 = async () => fails("ENODATA");
dns.resolveCname = async () => fails("ENODATA");
syncBuiltinESMExports();

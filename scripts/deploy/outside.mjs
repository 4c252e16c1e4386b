// Whether people and apps reach the server: /health, the metadata and the key set, over the Internet. A new name takes a
// moment until everybody knows it, and its certificate may take some minutes.

import { Trouble, say } from "../command.mjs";

/** Between two tries, in milliseconds. */
const PAUSE = 3000;
const PATIENCE = 15_000;

/** Throws `Trouble` if the server cannot be used within `wait` seconds. */
export async function seenFromOutside(issuer, { wait }) {
  const until = Date.now() + wait * 1000;
  let last;
  for (let tries = 0; ; tries++) {
    const why = await wrongWith(issuer);
    if (why === undefined) return;
    if (Date.now() + PAUSE > until) throw new Trouble(`The server was deployed, but after ${wait} seconds ${why}`);
    if (why !== last || tries % 10 === 9) say(`  not yet: ${why.split("\n")[0]}`);
    last = why;
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
}

// Undefined, or what is wrong and what to do.
async function wrongWith(issuer) {
  const { origin, pathname } = new URL(issuer);
  const below = pathname === "/" ? "" : pathname;
  const metadataUrl = `${origin}/.well-known/oauth-authorization-server${below}`;
  try {
    const health = await json(`${issuer}/health`);
    if (health.status !== 200) return unwell(`${issuer}/health`, health);
    const metadata = await json(metadataUrl);
    if (metadata.status !== 200) return unwell(metadataUrl, metadata);
    if (metadata.body?.issuer !== issuer) return `${metadataUrl} is the metadata of another server, ${metadata.body?.issuer}. Is ISSUER the address of this one?`;
    const keys = await json(metadata.body.jwks_uri);
    if (keys.status !== 200 || !(keys.body?.keys?.length > 0)) return unwell(metadata.body.jwks_uri, keys);
    return undefined;
  } catch (error) {
    return unreached(new URL(issuer).hostname, error);
  }
}

async function json(url) {
  const answer = await fetch(url, { redirect: "manual", headers: { "cache-control": "no-cache" }, signal: AbortSignal.timeout(PATIENCE) });
  const text = await answer.text();
  let body;
  try {
    body = JSON.parse(text);
  } catch {
    // Another server's page.
  }
  return { status: answer.status, body };
}

function unwell(url, { status, body }) {
  if (status === 503 && body?.status !== undefined) return `${url} says that the server cannot work. \`npm run wrangler -- tail\` shows why, while you open that address.`;
  return `${url} answers ${status}.\nIf that does not change, look at the Worker's routes in Cloudflare's dashboard, and run \`npm run deploy\` again.`;
}

function unreached(host, error) {
  const code = error.cause?.code ?? error.code ?? error.name;
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return `the name ${host} cannot be found yet.\nThat can take some minutes. Run \`npm run deploy\` again: it continues from here.`;
  if (/CERT|SSL|TLS|EPROTO/.test(code)) return `${host} has no certificate yet (${code}).\nThat can take some minutes. Run \`npm run deploy\` again: it continues from here.`;
  return `${host} cannot be reached (${code}).\nLook at your network, and run \`npm run deploy\` again: it continues from here.`;
}

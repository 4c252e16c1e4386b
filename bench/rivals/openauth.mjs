// An authorization server made with OpenAuth, as its documentation does it on Workers. Everybody who comes to its only provider is
// the same person. Unlike ours, it reads no session, remembers no grant and knows no client.

import { issuer } from "@openauthjs/openauth";
import { CloudflareStorage } from "@openauthjs/openauth/storage/cloudflare";

const person = {
  type: "person",
  init: (routes, context) => routes.get("/authorize", (request) => context.success(request, {})),
};

const anything = { "~standard": { version: 1, vendor: "edgegrant", validate: (value) => ({ value }) } };

// OpenAuth reads the clock twice for the 60 seconds of a code. On Cloudflare the clock stands still in between. Here it goes on, and KV
// refuses 59 seconds.
function patient(namespace) {
  return {
    get: (...values) => namespace.get(...values),
    delete: (...values) => namespace.delete(...values),
    list: (...values) => namespace.list(...values),
    put: (key, value, { expirationTtl }) => namespace.put(key, value, { expirationTtl: expirationTtl && Math.max(60, expirationTtl) }),
  };
}

export default {
  fetch(request, env, context) {
    const server = issuer({
      storage: CloudflareStorage({ namespace: patient(env.STORAGE) }),
      providers: { person },
      subjects: { user: anything },
      success: (answer) => answer.subject("user", { id: "person" }),
    });
    return server.fetch(request, env, context);
  },
};

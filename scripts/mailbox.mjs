// A mailbox for this machine: a worker that stands in for the `send_email` binding. `npm start` shows what was sent at its
// address, and tests read it and let it fail.

import { root } from "./command.mjs";
import { WORKER } from "./mailbox-worker.mjs";

/** The name under which the worker is bound. */
const NAME = "mailbox";

/** miniflare's configuration of the worker, and of the binding `EMAIL` of the worker that sends. */
export const mailbox = {
  config: {
    name: NAME,
    compatibilityDate: "2026-11-01",
    manifest: { mainModule: "mailbox.js", modulesRoot: root, modules: { "mailbox.js": { type: "esm", contents: WORKER } } },
    env: {},
  },
  binding: { EMAIL: { type: "worker", worker: NAME, exportName: "Mail" } },
};

// What workerd loads: hands each event to the WASM. scripts/bindgen.mjs bundles it with what it imports.

import * as wasm from "./index.js";
import { run } from "./border.js";

// All frames: the panic message alone seldom says who called.
Error.stackTraceLimit = 100;

// A plain object: workerd makes one of a class for each request.
export default {
  fetch(request, env, context) {
    return run((task) => wasm.fetch(task, request, env, context));
  },
  scheduled(event, env) {
    return run((task) => wasm.scheduled(task, event.cron, env));
  },
};

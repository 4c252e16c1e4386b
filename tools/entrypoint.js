// What workerd loads: hands each event to the WASM. scripts/bindgen.mjs bundles it with the
// `index.js` that wasm-bindgen generates.
//
// A Rust panic or a trap leaves its instance with locks held and tasks half done: the next event would hang or
// read half-written data. So the next event gets a new instance. Requests still under way in the old one end
// with an error.

import * as wasm from "./index.js";

// All frames: the panic message alone seldom says who called.
Error.stackTraceLimit = 100;

// From the `worker` crate: its panic hook sets `criticalError`.
const state = wasm.__worker_init_state();

function replaceAfterTrap() {
  if (!state.criticalError) return;
  console.log("Reinitializing Wasm application");
  wasm.__wbg_reset_state();
  state.criticalError = false;
}

function lookForTrap(error) {
  if (!(error instanceof WebAssembly.RuntimeError)) return;
  console.error("Critical", error);
  state.criticalError = true;
}

// An error that a task throws after its first `await` reaches no caller.
addEventListener("error", ({ error }) => lookForTrap(error));

async function handle(handler, event, env, context) {
  replaceAfterTrap();
  try {
    return await handler(event, env, context);
  } catch (error) {
    lookForTrap(error);
    throw error;
  }
}

// A plain object, because workerd makes a new instance of a class for each request.
const entrypoint = { fetch: (request, env, context) => handle(wasm.fetch, request, env, context) };

// Not every worker has a cron.
if (wasm.scheduled) entrypoint.scheduled = (event, env, context) => handle(wasm.scheduled, event, env, context);

export default entrypoint;

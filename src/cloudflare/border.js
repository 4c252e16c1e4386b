// The border between the WASM and the runtime. Each crossing costs, and so does each text that crosses: what one thing needs crosses
// at once. border.rs has the other side. Here is how what takes time comes back; what the WASM asks for is in the files beside this one.
//
// What takes time has a number. The WASM gives it, and hears of the end with it.

import * as wasm from "./index.js";

/** From the `worker` crate: the number of the instance, and whether a panic or a trap has spoiled it. */
const state = () => globalThis.__worker_init_state;

/** Tells the WASM how what it gave a number to has ended. */
function tell(number, value) {
  if (value === undefined || value === null) wasm.settle(number);
  else if (typeof value === "string") wasm.settle_text(number, value);
  else if (value instanceof Uint8Array) wasm.settle_bytes(number, value);
  else if (typeof value === "function") value(number);
  else wasm.settle_value(number, value);
}

const says = (error) => error?.message ?? "an error without a message";

/**
 * Starts something, and tells the WASM how it ended.
 *
 * - `shape`: gives what is told of the value, or a function that tells it.
 * - `trouble`: gives the words for an error.
 */
export function settled(number, start, shape = (value) => value, trouble = says) {
  const asked = state().instanceId;
  const end = (act) => {
    // What an earlier instance asked for is no business of this one.
    if (state().criticalError || asked !== state().instanceId) return;
    try {
      act();
    } catch (error) {
      // A trap: entrypoint.js looks for it.
      queueMicrotask(() => {
        throw error;
      });
    }
  };
  const failed = (error) => end(() => wasm.settle_failed(number, trouble(error)));
  let promise;
  try {
    promise = start();
  } catch (error) {
    // A trap is no answer.
    if (error instanceof WebAssembly.RuntimeError) throw error;
    wasm.settle_failed(number, trouble(error));
    return;
  }
  promise.then((value) => end(() => tell(number, shape(value))), failed);
}

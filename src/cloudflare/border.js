// The border between the WASM and the runtime. Each crossing costs CPU time, and so does each text that crosses, so everything that one
// action needs crosses at once. border.rs is the other side. This file brings back the outcome of actions that take time; the files beside
// it do what the WASM asks for.
//
// An action that takes time has a number. The WASM gives it, and gets the outcome back with it.

import * as wasm from "./index.js";

// Whatever ends asks for a turn of the WASM, and each call of workerd's own `queueMicrotask` makes objects on both sides. A promise
// gives a turn as soon, and makes none there.
const { queueMicrotask } = globalThis;
const done = Promise.resolve();
globalThis.queueMicrotask = (task) => {
  done.then(() => {
    try {
      task();
    } catch (error) {
      fail(error);
    }
  });
};

/** Throws where entrypoint.js looks for traps. */
function fail(error) {
  queueMicrotask(() => {
    throw error;
  });
}

/** From the `worker` crate: the number of the instance, and whether a panic or a trap has spoiled it. */
const state = () => globalThis.__worker_init_state;

/** Tells the WASM how the action with this number has ended. */
function tell(number, value) {
  if (value === undefined || value === null) wasm.settle(number);
  else if (typeof value === "string") wasm.settle_text(number, value);
  else if (value instanceof Uint8Array) wasm.settle_bytes(number, value);
  else if (typeof value === "function") value(number);
  else wasm.settle_value(number, value);
}

const says = (error) => error?.message ?? "an error without a message";

/**
 * Starts an action, and tells the WASM how it ended.
 *
 * - `shape`: returns what the WASM is told about the value, or a function that tells it.
 * - `trouble`: returns the words for an error.
 */
export function settled(number, start, shape = (value) => value, trouble = says) {
  const asked = state().instanceId;
  const end = (act) => {
    // An earlier instance may have asked for this. Then it does not concern the present one.
    if (state().criticalError || asked !== state().instanceId) return;
    try {
      act();
    } catch (error) {
      fail(error);
    }
  };
  const failed = (error) => end(() => wasm.settle_failed(number, trouble(error)));
  let promise;
  try {
    promise = start();
  } catch (error) {
    // A trap is not an answer.
    if (error instanceof WebAssembly.RuntimeError) throw error;
    wasm.settle_failed(number, trouble(error));
    return;
  }
  promise.then((value) => end(() => tell(number, shape(value))), failed);
}

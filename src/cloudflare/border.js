// The border between the WASM and the runtime. Each crossing costs, and so does each text that crosses: what one thing needs crosses
// at once. border.rs has the other side. Here is what is under way; what the WASM asks for is in the files beside this one.
//
// What takes time has a number. The WASM gives it, and hears of the end with it.

import * as wasm from "./index.js";

// Which instance of the WASM runs. What an earlier one asked for is no business of this one.
let instance = 0;
let spoiled = false;

// The promises that the runtime waits for, by the number of the task that keeps each.
const promised = new Map();
let tasks = 0;

/** Begins a task: `begin` gets its number, and gives what it did at once, if it did. */
export function run(begin) {
  renew();
  const task = (tasks += 1);
  try {
    return begin(task) ?? promise(task);
  } catch (error) {
    spoil(error);
    throw error;
  }
}

function promise(task) {
  return new Promise((resolve, reject) => promised.set(task, { resolve, reject }));
}

/** A task is done. */
export function done(task, value) {
  promised.get(task)?.resolve(value);
  promised.delete(task);
}

/** A task that the runtime waits for after the answer: its number. */
export function later(context) {
  const task = (tasks += 1);
  context.waitUntil(promise(task));
  return task;
}

// A panic or a trap leaves its instance with locks held and tasks half done: the next event would hang or read half-written data. So
// all that is under way in it ends, and the next event gets a new one.
function spoil(error) {
  console.error("Critical", error);
  spoiled = true;
  for (const { reject } of promised.values()) reject(error);
  promised.clear();
}

/** Why an instance is about to end. */
export const panicked = (words) => console.error("Critical", new Error(`Rust panic: ${words}`));

function renew() {
  if (!spoiled) return;
  console.log("Reinitializing Wasm application");
  wasm.__wbg_reset_state();
  instance += 1;
  spoiled = false;
}

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
  const asked = instance;
  const end = (act) => {
    if (spoiled || asked !== instance) return;
    try {
      act();
    } catch (error) {
      spoil(error);
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

// Contenders take turns, so that a busy machine slows all alike: the ratios hold, the absolute figures do not.

import { say } from "../scripts/command.mjs";
import { drive, quantile, together } from "./driver.mjs";

const ROUNDS = 5;
const AT_ONCE = 16;
/** Seconds of one turn of one contender. */
const TURN = { flows: 2.5, single: 1.5, refreshes: 1.5, metadata: 1 };

/** What each round of each contender came to: {flows: {ours: […], floor: […]}, single: …}. */
export async function measure(contenders) {
  const kinds = {
    flows: { task: "flow", atOnce: AT_ONCE },
    refreshes: { task: "refresh", atOnce: AT_ONCE },
    metadata: { task: "metadata", atOnce: AT_ONCE },
    single: { task: "flow", atOnce: 1 },
  };
  const names = Object.keys(contenders);
  const results = Object.fromEntries(
    Object.keys(kinds).map((kind) => [kind, Object.fromEntries(names.map((name) => [name, []]))]),
  );
  // The first calls of each make connections, refresh tokens and compiled code.
  for (const name of names) {
    for (const { task, atOnce } of Object.values(kinds)) {
      await drive(contenders[name][task], { seconds: 0.5, atOnce });
    }
  }
  for (let round = 1; round <= ROUNDS; round += 1) {
    say(`Round ${round} of ${ROUNDS}`);
    const order = round % 2 === 1 ? names : names.toReversed();
    for (const [kind, { task, atOnce }] of Object.entries(kinds)) {
      for (const name of order) {
        const { pid, [task]: work } = contenders[name];
        results[kind][name].push(await drive(work, { seconds: TURN[kind], atOnce, pid }));
      }
    }
  }
  return results;
}

/** The table of what was measured, as [head, rows]: the figures of each contender, and their ratio to the floor's in the median round. */
export function comparison({ flows, refreshes, metadata, single }) {
  const names = Object.keys(flows);
  const divided = names.filter((name) => name !== "floor");
  const rate = (it) => it.count / it.seconds;
  const cpu = (it) => it.cpu / it.count;
  const driver = (it) => it.driverCpu / it.count;
  const rows = [
    ["Flows per second, 16 at once", flows, rate, 0],
    ["Refreshes per second, 16 at once", refreshes, rate, 0],
    ["Metadata per second, 16 at once", metadata, rate, 0],
    ["CPU ms of workerd per flow", flows, cpu, 2],
    ["CPU ms of workerd per refresh", refreshes, cpu, 2],
    ["One flow at a time, p50 ms", single, (it) => quantile(it.times, 0.5), 2],
    ["One flow at a time, p99 ms", single, (it) => quantile(it.times, 0.99), 2],
    ["(CPU ms of the driver per flow)", flows, driver, 2],
  ].map(([what, rounds, figure, digits]) => {
    const ratios = (name) => rounds[name].map((round, number) => figure(round) / figure(rounds.floor[number])).toSorted((a, b) => a - b);
    return [
      what,
      ...names.map((name) => figure(together(rounds[name])).toFixed(digits)),
      ...divided.map((name) => quantile(ratios(name), 0.5).toFixed(2)),
      `${ratios("ours")[0].toFixed(2)} to ${ratios("ours").at(-1).toFixed(2)}`,
    ];
  });
  return [["", ...names, ...divided.map((name) => `${name} / floor`), "ours / floor, all rounds"], rows];
}

// `npm run bench -- --far`: how many trips to the storage follow one another in each deed, and how long a person waits.

import { countFar, drawChain } from "./chain.mjs";
import { deeds } from "./deeds.mjs";
import { delaysOf, perform, serveFar } from "./serve.mjs";

/** How far the primary is, in milliseconds, there and back: the same city, the same continent, the other side of the world. */
export const DISTANCES = [10, 40, 200];
/** The delay while trips are counted: long enough that trips which start at the same time overlap. */
const COUNTING = 16;
/**
 * What is measured: every deed; those that may read a replica once more without one; and those that make or redeem a code once more
 * with sealed codes. Each request of a cold deed meets an isolate that has never been asked: `cold` is how many isolates there are.
 */
const SERVERS = [
  { called: "", about: /(?:)/, cold: 34 },
  { called: ", no replica", about: /^first|^repeat$|login page|consent|, of a pushed/, cold: 10, sessions: "absent" },
  { called: ", code sealed", about: /^first|^repeat$|consent|, of a pushed|\/token, a code/, cold: 12, vars: { SEALED_CODES: "true" } },
];
/** So many cold isolates are enough for one deed. */
const COLD_OF_ONE = 8;
/** How often a deed is timed. The median counts. */
const TIMES = 3;

/** Every deed whose name has `words` in it: [{name, warm, cold, warmRequests, coldRequests, waits}], `waits` by distance. */
export async function measureFar({ words = "", distances = [], tell = () => {} } = {}) {
  const found = [];
  for (const { called, about, cold, sessions = "near", vars } of SERVERS) {
    const server = await serveFar({ isolates: 1 + (words === "" ? cold : COLD_OF_ONE), vars });
    try {
      // Index 0 is warm.
      let fresh = 1;
      const isolateOf = { warm: () => 0, cold: () => fresh++ };
      for (const [name, prepare] of await deeds(server)) {
        if (!name.includes(words) || !about.test(name)) continue;
        tell(`${name}${called}`);
        found.push({ name: `${name}${called}`, ...(await measure(server, prepare, { isolateOf, distances, sessions })) });
      }
    } finally {
      await server.dispose();
    }
  }
  return found;
}

async function measure(server, prepare, { isolateOf, distances, sessions }) {
  const delays = delaysOf(COUNTING);
  const once = async (how) => perform(server, await prepare(), { sessions, ...how });
  // After this, the isolate remembers all that it ever will.
  await once({ isolateOf: isolateOf.warm, delays: {} });
  const warm = await once({ isolateOf: isolateOf.warm, delays });
  const cold = await once({ isolateOf: isolateOf.cold, delays });
  const waits = {};
  for (const far of distances) {
    const took = [];
    while (took.length < TIMES) took.push((await once({ isolateOf: isolateOf.warm, delays: delaysOf(far) })).took);
    waits[far] = took.sort((a, b) => a - b)[Math.floor(TIMES / 2)];
  }
  return { warm: countFar(warm.requests), cold: countFar(cold.requests), warmRequests: warm.requests, coldRequests: cold.requests, waits };
}

/** The chains of trips of all deeds, as text. */
export function drawChains(measured) {
  return measured.map(({ name, warm, cold, warmRequests, coldRequests }) => [
    `${name}, warm: ${warm}`, drawChain(warmRequests), "", `${name}, cold: ${cold}`, drawChain(coldRequests), "",
  ].join("\n")).join("\n");
}

// The longest chain of trips that follow one another while a request is answered. A person waits for these.

/** The kinds of trips that go far. The others stay near the person, and take a few milliseconds. */
const FAR = new Set(["primary", "kv put", "kv get"]);

/** Whether it does. */
export function isFar({ kind }) {
  return FAR.has(kind);
}

/**
 * The longest chain in a request that distance.mjs has recorded: its trips in order. Of two chains with as many far trips, it is the one
 * with more near trips. Trips after the answer do not count.
 */
export function longestChain({ trips, answered }) {
  const waitedFor = trips.filter(({ end }) => end !== undefined && end < answered);
  const chains = new Map();
  for (const trip of waitedFor.toSorted((a, b) => a.start - b.start)) {
    const before = waitedFor.filter(({ end }) => end < trip.start).map((it) => chains.get(it));
    chains.set(trip, [...longest(before), trip]);
  }
  return longest([...chains.values()]);
}

function longest(chains) {
  const far = (chain) => chain.filter(isFar).length;
  return chains.reduce((best, chain) =>
    (far(chain) > far(best) || (far(chain) === far(best) && chain.length > best.length) ? chain : best), []);
}

/** How many far trips follow one another in all these requests, one after the other. */
export function countFar(requests) {
  return requests.flatMap(longestChain).filter(isFar).length;
}

/** The chains as text, with a line for each trip. Trips that run beside a chain are marked. */
export function drawChain(requests) {
  return requests.flatMap((request) => {
    const chain = longestChain(request);
    const beside = request.trips.filter((trip) => !chain.includes(trip));
    const mark = (trip) => (trip.end === undefined || trip.end > request.answered ? "afterwards" : "beside it");
    return [
      request.request,
      ...chain.map((trip) => `  ${isFar(trip) ? "→" : "·"} ${describe(trip)}`),
      ...beside.map((trip) => `      ${mark(trip)}: ${describe(trip)}`),
    ];
  }).join("\n");
}

function describe({ kind, what }) {
  return `${kind.padEnd(8)} ${what.map(firstWords).join(" | ")}`;
}

/** The verb of a statement, and its table. */
function firstWords(text) {
  if (text.startsWith("code:")) return "code:…";
  const plain = text.replace(/\s+/g, " ");
  const found = TABLES.map((table) => table.exec(plain)?.[1]).find((name) => name !== undefined);
  return `${plain.split(" ")[0]} ${found ?? plain.slice(7, 40)}`;
}

const TABLES = [/\bFROM \(SELECT 1\) LEFT JOIN ([a-z_]+)/, /\b(?:INTO|UPDATE) ([a-z_]+)/, /\b(?:FROM|JOIN) ([a-z_]+)/];

// What the workers log, as one short line for a person.

const columns = { worker: 10, method: 5, path: 42 };
const costs = [
  ["kv_reads", "KV read", "KV reads"],
  ["kv_writes", "KV write", "KV writes"],
  ["d1_queries", "D1 query", "D1 queries"],
  ["d1_rows_written", "D1 row written", "D1 rows written"],
];

const colours = { plain: "", dim: "\x1b[2m", yellow: "\x1b[33m", red: "\x1b[31m" };

/** The line for an entry that `worker` logged, coloured on a terminal. */
export function line(worker, entry) {
  const { text, colour } = words(entry);
  return paint(`${worker.padEnd(columns.worker)} ${text}`, colour);
}

function words(entry) {
  switch (entry.event) {
    case "request":
      return { text: request(entry), colour: requestColour(entry.status) };
    case "console":
      return { text: entry.message, colour: { error: "red", warn: "yellow" }[entry.level] ?? "plain" };
    default: {
      const { event, reason, id, ...rest } = entry;
      const details = Object.keys(rest).length > 0 ? ` ${JSON.stringify(rest)}` : "";
      const text = `${event}: ${reason ?? ""}${details}${id ? ` (request ${id})` : ""}`;
      return { text, colour: event === "trouble" ? "red" : "yellow" };
    }
  }
}

function request(entry) {
  const spent = costs
    .filter(([name]) => entry[name] > 0)
    .map(([name, one, many]) => `${entry[name]} ${entry[name] === 1 ? one : many}`);
  const what = `${entry.method.padEnd(columns.method)} ${entry.path.padEnd(columns.path)} ${entry.status}`;
  const reason = entry.reason ? [entry.reason] : [];
  return [what, [...reason, ...spent].join(", ")].join("  ").trimEnd();
}

function requestColour(status) {
  if (status >= 500) return "red";
  return status >= 400 ? "yellow" : "dim";
}

function paint(text, colour) {
  return process.stdout.isTTY && colours[colour] ? `${colours[colour]}${text}\x1b[0m` : text;
}

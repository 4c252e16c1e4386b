// Sending requests as fast as they are answered, and counting.

import { readFileSync } from "node:fs";
import http from "node:http";

/** Clock ticks a second in /proc/PID/stat, on every Linux that Node runs on. */
const TICKS = 100;

// Kept-alive connections: a new one for each request would be most of its time.
const agent = new http.Agent({ keepAlive: true, maxSockets: 256 });

/** Sends one request. Gives {status, headers, body}; follows no redirect. */
export function send(url, { method = "GET", headers = {}, form } = {}) {
  const body = form && new URLSearchParams(form).toString();
  const type = body && { "content-type": "application/x-www-form-urlencoded", "content-length": body.length };
  return new Promise((resolve, reject) => {
    const request = http.request(url, { method, agent, headers: { ...type, ...headers } }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (part) => (text += part));
      response.on("end", () => resolve({ status: response.statusCode, headers: response.headers, body: text }));
    });
    request.on("error", reject);
    request.end(body);
  });
}

/**
 * Repeats `task` for `seconds`, `atOnce` of them at any time; each gets the number of its lane.
 * Gives {count, seconds, times (ms, each), cpu and driverCpu (ms in all)}; `pid` is the process
 * whose CPU time is `cpu`.
 */
export async function drive(task, { seconds, atOnce, pid }) {
  const times = [];
  const cpuBefore = cpuTime(pid);
  const driverBefore = process.cpuUsage();
  const start = performance.now();
  const end = start + seconds * 1000;
  const lane = async (number) => {
    while (performance.now() < end) {
      const began = performance.now();
      await task(number);
      times.push(performance.now() - began);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, (_, number) => lane(number)));
  const driver = process.cpuUsage(driverBefore);
  return {
    count: times.length,
    seconds: (performance.now() - start) / 1000,
    times,
    cpu: cpuTime(pid) - cpuBefore,
    driverCpu: (driver.user + driver.system) / 1000,
  };
}

/** Several results of `drive` as one. */
export function together(results) {
  const sum = (name) => results.reduce((total, result) => total + result[name], 0);
  return {
    count: sum("count"),
    seconds: sum("seconds"),
    times: results.flatMap((result) => result.times),
    cpu: sum("cpu"),
    driverCpu: sum("driverCpu"),
  };
}

/** The value that `share` (0 to 1) of `values` do not exceed. */
export function quantile(values, share) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

/** Milliseconds of CPU that the process has used, all its threads; NaN where there is no /proc. */
export function cpuTime(pid) {
  if (pid === undefined) return NaN;
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  // The second field, the program's name, may hold spaces: count from after it.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS;
}

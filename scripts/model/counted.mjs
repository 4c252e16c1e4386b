// What visits cost and rows take, as `npm run bench -- --visits` counted and saved it. A test holds it against the built Worker.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Where it is. */
export const COUNTED = fileURLToPath(new URL("counted.json", import.meta.url));

/**
 * {visits, rows}. Each of `visits` has what Cloudflare meters, `log_lines`, `cpu_ms`, and `rows`: how many it leaves in each table. Each of
 * `rows` has `bytes` and `entries`, the rows that D1 counts when it is written or deleted.
 */
export const counted = JSON.parse(readFileSync(COUNTED, "utf8"));

// What visits cost and how much rows take, as `npm run bench -- --visits` has counted and saved it. A test compares it with the built Worker.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The file. */
export const COUNTED = fileURLToPath(new URL("counted.json", import.meta.url));

/**
 * {visits, rows}. Each of `visits` has what Cloudflare meters, `log_lines`, `cpu_ms`, and `rows`: how many rows it leaves in each table. Each
 * of `rows` has `bytes`, and `entries`: how many rows D1 counts when it is written or deleted.
 */
export const counted = JSON.parse(readFileSync(COUNTED, "utf8"));

// The figures that `npm run model` multiplies are those of the built Worker. If they are not, `npm run bench -- --visits` counts anew.

import assert from "node:assert/strict";
import { before, describe, test } from "node:test";

import { count } from "../../../bench/counted.mjs";
import { counted } from "../../../scripts/model/counted.mjs";

/** By how much the rows read may differ. They cost next to nothing, and some depend on what earlier visits left. */
const ROWS_READ = 3;
const SHARE_READ = 0.2;
/** Names, addresses and numbers are not always of the same length. */
const BYTES = 0.1;

describe("what visits cost", () => {
  let found;
  before(async () => {
    found = await count();
  });

  test("is what the model multiplies", () => {
    assert.deepEqual(Object.keys(found.visits), Object.keys(counted.visits));
    for (const [name, { d1_rows_read: read, ...visit }] of Object.entries(found.visits)) {
      const { d1_rows_read: known, cpu_ms: _measured, ...rest } = counted.visits[name];
      assert.deepEqual(visit, rest, `${name}: \`npm run bench -- --visits\` counts anew`);
      assert.ok(Math.abs(read - known) <= Math.max(ROWS_READ, known * SHARE_READ), `${name} reads ${read} rows, and not ${known}`);
    }
  });

  test("is what rows take", () => {
    assert.deepEqual(Object.keys(found.rows), Object.keys(counted.rows));
    for (const [table, { bytes, entries }] of Object.entries(found.rows)) {
      const known = counted.rows[table];
      assert.equal(entries, known.entries, table);
      assert.ok(Math.abs(bytes / known.bytes - 1) <= BYTES, `a row of ${table} takes ${bytes} bytes, and not ${known.bytes}`);
    }
  });
});

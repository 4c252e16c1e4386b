// The languages that the pages have.

import { readFileSync } from "node:fs";
import path from "node:path";

import { root } from "../../../scripts/command.mjs";

const [, list] = /pub const CODES: [^=]+ = (\[[^\]]*\]);/.exec(readFileSync(path.join(root, "words", "src", "lib.rs"), "utf8"));

/** Their codes, in the order of the metadata. */
export const languages = JSON.parse(list.replace(/,\s*\]/, "]"));

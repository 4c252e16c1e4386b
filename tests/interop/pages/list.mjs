// The pages of docs/, and those of them that a test follows. Imports no packages: on a first run there are none.

import { existsSync, readdirSync } from "node:fs";
import path from "node:path";

import { root } from "../../../scripts/command.mjs";

/** Every page of docs/, by its path without `.md`. */
export function docsPages() {
  const files = readdirSync(path.join(root, "docs"), { recursive: true }).map((file) => file.split(path.sep).join("/"));
  return files.filter((file) => file.endsWith(".md")).map((file) => file.slice(0, -".md".length)).sort();
}

/** Those whose code a test runs. */
export function followedPages() {
  return docsPages().filter((page) => existsSync(path.join(import.meta.dirname, page, "page.test.mjs")));
}

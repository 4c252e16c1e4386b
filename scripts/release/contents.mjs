// The files of a release: what was built, what the owner's commands need, and what people read.

import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import path from "node:path";

import { root } from "../command.mjs";
import { builtFiles } from "../workers.mjs";
import { crates, standardLibrary } from "./crates.mjs";
import { licences } from "./licences.mjs";
import { ownersLock, ownersManifest, ownersPackages, ownersScripts } from "./packages.mjs";
import { sbom } from "./sbom.mjs";

/** Files and whole folders, as they are. */
const AS_THEY_ARE = [
  ...["migrations", "wrangler.toml", "edgegrant.example.jsonc", "edgegrant.schema.json", ".dev.vars.example"],
  ...["examples/web-app/wrangler.toml", "examples/notes-api/wrangler.toml", "examples/notes-api/migrations", "examples/mcp-server"],
  ...["README.md", "CHANGELOG.md", "SECURITY.md", "LICENSE-MIT", "LICENSE-APACHE", "docs"],
  "scripts/model/counted.json",
];

/** Where something was built. */
const BUILT = ["build", "admin/build", "examples/web-app/build", "examples/notes-api/build"];

/** What is only imported where there are sources. */
const FOR_SOURCES = ["scripts/bindgen.mjs", "scripts/compile.mjs"];

/**
 * A Map of the path of each file to its bytes. Everything must have been built.
 *
 * - `time`: that of the commit, in seconds since 1970.
 */
export async function contents({ time }) {
  const manifest = json("package.json");
  const owners = ownersManifest(manifest);
  const lock = ownersLock(owners, json("package-lock.json"));
  const [inside, std] = [await crates(), await standardLibrary()];
  const built = BUILT.flatMap((folder) => builtFiles(path.join(root, folder)).map((file) => `${folder}/${file}`));
  const copied = [...AS_THEY_ARE.flatMap(filesUnder), ...built, ...scriptsOf(manifest)];
  const files = new Map(copied.map((file) => [file, readFileSync(path.join(root, file))]));
  const made = {
    "package.json": pretty(owners),
    "package-lock.json": pretty(lock),
    ".gitignore": ignored(),
    "sbom.cdx.json": sbom({ manifest: owners, crates: inside, std, lock, time }),
    "THIRD-PARTY-LICENSES.txt": licences(inside, std),
  };
  for (const [file, text] of Object.entries(made)) files.set(file, Buffer.from(text));
  for (const [file, bytes] of files) {
    if (file.endsWith(".md")) files.set(file, Buffer.from(withoutDeadLinks(file, bytes.toString("utf8"), files)));
  }
  files.set("SHA256SUMS", Buffer.from(sums(files)));
  return files;
}

/** The lines of `sha256sum`, one for each file. */
export function sums(files) {
  const lines = [...files].map(([file, bytes]) => `${createHash("sha256").update(bytes).digest("hex")}  ${file}\n`);
  return lines.sort((a, b) => (a.slice(66) < b.slice(66) ? -1 : 1)).join("");
}

/** The scripts that owners run, and what these import. */
function scriptsOf(manifest) {
  const named = Object.values(ownersScripts(manifest)).map((line) => /^node (scripts\/\S+\.mjs)/.exec(line)[1]);
  const started = [...named, ...Object.values(manifest.bin)];
  const allowed = ownersPackages(manifest);
  const found = new Set();
  const visit = (file) => {
    if (found.has(file) || FOR_SOURCES.includes(file)) return;
    if (!file.startsWith("scripts/")) throw new Error(`${file} is imported by a script of owners, and is none of the scripts`);
    found.add(file);
    for (const name of importsOf(file)) {
      if (name.startsWith(".")) visit(path.posix.join(path.posix.dirname(file), name));
      else if (!/^(node|cloudflare):/.test(name) && !allowed.includes(name)) throw new Error(`${file} imports ${name}, which a release does not bring along`);
    }
  };
  started.forEach(visit);
  return [...found];
}

function importsOf(file) {
  // Comments may show an import.
  const code = readFileSync(path.join(root, file), "utf8").replace(/^\s*(\/\/| \*).*$/gm, "");
  return [...code.matchAll(/(?:^(?:import|export)\b[^;"]*\bfrom |\bimport\()"([^"]+)"/gm)].map(([, name]) => name);
}

function filesUnder(place) {
  const full = path.join(root, place);
  if (!existsSync(full)) throw new Error(`${place} is not there`);
  if (!statSync(full).isDirectory()) return [place];
  return readdirSync(full, { recursive: true, withFileTypes: true })
    .filter((it) => it.isFile())
    .map((it) => path.relative(root, path.join(it.parentPath, it.name)).split(path.sep).join("/"));
}

// What is built belongs to a release; what the owner makes does not.
function ignored() {
  const lines = readFileSync(path.join(root, ".gitignore"), "utf8").split("\n");
  return lines.filter((line) => !/^\/(target|release)$|\bbuild$/.test(line)).join("\n");
}

// Of what only the sources have, the words stay.
function withoutDeadLinks(file, text, files) {
  const folders = new Set([...files.keys()].flatMap((it) => it.split("/").map((_, at, steps) => steps.slice(0, at).join("/"))));
  return text.replace(/!?\[([^\]]*)\]\(([^)\s]+)\)/g, (link, words, target) => {
    if (/^(#|[a-z]+:)/.test(target)) return link;
    const place = path.posix.join(path.posix.dirname(file), target.replace(/#.*/, "")).replace(/\/$/, "");
    return files.has(place) || folders.has(place) ? link : words;
  });
}

function json(file) {
  return JSON.parse(readFileSync(path.join(root, file), "utf8"));
}

function pretty(value) {
  return `${JSON.stringify(value, null, 2)}\n`;
}

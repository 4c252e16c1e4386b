// What a release is made of, for programs: a software bill of materials in the form of CycloneDX 1.6.

import { createHash } from "node:crypto";

import { modules } from "./crates.mjs";
import { needs, placeOf } from "./packages.mjs";

/**
 * The bill, as text.
 *
 * - `crates`, `std`: as crates.mjs gives them.
 * - `lock`: package-lock.json of the release, whose packages are needed and not inside.
 * - `time`: that of the commit, in seconds since 1970.
 */
export function sbom({ manifest, crates, std, lock, time }) {
  const packages = npmPackages(lock);
  const { version, description } = manifest;
  const licenses = licensesOf(manifest.license);
  const own = modules.map(({ name }) => ({ type: "application", "bom-ref": name, name: `${manifest.name}-${name}`, version, licenses }));
  const direct = Object.keys(manifest.dependencies).map((name) => npmRef(lock, placeOf(lock.packages, "", name)));
  const bill = {
    metadata: {
      timestamp: new Date(time * 1000).toISOString().replace(".000", ""),
      component: { type: "application", "bom-ref": manifest.name, name: manifest.name, version, description, licenses },
    },
    components: [...own, standardLibrary(std), ...crates.map(crateOf), ...packages.map(({ component }) => component)],
    dependencies: [
      dependency(manifest.name, [...own.map((it) => it["bom-ref"]), ...direct]),
      ...own.map((it) => dependency(it["bom-ref"], ["rust-std", ...crates.filter(({ inside }) => inside.includes(it["bom-ref"])).map(crateRef)])),
      dependency("rust-std", []),
      ...crates.map((it) => dependency(crateRef(it), it.needs.map((key) => `pkg:cargo/${key}`))),
      ...packages.map(({ component, on }) => dependency(component["bom-ref"], on)),
    ],
  };
  const head = { bomFormat: "CycloneDX", specVersion: "1.6", serialNumber: `urn:uuid:${uuidOf(JSON.stringify(bill))}`, version: 1 };
  return `${JSON.stringify({ $schema: "http://cyclonedx.org/schema/bom-1.6.schema.json", ...head, ...bill }, null, 2)}\n`;
}

function dependency(ref, on) {
  return { ref, dependsOn: [...new Set(on)].sort() };
}

function standardLibrary({ version }) {
  return { type: "library", "bom-ref": "rust-std", name: "rust-std", version, licenses: licensesOf("MIT OR Apache-2.0"), purl: `pkg:generic/rust-std@${version}` };
}

function crateOf(crate) {
  const { name, version, license, sha256 } = crate;
  return {
    type: "library", "bom-ref": crateRef(crate), name, version, scope: "required",
    ...(sha256 && { hashes: [{ alg: "SHA-256", content: sha256 }] }),
    ...(license && { licenses: licensesOf(license) }),
    purl: crateRef(crate),
  };
}

function crateRef({ name, version }) {
  return `pkg:cargo/${name}@${version}`;
}

// Of two places of the same package, the first one counts.
function npmPackages(lock) {
  const found = new Map();
  for (const [place, entry] of Object.entries(lock.packages).filter(([it]) => it !== "")) {
    const ref = npmRef(lock, place);
    const on = needs(entry).map((name) => placeOf(lock.packages, place, name)).filter((it) => it !== undefined).map((it) => npmRef(lock, it));
    if (!found.has(ref)) found.set(ref, { component: npmComponent(place, entry, ref), on });
  }
  return [...found.values()];
}

function npmComponent(place, { version, integrity, license, optional }, ref) {
  const [group, name] = halves(place);
  const content = integrity?.startsWith("sha512-") ? Buffer.from(integrity.slice("sha512-".length), "base64").toString("hex") : undefined;
  return {
    type: "library", "bom-ref": ref, ...(group && { group }), name, version, scope: optional ? "optional" : "required",
    ...(content && { hashes: [{ alg: "SHA-512", content }] }),
    ...(license && { licenses: licensesOf(license) }),
    purl: ref,
  };
}

function npmRef({ packages }, place) {
  const [group, name] = halves(place);
  return `pkg:npm/${group ? `${group.replace("@", "%40")}/` : ""}${name}@${packages[place].version}`;
}

function halves(place) {
  const full = place.split("node_modules/").at(-1);
  return full.startsWith("@") ? full.split("/") : [undefined, full];
}

function licensesOf(license) {
  return [/[ (]/.test(license) ? { expression: license } : { license: { id: license } }];
}

// The bill of the same things has the same number. The form is that of RFC 9562 section 5.8.
function uuidOf(text) {
  const hash = createHash("sha256").update(text).digest();
  hash[6] = (hash[6] & 0x0f) | 0x80;
  hash[8] = (hash[8] & 0x3f) | 0x80;
  const hex = hash.toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join("-");
}

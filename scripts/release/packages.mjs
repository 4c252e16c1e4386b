// The package.json and the package-lock.json of a release: what an owner runs, and the npm packages which that needs, in the
// versions that were tested.

/** What only developers run. */
const DEVELOPERS = ["bench", "interop", "pictures", "release", "test"];

/** Needed beside the dependencies: the developers have them among theirs. */
const TOOLS = ["miniflare", "wrangler"];

/** The oldest Node of owners, who get none as an npm package. */
const NODE = ">=24";

/** The scripts of package.json that owners run, by their names. */
export function ownersScripts({ scripts }) {
  return Object.fromEntries(Object.entries(scripts).filter(([name]) => !DEVELOPERS.includes(name)));
}

/** The names of the npm packages that a release may import. */
export function ownersPackages({ dependencies }) {
  return [...Object.keys(dependencies), ...TOOLS].sort();
}

/** package.json of the release. */
export function ownersManifest(manifest) {
  const { name, version, description, license, bin, cloudflare } = manifest;
  const ranges = { ...manifest.devDependencies, ...manifest.dependencies };
  const dependencies = Object.fromEntries(ownersPackages(manifest).map((it) => [it, ranges[it]]));
  return { name, version, private: true, description, license, type: "module", scripts: ownersScripts(manifest), bin, engines: { node: NODE }, dependencies, cloudflare };
}

/** package-lock.json of the release: the part of `lock` that its packages lead to. */
export function ownersLock(manifest, lock) {
  const { name, version, license, dependencies, bin, engines } = manifest;
  const always = reached(lock, Object.keys(dependencies), { optional: false });
  const all = reached(lock, Object.keys(dependencies), { optional: true });
  const kept = Object.entries(lock.packages).filter(([place]) => all.has(place));
  const entries = kept.map(([place, { dev: _dev, devOptional: _both, optional: _optional, ...entry }]) => [
    place, always.has(place) ? entry : { ...entry, optional: true },
  ]);
  return {
    name, version, lockfileVersion: lock.lockfileVersion, requires: true,
    packages: { "": { name, version, license, dependencies, bin, engines }, ...Object.fromEntries(entries) },
  };
}

/** The places in node_modules of these packages and of all that they need, as Node finds them. */
function reached({ packages }, names, { optional }) {
  const found = new Set();
  const visit = (from, name) => {
    const place = placeOf(packages, from, name);
    if (place === undefined || found.has(place)) return;
    found.add(place);
    for (const next of needs(packages[place], optional)) visit(place, next);
  };
  for (const name of names) visit("", name);
  return found;
}

/** The names of what an entry of the lock needs; with `optional`, also of what npm may leave out. */
export function needs({ dependencies = {}, optionalDependencies = {}, peerDependencies = {}, peerDependenciesMeta = {} }, optional = true) {
  const peers = Object.keys(peerDependencies).filter((name) => !peerDependenciesMeta[name]?.optional);
  const all = [...Object.keys(dependencies), ...peers].filter((name) => optional || !(name in optionalDependencies));
  return optional ? [...all, ...Object.keys(optionalDependencies)] : all;
}

/** Where Node finds `name` from the package at `from`; undefined if it is not there. */
export function placeOf(packages, from, name) {
  for (let folder = from; ; folder = folder.replace(/(^|\/)node_modules\/(@[^/]+\/)?[^/]+$/, "")) {
    const place = `${folder}${folder && "/"}node_modules/${name}`;
    if (place in packages) return place;
    if (folder === "") return undefined;
  }
}

// The licences of what is inside a release, in one text: each licence once, below the names of those that come under it.

const BEFORE = `Edgegrant is licensed under the MIT license (LICENSE-MIT) or the Apache License, Version 2.0 (LICENSE-APACHE), at your
option. The WASM modules in this folder contain code of the Rust crates below, and of Rust's standard library. The npm
packages are not in this folder: npm brings each with its licence.
`;

/** `crates` and `std` as crates.mjs gives them. */
export function licences(crates, std) {
  const all = [...crates, { name: "Rust's standard library", version: std.version, license: "MIT OR Apache-2.0", texts: std.texts }];
  const titles = new Map();
  for (const { name, version, license, texts } of all) {
    for (const text of texts.map(plain)) titles.set(text, [...(titles.get(text) ?? []), `${name} ${version} (${license})`]);
  }
  const without = all.filter(({ texts }) => texts.length === 0);
  return [BEFORE, ...[...titles].map(([text, names]) => `${rule}\n${names.join("\n")}\n${rule}\n\n${text}\n`), ...without.map(alone)].join("\n");
}

const rule = "-".repeat(80);

// What differs in spaces at the ends of lines is one text.
function plain(text) {
  return text.replaceAll("\r", "").split("\n").map((line) => line.trimEnd()).join("\n").trim();
}

function alone({ name, version, license, authors = [], repository }) {
  const by = authors.length > 0 ? `\nby ${authors.join(", ")}` : "";
  return `${rule}\n${name} ${version} (${license}), which brings no text of its licence along${by}${repository ? `\n${repository}` : ""}\n${rule}\n`;
}

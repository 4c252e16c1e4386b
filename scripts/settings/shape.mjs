// What edgegrant.schema.json says of the settings, for people without an editor that reads it: unknown members, and
// values of another kind. What a value means is the Worker's to say (rules.mjs).

import { readFileSync } from "node:fs";
import path from "node:path";

import { root } from "../command.mjs";
import { nearest } from "../nearest.mjs";

/** The schema. */
export const schema = JSON.parse(readFileSync(path.join(root, "edgegrant.schema.json"), "utf8"));

/** The members that are settings of the server. */
export const serverSettings = Object.keys(schema.properties).filter((name) => /^[A-Z]/.test(name));

/** [{path, says}] of what has another shape than it should. */
export function misshapen(values) {
  return within(values, schema, []);
}

function within(value, rule, at) {
  const kinds = [rule.type ?? []].flat();
  if (kinds.length > 0 && !kinds.includes(kindOf(value))) {
    const wanted = kinds.map((kind) => WORDS[kind]).join(" or ");
    return [{ path: at, says: `this is ${WORDS[kindOf(value)]}; it must be ${wanted}${likeThis(rule)}` }];
  }
  if (rule.pattern && !new RegExp(rule.pattern, "u").test(value)) {
    return [{ path: at, says: `"${value}" cannot be used; it must be ${rule.patternErrorMessage}` }];
  }
  if (Array.isArray(value)) return value.flatMap((item, index) => within(item, rule.items ?? {}, [...at, index]));
  if (kindOf(value) !== "object") return [];
  const known = Object.keys(rule.properties ?? {});
  // The server says more of what is missing at the top.
  const missing = (at.length > 0 ? rule.required ?? [] : []).filter((name) => !Object.hasOwn(value, name));
  return [
    ...missing.map((name) => ({ path: at, says: `"${name}" is missing` })),
    ...Object.entries(value).flatMap(([name, member]) => {
      // Not what every object has, such as `constructor`.
      const inside = known.includes(name) ? rule.properties[name] : rule.additionalProperties;
      if (inside === false) return [{ path: [...at, name], says: unknown(name, known) }];
      return within(member, inside ?? {}, [...at, name]);
    }),
  ];
}

function unknown(name, known) {
  const near = nearest(name, known);
  const meant = near ? `; did you mean "${near}"?` : `; there are ${known.filter((it) => !it.startsWith("$")).join(", ")}`;
  return `there is no "${name}" here${meant}`;
}

const WORDS = {
  string: "text in quotation marks",
  number: "a number",
  boolean: "true or false",
  object: "members in braces: { … }",
  array: "a list in brackets: [ … ]",
  null: "null",
};

function likeThis({ examples: [example] = [] }) {
  return example === undefined ? "" : `, such as ${JSON.stringify(example)}`;
}

function kindOf(value) {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}

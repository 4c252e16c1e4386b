// The settings that the server reads are those of edgegrant.schema.json, of edgegrant.example.jsonc and of the tables in
// docs/operate.md: all of them, and no others.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";

import { root } from "../../scripts/command.mjs";

const read = (name) => readFileSync(path.join(root, name), "utf8");

/** What reads settings. */
const READERS = [
  "brand_policy.rs", "config.rs", "setting.rs", "secret_setting.rs", "mail_policy.rs", "provider_policy.rs", "registration_policy.rs",
  "sign_up_policy.rs",
].map((name) => `src/endpoint/${name}`);
const LIFETIMES = "src/protocol/lifetime.rs";

/** No settings: they are kept apart. */
const SECRETS = ["EDGEGRANT_SECRET", "EDGEGRANT_SECRET_PREVIOUS", "MAIL_API_KEY", "REGISTRATION_TOKEN", "TURNSTILE_SECRET"];

const named = [...READERS, LIFETIMES].flatMap((file) => [...read(file).matchAll(/"([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*)"/g)].map(([, name]) => name));
const settings = [...new Set(named)].filter((name) => !SECRETS.includes(name)).sort();
const schema = JSON.parse(read("edgegrant.schema.json"));

describe("the settings that the server reads", () => {
  test("are found in its sources", () => {
    for (const name of ["ISSUER", "RESOURCES", "SESSION_LIFETIME", "MAIL_FROM", "TURNSTILE_SITE_KEY"]) assert.ok(settings.includes(name), name);
    for (const name of SECRETS) assert.ok(named.includes(name), name);
  });

  test("are those of the schema", () => {
    assert.deepEqual(Object.keys(schema.properties).filter((name) => /^[A-Z]/.test(name)).sort(), settings);
  });

  test("are those of the template, some of them behind //", () => {
    const found = [...read("edgegrant.example.jsonc").matchAll(/^ {2}(?:\/\/ )?"([A-Z_]+)":/gm)].map(([, name]) => name);
    assert.deepEqual(found.sort(), settings);
  });

  test("are those of the tables in docs/operate.md", () => {
    const found = read("docs/operate.md").split("\n").flatMap((line) => {
      const [, cell] = /^\| ((?:`[A-Z_]+`(?:, )?)+) \|/.exec(line) ?? [];
      return cell ? cell.replaceAll("`", "").split(", ") : [];
    });
    const known = found.filter((name) => !SECRETS.includes(name));
    assert.deepEqual([...new Set(known)].sort(), settings);
  });

  test("have a description in the schema, and an example or the values that they can have", () => {
    for (const name of settings) {
      const { description, enum: values, examples, minimum, items, additionalProperties } = schema.properties[name];
      assert.ok(description, name);
      if (name !== "TURNSTILE_SITE_KEY") assert.ok(values ?? examples ?? items ?? additionalProperties ?? minimum !== undefined, name);
    }
  });
});

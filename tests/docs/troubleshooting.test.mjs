// docs/troubleshooting.md says what each error means. This reads the sources for every error that the server can answer or
// write into its log, and holds the page to having them all.

import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";

import { root } from "../../scripts/command.mjs";

const PAGE = "docs/troubleshooting.md";
const read = (file) => readFileSync(path.join(root, file), "utf8");
/** The page as one line, however its sentences are broken. */
const page = read(PAGE).replace(/\s+/g, " ");
const sources = globSync("src/**/*.rs", { cwd: root }).map(read);

/** Notices that say that something worked. */
const GOOD_NEWS = ["Your address is confirmed", "Your account is deleted", "You are still signed in", "Confirmed", "Check your email", "You can go back to the other device"];

/** What each match of a pattern captures, in any of these texts, without those that are there twice. */
function all(pattern, texts) {
  return [...new Set(texts.flatMap((text) => [...text.matchAll(pattern)].map(([, captured]) => captured)))];
}

/** The text of a string literal of Rust. */
function literal(text) {
  return text.replace(/\\\n\s*/g, "").replaceAll('\\"', '"');
}

/** The bodies of the functions with this name, in these texts. */
function bodies(name, texts) {
  return all(new RegExp(`fn ${name}\\([^]*?\\{\\n([^]*?)\\n( {4})?\\}\\n`, "g"), texts);
}

function holds(what, found, least, isThere) {
  test(`has ${what}`, () => {
    assert.ok(found.length >= least, `only ${found.length} were found: the sources are written in another way now`);
    const missing = found.filter((it) => !isThere(it));
    assert.deepEqual(missing, []);
  });
}

const inCode = (word) => page.includes(`\`${word}\``);

describe(PAGE, () => {
  const codes = [
    ...all(/"([a-z]+(?:_[a-z]+)+)"/g, [...bodies("error", sources), ...bodies("on_the_wire", sources)]),
    ...all(/Reply::error\(\s*[^,]+,\s*"([a-z_]+)"/g, sources),
    ...all(/error=\\"([a-z_]+)\\"/g, sources),
    ...all(/\\?"error\\?": ?\\?"([a-z_]+)\\?"/g, sources),
  ];
  // The name of a member beside it.
  const members = ["error_description"];
  const errors = [...new Set(codes)].filter((code) => !members.includes(code));
  holds("every error code that the server answers", errors, 24, (code) => page.includes(`| \`${code}\` |`));

  const words = globSync("words/src/en/*.rs", { cwd: root }).map(read);
  const titles = all(/: (?:Notice|Headline) \{\s*title: "((?:[^"\\]|\\[^])*)"/g, words).filter((it) => !GOOD_NEWS.includes(it));
  holds("the title of every page that says that something did not work", titles, 24, (title) => page.includes(`**${title}**`));

  const unproved = all(/"((?:[^"\\]|\\[^])*)"/g, all(/const UNPROVED: Unproved = Unproved \{\n([^]*?)\n\};/g, words)).map(literal);
  holds("every reason why a browser is not sent back to an app", unproved, 8, (sentence) => page.includes(sentence));

  const variants = ["token/error.rs", "client/error.rs"].flatMap((file) => {
    const [, inside] = read(`src/protocol/${file}`).match(/pub enum \w+ \{\n([^]*?)\n\}/);
    return all(/^ {4}([A-Z]\w+)[,(]/gm, [inside]);
  });
  holds("every rule whose name the log gives as a reason", variants, 40, inCode);

  const settings = ["config", "setting", "mail_policy", "sign_up_policy"].map((name) => read(`src/endpoint/${name}.rs`));
  const named = all(/(?<![{A-Z_])([A-Z]+_[A-Z_]+|ISSUER|RESOURCES|MAIL|PASSWORDS|REGISTRATION)\b(?=[^"\n]*")/g, [
    ...settings.flatMap((text) => all(/"((?:[^"\\]|\\[^])*)"/g, [text])).map((text) => `${text}"`),
    ...all(/=> ("[A-Z_]+")/g, [read("src/protocol/lifetime.rs")]),
  ]).filter((name) => name !== "MISSING");
  holds("every setting that can be wrong", named, 30, inCode);

  const events = all(/event"?: "(\w+)"/g, [read("src/cloudflare/log.rs")]);
  holds("every event of the log", events, 8, (event) => page.includes(`"event":"${event}"`));
});

// Every link from one page of the repository to another leads somewhere, and every command can be copied as it stands.

import assert from "node:assert/strict";
import { existsSync, globSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";

import { root } from "../../scripts/command.mjs";

const pages = globSync(["*.md", "docs/**/*.md", "examples/*/README.md"], { cwd: root }).sort();
const texts = new Map(pages.map((page) => [page, readFileSync(path.join(root, page), "utf8")]));

/** What is inside fences, as [line number, line]; and the rest, in one text. */
function parts(text) {
  const commands = [];
  const prose = [];
  let fence = false;
  text.split("\n").forEach((line, at) => {
    if (/^\s*```/.test(line)) fence = !fence;
    else if (fence) commands.push([at + 1, line]);
    else prose.push(line);
  });
  return { commands, prose: prose.join("\n") };
}

/** The anchors of a page, as GitHub makes them from its headings. */
function anchors(text) {
  const headings = [...parts(text).prose.matchAll(/^#+ (.*)$/gm)].map(([, heading]) => heading);
  return headings.map((heading) =>
    heading
      .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

/** Why a link of a page leads nowhere; undefined if it does lead somewhere. */
function fault(page, link) {
  const [file, anchor] = link.split("#");
  const target = file === "" ? page : path.join(path.dirname(page), file);
  if (!existsSync(path.join(root, target))) return `${page}: there is no ${target}`;
  if (anchor === undefined || statSync(path.join(root, target)).isDirectory() || !target.endsWith(".md")) return undefined;
  const text = texts.get(target) ?? readFileSync(path.join(root, target), "utf8");
  return anchors(text).includes(anchor) ? undefined : `${page}: ${target} has no heading #${anchor}`;
}

describe("the pages", () => {
  test("link to what is there", () => {
    const faults = pages.flatMap((page) => {
      const links = [...parts(texts.get(page)).prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link);
      return links.filter((link) => !/^[a-z]+:/.test(link)).map((link) => fault(page, link)).filter(Boolean);
    });
    assert.ok(faults.length === 0, faults.join("\n"));
  });

  test("are all within reach of the README", () => {
    const reached = new Set(["README.md"]);
    for (const page of reached) {
      for (const [, link] of parts(texts.get(page) ?? "").prose.matchAll(/\]\(([^)\s#]+)(?:#[^)]*)?\)/g)) {
        if (link.endsWith(".md") && !/^[a-z]+:/.test(link)) reached.add(path.join(path.dirname(page), link));
      }
    }
    assert.deepEqual(pages.filter((page) => page.startsWith("docs/") && !reached.has(page)), []);
  });

  // An interactive zsh, as on macOS, takes `#` for an argument; PowerShell goes on after another sign than `\`.
  test("have commands in one line, without comments and without openssl", () => {
    const faults = pages.flatMap((page) =>
      parts(texts.get(page)).commands
        .filter(([, line]) => /\bopenssl\b/.test(line) || /^\s*(npm|npx|node|curl|claude|codex|occ|gitea)(\.\w+)? .*(\\$|\s#)/.test(line))
        .map(([at, line]) => `${page}:${at}: ${line.trim()}`),
    );
    assert.ok(faults.length === 0, faults.join("\n"));
  });
});

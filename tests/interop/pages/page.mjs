// A page of docs/ as somebody follows it who builds an app: it registers what the page registers, with the page's command; it
// writes the files that the page shows; and it starts what the page starts. Only ports and the issuer are other ones, for
// others listen on the page's own.
//
// A file in a page has its name in bold code in the paragraph before it:
//
//   **`app.mjs`**, which …
//
// Every block of `sh` is a list of commands.

import { copyFileSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";

import { must, root } from "../../../scripts/command.mjs";
import { ensurePackages } from "../npm.mjs";
import { startServer } from "../programs.mjs";
import { ensurePython } from "../python.mjs";

const { stringify } = JSON;

/** The issuer and the ports of the pages. */
const ISSUER = "http://localhost:8787";
const PORTS = /\b(3000|4000|8000)\b/g;

/** What the pages install, and the tests take from our own packages. */
const OURS = ["wrangler", "esbuild"];

/** The command that the pages call `npm run client`. */
const { scripts } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
const [, ...client] = scripts.client.split(" ");

/** A page, by its path below docs/ and without `.md`: {name, text, files, commands}. */
export function readPage(name) {
  const text = readFileSync(path.join(root, "docs", `${name}.md`), "utf8");
  const files = [];
  const commands = [];
  let caption;
  const fences = /^( *)```(\w*)\n([^]*?)^\1```$/gm;
  let before = 0;
  for (const fence of text.matchAll(fences)) {
    const [whole, indent, language, block] = fence;
    const paragraph = text.slice(before, fence.index).trim().split(/\n\s*\n/).at(-1);
    before = fence.index + whole.length;
    caption = paragraph.match(/^\*\*`([^`]+)`\*\*/)?.[1];
    const contents = block.replaceAll(new RegExp(`^${indent}`, "gm"), "");
    if (language === "sh") commands.push(...contents.trim().split("\n"));
    else if (caption !== undefined) files.push({ name: caption, contents, isAdded: /at the end/.test(paragraph) });
  }
  return { name, text, files, commands };
}

/** The block of the page's settings for Edgegrant, in TOML. */
export function settingsOf({ text }) {
  return text.match(/^```toml\n([^]*?)^```$/m)?.[1];
}

/** The packages that a page installs, by their names. */
export function packagesOf({ commands }) {
  const install = commands.find((it) => /^(npm|pip) install /.test(it)) ?? "";
  const names = install.split(" ").slice(2).map((it) => it.replaceAll('"', "").replace(/(?<=.)[@[].*/, "").toLowerCase());
  return names.filter((name) => !OURS.includes(name));
}

/** The folder of tests/interop with what a page installs, in the versions that are tried. */
export function folderOf(name) {
  return path.join(root, "tests", "interop", "pages", ...name.split("/"));
}

/** Installs what a page installs: {packages, python, target}, what there is of it. */
export async function ensurePage(name) {
  const has = (file) => existsSync(path.join(folderOf(name), file));
  const place = path.join("pages", ...name.split("/"));
  return {
    packages: has("package-lock.json") ? await ensurePackages(place) : undefined,
    python: has("requirements.txt") ? await ensurePython(place, `what docs/${name}.md installs`) : undefined,
    target: has("Cargo.lock") ? await ensureCrates(name, path.join(root, ".tools", "interop", place)) : undefined,
  };
}

// Compiles what the page does, so that the test has little to compile.
async function ensureCrates(name, target) {
  const folder = await mkdtemp(path.join(os.tmpdir(), "edgegrant-page-"));
  try {
    for (const { name: file, contents } of readPage(name).files) writeTo(path.join(folder, file), contents);
    copyFileSync(path.join(folderOf(name), "Cargo.lock"), path.join(folder, "Cargo.lock"));
    const build = ["build", "--locked", "--target-dir", target];
    await must(`The code of docs/${name}.md could not be compiled.`, "cargo", build, { cwd: folder });
  } finally {
    await rm(folder, { recursive: true });
  }
  return target;
}

function writeTo(file, contents) {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, contents);
}

/** What somebody does who follows a page. `dispose()` ends it, and forgets all. */
export class Follower {
  #page;
  #installed;
  #stack = new AsyncDisposableStack();
  #change;

  /** `port` stands for the page's own. `inPlace`: the app is built where its packages are. */
  static async of(name, { issuer, port, inPlace = false }) {
    const follower = new Follower();
    follower.#page = readPage(name);
    follower.#installed = await ensurePage(name);
    follower.#change = (text) => text.replaceAll(ISSUER, issuer).replaceAll(PORTS, String(port));
    follower.folder = inPlace ? follower.#installed.packages : await follower.#newFolder();
    return follower;
  }

  async #newFolder() {
    const folder = await mkdtemp(path.join(os.tmpdir(), "edgegrant-page-"));
    this.#stack.defer(() => rm(folder, { recursive: true, force: true }));
    const { packages, target } = this.#installed;
    if (target) copyFileSync(path.join(folderOf(this.#page.name), "Cargo.lock"), path.join(folder, "Cargo.lock"));
    if (packages) symlinkSync(path.join(packages, "node_modules"), path.join(folder, "node_modules"), "junction");
    return folder;
  }

  /** Runs the page's `npm run client -- add …` on the data of a server: {id, secret, settings} as it prints them. */
  async register(data) {
    const command = this.#page.commands.find((it) => it.startsWith("npm run client -- add"));
    const args = words(this.#change(command)).slice(4);
    const { stdout } = await must("The app could not be registered.", process.execPath, [...client, ...args, "--persist-to", data]);
    const printed = (name) => stdout.match(new RegExp(`^${name} +(\\S+)$`, "m"))?.[1];
    const [, settings] = stdout.split(/^The settings of .*:\n\n/m);
    this.registered = { id: printed("client_id"), secret: printed("client_secret"), settings: settings && this.#change(settings) };
    return this.registered;
  }

  /** Writes the page's files. What they leave open is what the command printed, or random. */
  write() {
    const { id, secret, settings } = this.registered ?? {};
    for (const { name, contents, isAdded } of this.#page.files) {
      const file = path.join(this.folder, name);
      const before = isAdded ? `${readFileSync(file, "utf8")}\n` : "";
      // The page says to paste them there.
      const pasted = settings !== undefined && /^(\.env|.*settings\.py)$/.test(name) ? `${settings}\n` : "";
      const filled = this.#change(contents)
        .replace(/^CLIENT_ID=.*$/m, `CLIENT_ID=${id}`)
        .replace(/^CLIENT_SECRET=.*$/m, `CLIENT_SECRET=${secret}`)
        .replace(/^(\w+_SECRET)=a long random text.*$/m, (_, it) => `${it}=${randomBytes(32).toString("base64url")}`)
        .replace('"what the command printed"', stringify(id));
      writeTo(file, `${before}${filled}\n${pasted}`);
    }
  }

  /** The commands below a heading of the page, each with the program that is meant. */
  commandsOf(heading) {
    const section = this.#page.text.split(/^## /m).find((it) => it.startsWith(heading));
    const blocks = [...section.matchAll(/^```sh\n([^]*?)^```$/gm)];
    return blocks.flatMap(([, block]) => block.trim().split("\n")).map((line) => this.#program(words(this.#change(line))));
  }

  #program([program, ...args]) {
    const { python } = this.#installed;
    if (program === "node") return [process.execPath, args];
    if (program === "python" || program === "django-admin") {
      return program === "python" ? [python, args] : [python, ["-m", "django", ...args]];
    }
    if (program === "npx") {
      const bin = binOf(args[0], this.folder);
      return isScript(bin) ? [process.execPath, [bin, ...args.slice(1)]] : [bin, args.slice(1)];
    }
    return [program, args];
  }

  // Compiled dependencies are kept; their versions are those that are tried.
  get #env() {
    const { target } = this.#installed;
    return { ...QUIET, ...(target && { CARGO_TARGET_DIR: target }) };
  }

  /** Runs commands to their ends. */
  async run(commands, env = {}) {
    for (const [program, args] of commands) {
      await must(`${program} ${args.join(" ")} failed.`, program, args, { cwd: this.folder, env: { ...this.#env, ...env } });
    }
  }

  /** Does what the page says under "Run it", and waits until the last command serves `url`. */
  async serve(url, { env = {}, patience } = {}) {
    const commands = this.commandsOf("3. Run it");
    await this.run(commands.slice(0, -1), env);
    const [program, args] = commands.at(-1);
    const running = await startServer(url, program, args, { cwd: this.folder, env: { ...this.#env, ...env }, stdin: "pipe", patience });
    this.#stack.defer(running.stop);
    return running;
  }

  dispose() {
    return this.#stack.disposeAsync();
  }
}

/** No program here asks its maker for anything, nor tells it. */
const QUIET = { WRANGLER_SEND_METRICS: "false", NEXT_TELEMETRY_DISABLED: "1", CI: "true" };

// The words of a command, as a shell would have them.
function words(line) {
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain);
}

// esbuild puts its program where its script was.
function isScript(file) {
  return readFileSync(file).subarray(0, 2).toString() === "#!";
}

// The file behind the command of an npm package: that of the app, or one of ours.
function binOf(name, folder) {
  const from = OURS.includes(name) ? root : folder;
  const file = path.join(from, "node_modules", name, "package.json");
  const { bin } = createRequire(import.meta.url)(file);
  return path.join(path.dirname(file), typeof bin === "string" ? bin : bin[name]);
}

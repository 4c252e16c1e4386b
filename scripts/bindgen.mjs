// From the WASM that cargo made to what workerd loads. tools/bindgen, which is compiled into .tools when
// it is first needed, generates the JavaScript in between with wasm-bindgen and puts the WASM in order.
// esbuild then makes one file of that JavaScript and tools/entrypoint.js.

import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

import { Trouble, root, run, say } from "./command.mjs";
import { cargoWords } from "./compile.mjs";

const tools = path.join(root, ".tools");
const crate = path.join(root, "tools", "bindgen");
const exe = process.platform === "win32" ? ".exe" : "";

/** The folder of texts beside a worker's `index.js`. */
const TEXTS = "texts";

let ready;

/**
 * Makes sure that there is a program to generate the JavaScript. Gives a function that takes the
 * WASM's path and a folder for `index.js` and `index_bg.wasm`, and gives what `run` gives.
 */
export function bindgen() {
  ready ??= prepare().catch((error) => {
    ready = undefined;
    throw error;
  });
  return ready;
}

async function prepare() {
  const program = path.join(tools, "bin", `bindgen${exe}`);
  await compileTool(program, sameVersion());
  return (input, folder) => run(program, [input, folder], { env: { RUST_BACKTRACE: "0" } });
}

// The macro that the workers are compiled with and the program that reads what it left behind
// understand each other only when they are of one version.
function sameVersion() {
  const workers = lockedVersion(path.join(root, "Cargo.lock"), "wasm-bindgen");
  const tool = lockedVersion(path.join(crate, "Cargo.lock"), "wasm-bindgen-cli-support");
  if (workers === tool) return workers;
  throw new Trouble(
    `Cargo.lock has wasm-bindgen ${workers}, and tools/bindgen is made for ${tool}; they must be the same. In ` +
      `tools/bindgen/Cargo.toml write \`wasm-bindgen-cli-support = "=${workers}"\`, run ` +
      "`cargo update --manifest-path tools/bindgen/Cargo.toml`, and start again.",
  );
}

function lockedVersion(lock, name) {
  const text = readFileSync(lock, "utf8").replaceAll("\r", "");
  return new RegExp(`name = "${name}"\nversion = "([^"]+)"`).exec(text)?.[1];
}

async function compileTool(program, version) {
  const stamp = path.join(tools, "bin", "bindgen.stamp");
  const sources = readdirSync(path.join(crate, "src")).sort().map((file) => path.join("src", file));
  const made = ["Cargo.toml", "Cargo.lock", ...sources].map((file) => readFileSync(path.join(crate, file)));
  const fingerprint = made.reduce((hash, text) => hash.update(text), createHash("sha256")).digest("hex");
  if (existsSync(program) && existsSync(stamp) && readFileSync(stamp, "utf8") === fingerprint) return;
  const start = performance.now();
  say(`Building the tool for wasm-bindgen ${version} into .tools (once) …`);
  const target = path.join(tools, "target");
  const done = await run(
    "cargo",
    ["build", "--locked", "--manifest-path", path.join(crate, "Cargo.toml"), "--target-dir", target],
    { hear: (line) => /^ *(Compiling|Downloaded|Blocking)/.test(line) && say(line) },
  );
  if (done.code !== 0) {
    throw new Trouble(
      "The tool for wasm-bindgen could not be built. Put right what cargo says and start again.\n\n" +
        cargoWords(done.stderr),
    );
  }
  // With what other versions of the project left there.
  rmSync(path.join(tools, "bin"), { recursive: true, force: true });
  mkdirSync(path.join(tools, "bin"), { recursive: true });
  cpSync(path.join(target, "debug", `bindgen${exe}`), program);
  writeFileSync(stamp, fingerprint);
  // A hundred megabytes that only the compilation needed.
  rmSync(target, { recursive: true, force: true });
  say(`The tool for wasm-bindgen: built in ${((performance.now() - start) / 1000).toFixed(1)} s`);
}

/**
 * Makes `index.js` and `index_bg.wasm` in `folder` from `wasm`, and clears away what else is there.
 * What the worker reads as text is beside them, in `texts`.
 *
 * - `entry`: the JavaScript that begins, that of a worker if not given.
 * - `edge`: a folder with the JavaScript that the WASM imports.
 * - `texts`: writes what the worker reads as text to a folder: src/cloudflare/words.rs asks for each by the name of its file.
 * - `loaded`: gives the script with the import of the WASM as its runtime wants it.
 */
export async function bundle(wasm, folder, { edge, entry = workerEntry(), texts, loaded = likeAnyOther } = {}) {
  const generate = await bindgen();
  for (const place of [folder, tools]) mkdirSync(place, { recursive: true });
  // On the same disk as `folder`, so that moving is renaming, and outside it: what is there is deployed.
  const draft = mkdtempSync(path.join(tools, "bundle-"));
  try {
    const done = await generate(wasm, draft);
    if (done.code !== 0) {
      throw new Trouble(`The JavaScript for ${path.basename(wasm)} could not be generated. ${done.stderr.trim()}`);
    }
    if (texts) {
      await texts(path.join(draft, TEXTS));
      writeFileSync(path.join(draft, "texts.js"), importsOf(path.join(draft, TEXTS)));
    }
    for (const file of edge ? readdirSync(edge).filter((name) => name.endsWith(".js")) : []) {
      cpSync(path.join(edge, file), path.join(draft, file));
    }
    await joinScripts(draft, entry, loaded);
    const made = ["index_bg.wasm", "index.js", ...(texts ? [TEXTS] : [])];
    for (const file of readdirSync(folder).filter((name) => name === TEXTS || !made.includes(name))) {
      rmSync(path.join(folder, file), { recursive: true, force: true });
    }
    for (const file of made) renameSync(path.join(draft, file), path.join(folder, file));
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

// The module that the worker imports. To wrangler and workerd each text is a module as well.
function importsOf(folder) {
  const names = readdirSync(folder).sort();
  const imports = names.map((name, at) => `import text${at} from "./${TEXTS}/${name}";`);
  const all = names.map((name, at) => `${JSON.stringify(path.parse(name).name)}: text${at}`);
  return `${imports.join("\n")}\nconst texts = { ${all.join(", ")} };\nexport const text = (name) => texts[name];\n`;
}

function workerEntry() {
  return readFileSync(path.join(root, "tools", "entrypoint.js"), "utf8");
}

// wrangler and workerd import a WASM module like any other.
function likeAnyOther(script) {
  return script.replace("import source ", "import ");
}

async function joinScripts(folder, entry, loaded) {
  // Loaded here: on a first run it is installed by then.
  const esbuild = await import("esbuild");
  const { outputFiles } = await esbuild.build({
    stdin: { contents: entry, resolveDir: folder },
    external: ["./index_bg.wasm", `./${TEXTS}/*`, "cloudflare:*"],
    bundle: true,
    format: "esm",
    minify: true,
    write: false,
    // A worker without a cron does not export the `scheduled` that entrypoint.js looks for, and wasm-bindgen names a module twice.
    logOverride: { "import-is-undefined": "silent", "duplicate-object-key": "silent" },
  });
  writeFileSync(path.join(folder, "index.js"), loaded(outputFiles[0].text));
}

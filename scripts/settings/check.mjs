// Every mistake in the settings, with its line and what would be right. This looks at the shape, and the built Worker says
// the rest.

import { readFileSync } from "node:fs";
import path from "node:path";

import { Trouble, root, visible } from "../command.mjs";
import { config, workers } from "../workers.mjs";
import { places } from "./file.mjs";
import { HERE, withLogo, wrongLogo } from "./logo.mjs";
import { placeholders } from "./placeholders.mjs";
import { broken } from "./rules.mjs";
import { misshapen } from "./shape.mjs";
import { variables } from "./deployed.mjs";

/**
 * The mistakes in the settings of the deployed server: [{file, line, name, says}], none if all is well. `secrets`: the
 * names of those that the server has; all, if it is not known.
 */
export async function mistakesIn(settings, file = places().file, { secrets } = {}) {
  const told = ({ path: steps, near = steps, line = settings.lineOf(near), says }) => ({
    file: path.relative(process.cwd(), file) || file,
    line,
    name: nameOf(steps),
    says,
  });
  if (settings.mistakes.length > 0) return settings.mistakes.map(told);
  const { values } = settings;
  const odd = [...misshapen(values), ...undeployable(values), ...(await unshowable(values, path.dirname(file)))];
  const wrong = new Set(odd.filter(({ path: [name, member] }) => !(name === "BRAND" && member === "logo")).map(({ path: [name] }) => name));
  if (wrong.has("MAIL_FROM")) wrong.add("MAIL");
  const rest = Object.fromEntries(Object.entries(values).filter(([name]) => !wrong.has(name)));
  // What has the wrong shape is left out. Examples are not: the server can read them, and they may be wrong in other ways.
  // A logo that cannot be shown is told already.
  if (odd.some(({ path: [name, member] }) => name === "BRAND" && member === "logo")) rest.BRAND = { ...rest.BRAND, logo: undefined };
  const more = await broken({ ...variables(rest, { file }), ...(wrong.has("ISSUER") && { ISSUER: "https://auth.invalid" }) }, { secrets });
  const compared = ["RP_ID", "RP_ID_BEFORE"];
  const all = [...odd, ...more.filter(({ path: [name] }) => !(wrong.has("ISSUER") && compared.includes(name))), ...placeholders(values)];
  return all.map(told).sort((a, b) => a.line - b.line);
}

/** The mistakes in the settings of the Worker of this machine, which stand in wrangler.toml. */
export async function localMistakes() {
  const text = readFileSync(path.join(root, "wrangler.toml"), "utf8").split("\n");
  const { vars } = config(workers.server, { env: "" });
  const odd = await unshowable(vars, HERE);
  const asked = odd.length > 0 ? { ...vars.BRAND, logo: undefined } : withLogo(vars, HERE);
  const found = [...odd, ...(await broken({ ...vars, BRAND: asked }, { name: "local" }))];
  return found.map(({ path: steps, says }) => {
    const line = text.findIndex((it) => new RegExp(`^\\s*(${steps[0]}\\s*=|\\[+vars\\.${steps[0]})`).test(it)) + 1;
    return { file: "wrangler.toml", line: Math.max(line, 1), name: nameOf(steps), says };
  });
}

/** Throws `Trouble` with every mistake in the settings of this machine. Those of the deployed server are nothing to it. */
export async function requireLocalSettings() {
  const mistakes = await localMistakes();
  if (mistakes.length > 0) throw new Trouble(complaint(mistakes));
}

/** The mistakes as people read them. */
export function complaint(mistakes) {
  const lines = mistakes.map(({ file, line, name, says }) => {
    const about = name === "" || says.startsWith(name) ? "" : `${name}: `;
    return `${file}:${line}: ${about}${says}${/[.?]$/.test(says) ? "" : "."}`;
  });
  const number = mistakes.length === 1 ? "This setting has to be corrected:" : `These ${mistakes.length} settings have to be corrected:`;
  return [number, ...lines.map(visible)].join("\n");
}

// The server does not read the name of a logo's file.
async function unshowable(values, folder) {
  const says = await wrongLogo(values, folder);
  return says === undefined ? [] : [{ path: ["BRAND", "logo"], says }];
}

// Right on this machine, and wrong on the Internet.
function undeployable({ ISSUER }) {
  if (typeof ISSUER !== "string" || !ISSUER.startsWith("http://")) return [];
  return [{ path: ["ISSUER"], says: `"${ISSUER}" is for this machine only; a deployed server needs https://` }];
}

function nameOf(steps) {
  return steps.map((step, at) => (typeof step === "number" ? `[${step}]` : at === 0 ? step : /^\w+$/.test(step) ? `.${step}` : `["${step}"]`)).join("");
}

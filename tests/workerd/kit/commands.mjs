// The owner's commands as a person runs them: what they say, where `server.admin` gives their JSON.

import { execFile, spawn } from "node:child_process";
import { promisify } from "node:util";

import { buildAdmin } from "../../../scripts/admin-build.mjs";
import { adminProgram } from "../../../scripts/admin.mjs";
import { root } from "../../../scripts/command.mjs";

const [program, ...first] = adminProgram;

// As if npm had started it, so that sentences name the lines of a checkout.
const options = (args) => ({ cwd: root, maxBuffer: 10_000_000, env: { ...process.env, npm_lifecycle_event: args[0] } });

/** {stdout, stderr} of a command on the database in `folder`. Rejects, with the same, when it fails. */
export async function told(folder, ...args) {
  await buildAdmin();
  return promisify(execFile)(program, [...first, ...args, "--persist-to", folder], options(args));
}

/** The process of a command that goes on. */
export async function begun(folder, ...args) {
  await buildAdmin();
  return spawn(program, [...first, ...args, "--persist-to", folder], options(args));
}

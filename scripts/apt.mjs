// Packages of Debian and Ubuntu, installed for who may: root.

import { exists, run, timed } from "./command.mjs";

/** Installs packages with apt-get, where that can be done. Whether it worked, the caller looks. */
export async function aptInstall(what, ...packages) {
  if (process.getuid?.() !== 0 || !exists("apt-get")) return;
  await timed(`Installing ${what} with apt-get`, async () => {
    const env = { DEBIAN_FRONTEND: "noninteractive" };
    await run("apt-get", ["update", "--quiet"], { env });
    await run("apt-get", ["install", "--yes", "--quiet", "--no-install-recommends", ...packages], { env });
  });
}

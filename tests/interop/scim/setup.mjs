// scim2-tester, in a virtual environment of the project.

import { ensurePython } from "../python.mjs";

/** Installs what is missing, and gives the Python that has it. */
export function ensureScimTester() {
  return ensurePython("scim", "scim2-tester");
}

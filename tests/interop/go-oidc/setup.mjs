// go-oidc and golang.org/x/oauth2, as Debian packages them, with the compiler that it packages too.

import path from "node:path";
import { existsSync, mkdirSync } from "node:fs";

import { aptInstall } from "../../../scripts/apt.mjs";
import { Trouble, exists, must, root } from "../../../scripts/command.mjs";

/** Where Debian puts the sources of libraries. */
const SOURCES = "/usr/share/gocode";
const LIBRARY = path.join(SOURCES, "src", "github.com", "coreos", "go-oidc");
const PACKAGES = ["golang-go", "golang-github-coreos-go-oidc-dev", "golang-golang-x-oauth2-dev"];

/** Installs what is missing with apt, compiles the program of this folder, and gives it. */
export async function ensureGoOidc() {
  const there = () => exists("go", ["version"]) && existsSync(LIBRARY);
  if (!there()) await aptInstall("Go and go-oidc", ...PACKAGES);
  if (!there()) {
    throw new Trouble(
      `Go or go-oidc is missing, and could not be installed. On Debian or Ubuntu, run ` +
        `\`apt-get install --no-install-recommends ${PACKAGES.join(" ")}\` as root and start again.`,
    );
  }
  const folder = path.join(root, ".tools", "interop", "go-oidc");
  mkdirSync(folder, { recursive: true });
  const program = path.join(folder, "relying-party");
  const env = { GOPATH: SOURCES, GO111MODULE: "off", GOFLAGS: "", GOCACHE: path.join(folder, "cache") };
  await must("The program could not be compiled.", "go", ["build", "-o", program, path.join(import.meta.dirname, "main.go")], { env });
  return program;
}

// The options of `npm run model`.

import { parseArgs } from "node:util";

import { Trouble, misread } from "../command.mjs";
import { day } from "./model.mjs";

/** Each option that takes a number: its name in the model, and what it is. */
const NUMBERS = {
  people: ["people", "people with an account, after a year (1000)"],
  "new-people": ["newPeople", "accounts that are made on a day (as if all were made within the year)"],
  apps: ["apps", "apps that each person uses (3)"],
  "sign-ins": ["signIns", "sign-ins to apps on a day (one for every ten people)"],
  first: ["first", "sign-ins to an app that the person has not used before (5 % of the sign-ins)"],
  again: ["again", "sign-ins where the person has to show a passkey again (25 %); all others have a session"],
  refreshes: ["refreshes", "refresh tokens that apps use on a day (5 for each sign-in)"],
  "app-days": ["appDays", "days for which an app goes on refreshing after a sign-in (30)"],
  "api-calls": ["apiCalls", "calls to APIs that verify tokens themselves, which cost nothing here (10 for each refresh)"],
  introspections: ["introspections", "tokens that APIs ask about at /introspect on a day (0)"],
  userinfo: ["userinfo", "requests to /userinfo on a day (1 for each sign-in)"],
  metadata: ["metadata", "requests for the metadata and the key set on a day (500)"],
  "account-pages": ["accountPages", "pages of /account that people open on a day (5 % of the sign-ins)"],
  "sign-outs": ["signOuts", "sign-outs on a day (10 % of the sign-ins)"],
  "admin-pages": ["adminPages", "pages of /admin that administrators open on a day (20)"],
  databases: ["databases", "D1 databases over which the people are spread evenly (1, which is what Edgegrant has)"],
  peak: ["peak", "how much busier the busiest hour is than the average one (4 times)"],
};

const FLAGS = {
  passwords: "people sign in with a password instead of a passkey",
  sealed: "SEALED_CODES is \"true\": codes carry their own records, and do not use KV",
  json: "prints everything as JSON",
  help: "shows this",
};

/** What `--help` says. */
export function help() {
  const lines = [...Object.entries(NUMBERS).map(([name, [, words]]) => [`--${name} N`, words]), ...Object.entries(FLAGS).map(([name, words]) => [`--${name}`, words])];
  return `npm run model -- --people 10000 --sign-ins 2000    says what a server costs at Cloudflare, which limit it meets first, and how large its database becomes

${lines.map(([option, words]) => `  ${option.padEnd(20)} ${words}`).join("\n")}
`;
}

/** What the command line asks for. Throws a `Trouble` if that is not clear. */
export function understood(args) {
  const options = {
    ...Object.fromEntries(Object.keys(NUMBERS).map((name) => [name, { type: "string" }])),
    ...Object.fromEntries(Object.keys(FLAGS).map((name) => [name, { type: "boolean" }])),
  };
  let values;
  try {
    ({ values } = parseArgs({ args, options }));
  } catch (error) {
    throw new Trouble(`${misread(error)} \`npm run model -- --help\` shows what there is.`);
  }
  const said = { passwords: values.passwords, sealed: values.sealed };
  for (const [option, [name]] of Object.entries(NUMBERS)) {
    if (values[option] === undefined) continue;
    if (!/^\d{1,12}(\.\d{1,6})?$/.test(values[option])) throw new Trouble(`--${option} takes a number, such as 1000, and not "${values[option]}".`);
    said[name] = Number(values[option]);
  }
  for (const name of ["people", "peak", "databases"]) if (said[name] === 0) throw new Trouble(`--${name} must be at least 1.`);
  const asked = day(said);
  if (asked.repeated < 0) throw new Trouble("--first and --again together are more than --sign-ins.");
  return { values, asked };
}

/** The names of all options. */
export const OPTIONS = [...Object.keys(NUMBERS), ...Object.keys(FLAGS)];

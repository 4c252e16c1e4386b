// The figures in docs/scale.md: the answers of `npm run model` to the commands on that page. `npm run bench -- --visits` writes them there.

import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";

import { root } from "../scripts/command.mjs";
import { counted } from "../scripts/model/counted.mjs";
import { modelled } from "../scripts/model/model.mjs";
import { understood } from "../scripts/model/options.mjs";
import { data, number, percent, report, rounded } from "../scripts/model/report.mjs";

const PAGE = path.join(root, "docs", "scale.md");

/** The servers of the table, each by its command. */
const SERVERS = ["--people 1000", "--people 100000", "--people 1000000", "--people 10000000", "--people 10000000 --databases 8"];

/** What is shown of each of them. */
const FIGURES = [
  ["sign-ins, refreshes a day", ({ day }) => `${number(day.signIns)}, ${number(day.refreshes)}`],
  ["the free plan is enough", ({ free }) => (free.holds ? "yes" : `no: ${free.first.name.replaceAll("_", " ").replace("d1", "D1")}`)],
  ["the paid plan, US dollars a month", ({ paid }) => paid.dollars.toFixed(2)],
  ["the databases after a year, together", ({ result }) => data(result.bytes)],
  ["sweeps a day, of each database", ({ result }) => number(result.sweeps)],
  ["queries a second of each database, in the busiest hour", ({ result }) => number(result.load.queriesAtPeak)],
  ["what each database uses of its 10 GB", ({ database }) => shareOf(database, "storage")],
  ["what each uses of its time in the busiest hour", ({ database }) => shareOf(database, "time")],
  ["the most sign-ins a day that the databases can take", ({ database }) => rounded(database.signIns)],
];

function shareOf({ limits }, wanted) {
  const { used, limit } = limits.find(({ name }) => name === wanted);
  return percent(used / limit);
}

/** The page with the figures of `counts`: the table after its comment, and each output after its command. */
export function withFigures(text, counts = counted) {
  const answered = (command) => modelled(understood(command.split(" ").filter(Boolean)).asked, counts);
  const all = SERVERS.map(answered);
  const rows = [
    ["`npm run model -- …`", ...SERVERS.map((command) => `\`${command}\``)],
    SERVERS.map(() => "---").concat("---"),
    ...FIGURES.map(([words, figure]) => [words, ...all.map(figure)]),
  ];
  const table = rows.map((row) => `| ${row.join(" | ")} |`).join("\n");
  return text
    .replace(/(<!-- from the model -->\n\n)(?:\|.*\n)*/, (_, comment) => `${comment}${table}\n`)
    .replace(/(```\nnpm run model --(.*)\n```\n\n```text\n)[^]*?(```\n)/g, (_, before, command, after) => `${before}${report(answered(command))}\n${after}`);
}

/** Writes them. */
export async function writeFigures() {
  // The counts that were imported may be older.
  const counts = JSON.parse(await readFile(path.join(root, "scripts", "model", "counted.json"), "utf8"));
  await writeFile(PAGE, withFigures(await readFile(PAGE, "utf8"), counts));
}

// `npm run model`: what a server costs at Cloudflare, which limit it meets first, and how large its database becomes. docs/scale.md shows it.

import { answer, main } from "./command.mjs";
import { counted } from "./model/counted.mjs";
import { modelled } from "./model/model.mjs";
import { OPTIONS, help, understood } from "./model/options.mjs";
import { report } from "./model/report.mjs";
import { refuseEaten } from "./newer-node.mjs";

function model(args) {
  refuseEaten("model", args, OPTIONS);
  const { values, asked } = understood(args);
  if (values.help) return answer(help());
  const all = modelled(asked, counted);
  answer(values.json ? JSON.stringify(all, null, 2) : report(all));
}

await main(() => model(process.argv.slice(2)));

/**
 * `deno task read-cost`: each natural question with the read units it takes and those of an expert's requests.
 * @module
 */
import { measure } from "./measure.ts";

let kind = "";
let units = 0;
let optimum = 0;
let worse = 0;
for await (const each of measure()) {
  if (each.kind !== kind) console.log(`\n${kind = each.kind}`);
  const ratio = each.units === each.optimum ? 1 : each.units / each.optimum;
  const more = !(ratio <= (each.question.aim ?? 1));
  if (more) worse++;
  units += Number.isNaN(each.units) ? 0 : each.units;
  optimum += each.optimum;
  const mark = each.failure !== undefined ? "FAILED" : !each.right ? "WRONG" : more ? "more" : "";
  console.log(
    `${mark.padEnd(7)}${String(each.units).padStart(6)} ÷ ${
      String(each.optimum).padEnd(5)
    } ${each.question.sql}` +
      (each.failure === undefined ? "" : `\n        ${each.failure}`),
  );
}
console.log(`\n${units} units, optima ${optimum}: ${(units / optimum).toFixed(2)}; ${worse} above their aim`);

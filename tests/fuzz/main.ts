/**
 * `deno task fuzz [--inputs 100000] [--seed N] [--from 0]`: a long fuzz run over SQL texts. Prints what the texts
 * ended in and every fault; exits 1 where there is one. `--show INDEX` prints a text.
 */
import { parseArgs } from "node:util";
import { inputAt } from "./inputs.ts";
import { fuzz } from "./sql_fuzz.ts";

const { values } = parseArgs({
  options: {
    inputs: { type: "string", default: "100000" },
    seed: { type: "string", default: "1" },
    from: { type: "string", default: "0" },
    show: { type: "string" },
  },
});
const seed = Number(values.seed);
const from = Number(values.from);
if (values.show !== undefined) {
  console.log(inputAt(seed, Number(values.show)));
  Deno.exit(0);
}
const started = performance.now();
const seconds = () => Math.round((performance.now() - started) / 1000);
const { outcomes, faults, processes, longest } = await fuzz(
  seed,
  from,
  from + Number(values.inputs),
  (done) => {
    console.error(`${done} texts after ${seconds()} s`);
  },
);
for (const fault of faults) console.log(fault);
for (const [outcome, count] of [...outcomes].toSorted(([, one], [, other]) => other - one)) {
  console.log(`${String(count).padStart(8)} ${outcome}`);
}
console.log(
  `${values.inputs} texts of seed ${seed} in ${seconds()} s over ${processes} engine processes, ` +
    `the longest ${longest.toFixed(1)} s: ${faults.length} faults`,
);
Deno.exit(faults.length === 0 ? 0 : 1);

/**
 * All of the sqllogictest files: `deno run -A tests/slt/main.ts [--sample] [--write] [file…]`.
 *
 * Prints a table of pass rates and every query that differs without a deliberate difference; `--write` publishes
 * the rates in `baseline.json`. `--sample` runs what the test runs. Fails where a query is wrong.
 * @module
 */
import { type Extent, files, readBaseline, writeBaseline } from "./files.ts";
import { runFile } from "./run_file.ts";

const flags = new Set(Deno.args.filter((arg) => arg.startsWith("--")));
const wanted = Deno.args.filter((arg) => !arg.startsWith("--"));
const extent: Extent = flags.has("--sample") ? "sample" : "full";
const rates = await readBaseline();
let wrongs = 0;
console.log("| File | Queries | Passed | Deliberate differences | Wrong | For other engines | Seconds |");
console.log("| --- | --: | --: | --- | --: | --: | --: |");
for (const run of files) {
  if (wanted.length > 0 && !wanted.includes(run.file)) continue;
  const began = performance.now();
  const { wrong, ...published } = await runFile({ ...run, every: extent === "full" ? 1 : run.sampleEvery });
  const { queries, passed, otherEngines, differences } = published;
  const named = Object.entries(differences).map(([name, count]) => `${name} ${count}`).join("; ");
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  console.log(
    `| ${run.file} | ${queries} | ${(100 * passed / queries).toFixed(2)} % | ${named} | ` +
      `${wrong.length} | ${otherEngines} | ${seconds} |`,
  );
  for (const line of wrong) console.error(line);
  wrongs += wrong.length;
  rates[extent][run.file] = published;
}
if (flags.has("--write") && wrongs === 0) await writeBaseline(rates);
// DynamoDB Local's connections are kept alive: nothing else is left to do.
Deno.exit(wrongs === 0 ? 0 : 1);

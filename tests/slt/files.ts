/**
 * The files and the published pass rate (`baseline.json`).
 * @module
 */
import type { FileRun, Tally } from "./run_file.ts";

/** What `baseline.json` says of a file. */
export type Published = Omit<Tally, "wrong">;

/** `sample`: what the test runs. `full`: every query. */
export type Extent = "sample" | "full";

/** Every file. The two with thousands of generated queries are sampled in the test. */
export const files: readonly (Omit<FileRun, "every"> & { readonly sampleEvery: number })[] = [
  { file: "evidence_in1.test", engine: "dynamosql", sampleEvery: 1 },
  { file: "evidence_in2.test", engine: "dynamosql", sampleEvery: 1 },
  // The file ends at its beginning for every engine but SQLite; as SQLite, it shows where we differ.
  { file: "evidence_slt_lang_aggfunc.test", engine: "sqlite", sampleEvery: 1 },
  { file: "random_aggregates_slt_good_0.test", engine: "dynamosql", sampleEvery: 11 },
  { file: "select1.test", engine: "dynamosql", sampleEvery: 1 },
  { file: "select2.test", engine: "dynamosql", sampleEvery: 1 },
  { file: "select3.test", engine: "dynamosql", sampleEvery: 5 },
];

const baseline = new URL("./baseline.json", import.meta.url);

/** Reads the published pass rates: extent → file → counts. */
export async function readBaseline(): Promise<Record<Extent, Record<string, Published>>> {
  return JSON.parse(await Deno.readTextFile(baseline));
}

/** Publishes pass rates. */
export async function writeBaseline(rates: Record<Extent, Record<string, Published>>): Promise<void> {
  await Deno.writeTextFile(baseline, `${JSON.stringify(rates, null, 2)}\n`);
}

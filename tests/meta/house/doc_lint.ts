/**
 * What `deno doc --lint` says of the files that others import a room by.
 * @module
 */
import { ROOT } from "./imports.ts";

/** Findings by room and rule: `oauth private-type-ref` → 30. */
export type Findings = Readonly<Record<string, number>>;

/** Runs the linter over some files together. */
export async function docLint(files: readonly string[]): Promise<Findings> {
  const { stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["doc", "--lint", "--config", "src/deno.json", ...files],
    cwd: ROOT,
    env: { NO_COLOR: "1" },
    stdout: "null",
  }).output();
  return countFindings(new TextDecoder().decode(stderr));
}

/** Counts the findings in the linter's report. */
export function countFindings(report: string): Findings {
  const counts: Record<string, number> = {};
  // `error[missing-jsdoc]: exported symbol is missing …` and, a line later, ` --> /…/src/store/mod.ts:21:12`.
  for (const [, rule, file = ""] of report.matchAll(/^error\[([\w-]+)\][^\n]*\n\s*--> (\S+)/gm)) {
    const room = /\/src\/([a-z_]+)/.exec(file)?.[1] ?? "outside of src";
    counts[`${room} ${rule}`] = (counts[`${room} ${rule}`] ?? 0) + 1;
  }
  return counts;
}

/** A line each, as lists of debts are compared. */
export function inLines(findings: Findings): string[] {
  return Object.entries(findings).map(([name, count]) => `${name}: ${count}`);
}

/**
 * What `deno doc --lint` says of what files export.
 * @module
 */
import { ROOT } from "./imports.ts";

/** One finding. */
export interface DocFinding {
  readonly rule: string;
  /** `src/store/mod.ts:21` */
  readonly place: string;
  /** The type that is not exported, with `private-type-ref`. */
  readonly type: string | undefined;
}

/** Runs the linter over some files together. */
export async function docLint(files: readonly string[]): Promise<readonly DocFinding[]> {
  const { stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["doc", "--lint", "--config", "src/deno.json", ...files],
    cwd: ROOT,
    env: { NO_COLOR: "1" },
    stdout: "null",
  }).output();
  return docFindings(new TextDecoder().decode(stderr));
}

/** The findings in the linter's report. */
export function docFindings(report: string): readonly DocFinding[] {
  // `error[missing-jsdoc]: exported symbol is missing …` and, a line later, ` --> /…/src/store/mod.ts:21:12`.
  return [...report.matchAll(/^error\[([\w-]+)\]: ([^\n]*)\n\s*--> \S*?\/(src\/\S+?:\d+)/gm)].map((
    [, rule = "", what = "", place = ""],
  ) => ({ rule, place, type: /private type '([^']+)'/.exec(what)?.[1] }));
}

// `deno fmt` begins a line with every declaration.
const UNEXPORTED = /^(?:declare )?(?:abstract )?(?:type|interface|class|enum) ([A-Za-z_$][\w$]*)/gm;

/** Types that only their file sees, of all files. The linter takes a package's types for private, too. */
export function unexportedTypes(texts: Iterable<string>): ReadonlySet<string> {
  return new Set([...texts].flatMap((text) => [...text.matchAll(UNEXPORTED)].map(([, name = ""]) => name)));
}

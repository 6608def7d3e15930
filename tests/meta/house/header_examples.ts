/**
 * Headers of the files that plan, resolve, aggregate and read: each has an example, SQL → effect.
 * @module
 */

/** The rooms whose files are understood by examples. */
export const EXAMPLE_ROOMS: readonly string[] = [
  "src/sql/plan",
  "src/sql/resolve",
  "src/engine/two_phase",
  "src/engine/read",
  "src/engine/strategies",
];

/** What a file's header lacks; null = nothing. */
export function headerLacks(text: string): string | null {
  const header = /^\/\*\*\n((?: \*.*\n)*?) \* @module\n/.exec(text)?.[1];
  if (header === undefined) return "a header that ends with @module";
  const paragraphs = header.split(/^ \*$/m).map((each) => each.replaceAll(/\n? \* /g, " ").trim());
  const [first = "", ...others] = paragraphs;
  if (first === "" || first.startsWith("`S")) return "a first sentence that says what it is";
  return others.some((each) => /^`[^`]+`.* → ./.test(each)) ? null : "a paragraph `SQL` → effect";
}

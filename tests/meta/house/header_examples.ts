/**
 * Headers of files: each says what it is, subject and verb first; those that plan, resolve, aggregate and read have an
 * example, SQL → effect.
 * @module
 */

/** Words with which a header would ask, where it is to say. */
const ASKING = /^(How|What|Which|Who|Whose|Whether|Where|When|Why|From|To|Too)\b/;

/** The first line of a header that begins with a question, or points from one thing to another; null = it says what it is. */
export function asks(text: string): string | null {
  const first = /^\/\*\*\n \* (.*)\n/.exec(text)?.[1] ?? "";
  return ASKING.test(first) ? first : null;
}

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

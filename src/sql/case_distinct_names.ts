/**
 * Quoted names that differ only by case, kept apart in DuckDB's parser, which takes them for one: of
 * `GROUP BY "Status", "status"` its tree would have the first alone.
 * @module
 */
import { spans } from "./text.ts";

/** ASCII that no name has and that JSON writes as an escape with digits alone. */
const MARKS = [1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25].map((code) =>
  String.fromCharCode(code)
);

/** A text to parse, and the way back to the names it had. */
export interface DistinctNames {
  /** As long as the text given, so that offsets mean the same. */
  readonly text: string;
  /** The parser's JSON with the names as they were. */
  restore(json: string): string;
}

/**
 * Gives quoted names that differ only by case names that differ by more: their first letter becomes a character of
 * its own. Null where there are none, or more than there are such characters for.
 */
export function keepApart(text: string): DistinctNames | null {
  const parts = spans(text);
  const byFold = Map.groupBy(
    new Set(parts.filter(isName).map(({ text }) => text)),
    (name) => name.toLowerCase(),
  );
  const apart = byFold.values().filter((names) => names.length > 1).toArray().flat();
  if (apart.length === 0 || MARKS.some((mark) => text.includes(mark))) return null;
  const marked = new Map<string, string>();
  const taken = new Set<string>();
  for (const name of apart) {
    const free = MARKS.map((mark) => name.replace(/[A-Za-z]/, mark)).find((each) =>
      !taken.has(each.toLowerCase())
    );
    if (free === undefined) return null;
    taken.add(free.toLowerCase());
    marked.set(name, free);
  }
  const json = new Map(marked.entries().map(([name, mark]) => [inJson(mark), inJson(name)]));
  return {
    text: parts.map((part) => isName(part) ? marked.get(part.text) ?? part.text : part.text).join(""),
    restore: (tree) => tree.replaceAll(/"(?:[^"\\]|\\.)*"/g, (string) => json.get(string) ?? string),
  };
}

const isName = ({ kind, text }: { kind: string; text: string }) => kind === "quoted" && text.startsWith('"');

/** A quoted name as the string that JSON has for it. */
function inJson(quoted: string): string {
  return JSON.stringify(quoted.slice(1, -1).replaceAll('""', '"'));
}

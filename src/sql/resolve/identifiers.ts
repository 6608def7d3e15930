/**
 * Identifiers: how names match (docs/reference/sql_and_types.md#names), and whether the caller quoted them.
 *
 * `SELECT TOTAL, "Total" FROM orders` → both match `total`; the second is known to be quoted
 * @module
 */
import { charOffset } from "../position.ts";

/** A name as DuckDB compares it: without regard to the case of ASCII letters, and of no others. */
export function foldName(name: string): string {
  return name.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** The names that `name` can mean: the equal one, or else all that differ only by case. */
export function matching<T>(name: string, among: readonly T[], nameOf: (each: T) => string): readonly T[] {
  const exact = among.filter((each) => nameOf(each) === name);
  if (exact.length > 0) return exact;
  const folded = foldName(name);
  return among.filter((each) => foldName(nameOf(each)) === folded);
}

/** Whether two identifiers are the same to DuckDB. */
export function sameName(a: string, b: string): boolean {
  return foldName(a) === foldName(b);
}

/** One identifier, quoted or bare, at the start of what is left, with the dot before it. */
const PART = /\s*(?:\.\s*)?(?:("(?:[^"]|"")*")|([\p{L}_$][\p{L}\p{N}_$]*))/uy;

/**
 * Which parts of a dotted name the caller quoted: DuckDB's tree keeps no quotes, the text does.
 * @param text the text that DuckDB parsed
 * @param location UTF-8 bytes before the name; null = unknown, then nothing counts as quoted
 */
export function quotedParts(text: string, location: number | null, parts: number): readonly boolean[] {
  const quoted: boolean[] = [];
  if (location === null) return Array.from({ length: parts }, () => false);
  PART.lastIndex = charOffset(text, location);
  for (let part = 0; part < parts; part++) {
    const match = PART.exec(text);
    quoted.push(match?.[1] !== undefined);
    if (match === null) PART.lastIndex = text.length;
  }
  return quoted;
}

/** Common variants of a name by case: `TEMP`, `temp`, `Temp`, and with a small or capital first letter. */
export function caseVariants(name: string): readonly string[] {
  const first = name.slice(0, 1);
  const [lower, upper] = [name.toLowerCase(), name.toUpperCase()];
  const all = [
    lower,
    upper,
    upper.slice(0, 1) + lower.slice(1),
    first.toUpperCase() + name.slice(1),
    first.toLowerCase() + name.slice(1),
  ];
  return [...new Set(all)].filter((each) => each !== name && foldName(each) === foldName(name));
}

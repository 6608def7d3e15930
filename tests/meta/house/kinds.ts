/**
 * Who asks of which kind a read is.
 * @module
 */

/** Where reads of one kind are made, or are what it is all about: a point read is one by key. */
export const KINDS_ROOMS: readonly string[] = [
  "src/sql/plan/access_kinds",
  "src/sql/plan/access_paths/",
  "src/engine/point_read/",
];

/** Lines that tell kinds of reads apart. */
export function kindsAsked(text: string): string[] {
  return text.split("\n").map((line) => line.trim()).filter((line) =>
    /\bkind [!=]== "(?:get|query|scan|empty)"|\bcase "(?:get|query|scan|empty)":/.test(line)
  );
}

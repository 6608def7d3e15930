/**
 * Names: without regard to case, near misses, and quoting; texts in quotes.
 * @module
 */
import { distance } from "fastest-levenshtein";

/** Whether two of the names differ only by case. */
export function namesCollide(names: Iterable<string>): boolean {
  const seen = new Set<string>();
  for (const name of names) {
    const folded = name.toLowerCase();
    if (seen.has(folded)) return true;
    seen.add(folded);
  }
  return false;
}

/** What a name stands for: one of the names, several that differ from it only by case, or none. */
export type NameMatch =
  | { readonly found: string }
  | { readonly candidates: readonly string[] }
  | { readonly nearest: readonly string[] };

/**
 * Matches exactly first, then without regard to case if that is unambiguous, else offers what comes near.
 * @example
 * ```ts
 * const names = ["Orders", "customers", "temp", "Temp"];
 * assert.deepEqual(matchName("orders", names), { found: "Orders" });
 * assert.deepEqual(matchName("TEMP", names), { candidates: ["temp", "Temp"] });
 * assert.deepEqual(matchName("custmers", names), { nearest: ["customers"] });
 * ```
 */
export function matchName(wanted: string, names: readonly string[]): NameMatch {
  if (names.includes(wanted)) return { found: wanted };
  const folded = wanted.toLowerCase();
  const [only, ...others] = names.filter((name) => name.toLowerCase() === folded);
  if (only === undefined) return { nearest: nearestNames(wanted, names) };
  return others.length === 0 ? { found: only } : { candidates: [only, ...others] };
}

/** Nobody's hand slips in a longer one, and comparing costs the product of the lengths. */
const LONGEST_SLIP = 300;

/** Up to three names that a slip of the hand could have meant, nearest first; none for a name beyond 300 characters. */
export function nearestNames(wanted: string, names: readonly string[]): string[] {
  if (wanted.length > LONGEST_SLIP) return [];
  const folded = wanted.toLowerCase();
  const far = Math.max(1, Math.floor(wanted.length / 3));
  return names
    .map((name) => {
      const other = name.toLowerCase();
      const part =
        folded.length >= 3 && (other.includes(folded) || other.length > 1 && folded.includes(other)) ||
        wordsOf(name).includes(folded);
      return { name, steps: part ? 1 : distance(folded, other) };
    })
    .filter(({ steps }) => steps <= far && steps < folded.length)
    .sort((a, b) => a.steps - b.steps || (a.name < b.name ? -1 : 1))
    .slice(0, 3)
    .map(({ name }) => name);
}

/** Names listed at most where none comes near. */
const LISTED = 10;

/**
 * A sentence on the names that come near, or else the first of all that there are; none where there are none.
 * @param write how a name is written
 */
export function namesNear(
  wanted: string,
  names: readonly string[],
  write: (name: string) => string = quoteName,
): readonly string[] {
  const near = nearestNames(wanted, names);
  const shown = (near.length > 0 ? near : names.slice(0, LISTED)).map(write).join(", ");
  if (shown === "") return [];
  if (near.length > 0) return [`Nearest: ${shown}.`];
  return [`There are ${shown}${names.length > LISTED ? `, and ${names.length - LISTED} more` : ""}.`];
}

/** The words of `order_id` and `orderId`. */
function wordsOf(name: string): readonly string[] {
  return name.split(/[^\p{L}\p{N}]+|(?<=[\p{Ll}\p{N}])(?=\p{Lu})/u).map((word) => word.toLowerCase());
}

/**
 * The name as SQL takes it: in double quotes where it needs them.
 * @example
 * ```ts
 * assert.equal(quoteName("total"), "total");
 * assert.equal(quoteName("order"), '"order"');
 * assert.equal(quoteName('say "hi"'), '"say ""hi"""');
 * ```
 */
export function quoteName(name: string): string {
  const plain = /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !keywords.has(name.toLowerCase());
  return plain ? name : inQuotes(name);
}

/** The name in double quotes, also where it needs none. */
export function inQuotes(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/**
 * DuckDB's keywords other than the unreserved ones (`duckdb_keywords()` of the pinned version; a test holds them
 * equal). Not all of them need quotes everywhere; quotes never harm.
 */
export const keywords: ReadonlySet<string> = new Set(
  `bit precision coalesce dec decimal grouping_id integer national nchar nullif out overlay row char timestamp treat
  trim varchar xmlattributes xmlparse xmlpi xmlroot xmltable between bigint boolean character exists extract float
  grouping inout int interval none numeric position xmlserialize real smallint substring time values xmlconcat
  xmlelement xmlexists xmlforest xmlnamespaces setof all with and any both case cast column constraint default do else
  end except false for foreign group in initially intersect into lambda lateral limit not on only analyze select show
  summarize symmetric to trailing unpivot using variadic where window analyse array as asc asymmetric check collate
  create deferrable desc describe distinct fetch from having leading null offset or order pivot pivot_longer
  pivot_wider placing primary qualify returning some table then true union unique when references authorization full
  columns concurrently cross freeze generated glob unpack collation isnull join left map natural notnull outer overlaps
  right similar try_cast verbose anti asof at binary by inner ilike like positional semi struct tablesample is`
    .split(/\s+/),
);

/** A text in single quotes, as SQL writes it. */
export function textLiteral(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

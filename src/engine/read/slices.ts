/**
 * Large pages are handed on in growing slices, as the keys of a page's first items may be enough.
 *
 * `SELECT o.total, c.email FROM orders o JOIN customers c ON c.id = o.customer LIMIT 4` → a page of `orders` comes as
 * 4, 8, 16, … items, and the `customers` of the later ones are often never read
 * @module
 */
import type { Item, ReadPage, TableReader } from "../../dynamodb/access.ts";

/**
 * A reader of one read from its beginning, for a consumer that stops early. What was read and not taken stays for the
 * next `read`, which goes on from there whatever its `from` says.
 * @param first items of the first slice; each later one has twice as many
 */
export function inSlices(reader: TableReader, first: number): TableReader {
  let size = Math.max(1, first);
  let left: readonly Item[] = [];
  let page: ReadPage | null = null;

  /** The next items of the page in hand; what it cost counts with its first slice. */
  function slice(of: ReadPage, fresh: boolean): ReadPage {
    const items = left.slice(0, size);
    left = left.slice(size);
    size *= 2;
    const counts = fresh ? {} : { readUnits: 0, requests: 0, scanned: 0, bytes: 0 };
    // A position says only that there is more: the read goes on here.
    const next = left.length > 0 ? of.next ?? { count: 0, fresh: 0, begun: [] } : of.next;
    return { ...of, ...counts, items, count: items.length, next };
  }

  return {
    async *read(access, options) {
      while (page !== null && left.length > 0) yield slice(page, false);
      if (page !== null && page.next === null) return;
      const from = page?.next ?? undefined;
      const { from: _, ...how } = options;
      for await (const next of reader.read(access, from === undefined ? how : { ...how, from })) {
        page = next;
        left = next.items;
        yield slice(page, true);
        while (left.length > 0) yield slice(page, false);
      }
    },
  };
}

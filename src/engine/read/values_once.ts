/**
 * A distinct read gives one item for each value of an attribute, where only the different values count.
 *
 * `SELECT email FROM customers WHERE id IN (SELECT customer FROM orders) LIMIT 3` → of `orders`, the first item of
 * each `customer`
 * @module
 */
import type { Item, ReadPage, TableReader } from "../../dynamodb/access.ts";
import { scalarIdentity, toScalar } from "../../dynamodb/scalar.ts";

/**
 * A reader that gives the first item of each value, and no items without a value. Where requests are limited, each
 * asks for twice as many items as the one before: many may have the same value.
 * @param attribute texts or bytes: equal in SQL where they are in DynamoDB
 */
export function valuesOnce(reader: TableReader, attribute: string): TableReader {
  const given = new Set<string>();

  function isFresh(item: Item): boolean {
    const value = item[attribute];
    const scalar = value === undefined ? null : toScalar(value);
    if (scalar === null) return false;
    const identity = scalarIdentity(scalar);
    if (given.has(identity)) return false;
    given.add(identity);
    return true;
  }

  function distinct(page: ReadPage): ReadPage {
    const items = page.items.filter(isFresh);
    return { ...page, items, count: items.length };
  }

  return {
    async *read(access, options) {
      let { limitHint, lookAt, from, ...how } = options;
      for (let more = true; more;) {
        more = false;
        const asked = {
          ...how,
          ...(from && { from }),
          ...(limitHint && { limitHint }),
          ...(lookAt && { lookAt }),
        };
        for await (const page of reader.read(access, asked)) {
          yield distinct(page);
          if (limitHint === undefined || page.next === null) continue;
          [limitHint, from, more] = [limitHint * 2, page.next, true];
          lookAt &&= { ...lookAt, first: lookAt.first * 2 };
          break;
        }
      }
    },
  };
}

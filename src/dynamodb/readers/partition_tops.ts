/**
 * Partition tops stop the read of each partition once enough items of it count.
 *
 * Of `c1` and `c2` the last order each → two requests backwards with `Limit` 1, and no further page
 * @module
 */
import type { PartitionTop } from "../access.ts";
import { matches } from "../evaluate.ts";
import type { StreamPage } from "./page_streams.ts";

/** A request looks at so many times as many items as the one before of the same partition, at most. */
const GROWTH = 2;

/** The tops of one read's partitions. */
export interface PartitionTops {
  /** The `Limit` of the next request of a partition, at most `most`. */
  limit(partition: number, most: number | undefined): number;
  /** The page, without a cursor where no further one is needed. */
  stopped(partition: number, page: StreamPage): StreamPage;
}

/** @param filters DynamoDB leaves out items, which it counts as looked at */
export function partitionTops({ items, of, lookAt }: PartitionTop, filters: boolean): PartitionTops {
  const counted = new Map<number, number>();
  const looked = new Map<number, number>();
  return {
    limit(partition, most = Infinity) {
      const left = Math.max(1, items - (counted.get(partition) ?? 0));
      const before = looked.get(partition);
      const some = of === null && !filters ? left : before === undefined ? lookAt : before * GROWTH;
      const limit = Math.min(Math.max(left, some), most);
      looked.set(partition, limit);
      return limit;
    },
    stopped(partition, { pieces, ...page }) {
      // Items that are decoded as they are taken are there once.
      const given = pieces === undefined ? page.items : [...pieces(Infinity)].flat();
      const count = of === null ? page.count : given.filter((item) => matches(item, of)).length;
      const all = (counted.get(partition) ?? 0) + count;
      counted.set(partition, all);
      return { ...page, items: given, cursor: all >= items ? null : page.cursor };
    },
  };
}

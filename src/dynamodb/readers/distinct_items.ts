/**
 * Items of several parts, each once: one that changes while it is read can move into a part that is read later.
 * @module
 */
import type { Item, ReadPage } from "../access.ts";
import { keyIdentity } from "../scalar.ts";

/**
 * The pages without items that were given before, by primary key. It must get pages as they are handed over: a page
 * that was read ahead, and is read again later, was not given.
 * @param keys the table's key attributes
 * @param given identities of items; added to
 */
export async function* distinctItems(
  pages: AsyncIterable<ReadPage>,
  keys: readonly string[],
  given: Set<string>,
): AsyncGenerator<ReadPage> {
  const isFresh = (item: Item) => {
    const identity = keyIdentity(
      Object.fromEntries(keys.flatMap((name) => item[name] === undefined ? [] : [[name, item[name]]])),
    );
    if (given.has(identity)) return false;
    given.add(identity);
    return true;
  };
  for await (const page of pages) {
    const items = page.items.filter(isFresh);
    yield { ...page, items, count: items.length };
  }
}

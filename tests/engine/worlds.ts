/** Worlds that know less or more of the same items: what they answer must be the same. */
import { createTable, putItems, type TestTable } from "../fixtures/tables.ts";
import { openWorld, type World, type WorldOptions } from "./world.ts";

/** Opens a world for each number of items that are looked at; they are closed when all tests have run. */
export async function worldsOf<const Samples extends readonly number[]>(
  sampleItems: Samples,
  options: Omit<WorldOptions, "sampleItems"> = {},
): Promise<{ readonly [At in keyof Samples]: World }> {
  const worlds = await Promise.all(sampleItems.map((count) => openWorld({ ...options, sampleItems: count })));
  Deno.test.afterAll(async () => {
    for (const world of worlds) await world.close();
  });
  // `map` keeps the length of a tuple, which its type does not say.
  return worlds as { readonly [At in keyof Samples]: World };
}

/** Creates a table of the same items in each world. */
export async function tableIn(
  worlds: Iterable<World>,
  table: TestTable,
  items: readonly Record<string, unknown>[],
): Promise<void> {
  for (const { database } of worlds) {
    await createTable(database, table);
    await putItems(database, table.name, items);
  }
}

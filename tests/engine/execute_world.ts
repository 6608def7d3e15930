/** What the tests of the executor share. */
import { createTable, putItems } from "../fixtures/tables.ts";
import { openWorld, type World } from "./world.ts";

/** A world with the table `lines`: 1,000 items of a kilobyte in four partitions. */
export const world: World = await openWorld({ sampleItems: 100_000 });
Deno.test.afterAll(() => world.close());

const wide = "x".repeat(1000);
await createTable(world.database, { name: "lines", hash: "doc", sort: "n:N" });
await putItems(
  world.database,
  "lines",
  Array.from(
    { length: 1000 },
    (_, n) => ({ doc: `d${n % 4}`, n, odd: n % 2 === 1, text: wide, rare: n === 700 ? 1 : 0 }),
  ),
);

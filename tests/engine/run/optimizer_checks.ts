/** Tables, and checks that statements mean what they say, whether DuckDB's optimizer runs or not. */
import assert from "node:assert/strict";
import { createTable, num, putItems } from "../../fixtures/tables.ts";
import { open, openWorld, type World } from "../world.ts";

/** What the statements run in. */
export const world: World = await openWorld();
Deno.test.afterAll(() => world.close());

/** Creates a table with items. */
export async function table(
  name: string,
  items: readonly Record<string, unknown>[],
  { hash, sort }: { readonly hash: string; readonly sort?: string } = { hash: "id:N" },
): Promise<void> {
  await createTable(world.database, { name, hash, ...(sort === undefined ? {} : { sort }) });
  await putItems(world.database, name, items);
}

await table(
  "orders",
  [
    { pk: "c1", sk: "o1", placed: "2026-01-01", total: num("10.5") },
    { pk: "c1", sk: "o2", placed: "n/a", total: 20 },
    { pk: "c2", sk: "o3", placed: "tbd", total: 7 },
    { pk: "c2", sk: "o4", placed: "2026-02-01", total: 9 },
    { pk: "c3", sk: "o5", placed: "none", total: 3 },
  ],
  { hash: "pk", sort: "sk" },
);
await table("posts", [
  { id: 1, views: 100, likes: 10 },
  { id: 2, views: 150, likes: 20 },
  { id: 3, likes: 5 },
  { id: 4, views: 80, likes: 15 },
  { id: 5, views: 60, likes: 30 },
]);

/** SQL and its rows, by hand. */
export type Case = readonly [sql: string, rows: readonly (readonly unknown[])[]];

/** The rows of the usual run, with the optimizer (but for its faulty rules), and without. */
export function check(name: string, cases: readonly Case[]): void {
  Deno.test({
    name,
    ...open,
    async fn() {
      for (const [sql, rows] of cases) {
        for (const more of [{}, { optimized: true }, { optimized: false }]) {
          const answer = await world.run(sql, more);
          assert.deepEqual(
            answer.rows.map((row) => JSON.parse(row)),
            rows,
            `${sql}\n${JSON.stringify(more)}`,
          );
        }
      }
    },
  });
}

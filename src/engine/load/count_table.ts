/**
 * A count table stands for a relation of which only the number of rows matters, and stores nothing but that number.
 *
 * `SELECT count(*) FROM orders` → a view over `range(n)`
 * @module
 */
import type { Session } from "../duckdb/session.ts";
import { quoted } from "../values/column_type.ts";
import type { LoadTable } from "./table.ts";
import type { Watch } from "./watch.ts";

/**
 * Makes the empty table, a view that has as many rows as were counted.
 * @param watch looks at the items all the same
 */
export async function createCountTable(session: Session, name: string, watch?: Watch): Promise<LoadTable> {
  let rows = 0;

  async function show(): Promise<void> {
    await session.run(
      `CREATE OR REPLACE TEMP VIEW ${quoted(name)} AS SELECT NULL::BOOLEAN AS "__row" FROM range(${rows})`,
    );
  }

  await show();
  return {
    name,
    columns: [],
    get rows() {
      return rows;
    },
    grows: false,
    async reset() {
      rows = 0;
      await show();
    },
    async append(page) {
      watch?.(page.items);
      rows += page.count;
      await Promise.resolve();
    },
    forget: () => Promise.reject(new Error("A count is small enough to be kept.")),
    judge: () => Promise.resolve(),
    settle: () => Promise.resolve(),
    add: () => Promise.resolve(),
    lookAside: () => Promise.resolve(),
    numbersIn: () => Promise.resolve(null),
    retype: () => Promise.resolve(),
    flush: show,
    close() {},
  };
}

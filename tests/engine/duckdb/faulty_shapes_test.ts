/**
 * Shapes that DuckDB answers wrongly although its faulty rules are off, and that are therefore rewritten: a test fails
 * when it has mended one, so that the mend can go. Those of rows are in `tests/engine/run/missing_in_rows_test.ts` and its neighbours.
 */
import assert from "node:assert/strict";
import { disabledOptimizers } from "../../../src/engine/duckdb/faulty_rules.ts";
import { testDialect } from "../../sql/duckdb_dialect.ts";

/** Three rows; of two columns, `a` and `b`, one or both are missing in the second and third. */
const TABLE = "CREATE TABLE t AS FROM (VALUES (1, 1, 1), (2, NULL, 1), (3, NULL, NULL)) AS t (id, a, b)";

/** The mend, the statement, and the rows: those that are right, and those that come. */
const faults: readonly (readonly [mend: string, sql: string, right: unknown, wrong: unknown])[] = [
  [
    "both_missing",
    "SELECT id, a = b OR (a IS NULL AND b IS NULL) FROM t ORDER BY id",
    [[1, true], [2, null], [3, true]],
    [[1, true], [2, false], [3, true]],
  ],
  [
    "first_of_frame",
    "SELECT id, first_value(id) OVER (ROWS BETWEEN CURRENT ROW AND 1 FOLLOWING) FROM t ORDER BY id",
    [[1, 1], [2, 2], [3, 3]],
    [[1, 1], [2, 1], [3, 1]],
  ],
  [
    "window_argument_order",
    "SELECT id, rank(ORDER BY b) OVER (ORDER BY b, id) FROM t ORDER BY id",
    [[1, "1"], [2, "1"], [3, "3"]],
    [[1, "1"], [2, "2"], [3, "3"]],
  ],
  [
    "repeated_partition",
    "SELECT id, sum(id) OVER (PARTITION BY b, b)::INTEGER, sum(id) OVER (PARTITION BY b, id)::INTEGER FROM t ORDER BY id",
    [[1, 3, 1], [2, 3, 2], [3, 3, 3]],
    [[1, 3, 3], [2, 3, 3], [3, 3, 3]],
  ],
  [
    "groups_of_all",
    "SELECT id % 2 AS q, count(*)::INTEGER FROM t GROUP BY ALL HAVING q = 1",
    [[1, 2]],
    [[1, 1], [1, 1]],
  ],
  [
    "variables",
    "SELECT id, list_transform([{'b': 7}], lambda t: t.b)[1] FROM t ORDER BY id",
    [[1, 7], [2, 7], [3, 7]],
    [[1, 1], [2, 1], [3, null]],
  ],
  [
    "variables",
    "SELECT id, list_transform([7], lambda b: {'k': b})[1].k FROM t ORDER BY id",
    [[1, 7], [2, 7], [3, 7]],
    [[1, 1], [2, 1], [3, null]],
  ],
  [
    "variables",
    "SELECT id, [b for b in [7] if b > 1][1] FROM t ORDER BY id",
    [[1, 7], [2, 7], [3, 7]],
    [[1, 1], [2, 1], [3, null]],
  ],
  [
    "variables",
    "SELECT id, list_transform([7], lambda B: b)[1] FROM t ORDER BY id",
    [[1, 7], [2, 7], [3, 7]],
    [[1, 1], [2, 1], [3, null]],
  ],
];

for (const [mend, sql, right, wrong] of faults) {
  Deno.test(`DuckDB still answers wrongly what ${mend}.ts mends: ${sql}`, async () => {
    assert.notDeepEqual(right, wrong);
    const { connection, rows } = await testDialect(
      TABLE,
      `SET disabled_optimizers = '${disabledOptimizers}'`,
    );
    try {
      assert.deepEqual(
        await rows(sql),
        wrong,
        `DuckDB has mended it: see whether src/sql/mend/${mend}.ts is still needed.`,
      );
    } finally {
      connection.closeSync();
    }
  });
}

/**
 * Rules of DuckDB's optimizer that give wrong rows. They are off wherever the optimizer runs; a test runs each
 * statement with its rule on, and fails when DuckDB has mended it, so that the entry can go.
 *
 * What they cost when off (1,000,000 rows in plain DuckDB, one thread, milliseconds of processor time, on → off):
 * `deliminator` a correlated average 41 → 69; `window_self_join` a partitioned sum 66 → 234; `statistics_propagation`
 * a sort 258 → 299, groups by a small integer 8 → 14. Groups by text, joins and top-1-per-group cost what they did.
 * @module
 */

/** A rule that gives wrong rows. */
export interface FaultyRule {
  /** As `duckdb_optimizers()` calls it. */
  readonly rule: string;
  /** Makes the tables, and the statement that shows the fault. */
  readonly tables: readonly string[];
  readonly statement: string;
  /** The rows that are right, and those that come with the rule on. */
  readonly right: readonly (readonly unknown[])[];
  readonly wrong: readonly (readonly unknown[])[];
}

/** DuckDB 1.5.6's. */
export const FAULTY_RULES: readonly FaultyRule[] = [
  {
    // `<>` beside another comparison with outer columns is lost.
    rule: "deliminator",
    tables: ["CREATE TEMP TABLE posts AS FROM (VALUES (1, 100), (2, 150), (3, NULL), (4, 80)) v(id, views)"],
    statement: "SELECT id FROM posts a WHERE NOT EXISTS (" +
      "SELECT 1 FROM posts b WHERE b.id <> a.id AND b.views > a.views) ORDER BY id",
    right: [[2], [3]],
    wrong: [[1], [2], [3], [4]],
  },
  {
    // A partition by the same column twice is taken for one by that column and another.
    rule: "window_self_join",
    tables: ["CREATE TEMP TABLE sales AS FROM (VALUES (1, 1, 1, 10), (2, 1, 2, 20)) v(id, a, b, amount)"],
    statement: "SELECT id, sum(amount) OVER (PARTITION BY a, b)::INTEGER, " +
      "sum(amount) OVER (PARTITION BY a, a)::INTEGER FROM sales ORDER BY id",
    right: [[1, 10, 30], [2, 20, 30]],
    wrong: [[1, 10, 10], [2, 20, 20]],
  },
  {
    // A condition that is true of all values is dropped, though the other side may have no row.
    rule: "statistics_propagation",
    tables: [
      "CREATE TEMP TABLE customers AS FROM (VALUES ('a', 1), ('b', 2)) v(id, since)",
      "CREATE TEMP TABLE visits AS FROM (VALUES ('ab', 5), ('cd', 6)) v(kind, day)",
    ],
    statement: "SELECT id FROM customers c ANTI JOIN (SELECT * FROM visits WHERE length(kind) > 3) v " +
      "ON c.since <= v.day ORDER BY id",
    right: [["a"], ["b"]],
    wrong: [],
  },
];

/** The setting that switches them off. */
export const disabledOptimizers: string = FAULTY_RULES.map(({ rule }) => rule).join(",");

/**
 * Where the promises of `src/mcp/docs/costs.md` are held.
 * @module
 */
import type { Held } from "./held.ts";

/** Those about what is read, and what it costs. */
export const costs: readonly Held[] = [
  ["One read unit is 4 KB", "dynamodb/readers/reader_test.ts", "a consistent get costs twice as much"],
  ["Every answer says what it consumed", "cost/cost_test.ts", "consumes the read units worked out by hand"],
  ["**Full key**", "cost/cases/by_key.ts", "WHERE id IN ($a, $b)"],
  ["Several keys (`IN`, `OR`)", "cost/cases/by_key.ts", "WHERE id IN ($a, $b)"],
  ["**Partition key**", "cost/cases/by_sort.ts", "placed BETWEEN '2026-01-01' AND '2026-01-08'"],
  ["A condition on what is made of a key", "cost/cases/made_values.ts", "regexp_matches(sk, '^PROF')"],
  ["Dates narrow what is read", "cost/cases/dates.ts", "date_trunc('month', placed) = DATE '2026-02-01'"],
  ["**Scan**", "dynamodb/readers/reader_test.ts", "segments yields every item once, filtered and projected"],
  [
    "A condition on any other attribute",
    "dynamodb/readers/reader_test.ts",
    "a filter lets only matching items leave DynamoDB",
  ],
  [
    "`describe_table` shows the keys",
    "mcp/tools/catalog_tools_test.ts",
    "describe_table tells columns in SQL types, keys first, indexes",
  ],
  ["The key may be computed", "cost/cases/computed_keys.ts", "JOIN customers c ON c.id = 'c' || lpad"],
  [
    "`IN (SELECT …)` and `EXISTS` with",
    "cost/cases/subqueries.ts",
    "WHERE NOT EXISTS (SELECT 1 FROM (VALUES",
  ],
  ["Keys may also come from parts", "cost/cases/known_values.ts", "WITH p AS (SELECT $1 AS cid)"],
  ["They need the key's type", "sql/resolve/known_values_test.ts", "would not compare as constants do"],
  ["A condition on a subquery's or a CTE's column", "cost/cases/windows.ts", "WITH ranked AS (SELECT"],
  [
    "If a statement looks like an earlier lookup",
    "engine/point_read/speculative_read_test.ts",
    "is under way before it is planned, and is the plan's own",
  ],
  [
    "If the plan then needs another read",
    "engine/point_read/speculative_read_test.ts",
    "a read begun in vain is paid for",
  ],
  ["Joins use the keys they find", "cost/cases/lookup_join.ts", "JOIN customers"],
  ["`LIMIT n` without `ORDER BY`", "engine/execute_test.ts", "LIMIT and OFFSET are counted over pages"],
  ["`LIMIT n` without", "engine/strategies/row_bytes_test.ts", "a page that two rows fill reads three"],
  ["`= ANY (list)`", "engine/strategies/stream_lists_test.ts", "with LIMIT stops early, and without"],
  ["`FROM t, unnest(list)`", "engine/strategies/stream_lists_test.ts", "looks at other rows, reads all"],
  [
    "With a condition, requests look",
    "dynamodb/readers/request_limits_test.ts",
    "where nothing passes the filter, requests double",
  ],
  [
    "With a condition, requests look",
    "cost/batches_test.ts",
    "a join in growing batches gives its whole page once",
  ],
  ["`EXISTS (SELECT …)`", "cost/cases/subqueries.ts", "EXISTS (SELECT 1 FROM orders)"],
  ["`ORDER BY sort_key LIMIT n`", "cost/cases/early.ts", "ORDER BY placed DESC LIMIT 4"],
  ["`min`, `max`, `arg_min` and `arg_max` by", "cost/cases/tops.ts", "SELECT customer, max(placed)"],
  ["So do `DISTINCT ON (partition_key)`", "cost/cases/tops.ts", "SELECT DISTINCT ON (customer) customer"],
  [
    "Where such an index was left alone",
    "engine/sparse_savings_test.ts",
    "an answer that was dear for want of a clause says which",
  ],
  [
    "An administrator who knows that every item",
    "engine/read/complete_index_test.ts",
    "a complete index serves what names its partition key alone",
  ],
  [
    "Every item that is read of the table is checked",
    "engine/read/complete_index_test.ts",
    "withdraws the declaration, in whatever way it is read",
  ],
  [
    "The first one that lacks a key withdraws",
    "engine/read/complete_index_test.ts",
    "which its own complete index lacks is planned again, without it",
  ],
  [
    "If there are fewer, the table is read",
    "engine/read/tops_test.ts",
    "the table is read where it gives too few",
  ],
  [
    "A global index holds only items",
    "sql/plan/reads_test.ts",
    "a sparse index serves aggregates that ignore NULLs",
  ],
  ["It serves `max`", "sql/plan/reads_test.ts", "a sparse index serves aggregates that ignore NULLs"],
  [
    "`… WHERE status = 'paid' ORDER BY",
    "sql/resolve/never_of_null_test.ts",
    "The table is read where items without the sort key can matter",
  ],
  ["`count(*)` must still read", "engine/execute_test.ts", "count(*) transfers no item and counts right"],
  ["If an approximate number is enough", "catalog/resolve_table_test.ts", "a listing tells the item counts"],
  ["`run_sql` with `mode", "query/budgets_test.ts", "A plan names the same estimate and reads nothing"],
  ["`tables`: for each table", "sql/plan/explain_test.ts", "the access of a plan is named for what it is"],
  ["`plan`: the same as text", "sql/plan/explain_test.ts", "a plan says what each pass changed"],
  [
    "`estimated_read_units` for the whole",
    "query/budgets_test.ts",
    "A plan names the same estimate and reads nothing",
  ],
  ["`advice`: the key to constrain", "sql/plan/explain_test.ts", "advice names the keys to constrain"],
  [
    "A table that was never sampled",
    "catalog/table_refresh_test.ts",
    "two who ask for one table at once share one look at it",
  ],
  [
    "A table that was never sampled",
    "catalog/describe_test.ts",
    "wide items are sampled for about 128 read units",
  ],
  [
    "That is reported as",
    "catalog/table_refresh_test.ts",
    "two who ask for one table at once share one look at it",
  ],
  [
    "If the last look took more",
    "query/budgets_test.ts",
    "A table is not looked at for more than is left of the budget",
  ],
  [
    "So is the look that a name",
    "query/budgets_test.ts",
    "A look at a table that an unknown name causes counts",
  ],
  ["So is the look that a name", "catalog/table_refresh_test.ts", "once in 30 s, whoever asks"],
  ["`describe_table` with `refresh", "catalog/payer_test.ts", "a table is looked at once in 30 s however"],
  [
    "A query has a budget of read units",
    "engine/execute_limits_test.ts",
    "items, bytes and seconds have budgets",
  ],
  [
    "If even the lower bound",
    "query/budgets_test.ts",
    "A query known to be too dear is refused before it reads",
  ],
  [
    "If it reaches the budget while reading",
    "query/budgets_test.ts",
    "A query that reaches its budget while it reads",
  ],
  [
    "`max_read_units` lowers the budget",
    "query/budgets_test.ts",
    "max_read_units lowers the budget, never raises it",
  ],
  [
    "One budget covers all pages",
    "query/budgets_test.ts",
    "One budget covers all pages of a streamed answer",
  ],
  [
    "One budget covers all pages",
    "query/budgets_test.ts",
    "max_read_units beside a cursor lowers the budget of that page",
  ],
  ["What a page that is stopped", "query/budgets_test.ts", "the same cursor begins where this page began"],
  ["No request is sent that could pass", "cost/never_over_test.ts", "no statement reads more units"],
  ["An item that would take more", "cost/never_over_test.ts", "an error that names its table"],
  ["Only an item that is wider", "cost/never_over_test.ts", "no statement reads more units"],
  ["Repeat a page with `next_cursor`", "query/pages_test.ts", "Later pages of a kept result cost nothing"],
];

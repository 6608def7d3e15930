/**
 * Where the promises of `src/mcp/docs` are held that are no examples of this folder.
 * @module
 */

import { costs } from "./held_costs.ts";

/** The beginning of a sentence, and the test that holds it: its file below `tests`, and words of it. */
export type Held = readonly [beginning: string, file: string, words: string];

const limits: readonly Held[] = [
  [
    "The operator can change each of these",
    "documents/settings_test.ts",
    "the page of limits names every limit, with its default",
  ],
  ["| Rows in one answer", "query/pages_test.ts", "max_rows outside 1 to the operator's most"],
  ["| Size of the rows in one answer", "query/pages_test.ts", "A page never exceeds the byte cap"],
  ["| Result kept for paging", "query/pages_test.ts", "An answer beyond the kept limit ends incomplete"],
  ["| Result kept for paging", "query/pages_test.ts", "A cursor expires when its time is over"],
  ["| Read units of one query", "query/budgets_test.ts", "A query that reaches its budget while it reads"],
  [
    "| Read units of one client in a day",
    "query/budgets_test.ts",
    "A principal's and a tenant's day have budgets",
  ],
  ["| Items read by one query", "engine/execute_limits_test.ts", "items, bytes and seconds have budgets"],
  ["| Bytes read by one query", "engine/execute_limits_test.ts", "items, bytes and seconds have budgets"],
  ["| Time of one query", "fault/process_limits_test.ts", "The time budget stops"],
  ["| Length of the SQL", "query/admission_test.ts", "SQL that is missing or too long is refused"],
  ["| Queries running at once", "query/admission_test.ts", "A principal beyond its queries at once"],
  [
    "| Queries running at once",
    "query/admission_test.ts",
    "A tenant and the server have bounds of their own",
  ],
  [
    "| Memory of one query",
    "fault/engine_process_test.ts",
    "A query that eats the engine's memory answers too_large",
  ],
  ["| Tables in one listing", "catalog/resolve_table_test.ts", "at most 200 tables are listed"],
  ["| Columns in one description", "mcp/describe_result_test.ts", "a description stays under 32 KB"],
  ["| Columns in one description", "mcp/describe_result_test.ts", "of thousands of attribute names"],
  [
    "| Attribute names kept",
    "catalog/many_names_test.ts",
    "names that no compression makes smaller are kept",
  ],
  ["| Looks at the items", "catalog/table_refresh_test.ts", "once in 30 s, whoever asks"],
  [
    "| Items sampled of a table",
    "catalog/describe_test.ts",
    "wide items are sampled for about 128 read units",
  ],
  [
    "| Age at which table metadata",
    "catalog/table_refresh_test.ts",
    "a fresh description is not asked for again, a stale one is",
  ],
  [
    "A query that reaches its budget stops",
    "query/budgets_test.ts",
    "A query that reaches its budget while it reads",
  ],
  [
    "`complete: false` only ever means",
    "query/pages_test.ts",
    "Pages hold every row exactly once, and only the last is complete",
  ],
  [
    "Texts that are no dates read as NULL",
    "engine/run/date_counts_test.ts",
    "are counted at the first run and at every later one",
  ],
  ["Where they cannot be counted", "engine/run/date_wholes_test.ts", "LATERAL"],
  ["`//` and `%` of decimals and doubles", "documents/values_test.ts", "`7 // 2` and `7.5 // 2` are 3"],
  ["DuckDB has `7.5 // 2`", "documents/values_test.ts", "`10.5`, never `10.50`"],
  [
    "`min`, `max` and `ORDER BY` of a JSON column",
    "documents/json_test.ts",
    "put numbers first (9 before 10)",
  ],
  [
    "In a JSON column, a number with a fraction",
    "engine/run/json_digits_test.ts",
    "comparisons, sums, order and nullif of JSON keep all digits",
  ],
  [
    "Comparisons with whole numbers and decimals keep",
    "engine/run/json_digits_test.ts",
    "digits that a double loses are told of",
  ],
  ["DuckDB's optimizer is off", "engine/duckdb/faulty_rules_test.ts", "is still wrong, and off it is right"],
  [
    "A `WITH` inside a subquery",
    "engine/run/optimizer_test.ts",
    "a CTE that cannot be written in each place",
  ],
  ["Estimates come from a sample", "query/budgets_test.ts", "DynamoDB's counts are hours old"],
  [
    "Reads are eventually consistent",
    "dynamodb/readers/reader_test.ts",
    "a consistent get costs twice as much",
  ],
  ["A query over several tables", "query/local_pages_test.ts", "While the table changes underneath"],
  [
    "Where `OR`, `IN` or a join is served",
    "engine/read/moving_items_test.ts",
    "an item that moves between the parts of a read is given once",
  ],
  [
    "A secondary index is used only",
    "sql/resolve/never_of_null_test.ts",
    "The table is read where items without the sort key can matter",
  ],
  [
    "A secondary index is used only",
    "sql/plan/reads_test.ts",
    "a sparse index serves aggregates that ignore NULLs",
  ],
  ["Dates kept as text and compared", "cost/cases/by_sort.ts", "shipped >= DATE '2026-01-17'"],
  ["Where all texts are days of one form", "cost/cases/by_sort.ts", "placed >= '2026-02-01'"],
  ["An index that lacks attributes", "sql/plan/explain_test.ts", "one that fetches what an index lacks"],
  ["A name in a case that no item", "engine/run/case_names_test.ts", "once the very one is met, it is meant"],
  [
    "A double-quoted name that is known in no case",
    "engine/run/case_names_test.ts",
    "a name means the very attribute, whatever other case",
  ],
  [
    "`USING` and `NATURAL JOIN` join",
    "sql/resolve/names_test.ts",
    "USING over attributes that differ only by case",
  ],
  [
    "`count`, `min`, `max`, `any_value`",
    "engine/two_phase/two_phase_test.ts",
    "only what is the same in two steps is split",
  ],
  [
    "`SELECT *` over a table of thousands",
    "engine/load/carried_stars_test.ts",
    "a star over thousands of attributes answers",
  ],
  [
    "A column whose values turn to another kind",
    "engine/strategies/settled_test.ts",
    "later pages keep the family",
  ],
  [
    "Where earlier rows are gone by then",
    "engine/load/late_families_test.ts",
    "are told of, and are shown by the next run",
  ],
  [
    "Of an empty table nothing is known",
    "catalog/describe_test.ts",
    "an empty table is described by its keys alone",
  ],
  ["Of an empty table nothing is known", "query/growing_tables_test.ts", "A table first seen empty answers"],
  [
    "A table made again with other keys",
    "query/changing_tables_test.ts",
    "A table made again with other keys is read by the first statement",
  ],
  [
    "A table made again with other keys",
    "query/changing_tables_test.ts",
    "An index that is dropped is missed by nobody",
  ],
  [
    "That a table was made again shows",
    "query/changing_tables_test.ts",
    "A table made again at any pace is read by its keys",
  ],
  [
    "A cursor over a table that was replaced",
    "query/changing_tables_test.ts",
    "A cursor over a table that was replaced has expired",
  ],
  ["`sample.complete` says", "catalog/table_refresh_test.ts", "a sample is complete for 30 s"],
  ["Later it is false", "catalog/table_refresh_test.ts", "a sample is complete for 30 s"],
  [
    "A failed call is a tool result",
    "mcp/tools/run_sql_test.ts",
    "a failure of the SQL says where, with line, column and caret",
  ],
  ["A failed call is a tool result", "mcp/tools/run_sql_test.ts", "a rate limit says how long to wait"],
  ["| `syntax_error`", "e2e/bad_input/sql_test.ts", "SQL that does not parse: line, column, caret"],
  ["| `statement_not_allowed`", "sql/guard/guard_test.ts", "everything hostile is refused, by its code"],
  ["| `function_not_allowed`", "sql/guard/guard_test.ts", "everything hostile is refused, by its code"],
  ["| `invalid_query`", "sql/errors_test.ts", "each of DuckDB's errors has its code and says what to do"],
  ["| `table_not_found`", "e2e/bad_input/sql_test.ts", "an unknown table, with the nearest names"],
  ["| `column_not_found`", "e2e/bad_input/sql_test.ts", "an unknown column, with the nearest names"],
  [
    "| `invalid_parameter`",
    "mcp/tools/run_sql_test.ts",
    "wrong arguments are tool errors that name the argument",
  ],
  [
    "| `budget_exceeded`",
    "engine/execute_limits_test.ts",
    "refused before it reads, naming estimate and budget",
  ],
  ["| `timeout`", "fault/process_limits_test.ts", "The time budget stops"],
  ["| `too_large`", "engine/execute_limits_test.ts", "ends as too_large and its neighbour goes on"],
  ["| `cancelled`", "engine/execute_limits_test.ts", "cancelling stops the query"],
  ["| `cursor_expired`", "query/pages_test.ts", "A cursor expires when its time is over"],
  [
    "| `cursor_invalid`",
    "query/pages_test.ts",
    "A cursor sent with other SQL or other parameters is cursor_invalid",
  ],
  ["| `rate_limited`", "e2e/bad_input/runaway_test.ts", "more queries at once than allowed: rate_limited"],
  [
    "| `throttled`",
    "dynamodb/client/client_test.ts",
    "throttling is retried, and throttled when it does not end",
  ],
  ["| `access_denied`", "dynamodb/client/client_test.ts", "a refusal by IAM names the missing action"],
  [
    "| `credentials_unavailable`",
    "e2e/bad_input/dynamodb_test.ts",
    "no credentials at all: credentials_unavailable",
  ],
  [
    "| `credentials_unavailable`",
    "dynamodb/client/client_test.ts",
    "an endpoint where nothing listens is dynamodb_unreachable",
  ],
  ["| `internal`", "mcp/tools/run_sql_test.ts", "an unexpected failure shows a request id"],
  [
    "| `type_mismatch`",
    "engine/run/advice_test.ts",
    "what does not meet is told with both sides and an expression that works",
  ],
  ["| `ambiguous_name`", "catalog/names_test.ts", "ambiguity names the candidates"],
];

/** The promises that tests outside of this folder hold, by document. */
export const HELD: Readonly<Record<"limitations" | "costs", readonly Held[]>> = {
  limitations: limits,
  costs,
};

/** Beginnings of sentences that promise nothing: advice, and what DynamoDB is like whoever reads it. */
export const NO_PROMISES: readonly string[] = [
  "DynamoDB does not know how many distinct values",
  "An item that is changed while a query runs",
  "Over two pages of one answer",
  "In DynamoDB only the read of a single item",
  "Between the two reads an item can change",
  "Where all texts are days of one form",
  "Tables change while they are used.",
  "DynamoDB charges for what it reads",
  "Put an equality on a `hashKey`",
  "It answers:",
  "Constrain a key.",
  "If the question does not name one",
  "Select columns by name",
  "Aggregate in SQL",
  "Filter before joining",
];

/**
 * `SUMMARIZE t` is a SELECT of aggregates over the columns that the catalogue has of the table: one read, one row a column.
 *
 * `SUMMARIZE orders` → `SELECT … FROM (SELECT unnest([{column_name: 'total', min: min(total), …}, …]) FROM orders)`
 * @module
 */
import { textLiteral } from "../catalog/names.ts";
import { DynamoSqlError } from "../errors.ts";
import type { Dialect } from "./dialect.ts";
import type { CatalogRows } from "./information_schema.ts";
import type { Statement } from "./parse.ts";
import { node, nodes, readTree, str, transform } from "./tree.ts";
import { NOWHERE } from "./typed/nodes.ts";

/** Of these, there are an average and quantiles. */
const NUMBERS = /^(?:BIGINT|DECIMAL|DOUBLE|HUGEINT|INTEGER)\b(?!.*\[\])/;
/** Of these, there is a least and a greatest. */
const ORDERED = /^(?:VARCHAR|BOOLEAN|DATE|TIMESTAMP|BIGINT|DECIMAL|DOUBLE|HUGEINT|INTEGER)\b(?!.*\[\])/;

/**
 * The statement as a SELECT, if it is a SUMMARIZE; else itself.
 * @throws DynamoSqlError `statement_not_allowed` for SUMMARIZE of a query
 */
export async function summarized(
  statement: Statement,
  catalog: CatalogRows | undefined,
  dialect: Dialect,
): Promise<Statement> {
  const shown = node(statement.node, "from_table");
  if (shown === null || str(shown, "type") !== "SHOW_REF" || str(shown, "show_type") !== "SUMMARY") {
    return statement;
  }
  const table = node(node(shown, "query") ?? {}, "from_table");
  if (catalog === undefined || table === null || str(table, "type") !== "BASE_TABLE") {
    throw new DynamoSqlError(
      "statement_not_allowed",
      "SUMMARIZE takes a table's name: of a query, write SELECT count(*), min(a), max(a), avg(a) FROM (…).",
    );
  }
  const parts = catalog.columns.map(([, , , name, , , , type]) => ofColumn(String(name), String(type)));
  const sql = `SELECT ${OUTPUT.map((name) => `summary.${name} AS ${name}`).join(", ")} FROM ` +
    `(SELECT unnest([${parts.join(", ")}]) AS summary FROM summarized) AS summaries`;
  const answer = readTree(await dialect.serialize(sql));
  const [parsed] = nodes(answer, "statements");
  const select = transform(node(parsed ?? {}, "node") ?? {}, (of) => {
    if (str(of, "type") === "BASE_TABLE") return table;
    return "query_location" in of ? { ...of, query_location: NOWHERE } : of;
  });
  return { ...statement, node: select };
}

const OUTPUT: readonly string[] = [
  ...[
    "column_name",
    "column_type",
    "min",
    "max",
    "approx_unique",
    "avg",
    "std",
    "q25",
    "q50",
    "q75",
    "count",
  ],
  "null_percentage",
];

/** What is said of a column, as a struct. */
function ofColumn(name: string, type: string): string {
  const column = `"${name.replaceAll('"', '""')}"`;
  const text = (isOf: RegExp, of: string) =>
    isOf.test(type) ? `CAST(${of} AS VARCHAR)` : "CAST(NULL AS VARCHAR)";
  const values: readonly (readonly [string, string])[] = [
    ["column_name", textLiteral(name)],
    ["column_type", textLiteral(type)],
    ["min", text(ORDERED, `min(${column})`)],
    ["max", text(ORDERED, `max(${column})`)],
    ["approx_unique", `count(DISTINCT ${ORDERED.test(type) ? column : `CAST(${column} AS VARCHAR)`})`],
    ["avg", text(NUMBERS, `avg(${column})`)],
    ["std", text(NUMBERS, `stddev(${column})`)],
    ["q25", text(NUMBERS, `quantile_cont(${column}, 0.25)`)],
    ["q50", text(NUMBERS, `quantile_cont(${column}, 0.5)`)],
    ["q75", text(NUMBERS, `quantile_cont(${column}, 0.75)`)],
    ["count", "count(*)"],
    [
      "null_percentage",
      `CAST(round(100.0 * (count(*) - count(${column})) / nullif(count(*), 0), 2) AS DECIMAL(9, 2))`,
    ],
  ];
  return `struct_pack(${values.map(([key, value]) => `${key} := ${value}`).join(", ")})`;
}

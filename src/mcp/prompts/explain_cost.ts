/** The prompt `explain_cost`. @module */
import type { Prompt } from "./prompt.ts";

/** Leads a model through the price of a query and ways to lower it. */
export const explainCost: Prompt = {
  name: "explain_cost",
  title: "Explain the cost",
  description: "Say what a query will read, why, and how to make it cheaper.",
  arguments: [{ name: "sql", description: "The query", required: true }],
  text: ({ sql = "" }) =>
    `Explain what this query costs on DynamoDB and how to make it cheaper:

${sql}

1. Call run_sql with mode "plan" and this SQL. That reads no item.
2. For each table: say whether it is read by full key, by partition key, by an index or by a scan, and the estimated \
items and read units.
3. Call describe_table for every table that is scanned, and look for a key or an index that the query could constrain.
4. Give a cheaper query with the same meaning if there is one, plan it too, and compare. If only a new index would help, \
name its partition and sort key.

One read unit is 4 KB read consistently, or 8 KB read eventually consistently. Do not execute the query.`,
};

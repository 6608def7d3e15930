/** The prompt `write_query`. @module */
import type { Prompt } from "./prompt.ts";

/** Leads a model from a question to a checked query. */
export const writeQuery: Prompt = {
  name: "write_query",
  title: "Write a query",
  description: "Turn a question into a correct and cheap SQL query.",
  arguments: [
    { name: "question", description: "What you want to know", required: true },
    {
      name: "schema_name",
      description: "Schema to ask; default: your default schema",
      required: false,
      completes: "schema",
    },
  ],
  text: ({ question = "", schema_name }) =>
    `Answer this question with DynamoSQL${
      schema_name === undefined ? "" : `, schema ${JSON.stringify(schema_name)}`
    }:

${question}

1. Find the tables with list_tables, and read their columns, keys and indexes with describe_table.
2. Write one SELECT (DuckDB dialect). Prefer conditions on a partition key, or on an index's, over conditions on other \
attributes. Select only the columns you need.
3. Check it with run_sql mode "plan". If it scans a large table, use the advice to make it cheaper, or say what index \
is missing.
4. Run it, and answer the question from the rows. Say what the query read (stats.read_units) and whether the answer is \
complete.

If the question can be read in several ways, say which one you chose.`,
};

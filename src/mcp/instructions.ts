/**
 * The MCP instructions tell a model about this server before anything else.
 * @module
 */

/** The server's `instructions`: dialect and workflow, short, because every conversation pays for it. */
export const INSTRUCTIONS = `DynamoSQL answers read-only SQL over Amazon DynamoDB tables.

Workflow: list_tables -> describe_table -> run_sql. Before a query that may scan a large table, call run_sql with \
mode "plan": it costs nothing and names the key or index that would make the query cheap. A query over budget is \
refused, or stopped with an error, never answered in part.

Dialect: DuckDB's (close to PostgreSQL). One SELECT, WITH, FROM or VALUES per call; no writes. Joins, CTEs, window \
functions, QUALIFY, JSON and dates work. Quote names as qualified_name shows them. Dates are ISO 8601 text in DynamoDB; \
compare them with DATE or TIMESTAMP values directly: that narrows a key's range, too. NULLs sort first with ASC, \
last with DESC.

Cost: reading by full key or partition key (table or index) is cheap, anything else scans. LIMIT without ORDER BY stops \
reading early. More rows: call again with next_cursor alone. More: dynamosql://docs/sql, /limitations, /costs.`;

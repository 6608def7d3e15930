/**
 * Table hints say which tables a statement will ask the catalogue for: those that it asked for before. They travel with
 * the query, so that its engine need not come back for them. A hint only: an engine that wants others asks.
 * @module
 */
import type { TableName } from "../catalog/description.ts";
import { boundedMap } from "../lib/lru_map.ts";

/** What statements asked for. */
export interface TableHints {
  /** The names that such a statement asked for last. */
  of(schemaName: string | undefined, sql: string): readonly TableName[] | undefined;
  learn(schemaName: string | undefined, sql: string, names: readonly TableName[]): void;
}

/** Statements remembered, and the longest of them in characters. */
const MOST = 1_000;
const LONGEST = 2_048;

/** Nothing remembered yet. */
export function createTableHints(most = MOST): TableHints {
  const hints = boundedMap<string, readonly TableName[]>(most);
  return {
    of: (schemaName, sql) => sql.length > LONGEST ? undefined : hints.get(keyOf(schemaName, sql)),
    learn(schemaName, sql, names) {
      if (sql.length <= LONGEST) hints.set(keyOf(schemaName, sql), names);
    },
  };
}

/** Statements that differ by their texts and numbers have the same tables, but for a rare one. */
function keyOf(schemaName: string | undefined, sql: string): string {
  return `${schemaName ?? ""}\n${sql.replace(/'[^']*'|\b\d+\b/g, "?")}`;
}

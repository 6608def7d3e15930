/**
 * Averages over partial aggregates are made by DuckDB's own `avg`, so that they have the digits of an average over
 * all rows.
 *
 * `SELECT avg(total) FROM orders` → a batch gives `sum(total)` and `count(total)`; the final `avg` runs over a view
 * that makes rows of each batch's result again: its sum once, and as many zeros as it takes to come to the count
 *
 * DuckDB keeps an exact sum and a count, and divides them once, in the platform's `long double`, which no expression
 * does: a quotient of doubles differs in the last digit for one group in four. (The states that DuckDB can export
 * cannot be finished where they are averages of decimals.)
 * @module
 */
import { quoted } from "../values/column_type.ts";
import type { Average, Split } from "./two_steps.ts";

/** The name of the view over a table of partial results, in which averages are calculated. */
export function rowsName(partsName: string): string {
  return `${partsName}_rows`;
}

/** The column of that view that is averaged. */
export function averageName({ sum }: Average): string {
  return `a${sum}`;
}

/** Rows that are made of one number at a time: DuckDB holds the lists of 2,048 numbers at once. */
const BLOCK = 256;

/**
 * Makes the view: for each part as many rows as it has values to average, at least one. All rows have its groups.
 * Only the first has the other columns, as all aggregates but averages ignore NULL.
 */
export function rowsSql(
  { groups, joins, averages }: Pick<Split, "groups" | "joins" | "averages">,
  partsName: string,
): string {
  const keys = Array.from({ length: groups }, (_, at) => `p${at}`);
  const rest = joins.map((_, at) => `CASE WHEN i = 0 THEN p${groups + at} END AS p${groups + at}`);
  const values = averages.map((average) =>
    `CASE WHEN i = 0 THEN p${average.sum} WHEN i < p${average.count} THEN 0 END AS ${averageName(average)}`
  );
  // A joined count is a HUGEINT.
  const most = `greatest(1, ${averages.map(({ count }) => `p${count}`).join(", ")})::BIGINT`;
  return `CREATE OR REPLACE TEMP VIEW ${quoted(rowsName(partsName))} AS ` +
    `SELECT ${[...keys, ...rest, ...values].join(", ")} FROM ` +
    `(SELECT *, block * ${BLOCK} + unnest(range(least(${BLOCK}, most - block * ${BLOCK}))) AS i FROM ` +
    `(SELECT *, unnest(range((most + ${BLOCK - 1}) // ${BLOCK})) AS block FROM ` +
    `(SELECT *, ${most} AS most FROM ${quoted(partsName)})))`;
}

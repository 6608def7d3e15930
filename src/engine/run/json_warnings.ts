/**
 * Counts values of JSON columns that were read as numbers or truth values and are none, and numbers that lost digits.
 * @module
 */
import { placeText } from "../../catalog/path.ts";
import { sameName } from "../../sql/resolve/identifiers.ts";
import { NUMBER_KINDS } from "../../sql/typed/json_reading.ts";
import type { JsonRead } from "../../sql/typed/json_reads.ts";
import type { Session } from "../duckdb/session.ts";
import type { Load } from "../load/load.ts";
import { expressionOf } from "../load/column_warnings.ts";
import { quoted } from "../values/column_type.ts";

/** Counts over all batches of a statement. */
export interface JsonCounts {
  /** Counts in what is loaded now. */
  add(loads: readonly Load[], reads: readonly JsonRead[]): Promise<void>;
  warnings(): string[];
}

/** What is counted of a column in one table. */
interface JsonColumnCounts {
  readonly shown: string;
  /** SQL that names it. */
  readonly at: string;
  readonly as: JsonRead["as"];
  others: number;
  lossy: number;
}

/** Nothing counted yet. */
export function countJson(session: Session): JsonCounts {
  const counts = new Map<string, JsonColumnCounts>();
  return {
    async add(loads, reads) {
      const counted = new Set<string>();
      for (const read of reads) {
        for (const { table, shown, at, column } of columnsOf(loads, read)) {
          const key = JSON.stringify([table, column, read.as]);
          const known = counts.get(key) ?? { shown, at, as: read.as, others: 0, lossy: 0 };
          const exact = read.exact || read.as !== "number";
          if (counted.has(key + exact)) continue;
          const [others, lossy] = await countIn(session, table, column, read);
          if (![true, false].some((each) => counted.has(key + each))) known.others += others;
          if (!exact) known.lossy += lossy;
          counted.add(key + exact);
          counts.set(key, known);
        }
      }
    },
    warnings() {
      // A table that is loaded twice may hold the same items twice.
      const byName = Map.groupBy(counts.values(), ({ shown, as }) => JSON.stringify([shown, as]));
      return [...byName.values()].flatMap((same) => {
        const [first] = same;
        return first === undefined ? [] : told({
          ...first,
          others: Math.max(...same.map(({ others }) => others)),
          lossy: Math.max(...same.map(({ lossy }) => lossy)),
        });
      });
    },
  };
}

function told({ shown, at, as, others, lossy }: JsonColumnCounts): string[] {
  const kind = as === "boolean" ? "truth value" : as;
  const by = `json_type(${at})`;
  return [
    ...(others === 0 ? [] : [
      others === 1
        ? `1 value of ${shown} is not a ${kind} and reads as NULL. ${by} shows it.`
        : `${others} values of ${shown} are not ${kind}s and read as NULL. ${by} shows them.`,
    ]),
    ...(lossy === 0 ? [] : [
      lossy === 1
        ? `1 number of ${shown} has more digits than DOUBLE keeps (about 15), in which it is calculated.`
        : `${lossy} numbers of ${shown} have more digits than DOUBLE keeps (about 15), in which they are calculated.`,
    ]),
  ];
}

function columnsOf(loads: readonly Load[], { base }: JsonRead) {
  return loads.filter(({ relations }) => relations.some(({ loadName }) => sameName(loadName, base.table)))
    .flatMap(
      ({ description, table }) =>
        table.columns.filter(({ name, type }) => sameName(name, base.column) && type.kind === "JSON").map(
          ({ name, attribute, path }) => ({
            table: table.name,
            column: name,
            shown: `${description.name}.${placeText({ attribute, path })}`,
            at: expressionOf({ attribute, path }),
          }),
        ),
    );
}

const KINDS = NUMBER_KINDS.map((name) => `'${name}'`).join(", ");

/** Counts values that are no numbers or truth values, and numbers that a double changes. */
async function countIn(
  session: Session,
  table: string,
  column: string,
  { as }: JsonRead,
): Promise<[number, number]> {
  const others = as === "number" ? "NOT number" : `kind <> '${as === "list" ? "ARRAY" : "BOOLEAN"}'`;
  const [[first, second] = []] = await session.rows(
    `SELECT count(*) FILTER (${others}), count(*) FILTER (number AND many AND double::VARCHAR NOT IN (said, said || '.0') AND
       coalesce(TRY_CAST(double AS HUGEINT)::VARCHAR <> said, true))
     FROM (SELECT kind, said, many, TRY_CAST(said AS DOUBLE) AS double, kind IN (${KINDS}) OR (kind = 'VARCHAR' AND many AND
         regexp_full_match(said, '-?(0|[1-9]\\d*)\\.\\d*[1-9]')) AS number
       FROM (SELECT kind, said, length(replace(ltrim(said, '-0.'), '.', '')) > 15 AS many
         FROM (SELECT json_type(${quoted(column)}) AS kind, json_extract_string(${
      quoted(column)
    }, '$') AS said
           FROM ${quoted(table)} WHERE ${quoted(column)} IS NOT NULL)))`,
  );
  return [Number(first ?? 0), Number(second ?? 0)];
}

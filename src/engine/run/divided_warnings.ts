/**
 * Warns of whole numbers beyond 2^53 that a statement calculates with in doubles, where some were loaded that doubles
 * do not keep. Columns note such numbers as they are loaded; columns without any are not counted.
 * @module
 */
import { shownInDoubles } from "../../sql/typed/spreads.ts";
import type { Divided } from "../../sql/typed/divided.ts";
import { sameName } from "../../sql/resolve/identifiers.ts";
import { quoteName } from "../../catalog/names.ts";
import { placeText } from "../../catalog/path.ts";
import type { LoadColumn } from "../load/column.ts";
import { expressionOf } from "../load/column_warnings.ts";
import type { Looked } from "./looked.ts";

/** What was noticed over all batches of a statement. */
export interface DividedNotes {
  /** Notes the columns that are loaded now. */
  add(loads: readonly Looked[], dividedIn: () => readonly Divided[]): void;
  warnings(): string[];
}

/** Nothing noticed yet. */
export function noteDivided(): DividedNotes {
  const warnings = new Set<string>();
  return {
    add(loads, dividedIn) {
      const long = loads.flatMap((load) =>
        load.table.columns.filter(isLong).map((column) => ({ load, column }))
      );
      if (long.length === 0) return;
      for (const { base, by } of dividedIn()) {
        const found = long.find(({ load, column }) =>
          sameName(column.name, base.column) &&
          load.relations.some(({ loadName }) => sameName(loadName, base.table)) &&
          (!base.elements || column.type.kind === "LIST")
        );
        if (found === undefined) continue;
        const { load, column } = found;
        const at = expressionOf(column);
        const exact = by === "/"
          ? "`//` and `%` are exact."
          : /^(avg|mean)$/.test(by) && column.type.kind === "BIGINT"
          ? `${by}(CAST(${at} AS DECIMAL(38,0))) is exact.`
          : "";
        warnings.add(
          `${shownInDoubles(by)} of ${quoteName(load.description.name)}.${
            placeText(column)
          } is calculated in DOUBLE, which keeps about 15 digits: ` +
            `it holds whole numbers beyond 2^53 that have more.${exact === "" ? "" : ` ${exact}`}`,
        );
      }
    },
    warnings: () => [...warnings],
  };
}

/** Whether a column, or a list in it, holds whole numbers that no double holds exactly. */
function isLong({ type, tally }: LoadColumn): boolean {
  if (type.kind === "BIGINT") return !tally.doubles;
  return type.kind === "LIST" && type.element.kind === "BIGINT" && tally.element?.doubles === false;
}

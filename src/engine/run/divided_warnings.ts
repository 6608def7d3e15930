/**
 * Warns of numbers that a statement calculates with in doubles or brings together with them, where some were loaded that
 * doubles do not keep. Columns note such numbers as they are loaded; columns without any are not counted.
 * @module
 */
import { shownInDoubles } from "../../sql/typed/spreads.ts";
import type { Divided } from "../../sql/typed/divided.ts";
import { sameName } from "../../sql/resolve/identifiers.ts";
import { quoteName } from "../../catalog/names.ts";
import { placeText } from "../../catalog/path.ts";
import type { SqlType } from "../../catalog/sql_type.ts";
import type { LoadColumn } from "../load/column.ts";
import { expressionOf } from "../load/column_warnings.ts";
import type { Looked } from "./looked.ts";

/** What was noticed over all batches of a statement. */
export interface DividedNotes {
  /** Notes the columns that are loaded now. */
  add(loads: readonly Looked[], dividedIn: () => Promise<readonly Divided[]>): Promise<void>;
  warnings(): string[];
}

/** Nothing noticed yet. */
export function noteDivided(): DividedNotes {
  const warnings = new Set<string>();
  return {
    async add(loads, dividedIn) {
      const long = loads.flatMap((load) =>
        load.table.columns.filter(isLong).map((column) => ({ load, column }))
      );
      if (long.length === 0) return;
      for (const { base, by, met, beside } of await dividedIn()) {
        const { table } = base;
        const found = long.find(({ load, column }) =>
          sameName(column.name, base.column) &&
          (table === null || load.relations.some(({ loadName }) => sameName(loadName, table))) &&
          (!base.elements || column.type.kind === "LIST") &&
          // Of others, that is said whatever they hold.
          (met === true || isOfWhole(column))
        );
        if (found === undefined || (beside !== undefined && !hasKind(loads, base.column, beside))) continue;
        const { load, column } = found;
        if (met === true) {
          warnings.add(
            `${by} of ${quoteName(load.description.name)}.${
              placeText(column)
            } with a DOUBLE keeps about 15 digits: ` +
              "it holds numbers that have more. Cast the DOUBLE to DECIMAL(38,9) to keep them.",
          );
          continue;
        }
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

/** Whether a column, or a list in it, holds numbers that no double holds exactly. */
export function isLong({ type, tally }: LoadColumn): boolean {
  if (type.kind === "LIST") return isExact(type.element) && tally.element?.doubles === false;
  return isExact(type) && !tally.doubles;
}

const isExact = ({ kind }: SqlType) => kind === "BIGINT" || kind === "DECIMAL";

function isOfWhole({ type }: LoadColumn): boolean {
  return (type.kind === "LIST" ? type.element : type).kind === "BIGINT";
}

/** Whether a column of this name is of this kind in what is loaded. */
function hasKind(loads: readonly Looked[], name: string, kind: SqlType["kind"]): boolean {
  return loads.some(({ table }) =>
    table.columns.some((column) => column.type.kind === kind && sameName(column.name, name))
  );
}

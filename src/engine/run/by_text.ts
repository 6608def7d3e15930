/**
 * Warns where a column that holds texts and numbers is put in order: as text, 10 comes before 9.
 * @module
 */
import { typeName } from "../../catalog/column_type.ts";
import { quoteName } from "../../catalog/names.ts";
import { placeText } from "../../catalog/path.ts";
import { orderedIn } from "../../sql/text_dates/by_text.ts";
import type { BoundDates } from "../../sql/text_dates/dates.ts";
import { originsIn } from "../../sql/text_dates/origin.ts";
import type { Resolved } from "../../sql/query.ts";
import type { LoadColumn } from "../load/column.ts";
import { expressionOf } from "../load/column_warnings.ts";
import { kindsOf, numbersOf } from "../load/kinds.ts";
import { dateForms } from "./date_forms.ts";
import { columnAt } from "./facts.ts";
import type { Looked } from "./looked.ts";

/**
 * The warnings, one a column.
 * @param dates the statement with its texts read as dates: those are put in order as what they are read as
 */
export function orderedByText(
  resolved: Resolved,
  loads: readonly Looked[],
  dates: Pick<BoundDates, "tree" | "casts">,
): readonly string[] {
  if (!loads.some(({ table }) => table.columns.some(isOfBoth))) return [];
  const warnings = [...warningsIn(resolved, loads)];
  if (dates.casts.length === 0 || warnings.length === 0) return warnings;
  const still = warningsIn({ ...resolved, rewritten: dates.tree }, loads);
  return warnings.filter((each) => still.has(each));
}

function warningsIn(
  { rewritten, relations }: Pick<Resolved, "rewritten" | "relations">,
  loads: readonly Looked[],
): ReadonlySet<string> {
  const origins = originsIn(rewritten, dateForms(relations, loads));
  const warnings = new Set<string>();
  for (const of of orderedIn(rewritten)) {
    const base = origins.of(of);
    const found = base === null || base.elements ? null : columnAt(loads, base);
    if (found === null || !isOfBoth(found.column)) continue;
    const { load: { description }, column } = found;
    const numbers = numbersOf(column);
    if (numbers === null) continue;
    warnings.add(
      `${quoteName(description.name)}.${placeText(column)} holds ${
        kindsOf(column)
      }, and is put in order as text: '10' comes ` +
        `before '9'. TRY_CAST(${expressionOf(column)} AS ${typeName(numbers)}) is its numbers.`,
    );
  }
  return warnings;
}

/** Whether a column holds numbers among texts. */
function isOfBoth(column: LoadColumn): boolean {
  return column.type.kind === "VARCHAR" && column.type.mixed === true && numbersOf(column) !== null;
}

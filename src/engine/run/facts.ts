/**
 * Facts about the columns that expressions name, for messages.
 * @module
 */
import { typeName } from "../../catalog/column_type.ts";
import { familiesOf, type Family } from "../../catalog/families.ts";
import { originsIn } from "../../sql/text_dates/origin.ts";
import type { Resolved } from "../../sql/query.ts";
import { sameName } from "../../sql/resolve/identifiers.ts";
import type { Node } from "../../sql/tree.ts";
import type { ColumnFacts, FactsIn } from "../../sql/advice/facts.ts";
import type { LoadColumn } from "../load/column.ts";
import { evidenceOf, isSettled, kindsOf, numbersOf } from "../load/kinds.ts";
import { dateForms } from "./date_forms.ts";
import type { Looked } from "./looked.ts";

/** The column that a base table's name and a column's name mean. */
export function columnAt<L extends Looked>(
  loads: readonly L[],
  { table, column }: { readonly table: string; readonly column: string },
): { readonly load: L; readonly column: LoadColumn } | null {
  for (const load of loads) {
    if (!load.relations.some(({ loadName }) => sameName(loadName, table))) continue;
    const found = load.table.columns.find(({ name }) => sameName(name, column));
    if (found !== undefined) return { load, column: found };
  }
  return null;
}

/** Tells of the columns of what is loaded, in a statement over it. */
export function factsIn({ relations }: Pick<Resolved, "relations">, loads: readonly Looked[]): FactsIn {
  return (tree) => {
    const origins = originsIn(tree, dateForms(relations, loads));
    return (of: Node) => {
      const base = origins.of(of);
      const found = base === null || base.elements || base.listed ? null : columnAt(loads, base);
      return found === null ? null : factsOf(found.load, found.column);
    };
  };
}

const NUMERIC: ReadonlySet<Family> = new Set(["text", "number"]);

function factsOf({ description }: Looked, column: LoadColumn): ColumnFacts {
  const { type } = column;
  const numbers = numbersOf(column);
  const evidence = evidenceOf(column);
  const { numerals = 0, dates, types = {} } = evidence ?? {};
  return {
    kind: type.kind,
    typeName: typeName(type),
    kinds: kindsOf(column),
    numbers: numbers === null ? null : typeName(numbers),
    digits: evidence?.number?.intDigits ?? 0,
    texts: {
      numbers: numerals > 0 || types.N !== undefined,
      allNumbers: familiesOf(evidence ?? { types: {}, bytes: 0 }, false).isSubsetOf(NUMERIC) &&
        numerals >= (types.S ?? 0) && (numerals > 0 || types.N !== undefined),
      dates: dates !== undefined && dates.extended + dates.basic > 0,
    },
    settled: isSettled(column, description.sample.complete),
  };
}

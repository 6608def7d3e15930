/**
 * The form that the dates of each text column have: by the catalogue's evidence, until what was read says otherwise.
 * @module
 */
import { isBasic } from "../../catalog/date_evidence.ts";
import { type DateEvidence, tableKey } from "../../catalog/description.ts";
import { evidenceAt } from "../../catalog/path.ts";
import type { Forms } from "../../sql/text_dates/origin.ts";
import type { DateForm } from "../../sql/text_dates/text_as_date.ts";
import type { Relation, RelationColumn } from "../../sql/query.ts";
import { foldName } from "../../sql/resolve/identifiers.ts";
import { type LoadColumn, readDates } from "../load/column.ts";
import type { Load } from "../load/load.ts";
import type { Looked } from "./looked.ts";

/** The form of one column's dates. */
function dateFormOf(
  { table }: Relation,
  { attribute, path }: RelationColumn,
  read: DateEvidence | null,
): DateForm {
  const whole = Object.hasOwn(table.attributes, attribute) ? table.attributes[attribute] : undefined;
  return isBasic(read ?? evidenceAt(whole, path)?.dates) ? "basic" : "extended";
}

/** The forms in the tables that a statement names. */
export function dateForms(relations: readonly Relation[], loads: readonly Looked[]): Forms {
  return new Map(
    relations.map((relation) => {
      const load = loads.find((each) => each.relations.some(({ id }) => id === relation.id));
      const read = new Map(
        load?.table.columns.flatMap(({ name, dates }) =>
          dates === null ? [] : [[foldName(name), dates] as const]
        ),
      );
      return [
        foldName(relation.loadName),
        new Map(relation.columns.map((each) => {
          const name = foldName(each.column);
          return [name, dateFormOf(relation, each, read.get(name) ?? null)];
        })),
      ];
    }),
  );
}

/**
 * Gives columns the form that all dates have which were read of them: one form for all reads of a place. To be called when all
 * is loaded, and counted.
 * @returns whether some have another form than before
 */
export function takeForms(loads: readonly Load[]): boolean {
  if (!loads.some(({ table }) => table.columns.some(({ datesRead }) => datesRead !== null))) return false;
  const places = Map.groupBy(
    loads.flatMap(({ description, table }) =>
      table.columns.map((column) => ({
        column,
        at: JSON.stringify([tableKey(description), column.attribute, column.path]),
      }))
    ),
    ({ at }) => at,
  );
  let changed = false;
  for (const alike of places.values()) {
    const dates = datesOf(alike.map(({ column }) => column));
    if (dates === null) continue;
    for (const { column } of alike) {
      if (isBasic(column.dates ?? column.known?.dates) !== isBasic(dates)) changed = true;
      column.dates = dates;
    }
  }
  return changed;
}

/** The evidence of a read of all items, or else of the read that saw most. */
function datesOf(columns: readonly LoadColumn[]): DateEvidence | null {
  const read = columns.filter(({ datesRead }) => datesRead !== null);
  const whole = read.find(({ readWhole }) => readWhole);
  const all = (whole === undefined ? read : [whole]).map(readDates).filter((dates) => dates !== null);
  return all.length === 0 ? null : {
    extended: Math.max(...all.map(({ extended }) => extended)),
    basic: Math.max(...all.map(({ basic }) => basic)),
    all: true,
  };
}

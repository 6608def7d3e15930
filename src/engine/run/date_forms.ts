/**
 * The form that the dates of each text column have: by the catalogue's evidence, until what was read says otherwise.
 * @module
 */
import { isBasic } from "../../catalog/date_evidence.ts";
import { type DateEvidence, type Evidence, tableKey } from "../../catalog/description.ts";
import { evidenceAt, type Path } from "../../catalog/path.ts";
import { mergeEvidence } from "../../catalog/widen.ts";
import type { FormsWithin } from "../../sql/text_dates/origin.ts";
import type { DateForm } from "../../sql/text_dates/text_as_date.ts";
import type { Relation, RelationColumn } from "../../sql/query.ts";
import { foldName } from "../../sql/resolve/identifiers.ts";
import { type Dated, datedAt, type LoadColumn, readDates } from "../load/column.ts";
import type { Looked } from "./looked.ts";

/** The form of the dates at a place inside a column. */
function dateFormAt(
  { table }: Relation,
  { attribute, path }: RelationColumn,
  within: Path,
  column: LoadColumn | undefined,
): DateForm {
  const whole = Object.hasOwn(table.attributes, attribute) ? table.attributes[attribute] : undefined;
  const taken = column?.dated.get(JSON.stringify(within))?.taken;
  return isBasic(taken ?? evidenceWithin(evidenceAt(whole, path), within)?.dates) ? "basic" : "extended";
}

/** The same as `evidenceAt`, lists of lists being one place, and the values of a map. */
function evidenceWithin(evidence: Evidence | undefined, path: Path): Evidence | undefined {
  return path.reduce<Evidence | undefined>((at, step) => {
    if (typeof step === "string") return evidenceAt(at, [step]);
    let element = evidenceAt(at, [0]) ?? valuesOf(at);
    while (element?.element !== undefined && element.types.S === undefined && element.types.M === undefined) {
      element = element.element;
    }
    return element;
  }, evidence);
}

/** What is known of the values of a map, whatever their keys. */
function valuesOf({ fields = {}, rest }: Evidence = { types: {}, bytes: 0 }): Evidence | undefined {
  const [first, ...others] = [...Object.values(fields), ...(rest === undefined ? [] : [rest])];
  return first === undefined ? undefined : others.reduce(mergeEvidence, first);
}

/** The forms in the tables that a statement names. */
export function dateForms(
  relations: readonly Relation[],
  loads: readonly Looked[],
): ReadonlyMap<string, ReadonlyMap<string, FormsWithin>> {
  return new Map(
    relations.map((relation) => {
      const load = loads.find((each) => each.relations.some(({ id }) => id === relation.id));
      const loaded = new Map(load?.table.columns.map((column) => [foldName(column.name), column]));
      return [
        foldName(relation.loadName),
        new Map(relation.columns.map((each) => {
          const name = foldName(each.column);
          return [name, (within: Path) => dateFormAt(relation, each, within, loaded.get(name))];
        })),
      ];
    }),
  );
}

/**
 * Gives places the form that all dates have which were read there: one form for all reads of a place, however it is named.
 * To be called when all is loaded, and counted.
 * @returns whether some have another form than before
 */
export function takeForms(loads: readonly Looked[]): boolean {
  if (!loads.some(({ table }) => table.columns.some(({ dated }) => dated.size > 0))) return false;
  const columns = loads.flatMap(({ description, table }) =>
    table.columns.map((column) => ({
      column,
      at: [tableKey(description), column.attribute, ...anyOf(column.path)],
    }))
  );
  const read = columns.flatMap(({ column, at }) =>
    [...column.dated.values()].filter(({ read }) => read !== null).map((dated) => ({
      column,
      dated,
      at: [...at, ...dated.path],
    }))
  );
  let changed = false;
  for (const alike of Map.groupBy(read, ({ at }) => JSON.stringify(at)).values()) {
    const dates = datesOf(alike);
    const [{ at = [] } = {}] = alike;
    if (dates === null) continue;
    for (const { column, at: own } of columns) {
      if (own.some((step, place) => step !== at[place])) continue;
      const dated = datedAt(column, at.slice(own.length));
      const before = dated.taken ?? evidenceWithin(column.known, dated.path)?.dates;
      if (isBasic(before) === isBasic(dates)) continue;
      changed = true;
      dated.taken = dates;
    }
  }
  return changed;
}

/** A place in a list is one of its elements. */
function anyOf(path: Path): Path {
  return path.map((step) => typeof step === "number" ? 0 : step);
}

/** The evidence of a read of all items, or else of the read that saw most. */
function datesOf(
  places: readonly { readonly column: LoadColumn; readonly dated: Dated }[],
): DateEvidence | null {
  const whole = places.find(({ column }) => column.readWhole);
  const all = (whole === undefined ? places : [whole])
    .map(({ column, dated }) => readDates(column, dated)).filter((dates) => dates !== null);
  return all.length === 0 ? null : {
    extended: Math.max(...all.map(({ extended }) => extended)),
    basic: Math.max(...all.map(({ basic }) => basic)),
    all: true,
  };
}

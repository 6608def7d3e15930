/**
 * The form that the dates of each text column have, by the catalogue's evidence.
 * @module
 */
import { isBasic } from "../../catalog/date_evidence.ts";
import { evidenceAt } from "../../catalog/path.ts";
import type { Forms } from "../../sql/text_dates/origin.ts";
import type { DateForm } from "../../sql/text_dates/text_as_date.ts";
import type { Relation, RelationColumn } from "../../sql/query.ts";
import { foldName } from "../../sql/resolve/identifiers.ts";

/** The form of one column's dates. */
export function dateFormOf(
  { table }: Pick<Relation, "table">,
  { attribute, path }: RelationColumn,
): DateForm {
  const whole = Object.hasOwn(table.attributes, attribute) ? table.attributes[attribute] : undefined;
  return isBasic(evidenceAt(whole, path)?.dates) ? "basic" : "extended";
}

/** The forms in the tables that a statement names. */
export function dateForms(relations: readonly Relation[]): Forms {
  return new Map(
    relations.map((relation) => [
      foldName(relation.loadName),
      new Map(relation.columns.map((each) => [foldName(each.column), dateFormOf(relation, each)])),
    ]),
  );
}

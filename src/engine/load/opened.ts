/**
 * Opened places are those that come to be when a column, or a place in it, changes its family: their values were not counted
 * before.
 *
 * `v` turns from texts to maps → `v.a` is opened, and gets its evidence from the maps that were kept aside
 * @module
 */
import type { Evidence } from "../../catalog/description.ts";
import { elementEvidence } from "../../catalog/column_type.ts";
import { shareOf, typesOf, valuesIn } from "../../catalog/families.ts";
import { evidenceAt } from "../../catalog/path.ts";
import type { SqlType } from "../../catalog/sql_type.ts";
import { defined } from "../../lib/defined.ts";

/** The type of a place before it changed; null = it did not exist, `"?"` = nothing was counted there. */
type Before = SqlType | null | "?";

/**
 * Evidence with counts only for places where nothing was counted yet: those inside values that contradicted. At all other
 * places the read has counted these values with the others.
 * @param all the evidence of contradicting values, with the whole ones that hold them
 * @param type of the column, before it changes
 * @param known of the same place
 * @param perSampled how many items the table has for each item of the sample
 */
export function openedBy(
  all: Evidence,
  type: SqlType,
  known: Evidence | undefined,
  perSampled: number,
): Evidence {
  return openedAt(all, type, known, perSampled);
}

function openedAt(
  evidence: Evidence,
  before: Before,
  known: Evidence | undefined,
  perSampled: number,
): Evidence {
  const { types, shares: _, fields, rest, element } = evidence;
  const counts = typesOf(types);
  const of = Math.max(valuesIn(evidence), known === undefined ? 0 : valuesIn(known) * perSampled);
  const shares = counts.filter(([type, count]) => type !== "NULL" && count > 0)
    .map(([type, count]) => [type, shareOf(count, of)]);
  return {
    ...evidence,
    types: Object.fromEntries(counts.map(([type]) => [type, 0])),
    bytes: 0,
    ...defined({
      shares: before === null && shares.length > 0 ? Object.fromEntries(shares) : undefined,
      fields: fields && Object.fromEntries(
        Object.entries(fields).map(([name, field]) => [
          name,
          openedAt(field, fieldBefore(before, name), evidenceAt(known, [name]), perSampled),
        ]),
      ),
      rest: rest && openedAt(rest, fieldBefore(before, null), undefined, perSampled),
      element: element &&
        openedAt(element, elementBefore(before), known && elementEvidence(known), perSampled),
    }),
  };
}

function fieldBefore(before: Before, name: string | null): Before {
  if (before === null || before === "?") return before;
  if (before.kind === "MAP") return before.value;
  if (before.kind === "STRUCT") return before.fields.find((field) => field.name === name)?.type ?? "?";
  return isOpen(before) ? "?" : null;
}

function elementBefore(before: Before): Before {
  if (before === null || before === "?") return before;
  if (before.kind === "LIST") return before.element;
  return isOpen(before) ? "?" : null;
}

/** Whether a type shows what lies below it as it is, and counts nothing there. */
function isOpen(type: SqlType): boolean {
  return type.kind === "JSON" || type.kind === "UNSEEN" || (type.kind === "VARCHAR" && type.mixed === true);
}

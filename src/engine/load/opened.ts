/**
 * What lies at the places that open when a column, or a place in it, turns to another family.
 * @module
 */
import type { Evidence } from "../../catalog/description.ts";
import { elementEvidence } from "../../catalog/column_type.ts";
import { shareOf, typesOf, valuesIn } from "../../catalog/families.ts";
import type { SqlType } from "../../catalog/sql_type.ts";
import { defined } from "../../lib/defined.ts";

/** The type of a place before it turned; null = it did not exist, `"?"` = nothing was counted there. */
type Before = SqlType | null | "?";

/**
 * Evidence whose counts say something only where nothing was counted yet: below values that contradicted their place, of
 * which these are all. Elsewhere the read has counted them beside the others.
 * @param all what the contradicting values are, the whole ones that hold them included
 * @param type of the column, before it turns
 * @param known of the same place
 * @param perSampled items of the table for one of the sample
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
    ...(before === null && shares.length > 0 ? { shares: Object.fromEntries(shares) } : {}),
    bytes: 0,
    ...defined({
      fields: fields && Object.fromEntries(
        Object.entries(fields).map(([name, field]) => [
          name,
          openedAt(field, fieldBefore(before, name), fieldKnown(known, name), perSampled),
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

/** It shows what lies below it as it is, and counts nothing there. */
function isOpen(type: SqlType): boolean {
  return type.kind === "JSON" || type.kind === "UNSEEN" || (type.kind === "VARCHAR" && type.mixed === true);
}

function fieldKnown(known: Evidence | undefined, name: string): Evidence | undefined {
  return known?.fields !== undefined && Object.hasOwn(known.fields, name) ? known.fields[name] : undefined;
}

/**
 * Tells whether items show kinds that the evidence did not know: then the table may be another one of its name.
 * @module
 */
import type { Evidence } from "./description.ts";
import type { Attributes } from "./evidence.ts";
import { typesOf } from "./families.ts";

/** Whether attributes, or keys of maps in them, or types of either, are news. */
export function hasNewKinds(known: Attributes, seen: Attributes): boolean {
  return Object.entries(seen).some(([name, evidence]) =>
    isNew(Object.hasOwn(known, name) ? known[name] : undefined, evidence)
  );
}

function isNew(known: Evidence | undefined, seen: Evidence): boolean {
  if (known === undefined) return true;
  if (typesOf(seen.types).some(([type]) => type !== "NULL" && known.types[type] === undefined)) return true;
  if (seen.element !== undefined && isNew(known.element, seen.element)) return true;
  return seen.fields !== undefined && hasNewKinds(known.fields ?? {}, seen.fields);
}

/**
 * Places inside nested attributes: `doc.items[2].sku` is the attribute `doc` and the path `["items", 2, "sku"]`.
 * @module
 */
import type { AttributeValue } from "../dynamodb/access.ts";
import { elementEvidence } from "./column_type.ts";
import type { Evidence } from "./description.ts";

/** Steps into a value: a text is a key of a map, a number a place in a list, from 1; negative ones count from its end. */
export type Path = readonly (string | number)[];

/** What is known of the values at a place; undefined where nothing is. */
export function evidenceAt(evidence: Evidence | undefined, path: Path): Evidence | undefined {
  let at = evidence;
  for (const step of path) {
    if (at === undefined) return undefined;
    at = typeof step === "number"
      ? elementEvidence(at)
      : at.fields !== undefined && Object.hasOwn(at.fields, step)
      ? at.fields[step]
      : undefined;
  }
  return at;
}

/** What the evidence at a place says of the whole attribute. */
export function evidenceOfWhole(path: Path, seen: Evidence): Evidence {
  return path.reduceRight<Evidence>(
    (inner, step) =>
      typeof step === "number"
        ? { types: { L: 0 }, element: inner, bytes: 0 }
        : { types: { M: 0 }, fields: { [step]: inner }, bytes: 0 },
    seen,
  );
}

/** A place as messages name it: `doc.items[2].sku`; `[]` is any place in a list. */
export function placeText({ attribute, path }: { readonly attribute: string; readonly path: Path }): string {
  return attribute +
    path.map((step) => typeof step === "string" ? `.${step}` : step === 0 ? "[]" : `[${step}]`).join("");
}

/** The value at a place; undefined where there is none: a missing key, a place past the end, a step into a scalar. */
export function valueAt(value: AttributeValue | undefined, path: Path): AttributeValue | undefined {
  let at = value;
  for (const step of path) {
    if (at === undefined) return undefined;
    if (typeof step === "number") at = memberAt(at, step);
    else at = "M" in at && Object.hasOwn(at.M, step) ? at.M[step] : undefined;
  }
  return at;
}

/** SQL counts from 1, and from the end with negative numbers; there is no place 0. */
function memberAt(value: AttributeValue, place: number): AttributeValue | undefined {
  if ("L" in value) return placed(value.L, place);
  if ("SS" in value) {
    const S = placed(value.SS, place);
    return S === undefined ? undefined : { S };
  }
  if ("NS" in value) {
    const N = placed(value.NS, place);
    return N === undefined ? undefined : { N };
  }
  if (!("BS" in value)) return undefined;
  const B = placed(value.BS, place);
  return B === undefined ? undefined : { B };
}

function placed<T>(members: readonly T[], place: number): T | undefined {
  return place === 0 ? undefined : members.at(place > 0 ? place - 1 : place);
}

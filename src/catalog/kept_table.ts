/**
 * A kept table is a description as it lies in the store, with what is known beside it.
 * @module
 */
import type { DeclaredIndex } from "./complete_indexes.ts";
import type { KeySchema, TableDescription } from "./description.ts";
import type { Attributes } from "./evidence.ts";
import { defined } from "../lib/defined.ts";
import type { Sample } from "./sample.ts";
import { shapeText } from "./shape_text.ts";
import { widenAttributes } from "./widen.ts";

/** A description as it is kept. */
export interface KeptTable {
  readonly description: TableDescription;
  /** How the table was reached. Another way may lead to another table of the same name. */
  readonly reach: string;
  readonly tableId: string;
  /** It was read whole when it was last looked at, whatever was written since. Absent = as the sample says. */
  readonly whole?: boolean;
  /** When items were last looked at although they had been before. */
  readonly againAt?: number;
  /** Indexes that the operator declared complete. Absent = none. */
  readonly complete?: readonly DeclaredIndex[];
}

/** What is known of a table's items, with what is kept beside its description. */
export interface KnownItems {
  readonly attributes: Attributes;
  readonly sample: TableDescription["sample"];
  readonly looked: Pick<TableDescription, "lookedAt" | "lookUnits">;
  readonly kept: Pick<KeptTable, "whole" | "againAt">;
}

/** The new sample widened by what was known, or what was known; null where there is neither. */
export function joined(
  seen: Sample | null,
  previous: KeptTable | null,
  again: boolean,
  now: number,
): KnownItems | null {
  if (seen === null && previous === null) return null;
  const before = previous?.description;
  const againAt = again ? now : previous?.againAt;
  const kept = againAt === undefined ? {} : { againAt };
  if (seen === null) {
    const { attributes = {}, sample = { items: 0, complete: false }, lookedAt, lookUnits } = before ?? {};
    const looked = defined({ lookedAt, lookUnits });
    return { attributes, sample, looked, kept: { ...kept, whole: previous?.whole ?? sample.complete } };
  }
  const { items, complete, readUnits } = seen;
  return {
    attributes: widenAttributes(seen.attributes, before?.attributes ?? {}),
    sample: { items, complete },
    looked: { lookedAt: now, lookUnits: readUnits },
    kept: { ...kept, whole: complete },
  };
}

/** Whether a table is still the one that is known, with the same keys and indexes. */
export function isSameShape(one: TableDescription, { description }: KeptTable): boolean {
  return shapeText(one) === shapeText(description);
}

/** The evidence with every key attribute in it, seen or not. */
export function withKeys(
  attributes: Attributes,
  key: KeySchema,
  indexes: readonly { readonly key: KeySchema }[],
): Attributes {
  const names = [key, ...indexes.map((index) => index.key)]
    .flatMap(({ hash, sort }) => sort === undefined ? [hash.name] : [hash.name, sort.name]);
  const missing = names.filter((name) => !Object.hasOwn(attributes, name));
  return {
    ...attributes,
    ...Object.fromEntries(missing.map((name) => [name, { types: {}, bytes: 0 }])),
  };
}

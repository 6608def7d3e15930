/**
 * The read of whole keys: GetItem of one, BatchGetItem of several.
 *
 * `SELECT * FROM orders WHERE id IN ('o1', 'o2')` → BatchGetItem of 2 keys
 * @module
 */
import { quoteName } from "../../../catalog/names.ts";
import type { AttributeValue, GetRead, ItemKey, Scalar } from "../../../dynamodb/access.ts";
import { toScalar, toWire } from "../../../dynamodb/scalar.ts";
import { scalarText } from "../print_condition.ts";
import { type AccessKind, attributesOfAll, type KeyParts, KEYS_SHOWN } from "./access_kind.ts";

/** By whole keys of the table. */
export const get: AccessKind<GetRead> = {
  isNothing: false,
  isExhaustive: false,
  canStop: false,
  isByItem: true,
  cost: (units) => units,
  // Of items got one by one at least the number is known.
  lookupCost: (units) => units,
  describe({ keys: { length } }) {
    return length === 1 ? "GetItem" : length === 0 ? "BatchGetItem" : `BatchGetItem of ${length} keys`;
  },
  shownAs: ({ keys }) => keys.length === 1 ? "get" : "batch_get",
  keysText({ keys }) {
    const more = keys.length > KEYS_SHOWN ? [`… ${keys.length - KEYS_SHOWN} more`] : [];
    return [...keys.slice(0, KEYS_SHOWN).map(keyText), ...more].join(" OR ");
  },
  parts: () => [{ filter: null }],
  keyCount: ({ keys }) => keys.length,
  takesKeys: ({ keys }, attributes) =>
    keys.every((key) => [...attributes].every((name) => Object.hasOwn(key, name))),
  forKeys: (access) => access,
  withKeys: (access, parts, found) => ({
    ...access,
    keys: found.flatMap((values) => access.keys.map((key) => keyWith(key, parts, values))),
  }),
  common: (access) => ({ ...access, attributes: null }),
  merged: (access, others) => ({ ...access, attributes: attributesOfAll([access, ...others]) }),
  topCount: () => 0,
  isOnePartition: () => false,
  directed: (access) => access,
  sequential: (access) => access,
};

function keyText(key: ItemKey): string {
  return Object.entries(key).map(([name, value]) => {
    const scalar = toScalar(value);
    return `${quoteName(name)} = ${scalar === null ? "?" : scalarText(scalar)}`;
  }).join(" AND ");
}

function keyWith(known: ItemKey, parts: KeyParts, values: readonly Scalar[]): ItemKey {
  const key: Record<string, AttributeValue> = { ...known };
  for (const [at, { to }] of parts.entries()) {
    const value = values[at];
    if (value !== undefined) key[to] = toWire(value);
  }
  return key;
}

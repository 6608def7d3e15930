/**
 * The read of nothing, where a condition contradicts itself.
 *
 * `SELECT * FROM orders WHERE id = 'o1' AND id = 'o2'` → no request at all
 * @module
 */
import type { EmptyRead } from "../../../dynamodb/access.ts";
import type { AccessKind } from "./access_kind.ts";

/** Nothing can match. */
export const empty: AccessKind<EmptyRead> = {
  isNothing: true,
  isExhaustive: false,
  canStop: false,
  isByItem: false,
  cost: (units) => units,
  lookupCost: (units) => units,
  describe: () => "nothing can match",
  shownAs: () => "empty",
  keysText: () => null,
  parts: () => [],
  keyCount: () => 0,
  takesKeys: () => false,
  forKeys: (access) => access,
  withKeys: (access) => access,
  common: (access) => access,
  merged: (access) => access,
  topCount: () => 0,
  isOnePartition: () => false,
  directed: (access) => access,
  sequential: (access) => access,
};

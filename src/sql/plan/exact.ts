/**
 * Exactness of a key condition: whether it says all that the statement's condition says about the key.
 *
 * `WHERE customer = 'c1' AND placed > 'a'` → exact; `… AND placed > 'a' AND placed < 'b'` → not exact, as the key
 * condition `placed BETWEEN 'a' AND 'b'` takes in both ends
 * @module
 */
import type { KeySchema } from "../../catalog/description.ts";
import type { Condition, Scalar } from "../../dynamodb/access.ts";
import { attributesIn, isAlways } from "../resolve/conditions.ts";
import { withValue } from "./key_values.ts";
import { conjunctsOf } from "./residual.ts";
import type { KeyRange } from "./sort_range.ts";

/**
 * Whether the condition's parts about the key are all expressed by the listed partitions and the range. Only plain
 * conjunctions are looked through, as the answer "no" is always safe.
 */
export function exactKeys(
  condition: Condition,
  key: KeySchema,
  hashes: readonly Scalar[],
  ranged: KeyRange | null,
): boolean {
  let low = 0;
  let high = 0;
  for (const part of conjunctsOf(condition)) {
    const names = attributesIn(part);
    const onHash = names.has(key.hash.name);
    const onSort = key.sort !== undefined && names.has(key.sort.name);
    if (!onHash && !onSort) continue;
    if (names.size > 1) return false;
    if (onHash && part.op !== "=" && part.op !== "in") {
      if (!hashes.every((value) => isAlways(withValue(part, key.hash.name, value)))) return false;
    }
    if (!onSort) continue;
    switch (part.op) {
      case "=":
      case "between":
      case "begins_with":
        low++;
        high++;
        break;
      case ">":
      case ">=":
        low++;
        break;
      case "<":
      case "<=":
        high++;
        break;
      case "type":
        // Every item of the table or the index has its keys, of their types.
        if (part.type !== key.sort?.type) return false;
        break;
      default:
        return false;
    }
  }
  if (low === 0 && high === 0) return true;
  return low <= 1 && high <= 1 && ranged !== null && ranged.exact;
}

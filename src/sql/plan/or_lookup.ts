/**
 * A hash index over the sides of a long OR tells which sides can be true for one value of an attribute.
 *
 * `WHERE (id = 'a' AND score = 1) OR (id = 'b' AND score = 2) OR …`, eight sides or more → for the value `'a'` of
 * `id` only the first side is looked at. Without it, a list of a thousand keys would be looked through once for each
 * key.
 * @module
 */
import type { Condition, Scalar } from "../../dynamodb/access.ts";
import { scalarIdentity } from "../../dynamodb/scalar.ts";

/** An index over fewer sides is not worth making. */
const SIDES_MIN = 8;

interface SideIndex {
  /** Sides that want one of some values. */
  readonly byValue: ReadonlyMap<string, readonly Condition[]>;
  /** Sides that list no values of the attribute. */
  readonly others: readonly Condition[];
}

const known = new WeakMap<readonly Condition[], Map<string, SideIndex>>();

/** The sides that can be true if the attribute has this value. */
export function sidesFor(
  sides: readonly Condition[],
  attribute: string,
  value: Scalar,
): readonly Condition[] {
  if (sides.length < SIDES_MIN) return sides;
  const byAttribute = known.get(sides) ?? new Map<string, SideIndex>();
  known.set(sides, byAttribute);
  const index = byAttribute.get(attribute) ?? indexOf(sides, attribute);
  byAttribute.set(attribute, index);
  const found = index.byValue.get(scalarIdentity(value)) ?? [];
  return index.others.length === 0 ? found : [...found, ...index.others];
}

function indexOf(sides: readonly Condition[], attribute: string): SideIndex {
  const byValue = new Map<string, Condition[]>();
  const others: Condition[] = [];
  for (const side of sides) {
    const values = valuesIn(side, attribute);
    if (values === null) others.push(side);
    else {
      for (const identity of new Set(values.map(scalarIdentity))) {
        const found = byValue.get(identity);
        if (found === undefined) byValue.set(identity, [side]);
        else found.push(side);
      }
    }
  }
  return { byValue, others };
}

/** The values that a side lists, alone or among its conjuncts. */
function valuesIn(side: Condition, attribute: string): readonly Scalar[] | null {
  if (side.op === "=" && side.attribute === attribute) return [side.value];
  if (side.op === "in" && side.attribute === attribute) return side.values;
  if (side.op !== "and") return null;
  for (const arg of side.args) {
    const values = arg.op === "=" || arg.op === "in" ? valuesIn(arg, attribute) : null;
    if (values !== null) return values;
  }
  return null;
}

const lists = new WeakMap<readonly Scalar[], ReadonlySet<string>>();

/** Whether the value is one of the list, in DynamoDB's sense of equal. */
export function isListed(values: readonly Scalar[], value: Scalar): boolean {
  let identities = lists.get(values);
  if (identities === undefined) lists.set(values, identities = new Set(values.map(scalarIdentity)));
  return identities.has(scalarIdentity(value));
}

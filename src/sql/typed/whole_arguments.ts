/**
 * Rewrites integer arguments of functions that would cut or misread other numbers: `hex` writes the bytes of a
 * double's text, and a slice rounds its bounds, differently for each type. A number without a fraction is taken,
 * whatever its type; one with a fraction is an error.
 * @module
 */
import { type Node, nodes, str } from "../tree.ts";
import { type BoundType, digitsOf, isFloat, isInteger, isNumber } from "./bound_type.ts";
import { each } from "./nodes.ts";
import { AGGREGATES_OF_LISTS, callName, hasColumn, type Rewrite } from "./rewrite.ts";
import { wholeNumber } from "./whole_number.ts";

/** The places of the arguments that are whole numbers, or lists of them. */
const PLACES: Readonly<Record<string, readonly number[]>> = {
  bin: [0],
  to_binary: [0],
  hex: [0],
  to_hex: [0],
  list_slice: [1, 2, 3],
  array_slice: [1, 2, 3],
  list_resize: [1],
  array_resize: [1],
  nth_value: [1],
};

const SLICE = "ARRAY_SLICE";

function placesOf(of: Node): readonly number[] {
  if (str(of, "type") === SLICE) return [1, 2, 3];
  return PLACES[callName(of)] ?? [];
}

function nameOf(of: Node): string {
  return str(of, "type") === SLICE ? "a slice" : callName(of);
}

/** Arguments that are whole numbers. */
export const wholeArguments: Rewrite = {
  wants(of, world) {
    if (AGGREGATES_OF_LISTS.has(callName(of)) || !(world.decimals || world.floats)) return [];
    const children = nodes(of, "children");
    return placesOf(of).flatMap((at) => {
      const child = children[at];
      return child !== undefined && hasColumn(child) ? [child] : [];
    });
  },
  rewrite(of, typeOf) {
    const children = nodes(of, "children");
    const readings = new Map<number, (value: Node) => Node>();
    for (const at of placesOf(of)) {
      const type = typeOf(children[at]);
      const inner = type?.child ?? type;
      if (type === null || inner === null || !isFraction(inner)) continue;
      const whole = (value: Node) => wholeNumber(value, wholeType(inner), inner.id, nameOf(of));
      readings.set(at, type === inner ? whole : (list) => each(list, "__value", whole));
    }
    if (readings.size === 0) return null;
    return (now) => ({
      ...now,
      children: nodes(now, "children").map((child, at) => readings.get(at)?.(child) ?? child),
    });
  },
};

const isFraction = (type: BoundType) => isNumber(type) && !isInteger(type);

/** Wide decimals may have more digits than 64 bits. */
const wholeType = (type: BoundType) =>
  (digitsOf(type)?.whole ?? 0) > 18 && !isFloat(type) ? "HUGEINT" : "BIGINT";

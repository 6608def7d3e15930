/**
 * Rewrites frames `RANGE … PRECEDING` of doubles, so that their bounds are those of the decimals that the doubles
 * print as. In DuckDB, 1.1 - 1 is a little more than 0.1, so rows of 0.1 are left out. Rows are ordered by decimals
 * of 38 digits; if a number does not fit, by doubles, with a warning. It runs after the other rewrites, as some of
 * them make several windows of one.
 * @module
 */
import { textConstant } from "../constant.ts";
import { list, type Node, node, nodes, str, walk } from "../tree.ts";
import { type BoundType, decimal, isFloat, isNumber, plain } from "./bound_type.ts";
import { call, caseOf, castTo, comparison, isNullOf, once } from "./nodes.ts";
import { columnsIn, hasColumn, type Rewrite } from "./rewrite.ts";
import { LOST_DIGITS, type Widening } from "./widening.ts";
import { numberAsText } from "./written.ts";

/** As many digits before the point as after it: doubles of 15 digits from 1e-4 on, however small or large. */
const HELD = decimal(38, 19);

const BOUNDS = ["start", "end"] as const;

/** The order of a window that has a frame of this kind, and how far the frame goes; none of others. */
function partsOf(of: Node): readonly Node[] {
  const [order, ...others] = str(of, "class") === "WINDOW" ? nodes(of, "orders") : [];
  const by = order === undefined || others.length > 0 ? null : node(order, "expression");
  if (by === null) return [];
  const bounds = BOUNDS.flatMap((bound): readonly Node[] => {
    const value = /^EXPR_(PRECEDING|FOLLOWING)_RANGE$/.test(str(of, bound))
      ? node(of, `${bound}_expr`)
      : null;
    return value === null ? [] : [value];
  });
  return bounds.length === 0 ? [] : [by, ...bounds];
}

/** Whether a statement has such a frame. */
export function hasRangeFrame(query: Node): boolean {
  let found = false;
  walk(query, (of) => {
    found ||= partsOf(of).length > 0;
    return !found;
  });
  return found;
}

/** Windows with such frames. */
export function rangeFrames(widening: Widening): Rewrite {
  return {
    wants(of, world) {
      const parts = world.floats ? partsOf(of) : [];
      return parts.some(hasColumn) ? parts : [];
    },
    rewrite(of, typeOf, notes) {
      const parts = partsOf(of);
      const types = parts.map(typeOf);
      if (!types.every((type) => type !== null && isNumber(type))) return null;
      if (!parts.some((part, at) => hasColumn(part) && isFloat(types[at] ?? plain("")))) return null;
      if (widening === "double") {
        notes.warn(
          `A frame RANGE over ${
            columnsIn(parts[0] ?? of)
          } is calculated in DOUBLE, which keeps about 15 digits: ` +
            "a row at its bound may be in it or not.",
        );
        return null;
      }
      const [by] = parts;
      const typeIn = (part: Node | null | undefined) => part === null ? null : typeOf(part);
      return (now) => {
        const [order] = nodes(now, "orders");
        const expression = order === undefined ? null : node(order, "expression");
        if (order === undefined || expression === null) return now;
        const bounds = BOUNDS.map((bound) => {
          const value = node(now, `${bound}_expr`);
          const type = typeIn(node(of, `${bound}_expr`));
          return [`${bound}_expr`, value === null ? null : held(value, type)] as const;
        });
        return {
          ...now,
          orders: [{ ...order, expression: held(expression, typeIn(by)) }, ...list(now, "orders").slice(1)],
          ...Object.fromEntries(bounds),
        };
      };
    },
  };
}

/** A double as a decimal, or an error where that has other digits; other numbers as they are. */
function held(of: Node, type: BoundType | null): Node {
  if (type === null || !isFloat(type)) return of;
  return once(of, (value) => {
    const read = castTo(numberAsText(value, type), HELD, true);
    const back = castTo(castTo(read, plain("VARCHAR")), plain("DOUBLE"));
    const lost = castTo(call("error", [textConstant(LOST_DIGITS)]), HELD);
    return caseOf([
      { when: isNullOf(value), then: read },
      { when: comparison("COMPARE_EQUAL", back, value), then: read },
    ], lost);
  });
}

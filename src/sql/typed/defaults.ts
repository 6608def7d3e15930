/**
 * `lag` and `lead` with a default: DuckDB casts the default to the type of the argument, and rounds it.
 * @module
 */
import { type Node, node, nodes } from "../tree.ts";
import { plain, sameType, united } from "./bound_type.ts";
import { castTo } from "./nodes.ts";
import { callName, columnsIn, type Rewrite, withChild } from "./rewrite.ts";
import { isNumber } from "./bound_type.ts";

function partsOf(of: Node): readonly Node[] {
  const [argument] = nodes(of, "children");
  const fallback = node(of, "default_expr");
  return argument === undefined || fallback === null ? [] : [argument, fallback];
}

/** Defaults of window functions. */
export const defaults: Rewrite = {
  wants: (of) => ["lag", "lead"].includes(callName(of)) ? partsOf(of) : [],
  rewrite(of, typeOf, notes) {
    const [argument, fallback] = partsOf(of);
    const [from, other] = [typeOf(argument), typeOf(fallback)];
    if (from === null || other === null || !isNumber(from) || !isNumber(other)) return null;
    const type = united(from, other) ?? plain("DOUBLE");
    if (sameType(type, from)) return null;
    if (united(from, other) === null) {
      notes.warn(
        `${callName(of)} of ${
          columnsIn(of)
        } and its default need more than 38 digits: they are brought together in DOUBLE.`,
      );
    }
    return (now) => {
      const value = node(now, "default_expr");
      const cast = withChild(now, 0, (child) => castTo(child, type));
      return value === null ? cast : { ...cast, default_expr: castTo(value, type) };
    };
  },
};

/**
 * Rewrites the default of `lag`, `lead` and `list_resize`: DuckDB casts it to the type of the argument and rounds it,
 * or writes a number beside texts with the digits of its type.
 * @module
 */
import { type Node, node, nodes } from "../tree.ts";
import { isNumber, plain, sameType, united } from "./bound_type.ts";
import { castTo } from "./nodes.ts";
import { callName, columnsIn, isDecimal, type Rewrite, withChild } from "./rewrite.ts";
import { unitingType } from "./uniting.ts";
import { hasFraction, meeting, written } from "./written.ts";

const WINDOWS: ReadonlySet<string> = new Set(["lag", "lead"]);
const RESIZES: ReadonlySet<string> = new Set(["list_resize", "array_resize"]);
/** Where the default of `list_resize` is. */
const DEFAULT_AT = 2;

/** What a call gives, and what it gives where there is nothing; none of other calls. */
export function defaultOf(of: Node): readonly Node[] {
  const name = callName(of);
  const [argument, ...others] = nodes(of, "children");
  const fallback = WINDOWS.has(name) ? node(of, "default_expr") : others[DEFAULT_AT - 1] ?? null;
  if (argument === undefined || fallback === null) return [];
  return WINDOWS.has(name) || RESIZES.has(name) ? [argument, fallback] : [];
}

function withDefault(now: Node, by: (fallback: Node) => Node): Node {
  if (RESIZES.has(callName(now))) return withChild(now, DEFAULT_AT, by);
  const value = node(now, "default_expr");
  return value === null ? now : { ...now, default_expr: by(value) };
}

/** Defaults. */
export const defaults: Rewrite = {
  wants: defaultOf,
  rewrite(of, typeOf, notes) {
    const [argument, fallback] = defaultOf(of);
    const [from, other] = [typeOf(argument), typeOf(fallback)];
    if (from === null || other === null) return null;
    const beside = RESIZES.has(callName(of)) ? from.child ?? from : from;
    const texts = meeting("VARCHAR", other, [beside]);
    if (hasFraction(texts)) return (now) => withDefault(now, (value) => written(value, texts));
    if (!isNumber(beside) || !isNumber(other)) return null;
    const met = isDecimal(beside) && fallback !== undefined ? unitingType(fallback, typeOf) ?? other : other;
    const exact = united(beside, met);
    const type = exact ?? plain("DOUBLE");
    if (sameType(type, beside)) return null;
    if (exact === null) {
      notes.warn(
        `${callName(of)} of ${
          columnsIn(of)
        } and its default need more than 38 digits: they are brought together in DOUBLE.`,
      );
    }
    const whole = beside === from ? type : { ...from, child: type };
    return (now) =>
      withDefault(withChild(now, 0, (child) => castTo(child, whole)), (value) => castTo(value, type));
  },
};

/**
 * Numbers as text: the shortest decimal that says the number, however it is held. DuckDB writes `10.50` where another
 * item has two decimals, and `7.0` where another is a double. From 1e-15 to 9e37 no exponent is written.
 * @module
 */
import { list, type Node, node, nodes, str } from "../tree.ts";
import { type BoundType, decimal, isFloat, plain } from "./bound_type.ts";
import { doubleConstant } from "../constant.ts";
import { call, caseOf, castTo, comparison, once, text } from "./nodes.ts";
import { callName, hasColumn, isDecimal, type Rewrite } from "./rewrite.ts";

/** Calls that write their arguments as text. */
const WRITERS: ReadonlySet<string> = new Set([
  "||",
  "concat",
  "concat_ws",
  "string_agg",
  "group_concat",
  "listagg",
]);

const isTextCast = (of: Node) =>
  str(of, "class") === "CAST" && ["VARCHAR", "CHAR", "TEXT"].includes(str(node(of, "cast_type") ?? {}, "id"));

function writtenBy(of: Node): readonly Node[] {
  if (isTextCast(of)) {
    const child = node(of, "child");
    return child === null ? [] : [child];
  }
  return WRITERS.has(callName(of)) ? nodes(of, "children") : [];
}

/** Casts of numbers to text, and what casts without saying so. */
export const numberText: Rewrite = {
  wants(of, world) {
    if (!world.decimals && !world.floats && !world.nested && isTextCast(of)) {
      const child = node(of, "child") ?? {};
      if (str(child, "class") === "COLUMN_REF") return [];
    }
    const written = writtenBy(of).filter(hasColumn);
    return written.every((child) => str(child, "class") === "COLUMN_REF") && !world.decimals &&
        !world.floats &&
        !world.nested
      ? []
      : written;
  },
  rewrite(of, typeOf) {
    const written = writtenBy(of);
    const types = written.map((child) => hasColumn(child) ? typeOf(child) : null);
    if (!types.some(isFraction)) return null;
    if (isTextCast(of)) {
      return (now) => {
        const child = node(now, "child");
        const [type] = types;
        if (child === null || type === null || type === undefined) return now;
        return { ...numberAsText(child, type), alias: str(now, "alias") };
      };
    }
    return (now) => ({
      ...now,
      children: list(now, "children").map((_, at) => {
        const child = nodes(now, "children")[at] ?? {};
        const type = types[at] ?? null;
        return isFraction(type) ? { ...numberAsText(child, type), alias: str(child, "alias") } : child;
      }),
    });
  },
};

/** Whether numbers of the type have a text that depends on the type. */
function isFraction(type: BoundType | null): type is BoundType {
  return type !== null && (isFloat(type) || (isDecimal(type) && type.scale > 0));
}

/** The shortest decimal of a number, as text. */
export function numberAsText(of: Node, type: BoundType): Node {
  if (isDecimal(type)) return trimmed(castTo(of, plain("VARCHAR")));
  return once(of, (value) => {
    const size = call("abs", [value]);
    const written = castTo(value, plain("VARCHAR"));
    const below = (limit: string) => comparison("COMPARE_LESSTHAN", size, doubleConstant(limit));
    const from = (limit: string) => comparison("COMPARE_GREATERTHANOREQUALTO", size, doubleConstant(limit));
    const plainly = (scale: number) => trimmed(castTo(castTo(written, decimal(38, scale)), plain("VARCHAR")));
    const whole = castTo(castTo(written, decimal(38, 0)), plain("VARCHAR"));
    return caseOf([
      { when: comparison("COMPARE_EQUAL", value, doubleConstant("0")), then: text("0") },
      { when: call("isnan", [value]), then: written },
      { when: below("1e-15"), then: written },
      { when: below("1e-4"), then: plainly(32) },
      { when: below("1e15"), then: call("regexp_replace", [written, text("\\.0$"), text("")]) },
      { when: from("9e37"), then: written },
    ], whole);
  });
}

/** Without zeros at the end of a fraction, and without a point that nothing follows. */
function trimmed(written: Node): Node {
  return call("rtrim", [call("rtrim", [written, text("0")]), text(".")]);
}

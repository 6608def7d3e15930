/**
 * Unites types without rounding, wherever one type is made of several: CASE, COALESCE, lists, GREATEST, … If decimals
 * need more than 38 digits together, DuckDB keeps the digits before the point and silently rounds those after it.
 * Here they keep all digits after the point; if a value then does not fit, all become doubles, with a warning.
 * @module
 */
import { type Node, node, nodes, str } from "../tree.ts";
import { type BoundType, decimal, digitsOf, isNullType, isNumber, plain, united } from "./bound_type.ts";
import { castTo, constantType } from "./nodes.ts";
import type { TypeOf } from "./markers.ts";
import { callName, columnsIn, type Rewrite } from "./rewrite.ts";
import type { Widening } from "./widening.ts";
import { isFraction, numberAsText } from "./written.ts";
import { defined } from "../../lib/defined.ts";

const CALLS: ReadonlySet<string> = new Set(["greatest", "least", "list_value", "ifnull", "nvl"]);

/** The type of an expression; of a whole number in the statement, the digits that it has. */
export function unitingType(of: Node, typeOf: TypeOf): BoundType | null {
  const type = constantType(of);
  if (type === null) return typeOf(of);
  const value = node(of, "value")?.["value"];
  const digits =
    digitsOf(type)?.scale === 0 && value !== undefined && value !== null && typeof value === "object" &&
      "text" in value
      ? String(value.text).replace("-", "").length
      : null;
  return digits === null ? type : decimal(Math.min(digits, 38), 0);
}

/**
 * What numbers that need more than 38 digits together, or lists, structs and maps of such, are cast to; null where they
 * fit, or are not such.
 */
export function unitedNumber(types: readonly (BoundType | null)[], widening: Widening): BoundType | null {
  const known = types.filter((type) => type !== null).filter((type) => !isNullType(type));
  const digits = known.map(digitsOf);
  const exact = digits.filter((each) => each !== null);
  if (exact.length < digits.length) return unitedParts(known, widening);
  if (exact.length < 2) return null;
  const [whole, scale] = [
    Math.max(...exact.map((each) => each.whole)),
    Math.max(...exact.map((each) => each.scale)),
  ];
  if (scale === 0 || whole + scale <= 38) return null;
  return widening === "double" ? plain("DOUBLE") : decimal(38, scale);
}

/** Unites types with parts: only the numbers in them change. */
function unitedParts(types: readonly BoundType[], widening: Widening): BoundType | null {
  const [first, ...others] = types;
  if (first === undefined || others.some(({ id }) => id !== first.id)) return null;
  if (first.child !== null) {
    const child = unitedNumber(types.map((type) => type.child), widening);
    return child === null ? null : { ...first, child };
  }
  const names = ({ fields }: BoundType) => JSON.stringify(fields.map(({ name }) => name.toLowerCase()));
  if (others.some((other) => names(other) !== names(first)) || first.fields[0]?.name === "") return null;
  const parts = first.fields.map((_, at) => types.flatMap(({ fields }) => fields[at]?.type ?? []));
  const numbers = parts.map((each) => unitedNumber(each, widening));
  if (numbers.every((type) => type === null)) return null;
  const fields = first.fields.flatMap(({ name }, at) => {
    const type = numbers[at] ??
      (parts[at] ?? []).reduce<BoundType | null>((a, b) => a && united(a, b), parts[at]?.[0] ?? null);
    return type === null ? [] : [{ name, type }];
  });
  return fields.length < parts.length ? null : { ...first, fields };
}

/** What is said where numbers become doubles. */
export function unitedWarning(columns: string): string {
  return `${columns} need more than 38 digits in one column: they are brought together in DOUBLE, which keeps about 15. ` +
    "Cast one of them to choose.";
}

/** The expressions of which one is taken; none of other nodes. */
export function partsUnited(of: Node): readonly Node[] {
  if (str(of, "class") === "CASE") {
    const parts = [
      ...nodes(of, "case_checks").map((check) => node(check, "then_expr")),
      node(of, "else_expr"),
    ];
    return parts.filter((part) => part !== null);
  }
  const several = ["OPERATOR_COALESCE", "ARRAY_CONSTRUCTOR"].includes(str(of, "type")) ||
    CALLS.has(callName(of));
  return several ? nodes(of, "children") : [];
}

function withParts(now: Node, by: (part: Node, at: number) => Node): Node {
  if (str(now, "class") !== "CASE") return { ...now, children: nodes(now, "children").map(by) };
  const checks = nodes(now, "case_checks");
  const otherwise = node(now, "else_expr");
  return {
    ...now,
    case_checks: checks.map((check, at) => ({ ...check, then_expr: by(node(check, "then_expr") ?? {}, at) })),
    ...defined({ else_expr: otherwise === null ? undefined : by(otherwise, checks.length) }),
  };
}

/** Whether a constant is a text that is no number, so that numbers beside it count as texts. */
function isWord(of: Node): boolean {
  const value = str(of, "class") === "CONSTANT" ? node(of, "value") : null;
  const text = value === null ? "" : str(value, "value");
  return text !== "" && str(node(value ?? {}, "type") ?? {}, "id") === "VARCHAR" &&
    Number.isNaN(Number(text));
}

/** Numbers, or numbers and words, of which one is taken. */
export function uniting(widening: Widening): Rewrite {
  return {
    wants(of, world) {
      const parts = partsUnited(of);
      if (parts.length < 2) return [];
      const words = parts.some(isWord) && str(of, "type") !== "ARRAY_CONSTRUCTOR" &&
        callName(of) !== "list_value";
      return words || world.wide || widening !== "none" ? parts : [];
    },
    rewrite(of, typeOf, notes) {
      const parts = partsUnited(of);
      const types = parts.map((part) => unitingType(part, typeOf));
      if (parts.some(isWord)) {
        const numbers = types.map((type) => type !== null && isNumber(type));
        if (!numbers.some((number) => number)) return null;
        return (now) =>
          withParts(now, (part, at) => {
            const type = types[at] ?? null;
            if (type === null || numbers[at] !== true) return part;
            return isFraction(type) ? numberAsText(part, type) : castTo(part, plain("VARCHAR"));
          });
      }
      const type = unitedNumber(types, widening);
      if (type === null) return null;
      if (widening === "double") notes.warn(unitedWarning(columnsIn(of)));
      return (now) => withParts(now, (part) => ({ ...castTo(part, type), alias: str(part, "alias") }));
    },
  };
}

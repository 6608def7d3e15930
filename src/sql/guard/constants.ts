/**
 * The number a constant expression comes to, as far as arithmetic on literals goes.
 * @module
 */
import { isNumeral } from "../../catalog/numeral.ts";
import { bool, location, type Node, node, nodes, numeral, str } from "../tree.ts";

/** A literal's number: exact where a double holds it, near it elsewhere. Null for anything not a number. */
function literal(of: Node): number | null {
  const value = node(of, "value");
  if (value === null || bool(value, "is_null")) return null;
  const type = node(value, "type");
  const scale = type === null ? null : numeral(node(type, "type_info") ?? {}, "scale");
  const halves = node(value, "value");
  const whole = halves === null
    ? numeral(value, "value") ?? textNumber(str(value, "value"))
    : String(Number(numeral(halves, "upper")) * 2 ** 64 + Number(numeral(halves, "lower")));
  return whole === null ? null : Number(whole) / 10 ** Number(scale ?? 0);
}

/** Text that DuckDB would cast to a number. */
function textNumber(text: string): string | null {
  const plain = text.trim().replace(/(?<=\d)_(?=\d)/g, "");
  return isNumeral(plain) ? plain : null;
}

const OPERATIONS: ReadonlyMap<string, (a: number, b: number) => number> = new Map([
  ["+", (a: number, b: number) => a + b],
  ["-", (a: number, b: number) => a - b],
  ["*", (a: number, b: number) => a * b],
  ["/", (a: number, b: number) => a / b],
  ["//", (a: number, b: number) => Math.floor(a / b)],
  ["%", (a: number, b: number) => a % b],
  ["**", Math.pow],
  ["^", Math.pow],
  ["<<", (a: number, b: number) => a * 2 ** b],
  [">>", (a: number, b: number) => Math.floor(a / 2 ** b)],
  ["add", (a: number, b: number) => a + b],
  ["subtract", (a: number, b: number) => a - b],
  ["multiply", (a: number, b: number) => a * b],
  ["divide", (a: number, b: number) => Math.floor(a / b)],
  ["pow", Math.pow],
  ["power", Math.pow],
  ["greatest", Math.max],
  ["least", Math.min],
  ["xor", (a: number, b: number) => a + b],
]);

/**
 * The number an expression of literals, casts and arithmetic comes to; null where it depends on anything else.
 * Good for bounds, not for answers: it computes in doubles.
 */
export function constantNumber(of: Node): number | null {
  const kind = str(of, "class");
  if (kind === "CONSTANT") return literal(of);
  if (kind === "CAST") return constantNumber(node(of, "child") ?? {});
  if (kind !== "FUNCTION") return null;
  const [first, second, ...rest] = nodes(of, "children").map(constantNumber);
  if (first === undefined || first === null || rest.length > 0) return null;
  const name = str(of, "function_name");
  if (second === undefined) {
    return name === "-" ? -first : name === "+" || name === "abs" ? Math.abs(first) : null;
  }
  return second === null ? null : OPERATIONS.get(name)?.(first, second) ?? null;
}

/** The text of a VARCHAR literal; null for anything else. */
export function constantText(of: Node): string | null {
  const value = str(of, "class") === "CONSTANT" ? node(of, "value") : null;
  return value !== null && typeof value["value"] === "string" ? value["value"] : null;
}

/** Where a node, or else the first of its descendants that knows, stands in the text; in bytes. */
export function nearestLocation(of: Node): number | null {
  const own = location(of);
  if (own !== null) return own;
  for (const value of Object.values(of)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (typeof child !== "object" || child === null || !("class" in child)) continue;
      const found = nearestLocation(child);
      if (found !== null) return found;
    }
  }
  return null;
}

/**
 * Constant folding gives the exact value of an expression that is made of constants.
 *
 * `WHERE id = 'c' || lpad('1', 3, '0')` → `id = 'c001'`
 *
 * What DuckDB would compute in a way that is not copied here stays unknown, and an unknown constant is never pushed
 * down.
 * @module
 */
import { canonicalNumber } from "../../dynamodb/decimal.ts";
import { type Node, node, nodes, Numeral, numeral, str, type TreeValue } from "../tree.ts";

/** A constant's value. Numbers are plain or scientific decimal text, exact unless `double`. */
export type Constant =
  | { readonly kind: "null" }
  | { readonly kind: "text"; readonly value: string }
  /** INTEGER, BIGINT, HUGEINT, DECIMAL, … */
  | { readonly kind: "number"; readonly value: string }
  /** DOUBLE; finite. */
  | { readonly kind: "double"; readonly value: number }
  | { readonly kind: "boolean"; readonly value: boolean }
  /** Base64. */
  | { readonly kind: "blob"; readonly value: string }
  /** Microseconds since 1970 in UTC; of a DATE, those of its midnight. See `instants.ts`. */
  | { readonly kind: "instant"; readonly type: "DATE" | "TIMESTAMP"; readonly micros: bigint };

const INTEGERS: ReadonlyMap<string, readonly [bigint, bigint]> = new Map([
  ["TINYINT", signed(8n)],
  ["SMALLINT", signed(16n)],
  ["INTEGER", signed(32n)],
  ["BIGINT", signed(64n)],
  ["HUGEINT", signed(128n)],
  ["UTINYINT", unsigned(8n)],
  ["USMALLINT", unsigned(16n)],
  ["UINTEGER", unsigned(32n)],
  ["UBIGINT", unsigned(64n)],
  ["UHUGEINT", unsigned(128n)],
  ["INTEGER_LITERAL", signed(128n)],
]);

function signed(bits: bigint): readonly [bigint, bigint] {
  return [-(2n ** (bits - 1n)), 2n ** (bits - 1n) - 1n];
}

function unsigned(bits: bigint): readonly [bigint, bigint] {
  return [0n, 2n ** bits - 1n];
}

/** The value of an expression made of constants only; null = not constant, or not known here. */
export function constantOf(expression: Node): Constant | null {
  switch (str(expression, "class")) {
    case "CONSTANT":
      return literal(expression);
    case "CAST":
      return cast(expression);
    case "FUNCTION":
      return call(expression);
    case "COMPARISON":
      return comparison(expression);
    default:
      return null;
  }
}

function literal(expression: Node): Constant | null {
  const value = node(expression, "value");
  if (value === null) return null;
  if (value["is_null"] === true) return { kind: "null" };
  const type = node(value, "type");
  const id = type === null ? "" : str(type, "id");
  const content = value["value"];
  if (INTEGERS.has(id)) {
    const whole = wholeNumber(content, id);
    return whole === null ? null : { kind: "number", value: whole.toString() };
  }
  switch (id) {
    case "VARCHAR":
    case "STRING_LITERAL":
      return typeof content === "string" ? { kind: "text", value: content } : null;
    case "BOOLEAN":
      return typeof content === "boolean" ? { kind: "boolean", value: content } : null;
    case "DOUBLE":
      return content instanceof Numeral ? double(Number(content.text)) : null;
    case "DECIMAL": {
      const whole = wholeNumber(content, id);
      const scale = decimalScale(type);
      return whole === null || scale === null ? null : { kind: "number", value: scaled(whole, scale) };
    }
    default:
      return null;
  }
}

/** An integer as the tree holds it: a number, or two 64-bit halves. */
function wholeNumber(content: TreeValue | undefined, id: string): bigint | null {
  if (content instanceof Numeral) return /^-?\d+$/.test(content.text) ? BigInt(content.text) : null;
  if (typeof content !== "object" || content === null || Array.isArray(content)) return null;
  // Checked above: neither a number nor a list, so an object of the tree.
  const halves = content as Node;
  const upper = numeral(halves, "upper");
  const lower = numeral(halves, "lower");
  if (upper === null || lower === null) return null;
  const value = BigInt.asUintN(64, BigInt(lower)) + (BigInt.asUintN(64, BigInt(upper)) << 64n);
  return id === "UHUGEINT" ? value : BigInt.asIntN(128, value);
}

function decimalScale(type: Node | null): number | null {
  const info = type === null ? null : node(type, "type_info");
  const scale = info === null ? null : numeral(info, "scale");
  return scale === null ? null : Number(scale);
}

/** `value` × 10^-scale as plain decimal text. */
function scaled(value: bigint, scale: number): string {
  if (scale === 0) return value.toString();
  const digits = (value < 0n ? -value : value).toString().padStart(scale + 1, "0");
  return `${value < 0n ? "-" : ""}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

function double(value: number): Constant | null {
  return Number.isFinite(value) ? { kind: "double", value } : null;
}

function cast(expression: Node): Constant | null {
  const child = node(expression, "child");
  const type = node(expression, "cast_type");
  const value = child === null ? null : constantOf(child);
  if (value === null || type === null) return null;
  if (value.kind === "null") return value;
  const id = str(type, "id");
  const range = INTEGERS.get(id);
  if (range !== undefined) return toInteger(value, range);
  switch (id) {
    case "VARCHAR":
      return str(type, "alias") === "" ? toText(value) : null;
    case "BOOLEAN":
      return toBoolean(value);
    case "DOUBLE":
      return toDouble(value);
    case "DECIMAL":
      return toDecimal(value, type);
    case "BLOB":
      return toBlob(value);
    default:
      return null;
  }
}

/** A cast to an integer that needs no rounding. */
function toInteger(value: Constant, [low, high]: readonly [bigint, bigint]): Constant | null {
  if ((value.kind !== "number" && value.kind !== "text") || !/^-?\d{1,39}$/.test(value.value)) return null;
  const whole = BigInt(value.value);
  return whole < low || whole > high ? null : { kind: "number", value: whole.toString() };
}

function toText(value: Constant): Constant | null {
  if (value.kind === "text") return value;
  // Integers only: DuckDB keeps a decimal's trailing zeros, and those are not known here any more.
  if (value.kind === "number" && /^-?\d+$/.test(value.value)) return { kind: "text", value: value.value };
  return value.kind === "boolean" ? { kind: "text", value: String(value.value) } : null;
}

function toBoolean(value: Constant): Constant | null {
  if (value.kind === "boolean") return value;
  if (value.kind !== "text") return null;
  const truth = new Map([["t", true], ["true", true], ["f", false], ["false", false]]).get(
    value.value.toLowerCase(),
  );
  return truth === undefined ? null : { kind: "boolean", value: truth };
}

function toDouble(value: Constant): Constant | null {
  if (value.kind === "double") return value;
  if (value.kind !== "number" && value.kind !== "text") return null;
  return /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(value.value) ? double(Number(value.value)) : null;
}

/** A cast to a decimal that needs no rounding and certainly fits. */
function toDecimal(value: Constant, type: Node): Constant | null {
  if (value.kind !== "number" && value.kind !== "text") return null;
  const info = node(type, "type_info");
  const width = Number((info === null ? null : numeral(info, "width")) ?? "18");
  const scale = decimalScale(type) ?? 3;
  const match = /^-?(\d+)(?:\.(\d+))?$/.exec(value.value);
  if (match === null) return null;
  const [, whole = "", fraction = ""] = match;
  const fits = fraction.replace(/0+$/, "").length <= scale &&
    whole.replace(/^0+/, "").length <= width - scale;
  return fits ? { kind: "number", value: value.value } : null;
}

/** DuckDB's text form of a BLOB: printable ASCII, other bytes as `\xHH`. */
function toBlob(value: Constant): Constant | null {
  if (value.kind === "blob") return value;
  if (value.kind !== "text" || !/^(?:[ -[\]-~]|\\x[0-9a-fA-F]{2})*$/.test(value.value)) {
    return null;
  }
  const bytes = value.value.replace(/\\x(..)/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
  return { kind: "blob", value: btoa(bytes) };
}

function call(expression: Node): Constant | null {
  const args = nodes(expression, "children").map(constantOf);
  const name = str(expression, "function_name").toLowerCase();
  const text = textCall(name, args);
  if (text !== null) return text;
  const [left, right] = args;
  if (left === undefined || left === null || right === null || args.length > 2) return null;
  if (left.kind === "null" || right?.kind === "null") {
    return name === "||" || name === "-" || name === "+" ? { kind: "null" } : null;
  }
  if (right === undefined) return name === "-" || name === "+" ? negated(left, name === "-") : null;
  if (name === "||" && left.kind === "text" && right.kind === "text") {
    return { kind: "text", value: left.value + right.value };
  }
  return arithmetic(name, left, right);
}

/** Plain ASCII, in which letters, bytes and characters are the same. */
const ASCII = /^[ -~]*$/;

/** Functions of text that do in JavaScript what they do in DuckDB, for ASCII. */
function textCall(name: string, args: readonly (Constant | null)[]): Constant | null {
  const texts: string[] = [];
  for (const arg of args) {
    if (arg?.kind !== "text" && arg?.kind !== "number") return null;
    texts.push(arg.value);
  }
  const [first, second] = args;
  const [value = "", by = "", fill = ""] = texts;
  if (first?.kind !== "text" || !ASCII.test(value + fill)) return null;
  const text = (result: string): Constant => ({ kind: "text", value: result });
  switch (name) {
    case "lower":
    case "lcase":
    case "upper":
    case "ucase":
      if (args.length !== 1) return null;
      return text(name.startsWith("l") ? value.toLowerCase() : value.toUpperCase());
    case "concat":
      return args.every((arg) => arg?.kind === "text") ? text(texts.join("")) : null;
    case "lpad":
    case "rpad": {
      if (args.length !== 3 || second?.kind !== "number" || args[2]?.kind !== "text") return null;
      if (!/^\d{1,3}$/.test(by) || fill === "" || value.length > Number(by)) return null;
      return text(name === "lpad" ? value.padStart(Number(by), fill) : value.padEnd(Number(by), fill));
    }
    default:
      return null;
  }
}

/** `1 = 0` and its like: plain equality of two numbers or two texts. */
function comparison(expression: Node): Constant | null {
  const [left, right] = [node(expression, "left"), node(expression, "right")]
    .map((side) => side === null ? null : constantOf(side));
  if (left === null || right === null || left === undefined || right === undefined) return null;
  const type = str(expression, "type");
  if (type !== "COMPARE_EQUAL" && type !== "COMPARE_NOTEQUAL") return null;
  if (left.kind === "null" || right.kind === "null") return { kind: "null" };
  const texts = left.kind === "text" && right.kind === "text";
  if (!texts && (left.kind !== "number" || right.kind !== "number")) return null;
  const same = texts
    ? left.value === right.value
    : canonicalNumber(String(left.value)) === canonicalNumber(String(right.value));
  return { kind: "boolean", value: same === (type === "COMPARE_EQUAL") };
}

function negated(value: Constant, negative: boolean): Constant | null {
  if (value.kind === "double") return { kind: "double", value: negative ? -value.value : value.value };
  if (value.kind !== "number") return null;
  if (!negative || canonicalNumber(value.value) === "0") return value;
  return { kind: "number", value: value.value.startsWith("-") ? value.value.slice(1) : `-${value.value}` };
}

/** Arithmetic on whole numbers that are too small for DuckDB to overflow or round. */
function arithmetic(name: string, left: Constant, right: Constant): Constant | null {
  if (left.kind !== "number" || right.kind !== "number") return null;
  if (!/^-?\d{1,9}$/.test(left.value) || !/^-?\d{1,9}$/.test(right.value)) return null;
  const [a, b] = [BigInt(left.value), BigInt(right.value)];
  const value = name === "+" ? a + b : name === "-" ? a - b : name === "*" ? a * b : null;
  return value === null ? null : { kind: "number", value: value.toString() };
}
